//! Windows: a few bytes at the start of a word in an address that lead to the rules which hold them.
//!
//! Decides which rules are worth a look. Refuses to decide whether they fit: two windows may have one hash.

use super::layout::{WIDTHS, is_word, window_hash};
use crate::blob::{u16_at, u32_at, u64_at};

/// The windows of one width, where they lie. A header of four words (rules' keys, literals, the bits of the filter, the
/// bits of both directories); the filter; for the rules a directory, keys, and for each key its first rule and one more;
/// for the literals a directory, keys, fingerprints, shapes and conditions.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Windows<'a> {
    filter_bits: u32,
    filter: &'a [u8],
    keys: Keys<'a>,
    firsts: &'a [u8],
    literals: Keys<'a>,
    prints: &'a [u8],
    shapes: &'a [u8],
    conditions: &'a [u8],
}

/// A sorted list of hashes: a directory by their top bits, and their low 16 bits.
#[derive(Debug, Clone, Copy, Default)]
struct Keys<'a> {
    len: usize,
    bits: u32,
    directory: &'a [u8],
    low: &'a [u8],
}

/// A rule that is a text anywhere in the address (or where a label starts) and asks for nothing but types and parties:
/// known by the hash of the whole text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Literal {
    /// The hash of the text.
    pub(super) print: u64,
    /// Its length.
    pub(super) len: usize,
    /// Where in it the window stands.
    pub(super) at: usize,
    /// The number of its condition.
    pub(super) condition: usize,
}

/// What a window leads to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Lead {
    /// A range of rules.
    Rules(u32, u32),
    /// A literal of a tier.
    Literal(usize, usize),
}

const HEADER: usize = 16;
const MOST_BITS: u32 = 24;

impl<'a> Keys<'a> {
    fn cut(section: &'a [u8], len: usize, bits: u32) -> Option<(Self, &'a [u8])> {
        let (directory, rest) = section.split_at_checked(((1 << bits) + 1) * 4)?;
        let (low, rest) = rest.split_at_checked(len.checked_mul(2)?)?;
        Some((Self { len, bits, directory, low }, rest))
    }

    /// The places where a hash may stand.
    #[inline]
    fn places(self, hash: u64) -> impl Iterator<Item = usize> {
        // A shift by 64 would overflow, and a directory of one bucket has nothing to choose.
        let bucket = if self.bits == 0 { 0 } else { (hash >> (64 - self.bits)) as usize };
        let from = u32_at(self.directory, bucket) as usize;
        let to = (u32_at(self.directory, bucket + 1) as usize).min(self.len);
        (from..to).filter(move |&place| u16_at(self.low, place) == hash as u16)
    }

    fn write(section: &mut Vec<u8>, hashes: &[u64], bits: u32) {
        let mut at = 0;
        for bucket in 0..(1u64 << bits) {
            section.extend_from_slice(&(at as u32).to_le_bytes());
            while hashes.get(at).is_some_and(|hash| bits == 0 || hash >> (64 - bits) == bucket) {
                at += 1;
            }
        }
        section.extend_from_slice(&(at as u32).to_le_bytes());
        hashes.iter().for_each(|hash| section.extend_from_slice(&(*hash as u16).to_le_bytes()));
    }
}

impl<'a> Windows<'a> {
    /// The windows in a section, if it has the size that its own header asks for.
    pub(super) fn view(section: &'a [u8]) -> Option<Self> {
        let (head, rest) = section.split_at_checked(HEADER)?;
        let [rules, literals] = [0, 1].map(|word| u32_at(head, word) as usize);
        let (filter_bits, bits) = (u32_at(head, 2), u32_at(head, 3));
        let [rule_bits, literal_bits] = [bits & 0xff, bits >> 8];
        if rule_bits > MOST_BITS || literal_bits > MOST_BITS || !(3..=MOST_BITS).contains(&filter_bits) {
            return None;
        }
        let (filter, rest) = rest.split_at_checked(1 << (filter_bits - 3))?;
        let (keys, rest) = Keys::cut(rest, rules, rule_bits)?;
        let (firsts, rest) = rest.split_at_checked(rules.checked_add(1)?.checked_mul(4)?)?;
        let (literals, rest) = Keys::cut(rest, literals, literal_bits)?;
        let (prints, rest) = rest.split_at_checked(literals.len.checked_mul(8)?)?;
        let (shapes, conditions) = rest.split_at_checked(literals.len.checked_mul(2)?)?;
        (conditions.len() == shapes.len()).then_some(Self {
            filter_bits,
            filter,
            keys,
            firsts,
            literals,
            prints,
            shapes,
            conditions,
        })
    }

    /// How many literals there are.
    pub(super) fn literals(&self) -> usize {
        self.literals.len
    }

    /// A literal.
    #[inline]
    pub(super) fn literal(&self, place: usize) -> Literal {
        let shape = u16_at(self.shapes, place);
        Literal {
            print: u64_at(self.prints, place),
            len: usize::from(shape & 0xff),
            at: usize::from(shape >> 8),
            condition: usize::from(u16_at(self.conditions, place)),
        }
    }

    #[inline]
    fn may_hold(&self, hash: u64) -> bool {
        let bit = (hash >> (64 - self.filter_bits)) as usize;
        self.filter.get(bit / 8).is_some_and(|byte| byte >> (bit % 8) & 1 == 1)
    }

    #[inline]
    fn is_empty(&self) -> bool {
        self.keys.len == 0 && self.literals.len == 0
    }
}

/// Calls `visit` with every place where a window of a rule may stand and what it leads to, until one says so.
#[inline]
pub(super) fn scan<T>(
    tiers: &[Windows<'_>; 3],
    url: &[u8],
    mut visit: impl FnMut(usize, Lead) -> Option<T>,
) -> Option<T> {
    if tiers.iter().all(Windows::is_empty) {
        return None;
    }
    let mut in_word = false;
    for (at, &byte) in url.iter().enumerate() {
        let word = is_word(byte);
        if word && !in_word {
            for (number, (tier, width)) in tiers.iter().zip(WIDTHS).enumerate() {
                if tier.is_empty() {
                    continue;
                }
                let Some(hash) = hash_at(url, at, width).filter(|&hash| tier.may_hold(hash)) else {
                    continue;
                };
                for key in tier.keys.places(hash) {
                    let found =
                        visit(at, Lead::Rules(u32_at(tier.firsts, key), u32_at(tier.firsts, key + 1)));
                    if found.is_some() {
                        return found;
                    }
                }
                for place in tier.literals.places(hash) {
                    let found = visit(at, Lead::Literal(number, place));
                    if found.is_some() {
                        return found;
                    }
                }
            }
        }
        in_word = word;
    }
    None
}

/// The hash of the window of this width at a place; none if the text ends before it does.
#[inline]
pub(super) fn hash_at(text: &[u8], at: usize, width: usize) -> Option<u64> {
    let window = text.get(at..at.checked_add(width)?)?;
    Some(match width {
        12 => window_hash(u64_at(window, 0), u32_at(window, 2)),
        8 => window_hash(u64_at(window, 0), 0),
        _ => window_hash(u64::from(u32_at(window, 0)), 0),
    })
}

/// A literal to be written.
#[derive(Debug, Clone, Copy)]
pub struct NewLiteral {
    /// The hash of its window.
    pub hash: u64,
    /// The hash of all of it.
    pub print: u64,
    /// Its length.
    pub len: u8,
    /// Where the window stands in it.
    pub at: u8,
    /// The number of its condition.
    pub condition: u16,
}

/// Writes windows of one width: each key's hash with the number of its first rule, `end` as the number after the last
/// rule, and literals; both sorted by hash.
#[must_use]
pub fn write(keys: &[(u64, u32)], end: u32, literals: &[NewLiteral]) -> Vec<u8> {
    let bits_of = |len: usize| (usize::BITS - len.saturating_sub(1).leading_zeros()).min(MOST_BITS);
    // About one key a bucket, and about four literals.
    let (rule_bits, literal_bits) = (bits_of(keys.len()), bits_of(literals.len() / 4));
    let filter_bits = (bits_of(keys.len() + literals.len()) + 4).clamp(9, 20);
    let mut section = Vec::new();
    for word in [keys.len() as u32, literals.len() as u32, filter_bits, rule_bits | literal_bits << 8] {
        section.extend_from_slice(&word.to_le_bytes());
    }
    let mut filter = vec![0u8; 1 << (filter_bits - 3)];
    for hash in keys.iter().map(|key| key.0).chain(literals.iter().map(|literal| literal.hash)) {
        let bit = (hash >> (64 - filter_bits)) as usize;
        filter[bit / 8] |= 1 << (bit % 8);
    }
    section.extend_from_slice(&filter);
    Keys::write(&mut section, &keys.iter().map(|key| key.0).collect::<Vec<_>>(), rule_bits);
    let firsts = keys.iter().map(|key| key.1).chain([end]);
    firsts.for_each(|first| section.extend_from_slice(&first.to_le_bytes()));
    Keys::write(&mut section, &literals.iter().map(|literal| literal.hash).collect::<Vec<_>>(), literal_bits);
    literals.iter().for_each(|literal| section.extend_from_slice(&literal.print.to_le_bytes()));
    literals.iter().for_each(|literal| section.extend_from_slice(&[literal.len, literal.at]));
    literals.iter().for_each(|literal| section.extend_from_slice(&literal.condition.to_le_bytes()));
    section
}

/// The hash of the window that starts at `at` in a pattern; for the one who writes windows.
#[must_use]
pub fn hash_in(pattern: &[u8], at: usize, width: usize) -> Option<u64> {
    hash_at(pattern, at, width)
}
