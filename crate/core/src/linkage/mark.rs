//! The mark of a value: the same 64 bits however the value was written.
//!
//! Decides which spellings are one value (escapes, quotes, base64 and hexadecimal of it, dashes and case of a UUID, the
//! wrappings that analytics scripts put around their numbers), and what its plain hashes are. Refuses to know who was told
//! it and whether it is an identifier at all.
//!
//! A mark carries no key: it never leaves the memory that also holds values, and whoever could make two values collide
//! could as well send one of them twice.

use std::borrow::Cow;

use base64::Engine as _;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use md5::Md5;
use serde::{Deserialize, Serialize};
use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::hash::checksum;
use crate::hex::hex;

/// How often a value is unwrapped: base64 of an escaped UUID between quotes is three.
const ROUNDS: usize = 4;
/// The shortest text that is taken for base64 or hexadecimal of something.
const SHORTEST_CODED: usize = 12;

const TOLERANT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const CLASSIC: GeneralPurpose = GeneralPurpose::new(&STANDARD, TOLERANT);
const FOR_URLS: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, TOLERANT);

/// Stands for a value in any of its spellings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Mark(u64);

impl Mark {
    /// The mark of a value.
    #[must_use]
    pub fn of(value: &str) -> Self {
        Self::plain(&canonical(value))
    }

    /// Of a value that has its one spelling already.
    fn plain(canonical: &str) -> Self {
        Self(checksum(canonical.as_bytes()))
    }

    /// Its digits: what stands for a value whose text is no longer known.
    pub(super) fn digits(self) -> String {
        hex(&self.0.to_be_bytes())
    }
}

/// The marks of a value's MD5, SHA-1 and SHA-256, taken of it as it was told and of its other usual spellings.
pub(super) fn marks_of_hashes(value: &str) -> Vec<Mark> {
    let value = value.trim();
    let mut spellings = vec![value.to_owned(), value.to_ascii_lowercase(), canonical(value).into_owned()];
    spellings.sort_unstable();
    spellings.dedup();
    spellings
        .iter()
        .flat_map(|text| [hex(&Md5::digest(text)), hex(&Sha1::digest(text)), hex(&Sha256::digest(text))])
        .map(|digest| Mark::plain(&digest))
        .collect()
}

/// The one spelling that stands for all.
pub(super) fn canonical(value: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(value);
    for _ in 0..ROUNDS {
        match unwrapped(&text) {
            Some(inner) => text = Cow::Owned(inner),
            None => break,
        }
    }
    text
}

/// The value with one wrapping less, or nothing when it has none.
fn unwrapped(value: &str) -> Option<String> {
    let bare = value.trim().trim_matches(|c| matches!(c, '"' | '\'' | '{' | '}' | '(' | ')' | '<' | '>'));
    let bare = bare.strip_prefix("urn:uuid:").unwrap_or(bare);
    let inner = escaped(bare).or_else(|| spelled(bare)).or_else(|| numbered(bare)).or_else(|| coded(bare));
    inner.or_else(|| (bare.len() < value.len()).then(|| bare.to_owned())).filter(|inner| inner != value)
}

fn escaped(text: &str) -> Option<String> {
    let decoded = text.contains('%').then(|| percent_encoding::percent_decode_str(text).decode_utf8())?;
    decoded.ok().map(Cow::into_owned)
}

/// Case and punctuation that say nothing: of UUIDs, hexadecimal, e-mail addresses, telephone numbers.
fn spelled(text: &str) -> Option<String> {
    if is_uuid(text) {
        return Some(text.replace('-', "").to_ascii_lowercase());
    }
    let is_hex = text.len() >= SHORTEST_CODED && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_hex && text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Some(text.to_ascii_lowercase());
    }
    if text.contains('@') && text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Some(text.to_ascii_lowercase());
    }
    let is_phone = text.starts_with('+')
        && text.bytes().skip(1).all(|byte| byte.is_ascii_digit() || b" -().".contains(&byte));
    (is_phone && text.contains([' ', '-', '(', '.']))
        .then(|| text.chars().filter(|c| *c == '+' || c.is_ascii_digit()).collect())
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// `GA1.2.` and `fb.1.` count the labels of the domain that a cookie was set for; the rest is the identifier.
fn numbered(text: &str) -> Option<String> {
    let counts = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let rest = text.strip_prefix("GA1.").or_else(|| text.strip_prefix("fb."))?;
    let (depth, number) = rest.split_once('.')?;
    (counts(depth) && number.contains('.')).then(|| number.to_owned())
}

/// What hexadecimal or base64 stand for: a text, or bytes that are long enough for a UUID or a hash.
fn coded(text: &str) -> Option<String> {
    if text.len() < SHORTEST_CODED || text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    if text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return readable(&unhex(text)?);
    }
    let bytes = CLASSIC.decode(text).or_else(|_| FOR_URLS.decode(text)).ok()?;
    readable(&bytes).or_else(|| matches!(bytes.len(), 16 | 20 | 32).then(|| hex(&bytes)))
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let byte = |pair: &[u8; 2]| {
        std::str::from_utf8(pair).ok().and_then(|digits| u8::from_str_radix(digits, 16).ok())
    };
    if rest.is_empty() { pairs.iter().map(byte).collect() } else { None }
}

fn readable(bytes: &[u8]) -> Option<String> {
    let is_text = bytes.len() >= 6 && bytes.iter().all(|byte| matches!(byte, b' '..=b'~'));
    is_text.then(|| String::from_utf8_lossy(bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_value_has_one_mark_however_it_is_written() {
        let uuid = "8d6f1c3e-52a7-4b0e-9f64-1f3a0c77be21";
        for spelling in [
            "8D6F1C3E-52A7-4B0E-9F64-1F3A0C77BE21",
            "{8d6f1c3e-52a7-4b0e-9f64-1f3a0c77be21}",
            "\"8d6f1c3e52a74b0e9f641f3a0c77be21\"",
            "8D6F1C3E52A74B0E9F641F3A0C77BE21",
            "%7B8d6f1c3e-52a7-4b0e-9f64-1f3a0c77be21%7D",
            "urn:uuid:8d6f1c3e-52a7-4b0e-9f64-1f3a0c77be21",
            "OGQ2ZjFjM2UtNTJhNy00YjBlLTlmNjQtMWYzYTBjNzdiZTIx",
            "jW8cPlKnSw6fZB86DHe-IQ",
            "jW8cPlKnSw6fZB86DHe+IQ==",
            "38643666316333652d353261372d346230652d396636342d316633613063373762653231",
        ] {
            assert_eq!(canonical(spelling), canonical(uuid), "{spelling}");
            assert_eq!(Mark::of(spelling), Mark::of(uuid));
        }
        for (one, other) in [
            ("GA1.2.1116446470.1596403881", "1116446470.1596403881"),
            ("GA1.1-2.1116446470.1596403881", "1116446470.1596403881"),
            ("fb.1.1596403881668.1116446470", "fb.2.1596403881668.1116446470"),
            ("Somebody@Example.org", "somebody@example.org"),
            ("+49 (30) 123-4567", "+49301234567"),
        ] {
            assert_eq!(Mark::of(one), Mark::of(other), "{one}");
        }
    }

    #[test]
    fn different_values_stay_different() {
        for (one, other) in [
            ("AHWqTUmLr2bYvG6cQ4xZ", "ahwqtumlr2byvg6cq4xz"),
            ("1116446470.1596403881", "1116446470.1596403882"),
            ("12345678901234567890", "123456789012345678"),
            ("GA1.2.1116446470", "1116446470"),
        ] {
            assert_ne!(Mark::of(one), Mark::of(other), "{one}");
        }
    }

    #[test]
    fn hashes_are_known_in_both_of_their_spellings() {
        let marks = marks_of_hashes("Somebody@Example.org");
        let sha256 = Sha256::digest("somebody@example.org");
        assert!(marks.contains(&Mark::of(&hex(&sha256))));
        assert!(marks.contains(&Mark::of(&CLASSIC.encode(sha256))));
        assert!(marks.contains(&Mark::of(&FOR_URLS.encode(Md5::digest("Somebody@Example.org")))));
        assert!(!marks.contains(&Mark::of(&hex(&Sha256::digest("nobody@example.org")))));
    }
}
