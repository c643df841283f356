//! What happens to a session, one step for each thing that changes what it remembers.
//!
//! Decides which facts a step carries: what the judge made of a request, never the request, so that a step can be taken
//! again by who has neither the lists nor the body. Refuses to know what a step changes: that is the memory's.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::intake::Mode;
use crate::intake::form::FormSize;
use crate::intake::set_cookie::SetCookie;
use crate::judge::Shown;
use crate::record::Record;
use crate::recording::Change;
use crate::tabs::PageNumber;

/// What became of a request that was read.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Reading {
    /// It was judged, on this page.
    Judged { record: Box<Record>, page: Option<Url>, form: Option<FormSize> },
    /// Its site is paused: it was not looked at.
    Skipped { mode: Mode, site: String, at: f64 },
    /// Its address names nobody on the network.
    NotNetwork,
    /// Its address does not parse.
    Unreadable,
}

/// Where a request stands among the pages of its tab.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Place {
    /// It opens a page of this address.
    Opens { url: String, at: f64 },
    /// It belongs to a page, where one is known.
    On(Option<PageNumber>),
}

/// One thing that happens.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Step {
    Access { private_windows: bool },
    Tab { id: i64, private: bool, url: Option<String> },
    Closed { tab: i64, at: f64 },
    Shows { tab: i64, url: String, at: f64 },
    Committed { tab: i64, frame: f64, url: String, document_id: String, at: f64 },
    Moved { tab: i64, url: String },
    Seen { id: String, tab: i64, place: Place, reading: Reading },
    Sent { id: String, shown: Shown },
    CookiesSet { id: String, cookies: Vec<SetCookie> },
    Redirected { id: String, ip: Option<String> },
    Answered { id: String, status: u16, ip: Option<String>, from_cache: bool },
    Completed { id: String },
    Failed { id: String, never_left: bool },
    Lost { requests: u64 },
    Pause { mode: Mode, site: String, paused: bool },
    Forget { mode: Mode },
    LetGo { mode: Mode },
    Record(Change),
}
