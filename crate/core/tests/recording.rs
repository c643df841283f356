//! Recordings of a running session: what they hold, how large they grow, and what becomes of them.

#![allow(clippy::unwrap_used, reason = "a test says what it expects in the shortest way")]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use telltale_core::comparison::Verdict;
use telltale_core::finding::Secret;
use telltale_core::intake::{Body, Headers, Kind, Mode};
use telltale_core::ledger::SiteTally;
use telltale_core::linkage::{Identifiers, Known, MOST_TELLINGS};
use telltale_core::live::{self, SideName, Sides};
use telltale_core::record::Record;
use telltale_core::recording::file::{self, FileError};
use telltale_core::recording::{Recording, Refusal, Scope, caps};
use telltale_core::report::Showing;
use telltale_core::session::{Seen, Session, checkpoint};
use telltale_core::tabs::Whence;

const NORMAL: i64 = 1;
const PRIVATE: i64 = 2;
const PAGE: &str = "https://news.example/story";
const VISITOR: &str = "9f86d081884c7d659a2feaa0c55ad015";

struct Browser {
    session: Session,
    clock: f64,
}

/// How a request ends.
#[derive(Debug, Clone, Copy)]
enum End {
    Answered,
    Stopped,
    NeverLeft,
}

impl Browser {
    fn new() -> Self {
        let mut session = Session::new(common::judge("||tracker.example^\n"));
        session.set_access(true);
        session.tab(NORMAL, false, None);
        session.tab(PRIVATE, true, None);
        let mut browser = Self { session, clock: 1_000.0 };
        for tab in [NORMAL, PRIVATE] {
            browser.request(tab, Kind::MainFrame, PAGE, None, End::Answered);
            browser.session.committed(tab, 0.0, PAGE, "", f64::NEG_INFINITY);
        }
        browser
    }

    fn tick(&mut self) -> f64 {
        self.clock += 1.0;
        self.clock
    }

    fn begin(&mut self, tab: i64, kind: Kind, url: &str) -> String {
        let at = self.tick();
        let id = format!("r{at}");
        let whence = Whence { tab, initiator: "https://news.example", ..Whence::default() };
        self.session.seen(&Seen { id: &id, at, method: "GET", url, kind, whence }, Body::None);
        id
    }

    fn request(&mut self, tab: i64, kind: Kind, url: &str, cookie: Option<&str>, end: End) {
        let id = self.begin(tab, kind, url);
        let headers = Headers::Seen(cookie.map(|value| ("cookie", value)).into_iter().collect());
        match end {
            End::Answered => {
                self.session.sent(&id, &headers);
                self.session.answered(&id, 200, Some("192.0.2.1"), false);
                self.session.completed(&id);
            }
            End::Stopped => {
                self.session.failed(&id, "net::ERR_BLOCKED_BY_CLIENT");
            }
            End::NeverLeft => {
                self.session.sent(&id, &headers);
                self.session.failed(&id, "net::ERR_NAME_NOT_RESOLVED");
            }
        }
    }

    fn tell(&mut self, tab: i64, visitor: &str) {
        let url =
            format!("https://t.tracker.example/c?visitor_id={visitor}&dl=https%3A%2F%2Fnews.example%2Fstory");
        self.request(tab, Kind::Image, &url, None, End::Answered);
    }

    fn record(&mut self, label: &str, scope: Scope) -> u32 {
        let at = self.tick();
        self.session.start_recording(label, "", scope, at).unwrap()
    }

    fn stop(&mut self, id: u32) {
        let at = self.tick();
        self.session.stop_recording(id, at).unwrap();
    }

    fn recording(&self, id: u32) -> &Recording {
        self.session.recordings().find(id).unwrap()
    }

    fn compare(&self, normal: SideName, private: SideName) -> (Verdict, usize, Vec<String>) {
        let showing = Showing::new(true, &[7; 32]);
        live::compare(&self.session, Sides { normal, private }, &showing, |comparison| {
            (comparison.verdict, comparison.linked.len(), comparison.recipients.normal_only.clone())
        })
        .unwrap()
    }
}

fn tab(id: i64) -> Scope {
    Scope::Tabs(BTreeSet::from([id]))
}

type Sites = BTreeMap<(Mode, String), SiteTally>;
type Heard = Vec<(String, Option<Secret>, u64)>;

fn added_up<'a>(records: impl Iterator<Item = &'a Record>) -> (Sites, Heard) {
    let (mut sites, mut identifiers) = (Sites::new(), Identifiers::default());
    for record in records {
        let key = (record.mode, record.site.clone().unwrap_or_default());
        let site = sites.entry(key).or_default();
        site.add(record);
        if let Some(ip) = &record.recipient.ip {
            site.answered(&record.recipient.registrable_domain, ip);
        }
        identifiers.note(record);
    }
    (sites, heard(&identifiers))
}

fn heard(identifiers: &Identifiers) -> Heard {
    let row = |known: Known<'_>| (known.recipient.to_owned(), known.value.cloned(), known.requests);
    identifiers.iter().map(row).collect()
}

fn held(recording: &Recording) -> (Sites, Heard) {
    let sites = recording.sites().map(|(mode, site, tally)| ((mode, site.to_owned()), tally.clone()));
    (sites.collect(), heard(recording.identifiers()))
}

fn requests() -> impl Strategy<Value = Vec<(i64, u8, End)>> {
    let end = prop_oneof![Just(End::Answered), Just(End::Stopped), Just(End::NeverLeft)];
    prop::collection::vec((prop_oneof![Just(NORMAL), Just(PRIVATE)], 0..6_u8, end), 0..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A recording is the session's own ledger, filtered by scope and time: nothing more, nothing less.
    #[test]
    fn a_recording_is_a_filter_of_the_ledger(before in requests(), during in requests(), after in requests()) {
        let mut browser = Browser::new();
        let make = |browser: &mut Browser, requests: &[(i64, u8, End)]| {
            for (tab, which, end) in requests {
                let host = ["t.tracker.example", "u.tracker.example", "cdn.example.net"][usize::from(which % 3)];
                let url = format!("https://{host}/c?visitor_id={VISITOR}{which}");
                let cookie = format!("uid={which}{VISITOR}");
                browser.request(*tab, Kind::Image, &url, (which % 2 == 0).then_some(&cookie), *end);
            }
        };
        make(&mut browser, &before);
        let by_mode = browser.record("mode", Scope::Mode(Mode::Private));
        let by_tab = browser.record("tab", tab(NORMAL));
        let begun = browser.clock;
        make(&mut browser, &during);
        let ended = browser.tick();
        browser.stop(by_mode);
        browser.stop(by_tab);
        make(&mut browser, &after);
        for (id, mode) in [(by_mode, Mode::Private), (by_tab, Mode::Normal)] {
            let kept = browser.session.kept().all();
            let wanted = kept.iter().filter(|it| it.mode == mode && it.at > begun && it.at < ended);
            prop_assert_eq!(held(browser.recording(id)), added_up(wanted.copied()));
        }
    }

    /// What is saved and opened again is compared as if it had never been away.
    #[test]
    fn a_file_brings_back_what_was_saved(during in requests()) {
        let mut browser = Browser::new();
        let id = browser.record("Before the switch", Scope::Mode(Mode::Normal));
        for (tab, which, end) in during {
            browser.request(tab, Kind::Image, &format!("https://t.tracker.example/c?visitor_id={VISITOR}{which}"), None, end);
        }
        browser.stop(id);
        let text = file::write(browser.recording(id)).unwrap();
        let opened = file::read(text.as_bytes()).unwrap();
        prop_assert_eq!(held(&opened), held(browser.recording(id)));
        let kept: Vec<_> = opened.kept().collect();
        prop_assert_eq!(kept, browser.recording(id).kept().collect::<Vec<_>>());
        prop_assert_eq!(file::write(&opened).unwrap(), text);
    }
}

#[test]
fn a_recording_of_a_tab_hears_that_tab_only_and_only_while_it_runs() {
    let mut browser = Browser::new();
    browser.tell(PRIVATE, VISITOR);
    let id = browser.record("  Incognito, statistics off ", tab(PRIVATE));
    browser.tell(NORMAL, VISITOR);
    browser.tell(PRIVATE, VISITOR);
    browser.stop(id);
    browser.tell(PRIVATE, VISITOR);
    let row = browser.recording(id).row();
    assert_eq!((row.requests, row.recipients, row.running), (1, 1, false));
    assert_eq!((row.label, row.modes), ("Incognito, statistics off", vec![Mode::Private]));
}

#[test]
fn what_was_under_way_when_a_recording_ended_still_ends_in_it() {
    let mut browser = Browser::new();
    let id = browser.record("", tab(NORMAL));
    let request =
        browser.begin(NORMAL, Kind::Image, &format!("https://t.tracker.example/c?visitor_id={VISITOR}"));
    browser.session.sent(&request, &Headers::Unseen);
    browser.stop(id);
    assert_eq!(browser.recording(id).identifiers().iter().count(), 1);
    browser.session.failed(&request, "net::ERR_NAME_NOT_RESOLVED");
    assert_eq!(browser.recording(id).identifiers().iter().count(), 0, "it never left after all");
}

#[test]
fn any_two_sides_can_be_compared() {
    let mut browser = Browser::new();
    let before = browser.record("before", Scope::Mode(Mode::Private));
    browser.tell(PRIVATE, VISITOR);
    browser.request(PRIVATE, Kind::Image, "https://cdn.example.net/x.gif", None, End::Answered);
    browser.stop(before);
    let after = browser.record("after", Scope::Mode(Mode::Private));
    browser.tell(PRIVATE, VISITOR);
    browser.stop(after);
    let fresh = browser.record("fresh", Scope::Mode(Mode::Private));
    browser.tell(PRIVATE, "0cc175b9c0f1b6a831c399e269772661");
    browser.stop(fresh);
    let (verdict, links, gone) = browser.compare(SideName::Recording(before), SideName::Recording(after));
    assert_eq!((verdict, links, gone), (Verdict::Linked, 1, vec!["example.net".to_owned()]));
    let (verdict, ..) = browser.compare(SideName::Recording(before), SideName::Recording(fresh));
    assert_eq!(verdict, Verdict::NotLinked);
    let (_, links, _) = browser.compare(SideName::Recording(before), SideName::Running(Mode::Private));
    assert_eq!(links, 1);
    let nobody = Sides { normal: SideName::Recording(99), ..Sides::default() };
    let refused = live::compare(&browser.session, nobody, &Showing::new(false, &[7; 32]), |_| ());
    assert_eq!(refused, Err(Refusal::Unknown));
}

#[test]
fn forgetting_a_kind_of_window_forgets_its_recordings_and_letting_go_does_not() {
    let mut browser = Browser::new();
    let normal = browser.record("", tab(NORMAL));
    let private = browser.record("", tab(PRIVATE));
    let both = browser.record("", Scope::Tabs(BTreeSet::from([NORMAL, PRIVATE])));
    browser.tell(PRIVATE, VISITOR);
    browser.session.let_go(Mode::Private);
    assert_eq!(browser.session.recordings().iter().count(), 3, "nobody asked for them to go");
    assert_eq!(browser.recording(private).row().requests, 1);
    browser.session.forget(Mode::Private);
    let left: Vec<u32> = browser.session.recordings().iter().map(Recording::id).collect();
    assert_eq!(left, [normal], "{both} holds something private, too");
}

#[test]
fn a_checkpoint_brings_recordings_back_and_they_go_on() {
    let mut browser = Browser::new();
    let id = browser.record("long", tab(PRIVATE));
    browser.tell(PRIVATE, VISITOR);
    let bytes = checkpoint::checkpoint(&mut browser.session).unwrap();
    let mut woken =
        Browser { session: Session::new(common::judge("||tracker.example^\n")), clock: browser.clock };
    checkpoint::restore(&mut woken.session, &bytes).unwrap();
    woken.tell(PRIVATE, VISITOR);
    assert_eq!(woken.recording(id).row().requests, 2);
}

#[test]
fn recordings_are_few_and_their_names_short() {
    let mut browser = Browser::new();
    for _ in 0..caps::RECORDINGS {
        let id = browser.record(&"é".repeat(10_000), Scope::Mode(Mode::Normal));
        assert!(browser.recording(id).row().label.len() <= caps::LABEL + '…'.len_utf8());
    }
    let more = browser.session.start_recording("", "", Scope::Mode(Mode::Normal), 0.0);
    assert_eq!(more, Err(Refusal::Full));
    browser.session.remove_recording(3).unwrap();
    assert_eq!(browser.session.remove_recording(3), Err(Refusal::Unknown));
    assert_eq!(browser.record("", Scope::Mode(Mode::Normal)), 17, "numbers are not used twice");
    let tabs = |count: i64| Scope::Tabs((0..count).collect());
    for scope in [tabs(0), tabs(65)] {
        assert_eq!(browser.session.start_recording("", "", scope, 0.0), Err(Refusal::Scope));
    }
}

#[test]
fn a_flood_fills_no_more_than_the_caps_and_is_said() {
    let mut browser = Browser::new();
    let quiet = browser.record("finished", Scope::Mode(Mode::Normal));
    for number in 0..150 {
        browser.tell(NORMAL, &format!("{VISITOR}{number}"));
    }
    browser.stop(quiet);
    let kept_before = browser.recording(quiet).kept().count();
    assert!(kept_before > 0);
    let floods: Vec<u32> = (0..4).map(|_| browser.record("flood", Scope::Mode(Mode::Normal))).collect();
    for number in 0..3_000 {
        let url = format!("https://t.h{number}.example.com/c?visitor_id={VISITOR}{number}");
        browser.request(NORMAL, Kind::Image, &url, None, End::Answered);
        assert!(browser.session.recordings().bytes() <= caps::TOGETHER);
    }
    for id in floods {
        let row = browser.recording(id).row();
        assert_eq!(row.requests + row.beyond, 3_000, "every request is counted or said to be missing");
        assert!(row.beyond > 0 && browser.recording(id).identifiers().beyond() == row.beyond);
    }
    let finished = browser.recording(quiet);
    assert_eq!((finished.row().requests, finished.row().beyond), (150, 0), "only its evidence made room");
    assert!(finished.kept().count() < kept_before);
    let written = checkpoint::checkpoint(&mut browser.session).unwrap().len();
    browser.session.forget(Mode::Normal);
    assert!(written > checkpoint::checkpoint(&mut browser.session).unwrap().len());
}

#[test]
fn hostile_files_are_refused_with_a_place() {
    assert_eq!(file::read(b"{\"log\": {}}"), Err(FileError::Foreign));
    assert_eq!(file::read(b"GIF89a"), Err(FileError::Foreign));
    assert_eq!(file::read(b"{\"schema\": \"telltale/recording/2\"}"), Err(FileError::Foreign));
    assert_eq!(file::read(&vec![b' '; file::LARGEST + 1]), Err(FileError::TooLarge));
    let mut browser = Browser::new();
    let id = browser.record("x", Scope::Mode(Mode::Normal));
    browser.tell(NORMAL, VISITOR);
    browser.stop(id);
    let text = file::write(browser.recording(id)).unwrap();
    assert!(file::claims(text.as_bytes()) && file::claims(&text.as_bytes()[..40]));
    assert!(!file::claims(b"{\"log\": {\"comment\": \"telltale/recording/1\"}}"));
    let cut = file::read(&text.as_bytes()[..text.len() / 2]);
    assert!(matches!(cut, Err(FileError::Damaged { line: 2.., .. })), "{cut:?}");
    let wrong = file::read(text.replace("\"requests\": 1", "\"requests\": -1").as_bytes());
    let Err(FileError::Damaged { what, .. }) = wrong else { panic!("{wrong:?}") };
    assert!(what.contains("-1"), "{what}");
    let greedy =
        file::read(text.replace("\"requests\": 1,", "\"requests\": 4294967295,").as_bytes()).unwrap();
    let taken = browser.session.take_recording(greedy).unwrap();
    let (_, links, _) = browser.compare(SideName::Recording(taken), SideName::Recording(taken));
    assert_eq!(links, 1);
    let row = browser.recording(taken).row();
    assert!(row.from_file && !row.running);
}

#[test]
fn an_opened_file_is_held_to_the_same_room() {
    let mut browser = Browser::new();
    let id = browser.record("x", Scope::Mode(Mode::Normal));
    browser.tell(NORMAL, VISITOR);
    browser.stop(id);
    let mut form: serde_json::Value =
        serde_json::from_str(&file::write(browser.recording(id)).unwrap()).unwrap();
    let kept = form["kept"][0].clone();
    form["kept"] = serde_json::Value::Array(vec![kept; 1_000]);
    let opened = file::read(form.to_string().as_bytes()).unwrap();
    assert!(opened.kept().count() <= caps::KEPT);
    let values = &mut form["identifiers"]["table"]["values"];
    let one = values.as_object().unwrap().values().next().unwrap().clone();
    for number in 0..4_000 {
        let mut more = one.clone();
        more["text"] = format!("{VISITOR}{number}").into();
        values[number.to_string()] = more;
    }
    let opened = file::read(form.to_string().as_bytes()).unwrap();
    assert!(opened.identifiers().iter().count() <= MOST_TELLINGS && opened.identifiers().beyond() > 0);
    browser.session.take_recording(opened).unwrap();
    assert!(browser.session.recordings().bytes() <= caps::TOGETHER);
}
