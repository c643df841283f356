//! No type of the core that holds a value, an address or a body prints it by `{:?}`.

#![allow(clippy::unwrap_used, reason = "a test says what it expects in the shortest way")]

#[path = "common/browser.rs"]
mod browser;
mod common;

use std::fmt::Debug;

use browser::Browser;
use telltale_core::catalogue::Asked;
use telltale_core::finding::Secret;
use telltale_core::intake::capture::{Item, Reader};
use telltale_core::intake::{Body, Headers, Initiator, Kind, Mode, RawRequest};
use telltale_core::live::{self, Scope};
use telltale_core::payload::{Context, Limits, Party, examine};
use telltale_core::report::Showing;
use telltale_core::session::Seen;
use telltale_core::tabs::{Tabs, Whence};
use telltale_core::wanted::{Wanted, Which};
use url::Url;

/// What stands in every place that somebody else fills.
const VALUE: &str = "3f2a8e0c-1d4b-4c6e-9a7f-0b1c2d3e4f5a";
const PAGE: &str = "https://www.example.org/private/3f2a8e0c-1d4b-4c6e-9a7f-0b1c2d3e4f5a";

fn is_discreet(what: &str, value: &dyn Debug) {
    let bytes = format!("{:?}", VALUE.as_bytes());
    for printed in [format!("{value:?}"), format!("{value:#?}")] {
        assert!(!printed.contains(VALUE), "{what} prints a value: {printed}");
        assert!(!printed.contains(bytes.trim_matches(['[', ']'])), "{what} prints bytes: {printed}");
        assert!(!printed.contains("/private/"), "{what} prints an address: {printed}");
    }
}

fn raw(body: Body) -> RawRequest {
    RawRequest {
        id: "1".into(),
        at: 0.0,
        mode: Mode::Private,
        method: "POST".into(),
        url: format!("https://tracker.test/t?id={VALUE}"),
        kind: Kind::XmlHttpRequest,
        initiator: Initiator::Page(PAGE.into()),
        page: Some(PAGE.into()),
        title: Some(VALUE.into()),
        headers: Headers::Seen([("cookie", VALUE)].into_iter().collect()),
        body,
    }
}

#[test]
fn requests_and_bodies() {
    let fields = vec![(VALUE.to_owned(), VALUE.to_owned())];
    for body in
        [Body::Raw { parts: vec![VALUE.as_bytes().to_vec()], missing: 0 }, Body::Form { fields, missing: 0 }]
    {
        is_discreet("Body", &body);
        is_discreet("RawRequest", &raw(body));
    }
    is_discreet("Initiator", &Initiator::Page(PAGE.into()));
    is_discreet("Secret", &Secret::new(VALUE));
    let asked = Asked { url: PAGE, document: Some(PAGE), kind: Kind::Image, method: None };
    is_discreet("Asked", &asked);
}

#[test]
fn what_an_examination_reads_and_finds() {
    let page = Url::parse(PAGE).unwrap();
    let limits = Limits::default();
    let context = Context {
        recipient_host: "tracker.test",
        recipient_registrable: Some("tracker.test"),
        party: Party::Third,
        page: Some(&page),
        title: Some(VALUE),
        earlier_pages: std::slice::from_ref(&page),
        limits: &limits,
    };
    is_discreet("Context", &context);
    let text = format!("{{\"uuid\":\"{VALUE}\",\"url\":\"{PAGE}\"}}");
    let found = examine(&raw(Body::Raw { parts: vec![text.into_bytes()], missing: 0 }), &context);
    assert!(found.findings.len() >= 3, "{found:?}");
    is_discreet("Examination", &found);
}

#[test]
fn what_a_browser_tells() {
    let whence = Whence { tab: 1, top_url: PAGE, document_url: PAGE, initiator: PAGE, ..Whence::default() };
    is_discreet("Whence", &whence);
    let seen = Seen { id: "1", at: 0.0, method: "GET", url: PAGE, kind: Kind::MainFrame, whence };
    is_discreet("Seen", &seen);
    let mut tabs = Tabs::default();
    tabs.tab(1, true, Some(PAGE));
    tabs.opening(1, "1", PAGE, 0.0);
    is_discreet("Tabs", &tabs);
}

#[test]
fn a_capture_while_it_is_read() {
    let entry = format!(
        r#"{{"request":{{"method":"POST","url":"{PAGE}","headers":[{{"name":"referer","value":"{PAGE}"}}],"postData":{{"text":"{VALUE}"}}}},"response":{{"status":200,"headers":[{{"name":"set-cookie","value":"a={VALUE}"}}]}}}}"#
    );
    let har =
        format!(r#"{{"log":{{"pages":[{{"id":"1","title":"{VALUE}"}}],"entries":[{entry},{entry}]}}}}"#);
    let mut reader = Reader::new(Mode::Private);
    let mut read = 0;
    let mut look = |item: Item| {
        read += 1;
        is_discreet("Item", &item);
    };
    let (first, rest) = har.split_at(har.len() - 40);
    reader.push(first.as_bytes(), &mut look);
    is_discreet("Reader", &reader);
    reader.push(rest.as_bytes(), &mut look);
    reader.finish(&mut look).unwrap();
    assert_eq!(read, 2);
}

#[test]
fn a_session_and_what_is_shown_of_it() {
    let mut browser = Browser::new();
    let told = format!("https://t.tracker.example/c?uuid={VALUE}&dl={PAGE}");
    for tab in [1, 2] {
        browser.open(tab, PAGE);
        browser.load(tab, &tab.to_string(), &told);
    }
    let session = &browser.session;
    let kept = session.kept().all();
    assert!(kept.iter().any(|record| record.findings.len() >= 2), "{kept:?}");
    is_discreet("Record", &kept);
    is_discreet("Kept", session.kept());
    is_discreet("Ledger", session.ledger());
    let identifiers = session.identifiers(Mode::Private).unwrap();
    assert!(identifiers.iter().count() > 0);
    is_discreet("Identifiers", identifiers);
    // What a person asks to be shown goes to the page that asked, and no way else.
    let showing = Showing::new(true, &[7; 32]);
    is_discreet("Report", &live::report(session, Scope::Session, &showing));
    is_discreet("Digest", &live::digest(session, Scope::Session, &showing));
    is_discreet("Requests", &live::requests(session, &Wanted { count: 9, ..Wanted::default() }, &showing));
    let last = kept.iter().max_by_key(|record| record.findings.len()).unwrap();
    let which = Which { id: last.id.clone(), at: Some(last.at), reveal: true };
    let opened = live::request(session, &which, &showing).unwrap();
    assert!(!opened.tree.steps.is_empty());
    is_discreet("OpenedRequest", &opened);
    let linked = live::compare(session, live::Sides::default(), &showing, |comparison| {
        is_discreet("Comparison", &comparison);
        comparison.linked.len()
    });
    assert!(linked.unwrap() > 0);
}
