//! The reader as a whole: what comes out of files that are whole, cut off, damaged, or huge.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::intake::capture::outline::ENTRY_CAP;
use crate::intake::capture::{Capture, Cut, Ending, Entry, Error, Format, Item, Reader, Skipped, Step};
use crate::intake::{Body, Headers, Initiator, Kind, Mode};

#[derive(Debug, Default, PartialEq)]
struct Out {
    entries: Vec<Entry>,
    skipped: Vec<Skipped>,
}

impl Out {
    fn take(&mut self, item: Item) {
        match item {
            Item::Entry(entry) => self.entries.push(*entry),
            Item::Skipped(skipped) => self.skipped.push(skipped),
        }
    }

    fn urls(&self) -> Vec<&str> {
        self.entries.iter().map(|entry| entry.request.url.as_str()).collect()
    }
}

fn read_in_pieces(bytes: &[u8], piece: usize) -> (Out, Result<Capture, Error>) {
    let mut reader = Reader::new(Mode::Unknown);
    let mut out = Out::default();
    for bytes in bytes.chunks(piece) {
        reader.push(bytes, &mut |item| out.take(item));
    }
    let end = reader.finish(&mut |item| out.take(item));
    (out, end)
}

fn read(har: &str) -> (Out, Capture) {
    let (out, end) = read_in_pieces(har.as_bytes(), 1 << 16);
    (out, end.unwrap())
}

/// A file whose parts have the order that tools give them.
fn log(creator: &str, pages: Value, entries: Vec<Value>) -> String {
    let entries = Value::from(entries);
    format!(
        r#"{{"log":{{"version":"1.2","creator":{{"name":"{creator}","version":"1"}},"pages":{pages},"entries":{entries}}}}}"#
    )
}

fn get(url: &str) -> Value {
    json!({
        "startedDateTime": "2026-05-04T01:30:00.000Z",
        "request": {"method": "GET", "url": url, "headers": [{"name": "Host", "value": "x"}]},
        "response": {"status": 200, "content": {"mimeType": "image/gif", "text": "R0lGODlh"}},
    })
}

fn with(mut entry: Value, extra: Value) -> Value {
    for (name, value) in extra.as_object().unwrap() {
        entry[name] = value.clone();
    }
    entry
}

fn sample() -> Vec<u8> {
    let socket = with(
        get("wss://chat.example/live"),
        json!({"_resourceType": "websocket", "_webSocketMessages": [
            {"type": "send", "time": 1588549801.5, "opcode": 1, "data": "{\"page\":\"é\"}"},
            {"type": "receive", "time": 1588549802.0, "opcode": 1, "data": "pong"},
            {"type": "send", "time": 1588549803.0, "opcode": 2, "data": "H4sI/w=="},
        ]}),
    );
    let entries = vec![
        get("https://a.example/one"),
        get("https://b.example/two?q=%C3%A9"),
        socket,
        get("https://c.example/"),
    ];
    let har: Value = serde_json::from_str(&log("x", json!([]), entries)).unwrap();
    format!("\u{FEFF}{har:#}").into_bytes()
}

#[test]
fn pieces_of_any_size_give_the_same() {
    let bytes = sample();
    let whole = read_in_pieces(&bytes, bytes.len());
    assert_eq!(whole.0.entries.len(), 6);
    assert_eq!(whole.1.as_ref().unwrap().ending, Ending::Complete);
    for piece in [1, 2, 3, 5, 7, 64, 100, 1000] {
        assert_eq!(read_in_pieces(&bytes, piece), whole, "pieces of {piece} bytes");
    }
}

#[test]
fn a_file_cut_anywhere_gives_what_was_complete_and_says_so() {
    let bytes = sample();
    let (whole, _) = read_in_pieces(&bytes, bytes.len());
    for length in 0..bytes.len() {
        let (out, end) = read_in_pieces(&bytes[..length], 64);
        assert_eq!(out.entries, whole.entries[..out.entries.len()], "cut at {length}");
        match end {
            Ok(capture) => {
                assert_eq!(capture.ending, Ending::Truncated { at: length as u64 });
                assert!(capture.blind_spots.iter().any(|spot| spot.code == "truncated"));
                assert!(out.skipped.len() <= 1);
            }
            Err(Error::Empty | Error::EndsEarly { .. } | Error::NotCapture { .. }) => {
                assert!(out.entries.is_empty())
            }
            Err(error) => panic!("cut at {length}: {error}"),
        }
    }
}

#[test]
fn messages_that_cannot_be_read_are_counted_and_named() {
    let entry = |messages: Value| with(get("wss://a.example/"), json!({"_webSocketMessages": messages}));
    let send = |data: Value| json!({"type": "send", "time": 1e306, "opcode": 1, "data": data});
    let entries = vec![
        entry(json!([7, send(json!("told")), null, send(json!([])), {"type": "receive", "data": 7}])),
        entry(json!("none")),
        entry(json!(null)),
    ];
    let (out, _) = read(&log("x", json!([]), entries));
    assert_eq!(out.entries.len(), 4);
    assert!(out.entries[1].request.at.is_finite());
    let skipped: Vec<_> =
        out.skipped.iter().map(|skipped| (skipped.place.as_str(), skipped.reason.as_str())).collect();
    assert!(skipped[0].0.starts_with("log.entries[0]._webSocketMessages (byte "), "{skipped:?}");
    assert!(skipped[0].1.starts_with("3 of them"), "{skipped:?}");
    assert!(skipped[1].0.starts_with("log.entries[1]._webSocketMessages (byte "), "{skipped:?}");
    assert_eq!(skipped.len(), 2);
}

#[test]
fn cookies_are_found_however_an_answer_spells_the_header() {
    let set = |headers: Value| {
        with(get("https://a.example/"), json!({"response": {"status": 200, "headers": headers}}))
    };
    let entries = vec![
        set(json!([{"name": "Server", "value": "kK"}, {"name": "SET-cookie", "value": "a=b"}])),
        set(json!({"set-cookie": "a=b"})),
        set(json!([["Set-Cookie", "a=b"]])),
        set(json!(["cookie", 7])),
    ];
    let text = log("x", json!([]), entries).replace("SET-cookie", "s\\u0065t-cookie");
    let (out, _) = read(&text);
    let counts: Vec<_> = out.entries.iter().map(|entry| entry.outcome.set_cookies.len()).collect();
    assert_eq!(counts, [1, 1, 1, 0]);
}

#[test]
fn messages_over_a_websocket_are_requests_of_their_own() {
    let (out, _) = read_in_pieces(&sample(), 1000);
    let ids: Vec<_> = out.entries.iter().map(|entry| entry.request.id.as_str()).collect();
    assert_eq!(ids, ["0", "1", "2", "2.0", "2.1", "3"]);
    let text = &out.entries[3].request;
    assert_eq!((text.method.as_str(), text.kind, text.at), ("SEND", Kind::WebSocket, 1_588_549_801_500.0));
    assert_eq!(text.body, Body::Raw { parts: vec!["{\"page\":\"é\"}".into()], missing: 0 });
    assert_eq!(
        out.entries[4].request.body,
        Body::Raw { parts: vec![vec![0x1f, 0x8b, 0x08, 0xff]], missing: 0 }
    );
}

#[test]
fn one_broken_entry_costs_only_itself() {
    let (good, other) = (get("https://a.example/").to_string(), get("https://b.example/").to_string());
    for broken in [
        "null",
        "17",
        "\"text\"",
        "[]",
        "{}",
        r#"{"request":null}"#,
        r#"{"request":{"method":"GET"}}"#,
        r#"{"request":{"url":""}}"#,
        r#"{"request":{"url":17}}"#,
        "{broken}",
        r#"{"request":{"url":}}"#,
        r#"{"request":{"url":"https://x.example/"},,}"#,
        // Brackets that do not match.
        r#"{"startedDateTime":"x","request":{"headers":[}}"#,
        r#"{"startedDateTime":"x","request":{"headers":[{"name":"a"]}}"#,
        // A quote that is missing.
        r#"{"startedDateTime":"x,"request":{"url":"https://x.example/"}}"#,
    ] {
        let text = format!(r#"{{"log":{{"entries":[{good},{broken},{other}]}}}}"#);
        let (out, end) = read_in_pieces(text.as_bytes(), 11);
        assert_eq!(out.urls(), ["https://a.example/", "https://b.example/"], "{broken}");
        assert_eq!(out.skipped.len(), 1, "{broken}: {:?}", out.skipped);
        let at = 19 + good.len() + 1;
        assert_eq!(out.skipped[0].place, format!("log.entries[1] (byte {at})"), "{broken}");
        assert!(!out.skipped[0].reason.is_empty());
        assert_eq!(end.unwrap().entries, 3, "{broken}");
    }
}

#[test]
fn fields_of_a_wrong_type_cost_only_themselves() {
    for odd in [
        json!(null),
        json!(17),
        json!(-1.5e300),
        json!(true),
        json!([[]]),
        json!({"a": {"b": [1]}}),
        json!("text"),
    ] {
        let entry = json!({
            "startedDateTime": odd, "pageref": odd, "serverIPAddress": odd, "_resourceType": odd, "_fromCache": odd,
            "_initiator": odd, "_webSocketMessages": odd, "time": odd, "cache": odd, "_telltaleMode": odd,
            "response": {"status": odd, "headers": odd, "content": odd, "_error": odd, "redirectURL": odd},
            "request": {"url": "https://a.example/", "method": odd, "headers": odd, "cookies": odd, "bodySize": odd,
                "postData": {"mimeType": odd, "params": odd, "encoding": odd, "comment": odd},
                "_content": odd, "_requestBodyStatus": odd},
        });
        let (out, _) = read(&log("x", json!([odd]), vec![entry]));
        assert_eq!(out.urls(), ["https://a.example/"], "{odd}: {:?}", out.skipped);
    }
}

#[test]
fn nesting_has_no_bottom() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let text = format!(
        r#"{{"x":{deep},"log":{{"y":{deep},"entries":[{deep},{{"z":{deep},"request":{{"url":"https://a.example/","headers":{deep}}}}}]}}}}"#
    );
    let (out, end) = read_in_pieces(text.as_bytes(), 4096);
    assert_eq!(out.urls(), ["https://a.example/"]);
    assert_eq!(out.skipped.len(), 1);
    assert_eq!(end.unwrap().ending, Ending::Complete);
}

#[test]
fn what_is_no_har_is_said_to_be_none() {
    let end = |bytes: &[u8]| read_in_pieces(bytes, 3).1.unwrap_err();
    assert_eq!(end(b""), Error::Empty);
    assert_eq!(end(b" \n"), Error::Empty);
    assert_eq!(end(b"PK\x03\x04"), Error::NotJson { at: 0 });
    assert_eq!(end(b"\n<html>"), Error::NotJson { at: 1 });
    assert_eq!(end(br#"{"constants":{},"events":[]}"#), Error::NoConstants);
    assert_eq!(end(b"{}"), Error::NotCapture { keys: vec![] });
    assert_eq!(end(br#"{"log":[]}"#), Error::NotCapture { keys: vec!["log".into()] });
    assert_eq!(end(br#"{"log":{}}"#), Error::NoEntries(Format::Har));
    assert_eq!(end(br#"{"log":{"entries":{}}}"#), Error::NoEntries(Format::Har));
    assert_eq!(end(br#"{"log":{"version""#), Error::EndsEarly { at: 17 });
    assert_eq!(end(br#"{"log":{,"#), Error::EndsEarly { at: 8 });
}

#[test]
fn parts_may_come_in_any_order() {
    let text = format!(
        r#"{{"a":1,"log":{{"entries":[{}],"pages":[],"creator":{{"name":"Late","version":"2"}}}},"b":[]}} {}"#,
        get("https://a.example/"),
        "\0\0"
    );
    let (out, end) = read_in_pieces(text.as_bytes(), 10);
    assert_eq!(out.entries.len(), 1);
    let end = end.unwrap();
    assert_eq!((end.creator.as_deref(), end.ending), (Some("Late 2"), Ending::Complete));
}

#[test]
fn chromium_names_the_page_and_its_frames_are_frames() {
    let of = |url: &str, extra: Value| with(get(url), with(json!({"pageref": "page_1"}), extra));
    let document = json!({"_resourceType": "document"});
    let mut first = of("http://news.example/", document.clone());
    first["response"]["redirectURL"] = json!("https://news.example/");
    let script =
        json!({"_resourceType": "script", "_initiator": {"type": "parser", "url": "https://news.example/"}});
    let (out, end) = read(&log(
        "WebInspector",
        json!([{"id": "page_1", "title": "https://news.example/"}]),
        vec![
            first,
            of("https://news.example/", document.clone()),
            of("https://ads.example/frame", document),
            of("https://stats.example/t.js", script),
            with(get("https://nobody.example/"), json!({"_resourceType": "image"})),
        ],
    ));
    let kinds: Vec<_> = out.entries.iter().map(|entry| entry.request.kind).collect();
    assert_eq!(kinds, [Kind::MainFrame, Kind::MainFrame, Kind::SubFrame, Kind::Script, Kind::Image]);
    assert_eq!(out.entries[3].request.page.as_deref(), Some("https://news.example/"));
    assert_eq!(out.entries[3].request.initiator, Initiator::Page("https://news.example/".into()));
    assert_eq!(out.entries[4].request.page, None);
    let codes: Vec<_> = end.blind_spots.iter().map(|spot| spot.code).collect();
    assert_eq!(codes, ["browser_traffic", "sanitised"]);
}

#[test]
fn firefox_gives_titles_and_fetch_metadata_tells_kinds() {
    let of = |url: &str, dest: &str, mode: &str, method: &str| {
        json!({"pageref": "page_1", "startedDateTime": "2026-05-04T03:30:00.000+02:00", "request": {
            "method": method, "url": url, "bodySize": 0,
            "headers": [{"name": "Sec-Fetch-Dest", "value": dest}, {"name": "Sec-Fetch-Mode", "value": mode},
                {"name": "Cookie", "value": "a=b"}]}, "response": {"status": 200}})
    };
    let (out, end) = read(&log(
        "Firefox",
        json!([{"id": "page_1", "title": "The News"}]),
        vec![
            of("https://news.example/", "document", "navigate", "GET"),
            of("https://ads.example/", "iframe", "navigate", "GET"),
            of("https://stats.example/", "empty", "no-cors", "POST"),
            of("https://api.example/", "empty", "cors", "POST"),
        ],
    ));
    let kinds: Vec<_> = out.entries.iter().map(|entry| entry.request.kind).collect();
    assert_eq!(kinds, [Kind::MainFrame, Kind::SubFrame, Kind::Ping, Kind::XmlHttpRequest]);
    assert_eq!(out.entries[2].request.page.as_deref(), Some("https://news.example/"));
    assert_eq!(out.entries[2].request.title.as_deref(), Some("The News"));
    assert_eq!(out.entries[2].request.at, 1_777_858_200_000.0);
    assert_eq!(end.blind_spots.iter().map(|spot| spot.code).collect::<Vec<_>>(), ["browser_traffic"]);
}

#[test]
fn a_proxy_knows_no_page_and_the_referer_tells_who_asked() {
    let mut image = get("https://stats.example/p.gif");
    image["request"]["headers"] = json!([["Referer", "https://news.example/"], ["Cookie", "a=b"]]);
    image["pageref"] = json!("page_0");
    let pages = json!([{"id": "page_0", "title": "Mint Browser"}]);
    let (out, _) = read(&log("HTTP Toolkit", pages, vec![image]));
    let request = &out.entries[0].request;
    assert_eq!((request.page.as_deref(), request.title.as_deref()), (None, None));
    assert_eq!(request.initiator, Initiator::Page("https://news.example/".into()));
}

#[test]
fn what_became_of_a_request_is_told_and_not_guessed() {
    let answered = |status: u16, error: Value| {
        with(get("https://a.example/"), json!({"response": {"status": status, "_error": error}}))
    };
    let (out, end) = read(&log(
        "x",
        json!([]),
        vec![
            answered(200, json!(null)),
            answered(0, json!("net::ERR_BLOCKED_BY_CLIENT")),
            answered(0, json!("net::ERR_ABORTED")),
            with(answered(200, json!(null)), json!({"_fromCache": "disk"})),
            with(answered(200, json!(null)), json!({"_fetchedViaServiceWorker": true})),
        ],
    ));
    let sent: Vec<_> = out.entries.iter().map(|entry| entry.outcome.sent).collect();
    assert_eq!(sent, [Some(true), Some(false), None, Some(false), None]);
    assert_eq!(end.blind_spots.len(), 1);
    assert_eq!((end.blind_spots[0].code, end.blind_spots[0].count), ("unanswered", Some(1)));
}

#[test]
fn hosts_that_refused_and_tunnels_are_blind_spots() {
    let mut tunnel = get("https://t.example:443");
    tunnel["request"]["method"] = json!("CONNECT");
    let har = log("HTTP Toolkit", json!([]), vec![tunnel]);
    let errors = r#""_tlsErrors":[{"hostname":"pinned.example","cause":"cert-rejected"},7],"pages""#;
    let (out, end) = read(&har.replace(r#""pages""#, errors));
    assert!(out.entries.is_empty());
    assert_eq!(out.skipped.len(), 1);
    let spots: Vec<_> = end.blind_spots.iter().map(|spot| (spot.code, spot.hosts.clone())).collect();
    assert_eq!(
        spots,
        [("tls_refused", vec!["pinned.example".to_owned()]), ("tunnel", vec!["t.example".to_owned()])]
    );
}

#[test]
fn cookies_that_stand_apart_are_headers_and_redacted_ones_are_not() {
    let mut apart = get("https://a.example/");
    apart["request"]["cookies"] = json!([{"name": "id", "value": "7"}, {"name": "x", "value": "[REDACTED]"}]);
    let mut redacted = get("https://a.example/");
    redacted["request"]["headers"] =
        json!([{"name": "Cookie", "value": "[REDACTED]"}, {"name": ":path", "value": "/"}]);
    let (out, _) = read(&log("x", json!([]), vec![apart, redacted]));
    let Headers::Seen(headers) = &out.entries[0].request.headers else { panic!("headers are there") };
    let last = headers.iter().last().unwrap();
    assert_eq!((last.name, last.reveal()), ("cookie", "id=7"));
    assert_eq!(out.entries[1].request.headers, Headers::Unseen);
}

#[test]
fn answers_and_stacks_of_any_size_cost_no_memory() {
    let film = "x".repeat(3 * ENTRY_CAP);
    let mut entry = get("https://a.example/");
    entry["response"]["content"]["text"] = json!(film);
    entry["_initiator"] =
        json!({"type": "script", "stack": {"callFrames": [film]}, "url": "https://a.example/x.js"});
    let text = log("x", json!([]), vec![entry, get("https://b.example/")]);
    let mut cut = Cut::new(ENTRY_CAP);
    let start = text.find("[{").unwrap() + 1;
    let mut kept_most = 0;
    for bytes in text.as_bytes()[start..].chunks(1 << 16) {
        let step = cut.push(bytes);
        kept_most = kept_most.max(cut.kept().len());
        if matches!(step, Step::Done(_)) {
            break;
        }
    }
    assert!(kept_most < 1000, "kept {kept_most} bytes");
    let (out, _) = read_in_pieces(text.as_bytes(), 1 << 16);
    assert_eq!(out.urls(), ["https://a.example/", "https://b.example/"]);
}

#[test]
fn a_body_beyond_the_cap_is_cut_and_the_rest_is_counted() {
    let text = "x".repeat(5 << 20);
    let mut entry = get("https://a.example/");
    entry["request"]["postData"] = json!({"mimeType": "text/plain", "text": text});
    let (out, _) = read(&log("x", json!([]), vec![entry]));
    let Body::Raw { parts, missing } = &out.entries[0].request.body else { panic!("a body is there") };
    assert_eq!((parts[0].len(), *missing), (4 << 20, 1 << 20));
}

#[test]
fn too_much_beside_the_request_is_left_out_and_named() {
    let message = json!({"type": "receive", "time": 1, "opcode": 1, "data": "x".repeat(1 << 20)});
    let entry = with(get("wss://a.example/"), json!({"_webSocketMessages": vec![message; 10], "zone": "x"}));
    let mut large = get("https://b.example/");
    large["request"]["url"] = json!("x".repeat(ENTRY_CAP));
    let (out, _) = read(&log("x", json!([]), vec![entry, large, get("https://c.example/")]));
    assert_eq!(out.urls(), ["wss://a.example/", "https://c.example/"]);
    assert!(out.skipped[0].place.starts_with("log.entries[0]._webSocketMessages"), "{:?}", out.skipped);
    assert!(out.skipped[1].reason.contains("larger than 8 MiB"), "{:?}", out.skipped);
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_filter("finite", |number| number.is_finite()).prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
        "[\\\\\"{}\\[\\],:\n]{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 60, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            prop::collection::vec((".{0,10}", inner), 0..8)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn a_cut_ends_where_the_value_ends(value in any_json(), pretty: bool, piece in 1_usize..40, after in "[,\\]}]") {
        let json = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.unwrap();
        let text = format!("{json}{after}{{\"more\":1}}");
        let mut cut = Cut::new(1 << 20);
        let mut ended = None;
        for (number, bytes) in text.as_bytes().chunks(piece).enumerate() {
            if let Step::Done(length) = cut.push(bytes) {
                ended = Some(number * piece + length);
                break;
            }
        }
        prop_assert_eq!(ended, Some(json.len()));
        prop_assert_eq!(cut.kept(), json.as_bytes());
    }

    #[test]
    fn damage_never_adds_an_entry(
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        piece in 1_usize..200,
    ) {
        let mut bytes = sample();
        let (whole, _) = read_in_pieces(&bytes, bytes.len());
        for (at, byte) in &flips {
            let at = at.index(bytes.len());
            bytes[at] = *byte;
        }
        let (out, end) = read_in_pieces(&bytes, piece);
        prop_assert!(out.entries.len() <= whole.entries.len());
        if end.is_err() {
            prop_assert!(out.entries.is_empty() && out.skipped.is_empty());
        }
        for entry in &out.entries {
            // An address is one of the file's, as far as the damage left it alone.
            let alike = whole.entries.iter().any(|known| {
                let (a, b) = (&known.request.url, &entry.request.url);
                a.len().abs_diff(b.len()) <= 3 * flips.len()
                    || b.len() > a.len() || a.starts_with(b.as_str())
            });
            prop_assert!(alike, "{}", entry.request.url);
        }
    }
}

#[test]
fn what_safari_took_from_a_cache_was_not_sent() {
    let fetched = |how: &str| {
        let mut entry = get("https://a.example/");
        entry["_fetchType"] = how.into();
        let (out, _) = read(&log("WebKit Web Inspector", json!([]), vec![entry]));
        let outcome = &out.entries[0].outcome;
        (outcome.sent, outcome.from_cache)
    };
    assert_eq!(fetched("Network"), (Some(true), false));
    assert_eq!(fetched("Memory Cache"), (Some(false), true));
    assert_eq!(fetched("Disk Cache"), (Some(false), true));
    assert_eq!(fetched("Service Worker"), (None, false));
}

#[test]
fn bytes_that_are_no_text_cost_a_header_and_not_the_request() {
    let mut entry = get("https://a.example/?u=1");
    entry["request"]["headers"] =
        json!([{"name": "X-Name", "value": "gr@sser"}, {"name": "Cookie", "value": "id=7"}]);
    let text = log("x", json!([]), vec![entry]);
    let bytes: Vec<u8> = text.bytes().map(|byte| if byte == b'@' { 0xE4 } else { byte }).collect();
    let (out, end) = read_in_pieces(&bytes, 1 << 16);
    end.unwrap();
    let Headers::Seen(headers) = &out.entries[0].request.headers else { panic!("headers are there") };
    let values: Vec<_> = headers.iter().map(|header| header.reveal()).collect();
    assert_eq!(values, ["gr\u{FFFD}sser", "id=7"]);
}

#[test]
fn exports_of_proxies_and_clients_with_empty_and_strange_members_are_read() {
    // An API client writes a body for requests that have none, and its settings beside what it asked.
    let bodiless = json!({
        "startedDateTime": "2026-05-04T01:30:00.000Z",
        "time": 0,
        "request": {
            "method": "POST", "url": "https://a.example/x", "httpVersion": "HTTP/1.1", "cookies": [], "headers": [],
            "queryString": [], "postData": {"mimeType": "", "text": "", "params": []}, "headersSize": -1, "bodySize": -1,
            "settingEncodeUrl": true,
        },
        "response": {"status": 0, "statusText": "", "httpVersion": "HTTP/1.1", "headers": [], "content": {}, "error": "x"},
        "cache": {}, "comment": "a request",
    });
    // A proxy's app says which program asked, and in comments whatever it likes.
    let form = json!({
        "startedDateTime": "2026-05-04T03:30:00.123+02:00",
        "request": {
            "method": "POST", "url": "https://b.example/y", "headers": [{"name": "Content-Type", "value": "text/plain"}],
            "postData": {
                "mimeType": "application/x-www-form-urlencoded", "text": null,
                "params": [{"name": "uid", "value": "17", "fileName": null}, {"name": "flag"}],
            },
            "comment": {"app": "Mint Browser"},
        },
        "response": {"status": 204, "content": {"size": 0, "mimeType": "x-unknown"}},
        "serverIPAddress": "192.0.2.7", "_clientName": "Mint Browser", "_clientBundlePath": 17,
    });
    let (out, capture) = read(&log("Proxyman", json!([]), vec![bodiless, form]));
    assert_eq!(
        (out.urls(), capture.ending),
        (vec!["https://a.example/x", "https://b.example/y"], Ending::Complete)
    );
    assert_eq!(out.skipped, []);
    assert_eq!((&out.entries[0].request.body, out.entries[0].outcome.status), (&Body::None, None));
    assert!(matches!(&out.entries[1].request.body, Body::Form { fields, missing: 0 } if fields.len() == 2));
    assert_eq!(out.entries[1].outcome.ip.as_deref(), Some("192.0.2.7"));
    assert_eq!(out.entries[0].request.at + 123.0, out.entries[1].request.at);
}
