//! A file that somebody calls a capture: any bytes, in pieces. HAR or NetLog, the reader finds out.
#![no_main]

use std::collections::HashSet;

use libfuzzer_sys::fuzz_target;
use telltale_core::intake::Mode;
use telltale_core::intake::capture::{Item, Reader};

fuzz_target!(|input: (u16, &[u8])| {
    let (piece, bytes) = input;
    let mut reader = Reader::new(Mode::Private);
    let (mut ids, mut repeated, mut handed_over) = (HashSet::new(), false, false);
    let mut take = |item| {
        handed_over = true;
        if let Item::Entry(entry) = item {
            repeated |= !ids.insert(entry.request.id);
        }
    };
    for bytes in bytes.chunks(usize::from(piece).max(1)) {
        reader.push(bytes, &mut take);
    }
    let capture = reader.finish(&mut take);
    assert!(capture.is_ok() || !handed_over, "what is no capture gave a request");
    assert!(!repeated, "two requests have one id");
});
