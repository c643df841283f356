//! How rules lie in the blob: the numbers that the one who writes them (`telltale-lists`) and the one who reads them
//! must agree on.
//!
//! Decides nothing at run time. `docs/adr/blob-format.md` draws it.

use crate::intake::Kind;

/// The version of the layout that this build writes and reads.
pub const VERSION: u32 = 4;

/// What each section of the blob holds. Everything before [`section::TEXT_STARTS`] is what a match needs; the rest is read only to explain.
pub mod section {
    /// Lists: name, version, SHA-256, licence.
    pub const LISTS: usize = 0;
    /// A table from the hash of a host to a condition or a group.
    pub const HOSTS: usize = 1;
    /// Conditions of rules that are nothing but a host or a text: one `u32` each, types below, flags above.
    pub const CONDITIONS: usize = 2;
    /// For each group the number of its first rule; one more at the end.
    pub const GROUPS: usize = 3;
    /// Rules, [`super::RULE_BYTES`] each.
    pub const RULES: usize = 4;
    /// The text that patterns point into.
    pub const PATTERNS: usize = 5;
    /// What rarer rules ask for: domains, methods.
    pub const EXTRAS: usize = 6;
    /// First of four sections with the windows of blocking rules, one for each of [`super::WIDTHS`].
    pub const BLOCKS: usize = 7;
    /// First of four sections with the windows of exceptions.
    pub const EXCEPTIONS: usize = 11;
    /// First of two sections, for blocking rules and for exceptions: of the first four bytes of all windows at the start of
    /// a word, whether that is all of the window, or whether it is wider, or both.
    pub const FIRSTS: usize = 15;
    /// First of two sections: a filter of the first eight bytes of the wider ones.
    pub const LONGER: usize = 17;
    /// First of two sections: a filter of the windows at the end of a word.
    pub const TAILS: usize = 19;
    /// Rules that hang on neither host nor window, and what need not be looked at: the words of [`super::rest`].
    pub const REST: usize = 21;
    /// Where every sixteenth rule's text starts.
    pub const TEXT_STARTS: usize = 22;
    /// How many templates have an end of their own, and what many rules' texts have around what is found elsewhere.
    pub const TEMPLATES: usize = 23;
    /// What of the rules' texts is found nowhere else.
    pub const TEXTS: usize = 24;
    /// How many there are.
    pub const COUNT: u32 = 25;
}

/// The words of [`section::REST`]. Where there are two, the first is about blocking rules and the second about
/// exceptions.
pub mod rest {
    /// The first rule of the rest, twice.
    pub const FROM: usize = 0;
    /// The first that is none of them any more, twice.
    pub const TO: usize = 2;
    /// The types that any of them is for, twice.
    pub const TYPES: usize = 4;
    /// The types that any rule with a window at the end of a word is for, twice.
    pub const TAIL_TYPES: usize = 6;
    /// The types that any rule which hangs on the document's host is for, twice.
    pub const DOCUMENT_TYPES: usize = 8;
    /// The number of regular expressions.
    pub const REGEXES: usize = 10;
    /// Whether any blocking rule is important.
    pub const IMPORTANT: usize = 11;
    /// The bits of all documents that rules hang on: most documents are none of them.
    pub const DOCUMENTS: usize = 12;
    /// Whether any rule names a host of one label.
    pub const ONE_LABEL: usize = 13;
    /// How many there are.
    pub const COUNT: usize = 14;
}

/// A rule that is found by its document stands in the table of hosts under the document's host, changed by this so that
/// no recipient is taken for a document.
pub const DOCUMENT: u64 = 0x5bd1_e995_9d1b_54a3;

/// Host table: numbers below this are conditions, others are groups counted from here.
pub const FIRST_GROUP: u16 = 0x1000;

/// The widths of windows, in the order of their sections. Those of the last stand at the end of a word, the others at its
/// start.
pub const WIDTHS: [usize; 4] = [12, 8, 4, 4];
/// The section of windows at the end of a word.
pub const TAIL: usize = 3;
/// So many bytes of a window at the end of a word stand before that end.
pub const BEFORE_END: usize = 3;

/// Bytes of a rule.
pub const RULE_BYTES: usize = 20;

/// The bit of a rule that does not ask for one of certain documents, which every request has.
pub const ANY_DOCUMENT: u32 = 1 << 31;

/// The bit of a name, by its hash, among those of a document and those that a rule, or any rule, asks for. Where they have none
/// in common, nobody need compare the names.
#[must_use]
pub const fn name_bit(hash: u64) -> u32 {
    1 << ((hash >> 32) as u32 % ANY_DOCUMENT.trailing_zeros())
}

/// Texts that share one entry of [`section::TEXT_STARTS`].
pub const TEXTS_PER_START: usize = 16;

/// What a rule is, as bits.
pub mod flag {
    /// It frees instead of hitting.
    pub const EXCEPTION: u16 = 1;
    /// The pattern holds a `*`.
    pub const GLOB: u16 = 1 << 1;
    /// The pattern holds a `^`.
    pub const SEPARATOR: u16 = 1 << 2;
    /// The pattern ends where the address ends.
    pub const END: u16 = 1 << 3;
    /// The pattern starts where the address starts.
    pub const START: u16 = 1 << 4;
    /// The pattern starts at the host or after a dot in it.
    pub const LABEL: u16 = 1 << 5;
    /// The pattern starts where the host ends; the host is known to fit.
    pub const AFTER_HOST: u16 = 1 << 6;
    /// The pattern is a regular expression.
    pub const REGEX: u16 = 1 << 7;
    /// Upper and lower case differ.
    pub const MATCH_CASE: u16 = 1 << 8;
    /// It outweighs exceptions (as an exception: also important rules).
    pub const IMPORTANT: u16 = 1 << 9;
    /// Only requests to another site than the document's.
    pub const THIRD_PARTY: u16 = 1 << 10;
    /// Only requests to the document's own site.
    pub const FIRST_PARTY: u16 = 1 << 11;
    /// Only requests to another host than the document's.
    pub const STRICT_THIRD_PARTY: u16 = 1 << 12;
    /// Only requests to the document's own host.
    pub const STRICT_FIRST_PARTY: u16 = 1 << 13;
    /// The window stands before the first `*`, so that the pattern's place is known.
    pub const PLACED: u16 = 1 << 14;
    /// Those that ask for a relation between the document and the request.
    pub const PARTIES: u16 = THIRD_PARTY | FIRST_PARTY | STRICT_THIRD_PARTY | STRICT_FIRST_PARTY;
}

/// What an extra asks for, as bits; the parts follow in the order of the bits.
pub mod extra {
    /// The document is at one of these hosts, or below.
    pub const DOMAINS: u32 = 1;
    /// The document is at none of these.
    pub const NOT_DOMAINS: u32 = 1 << 1;
    /// The document is at one of these names under any public suffix (`example.*`).
    pub const ENTITIES: u32 = 1 << 2;
    /// The document is at none of these.
    pub const NOT_ENTITIES: u32 = 1 << 3;
    /// The request goes to one of these hosts, or below.
    pub const TO: u32 = 1 << 4;
    /// The request goes to none of these (`to=~`, `denyallow`).
    pub const NOT_TO: u32 = 1 << 5;
    /// The request goes to one of these names under any public suffix.
    pub const TO_ENTITIES: u32 = 1 << 6;
    /// The request goes to none of these.
    pub const NOT_TO_ENTITIES: u32 = 1 << 7;
    /// One word: the methods that meet the rule.
    pub const METHODS: u32 = 1 << 8;
    /// One word: the methods that do not.
    pub const NOT_METHODS: u32 = 1 << 9;
    /// How many of the parts are lists of names, which come first.
    pub const LISTS: u32 = 8;
}

/// The methods that a rule can name, each a bit by its place here.
pub const METHODS: [&str; 9] =
    ["connect", "delete", "get", "head", "options", "patch", "post", "put", "trace"];

/// The bit of a method; none for one that no rule can name.
#[must_use]
pub fn method_bit(method: &str) -> u32 {
    METHODS.iter().position(|name| name.eq_ignore_ascii_case(method)).map_or(0, |place| 1 << place)
}

/// The bit of a kind of request.
#[must_use]
pub const fn kind_bit(kind: Kind) -> u16 {
    match kind {
        Kind::MainFrame => 1,
        Kind::SubFrame => 1 << 1,
        Kind::Stylesheet => 1 << 2,
        Kind::Script => 1 << 3,
        Kind::Image => 1 << 4,
        Kind::Font => 1 << 5,
        Kind::Object => 1 << 6,
        Kind::XmlHttpRequest => 1 << 7,
        Kind::Ping => 1 << 8,
        Kind::CspReport => 1 << 9,
        Kind::Media => 1 << 10,
        Kind::WebSocket => 1 << 11,
        Kind::Other => 1 << 12,
    }
}

/// Every kind of request.
pub const ALL_KINDS: u16 = (1 << 13) - 1;
/// What a rule without types is for: everything but whole pages.
pub const ANY_KIND: u16 = ALL_KINDS & !kind_bit(Kind::MainFrame);

/// Whether a byte belongs to a word; a window starts where a word does.
#[must_use]
pub const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

/// Whether `^` stands for this byte: all but letters, digits, `_`, `-`, `.` and `%`; letters of other scripts are letters.
#[must_use]
pub const fn is_separator(byte: u8) -> bool {
    byte.is_ascii() && !(byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'%'))
}

/// So many bytes behind the host tell.
pub const OPENING: usize = 5;

/// By what rules behind one host are told apart quickly: the four bytes behind the slash that follows it. 0 where there are no
/// four; letters count the same in either case.
#[must_use]
#[inline]
pub fn opening(text: &[u8]) -> u16 {
    match text {
        [b'/', first, second, third, fourth, ..] => {
            let hash = first_hash(u32::from_le_bytes([*first, *second, *third, *fourth]));
            ((hash >> 16) as u16).max(1)
        }
        _ => 0,
    }
}

/// Makes both cases of each letter one.
const FOLD: u64 = 0x2020_2020_2020_2020;

/// The hash of a window: 8 bytes from its start and, if it is wider, 4 more; letters count the same in either case.
#[must_use]
#[inline]
pub const fn window_hash(first: u64, more: u32) -> u64 {
    let mixed = (first | FOLD).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        ^ ((more | FOLD as u32) as u64).wrapping_mul(0xc2b2_ae3d_27d4_eb4f);
    let mixed = (mixed ^ (mixed >> 32)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed ^ (mixed >> 29)
}

/// By what a filter knows the first four bytes of a window.
#[inline]
pub(super) const fn first_hash(start: u32) -> u32 {
    (start | FOLD as u32).wrapping_mul(0x9e37_79b1)
}

/// By what a filter knows the first eight bytes of a window.
#[inline]
pub(super) const fn longer_hash(start: u64) -> u32 {
    ((start | FOLD).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as u32
}
