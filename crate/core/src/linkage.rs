//! Which identifiers join two sides: the same value, or a plain hash of it, told on both.
//!
//! Decides what counts as the same value and how strong the evidence is. Refuses to know what the two sides are (a
//! normal and a private session, two captures, before and after a switch).

use std::collections::{BTreeMap, BTreeSet};

use md5::Md5;
use serde::{Deserialize, Serialize};
use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::finding::{Category, Finding, Secret};
use crate::hex::hex;
use crate::record::Record;
use crate::score::tells_person;

/// The most identifiers that one side remembers.
pub const MOST_IDENTIFIERS: usize = 20_000;
/// The most sites that are remembered of one identifier: two are enough to see that they are unrelated.
const MOST_SITES: usize = 8;
/// The longest value that is an identifier; whatever is longer is a document.
pub(crate) const LONGEST: usize = 512;
/// The shortest: anything shorter is the same on both sides by chance.
const SHORTEST: usize = 6;

/// How strong the evidence is that a value joins two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// Something else may explain it.
    Possible,
    /// Little else explains it.
    Likely,
    /// It is an identifier: it stands in an identifier's place.
    Certain,
}

impl Strength {
    /// Its name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Possible => "possible",
            Self::Likely => "likely",
            Self::Certain => "certain",
        }
    }
}

/// One identifier as one recipient heard it on one side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sighting {
    /// What kind.
    pub category: Category,
    /// Where it stood when it was first seen.
    pub at: String,
    /// In how many requests.
    pub requests: u64,
    /// On which sites, a few of them.
    pub sites: BTreeSet<String>,
    /// It stands in a place that is for identifiers: a named field, a cookie.
    pub in_its_place: bool,
}

/// The identifiers that left on one side, by recipient.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Identifiers {
    seen: BTreeMap<String, BTreeMap<Secret, Sighting>>,
    count: usize,
    /// Identifiers beyond the cap.
    pub beyond: u64,
}

/// An identifier that joins two sides.
#[derive(Debug, Clone, PartialEq)]
pub struct Link<'a> {
    /// Who heard it on both sides.
    pub recipient: &'a str,
    /// What kind.
    pub category: Category,
    /// Where it stood on the second side.
    pub at: &'a str,
    /// The value, as the second side was told it.
    pub value: &'a Secret,
    /// In how many requests of the first side.
    pub first: u64,
    /// In how many requests of the second side.
    pub second: u64,
    /// How strong the evidence is.
    pub strength: Strength,
    /// Why.
    pub reason: &'static str,
}

impl Identifiers {
    /// Notes what a request that may have left told of who asks.
    pub fn note(&mut self, record: &Record) {
        if record.sent == Some(false) {
            return;
        }
        let mut counted: Vec<&Secret> = Vec::new();
        for finding in record.findings.iter().filter(|finding| is_identifier(finding)) {
            let recipient = &record.recipient.registrable_domain;
            let heard = self.seen.entry(recipient.clone()).or_default();
            if !heard.contains_key(&finding.value) && self.count >= MOST_IDENTIFIERS {
                self.beyond += 1;
                continue;
            }
            let count = &mut self.count;
            let sighting = heard.entry(finding.value.clone()).or_insert_with(|| {
                *count += 1;
                Sighting {
                    category: finding.category,
                    at: finding.at.as_str().to_owned(),
                    requests: 0,
                    sites: BTreeSet::new(),
                    in_its_place: false,
                }
            });
            // A request that tells the same value in several places is still one request.
            if !counted.contains(&&finding.value) {
                counted.push(&finding.value);
                sighting.requests += 1;
            }
            sighting.in_its_place |= stands_in_its_place(finding);
            if let Some(site) = record.site.as_ref().filter(|_| sighting.sites.len() < MOST_SITES) {
                sighting.sites.insert(site.clone());
            }
        }
    }

    /// Takes a noted request back: it turned out that it never left.
    pub fn retract(&mut self, record: &Record) {
        let Some(heard) = self.seen.get_mut(&record.recipient.registrable_domain) else { return };
        let mut counted: Vec<&Secret> = Vec::new();
        for finding in record.findings.iter().filter(|finding| is_identifier(finding)) {
            if counted.contains(&&finding.value) {
                continue;
            }
            counted.push(&finding.value);
            if let Some(sighting) = heard.get_mut(&finding.value) {
                sighting.requests = sighting.requests.saturating_sub(1);
                if sighting.requests == 0 {
                    heard.remove(&finding.value);
                    self.count = self.count.saturating_sub(1);
                }
            }
        }
    }

    /// Every identifier with who heard it, by recipient.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Secret, &Sighting)> {
        self.seen.iter().flat_map(|(recipient, heard)| {
            heard.iter().map(move |(value, sighting)| (recipient.as_str(), value, sighting))
        })
    }

    /// Gives up a quarter of the identifiers, those in the fewest requests; false when none is left.
    pub(crate) fn shed(&mut self) -> bool {
        let mut all: Vec<u64> = self.seen.values().flat_map(BTreeMap::values).map(|s| s.requests).collect();
        all.sort_unstable();
        let mut go = all.len().div_ceil(4);
        let Some(most) = go.checked_sub(1).and_then(|last| all.get(last)) else { return false };
        for heard in self.seen.values_mut() {
            heard.retain(|_, sighting| {
                let goes = go > 0 && sighting.requests <= *most;
                if goes {
                    go -= 1;
                    self.count -= 1;
                    self.beyond += 1;
                }
                !goes
            });
        }
        self.seen.retain(|_, heard| !heard.is_empty());
        true
    }

    /// The identifiers that both sides told the same recipient, the strongest first.
    #[must_use]
    pub fn links<'a>(&'a self, other: &'a Self) -> Vec<Link<'a>> {
        let mut links = Vec::new();
        for (recipient, heard) in &other.seen {
            let Some(before) = self.seen.get(recipient) else { continue };
            let hashes = Hashes::of(before.keys());
            for (value, second) in heard {
                let (first, hashed) = match before.get(value) {
                    Some(first) => (first, false),
                    None => match hashes.preimage(value).or_else(|| preimage_in(before, value)) {
                        Some(plain) => (&before[plain], true),
                        None => continue,
                    },
                };
                let (strength, reason) = judge(first, second, hashed);
                links.push(Link {
                    recipient,
                    category: second.category.min(first.category),
                    at: &second.at,
                    value,
                    first: first.requests,
                    second: second.requests,
                    strength,
                    reason,
                });
            }
        }
        links.sort_by(|a, b| b.strength.cmp(&a.strength).then_with(|| a.recipient.cmp(b.recipient)));
        links
    }
}

/// What was noted elsewhere and comes back: under the same caps, and counted anew.
impl FromIterator<(String, Secret, Sighting)> for Identifiers {
    fn from_iter<Rows: IntoIterator<Item = (String, Secret, Sighting)>>(rows: Rows) -> Self {
        let mut identifiers = Self::default();
        for (recipient, value, sighting) in rows {
            if identifiers.count >= MOST_IDENTIFIERS {
                identifiers.beyond += 1;
            } else if identifiers.seen.entry(recipient).or_default().insert(value, sighting).is_none() {
                identifiers.count += 1;
            }
        }
        identifiers
    }
}

/// The rules of `docs/linkage.md`, strongest first.
fn judge(first: &Sighting, second: &Sighting, hashed: bool) -> (Strength, &'static str) {
    let by_nature = |category| {
        matches!(
            category,
            Category::DeviceHwId | Category::AccountId | Category::Contact | Category::Credential
        )
    };
    if by_nature(first.category) || by_nature(second.category) {
        return (Strength::Certain, "It names a device, an account or a person, on both sides.");
    }
    if hashed {
        return (Strength::Certain, "One side was told a plain hash of what the other was told.");
    }
    if first.in_its_place && second.in_its_place {
        return (Strength::Certain, "It stands where the recipient keeps its identifier, on both sides.");
    }
    if first.sites.union(&second.sites).count() > 1 {
        return (Strength::Likely, "The recipient was told the same value on unrelated sites.");
    }
    (Strength::Possible, "The recipient was told the same value on both sides of one site.")
}

fn is_identifier(finding: &Finding) -> bool {
    // A session's id that both sides share has outlived the session.
    let kind = tells_person(finding.category) || finding.category == Category::SessionId;
    kind && (SHORTEST..=LONGEST).contains(&finding.value.reveal().len())
}

fn stands_in_its_place(finding: &Finding) -> bool {
    finding.category != Category::SessionId
        && matches!(&*finding.reason.code, "dictionary" | "name" | "cookie_id" | "telemetry_header")
}

/// The usual plain hashes of one side's values, to be looked up by the other's.
struct Hashes<'a> {
    by_digest: BTreeMap<String, &'a Secret>,
}

impl<'a> Hashes<'a> {
    fn of(values: impl Iterator<Item = &'a Secret>) -> Self {
        let mut by_digest = BTreeMap::new();
        for value in values {
            for digest in digests(value.reveal()) {
                by_digest.insert(digest, value);
            }
        }
        Self { by_digest }
    }

    fn preimage(&self, hash: &Secret) -> Option<&'a Secret> {
        self.by_digest.get(&hash.reveal().to_ascii_lowercase()).copied()
    }
}

/// The other way round: the second side was told the value, the first its hash.
fn preimage_in<'a>(before: &'a BTreeMap<Secret, Sighting>, plain: &Secret) -> Option<&'a Secret> {
    digests(plain.reveal()).into_iter().find_map(|digest| {
        let hash = Secret::new(digest);
        before.get_key_value(&hash).map(|(known, _)| known)
    })
}

fn digests(value: &str) -> [String; 3] {
    [hex(&Md5::digest(value)), hex(&Sha1::digest(value)), hex(&Sha256::digest(value))]
}
