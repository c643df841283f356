//! `telltale compare`: what joins two sides, and what does not.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects in the shortest way")]

mod common;

use common::{Run, capture, file, telltale};
use serde_json::{Value, json};

const UUID: &str = "8d6f1c3e-52a7-4b0e-9f64-1f3a0c77be21";
const ANDROID_ID: &str = "9774d56d682e549c";

/// A capture whose page asks each of these addresses.
fn har(addresses: &[&str]) -> String {
    let entry = |url: &str, kind: &str| {
        json!({
            "startedDateTime": "2024-05-01T12:00:00.000Z",
            "_resourceType": kind,
            "pageref": "page_1",
            "request": {
                "method": "GET", "url": url, "headers": [{"name": "Accept", "value": "*/*"}], "queryString": [],
                "cookies": [], "headersSize": -1, "bodySize": 0, "httpVersion": "h2"
            },
            "response": {"status": 200, "headers": [], "content": {"size": 0, "mimeType": "image/gif"}}
        })
    };
    let mut entries = vec![entry("https://news.example/story", "document")];
    entries.extend(addresses.iter().map(|url| entry(url, "image")));
    let pages = json!([{"id": "page_1", "title": "https://news.example/story", "startedDateTime": "2024-05-01T12:00:00.000Z"}]);
    json!({"log": {"version": "1.2", "creator": {"name": "WebInspector", "version": "537.36"}, "pages": pages, "entries": entries}})
        .to_string()
}

fn compare(normal: &str, private: &str, more: &[&str]) -> Run {
    telltale(&[&["compare", "--normal", normal, "--private", private], more].concat())
}

fn comparison(normal: &str, private: &str) -> Value {
    let run = compare(normal, private, &["--format", "json", "--reveal"]);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    run.fitting("comparison.schema.json")
}

#[test]
fn the_same_ids_in_both_captures_join_them_whatever_tool_wrote_them() {
    const TOOLS: [&str; 6] =
        ["chromium.har", "firefox.har", "mitmproxy.har", "charles.har", "http-toolkit.har", "pcapdroid.har"];
    for (normal, private) in TOOLS.iter().flat_map(|normal| TOOLS.map(|private| (*normal, private))) {
        let comparison = comparison(&capture(normal), &capture(private));
        assert_eq!(comparison["verdict"], "linked");
        for (value, category, requests) in [(UUID, "persistent_id", 2), (ANDROID_ID, "device_hw_id", 1)] {
            let found = comparison["linked"].as_array().unwrap().iter().any(|link| {
                link["recipient"] == "miui.com"
                    && link["value"] == value
                    && link["category"] == category
                    && link["strength"] == "certain"
                    && (&link["normal"], &link["private"]) == (&json!(requests), &json!(requests))
            });
            assert!(found, "{normal} {private} {value}: {:#}", comparison["linked"]);
        }
    }
}

#[test]
fn what_was_taken_out_of_two_captures_joins_nothing() {
    for placeholder in ["[cookie redacted]", "***********", "[removed]", "xxxxxxxx-redacted"] {
        let url = format!("https://t.tracker.example/c?uid={placeholder}&auth={placeholder}");
        let entry = json!({
            "startedDateTime": "2020-05-04T00:00:00.000Z",
            "request": {"method": "GET", "url": url, "headers": [
                {"name": "Cookie", "value": format!("sid={placeholder}; uid={placeholder}")},
                {"name": "Referer", "value": "https://news.example/"}]},
            "response": {"status": 200}});
        let text = json!({"log": {"version": "1.2", "creator": {"name": "proxy", "version": "1"}, "entries": [entry]}});
        let capture = file("compare_removed", "capture.har", text.to_string().as_bytes());
        let comparison = comparison(&capture, &capture);
        assert_eq!(comparison["linked"], json!([]), "{placeholder}");
        let report = telltale(&["report", "--format", "json", &capture]).report();
        let spots = report["blind_spots"].as_array().unwrap();
        assert!(
            spots.iter().any(|spot| spot["code"] == "sanitised" && spot["count"] == 1),
            "{placeholder}: {spots:#?}"
        );
    }
}

#[test]
fn fresh_ids_do_not_join() {
    let normal = file(
        "compare_fresh",
        "normal.har",
        har(&["https://t.tracker.example/c?uid=9f86d081884c7d659a2feaa0"]).as_bytes(),
    );
    let private = file(
        "compare_fresh",
        "private.har",
        har(&["https://t.tracker.example/c?uid=1b4f0e9851971998e7320785"]).as_bytes(),
    );
    let comparison = comparison(&normal, &private);
    assert_eq!((&comparison["verdict"], &comparison["linked"]), (&json!("not_linked"), &json!([])));
    assert_eq!(comparison["recipients"]["both"], json!(["tracker.example"]));
}

#[test]
fn a_hash_of_the_id_joins_as_the_id_does() {
    let id = "9f86d081884c7d659a2feaa0";
    let plain = format!("https://t.tracker.example/c?uid={id}");
    let normal = file("compare_hash", "plain.har", har(&[&plain]).as_bytes());
    let digest = sha256(id);
    let hash = format!("https://t.tracker.example/c?uid={digest}");
    let private = file("compare_hash", "hash.har", har(&[&hash]).as_bytes());
    let linked = comparison(&normal, &private);
    assert_eq!((&linked["verdict"], &linked["linked"][0]["strength"]), (&json!("linked"), &json!("certain")));
}

#[test]
fn nobody_in_common_is_undecided() {
    let normal = file(
        "compare_nobody",
        "a.har",
        har(&["https://a.example/c?uid=9f86d081884c7d659a2feaa0"]).as_bytes(),
    );
    let private = file(
        "compare_nobody",
        "b.har",
        har(&["https://b.example/c?uid=9f86d081884c7d659a2feaa0"]).as_bytes(),
    );
    let comparison = comparison(&normal, &private);
    assert_eq!(comparison["verdict"], "undecided");
    let sets = &comparison["recipients"];
    assert_eq!((&sets["normal_only"], &sets["private_only"]), (&json!(["a.example"]), &json!(["b.example"])));
}

#[test]
fn conditions_give_exit_status_two() {
    let (normal, private) = (capture("chromium.har"), capture("mitmproxy.har"));
    assert_eq!(compare(&normal, &private, &["--fail-on", "linked"]).status, 2);
    assert_eq!(compare(&normal, &private, &["--fail-on", "new-recipient"]).status, 0);
    assert_eq!(compare(&normal, &private, &[]).status, 0);
}

#[test]
fn without_reveal_no_value_is_shown() {
    for format in ["text", "json"] {
        let run = compare(&capture("chromium.har"), &capture("mitmproxy.har"), &["--format", format]);
        assert!(!run.out.contains(UUID) && !run.out.contains(ANDROID_ID), "{}", run.out);
    }
}

#[test]
fn a_side_that_is_no_capture_is_said() {
    let run = compare(&capture("chromium.har"), "nowhere.har", &[]);
    assert_eq!(run.status, 1);
    assert!(run.sentence().contains("nowhere.har"));
    assert_eq!(telltale(&["compare", "--normal", &capture("chromium.har")]).status, 1);
}

fn sha256(text: &str) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}
