//! What a session adds up to: who was told what, by mode and site, and the requests that are kept as evidence.
//!
//! Decides what is counted, what is kept and where the caps are. Normal, private and unknown never mix: the mode is the
//! first key of everything. Refuses to know tabs, pages and how any of it is shown.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::{Deserialize, Serialize};

use crate::finding::{Category, Secret};
use crate::intake::Mode;
use crate::payload::BodyState;
use crate::record::Record;
use crate::request::Party;
use crate::score::{self, Circumstances};

/// Caps on everything that the web feeds. Reports say "more than" where one was reached.
pub mod caps {
    /// Sites in one mode.
    pub const SITES: usize = 2_000;
    /// Recipients on one site.
    pub const RECIPIENTS: usize = 400;
    /// Hosts remembered of one recipient, and beacons.
    pub const HOSTS: usize = 8;
    /// Kept requests that told something or that a list names.
    pub const NOTABLE: usize = 2_000;
    /// Other kept requests.
    pub const PLAIN: usize = 1_000;
    /// Bytes kept of one address.
    pub const ADDRESS: usize = 2_048;
    /// Bytes kept of one value.
    pub const VALUE: usize = 512;
    /// Findings kept of one request.
    pub const FINDINGS: usize = 64;
}

/// What one recipient heard on one site.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    /// Hosts and how often each was asked, at most [`caps::HOSTS`].
    pub hosts: BTreeMap<String, u32>,
    /// The company, where known.
    pub company: Option<String>,
    /// What that company does.
    pub category: Option<String>,
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
    /// When it was first asked.
    pub first: f64,
    /// When it was last asked.
    pub last: f64,
}

/// What happened on one site in one mode; also what happened on one page.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SiteTally {
    /// Who heard, by registrable domain, at most [`caps::RECIPIENTS`].
    pub recipients: BTreeMap<String, Tally>,
    /// Requests to recipients beyond that cap.
    pub beyond: u32,
}

/// The record of a session.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Ledger {
    sites: BTreeMap<(Mode, String), SiteTally>,
    notable: VecDeque<Record>,
    plain: VecDeque<Record>,
    /// Requests on sites beyond the cap, by mode.
    beyond_sites: BTreeMap<Mode, u32>,
    /// Kept requests that had to go, by mode.
    dropped: BTreeMap<Mode, u32>,
}

impl Tally {
    fn new(record: &Record) -> Self {
        Self {
            hosts: BTreeMap::new(),
            company: record.recipient.company.clone(),
            category: record.recipient.category.clone(),
            party: record.party,
            ip: None,
            beacons: BTreeSet::new(),
            requests: 0,
            undecided: 0,
            stopped: 0,
            unseen: 0,
            listed: 0,
            told: [0; Category::ALL.len()],
            first: record.at,
            last: record.at,
        }
    }

    /// Whether the recipient was told anything.
    #[must_use]
    pub fn was_told(&self) -> bool {
        self.told.iter().any(|times| *times > 0)
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

    fn add(&mut self, record: &Record) {
        let host = &record.recipient.host;
        if self.hosts.contains_key(host) || self.hosts.len() < caps::HOSTS {
            *self.hosts.entry(host.clone()).or_default() += 1;
        }
        if let Some(beacon) = &record.beacon
            && self.beacons.len() < caps::HOSTS
        {
            self.beacons.insert(beacon.clone());
        }
        (self.first, self.last) = (self.first.min(record.at), self.last.max(record.at));
        if record.recipient.ip.is_some() {
            self.ip.clone_from(&record.recipient.ip);
        }
        self.shift(record, |count| *count = count.saturating_add(1));
    }

    /// Takes back what `add` counted of a request: it never left. The recipient stays known, as one that was stopped.
    fn stop(&mut self, record: &Record) {
        self.shift(record, |count| *count = count.saturating_sub(1));
        self.stopped = self.stopped.saturating_add(1);
    }

    fn shift(&mut self, record: &Record, by: fn(&mut u32)) {
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
    }
}

impl SiteTally {
    /// Counts a request.
    pub fn add(&mut self, record: &Record) {
        let domain = &record.recipient.registrable_domain;
        if !self.recipients.contains_key(domain) && self.recipients.len() >= caps::RECIPIENTS {
            self.beyond = self.beyond.saturating_add(1);
            return;
        }
        self.recipients.entry(domain.clone()).or_insert_with(|| Tally::new(record)).add(record);
    }

    /// Takes a request back as it was counted, and counts it as stopped.
    pub fn stop(&mut self, record: &Record) {
        if let Some(tally) = self.recipients.get_mut(&record.recipient.registrable_domain) {
            tally.stop(record);
        }
    }

    /// Notes the address that answered.
    pub fn answered(&mut self, domain: &str, ip: &str) {
        if let Some(tally) = self.recipients.get_mut(domain) {
            tally.ip = Some(ip.to_owned());
        }
    }

    /// The exposure on this site.
    #[must_use]
    pub fn exposure(&self, mode: Mode) -> u8 {
        score::exposure(self.recipients.values().map(|tally| tally.score(mode)))
    }

    /// Recipients other than the site itself that heard from it.
    pub fn others(&self) -> impl Iterator<Item = &Tally> {
        self.recipients.values().filter(|tally| tally.party != Party::First && tally.requests > 0)
    }
}

impl Ledger {
    /// Counts a request and keeps it as evidence.
    pub fn add(&mut self, record: &Record) {
        let mode = record.mode;
        let site = record.site.clone().unwrap_or_default();
        let key = (mode, site);
        if !self.sites.contains_key(&key) && self.sites_of(mode).count() >= caps::SITES {
            let beyond = self.beyond_sites.entry(mode).or_default();
            *beyond = beyond.saturating_add(1);
        } else {
            self.sites.entry(key).or_default().add(record);
        }
        let notable = !record.findings.is_empty() || record.matched.is_some();
        let (kept, cap) =
            if notable { (&mut self.notable, caps::NOTABLE) } else { (&mut self.plain, caps::PLAIN) };
        if kept.len() >= cap
            && let Some(gone) = kept.pop_front()
        {
            let dropped = self.dropped.entry(gone.mode).or_default();
            *dropped = dropped.saturating_add(1);
        }
        kept.push_back(bounded(record));
    }

    /// Notes what answered a counted request.
    pub fn answered(&mut self, record: &Record) {
        if let (Some(site), Some(ip)) = (self.site_of(record), &record.recipient.ip) {
            site.answered(&record.recipient.registrable_domain, ip);
        }
        if let Some(kept) = self.kept_mut(&record.id) {
            kept.status = record.status;
            kept.recipient.ip.clone_from(&record.recipient.ip);
        }
    }

    /// Takes a counted request back: it turned out that it never left.
    pub fn stop(&mut self, record: &Record) {
        if let Some(site) = self.site_of(record) {
            site.stop(record);
        }
        if let Some(kept) = self.kept_mut(&record.id) {
            kept.sent = Some(false);
        }
    }

    fn site_of(&mut self, record: &Record) -> Option<&mut SiteTally> {
        self.sites.get_mut(&(record.mode, record.site.clone().unwrap_or_default()))
    }

    /// A request, while it is kept. The newest are looked at first: they are what is asked for.
    fn kept_mut(&mut self, id: &str) -> Option<&mut Record> {
        let named = |record: &&mut Record| record.id == id;
        let notable = self.notable.iter_mut().rev().find(named);
        notable.or_else(|| self.plain.iter_mut().rev().find(named))
    }

    /// Forgets everything of one mode.
    pub fn forget(&mut self, mode: Mode) {
        self.sites.retain(|(of, _), _| *of != mode);
        self.notable.retain(|record| record.mode != mode);
        self.plain.retain(|record| record.mode != mode);
        self.beyond_sites.remove(&mode);
        self.dropped.remove(&mode);
    }

    /// Every site with its mode. The empty name stands for requests without a site.
    pub fn sites(&self) -> impl Iterator<Item = (Mode, &str, &SiteTally)> {
        self.sites.iter().map(|((mode, site), tally)| (*mode, site.as_str(), tally))
    }

    /// The kept requests, oldest first.
    #[must_use]
    pub fn kept(&self) -> Vec<&Record> {
        let mut kept: Vec<&Record> = self.notable.iter().chain(&self.plain).collect();
        kept.sort_by(|a, b| a.at.total_cmp(&b.at));
        kept
    }

    /// How many requests of a mode were counted and are no longer kept.
    #[must_use]
    pub fn dropped(&self, mode: Mode) -> u32 {
        self.dropped.get(&mode).copied().unwrap_or(0)
    }

    /// How many requests of a mode were made on sites beyond the cap.
    #[must_use]
    pub fn beyond_sites(&self, mode: Mode) -> u32 {
        self.beyond_sites.get(&mode).copied().unwrap_or(0)
    }

    fn sites_of(&self, mode: Mode) -> impl Iterator<Item = &SiteTally> {
        self.sites
            .range((mode, String::new())..)
            .take_while(move |((of, _), _)| *of == mode)
            .map(|(_, site)| site)
    }
}

/// A copy that cannot be large, whatever the web sent.
pub(crate) fn bounded(record: &Record) -> Record {
    let mut kept = record.clone();
    // What is no finding (yet) is no evidence.
    (kept.candidates, kept.set_cookies) = (Vec::new(), Vec::new());
    cut(&mut kept.url, caps::ADDRESS);
    cut(&mut kept.method, caps::HOSTS * 8);
    if let Some(initiator) = &mut kept.initiator {
        cut(initiator, caps::ADDRESS);
    }
    if kept.findings.len() > caps::FINDINGS {
        // Those that earned points stay, so that the sum can still be followed.
        let mut stay: Vec<usize> = kept.score.parts.iter().filter_map(|part| part.finding).collect();
        stay.extend((0..kept.findings.len()).filter(|index| !stay.contains(index)).collect::<Vec<_>>());
        stay.truncate(caps::FINDINGS);
        stay.sort_unstable();
        stay.dedup();
        for part in &mut kept.score.parts {
            part.finding = part.finding.and_then(|index| stay.binary_search(&index).ok());
        }
        kept.findings = stay.iter().filter_map(|index| kept.findings.get(*index).cloned()).collect();
        kept.partial = true;
    }
    for finding in &mut kept.findings {
        if finding.value.reveal().len() > caps::VALUE {
            let mut value = finding.value.reveal().to_owned();
            cut(&mut value, caps::VALUE);
            finding.value = Secret::new(value);
        }
    }
    kept
}

/// Cuts at a character, and says so.
pub(crate) fn cut(text: &mut String, most: usize) {
    if text.len() > most {
        text.truncate(end_within(text, most));
        text.push('…');
    }
}

/// The last end of a character within so many bytes.
pub(crate) fn end_within(text: &str, most: usize) -> usize {
    (0..=most.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}
