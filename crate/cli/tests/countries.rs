//! Where addresses are registered, in every form of a report.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects in the shortest way")]

mod common;

use common::{capture, telltale};
use serde_json::{Value, json};

fn registered() -> String {
    capture("registered.har")
}

#[test]
fn every_request_and_the_sums_say_where_an_address_is_registered() {
    let report = telltale(&["report", "--format", "json", &registered()]).report();
    let of = |row: &Value| row["recipient"]["country"].clone();
    let requests: Vec<Value> = report["requests"].as_array().unwrap().iter().map(of).collect();
    // The last was answered from the cache, the one before it by this machine.
    let expected = [json!("US"), json!("US"), json!("RU"), json!("CH"), Value::Null, Value::Null];
    assert_eq!(requests, expected);
    let row = |row: &Value| (row["country"].clone(), row["requests"].clone(), row["recipients"].clone());
    let countries: Vec<_> = report["summary"]["countries"].as_array().unwrap().iter().map(row).collect();
    let expected = [
        (json!("US"), json!(2), json!(1)),
        (Value::Null, json!(1), json!(1)),
        (json!("CH"), json!(1), json!(1)),
        (json!("RU"), json!(1), json!(1)),
    ];
    assert_eq!(countries, expected);
    let lists = report["lists"].as_array().unwrap();
    assert!(
        lists.last().unwrap()["name"].as_str().unwrap().starts_with("Address registrations"),
        "{lists:?}"
    );
}

#[test]
fn people_read_registered_in_and_never_sent_to() {
    let text = telltale(&["report", &registered()]).out;
    let (_, countries) = text.split_once("Where the addresses that answered are registered\n").unwrap();
    assert!(countries.starts_with("     US: 2 requests to 1 recipient, told "), "{text}");
    assert!(text.contains("142.250.74.46, registered in US, 2 requests"), "{text}");
    assert!(!text.contains("127.0.0.1, registered in"), "{text}");
    let html = telltale(&["report", "--format", "html", &registered()]).out;
    assert!(html.contains("Where the addresses that answered are registered"), "{html}");
    assert!(html.contains(">Registered in<"), "{html}");
    // A capture whose addresses are all nobody's has no such part.
    let nobodys = telltale(&["report", &capture("firefox.har")]).out;
    assert!(!nobodys.contains("registered"), "{nobodys}");
}

#[test]
fn evidence_says_it_of_every_observation_where_it_is_known() {
    let run = telltale(&["evidence", "--normal", &registered(), "--private", &capture("firefox.har")]);
    let document = run.fitting("evidence.schema.json");
    let of = |row: &Value| row["recipient"].get("country").cloned();
    let observations = document["observations"].as_array().unwrap().iter();
    let observations: Vec<_> = observations.filter(|row| row["session"] == "normal").map(of).collect();
    assert_eq!(
        observations,
        [Some(json!("US")), Some(json!("US")), Some(json!("RU")), Some(json!("CH")), None]
    );
}
