//! Any text as an address, a form and headers.
#![no_main]

use libfuzzer_sys::fuzz_target;
use telltale_core::finding::Secret;
use telltale_core::intake::{Body, Header, Headers};

mod shared;

fuzz_target!(|input: (String, Vec<(String, String)>, Vec<(String, String)>)| {
    let (rest, fields, headers) = input;
    let headers = headers.into_iter().map(|(name, value)| Header { name, value: Secret::new(value) }).collect();
    let body = Body::Form { fields, missing: 0 };
    shared::open(format!("https://tracker.test/{rest}"), "tracker.test", body, Headers::Seen(headers));
    shared::open(rest, "", Body::None, Headers::Unseen);
});
