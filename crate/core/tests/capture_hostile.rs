//! Captures that are damaged or made to hurt: what can be read is read, what is not is named with its place, and nothing
//! panics.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects in the shortest way")]

use std::collections::HashSet;
use std::path::PathBuf;

use serde_json::{Value, json};
use telltale_core::intake::capture::{Capture, Ending, Entry, Error, Item, Reader, Skipped};
use telltale_core::intake::{Body, Mode};

#[derive(Debug, Default)]
struct Out {
    entries: Vec<Entry>,
    skipped: Vec<Skipped>,
}

/// Reads a file and checks what holds for all of them.
fn read(bytes: &[u8]) -> (Out, Result<Capture, Error>) {
    let mut reader = Reader::new(Mode::Private);
    let mut out = Out::default();
    let mut take = |item| match item {
        Item::Entry(entry) => out.entries.push(*entry),
        Item::Skipped(skipped) => out.skipped.push(skipped),
    };
    for bytes in bytes.chunks(512) {
        reader.push(bytes, &mut take);
    }
    let end = reader.finish(&mut take);
    let ids: HashSet<_> = out.entries.iter().map(|entry| &entry.request.id).collect();
    assert_eq!(ids.len(), out.entries.len(), "two requests have one id");
    assert!(out.entries.iter().all(|entry| !entry.request.at.is_infinite()), "a moment has no end");
    for skipped in &out.skipped {
        assert!(skipped.place.contains(|letter: char| letter.is_ascii_digit()), "no place: {skipped:?}");
        assert!(!skipped.reason.is_empty());
    }
    if end.is_err() {
        assert!(out.entries.is_empty() && out.skipped.is_empty());
    }
    (out, end)
}

fn stored(file: &str) -> Value {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/captures").join(file);
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn post(number: usize) -> Value {
    json!({
        "startedDateTime": "2026-05-04T01:30:00.000Z", "_resourceType": "fetch",
        "request": {"method": "POST", "url": format!("https://a.example/{number}"), "bodySize": 3,
            "headers": [{"name": "Host", "value": "a.example"}], "cookies": [{"name": "c", "value": "d"}],
            "postData": {"mimeType": "text/plain", "text": "abc"}},
        "response": {"status": 200, "headers": [], "cookies": [], "content": {"mimeType": "text/plain"}},
    })
}

fn har(entries: Vec<Value>) -> Value {
    json!({"log": {"version": "1.2", "creator": {"name": "x", "version": "1"}, "entries": entries}})
}

const NAMES: [&str; 6] = [
    "REQUEST_ALIVE",
    "URL_REQUEST_START_JOB",
    "HTTP_TRANSACTION_SEND_REQUEST_HEADERS",
    "HTTP_TRANSACTION_READ_RESPONSE_HEADERS",
    "UPLOAD_DATA_STREAM_INIT",
    "FAILED",
];

fn event(name: &str, id: i64, phase: u64, time: f64, params: Value) -> Value {
    let kind = NAMES.iter().position(|known| *known == name).unwrap();
    json!({"params": params, "phase": phase, "source": {"id": id, "type": 1}, "time": time.to_string(), "type": kind})
}

fn upload(id: i64, time: f64) -> Vec<Value> {
    let asks = json!({"url": format!("https://t.example/{id}"), "method": "POST", "initiator": "https://a.example",
        "network_isolation_key": "https://a.example https://a.example", "request_type": "other", "upload_id": "0"});
    vec![
        event("REQUEST_ALIVE", id, 1, time, json!({"traffic_annotation": 101_845_102})),
        event("URL_REQUEST_START_JOB", id, 1, time, asks),
        event("UPLOAD_DATA_STREAM_INIT", id, 2, time, json!({"is_chunked": false, "total_size": 5})),
        event(
            "HTTP_TRANSACTION_SEND_REQUEST_HEADERS",
            id,
            0,
            time,
            json!({"headers": ["Host: t.example", "Content-Length: 5"]}),
        ),
        event(
            "HTTP_TRANSACTION_READ_RESPONSE_HEADERS",
            id,
            0,
            time,
            json!({"headers": ["HTTP/1.1 204 No Content"]}),
        ),
        event("URL_REQUEST_START_JOB", id, 2, time, Value::Null),
        event("REQUEST_ALIVE", id, 2, time, Value::Null),
    ]
}

fn constants() -> Value {
    let events: serde_json::Map<_, _> =
        NAMES.iter().enumerate().map(|(at, name)| ((*name).to_owned(), json!(at))).collect();
    json!({"clientInfo": {"name": "Chromium", "version": "156"}, "logEventTypes": events, "timeTickOffset": 1_777_858_200_000_u64,
        "logEventPhase": {"PHASE_BEGIN": 1, "PHASE_END": 2, "PHASE_NONE": 0}, "logSourceType": {"URL_REQUEST": 1},
        "netError": {"ERR_ABORTED": -3}})
}

fn netlog(events: Vec<Value>) -> Value {
    json!({"constants": constants(), "events": events})
}

/// Every document that a good one becomes when one value of it is another.
fn wronged(good: &Value, each: &mut impl FnMut(&str, &Value)) {
    fn places(value: &Value, at: &str, into: &mut Vec<String>) {
        into.push(at.to_owned());
        match value {
            Value::Array(list) => {
                (0..list.len()).for_each(|index| places(&list[index], &format!("{at}/{index}"), into));
            }
            Value::Object(members) => members.iter().for_each(|(name, inner)| {
                let name = name.replace('~', "~0").replace('/', "~1");
                places(inner, &format!("{at}/{name}"), into);
            }),
            _ => {}
        }
    }
    let mut all = Vec::new();
    places(good, "", &mut all);
    for place in all {
        for wrong in [
            json!(null),
            json!(7),
            json!(-1e300),
            json!(4_294_967_296_u64),
            json!(true),
            json!("wrong"),
            json!("\u{0}"),
            json!([]),
            json!([7, [], {}]),
            json!({}),
            json!({"id": [], "name": {}}),
        ] {
            let mut document = good.clone();
            *document.pointer_mut(&place).unwrap() = wrong.clone();
            each(&format!("{place} = {wrong}"), &document);
        }
    }
}

/// An answer that lets on that something was read or that it was not: requests are handed over, or named as skipped.
fn accounted(what: &str, out: &Out, end: &Result<Capture, Error>, expected: usize) {
    if end.is_ok() {
        let named = out.skipped.iter().filter(|one| !one.place.contains("_webSocketMessages")).count();
        assert!(out.entries.len() + named >= expected, "{what}: {} and {:?}", out.entries.len(), out.skipped);
    }
}

#[test]
fn a_capture_cut_at_any_byte_gives_what_was_whole() {
    for document in [har(vec![post(0), post(1)]), netlog([upload(1, 5.0), upload(2, 6.0)].concat())] {
        for text in [document.to_string(), format!("{document:#}")] {
            let (whole, _) = read(text.as_bytes());
            assert_eq!(whole.entries.len(), 2);
            for length in 0..text.len() {
                let (out, end) = read(&text.as_bytes()[..length]);
                assert!(
                    out.entries.len() <= 2 && out.skipped.len() <= 1,
                    "cut at {length}: {:?}",
                    out.skipped
                );
                for (entry, like) in out.entries.iter().zip(&whole.entries) {
                    assert_eq!(entry.request.url, like.request.url, "cut at {length}");
                    assert_ne!(entry.request.body, Body::None, "cut at {length}");
                }
                if let Ok(capture) = end {
                    assert!(capture.ending == Ending::Truncated { at: length as u64 }, "cut at {length}");
                }
            }
        }
    }
}

#[test]
fn a_wrong_type_costs_what_it_stands_for() {
    let body = |out: &Out| out.entries.first().map(|entry| entry.request.body.clone());
    let good = har(vec![post(0), post(1)]);
    wronged(&good, &mut |what, document| {
        let (out, end) = read(document.to_string().as_bytes());
        let list_is_gone = ["/log/entries =", "/log =", " ="].iter().any(|start| what.starts_with(start));
        accounted(what, &out, &end, if list_is_gone { 0 } else { 2 });
        let own_body = what.contains("entries/0/request/postData");
        // Nothing there, and a text that is there and empty of letters, are no lost bodies.
        if own_body && !out.entries.is_empty() {
            assert_ne!(body(&out), Some(Body::None), "{what}");
        }
    });
    let good = netlog(upload(1, 5.0));
    wronged(&good, &mut |what, document| {
        let (out, end) = read(document.to_string().as_bytes());
        for entry in &out.entries {
            let method = &entry.request.method;
            assert!(
                entry.request.body != Body::None
                    || method != "POST"
                    || what.contains("total_size")
                    || what.contains("upload_id"),
                "{what}"
            );
        }
        if !what.contains("/constants") && what.starts_with("/events/") {
            assert!(end.is_ok(), "{what}");
        }
    });
}

#[test]
fn wrong_types_in_the_captures_of_six_tools_cost_no_other_entry() {
    for file in
        ["chromium.har", "firefox.har", "charles.har", "http-toolkit.har", "mitmproxy.har", "pcapdroid.har"]
    {
        let mut good = stored(file);
        // One entry with a body, and one after it.
        let entries = good["log"]["entries"].as_array_mut().unwrap();
        let last = entries.pop().unwrap();
        entries.truncate(1);
        entries.insert(0, last);
        let (whole, _) = read(good.to_string().as_bytes());
        assert_eq!(whole.entries.len(), 2, "{file}");
        wronged(&good, &mut |what, document| {
            let (out, end) = read(document.to_string().as_bytes());
            if what.starts_with("/log/entries/0") {
                assert!(end.is_ok());
                accounted(what, &out, &end, 2);
                assert_eq!(
                    out.entries.last().unwrap().request.url,
                    whole.entries[1].request.url,
                    "{file}: {what}"
                );
            }
        });
    }
}

#[test]
fn order_repetition_and_clocks_are_no_reason_to_lose_anything() {
    let at = |time: &str| {
        let mut entry = post(0);
        (entry["startedDateTime"], entry["id"], entry["_request_id"]) = (json!(time), json!("1"), json!(7));
        entry
    };
    let (out, _) = read(
        har(vec![
            at("2036-05-04T01:30:00Z"),
            at("2026-05-04T01:30:00Z"),
            at("1970-01-01T00:00:00Z"),
            at("9999-12-31T23:59:59Z"),
            at("0000-01-01T00:00:00Z"),
            at("never"),
        ])
        .to_string()
        .as_bytes(),
    );
    assert_eq!((out.entries.len(), out.skipped.len()), (6, 0));
    assert!(out.entries[0].request.at > out.entries[1].request.at);
    assert!(out.entries[5].request.at.is_nan());

    const TEN_YEARS: f64 = 315_576_000_000.0;
    let mut events = [upload(1, TEN_YEARS), upload(2, -TEN_YEARS), upload(1, 0.0), upload(3, 1e308)].concat();
    let (out, _) = read(netlog(events.clone()).to_string().as_bytes());
    let urls: Vec<_> = out.entries.iter().map(|entry| entry.request.url.as_str()).collect();
    assert_eq!(
        urls,
        ["https://t.example/1", "https://t.example/2", "https://t.example/1", "https://t.example/3"]
    );
    events.reverse();
    let (out, _) = read(netlog(events).to_string().as_bytes());
    assert!(out.entries.iter().all(|entry| entry.request.body != Body::None));
    assert_eq!(out.entries.len(), 4);
}

#[test]
fn sizes_of_four_gigabytes_allocate_nothing_and_are_believed_to_be_something() {
    for size in [json!(4_294_967_296_u64), json!(1e300), json!(u64::MAX)] {
        let mut entry = post(0);
        entry["request"]["bodySize"] = size.clone();
        entry["request"]["postData"] = json!({"mimeType": "text/plain"});
        let (out, _) = read(har(vec![entry]).to_string().as_bytes());
        assert_eq!(out.entries[0].request.body, Body::Unseen, "{size}");
        let mut events = upload(1, 5.0);
        events[2]["params"]["total_size"] = size.clone();
        let (out, _) = read(netlog(events).to_string().as_bytes());
        assert_eq!(out.entries[0].request.body, Body::Unseen, "{size}");
    }
    let text = har(vec![post(0)]).to_string().replace("\"bodySize\":3", "\"bodySize\":1e999,\"x\":-1e999");
    let (out, end) = read(text.as_bytes());
    accounted("a number beyond all", &out, &end, 1);
}

#[test]
fn zero_bytes_and_deep_nests_cost_their_entry_at_most() {
    let deep = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
    let objects = format!("{}1{}", "{\"request\":".repeat(10_000), "}".repeat(10_000));
    for wrong in ["\u{0}", "\"\u{0}\"", deep.as_str(), objects.as_str(), &"[".repeat(10_000)] {
        for place in ["\"POST\"", "\"abc\"", "\"2026-05-04T01:30:00.000Z\"", "200", "\"https://a.example/0\""]
        {
            let text = har(vec![post(0), post(1), post(2)]).to_string().replacen(place, wrong, 1);
            let (out, end) = read(text.as_bytes());
            let what = format!("{place} = {}", &wrong[..wrong.len().min(12)]);
            assert!(end.is_ok(), "{what}");
            assert!(!out.entries.is_empty() || !out.skipped.is_empty(), "{what}");
            if wrong.len() != 10_000 {
                accounted(&what, &out, &end, 3);
                assert_eq!(out.entries.last().unwrap().request.url, "https://a.example/2", "{what}");
            }
        }
        let events = netlog([upload(1, 5.0), upload(2, 6.0)].concat()).to_string();
        let (out, end) = read(events.replacen("\"Content-Length: 5\"", wrong, 1).as_bytes());
        assert!(end.is_ok() && !out.entries.is_empty());
    }
    let (_, end) = read(deep.as_bytes());
    assert!(end.is_err());
}

#[test]
fn a_log_is_nothing_without_the_names_of_its_numbers() {
    let events = Value::from(upload(1, 5.0));
    let (_, end) = read(json!({"events": events}).to_string().as_bytes());
    assert_eq!(end.unwrap_err(), Error::NoConstants);
    // An event that is broken comes before anybody knows that the constants will not.
    let text = format!("{{\"constants\":{{\"logEventTypes\":7}},\"events\":[{{\"params\":[}},{events}]}}");
    let (_, end) = read(text.as_bytes());
    assert_eq!(end.unwrap_err(), Error::NoConstants);
    let late = format!("{{\"events\":{events},\"constants\":{}}}", constants());
    let (out, end) = read(late.as_bytes());
    assert_eq!((out.entries.len(), end.unwrap().ending), (0, Ending::Complete));
    assert_eq!(out.skipped[0].place, "events[0]");
    assert!(out.skipped[0].reason.starts_with("7 events stand before"), "{:?}", out.skipped);
}
