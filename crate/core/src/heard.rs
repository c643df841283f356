//! What one recipient heard, over all the sites that it was asked on.
//!
//! Decides how the facts of several sites become those of one recipient, and how it weighs what it heard from all of them.
//! Refuses to know what recipients add up to.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::destination::Country;
use crate::finding::Category;
use crate::intake::Mode;
use crate::ledger::{self, Tally};
use crate::order;
use crate::request::Party;
use crate::score::{self, Circumstances, Grade};
use crate::vendor::{Purpose, Reading};

/// A category, and how often it left.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Told {
    /// What.
    pub category: Category,
    /// In how many findings.
    pub count: u64,
}

/// Requests that left, by mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct ByMode {
    /// In normal windows.
    pub normal: u64,
    /// In private windows.
    pub private: u64,
    /// Nobody knows in which.
    pub unknown: u64,
}

/// What one recipient heard, over all sites.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RecipientRow {
    /// Its registrable domain.
    pub registrable_domain: String,
    /// The host that was asked most often.
    pub host: String,
    /// All hosts that are remembered.
    pub hosts: Vec<String>,
    /// The company, where known.
    pub company: Option<String>,
    /// What that company does.
    pub category: Option<String>,
    /// The maker of browsers whose endpoints were asked.
    pub vendor: Option<String>,
    /// What those endpoints are for, by name.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub purposes: BTreeSet<Purpose>,
    /// What those endpoints were told beyond what they are for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub beyond_purpose: Vec<Told>,
    /// How that reads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reading: Option<Reading>,
    /// How it is related to the sites it hears from: the closest to "somebody else" counts.
    pub party: Party,
    /// The sites it hears from.
    pub sites: Vec<String>,
    /// The address that answered last.
    pub ip: Option<String>,
    /// The country in which that address is registered.
    pub country: Option<Country>,
    /// The beacons that its requests were recognised as.
    pub beacons: Vec<String>,
    /// Requests that left, by mode.
    pub modes: ByMode,
    /// Requests that left.
    pub requests: u64,
    /// Requests of which nobody knows whether they left.
    pub undecided: u64,
    /// Of those that left, those with a body that was not seen.
    pub unseen: u64,
    /// Requests that something stopped before they left.
    pub stopped: u64,
    /// Requests that left and that a tracker list names.
    pub listed: u64,
    /// What it was told, most telling first.
    pub told: Vec<Told>,
    /// 0 to 100: everything that it was told, joined.
    pub score: u8,
    /// The grade of that score.
    pub grade: Grade,
    /// First request, milliseconds since 1970.
    pub first: f64,
    /// Last request, milliseconds since 1970.
    pub last: f64,
}

/// One recipient on one site in one mode.
pub(crate) struct Heard<'a> {
    pub(crate) mode: Mode,
    pub(crate) site: &'a str,
    pub(crate) tally: &'a Tally,
}

pub(crate) fn recipient_row(domain: &str, heard: &[Heard<'_>]) -> RecipientRow {
    let sum = |count: fn(&Tally) -> u32| heard.iter().map(|h| u64::from(count(h.tally))).sum::<u64>();
    let in_mode = |mode: Mode| {
        heard.iter().filter(|h| h.mode == mode).map(|h| u64::from(h.tally.requests)).sum::<u64>()
    };
    let mut hosts: BTreeMap<&str, u64> = BTreeMap::new();
    for (host, times) in heard.iter().flat_map(|h| &h.tally.hosts) {
        *hosts.entry(host).or_default() += u64::from(*times);
    }
    let mut hosts: Vec<(&str, u64)> = hosts.into_iter().collect();
    order::sort_by(&mut hosts, |a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let known = |fact: fn(&Tally) -> &Option<String>| heard.iter().find_map(|h| fact(h.tally).clone());
    let sites = order::set(heard.iter().filter_map(|h| ledger::site(h.site)));
    let beacons = order::set(heard.iter().flat_map(|h| &h.tally.beacons).map(String::as_str));
    let score = joined_score(heard);
    let purposes = order::set(heard.iter().flat_map(|h| &h.tally.purposes).copied());
    let told = told(heard.iter().map(|h| h.tally));
    let beyond_purpose = in_order(|category| {
        heard
            .iter()
            .filter_map(|h| h.tally.beyond_purpose.get(&category))
            .map(|times| u64::from(*times))
            .sum()
    });
    // Who was told something elsewhere and nothing at such an endpoint has nothing that could be read.
    let is_read = heard.iter().any(|h| h.tally.read > 0);
    let reading = is_read.then(|| Reading::of(beyond_purpose.iter().map(|told| told.category)));
    RecipientRow {
        registrable_domain: domain.to_owned(),
        host: hosts.first().map_or(domain, |(host, _)| host).to_owned(),
        hosts: hosts.into_iter().map(|(host, _)| host.to_owned()).collect(),
        company: known(|tally| &tally.company),
        category: known(|tally| &tally.category),
        vendor: known(|tally| &tally.vendor),
        purposes,
        beyond_purpose,
        reading,
        party: joined_party(heard),
        sites: sites.into_iter().map(str::to_owned).collect(),
        ip: known(|tally| &tally.ip),
        country: None,
        beacons: beacons.into_iter().map(str::to_owned).collect(),
        modes: ByMode {
            normal: in_mode(Mode::Normal),
            private: in_mode(Mode::Private),
            unknown: in_mode(Mode::Unknown),
        },
        requests: sum(|tally| tally.requests),
        undecided: sum(|tally| tally.undecided),
        unseen: sum(|tally| tally.unseen),
        stopped: sum(|tally| tally.stopped),
        listed: sum(|tally| tally.listed),
        told,
        score,
        grade: Grade::of(score),
        first: heard.iter().map(|h| h.tally.first).fold(f64::INFINITY, f64::min),
        last: heard.iter().map(|h| h.tally.last).fold(f64::NEG_INFINITY, f64::max),
    }
}

/// A recipient scores what it heard from others than itself, taken together.
pub(crate) fn joined_score(heard: &[Heard<'_>]) -> u8 {
    let from_others: Vec<_> = heard.iter().filter(|h| h.tally.party != Party::First).collect();
    if from_others.is_empty() {
        return 0;
    }
    // As private as the most private of what it was told.
    let private = from_others.iter().any(|h| h.mode == Mode::Private && h.tally.was_told());
    let circumstances = Circumstances {
        mode: if private { Mode::Private } else { Mode::Normal },
        party: Party::Third,
        listed: from_others.iter().any(|h| h.tally.listed > 0),
    };
    score::score_recipient(|c| from_others.iter().any(|h| h.tally.told[c as usize] > 0), circumstances)
}

fn joined_party(heard: &[Heard<'_>]) -> Party {
    [Party::Third, Party::Browser, Party::Unknown]
        .into_iter()
        .find(|party| heard.iter().any(|h| h.tally.party == *party))
        .unwrap_or(Party::First)
}

/// What was told over several tallies, in the order of the points that it earns.
pub(crate) fn told<'a>(tallies: impl Iterator<Item = &'a Tally>) -> Vec<Told> {
    let mut counts = [0_u64; Category::ALL.len()];
    for (category, times) in tallies.flat_map(Tally::told) {
        counts[category as usize] += u64::from(times);
    }
    in_order(|category| counts[category as usize])
}

pub(crate) fn in_order(count: impl Fn(Category) -> u64) -> Vec<Told> {
    score::POINTS
        .iter()
        .map(|(category, _)| Told { category: *category, count: count(*category) })
        .filter(|told| told.count > 0)
        .collect()
}
