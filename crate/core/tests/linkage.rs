//! Labelled cases of linkage: every file of `tests/linkage/` gives exactly the verdict, the links and the syncs that it
//! says; the tables of `docs/linkage.md` are those of the code; and a side takes no more room than it may.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects in the shortest way")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use proptest::prelude::*;
use serde::Deserialize;
use telltale_core::comparison::{Ground, Side, Verdict, compare};
use telltale_core::intake::set_cookie::set_cookies;
use telltale_core::intake::{Body, HeaderList, Headers, Initiator, Kind, Mode, RawRequest};
use telltale_core::judge::Judge;
use telltale_core::ledger::SiteTally;
use telltale_core::linkage::{Identifiers, MOST_TELLINGS, Rule};
use telltale_core::record::Record;
use telltale_core::report::Showing;

const PAGE: &str = "https://news.example/story";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// What the case shows, in a sentence.
    about: String,
    normal: Vec<Request>,
    private: Vec<Request>,
    verdict: String,
    code: String,
    links: BTreeSet<Expected>,
    #[serde(default)]
    syncs: BTreeSet<Handed>,
}

#[derive(Deserialize, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[serde(deny_unknown_fields)]
struct Expected {
    recipient: String,
    code: String,
}

#[derive(Deserialize, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[serde(deny_unknown_fields)]
struct Handed {
    from: String,
    to: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    url: String,
    /// The page in whose tab it was made; null: no page asked.
    #[serde(default = "story")]
    page: Option<String>,
    #[serde(default, rename = "type")]
    kind: Option<String>,
    cookie: Option<String>,
    #[serde(default)]
    headers: Vec<(String, String)>,
    body: Option<String>,
    #[serde(default)]
    body_unseen: bool,
    #[serde(default)]
    set_cookie: Vec<String>,
    status: Option<u16>,
    /// Something stopped it before it left.
    #[serde(default)]
    stopped: bool,
    /// It was counted, and then turned out never to have left.
    #[serde(default)]
    taken_back: bool,
}

#[derive(Default)]
struct Heard {
    sites: BTreeMap<String, SiteTally>,
    identifiers: Identifiers,
}

fn story() -> Option<String> {
    Some(PAGE.to_owned())
}

fn record(judge: &Judge, mode: Mode, number: usize, request: &Request) -> Record {
    let mut headers: HeaderList = request.headers.iter().cloned().collect();
    if let Some(cookie) = &request.cookie {
        headers.push("cookie", cookie);
    }
    let body = match &request.body {
        Some(text) => Body::Raw { parts: vec![text.clone().into_bytes()], missing: 0 },
        None if request.body_unseen => Body::Unseen,
        None => Body::None,
    };
    let raw = RawRequest {
        id: number.to_string(),
        at: 1_714_521_600_000.0 + number as f64,
        mode,
        method: if matches!(body, Body::None) { "GET".into() } else { "POST".into() },
        url: request.url.clone(),
        kind: Kind::from_name(request.kind.as_deref().unwrap_or("image")),
        initiator: request.page.clone().map_or(Initiator::Browser, Initiator::Page),
        page: request.page.clone(),
        title: None,
        headers: Headers::listed(headers),
        body,
    };
    let mut record = judge.judge(&raw, &[]).unwrap().record;
    record.sent = Some(!request.stopped);
    record.status = Some(request.status.unwrap_or(200));
    record.set_cookies = set_cookies(request.set_cookie.iter().map(String::as_str), record.at).collect();
    record
}

fn heard(judge: &Judge, mode: Mode, requests: &[Request]) -> Heard {
    let mut heard = Heard::default();
    for (number, request) in requests.iter().enumerate() {
        let mut record = record(judge, mode, number, request);
        heard.identifiers.recognise(&mut record);
        heard.identifiers.note(&record);
        let site = heard.sites.entry(record.site.clone().unwrap_or_default()).or_default();
        site.add(&record);
        if request.taken_back {
            heard.identifiers.retract(&record);
            site.stop(&record);
        }
    }
    // What a checkpoint holds is what was noted.
    heard.identifiers = serde_json::from_str::<Identifiers>(&written(&heard.identifiers)).unwrap().checked();
    heard
}

fn written(identifiers: &Identifiers) -> String {
    serde_json::to_string(identifiers).unwrap()
}

fn side(heard: &Heard, mode: Mode) -> Side<'_> {
    let sites = heard.sites.iter().map(|(site, tally)| (mode, site.as_str(), tally)).collect();
    Side { sites, identifiers: &heard.identifiers }
}

#[test]
fn every_case_gives_what_it_says() {
    let judge = common::judge("||tracker.example^\n");
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/linkage");
    let (mut linked, mut others, mut wrong) = (0, 0, Vec::new());
    let mut rules = BTreeSet::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let case: Case = serde_json::from_str(&std::fs::read_to_string(&path).unwrap())
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(case.about.ends_with('.'), "{name}: about is a sentence");
        let normal = heard(&judge, Mode::Normal, &case.normal);
        let private = heard(&judge, Mode::Private, &case.private);
        let (normal, private) = (side(&normal, Mode::Normal), side(&private, Mode::Private));
        let comparison = compare(&normal, &private, &Showing::new(true, &[7; 32]));
        let verdict = serde_json::to_value(comparison.verdict).unwrap();
        let code = serde_json::to_value(comparison.code).unwrap();
        let links: BTreeSet<Expected> = comparison
            .linked
            .iter()
            .map(|link| Expected { recipient: link.recipient.to_owned(), code: link.code.to_owned() })
            .collect();
        let syncs: BTreeSet<Handed> = comparison
            .syncs
            .iter()
            .map(|sync| Handed { from: sync.from.to_owned(), to: sync.to.to_owned() })
            .collect();
        rules.extend(comparison.linked.iter().map(|link| link.code));
        if comparison.verdict == Verdict::Linked {
            linked += 1
        } else {
            others += 1
        }
        if (verdict.as_str(), code.as_str()) != (Some(&case.verdict), Some(&case.code))
            || links != case.links
            || syncs != case.syncs
        {
            wrong.push(format!("{name}: {verdict} {code} {links:?} {syncs:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} cases are wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(linked >= 40 && others >= 40, "{linked} cases link and {others} do not");
    let missing: Vec<_> = Rule::ALL.iter().filter(|rule| !rules.contains(rule.code())).collect();
    assert!(missing.is_empty(), "no case shows {missing:?}");
}

#[test]
fn the_tables_of_the_documentation_are_those_of_the_code() {
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let page: String =
        include_str!("../../../docs/linkage.md").lines().map(|line| words(line) + "\n").collect();
    let mut last = 0;
    for rule in Rule::ALL {
        let row = format!("| `{}` | {} |", rule.code(), rule.strength().name());
        let at = page.find(&row).unwrap_or_else(|| panic!("docs/linkage.md lacks the row {row}"));
        assert!(at > last, "{row} stands in the wrong order");
        last = at;
    }
    for ground in Ground::ALL {
        let name = |value| serde_json::to_value(value).unwrap().as_str().unwrap().to_owned();
        let verdict = serde_json::to_value(ground.verdict()).unwrap();
        let row = format!("| `{}` | `{}` |", name(ground), verdict.as_str().unwrap());
        assert!(page.contains(&row), "docs/linkage.md lacks the row {row}");
    }
    assert!(page.contains(&format!("At most {MOST_TELLINGS} pairs")));
}

#[test]
fn a_side_takes_no_more_room_than_it_may() {
    let judge = common::judge("");
    let mut identifiers = Identifiers::default();
    for number in 0..4_000_usize {
        let random = |salt: usize| {
            let number = (number * 4 + salt + 1) as u128;
            format!("{:032x}", number.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835))
        };
        let long = "a".repeat(60);
        let request = Request {
            url: format!(
                "https://h.{long}{number}.example/c?uid={}&visitor_id={}&x={}&{}y={}",
                random(0),
                random(1),
                random(2),
                "z".repeat(150),
                random(3)
            ),
            page: Some(format!("https://s{}.example/", number % 7)),
            kind: None,
            cookie: Some(format!("id={}", random(1))),
            headers: Vec::new(),
            body: None,
            body_unseen: false,
            set_cookie: vec![format!("id={}", random(1))],
            status: None,
            stopped: false,
            taken_back: false,
        };
        let mut record = record(&judge, Mode::Normal, number, &request);
        identifiers.recognise(&mut record);
        identifiers.note(&record);
    }
    let bytes = postcard::to_allocvec(&identifiers).unwrap().len();
    assert!(bytes <= 256 << 10, "{bytes} bytes");
    assert!(identifiers.beyond() > 0, "what was let go is counted");
    let again: Identifiers = postcard::from_bytes(&postcard::to_allocvec(&identifiers).unwrap()).unwrap();
    assert!(again.clone().checked() == again, "nothing is counted otherwise than it was");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn what_is_taken_back_leaves_nothing(
        steps in prop::collection::vec((0..4_usize, 0..3_usize, any::<bool>()), 1..30)
    ) {
        let judge = common::judge("");
        let values = ["9f86d081884c7d659a2feaa0", "8d6f1c3e-52a7-4b0e-9f64-1f3a0c77be21", "5820374916283746501", "GA1.2.1116446470.1596403881"];
        let request = |value: usize, site: usize| Request {
            url: format!("https://t.tracker.example/c?uid={}&x={}", values[value], values[(value + site) % 4]),
            page: Some(format!("https://s{site}.example/")),
            kind: None,
            cookie: (site == 0).then(|| format!("id={}", values[value])),
            headers: Vec::new(),
            body: None,
            body_unseen: false,
            set_cookie: if site == 1 { vec![format!("id={}", values[value])] } else { Vec::new() },
            status: None,
            stopped: false,
            taken_back: false,
        };
        let mut identifiers = Identifiers::default();
        let mut noted = Vec::new();
        for (number, (value, site, takes_back)) in steps.into_iter().enumerate() {
            let mut record = record(&judge, Mode::Normal, number, &request(value, site));
            identifiers.recognise(&mut record);
            identifiers.note(&record);
            noted.push(record);
            if takes_back {
                identifiers.retract(&noted.pop().unwrap());
            }
        }
        for record in noted.iter().rev() {
            identifiers.retract(record);
        }
        prop_assert_eq!(identifiers.iter().count(), 0);
        prop_assert_eq!(identifiers.pages(), None);
    }
}
