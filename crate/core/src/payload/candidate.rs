//! Candidates: values in places that say nothing of them, which look as if they were drawn at random.
//!
//! Decides what is worth remembering until it comes again, and which names rule that out: a random look is shared by
//! versions, keys and numbers of single events, and those have names. Refuses to know what came before.

use crate::finding::Secret;
use crate::linkage::Candidate;

use super::trail::Trail;
use super::walk::Walk;
use super::{class, consent, shape};

/// The most that are remembered of one request.
const MOST: usize = 16;
/// The longest: what is longer is a document, a signature, a ciphertext.
const LONGEST: usize = 128;
/// The shortest that can look random.
const SHORTEST: usize = 12;

/// Words in the names of what is random and still nobody's: made once for everybody, or anew each time.
const NOBODYS: [&str; 88] = [
    "ab",
    "account",
    "ad",
    "adunit",
    "api",
    "app",
    "application",
    "article",
    "asset",
    "auction",
    "bid",
    "bucket",
    "build",
    "bundle",
    "cache",
    "cachebuster",
    "campaign",
    "cb",
    "checksum",
    "chunk",
    "commit",
    "config",
    "consent",
    "container",
    "content",
    "correlation",
    "creative",
    "csrf",
    "currency",
    "date",
    "digest",
    "dsn",
    "etag",
    "event",
    "exp",
    "experiment",
    "file",
    "gdpr",
    "gpp",
    "hash",
    "image",
    "imp",
    "impression",
    "integrity",
    "item",
    "key",
    "lang",
    "lib",
    "library",
    "locale",
    "module",
    "nonce",
    "ord",
    "order",
    "org",
    "page",
    "pageview",
    "placement",
    "price",
    "product",
    "project",
    "property",
    "publisher",
    "pv",
    "rand",
    "random",
    "release",
    "request",
    "rev",
    "revision",
    "rnd",
    "script",
    "sdk",
    "sig",
    "sign",
    "signature",
    "site",
    "slot",
    "span",
    "tag",
    "tcf",
    "template",
    "time",
    "token",
    "trace",
    "variant",
    "ver",
    "version",
];

impl Walk<'_> {
    /// Remembers a value of which nothing else is to be said, if it may be an identifier.
    pub(super) fn candidate(&mut self, value: &str, classes: u16, trail: &Trail<'_>) {
        let odd = class::SPACE | class::LINE | class::AT | class::OTHER | class::PERCENT;
        if classes & odd != 0
            || !(SHORTEST..=LONGEST).contains(&value.len())
            || !value.bytes().any(|byte| byte.is_ascii_digit())
            || self.candidates.len() >= MOST
            || !(shape::is_random(value) || shape::is_hash(value))
            || consent::is_consent(value)
            || trail.name().is_some_and(is_nobodys)
        {
            return;
        }
        self.candidates.push(Candidate { at: trail.opening(), value: Secret::new(value) });
    }
}

/// The values in a cookie that look like identifiers: the whole, and parts of it.
pub(crate) fn identifiers_in(value: &str) -> impl Iterator<Item = &str> {
    const PARTS: usize = 4;
    let looks = |text: &&str| {
        text.len() >= SHORTEST
            && (shape::is_random(text) || shape::is_hash(text))
            && !consent::is_consent(text)
    };
    let whole = Some(value).filter(looks);
    let joints = ['&', '|', '!', ':', '~', ',', '='];
    let parts = value.split(joints).filter(move |part| part.len() < value.len()).filter(looks);
    whole.into_iter().chain(parts.take(PARTS))
}

/// Whether a word of the name rules it out: `buildHash`, `api_key`, `page-view`.
fn is_nobodys(name: &str) -> bool {
    let bytes = name.as_bytes();
    if matches!(bytes, b"v" | b"t" | b"ts" | b"_") {
        return true;
    }
    let mut start = 0;
    for end in 1..=bytes.len() {
        let ends = bytes.get(end).is_none_or(|next| {
            !next.is_ascii_alphanumeric() || next.is_ascii_uppercase() && bytes[end - 1].is_ascii_lowercase()
        });
        if ends {
            let word = match bytes[start..end].trim_ascii() {
                [joint, word @ ..] if !joint.is_ascii_alphanumeric() => word,
                word => word,
            };
            if NOBODYS.binary_search_by(|known| compare(known.as_bytes(), word)).is_ok() {
                return true;
            }
            start = end;
        }
    }
    false
}

/// Compares a word in lower case with one in any case.
fn compare(known: &[u8], word: &[u8]) -> std::cmp::Ordering {
    known.iter().copied().cmp(word.iter().map(u8::to_ascii_lowercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_rule_out_what_is_nobodys() {
        assert!(NOBODYS.is_sorted());
        for name in
            ["v", "buildHash", "api_key", "page-view", "SDK-version", "writeKey", "x.release", "_ts_time"]
        {
            assert!(is_nobodys(name), "{name}");
        }
        for name in ["u", "keyboard", "visitor", "uid", "abc", "p1", "xid", "", " ", "\t\t", "_", "ü", "__"]
        {
            assert_eq!(is_nobodys(name), name == "_", "{name}");
        }
    }

    #[test]
    fn cookies_hold_identifiers_whole_or_in_parts() {
        let found = |value| identifiers_in(value).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(found("8d6f1c3e-52a7-4b0e-9f64-1f3a0c77be21"), ["8d6f1c3e-52a7-4b0e-9f64-1f3a0c77be21"]);
        let pairs = "v=2&id=9f86d081884c7d659a2feaa0&lang=en";
        assert_eq!(found(pairs), [pairs, "9f86d081884c7d659a2feaa0"]);
        assert!(found("theme=dark&lang=en-US").is_empty());
        assert!(found("2024-05-31T12:00:00Z").is_empty());
    }
}
