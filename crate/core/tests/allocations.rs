//! What an examination allocates: nothing, where nothing is found.

#![allow(clippy::unwrap_used, reason = "a test says what it expects in the shortest way")]

#[path = "common/request.rs"]
mod common;

use common::{request, text};
use telltale_core::intake::{Body, RawRequest};
use telltale_core::payload::{Context, Examination, Limits, Party, examine};
use url::Url;

const PAGE: &str = "https://www.example.org/health/depression?ref=home";

/// What is found, and how often memory was asked for.
fn examined(raw: &RawRequest) -> (Examination, u64) {
    let page = Url::parse(PAGE).unwrap();
    let limits = Limits::default();
    let host = Url::parse(&raw.url).unwrap().host_str().unwrap().to_owned();
    let context = Context {
        recipient_host: &host,
        recipient_registrable: Some(&host),
        party: Party::Third,
        page: Some(&page),
        title: Some("Living with depression"),
        earlier_pages: &[],
        limits: &limits,
    };
    // Tables are made when they are first needed.
    let mut found = examine(raw, &context);
    let counted = allocation_counter::measure(|| found = examine(raw, &context));
    (found, counted.count_total)
}

#[test]
fn nothing_where_nothing_is_found() {
    let fields = vec![("lang".to_owned(), "en-GB".to_owned()), ("items".to_owned(), "3".to_owned())];
    for raw in [
        request("https://cdn.vendor.example/assets/logo.png", Body::None),
        request("https://cdn.vendor.example/a/b;v=2?v=3.1.0&size=large&_=17&lang=en&f=woff2", Body::None),
        request("https://fonts.vendor.example/css2?family=Some+Font:wght@400;700&display=swap", Body::None),
        request(
            "https://api.vendor.example/cart",
            text(r#"{"items":[{"sku":"A-1","count":2,"price":9.5}],"currency":"EUR"}"#),
        ),
        request("https://api.vendor.example/log", text("level=info&code=200&took=17")),
        request("https://api.vendor.example/form", Body::Form { fields, missing: 0 }),
        request("https://api.vendor.example/beacon", Body::Unseen),
    ] {
        let (found, allocations) = examined(&raw);
        assert_eq!(found.findings, [], "{}", raw.url);
        assert_eq!(allocations, 0, "{} with {:?}", raw.url, raw.body);
    }
}

#[test]
fn the_counter_counts() {
    let raw = request(
        "https://t.vendor.example/?dl=https%3A%2F%2Fwww.example.org%2Fhealth%2Fdepression",
        Body::None,
    );
    let (found, allocations) = examined(&raw);
    assert_eq!(found.findings.len(), 1);
    assert!(allocations > 0);
}
