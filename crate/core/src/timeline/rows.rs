//! A timeline as reports show it.
//!
//! Decides the exposure of a stretch, by itself and with all before it, and which stretch told most. Refuses to know how it
//! is drawn.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Course, Hearer, Stretch, Timeline};
use crate::finding::Category;
use crate::intake::Mode;
use crate::request::Party;
use crate::score::{self, Circumstances};

/// What left in one kind of window, stretch by stretch.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TimelineRow {
    /// Normal, private or unknown.
    pub mode: Mode,
    /// How long each stretch is.
    pub seconds: u64,
    /// From the first to the last, none left out.
    pub stretches: Vec<StretchRow>,
    /// The place of the one that told most; none where nobody was told anything that earns points.
    pub heaviest: Option<usize>,
    /// Requests of before the first stretch, for which there was no room.
    pub earlier: u32,
    /// Requests of which nobody knows when they left.
    pub undated: u32,
}

/// What left in one stretch of time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StretchRow {
    /// When it begins, milliseconds since 1970.
    pub at: f64,
    /// Requests that left.
    pub requests: u32,
    /// Those of them that told somebody else than the site something.
    pub telling: u32,
    /// Those of them that the browser itself sent.
    pub browser: u32,
    /// Requests that nobody looked at, because their site was paused.
    pub skipped: u32,
    /// Recipients that were told something.
    pub recipients: usize,
    /// Requests to recipients that are not told apart.
    pub beyond: u32,
    /// 0 to 100: what was told in it, as if there were nothing else.
    pub exposure: u8,
    /// 0 to 100: what was told from the first stretch to the end of this one.
    pub so_far: u8,
}

/// Everything that one recipient was told so far.
#[derive(Default)]
struct SoFar {
    listed: bool,
    told: u32,
    score: u8,
}

impl Timeline {
    /// Each of these modes in which anything was counted.
    pub fn rows<'t>(&'t self, modes: &'t [Mode]) -> impl Iterator<Item = TimelineRow> + 't {
        modes.iter().filter_map(|mode| self.courses.get(*mode).map(|course| course.row(*mode)))
    }
}

impl Course {
    fn row(&self, mode: Mode) -> TimelineRow {
        let first = self.stretches.first_key_value().map(|(first, _)| *first);
        let last = self.stretches.last_key_value().map(|(last, _)| *last);
        let nothing = Stretch::default();
        let mut so_far: BTreeMap<u64, SoFar> = BTreeMap::new();
        let mut stretches = Vec::new();
        for number in first.into_iter().zip(last).flat_map(|(first, last)| first..=last) {
            let stretch = self.stretches.get(&number).unwrap_or(&nothing);
            for (name, hearer) in &stretch.hearers {
                so_far.entry(*name).or_default().take_in(hearer, mode);
            }
            stretches.push(StretchRow {
                at: (number * self.seconds()) as f64 * 1_000.0,
                requests: stretch.requests,
                telling: stretch.telling,
                browser: stretch.browser,
                skipped: stretch.skipped,
                recipients: stretch.hearers.values().filter(|hearer| !hearer.told.is_empty()).count(),
                beyond: stretch.beyond,
                exposure: score::exposure(stretch.hearers.values().map(|hearer| hearer.score(mode))),
                so_far: score::exposure(so_far.values().map(|hearer| hearer.score)),
            });
        }
        let heaviest = stretches
            .iter()
            .enumerate()
            .filter(|(_, row)| row.exposure > 0)
            // Of equal ones the first: `max_by_key` takes the last.
            .rev()
            .max_by_key(|(_, row)| (row.exposure, row.telling, row.requests))
            .map(|(place, _)| place);
        let (earlier, undated) = (self.earlier, self.undated);
        TimelineRow { mode, seconds: self.seconds(), stretches, heaviest, earlier, undated }
    }
}

impl Hearer {
    /// Whether what it was told earns points, in whichever kind of window.
    pub(super) fn scores(&self) -> bool {
        self.score(Mode::Normal) > 0
    }

    fn score(&self, mode: Mode) -> u8 {
        weigh(|category| self.told.contains_key(&category), self.listed > 0, mode)
    }
}

impl SoFar {
    fn take_in(&mut self, hearer: &Hearer, mode: Mode) {
        self.listed |= hearer.listed > 0;
        self.told = hearer.told.keys().fold(self.told, |told, category| told | bit(*category));
        self.score = weigh(|category| self.told & bit(category) != 0, self.listed, mode);
    }
}

fn weigh(told: impl Fn(Category) -> bool, listed: bool, mode: Mode) -> u8 {
    score::score_recipient(told, Circumstances { mode, party: Party::Third, listed })
}

const fn bit(category: Category) -> u32 {
    1 << category as u32
}
