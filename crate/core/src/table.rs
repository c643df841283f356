//! A set of hashed names with a small number for each: 65,536 buckets by the top 16 bits, the other 48 bits beside the
//! number, so that a hit compares all 64 and a miss mostly ends in the directory.
//!
//! Decides the layout, both for the one who writes it and for those who look things up. Refuses to know what the
//! numbers mean.

use crate::blob::{TooLarge, u16_at, u32_at};

const BUCKETS: usize = 1 << 16;
/// Buckets that share one absolute start; their own starts are relative to it.
const PER_BLOCK: usize = 256;
const BLOCKS: usize = BUCKETS / PER_BLOCK;
const DIRECTORY: usize = 4 + BLOCKS * 4 + BUCKETS * 2;

/// A table where it lies.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Table<'a> {
    len: usize,
    blocks: &'a [u8],
    starts: &'a [u8],
    low: &'a [u8],
    middle: &'a [u8],
    numbers: &'a [u8],
}

impl<'a> Table<'a> {
    /// The table in a section, if the section has the size that its own count asks for.
    pub(crate) fn view(section: &'a [u8]) -> Option<Self> {
        let len = u32_at(section, 0) as usize;
        let (directory, keys) = section.split_at_checked(DIRECTORY)?;
        if keys.len() != len.checked_mul(8)? {
            return None;
        }
        let (low, rest) = keys.split_at_checked(len * 4)?;
        let (middle, numbers) = rest.split_at_checked(len * 2)?;
        let (_, directory) = directory.split_at_checked(4)?;
        let (blocks, starts) = directory.split_at_checked(BLOCKS * 4)?;
        Some(Self { len, blocks, starts, low, middle, numbers })
    }

    /// How many names it holds.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    #[inline]
    fn start(&self, bucket: usize) -> usize {
        if bucket >= BUCKETS {
            return self.len;
        }
        u32_at(self.blocks, bucket / PER_BLOCK) as usize + usize::from(u16_at(self.starts, bucket))
    }

    /// Where a hash stands, and the number beside it.
    #[inline]
    pub(crate) fn find(&self, hash: u64) -> Option<(usize, u16)> {
        let bucket = (hash >> 48) as usize;
        let (from, to) = (self.start(bucket), self.start(bucket + 1).min(self.len));
        (from..to)
            .find(|&slot| {
                u32_at(self.low, slot) == hash as u32 && u16_at(self.middle, slot) == (hash >> 32) as u16
            })
            .map(|slot| (slot, u16_at(self.numbers, slot)))
    }
}

/// Writes a table. Returns the section and each name's place in it, in the order given; hashes must differ.
///
/// # Errors
/// When there are more names than the directory can address.
pub fn write(names: &[(u64, u16)]) -> Result<(Vec<u8>, Vec<u32>), TooLarge> {
    let len = u32::try_from(names.len()).map_err(|_| TooLarge)?;
    let mut order: Vec<u32> = (0..len).collect();
    order.sort_unstable_by_key(|&index| names[index as usize].0);

    let mut section = Vec::with_capacity(DIRECTORY + names.len() * 8);
    section.extend_from_slice(&len.to_le_bytes());
    let mut starts = Vec::with_capacity(BUCKETS * 2);
    let (mut at, mut block_start) = (0, 0);
    for bucket in 0..BUCKETS {
        if bucket % PER_BLOCK == 0 {
            block_start = at;
            section.extend_from_slice(&(at as u32).to_le_bytes());
        }
        let start = u16::try_from(at - block_start).map_err(|_| TooLarge)?;
        starts.extend_from_slice(&start.to_le_bytes());
        while at < order.len() && (names[order[at] as usize].0 >> 48) as usize == bucket {
            at += 1;
        }
    }
    section.extend_from_slice(&starts);
    let sorted = || order.iter().map(|&index| names[index as usize]);
    sorted().for_each(|(hash, _)| section.extend_from_slice(&(hash as u32).to_le_bytes()));
    sorted().for_each(|(hash, _)| section.extend_from_slice(&((hash >> 32) as u16).to_le_bytes()));
    sorted().for_each(|(_, number)| section.extend_from_slice(&number.to_le_bytes()));

    let mut places = vec![0; names.len()];
    for (place, &index) in (0..).zip(&order) {
        places[index as usize] = place;
    }
    Ok((section, places))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash;

    #[test]
    fn finds_what_is_in_it_and_nothing_else() {
        let names: Vec<(u64, u16)> =
            (0..5000u16).map(|n| (hash::host(format!("host{n}.example").as_bytes()), n)).collect();
        let (section, places) = write(&names).unwrap();
        let table = Table::view(&section).unwrap();
        assert_eq!(table.len(), 5000);
        for (&(hash, number), place) in names.iter().zip(places) {
            assert_eq!(table.find(hash), Some((place as usize, number)));
            for bit in 0..64 {
                assert_eq!(table.find(hash ^ (1 << bit)), None, "bit {bit} must count");
            }
        }
    }

    #[test]
    fn an_empty_table_finds_nothing() {
        let (section, _) = write(&[]).unwrap();
        assert_eq!(Table::view(&section).unwrap().find(0), None);
    }

    #[test]
    fn a_section_of_another_size_is_no_table() {
        let (mut section, _) = write(&[(7, 1)]).unwrap();
        assert!(Table::view(&section[..section.len() - 1]).is_none());
        section.push(0);
        assert!(Table::view(&section).is_none());
        assert!(Table::view(&[]).is_none());
    }
}
