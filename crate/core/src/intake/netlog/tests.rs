//! The reader as a whole: logs that are whole, cut off, damaged or made to hurt.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::intake::capture::{Capture, Ending, Entry, Error, Format, Item, Reader, Skipped};
use crate::intake::{Body, Headers, Initiator, Kind, Mode};

const NAMES: [&str; 22] = [
    "REQUEST_ALIVE",
    "URL_REQUEST_START_JOB",
    "URL_REQUEST_REDIRECT_JOB",
    "FAILED",
    "HTTP_TRANSACTION_SEND_REQUEST_HEADERS",
    "HTTP_TRANSACTION_HTTP2_SEND_REQUEST_HEADERS",
    "HTTP_TRANSACTION_QUIC_SEND_REQUEST_HEADERS",
    "HTTP_TRANSACTION_READ_RESPONSE_HEADERS",
    "UPLOAD_DATA_STREAM_INIT",
    "HTTP_STREAM_REQUEST_BOUND_TO_JOB",
    "HTTP_STREAM_JOB_CONTROLLER_PROXY_SERVER_RESOLVED",
    "HTTP_STREAM_JOB",
    "SOCKET_POOL_BOUND_TO_SOCKET",
    "SOCKET_ALIVE",
    "TCP_CONNECT",
    "SSL_CONNECT",
    "SOCKET_BYTES_SENT",
    "SSL_SOCKET_BYTES_SENT",
    "HTTP2_SESSION",
    "HTTP2_SESSION_INITIALIZED",
    "HTTP2_SESSION_SEND_HEADERS",
    "SOMETHING_ELSE",
];
const BEGIN: u64 = 1;
const END: u64 = 2;
const NOW: u64 = 0;
const REQUEST: u64 = 1;
const ANY: u64 = 10;

fn constants() -> Value {
    let events: serde_json::Map<_, _> =
        NAMES.iter().enumerate().map(|(at, name)| ((*name).to_owned(), json!(at + 100))).collect();
    json!({
        "clientInfo": {"name": "Chromium", "version": "156.0.8078.79"},
        "logCaptureMode": "Everything",
        "logEventPhase": {"PHASE_BEGIN": BEGIN, "PHASE_END": END, "PHASE_NONE": NOW},
        "logEventTypes": events,
        "logSourceType": {"URL_REQUEST": REQUEST, "SOCKET": ANY},
        "netError": {"ERR_ABORTED": -3, "ERR_NAME_NOT_RESOLVED": -105},
        "timeTickOffset": 1_777_858_200_000_u64,
    })
}

fn event(name: &str, source: (i64, u64), phase: u64, params: Value) -> Value {
    let kind = NAMES.iter().position(|known| *known == name).unwrap() + 100;
    json!({"params": params, "phase": phase, "source": {"id": source.0, "type": source.1}, "time": "25", "type": kind})
}

/// A log as browsers write it: an event a line.
fn log(events: &[Value]) -> String {
    let lines: Vec<String> = events.iter().map(Value::to_string).collect();
    format!(
        "{{\"constants\":{},\n\"events\": [\n{}],\n\"polledData\":[{{\"x\":[]}}]}}\n",
        constants(),
        lines.join(",\n")
    )
}

#[derive(Debug, Default, PartialEq)]
struct Out {
    entries: Vec<Entry>,
    skipped: Vec<Skipped>,
}

fn read_in_pieces(bytes: &[u8], piece: usize) -> (Out, Result<Capture, Error>) {
    let mut reader = Reader::new(Mode::Private);
    let mut out = Out::default();
    let mut take = |item| match item {
        Item::Entry(entry) => out.entries.push(*entry),
        Item::Skipped(skipped) => out.skipped.push(skipped),
    };
    for bytes in bytes.chunks(piece) {
        reader.push(bytes, &mut take);
    }
    let end = reader.finish(&mut take);
    (out, end)
}

fn read(events: &[Value]) -> (Vec<Entry>, Capture) {
    let (out, end) = read_in_pieces(log(events).as_bytes(), 1 << 16);
    assert_eq!(out.skipped, []);
    (out.entries, end.unwrap())
}

fn start(id: i64, params: Value) -> [Value; 2] {
    let mut asked = json!({"url": "https://a.example/", "method": "GET", "initiator": "https://news.example",
        "network_isolation_key": "https://news.example https://news.example", "request_type": "other"});
    for (name, value) in params.as_object().unwrap() {
        asked[name] = value.clone();
    }
    [
        event(
            "REQUEST_ALIVE",
            (id, REQUEST),
            BEGIN,
            json!({"traffic_annotation": 101_845_102, "url": asked["url"]}),
        ),
        event("URL_REQUEST_START_JOB", (id, REQUEST), BEGIN, asked),
    ]
}

fn of(id: i64, name: &str, phase: u64, params: Value) -> Value {
    event(name, (id, REQUEST), phase, params)
}

fn sends(id: i64, headers: &[&str]) -> Value {
    of(
        id,
        "HTTP_TRANSACTION_SEND_REQUEST_HEADERS",
        NOW,
        json!({"headers": headers, "line": "GET / HTTP/1.1"}),
    )
}

fn ends(id: i64) -> [Value; 3] {
    [
        of(
            id,
            "HTTP_TRANSACTION_READ_RESPONSE_HEADERS",
            NOW,
            json!({"headers": ["HTTP/1.1 204 No Content", "Set-Cookie: id=7; Path=/", "Set-Cookie: [5 bytes were stripped]"]}),
        ),
        of(id, "URL_REQUEST_START_JOB", END, json!(null)),
        of(id, "REQUEST_ALIVE", END, json!(null)),
    ]
}

fn base64(bytes: &[u8]) -> String {
    use ::base64::Engine as _;
    ::base64::engine::general_purpose::STANDARD.encode(bytes)
}

fn at_socket(id: i64, name: &str, phase: u64, params: Value) -> Value {
    event(name, (id, ANY), phase, params)
}

/// A socket, and a job that gives it to a request.
fn bound(request: i64, job: i64, socket: i64) -> Vec<Value> {
    vec![
        at_socket(socket, "SOCKET_ALIVE", BEGIN, json!({})),
        at_socket(socket, "TCP_CONNECT", END, json!({"remote_address": "[2001:db8::1]:443"})),
        at_socket(job, "HTTP_STREAM_JOB", BEGIN, json!({"source_dependency": {"id": 900, "type": 32}})),
        at_socket(job, "SOCKET_POOL_BOUND_TO_SOCKET", NOW, json!({"source_dependency": {"id": socket}})),
        of(request, "HTTP_STREAM_REQUEST_BOUND_TO_JOB", NOW, json!({"source_dependency": {"id": job}})),
        at_socket(job, "HTTP_STREAM_JOB", END, json!({})),
    ]
}

fn bytes(socket: i64, name: &str, bytes: &[u8]) -> Value {
    at_socket(socket, name, NOW, json!({"byte_count": bytes.len(), "bytes": base64(bytes)}))
}

fn upload(id: i64, size: u64) -> Value {
    of(id, "UPLOAD_DATA_STREAM_INIT", END, json!({"is_chunked": false, "net_error": 0, "total_size": size}))
}

/// A page, an image on it and an upload over HTTP/1.1.
fn sample() -> Vec<Value> {
    let mut events = Vec::new();
    events.extend(start(
        1,
        json!({"url": "https://www.news.example/story?é=1", "request_type": "main frame",
        "initiator": "not an origin"}),
    ));
    events.push(sends(1, &["Host: www.news.example", "Sec-Fetch-Dest: document"]));
    events.extend(start(5, json!({"url": "https://img.example/p.gif"})));
    events.extend(ends(1));
    events.push(sends(5, &["Accept: image/avif,*/*", "Cookie: a=\"b\"; c=d"]));
    events.extend(ends(5));
    events.extend(start(9, json!({"url": "https://t.example/collect", "method": "POST", "upload_id": "0"})));
    events.extend(bound(9, 10, 11));
    events.push(at_socket(11, "SSL_CONNECT", BEGIN, json!({})));
    events.push(upload(9, 11));
    events.push(sends(
        9,
        &["Host: t.example", "Content-Length: 11", "Sec-Fetch-Dest: empty", "Sec-Fetch-Mode: no-cors"],
    ));
    events.push(bytes(11, "SOCKET_BYTES_SENT", b"\x16\x03\x01ciphertext"));
    events.push(bytes(
        11,
        "SSL_SOCKET_BYTES_SENT",
        b"POST /collect HTTP/1.1\r\nHost: t.example\r\n\r\nhello",
    ));
    events.push(bytes(11, "SSL_SOCKET_BYTES_SENT", b" world"));
    events.extend(ends(9));
    events
}

#[test]
fn a_request_is_what_its_events_say_together() {
    let (entries, capture) = read(&sample());
    assert_eq!(
        (capture.format, capture.creator.as_deref()),
        (Format::NetLog, Some("Chromium 156.0.8078.79"))
    );
    assert_eq!((capture.entries, capture.ending), (3, Ending::Complete));
    let [page, image, beacon] = &entries[..] else { panic!("three requests are there") };
    assert_eq!(page.request.kind, Kind::MainFrame);
    assert_eq!((image.request.kind, beacon.request.kind), (Kind::Image, Kind::Ping));
    assert_eq!(image.request.page.as_deref(), Some("https://www.news.example/story?%C3%A9=1"));
    assert_eq!(image.request.initiator, Initiator::Page("https://news.example".into()));
    assert_eq!((image.request.at, image.request.mode), (1_777_858_200_025.0, Mode::Private));
    assert_eq!(image.component.as_deref(), Some("blink_resource_loader"));
    let Headers::Seen(headers) = &image.request.headers else { panic!("headers are there") };
    let second = headers.iter().nth(1).unwrap();
    assert_eq!((second.name, second.reveal()), ("cookie", "a=\"b\"; c=d"));
    assert_eq!((image.outcome.status, image.outcome.sent), (Some(204), Some(true)));
    assert_eq!(image.outcome.set_cookies.len(), 1);
    assert_eq!(beacon.outcome.ip.as_deref(), Some("2001:db8::1"));
    assert_eq!(beacon.request.body, Body::Raw { parts: vec![b"hello world".to_vec()], missing: 0 });
    assert_eq!(image.request.body, Body::None);
}

#[test]
fn what_no_origin_asked_for_is_the_browsers_own_except_an_address_that_was_typed() {
    let mut events = Vec::new();
    for (id, params) in [
        (1, json!({"initiator": "not an origin", "request_type": "main frame"})),
        (2, json!({"initiator": "not an origin"})),
        (3, json!({"initiator": "chrome://new-tab-page"})),
        (4, json!({"initiator": "not an origin", "request_type": "sub frame"})),
        (5, json!({"initiator": "null [internally: (B7)]"})),
    ] {
        events.extend(start(id, params));
        events.push(sends(id, &[]));
        events.extend(ends(id));
    }
    let (entries, _) = read(&events);
    let asked: Vec<_> =
        entries.iter().map(|entry| (entry.request.kind, entry.request.initiator.clone())).collect();
    assert_eq!(asked[0].0, Kind::MainFrame);
    assert_eq!(asked[1].1, Initiator::Browser);
    assert_eq!(asked[2].1, Initiator::Browser);
    assert_eq!(asked[3], (Kind::SubFrame, Initiator::Unknown));
    assert_eq!(asked[4].1, Initiator::Unknown);
    // What the browser asks for by itself happens on no page, even where one of the same site is open.
    assert_eq!(entries[1].request.page, None);
}

#[test]
fn each_redirect_is_a_request_and_an_upgrade_is_none() {
    let mut events = start(1, json!({"url": "http://a.example/"})).to_vec();
    events.push(of(1, "URL_REQUEST_REDIRECT_JOB", NOW, json!({"reason": "HSTS"})));
    events.push(of(1, "URL_REQUEST_START_JOB", END, json!({})));
    events.extend(start(1, json!({"url": "https://a.example/"})).into_iter().skip(1));
    events.push(sends(1, &[]));
    events.push(of(1, "URL_REQUEST_START_JOB", END, json!({})));
    events.extend(start(1, json!({"url": "https://b.example/"})).into_iter().skip(1));
    events.push(sends(1, &[]));
    events.extend(ends(1));
    let (entries, capture) = read(&events);
    let urls: Vec<_> = entries.iter().map(|entry| entry.request.url.as_str()).collect();
    assert_eq!(urls, ["https://a.example/", "https://b.example/"]);
    assert_ne!(entries[0].request.id, entries[1].request.id);
    assert_eq!(capture.entries, 2);
}

#[test]
fn what_became_of_a_request_is_told_and_not_guessed() {
    let mut events = Vec::new();
    // Refused before anything went out, answered by the cache, broken off after it went out, still under way.
    for id in 1..5 {
        events.extend(start(id, json!({"url": format!("https://a{id}.example/")})));
    }
    events.push(of(1, "URL_REQUEST_START_JOB", END, json!({"net_error": -105})));
    events.push(of(2, "URL_REQUEST_START_JOB", END, json!({})));
    events.push(sends(3, &[]));
    events.push(of(3, "FAILED", NOW, json!({"net_error": -3})));
    for id in 1..4 {
        events.push(of(id, "REQUEST_ALIVE", END, json!({})));
    }
    let (entries, capture) = read(&events);
    let fate: Vec<_> =
        entries.iter().map(|e| (e.outcome.sent, e.outcome.from_cache, e.outcome.error.as_deref())).collect();
    assert_eq!(
        fate,
        [
            (Some(false), false, Some("net::ERR_NAME_NOT_RESOLVED")),
            (Some(false), true, None),
            (Some(true), false, Some("net::ERR_ABORTED")),
            (None, false, None),
        ]
    );
    let spot = capture.blind_spots.iter().find(|spot| spot.code == "unanswered").unwrap();
    assert_eq!((spot.count, &spot.hosts[..]), (Some(1), &["a4.example".to_owned()][..]));
}

#[test]
fn a_request_that_is_older_than_the_log_is_one_of_which_little_is_known() {
    let old = json!({"url": "https://a.example/", "method": "POST", "upload_id": "3", "load_state": 14});
    let events = [of(7, "REQUEST_ALIVE", BEGIN, old), of(7, "REQUEST_ALIVE", END, json!({}))];
    let (entries, _) = read(&events);
    assert_eq!((entries[0].outcome.sent, &entries[0].request.body), (None, &Body::Unseen));
    assert_eq!(entries[0].request.headers, Headers::Unseen);
}

#[test]
fn a_body_that_the_log_does_not_hold_is_unseen_and_never_empty() {
    let post = |id| start(id, json!({"method": "POST", "upload_id": "0"}));
    let mut events = post(1).to_vec();
    events.push(sends(1, &["Content-Length: 300", "Cookie: [10 bytes were stripped]"]));
    events.extend(ends(1));
    // The log holds some of it.
    events.extend(post(2));
    events.extend(bound(2, 20, 21));
    events.push(upload(2, 10));
    events.push(sends(2, &[]));
    events.push(at_socket(21, "SSL_CONNECT", BEGIN, json!({})));
    events.push(bytes(21, "SSL_SOCKET_BYTES_SENT", b"POST / HTTP/1.1\r\n\r\nhalf "));
    events.push(at_socket(21, "SSL_SOCKET_BYTES_SENT", NOW, json!({"byte_count": 5})));
    events.push(bytes(21, "SSL_SOCKET_BYTES_SENT", b"later"));
    events.extend(ends(2));
    // QUIC: headers in words, and no bytes at all.
    events.extend(post(3));
    events.push(of(
        3,
        "HTTP_TRANSACTION_QUIC_SEND_REQUEST_HEADERS",
        NOW,
        json!({"headers": [":path: /", "x: y"]}),
    ));
    events.push(upload(3, 10));
    events.extend(ends(3));
    events.extend(post(4));
    events.push(upload(4, 0));
    events.push(sends(4, &[]));
    events.extend(ends(4));
    let (entries, capture) = read(&events);
    let bodies: Vec<_> = entries.iter().map(|entry| entry.request.body.clone()).collect();
    assert_eq!(
        bodies,
        [Body::Unseen, Body::Raw { parts: vec![b"half ".to_vec()], missing: 5 }, Body::Unseen, Body::None]
    );
    let spot = capture.blind_spots.iter().find(|spot| spot.code == "sanitised").unwrap();
    assert_eq!(spot.count, Some(1));
}

#[test]
fn bodies_over_http_2_are_those_of_their_streams() {
    let frame = |kind: u8, flags: u8, stream: u8, text: &[u8]| {
        [&[0, 0, u8::try_from(text.len()).unwrap(), kind, flags, 0, 0, 0, stream][..], text].concat()
    };
    let mut events = vec![
        at_socket(30, "SOCKET_ALIVE", BEGIN, json!({})),
        at_socket(30, "TCP_CONNECT", END, json!({"remote_address": "192.0.2.7:443"})),
        at_socket(30, "SSL_CONNECT", BEGIN, json!({})),
        at_socket(31, "HTTP2_SESSION", BEGIN, json!({"host": "t.example:443", "proxy": "[direct://]"})),
        at_socket(31, "HTTP2_SESSION_INITIALIZED", NOW, json!({"source_dependency": {"id": 30}})),
        bytes(30, "SOCKET_BYTES_SENT", b"\x17\x03\x03ciphertext"),
        bytes(30, "SSL_SOCKET_BYTES_SENT", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    ];
    for (id, stream) in [(1, 1), (2, 3)] {
        events.extend(start(id, json!({"method": "POST", "upload_id": "0"})));
        events.push(at_socket(50 + id, "HTTP_STREAM_JOB", BEGIN, json!({})));
        events.push(of(
            id,
            "HTTP_STREAM_REQUEST_BOUND_TO_JOB",
            NOW,
            json!({"source_dependency": {"id": 50 + id}}),
        ));
        events.push(at_socket(50 + id, "HTTP_STREAM_JOB", END, json!({})));
        events.push(of(
            id,
            "HTTP_TRANSACTION_HTTP2_SEND_REQUEST_HEADERS",
            NOW,
            json!({"headers": [":method: POST", "content-type: application/json"]}),
        ));
        events.push(at_socket(
            31,
            "HTTP2_SESSION_SEND_HEADERS",
            NOW,
            json!({"fin": false, "stream_id": stream, "source_dependency": {"id": 50 + id}}),
        ));
    }
    let sent = [frame(0, 0, 3, b"{\"b\":"), frame(0, 1, 1, b"{}"), frame(0, 1, 3, b"2}")].concat();
    events.push(bytes(30, "SSL_SOCKET_BYTES_SENT", &sent[..20]));
    events.push(bytes(30, "SSL_SOCKET_BYTES_SENT", &sent[20..]));
    events.extend(ends(1));
    events.extend(ends(2));
    let (entries, _) = read(&events);
    assert_eq!(entries[0].request.body, Body::Raw { parts: vec![b"{}".to_vec()], missing: 0 });
    assert_eq!(entries[1].request.body, Body::Raw { parts: vec![b"{\"b\":2}".to_vec()], missing: 0 });
    assert_eq!(entries[1].outcome.ip.as_deref(), Some("192.0.2.7"));
    let Headers::Seen(headers) = &entries[0].request.headers else { panic!("headers are there") };
    assert_eq!(headers.iter().count(), 1);
}

#[test]
fn behind_a_proxy_nobody_knows_the_address_of_the_recipient() {
    let mut events = start(1, json!({})).to_vec();
    events.push(at_socket(
        900,
        "HTTP_STREAM_JOB_CONTROLLER_PROXY_SERVER_RESOLVED",
        NOW,
        json!({"proxy_chain": "[https://proxy.example:443]"}),
    ));
    events.extend(bound(1, 20, 21));
    events.push(sends(1, &[]));
    events.extend(ends(1));
    assert_eq!(read(&events).0[0].outcome.ip, None);
}

#[test]
fn a_websocket_is_a_request_and_its_messages_are_a_blind_spot() {
    let mut events = start(1, json!({"url": "ws://chat.example/live"})).to_vec();
    events.extend(bound(1, 20, 21));
    events.push(sends(1, &["Upgrade: websocket"]));
    events.push(bytes(21, "SOCKET_BYTES_SENT", b"GET /live HTTP/1.1\r\n\r\n\x81\x85masked"));
    events.push(of(
        1,
        "HTTP_TRANSACTION_READ_RESPONSE_HEADERS",
        NOW,
        json!({"headers": ["HTTP/1.1 101 Switching"]}),
    ));
    let (entries, capture) = read(&events);
    assert_eq!((entries[0].request.kind, &entries[0].request.body), (Kind::WebSocket, &Body::None));
    assert!(capture.blind_spots.iter().any(|spot| spot.code == "websocket_messages"));
}

#[test]
fn of_several_tabs_the_referrer_tells_which() {
    let mut events = Vec::new();
    for (id, path) in [(1, "one"), (2, "two")] {
        events.extend(start(
            id,
            json!({"url": format!("https://news.example/{path}"), "request_type": "main frame"}),
        ));
    }
    events.extend(start(3, json!({})));
    events.push(sends(3, &["Referer: https://news.example/one"]));
    events.extend(start(4, json!({})));
    events.extend(start(5, json!({"network_isolation_key": "null null"})));
    let (entries, _) = read(&events);
    let pages: Vec<_> = entries[2..].iter().map(|entry| entry.request.page.as_deref()).collect();
    assert_eq!(pages, [Some("https://news.example/one"), Some("https://news.example/two"), None]);
}

#[test]
fn a_log_without_the_names_of_its_numbers_is_said_to_be_one() {
    let end = |text: &str| read_in_pieces(text.as_bytes(), 100).1.unwrap_err();
    assert_eq!(end(r#"{"events":[{"type":1}]}"#), Error::NoConstants);
    assert_eq!(end(r#"{"constants":{},"events":["#), Error::NoConstants);
    assert_eq!(end(r#"{"constants":{"logEventTypes":7},"events":[]}"#), Error::NoConstants);
    assert!(matches!(end(r#"{"constants":{"logEventTypes":"#), Error::EndsEarly { .. }));
    let only = format!("{{\"constants\":{}}}", constants());
    assert_eq!(end(&only), Error::NoEntries(Format::NetLog));
    // Constants that come late name only what follows, and the report says so.
    let late = format!("{{\"events\":[{{\"type\":1}}],\"constants\":{},\"polledData\":[]}}", constants());
    let (out, end) = read_in_pieces(late.as_bytes(), 100);
    assert!(end.is_ok());
    assert_eq!(out.skipped[0].place, "events[0]");
}

#[test]
fn pieces_of_any_size_give_the_same() {
    let text = log(&sample());
    let whole = read_in_pieces(text.as_bytes(), text.len());
    for piece in [1, 2, 3, 7, 64, 1000] {
        assert_eq!(read_in_pieces(text.as_bytes(), piece), whole, "pieces of {piece} bytes");
    }
}

#[test]
fn a_log_cut_anywhere_gives_what_it_tells() {
    let text = log(&sample());
    let whole = read_in_pieces(text.as_bytes(), text.len()).0;
    let begin = text.find("\"events\"").unwrap() + "\"events\": [".len();
    for length in 0..text.len() {
        let (out, end) = read_in_pieces(&text.as_bytes()[..length], 4096);
        assert_eq!(end.is_ok(), length >= begin, "cut at {length}");
        assert!(out.entries.len() <= whole.entries.len() && out.skipped.len() <= 1, "cut at {length}");
        for (entry, like) in out.entries.iter().zip(&whole.entries) {
            assert_eq!(entry.request.url, like.request.url);
            assert_ne!((&entry.request.body, like.request.body == Body::None), (&Body::None, false));
        }
        if let Ok(capture) = end {
            assert!(
                capture.blind_spots.iter().any(|spot| spot.code == "truncated") || length + 1 == text.len()
            );
        }
    }
}

#[test]
fn an_event_that_is_broken_costs_itself() {
    let mut events: Vec<String> = sample().iter().map(Value::to_string).collect();
    events.insert(3, "7".to_owned());
    events.insert(4, "{\"params\":{\"a\":[},\"phase\":0,\"source\":{\"id\":1}}".to_owned());
    events.insert(
        5,
        format!(
            "{{\"params\":{}1{},\"phase\":0,\"source\":{{\"id\":1}}}}",
            "[".repeat(10_000),
            "]".repeat(10_000)
        ),
    );
    events.insert(6, format!("{{\"params\":\"{}\",\"type\":1}}", "x".repeat(2 << 20)));
    let text = format!("{{\"constants\":{},\"events\":[{}]}}", constants(), events.join(",\n"));
    let (out, end) = read_in_pieces(text.as_bytes(), 1 << 12);
    assert!(end.is_ok());
    assert_eq!(out.entries.len(), 3);
    let reasons: Vec<_> = out.skipped.iter().map(|skipped| skipped.reason.as_str()).collect();
    assert_eq!(reasons.len(), 4, "{reasons:?}");
    assert!(reasons[0].contains("not an object") && reasons[1].contains("do not match"), "{reasons:?}");
    assert!(reasons[2].contains("no type") && reasons[3].contains("larger than 1 MiB"), "{reasons:?}");
}

#[test]
fn too_many_requests_under_way_are_handed_over_early_and_named() {
    let many: Vec<Value> = (0..10_003).flat_map(|id| start(id, json!({}))).collect();
    let (out, _) = read_in_pieces(log(&many).as_bytes(), 1 << 16);
    assert_eq!((out.entries.len(), out.skipped.len()), (10_003, 3));
    assert!(out.skipped[0].place.starts_with("URL_REQUEST 0"), "{:?}", out.skipped[0]);
    let ids: std::collections::HashSet<_> = out.entries.iter().map(|entry| &entry.request.id).collect();
    assert_eq!(ids.len(), out.entries.len());
}

#[test]
fn large_requests_under_way_do_not_pile_up() {
    let url = format!("https://a.example/{}", "x".repeat(500 << 10));
    let many: Vec<Value> = (0..60).flat_map(|id| start(id, json!({"url": url}))).collect();
    let (out, _) = read_in_pieces(log(&many).as_bytes(), 1 << 16);
    // 24 MiB hold 49 of them.
    assert_eq!((out.entries.len(), out.skipped.len()), (60, 11));
}

#[test]
fn a_body_beyond_the_cap_is_cut_and_the_rest_is_counted() {
    let mut events =
        start(1, json!({"url": "http://a.example/", "method": "POST", "upload_id": "0"})).to_vec();
    events.extend(bound(1, 20, 21));
    events.push(upload(1, 5 << 20));
    events.push(sends(1, &[]));
    events.push(bytes(21, "SOCKET_BYTES_SENT", b"POST / HTTP/1.1\r\n\r\n"));
    for _ in 0..10 {
        events.push(bytes(21, "SOCKET_BYTES_SENT", &vec![b'x'; 512 << 10]));
    }
    events.extend(ends(1));
    let (entries, _) = read(&events);
    let Body::Raw { parts, missing } = &entries[0].request.body else { panic!("a body is there") };
    assert_eq!((parts[0].len(), *missing), (4 << 20, 1 << 20));
}

/// Values that a field may have and should not.
fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        Just(json!(4e30)),
        Just(json!([])),
        Just(json!({"id": {"id": []}})),
        Just(json!("\u{0}\u{0}")),
        ".{0,20}".prop_map(Value::from),
    ]
}

proptest! {
    #[test]
    fn no_order_and_no_type_breaks_it(
        order in Just(sample()).prop_shuffle(),
        wrong in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), any_value()), 0..12),
        again in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
    ) {
        let mut events = order;
        for at in again {
            let event = events[at.index(events.len())].clone();
            events.push(event);
        }
        for (at, field, value) in wrong {
            let at = at.index(events.len());
            let fields = ["params", "phase", "source", "time", "type"];
            let field = fields[field.index(fields.len())];
            match events[at][field].as_object_mut().and_then(|inner| inner.values_mut().next()) {
                Some(inner) => *inner = value,
                None => events[at][field] = value,
            }
        }
        let (out, end) = read_in_pieces(log(&events).as_bytes(), 512);
        prop_assert!(end.is_ok());
        let ids: std::collections::HashSet<_> = out.entries.iter().map(|entry| &entry.request.id).collect();
        prop_assert_eq!(ids.len(), out.entries.len());
    }

    #[test]
    fn damage_is_survived(
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        piece in 1_usize..200,
    ) {
        let mut bytes = log(&sample()).into_bytes();
        for (at, byte) in &flips {
            let at = at.index(bytes.len());
            bytes[at] = *byte;
        }
        let (out, end) = read_in_pieces(&bytes, piece);
        if end.is_err() {
            prop_assert!(out.entries.is_empty());
        }
    }
}
