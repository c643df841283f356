//! When it left: what a session told, stretch by stretch, each mode apart.
//!
//! Decides how long a stretch is, and how many there are: all of one mode are equally long, and become longer when what is
//! counted spans more time, under named caps. Refuses to know who was told: recipients are told apart by a hash of their
//! name. Refuses to know a clock, too: requests bring their time.

mod rows;

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::finding::Category;
use crate::hash;
use crate::intake::Mode;
use crate::order;
use crate::per_mode::PerMode;
use crate::record::Record;
use crate::request::Party;
pub use rows::{StretchRow, TimelineRow};

/// Caps on everything that a timeline remembers.
pub mod caps {
    /// Stretches from the first to the last, those in which nothing left included.
    pub const STRETCHES: u64 = 60;
    /// Recipients that are told apart in one stretch. Fifty that score make an exposure of 100.
    pub const HEARERS: usize = 64;
    /// Recipients in all stretches of one mode, each as often as there are stretches in which it heard.
    pub const ALL_HEARERS: usize = 1_000;
}

/// How long a stretch may be, in seconds. Each is a multiple of the one before, so that several short ones make a long one.
pub const LENGTHS: [u64; 10] = [10, 60, 120, 600, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400];
const LONGEST: u64 = LENGTHS[LENGTHS.len() - 1];

/// What left when.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Timeline {
    courses: PerMode<Course>,
}

/// The stretches of one mode.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
struct Course {
    /// How long each is: the place of it in [`LENGTHS`].
    length: usize,
    /// By their number since 1970; those in which nothing happened are not there.
    stretches: BTreeMap<u64, Stretch>,
    /// Requests of before the first stretch.
    earlier: u32,
    /// Requests of which nobody knows when they left.
    undated: u32,
    /// Of the last ones, how many say that they left so late, or below zero so early, that nothing that is there would stay.
    astray: i64,
}

/// What left in one stretch.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
struct Stretch {
    /// Requests that left.
    requests: u32,
    /// Those of them that told somebody else than the site something.
    telling: u32,
    /// Those of them that the browser itself sent.
    browser: u32,
    /// Requests that nobody looked at, because their site was paused.
    skipped: u32,
    /// Who was told something or is named by a list, by the hash of the domain.
    hearers: BTreeMap<u64, Hearer>,
    /// Requests to such recipients that are not told apart.
    beyond: u32,
}

/// What one recipient heard in one stretch.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
struct Hearer {
    /// Requests that told it something or that a list names.
    requests: u32,
    /// Requests that a list names.
    listed: u32,
    /// How often each category left.
    told: BTreeMap<Category, u32>,
}

/// Where in a course a request belongs.
enum Place {
    In(u64),
    Earlier,
    Undated,
}

impl Timeline {
    /// Counts a request, if it left.
    pub fn add(&mut self, record: &Record) {
        if record.sent == Some(true) {
            self.courses.or_default(record.mode).add(record);
        }
    }

    /// Takes a request back as it was counted: it turned out that it never left.
    pub fn stop(&mut self, record: &Record) {
        if record.sent == Some(true)
            && let Some(course) = self.courses.get_mut(record.mode)
        {
            course.stop(record);
        }
    }

    /// Counts a request that nobody looked at.
    pub fn skip(&mut self, mode: Mode, at: f64) {
        let course = self.courses.or_default(mode);
        match course.place(at) {
            Place::In(number) => up(&mut course.stretches.entry(number).or_default().skipped),
            Place::Earlier => up(&mut course.earlier),
            Place::Undated => up(&mut course.undated),
        }
    }

    /// Nobody knows how long nobody looked: whatever comes next is believed, however late it is.
    pub fn rest(&mut self) {
        for course in self.courses.values_mut() {
            course.astray = i64::MAX;
        }
    }

    /// Forgets everything of one mode.
    pub fn forget(&mut self, mode: Mode) {
        self.courses.remove(mode);
    }

    /// Gives up a part of the course that remembers most: its stretches become longer, or else the first one goes. False
    /// when nothing is left.
    pub fn shed(&mut self) -> bool {
        let largest =
            self.courses.values_mut().max_by_key(|course| course.hearers() + course.stretches.len());
        largest.is_some_and(Course::shed)
    }
}

impl Course {
    fn add(&mut self, record: &Record) {
        match self.place(record.at) {
            Place::In(number) => self.stretches.entry(number).or_default().add(record),
            Place::Earlier => up(&mut self.earlier),
            Place::Undated => up(&mut self.undated),
        }
        while self.hearers() > caps::ALL_HEARERS && self.shed() {}
    }

    fn stop(&mut self, record: &Record) {
        let Some(number) = self.number(record.at) else { return down(&mut self.undated) };
        let is_later = self.stretches.last_key_value().is_none_or(|(last, _)| number > *last);
        let Some(stretch) = self.stretches.get_mut(&number) else {
            return down(if is_later { &mut self.undated } else { &mut self.earlier });
        };
        stretch.stop(record);
        if *stretch == Stretch::default() {
            self.stretches.remove(&number);
        }
    }

    /// How long each stretch is, in seconds.
    fn seconds(&self) -> u64 {
        LENGTHS.get(self.length).copied().unwrap_or(LONGEST)
    }

    /// The number of the stretch that a time is in; none for what is no time.
    fn number(&self, at: f64) -> Option<u64> {
        (at.is_finite() && at >= 0.0).then(|| (at / 1_000.0) as u64 / self.seconds())
    }

    /// Makes room for a time. Where even the longest stretches would not reach there, those that are there stay as long as
    /// they are: a clock that is set right or wrong by years costs what it dates wrong, and nothing else. One that would
    /// leave nothing of what is there, be it later or earlier, is believed once more requests in a row say so than that
    /// comes to.
    fn place(&mut self, at: f64) -> Place {
        let Some(number) = self.number(at) else { return Place::Undated };
        self.astray = match self.beyond_all(number) {
            Some(Ordering::Greater) => self.astray.max(0).saturating_add(1),
            Some(Ordering::Less) => self.astray.min(0).saturating_sub(1),
            _ => 0,
        };
        let believed = self.astray.unsigned_abs() > u64::from(self.requests());
        match self.astray.signum() {
            1 if !believed => return Place::Undated,
            -1 if !believed => return Place::Earlier,
            // Those that are so much later were dated wrong.
            -1 => {
                self.undated = self.undated.saturating_add(self.requests());
                self.stretches.clear();
            }
            _ => {}
        }
        self.astray = 0;
        while !self.reaches(number, LONGEST) {
            if self.stretches.first_key_value().is_some_and(|(first, _)| number < *first) {
                return Place::Earlier;
            }
            self.drop_first();
        }
        let begins = number.saturating_mul(self.seconds());
        loop {
            let number = begins / self.seconds();
            if self.reaches(number, self.seconds()) || !self.lengthen() {
                return Place::In(number);
            }
        }
    }

    /// Whether a stretch is so late, or so early, that it has no room beside any that is there.
    fn beyond_all(&self, number: u64) -> Option<Ordering> {
        let of = |number: u64| number.saturating_mul(self.seconds()) / LONGEST;
        let (first, _) = self.stretches.first_key_value()?;
        let (last, _) = self.stretches.last_key_value()?;
        if of(number).saturating_sub(of(*last)) >= caps::STRETCHES {
            return Some(Ordering::Greater);
        }
        (of(*first).saturating_sub(of(number)) >= caps::STRETCHES).then_some(Ordering::Less)
    }

    /// All that is counted in stretches.
    fn requests(&self) -> u32 {
        let of = |stretch: &Stretch| stretch.requests.saturating_add(stretch.skipped);
        self.stretches.values().map(of).fold(0, u32::saturating_add)
    }

    /// Whether there are few enough stretches of a length up to and with the one of this number, which is one of those that
    /// are there.
    fn reaches(&self, number: u64, length: u64) -> bool {
        let of = |number: u64| number.saturating_mul(self.seconds()) / length;
        let first = self.stretches.first_key_value().map_or(number, |(first, _)| number.min(*first));
        let last = self.stretches.last_key_value().map_or(number, |(last, _)| number.max(*last));
        of(last) - of(first) < caps::STRETCHES
    }

    fn shed(&mut self) -> bool {
        self.lengthen() || self.drop_first()
    }

    /// Joins stretches to longer ones; false where they are as long as they may be, or where there is nothing to join.
    fn lengthen(&mut self) -> bool {
        let before = self.seconds();
        if self.stretches.is_empty() || self.length + 1 >= LENGTHS.len() {
            return false;
        }
        self.length += 1;
        let times = self.seconds() / before;
        for (number, stretch) in std::mem::take(&mut self.stretches) {
            self.stretches.entry(number / times).or_default().take_in(stretch);
        }
        true
    }

    fn drop_first(&mut self) -> bool {
        let Some((_, gone)) = self.stretches.pop_first() else { return false };
        self.earlier = self.earlier.saturating_add(gone.requests).saturating_add(gone.skipped);
        true
    }

    fn hearers(&self) -> usize {
        self.stretches.values().map(|stretch| stretch.hearers.len()).sum()
    }
}

impl Stretch {
    fn add(&mut self, record: &Record) {
        self.shift(record, up);
        let Some(hearer) = hearer(record) else { return };
        let mut heard = Hearer::default();
        heard.add(record);
        self.hear(hearer, heard);
    }

    /// Adds what a recipient heard. Where there is no room, one that scores takes the place of one that does not.
    fn hear(&mut self, name: u64, heard: Hearer) {
        if !self.hearers.contains_key(&name) && self.hearers.len() >= caps::HEARERS {
            let silent = self.hearers.iter().find(|(_, hearer)| !hearer.scores()).map(|(name, _)| *name);
            let Some(silent) = silent.filter(|_| heard.scores()) else {
                self.beyond = self.beyond.saturating_add(heard.requests);
                return;
            };
            let gone = self.hearers.remove(&silent).map_or(0, |hearer| hearer.requests);
            self.beyond = self.beyond.saturating_add(gone);
        }
        self.hearers.entry(name).or_default().take_in(heard);
    }

    fn stop(&mut self, record: &Record) {
        self.shift(record, down);
        let Some(name) = hearer(record) else { return };
        let Some(hearer) = self.hearers.get_mut(&name) else { return down(&mut self.beyond) };
        hearer.stop(record);
        if hearer.requests == 0 {
            self.hearers.remove(&name);
        }
    }

    fn shift(&mut self, record: &Record, by: fn(&mut u32)) {
        by(&mut self.requests);
        if record.party != Party::First && record.told().next().is_some() {
            by(&mut self.telling);
        }
        if record.party == Party::Browser {
            by(&mut self.browser);
        }
    }

    fn take_in(&mut self, other: Self) {
        let counts = [
            (&mut self.requests, other.requests),
            (&mut self.telling, other.telling),
            (&mut self.browser, other.browser),
            (&mut self.skipped, other.skipped),
            (&mut self.beyond, other.beyond),
        ];
        for (mine, more) in counts {
            *mine = mine.saturating_add(more);
        }
        for (name, hearer) in other.hearers {
            self.hear(name, hearer);
        }
    }
}

impl Hearer {
    fn add(&mut self, record: &Record) {
        up(&mut self.requests);
        if record.listed() {
            up(&mut self.listed);
        }
        for category in categories(record) {
            up(self.told.entry(category).or_default());
        }
    }

    fn stop(&mut self, record: &Record) {
        down(&mut self.requests);
        if record.listed() {
            down(&mut self.listed);
        }
        for category in categories(record) {
            self.told.entry(category).and_modify(down);
        }
        self.told.retain(|_, times| *times > 0);
    }

    fn take_in(&mut self, other: Self) {
        self.requests = self.requests.saturating_add(other.requests);
        self.listed = self.listed.saturating_add(other.listed);
        for (category, times) in other.told {
            let mine = self.told.entry(category).or_default();
            *mine = mine.saturating_add(times);
        }
    }
}

/// Who is told apart: whoever may score for the request. What a site is told about itself is not weighed.
fn hearer(record: &Record) -> Option<u64> {
    let weighs = record.party != Party::First && (record.listed() || record.told().next().is_some());
    weighs.then(|| hash::host(record.recipient.registrable_domain.as_bytes()))
}

fn categories(record: &Record) -> BTreeSet<Category> {
    order::set(record.told())
}

fn up(count: &mut u32) {
    *count = count.saturating_add(1);
}

fn down(count: &mut u32) {
    *count = count.saturating_sub(1);
}
