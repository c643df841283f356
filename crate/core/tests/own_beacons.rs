//! A person's own beacons: they open what no built-in dictionary names, say that they are own, and are refused by place.

#![allow(clippy::unwrap_used, reason = "a test says what it expects in the shortest way")]

mod common;
#[path = "common/request.rs"]
mod raw;

use common::judge;
use raw::{request, text};
use telltale_core::finding::Category;
use telltale_core::intake::{Body, RawRequest};
use telltale_core::payload::{BeaconFault, OWN_BEACONS, OwnBeacons, most_of_own};
use telltale_core::record::Record;

const ACME: &str = r#"{"name": "acme", "source": "its documentation",
    "marks": [{"hosts": ["acme.example"], "path": "^/v3/"}, {"body": ["\"acme_visit\""]}],
    "fields": [{"field": "kw", "is": "search_query"}, {"field": "u.v", "is": "persistent_id"},
               {"field": "noise*", "is": "nothing"}, {"field": "mail", "may": "contact"}]}"#;

fn file(beacons: &str) -> String {
    format!(r#"{{"schema": "{OWN_BEACONS}", "title": "Mine", "beacons": [{beacons}]}}"#)
}

fn record(own: Option<&str>, url: &str, body: &str) -> Record {
    let mut judge = judge("");
    judge.set_own_beacons(own.map(|beacons| OwnBeacons::read(&file(beacons)).unwrap()));
    let body = if body.is_empty() { Body::None } else { text(body) };
    let raw = RawRequest { page: Some("https://www.news.example/story".into()), ..request(url, body) };
    judge.judge(&raw, &[]).unwrap().record
}

fn told(record: &Record) -> Vec<(Category, &str)> {
    record.findings.iter().map(|finding| (finding.category, &*finding.reason.code)).collect()
}

#[test]
fn an_own_beacon_names_what_only_it_knows_and_says_that_it_is_own() {
    let url = "https://t.acme.example/v3/hit?kw=depression+help&noise1=8f14e45fceea167a5a36dedd4bea2543";
    let without = record(None, url, "");
    assert_eq!((without.beacon, without.findings.len()), (None, 0));
    let with = record(Some(ACME), url, "");
    assert_eq!(with.beacon.as_deref(), Some("own:acme"));
    assert_eq!(told(&with), [(Category::SearchQuery, "own_dictionary")]);
    assert!(with.candidates.is_empty(), "what it calls nothing is not looked at again");
    assert_eq!(record(Some(ACME), "https://acme.example.org/v3/hit?kw=depression", "").beacon, None);
    assert_eq!(record(Some(ACME), "https://t.notacme.example/v3/hit?kw=depression", "").beacon, None);
    assert_eq!(record(Some(ACME), "https://acme.example/v4/hit?kw=depression", "").beacon, None);
}

#[test]
fn it_is_known_by_the_shape_of_a_body_too() {
    let body = r#"{"acme_visit": 1, "u": {"v": "reader-77"}, "x": {"v": "reader-77"}, "mail": "no address"}"#;
    let behind = record(Some(ACME), "https://proxy.shop.example/p", body);
    assert_eq!(behind.beacon.as_deref(), Some("own:acme"));
    assert_eq!(told(&behind), [(Category::PersistentId, "own_dictionary")]);
}

#[test]
fn what_a_person_added_goes_before_what_is_built_in() {
    let url = "https://www.google-analytics.com/g/collect?v=2&tid=G-ABC1234567&cid=555.666&en=x";
    assert_eq!(record(None, url, "").beacon.as_deref(), Some("ga4"));
    let own = ACME.replace(r#""acme.example""#, r#""google-analytics.com""#).replace("^/v3/", "/collect");
    assert_eq!(record(Some(&own), url, "").beacon.as_deref(), Some("own:acme"));
}

#[test]
fn it_goes_before_what_is_built_in_where_only_its_body_or_form_shows_it_too() {
    let url = "https://www.google-analytics.com/g/collect?v=2&tid=G-ABC1234567&cid=555.666&en=x";
    let host = r#"{"hosts": ["google-analytics.com"], "#;
    let own = ACME.replace(r#"{"body": "#, &format!(r#"{host}"body": "#));
    let body = r#"{"acme_visit": 1, "u": {"v": "reader-77"}}"#;
    let with = record(Some(&own), url, body);
    assert_eq!(with.beacon.as_deref(), Some("own:acme"));
    assert_eq!(told(&with).last(), Some(&(Category::PersistentId, "own_dictionary")));
    let address = record(Some(&own), url, "");
    assert_eq!(address.beacon.as_deref(), Some("ga4"));
    assert!(!address.findings.is_empty() && with.findings.starts_with(&address.findings), "it stays named");
    assert_eq!(record(Some(&own), url, r#"{"other_visit": 1}"#).beacon.as_deref(), Some("ga4"));

    let keys = own.replace(r#""body": ["\"acme_visit\""]"#, r#""keys": ["acme"]"#);
    let with = record(Some(&keys), url, "acme=1&kw=depression+help");
    assert_eq!(with.beacon.as_deref(), Some("own:acme"));
    assert_eq!(told(&with).last(), Some(&(Category::SearchQuery, "own_dictionary")));
}

#[test]
fn the_first_own_one_that_shows_stays() {
    let other = ACME.replace(r#""acme""#, r#""other""#).replace(r#""acme.example""#, r#""other.example""#);
    let both = format!("{ACME}, {other}");
    let body = r#"{"acme_visit": 1, "u": {"v": "reader-77"}}"#;
    assert_eq!(
        record(Some(&both), "https://other.example/v3/hit?a=1", body).beacon.as_deref(),
        Some("own:other")
    );
}

#[test]
fn a_request_that_was_recognised_is_not_taken_for_what_one_of_its_values_holds() {
    let wrapped = "https%3A%2F%2Facme.example%2Fv3%2Fhit%3Fkw%3Dhelp";
    let proxy = format!("https://proxy.shop.example/p?to={wrapped}");
    assert_eq!(record(Some(ACME), &proxy, "").beacon.as_deref(), Some("own:acme"));
    let known = format!("https://www.google-analytics.com/g/collect?v=2&tid=G-ABC1234567&ep.to={wrapped}");
    assert_eq!(record(Some(ACME), &known, "").beacon.as_deref(), Some("ga4"));
}

/// Beacons with so many marks of any host each.
fn anywhere(marks: &[usize]) -> String {
    let beacon = |(at, marks): (usize, &usize)| {
        let mark = format!(r#"{{"body": ["\"acme_{at}\""]}}"#);
        let marks: Vec<_> =
            [r#"{"hosts": ["acme.example"]}"#, &*mark].into_iter().cycle().take(marks * 2).collect();
        let fields = r#"[{"field": "kw", "is": "search_query"}]"#;
        format!(r#"{{"name": "acme-{at}", "marks": [{}], "fields": {fields}}}"#, marks.join(", "))
    };
    let beacons: Vec<_> = marks.iter().enumerate().map(beacon).collect();
    file(&beacons.join(", "))
}

#[test]
fn marks_of_any_host_are_few_in_all() {
    assert_eq!(most_of_own::ANYWHERE, 4 * 4);
    let whole = OwnBeacons::read(&anywhere(&[4; 4])).unwrap();
    let fault = OwnBeacons::read(&anywhere(&[4, 4, 4, 3, 2])).unwrap_err();
    assert_eq!((fault.code(), fault.place()), ("wrong", Some("beacons[4].marks[3].hosts")));
    assert_eq!(fault.allowed(), Some("[\"…\"], 1–16"));
    let read = |marks: &[usize]| OwnBeacons::read(&anywhere(marks)).unwrap();
    assert!(OwnBeacons::joined([whole]).is_some());
    assert!(OwnBeacons::joined([read(&[4, 4, 4]), read(&[4])]).is_some());
    assert!(OwnBeacons::joined([read(&[4, 4, 4]), read(&[4, 1])]).is_none());
}

#[test]
fn findings_that_rest_on_no_dictionary_keep_their_own_reason() {
    let url = "https://acme.example/v3/hit?other=https%3A%2F%2Fwww.news.example%2Fstory";
    let with = record(Some(ACME), url, "");
    let without = record(None, url, "");
    assert!(!without.findings.is_empty());
    assert_eq!(told(&with), told(&without));
}

#[test]
fn what_does_not_fit_is_refused_by_its_place() {
    let refused = |beacons: &str| {
        let fault = OwnBeacons::read(&file(beacons)).unwrap_err();
        (
            fault.code(),
            fault.place().unwrap_or_default().to_owned(),
            fault.allowed().unwrap_or_default().to_owned(),
        )
    };
    let of = |from: &str, to: &str| {
        assert!(ACME.contains(from), "{from}");
        refused(&ACME.replace(from, to))
    };
    let (code, place, _) = of(r#""path""#, r#""pth""#);
    assert_eq!((code, &*place), ("unknown", "beacons[0].marks[0].pth"));
    let (code, place, allowed) = of(r#""search_query""#, r#""thoughts""#);
    assert_eq!((code, &*place), ("wrong", "beacons[0].fields[0].is"));
    assert!(allowed.contains("search_query, ") && allowed.ends_with(", nothing"), "{allowed}");
    let (code, place, allowed) = of(r#""may": "contact""#, r#""may": "nothing""#);
    assert_eq!((code, &*place), ("wrong", "beacons[0].fields[3].may"));
    assert!(!allowed.contains("nothing"), "a name that may mean nothing says nothing");
    for (from, to, code, place) in [
        (r#""is": "persistent_id""#, r#""is": "opaque""#, "wrong", "beacons[0].fields[1].is"),
        (
            r#""is": "persistent_id""#,
            r#""is": "contact", "may": "contact""#,
            "wrong",
            "beacons[0].fields[1].is",
        ),
        (r#""name": "acme""#, r#""name": "Acme""#, "wrong", "beacons[0].name"),
        (r#""name": "acme", "#, "", "wrong", "beacons[0].name"),
        (r#""acme.example""#, r#""https://acme.example/""#, "wrong", "beacons[0].marks[0].hosts"),
        (r#"["acme.example"]"#, "[]", "wrong", "beacons[0].marks[0].hosts"),
        (r#"["acme.example"]"#, "[7]", "wrong", "beacons[0].marks[0].hosts"),
        (r#"{"body": ["\"acme_visit\""]}"#, "{}", "boundless", "beacons[0].marks[1]"),
        (r#"{"body": ["\"acme_visit\""]}"#, r#"{"path": "^/"}"#, "boundless", "beacons[0].marks[1]"),
        (r#"{"body": ["\"acme_visit\""]}"#, "7", "wrong", "beacons[0].marks[1]"),
        (r#""field": "mail""#, r#""field": "kw""#, "twice", "beacons[0].fields[3].field"),
    ] {
        let (found, at, _) = of(from, to);
        assert_eq!((found, &*at), (code, place), "{to}");
    }
    assert_eq!(refused(&format!("{ACME}, {ACME}")).1, "beacons[1].name");
    assert_eq!(refused("").1, "beacons");
    let long = "x".repeat(most_of_own::BYTES + 1);
    assert_eq!(of("its documentation", &long).1, "beacons[0].source");
    let many: Vec<_> =
        (0..=most_of_own::BEACONS).map(|at| ACME.replace("acme\"", &format!("a{at}\""))).collect();
    assert_eq!(refused(&many.join(",")).1, "beacons");

    assert_eq!(OwnBeacons::read("{\n  beacons").unwrap_err(), BeaconFault::NotJson { line: 2, column: 3 });
    for foreign in ["[]", "{}", r#"{"schema": "telltale/report/1", "beacons": []}"#] {
        assert_eq!(OwnBeacons::read(foreign).unwrap_err(), BeaconFault::Foreign, "{foreign}");
    }
}

#[test]
fn files_are_read_with_a_mark_in_front_and_added_up() {
    let of_a_host = ACME.replace(r#", {"body": ["\"acme_visit\""]}"#, "");
    let text = format!("\u{feff}{}", file(&of_a_host));
    let files = |count| (0..count).map(|_| OwnBeacons::read(&text).unwrap());
    let own = OwnBeacons::joined(files(2)).unwrap();
    assert_eq!((own.len(), own.is_empty()), (2, false));
    assert!(OwnBeacons::joined(files(most_of_own::BEACONS)).is_some());
    assert!(OwnBeacons::joined(files(most_of_own::BEACONS + 1)).is_none());
    assert_eq!(OwnBeacons::title(&text).as_deref(), Some("Mine"));
    assert_eq!(OwnBeacons::title("{"), None);
}

#[test]
fn the_schema_says_what_the_reader_takes() {
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../../../docs/beacons.schema.json")).unwrap();
    let number = |place: &str| schema.pointer(place).and_then(serde_json::Value::as_u64).unwrap() as usize;
    assert_eq!(schema.pointer("/properties/schema/const").unwrap(), OWN_BEACONS);
    assert_eq!(number("/properties/beacons/maxItems"), most_of_own::BEACONS);
    assert_eq!(number("/$defs/beacon/properties/marks/maxItems"), most_of_own::MARKS);
    assert_eq!(number("/$defs/beacon/properties/fields/maxItems"), most_of_own::FIELDS);
    assert_eq!(number("/$defs/texts/maxItems"), most_of_own::TEXTS);
    assert_eq!(number("/$defs/text/maxLength"), most_of_own::BYTES);
    let hosts = schema.pointer("/$defs/mark/properties/hosts/description").unwrap().as_str().unwrap();
    assert!(hosts.contains(&format!("at most {} marks", most_of_own::ANYWHERE)), "{hosts}");
    let known =
        Category::ALL.into_iter().filter(|category| *category != Category::Opaque).map(Category::name);
    let said = schema.pointer("/$defs/category/enum").unwrap().as_array().unwrap();
    assert!(said.iter().filter_map(serde_json::Value::as_str).eq(known));
}

#[test]
fn the_decision_says_what_it_costs() {
    let decision = include_str!("../../../docs/adr/own-beacons-are-read-not-trusted.md");
    let cost = decision.split("## What it costs").nth(1).unwrap();
    let marks = most_of_own::BEACONS * most_of_own::MARKS;
    for figure in [
        format!("{marks} marks"),
        format!("{} comparisons", marks * most_of_own::TEXTS),
        format!("{} marks of any host", most_of_own::ANYWHERE),
        format!("{} searches", most_of_own::ANYWHERE * most_of_own::TEXTS),
    ] {
        assert!(cost.contains(&figure), "{figure}");
    }
}
