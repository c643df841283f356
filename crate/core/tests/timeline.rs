//! What left when: stretches that become longer as a session does, and what each of them told.

#![allow(clippy::unwrap_used, reason = "a test says what it expects in the shortest way")]

#[path = "common/browser.rs"]
mod browser;
mod common;

use browser::Browser;
use proptest::prelude::*;
use telltale_core::intake::{Body, Kind, Mode};
use telltale_core::live::{self, Digest, Scope};
use telltale_core::report::Showing;
use telltale_core::session::{Seen, checkpoint};
use telltale_core::tabs::Whence;
use telltale_core::timeline::{LENGTHS, TimelineRow, caps};

const PAGE: &str = "https://news.example/story";
const TELLING: &str = "https://t.tracker.example/c?dl=https%3A%2F%2Fnews.example%2Fstory";
const SILENT: &str = "https://cdn.example.net/logo.png";
const MINUTE: f64 = 60_000.0;
const DAY: f64 = 86_400_000.0;
/// Some midnight.
const START: f64 = 20_000.0 * DAY;

fn digest(browser: &Browser, scope: Scope) -> Digest {
    live::digest(&browser.session, scope, &Showing::new(false, &[7; 32]))
}

fn course(browser: &Browser, mode: Mode) -> Option<TimelineRow> {
    digest(browser, Scope::Mode(mode)).summary.timeline.unwrap().pop()
}

fn opened(at: f64) -> Browser {
    let mut browser = Browser::new();
    browser.clock = at;
    browser.open(1, PAGE);
    browser
}

/// Every request of a course is in a stretch or said to be in none.
fn requests(row: &TimelineRow) -> u32 {
    row.stretches.iter().map(|stretch| stretch.requests).sum::<u32>() + row.earlier + row.undated
}

#[test]
fn each_stretch_says_what_left_in_it_and_those_in_which_nothing_left_are_there() {
    let mut browser = opened(START);
    browser.load(1, "a", SILENT);
    browser.clock = START + 35_000.0;
    browser.load(1, "b", TELLING);
    browser.load(1, "c", TELLING);
    let row = course(&browser, Mode::Normal).unwrap();
    assert_eq!((row.mode, row.seconds, row.heaviest), (Mode::Normal, 10, Some(3)));
    let figures: Vec<_> =
        row.stretches.iter().map(|it| (it.requests, it.telling, it.recipients, it.exposure)).collect();
    let exposure = digest(&browser, Scope::Mode(Mode::Normal)).summary.exposure;
    assert_eq!(figures, [(2, 0, 0, 0), (0, 0, 0, 0), (0, 0, 0, 0), (2, 2, 1, exposure)]);
    assert_eq!(row.stretches[3].at, START + 30_000.0);
    assert!(course(&browser, Mode::Private).is_none(), "each mode has its own");
}

#[test]
fn what_is_told_again_exposes_a_stretch_and_adds_nothing_to_what_was_told_so_far() {
    let mut browser = opened(START);
    browser.load(1, "a", TELLING);
    browser.clock = START + 10_000.0;
    browser.load(1, "b", TELLING);
    browser.clock = START + 20_000.0;
    browser.load(1, "c", "https://other.example.org/c?dl=https%3A%2F%2Fnews.example%2Fstory");
    let row = course(&browser, Mode::Normal).unwrap();
    let [first, again, other] = &row.stretches[..] else { panic!("{row:?}") };
    assert_eq!((first.exposure, again.exposure), (27, 27));
    assert_eq!((first.so_far, again.so_far, other.so_far), (27, 27, 29));
    assert_eq!(other.exposure, 25, "no list names it");
    assert_eq!(row.heaviest, Some(0), "the first of equal ones");
}

#[test]
fn stretches_become_longer_with_the_session_and_lose_nothing() {
    let mut browser = opened(START);
    let mut before = 0;
    for number in 0..2_000_u32 {
        browser.clock = START + f64::from(number) * 40.0 * MINUTE;
        browser.load(1, &format!("r{number}"), if number % 7 == 0 { TELLING } else { SILENT });
        let row = course(&browser, Mode::Normal).unwrap();
        assert!(row.stretches.len() as u64 <= caps::STRETCHES, "{}", row.stretches.len());
        assert!(row.seconds >= before && LENGTHS.contains(&row.seconds));
        assert_eq!((requests(&row), row.earlier), (number + 2, 0));
        before = row.seconds;
    }
    assert_eq!(before, 86_400);
    // Longer than the longest stretches reach back: what is left out is counted.
    browser.clock = START + 70.0 * DAY;
    browser.load(1, "late", TELLING);
    let row = course(&browser, Mode::Normal).unwrap();
    assert_eq!((requests(&row), row.stretches.len()), (2_002, 60));
    assert!(row.earlier > 0);
}

#[test]
fn a_clock_that_is_set_wrong_costs_no_more_than_what_it_dates_wrong() {
    let mut browser = opened(START);
    browser.load(1, "a", TELLING);
    for (id, wrong) in [("b", 0.0), ("c", -1.0), ("d", f64::NAN), ("e", f64::INFINITY), ("f", 4e12)] {
        let whence = Whence { tab: 1, ..Whence::default() };
        let seen = Seen { id, at: wrong, method: "GET", url: TELLING, kind: Kind::Image, whence };
        browser.session.seen(&seen, Body::None);
        browser.sent(id);
    }
    let row = course(&browser, Mode::Normal).unwrap();
    assert_eq!((row.seconds, row.earlier, row.undated, requests(&row)), (10, 1, 4, 7));
    assert_eq!(row.stretches.last().map(|last| last.requests), Some(2));
    // What is taken back of such a request is taken back where it was counted.
    browser.session.failed("f", "net::ERR_NAME_NOT_RESOLVED");
    let row = course(&browser, Mode::Normal).unwrap();
    assert_eq!((row.earlier, row.undated, requests(&row)), (1, 3, 6));
    browser.clock = START + 1_000.0;
    browser.load(1, "later", TELLING);
    let row = course(&browser, Mode::Normal).unwrap();
    assert_eq!(row.stretches.iter().map(|it| it.requests).sum::<u32>(), 3, "the right clock still counts");
}

#[test]
fn a_clock_that_was_years_behind_is_believed_once_it_says_so_often_enough() {
    let mut browser = opened(START);
    browser.load(1, "a", TELLING);
    for number in 0..3 {
        browser.clock = START + 900.0 * DAY;
        browser.load(1, &format!("r{number}"), TELLING);
    }
    let row = course(&browser, Mode::Normal).unwrap();
    assert_eq!((row.earlier, row.undated, row.stretches.len()), (2, 2, 1));
    assert_eq!(row.stretches[0].requests, 1);
}

#[test]
fn a_clock_that_was_years_ahead_is_no_longer_believed_once_enough_says_otherwise() {
    let mut browser = opened(START + 900.0 * DAY);
    browser.load(1, "a", TELLING);
    let figures = |browser: &Browser| {
        let row = course(browser, Mode::Normal).unwrap();
        (row.earlier, row.undated, row.stretches.iter().map(|it| it.requests).collect::<Vec<_>>())
    };
    let so_far = [(1, 0, vec![2]), (2, 0, vec![2]), (2, 2, vec![1]), (2, 2, vec![2])];
    for (number, expected) in so_far.into_iter().enumerate() {
        browser.clock = START;
        browser.load(1, &format!("r{number}"), TELLING);
        assert_eq!(figures(&browser), expected, "request {number}");
    }
    // Those that contradict each other are no reason to believe any of them.
    for number in 0..9 {
        browser.clock = if number % 2 == 0 { START + 900.0 * DAY } else { START - 900.0 * DAY };
        browser.load(1, &format!("s{number}"), TELLING);
    }
    assert_eq!(figures(&browser), (6, 7, vec![2]));
}

#[test]
fn who_earns_points_takes_the_place_of_who_does_not() {
    let mut browser = opened(START);
    for number in 0..=caps::HEARERS {
        let what = if number < caps::HEARERS {
            "gdpr=1&gdpr_consent=CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA"
        } else {
            "dl=https%3A%2F%2Fnews.example%2Fstory"
        };
        let id = format!("r{number}");
        browser.seen(1, &id, Kind::Image, &format!("https://h{number}.com/c?{what}"));
        browser.sent(&id);
    }
    let row = course(&browser, Mode::Normal).unwrap();
    let last = row.stretches.last().unwrap();
    assert_eq!((last.recipients, last.beyond), (caps::HEARERS, 1), "it took one's place, and that is said");
    let exposure = digest(&browser, Scope::Mode(Mode::Normal)).summary.exposure;
    assert_eq!((last.exposure, last.exposure > 0), (exposure, true));
}

#[test]
fn what_never_left_is_taken_back_out_of_its_stretch() {
    let mut browser = opened(START);
    browser.load(1, "a", TELLING);
    let before = course(&browser, Mode::Normal);
    browser.clock = START + 30_000.0;
    for url in [TELLING, SILENT] {
        browser.seen(1, "b", Kind::Image, url);
        browser.sent("b");
        assert_ne!(course(&browser, Mode::Normal), before);
        browser.session.failed("b", "net::ERR_NAME_NOT_RESOLVED");
        assert_eq!(course(&browser, Mode::Normal), before);
    }
    browser.seen(1, "c", Kind::Image, TELLING);
    browser.session.failed("c", "net::ERR_BLOCKED_BY_CLIENT");
    assert_eq!(course(&browser, Mode::Normal), before, "what was stopped before told nothing");
}

#[test]
fn what_the_browser_itself_sends_stands_apart() {
    let mut browser = opened(START);
    browser.clock = START + 20_000.0;
    let whence = Whence { tab: -1, said: Some(Mode::Normal), itself: true, ..Whence::default() };
    let url = "https://incoming.telemetry.mozilla.org/submit/telemetry/1";
    let seen = Seen { id: "i", at: browser.clock, method: "POST", url, kind: Kind::Other, whence };
    browser.session.seen(&seen, Body::None);
    browser.sent("i");
    let row = course(&browser, Mode::Normal).unwrap();
    let last = row.stretches.last().unwrap();
    assert_eq!((last.requests, last.browser), (1, 1));
    assert_eq!(row.stretches[0].browser, 0);
}

#[test]
fn a_stretch_at_which_nobody_looked_is_not_a_quiet_one() {
    let mut browser = Browser::new();
    browser.session.set_paused(["news.example".to_owned()]);
    browser.clock = START;
    browser.open(1, PAGE);
    browser.load(1, "a", TELLING);
    let row = course(&browser, Mode::Normal).unwrap();
    let figures: Vec<_> = row.stretches.iter().map(|it| (it.requests, it.skipped, it.exposure)).collect();
    assert_eq!((figures, row.heaviest), (vec![(0, 2, 0)], None));
}

#[test]
fn a_mode_that_is_forgotten_leaves_no_time_behind() {
    let mut browser = opened(START);
    browser.open(2, PAGE);
    browser.load(2, "a", TELLING);
    assert_eq!(digest(&browser, Scope::Session).summary.timeline.unwrap().len(), 2);
    assert_eq!(digest(&browser, Scope::Tab(2)).summary.timeline, None, "of one page it is not remembered");
    browser.session.forget(Mode::Private);
    let left = digest(&browser, Scope::Session).summary.timeline.unwrap();
    assert_eq!(left.iter().map(|row| row.mode).collect::<Vec<_>>(), [Mode::Normal]);
}

#[test]
fn what_strangers_make_up_is_bounded_and_an_exposure_of_a_hundred_stays_one() {
    let mut browser = opened(START);
    for number in 0..9_000_u32 {
        browser.clock = START + f64::from(number) * 300.0;
        let id = format!("r{number}");
        browser.seen(
            1,
            &id,
            Kind::Image,
            &format!("https://h{number}.com/c?dl=https%3A%2F%2Fnews.example%2Fstory"),
        );
        browser.sent(&id);
        browser.session.completed(&id);
    }
    let row = course(&browser, Mode::Normal).unwrap();
    assert_eq!(requests(&row), 9_001);
    let told: usize = row.stretches.iter().map(|it| it.recipients).sum();
    assert!(told <= caps::ALL_HEARERS, "{told}");
    assert!(row.stretches.iter().all(|it| it.recipients <= caps::HEARERS));
    assert!(row.stretches.iter().any(|it| it.beyond > 0), "those that are not told apart are counted");
    assert_eq!(row.stretches.last().map(|it| it.so_far), Some(100));
    let size = checkpoint::checkpoint(&mut browser.session).unwrap().len();
    assert!(size <= checkpoint::budget::WHOLE, "{size}");
    assert_eq!(requests(&course(&browser, Mode::Normal).unwrap()), 9_001);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_was_told_until_the_end_is_the_exposure_of_the_session(
        told in prop::collection::vec((1..3_i64, 0..12_usize, 0.0..100_000.0_f64, any::<bool>()), 0..60)
    ) {
        let mut browser = opened(START);
        browser.open(2, PAGE);
        for (number, (tab, recipient, pause, fails)) in told.into_iter().enumerate() {
            browser.clock += pause;
            let what = if number % 3 == 0 { "dl=https%3A%2F%2Fnews.example%2Fstory" } else { "v=2&sr=1920x1080" };
            let id = format!("r{number}");
            browser.seen(tab, &id, Kind::Image, &format!("https://h{recipient}.com/c?{what}"));
            browser.sent(&id);
            if fails {
                browser.session.failed(&id, "net::ERR_NAME_NOT_RESOLVED");
            }
        }
        for mode in [Mode::Normal, Mode::Private] {
            let Digest { summary, .. } = digest(&browser, Scope::Mode(mode));
            let row = course(&browser, mode).unwrap();
            prop_assert_eq!(row.stretches.last().map(|last| last.so_far), Some(summary.exposure));
            let left = if mode == Mode::Normal { summary.modes.normal } else { summary.modes.private };
            prop_assert_eq!(u64::from(requests(&row)), left.requests);
            prop_assert!(row.stretches.windows(2).all(|two| two[0].so_far <= two[1].so_far));
            prop_assert!(row.stretches.iter().all(|it| it.exposure <= it.so_far && it.telling <= it.requests));
        }
    }
}
