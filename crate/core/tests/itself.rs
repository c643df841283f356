//! Requests of the browser itself, beside those of pages.

#![allow(clippy::unwrap_used, reason = "a test says what it expects in the shortest way")]

#[path = "common/browser.rs"]
mod browser;
mod common;

use std::collections::BTreeSet;

use browser::Browser;
use serde_json::{Value, json};
use telltale_core::finding::Category;
use telltale_core::intake::{Body, Kind, Mode};
use telltale_core::live::{self, Scope};
use telltale_core::recording::{self, file};
use telltale_core::report::Showing;
use telltale_core::session::{Seen, Session, checkpoint};
use telltale_core::summary::Summary;
use telltale_core::tabs::Whence;

const PAGE: &str = "https://news.example/story";
const SUGGEST: &str = "https://merino.services.mozilla.com/api/v1/suggest?q=a";
const WEATHER: &str = "https://merino.services.mozilla.com/api/v1/weather";
const TELEMETRY: &str = "https://incoming.telemetry.mozilla.org/submit/x";

/// The browser asks for something of its own, in a kind of window that it names or does not.
fn ask(browser: &mut Browser, said: Option<Mode>, method: &str, url: &str) {
    browser.clock += 1.0;
    let id = format!("itself-{}", browser.clock);
    let whence = Whence { tab: -1, said, itself: true, ..Whence::default() };
    let seen = Seen { id: &id, at: browser.clock, method, url, kind: Kind::XmlHttpRequest, whence };
    browser.session.seen(&seen, Body::None);
    browser.sent(&id);
    browser.session.completed(&id);
}

fn report(session: &Session, scope: Scope) -> Value {
    serde_json::to_value(live::report(session, scope, &showing())).unwrap()
}

fn summary(session: &Session) -> Summary {
    live::digest(session, Scope::Session, &showing()).summary
}

fn showing() -> Showing {
    Showing::new(false, &[7; 32])
}

#[test]
fn what_no_page_asked_for_is_counted_apart_from_sites() {
    let mut browser = Browser::new();
    browser.open(1, PAGE);
    browser.load(1, "a", "https://t.tracker.example/c?dl=https%3A%2F%2Fnews.example%2Fstory");
    let before = summary(&browser.session);
    assert_eq!(before.browser.requests, 0);
    ask(&mut browser, Some(Mode::Normal), "GET", SUGGEST);
    ask(&mut browser, Some(Mode::Private), "POST", TELEMETRY);
    let after = summary(&browser.session);
    assert_eq!(after.sites, before.sites);
    assert_eq!(browser.session.glance(1).recipients, 1);
    assert_eq!(after.browser.requests, 2);
    let heard: BTreeSet<_> =
        after.browser.recipients.iter().map(|row| row.registrable_domain.as_str()).collect();
    assert_eq!(heard, BTreeSet::from(["mozilla.com", "mozilla.org"]));
    assert_eq!(after.modes.normal.requests, before.modes.normal.requests + 1);
    assert_eq!(after.modes.private.requests, 1);
    assert!(after.recipients.iter().any(|row| row.party.name() == "browser" && row.sites.is_empty()));
}

#[test]
fn a_request_of_the_browser_shows_neither_page_nor_body() {
    let mut browser = Browser::new();
    browser.open(1, PAGE);
    ask(&mut browser, Some(Mode::Normal), "GET", WEATHER);
    ask(&mut browser, Some(Mode::Private), "POST", TELEMETRY);
    ask(&mut browser, None, "GET", SUGGEST);
    let report = report(&browser.session, Scope::Session);
    let rows: Vec<_> = report["requests"].as_array().unwrap().iter().skip(1).collect();
    let facts = |row: &Value| json!([row["mode"], row["party"], row["initiator"], row["site"], row["body"]]);
    assert_eq!(facts(rows[0]), json!(["normal", "browser", null, null, "none"]));
    assert_eq!(facts(rows[1]), json!(["private", "browser", null, null, "unseen"]));
    assert_eq!(facts(rows[2]), json!(["unknown", "browser", null, null, "none"]));
    assert!(rows.iter().all(|row| row["sent"] == true && row["status"].is_null()));
}

#[test]
fn a_recipient_that_pages_asked_as_well_has_both_counts() {
    let mut browser = Browser::new();
    browser.open(1, PAGE);
    browser.load(1, "a", WEATHER);
    ask(&mut browser, Some(Mode::Normal), "GET", SUGGEST);
    // One of nobody knows which page is not the browser's.
    let whence = Whence { tab: -1, said: Some(Mode::Normal), ..Whence::default() };
    let seen = Seen { id: "x", at: 5_000.0, method: "GET", url: WEATHER, kind: Kind::Image, whence };
    browser.session.seen(&seen, Body::None);
    browser.sent("x");
    let summary = summary(&browser.session);
    let row = summary.recipients.iter().find(|row| row.vendor.is_some()).unwrap();
    assert_eq!((row.requests, row.party.name()), (3, "third"));
    assert_eq!(summary.browser.requests, 1);
    assert_eq!(summary.browser.recipients[0].requests, 1);
    assert_eq!(summary.browser.recipients[0].party.name(), "browser");
    assert_eq!(
        summary.sites.iter().map(|row| row.requests).sum::<u64>(),
        3,
        "the page, its picture, and one"
    );
}

#[test]
fn recipients_name_the_maker_of_browsers_and_what_its_endpoints_are_for() {
    let mut browser = Browser::new();
    browser.open(1, PAGE);
    for url in [SUGGEST, WEATHER, SUGGEST] {
        ask(&mut browser, Some(Mode::Normal), "GET", url);
    }
    let report = report(&browser.session, Scope::Mode(Mode::Normal));
    let rows = report["summary"]["recipients"].as_array().unwrap();
    let of = |domain: &str| rows.iter().find(|row| row["registrable_domain"] == domain).unwrap();
    assert_eq!(of("mozilla.com")["vendor"], "Mozilla");
    assert_eq!(of("mozilla.com")["purposes"], json!(["new_tab", "suggestions"]));
    assert_eq!(of("news.example")["vendor"], Value::Null);
    assert!(of("news.example").get("purposes").is_none(), "absent where there are none");
}

#[test]
fn what_an_endpoint_is_for_decides_how_it_reads_that_it_was_told_something() {
    let mut browser = Browser::new();
    let update =
        "https://aus5.mozilla.org/update/6/Firefox/153.0/x/Linux_x86_64-gcc3/en-US/release/update.xml";
    let telemetry = "https://data.mistat.xiaomi.com/get?url=https%3A%2F%2Fnews.example%2Fstory%2F17";
    for url in [update, "https://merino.services.mozilla.com/api/v1/suggest?q=my+secret+words", telemetry] {
        ask(&mut browser, Some(Mode::Private), "GET", url);
    }
    let report = report(&browser.session, Scope::Mode(Mode::Private));
    let rows = report["summary"]["browser"]["recipients"].as_array().unwrap();
    let reading = |domain: &str| {
        let row = rows.iter().find(|row| row["registrable_domain"] == domain).unwrap();
        (row.get("reading").cloned(), row.get("beyond_purpose").cloned())
    };
    assert_eq!(reading("mozilla.com"), (Some(json!("in_purpose")), None));
    let beyond = json!([{"category": "page_url", "count": 1}]);
    assert_eq!(reading("xiaomi.com"), (Some(json!("history_upload")), Some(beyond)));
    assert_eq!(reading("mozilla.org"), (None, None), "an update check that told nothing");
    let requests = report["requests"].as_array().unwrap();
    assert_eq!(requests[2]["reading"], "history_upload", "a request says so of itself");
    // What a page tells another host of the same maker is nothing that its endpoint was told.
    browser.open(2, PAGE);
    browser.load(2, "a", "https://other.mozilla.org/c?dl=https%3A%2F%2Fnews.example%2Fstory");
    let summary = live::digest(&browser.session, Scope::Mode(Mode::Private), &showing()).summary;
    let row = summary.recipients.iter().find(|row| row.registrable_domain == "mozilla.org").unwrap();
    assert_eq!((row.told.is_empty(), row.reading), (false, None));
}

#[test]
fn what_the_browser_told_is_part_of_its_own_sum() {
    let mut browser = Browser::new();
    ask(&mut browser, Some(Mode::Normal), "GET", "https://duckduckgo.com/ac/?q=my+secret+words");
    let told: Vec<_> = summary(&browser.session).browser.told.iter().map(|told| told.category).collect();
    assert!(told.contains(&Category::SearchQuery), "{told:?}");
}

#[test]
fn a_session_that_was_kept_remembers_what_the_browser_sent() {
    let mut browser = Browser::new();
    ask(&mut browser, Some(Mode::Private), "POST", TELEMETRY);
    let kept = checkpoint::checkpoint(&mut browser.session).unwrap();
    ask(&mut browser, Some(Mode::Normal), "GET", SUGGEST);
    let piece = checkpoint::journal(&mut browser.session).unwrap();
    let mut woken = Session::new(common::judge(""));
    checkpoint::restore(&mut woken, &kept).unwrap();
    checkpoint::replay(&mut woken, &piece).unwrap();
    assert_eq!(summary(&woken).browser.requests, 2);
    assert_eq!(summary(&woken), summary(&browser.session));
    woken.forget(Mode::Private);
    assert_eq!(summary(&woken).browser.requests, 1);
}

#[test]
fn a_recording_keeps_the_browser_apart_in_its_file_too() {
    let mut browser = Browser::new();
    let scope = recording::Scope::Mode(Mode::Normal);
    let id = browser.session.start_recording("all", "", scope, 1.0).unwrap();
    browser.open(1, PAGE);
    ask(&mut browser, Some(Mode::Normal), "GET", WEATHER);
    let recording = browser.session.recordings().find(id).unwrap();
    let again = file::read(file::write(recording).unwrap().as_bytes()).unwrap();
    let sites = |recording: &recording::Recording| {
        recording
            .sites()
            .map(|(mode, site, tally)| (mode, site.to_owned(), tally.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(sites(&again), sites(recording));
    let summed = telltale_core::summary::summarise(again.sites());
    assert_eq!(summed.browser.requests, 1);
    assert_eq!(summed.browser.recipients[0].vendor.as_deref(), Some("Mozilla"));
}

#[test]
fn the_report_says_whether_it_hears_the_browser() {
    let mut session = Session::new(common::judge(""));
    let codes = |session: &Session| -> Vec<&str> {
        live::digest(session, Scope::Session, &showing()).blind_spots.iter().map(|spot| spot.code).collect()
    };
    assert_eq!(codes(&session), ["browser_traffic"]);
    session.set_hears_browser(true);
    assert_eq!(codes(&session), ["browser_in_part"]);
}
