//! Captures that come packed: read where that is plain, and said to be packed where it is not.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects in the shortest way")]

mod common;

use std::io::Write as _;

use common::{capture, telltale, telltale_on};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

/// An archive with one file in it, as it is.
fn zip(name: &str, bytes: &[u8]) -> Vec<u8> {
    let (name_length, length) = ((name.len() as u16).to_le_bytes(), (bytes.len() as u32).to_le_bytes());
    let mut sum = flate2::Crc::new();
    sum.update(bytes);
    let about = [
        &[10, 0, 0, 0, 0, 0, 0, 0, 0, 0][..],
        &sum.sum().to_le_bytes(),
        &length,
        &length,
        &name_length,
        &[0, 0],
    ]
    .concat();
    let local = [b"PK\x03\x04", &about[..], name.as_bytes(), bytes].concat();
    let entry = [b"PK\x01\x02\x0A\0", &about[..], &[0; 12], name.as_bytes()].concat();
    let end = [
        b"PK\x05\x06\0\0\0\0\x01\0\x01\0",
        &(entry.len() as u32).to_le_bytes()[..],
        &(local.len() as u32).to_le_bytes(),
        &[0, 0],
    ];
    [local, entry, end.concat()].concat()
}

#[test]
fn a_network_log_is_read_packed_as_phones_send_it() {
    for (mode, unseen) in [("default", true), ("everything", false)] {
        let run = telltale(&["report", "--format", "json", &capture(&format!("netlog-{mode}.json.gz"))]);
        assert_eq!((run.status, run.err.as_str()), (0, ""));
        let report = run.report();
        assert_eq!(report["captures"][0]["format"], "netlog");
        let spots = report["blind_spots"].as_array().unwrap();
        assert_eq!(spots.iter().any(|spot| spot["code"] == "body_unseen"), unseen, "{mode}: {spots:?}");
    }
}

#[test]
fn a_capture_in_a_gzip_in_a_zip_is_read() {
    let plain = telltale(&["report", "--format", "json", &capture("mitmproxy.har")]).report();
    let packed = zip("browsing.har.gz", &gzip(&std::fs::read(capture("mitmproxy.har")).unwrap()));
    for input in [packed.clone(), gzip(&packed)] {
        let run = telltale_on(&["report", "--format", "json", "-"], &input);
        assert_eq!((run.status, run.err.as_str()), (0, ""));
        assert_eq!(run.report()["captures"][0]["entries"], plain["captures"][0]["entries"]);
        assert_eq!(run.report()["summary"]["exposure"], plain["summary"]["exposure"]);
    }
}

#[test]
fn of_several_captures_in_a_zip_the_first_is_read_and_the_others_are_said() {
    let har = std::fs::read(capture("mitmproxy.har")).unwrap();
    let both = [zip("normal.har", &har), zip("private.har", &har)].concat();
    // The list at the end of the first archive is cut out: what follows its file is the second.
    let list = both.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
    let next = both[list..].windows(4).position(|bytes| bytes == b"PK\x03\x04").unwrap();
    let input = [&both[..list], &both[list + next..]].concat();
    let run = telltale_on(&["report", "--format", "json", "-"], &input);
    assert_eq!(run.status, 1);
    assert_eq!(run.report()["captures"][0]["entries"], 4);
    assert!(run.sentence().contains("only the first file in this zip archive was read"), "{}", run.err);
}

#[test]
fn layers_of_gzip_are_taken_off_as_far_as_anybody_means_them() {
    let mut packed = std::fs::read(capture("mitmproxy.har")).unwrap();
    for layer in 1..=5 {
        packed = gzip(&packed);
        let run = telltale_on(&["report", "--format", "json", "-"], &packed);
        if layer <= 4 {
            assert_eq!(run.report()["captures"][0]["entries"], 4, "{layer} layers");
        } else {
            assert_eq!(run.status, 1);
            assert!(run.sentence().contains("compressed more than 4 times"), "{}", run.err);
        }
    }
}
