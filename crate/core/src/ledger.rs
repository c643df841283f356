//! What a session adds up to: who was told what, by mode and site.
//!
//! Decides what is counted and where the caps are. Normal, private and unknown never mix: the mode is the first key of
//! everything. Refuses to know tabs, pages, single requests and how any of it is shown.

mod tally;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::intake::Mode;
use crate::order;
use crate::per_mode::PerMode;
use crate::record::Record;
use crate::request::Party;
use crate::score;

pub use tally::{Beyond, Tally};

/// Caps on everything that the web feeds. Reports say "more than" where one was reached.
pub mod caps {
    /// Sites in one mode.
    pub const SITES: usize = 2_000;
    /// Recipients on one site.
    pub const RECIPIENTS: usize = 400;
    /// Hosts remembered of one recipient, and beacons.
    pub const HOSTS: usize = 8;
    /// Recipients on all sites of all modes together.
    pub const TALLIES: usize = 30_000;
}

/// What stands in place of a site where no page asked but the browser itself. No host has such a name.
pub const ITSELF: &str = ":browser";

/// Where a request is counted: in which mode, and on which site. The empty name stands for a site that is not known.
#[must_use]
pub fn place(record: &Record) -> (Mode, String) {
    let site = if record.party == Party::Browser { Some(ITSELF) } else { record.site.as_deref() };
    (record.mode, site.unwrap_or_default().to_owned())
}

/// The site that such a name stands for, if it is one's.
#[must_use]
pub fn site(name: &str) -> Option<&str> {
    (!name.is_empty() && name != ITSELF).then_some(name)
}

/// What happened on one site in one mode; also what happened on one page.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SiteTally {
    /// Who heard, by registrable domain, at most [`caps::RECIPIENTS`].
    pub recipients: BTreeMap<String, Tally>,
    /// Requests to recipients beyond a cap.
    pub beyond: Beyond,
    /// Requests that nobody looked at, because the site was paused.
    pub skipped: u32,
}

/// The counts of a session.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Ledger {
    sites: BTreeMap<(Mode, String), SiteTally>,
    /// How many recipients all sites have together.
    tallies: usize,
    /// Requests on sites beyond the cap, by mode.
    beyond_sites: PerMode<u32>,
}

impl SiteTally {
    /// Counts a request.
    pub fn add(&mut self, record: &Record) {
        let domain = &record.recipient.registrable_domain;
        if !self.recipients.contains_key(domain) && self.recipients.len() >= caps::RECIPIENTS {
            return self.beyond.shift(record, |count| *count = count.saturating_add(1));
        }
        self.recipients.entry(domain.clone()).or_insert_with(|| Tally::new(record)).add(record);
    }

    /// Takes a request back as it was counted, and counts it as stopped.
    pub fn stop(&mut self, record: &Record) {
        if let Some(tally) = self.recipients.get_mut(&record.recipient.registrable_domain) {
            tally.stop(record);
        } else {
            self.beyond.shift(record, |count| *count = count.saturating_sub(1));
            self.beyond.stopped = self.beyond.stopped.saturating_add(1);
        }
    }

    /// Notes the address that answered.
    pub fn answered(&mut self, domain: &str, ip: &str) {
        if let Some(tally) = self.recipients.get_mut(domain)
            && tally.ip.as_deref() != Some(ip)
        {
            tally.ip = Some(ip.to_owned());
        }
    }

    /// Counts a request that nobody looked at.
    pub fn skip(&mut self) {
        self.skipped = self.skipped.saturating_add(1);
    }

    /// Whether nothing is known of it but that nobody looked.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.skipped > 0 && self.recipients.is_empty() && self.beyond == Beyond::default()
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
    /// Counts a request.
    pub fn add(&mut self, record: &Record) {
        let mode = record.mode;
        let key = place(record);
        if !self.sites.contains_key(&key) && self.sites_of(mode).count() >= caps::SITES {
            let beyond = self.beyond_sites.or_default(mode);
            *beyond = beyond.saturating_add(1);
            return;
        }
        let site = self.sites.entry(key).or_default();
        self.tallies -= site.recipients.len();
        site.add(record);
        self.tallies += site.recipients.len();
        if self.tallies > caps::TALLIES {
            self.shed();
        }
    }

    /// Counts a request on a site that is paused.
    pub fn skip(&mut self, mode: Mode, site: &str) {
        let key = (mode, site.to_owned());
        if self.sites.contains_key(&key) || self.sites_of(mode).count() < caps::SITES {
            self.sites.entry(key).or_default().skip();
        } else {
            let beyond = self.beyond_sites.or_default(mode);
            *beyond = beyond.saturating_add(1);
        }
    }

    /// Notes what answered a counted request.
    pub fn answered(&mut self, record: &Record) {
        if let (Some(site), Some(ip)) = (self.site_of(record), &record.recipient.ip) {
            site.answered(&record.recipient.registrable_domain, ip);
        }
    }

    /// Takes a counted request back: it turned out that it never left.
    pub fn stop(&mut self, record: &Record) {
        if let Some(site) = self.site_of(record) {
            site.stop(record);
        }
    }

    fn site_of(&mut self, record: &Record) -> Option<&mut SiteTally> {
        self.sites.get_mut(&place(record))
    }

    /// Gives up a quarter of the recipients, those that were told least and longest ago; where there are none, the sites.
    /// Their requests stay counted. False when nothing is left.
    pub fn shed(&mut self) -> bool {
        let mut all: Vec<(bool, f64)> =
            self.sites.values().flat_map(|site| site.recipients.values().map(Tally::worth)).collect();
        if all.is_empty() {
            return self.shed_sites();
        }
        let by_worth = |a: &(bool, f64), b: &(bool, f64)| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1));
        order::sort_by(&mut all, by_worth);
        let mut go = all.len().div_ceil(4);
        let last = all[go - 1];
        for site in self.sites.values_mut() {
            let SiteTally { recipients, beyond, .. } = site;
            recipients.retain(|_, tally| {
                let goes = go > 0 && by_worth(&tally.worth(), &last).is_le();
                if goes {
                    go -= 1;
                    beyond.take_in(tally);
                }
                !goes
            });
        }
        self.tallies = self.sites.values().map(|site| site.recipients.len()).sum();
        true
    }

    fn shed_sites(&mut self) -> bool {
        for ((mode, _), site) in &self.sites {
            let beyond = self.beyond_sites.or_default(*mode);
            let all = site.beyond.all().saturating_add(u64::from(site.skipped));
            *beyond = beyond.saturating_add(u32::try_from(all).unwrap_or(u32::MAX));
        }
        !std::mem::take(&mut self.sites).is_empty()
    }

    /// Forgets everything of one mode.
    pub fn forget(&mut self, mode: Mode) {
        self.sites.retain(|(of, _), _| *of != mode);
        self.tallies = self.sites.values().map(|site| site.recipients.len()).sum();
        self.beyond_sites.remove(mode);
    }

    /// Every [`place`]. What a name stands for, [`site`] says.
    pub fn sites(&self) -> impl Iterator<Item = (Mode, &str, &SiteTally)> {
        self.sites.iter().map(|((mode, site), tally)| (*mode, site.as_str(), tally))
    }

    /// How many requests of a mode were made on sites beyond the cap.
    #[must_use]
    pub fn beyond_sites(&self, mode: Mode) -> u32 {
        self.beyond_sites.get(mode).copied().unwrap_or(0)
    }

    fn sites_of(&self, mode: Mode) -> impl Iterator<Item = &SiteTally> {
        self.sites
            .range((mode, String::new())..)
            .take_while(move |((of, _), _)| *of == mode)
            .map(|(_, site)| site)
    }
}
