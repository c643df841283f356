//! The requests of a session that are kept, so that what is counted can be looked at.
//!
//! Decides which are kept, under named caps, and which go first: those that told nothing, and of those the oldest.
//! Refuses to know what they add up to.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use crate::bounds::{LEAN, bounded, weight};
use crate::intake::Mode;
use crate::order;
use crate::per_mode::PerMode;
use crate::record::Record;

/// Caps on what is kept. Reports say how many requests are no longer kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caps {
    /// Requests that told something or that a list names.
    pub notable: usize,
    /// Other requests.
    pub plain: usize,
    /// Bytes of all of them.
    pub weight: usize,
}

/// Those of a session, which has to find a place outside of this memory.
impl Default for Caps {
    fn default() -> Self {
        Self { notable: 2_000, plain: 1_000, weight: 4 << 20 }
    }
}

/// The kept requests.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Kept {
    /// Each in a place of its own, so that a longer queue is no second copy of all while it grows.
    notable: VecDeque<Box<Record>>,
    plain: VecDeque<Box<Record>>,
    /// About how many bytes they take.
    weight: usize,
    /// How many of the oldest notable ones are cut to the bone.
    lean: usize,
    /// Requests that had to go, by mode.
    dropped: PerMode<u32>,
    /// Requests that lost their words, by mode, gone since or not.
    cut: PerMode<u32>,
    #[serde(skip)]
    caps: Caps,
}

impl Kept {
    /// Nothing yet, under these caps.
    #[must_use]
    pub fn within(caps: Caps) -> Self {
        Self { caps, ..Self::default() }
    }

    /// Keeps a request.
    pub fn add(&mut self, record: &Record) {
        let kept = bounded(record);
        self.weight += weight(&kept);
        self.queue_of(record).push_back(Box::new(kept));
        if self.notable.len() > self.caps.notable {
            self.drop_notable();
        }
        while self.plain.len() > self.caps.plain || self.weight > self.caps.weight {
            if !self.drop_plain() && !self.drop_notable() {
                break;
            }
        }
    }

    /// Takes up what became known of a request, while it is kept. The newest are looked at first: they are what is asked
    /// for.
    pub fn update(&mut self, record: &Record) {
        if let Some(kept) = self.queue_of(record).iter_mut().rev().find(|kept| kept.id == record.id) {
            kept.recipient.ip.clone_from(&record.recipient.ip);
            (kept.status, kept.from_cache, kept.sent) = (record.status, record.from_cache, record.sent);
        }
    }

    /// About how many bytes all of them take.
    #[must_use]
    pub fn weight(&self) -> usize {
        self.weight
    }

    /// Forgets everything of one mode.
    pub fn forget(&mut self, mode: Mode) {
        self.lean = self.notable.iter().take(self.lean).filter(|record| record.mode != mode).count();
        self.notable.retain(|record| record.mode != mode);
        self.plain.retain(|record| record.mode != mode);
        self.weight = self.notable.iter().chain(&self.plain).map(|record| weight(record)).sum();
        self.dropped.remove(mode);
        self.cut.remove(mode);
    }

    /// Lets go of what only the browser that is running can tell: the numbers of pages, and ids, in which requests that are
    /// not here leave gaps.
    pub fn detach(&mut self) {
        let ids: BTreeMap<String, String> = self
            .all()
            .iter()
            .zip(1..)
            .map(|(record, number)| (record.id.clone(), format!("h{number}")))
            .collect();
        for record in self.notable.iter_mut().chain(&mut self.plain) {
            record.page = None;
            record.redirected_from = record.redirected_from.as_ref().and_then(|from| ids.get(from)).cloned();
            if let Some(id) = ids.get(&record.id) {
                record.id.clone_from(id);
            }
        }
        self.weight = self.notable.iter().chain(&self.plain).map(|record| weight(record)).sum();
    }

    /// Gives up a part of what is kept; false when nothing is left.
    pub fn shed(&mut self) -> bool {
        if !self.plain.is_empty() {
            for _ in 0..self.plain.len().div_ceil(2) {
                self.drop_plain();
            }
            return true;
        }
        let words = self.notable.len() - self.lean;
        if self.lean < self.notable.len() / 2 {
            for record in self.notable.iter_mut().skip(self.lean).take(words.div_ceil(2)) {
                self.weight = self.weight.saturating_sub(weight(record));
                let partial = record.partial;
                LEAN.apply(record);
                // All of it was opened, and counted; only this copy is short.
                record.partial = partial;
                self.weight += weight(record);
                add_one(&mut self.cut, record.mode);
            }
            self.lean += words.div_ceil(2);
            return true;
        }
        for _ in 0..self.notable.len().div_ceil(4) {
            self.drop_notable();
        }
        words + self.lean > 0
    }

    /// The kept requests, oldest first.
    #[must_use]
    pub fn all(&self) -> Vec<&Record> {
        let mut kept: Vec<&Record> = self.notable.iter().chain(&self.plain).map(|record| &**record).collect();
        order::sort_by(&mut kept, |a, b| a.at.total_cmp(&b.at));
        kept
    }

    /// How many requests of a mode were counted and are no longer kept.
    #[must_use]
    pub fn dropped(&self, mode: Mode) -> u32 {
        self.dropped.get(mode).copied().unwrap_or(0)
    }

    /// How many requests of a mode are, or were, kept without their words.
    #[must_use]
    pub fn cut(&self, mode: Mode) -> u32 {
        self.cut.get(mode).copied().unwrap_or(0)
    }

    fn queue_of(&mut self, record: &Record) -> &mut VecDeque<Box<Record>> {
        let notable = !record.findings.is_empty() || record.matched.is_some();
        if notable { &mut self.notable } else { &mut self.plain }
    }

    fn drop_plain(&mut self) -> bool {
        let Some(gone) = self.plain.pop_front() else { return false };
        self.gone(&gone);
        true
    }

    fn drop_notable(&mut self) -> bool {
        let Some(gone) = self.notable.pop_front() else { return false };
        self.lean = self.lean.saturating_sub(1);
        self.gone(&gone);
        true
    }

    fn gone(&mut self, record: &Record) {
        self.weight = self.weight.saturating_sub(weight(record));
        add_one(&mut self.dropped, record.mode);
    }
}

fn add_one(counts: &mut PerMode<u32>, mode: Mode) {
    let count = counts.or_default(mode);
    *count = count.saturating_add(1);
}
