//! Windows: a few bytes at the start of a word in an address that lead to the rules which hold them.
//!
//! Decides which rules are worth a look. Refuses to decide whether they fit: two windows may have one hash.

use super::layout::{WIDTHS, is_word, window_hash};
use crate::blob::{u32_at, u64_at};

/// The windows of one width, where they lie: how many; the bits of the directory; the bits of the filter; one spare;
/// then the filter, the directory, the keys, and for each key its first rule and one more.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Windows<'a> {
    len: usize,
    directory_bits: u32,
    filter_bits: u32,
    filter: &'a [u8],
    directory: &'a [u8],
    keys: &'a [u8],
    firsts: &'a [u8],
}

const HEADER: usize = 16;
const MOST_BITS: u32 = 24;

impl<'a> Windows<'a> {
    /// The windows in a section, if it has the size that its own header asks for.
    pub(super) fn view(section: &'a [u8]) -> Option<Self> {
        let (head, rest) = section.split_at_checked(HEADER)?;
        let (len, directory_bits, filter_bits) = (u32_at(head, 0) as usize, u32_at(head, 1), u32_at(head, 2));
        if directory_bits > MOST_BITS || !(3..=MOST_BITS).contains(&filter_bits) {
            return None;
        }
        let (filter, rest) = rest.split_at_checked(1 << (filter_bits - 3))?;
        let (directory, rest) = rest.split_at_checked(((1 << directory_bits) + 1) * 4)?;
        let (keys, firsts) = rest.split_at_checked(len.checked_mul(4)?)?;
        (firsts.len() == (len + 1).checked_mul(4)?).then_some(Self {
            len,
            directory_bits,
            filter_bits,
            filter,
            directory,
            keys,
            firsts,
        })
    }

    /// The rules behind a hash, as a range of their numbers; empty for nearly all.
    #[inline]
    fn rules(&self, hash: u64) -> (u32, u32) {
        let bit = (hash >> (64 - self.filter_bits)) as usize;
        if self.filter.get(bit / 8).is_none_or(|byte| byte >> (bit % 8) & 1 == 0) {
            return (0, 0);
        }
        // A shift by 64 would overflow, and a directory of one bucket has nothing to choose.
        let bucket = if self.directory_bits == 0 { 0 } else { (hash >> (64 - self.directory_bits)) as usize };
        let from = u32_at(self.directory, bucket) as usize;
        let to = (u32_at(self.directory, bucket + 1) as usize).min(self.len);
        (from..to)
            .find(|&slot| u32_at(self.keys, slot) == hash as u32)
            .map_or((0, 0), |slot| (u32_at(self.firsts, slot), u32_at(self.firsts, slot + 1)))
    }

    #[inline]
    fn is_empty(&self) -> bool {
        self.len == 0
    }
}

/// Calls `visit` with every place where a window of a rule stands and the range of rules it leads to, until one says
/// so.
#[inline]
pub(super) fn scan<T>(
    tiers: &[Windows<'_>; 3],
    url: &[u8],
    mut visit: impl FnMut(usize, u32, u32) -> Option<T>,
) -> Option<T> {
    let [wide, middle, narrow] = tiers;
    if wide.is_empty() && middle.is_empty() && narrow.is_empty() {
        return None;
    }
    let mut in_word = false;
    for (at, &byte) in url.iter().enumerate() {
        let word = is_word(byte);
        if word && !in_word {
            for (tier, width) in tiers.iter().zip(WIDTHS) {
                if tier.is_empty() {
                    continue;
                }
                if let Some(hash) = hash_at(url, at, width) {
                    let (from, to) = tier.rules(hash);
                    if from < to
                        && let Some(found) = visit(at, from, to)
                    {
                        return Some(found);
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

/// Writes windows of one width: each key's hash and the number of its first rule, sorted by hash; `end` is the number
/// after the last rule.
#[must_use]
pub fn write(keys: &[(u64, u32)], end: u32) -> Vec<u8> {
    let directory_bits = usize::BITS - keys.len().saturating_sub(1).leading_zeros();
    let directory_bits = if keys.is_empty() { 0 } else { directory_bits.min(MOST_BITS) };
    let filter_bits = (directory_bits + 5).clamp(9, 17);
    let mut section = Vec::new();
    for word in [keys.len() as u32, directory_bits, filter_bits, 0] {
        section.extend_from_slice(&word.to_le_bytes());
    }
    let mut filter = vec![0u8; 1 << (filter_bits - 3)];
    for (hash, _) in keys {
        let bit = (hash >> (64 - filter_bits)) as usize;
        filter[bit / 8] |= 1 << (bit % 8);
    }
    section.extend_from_slice(&filter);
    let mut at = 0u32;
    for bucket in 0..(1u64 << directory_bits) {
        section.extend_from_slice(&at.to_le_bytes());
        while keys
            .get(at as usize)
            .is_some_and(|(hash, _)| directory_bits == 0 || hash >> (64 - directory_bits) == bucket)
        {
            at += 1;
        }
    }
    section.extend_from_slice(&at.to_le_bytes());
    for (hash, _) in keys {
        section.extend_from_slice(&(*hash as u32).to_le_bytes());
    }
    for (_, first) in keys {
        section.extend_from_slice(&first.to_le_bytes());
    }
    section.extend_from_slice(&end.to_le_bytes());
    section
}

/// The hash of the window that starts at `at` in a pattern; for the one who writes windows.
#[must_use]
pub fn hash_in(pattern: &[u8], at: usize, width: usize) -> Option<u64> {
    hash_at(pattern, at, width)
}
