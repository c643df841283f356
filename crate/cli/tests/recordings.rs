//! `telltale compare` with recordings that the extension saved: known by content, whole sides, held to their schema.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects in the shortest way")]

mod common;

use common::{capture, file, fitting, telltale};
use telltale_core::catalogue::Catalogue;
use telltale_core::company::Companies;
use telltale_core::intake::{Body, Headers, Kind, Mode};
use telltale_core::judge::Judge;
use telltale_core::recording::{Scope, file as form};
use telltale_core::session::{Seen, Session};
use telltale_core::site::Suffixes;
use telltale_core::tabs::Whence;
use telltale_lists::{Source, compile, compile_companies, compile_suffixes};

const VISITOR: &str = "8d6f1c3e-52a7-4b0e-9f64-1f3a0c77be21";

fn judge() -> Judge {
    let trackers = compile(&[Source::new("||tracker.example^\n", "test")]).unwrap().blob;
    Judge::new(
        Catalogue::open(trackers).unwrap(),
        Suffixes::open(compile_suffixes("com\nexample\n").unwrap()).unwrap(),
        Companies::open(compile_companies("[]").unwrap()).unwrap(),
    )
}

/// What the extension saves after one page whose tracker is told who visits it.
fn recording(visitor: &str) -> String {
    let mut session = Session::new(judge());
    session.set_access(true);
    session.tab(2, true, None);
    let id = session.start_recording("Statistics off", "", Scope::Mode(Mode::Private), 1_000.0).unwrap();
    let requests = [
        (Kind::MainFrame, "https://news.example/story".to_owned()),
        (Kind::Image, format!("https://t.tracker.example/c?visitor_id={visitor}")),
    ];
    for (number, (kind, url)) in requests.iter().enumerate() {
        let (id, at) = (format!("{number}"), 1_001.0 + number as f64);
        let whence = Whence { tab: 2, initiator: "https://news.example", ..Whence::default() };
        session.seen(&Seen { id: &id, at, method: "GET", url, kind: *kind, whence }, Body::None);
        let cookie = ("cookie", format!("session={visitor}"));
        session.sent(&id, &Headers::Seen([cookie].into_iter().collect()));
        session.answered(&id, 200, Some("192.0.2.1"), false);
        session.completed(&id);
    }
    session.stop_recording(id, 2_000.0).unwrap();
    form::write(session.recordings().find(id).unwrap()).unwrap()
}

fn compare(normal: &str, private: &str) -> common::Run {
    telltale(&["compare", "--normal", normal, "--private", private, "--format", "json"])
}

#[test]
fn what_the_extension_saves_fits_its_schema() {
    let form = fitting(&recording(VISITOR), "recording.schema.json");
    assert_eq!((&form["label"], &form["modes"][0]), (&"Statistics off".into(), &"private".into()));
}

#[test]
fn a_recording_is_a_side() {
    let (before, after) = (
        file("recordings", "before.json", recording(VISITOR).as_bytes()),
        file("recordings", "after.json", recording(VISITOR).as_bytes()),
    );
    let other =
        file("recordings", "other.json", recording("0b9c7a52-7c1d-4a3e-8f60-6a5d4c3b2a19").as_bytes());
    let linked = compare(&before, &after);
    assert_eq!((linked.status, linked.err.as_str()), (0, ""));
    assert_eq!(linked.fitting("comparison.schema.json")["verdict"], "linked");
    assert_ne!(compare(&before, &other).fitting("comparison.schema.json")["verdict"], "linked");
    let mixed = compare(&capture("chromium.har"), &before);
    assert_eq!((mixed.status, mixed.err.as_str()), (0, ""));
}

#[test]
fn a_recording_stands_alone_and_says_where_it_is_damaged() {
    let whole = file("recordings", "whole.json", recording(VISITOR).as_bytes());
    let beside = telltale(&["compare", "--normal", &whole, &whole, "--private", &whole]);
    assert_eq!(beside.status, 1);
    assert!(beside.sentence().contains("a whole side of its own"));
    let text = recording(VISITOR);
    let cut = file("recordings", "cut.json", &text.as_bytes()[..text.len() / 2]);
    let damaged = compare(&whole, &cut);
    assert_eq!(damaged.status, 1);
    assert!(damaged.sentence().contains("cut.json: line "), "{}", damaged.err);
}
