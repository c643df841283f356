//! Windows: a few bytes at an edge of a word in an address that lead to the rules which hold them.
//!
//! Decides which rules are worth a look. Refuses to decide whether they fit: two windows may have one hash.

use std::collections::BTreeMap;
use std::ops::Range;

use super::layout::{BEFORE_END, TAIL, WIDTHS, first_hash, longer_hash, section, window_hash};
use super::words::{self, Edge};
use crate::blob::{Blob, u16_at, u32_at, u64_at};

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

/// The shape of a section with the windows of one width. A header of three words (rules' keys, literals, the bits of both
/// directories); for the rules a directory, keys, and for each key its first rule and one more; for the literals a
/// directory, keys, fingerprints, shapes and conditions.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Windows {
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

const HEADER: usize = 12;
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
        let at = self.directory.from + bucket * 4;
        let edges = blob
            .get(at..at + 8)
            .and_then(|edges| edges.first_chunk())
            .map_or(0, |edges| u64::from_le_bytes(*edges));
        let (from, to) = (edges as u32 as usize, ((edges >> 32) as usize).min(self.len));
        let low = self.low.of(blob).get(from * 2..to * 2).unwrap_or_default();
        let wanted = (hash as u16).to_le_bytes();
        (from..).zip(low.as_chunks().0).filter(move |(_, low)| **low == wanted).map(|(place, _)| place)
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
        let bits = u32_at(head, 2);
        let [rule_bits, literal_bits] = [bits & 0xff, bits >> 8];
        if rule_bits > MOST_BITS || literal_bits > MOST_BITS {
            return None;
        }
        let windows = Self {
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

    /// Calls `visit` with everything that a window's hash leads to, until one says so.
    #[inline(never)]
    fn visit<T>(&self, blob: &[u8], hash: u64, visit: &mut impl FnMut(Lead) -> Option<T>) -> Option<T> {
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

/// The ways that lead from an address to blocking rules, or to exceptions.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ways {
    /// The windows, by their place in [`WIDTHS`].
    pub(super) tiers: [Windows; WIDTHS.len()],
    firsts: Filter,
    longer: Filter,
    tails: Filter,
}

impl Ways {
    /// The ways to blocking rules (0) or to exceptions (1) in a blob; the number of a section that has a wrong shape
    /// otherwise.
    pub(super) fn view(blob: &Blob, of: usize) -> Result<Self, u32> {
        let mut tiers = [Windows::default(); WIDTHS.len()];
        let first = [section::BLOCKS, section::EXCEPTIONS][of];
        for (number, tier) in (first..).zip(&mut tiers) {
            *tier = Windows::view(blob.bytes(), blob.range(number)).ok_or(number as u32)?;
        }
        let filter = |section: usize, per_byte| Filter::view(blob.range(section + of), per_byte);
        Ok(Self {
            tiers,
            firsts: filter(section::FIRSTS, KINDS_IN_BYTE),
            longer: filter(section::LONGER, BITS_IN_BYTE),
            tails: filter(section::TAILS, BITS_IN_BYTE),
        })
    }

    /// Calls `visit` with every place where a window of a rule may stand, the number of its tier and what it leads to, until
    /// one says so; with those at the end of a word where they are wanted.
    #[inline]
    pub(super) fn scan<T>(
        &self,
        blob: &[u8],
        url: &[u8],
        tails_wanted: bool,
        mut visit: impl FnMut(usize, usize, Lead) -> Option<T>,
    ) -> Option<T> {
        let (firsts, tails) = (self.firsts.part.of(blob), self.tails.part.of(blob));
        if firsts.is_empty() && !tails_wanted {
            return None;
        }
        words::each(url, tails_wanted, |edge, at, start| {
            if edge == Edge::Start {
                let kinds = self.firsts.kinds(firsts, first_hash(start));
                return if kinds == 0 { None } else { self.at_start(blob, url, at, kinds, &mut visit) };
            }
            let at = at.checked_sub(BEFORE_END)?;
            let window = u32::from_le_bytes(*url.get(at..at + 4)?.first_chunk()?);
            if !self.tails.holds(tails, first_hash(window)) {
                return None;
            }
            let hash = window_hash(u64::from(window), 0);
            self.tiers[TAIL].visit(blob, hash, &mut |lead| visit(at, TAIL, lead))
        })
    }

    /// The same at one place, where a word starts with the first four bytes of these kinds of windows.
    #[inline(never)]
    fn at_start<T>(
        &self,
        blob: &[u8],
        url: &[u8],
        at: usize,
        kinds: u8,
        visit: &mut impl FnMut(usize, usize, Lead) -> Option<T>,
    ) -> Option<T> {
        let rest = url.get(at..)?;
        let mut look =
            |tier: usize, hash: u64| self.tiers[tier].visit(blob, hash, &mut |lead| visit(at, tier, lead));
        if kinds & WIDER != 0
            && let Some(start) = rest.first_chunk().map(|start| u64::from_le_bytes(*start))
            && self.longer.holds(self.longer.part.of(blob), longer_hash(start))
        {
            let more = rest.get(8..).and_then(|more| more.first_chunk());
            let found = more.and_then(|more| look(0, window_hash(start, u32::from_le_bytes(*more))));
            let found = found.or_else(|| look(1, window_hash(start, 0)));
            if found.is_some() {
                return found;
            }
        }
        if kinds & WHOLE == 0 {
            return None;
        }
        look(2, window_hash(u64::from(u32::from_le_bytes(*rest.first_chunk()?)), 0))
    }
}

/// In the filter of first bytes: they are all of a window, or a wider one starts with them.
const WHOLE: u8 = 1;
const WIDER: u8 = 2;
const BITS_IN_BYTE: usize = 8;
/// Two bits each.
const KINDS_IN_BYTE: usize = 4;
/// A filter of first bytes has no more places, as a power of two, and no other one has more: they are to stay near the processor.
const MOST_FIRSTS: u32 = 19;
const MOST_OTHERS: u32 = 20;

/// What windows start with: a bit, or two, for each hash.
#[derive(Debug, Clone, Copy)]
struct Filter {
    part: Part,
    shift: u32,
}

impl Filter {
    /// The filter in a section. One of another size than those that are written knows fewer windows.
    fn view(section: Range<usize>, per_byte: usize) -> Self {
        let bits = (section.len() * per_byte).clamp(8, 1 << MOST_BITS).ilog2();
        Self { part: Part { from: section.start, to: section.end }, shift: 32 - bits }
    }

    #[inline]
    fn holds(self, filter: &[u8], hash: u32) -> bool {
        let bit = (hash >> self.shift) as usize;
        filter.get(bit / BITS_IN_BYTE).is_some_and(|byte| byte >> (bit % BITS_IN_BYTE) & 1 == 1)
    }

    #[inline]
    fn kinds(self, filter: &[u8], hash: u32) -> u8 {
        let place = (hash >> self.shift) as usize;
        filter.get(place / KINDS_IN_BYTE).map_or(0, |byte| byte >> (place % KINDS_IN_BYTE * 2) & 3)
    }
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
    let bits_of = |len: usize| bits_for(len).min(MOST_BITS);
    // About one key a bucket, and about four literals.
    let (rule_bits, literal_bits) = (bits_of(keys.len()), bits_of(literals.len() / 4));
    let mut section = Vec::new();
    for word in [keys.len() as u32, literals.len() as u32, rule_bits | literal_bits << 8] {
        section.extend_from_slice(&word.to_le_bytes());
    }
    Keys::write(&mut section, &keys.iter().map(|key| key.0).collect::<Vec<_>>(), rule_bits);
    let firsts = keys.iter().map(|key| key.1).chain([end]);
    firsts.for_each(|first| section.extend_from_slice(&first.to_le_bytes()));
    Keys::write(&mut section, &literals.iter().map(|literal| literal.hash).collect::<Vec<_>>(), literal_bits);
    literals.iter().for_each(|literal| section.extend_from_slice(&literal.print.to_le_bytes()));
    literals.iter().for_each(|literal| section.extend_from_slice(&[literal.len, literal.at]));
    literals.iter().for_each(|literal| section.extend_from_slice(&literal.condition.to_le_bytes()));
    section
}

/// How many bits number so many things.
fn bits_for(len: usize) -> u32 {
    usize::BITS - len.saturating_sub(1).leading_zeros()
}

/// Writes the three filters of windows, each given by its tier and by its first eight bytes, or as many as it has and zeros:
/// for [`section::FIRSTS`], [`section::LONGER`] and [`section::TAILS`]. Nothing for no window.
#[must_use]
pub fn write_filters(windows: &[(usize, [u8; 8])]) -> [Vec<u8>; 3] {
    let first = |start: &[u8; 8]| first_hash(u64::from_le_bytes(*start) as u32);
    let of_tier = |is: fn(usize) -> bool| windows.iter().filter(move |(tier, _)| is(*tier));
    let wider = |tier: usize| WIDTHS[tier] > 4;
    let (mut kinds, mut longer, mut tails) = (BTreeMap::<u32, u8>::new(), BTreeMap::new(), BTreeMap::new());
    for (tier, start) in of_tier(|tier| tier != TAIL) {
        *kinds.entry(first(start)).or_default() |= if wider(*tier) { WIDER } else { WHOLE };
        if wider(*tier) {
            longer.insert(longer_hash(u64::from_le_bytes(*start)), 1);
        }
    }
    for (_, start) in of_tier(|tier| tier == TAIL) {
        tails.insert(first(start), 1);
    }
    [
        filter(&kinds, KINDS_IN_BYTE, MOST_FIRSTS),
        filter(&longer, BITS_IN_BYTE, MOST_OTHERS),
        filter(&tails, BITS_IN_BYTE, MOST_OTHERS),
    ]
}

/// A filter of marks, each so many to a byte; `most` is the most places that it may have, as a power of two.
fn filter(marks: &BTreeMap<u32, u8>, per_byte: usize, most: u32) -> Vec<u8> {
    if marks.is_empty() {
        return Vec::new();
    }
    let bits = (bits_for(marks.len()) + 5).clamp(9, most);
    let mut filter = vec![0u8; (1 << bits) / per_byte];
    for (hash, mark) in marks {
        let place = (hash >> (32 - bits)) as usize;
        filter[place / per_byte] |= mark << (place % per_byte * (BITS_IN_BYTE / per_byte));
    }
    filter
}

/// The hash of the window that starts at `at` in a pattern; for the one who writes windows.
#[must_use]
pub fn hash_in(pattern: &[u8], at: usize, width: usize) -> Option<u64> {
    hash_at(pattern, at, width)
}
