//! What one recipient heard on one site, and what those heard that are not told apart.
//!
//! Decides what of a request is counted, and that whatever is counted can be taken back. Refuses to know who else heard, and
//! how many are told apart.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::caps;
use crate::finding::Category;
use crate::intake::Mode;
use crate::payload::BodyState;
use crate::record::Record;
use crate::request::Party;
use crate::score::{self, Circumstances};
use crate::seconds::{self, to_the_second};
use crate::vendor::Purpose;

/// What one recipient heard on one site.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    /// Hosts and how often each was asked, at most [`caps::HOSTS`].
    pub hosts: BTreeMap<String, u32>,
    /// The company, where known.
    pub company: Option<String>,
    /// What that company does.
    pub category: Option<String>,
    /// The maker of browsers whose endpoints were asked.
    pub vendor: Option<String>,
    /// What those endpoints are for.
    pub purposes: BTreeSet<Purpose>,
    /// Requests to such an endpoint that told it something, where it is known what that needs.
    pub read: u32,
    /// How often each category left to it beyond what it is for.
    pub beyond_purpose: BTreeMap<Category, u32>,
    /// How it is related to the site.
    pub party: Party,
    /// The address that answered last.
    pub ip: Option<String>,
    /// The beacons that its requests were recognised as, at most [`caps::HOSTS`].
    pub beacons: BTreeSet<String>,
    /// Requests that left.
    pub requests: u32,
    /// Requests of which nobody knows whether they left.
    pub undecided: u32,
    /// Requests that something stopped before they left.
    pub stopped: u32,
    /// Requests that left with a body that was not seen.
    pub unseen: u32,
    /// Requests that left and that a list names.
    pub listed: u32,
    /// How often each category left, in the order of [`Category::ALL`].
    pub told: [u32; Category::ALL.len()],
    /// When it was first asked, to the second.
    #[serde(with = "seconds")]
    pub first: f64,
    /// When it was last asked, to the second.
    #[serde(with = "seconds")]
    pub last: f64,
}

/// Requests to recipients that are not told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Beyond {
    /// Requests that left.
    pub requests: u32,
    /// Requests of which nobody knows whether they left.
    pub undecided: u32,
    /// Requests that something stopped before they left.
    pub stopped: u32,
    /// Requests that left with a body that was not seen.
    pub unseen: u32,
}

impl Tally {
    pub(super) fn new(record: &Record) -> Self {
        Self {
            hosts: BTreeMap::new(),
            company: record.recipient.company.clone(),
            category: record.recipient.category.clone(),
            vendor: None,
            purposes: BTreeSet::new(),
            read: 0,
            beyond_purpose: BTreeMap::new(),
            party: record.party,
            ip: None,
            beacons: BTreeSet::new(),
            requests: 0,
            undecided: 0,
            stopped: 0,
            unseen: 0,
            listed: 0,
            told: [0; Category::ALL.len()],
            first: to_the_second(record.at),
            last: to_the_second(record.at),
        }
    }

    /// Whether the recipient was told anything.
    #[must_use]
    pub fn was_told(&self) -> bool {
        self.told.iter().any(|times| *times > 0)
    }

    /// What makes it worth keeping: that it was told something or that a list names it, and when it was last asked.
    pub(super) fn worth(&self) -> (bool, f64) {
        (self.listed > 0 || self.was_told(), self.last)
    }

    /// What was told, and how often.
    pub fn told(&self) -> impl Iterator<Item = (Category, u32)> + '_ {
        Category::ALL.into_iter().zip(self.told).filter(|(_, times)| *times > 0)
    }

    /// The recipient's score: everything that it was told, joined.
    #[must_use]
    pub fn score(&self, mode: Mode) -> u8 {
        let circumstances = Circumstances { mode, party: self.party, listed: self.listed > 0 };
        score::score_recipient(|category| self.told[category as usize] > 0, circumstances)
    }

    pub(super) fn add(&mut self, record: &Record) {
        let host = &record.recipient.host;
        if self.hosts.contains_key(host) || self.hosts.len() < caps::HOSTS {
            *self.hosts.entry(host.clone()).or_default() += 1;
        }
        if let Some(beacon) = &record.beacon
            && self.beacons.len() < caps::HOSTS
        {
            self.beacons.insert(beacon.clone());
        }
        if self.vendor.is_none() {
            self.vendor.clone_from(&record.recipient.vendor);
        }
        self.purposes.extend(record.recipient.purpose);
        let at = to_the_second(record.at);
        (self.first, self.last) = (self.first.min(at), self.last.max(at));
        if record.recipient.ip.is_some() {
            self.ip.clone_from(&record.recipient.ip);
        }
        self.shift(record, |count| *count = count.saturating_add(1));
    }

    /// Takes back what `add` counted of a request: it never left. The recipient stays known, as one that was stopped.
    pub(super) fn stop(&mut self, record: &Record) {
        self.shift(record, |count| *count = count.saturating_sub(1));
        self.beyond_purpose.retain(|_, times| *times > 0);
        self.stopped = self.stopped.saturating_add(1);
    }

    pub(super) fn shift(&mut self, record: &Record, by: fn(&mut u32)) {
        match record.sent {
            Some(false) => return by(&mut self.stopped),
            None => return by(&mut self.undecided),
            Some(true) => by(&mut self.requests),
        }
        if matches!(record.body, BodyState::Unseen | BodyState::Partial) {
            by(&mut self.unseen);
        }
        if record.listed() {
            by(&mut self.listed);
        }
        for category in record.told() {
            by(&mut self.told[category as usize]);
        }
        if record.reading().is_some() {
            by(&mut self.read);
        }
        record.beyond_purpose().for_each(|category| by(self.beyond_purpose.entry(category).or_default()));
    }
}

impl Beyond {
    pub(super) fn shift(&mut self, record: &Record, by: fn(&mut u32)) {
        match record.sent {
            Some(false) => return by(&mut self.stopped),
            None => return by(&mut self.undecided),
            Some(true) => by(&mut self.requests),
        }
        if matches!(record.body, BodyState::Unseen | BodyState::Partial) {
            by(&mut self.unseen);
        }
    }

    pub(super) fn take_in(&mut self, tally: &Tally) {
        self.requests = self.requests.saturating_add(tally.requests);
        self.undecided = self.undecided.saturating_add(tally.undecided);
        self.stopped = self.stopped.saturating_add(tally.stopped);
        self.unseen = self.unseen.saturating_add(tally.unseen);
    }

    /// All of them, whatever became of them.
    #[must_use]
    pub fn all(&self) -> u64 {
        [self.requests, self.undecided, self.stopped].into_iter().map(u64::from).sum()
    }
}
