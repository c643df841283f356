//! The corpus, through the command line: every case of `tests/corpus/`, written as a HAR, gives the findings that it says.
//!
//! Decides how a case is written down as a capture, and what a HAR cannot say of one. Refuses to know how it is judged.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects in the shortest way")]

mod common;

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use common::{file, root, telltale};
use serde_json::{Value, json};

/// What a HAR has no place for, and the cases that are left out because of it.
const LEFT_OUT: [(&str, &[&str]); 1] =
    [("a HAR does not say how much of a body it leaves out", &["body-cut"])];

/// Why a HAR cannot hold a case; none where it can.
fn beyond_a_har(request: &Value) -> Option<&'static str> {
    (!request["body"]["cut"].is_null()).then_some(LEFT_OUT[0].0)
}

struct Case {
    name: String,
    request: Value,
    expected: Value,
}

fn cases() -> Vec<Case> {
    let read = |path: &Path| serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut cases: Vec<Case> = std::fs::read_dir(root().join("tests/corpus"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .map(|path| Case {
            name: path.file_name().unwrap().to_str().unwrap().to_owned(),
            request: read(&path.join("request.json")),
            expected: read(&path.join("expected.json")),
        })
        .collect();
    cases.sort_by(|one, other| one.name.cmp(&other.name));
    cases
}

/// Names and values, as HARs write them.
fn named(pairs: &Value) -> Vec<Value> {
    let pairs = pairs.as_array().map(Vec::as_slice).unwrap_or_default();
    pairs.iter().map(|pair| json!({"name": pair[0], "value": pair[1]})).collect()
}

/// The body's fields of a request, each written by the tool that has a way for it.
fn body(body: &Value, fields: &mut Value) {
    let base64 = |text: &str| json!({"mimeType": "", "text": text, "encoding": "base64"});
    if body == "unseen" {
        fields["bodySize"] = json!(1000);
    } else if let Some(text) = body["text"].as_str() {
        fields["postData"] = json!({"mimeType": "", "text": text});
    } else if let Some(text) = body["base64"].as_str() {
        fields["postData"] = base64(text);
    } else if let Some(parts) = body["parts"].as_array() {
        // Parts are the browser's: on the wire they are one body.
        let whole: Vec<u8> =
            parts.iter().flat_map(|part| STANDARD.decode(part.as_str().unwrap()).unwrap()).collect();
        fields["postData"] = base64(&STANDARD.encode(whole));
    } else if !body["form"].is_null() {
        fields["postData"] = json!({"mimeType": "", "params": named(&body["form"])});
    }
}

fn har(request: &Value) -> String {
    let earlier = request["earlier"].as_array().map(Vec::as_slice).unwrap_or_default();
    let visits: Vec<&Value> =
        earlier.iter().chain((!request["page"].is_null()).then_some(&request["page"])).collect();
    let answer = json!({"status": 200, "content": {"mimeType": ""}});
    let mut entries: Vec<Value> = visits
        .iter()
        .enumerate()
        .map(|(at, page)| {
            let headers = [json!({"name": "sec-fetch-dest", "value": "document"})];
            json!({"pageref": at.to_string(), "response": answer,
                "request": {"method": "GET", "url": page, "headers": headers}})
        })
        .collect();
    let kind = request["type"].as_str().unwrap_or("xmlhttprequest");
    let mut headers = named(&request["headers"]);
    if kind == "sub_frame" {
        headers.push(json!({"name": "sec-fetch-dest", "value": "iframe"}));
    }
    let method = request["method"].as_str().unwrap_or("GET");
    let mut fields = json!({"method": method, "url": request["url"], "headers": headers});
    body(&request["body"], &mut fields);
    let mut entry = json!({"request": fields, "response": answer, "_resourceType": match kind {
        "xmlhttprequest" => "xhr",
        "sub_frame" => "document",
        other => other,
    }});
    if !request["page"].is_null() {
        entry["pageref"] = json!((visits.len() - 1).to_string());
    }
    entries.push(entry);
    let title = &request["title"];
    let pages: Vec<Value> =
        (0..visits.len()).map(|at| json!({"id": at.to_string(), "title": title})).collect();
    // In the order in which tools write them: what entries belong to comes first.
    let (pages, entries) = (Value::from(pages), Value::from(entries));
    format!(
        r#"{{"log":{{"creator":{{"name":"corpus","version":"1"}},"pages":{pages},"entries":{entries}}}}}"#
    )
}

/// What a row of a report says was told, as the corpus writes it.
fn told(row: &Value) -> Vec<Value> {
    let findings = row["findings"].as_array().unwrap();
    let told = |finding: &Value| {
        let mut told =
            json!({"category": finding["category"], "at": finding["at"], "value": finding["value"]});
        if finding["flags"] != json!([]) {
            told["flags"] = finding["flags"].clone();
        }
        told
    };
    findings.iter().map(told).collect()
}

#[test]
fn every_case_gives_what_it_says() {
    let all = cases();
    let (left_out, through): (Vec<_>, Vec<_>) =
        all.iter().partition(|case| beyond_a_har(&case.request).is_some());
    for (reason, names) in LEFT_OUT {
        let of = |case: &&&Case| beyond_a_har(&case.request) == Some(reason);
        let found: Vec<&str> = left_out.iter().filter(of).map(|case| case.name.as_str()).collect();
        assert_eq!(found, names, "{reason}");
    }
    let files: Vec<String> = through
        .iter()
        .map(|case| file("corpus", &format!("{}.har", case.name), har(&case.request).as_bytes()))
        .collect();
    let mut args = vec!["report", "--format", "json", "--reveal"];
    args.extend(files.iter().map(String::as_str));
    let run = telltale(&args);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    let report = run.report();
    let captures = report["captures"].as_array().unwrap();
    assert_eq!(captures.len(), through.len());
    let mut rows = report["requests"].as_array().unwrap().iter();
    let mut wrong = Vec::new();
    for (case, capture) in through.iter().zip(captures) {
        // The last of a capture is the case, the others are pages on the way there.
        let count = capture["requests"].as_u64().unwrap() as usize;
        let row = rows.by_ref().take(count).last().unwrap();
        let (found, body) = (told(row), &row["body"]);
        if found != *case.expected["findings"].as_array().unwrap() || *body != case.expected["body"] {
            wrong.push(format!(
                "{}\nexpected {:#}\nfound {body} {:#}",
                case.name,
                case.expected,
                Value::from(found)
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), through.len(), wrong.join("\n\n"));
    assert_eq!(through.len() + 1, all.len());
    assert!(through.len() >= 205, "{} cases", through.len());
}
