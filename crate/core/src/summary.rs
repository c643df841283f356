//! What a session or a capture adds up to, as reports show it: by recipient, site, company, category and mode.
//!
//! Decides what is added to what, and the order: weightiest first, so that whoever shows it need not sort. Refuses to
//! know single requests.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::claims::{self, ClaimTable};
use crate::finding::Category;
use crate::intake::Mode;
use crate::ledger::{Beyond, SiteTally, Tally};
use crate::linkage::SyncRow;
use crate::request::Party;
use crate::score::{self, Circumstances, Grade};

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
    /// How it is related to the sites it hears from: the closest to "somebody else" counts.
    pub party: Party,
    /// The sites it hears from.
    pub sites: Vec<String>,
    /// The address that answered last.
    pub ip: Option<String>,
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

/// What happened on one site in one mode.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SiteRow {
    /// The registrable domain; null for requests without a site.
    pub site: Option<String>,
    /// Normal, private or unknown.
    pub mode: Mode,
    /// Requests that left.
    pub requests: u64,
    /// Recipients other than the site.
    pub recipients: usize,
    /// Those of them that were told something.
    pub told: usize,
    /// 0 to 100.
    pub exposure: u8,
    /// Its grade.
    pub grade: Grade,
}

/// What one company heard.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CompanyRow {
    /// The company; null for recipients of which none is known.
    pub company: Option<String>,
    /// Requests that left.
    pub requests: u64,
    /// Its registrable domains.
    pub recipients: usize,
    /// What it was told.
    pub told: Vec<Told>,
}

/// How far one category went.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CategoryRow {
    /// What.
    pub category: Category,
    /// In how many findings.
    pub count: u64,
    /// To how many recipients.
    pub recipients: usize,
}

/// One mode in a few figures.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModeRow {
    /// Requests that left.
    pub requests: u64,
    /// Recipients other than the site asked for.
    pub recipients: usize,
    /// Those of them that were told something.
    pub told: usize,
    /// Requests with a body that was not seen.
    pub unseen: u64,
    /// Requests that something stopped before they left.
    pub stopped: u64,
    /// 0 to 100.
    pub exposure: u8,
    /// Its grade.
    pub grade: Grade,
}

/// The modes side by side.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Modes {
    /// Normal windows.
    pub normal: ModeRow,
    /// Private windows.
    pub private: ModeRow,
    /// Nobody knows which.
    pub unknown: ModeRow,
}

/// Everything added up.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// By recipient, weightiest first.
    pub recipients: Vec<RecipientRow>,
    /// By site and mode, most exposed first.
    pub sites: Vec<SiteRow>,
    /// By company, the one that was told most first.
    pub companies: Vec<CompanyRow>,
    /// By category, the weightiest first.
    pub categories: Vec<CategoryRow>,
    /// What vendors' claims would cover, beside what was told.
    pub claims: Vec<ClaimTable>,
    /// By mode.
    pub modes: Modes,
    /// Identifiers that one recipient was handed from another; none where that is not known.
    pub syncs: Option<Vec<SyncRow>>,
    /// 0 to 100.
    pub exposure: u8,
    /// Its grade.
    pub grade: Grade,
}

/// Adds sites up. Who handed what to whom, sites do not show.
#[must_use]
pub fn summarise<'a>(sites: impl IntoIterator<Item = (Mode, &'a str, &'a SiteTally)>) -> Summary {
    let sites: Vec<_> = sites.into_iter().collect();
    let mut by_domain: BTreeMap<&str, Vec<Heard<'_>>> = BTreeMap::new();
    for (mode, site, tallies) in &sites {
        for (domain, tally) in &tallies.recipients {
            by_domain.entry(domain).or_default().push(Heard { mode: *mode, site, tally });
        }
    }
    let mut recipients: Vec<RecipientRow> =
        by_domain.iter().map(|(domain, heard)| recipient_row(domain, heard)).collect();
    recipients.sort_by(|a, b| {
        (b.score, b.told.len(), b.requests)
            .cmp(&(a.score, a.told.len(), a.requests))
            .then_with(|| a.host.cmp(&b.host))
    });
    let mut rows: Vec<SiteRow> =
        sites.iter().map(|(mode, site, tallies)| site_row(*mode, site, tallies)).collect();
    rows.sort_by_key(|row| Reverse((row.exposure, row.told, row.requests)));
    let of = |mode: Mode| {
        let beyond = sites.iter().filter(|(of, ..)| *of == mode).map(|(.., tallies)| tallies.beyond);
        mode_row(mode, &by_domain, beyond)
    };
    let exposure = score::exposure(recipients.iter().map(|row| row.score));
    Summary {
        sites: rows,
        companies: companies(&recipients),
        categories: categories(&recipients),
        claims: claims::tables(&recipients),
        syncs: None,
        modes: Modes { normal: of(Mode::Normal), private: of(Mode::Private), unknown: of(Mode::Unknown) },
        exposure,
        grade: Grade::of(exposure),
        recipients,
    }
}

/// One recipient on one site in one mode.
struct Heard<'a> {
    mode: Mode,
    site: &'a str,
    tally: &'a Tally,
}

fn recipient_row(domain: &str, heard: &[Heard<'_>]) -> RecipientRow {
    let sum = |count: fn(&Tally) -> u32| heard.iter().map(|h| u64::from(count(h.tally))).sum::<u64>();
    let in_mode = |mode: Mode| {
        heard.iter().filter(|h| h.mode == mode).map(|h| u64::from(h.tally.requests)).sum::<u64>()
    };
    let mut hosts: BTreeMap<&str, u64> = BTreeMap::new();
    for (host, times) in heard.iter().flat_map(|h| &h.tally.hosts) {
        *hosts.entry(host).or_default() += u64::from(*times);
    }
    let mut hosts: Vec<(&str, u64)> = hosts.into_iter().collect();
    hosts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let known = |fact: fn(&Tally) -> &Option<String>| heard.iter().find_map(|h| fact(h.tally).clone());
    let sites: BTreeSet<&str> = heard.iter().map(|h| h.site).filter(|site| !site.is_empty()).collect();
    let beacons: BTreeSet<&str> = heard.iter().flat_map(|h| &h.tally.beacons).map(String::as_str).collect();
    let score = joined_score(heard);
    RecipientRow {
        registrable_domain: domain.to_owned(),
        host: hosts.first().map_or(domain, |(host, _)| host).to_owned(),
        hosts: hosts.into_iter().map(|(host, _)| host.to_owned()).collect(),
        company: known(|tally| &tally.company),
        category: known(|tally| &tally.category),
        party: joined_party(heard),
        sites: sites.into_iter().map(str::to_owned).collect(),
        ip: known(|tally| &tally.ip),
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
        told: told(heard.iter().map(|h| h.tally)),
        score,
        grade: Grade::of(score),
        first: heard.iter().map(|h| h.tally.first).fold(f64::INFINITY, f64::min),
        last: heard.iter().map(|h| h.tally.last).fold(f64::NEG_INFINITY, f64::max),
    }
}

/// A recipient scores what it heard from others than itself, taken together.
fn joined_score(heard: &[Heard<'_>]) -> u8 {
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
fn told<'a>(tallies: impl Iterator<Item = &'a Tally>) -> Vec<Told> {
    let mut counts = [0_u64; Category::ALL.len()];
    for (category, times) in tallies.flat_map(Tally::told) {
        counts[category as usize] += u64::from(times);
    }
    in_order(|category| counts[category as usize])
}

fn in_order(count: impl Fn(Category) -> u64) -> Vec<Told> {
    score::POINTS
        .iter()
        .map(|(category, _)| Told { category: *category, count: count(*category) })
        .filter(|told| told.count > 0)
        .collect()
}

fn site_row(mode: Mode, site: &str, tallies: &SiteTally) -> SiteRow {
    let exposure = tallies.exposure(mode);
    SiteRow {
        site: (!site.is_empty()).then(|| site.to_owned()),
        mode,
        requests: tallies.recipients.values().map(|tally| u64::from(tally.requests)).sum::<u64>()
            + u64::from(tallies.beyond.requests),
        recipients: tallies.others().count(),
        told: tallies.others().filter(|tally| tally.was_told()).count(),
        exposure,
        grade: Grade::of(exposure),
    }
}

fn mode_row(
    mode: Mode,
    by_domain: &BTreeMap<&str, Vec<Heard<'_>>>,
    beyond: impl Iterator<Item = Beyond>,
) -> ModeRow {
    let mut row =
        ModeRow { requests: 0, recipients: 0, told: 0, unseen: 0, stopped: 0, exposure: 0, grade: Grade::A };
    let mut scores = Vec::new();
    for heard in by_domain.values() {
        let heard: Vec<Heard<'_>> = heard
            .iter()
            .filter(|h| h.mode == mode)
            .map(|h| Heard { mode, site: h.site, tally: h.tally })
            .collect();
        row.requests += heard.iter().map(|h| u64::from(h.tally.requests)).sum::<u64>();
        row.unseen += heard.iter().map(|h| u64::from(h.tally.unseen)).sum::<u64>();
        row.stopped += heard.iter().map(|h| u64::from(h.tally.stopped)).sum::<u64>();
        let others = || heard.iter().filter(|h| h.tally.party != Party::First && h.tally.requests > 0);
        row.recipients += usize::from(others().next().is_some());
        row.told += usize::from(others().any(|h| h.tally.was_told()));
        scores.push(joined_score(&heard));
    }
    // Who received these is no longer told apart; that they left is.
    for beyond in beyond {
        row.requests += u64::from(beyond.requests);
        row.unseen += u64::from(beyond.unseen);
        row.stopped += u64::from(beyond.stopped);
    }
    row.exposure = score::exposure(scores);
    row.grade = Grade::of(row.exposure);
    row
}

fn companies(recipients: &[RecipientRow]) -> Vec<CompanyRow> {
    let mut rows: BTreeMap<Option<&str>, CompanyRow> = BTreeMap::new();
    for recipient in recipients.iter().filter(|row| row.party != Party::First) {
        let row = rows.entry(recipient.company.as_deref()).or_insert_with(|| CompanyRow {
            company: recipient.company.clone(),
            requests: 0,
            recipients: 0,
            told: Vec::new(),
        });
        row.requests += recipient.requests;
        row.recipients += 1;
        row.told = in_order(|category| {
            let of = |told: &[Told]| told.iter().find(|t| t.category == category).map_or(0, |t| t.count);
            of(&row.told) + of(&recipient.told)
        });
    }
    let mut rows: Vec<CompanyRow> = rows.into_values().collect();
    rows.sort_by_key(|row| Reverse((row.told.len(), row.requests)));
    rows
}

fn categories(recipients: &[RecipientRow]) -> Vec<CategoryRow> {
    let heard = |category: Category| {
        recipients.iter().flat_map(move |row| row.told.iter().filter(move |told| told.category == category))
    };
    in_order(|category| heard(category).map(|told| told.count).sum())
        .into_iter()
        .map(|Told { category, count }| CategoryRow { category, count, recipients: heard(category).count() })
        .collect()
}
