//! `telltale/comparison/1`: two sides beside each other, and the verdict: does the second still tell who you are?
//!
//! Decides the verdict and what it rests on. Refuses to know where the sides come from; `crate::linkage` decides what
//! joins them.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::discreet::discreet;
use crate::finding::Category;
use crate::intake::Mode;
use crate::ledger::{SiteTally, Tally};
use crate::linkage::{Identifiers, Strength};
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
    /// Why.
    pub reason: &'static str,
}

discreet!(LinkRow<'a> { recipient, category, at, normal, private, strength });

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

/// How often a category left, on each side.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Counts {
    normal: u64,
    private: u64,
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
    /// What it rests on, in a sentence.
    pub why: String,
    /// The identifiers that join the sides, the strongest first.
    pub linked: Vec<LinkRow<'a>>,
    /// Who heard where.
    pub recipients: RecipientSets,
    categories: BTreeMap<&'static str, Counts>,
    /// How much was told on each side.
    pub exposure: Exposures,
}

/// Compares two sides, the normal one first.
#[must_use]
pub fn compare<'a>(normal: &Side<'a>, private: &Side<'a>, showing: &Showing) -> Comparison<'a> {
    let recipients = recipient_sets(normal, private);
    let links = normal.identifiers.links(private.identifiers);
    let (verdict, why) = judge(normal, private, &recipients, links.first().map(|link| link.strength));
    let (of_normal, of_private) = (summarise(normal.sites.clone()), summarise(private.sites.clone()));
    Comparison {
        schema: SCHEMA,
        verdict,
        why,
        linked: links
            .into_iter()
            .map(|link| LinkRow {
                recipient: link.recipient,
                category: link.category,
                at: link.at,
                value: showing.reveal().then(|| link.value.reveal()),
                hmac: showing.hmac(link.value.reveal()),
                normal: link.first,
                private: link.second,
                strength: link.strength,
                reason: link.reason,
            })
            .collect(),
        recipients,
        categories: categories(&of_normal, &of_private),
        exposure: Exposures { normal: of_normal.exposure, private: of_private.exposure },
    }
}

fn judge(
    normal: &Side<'_>,
    private: &Side<'_>,
    recipients: &RecipientSets,
    strongest: Option<Strength>,
) -> (Verdict, String) {
    match strongest {
        Some(Strength::Certain | Strength::Likely) => {
            return (Verdict::Linked, "A recipient was told the same identifier on both sides.".into());
        }
        Some(Strength::Possible) => {
            let why = "A recipient was told the same value on both sides, but something else may explain it.";
            return (Verdict::Undecided, why.into());
        }
        None => {}
    }
    if recipients.both.is_empty() {
        return (
            Verdict::Undecided,
            "No recipient heard on both sides, so there is nothing to compare.".into(),
        );
    }
    let hidden = |tally: &Tally| tally.unseen > 0 || tally.told[Category::Opaque as usize] > 0;
    let blind: BTreeSet<&str> = [normal, private]
        .into_iter()
        .flat_map(heard)
        .filter(|(domain, tally)| hidden(tally) && recipients.both.iter().any(|both| both == domain))
        .map(|(domain, _)| domain)
        .collect();
    if blind.is_empty() {
        return (
            Verdict::NotLinked,
            "No link was seen, and all that common recipients were told was seen.".into(),
        );
    }
    let why = format!(
        "No link was seen, but not all that common recipients were told could be read ({}).",
        blind.into_iter().take(5).collect::<Vec<_>>().join(", ")
    );
    (Verdict::Undecided, why)
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
    let domains = |side| heard(side).map(|(domain, _)| domain.to_owned()).collect::<BTreeSet<String>>();
    let (normal, private) = (domains(normal), domains(private));
    RecipientSets {
        both: normal.intersection(&private).cloned().collect(),
        normal_only: normal.difference(&private).cloned().collect(),
        private_only: private.difference(&normal).cloned().collect(),
    }
}

fn categories(normal: &Summary, private: &Summary) -> BTreeMap<&'static str, Counts> {
    let mut rows: BTreeMap<&'static str, Counts> = BTreeMap::new();
    for row in &normal.categories {
        rows.entry(row.category.name()).or_default().normal = row.count;
    }
    for row in &private.categories {
        rows.entry(row.category.name()).or_default().private = row.count;
    }
    rows
}
