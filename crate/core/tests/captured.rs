//! Captures that a page opens: given in pieces, packed or not, they say what a report says; what is asked of them is
//! refused where it cannot be said; and however many requests there are, memory stays within its caps.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects in the shortest way")]

mod common;
#[path = "common/making.rs"]
mod making;

use std::io::Write as _;
use std::path::PathBuf;

use common::judge;
use making::making;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use telltale_core::captured::{
    CaptureId, Finished, Form, HarCopy, Problem, Refusal, Room, Shelf, Side, caps,
};
use telltale_core::comparison::Verdict;
use telltale_core::evidence::canonical;
use telltale_core::intake::Mode;
use telltale_core::request::Party;
use telltale_core::wanted::{Filter, Sort, Wanted, Which};

fn capture(file: &str) -> Vec<u8> {
    std::fs::read(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/captures").join(file)).unwrap()
}

fn shelf() -> Shelf {
    Shelf::new(judge("||google-analytics.com^"), None, [7; 32])
}

/// Reads a file in pieces, as a page does.
fn read(shelf: &mut Shelf, name: &str, mode: Mode, file: &[u8]) -> Result<CaptureId, Problem> {
    shelf.open(name, mode).unwrap();
    for piece in file.chunks(1_000) {
        shelf.give(piece).unwrap();
        while shelf.advance().unwrap().more {}
    }
    shelf.end().unwrap();
    while shelf.advance().unwrap().more {}
    match shelf.finish().unwrap() {
        Finished::Opened(row) => Ok(row.id),
        Finished::Problem(problem) => Err(problem),
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn report(shelf: &Shelf, id: CaptureId) -> Value {
    serde_json::from_str(&shelf.report(id).unwrap()).unwrap()
}

/// So many requests, each of which tells something.
fn many(count: usize) -> Vec<u8> {
    let entry = |number: usize| {
        format!(
            r#"{{"startedDateTime":"2020-05-04T00:00:00.000Z","request":{{"method":"GET","url":"https://t.tracker.example/c?dl=https%3A%2F%2Fnews.example%2F{number}","headers":[{{"name":"Referer","value":"https://news.example/{number}"}}]}},"response":{{"status":200}}}}"#
        )
    };
    let entries: Vec<String> = (0..count).map(entry).collect();
    format!(
        r#"{{"log":{{"version":"1.2","creator":{{"name":"x","version":"1"}},"entries":[{}]}}}}"#,
        entries.join(",")
    )
    .into_bytes()
}

#[test]
fn a_capture_with_wrong_clocks_still_says_what_left_when() {
    let text = String::from_utf8(many(40)).unwrap();
    for wrong in ["2099-01-01", "1970-01-01", "1999-12-31"] {
        for few in [[0, 1], [20, 21], [38, 39]] {
            let file: String = text
                .split("2020-05-04")
                .enumerate()
                .map(|(at, piece)| match at {
                    0 => piece.to_owned(),
                    at if few.contains(&(at - 1)) => format!("{wrong}{piece}"),
                    _ => format!("2020-05-04{piece}"),
                })
                .collect();
            let mut shelf = shelf();
            let id = read(&mut shelf, "a.har", Mode::Normal, file.as_bytes()).unwrap();
            let timeline = &report(&shelf, id)["summary"]["timeline"][0];
            let drawn: u64 = timeline["stretches"]
                .as_array()
                .unwrap()
                .iter()
                .map(|stretch| stretch["requests"].as_u64().unwrap())
                .sum();
            let apart = timeline["earlier"].as_u64().unwrap() + timeline["undated"].as_u64().unwrap();
            assert_eq!(drawn + apart, 40, "{wrong} at {few:?}: {timeline}");
            assert!((36..=38).contains(&drawn), "{wrong} at {few:?}: {drawn}");
            assert_eq!(timeline["seconds"], 10);
        }
    }
}

#[test]
fn a_packed_capture_gives_the_report_of_the_plain_one() {
    let mut shelf = shelf();
    let plain = read(&mut shelf, "a.har", Mode::Private, &capture("firefox.har")).unwrap();
    let packed = read(&mut shelf, "a.har", Mode::Private, &gzip(&gzip(&capture("firefox.har")))).unwrap();
    let (plain, packed) = (report(&shelf, plain), report(&shelf, packed));
    assert_eq!(plain, packed);
    assert_eq!(plain["schema"], "telltale/report/1");
    assert_eq!(plain["requests"].as_array().unwrap().len(), 4);
    assert_eq!(plain["captures"][0]["requests"], 4);
    assert_eq!(plain["summary"]["modes"]["private"]["requests"], 4);
    assert!(
        plain["summary"]["claims"][0]["recipients"]
            .as_array()
            .unwrap()
            .iter()
            .any(|row| { !row["beyond"].as_array().unwrap().is_empty() })
    );
}

#[test]
fn what_is_wrong_with_a_file_has_a_name_and_a_place() {
    let mut shelf = shelf();
    let har = capture("mitmproxy.har");
    let code = |problem: Problem| (problem.code, problem.at);
    for (file, expected) in [
        (&b""[..], ("empty", None)),
        (b"<!doctype html>", ("not_json", Some(0))),
        (b"{\"version\":1}", ("not_capture", None)),
        (b"{\"log\":{\"version\"", ("ends_early", Some(17))),
        (b"{\"schema\": \"telltale/recording/1\", \"label\": \"\"}", ("recording", None)),
        (b"PK\x03\x04rest", ("packing_damaged", Some(0))),
        (b"PK\x05\x06\0\0\0\0", ("zip_empty", None)),
        (&gzip(&har)[..20], ("packing_damaged", Some(0))),
    ] {
        assert_eq!(read(&mut shelf, "x", Mode::Normal, file).map_err(code), Err(expected));
    }
    // One that breaks off is opened all the same.
    let cut = har.len() - 400;
    shelf.open("cut.har", Mode::Normal).unwrap();
    shelf.give(&har[..cut]).unwrap();
    shelf.end().unwrap();
    while shelf.advance().unwrap().more {}
    let Finished::Opened(row) = shelf.finish().unwrap() else { panic!("it is not opened") };
    assert_eq!(row.problem.map(|problem| (problem.code, problem.at)), Some(("truncated", Some(cut as u64))));
    let id = row.id;
    let blind = shelf.digest(id).unwrap().blind_spots;
    assert!(blind.iter().any(|spot| spot.code == "truncated"));
}

#[test]
fn requests_beyond_the_room_are_counted_and_sums_are_of_all() {
    let mut shelf = shelf().with_room(Room { together: 3 << 20, one: 2 << 20, least: 1 << 20 });
    let count = 5_000;
    let id = read(&mut shelf, "many.har", Mode::Normal, &many(count)).unwrap();
    let digest = shelf.digest(id).unwrap();
    assert_eq!(digest.summary.modes.normal.requests, count as u64);
    let wanted = Wanted { count: 500, ..Wanted::default() };
    let kept = shelf.requests(id, &wanted).unwrap().total;
    assert!(kept < count, "{kept}");
    let gone = digest.blind_spots.iter().find(|spot| spot.code == "requests_no_longer_kept").unwrap();
    assert_eq!(gone.count, Some((count - kept) as u64));
    let browser = Filter { party: Some(Party::Browser), ..Filter::default() };
    assert_eq!(shelf.requests(id, &Wanted { filter: browser, ..wanted }).unwrap().total, 0);
    let evidence: Value = serde_json::from_str(&shelf.evidence(&[id], &making(Form::Json)).unwrap()).unwrap();
    let observations = evidence["observations"].as_array().unwrap().len();
    assert_eq!(evidence["observations_beyond"], count - observations);
    // Beside others there is less room, and never none.
    let next = [0; 3].map(|_| {
        let id = read(&mut shelf, "many.har", Mode::Normal, &many(count)).unwrap();
        shelf.requests(id, &wanted).unwrap().total
    });
    assert!(next.iter().all(|beside| (1..kept).contains(beside)), "{kept} {next:?}");
}

#[test]
fn requests_of_a_large_capture_can_all_be_looked_at_a_page_at_a_time() {
    let mut shelf = shelf();
    let count = 5_000;
    let id = read(&mut shelf, "many.har", Mode::Normal, &many(count)).unwrap();
    let page = |wanted: &Wanted| serde_json::to_value(shelf.requests(id, wanted).unwrap()).unwrap();
    let last = page(&Wanted { from: 4_990, count: 500, sort: Sort::Oldest, ..Wanted::default() });
    assert_eq!((&last["total"], last["requests"].as_array().unwrap().len()), (&5_000.into(), 10));
    assert_eq!(
        page(&Wanted { count: 9_999, ..Wanted::default() })["requests"].as_array().unwrap().len(),
        500
    );
    // What is not shown cannot be searched for either.
    let search = |text: &str, reveal: bool| {
        let filter = Filter { text: Some(text.to_owned()), ..Filter::default() };
        page(&Wanted { filter, reveal, count: 1, ..Wanted::default() })["total"].as_u64().unwrap()
    };
    assert_eq!([search("NEWS.EXAMPLE/4999", false), search("NEWS.EXAMPLE/4999", true)], [0, 1]);
    assert_eq!([search("tracker.example/C?dl=", false), search("tracker ltd", false)], [5_000, 5_000]);
    // One of them opens to where each thing stood.
    let row = &last["requests"][9];
    let mut which =
        Which { id: row["id"].as_str().unwrap().to_owned(), at: row["at"].as_f64(), ..Which::default() };
    let opened = serde_json::to_value(shelf.request(id, &which).unwrap()).unwrap();
    assert_eq!(&opened["request"], row);
    let findings = row["findings"].as_array().unwrap();
    assert!(findings.iter().all(|finding| finding["value"].is_null()));
    let query = &opened["tree"]["steps"].as_array().unwrap().iter().find(|step| step["name"] == "query");
    let dl = &query.unwrap()["steps"][0];
    assert_eq!((&dl["name"], &dl["kind"]), (&"dl".into(), &"field".into()));
    let told = usize::try_from(dl["findings"][0].as_u64().unwrap()).unwrap();
    assert_eq!(findings[told]["at"], "query/dl");
    which.reveal = true;
    let revealed = serde_json::to_value(shelf.request(id, &which).unwrap()).unwrap();
    assert_eq!(revealed["request"]["findings"][told]["value"], "https://news.example/4999");
    which.at = Some(1.0);
    assert!(shelf.request(id, &which).unwrap().is_none());
}

#[test]
fn two_captures_are_sides_and_one_or_both_are_evidence() {
    let mut shelf = shelf();
    let normal = read(&mut shelf, "n.har", Mode::Normal, &capture("chromium.har")).unwrap();
    let private = read(&mut shelf, "p.har", Mode::Private, &capture("mitmproxy.har")).unwrap();
    let unknown = read(&mut shelf, "u.har", Mode::Unknown, &capture("firefox.har")).unwrap();
    let (first, second) =
        (Side { capture: normal, mode: Mode::Normal }, Side { capture: private, mode: Mode::Private });
    assert_eq!(shelf.compare(first, second, false, |found| found.verdict), Ok(Verdict::Linked));
    let document = |ids: &[CaptureId]| -> Value {
        serde_json::from_str(&shelf.evidence(ids, &making(Form::Json)).unwrap()).unwrap()
    };
    let both = document(&[normal, private]);
    assert_eq!(both["sessions"].as_array().unwrap().len(), 2);
    assert_eq!(both["comparison"]["verdict"], "linked");
    let names: Vec<_> = both["observations"].as_array().unwrap().iter().map(|row| &row["id"]).collect();
    for (number, name) in (1..).zip(&names) {
        assert_eq!(**name, format!("o{number}"));
    }
    assert!(names.len() > 2, "{names:?}");
    let one = document(&[private]);
    assert_eq!(one["sessions"].as_array().unwrap().len(), 1);
    assert_eq!(one["captures"][0]["file"], "p.har");
    assert_eq!(one["captures"][0]["bytes"], capture("mitmproxy.har").len());
    assert!(one["verdicts"].as_array().unwrap().iter().any(|row| row["code"] == "beyond_claim"));
    let mut unsealed = one.clone();
    let seal = unsealed.as_object_mut().unwrap().remove("integrity").unwrap();
    let hash = Sha256::digest(canonical(&unsealed).unwrap());
    assert_eq!(seal["sha256"], hash.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    let page = shelf.evidence(&[private], &making(Form::Html)).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>") && !page.contains("<script"), "{page:.100}");
    let seal = one["integrity"]["sha256"].as_str().unwrap();
    assert!(page.contains(seal), "the page holds the same document");
    assert_eq!(shelf.evidence(&[unknown], &making(Form::Html)), Err(Refusal::ModeUnknown));
    shelf.close(private);
    assert_eq!(shelf.evidence(&[private], &making(Form::Html)), Err(Refusal::Unknown));
}

#[test]
fn a_cancelled_file_leaves_nothing_and_a_full_shelf_takes_no_more() {
    let mut shelf = shelf();
    shelf.open("a.har", Mode::Normal).unwrap();
    shelf.give(b"{\"log\"").unwrap();
    shelf.cancel();
    assert_eq!(shelf.advance(), Err(Refusal::Idle));
    assert!(matches!(shelf.finish(), Err(Refusal::Idle)));
    for _ in 0..caps::CAPTURES {
        read(&mut shelf, "a.har", Mode::Normal, &capture("charles.har")).unwrap();
    }
    assert_eq!(shelf.open("one more", Mode::Normal), Err(Refusal::Full));
    shelf.close(1);
    assert_eq!(shelf.open("one more", Mode::Normal), Ok(()));
}

/// A HAR of these files, each given in pieces; and what was wrong with each.
fn copied(files: &[(Mode, &[u8])]) -> (Vec<u8>, Vec<Option<Problem>>) {
    let (mut copy, mut text) = (HarCopy::default(), String::new());
    let problems = files.iter().map(|(mode, file)| {
        copy.open(*mode);
        for piece in file.chunks(1_000) {
            copy.give(piece);
            while copy.advance().more {}
            text += &copy.text();
        }
        copy.end();
        while copy.advance().more {}
        copy.close()
    });
    let problems = problems.collect();
    text += &copy.finish();
    (text.into_bytes(), problems)
}

#[test]
fn a_copy_of_captures_tells_what_they_tell() {
    let (first, second) = (capture("chromium.har"), gzip(&capture("mitmproxy.har")));
    let (copy, problems) = copied(&[(Mode::Normal, &first), (Mode::Private, &second)]);
    assert_eq!(problems, [None, None]);
    let mut shelf = shelf();
    let normal = read(&mut shelf, "n.har", Mode::Normal, &first).unwrap();
    let private = read(&mut shelf, "p.har", Mode::Private, &second).unwrap();
    // Each entry of a copy says in which kind of window it was made.
    let both = read(&mut shelf, "copy.har", Mode::Unknown, &copy).unwrap();
    let told = |id, mode: &str| -> Vec<Value> {
        let requests = report(&shelf, id)["requests"].as_array().unwrap().clone();
        let of_mode = requests.into_iter().filter(|request| request["mode"] == mode);
        let facts = ["url", "at", "method", "type", "site", "party", "score", "sent"];
        of_mode
            .map(|request| {
                let findings = request["findings"].as_array().unwrap();
                let told: Vec<_> =
                    findings.iter().map(|found| [&found["category"], &found["preview"]]).collect();
                serde_json::json!([facts.map(|fact| &request[fact]), told])
            })
            .collect()
    };
    assert!(!told(normal, "normal").is_empty() && !told(private, "private").is_empty());
    assert_eq!(told(both, "normal"), told(normal, "normal"));
    assert_eq!(told(both, "private"), told(private, "private"));
}

#[test]
fn a_copy_holds_what_can_be_read_and_says_what_is_wrong() {
    let whole = many(50);
    let (copy, problems) = copied(&[
        (Mode::Normal, &whole[..whole.len() / 2]),
        (Mode::Normal, b"nothing of the kind"),
        (Mode::Normal, &gzip(&whole)[..200]),
        (Mode::Normal, b""),
        (Mode::Normal, &many(2)),
    ]);
    let codes: Vec<_> = problems.iter().map(|problem| problem.as_ref().map(|problem| problem.code)).collect();
    assert_eq!(codes[..2], [Some("truncated"), Some("not_json")]);
    assert!(codes[2].is_some());
    assert_eq!(codes[3..], [Some("empty"), None]);
    let har: Value = serde_json::from_slice(&copy).unwrap();
    // As many as a report has of each.
    let mut shelf = shelf();
    let mut readable = |file: &[u8]| {
        let opened = read(&mut shelf, "c.har", Mode::Normal, file);
        opened.map_or(0, |id| report(&shelf, id)["requests"].as_array().unwrap().len())
    };
    let half = readable(&whole[..whole.len() / 2]);
    let expected = half + readable(&gzip(&whole)[..200]) + 2;
    assert!(half > 20, "{half}");
    assert_eq!(har["log"]["entries"].as_array().unwrap().len(), expected);
    let (nothing, _) = copied(&[]);
    assert_eq!(serde_json::from_slice::<Value>(&nothing).unwrap()["log"]["entries"], serde_json::json!([]));
}
