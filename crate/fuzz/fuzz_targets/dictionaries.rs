//! Every dictionary: the hosts, paths and names that they look for, with any values.
#![no_main]

use libfuzzer_sys::fuzz_target;
use telltale_core::intake::{Body, Headers};
use telltale_core::payload::beacon_looks;

mod shared;

fuzz_target!(|input: (u16, u8, Vec<String>, Vec<u8>)| {
    let (choice, shape, values, bytes) = input;
    let marks: Vec<_> = beacon_looks().collect();
    let mark = &marks[usize::from(choice) % marks.len()];
    let host = mark.hosts.first().copied().unwrap_or("tracker.test");
    let path = mark.path.trim_matches(['^', '$']);
    let value = |at: usize| values.get(at % values.len().max(1)).map_or("1", String::as_str);
    let keys = mark.keys.iter().chain(&mark.fields).enumerate().map(|(at, key)| {
        let (name, start) = key.split_once('=').unwrap_or((key, ""));
        (name.rsplit('.').next().unwrap_or(name).to_owned(), format!("{start}{}", value(at)))
    });
    let pairs: Vec<(String, String)> = keys.collect();
    let query: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let query = query.join("&");
    let (address, body) = match shape % 4 {
        0 => (format!("https://{host}{path}?{query}"), Body::None),
        1 => (format!("https://{host}{path}"), Body::Form { fields: pairs, missing: 0 }),
        2 => {
            let mut text = format!("{{{}", mark.body.join(":1,")).into_bytes();
            text.extend(bytes);
            (format!("https://{host}{path}"), Body::Raw { parts: vec![text], missing: 0 })
        }
        _ => (format!("https://{host}{path}?{query}"), Body::Raw { parts: vec![bytes], missing: 0 }),
    };
    shared::open(address, host, body, Headers::Unseen);
});
