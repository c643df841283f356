//! What captures add up to.
//!
//! Decides how blind spots of several captures become one, and the caps on what is summed up. Refuses to know scores
//! (`crate::summary` adds them up) and which requests are still there to be looked at.

use std::collections::{BTreeMap, BTreeSet};

use crate::intake::{Mode, capture};
use crate::ledger::{SiteTally, caps, place};
use crate::linkage::{Identifiers, sync_rows};
use crate::order;
use crate::per_mode::PerMode;
use crate::record::Record;
use crate::report::{BlindSpot, Showing};
use crate::summary::{Summary, summarise};
use crate::timeline::Timeline;

/// Hosts named for one blind spot.
const HOSTS: usize = 500;

/// Sums over every request.
#[derive(Default)]
pub struct Total {
    identifiers: PerMode<Identifiers>,
    sites: BTreeMap<(Mode, String), SiteTally>,
    timeline: Timeline,
    blind_spots: BTreeMap<&'static str, Blind>,
}

#[derive(Default)]
struct Blind {
    count: Option<u64>,
    hosts: BTreeSet<String>,
}

impl Blind {
    fn add(&mut self, count: Option<u64>, hosts: impl IntoIterator<Item = String>) {
        self.count = match (self.count, count) {
            (Some(a), Some(b)) => Some(a.saturating_add(b)),
            (known, more) => known.or(more),
        };
        for host in hosts {
            if self.hosts.len() < HOSTS {
                self.hosts.insert(host);
            }
        }
    }
}

impl Total {
    /// Counts a request, once it says what those before it show of it.
    pub(super) fn add(&mut self, record: &mut Record) {
        let identifiers = self.identifiers.or_default(record.mode);
        identifiers.recognise(record);
        identifiers.note(record);
        if let Some(code) = record.blind_spot() {
            let host = record.recipient.host.clone();
            self.blind_spots.entry(code).or_default().add(Some(1), [host]);
        }
        self.timeline.add(record);
        let key = place(record);
        if self.sites.len() >= caps::SITES && !self.sites.contains_key(&key) {
            self.blind_spots.entry("sites_beyond_cap").or_default().add(Some(1), []);
        } else {
            self.sites.entry(key).or_default().add(record);
        }
    }

    /// The kinds of window that anything was counted in.
    #[must_use]
    pub fn modes(&self) -> BTreeSet<Mode> {
        order::set(self.sites.keys().map(|(mode, _)| *mode))
    }

    /// The sums so far, by mode and site.
    pub fn sites(&self) -> impl Iterator<Item = (Mode, &str, &SiteTally)> {
        self.sites.iter().map(|((mode, site), tally)| (*mode, site.as_str(), tally))
    }

    /// The identifiers that left in one mode.
    #[must_use]
    pub fn identifiers(&self, mode: Mode) -> Option<&Identifiers> {
        self.identifiers.get(mode)
    }

    /// Adds what a capture hides.
    pub(super) fn add_blind_spots(&mut self, spots: Vec<capture::BlindSpot>) {
        for spot in spots {
            self.blind_spots.entry(spot.code).or_default().add(spot.count, spot.hosts);
        }
    }

    /// The sums.
    #[must_use]
    pub fn summary(&self, showing: &Showing) -> Summary {
        let mut summary = summarise(self.sites());
        summary.syncs = Some(sync_rows(self.identifiers.values(), showing));
        summary.timeline = Some(self.timeline.rows(&Mode::ALL).collect());
        if let Some(addresses) = showing.addresses() {
            summary.locate(addresses);
        }
        summary
    }

    /// What could not be seen.
    #[must_use]
    pub fn blind_spots(&self) -> Vec<BlindSpot> {
        let spot = |(code, blind): (&&'static str, &Blind)| BlindSpot {
            code,
            count: blind.count,
            hosts: blind.hosts.iter().cloned().collect(),
        };
        self.blind_spots.iter().map(spot).collect()
    }
}
