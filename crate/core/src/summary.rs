//! What a session or a capture adds up to, as reports show it: by recipient, site, company, country, category and mode.
//!
//! Decides what is added to what, and the order: weightiest first, so that whoever shows it need not sort. Refuses to
//! know single requests.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use crate::claims::{self, ClaimTable};
use crate::destination::{Addresses, Country};
use crate::finding::Category;
pub use crate::heard::{ByMode, RecipientRow, Told};
use crate::heard::{Heard, in_order, joined_score, recipient_row, told};
use crate::intake::Mode;
use crate::ledger::{self, Beyond, SiteTally};
use crate::linkage::SyncRow;
use crate::order;
use crate::request::Party;
use crate::score::{self, Grade};
use crate::timeline::TimelineRow;

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

/// What the browser itself sent, where no page asked for it. It is part of all sums but those over sites.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BrowserPart {
    /// Requests that left.
    pub requests: u64,
    /// What was told in them, most telling first.
    pub told: Vec<Told>,
    /// Who heard it, weightiest first, with what the browser itself told them and nothing else.
    pub recipients: Vec<RecipientRow>,
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

/// What was told to addresses that are registered in one country. That is no place: an address may answer from many.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CountryRow {
    /// The country; null for recipients of whose address none is known.
    pub country: Option<Country>,
    /// Requests that left.
    pub requests: u64,
    /// Registrable domains whose last answer came from such an address.
    pub recipients: usize,
    /// What they were told.
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
    /// When the first of them was made, milliseconds since 1970; none where nobody knows.
    pub since: Option<f64>,
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
    /// What the browser itself sent.
    pub browser: BrowserPart,
    /// By company, the one that was told most first.
    pub companies: Vec<CompanyRow>,
    /// By the country in which the address that answered is registered, most requests first; empty where nobody looked.
    pub countries: Vec<CountryRow>,
    /// By category, the weightiest first.
    pub categories: Vec<CategoryRow>,
    /// What vendors' claims would cover, beside what was told.
    pub claims: Vec<ClaimTable>,
    /// By mode.
    pub modes: Modes,
    /// Identifiers that one recipient was handed from another; none where that is not known.
    pub syncs: Option<Vec<SyncRow>>,
    /// What left when, by mode; none where that is not known.
    pub timeline: Option<Vec<TimelineRow>>,
    /// 0 to 100.
    pub exposure: u8,
    /// Its grade.
    pub grade: Grade,
}

/// Adds sites up. Who handed what to whom, and when, sites do not show.
#[must_use]
pub fn summarise<'a>(sites: impl IntoIterator<Item = (Mode, &'a str, &'a SiteTally)>) -> Summary {
    summed(&sites.into_iter().collect::<Vec<_>>())
}

fn summed(sites: &[(Mode, &str, &SiteTally)]) -> Summary {
    let by_domain = by_domain(sites.iter());
    let recipients = recipient_rows(&by_domain);
    // A site at which nobody looked has no grade: it is a blind spot.
    let of_sites = sites.iter().filter(|(_, site, tallies)| *site != ledger::ITSELF && !tallies.is_unknown());
    let mut rows: Vec<SiteRow> =
        of_sites.map(|(mode, site, tallies)| site_row(*mode, site, tallies)).collect();
    order::sort_by_key(&mut rows, |row| Reverse((row.exposure, row.told, row.requests)));
    let of = |mode: Mode| {
        let beyond = sites.iter().filter(|(of, ..)| *of == mode).map(|(.., tallies)| tallies.beyond);
        mode_row(mode, &by_domain, beyond)
    };
    let exposure = score::exposure(recipients.iter().map(|row| row.score));
    Summary {
        sites: rows,
        browser: browser_part(sites),
        companies: companies(&recipients),
        countries: Vec::new(),
        categories: categories(&recipients),
        claims: claims::tables(&recipients),
        syncs: None,
        timeline: None,
        modes: Modes { normal: of(Mode::Normal), private: of(Mode::Private), unknown: of(Mode::Unknown) },
        exposure,
        grade: Grade::of(exposure),
        recipients,
    }
}

impl Modes {
    /// One of them.
    pub fn of_mut(&mut self, mode: Mode) -> &mut ModeRow {
        match mode {
            Mode::Normal => &mut self.normal,
            Mode::Private => &mut self.private,
            Mode::Unknown => &mut self.unknown,
        }
    }
}

impl Summary {
    /// Looks up where the addresses that answered are registered.
    pub fn locate(&mut self, addresses: &Addresses) {
        for row in self.recipients.iter_mut().chain(&mut self.browser.recipients) {
            row.country = row.ip.as_deref().and_then(|ip| addresses.country(ip));
        }
        self.countries = countries(&self.recipients);
    }
}

/// What happened at a [`ledger::place`].
type Happened<'a> = (Mode, &'a str, &'a SiteTally);

fn by_domain<'a: 'b, 'b>(sites: impl Iterator<Item = &'b Happened<'a>>) -> BTreeMap<&'a str, Vec<Heard<'a>>> {
    let mut by_domain: BTreeMap<&str, Vec<Heard<'_>>> = BTreeMap::new();
    for (mode, site, tallies) in sites {
        for (domain, tally) in &tallies.recipients {
            by_domain.entry(domain).or_default().push(Heard { mode: *mode, site, tally });
        }
    }
    by_domain
}

fn recipient_rows(by_domain: &BTreeMap<&str, Vec<Heard<'_>>>) -> Vec<RecipientRow> {
    let mut rows: Vec<RecipientRow> =
        by_domain.iter().map(|(domain, heard)| recipient_row(domain, heard)).collect();
    order::sort_by(&mut rows, |a, b| {
        (b.score, b.told.len(), b.requests)
            .cmp(&(a.score, a.told.len(), a.requests))
            .then_with(|| a.host.cmp(&b.host))
    });
    rows
}

fn browser_part(sites: &[Happened<'_>]) -> BrowserPart {
    let itself = || sites.iter().filter(|(_, site, _)| *site == ledger::ITSELF);
    let recipients = recipient_rows(&by_domain(itself()));
    // Who received those beyond a cap is no longer told apart; that they left is.
    let beyond = itself().map(|(.., tallies)| u64::from(tallies.beyond.requests)).sum::<u64>();
    BrowserPart {
        requests: recipients.iter().map(|row| row.requests).sum::<u64>() + beyond,
        told: told(itself().flat_map(|(.., tallies)| tallies.recipients.values())),
        recipients,
    }
}

fn site_row(mode: Mode, site: &str, tallies: &SiteTally) -> SiteRow {
    let exposure = tallies.exposure(mode);
    SiteRow {
        site: ledger::site(site).map(str::to_owned),
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
    let mut row = ModeRow {
        requests: 0,
        recipients: 0,
        told: 0,
        unseen: 0,
        stopped: 0,
        exposure: 0,
        grade: Grade::A,
        since: None,
    };
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
        let dated = heard.iter().map(|h| h.tally.first).filter(|first| *first > 0.0);
        row.since = dated.chain(row.since).reduce(f64::min);
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

/// Recipients beside the sites themselves that have something in common.
#[derive(Default)]
struct Together {
    requests: u64,
    recipients: usize,
    told: Vec<Told>,
}

impl Together {
    fn add(&mut self, recipient: &RecipientRow) {
        self.requests += recipient.requests;
        self.recipients += 1;
        self.told = in_order(|category| {
            let of = |told: &[Told]| told.iter().find(|t| t.category == category).map_or(0, |t| t.count);
            of(&self.told) + of(&recipient.told)
        });
    }
}

fn together<'a, Key: Ord>(
    recipients: &'a [RecipientRow],
    key: impl Fn(&'a RecipientRow) -> Key,
) -> BTreeMap<Key, Together> {
    let mut groups: BTreeMap<Key, Together> = BTreeMap::new();
    for recipient in recipients.iter().filter(|row| row.party != Party::First) {
        groups.entry(key(recipient)).or_default().add(recipient);
    }
    groups
}

fn companies(recipients: &[RecipientRow]) -> Vec<CompanyRow> {
    let groups = together(recipients, |row| row.company.as_deref()).into_iter();
    let row = |(company, group): (Option<&str>, Together)| CompanyRow {
        company: company.map(str::to_owned),
        requests: group.requests,
        recipients: group.recipients,
        told: group.told,
    };
    let mut rows: Vec<CompanyRow> = groups.map(row).collect();
    order::sort_by_key(&mut rows, |row| Reverse((row.told.len(), row.requests)));
    rows
}

fn countries(recipients: &[RecipientRow]) -> Vec<CountryRow> {
    // Who was only stopped, or asked and never answered, was nowhere.
    let groups = together(recipients, |row| row.country).into_iter().filter(|(_, group)| group.requests > 0);
    let row = |(country, group): (Option<Country>, Together)| CountryRow {
        country,
        requests: group.requests,
        recipients: group.recipients,
        told: group.told,
    };
    let mut rows: Vec<CountryRow> = groups.map(row).collect();
    order::sort_by_key(&mut rows, |row| Reverse(row.requests));
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
