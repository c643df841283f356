//! A running session, told event by event as a browser tells it.

#![allow(clippy::unwrap_used, reason = "a test says what it expects in the shortest way")]

#[path = "common/browser.rs"]
mod browser;
mod common;

use std::io::Read;

use browser::Browser;
use telltale_core::finding::Category;
use telltale_core::intake::{Body, Headers, Kind, Mode};
use telltale_core::live::{self, Scope};
use telltale_core::report::Showing;
use telltale_core::score::Grade;
use telltale_core::session::{Session, checkpoint};

const PAGE: &str = "https://news.example/story";
const TELLING: &str = "https://t.tracker.example/c?dl=https%3A%2F%2Fnews.example%2Fstory";
const SILENT: &str = "https://cdn.example.net/logo.png";

/// All parts of a checkpoint, as they are before they are packed.
fn unpacked(checkpoint: &[u8]) -> Vec<u8> {
    let (mut all, mut rest) = (Vec::new(), &checkpoint[12..]);
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let (part, after) = after.split_at(u32::from_le_bytes(*length) as usize);
        match part.split_first().unwrap() {
            (0, plain) => all.extend(plain),
            (_, packed) => drop(flate2::read::DeflateDecoder::new(packed).read_to_end(&mut all).unwrap()),
        }
        rest = after;
    }
    all
}

fn showing() -> Showing {
    Showing::new(true, &[7; 32])
}

#[test]
fn a_page_that_tells_nobody_has_the_best_grade() {
    let mut browser = Browser::new();
    browser.open(1, PAGE);
    browser.load(1, "a", SILENT);
    let glance = browser.session.glance(1);
    assert_eq!((glance.recipients, glance.told, glance.exposure), (1, 0, 0));
    assert_eq!(glance.grade, Some(Grade::A));
    assert_eq!(glance.site.as_deref(), Some("news.example"));
}

#[test]
fn a_recipient_that_was_told_counts_once_however_often_it_was_told() {
    let mut browser = Browser::new();
    browser.open(1, PAGE);
    browser.load(1, "a", TELLING);
    browser.load(1, "b", TELLING);
    let glance = browser.session.glance(1);
    assert_eq!((glance.recipients, glance.told), (1, 1));
    assert!(glance.exposure > 0);
}

#[test]
fn a_new_page_starts_from_nothing() {
    let mut browser = Browser::new();
    browser.open(1, PAGE);
    browser.load(1, "a", TELLING);
    browser.open(1, "https://quiet.example/");
    let glance = browser.session.glance(1);
    assert_eq!((glance.told, glance.grade), (0, Some(Grade::A)));
}

#[test]
fn normal_and_private_never_mix() {
    let mut browser = Browser::new();
    browser.open(1, PAGE);
    browser.open(2, PAGE);
    browser.load(2, "a", TELLING);
    assert_eq!(browser.session.glance(1).told, 0);
    let glance = browser.session.glance(2);
    assert_eq!((glance.told, glance.mode), (1, Mode::Private));
    let normal = live::report(&browser.session, Scope::Mode(Mode::Normal), &showing());
    assert!(normal.summary.recipients.iter().all(|row| row.registrable_domain != "tracker.example"));
    let private = live::report(&browser.session, Scope::Mode(Mode::Private), &showing());
    assert_eq!(private.summary.modes.private.told, 1);
    assert_eq!(private.summary.modes.normal.requests, 0);
}

#[test]
fn a_request_that_nobody_can_place_is_unknown_and_never_normal() {
    let mut browser = Browser::new();
    browser.load(-1, "worker", TELLING);
    let report = live::report(&browser.session, Scope::Session, &showing());
    assert_eq!(report.summary.modes.unknown.requests, 1);
    assert_eq!(report.summary.modes.normal.requests, 0);
}

#[test]
fn forgetting_one_mode_leaves_the_other() {
    let mut browser = Browser::new();
    for tab in [1, 2] {
        browser.open(tab, PAGE);
        browser.load(tab, &format!("t{tab}"), TELLING);
    }
    browser.session.forget(Mode::Private);
    assert_eq!(browser.session.glance(2).told, 0);
    assert_eq!(browser.session.glance(1).told, 1);
    let report = live::report(&browser.session, Scope::Mode(Mode::Private), &showing());
    assert!(report.summary.recipients.is_empty());
    let bytes = checkpoint::checkpoint(&mut browser.session).unwrap();
    browser.session.forget(Mode::Normal);
    let empty = checkpoint::checkpoint(&mut browser.session).unwrap();
    let holds = |bytes: &[u8]| unpacked(bytes).windows(15).any(|window| window == b"tracker.example");
    assert!(holds(&bytes) && !holds(&empty));
}

#[test]
fn what_is_over_is_not_kept_as_going_on() {
    // The first part says what is going on; before it stand a mark and a checksum.
    let going_on = |requests: usize| {
        let mut browser = Browser::new();
        browser.open(1, PAGE);
        for number in 0..requests {
            let id = format!("r{number:05}");
            browser.load(1, &id, SILENT);
        }
        let bytes = checkpoint::checkpoint(&mut browser.session).unwrap();
        u32::from_le_bytes(*bytes[12..].first_chunk().unwrap())
    };
    assert!(going_on(1_000) < going_on(10) + 50);
}

#[test]
fn cookies_come_with_the_headers_and_count() {
    let mut browser = Browser::new();
    browser.open(1, PAGE);
    browser.seen(1, "a", Kind::Image, SILENT);
    let cookie = ("cookie", "uid=9f86d081884c7d659a2feaa0c55ad015");
    browser.session.sent("a", &Headers::Seen([cookie].into_iter().collect()));
    let report = live::report(&browser.session, Scope::Tab(1), &showing());
    let told: Vec<Category> = report
        .summary
        .recipients
        .iter()
        .filter(|row| row.registrable_domain == "example.net")
        .flat_map(|row| row.told.iter().map(|told| told.category))
        .collect();
    assert!(told.contains(&Category::PersistentId), "{told:?}");
}

#[test]
fn a_body_that_is_withheld_is_unseen_and_said() {
    let mut browser = Browser::new();
    browser.open(1, PAGE);
    browser.seen_with(1, "a", Kind::Ping, "https://t.tracker.example/b", Body::Unseen);
    browser.sent("a");
    assert_eq!(browser.session.glance(1).unseen, 1);
    let report = live::report(&browser.session, Scope::Session, &showing());
    let spot = report.blind_spots.iter().find(|spot| spot.code == "body_unseen").unwrap();
    assert_eq!((spot.count, &spot.hosts[..]), (Some(1), &["t.tracker.example".to_owned()][..]));
}

#[test]
fn a_checkpoint_brings_everything_back() {
    let mut browser = Browser::new();
    browser.open(1, PAGE);
    browser.load(1, "a", TELLING);
    browser.seen(
        1,
        "b",
        Kind::Image,
        "https://u.tracker.example.org/c?dl=https%3A%2F%2Fnews.example%2Fstory",
    );
    let bytes = checkpoint::checkpoint(&mut browser.session).unwrap();
    let mut woken = Session::new(common::judge("||tracker.example^\n"));
    checkpoint::restore(&mut woken, &bytes).unwrap();
    assert_eq!(woken.glance(1), browser.session.glance(1));
    // A request that was under way when the worker died is still waited for.
    woken.sent("b", &Headers::Unseen);
    assert_eq!(woken.glance(1).told, 2);
}

#[test]
fn a_damaged_checkpoint_is_refused_and_changes_nothing() {
    let mut browser = Browser::new();
    browser.open(1, PAGE);
    browser.load(1, "a", TELLING);
    let before = browser.session.glance(1);
    let bytes = checkpoint::checkpoint(&mut browser.session).unwrap();
    for cut in [0, 3, 4, 5, bytes.len() / 2, bytes.len() - 1] {
        assert!(checkpoint::restore(&mut browser.session, &bytes[..cut]).is_err(), "cut at {cut}");
    }
    assert_eq!(browser.session.glance(1), before);
}

#[test]
fn what_strangers_send_is_bounded() {
    let mut browser = Browser::new();
    browser.open(1, PAGE);
    let long = format!("https://t.tracker.example/c?x={}", "y".repeat(2_000_000));
    browser.load(1, "long", &long);
    for number in 0..6_000 {
        browser.seen(1, &format!("r{number}"), Kind::Image, &format!("https://h{number}.example.com/"));
        browser.sent(&format!("r{number}"));
    }
    let size = checkpoint::checkpoint(&mut browser.session).unwrap().len();
    assert!(size <= checkpoint::budget::WHOLE, "{size}");
    browser.seen(1, "bad", Kind::Image, "https://[broken/");
    let report = live::report(&browser.session, Scope::Session, &showing());
    let count = |code| report.blind_spots.iter().find(|spot| spot.code == code).and_then(|spot| spot.count);
    assert_eq!(count("addresses_unreadable"), Some(1));
    assert!(count("requests_no_longer_kept").unwrap() > 3_000);
}

#[test]
fn an_endless_address_is_read_as_far_as_its_start_and_that_is_said() {
    let mut browser = Browser::new();
    browser.open(1, PAGE);
    let endless = "y".repeat(1_000_000);
    browser.load(1, "a", &format!("{TELLING}&x={endless}&page=https%3A%2F%2Fnews.example%2Fstory"));
    browser.open(2, &format!("https://endless.example/?{endless}"));
    browser.load(2, "b", SILENT);
    let report = live::report(&browser.session, Scope::Mode(Mode::Normal), &showing());
    let telling = serde_json::to_value(&report.requests[1]).unwrap();
    assert_eq!(telling["findings"].as_array().unwrap().len(), 1);
    let partly = |report: &telltale_core::report::Report<'_>| {
        report.blind_spots.iter().find(|spot| spot.code == "opened_in_part").and_then(|spot| spot.count)
    };
    assert_eq!(partly(&report), Some(1));
    // Its requests are compared with the start of it, which is all that is remembered.
    assert_eq!(partly(&live::report(&browser.session, Scope::Mode(Mode::Private), &showing())), Some(2));
}

#[test]
fn requests_come_filtered_sorted_and_page_by_page() {
    let mut browser = Browser::new();
    browser.open(1, PAGE);
    browser.load(1, "a", SILENT);
    browser.load(1, "b", TELLING);
    browser.load(1, "c", SILENT);
    let ask = |wanted: serde_json::Value| {
        let wanted = serde_json::from_value(wanted).unwrap();
        let page = live::requests(&browser.session, &wanted, &showing());
        (page.total, serde_json::to_value(page.requests).unwrap())
    };
    let (total, rows) = ask(serde_json::json!({"count": 2}));
    assert_eq!((total, rows.as_array().unwrap().len()), (4, 2));
    let (total, rows) = ask(serde_json::json!({"count": 9, "sort": "score"}));
    assert_eq!(
        (total, &rows[0]["recipient"]["registrable_domain"]),
        (4, &serde_json::json!("tracker.example"))
    );
    let (total, _) = ask(serde_json::json!({"count": 9, "filter": {"text": "CDN.EXAMPLE"}}));
    assert_eq!(total, 2);
    let (total, _) = ask(serde_json::json!({"count": 9, "filter": {"category": "page_url"}}));
    assert_eq!(total, 1);
    let (total, rows) = ask(serde_json::json!({"from": 99, "count": 9}));
    assert_eq!((total, rows.as_array().unwrap().len()), (4, 0));
}

#[test]
fn a_cookie_that_an_answer_set_joins_the_kinds_of_window_unless_its_answer_was_stored() {
    for (from_cache, code) in [(false, "cookie_set"), (true, "one_site")] {
        let mut browser = Browser::new();
        browser.open(1, PAGE);
        browser.seen(1, "a", Kind::Image, "https://t.tracker.example/c?x=9f86d081884c7d659a2feaa0");
        browser.sent("a");
        browser.session.cookie_set("a", "id=9f86d081884c7d659a2feaa0; Max-Age=60");
        browser.session.answered("a", 200, None, from_cache);
        browser.session.completed("a");
        browser.open(2, PAGE);
        browser.load(2, "b", "https://t.tracker.example/c?x=9f86d081884c7d659a2feaa0");
        live::compare(&browser.session, live::Sides::default(), &showing(), |comparison| {
            assert_eq!((comparison.pages.normal, comparison.pages.private), (Some(1), Some(1)));
            assert_eq!(comparison.linked.iter().map(|link| link.code).collect::<Vec<_>>(), [code]);
        })
        .unwrap();
    }
}

#[test]
fn a_random_value_that_comes_again_on_another_site_is_an_identifier() {
    let mut browser = Browser::new();
    let url = "https://t.tracker.example/c?x=9f86d081884c7d659a2feaa0";
    browser.open(1, PAGE);
    browser.load(1, "a", url);
    browser.load(1, "b", url);
    assert_eq!(browser.session.glance(1).told, 0, "on one site nothing follows from it");
    browser.open(1, "https://shop.example/cart");
    browser.load(1, "c", url);
    assert_eq!(browser.session.glance(1).told, 1);
}

#[test]
fn requests_of_a_page_whose_address_is_cut_are_read_in_part() {
    let mut browser = Browser::new();
    let mut partial = |address: &str| {
        browser.open(1, address);
        browser.load(1, address, SILENT);
        browser.session.kept().all().iter().rfind(|record| record.url == SILENT).map(|record| record.partial)
    };
    assert_eq!(partial(&format!("{PAGE}?{}", "q".repeat(8_000))), Some(false));
    assert_eq!(partial(&format!("{PAGE}?{}", "q".repeat(9_000))), Some(true));
    assert_eq!(partial(&format!("{PAGE}?{}", "ü".repeat(9_000))), Some(true));
}
