//! Captures and arguments that are wrong: what could be read is reported, and one sentence says what to do.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects in the shortest way")]

mod common;

use common::{capture, file, folder, telltale, telltale_on};
use serde_json::{Value, json};

fn json_of(input: &[u8]) -> (common::Run, Value) {
    let run = telltale_on(&["report", "--format", "json", "-"], input);
    let report = run.report();
    (run, report)
}

fn fails(args: &[&str], input: &[u8], says: &[&str]) {
    let run = telltale_on(args, input);
    assert_eq!((run.status, run.out.as_str()), (1, ""), "{}", run.err);
    for part in says {
        assert!(run.sentence().contains(part), "{part:?} is not in {:?}", run.err);
    }
}

#[test]
fn a_file_that_is_no_capture_is_said_to_be_none() {
    let report = &["report", "-"];
    fails(report, b"", &["standard input", "empty", "docs/capturing.md"]);
    fails(report, b"<!doctype html>", &["byte 0", "not JSON"]);
    fails(report, b"{\"constants\":{},\"events\":[]}", &["network log of Chromium", "\"constants\""]);
    fails(report, b"{\"version\":1}", &["\"version\""]);
    fails(report, b"{\"log\":{\"version\":\"1.2\"}}", &["entries"]);
    fails(report, b"{\"log\":{\"version\"", &["byte 17"]);
    fails(report, b"PK\x03\x04rest", &["compression is damaged"]);
    fails(report, b"PK\x05\x06\0\0\0\0", &["no file in this zip archive"]);
    fails(report, b"\xFF\xFE{\0", &["UTF-16", "UTF-8"]);
    fails(report, b"\x1F\x8B\x08broken", &["compression is damaged"]);
    fails(report, b"\x0A\x0D\x0D\x0A", &["packet capture"]);
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let missing = folder("unreadable").join("no-such.har");
    fails(&["report", missing.to_str().unwrap()], b"", &["no-such.har", "no such file", "check its name"]);
    let directory = folder("unreadable");
    fails(&["report", directory.to_str().unwrap()], b"", &["directory", "name the files in it"]);
    // The wrong name comes second: nothing is written before it is known to be wrong.
    fails(&["report", &capture("chromium.har"), missing.to_str().unwrap()], b"", &["no-such.har"]);
    fails(&["report", "-", "-"], b"", &["only once"]);
    fails(&["report", "--list", missing.to_str().unwrap(), &capture("chromium.har")], b"", &["no-such.har"]);
    fails(
        &["report", "--beacons", missing.to_str().unwrap(), &capture("chromium.har")],
        b"",
        &["no-such.har"],
    );
}

#[test]
fn own_beacons_that_do_not_fit_are_refused_by_place() {
    let folder = folder("beacons");
    let refused = |name: &str, bytes: &[u8], parts: &[&str]| {
        let path = folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        for command in ["compare", "evidence"] {
            let (own, file) = (path.to_str().unwrap(), capture("chromium.har"));
            fails(&[command, "--normal", &file, "--private", &file, "--beacons", own], b"", parts);
        }
    };
    refused("cut.json", b"{\"schema\":", &["cut.json", "line 1, column 10", "docs/adding-a-decoder.md"]);
    refused("other.json", b"{}", &["other.json", "telltale/beacons/1"]);
    refused("bytes.json", b"{\"\xff\"}", &["bytes.json", "at byte 2", "UTF-8"]);
    let boundless = br#"{"schema": "telltale/beacons/1", "beacons": [{"name": "mine", "source": "a test",
        "marks": [{}], "fields": [{"field": "a", "is": "contact"}]}]}"#;
    refused("boundless.json", boundless, &["boundless.json", "beacons[0].marks[0]", "name a host"]);
}

#[test]
fn a_capture_that_is_cut_off_gives_what_it_has_and_status_1() {
    let whole = std::fs::read(capture("mitmproxy.har")).unwrap();
    let text = String::from_utf8(whole.clone()).unwrap();
    let third = text.match_indices("startedDateTime").nth(2).unwrap().0;
    let (run, report) = json_of(&whole[..third]);
    assert_eq!(run.status, 1);
    assert!(run.sentence().contains(&format!("at byte {third}")), "{}", run.err);
    assert_eq!(report["requests"].as_array().unwrap().len(), 2);
    assert_eq!(report["captures"][0]["entries"], 3);
    let skipped = &report["captures"][0]["skipped"];
    assert!(skipped[0]["place"].as_str().unwrap().starts_with("log.entries[2] (byte "), "{skipped}");
    assert!(report["blind_spots"].as_array().unwrap().iter().any(|spot| spot["code"] == "truncated"));
}

#[test]
fn a_condition_that_holds_in_what_was_read_outweighs_the_cut() {
    let whole = std::fs::read(capture("mitmproxy.har")).unwrap();
    let args = |limit| ["report", "--fail-over", limit, "-"];
    assert_eq!(telltale_on(&args("20"), &whole[..whole.len() - 10]).status, 2);
    assert_eq!(telltale_on(&args("100"), &whole[..whole.len() - 10]).status, 1);
}

#[test]
fn a_compressed_capture_that_is_cut_off_gives_what_it_has() {
    use std::io::Write as _;
    let whole = std::fs::read(capture("mitmproxy.har")).unwrap();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    gzip.write_all(&whole).unwrap();
    let gzip = gzip.finish().unwrap();
    let (run, report) = json_of(&gzip[..gzip.len() / 2]);
    assert_eq!(run.status, 1);
    assert!(run.sentence().contains("compression is damaged"), "{}", run.err);
    assert!(!report["requests"].as_array().unwrap().is_empty());
}

#[test]
fn one_broken_entry_is_listed_and_the_rest_is_reported() {
    let text = std::fs::read_to_string(capture("chromium.har")).unwrap();
    let mut har: Value = serde_json::from_str(&text).unwrap();
    har["log"]["entries"][1]["request"] = json!("gone");
    let (run, report) = json_of(har.to_string().as_bytes());
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    assert_eq!(report["requests"].as_array().unwrap().len(), 3);
    let skipped = report["captures"][0]["skipped"].as_array().unwrap();
    assert_eq!(skipped.len(), 1);
    assert!(skipped[0]["place"].as_str().unwrap().starts_with("log.entries[1] (byte "));
    assert_eq!(skipped[0]["reason"], "it has no request");
}

#[test]
fn an_address_that_does_not_parse_is_listed() {
    let entry = |url: &str| json!({"request": {"method": "GET", "url": url}, "response": {"status": 200}});
    let har = json!({"log": {"entries": [entry("https://"), entry("data:text/plain,x"), entry("https://a.example/")]}});
    let (run, report) = json_of(har.to_string().as_bytes());
    assert_eq!(run.status, 0);
    assert_eq!(report["requests"].as_array().unwrap().len(), 1);
    let skipped = report["captures"][0]["skipped"].as_array().unwrap();
    assert_eq!(skipped[0]["place"], "log.entries[0].request.url");
    assert!(skipped[0]["reason"].as_str().unwrap().contains("does not parse"));
    assert!(skipped[1]["reason"].as_str().unwrap().contains("no host"));
}

#[test]
fn an_address_of_two_megabytes_is_judged() {
    let url = format!("https://t.example/?dl=https%3A%2F%2Fnews.example%2Fa&x={}", "y".repeat(2 << 20));
    let headers = json!([{"name": "Referer", "value": "https://news.example/a"}]);
    let request = json!({"method": "GET", "url": url, "headers": headers});
    let har = json!({"log": {"entries": [{"request": request, "response": {"status": 200}}]}});
    let (run, report) = json_of(har.to_string().as_bytes());
    assert_eq!(run.status, 0);
    assert_eq!(report["requests"][0]["recipient"]["host"], "t.example");
    let found = report["requests"][0]["findings"].as_array().unwrap();
    assert!(found.iter().any(|finding| finding["at"] == "query/dl"), "{found:?}");
}

#[test]
fn skipped_entries_without_end_are_listed_up_to_a_thousand() {
    let har = format!("{{\"log\":{{\"entries\":[{}1]}}}}", "0,".repeat(5000));
    let (_, report) = json_of(har.as_bytes());
    let skipped = report["captures"][0]["skipped"].as_array().unwrap();
    assert_eq!(skipped.len(), 1001);
    assert_eq!(skipped[1000]["reason"], "and 4001 more");
}

#[test]
fn usage_errors_are_status_1_and_help_is_not() {
    for args in [
        &["report"][..],
        &["report", "--mode", "both", "x.har"],
        &["report", "--format", "html", "x"],
        &["no"],
    ] {
        let run = telltale(args);
        assert_eq!((run.status, run.out.as_str()), (1, ""), "{args:?}");
        assert!(!run.err.is_empty());
    }
    for args in
        [&["--help"][..], &["report", "--help"], &["match", "--help"], &["lists", "compile", "--help"]]
    {
        let run = telltale(args);
        assert_eq!((run.status, run.err.as_str()), (0, ""), "{args:?}");
        assert!(run.out.contains("Example") || args == ["--help"], "{args:?}: {}", run.out);
    }
    assert!(telltale(&["--version"]).out.starts_with("telltale "));
}

#[cfg(unix)]
#[test]
fn a_reader_that_has_read_enough_is_no_error() {
    use std::process::{Command, Stdio};
    let entry =
        json!({"request": {"method": "GET", "url": "https://a.example/"}, "response": {"status": 200}});
    let many =
        file("pipe", "many.har", json!({"log": {"entries": vec![entry; 5000]}}).to_string().as_bytes());
    let mut child = Command::new(env!("CARGO_BIN_EXE_telltale"))
        .args(["report", "--format", "json", &many])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), b"".as_slice()));
}
