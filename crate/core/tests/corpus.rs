//! The corpus, through the core: every case of `tests/corpus/` gives exactly the findings that it says.
//!
//! `TELLTALE_BLESS=1 cargo test -p telltale-core --test corpus` writes what was found into `expected.json`: read the
//! difference before it is committed.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects in the shortest way")]

#[path = "common/corpus.rs"]
mod corpus;

use std::collections::BTreeSet;
use std::path::Path;

use corpus::{Case, cases};
use serde::{Deserialize, Serialize};
use telltale_core::finding::{Category, Flag};
use telltale_core::intake::Initiator;
use telltale_core::payload::{BodyState, Context, Limits, Party, beacons, examine};
use url::Url;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    beacon: Option<String>,
    body: BodyState,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    partial: bool,
    findings: Vec<Told>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    category: Category,
    at: String,
    value: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    flags: Vec<Flag>,
}

/// The hosts of the corpus are two labels below their public suffix, so that no list is needed.
fn registrable(host: &str) -> String {
    let labels: Vec<&str> = host.split('.').collect();
    labels[labels.len().saturating_sub(2)..].join(".")
}

fn found(case: &Path) -> Expected {
    let Case { raw, earlier } = corpus::read(case);
    let url = Url::parse(&raw.url).unwrap();
    let page = raw.page.as_deref().map(|page| Url::parse(page).unwrap());
    let host = url.host_str().unwrap().to_owned();
    let party = match page.as_ref().and_then(Url::host_str) {
        _ if raw.initiator == Initiator::Browser => Party::Browser,
        None => Party::Unknown,
        Some(site) if registrable(site) == registrable(&host) => Party::First,
        Some(_) => Party::Third,
    };
    let limits = Limits::default();
    let site = registrable(&host);
    let examination = examine(
        &raw,
        &Context {
            recipient_host: &host,
            recipient_registrable: Some(&site),
            party,
            page: page.as_ref(),
            title: raw.title.as_deref(),
            earlier_pages: &earlier,
            limits: &limits,
        },
    );
    Expected {
        beacon: examination.beacon,
        body: examination.body,
        partial: examination.partial,
        findings: examination
            .findings
            .into_iter()
            .map(|finding| Told {
                category: finding.category,
                at: finding.at.as_str().to_owned(),
                value: finding.value.reveal().to_owned(),
                flags: finding.flags,
            })
            .collect(),
    }
}

#[test]
fn every_case_gives_what_it_says() {
    let bless = std::env::var_os("TELLTALE_BLESS").is_some();
    let mut wrong = Vec::new();
    let cases = cases();
    for case in &cases {
        let found = found(case);
        let file = case.join("expected.json");
        if bless {
            std::fs::write(&file, serde_json::to_string_pretty(&found).unwrap() + "\n").unwrap();
            continue;
        }
        let expected: Expected = serde_json::from_str(&std::fs::read_to_string(&file).unwrap())
            .unwrap_or_else(|why| panic!("{}: {why}", file.display()));
        if expected != found {
            wrong.push(format!("{}\nexpected {expected:#?}\nfound {found:#?}", case.display()));
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n\n"));
    assert!(cases.len() >= 150, "{} cases", cases.len());
}

#[test]
fn every_beacon_has_a_case_and_one_that_only_looks_like_it() {
    let mut recognised = BTreeSet::new();
    let mut mistaken = BTreeSet::new();
    for case in cases() {
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        let beacon = found(&case).beacon;
        match name.strip_prefix("not-") {
            Some(rest) => {
                let looks_like = beacons()
                    .map(|(name, _)| name)
                    .filter(|known| rest.starts_with(known))
                    .max_by_key(|n| n.len());
                if let Some(looks_like) = looks_like {
                    assert_ne!(beacon.as_deref(), Some(looks_like), "{name}");
                    mistaken.insert(looks_like);
                }
            }
            None => recognised
                .extend(beacons().map(|(name, _)| name).filter(|known| beacon.as_deref() == Some(known))),
        }
    }
    for (name, source) in beacons() {
        assert!(recognised.contains(name), "{name} has no case");
        assert!(mistaken.contains(name), "{name} has no case `not-{name}-…`");
        assert!(source.len() > 10, "{name} says where its facts come from");
    }
}
