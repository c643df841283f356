//! Which mode and which page a request belongs to, where browsers leave it open.

#![allow(clippy::unwrap_used, reason = "a test says what it expects in the shortest way")]

use telltale_core::intake::Mode;
use telltale_core::tabs::{Tabs, Whence};

/// When pages are shown.
const SOON: f64 = 1_000.0;
/// When the next is asked for.
const LATER: f64 = 2_000.0;

fn from(tab: i64) -> Whence<'static> {
    Whence { tab, ..Whence::default() }
}

fn opened(tabs: &mut Tabs, tab: i64, url: &str, document: &str) {
    tabs.opening(tab, url, url, LATER);
    tabs.committed(tab, 0.0, url, document, SOON);
}

#[test]
fn the_browser_that_says_the_mode_is_believed() {
    let mut tabs = Tabs::default();
    tabs.tab(1, false, None);
    assert_eq!(tabs.mode(&Whence { said: Some(Mode::Private), ..from(-1) }), Mode::Private);
    assert_eq!(tabs.mode(&Whence { said: Some(Mode::Private), ..from(1) }), Mode::Private);
}

#[test]
fn a_tab_has_one_mode() {
    let mut tabs = Tabs::default();
    tabs.tab(1, false, None);
    tabs.tab(2, true, None);
    assert_eq!(tabs.mode(&from(1)), Mode::Normal);
    assert_eq!(tabs.mode(&from(2)), Mode::Private);
}

#[test]
fn without_a_tab_the_mode_is_unknown_unless_private_windows_cannot_be_seen() {
    let mut tabs = Tabs::default();
    assert_eq!(tabs.mode(&from(-1)), Mode::Unknown);
    tabs.set_access(true);
    assert_eq!(tabs.mode(&from(-1)), Mode::Unknown);
    assert_eq!(tabs.mode(&from(77)), Mode::Unknown);
    tabs.set_access(false);
    assert_eq!(tabs.mode(&from(-1)), Mode::Normal);
}

#[test]
fn a_closed_tab_keeps_its_mode_for_some_seconds() {
    let mut tabs = Tabs::default();
    tabs.set_access(true);
    tabs.tab(2, true, None);
    tabs.closed(2, 1_000.0);
    assert_eq!(tabs.mode(&from(2)), Mode::Private);
    tabs.closed(3, 12_000.0);
    assert_eq!(tabs.mode(&from(2)), Mode::Unknown);
}

#[test]
fn a_page_is_current_once_it_is_committed() {
    let mut tabs = Tabs::default();
    opened(&mut tabs, 1, "https://a.example/", "A");
    let a = tabs.current(1).map(|page| page.number);
    let b = tabs.opening(1, "18", "https://b.example/", LATER);
    assert_ne!(a, b);
    assert_eq!(tabs.current(1).map(|page| page.number), a);
    tabs.committed(1, 0.0, "https://b.example/", "B", SOON);
    assert_eq!(tabs.current(1).map(|page| page.number), b);
}

#[test]
fn a_redirect_on_the_way_opens_the_same_page() {
    let mut tabs = Tabs::default();
    let first = tabs.opening(1, "17", "http://a.example/", LATER);
    assert_eq!(tabs.opening(1, "17", "https://a.example/", LATER), first);
}

#[test]
fn the_document_tells_the_page_also_after_it_was_left() {
    let mut tabs = Tabs::default();
    opened(&mut tabs, 1, "https://a.example/", "A");
    let a = tabs.current(1).map(|page| page.number);
    tabs.committed(1, 7.0, "https://frame.example/", "A-frame", SOON);
    opened(&mut tabs, 1, "https://b.example/", "B");
    let page = |document_id| tabs.page_of(&Whence { document_id, ..from(1) }).map(|page| page.number);
    assert_eq!(page("A"), a);
    assert_eq!(page("A-frame"), a);
    assert_eq!(page("B"), tabs.current(1).map(|page| page.number));
}

#[test]
fn the_stated_address_tells_the_page_in_firefox() {
    let mut tabs = Tabs::default();
    opened(&mut tabs, 1, "https://a.example/one", "");
    let a = tabs.current(1).map(|page| page.number);
    opened(&mut tabs, 1, "https://b.example/#part", "");
    let page = |document_url, top_url| {
        tabs.page_of(&Whence { document_url, top_url, ..from(1) }).map(|page| page.number)
    };
    assert_eq!(page("https://a.example/one", ""), a);
    assert_eq!(page("https://b.example/", ""), tabs.current(1).map(|page| page.number));
    assert_eq!(page("https://frame.example/", "https://a.example/one"), a);
}

#[test]
fn a_beacon_on_leaving_belongs_to_the_page_that_was_left() {
    let mut tabs = Tabs::default();
    opened(&mut tabs, 1, "https://a.example/", "A");
    let a = tabs.current(1).map(|page| page.number);
    opened(&mut tabs, 1, "https://b.example/", "B");
    let beacon = Whence { leaving: true, initiator: "https://a.example", ..from(1) };
    assert_eq!(tabs.page_of(&beacon).map(|page| page.number), a);
}

#[test]
fn a_request_may_come_before_its_page_is_said_to_be_shown() {
    let mut tabs = Tabs::default();
    opened(&mut tabs, 1, "https://a.example/", "A");
    let b = tabs.opening(1, "18", "https://b.example/", LATER);
    let early = Whence { initiator: "https://b.example", ..from(1) };
    assert_eq!(tabs.page_of(&early).map(|page| page.number), b);
    let of_old = Whence { initiator: "https://a.example", ..from(1) };
    assert_ne!(tabs.page_of(&of_old).map(|page| page.number), b);
}

#[test]
fn what_was_abandoned_is_no_page() {
    let mut tabs = Tabs::default();
    opened(&mut tabs, 1, "https://a.example/", "A");
    let a = tabs.current(1).map(|page| page.number);
    let download = tabs.opening(1, "19", "https://b.example/file.zip", LATER).unwrap();
    tabs.abandoned(1, download);
    let early = Whence { initiator: "https://b.example", ..from(1) };
    assert_eq!(tabs.page_of(&early).map(|page| page.number), a);
}

#[test]
fn the_end_of_an_older_attempt_does_not_end_a_newer_one() {
    let mut tabs = Tabs::default();
    let older = tabs.opening(1, "20", "https://slow.example/", LATER).unwrap();
    let newer = tabs.opening(1, "21", "https://b.example/", LATER);
    tabs.abandoned(1, older);
    tabs.committed(1, 0.0, "https://b.example/", "B", SOON);
    assert_eq!(tabs.current(1).map(|page| page.number), newer);
}

#[test]
fn a_page_that_began_while_nobody_watched_is_found() {
    let mut tabs = Tabs::default();
    opened(&mut tabs, 1, "https://a.example/", "A");
    let a = tabs.current(1).map(|page| page.number);
    tabs.shows(1, "https://a.example/#further-down", SOON);
    assert_eq!(tabs.current(1).map(|page| page.number), a, "it is the page that was known");

    tabs.shows(1, "https://b.example/", SOON);
    let b = tabs.current(1).map(|page| page.number);
    assert_ne!(b, a);
    assert_eq!(tabs.page_of(&from(1)).map(|page| page.number), b, "what is asked for, it asks for");
    let left_behind = Whence { document_id: "A", ..from(1) };
    assert_eq!(tabs.page_of(&left_behind).map(|page| page.number), a);

    tabs.committed(1, 0.0, "https://b.example/", "B", SOON);
    assert_eq!(tabs.current(1).map(|page| page.number), b, "the browser says the same, only later");
    tabs.committed(1, 0.0, "https://b.example/", "C", SOON);
    assert_ne!(tabs.current(1).map(|page| page.number), b, "and the next time it is another page");
}

#[test]
fn what_was_being_opened_when_nobody_watched_is_found_shown() {
    let mut tabs = Tabs::default();
    opened(&mut tabs, 1, "https://a.example/", "A");
    let b = tabs.opening(1, "22", "https://b.example/", LATER);
    tabs.shows(1, "https://b.example/", SOON);
    assert_eq!(tabs.current(1).map(|page| page.number), b);

    let c = tabs.opening(1, "23", "https://c.example/", LATER);
    tabs.shows(1, "https://b.example/", SOON);
    tabs.committed(1, 0.0, "https://c.example/", "C", SOON);
    assert_eq!(tabs.current(1).map(|page| page.number), c, "what is still on its way arrives");

    tabs.opening(1, "24", "https://short.example/1", LATER);
    tabs.shows(1, "https://long.example/", SOON);
    let found = tabs.current(1).map(|page| page.number);
    tabs.committed(1, 0.0, "https://long.example/", "D", SOON);
    assert_eq!(tabs.current(1).map(|page| page.number), found, "where it led is one page");
}

#[test]
fn a_page_may_be_said_to_be_shown_before_the_request_that_opened_it() {
    let mut tabs = Tabs::default();
    opened(&mut tabs, 1, "https://a.example/", "A");
    let a = tabs.current(1).map(|page| page.number);
    tabs.committed(1, 0.0, "https://b.example/#part", "B", SOON);
    let b = tabs.current(1).map(|page| page.number);
    assert_eq!(tabs.opening(1, "26", "https://b.example/", SOON - 1.0), b);
    assert_eq!(tabs.opening(1, "27", "https://a.example/", SOON - 1.0), a, "later still");
    tabs.shows(1, "https://b.example/", LATER);
    assert_eq!(tabs.current(1).map(|page| page.number), b, "nothing else is on its way");

    // A redirect led there, and the browser tells that late as well.
    tabs.committed(1, 0.0, "https://d.example/", "D", SOON);
    let d = tabs.current(1).map(|page| page.number);
    assert_ne!(tabs.opening(1, "28", "https://c.example/", SOON - 2.0), d);
    assert_eq!(tabs.opening(1, "28", "https://d.example/", SOON - 1.0), d);
    tabs.committed(1, 0.0, "https://e.example/", "E", SOON);
    assert_ne!(tabs.current(1).map(|page| page.number), d, "what led there was not on its way any more");

    let again = tabs.opening(1, "29", "https://e.example/", LATER);
    assert_ne!(again, tabs.current(1).map(|page| page.number), "the same address anew is another page");
}

#[test]
fn a_page_that_was_found_may_be_told_of_later() {
    let mut tabs = Tabs::default();
    opened(&mut tabs, 1, "https://a.example/", "A");
    tabs.shows(1, "https://b.example/", SOON);
    let b = tabs.current(1).map(|page| page.number);
    assert_eq!(tabs.opening(1, "30", "https://b.example/", SOON - 1.0), b);
    tabs.committed(1, 0.0, "https://b.example/", "B", SOON);
    assert_eq!(tabs.current(1).map(|page| page.number), b);
}

#[test]
fn a_new_tab_goes_on_to_its_first_page() {
    let mut tabs = Tabs::default();
    tabs.tab(1, false, None);
    let a = tabs.opening(1, "25", "https://a.example/", LATER);
    tabs.shows(1, "about:blank", SOON);
    tabs.committed(1, 0.0, "https://a.example/", "A", SOON);
    assert_eq!(tabs.current(1).map(|page| page.number), a);
    assert_eq!(tabs.shows(2, "https://b.example/", SOON), None, "a tab that nobody named is none");
}

#[test]
fn the_number_of_tabs_is_bounded() {
    let mut tabs = Tabs::default();
    for id in 0..10_000 {
        tabs.tab(id, true, None);
    }
    assert_eq!(tabs.mode(&from(9_999)), Mode::Private);
    assert_eq!(tabs.mode(&from(0)), Mode::Unknown);
}

#[test]
fn the_document_that_is_about_to_be_shown_asks_for_its_own_page() {
    let mut tabs = Tabs::default();
    opened(&mut tabs, 1, "about:blank", "blank");
    opened(&mut tabs, 1, "https://a.example/one", "A");
    let one = tabs.current(1).map(|page| page.number);
    let two = tabs.opening(1, "18", "https://a.example/two", LATER);
    let page = |document_id, top| {
        let whence = Whence { document_id, top, initiator: "https://a.example", ..from(1) };
        tabs.page_of(&whence).map(|page| page.number)
    };
    assert_eq!(page("B", true), two);
    assert_eq!(page("A", true), one, "what is shown may still ask");
    assert_eq!(page("B-frame", false), one, "and so may a frame that is new in it");
}

#[test]
fn a_tab_that_was_found_has_a_document_that_nobody_was_told_of() {
    let mut tabs = Tabs::default();
    tabs.tab(1, false, Some("https://a.example/one"));
    let one = tabs.current(1).map(|page| page.number);
    tabs.opening(1, "18", "https://a.example/two", LATER);
    let whence = Whence { document_id: "A", top: true, initiator: "https://a.example", ..from(1) };
    assert_eq!(tabs.page_of(&whence).map(|page| page.number), one);
    assert!(!tabs.is_of_untold_page(&whence));
}

#[test]
fn a_page_that_nobody_was_told_of_is_known_for_one() {
    let mut tabs = Tabs::default();
    opened(&mut tabs, 1, "https://a.example/one", "A");
    let asked =
        |tabs: &Tabs, document_id, top| tabs.is_of_untold_page(&Whence { document_id, top, ..from(1) });
    assert!(asked(&tabs, "B", true));
    assert!(!asked(&tabs, "A", true), "its document is known");
    assert!(!asked(&tabs, "frame", false), "a frame is new");
    assert!(!tabs.is_of_untold_page(&Whence { document_id: "0", top: true, leaving: true, ..from(1) }));
    assert!(!tabs.is_of_untold_page(&Whence { document_id: "B", top: true, ..from(9) }), "nor is the tab");
    tabs.opening(1, "18", "https://a.example/two", LATER);
    assert!(!asked(&tabs, "B", true), "it is being opened");
    // Firefox says no documents, and an address may be that of a worker's script.
    opened(&mut tabs, 2, "https://a.example/one", "");
    let worker = Whence { document_url: "https://a.example/worker.js", top: true, ..from(2) };
    assert!(!tabs.is_of_untold_page(&worker));
}

#[test]
fn a_page_knows_its_own_document_however_many_frames_it_has() {
    let mut tabs = Tabs::default();
    opened(&mut tabs, 1, "https://a.example/one", "A");
    for number in 0..2_000 {
        tabs.committed(1, 7.0, "https://frame.example/", &format!("frame {number}"), SOON);
    }
    let asked = |document_id| Whence { document_id, top: true, ..from(1) };
    assert!(!tabs.is_of_untold_page(&asked("A")));
    assert!(tabs.is_of_untold_page(&asked("frame 0")), "of them not all are remembered");
}
