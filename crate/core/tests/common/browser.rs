//! A browser as a session hears of it, event by event.

use telltale_core::intake::{Body, Headers, Kind};
use telltale_core::session::{Seen, Session};
use telltale_core::tabs::Whence;

use super::common;

/// A browser with two tabs, of which the second is private, in front of a session.
pub(crate) struct Browser {
    pub(crate) session: Session,
    pub(crate) clock: f64,
}

impl Browser {
    pub(crate) fn new() -> Self {
        let mut session = Session::new(common::judge("||tracker.example^\n"));
        session.set_access(true);
        session.tab(1, false, None);
        session.tab(2, true, None);
        Self { session, clock: 1_000.0 }
    }

    pub(crate) fn seen(&mut self, tab: i64, id: &str, kind: Kind, url: &str) {
        self.seen_with(tab, id, kind, url, Body::None);
    }

    pub(crate) fn seen_with(&mut self, tab: i64, id: &str, kind: Kind, url: &str, body: Body) {
        self.clock += 1.0;
        let whence = Whence { tab, initiator: "https://news.example", ..Whence::default() };
        let seen = Seen { id, at: self.clock, method: "GET", url, kind, whence };
        self.session.seen(&seen, body);
    }

    pub(crate) fn sent(&mut self, id: &str) {
        self.session.sent(id, &Headers::Unseen);
    }

    pub(crate) fn open(&mut self, tab: i64, url: &str) {
        let id = format!("page-{tab}-{}", self.clock);
        self.seen(tab, &id, Kind::MainFrame, url);
        self.sent(&id);
        self.session.answered(&id, 200, Some("192.0.2.1"), false);
        self.session.committed(tab, 0.0, url, "", f64::NEG_INFINITY);
        self.session.completed(&id);
    }

    pub(crate) fn load(&mut self, tab: i64, id: &str, url: &str) {
        self.seen(tab, id, Kind::Image, url);
        self.sent(id);
        self.session.answered(id, 200, Some("192.0.2.2"), false);
        self.session.completed(id);
    }
}
