//! One hash for every name that Telltale compares: a host, read from its end, so that each of its suffixes costs
//! nothing more than the host itself.
//!
//! Decides how names become 64 bits. Refuses to know what they are looked up in.

const SEED: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

/// The running state of a host's hash, before any byte.
pub(crate) const START: u64 = SEED;

/// Takes one more byte in, from the right; letters count the same in either case.
#[inline]
pub(crate) const fn step(state: u64, byte: u8) -> u64 {
    (state ^ byte.to_ascii_lowercase() as u64).wrapping_mul(PRIME)
}

/// The hash that a state stands for. FNV alone leaves the top bits of short names alike.
#[inline]
pub(crate) const fn finish(state: u64) -> u64 {
    let mixed = (state ^ (state >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed ^ (mixed >> 32)
}

/// The hash of a whole name.
#[must_use]
pub fn host(name: &[u8]) -> u64 {
    finish(name.iter().rev().fold(START, |state, &byte| step(state, byte)))
}

/// The hash of a text in an address, eight bytes at a time; letters count the same in either case.
#[must_use]
pub fn text(text: &[u8]) -> u64 {
    let (blocks, rest) = text.as_chunks();
    // Twice, and shifted between: a change in the last of eight bytes would reach too few bits for the next to be another.
    let mix = |state: u64, block: [u8; 8]| {
        let mixed = (state ^ lower_case(u64::from_le_bytes(block))).wrapping_mul(KEYS[0]);
        (mixed ^ (mixed >> 32)).wrapping_mul(KEYS[1])
    };
    let start = (SEED ^ text.len() as u64).wrapping_mul(KEYS[2]);
    let state = blocks.iter().fold(start, |state, block| mix(state, *block));
    if rest.is_empty() {
        return finish(state);
    }
    let last = text.last_chunk().copied().unwrap_or_else(|| {
        let mut block = [0; 8];
        block.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
        block
    });
    finish(mix(state, last))
}

/// Eight bytes with their letters in lower case.
#[inline]
const fn lower_case(bytes: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const TOP: u64 = 0x80 * ONES;
    // With the top bits out of the way no sum reaches into the next byte.
    let plain = bytes & !TOP;
    let from_a = plain + (0x80 - b'A' as u64) * ONES;
    let beyond_z = plain + (0x80 - b'Z' as u64 - 1) * ONES;
    bytes | (from_a & !beyond_z & !bytes & TOP) >> 2
}

/// Every suffix of a host that starts at a label, shortest first: where it starts, and its hash.
pub(crate) struct Suffixes<'a> {
    host: &'a [u8],
    at: usize,
    state: u64,
}

/// Walks the suffixes of a host: `com`, `example.com`, `www.example.com`.
#[inline]
pub(crate) fn suffixes(host: &[u8]) -> Suffixes<'_> {
    Suffixes { host, at: host.len(), state: START }
}

impl Iterator for Suffixes<'_> {
    type Item = (usize, u64);

    #[inline]
    fn next(&mut self) -> Option<(usize, u64)> {
        // The dot before the last suffix, or whatever the host ends with: no suffix starts behind it any more.
        let (&last, rest) = self.host.get(..self.at)?.split_last()?;
        let mut state = step(self.state, last);
        self.at = 0;
        for (at, &byte) in rest.iter().enumerate().rev() {
            if byte == b'.' {
                self.at = at + 1;
                break;
            }
            state = step(state, byte);
        }
        self.state = state;
        Some((self.at, finish(state)))
    }
}

const KEYS: [u64; 4] =
    [0x9e37_79b9_7f4a_7c15, 0xc2b2_ae3d_27d4_eb4f, 0x1656_67b1_9e37_79f9, 0x85eb_ca77_c2b2_ae63];
/// Blocks that are mixed in one call.
const STRETCH: usize = 512;

/// Takes blocks into the lanes. A function of its own that is called often: a browser makes fast code of what is called
/// often, and would run one long loop to its end in the code that it made first.
#[inline(never)]
fn mix(lanes: &mut [u64; 4], blocks: &[[u8; 32]]) {
    for block in blocks {
        let (words, _) = block.as_chunks::<8>();
        for (lane, word) in lanes.iter_mut().zip(words) {
            *lane = (*lane ^ u64::from_le_bytes(*word)).wrapping_mul(KEYS[0]).rotate_left(31);
        }
    }
}

/// A 64-bit checksum of bytes at rest: four lanes, so that it runs at the speed of memory. It finds damage, not malice.
#[must_use]
pub fn checksum(bytes: &[u8]) -> u64 {
    let mut lanes = KEYS;
    let (blocks, rest) = bytes.as_chunks::<32>();
    for stretch in blocks.chunks(STRETCH) {
        mix(&mut lanes, stretch);
    }
    let mut sum = bytes.len() as u64;
    for (lane, key) in lanes.iter().zip(KEYS) {
        sum = (sum ^ finish(*lane)).wrapping_mul(key).rotate_left(29);
    }
    for &byte in rest {
        sum = (sum ^ u64::from(byte)).wrapping_mul(PRIME);
    }
    finish(sum)
}

/// Words of a blob that are mixed side by side.
const LANES: usize = 16;
/// What they are multiplied with: odd, so that nothing is lost.
const LANE: u32 = 0x9e37_79b1;

/// As [`mix`], with lanes that a browser multiplies four at a time even in the code that it makes first.
#[inline(never)]
fn mix_wide(lanes: &mut [u32; LANES], blocks: &[[u8; LANES * 4]]) {
    let mut mixed = *lanes;
    for block in blocks {
        let (words, _) = block.as_chunks::<4>();
        for (lane, word) in mixed.iter_mut().zip(words) {
            *lane = (*lane ^ u32::from_le_bytes(*word)).wrapping_mul(LANE).rotate_left(13);
        }
    }
    *lanes = mixed;
}

/// The checksum of a blob, which a background that has just started waits for: a tenth of what [`checksum`] takes there. Where
/// two words in the same lane change, it is worth 32 bits.
pub(crate) fn blob_checksum(bytes: &[u8]) -> u64 {
    let mut lanes = std::array::from_fn(|lane| LANE.wrapping_mul(lane as u32 + 1));
    let (blocks, rest) = bytes.as_chunks();
    for stretch in blocks.chunks(STRETCH) {
        mix_wide(&mut lanes, stretch);
    }
    let sum = lanes
        .iter()
        .fold(bytes.len() as u64, |sum, lane| (sum ^ u64::from(*lane)).wrapping_mul(KEYS[0]).rotate_left(29));
    finish(rest.iter().fold(sum, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(PRIME)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_suffix_hashes_as_the_name_it_is() {
        let host_name = b"A.bc.example.com";
        let seen: Vec<_> = suffixes(host_name).collect();
        assert_eq!(seen.iter().map(|s| s.0).collect::<Vec<_>>(), [13, 5, 2, 0]);
        for (start, hash) in seen {
            assert_eq!(hash, host(&host_name[start..]));
        }
        assert_eq!(host(b"EXAMPLE.com"), host(b"example.com"));
    }

    #[test]
    fn texts_that_differ_in_more_than_case_have_other_hashes() {
        let mut hashes = std::collections::BTreeMap::new();
        for len in 0..20 {
            for (at, byte) in (0..len.max(1)).flat_map(|at| (0..=255u8).map(move |byte| (at, byte))) {
                let mut bytes = vec![b'm'; len];
                bytes.iter_mut().skip(at).take(1).for_each(|place| *place = byte);
                let lower = bytes.to_ascii_lowercase();
                assert_eq!(text(&bytes), text(&lower), "{bytes:?}");
                let first = hashes.entry(text(&bytes)).or_insert_with(|| lower.clone());
                assert_eq!(*first, lower);
            }
        }
    }

    #[test]
    fn odd_hosts_have_suffixes_too() {
        assert_eq!(suffixes(b"").count(), 0);
        assert_eq!(suffixes(b"localhost").map(|s| s.0).collect::<Vec<_>>(), [0]);
        assert_eq!(suffixes(b"a.").map(|s| s.0).collect::<Vec<_>>(), [0]);
        assert_eq!(suffixes(b".a").map(|s| s.0).collect::<Vec<_>>(), [1, 0]);
    }

    #[test]
    fn one_flipped_bit_changes_the_checksum() {
        let mut bytes: Vec<u8> = (0..=200).collect();
        for sum in [checksum, blob_checksum] {
            let whole = sum(&bytes);
            for at in 0..bytes.len() {
                bytes[at] ^= 1;
                assert_ne!(sum(&bytes), whole, "byte {at}");
                bytes[at] ^= 1;
            }
            assert_ne!(sum(&bytes[..200]), whole);
        }
    }

    #[test]
    fn blocks_that_change_places_change_the_checksum() {
        let bytes: Vec<u8> = (0..256).map(|byte| (byte / 64) as u8).collect();
        let mut swapped = bytes.clone();
        swapped[..128].rotate_left(64);
        assert_ne!(blob_checksum(&bytes), blob_checksum(&swapped));
    }
}
