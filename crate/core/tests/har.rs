//! The same browsing as six tools write it down: the core must read the same requests out of each file.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects in the shortest way")]

use std::path::PathBuf;

use telltale_core::intake::capture::{Capture, Ending, Entry, Item, Reader};
use telltale_core::intake::{Body, Kind, Mode};

fn read(file: &str) -> (Vec<Entry>, Capture) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/captures").join(file);
    let bytes = std::fs::read(&path).unwrap();
    let mut reader = Reader::new(Mode::Private);
    let mut entries = Vec::new();
    let mut take = |item| match item {
        Item::Entry(entry) => entries.push(*entry),
        Item::Skipped(skipped) => panic!("{file}: {skipped:?}"),
    };
    for piece in bytes.chunks(1000) {
        reader.push(piece, &mut take);
    }
    let capture = reader.finish(&mut take).unwrap();
    (entries, capture)
}

/// A form, whether the tool left it as it was sent or took it apart.
fn fields(body: &Body) -> Vec<(String, String)> {
    match body {
        Body::Raw { parts, missing: 0 } => {
            url::form_urlencoded::parse(&parts.concat()).into_owned().collect()
        }
        Body::Form { fields, missing: 0 } => fields.clone(),
        Body::None => Vec::new(),
        other => panic!("a body is missing: {other:?}"),
    }
}

#[test]
fn six_tools_give_the_same_requests() {
    let (expected, _) = read("mitmproxy.har");
    assert_eq!(expected.len(), 4);
    assert_eq!(fields(&expected[3].request.body)[1], ("gzip".to_owned(), "1".to_owned()));
    for file in ["chromium.har", "firefox.har", "charles.har", "http-toolkit.har", "pcapdroid.har"] {
        let (entries, capture) = read(file);
        assert_eq!((entries.len(), capture.entries, capture.ending), (4, 4, Ending::Complete), "{file}");
        for (entry, like) in entries.iter().zip(&expected) {
            let (request, like) = (&entry.request, &like.request);
            assert_eq!((&request.url, &request.method), (&like.url, &like.method), "{file}");
            assert_eq!((request.at, request.mode), (like.at, Mode::Private), "{file}");
            assert_eq!(fields(&request.body), fields(&like.body), "{file}");
            assert_eq!(entry.outcome.sent, Some(true), "{file}");
        }
        assert_eq!(entries[0].request.kind, Kind::MainFrame, "{file}");
    }
}

#[test]
fn creators_are_named_with_their_version() {
    let creator = |file| read(file).1.creator.unwrap();
    assert_eq!(creator("mitmproxy.har"), "mitmproxy 12.1.1");
    assert_eq!(creator("chromium.har"), "WebInspector 537.36");
    assert_eq!(creator("charles.har"), "Charles Proxy 5.0.1");
}

#[test]
fn a_host_that_refused_the_proxy_is_named() {
    let (_, capture) = read("http-toolkit.har");
    let refused = capture.blind_spots.iter().find(|spot| spot.code == "tls_refused").unwrap();
    assert_eq!(refused.hosts, ["pinned.bank.example"]);
}

#[test]
fn a_binary_body_is_the_same_bytes_whichever_way_it_was_written() {
    let body = |file: &str| match read(file).0.remove(0).request.body {
        Body::Raw { mut parts, missing: 0 } => parts.remove(0),
        other => panic!("{file}: {other:?}"),
    };
    let expected = body("binary-pcapdroid.har");
    assert_eq!(expected[..3], [0x1f, 0x8b, 0x08]);
    for file in ["binary-mitmproxy.har", "binary-mitmproxy-latin1.har", "binary-http-toolkit.har"] {
        assert_eq!(body(file), expected, "{file}");
    }
}
