//! `telltale evidence`: a document that fits its schema, that anybody can check, and that shows no value.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects in the shortest way")]

mod common;

use common::{Run, capture, file, folder, telltale, telltale_on};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const UUID: &str = "8d6f1c3e-52a7-4b0e-9f64-1f3a0c77be21";
const ANDROID_ID: &str = "9774d56d682e549c";
const KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

fn evidence(more: &[&str]) -> Run {
    let (normal, private) = (capture("chromium.har"), capture("mitmproxy.har"));
    telltale(&[&["evidence", "--normal", &normal, "--private", &private], more].concat())
}

fn document(more: &[&str]) -> Value {
    let run = evidence(more);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    run.fitting("evidence.schema.json")
}

/// The canonical form of RFC 8785, for what is in these documents: whole numbers, and keys within one plane of Unicode.
fn canonical(value: &Value, out: &mut String) {
    let separated = |index: usize, out: &mut String| {
        if index > 0 {
            out.push(',');
        }
    };
    match value {
        Value::Object(members) => {
            let mut names: Vec<&String> = members.keys().collect();
            names.sort();
            out.push('{');
            for (index, name) in names.into_iter().enumerate() {
                separated(index, out);
                out.push_str(&format!("{}:", json!(name)));
                canonical(&members[name], out);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                separated(index, out);
                canonical(item, out);
            }
            out.push(']');
        }
        Value::Number(number) => {
            let number = number.as_f64().unwrap();
            assert_eq!(number.fract(), 0.0, "this test knows whole numbers only");
            out.push_str(&format!("{number}"));
        }
        simple => out.push_str(&simple.to_string()),
    }
}

fn seal(document: &Value) -> String {
    let mut rest = document.clone();
    rest.as_object_mut().unwrap().remove("integrity");
    let mut text = String::new();
    canonical(&rest, &mut text);
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_document_fits_its_schemas_and_is_sealed() {
    let mut document = document(&[]);
    assert_eq!(document["integrity"]["sha256"], seal(&document));
    let schema = std::fs::read_to_string(common::root().join("docs/comparison.schema.json")).unwrap();
    let schema = jsonschema::draft202012::new(&serde_json::from_str(&schema).unwrap()).unwrap();
    assert!(schema.is_valid(&document["comparison"]));
    document["verdicts"][0]["statement"] = json!("Nothing was seen.");
    assert_ne!(document["integrity"]["sha256"], seal(&document));
}

#[test]
fn every_verdict_rests_on_observations_that_are_there() {
    let document = document(&[]);
    let observations = document["observations"].as_array().unwrap();
    for verdict in document["verdicts"].as_array().unwrap() {
        let rests_on = verdict["rests_on"].as_array().unwrap();
        assert!(!rests_on.is_empty(), "{verdict}");
        for id in rests_on {
            assert!(observations.iter().any(|one| one["id"] == *id), "{verdict}");
        }
    }
    assert_eq!(document["verdicts"][0]["code"], "linked");
    let says = |text: &str| {
        let verdicts = document["verdicts"].as_array().unwrap();
        assert!(
            verdicts.iter().any(|one| one["statement"].as_str().unwrap().contains(text)),
            "{verdicts:#?}"
        );
    };
    says("miui.com was told the same device_hw_id in normal and in private windows (certain).");
    says("In private windows miui.com was told page_url, search_query, device_hw_id");
}

#[test]
fn the_mint_upload_is_encoded_and_not_encrypted_and_says_how_to_open_it() {
    let document = document(&[]);
    let told = |one: &Value| {
        let findings = one["findings"].as_array().unwrap();
        findings.iter().find(|found| found["category"] == "device_hw_id").cloned()
    };
    let observations = document["observations"].as_array().unwrap();
    let (upload, finding) = observations.iter().find_map(|one| Some((one, told(one)?))).unwrap();
    assert_eq!(upload["recipient"]["host"], "sa.api.intl.miui.com");
    assert_eq!(upload["transport"], json!({"scheme": "https", "tls": true, "payload": "encoded"}));
    assert_eq!(finding["decode"], json!(["base64", "gzip", "json"]));
    assert_eq!(finding["dpv"][0], "https://w3id.org/dpv/pd#DeviceBased");
    assert_eq!(finding["value"]["length"], 16);
}

#[test]
fn equal_values_have_equal_hashes_under_one_key_and_no_other() {
    let hashes = |document: &Value| -> Vec<String> {
        let observations = document["observations"].as_array().unwrap();
        let findings = observations.iter().flat_map(|one| one["findings"].as_array().unwrap());
        findings.map(|one| one["value"]["hmac"].as_str().unwrap().to_owned()).collect()
    };
    let [first, again] = [document(&["--key", KEY]), document(&["--key", KEY])];
    assert_eq!(hashes(&first), hashes(&again));
    assert_ne!(hashes(&first), hashes(&document(&[])));
    assert_ne!(first["id"], again["id"]);
}

#[test]
fn without_reveal_no_value_is_shown_and_no_directory() {
    for format in ["json", "html"] {
        let run = evidence(&["--format", format]);
        for secret in [UUID, ANDROID_ID, "from=tr", "tests/captures"] {
            assert!(!run.out.contains(secret), "{format} shows {secret}");
        }
        assert!(evidence(&["--format", format, "--reveal"]).out.contains(ANDROID_ID));
    }
}

#[test]
fn what_nobody_states_is_absent_and_what_somebody_states_is_there() {
    let plain = document(&[]);
    for member in ["label", "subject", "protocol", "statements", "headers", "raw"] {
        assert!(plain.get(member).is_none(), "{member}");
    }
    assert!(plain["tool"].get("core_sha256").is_none());
    let about = json!({
        "subject": {"browser": {"name": "Mint", "version": "3.4.3"}, "settings": [{"name": "Enhanced Incognito Mode", "value": "off"}]},
        "protocol": {"id": "two-session-visit/1", "steps": [{"action": "open a page", "target": "https://news.example/", "mode": "private"}]},
        "statements": [{"by": "vendor", "text": "aggregated usage statistics"}],
    });
    let about_file = file("evidence", "about.json", about.to_string().as_bytes());
    let incident =
        file("evidence", "incident.json", br#"{"title": "A browser told", "ai_principles": ["Privacy"]}"#);
    let stated = document(&["--about", &about_file, "--incident", &incident, "--label", "Mint"]);
    for member in ["subject", "protocol", "statements"] {
        assert_eq!(stated[member], about[member]);
    }
    let header =
        json!({"title": "A browser told", "ai_principles": ["Privacy"], "ai_involvement": "not assessed"});
    assert_eq!((&stated["label"], &stated["headers"]["oecd_aim"]), (&json!("Mint"), &header));
    assert_eq!(stated["integrity"]["sha256"], seal(&stated));
}

#[test]
fn a_statement_that_is_no_field_is_refused_with_its_place() {
    for (name, text) in [
        ("unknown.json", r#"{"subjekt": {}}"#),
        ("assessed.json", r#"{"ai_involvement": "certain"}"#),
        ("broken.json", "{"),
    ] {
        let path = file("evidence", name, text.as_bytes());
        for option in ["--about", "--incident"] {
            let run = evidence(&[option, &path]);
            assert_eq!(run.status, 1, "{name} {option}");
            assert!(run.sentence().contains(name) && run.err.contains("line 1"), "{}", run.err);
        }
    }
}

#[test]
fn a_directory_gets_both_files_and_keeps_them() {
    let out = folder("evidence_out");
    for name in ["evidence.json", "evidence.html"] {
        _ = std::fs::remove_file(out.join(name));
    }
    let out = out.to_str().unwrap();
    let run = evidence(&["--out", out]);
    assert_eq!((run.status, run.out.as_str(), run.err.as_str()), (0, "", ""));
    let read = |name: &str| std::fs::read_to_string(format!("{out}/{name}")).unwrap();
    let json: Value = serde_json::from_str(&read("evidence.json")).unwrap();
    assert_eq!(json["integrity"]["sha256"], seal(&json));
    assert!(read("evidence.html").contains(json["integrity"]["sha256"].as_str().unwrap()));
    let again = evidence(&["--out", out]);
    assert_eq!(again.status, 1);
    assert!(again.sentence().contains("evidence.json"));
}

#[test]
fn the_raw_requests_give_the_same_evidence_again() {
    let raw = folder("evidence_raw").join("requests.har");
    _ = std::fs::remove_file(&raw);
    let raw = raw.to_str().unwrap();
    let with = document(&["--raw-har", raw, "--key", KEY]);
    let text = std::fs::read_to_string(raw).unwrap();
    let sha256: String = Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(with["raw"], json!({"file": "requests.har", "sha256": sha256, "entries": 8}));
    let har: Value = serde_json::from_str(&text).unwrap();
    assert!(har["log"]["comment"].as_str().unwrap().contains("cookies"), "it says what it holds");
    let told = |report: &Value| -> Vec<Value> {
        let requests = report["requests"].as_array().unwrap();
        let members = ["mode", "method", "url", "type", "site", "party", "sent", "findings", "score", "at"];
        requests.iter().map(|one| members.iter().map(|name| one[*name].clone()).collect()).collect()
    };
    let report =
        |args: &[&str]| telltale(&[&["report", "--format", "json", "--key", KEY], args].concat()).report();
    let mut expected = told(&report(&["--mode", "normal", &capture("chromium.har")]));
    expected.extend(told(&report(&["--mode", "private", &capture("mitmproxy.har")])));
    assert_eq!(told(&report(&[raw])), expected);
}

#[test]
fn the_raw_requests_of_a_network_log_are_still_those_of_the_browser() {
    let raw = folder("evidence_raw").join("netlog.har");
    _ = std::fs::remove_file(&raw);
    let raw = raw.to_str().unwrap();
    let (log, har) = (capture("netlog-everything.json.gz"), capture("mitmproxy.har"));
    telltale(&["evidence", "--normal", &log, "--private", &har, "--raw-har", raw])
        .fitting("evidence.schema.json");
    let told = |report: &Value| -> Vec<Value> {
        let normal = report["requests"].as_array().unwrap().iter().filter(|one| one["mode"] == "normal");
        let members = ["url", "method", "party", "initiator", "site", "component", "sent"];
        normal.map(|one| members.iter().map(|name| one[*name].clone()).collect()).collect()
    };
    let report =
        |args: &[&str]| telltale(&[&["report", "--format", "json", "--key", KEY], args].concat()).report();
    let expected = told(&report(&["--mode", "normal", &log]));
    assert!(expected.iter().any(|one| one[2] == "browser" && !one[5].is_null()));
    assert_eq!(told(&report(&[raw])), expected);
}

#[test]
fn a_request_of_the_browser_says_whose_endpoint_it_was_and_what_asked() {
    let entry = json!({
        "startedDateTime": "2026-05-04T01:30:00.000Z",
        "_telltaleInitiator": "browser", "_telltaleComponent": "omnibox_suggest",
        "request": {"method": "GET", "url": "https://merino.services.mozilla.com/api/v1/suggest?q=rare%20illness"},
        "response": {"status": 200}});
    let har = json!({"log": {"version": "1.2", "creator": {"name": "telltale", "version": "1"}, "entries": [entry]}});
    let private = folder("evidence_browser").join("private.har");
    std::fs::write(&private, har.to_string()).unwrap();
    let normal = capture("mitmproxy.har");
    let document = telltale(&["evidence", "--normal", &normal, "--private", private.to_str().unwrap()])
        .fitting("evidence.schema.json");
    let found = document["observations"].as_array().unwrap().iter().find(|one| one["session"] == "private");
    let (observation, recipient) = (found.unwrap(), &found.unwrap()["recipient"]);
    assert_eq!(
        (&observation["component"], &recipient["relation"]),
        (&json!("omnibox_suggest"), &json!("browser"))
    );
    assert_eq!((&recipient["vendor"], &recipient["purpose"]), (&json!("Mozilla"), &json!("suggestions")));
}

#[test]
fn a_capture_may_come_through_a_pipe_and_has_a_fingerprint_all_the_same() {
    let bytes = std::fs::read(capture("binary-mitmproxy.zhar")).unwrap();
    let private = capture("mitmproxy.har");
    let run = telltale_on(&["evidence", "--normal", "-", "--private", &private], &bytes);
    let document = run.fitting("evidence.schema.json");
    let sha256: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(document["captures"][0]["file_sha256"], sha256);
    assert_eq!(document["captures"][0]["bytes"], bytes.len());
}

#[test]
fn a_network_log_is_evidence_as_a_har_is() {
    let (log, har) = (capture("netlog-everything.json.gz"), capture("mitmproxy.har"));
    let document =
        telltale(&["evidence", "--normal", &log, "--private", &har]).fitting("evidence.schema.json");
    let sources: Vec<_> =
        document["captures"].as_array().unwrap().iter().map(|capture| capture["source"].clone()).collect();
    assert_eq!(sources, [json!("netlog"), json!("har")]);
    let of_log: Vec<_> = document["observations"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|observation| observation["capture"] == "normal-1")
        .collect();
    let told = |category: &str| {
        of_log.iter().any(|one| {
            one["findings"].as_array().is_some_and(|all| all.iter().any(|it| it["category"] == category))
        })
    };
    assert!(told("page_url") && told("persistent_id"));
    assert_eq!(document["integrity"]["sha256"], seal(&document));
}

#[test]
fn a_side_that_is_missing_or_no_capture_is_said() {
    assert_eq!(telltale(&["evidence", "--normal", &capture("chromium.har")]).status, 1);
    let run = telltale(&["evidence", "--normal", &capture("chromium.har"), "--private", "nowhere.har"]);
    assert_eq!(run.status, 1);
    assert!(run.sentence().contains("nowhere.har"));
}
