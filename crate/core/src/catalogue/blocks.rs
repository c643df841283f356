//! Sixteen bytes of an address, looked at together.
//!
//! Decides which of them belong to words, and which may be a byte that is looked for. Refuses to know what for, and which
//! vectors a machine has: the crate `wide` does, in the browser too.

use wide::u8x16;

/// Bytes that are looked at together.
pub(super) const STRIDE: usize = 16;

/// The bit by which the two forms of a letter differ.
const CASE: u8 = 0x20;

/// So many bytes of a text from `at` on. What lies behind the text's end is 0, which belongs to no word.
#[inline]
pub(super) fn at<const LEN: usize>(text: &[u8], at: usize) -> [u8; LEN] {
    let rest = text.get(at..).unwrap_or_default();
    if let Some(block) = rest.first_chunk() {
        return *block;
    }
    let mut block = [0; LEN];
    block.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    block
}

/// A bit for each byte that belongs to a word.
#[inline]
pub(super) fn words_in(block: [u8; STRIDE]) -> u32 {
    let bytes = u8x16::new(block);
    let letters = among(bytes | u8x16::splat(CASE), b'a', 25);
    (letters | among(bytes, b'0', 9)).move_mask().cast_unsigned()
}

/// A bit for each byte that is this one but for the bit by which the forms of a letter differ.
#[inline]
pub(super) fn may_be(block: [u8; STRIDE], byte: u8) -> u32 {
    let folded = u8x16::new(block) | u8x16::splat(CASE);
    folded.cmp_eq(u8x16::splat(byte | CASE)).move_mask().cast_unsigned()
}

/// A bit for each byte that ends what names whom an address goes to, and one for each that says that there is more in it than
/// a name.
#[inline]
pub(super) fn authority_in(block: [u8; STRIDE]) -> (u32, u32) {
    let bytes = u8x16::new(block);
    let any = |wanted: [u8; 3]| {
        let [one, two, three] = wanted.map(|byte| bytes.cmp_eq(u8x16::splat(byte)));
        (one | two | three).move_mask().cast_unsigned()
    };
    (any(*b"/?#"), any(*b"@:["))
}

/// The bytes that are `least`, or up to so many more.
#[inline]
fn among(bytes: u8x16, least: u8, more: u8) -> u8x16 {
    let above = bytes - u8x16::splat(least);
    above.min(u8x16::splat(more)).cmp_eq(above)
}

#[cfg(test)]
mod tests {
    use super::super::layout::is_word;
    use super::*;

    #[test]
    fn sixteen_bytes_say_what_each_alone_says() {
        let one_by_one = |block: [u8; STRIDE], is: &dyn Fn(u8) -> bool| {
            block.iter().rev().fold(0, |bits, &byte| bits << 1 | u32::from(is(byte)))
        };
        for byte in 0..=255u8 {
            for (at, other) in (0..STRIDE).flat_map(|at| b"a/\x00\xff".map(|other| (at, other))) {
                let mut block = [other; STRIDE];
                block[at] = byte;
                assert_eq!(words_in(block), one_by_one(block, &is_word), "{block:?}");
                let any = |wanted: &[u8]| one_by_one(block, &|byte| wanted.contains(&byte));
                assert_eq!(authority_in(block), (any(b"/?#"), any(b"@:[")), "{block:?}");
                for byte in *b"a/k~0_" {
                    let wanted = one_by_one(block, &|other| other | CASE == byte | CASE);
                    assert_eq!(may_be(block, byte), wanted, "{byte} in {block:?}");
                }
            }
        }
    }

    #[test]
    fn behind_the_end_there_is_nothing() {
        let text = b"0123456789abcdefghij";
        assert_eq!(at(text, 0), *b"0123456789abcdef");
        assert_eq!(at(text, 4), *b"456789abcdefghij");
        assert_eq!(at(text, 18), *b"ij\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
        assert_eq!([at(text, 20), at(text, 99), at(b"", 0)], [[0; STRIDE]; 3]);
    }
}
