//! When a request counts, told event by event as a browser tells it: once it left, and no longer when it turns out that it
//! did not.

#![allow(clippy::unwrap_used, reason = "a test says what it expects in the shortest way")]

#[path = "common/browser.rs"]
mod browser;
mod common;

use browser::Browser;
use telltale_core::intake::Kind;
use telltale_core::live::{self, Scope};
use telltale_core::report::Showing;

const PAGE: &str = "https://news.example/story";
const TELLING: &str = "https://t.tracker.example/c?dl=https%3A%2F%2Fnews.example%2Fstory";

fn showing() -> Showing {
    Showing::new(true, &[7; 32])
}

#[test]
fn what_was_stopped_before_it_left_told_nothing() {
    let mut browser = Browser::new();
    browser.open(1, PAGE);
    browser.seen(1, "a", Kind::Image, TELLING);
    browser.session.failed("a", "net::ERR_BLOCKED_BY_CLIENT");
    let glance = browser.session.glance(1);
    assert_eq!((glance.told, glance.stopped, glance.exposure), (0, 1, 0));
}

#[test]
fn what_never_reached_the_network_is_taken_back() {
    let mut browser = Browser::new();
    browser.open(1, PAGE);
    browser.seen(1, "a", Kind::Image, TELLING);
    browser.sent("a");
    assert_eq!(browser.session.glance(1).told, 1);
    browser.session.failed("a", "net::ERR_NAME_NOT_RESOLVED");
    let glance = browser.session.glance(1);
    assert_eq!((glance.told, glance.stopped, glance.exposure), (0, 1, 0));
    let report = live::report(&browser.session, Scope::Session, &showing());
    assert_eq!(report.summary.modes.normal.stopped, 1);
    let row =
        report.summary.recipients.iter().find(|row| row.registrable_domain == "tracker.example").unwrap();
    assert_eq!((row.requests, row.stopped, row.listed, row.told.len(), row.score), (0, 1, 0, 0, 0));
    let sent = serde_json::to_value(&report.requests).unwrap()[1]["sent"].clone();
    assert_eq!(sent, serde_json::json!(false));
}

#[test]
fn what_is_taken_back_takes_back_all_that_was_counted_even_when_it_is_no_longer_kept() {
    let mut browser = Browser::new();
    browser.open(1, PAGE);
    browser.seen(1, "a", Kind::Image, TELLING);
    browser.sent("a");
    for number in 0..2_500 {
        let id = format!("n{number}");
        browser.seen(1, &id, Kind::Image, TELLING);
        browser.session.failed(&id, "net::ERR_BLOCKED_BY_CLIENT");
    }
    browser.session.failed("a", "net::ERR_NAME_NOT_RESOLVED");
    let report = live::report(&browser.session, Scope::Session, &showing());
    let row =
        report.summary.recipients.iter().find(|row| row.registrable_domain == "tracker.example").unwrap();
    assert_eq!((row.requests, row.stopped, row.told.len()), (0, 2_501, 0));
}

#[test]
fn an_answer_that_was_cut_off_was_still_asked_for() {
    let mut browser = Browser::new();
    browser.open(1, PAGE);
    browser.seen(1, "a", Kind::Image, TELLING);
    browser.sent("a");
    browser.session.failed("a", "net::ERR_ABORTED");
    assert_eq!(browser.session.glance(1).told, 1);
}

#[test]
fn an_upgrade_inside_the_browser_counts_once() {
    let mut browser = Browser::new();
    browser.open(1, PAGE);
    browser.seen(1, "a", Kind::Image, &TELLING.replace("https://t.", "http://t."));
    browser.session.redirected("a", None);
    browser.seen(1, "a", Kind::Image, TELLING);
    browser.sent("a");
    browser.session.completed("a");
    let report = live::report(&browser.session, Scope::Session, &showing());
    let row =
        report.summary.recipients.iter().find(|row| row.registrable_domain == "tracker.example").unwrap();
    assert_eq!(row.requests, 1);
}

#[test]
fn a_redirect_tells_both_ends() {
    let mut browser = Browser::new();
    browser.open(1, PAGE);
    browser.seen(1, "a", Kind::Image, TELLING);
    browser.sent("a");
    browser.session.redirected("a", Some("192.0.2.3"));
    browser.seen(1, "a", Kind::Image, "https://other.example.org/c?dl=https%3A%2F%2Fnews.example%2Fstory");
    browser.sent("a");
    browser.session.completed("a");
    assert_eq!(browser.session.glance(1).told, 2);
}

#[test]
fn what_the_cache_answers_leaves_no_trace() {
    let mut browser = Browser::new();
    browser.open(1, PAGE);
    browser.seen(1, "a", Kind::Image, TELLING);
    browser.session.answered("a", 200, None, true);
    browser.session.completed("a");
    assert_eq!(browser.session.glance(1).recipients, 0);
}

#[test]
fn the_end_of_a_request_says_that_it_left_where_nothing_else_did() {
    let mut browser = Browser::new();
    browser.open(1, PAGE);
    browser.seen(1, "a", Kind::Image, TELLING);
    assert!(browser.session.ended("a", 200, false));
    assert_eq!(browser.session.glance(1).told, 1);
    browser.load(1, "b", TELLING);
    assert_eq!(requests(&browser), 2);
    browser.seen(1, "c", Kind::Image, TELLING);
    assert!(!browser.session.ended("c", 200, true), "the cache answered");
    browser.seen(1, "d", Kind::Image, TELLING);
    browser.sent("d");
    browser.session.answered("d", 200, None, false);
    browser.session.ended("d", 200, false);
    assert_eq!(requests(&browser), 3, "what was known to have left counts once");
}

fn requests(browser: &Browser) -> u64 {
    let report = live::report(&browser.session, Scope::Session, &showing());
    let mut rows = report.summary.recipients.iter();
    rows.find(|row| row.registrable_domain == "tracker.example").map_or(0, |row| row.requests)
}
