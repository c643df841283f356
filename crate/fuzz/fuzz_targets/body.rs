//! Any bytes as a body, in one piece and in two.
#![no_main]

use libfuzzer_sys::fuzz_target;
use telltale_core::finding::Secret;
use telltale_core::intake::{Body, Header, Headers};

mod shared;

fuzz_target!(|input: (u8, Vec<u8>)| {
    let (choice, bytes) = input;
    let at = bytes.len().min(usize::from(choice));
    let parts = if choice & 1 == 0 { vec![bytes] } else { vec![bytes[..at].to_vec(), bytes[at..].to_vec()] };
    // Where bytes have no mark of their own, headers choose what to try.
    let header = |name: &str, value: &str| Header { name: name.into(), value: Secret::new(value) };
    let headers = match choice >> 1 & 3 {
        0 => Headers::Unseen,
        1 => Headers::Seen(vec![header("content-encoding", "br")]),
        2 => Headers::Seen(vec![header("content-type", "text/plain; charset=gbk")]),
        _ => Headers::Seen(vec![header("content-type", "text/plain; charset=shift_jis")]),
    };
    shared::open("https://tracker.test/t".into(), "tracker.test", Body::Raw { parts, missing: 0 }, headers);
});
