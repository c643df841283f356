//! Recordings: what left within a stretch of time that somebody chose, so that it can be compared with another.
//!
//! Decides what belongs to a recording, how large it may grow, and what happens to it when something is forgotten.
//! Refuses to know the time, which is brought, and where the file goes that a recording may be saved to (`file`).
//!
//! A recording is made on purpose. It therefore outlives the windows that it was made of, in memory: only its person
//! removes it, by name or by forgetting what was seen in that kind of window. Nothing of it reaches a disk unless the
//! person saves it.
//!
//! ```text
//! start ──→ running ──stop──→ finished ──remove, forget──→ gone
//!    open a file ────────────────↑
//! ```

pub mod file;
mod room;
mod shelf;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::{Deserialize, Serialize};

use crate::comparison::Side;
use crate::intake::Mode;
use crate::ledger::caps::SITES;
use crate::ledger::{SiteTally, place};
use crate::linkage::Identifiers;
use crate::order;
use crate::record::Record;
use crate::request::Party;
pub(crate) use shelf::Change;
pub use shelf::{Recordings, Refusal};

/// Caps on recordings. All of them together are a part of the session's checkpoint.
pub mod caps {
    /// Recordings at a time, finished ones included.
    pub const RECORDINGS: usize = 16;
    /// Bytes of all recordings together, as a checkpoint holds them.
    pub const TOGETHER: usize = 256 * 1024;
    /// Bytes of one recording.
    pub const ONE: usize = 96 * 1024;
    /// Bytes that have to be free for a new one.
    pub const LEAST: usize = 8 * 1024;
    /// Kept requests of one recording.
    pub const KEPT: usize = 200;
    /// Tabs that one recording listens to.
    pub const TABS: usize = 64;
    /// Bytes of a label.
    pub const LABEL: usize = 160;
    /// Bytes of notes.
    pub const NOTES: usize = 4_000;
}

/// A recording's number: never used twice within a session.
pub type RecordingId = u32;

/// What a recording listens to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Everything in one kind of window.
    Mode(Mode),
    /// Everything in some tabs, whatever page they show.
    Tabs(BTreeSet<i64>),
}

/// What left while it ran.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recording {
    id: RecordingId,
    label: String,
    notes: String,
    /// None where it came out of a file: then it listens to nothing.
    scope: Option<Scope>,
    modes: BTreeSet<Mode>,
    started: f64,
    ended: Option<f64>,
    sites: BTreeMap<(Mode, String), SiteTally>,
    identifiers: Identifiers,
    kept: VecDeque<Record>,
    requests: u64,
    dropped: u64,
    beyond: u64,
    room: room::Room,
}

/// A recording in a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RecordingRow<'a> {
    /// Its number.
    pub id: RecordingId,
    /// What its person calls it.
    pub label: &'a str,
    /// What its person wants to remember about it.
    pub notes: &'a str,
    /// Whether it still listens.
    pub running: bool,
    /// Whether it came out of a file.
    pub from_file: bool,
    /// The kinds of window that it holds something of.
    pub modes: Vec<Mode>,
    /// Milliseconds since 1970.
    pub started: f64,
    /// Milliseconds since 1970; null while it runs.
    pub ended: Option<f64>,
    /// Requests that it counted.
    pub requests: u64,
    /// Recipients other than the sites themselves.
    pub recipients: usize,
    /// Requests for which there was no room: it holds more than it shows.
    pub beyond: u64,
}

impl Recording {
    /// Its number.
    #[must_use]
    pub fn id(&self) -> RecordingId {
        self.id
    }

    /// Whether it still listens.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.ended.is_none()
    }

    /// The kinds of window that it was made for or holds something of.
    pub fn modes(&self) -> impl Iterator<Item = Mode> + '_ {
        self.modes.iter().copied()
    }

    /// It as a side of a comparison.
    #[must_use]
    pub fn side(&self) -> Side<'_> {
        Side { sites: self.sites().collect(), identifiers: &self.identifiers }
    }

    /// Every site with its mode.
    pub fn sites(&self) -> impl Iterator<Item = (Mode, &str, &SiteTally)> {
        self.sites.iter().map(|((mode, site), tally)| (*mode, site.as_str(), tally))
    }

    /// The identifiers that left while it ran.
    #[must_use]
    pub fn identifiers(&self) -> &Identifiers {
        &self.identifiers
    }

    /// The kept requests, oldest first.
    pub fn kept(&self) -> impl Iterator<Item = &Record> {
        self.kept.iter()
    }

    /// Requests that are no longer kept.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    /// It in a list.
    #[must_use]
    pub fn row(&self) -> RecordingRow<'_> {
        let recipients = self
            .sites
            .values()
            .flat_map(|site| &site.recipients)
            .filter(|(_, tally)| tally.party != Party::First && tally.requests > 0);
        let recipients = order::set(recipients.map(|(domain, _)| domain.as_str()));
        RecordingRow {
            id: self.id,
            label: &self.label,
            notes: &self.notes,
            running: self.is_running(),
            from_file: self.scope.is_none(),
            modes: self.modes.iter().copied().collect(),
            started: self.started,
            ended: self.ended,
            requests: self.requests,
            recipients: recipients.len(),
            beyond: self.beyond,
        }
    }

    fn hears(&self, mode: Mode, tab: i64) -> bool {
        self.is_running()
            && match &self.scope {
                Some(Scope::Mode(recorded)) => mode == *recorded,
                Some(Scope::Tabs(tabs)) => tabs.contains(&tab),
                None => false,
            }
    }

    fn add(&mut self, record: &Record, kept: Record) {
        self.modes.insert(record.mode);
        self.sites.entry(place(record)).or_default().add(record);
        self.identifiers.note(record);
        self.requests = self.requests.saturating_add(1);
        // A request that told nothing is evidence of nothing.
        if record.findings.is_empty() && record.matched.is_none() {
            return;
        }
        if self.kept.len() >= caps::KEPT {
            self.drop_kept(1);
        }
        self.kept.push_back(kept);
    }

    /// A request finds no room: it is said, and nobody may take what is here for everything.
    fn pass_over(&mut self) {
        self.beyond = self.beyond.saturating_add(1);
        self.identifiers.lose(1);
    }

    /// Nobody looked at a request: there is a site of which not everything is known.
    fn skip(&mut self, mode: Mode, site: &str) {
        let key = (mode, site.to_owned());
        if self.sites.contains_key(&key) || self.sites.len() < SITES {
            self.modes.insert(mode);
            self.sites.entry(key).or_default().skip();
        } else {
            self.pass_over();
        }
    }

    fn answered(&mut self, record: &Record) {
        self.identifiers.answered(record);
        self.room.grow(room::growth_by_answer(record));
        if let (Some(site), Some(ip)) = (self.site_of(record), &record.recipient.ip) {
            site.answered(&record.recipient.registrable_domain, ip);
        }
        if let Some(kept) = self.kept.iter_mut().rev().find(|kept| kept.id == record.id) {
            kept.status = record.status;
            kept.recipient.ip.clone_from(&record.recipient.ip);
        }
    }

    fn take_back(&mut self, record: &Record) {
        if let Some(site) = self.site_of(record) {
            site.stop(record);
        }
        self.identifiers.retract(record);
        if let Some(kept) = self.kept.iter_mut().rev().find(|kept| kept.id == record.id) {
            kept.sent = Some(false);
        }
    }

    fn site_of(&mut self, record: &Record) -> Option<&mut SiteTally> {
        self.sites.get_mut(&place(record))
    }

    fn drop_kept(&mut self, count: usize) {
        let count = count.min(self.kept.len());
        self.kept.drain(..count);
        self.dropped = self.dropped.saturating_add(count as u64);
        self.room.shrink();
    }
}
