//! A session that is killed and taken up again: it goes on as if nothing had happened.

#![allow(clippy::unwrap_used, reason = "a test says what it expects in the shortest way")]

mod common;
#[path = "common/events.rs"]
mod events;

use events::{Event, event, session, tell};
use proptest::prelude::*;
use telltale_core::live::{self, Scope};
use telltale_core::report::Showing;
use telltale_core::session::Session;
use telltale_core::session::checkpoint::{checkpoint, journal, replay, restore};

/// What is done to the session between two events.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Between {
    Nothing,
    /// The journal is written down.
    Flush,
    /// A checkpoint is written down, and the journal begins anew.
    Fold,
    /// The journal is written down, and then the worker dies.
    Kill,
}

fn between() -> impl Strategy<Value = Between> {
    prop_oneof![
        6 => Just(Between::Nothing),
        2 => Just(Between::Flush),
        1 => Just(Between::Fold),
        2 => Just(Between::Kill),
    ]
}

/// Where the shell keeps a session: the last checkpoint and the pieces since.
#[derive(Default)]
struct Store {
    checkpoint: Option<Vec<u8>>,
    pieces: Vec<Vec<u8>>,
}

impl Store {
    fn flush(&mut self, session: &mut Session) {
        self.pieces.push(journal(session).unwrap());
    }

    fn fold(&mut self, session: &mut Session) {
        self.checkpoint = Some(checkpoint(session).unwrap());
        self.pieces.clear();
    }

    fn wake(&self) -> Session {
        let mut session = session();
        if let Some(checkpoint) = &self.checkpoint {
            restore(&mut session, checkpoint).unwrap();
        }
        for piece in self.pieces.iter().filter(|piece| !piece.is_empty()) {
            replay(&mut session, piece).unwrap();
        }
        session
    }
}

/// Everything that can be seen of a session, and everything that cannot.
fn whole(session: &mut Session) -> (serde_json::Value, Vec<u8>) {
    let showing = Showing::new(true, &[7; 32]);
    let report = serde_json::to_value(live::report(session, Scope::Session, &showing)).unwrap();
    (report, checkpoint(session).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_session_that_is_killed_anywhere_goes_on_as_if_it_had_not_been(
        told in prop::collection::vec((event(), between()), 0..80)
    ) {
        let mut undisturbed = session();
        let (mut session, mut store) = (session(), Store::default());
        for (number, (event, between)) in told.iter().enumerate() {
            let at = 1_000.0 * number as f64;
            tell(&mut undisturbed, event, at);
            tell(&mut session, event, at);
            match between {
                Between::Nothing => {}
                Between::Flush => store.flush(&mut session),
                Between::Fold => store.fold(&mut session),
                Between::Kill => {
                    store.flush(&mut session);
                    session = store.wake();
                }
            }
        }
        prop_assert_eq!(whole(&mut session), whole(&mut undisturbed));
    }
}

/// A page with three requests, the last of which is under way.
fn told() -> Vec<Event> {
    let load = |id| [Event::Seen { id, tab: 1, url: 1, page: false }, Event::Sent { id, cookie: true }];
    let mut events = vec![Event::Tab(1, true), Event::Seen { id: 0, tab: 1, url: 0, page: true }];
    events.extend([Event::Sent { id: 0, cookie: false }, Event::Committed { tab: 1, url: 0 }]);
    events.extend([load(1), load(2), load(3)].into_iter().flatten());
    events
}

#[test]
fn what_was_not_written_down_is_lost_and_nothing_else() {
    let (mut session, mut store, mut known) = (session(), Store::default(), session());
    let events = told();
    let (before, after) = events.split_at(6);
    for event in before {
        tell(&mut session, event, 1_000.0);
        tell(&mut known, event, 1_000.0);
    }
    store.flush(&mut session);
    for event in after {
        tell(&mut session, event, 1_000.0);
    }
    assert_eq!(whole(&mut store.wake()), whole(&mut known));
}

#[test]
fn a_checkpoint_that_was_taken_and_not_kept_leaves_the_old_one_and_its_journal_whole() {
    let (mut session, mut store) = (session(), Store::default());
    for event in told() {
        tell(&mut session, &event, 1_000.0);
    }
    store.flush(&mut session);
    let torn = checkpoint(&mut session).unwrap();
    assert!(!torn.is_empty());
    assert_eq!(whole(&mut store.wake()), whole(&mut session));
}

#[test]
fn a_damaged_piece_is_refused_and_changes_nothing() {
    let (mut session, mut store) = (session(), Store::default());
    for event in told() {
        tell(&mut session, &event, 1_000.0);
    }
    store.flush(&mut session);
    let piece = store.pieces.remove(0);
    let before = whole(&mut session);
    for cut in [0, 3, 4, 5, piece.len() / 2, piece.len() - 1] {
        assert!(replay(&mut session, &piece[..cut]).is_err(), "cut at {cut}");
    }
    assert_eq!(whole(&mut session), before);
}

#[test]
fn a_redirect_names_the_request_that_led_there() {
    let mut session = session();
    for event in [
        Event::Tab(1, false),
        Event::Seen { id: 1, tab: 1, url: 1, page: false },
        Event::Sent { id: 1, cookie: false },
        Event::Redirected(1),
        Event::Seen { id: 1, tab: 1, url: 3, page: false },
        Event::Sent { id: 1, cookie: false },
        Event::Answered { id: 1, from_cache: true },
        Event::Completed(1),
    ] {
        tell(&mut session, &event, 1_000.0);
    }
    let showing = Showing::new(true, &[7; 32]);
    let rows = serde_json::to_value(live::report(&session, Scope::Session, &showing).requests).unwrap();
    assert_eq!(rows[1]["redirected_from"], rows[0]["id"]);
    assert_eq!(rows[0]["redirected_from"], serde_json::Value::Null);
    assert_eq!((&rows[1]["status"], &rows[1]["from_cache"]), (&200.into(), &true.into()));
}

#[test]
fn a_redirect_to_what_is_blocked_takes_nothing_back() {
    let mut session = session();
    for event in [
        Event::Tab(1, false),
        Event::Seen { id: 1, tab: 1, url: 1, page: false },
        Event::Sent { id: 1, cookie: false },
        Event::Redirected(1),
        Event::Failed { id: 1, error: "net::ERR_BLOCKED_BY_CLIENT" },
    ] {
        tell(&mut session, &event, 1_000.0);
    }
    let modes = live::digest(&session, Scope::Session, &Showing::new(false, &[7; 32])).summary.modes;
    assert_eq!((modes.normal.requests + modes.unknown.requests, modes.normal.stopped), (1, 0));
}
