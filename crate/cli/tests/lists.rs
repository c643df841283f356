//! `telltale lists` and `telltale match`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects in the shortest way")]

mod common;

use common::{file, folder, telltale, telltale_on};
use serde_json::json;

const LIST: &str =
    "! Title: Small\n! Version: 3\n||tracker.example^$third-party\n@@||tracker.example/ok^\n/pixel.gif?\n";

fn requests() -> Vec<(String, bool)> {
    let line = |url: &str, hit: bool| (json!([url, "https://news.example/", "image"]).to_string(), hit);
    vec![
        line("https://tracker.example/p", true),
        line("https://tracker.example/ok/p", false),
        line("https://cdn.example/pixel.gif?a=1", true),
        line("https://cdn.example/other.gif", false),
        line("https://cdn.example/\\u00e9", false),
    ]
}

#[test]
fn a_compiled_list_matches_as_its_text_does() {
    let text = file("matching", "small.txt", LIST.as_bytes());
    let blob = folder("matching").join("small.bin");
    let blob = blob.to_str().unwrap();
    let run = telltale(&["lists", "compile", &text, "-o", blob]);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    assert!(run.out.contains("Small 3"), "{}", run.out);
    let shown = telltale(&["lists", "show", blob]);
    assert!(shown.out.contains("Small\n  version  3\n  licence  not said\n  sha256   "), "{}", shown.out);
    let (lines, hits): (Vec<String>, Vec<bool>) = requests().into_iter().unzip();
    let expected: String = hits.iter().map(|hit| if *hit { "1\n" } else { "0\n" }).collect();
    for list in [text.as_str(), blob] {
        let run = telltale_on(&["match", "--list", list], lines.join("\n").as_bytes());
        assert_eq!((run.status, run.out.as_str()), (0, expected.as_str()), "{list}: {}", run.err);
    }
}

#[test]
fn many_lines_are_answered_in_their_order() {
    let text = file("many", "small.txt", LIST.as_bytes());
    let (mut input, mut expected) = (String::new(), String::new());
    for number in 0..60_000_u32 {
        let hit = number.wrapping_mul(2_654_435_761) >> 31 == 1;
        let host = if hit { "tracker" } else { "harmless" };
        input += &format!("[\"https://{host}.example/{number}\",\"https://news.example/\",\"script\"]\n");
        expected += if hit { "1\n" } else { "0\n" };
    }
    let run = telltale_on(&["match", "--list", &text], input.as_bytes());
    assert_eq!(run.status, 0);
    assert!(run.out == expected, "the order or a verdict is wrong");
}

#[test]
fn the_built_in_lists_are_named_and_match() {
    let shown = telltale(&["lists", "show"]);
    assert_eq!(shown.status, 0);
    assert!(shown.out.contains("AdGuard") && shown.out.contains("sha256"), "{}", shown.out);
    let (_, addresses) = shown.out.split_once("Address registrations").unwrap();
    for said in ["version  1.", "licence  CC-BY-4.0, attributed to the NRO", "runs of addresses"] {
        assert!(addresses.contains(said), "{said} is not in {addresses}");
    }
    let line = b"[\"https://www.google-analytics.com/g/collect?v=2\",\"https://news.example/\",\"ping\"]\n\n";
    assert_eq!(telltale_on(&["match"], line).out, "1\n");
}

#[test]
fn a_line_that_is_no_request_is_named_after_those_before_it() {
    let text = file("fault", "small.txt", LIST.as_bytes());
    let good = b"[\"https://a.example/\",\"https://b.example/\",\"image\"]\n".as_slice();
    let no_text = b"[\"https://a.example/\xff\",\"b\",\"c\"]".as_slice();
    for bad in
        [b"{}".as_slice(), b"[1,2,3]", b"[\"a\",\"b\"]", b"nonsense", b"[\"a\",\"b\",\"c\",\"d\"]", no_text]
    {
        let run = telltale_on(&["match", "--list", &text], &[good, b"\n", good, bad, b"\n", good].concat());
        assert_eq!((run.status, run.out.as_str()), (1, "0\n0\n"), "{bad:?}: {}", run.err);
        assert!(run.sentence().contains("standard input, line 4: at column"), "{}", run.err);
    }
}

#[test]
fn a_damaged_list_is_refused_with_a_stable_code() {
    let text = file("damaged", "small.txt", LIST.as_bytes());
    let blob = folder("damaged").join("small.bin");
    assert_eq!(telltale(&["lists", "compile", &text, "-o", blob.to_str().unwrap()]).status, 0);
    let mut bytes = std::fs::read(&blob).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    let flipped = file("damaged", "flipped.bin", &bytes);
    let cut = file("damaged", "cut.bin", &bytes[..last / 2]);
    let other = file("damaged", "other.bin", b"\0\x01\x02\xFF");
    let empty = file("damaged", "empty.txt", b"");
    for (list, says) in
        [(flipped, "blob_checksum"), (cut, "blob_truncated"), (other, "blob_magic"), (empty, "empty")]
    {
        let run = telltale(&["lists", "show", &list]);
        assert_eq!((run.status, run.out.as_str()), (1, ""), "{list}");
        assert!(run.sentence().contains(says), "{}", run.err);
    }
}

#[test]
fn what_a_list_says_and_telltale_does_not_understand_is_named() {
    let text = file("unknown", "odd.txt", b"||a.example^\n||b.example^$nonsense=1\n");
    let blob = folder("unknown").join("odd.bin");
    let run = telltale(&["lists", "compile", &text, "-o", blob.to_str().unwrap()]);
    assert_eq!(run.status, 0);
    assert!(run.out.contains("line 2") && run.out.contains("nonsense"), "{}", run.out);
}

#[test]
fn a_list_that_is_no_text_or_cannot_be_written_is_a_sentence() {
    let binary = file("unwritable", "list.txt", b"||a.example^\n\xFF\n");
    let run = telltale(&["lists", "compile", &binary, "-o", "unused.bin"]);
    assert_eq!(run.status, 1);
    assert!(run.sentence().contains("at byte 13"), "{}", run.err);
    let text = file("unwritable", "fine.txt", b"||a.example^\n");
    let nowhere = folder("unwritable").join("no-such-folder/out.bin");
    let run = telltale(&["lists", "compile", &text, "-o", nowhere.to_str().unwrap()]);
    assert_eq!(run.status, 1);
    assert!(run.sentence().contains("write to another place"), "{}", run.err);
}
