//! `telltale report` on captures of every tool.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects in the shortest way")]

mod common;

use std::collections::BTreeSet;
use std::io::Write as _;

use common::{capture, file, telltale, telltale_on};
use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use serde_json::{Value, json};

const TOOLS: [&str; 6] =
    ["chromium.har", "firefox.har", "mitmproxy.har", "charles.har", "http-toolkit.har", "pcapdroid.har"];

fn findings(report: &Value) -> BTreeSet<String> {
    let requests = report["requests"].as_array().unwrap();
    requests
        .iter()
        .flat_map(|request| {
            let host = &request["recipient"]["host"];
            request["findings"].as_array().unwrap().iter().map(move |finding| {
                format!("{host} {} {} {}", finding["category"], finding["at"], finding["value"])
            })
        })
        .collect()
}

fn revealed(file: &str) -> Value {
    let run = telltale(&["report", "--format", "json", "--reveal", &capture(file)]);
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{file}");
    run.report()
}

#[test]
fn sensors_analytics_tells_the_page_and_the_opening_shows_where() {
    let found = findings(&revealed("mitmproxy.har"));
    let page = "https://news.example/politics/article?id=7&from=tr%C3%A4ume";
    let host = "sa.api.intl.miui.com";
    for line in [
        format!(r#""{host}" "page_url" "body/data › base64 › json › properties.url" "{page}""#),
        format!(r#""{host}" "page_url" "body/data_list › base64 › gzip › json › 0.properties.url" "{page}""#),
        format!(
            r#""{host}" "device_hw_id" "body/data_list › base64 › gzip › json › 0.properties.$device_id" "9774d56d682e549c""#
        ),
        format!(r#""www.google-analytics.com" "page_url" "query/dl" "{page}""#),
    ] {
        assert!(found.contains(&line), "{line} is not in {found:#?}");
    }
}

#[test]
fn six_tools_give_the_same_findings() {
    let expected = findings(&revealed(TOOLS[0]));
    assert!(expected.len() > 20);
    for tool in &TOOLS[1..] {
        assert_eq!(findings(&revealed(tool)), expected, "{tool}");
    }
}

#[test]
fn mints_upload_opens_whichever_tool_wrote_it_and_whatever_the_window() {
    let list = "body/data_list › base64 › gzip › json ›";
    let page = "https://news.example/politics/article?id=7&from=tr%C3%A4ume";
    let uuid = "8d6f1c3e-52a7-4b0e-9f64-1f3a0c77be21";
    let expected = [
        ("persistent_id", "0.distinct_id", uuid),
        ("persistent_id", "0.anonymous_id", uuid),
        ("device_profile", "0.properties.$os", "Android"),
        ("device_profile", "0.properties.$os_version", "9"),
        ("device_profile", "0.properties.$manufacturer", "Xiaomi"),
        ("device_profile", "0.properties.$model", "Redmi Note 8"),
        ("device_profile", "0.properties.$screen_width", "1080"),
        ("device_profile", "0.properties.$screen_height", "2340"),
        ("device_hw_id", "0.properties.$device_id", "9774d56d682e549c"),
        ("persistent_id", "0.properties.uuid", uuid),
        ("device_profile", "0.properties.system_language", "en"),
        ("page_url", "0.properties.url", page),
        ("search_query", "1.properties.search_word", "clinics near me"),
    ]
    .map(|(category, at, value)| (category.to_owned(), format!("{list} {at}"), value.to_owned()));
    for tool in TOOLS {
        for mode in ["normal", "private"] {
            let args = ["report", "--format", "json", "--reveal", "--mode", mode, &capture(tool)];
            let report = telltale(&args).report();
            let upload = &report["requests"][3];
            assert_eq!((&upload["mode"], &upload["body"]), (&json!(mode), &json!("seen")), "{tool}");
            let asked = ["page_url", "search_query", "persistent_id", "device_hw_id", "device_profile"];
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            let found: Vec<_> = upload["findings"]
                .as_array()
                .unwrap()
                .iter()
                .map(|finding| (text(&finding["category"]), text(&finding["at"]), text(&finding["value"])))
                .filter(|(category, ..)| asked.contains(&category.as_str()))
                .collect();
            assert_eq!(found, expected, "{tool}, {mode}");
        }
    }
}

#[test]
fn a_binary_body_opens_whichever_way_it_was_written() {
    let expected = findings(&revealed("binary-pcapdroid.har"));
    assert!(expected.iter().any(|line| line.contains("body › gzip › json › 0.uuid")), "{expected:#?}");
    for file in [
        "binary-mitmproxy.har",
        "binary-mitmproxy.zhar",
        "binary-mitmproxy-latin1.har",
        "binary-http-toolkit.har",
    ] {
        assert_eq!(findings(&revealed(file)), expected, "{file}");
    }
}

#[test]
fn the_mode_is_the_one_given_and_else_unknown() {
    for (args, mode) in
        [(&["--mode", "private"][..], "private"), (&["--mode", "normal"], "normal"), (&[], "unknown")]
    {
        let chromium = capture("chromium.har");
        let report = telltale(&[&["report", "--format", "json", &chromium], args].concat()).report();
        for request in report["requests"].as_array().unwrap() {
            assert_eq!(request["mode"], mode);
        }
        assert_eq!(report["summary"]["modes"][mode]["requests"], 4);
    }
}

#[test]
fn a_private_window_never_scores_less() {
    let exposure = |mode: &str| {
        let report =
            telltale(&["report", "--format", "json", "--mode", mode, &capture("chromium.har")]).report();
        report["requests"]
            .as_array()
            .unwrap()
            .iter()
            .map(|r| r["score"].as_u64().unwrap())
            .collect::<Vec<_>>()
    };
    for (normal, private) in exposure("normal").iter().zip(exposure("private")) {
        assert!(*normal <= private);
    }
}

#[test]
fn values_are_shown_only_when_asked_for() {
    for format in ["json", "text"] {
        let run = telltale(&["report", "--format", format, &capture("charles.har")]);
        assert_eq!(run.status, 0);
        for secret in
            ["9774d56d682e549c", "8d6f1c3e-52a7-4b0e-9f64-1f3a0c77be21", "1234567890.1588549800", "from=tr"]
        {
            assert!(!run.out.contains(secret), "{format} shows {secret}");
        }
        let revealed = telltale(&["report", "--reveal", "--format", format, &capture("charles.har")]);
        assert!(revealed.out.contains("9774d56d682e549c"), "{format}");
    }
}

#[test]
fn a_key_makes_hashes_comparable_and_its_absence_does_not() {
    let hashes = |args: &[&str]| {
        let chromium = capture("chromium.har");
        let report = telltale(&[&["report", "--format", "json", &chromium], args].concat()).report();
        let requests = report["requests"].as_array().unwrap().clone();
        let all =
            requests.iter().flat_map(|r| r["findings"].as_array().unwrap().iter().map(|f| f["hmac"].clone()));
        all.map(|hmac| hmac.as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let key = "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF";
    assert_eq!(hashes(&["--key", key]), hashes(&["--key", key]));
    assert_ne!(hashes(&[]), hashes(&[]));
    let run = telltale(&["report", "--key", "00", &capture("chromium.har")]);
    assert_eq!(run.status, 1);
    assert!(run.err.contains("64 hexadecimal digits"), "{}", run.err);
}

#[test]
fn compression_and_standard_input_change_nothing() {
    let plain = std::fs::read(capture("firefox.har")).unwrap();
    let expected = findings(&revealed("firefox.har"));
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(&plain).unwrap();
    let gzip = gzip.finish().unwrap();
    let mut both = ZlibEncoder::new(Vec::new(), Compression::best());
    both.write_all(&gzip).unwrap();
    let with_mark = [b"\xEF\xBB\xBF".as_slice(), &plain].concat();
    for input in [plain.clone(), gzip.clone(), both.finish().unwrap(), with_mark] {
        let run = telltale_on(&["report", "--format", "json", "--reveal", "-"], &input);
        let report = run.report();
        assert_eq!(findings(&report), expected);
        assert_eq!(report["captures"][0]["file"], "standard input");
    }
    // The name says nothing: the content decides.
    let misnamed = file("compression", "firefox.txt", &gzip);
    assert_eq!(
        findings(&telltale(&["report", "--format", "json", "--reveal", &misnamed]).report()),
        expected
    );
}

#[test]
fn several_captures_are_one_report() {
    let run =
        telltale(&["report", "--format", "json", &capture("chromium.har"), &capture("http-toolkit.har")]);
    let report = run.report();
    let ids: BTreeSet<_> =
        report["requests"].as_array().unwrap().iter().map(|r| r["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 8);
    assert_eq!(report["captures"].as_array().unwrap().len(), 2);
    let codes: Vec<_> =
        report["blind_spots"].as_array().unwrap().iter().map(|spot| spot["code"].clone()).collect();
    assert_eq!(codes, ["browser_traffic", "sanitised", "tls_refused"]);
}

#[test]
fn a_condition_that_holds_is_status_2() {
    let fail_over = |limit: &str| telltale(&["report", "--fail-over", limit, &capture("chromium.har")]);
    let run = fail_over("99");
    assert_eq!(run.status, 2);
    assert!(run.out.contains("Exposure 100 of 100"), "{}", run.out);
    assert_eq!(fail_over("100").status, 0);
    assert_eq!(fail_over("101").status, 1);
}

#[test]
fn another_list_replaces_the_built_in_one() {
    let list = file("list", "own.txt", b"! Title: Own rules\n||sa.api.intl.miui.com^\n");
    let run = telltale(&["report", "--format", "json", "--list", &list, &capture("chromium.har")]);
    let report = run.report();
    assert_eq!(report["lists"][0]["name"], "Own rules");
    let matched: Vec<_> =
        report["requests"].as_array().unwrap().iter().map(|r| r["match"]["rule"].clone()).collect();
    assert_eq!(
        matched,
        [json!(null), json!(null), json!("||sa.api.intl.miui.com^"), json!("||sa.api.intl.miui.com^")]
    );
}

#[test]
fn own_beacons_go_before_the_built_in_ones() {
    let own = file(
        "beacons",
        "own.json",
        br#"{"schema": "telltale/beacons/1", "beacons": [{"name": "mine", "source": "a test",
            "marks": [{"hosts": ["miui.com"]}], "fields": [{"field": "data_list", "is": "contact"}]}]}"#,
    );
    let told = |more: &[&str]| {
        let capture = capture("chromium.har");
        let args = [&["report", "--format", "json", &capture][..], more].concat();
        let report = telltale(&args).report();
        let requests = report["requests"].as_array().unwrap().clone();
        requests.iter().map(|request| request["beacon"].clone()).collect::<Vec<_>>()
    };
    assert!(!told(&[]).contains(&json!("own:mine")));
    let with = told(&["--beacons", &own]);
    assert_eq!(with.iter().filter(|name| **name == "own:mine").count(), 2, "{with:?}");
    let twice = telltale(&["report", "--beacons", &own, "--beacons", &own, &capture("chromium.har")]);
    assert_eq!(twice.status, 0, "{}", twice.err);
}

#[test]
fn a_request_that_never_left_told_nothing() {
    let har = json!({"log": {"creator": {"name": "WebInspector", "version": "1"}, "entries": [{
        "request": {"method": "GET", "url": "https://www.google-analytics.com/g/collect?v=2&cid=1234567890.1588549800",
            "headers": [{"name": "referer", "value": "https://news.example/"}]},
        "response": {"status": 0, "_error": "net::ERR_BLOCKED_BY_CLIENT"}}]}});
    let report = telltale_on(&["report", "--format", "json", "-"], har.to_string().as_bytes()).report();
    assert_eq!(report["requests"][0]["sent"], false);
    assert_eq!(report["requests"][0]["at"], Value::Null);
    assert_eq!(report["summary"]["exposure"], 0);
    let text = telltale_on(&["report", "-"], har.to_string().as_bytes());
    assert!(!text.out.contains("persistent_id"), "{}", text.out);
}

#[test]
fn what_could_not_be_opened_to_its_end_is_said() {
    let deep = "[".repeat(10_000);
    let har = json!({"log": {"creator": {"name": "any", "version": "1"}, "entries": [{
        "request": {"method": "POST", "url": "https://t.example/", "postData": {"mimeType": "", "text": deep}},
        "response": {"status": 200}}]}});
    let report = telltale_on(&["report", "--format", "json", "-"], har.to_string().as_bytes()).report();
    let spot = json!({"code": "opened_in_part", "count": 1, "hosts": ["t.example"]});
    assert!(report["blind_spots"].as_array().unwrap().contains(&spot), "{}", report["blind_spots"]);
    let text = telltale_on(&["report", "-"], har.to_string().as_bytes());
    assert!(text.out.contains("opened in part"), "{}", text.out);
}

#[test]
fn text_from_a_capture_cannot_steer_the_terminal() {
    let har = json!({"log": {"creator": {"name": "\u{1b}[2Jevil", "version": "1"}, "entries": [{
        "request": {"method": "GET", "url": "https://t.example/?dl=https%3A%2F%2Fnews.example%2F%1B%5B31m%E2%80%AE",
            "headers": [{"name": "referer", "value": "https://news.example/"}]}, "response": {"status": 200}}, "\u{1b}[5m"]}});
    let run = telltale_on(&["report", "--reveal", "-"], har.to_string().as_bytes());
    assert_eq!(run.status, 0);
    assert!(!run.out.contains(['\u{1b}', '\u{202e}']), "{:?}", run.out);
}

#[test]
fn what_the_browser_itself_asked_for_has_a_part_of_its_own() {
    let log = json!({
        "constants": {
            "clientInfo": {"name": "Chromium", "version": "156"},
            "logEventPhase": {"PHASE_BEGIN": 1, "PHASE_END": 2, "PHASE_NONE": 0},
            "logEventTypes": {"REQUEST_ALIVE": 1, "URL_REQUEST_START_JOB": 2,
                "HTTP_TRANSACTION_SEND_REQUEST_HEADERS": 3},
            "logSourceType": {"URL_REQUEST": 1},
            "timeTickOffset": 1_777_858_200_000_u64,
        },
        "events": [
            {"params": {"url": "https://update.googleapis.com/service/update2/json", "method": "GET",
                "initiator": "not an origin", "request_type": "other"},
                "phase": 1, "source": {"id": 1, "type": 1}, "time": "25", "type": 2},
            {"params": {"headers": ["host: update.googleapis.com"], "line": "GET / HTTP/1.1\r\n"},
                "phase": 0, "source": {"id": 1, "type": 1}, "time": "26", "type": 3},
            {"phase": 2, "source": {"id": 1, "type": 1}, "time": "27", "type": 1},
        ],
    });
    let run = |arguments: &[&str]| {
        telltale_on(&[&["report"], arguments, &["-"]].concat(), log.to_string().as_bytes())
    };
    let report = run(&["--format", "json"]).report();
    let summary = &report["summary"];
    assert_eq!(summary["sites"], json!([]));
    assert_eq!(summary["browser"]["requests"], 1);
    assert_eq!(summary["timeline"][0]["stretches"][0]["browser"], 1);
    assert_eq!(summary["browser"]["recipients"][0]["vendor"], "Google");
    assert_eq!(summary["browser"]["recipients"][0]["purposes"], json!(["update"]));
    assert_eq!(summary["recipients"][0]["purposes"], json!(["update"]));
    let text = run(&[]).out;
    assert!(text.contains("The browser itself\n"), "{text}");
    assert!(text.contains("googleapis.com: 1 request, endpoints of Google for update, told –"), "{text}");
    let page = run(&["--format", "html"]).out;
    assert!(page.contains("The browser itself") && page.contains("Google"), "{page}");
    assert!(
        page.contains("When it left") && page.contains("Windows: unknown. Stretches of 10 seconds"),
        "{page}"
    );
}
