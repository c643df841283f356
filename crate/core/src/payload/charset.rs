//! Texts that are not UTF-8: what a charset's label names, and how bytes are read by it.
//!
//! Decides which labels are UTF-8's, and reads UTF-16 itself. Refuses to hold tables of the older charsets where its caller
//! has them already: browsers do, and the module that they load shall not carry them once more.

use std::sync::OnceLock;

/// Reads bytes by a charset's label, as the Encoding Standard says. A strict one answers `None` for bytes that are none of
/// the charset's; one that is not replaces them. `None` too where the label names no charset.
pub type CharsetReader = fn(label: &str, bytes: &[u8], strict: bool) -> Option<String>;

static BROUGHT: OnceLock<CharsetReader> = OnceLock::new();

/// Brings a reader of charsets, once for all requests; a second one changes nothing.
pub fn bring_charsets(reader: CharsetReader) {
    let _ = BROUGHT.set(reader);
}

/// Reads bytes by a charset's label.
pub(super) fn read(label: &str, bytes: &[u8], strict: bool) -> Option<String> {
    let reader = BROUGHT.get().copied().or(BUILT_IN)?;
    reader(label, bytes, strict)
}

/// Whether a label names a charset that can be read.
pub(super) fn is_known(label: &str) -> bool {
    read(label, &[], true).is_some()
}

/// Whether a label names UTF-8, as the Encoding Standard lists them.
pub(super) fn is_utf8(label: &str) -> bool {
    const LABELS: [&str; 6] =
        ["utf-8", "utf8", "unicode-1-1-utf-8", "unicode11utf8", "unicode20utf8", "x-unicode20utf8"];
    LABELS.iter().any(|known| known.eq_ignore_ascii_case(label.trim_ascii()))
}

/// Reads UTF-16, whose units are put together as `unit` says; `None` if it is not.
pub(super) fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    const MARK: u16 = 0xfeff;
    let (units, []) = bytes.as_chunks() else { return None };
    let units = match units {
        [first, rest @ ..] if unit(*first) == MARK => rest,
        units => units,
    };
    char::decode_utf16(units.iter().map(|pair| unit(*pair))).collect::<Result<_, _>>().ok()
}

#[cfg(not(feature = "charsets"))]
const BUILT_IN: Option<CharsetReader> = None;

#[cfg(feature = "charsets")]
const BUILT_IN: Option<CharsetReader> = Some(|label, bytes, strict| {
    let charset = encoding_rs::Encoding::for_label_no_replacement(label.as_bytes())?;
    let (text, wrong) = charset.decode_without_bom_handling(bytes);
    (!(strict && wrong)).then(|| text.into_owned())
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_utf8_are_those_of_the_standard() {
        for label in ["utf-8", " UTF8 ", "unicode-1-1-utf-8", "unicode11utf8", "x-unicode20utf8"] {
            assert!(is_utf8(label) && is_known(label), "{label}");
        }
        assert!(!is_utf8("utf-16") && !is_utf8("latin1") && !is_utf8(""));
        assert!(is_known("latin1") && !is_known("no-such-charset") && !is_known(""));
        assert!(!is_known("iso-2022-kr"), "which the standard reads as nothing");
    }

    #[test]
    fn only_a_strict_reader_refuses() {
        assert_eq!(read("gbk", b"\xc4\xe3", true).as_deref(), Some("你"));
        assert_eq!(read("gbk", b"\xff", true), None);
        assert_eq!(read("gbk", b"\xff", false).as_deref(), Some("\u{fffd}"));
    }

    #[test]
    fn utf16_is_whole_or_nothing() {
        assert_eq!(utf16(b"\xff\xfe{\0", u16::from_le_bytes).as_deref(), Some("{"));
        assert_eq!(utf16(b"\0{\0}", u16::from_be_bytes).as_deref(), Some("{}"));
        assert_eq!(utf16(b"{\0}", u16::from_le_bytes), None);
        assert_eq!(utf16(b"\x3d\xd8{\0", u16::from_le_bytes), None);
    }
}
