//! What normal windows told, on its way to a disk and back: all of that, and nothing of any other window.

#![allow(clippy::unwrap_used, reason = "a test says what it expects in the shortest way")]

#[path = "common/browser.rs"]
mod browser;
mod common;
#[path = "common/events.rs"]
mod events;

use browser::Browser;
use events::{Event, event, session, tell};
use proptest::prelude::*;
use serde_json::Value;
use telltale_core::intake::Mode;
use telltale_core::live::{self, Scope};
use telltale_core::record::Record;
use telltale_core::recording;
use telltale_core::report::Showing;
use telltale_core::session::Session;
use telltale_core::session::checkpoint::{CheckpointError, checkpoint, journal, restore};
use telltale_core::session::history::{has_changed, history, take_up};

const PAGE: &str = "https://news.example/story";
const TOLD: &str = "https://t.tracker.example/c?dl=https%3A%2F%2Fnews.example%2Fstory&cid=9f86d081884c7d65";

/// A session in another browser that goes on from bytes.
fn taken_up(bytes: &[u8]) -> Session {
    let mut session = session();
    take_up(&mut session, bytes).unwrap();
    session
}

fn kept(session: &Session, mode: Mode) -> Vec<&Record> {
    session.kept().all().into_iter().filter(|record| record.mode == mode).collect()
}

/// Everything that is counted in normal windows. What only a running browser tells of a request is left out.
fn normal(session: &Session) -> (Value, Vec<Value>, [u32; 2]) {
    let showing = Showing::new(true, &[7; 32]);
    let summary = live::digest(session, Scope::Mode(Mode::Normal), &showing).summary;
    let records = kept(session, Mode::Normal).into_iter().map(|record| {
        let plain = Record { id: String::new(), page: None, redirected_from: None, ..record.clone() };
        serde_json::to_value(plain).unwrap()
    });
    let let_go = [session.kept().dropped(Mode::Normal), session.kept().cut(Mode::Normal)];
    (serde_json::to_value(summary).unwrap(), records.collect(), let_go)
}

fn holds_nothing(session: &Session, mode: Mode) -> bool {
    session.ledger().sites().all(|(of, ..)| of != mode)
        && session.ledger().beyond_sites(mode) == 0
        && session.timeline().rows(&[mode]).next().is_none()
        && kept(session, mode).is_empty()
        && session.kept().dropped(mode) + session.kept().cut(mode) == 0
        && session.identifiers(mode).is_none()
        && session.since(mode).is_none()
        && !session.holds(mode)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn whatever_happens_a_history_is_the_normal_side_and_nothing_else(
        told in prop::collection::vec(event(), 0..120)
    ) {
        let mut session = session();
        for mode in Mode::ALL {
            session.start_recording("label", "notes", recording::Scope::Mode(mode), 0.0).unwrap();
        }
        for (number, event) in told.iter().enumerate() {
            tell(&mut session, event, 1_000.0 * number as f64);
            session.pause(1, number % 7 == 0);
        }
        let before = checkpoint(&mut session).unwrap();
        let bytes = history(&mut session).unwrap();
        prop_assert_eq!(bytes.is_some(), session.since(Mode::Normal).is_some());
        let Some(bytes) = bytes else { return Ok(()) };

        let again = taken_up(&bytes);
        prop_assert_eq!(normal(&again), normal(&session));
        prop_assert_eq!(again.identifiers(Mode::Normal), session.identifiers(Mode::Normal));
        prop_assert_eq!(again.since(Mode::Normal), session.since(Mode::Normal));
        prop_assert!(holds_nothing(&again, Mode::Private) && holds_nothing(&again, Mode::Unknown));
        prop_assert!(again.recordings().rows().is_empty());
        prop_assert_eq!(again.lost() + again.unreadable(), 0);
        prop_assert_eq!(again.paused_for_session(), 0);

        // The session that it was made of goes on as it was, but for knowing that.
        let mut whole = events::session();
        restore(&mut whole, &before).unwrap();
        history(&mut whole).unwrap();
        prop_assert_eq!(checkpoint(&mut session).unwrap(), checkpoint(&mut whole).unwrap());
    }
}

/// A word of each kind of window stands in the address of a page, in what was told on it, and where it led.
fn browsed() -> Browser {
    let mut browser = Browser::new();
    for (tab, word) in [(1, "marigold"), (2, "hellebore")] {
        browser.open(tab, &format!("https://{word}.example/story"));
        let told = format!(
            "https://t.tracker.example/c?dl=https%3A%2F%2F{word}.example%2Fstory&cid={word}-9f86d0818"
        );
        browser.load(tab, word, &told);
        browser.open(tab, "https://next.example/");
    }
    browser
}

fn has(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|window| window == word.as_bytes())
}

#[test]
fn no_word_of_a_private_window_is_in_the_bytes() {
    let mut browser = browsed();
    let whole = checkpoint(&mut browser.session).unwrap();
    assert!(has(&whole, "marigold") && has(&whole, "hellebore"), "short parts lie there as they are");
    let bytes = history(&mut browser.session).unwrap().unwrap();
    assert!(has(&bytes, "marigold"));
    assert!(!has(&bytes, "hellebore"));
}

#[test]
fn nothing_tells_how_much_happened_in_other_windows() {
    let told = |private: usize| {
        let mut browser = Browser::new();
        browser.open(1, PAGE);
        for number in 0..private {
            browser.load(2, &format!("private {number}"), TOLD);
        }
        browser.clock = 90_000.0;
        browser.load(1, "a", TOLD);
        history(&mut browser.session).unwrap().unwrap()
    };
    assert_eq!(told(0), told(9));
}

#[test]
fn what_is_told_afterwards_counts_on_top_and_nothing_counts_twice() {
    let mut first = Browser::new();
    first.open(1, PAGE);
    first.load(1, "a", TOLD);
    let bytes = history(&mut first.session).unwrap().unwrap();

    let mut second = Browser::new();
    take_up(&mut second.session, &bytes).unwrap();
    assert_eq!(normal(&second.session), normal(&first.session));
    for browser in [&mut first, &mut second] {
        browser.clock = 500_000.0;
        browser.open(1, PAGE);
        browser.load(1, "b", TOLD);
    }
    assert_eq!(normal(&second.session), normal(&first.session));
    let third = taken_up(&history(&mut second.session).unwrap().unwrap());
    assert_eq!(normal(&third), normal(&first.session));
    assert_eq!(third.since(Mode::Normal), first.session.since(Mode::Normal));
}

#[test]
fn a_browser_that_was_closed_for_months_counts_when_it_is_opened_again() {
    let day = 86_400_000.0;
    let mut browser = browsed();
    let bytes = history(&mut browser.session).unwrap().unwrap();
    let mut later = Browser::new();
    take_up(&mut later.session, &bytes).unwrap();
    later.clock = 100.0 * day;
    later.load(1, "a", TOLD);
    let row = later.session.timeline().rows(&[Mode::Normal]).next().unwrap();
    let told_before = u32::try_from(kept(&browser.session, Mode::Normal).len()).unwrap();
    assert_eq!((row.earlier, row.undated, row.stretches.len()), (told_before, 0, 1));
    assert_eq!(row.stretches[0].requests, 1);
}

#[test]
fn a_page_of_another_browser_is_no_page_of_this_one_and_no_id_comes_twice() {
    let mut first = Browser::new();
    first.open(1, PAGE);
    let redirect = |id, url: usize| Event::Seen { id, tab: 1, url, page: false };
    for event in [
        redirect(1, 1),
        Event::Sent { id: 1, cookie: false },
        Event::Redirected(1),
        redirect(1, 3),
        Event::Sent { id: 1, cookie: false },
    ] {
        tell(&mut first.session, &event, 2_000.0);
    }
    let bytes = history(&mut first.session).unwrap().unwrap();
    let mut second = Browser::new();
    take_up(&mut second.session, &bytes).unwrap();
    second.open(1, PAGE);
    let showing = Showing::new(true, &[7; 32]);
    assert_eq!(live::report(&second.session, Scope::Tab(1), &showing).requests.len(), 1);
    let records = second.session.kept().all();
    let ids: std::collections::BTreeSet<_> = records.iter().map(|record| &record.id).collect();
    assert_eq!((records.len(), ids.len()), (4, 4));
    let led = records.iter().find(|record| record.redirected_from.is_some()).unwrap();
    let from = records.iter().find(|record| Some(&record.id) == led.redirected_from.as_ref()).unwrap();
    assert_eq!(from.url, TOLD);
}

#[test]
fn only_a_session_that_has_not_begun_takes_one_up() {
    let bytes = history(&mut browsed().session).unwrap().unwrap();
    for tab in [1, 2] {
        let mut begun = Browser::new();
        begun.load(tab, "a", TOLD);
        let before = checkpoint(&mut begun.session).unwrap();
        assert_eq!(take_up(&mut begun.session, &bytes), Err(CheckpointError::Begun));
        assert_eq!(checkpoint(&mut begun.session).unwrap(), before);
    }
    // What is under way has not counted, and does so afterwards.
    let mut waiting = Browser::new();
    waiting.seen(1, "a", telltale_core::intake::Kind::Image, TOLD);
    take_up(&mut waiting.session, &bytes).unwrap();
    let before = kept(&waiting.session, Mode::Normal).len();
    waiting.sent("a");
    assert_eq!(kept(&waiting.session, Mode::Normal).len(), before + 1);
}

#[test]
fn a_checkpoint_is_no_history_and_a_history_no_checkpoint() {
    let mut browser = browsed();
    let whole = checkpoint(&mut browser.session).unwrap();
    let bytes = history(&mut browser.session).unwrap().unwrap();
    assert_eq!(restore(&mut session(), &bytes), Err(CheckpointError::Damaged));
    let mut older = bytes.clone();
    older[3] = 0;
    let mut damaged = bytes.clone();
    *damaged.last_mut().unwrap() ^= 1;
    for strange in [&whole[..], &older, &damaged, &bytes[..bytes.len() - 1], &[]] {
        let mut session = session();
        assert_eq!(take_up(&mut session, strange), Err(CheckpointError::Damaged));
        assert!(Mode::ALL.iter().all(|mode| holds_nothing(&session, *mode)));
    }
}

#[test]
fn only_a_checkpoint_says_that_a_history_was_taken_up() {
    let bytes = history(&mut browsed().session).unwrap().unwrap();
    let mut browser = Browser::new();
    assert!(journal(&mut browser.session).is_some());
    take_up(&mut browser.session, &bytes).unwrap();
    browser.load(2, "a", TOLD);
    assert_eq!(journal(&mut browser.session), None);
    let mut woken = session();
    restore(&mut woken, &checkpoint(&mut browser.session).unwrap()).unwrap();
    assert_eq!(normal(&woken), normal(&browser.session));
    assert!(journal(&mut browser.session).is_some());
}

#[test]
fn it_is_made_again_when_something_of_a_normal_window_counts_otherwise_and_only_then() {
    let mut browser = Browser::new();
    assert!(!has_changed(&browser.session));
    browser.open(2, PAGE);
    browser.load(2, "a", TOLD);
    browser.session.closed(1, 0.0);
    browser.session.tab(1, false, None);
    assert!(
        !has_changed(&browser.session),
        "a private window writes nothing, not even what is there already"
    );
    assert_eq!(history(&mut browser.session), Ok(None));
    let anew = |browser: &mut Browser, what: &str| {
        assert!(has_changed(&browser.session), "{what}");
        let mut woken = session();
        restore(&mut woken, &checkpoint(&mut browser.session).unwrap()).unwrap();
        assert!(has_changed(&woken), "{what}, before a death");
        history(&mut browser.session).unwrap();
        assert!(!has_changed(&browser.session), "{what}, written");
    };
    browser.seen(1, "b", telltale_core::intake::Kind::Image, TOLD);
    browser.sent("b");
    anew(&mut browser, "it is counted");
    browser.session.answered("b", 200, Some("192.0.2.9"), false);
    anew(&mut browser, "it is answered");
    browser.session.failed("b", "net::ERR_BLOCKED_BY_CLIENT");
    anew(&mut browser, "it is taken back");
    browser.session.set_paused(["news.example".to_owned()]);
    browser.seen(1, "c", telltale_core::intake::Kind::MainFrame, PAGE);
    anew(&mut browser, "it is not looked at");
    browser.seen(1, "d", telltale_core::intake::Kind::MainFrame, PAGE);
    browser.session.forget(Mode::Normal);
    assert!(!has_changed(&browser.session), "forgotten");
    assert_eq!(history(&mut browser.session), Ok(None));
}
