//! A site that is paused: nobody looks at what it sends, and reports say so.

#![allow(clippy::unwrap_used, reason = "a test says what it expects in the shortest way")]

#[path = "common/browser.rs"]
mod browser;
mod common;

use browser::Browser;
use telltale_core::comparison::{Ground, Verdict};
use telltale_core::intake::{Headers, Kind, Mode};
use telltale_core::live::{self, Scope, Sides};
use telltale_core::recording;
use telltale_core::report::{BlindSpot, Showing};
use telltale_core::session::{Paused, checkpoint};

const PAGE: &str = "https://www.news.example/story";
const TELLING: &str = "https://t.tracker.example/c?dl=https%3A%2F%2Fwww.news.example%2Fstory";
const SITE: &str = "news.example";

fn spot(browser: &Browser, scope: Scope) -> Option<BlindSpot> {
    let digest = live::digest(&browser.session, scope, &Showing::new(true, &[7; 32]));
    digest.blind_spots.into_iter().find(|spot| spot.code == "site_paused")
}

fn everything(browser: &Browser) -> String {
    serde_json::to_string(&live::report(&browser.session, Scope::Session, &Showing::new(true, &[7; 32])))
        .unwrap()
}

#[test]
fn what_a_paused_site_sends_is_neither_judged_nor_kept_and_said_to_be_unknown() {
    let mut browser = Browser::new();
    browser.session.set_paused([SITE.to_owned()]);
    browser.open(1, PAGE);
    browser.load(1, "a", TELLING);
    let glance = browser.session.glance(1);
    assert_eq!((glance.paused, glance.skipped, glance.recipients), (Some(Paused::Kept), 2, 0));
    assert_eq!((glance.grade, glance.site.as_deref()), (None, Some(SITE)), "no grade, not the best one");
    for scope in [Scope::Session, Scope::Mode(Mode::Normal), Scope::Tab(1)] {
        let spot = spot(&browser, scope).unwrap();
        assert_eq!((spot.count, spot.hosts), (Some(2), vec![SITE.to_owned()]));
    }
    assert!(spot(&browser, Scope::Mode(Mode::Private)).is_none());
    let report = everything(&browser);
    assert!(!report.contains("tracker.example") && !report.contains("/story"), "{report}");
    assert!(report.contains(r#""sites":[]"#), "a site at which nobody looked has no row and no grade");
    assert_eq!(browser.session.kept().all().len(), 0);
}

#[test]
fn a_page_of_another_site_is_looked_at_and_a_frame_belongs_to_its_page() {
    let mut browser = Browser::new();
    browser.session.set_paused(["tracker.example".to_owned()]);
    browser.open(1, PAGE);
    browser.load(1, "a", TELLING);
    let glance = browser.session.glance(1);
    assert_eq!((glance.paused, glance.skipped, glance.told), (None, 0, 1));
}

#[test]
fn the_end_of_a_request_that_is_passed_over_is_awaited_and_nothing_of_it_is_taken() {
    let mut browser = Browser::new();
    browser.session.set_paused([SITE.to_owned()]);
    browser.open(1, PAGE);
    browser.seen(1, "a", Kind::Image, TELLING);
    assert!(browser.session.awaits("a"), "nobody keeps aside what comes of it");
    let cookie = Headers::Seen([("cookie", "uid=8f14e45fceea167a")].into_iter().collect());
    browser.session.sent("a", &cookie);
    browser.session.cookie_set("a", "sid=c9f0f895fb98ab91; Max-Age=9999");
    browser.session.answered("a", 200, Some("192.0.2.77"), false);
    browser.session.redirected("a", Some("192.0.2.78"));
    let bytes = checkpoint::journal(&mut browser.session).unwrap();
    for secret in ["8f14e45f", "c9f0f895", "192.0.2.77", "192.0.2.78", "tracker"] {
        let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(!found, "{secret} is in the journal");
    }
    browser.session.completed("a");
    assert!(!browser.session.awaits("a"));
}

#[test]
fn going_on_looks_at_what_comes_and_still_says_what_was_missed() {
    let mut browser = Browser::new();
    browser.open(1, PAGE);
    browser.session.set_paused([SITE.to_owned()]);
    browser.load(1, "a", TELLING);
    browser.session.set_paused([]);
    browser.load(1, "b", TELLING);
    let glance = browser.session.glance(1);
    assert_eq!((glance.paused, glance.skipped, glance.told), (None, 1, 1));
    assert!(glance.grade.is_some());
    assert_eq!(spot(&browser, Scope::Tab(1)).unwrap().count, Some(1));
}

#[test]
fn a_pause_of_a_private_window_holds_there_and_ends_with_its_session() {
    let mut browser = Browser::new();
    browser.open(1, PAGE);
    browser.open(2, PAGE);
    let pausing = browser.session.pausing(2).unwrap();
    assert_eq!((pausing.site.as_str(), pausing.may_be_kept), (SITE, false));
    assert!(browser.session.pausing(1).unwrap().may_be_kept);
    browser.session.pause(1, true);
    assert_eq!(browser.session.glance(1).paused, None, "a normal window's pause is kept by somebody else");
    browser.session.pause(2, true);
    browser.load(1, "a", TELLING);
    browser.load(2, "b", TELLING);
    let (normal, private) = (browser.session.glance(1), browser.session.glance(2));
    assert_eq!((normal.paused, normal.told), (None, 1), "what is paused in private is not told elsewhere");
    assert_eq!((private.paused, private.told, private.skipped), (Some(Paused::Session), 0, 1));
    assert_eq!(browser.session.paused_for_session(), 1);

    // It outlives the background, as everything does that a session remembers.
    let bytes = checkpoint::checkpoint(&mut browser.session).unwrap();
    let mut again = Browser::new();
    checkpoint::restore(&mut again.session, &bytes).unwrap();
    assert_eq!(again.session.glance(2).paused, Some(Paused::Session));

    browser.session.let_go(Mode::Private);
    assert_eq!((browser.session.glance(2).paused, browser.session.paused_for_session()), (None, 0));
    assert!(!browser.session.holds(Mode::Private));
    again.session.resume_session();
    assert_eq!(again.session.glance(2).paused, None);
}

#[test]
fn where_too_many_are_paused_whoever_asks_is_told() {
    let mut browser = Browser::new();
    browser.session.tab(3, true, None);
    for number in 0..1_000 {
        browser.open(3, &format!("https://site-{number}.example/"));
        assert!(browser.session.pause(3, true), "{number}");
    }
    assert!(browser.session.pause(3, true), "it is paused already");
    browser.open(3, PAGE);
    assert!(!browser.session.pause(3, true));
    assert_eq!((browser.session.glance(3).paused, browser.session.paused_for_session()), (None, 1_000));
    assert!(!browser.session.pause(1, true), "a normal window's pause is kept by somebody else");
}

#[test]
fn however_many_are_passed_over_the_last_is_awaited() {
    let mut browser = Browser::new();
    browser.session.set_paused([SITE.to_owned()]);
    browser.open(1, PAGE);
    for number in 0..5_000 {
        browser.seen(1, &format!("b{number:05}"), Kind::Image, TELLING);
    }
    browser.seen(1, "a", Kind::Image, TELLING);
    assert!(browser.session.awaits("a"), "though its name comes before all others");
    assert!(!browser.session.awaits("b00000"), "there is an end to what is awaited");
    assert_eq!(browser.session.glance(1).skipped, 5_002);
}

#[test]
fn a_pause_alone_is_something_to_forget() {
    let mut browser = Browser::new();
    browser.session.tab(3, true, Some(PAGE));
    assert!(!browser.session.holds(Mode::Private));
    browser.session.pause(3, true);
    assert!(browser.session.holds(Mode::Private));
}

#[test]
fn where_a_site_was_paused_no_link_is_not_taken_for_none() {
    let mut browser = Browser::new();
    let recording =
        browser.session.start_recording("", "", recording::Scope::Mode(Mode::Private), 0.0).unwrap();
    for tab in [1, 2] {
        browser.open(tab, "https://quiet.example/");
        browser.load(tab, &format!("a{tab}"), "https://cdn.tracker.example/logo.png");
    }
    let ground = |browser: &Browser, sides: Sides| {
        let showing = Showing::new(true, &[7; 32]);
        live::compare(&browser.session, sides, &showing, |it| (it.verdict, it.code)).unwrap()
    };
    assert_eq!(ground(&browser, Sides::default()), (Verdict::NotLinked, Ground::NoLinkSeen));
    browser.session.set_paused([SITE.to_owned()]);
    browser.open(2, PAGE);
    assert_eq!(ground(&browser, Sides::default()), (Verdict::Undecided, Ground::Skipped));
    let text = recording::file::write(browser.session.recordings().find(recording).unwrap()).unwrap();
    let back = recording::file::read(text.as_bytes()).unwrap();
    let skipped: u32 = back.sites().map(|(.., tally)| tally.skipped).sum();
    assert_eq!(skipped, 1, "a recording says it as well: {text}");
}
