//! What a vendor's claim would cover, beside what its recipients were told.
//!
//! Decides which categories a claim covers: each claim is a row of data, so that another is one more row. Refuses to
//! know who made the claim and whether it is true: the table says what was told, and a person draws the conclusion.

use serde::Serialize;

use crate::finding::Category;
use crate::order;
use crate::request::Party;
use crate::summary::{RecipientRow, Told};

/// Something that vendors say of what they collect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// A stable name.
    pub code: &'static str,
    /// What is said, in a sentence.
    pub says: &'static str,
    /// What may be told without saying more than that.
    pub covers: &'static [Category],
}

/// The claims that recipients are held against: the two with which a browser's maker answered in May 2020.
pub const CLAIMS: [Claim; 2] = [
    Claim {
        code: "usage_statistics",
        says: "Aggregated usage statistics: the system, the use of features, speed, memory and crashes.",
        covers: &[Category::DeviceProfile, Category::Interaction, Category::Diagnostics],
    },
    Claim {
        code: "browsing_sync",
        says: "Syncing of browsing data, for who signed in and switched it on.",
        covers: &[Category::PageUrl, Category::PageHost, Category::AccountId],
    },
];

/// A claim, and every recipient held against it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClaimTable {
    /// The claim's stable name.
    pub claim: &'static str,
    /// What is said.
    pub says: &'static str,
    /// The categories that it covers.
    pub covers: &'static [Category],
    /// Who was told something, the one that was told most beyond the claim first.
    pub recipients: Vec<ClaimRow>,
}

/// One recipient held against a claim.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClaimRow {
    /// Its registrable domain.
    pub registrable_domain: String,
    /// The beacons that its requests were recognised as.
    pub beacons: Vec<String>,
    /// What it was told and the claim covers.
    pub covered: Vec<Told>,
    /// What it was told and the claim does not cover.
    pub beyond: Vec<Told>,
    /// How often it was told something that could not be opened, of which nobody can say either.
    pub opaque: u64,
}

/// Holds recipients against every claim. A site's own requests are no collection by somebody else.
#[must_use]
pub fn tables(recipients: &[RecipientRow]) -> Vec<ClaimTable> {
    CLAIMS.iter().map(|claim| table(claim, recipients)).collect()
}

fn table(claim: &Claim, recipients: &[RecipientRow]) -> ClaimTable {
    let told = recipients.iter().filter(|row| row.party != Party::First && !row.told.is_empty());
    let mut rows: Vec<ClaimRow> = told.map(|recipient| row(claim, recipient)).collect();
    // Recipients come weightiest first, which is the order among those that were told equally much.
    order::sort_by_key(&mut rows, |row| std::cmp::Reverse(row.beyond.len()));
    ClaimTable { claim: claim.code, says: claim.says, covers: claim.covers, recipients: rows }
}

fn row(claim: &Claim, recipient: &RecipientRow) -> ClaimRow {
    let opened = recipient.told.iter().filter(|told| told.category != Category::Opaque).cloned();
    let (covered, beyond) = opened.partition(|told| claim.covers.contains(&told.category));
    ClaimRow {
        registrable_domain: recipient.registrable_domain.clone(),
        beacons: recipient.beacons.clone(),
        covered,
        beyond,
        opaque: recipient
            .told
            .iter()
            .filter(|told| told.category == Category::Opaque)
            .map(|told| told.count)
            .sum(),
    }
}
