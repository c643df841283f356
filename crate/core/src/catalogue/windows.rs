//! Windows: a few bytes at an edge of a word in an address that lead to the rules which hold them.
//!
//! Decides which rules are worth a look. Refuses to decide whether they fit: two windows may have one hash.

use std::collections::BTreeSet;
use std::ops::Range;

use super::layout::{BEFORE_END, TAIL, WIDTHS, window_hash};
use super::words::{self, Edge};
use crate::blob::{u16_at, u32_at, u64_at};

/// Where something stands in the blob.
#[derive(Debug, Clone, Copy, Default)]
struct Part {
    from: usize,
    to: usize,
}

impl Part {
    #[inline]
    fn of(self, blob: &[u8]) -> &[u8] {
        blob.get(self.from..self.to).unwrap_or_default()
    }
}

/// Cuts a section from its front.
struct Cutter {
    at: usize,
    end: usize,
}

impl Cutter {
    fn cut(&mut self, bytes: usize) -> Option<Part> {
        let from = self.at;
        self.at = from.checked_add(bytes).filter(|&to| to <= self.end)?;
        Some(Part { from, to: self.at })
    }
}

/// The shape of a section with the windows of one width. A header of four words (rules' keys, literals, the bits of the
/// filter, the bits of both directories); the filter; for the rules a directory, keys, and for each key its first rule
/// and one more; for the literals a directory, keys, fingerprints, shapes and conditions.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Windows {
    filter_bits: u32,
    filter: Part,
    keys: Keys,
    firsts: Part,
    literals: Keys,
    prints: Part,
    shapes: Part,
    conditions: Part,
}

/// A sorted list of hashes: a directory by their top bits, and their low 16 bits.
#[derive(Debug, Clone, Copy, Default)]
struct Keys {
    len: usize,
    bits: u32,
    directory: Part,
    low: Part,
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
    /// A literal of the same tier.
    Literal(usize),
}

const HEADER: usize = 16;
const MOST_BITS: u32 = 24;

impl Keys {
    fn cut(cutter: &mut Cutter, len: usize, bits: u32) -> Option<Self> {
        let directory = cutter.cut(((1 << bits) + 1) * 4)?;
        Some(Self { len, bits, directory, low: cutter.cut(len.checked_mul(2)?)? })
    }

    /// The places where a hash may stand.
    #[inline]
    fn places(self, blob: &[u8], hash: u64) -> impl Iterator<Item = usize> + '_ {
        // A shift by 64 would overflow, and a directory of one bucket has nothing to choose.
        let bucket = if self.bits == 0 { 0 } else { (hash >> (64 - self.bits)) as usize };
        let directory = self.directory.of(blob);
        let from = u32_at(directory, bucket) as usize;
        let to = (u32_at(directory, bucket + 1) as usize).min(self.len);
        let low = self.low.of(blob);
        (from..to).filter(move |&place| u16_at(low, place) == hash as u16)
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

impl Windows {
    /// The shape of a section, if it has the size that its own header asks for.
    pub(super) fn view(blob: &[u8], section: Range<usize>) -> Option<Self> {
        let mut cutter = Cutter { at: section.start, end: section.end };
        let head = cutter.cut(HEADER)?.of(blob);
        let [rules, literals] = [0, 1].map(|word| u32_at(head, word) as usize);
        let (filter_bits, bits) = (u32_at(head, 2), u32_at(head, 3));
        let [rule_bits, literal_bits] = [bits & 0xff, bits >> 8];
        if rule_bits > MOST_BITS || literal_bits > MOST_BITS || !(3..=MOST_BITS).contains(&filter_bits) {
            return None;
        }
        let windows = Self {
            filter_bits,
            filter: cutter.cut(1 << (filter_bits - 3))?,
            keys: Keys::cut(&mut cutter, rules, rule_bits)?,
            firsts: cutter.cut(rules.checked_add(1)?.checked_mul(4)?)?,
            literals: Keys::cut(&mut cutter, literals, literal_bits)?,
            prints: cutter.cut(literals.checked_mul(8)?)?,
            shapes: cutter.cut(literals.checked_mul(2)?)?,
            conditions: cutter.cut(literals.checked_mul(2)?)?,
        };
        (cutter.at == section.end).then_some(windows)
    }

    /// How many literals there are.
    pub(super) fn literals(&self) -> usize {
        self.literals.len
    }

    /// A literal.
    #[inline]
    pub(super) fn literal(&self, blob: &[u8], place: usize) -> Literal {
        let shape = u16_at(self.shapes.of(blob), place);
        Literal {
            print: u64_at(self.prints.of(blob), place),
            len: usize::from(shape & 0xff),
            at: usize::from(shape >> 8),
            condition: usize::from(u16_at(self.conditions.of(blob), place)),
        }
    }

    #[inline]
    fn may_hold(&self, blob: &[u8], hash: u64) -> bool {
        let bit = (hash >> (64 - self.filter_bits)) as usize;
        blob.get(self.filter.from + bit / 8).is_some_and(|byte| byte >> (bit % 8) & 1 == 1)
    }

    /// Calls `visit` with everything that a window's hash leads to, until one says so.
    #[inline(always)]
    fn visit<T>(&self, blob: &[u8], hash: u64, mut visit: impl FnMut(Lead) -> Option<T>) -> Option<T> {
        if self.may_hold(blob, hash) { self.visit_all(blob, hash, &mut visit) } else { None }
    }

    #[inline(never)]
    fn visit_all<T>(&self, blob: &[u8], hash: u64, visit: &mut impl FnMut(Lead) -> Option<T>) -> Option<T> {
        let firsts = self.firsts.of(blob);
        for key in self.keys.places(blob, hash) {
            let found = visit(Lead::Rules(u32_at(firsts, key), u32_at(firsts, key + 1)));
            if found.is_some() {
                return found;
            }
        }
        self.literals.places(blob, hash).find_map(|place| visit(Lead::Literal(place)))
    }
}

/// Calls `visit` with every place where a window of a rule may stand, the number of its tier and what it leads to, until
/// one says so. `first` knows which four bytes any window starts with.
#[inline]
pub(super) fn scan<T>(
    tiers: &[Windows; WIDTHS.len()],
    first: First,
    blob: &[u8],
    url: &[u8],
    mut visit: impl FnMut(usize, usize, Lead) -> Option<T>,
) -> Option<T> {
    let filter = first.part.of(blob);
    if filter.is_empty() {
        return None;
    }
    words::each(url, Edge::Start, |at| {
        let start = u32::from_le_bytes(*url.get(at..)?.first_chunk()?);
        let bit = (first_hash(start) >> first.shift) as usize;
        if filter.get(bit / 8).is_none_or(|byte| byte >> (bit % 8) & 1 == 0) {
            return None;
        }
        let mut look = |tier: usize| {
            tiers[tier].visit(blob, hash_at(url, at, WIDTHS[tier])?, |lead| visit(at, tier, lead))
        };
        look(0).or_else(|| look(1)).or_else(|| look(2))
    })
}

/// The same for windows at the end of a word.
#[inline]
pub(super) fn scan_tails<T>(
    tails: &Windows,
    blob: &[u8],
    url: &[u8],
    mut visit: impl FnMut(usize, usize, Lead) -> Option<T>,
) -> Option<T> {
    words::each(url, Edge::End, |end| {
        let at = end.checked_sub(BEFORE_END)?;
        let hash = hash_at(url, at, WIDTHS[TAIL])?;
        tails.visit(blob, hash, |lead| visit(at, TAIL, lead))
    })
}

/// A filter of the first four bytes of windows; nothing where there is no window.
#[derive(Debug, Clone, Copy)]
pub(super) struct First {
    part: Part,
    shift: u32,
}

impl First {
    /// The filter in a section. One of another size than those that are written knows fewer windows.
    pub(super) fn view(section: Range<usize>) -> Self {
        let bits = (section.len() * 8).clamp(8, 1 << MOST_BITS).ilog2();
        Self { part: Part { from: section.start, to: section.end }, shift: 32 - bits }
    }
}

/// The hash of the first four bytes of a window.
#[inline]
const fn first_hash(start: u32) -> u32 {
    (start | 0x2020_2020).wrapping_mul(0x9e37_79b1)
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

/// Writes the filter of the first four bytes of windows; nothing for no window.
#[must_use]
pub fn write_first(starts: &[[u8; 4]]) -> Vec<u8> {
    if starts.is_empty() {
        return Vec::new();
    }
    let starts: BTreeSet<u32> = starts.iter().map(|start| u32::from_le_bytes(*start)).collect();
    let bits = (usize::BITS - starts.len().leading_zeros() + 5).clamp(9, 20);
    let mut filter = vec![0u8; 1 << (bits - 3)];
    for start in starts {
        let bit = first_hash(start) >> (32 - bits);
        filter[bit as usize / 8] |= 1 << (bit % 8);
    }
    filter
}

/// The hash of the window that starts at `at` in a pattern; for the one who writes windows.
#[must_use]
pub fn hash_in(pattern: &[u8], at: usize, width: usize) -> Option<u64> {
    hash_at(pattern, at, width)
}
