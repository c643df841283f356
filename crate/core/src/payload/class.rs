//! What kinds of bytes a text holds, found in one pass over it.
//!
//! Decides which questions about a text are worth asking at all: one without `@` is no e-mail address, one without `%` is
//! not percent-encoded. Refuses to answer them.

/// Digits and the letters a to f.
pub(super) const HEX: u16 = 1;
/// Other letters.
pub(super) const LETTER: u16 = 2;
/// `+`.
pub(super) const PLUS: u16 = 4;
/// `/`.
pub(super) const SLASH: u16 = 8;
/// `-` and `_`.
pub(super) const URL_SAFE: u16 = 16;
/// `%`.
pub(super) const PERCENT: u16 = 32;
/// `=`.
pub(super) const EQUALS: u16 = 64;
/// Ends of lines.
pub(super) const LINE: u16 = 128;
/// `:`.
pub(super) const COLON: u16 = 256;
/// A space.
pub(super) const SPACE: u16 = 512;
/// `@`.
pub(super) const AT: u16 = 1024;
/// `.`.
pub(super) const DOT: u16 = 2048;
/// Anything else.
pub(super) const OTHER: u16 = 4096;

const fn of(byte: u8) -> u16 {
    match byte {
        b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F' => HEX,
        b'g'..=b'z' | b'G'..=b'Z' => LETTER,
        b'+' => PLUS,
        b'/' => SLASH,
        b'-' | b'_' => URL_SAFE,
        b'%' => PERCENT,
        b'=' => EQUALS,
        b'\n' | b'\r' => LINE,
        b':' => COLON,
        b' ' => SPACE,
        b'@' => AT,
        b'.' => DOT,
        _ => OTHER,
    }
}

const TABLE: [u16; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = of(byte as u8);
        byte += 1;
    }
    table
};

/// Whatever a text may hold.
const ANY: u16 = OTHER | (OTHER - 1);
/// A document of this length is opened before anybody needs to know what it holds.
const DOCUMENT: usize = 256;

/// All kinds of bytes that a text holds, and of a long document in brackets all that it may hold.
pub(super) fn all(text: &str) -> u16 {
    let bytes = text.as_bytes();
    if bytes.len() >= DOCUMENT && matches!((bytes[0], bytes[bytes.len() - 1]), (b'{', b'}') | (b'[', b']')) {
        return ANY;
    }
    bytes.iter().fold(0, |seen, byte| seen | TABLE[usize::from(*byte)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_seen_and_documents_may_hold_any() {
        assert_eq!(all("af09"), HEX);
        assert_eq!(all("x+/-%=\n: @.!"), ANY & !HEX);
        assert_eq!(all(&format!("[{}]", "1".repeat(DOCUMENT))), ANY);
        assert_eq!(all("[1]"), HEX | OTHER);
    }
}
