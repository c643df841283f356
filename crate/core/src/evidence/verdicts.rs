//! What the observations come to, each verdict with the observations that it rests on and the limits that it has.
//!
//! Decides the sentences, which say only what was seen to leave. Refuses to weigh: `crate::comparison` decides whether
//! the sides can be joined, `crate::claims` what a claim covers.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Blind, Claims, Observation, Observations, Side};
use crate::claims::CLAIMS;
use crate::comparison::{Comparison, LinkRow, Verdict};
use crate::finding::Category;
use crate::intake::Mode;
use crate::order;
use crate::vendor::Reading;

/// Observations named by one verdict.
const RESTS_ON: usize = 100;

/// A verdict.
#[derive(Debug, Clone, Serialize)]
pub struct VerdictRow {
    /// Its name in the document.
    pub id: String,
    /// What kind: `linked`, `not_linked` or `undecided` for the whole, `link` for one value, `beyond_claim`,
    /// `history_upload`.
    pub code: &'static str,
    /// The sentence.
    pub statement: String,
    /// The observations that it rests on, a hundred at most.
    pub rests_on: Vec<String>,
    /// The claims that it speaks against.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub against: Vec<&'static str>,
    /// The blind spots that it has to be read with.
    pub limits: Vec<&'static str>,
}

/// Every verdict, that on the whole first.
pub(super) fn of(
    comparison: &Comparison<'_>,
    claims: &Claims,
    observations: &Observations,
    blind: &[Blind],
) -> Vec<VerdictRow> {
    let limits: Vec<&'static str> = order::set(blind.iter().map(|spot| spot.code)).into_iter().collect();
    let mut verdicts = Vec::new();
    let mut say = |code, statement, rests_on, against| {
        let id = format!("v{}", verdicts.len() + 1);
        verdicts.push(VerdictRow { id, code, statement, rests_on, against, limits: limits.clone() });
    };
    let index = Index::of(observations);
    let whole = order::set(comparison.linked.iter().flat_map(|link| index.joined(link)).copied());
    say(code(comparison.verdict), comparison.why.clone(), names(observations, whole.iter()), Vec::new());
    for link in &comparison.linked {
        let statement = format!(
            "{} was told the same {} in normal and in private windows ({}). {}",
            link.recipient,
            link.category.name(),
            link.strength.name(),
            link.reason
        );
        say("link", statement, names(observations, index.joined(link).iter()), Vec::new());
    }
    for (side, tables) in [(Side::Normal, &claims.normal), (Side::Private, &claims.private)] {
        // Syncing is told by its purpose and the person's switch, which requests do not show: it is not held against
        // anybody.
        for table in tables.iter().filter(|table| table.claim == CLAIMS[0].code) {
            for row in table.recipients.iter().filter(|row| !row.beyond.is_empty()) {
                let beyond: Vec<Category> = row.beyond.iter().map(|told| told.category).collect();
                let statement = format!(
                    "In {} windows {} was told {}, which a claim of usage statistics does not cover.",
                    side.name(),
                    row.registrable_domain,
                    list(beyond.iter().map(|category| category.name()))
                );
                let heard = index.heard(&row.registrable_domain).iter();
                let rests_on = heard.filter(|at| {
                    let one = &observations.rows()[**at];
                    one.session == side.mode()
                        && one.findings.iter().any(|found| beyond.contains(&found.category))
                });
                say("beyond_claim", statement, names(observations, rests_on), vec![table.claim]);
            }
        }
    }
    for ((session, recipient), uploads) in uploads(observations) {
        let told = order::set(uploads.iter().flat_map(|(_, row)| beyond_purpose(row)));
        let purposes = order::set(uploads.iter().filter_map(|(_, row)| Some(row.recipient.purpose?.name())));
        let statement = format!(
            "In {} windows {recipient} was told {} at an endpoint that {} has for {}, which does not need it: an upload of \
             history.",
            session.name(),
            list(told.iter().map(|category| category.name())),
            list(uploads.iter().filter_map(|(_, row)| row.recipient.vendor.as_deref()).take(1)),
            list(purposes),
        );
        say("history_upload", statement, names(observations, uploads.iter().map(|(at, _)| at)), Vec::new());
    }
    verdicts
}

/// The observations that read as an upload of history, by mode and recipient.
fn uploads(observations: &Observations) -> BTreeMap<(Mode, &str), Vec<(usize, &Observation)>> {
    let mut uploads: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (at, row) in observations.rows().iter().enumerate() {
        if row.recipient.reading == Some(Reading::HistoryUpload) {
            let key = (row.session, row.recipient.registrable_domain.as_str());
            uploads.entry(key).or_default().push((at, row));
        }
    }
    uploads
}

/// What an observation tells beyond what its endpoint is for.
fn beyond_purpose(row: &Observation) -> impl Iterator<Item = Category> + '_ {
    let told = row.findings.iter().map(|found| found.category);
    told.filter(|category| row.recipient.purpose.is_some_and(|purpose| purpose.is_beyond(*category)))
}

fn list<'a>(items: impl IntoIterator<Item = &'a str>) -> String {
    items.into_iter().collect::<Vec<_>>().join(", ")
}

/// Where the observations of each recipient are, and of each value that it was told. Captures may hold many of both.
struct Index<'a> {
    heard: BTreeMap<&'a str, Vec<usize>>,
    told: BTreeMap<(&'a str, &'a str), Vec<usize>>,
}

impl<'a> Index<'a> {
    fn of(observations: &'a Observations) -> Self {
        let (mut heard, mut told) = (BTreeMap::<_, Vec<usize>>::new(), BTreeMap::<_, Vec<usize>>::new());
        for (at, row) in observations.rows().iter().enumerate() {
            let recipient = row.recipient.registrable_domain.as_str();
            heard.entry(recipient).or_default().push(at);
            for found in &row.findings {
                let places = told.entry((recipient, found.value.hmac.as_str())).or_default();
                if places.last() != Some(&at) {
                    places.push(at);
                }
            }
        }
        Self { heard, told }
    }

    fn heard(&self, recipient: &str) -> &[usize] {
        self.heard.get(recipient).map_or(&[], Vec::as_slice)
    }

    fn joined<'b>(&'b self, link: &'b LinkRow<'_>) -> &'b [usize] {
        self.told.get(&(link.recipient, link.hmac.as_str())).map_or(&[], Vec::as_slice)
    }
}

fn names<'a>(observations: &Observations, places: impl Iterator<Item = &'a usize>) -> Vec<String> {
    places.take(RESTS_ON).map(|at| observations.rows()[*at].id.clone()).collect()
}

fn code(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Linked => "linked",
        Verdict::NotLinked => "not_linked",
        Verdict::Undecided => "undecided",
    }
}
