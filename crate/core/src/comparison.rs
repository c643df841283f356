//! `telltale/comparison/1`: two sides beside each other, and the verdict: does the second still tell who you are?
//!
//! Decides the verdict and what it rests on. Refuses to know where the sides come from; `crate::linkage` decides what
//! joins them.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::discreet::discreet;
use crate::finding::{Category, Secret};
use crate::intake::Mode;
use crate::ledger::{SiteTally, Tally};
use crate::linkage::{Identifiers, Link, Mark, Strength};
use crate::order;
use crate::report::Showing;
use crate::request::Party;
use crate::summary::{Summary, summarise};

/// The name and version of the comparison's shape.
pub const SCHEMA: &str = "telltale/comparison/1";

/// One side of a comparison.
pub struct Side<'a> {
    /// Its sites.
    pub sites: Vec<(Mode, &'a str, &'a SiteTally)>,
    /// The identifiers that left on it.
    pub identifiers: &'a Identifiers,
}

/// Whether the second side can be joined with the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// At least one recipient was told the same identifier on both sides.
    Linked,
    /// Recipients heard on both sides, everything they were told was seen, and no link was seen.
    NotLinked,
    /// Nobody can say.
    Undecided,
}

/// What a verdict rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// An identifier joins the sides.
    Certain,
    /// A value that is most probably an identifier joins them.
    Likely,
    /// A value joins them that something else may explain.
    OnlyPossible,
    /// No recipient heard on both sides.
    NobodyOnBoth,
    /// A recipient that heard on both sides was told something that could not be seen or opened.
    Hidden,
    /// There were more identifiers than are remembered.
    Forgotten,
    /// A site was paused on one side.
    Skipped,
    /// All that common recipients were told was seen, and nothing joins the sides.
    NoLinkSeen,
}

/// An identifier that joins the sides.
#[derive(Clone, Serialize)]
pub struct LinkRow<'a> {
    /// Who was told it.
    pub recipient: &'a str,
    /// What kind it is.
    pub category: Category,
    /// Where it stood on the second side.
    pub at: &'a str,
    /// The value, where values are revealed.
    pub value: Option<&'a str>,
    /// Its keyed hash, in hexadecimal.
    pub hmac: String,
    /// In how many requests of the normal side.
    pub normal: u64,
    /// In how many requests of the private side.
    pub private: u64,
    /// How strong the evidence is.
    pub strength: Strength,
    /// Why: the rule's stable name.
    pub code: &'static str,
    /// Why, in a sentence.
    pub reason: &'static str,
}

discreet!(LinkRow<'a> { recipient, category, at, normal, private, strength, code });

/// An identifier of one recipient that another was told.
#[derive(Clone, Serialize)]
pub struct SyncRow<'a> {
    /// Whose it is.
    pub from: &'a str,
    /// Who was told it.
    pub to: &'a str,
    /// What kind it is.
    pub category: Category,
    /// The value, where values are revealed.
    pub value: Option<&'a str>,
    /// Its keyed hash, in hexadecimal.
    pub hmac: String,
    /// In how many requests.
    pub requests: u64,
    /// In how many of them on the normal side.
    pub normal: u64,
    /// In how many of them on the private side.
    pub private: u64,
}

discreet!(SyncRow<'a> { from, to, category, requests, normal, private });

/// Who heard where.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RecipientSets {
    /// On both sides.
    pub both: Vec<String>,
    /// On the normal side only.
    pub normal_only: Vec<String>,
    /// On the private side only.
    pub private_only: Vec<String>,
}

/// Page loads, on each side; none where no page was seen to load.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct PageLoads {
    /// Of the normal side.
    pub normal: Option<u64>,
    /// Of the private side.
    pub private: Option<u64>,
}

/// How often something happened on each side, and how often for each page load: sides are seldom browsed equally.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Counts {
    /// On the normal side.
    pub normal: u64,
    /// On the private side.
    pub private: u64,
    /// On the normal side, for each page load.
    pub normal_per_page: Option<f64>,
    /// On the private side, for each page load.
    pub private_per_page: Option<f64>,
}

/// Exposure, on each side.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Exposures {
    /// Of the normal side.
    pub normal: u8,
    /// Of the private side.
    pub private: u8,
}

/// Two sides beside each other.
#[derive(Debug, Clone, Serialize)]
pub struct Comparison<'a> {
    schema: &'static str,
    /// The verdict.
    pub verdict: Verdict,
    /// What it rests on: a stable name.
    pub code: Ground,
    /// What it rests on, in a sentence.
    pub why: String,
    /// The recipients that it rests on, a few of them.
    pub rests_on: Vec<String>,
    /// The identifiers that join the sides, the strongest first.
    pub linked: Vec<LinkRow<'a>>,
    /// The identifiers that one recipient was handed from another, on either side, the most often handed first.
    pub syncs: Vec<SyncRow<'a>>,
    /// Who heard where.
    pub recipients: RecipientSets,
    /// How often each category left, by its name.
    pub categories: BTreeMap<&'static str, Counts>,
    /// Requests that left for others than the sites themselves.
    pub requests: Counts,
    /// Page loads.
    pub pages: PageLoads,
    /// How much was told on each side.
    pub exposure: Exposures,
}

/// The most recipients that a verdict names.
const MOST_NAMED: usize = 5;

/// Compares two sides, the normal one first.
#[must_use]
pub fn compare<'a>(normal: &Side<'a>, private: &Side<'a>, showing: &Showing) -> Comparison<'a> {
    let recipients = recipient_sets(normal, private);
    let links = normal.identifiers.links(private.identifiers);
    let (ground, rests_on) = judge(normal, private, &recipients, &links);
    let (of_normal, of_private) = (summarise(normal.sites.clone()), summarise(private.sites.clone()));
    let pages = PageLoads { normal: normal.identifiers.pages(), private: private.identifiers.pages() };
    let told = |side| heard(side).map(|(_, tally)| u64::from(tally.requests)).sum();
    Comparison {
        schema: SCHEMA,
        verdict: ground.verdict(),
        code: ground,
        why: ground.sentence(&rests_on),
        rests_on,
        linked: links
            .into_iter()
            .map(|link| LinkRow {
                recipient: link.recipient,
                category: link.category,
                at: link.at,
                value: link.value.filter(|_| showing.reveal()).map(Secret::reveal),
                hmac: showing.hmac(&link.to_hash()),
                normal: link.first,
                private: link.second,
                strength: link.strength(),
                code: link.rule.code(),
                reason: link.rule.sentence(),
            })
            .collect(),
        syncs: syncs(normal, private, showing),
        recipients,
        categories: categories(&of_normal, &of_private, pages),
        requests: Counts::new(told(normal), told(private), pages),
        pages,
        exposure: Exposures { normal: of_normal.exposure, private: of_private.exposure },
    }
}

impl Counts {
    fn new(normal: u64, private: u64, pages: PageLoads) -> Self {
        // Two decimals: more would say more than a handful of pages can.
        let per = |count: u64, pages: Option<u64>| {
            pages.map(|pages| (count as f64 / pages as f64 * 100.0).round() / 100.0)
        };
        Self {
            normal,
            private,
            normal_per_page: per(normal, pages.normal),
            private_per_page: per(private, pages.private),
        }
    }
}

impl Ground {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Certain,
        Self::Likely,
        Self::OnlyPossible,
        Self::NobodyOnBoth,
        Self::Hidden,
        Self::Forgotten,
        Self::Skipped,
        Self::NoLinkSeen,
    ];

    /// The verdict that rests on it.
    #[must_use]
    pub const fn verdict(self) -> Verdict {
        match self {
            Self::Certain | Self::Likely => Verdict::Linked,
            Self::OnlyPossible | Self::NobodyOnBoth | Self::Hidden | Self::Forgotten | Self::Skipped => {
                Verdict::Undecided
            }
            Self::NoLinkSeen => Verdict::NotLinked,
        }
    }

    fn sentence(self, who: &[String]) -> String {
        let who = who.join(", ");
        match self {
            Self::Certain => format!("The same identifier was known on both sides to {who}."),
            Self::Likely => {
                format!("What is most probably an identifier was known on both sides to {who}.")
            }
            Self::OnlyPossible => {
                format!("The same value was known on both sides to {who}, but something else may explain it.")
            }
            Self::NobodyOnBoth => "No recipient heard on both sides, so there is nothing to compare.".into(),
            Self::Hidden => {
                format!(
                    "No link was seen, but not all that common recipients were told could be read ({who})."
                )
            }
            Self::Forgotten => {
                "No link was seen, but there were more identifiers than are remembered of one side.".into()
            }
            Self::Skipped => {
                "No link was seen, but a site was paused on one side: what it sent was not looked at.".into()
            }
            Self::NoLinkSeen => "No link was seen, and all that common recipients were told was seen.".into(),
        }
    }
}

fn judge(
    normal: &Side<'_>,
    private: &Side<'_>,
    recipients: &RecipientSets,
    links: &[Link<'_>],
) -> (Ground, Vec<String>) {
    if let Some(strongest) = links.iter().map(Link::strength).max() {
        let ground = match strongest {
            Strength::Certain => Ground::Certain,
            Strength::Likely => Ground::Likely,
            Strength::Possible => Ground::OnlyPossible,
        };
        let strong = links.iter().filter(|link| link.strength() == strongest);
        return (ground, named(strong.map(|link| link.recipient)));
    }
    if recipients.both.is_empty() {
        return (Ground::NobodyOnBoth, Vec::new());
    }
    let hidden = |tally: &Tally| tally.unseen > 0 || tally.told[Category::Opaque as usize] > 0;
    let blind = [normal, private]
        .into_iter()
        .flat_map(heard)
        .filter(|(domain, tally)| hidden(tally) && recipients.both.iter().any(|both| both == domain))
        .map(|(domain, _)| domain);
    let blind = named(blind);
    if !blind.is_empty() {
        return (Ground::Hidden, blind);
    }
    let forgotten = normal.identifiers.beyond() > 0 || private.identifiers.beyond() > 0;
    let skipped = normal.sites.iter().chain(&private.sites).any(|(.., site)| site.skipped > 0);
    let ground = match (forgotten, skipped) {
        (true, _) => Ground::Forgotten,
        (false, true) => Ground::Skipped,
        (false, false) => Ground::NoLinkSeen,
    };
    (ground, Vec::new())
}

fn named<'a>(recipients: impl Iterator<Item = &'a str>) -> Vec<String> {
    order::set(recipients).into_iter().take(MOST_NAMED).map(str::to_owned).collect()
}

fn syncs<'a>(normal: &Side<'a>, private: &Side<'a>, showing: &Showing) -> Vec<SyncRow<'a>> {
    let mut rows: Vec<(Mark, SyncRow<'a>)> = Vec::new();
    for (side, is_private) in [(normal, false), (private, true)] {
        for sync in side.identifiers.syncs() {
            let (of_normal, of_private) = if is_private { (0, sync.requests) } else { (sync.requests, 0) };
            let same = rows
                .iter_mut()
                .find(|(mark, row)| (*mark, row.from, row.to) == (sync.mark, sync.from, sync.to));
            if let Some((_, row)) = same {
                row.requests += sync.requests;
                row.private += of_private;
                continue;
            }
            let row = SyncRow {
                from: sync.from,
                to: sync.to,
                category: sync.category,
                value: sync.value.filter(|_| showing.reveal()).map(Secret::reveal),
                hmac: showing.hmac(&sync.to_hash()),
                requests: sync.requests,
                normal: of_normal,
                private: of_private,
            };
            rows.push((sync.mark, row));
        }
    }
    let mut rows: Vec<SyncRow<'a>> = rows.into_iter().map(|(_, row)| row).collect();
    order::sort_by(&mut rows, |a, b| {
        b.requests.cmp(&a.requests).then_with(|| (a.from, a.to).cmp(&(b.from, b.to)))
    });
    rows
}

/// Who heard on a side, the sites themselves aside.
fn heard<'a>(side: &Side<'a>) -> impl Iterator<Item = (&'a str, &'a Tally)> {
    side.sites
        .iter()
        .flat_map(|(_, _, site)| site.recipients.iter())
        .filter(|(_, tally)| tally.party != Party::First && tally.requests + tally.undecided > 0)
        .map(|(domain, tally)| (domain.as_str(), tally))
}

fn recipient_sets(normal: &Side<'_>, private: &Side<'_>) -> RecipientSets {
    let domains = |side| order::set(heard(side).map(|(domain, _)| domain));
    let (normal, private) = (domains(normal), domains(private));
    RecipientSets {
        both: normal.intersection(&private).copied().map(str::to_owned).collect(),
        normal_only: normal.difference(&private).copied().map(str::to_owned).collect(),
        private_only: private.difference(&normal).copied().map(str::to_owned).collect(),
    }
}

fn categories(normal: &Summary, private: &Summary, pages: PageLoads) -> BTreeMap<&'static str, Counts> {
    let mut rows: BTreeMap<&'static str, (u64, u64)> = BTreeMap::new();
    for row in &normal.categories {
        rows.entry(row.category.name()).or_default().0 = row.count;
    }
    for row in &private.categories {
        rows.entry(row.category.name()).or_default().1 = row.count;
    }
    order::map(rows.into_iter().map(|(name, (normal, private))| (name, Counts::new(normal, private, pages))))
}
