//! A set of hashed names with a small number for each: 65,536 buckets by the top 16 bits, the other 48 bits beside the
//! number, so that a hit compares all 64 and a miss mostly ends in the directory.
//!
//! Decides the layout, both for the one who writes it and for those who look things up. Refuses to know what the
//! numbers mean.

use crate::blob::{TooLarge, u32_at};

const BUCKETS: usize = 1 << 16;
/// Buckets that share one absolute start; their own starts are relative to it, and so is the end of the last one.
const PER_BLOCK: usize = 256;
const BLOCKS: usize = BUCKETS / PER_BLOCK;
const DIRECTORY: usize = 4 + BLOCKS * 4 + BLOCKS * (PER_BLOCK + 1) * 2;

/// A table where it lies: behind the number of names and the directory all low words of hashes, then the words above them,
/// then the numbers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Table<'a> {
    section: &'a [u8],
    len: usize,
}

impl<'a> Table<'a> {
    /// The table in a section, if the section has the size that its own count asks for.
    #[inline]
    pub(crate) fn view(section: &'a [u8]) -> Option<Self> {
        let len = u32_at(section, 0) as usize;
        let size = len.checked_mul(8)?.checked_add(DIRECTORY)?;
        (section.len() == size).then_some(Self { section, len })
    }

    /// How many names it holds.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// So many bytes at a place.
    #[inline]
    fn read<const LEN: usize>(&self, at: usize) -> Option<[u8; LEN]> {
        self.section.get(at..at.checked_add(LEN)?)?.first_chunk().copied()
    }

    /// Where a hash stands, and the number beside it.
    #[inline]
    pub(crate) fn find(&self, hash: u64) -> Option<(usize, u16)> {
        let bucket = (hash >> 48) as usize;
        let block = bucket / PER_BLOCK;
        let start = u32::from_le_bytes(self.read(4 + block * 4)?) as usize;
        // Each block has one more edge than buckets; where one bucket ends the next one starts.
        let edges = u32::from_le_bytes(self.read(4 + BLOCKS * 4 + (bucket + block) * 2)?);
        let from = start.checked_add(edges as usize & 0xffff)?;
        let to = start.checked_add(edges as usize >> 16)?.min(self.len);
        let (middles, numbers) = (DIRECTORY + self.len * 4, DIRECTORY + self.len * 6);
        (from..to).find_map(|slot| {
            let found = u32::from_le_bytes(self.read(DIRECTORY + slot * 4)?) == hash as u32
                && u16::from_le_bytes(self.read(middles + slot * 2)?) == (hash >> 32) as u16;
            if found { Some((slot, u16::from_le_bytes(self.read(numbers + slot * 2)?))) } else { None }
        })
    }
}

/// Writes a table. Returns the section and each name's place in it, in the order given; hashes must differ.
///
/// # Errors
/// When there are more names than the directory can address.
pub fn write(names: &[(u64, u16)]) -> Result<(Vec<u8>, Vec<u32>), TooLarge> {
    let len = u32::try_from(names.len()).map_err(|_| TooLarge)?;
    let (order, ends) = grouped(names.iter().map(|(hash, _)| (hash >> 48) as usize), BUCKETS);

    let mut section = Vec::with_capacity(DIRECTORY + names.len() * 8);
    section.extend_from_slice(&len.to_le_bytes());
    let mut starts = Vec::with_capacity(BLOCKS * (PER_BLOCK + 1) * 2);
    let mut at = 0u32;
    for block in ends.chunks(PER_BLOCK) {
        let start = at;
        section.extend_from_slice(&start.to_le_bytes());
        let mut edge = |at: u32| {
            starts.extend_from_slice(&u16::try_from(at - start).map_err(|_| TooLarge)?.to_le_bytes());
            Ok(())
        };
        for &end in block {
            edge(at)?;
            at = end;
        }
        edge(at)?;
    }
    section.extend_from_slice(&starts);
    let in_order = || order.iter().map(|&index| names[index as usize]);
    in_order().for_each(|(hash, _)| section.extend_from_slice(&(hash as u32).to_le_bytes()));
    in_order().for_each(|(hash, _)| section.extend_from_slice(&((hash >> 32) as u16).to_le_bytes()));
    in_order().for_each(|(_, number)| section.extend_from_slice(&number.to_le_bytes()));

    let mut places = vec![0; names.len()];
    for (place, &index) in (0..).zip(&order) {
        places[index as usize] = place;
    }
    Ok((section, places))
}

/// Puts things in the order of their groups, those of one group in the order that they had. Takes the group of each thing and
/// how many groups there are; returns the numbers of the things, and behind how many of them each group ends.
#[inline(never)]
pub fn grouped(group_of: impl Iterator<Item = usize> + Clone, groups: usize) -> (Vec<u32>, Vec<u32>) {
    let mut ends = vec![0; groups];
    group_of.clone().for_each(|group| ends[group] += 1);
    let mut total = 0;
    for end in &mut ends {
        // The start of the group for now, which grows to its end.
        total += std::mem::replace(end, total);
    }
    let mut order = vec![0; total as usize];
    for (number, group) in (0..).zip(group_of) {
        let at = &mut ends[group];
        order[*at as usize] = number;
        *at += 1;
    }
    (order, ends)
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
    fn groups_lie_behind_each_other_as_their_things_came() {
        let groups = [2, 0, 2, 3, 0];
        assert_eq!(grouped(groups.into_iter(), 5), (vec![1, 4, 0, 2, 3], vec![2, 2, 4, 5, 5]));
        assert_eq!(grouped([].into_iter(), 2), (vec![], vec![0, 0]));
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
