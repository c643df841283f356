//! Words in an address: where each starts, where each ends.
//!
//! Decides sixteen bytes at a time. Refuses to know what anybody looks for there.

/// Bytes that are looked at together.
const STRIDE: usize = 16;

/// Which edge of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    /// Its first byte.
    Start,
    /// The byte behind its last one; a word at the end of the address has none.
    End,
}

/// Calls `visit` with every edge of a word, from the first to the last, until one says so.
#[inline(always)]
pub(super) fn each<T>(url: &[u8], edge: Edge, mut visit: impl FnMut(usize) -> Option<T>) -> Option<T> {
    let (blocks, rest) = url.as_chunks::<STRIDE>();
    let mut before = 0;
    let mut visit_all = |base: usize, words: u32, len: usize, before: u32| {
        let shifted = words << 1 | before;
        let mut edges = match edge {
            Edge::Start => words & !shifted,
            Edge::End => !words & shifted & ((1 << len) - 1),
        };
        while edges != 0 {
            let found = visit(base + edges.trailing_zeros() as usize);
            if found.is_some() {
                return found;
            }
            edges &= edges - 1;
        }
        None
    };
    let mut base = 0;
    for block in blocks {
        let words = words_in(block);
        let found = visit_all(base, words, STRIDE, before);
        if found.is_some() {
            return found;
        }
        before = words >> (STRIDE - 1);
        base += STRIDE;
    }
    let words = match url.last_chunk::<STRIDE>() {
        Some(last) => words_in(last) >> (STRIDE - rest.len()),
        None => {
            let mut last = [0; STRIDE];
            last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
            words_in(&last)
        }
    };
    visit_all(base, words, rest.len(), before)
}

/// A bit for each byte that belongs to a word.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[inline]
fn words_in(block: &[u8; STRIDE]) -> u32 {
    use std::arch::wasm32::{i8x16_bitmask, i8x16_sub, u8x16_lt, u8x16_splat, u64x2, v128_or};
    let (low, high) = halves(block);
    let bytes = u64x2(low, high);
    let folded = v128_or(bytes, u8x16_splat(0x20));
    let letters = u8x16_lt(i8x16_sub(folded, u8x16_splat(b'a')), u8x16_splat(26));
    let digits = u8x16_lt(i8x16_sub(bytes, u8x16_splat(b'0')), u8x16_splat(10));
    u32::from(i8x16_bitmask(v128_or(letters, digits)))
}

/// A bit for each byte that belongs to a word.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
#[inline]
fn words_in(block: &[u8; STRIDE]) -> u32 {
    let (low, high) = halves(block);
    eight(low) | eight(high) << 8
}

#[inline]
fn halves(block: &[u8; STRIDE]) -> (u64, u64) {
    let whole = u128::from_le_bytes(*block);
    (whole as u64, (whole >> 64) as u64)
}

/// A bit for each of eight bytes, all of them in one number.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
#[inline]
fn eight(bytes: u64) -> u32 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const TOP: u64 = 0x80 * ONES;
    // With the top bits out of the way no sum reaches into the next byte.
    let plain = bytes & !TOP;
    let folded = plain | (0x20 * ONES);
    let at_least = |bytes: u64, least: u8| bytes + u64::from(0x80 - least) * ONES;
    let letters = at_least(folded, b'a') & !at_least(folded, b'z' + 1);
    let digits = at_least(plain, b'0') & !at_least(plain, b'9' + 1);
    let words = (letters | digits) & !bytes & TOP;
    // Each top bit to a place of its own in the highest byte.
    ((words >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56) as u32
}

#[cfg(test)]
mod tests {
    use super::super::layout::is_word;
    use super::*;

    fn all(url: &[u8], edge: Edge) -> Vec<usize> {
        let mut found = Vec::new();
        each(url, edge, |at| {
            found.push(at);
            None::<()>
        });
        found
    }

    fn slowly(url: &[u8], edge: Edge) -> Vec<usize> {
        let word = |at: usize| url.get(at).is_some_and(|&byte| is_word(byte));
        let before = |at: usize| at > 0 && word(at - 1);
        (0..url.len())
            .filter(|&at| match edge {
                Edge::Start => word(at) && !before(at),
                Edge::End => !word(at) && before(at),
            })
            .collect()
    }

    fn one_by_one(block: &[u8; STRIDE]) -> u32 {
        block.iter().rev().fold(0, |words, &byte| words << 1 | u32::from(is_word(byte)))
    }

    #[test]
    fn sixteen_bytes_say_what_each_alone_says() {
        for byte in 0..=255u8 {
            for at in 0..STRIDE {
                for other in *b"a/" {
                    let mut block = [other; STRIDE];
                    block[at] = byte;
                    assert_eq!(words_in(&block), one_by_one(&block), "{byte} at {at} among {other}");
                }
            }
        }
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
            for edge in [Edge::Start, Edge::End] {
                assert_eq!(all(&text, edge), slowly(&text, edge), "{text:?}");
            }
        }
    }

    #[test]
    fn the_first_that_says_so_is_the_last() {
        let found = each(b"https://a.example/", Edge::Start, |at| (at > 0).then_some(at));
        assert_eq!(found, Some(8));
    }
}
