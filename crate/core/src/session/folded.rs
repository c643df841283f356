//! A part of what a session remembers that stays folded up, as it was kept, until somebody looks into it.
//!
//! Decides when it is unfolded: when it is read, or when more has changed in the meantime than is worth keeping aside. A
//! background that wakes up for one request need not unpack what all requests before it came to. Refuses to know what is
//! in it.

use std::cell::OnceCell;
use std::rc::Rc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::packing::{pack, unpack};
use crate::bounds::weight;
use crate::record::Record;

/// The most changes that are kept aside.
const MOST: usize = 2_048;
/// Bytes of all their records.
const MOST_WEIGHT: usize = 2 << 20;

/// How a record changes facts.
pub(super) type Change<Facts> = fn(&mut Facts, &Record);

/// Facts, folded up or not.
#[derive(Clone, Default)]
pub(super) struct Folded<Facts> {
    facts: Facts,
    folds: Option<Folds<Facts>>,
    /// What the folds are, once somebody has read them.
    read: OnceCell<Facts>,
}

/// Facts as they were packed, and what has changed since.
#[derive(Clone)]
struct Folds<Facts> {
    packed: Vec<u8>,
    changes: Vec<(Rc<Record>, Change<Facts>)>,
    weight: usize,
}

/// A record that several facts change by. It is copied once, if any of them is folded.
pub(super) struct Lent<'r> {
    record: &'r Record,
    /// With about how many bytes it takes.
    copy: OnceCell<(Rc<Record>, usize)>,
}

impl<'r> Lent<'r> {
    pub(super) fn new(record: &'r Record) -> Self {
        Self { record, copy: OnceCell::new() }
    }

    fn copy(&self) -> (Rc<Record>, usize) {
        self.copy.get_or_init(|| (Rc::new(self.record.clone()), weight(self.record))).clone()
    }
}

impl<Facts> From<Facts> for Folded<Facts> {
    fn from(facts: Facts) -> Self {
        Self { facts, folds: None, read: OnceCell::new() }
    }
}

impl<Facts: Default + Serialize + DeserializeOwned> Folded<Facts> {
    /// Facts that [`pack`](Self::pack) packed. Whoever brings them has made sure that they are whole.
    pub(super) fn from_packed(packed: Vec<u8>) -> Self {
        let folds = Folds { packed, changes: Vec::new(), weight: 0 };
        Self { facts: Facts::default(), folds: Some(folds), read: OnceCell::new() }
    }

    /// The facts.
    pub(super) fn open(&self) -> &Facts {
        match &self.folds {
            None => &self.facts,
            Some(folds) => self.read.get_or_init(|| folds.unfold()),
        }
    }

    /// The facts, to be changed.
    pub(super) fn open_mut(&mut self) -> &mut Facts {
        if let Some(folds) = self.folds.take() {
            self.facts = self.read.take().unwrap_or_else(|| folds.unfold());
        }
        &mut self.facts
    }

    /// Changes the facts now, or when they are unfolded.
    pub(super) fn change(&mut self, lent: &Lent<'_>, change: Change<Facts>) {
        match &mut self.folds {
            Some(folds) if self.read.get().is_none() && folds.has_room() => {
                let (record, weight) = lent.copy();
                folds.weight += weight;
                folds.changes.push((record, change));
            }
            _ => change(self.open_mut(), lent.record),
        }
    }

    /// The facts as bytes.
    pub(super) fn pack(&self) -> Option<Vec<u8>> {
        match &self.folds {
            Some(folds) if folds.changes.is_empty() => Some(folds.packed.clone()),
            _ => pack(self.open()),
        }
    }
}

impl<Facts: Default + DeserializeOwned> Folds<Facts> {
    fn has_room(&self) -> bool {
        self.changes.len() < MOST && self.weight < MOST_WEIGHT
    }

    fn unfold(&self) -> Facts {
        // What is whole and of this version unpacks; were it ever otherwise, it counts from here on.
        let mut facts: Facts = unpack(&self.packed).unwrap_or_default();
        for (record, change) in &self.changes {
            change(&mut facts, record);
        }
        facts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::Mode;
    use crate::kept::Kept;
    use crate::session::tests::record;

    fn kept(numbers: std::ops::Range<usize>) -> Folded<Kept> {
        let mut kept = Folded::default();
        for number in numbers {
            add(&mut kept, number);
        }
        kept
    }

    fn add(kept: &mut Folded<Kept>, number: usize) {
        let record = record(number, Mode::Normal, "site.example", "tracker.example", &["x"]);
        kept.change(&Lent::new(&record), Kept::add);
    }

    #[test]
    fn what_changes_while_it_is_folded_is_there_when_it_is_read() {
        let mut folded = Folded::from_packed(kept(0..5).pack().unwrap());
        for number in 5..9 {
            add(&mut folded, number);
        }
        assert!(folded.folds.is_some() && folded.read.get().is_none(), "nobody has looked");
        assert_eq!(folded.open(), kept(0..9).open());
        add(&mut folded, 9);
        assert_eq!(folded.open(), kept(0..10).open());
        assert_eq!(folded.pack(), kept(0..10).pack());
    }

    #[test]
    fn what_nobody_touched_is_packed_as_it_was() {
        let packed = kept(0..3).pack().unwrap();
        let folded = Folded::<Kept>::from_packed(packed.clone());
        assert_eq!(folded.pack(), Some(packed.clone()));
        assert!(folded.read.get().is_none());
        folded.open();
        assert_eq!(folded.pack(), Some(packed));
    }

    #[test]
    fn changes_that_are_kept_aside_are_bounded() {
        let mut folded = Folded::from_packed(kept(0..1).pack().unwrap());
        for number in 1..=MOST + 1 {
            add(&mut folded, number);
        }
        assert!(folded.folds.is_none());
        assert_eq!(folded.open(), kept(0..MOST + 2).open());

        let long = "x".repeat(64 << 10);
        let heavy = record(0, Mode::Normal, "site.example", "tracker.example", &[&long]);
        let mut folded = Folded::from_packed(kept(0..1).pack().unwrap());
        let fit = (0..MOST).take_while(|_| {
            folded.change(&Lent::new(&heavy), Kept::add);
            folded.folds.is_some()
        });
        assert!((16..64).contains(&fit.count()), "long before there are too many, they are too heavy");
    }

    #[test]
    fn a_record_is_copied_once_however_many_facts_change_by_it() {
        let record = record(0, Mode::Normal, "site.example", "tracker.example", &["x"]);
        let lent = Lent::new(&record);
        assert!(Rc::ptr_eq(&lent.copy().0, &lent.copy().0));
    }
}
