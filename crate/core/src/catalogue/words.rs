//! Words in an address: where each starts, where each ends.
//!
//! Decides 64 bytes at a time. Refuses to know what anybody looks for there.

use super::blocks::{self, STRIDE};

/// Bytes whose words are known together.
const STRETCH: usize = 4 * STRIDE;

/// Which edge of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    /// Its first byte.
    Start,
    /// The byte behind its last one; a word at the end of the address has none.
    End,
}

/// Calls `visit` with every word's start and the four bytes from there on (0 behind the end of the address, and of one that has not four), and, if they are
/// wanted, with every word's end and no bytes, until one says so. Of 64 bytes the starts come first.
#[inline(always)]
pub(super) fn each<T>(
    url: &[u8],
    ends_wanted: bool,
    mut visit: impl FnMut(Edge, usize, u32) -> Option<T>,
) -> Option<T> {
    let mut before = 0;
    for base in (0..url.len()).step_by(STRETCH) {
        let len = (url.len() - base).min(STRETCH);
        let stretch = url.get(base..).and_then(|rest| rest.first_chunk::<{ STRETCH + 4 }>());
        let words = match stretch {
            Some(stretch) => stretch
                .as_chunks()
                .0
                .iter()
                .rev()
                .fold(0, |words, block| words << STRIDE | u64::from(blocks::words_in(*block))),
            None => words_in(url, base, len),
        };
        let shifted = words << 1 | before;
        before = words >> (STRETCH - 1);
        let mut starts = words & !shifted;
        while starts != 0 {
            // The remainder tells the compiler what it cannot know: that four bytes are left.
            let at = starts.trailing_zeros() as usize % STRETCH;
            let four = match stretch {
                Some(stretch) => stretch[at..].first_chunk().map_or(0, |four| u32::from_le_bytes(*four)),
                None => four_at(url, base + at),
            };
            let found = visit(Edge::Start, base + at, four);
            if found.is_some() {
                return found;
            }
            starts &= starts - 1;
        }
        let mut ends = if ends_wanted { !words & shifted & (u64::MAX >> (STRETCH - len)) } else { 0 };
        while ends != 0 {
            let found = visit(Edge::End, base + ends.trailing_zeros() as usize, 0);
            if found.is_some() {
                return found;
            }
            ends &= ends - 1;
        }
    }
    None
}

/// A bit for each of so many bytes, 64 at most, that belongs to a word.
#[inline]
fn words_in(url: &[u8], base: usize, len: usize) -> u64 {
    let block = |at: usize| match (url.get(base + at..).and_then(|rest| rest.first_chunk()), url.last_chunk())
    {
        (Some(block), _) => blocks::words_in(*block),
        // What of the last sixteen bytes stands before these is shifted away.
        (None, Some(last)) => blocks::words_in(*last) >> (STRIDE - (url.len() - base - at)),
        (None, None) => blocks::words_in(blocks::at(url, base + at)),
    };
    (0..len).step_by(STRIDE).fold(0, |words, at| words | u64::from(block(at)) << at)
}

/// The four bytes from here on; 0 behind the end.
#[inline]
fn four_at(url: &[u8], at: usize) -> u32 {
    match (url.get(at..).and_then(|rest| rest.first_chunk()), url.last_chunk()) {
        (Some(four), _) => u32::from_le_bytes(*four),
        (None, Some(last)) => u32::from_le_bytes(*last).unbounded_shr(8 * (4 + at - url.len()) as u32),
        (None, None) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::super::layout::is_word;
    use super::*;

    fn all(url: &[u8], ends_wanted: bool) -> Vec<(usize, Edge)> {
        let mut found = Vec::new();
        each(url, ends_wanted, |edge, at, start| {
            let four: [u8; 4] = std::array::from_fn(|byte| url.get(at + byte).copied().unwrap_or(0));
            let wanted = if edge == Edge::End || url.len() < 4 { 0 } else { u32::from_le_bytes(four) };
            assert_eq!(start, wanted, "{url:?} at {at}");
            found.push((at, edge));
            None::<()>
        });
        found.sort_by_key(|(at, _)| *at);
        found
    }

    fn slowly(url: &[u8], ends_wanted: bool) -> Vec<(usize, Edge)> {
        let word = |at: usize| url.get(at).is_some_and(|&byte| is_word(byte));
        let edge = |at: usize| match (at > 0 && word(at - 1), word(at)) {
            (false, true) => Some(Edge::Start),
            (true, false) if ends_wanted => Some(Edge::End),
            _ => None,
        };
        (0..url.len()).filter_map(|at| Some((at, edge(at)?))).collect()
    }

    #[test]
    fn edges_are_where_they_are_one_by_one() {
        let mut state = 1u64;
        for len in 0..200 {
            let text: Vec<u8> = (0..len)
                .map(|_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    let byte = (state >> 33) as u8;
                    if state >> 60 < 8 { b"aZ09/._-"[usize::from(byte % 8)] } else { byte }
                })
                .collect();
            for ends_wanted in [false, true] {
                assert_eq!(all(&text, ends_wanted), slowly(&text, ends_wanted), "{text:?}");
            }
        }
    }

    #[test]
    fn the_first_that_says_so_is_the_last() {
        let found = each(b"https://a.example/", false, |_, at, _| (at > 0).then_some(at));
        assert_eq!(found, Some(8));
    }
}
