//! Evidence of a running session: what a snapshot of it shows elsewhere, and what of a file is not made up.

#![allow(clippy::unwrap_used, reason = "a test says what it expects in the shortest way")]

mod common;
#[path = "common/making.rs"]
mod making;

use making::making;
use serde_json::{Value, json};
use telltale_core::captured::{Form, Refusal, SessionSides, Shelf};
use telltale_core::intake::{Body, Headers, Kind, Mode};
use telltale_core::live::SideName;
use telltale_core::recording::Scope;
use telltale_core::report::meaning;
use telltale_core::session::{Seen, Session, checkpoint, snapshot};
use telltale_core::tabs::Whence;

const ID: &str = "7f3b0c52a9d14e6886e1c5d2ab90f4e3";

fn shelf() -> Shelf {
    Shelf::new(common::judge(""), None, [7; 32])
}

fn running(mode: Mode) -> Option<SideName> {
    Some(SideName::Running(mode))
}

fn ask(session: &mut Session, id: &str, mode: Mode, url: &str) {
    let whence = Whence { tab: -1, said: Some(mode), itself: true, ..Whence::default() };
    let seen = Seen { id, at: 86_400_000.0, method: "GET", url, kind: Kind::XmlHttpRequest, whence };
    session.seen(&seen, Body::None);
    session.sent(id, &Headers::Unseen);
    session.completed(id);
}

/// A session in which the same collector was told the same id in both kinds of window, and the address of a page.
fn session() -> Session {
    let mut session = Session::new(common::judge(""));
    for (number, mode) in [Mode::Normal, Mode::Private].into_iter().enumerate() {
        let page = "https%3A%2F%2Fnews.example%2Fstory%2F17";
        let url = format!("https://data.mistat.xiaomi.com/get?distinct_id={ID}&url={page}");
        ask(&mut session, &format!("told-{number}"), mode, &url);
        ask(
            &mut session,
            &format!("update-{number}"),
            mode,
            "https://update.googleapis.com/service/update2/json",
        );
    }
    session
}

fn document(shelf: &mut Shelf, snapshot: &[u8], sides: SessionSides) -> Value {
    serde_json::from_str(&shelf.session_evidence(snapshot, sides, &making(Form::Json)).unwrap()).unwrap()
}

#[test]
fn both_kinds_of_window_are_sides_and_no_fact_of_a_file_is_made_up() {
    let taken = snapshot::snapshot(&session()).unwrap();
    let sides = SessionSides { normal: running(Mode::Normal), private: running(Mode::Private) };
    let document = document(&mut shelf(), &taken, sides);
    assert_eq!(document["comparison"]["verdict"], "linked");
    for (session, side) in document["sessions"].as_array().unwrap().iter().zip(["normal", "private"]) {
        assert_eq!((&session["mode"], &session["mode_source"]), (&json!(side), &json!("api")));
        assert_eq!((&session["started"], &session["ended"]), (&json!(86_400_000.0), &json!(86_400_000.0)));
    }
    let capture = document["captures"][0].as_object().unwrap();
    assert_eq!((&capture["source"], &capture["requests"]), (&json!("webextension"), &json!(2)));
    for fact in ["file", "bytes", "file_sha256", "entries"] {
        assert!(!capture.contains_key(fact), "{fact}");
    }
    let observations = document["observations"].as_array().unwrap();
    let read: Vec<&Value> = observations.iter().map(|row| &row["recipient"]["reading"]).collect();
    assert_eq!(read, [&json!("history_upload"), &Value::Null, &json!("history_upload"), &Value::Null]);
    assert!(!document.to_string().contains(ID), "values are shortened");
    let uploads =
        document["verdicts"].as_array().unwrap().iter().filter(|row| row["code"] == "history_upload");
    assert_eq!(uploads.count(), 2, "one for each kind of window");
    let blind: Vec<&Value> =
        document["blind_spots"].as_array().unwrap().iter().map(|row| &row["code"]).collect();
    assert!(blind.contains(&&json!("browser_traffic")), "{blind:?}");
}

#[test]
fn a_snapshot_changes_nothing_and_nothing_of_it_stays() {
    let mut session = session();
    checkpoint::checkpoint(&mut session).unwrap();
    ask(&mut session, "later", Mode::Private, "https://update.googleapis.com/service/update2/json");
    session.set_hears_browser(true);
    session.set_stored(false);
    let taken = snapshot::snapshot(&session).unwrap();
    assert!(
        checkpoint::journal(&mut session).is_some_and(|piece| !piece.is_empty()),
        "the journal is still there"
    );
    let mut shelf = shelf();
    let sides = SessionSides { private: running(Mode::Private), ..SessionSides::default() };
    let one = document(&mut shelf, &taken, sides);
    assert_eq!(one["sessions"].as_array().unwrap().len(), 1);
    assert_eq!(one["captures"][0]["requests"], 3);
    let blind: Vec<&Value> = one["blind_spots"].as_array().unwrap().iter().map(|row| &row["code"]).collect();
    assert!(
        blind.contains(&&json!("browser_in_part")),
        "what the session was told of itself goes along: {blind:?}"
    );
    assert!(blind.contains(&&json!("session_not_kept")), "{blind:?}");
    let page = shelf.session_page(&taken, Some(Mode::Private)).unwrap();
    assert!(
        page.starts_with("<!DOCTYPE html>") && page.contains("xiaomi.com") && !page.contains(ID),
        "{page:.200}"
    );
    let empty = snapshot::snapshot(&Session::new(common::judge(""))).unwrap();
    assert_eq!(document(&mut shelf, &empty, sides)["observations"], json!([]));
}

#[test]
fn recordings_stand_for_the_windows_that_they_were_made_of() {
    let mut session = Session::new(common::judge(""));
    let id = session.start_recording("what left", "", Scope::Mode(Mode::Private), 1.0).unwrap();
    ask(&mut session, "told", Mode::Private, &format!("https://t.example/?distinct_id={ID}"));
    let taken = snapshot::snapshot(&session).unwrap();
    let recorded = Some(SideName::Recording(id));
    let mut shelf = shelf();
    let one = document(&mut shelf, &taken, SessionSides { private: recorded, ..SessionSides::default() });
    assert_eq!(one["captures"][0]["requests"], 1);
    assert_eq!(one["observations"].as_array().unwrap().len(), 1);
    let refused = |shelf: &mut Shelf, sides| shelf.session_evidence(&taken, sides, &making(Form::Json));
    let normal = |normal| SessionSides { normal, ..SessionSides::default() };
    assert_eq!(refused(&mut shelf, normal(recorded)), Err(Refusal::ModeUnknown));
    assert_eq!(refused(&mut shelf, normal(running(Mode::Private))), Err(Refusal::ModeUnknown));
    assert_eq!(refused(&mut shelf, normal(Some(SideName::Recording(99)))), Err(Refusal::Unknown));
    assert_eq!(refused(&mut shelf, SessionSides::default()), Err(Refusal::Unknown));
    for cut in [&[][..], &taken[..taken.len() / 2], &taken[1..]] {
        let sides = normal(running(Mode::Normal));
        assert_eq!(shelf.session_evidence(cut, sides, &making(Form::Json)), Err(Refusal::Snapshot));
    }
}

#[test]
fn what_could_not_be_seen_is_said_in_words() {
    for code in [
        "body_unseen",
        "opened_in_part",
        "recipients_beyond_cap",
        "sites_beyond_cap",
        "site_paused",
        "requests_cut_short",
        "requests_no_longer_kept",
        "requests_beyond_room",
        "requests_lost",
        "addresses_unreadable",
        "session_not_kept",
        "browser_traffic",
        "browser_in_part",
        "private_windows",
    ] {
        assert_ne!(meaning(code), code, "a page shows more than the code");
    }
}
