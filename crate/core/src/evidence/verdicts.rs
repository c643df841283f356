//! What the observations come to, each verdict with the observations that it rests on and the limits that it has.
//!
//! Decides the sentences, which say only what was seen to leave. Refuses to weigh: `crate::comparison` decides whether
//! the sides can be joined, `crate::claims` what a claim covers.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{Blind, Claims, Observation, Observations, Side};
use crate::claims::CLAIMS;
use crate::comparison::{Comparison, Verdict};

/// Observations named by one verdict.
const RESTS_ON: usize = 100;

/// A verdict.
#[derive(Debug, Clone, Serialize)]
pub struct VerdictRow {
    /// Its name in the document.
    pub id: String,
    /// What kind: `linked`, `not_linked` or `undecided` for the whole, `link` for one value, `beyond_claim`.
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
    let limits: BTreeSet<&'static str> = blind.iter().map(|spot| spot.code).collect();
    let limits: Vec<&'static str> = limits.into_iter().collect();
    let mut verdicts = Vec::new();
    let mut say = |code, statement, rests_on, against| {
        let id = format!("v{}", verdicts.len() + 1);
        verdicts.push(VerdictRow { id, code, statement, rests_on, against, limits: limits.clone() });
    };
    let joins = |row: &Observation, recipient: &str, hmac: &str| {
        row.recipient.registrable_domain == recipient
            && row.findings.iter().any(|found| found.value.hmac == hmac)
    };
    let whole = naming(observations, |row| {
        comparison.linked.iter().any(|link| joins(row, link.recipient, &link.hmac))
    });
    say(code(comparison.verdict), comparison.why.clone(), whole, Vec::new());
    for link in &comparison.linked {
        let statement = format!(
            "{} was told the same {} in normal and in private windows ({}). {}",
            link.recipient,
            link.category.name(),
            link.strength.name(),
            link.reason
        );
        let rests_on = naming(observations, |row| joins(row, link.recipient, &link.hmac));
        say("link", statement, rests_on, Vec::new());
    }
    for (side, tables) in [(Side::Normal, &claims.normal), (Side::Private, &claims.private)] {
        // Syncing is told by its purpose and the person's switch, which requests do not show: it is not held against
        // anybody.
        for table in tables.iter().filter(|table| table.claim == CLAIMS[0].code) {
            for row in table.recipients.iter().filter(|row| !row.beyond.is_empty()) {
                let beyond: Vec<&str> = row.beyond.iter().map(|told| told.category.name()).collect();
                let statement = format!(
                    "In {} windows {} was told {}, which a claim of usage statistics does not cover.",
                    side.name(),
                    row.registrable_domain,
                    beyond.join(", ")
                );
                let rests_on = naming(observations, |one| {
                    one.session == side.mode()
                        && one.recipient.registrable_domain == row.registrable_domain
                        && one.findings.iter().any(|found| beyond.contains(&found.category.name()))
                });
                say("beyond_claim", statement, rests_on, vec![table.claim]);
            }
        }
    }
    verdicts
}

fn naming(observations: &Observations, rests: impl Fn(&Observation) -> bool) -> Vec<String> {
    observations.rows().iter().filter(|row| rests(row)).take(RESTS_ON).map(|row| row.id.clone()).collect()
}

fn code(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Linked => "linked",
        Verdict::NotLinked => "not_linked",
        Verdict::Undecided => "undecided",
    }
}
