//! The codecs of payloads, each with a bound on what it writes.
//!
//! Decides how libraries are called so that truncated and damaged input still yields what could be read, and no input
//! yields more than it may. Refuses to know when a codec is worth trying (`super::layer`, `super::bytes`).

use std::borrow::Cow;

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags};

use super::class;
use super::limits::Budget;
use super::streams::{self, Codec, Inflated};

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// The longest text that is tried as LZ-string: its library has no bound of its own, and output grows with the square
/// of the input. 4 kB write 5 MB at worst.
pub(super) const LZ_LONGEST: usize = 4 << 10;

/// Which of the two alphabets a text of these classes is written in; `None` when in neither.
pub(super) fn base64_alphabet(text: &str, classes: u16) -> Option<&'static str> {
    // A `+` that nobody escaped arrives as a space.
    const STANDARD: u16 = class::PLUS | class::SLASH | class::SPACE | class::LINE;
    const LETTERS: u16 = class::HEX | class::LETTER | class::EQUALS | class::URL_SAFE | STANDARD;
    let unpadded = text.trim_end_matches('=');
    let padding = text.len() - unpadded.len();
    if padding > 2 || classes & !LETTERS != 0 || memchr::memchr(b'=', unpadded.as_bytes()).is_some() {
        return None;
    }
    match (classes & STANDARD != 0, classes & class::URL_SAFE != 0) {
        (true, true) => None,
        (_, true) => Some("base64url"),
        _ => Some("base64"),
    }
}

/// Decodes base64 of either alphabet, padded or not; a last group that is cut off is left out.
pub(super) fn base64(text: &str, alphabet: &str, budget: &mut Budget) -> Option<Vec<u8>> {
    let text = text.trim_end_matches('=');
    let text = if memchr::memchr3(b' ', b'\n', b'\r', text.as_bytes()).is_some() {
        Cow::Owned(
            text.chars()
                .filter(|c| !matches!(c, '\n' | '\r'))
                .map(|c| if c == ' ' { '+' } else { c })
                .collect(),
        )
    } else {
        Cow::Borrowed(text)
    };
    let whole = if text.len() % 4 == 1 { text.get(..text.len() - 1)? } else { &text[..] };
    if whole.len() / 4 * 3 > budget.output() {
        budget.partial = true;
        return None;
    }
    let engine = if alphabet == "base64url" { &URL_SAFE } else { &STANDARD };
    let bytes = engine.decode(whole).ok()?;
    budget.wrote(bytes.len());
    Some(bytes)
}

/// Decodes pairs of hexadecimal digits.
pub(super) fn hex(text: &str, budget: &mut Budget) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || text.len() / 2 > budget.output() {
        return None;
    }
    let digit = |byte: u8| (byte as char).to_digit(16);
    let bytes: Option<Vec<u8>> = text
        .as_bytes()
        .chunks_exact(2)
        .map(|pair| Some((digit(pair[0])? << 4 | digit(pair[1])?) as u8))
        .collect();
    budget.wrote(text.len() / 2);
    bytes
}

pub(super) fn gzip(bytes: &[u8], budget: &mut Budget) -> Inflated {
    let Some(head) = gzip_head(bytes) else { return Inflated { bytes: Vec::new(), whole: false } };
    let (mut inflated, read) = inflate(&bytes[head..], 0, budget);
    let stated = bytes[head + read..].first_chunk().map(|sum| u32::from_le_bytes(*sum));
    inflated.whole &= stated == Some(crc32fast::hash(&inflated.bytes));
    inflated
}

/// How long a gzip stream's head is (RFC 1952), with the names and comments that may stand in it.
pub(crate) fn gzip_head(bytes: &[u8]) -> Option<usize> {
    const FIXED: usize = 10;
    let flags = *bytes.get(3)?;
    let mut head = FIXED;
    if flags & 4 != 0 {
        head += 2 + usize::from(u16::from_le_bytes(*bytes.get(head..)?.first_chunk()?));
    }
    for flag in [8, 16] {
        if flags & flag != 0 {
            head += memchr::memchr(0, bytes.get(head..)?)? + 1;
        }
    }
    if flags & 2 != 0 {
        head += 2;
    }
    (head <= bytes.len()).then_some(head)
}

pub(super) fn zlib(bytes: &[u8], budget: &mut Budget) -> Inflated {
    inflate(bytes, inflate_flags::TINFL_FLAG_PARSE_ZLIB_HEADER, budget).0
}

pub(super) fn deflate(bytes: &[u8], budget: &mut Budget) -> Inflated {
    inflate(bytes, 0, budget).0
}

/// Inflates straight into what is kept, and says how much of the input was read. A reader in between would fill a window
/// of its own first, which for a beacon takes longer than the beacon itself.
fn inflate(bytes: &[u8], flags: u32, budget: &mut Budget) -> (Inflated, usize) {
    let flags = flags | inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
    let bound = budget.output();
    let mut state = Box::<DecompressorOxide>::default();
    let mut out = vec![0; bytes.len().saturating_mul(4).min(bound)];
    let (mut read, mut written) = (0, 0);
    let whole = loop {
        let (status, taken, given) = decompress(&mut state, &bytes[read..], &mut out, written, flags);
        read += taken;
        written += given;
        match status {
            TINFLStatus::HasMoreOutput if out.len() < bound => {
                out.resize(out.len().saturating_mul(2).min(bound), 0);
            }
            // A cut or damaged stream: what came before it is still worth reading.
            status => break status == TINFLStatus::Done,
        }
    };
    out.truncate(written);
    budget.wrote(written);
    budget.work(written);
    (Inflated { bytes: out, whole }, read)
}

/// Opens a stream of brotli or zstd.
pub(super) fn stream(codec: Codec, bytes: &[u8], budget: &mut Budget) -> Inflated {
    let inflated = streams::open(codec, bytes, budget.output());
    budget.wrote(inflated.bytes.len());
    budget.work(inflated.bytes.len());
    inflated
}

/// Opens LZ-string's two alphabets for addresses and text.
pub(super) fn lz_string(text: &str, budget: &mut Budget) -> Option<String> {
    if text.len() > LZ_LONGEST || !budget.work(text.len() * 16) {
        return None;
    }
    let readable = |units: Option<Vec<u16>>| {
        let text = String::from_utf16(&units?).ok()?;
        let structured = text.starts_with(['{', '[']) && text.ends_with(['}', ']']);
        (structured || text.starts_with("http")).then_some(text)
    };
    let text = readable(lz_str::decompress_from_encoded_uri_component(text))
        .or_else(|| readable(lz_str::decompress_from_base64(text)))?;
    if text.len() > budget.output() {
        budget.partial = true;
        return None;
    }
    budget.wrote(text.len());
    Some(text)
}

/// Undoes percent-encoding; a `+` stays what it is unless the text is a form's.
pub(super) fn percent(text: &str, form: bool) -> Cow<'_, [u8]> {
    const ESCAPE: usize = 3;
    let mut rest = text.as_bytes();
    let next =
        |rest: &[u8]| if form { memchr::memchr2(b'%', b'+', rest) } else { memchr::memchr(b'%', rest) };
    let Some(mut found) = next(rest) else { return Cow::Borrowed(rest) };
    let mut decoded = Vec::with_capacity(rest.len());
    // What is escaped is mostly little and far between: what lies between is copied as it is.
    loop {
        let (between, from) = rest.split_at(found);
        decoded.extend_from_slice(between);
        let passed = if from.starts_with(b"+") {
            decoded.push(b' ');
            1
        } else {
            let escape = &from[..from.len().min(ESCAPE)];
            let mut bytes = percent_encoding::percent_decode(escape);
            decoded.extend(bytes.next());
            // What is no escape stands for itself.
            if bytes.next().is_none() { escape.len() } else { 1 }
        };
        rest = &from[passed..];
        match next(rest) {
            Some(place) => found = place,
            None => break,
        }
    }
    decoded.extend_from_slice(rest);
    Cow::Owned(decoded)
}

/// The longest field that is decoded without asking for memory: most are shorter, and tell nothing.
pub(super) const SHORT: usize = 192;

/// Undoes the encoding of a short form field in place of `percent`; `None` where it is longer, or not encoded at all.
pub(super) fn short_field<'r>(text: &str, room: &'r mut [u8; SHORT]) -> Option<&'r [u8]> {
    if text.len() > SHORT || memchr::memchr2(b'+', b'%', text.as_bytes()).is_none() {
        return None;
    }
    let mut spaced = [0; SHORT];
    for (to, from) in spaced.iter_mut().zip(text.bytes()) {
        *to = if from == b'+' { b' ' } else { from };
    }
    let mut written = 0;
    for (to, from) in room.iter_mut().zip(percent_encoding::percent_decode(&spaced[..text.len()])) {
        *to = from;
        written += 1;
    }
    Some(&room[..written])
}

/// Whether `%` is followed by two hexadecimal digits somewhere, and nowhere by anything else.
pub(super) fn is_percent_encoded(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut found = false;
    for at in memchr::memchr_iter(b'%', bytes) {
        match bytes.get(at + 1..at + 3) {
            Some(pair) if pair.iter().all(u8::is_ascii_hexdigit) => found = true,
            _ => return false,
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payload::Limits;

    fn budget() -> Budget {
        Budget::new(Limits::default())
    }

    #[test]
    fn base64_of_either_alphabet_with_and_without_padding() {
        for (text, alphabet) in [("aHR0cHM6Ly9hLz9+fg==", "base64"), ("aHR0cHM6Ly9hLz9-fg", "base64url")] {
            assert_eq!(base64_alphabet(text, class::all(text)), Some(alphabet));
            assert_eq!(base64(text, alphabet, &mut budget()).unwrap(), b"https://a/?~~");
        }
        for text in ["a+b-", "a.b", "a=b", "ab==="] {
            assert_eq!(base64_alphabet(text, class::all(text)), None, "{text}");
        }
        // One character of a group that was cut.
        assert_eq!(base64("aGVsbG8gd29ybGQhx", "base64", &mut budget()).unwrap(), b"hello world!");
    }

    #[test]
    fn a_bomb_writes_no_more_than_it_may() {
        let zeros = vec![0; 64 << 20];
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        std::io::Write::write_all(&mut encoder, &zeros).unwrap();
        let bomb = encoder.finish().unwrap();
        let mut budget = budget();
        let opened = gzip(&bomb, &mut budget);
        assert_eq!(opened.bytes.len(), Limits::default().output);
        assert!(!opened.whole);
        assert_eq!(budget.output(), 0);
    }

    #[test]
    fn a_cut_stream_and_a_wrong_checksum_still_yield_what_was_read() {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut encoder, b"{\"url\":\"https://example.org/\"}").unwrap();
        let mut bytes = encoder.finish().unwrap();
        let crc = bytes.len() - 6;
        bytes[crc] ^= 1;
        let opened = gzip(&bytes, &mut budget());
        assert_eq!(opened.bytes, b"{\"url\":\"https://example.org/\"}");
        assert!(!opened.whole);
        assert!(!gzip(&bytes[..20], &mut budget()).whole);
    }

    #[test]
    fn percent_is_sniffed_not_guessed() {
        assert!(is_percent_encoded("https%3A%2F%2F"));
        assert!(!is_percent_encoded("100% of it"));
        assert!(!is_percent_encoded("plain"));
        assert_eq!(&*percent("a+b%20c", false), b"a+b c");
        assert_eq!(&*percent("a+b%20c", true), b"a b c");
        for text in ["a+b%20c", "%2B%zz+", "+", "%C3%A4%", "%", "%%41", "a%4", "%4%41", "%2541", ""] {
            let decoded = |text: &str| percent_encoding::percent_decode_str(text).collect::<Vec<_>>();
            assert_eq!(&*percent(text, false), decoded(text), "{text}");
            assert_eq!(&*percent(text, true), decoded(&text.replace('+', " ")), "{text}");
        }
        for text in ["a+b%20c", "%2B%zz+", "+", "%C3%A4%"] {
            assert_eq!(short_field(text, &mut [0; SHORT]), Some(&*percent(text, true)), "{text}");
        }
        assert_eq!(short_field("plain", &mut [0; SHORT]), None);
        assert_eq!(short_field(&"+".repeat(SHORT + 1), &mut [0; SHORT]), None);
    }

    #[test]
    fn lz_string_opens_what_reads_like_json() {
        let packed = lz_str::compress_to_encoded_uri_component("{\"page\":\"https://example.org/a\"}");
        assert_eq!(lz_string(&packed, &mut budget()).unwrap(), "{\"page\":\"https://example.org/a\"}");
        assert_eq!(lz_string("notpackedatallreally", &mut budget()), None);
    }
}
