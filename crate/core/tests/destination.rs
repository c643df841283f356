//! Where requests went, from the address that a browser or a capture tells to every place of a report that says it.

#![allow(clippy::unwrap_used, reason = "a test says what it expects in the shortest way")]

mod common;
#[path = "common/making.rs"]
mod making;

use std::rc::Rc;

use common::judge;
use serde_json::{Value, json};
use telltale_core::captured::{Finished, Form, Shelf};
use telltale_core::destination::Addresses;
use telltale_core::intake::{Body, Headers, Kind, Mode};
use telltale_core::live::{self, Scope};
use telltale_core::report::Showing;
use telltale_core::session::{Seen, Session};
use telltale_core::tabs::Whence;
use telltale_lists::compile_addresses;
use telltale_lists::packages::origin_of_registrations;

const RANGES: &str = "8.8.8.0,8.8.8.255,US\n20.1.0.0,20.1.0.255,IE\n\
    2001:638::,2001:638:ffff:ffff:ffff:ffff:ffff:ffff,DE\n";

fn addresses() -> Addresses {
    let origin = origin_of_registrations("7", b"4", b"6");
    Addresses::open(compile_addresses(RANGES, &origin).unwrap()).unwrap()
}

fn showing() -> Showing {
    Showing::new(false, &[7; 32]).with_addresses(Some(Rc::new(addresses())))
}

/// A session in which so many requests went to a host and were answered from an address.
fn session(answers: &[(&str, u32, Option<&str>, bool)]) -> Session {
    let mut session = Session::new(judge(""));
    session.tab(1, false, Some("https://news.example/"));
    for (host, times, ip, from_cache) in answers {
        for time in 0..*times {
            let id = format!("{host}{time}");
            let url = format!("https://{host}/c?dl=https%3A%2F%2Fnews.example%2Fa%2Fb");
            let whence = Whence { tab: 1, top_url: "https://news.example/", ..Whence::default() };
            let seen = Seen { id: &id, at: 1_000.0, method: "GET", url: &url, kind: Kind::Ping, whence };
            session.seen(&seen, Body::None);
            session.sent(&id, &Headers::Unseen);
            session.answered(&id, 200, *ip, *from_cache);
            session.completed(&id);
        }
    }
    session
}

fn live_report(session: &Session, showing: &Showing) -> Value {
    serde_json::to_value(live::report(session, Scope::Session, showing)).unwrap()
}

fn countries(report: &Value) -> Vec<(Value, Value, Value)> {
    let row = |row: &Value| (row["country"].clone(), row["requests"].clone(), row["recipients"].clone());
    report["summary"]["countries"].as_array().unwrap().iter().map(row).collect()
}

#[test]
fn a_report_says_where_the_addresses_that_answered_are_registered() {
    let session = session(&[
        ("a.one.com", 1, Some("20.1.0.9"), false),
        ("b.two.com", 2, Some("8.8.8.8"), false),
        ("c.three.com", 1, Some("2001:638::1"), false),
        ("d.four.com", 3, Some("127.0.0.1"), false),
        ("e.five.com", 1, None, false),
        ("f.six.com", 1, Some("8.8.4.4"), false),
        ("g.seven.com", 1, Some("8.8.8.7"), true),
        ("h.eight.com", 2, Some("8.8.8.9"), false),
    ]);
    let report = live_report(&session, &showing());
    let expected = [
        (Value::Null, json!(6), json!(4)),
        (json!("US"), json!(4), json!(2)),
        (json!("DE"), json!(1), json!(1)),
        (json!("IE"), json!(1), json!(1)),
    ];
    assert_eq!(countries(&report), expected);
    let told = report["summary"]["countries"][1]["told"].as_array().unwrap();
    assert!(told.iter().any(|told| told["category"] == "page_host" && told["count"] == 4), "{told:?}");
    let by_host = |host: &str| {
        let rows = report["requests"].as_array().unwrap();
        rows.iter().find(|row| row["recipient"]["host"] == host).unwrap()["recipient"].clone()
    };
    assert_eq!(by_host("c.three.com")["country"], "DE");
    assert_eq!(by_host("d.four.com")["country"], Value::Null);
    assert_eq!(by_host("d.four.com")["ip"], "127.0.0.1");
    // A stored answer came from where it came from when it was new.
    assert_eq!(
        (&by_host("g.seven.com")["ip"], &by_host("g.seven.com")["country"]),
        (&Value::Null, &Value::Null)
    );
    let lists = report["lists"].as_array().unwrap();
    assert_eq!((lists.len(), &lists[1]["version"]), (2, &json!("7")));
}

#[test]
fn who_has_no_table_says_nothing_of_countries() {
    let report =
        live_report(&session(&[("b.two.com", 2, Some("8.8.8.8"), false)]), &Showing::new(false, &[7; 32]));
    assert_eq!(countries(&report), []);
    assert_eq!(report["summary"]["recipients"][0]["country"], Value::Null);
    assert_eq!(report["requests"][0]["recipient"]["country"], Value::Null);
    assert_eq!(report["lists"].as_array().unwrap().len(), 1);
}

#[test]
fn a_capture_and_its_evidence_say_the_same() {
    let entry = |url: &str, ip: &str, more: &str| {
        format!(
            r#"{{"startedDateTime":"2020-05-04T00:00:00.000Z","serverIPAddress":"{ip}",{more}"request":{{"method":"GET","url":"https://{url}/c?dl=https%3A%2F%2Fnews.example%2Fa","headers":[{{"name":"Referer","value":"https://news.example/a"}}]}},"response":{{"status":200}}}}"#
        )
    };
    let entries = [
        entry("b.two.com", "8.8.8.8", ""),
        entry("c.three.com", "[2001:638::1]", ""),
        entry("d.four.com", "192.168.0.1", ""),
        entry("b.two.com", "8.8.8.8", r#""_fromCache":"disk","#),
    ];
    let har = format!(r#"{{"log":{{"entries":[{}]}}}}"#, entries.join(","));
    let mut shelf = Shelf::new(judge(""), Some(addresses()), [7; 32]);
    shelf.open("a.har", Mode::Normal).unwrap();
    shelf.give(har.as_bytes()).unwrap();
    shelf.end().unwrap();
    while shelf.advance().unwrap().more {}
    let id = match shelf.finish().unwrap() {
        Finished::Opened(row) => row.id,
        Finished::Problem(problem) => unreachable!("{problem:?}"),
    };
    let report: Value = serde_json::from_str(&shelf.report(id).unwrap()).unwrap();
    let of_requests = |report: &Value, key: &str| -> Vec<Value> {
        report[key].as_array().unwrap().iter().map(|row| row["recipient"]["country"].clone()).collect()
    };
    // Nothing left for the last: it was answered from the cache.
    assert_eq!(of_requests(&report, "requests"), [json!("US"), json!("DE"), Value::Null, Value::Null]);
    let expected = [
        (Value::Null, json!(1), json!(1)),
        (json!("DE"), json!(1), json!(1)),
        (json!("US"), json!(1), json!(1)),
    ];
    assert_eq!(countries(&report), expected);
    let evidence: Value =
        serde_json::from_str(&shelf.evidence(&[id], &making::making(Form::Json)).unwrap()).unwrap();
    assert_eq!(of_requests(&evidence, "observations"), [json!("US"), json!("DE"), Value::Null]);
}
