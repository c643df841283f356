//! Network logs as a real Chromium wrote them (`tests/captures/record.mjs`): one visit in each capture mode.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects in the shortest way")]

use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::PathBuf;

use flate2::read::GzDecoder;
use telltale_core::intake::capture::{Capture, Ending, Entry, Format, Item, Reader};
use telltale_core::intake::{Body, Headers, Initiator, Kind, Mode};

fn log(mode: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/captures");
    let packed = std::fs::File::open(path.join(format!("netlog-{mode}.json.gz"))).unwrap();
    let mut text = Vec::new();
    GzDecoder::new(packed).read_to_end(&mut text).unwrap();
    text
}

fn read(text: &[u8]) -> (Vec<Entry>, Capture) {
    let mut reader = Reader::new(Mode::Private);
    let mut entries = Vec::new();
    let mut skipped = Vec::new();
    let mut take = |item| match item {
        Item::Entry(entry) => entries.push(*entry),
        Item::Skipped(one) => skipped.push(one),
    };
    for piece in text.chunks(1 << 16) {
        reader.push(piece, &mut take);
    }
    let capture = reader.finish(&mut take).unwrap();
    assert!(skipped.is_empty() || capture.ending != Ending::Complete, "{skipped:?}");
    assert!(skipped.len() <= 1, "{skipped:?}");
    (entries, capture)
}

/// Where the page's requests went, and whether each has a body. Queries carry moments, and what the browser sends of its own
/// accord is not the same twice.
fn of_page(entries: &[Entry]) -> BTreeSet<(&str, &str, bool)> {
    let pages = entries.iter().filter(|entry| entry.request.initiator != Initiator::Browser);
    let path = |url: &'_ str| url.find('?').unwrap_or(url.len());
    pages
        .map(|Entry { request, .. }| {
            (&*request.method, &request.url[..path(&request.url)], request.body != Body::None)
        })
        .collect()
}

#[test]
fn both_modes_tell_of_the_same_requests() {
    let ((plain, capture), (whole, _)) = (read(&log("default")), read(&log("everything")));
    assert_eq!((capture.format, capture.ending), (Format::NetLog, Ending::Complete));
    assert!(capture.creator.unwrap().starts_with("Chromium "));
    assert_eq!(of_page(&plain), of_page(&whole));
    assert!(of_page(&whole).len() >= 20);
    for entries in [&plain, &whole] {
        let page = entries.iter().find(|entry| entry.request.kind == Kind::MainFrame).unwrap();
        assert_eq!(page.request.url, "https://news.example/2026/health/what-your-browser-says");
        for Entry { request, outcome, component, .. } in entries {
            assert_eq!((outcome.sent, component.is_some()), (Some(true), true), "{}", request.url);
            assert!(matches!(request.headers, Headers::Seen(_)), "{}", request.url);
        }
        let own = entries.iter().filter(|entry| entry.request.initiator == Initiator::Browser);
        let components: BTreeSet<_> = own.filter_map(|entry| entry.component.as_deref()).collect();
        assert!(components.contains("update_client"), "{components:?}");
    }
}

#[test]
fn a_log_without_bytes_has_no_bodies_and_says_of_none_that_it_was_empty() {
    let bodies = |entries: Vec<Entry>| {
        entries.into_iter().map(|entry| entry.request.body).filter(|body| *body != Body::None)
    };
    let (plain, whole) = (read(&log("default")).0, read(&log("everything")).0);
    let (plain, whole): (Vec<_>, Vec<_>) = (bodies(plain).collect(), bodies(whole).collect());
    assert_eq!(plain.len(), whole.len());
    assert!(!plain.is_empty() && plain.iter().all(|body| *body == Body::Unseen));
    assert!(whole.iter().all(|body| matches!(body, Body::Raw { missing: 0, .. })), "{whole:?}");
}

#[test]
fn a_log_of_a_browser_that_was_killed_tells_what_came_before() {
    let text = log("everything");
    let (whole, _) = read(&text);
    let events = text.windows(11).position(|start| start == b"\"events\": [").unwrap() + 11;
    for length in (events..text.len() - 2).step_by(9_973) {
        let (entries, capture) = read(&text[..length]);
        assert_eq!(capture.ending, Ending::Truncated { at: length as u64 });
        for Entry { request, .. } in &entries {
            let like = whole.iter().find(|like| like.request.url == request.url).unwrap();
            assert_eq!(request.body == Body::None, like.request.body == Body::None, "{}", request.url);
        }
    }
    // Without its closing brackets it has everything all the same.
    let (entries, _) = read(&text[..text.len() - 3]);
    assert_eq!(entries.len(), whole.len());
}
