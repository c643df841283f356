//! What opening and judging a request costs: `cargo bench -p telltale-core --bench opening [NAME]`.
//!
//! The yardstick is `serde_json` reading the same payload into a tree. What counts for people is measured through the
//! wasm (`tests/bench/opening.mjs`); this one is for profilers, which see through native code: `NAME` repeats one case.

#[path = "../tests/common/request.rs"]
mod common;

use std::hint::black_box;
use std::io::Write as _;
use std::time::Instant;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use common::{request, text};
use serde_json::{Value, json};
use telltale_core::intake::{Body, RawRequest};
use telltale_core::payload::{Context, Limits, Party, examine};
use url::Url;

const PAGE: &str = "https://www.example.org/health/depression?ref=home";
const ROUNDS: usize = 51;
const TIMES: usize = 200;

fn main() {
    let only = std::env::args().nth(1).filter(|arg| !arg.starts_with("--"));
    let plain = beacon();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    let packed = packed.write_all(plain.as_bytes()).and_then(|()| packed.finish()).unwrap_or_default();
    let layered: String = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("data", &STANDARD.encode(packed))
        .finish();
    let collector = "https://collect.vendor.example/v1/batch";
    let cases = [
        ("no payload", request("https://cdn.vendor.example/assets/logo.png", Body::None)),
        (
            "parameters",
            request("https://cdn.vendor.example/a?v=3&size=large&_=17&lang=en&f=woff2", Body::None),
        ),
        ("plain", request(collector, text(&plain))),
        ("layered", request(collector, text(&layered))),
    ];
    let tree = median(&|| u64::from(serde_json::from_str::<Value>(black_box(&plain)).is_ok()));
    println(&format!("{:>12} {tree:8.2} µs   serde_json into a tree, {} bytes", "yardstick", plain.len()));
    for (name, raw) in cases {
        if only.as_ref().is_none_or(|only| only == name) {
            let took = median(&|| examined(black_box(&raw)));
            println(&format!("{name:>12} {took:8.2} µs   {:5.2} ×", took / tree));
        }
    }
}

/// Microseconds that one call takes.
fn median(work: &dyn Fn() -> u64) -> f64 {
    let mut samples: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            for _ in 0..TIMES {
                black_box(work());
            }
            start.elapsed().as_secs_f64() * 1e6 / TIMES as f64
        })
        .collect();
    samples.sort_by(f64::total_cmp);
    samples[ROUNDS / 2]
}

fn examined(raw: &RawRequest) -> u64 {
    let Ok(page) = Url::parse(PAGE) else { return 0 };
    let limits = Limits::default();
    let context = Context {
        recipient_host: raw.url.split('/').nth(2).unwrap_or_default(),
        recipient_registrable: Some("vendor.example"),
        party: Party::Third,
        page: Some(&page),
        title: None,
        earlier_pages: &[],
        limits: &limits,
    };
    examine(raw, &context).findings.len() as u64
}

/// Two page views and a click, as a tag manager's collector gets them: two kilobytes.
fn beacon() -> String {
    let event = |number: u32| {
        json!({
            "event": "page_view", "messageId": format!("msg-{number}-3f2a8e0c1d4b"),
            "timestamp": "2026-11-25T18:00:00.000Z", "anonymousId": "3f2a8e0c-1d4b-4c6e-9a7f-0b1c2d3e4f5a",
            "context": {
                "page": {"url": PAGE, "path": "/health/depression", "referrer": "https://www.google.com/",
                    "title": "Living with depression", "search": "?ref=home"},
                "userAgent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36",
                "locale": "en-US", "timezone": "Europe/Berlin",
                "screen": {"width": 1920, "height": 1080, "density": 1},
                "library": {"name": "collector.js", "version": "4.2.1"}
            },
            "properties": {"scroll": 42, "section": "health", "tags": ["mind", "body", "sleep"], "ad": false, "campaign": null}
        })
    };
    json!({"batch": [event(0), event(1), event(2)], "sentAt": "2026-11-25T18:00:00.000Z", "writeKey": "k7Jd82hsKq0PzX1m"})
        .to_string()
}

#[expect(clippy::print_stdout, reason = "a benchmark's only way out")]
fn println(line: &str) {
    println!("{line}");
}
