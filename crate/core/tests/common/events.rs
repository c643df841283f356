//! What a browser may tell, in any order, and a session that hears it.

use proptest::prelude::*;
use telltale_core::intake::{Body, Headers, Kind, Mode};
use telltale_core::session::{Seen, Session};
use telltale_core::tabs::Whence;

use super::common;

const URLS: [&str; 6] = [
    "https://news.example/story",
    "https://t.tracker.example/c?dl=https%3A%2F%2Fnews.example%2Fstory&cid=9f86d081884c7d65",
    "https://cdn.example.net/logo.png",
    "https://ids.example.org/p?uid=a3f5c2d7e8b94f10",
    "https://[broken/",
    "data:text/plain,nothing",
];

/// One thing that a browser tells.
#[derive(Debug, Clone)]
pub(crate) enum Event {
    Tab(i64, bool),
    Seen { id: u8, tab: i64, url: usize, page: bool },
    Sent { id: u8, cookie: bool },
    Redirected(u8),
    Answered { id: u8, from_cache: bool },
    Completed(u8),
    Failed { id: u8, error: &'static str },
    Committed { tab: i64, url: usize },
    Moved { tab: i64, url: usize },
    Closed(i64),
    Lost,
    Forget(Mode),
}

pub(crate) fn session() -> Session {
    let mut session = Session::new(common::judge("||tracker.example^\n"));
    session.set_access(true);
    session
}

pub(crate) fn tell(session: &mut Session, event: &Event, at: f64) {
    match event {
        Event::Tab(tab, private) => session.tab(*tab, *private, None),
        Event::Seen { id, tab, url, page } => {
            let kind = if *page { Kind::MainFrame } else { Kind::Image };
            let whence = Whence { tab: *tab, initiator: "https://news.example", ..Whence::default() };
            let seen = Seen { id: &id.to_string(), at, method: "GET", url: URLS[*url], kind, whence };
            session.seen(&seen, Body::None);
        }
        Event::Sent { id, cookie } => {
            let cookies = cookie.then_some(("cookie", "uid=9f86d081884c7d659a2feaa0c55ad015"));
            session.sent(&id.to_string(), &Headers::Seen(cookies.into_iter().collect()));
        }
        Event::Redirected(id) => drop(session.redirected(&id.to_string(), Some("192.0.2.1"))),
        Event::Answered { id, from_cache } => {
            session.answered(&id.to_string(), 200, Some("192.0.2.2"), *from_cache);
        }
        Event::Completed(id) => drop(session.completed(&id.to_string())),
        Event::Failed { id, error } => drop(session.failed(&id.to_string(), error)),
        Event::Committed { tab, url } => drop(session.committed(*tab, 0.0, URLS[*url], "", at)),
        Event::Moved { tab, url } => session.moved(*tab, URLS[*url]),
        Event::Closed(tab) => session.closed(*tab, at),
        Event::Lost => session.lose(3),
        Event::Forget(mode) => session.forget(*mode),
    }
}

pub(crate) fn event() -> impl Strategy<Value = Event> {
    let (id, tab, url) = (|| 0..6_u8, || -1..3_i64, || 0..URLS.len());
    prop_oneof![
        2 => (tab(), any::<bool>()).prop_map(|(tab, private)| Event::Tab(tab, private)),
        9 => (id(), tab(), url(), prop::bool::weighted(0.2))
            .prop_map(|(id, tab, url, page)| Event::Seen { id, tab, url, page }),
        7 => (id(), any::<bool>()).prop_map(|(id, cookie)| Event::Sent { id, cookie }),
        2 => id().prop_map(Event::Redirected),
        3 => (id(), any::<bool>()).prop_map(|(id, from_cache)| Event::Answered { id, from_cache }),
        3 => id().prop_map(Event::Completed),
        2 => (id(), prop_oneof![Just("net::ERR_NAME_NOT_RESOLVED"), Just("net::ERR_ABORTED")])
            .prop_map(|(id, error)| Event::Failed { id, error }),
        2 => (tab(), url()).prop_map(|(tab, url)| Event::Committed { tab, url }),
        1 => (tab(), url()).prop_map(|(tab, url)| Event::Moved { tab, url }),
        1 => tab().prop_map(Event::Closed),
        1 => Just(Event::Lost),
        1 => prop_oneof![Just(Mode::Normal), Just(Mode::Private)].prop_map(Event::Forget),
    ]
}
