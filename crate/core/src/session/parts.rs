//! The parts that a session's memory is packed in, and how each becomes smaller.
//!
//! Decides what is given up first where a part is too large: what tells least, and of that the oldest; and that whatever
//! is given up is counted. Refuses to know how large a part may be.

use super::folded::Folded;
use super::memory::Memory;
use super::packing::{Damaged, pack, unpack};

/// A part of what a session remembers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Tabs, pages, requests whose end is awaited.
    UnderWay,
    /// The identifiers that left.
    Identifiers,
    /// The recordings.
    Recordings,
    /// What left when.
    Timeline,
    /// What each recipient heard on each site.
    Ledger,
    /// The requests that are kept.
    Kept,
}

impl Memory {
    /// A part as bytes.
    pub(super) fn pack(&self, part: Part) -> Option<Vec<u8>> {
        match part {
            Part::UnderWay => pack(&self.under_way),
            Part::Identifiers => self.identifiers.pack(),
            Part::Recordings => pack(&self.recordings),
            Part::Timeline => self.timeline.pack(),
            Part::Ledger => self.ledger.pack(),
            Part::Kept => self.kept.pack(),
        }
    }

    /// Takes a part up.
    pub(super) fn unpack(&mut self, part: Part, packed: &[u8]) -> Result<(), Damaged> {
        match part {
            Part::UnderWay => self.under_way = unpack(packed)?,
            Part::Recordings => self.recordings = unpack(packed)?,
            // Most of the bytes, and a request changes them without a look at them.
            Part::Identifiers => self.identifiers = Folded::from_packed(packed.to_vec()),
            Part::Timeline => self.timeline = Folded::from_packed(packed.to_vec()),
            Part::Ledger => self.ledger = Folded::from_packed(packed.to_vec()),
            Part::Kept => self.kept = Folded::from_packed(packed.to_vec()),
        }
        Ok(())
    }

    /// Gives up a quarter of a part; false when there is nothing left to give.
    pub(super) fn shed(&mut self, part: Part) -> bool {
        match part {
            Part::UnderWay => self.shed_under_way(),
            Part::Identifiers => {
                self.identifiers.open_mut().values_mut().filter_map(|side| side.shed().then_some(())).count()
                    > 0
            }
            Part::Recordings => self.recordings.shed(),
            Part::Timeline => self.timeline.open_mut().shed(),
            Part::Ledger => self.ledger.open_mut().shed(),
            Part::Kept => self.kept.open_mut().shed(),
        }
    }

    /// What can be had again is given up first: which documents stand in a page, then the ends of requests, which then
    /// count as they stand, then what pages told by themselves, and at last what is known of tabs.
    fn shed_under_way(&mut self) -> bool {
        if self.under_way.tabs.shed_documents() {
            return true;
        }
        let waiting = self.under_way.pending.len();
        for _ in 0..waiting.div_ceil(2) {
            if let Some(mut left) = self.under_way.let_oldest_go() {
                self.stop_waiting_for(&mut left);
            }
        }
        if waiting > 0 || self.under_way.shed_pages() {
            return true;
        }
        let earlier = std::mem::take(&mut self.under_way.earlier);
        !earlier.is_empty() || self.under_way.tabs.shed()
    }
}
