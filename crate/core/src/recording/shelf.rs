//! All recordings of a session, under caps that they share.
//!
//! Decides who may still record, and what is let go when there is no room: evidence before figures, and that of
//! finished recordings first. Refuses to know what a recording counts.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::room::growth;
use super::{Recording, RecordingId, RecordingRow, Scope, caps};
use crate::bounds::{bounded, cut};
use crate::intake::Mode;
use crate::linkage::Identifiers;
use crate::record::Record;

/// Why something cannot be done with a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// There is no recording of this number.
    Unknown,
    /// No more recordings fit.
    Full,
    /// It would listen to no tab, or to too many.
    Scope,
}

impl Refusal {
    /// A stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unknown => "recording_unknown",
            Self::Full => "recordings_full",
            Self::Scope => "recording_scope",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unknown => "there is no such recording; it was removed or forgotten",
            Self::Full => "no more recordings fit; save those that you need and remove one",
            Self::Scope => "a recording listens to one kind of window, or to 1 to 64 tabs",
        })
    }
}

impl std::error::Error for Refusal {}

/// What is done with recordings by their person, so that it can be done again after a death.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) enum Change {
    Start { label: String, notes: String, scope: Scope, modes: BTreeSet<Mode>, at: f64 },
    Stop { id: RecordingId, at: f64 },
    Describe { id: RecordingId, label: String, notes: String },
    Remove { id: RecordingId },
    Shelve(Box<Recording>),
}

/// The recordings of a session.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Recordings {
    list: Vec<Recording>,
    last: RecordingId,
}

impl Recordings {
    /// All of them, the oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Recording> {
        self.list.iter()
    }

    /// All of them as a list shows them, the newest first.
    #[must_use]
    pub fn rows(&self) -> Vec<RecordingRow<'_>> {
        self.list.iter().rev().map(Recording::row).collect()
    }

    /// One of them.
    ///
    /// # Errors
    ///
    /// [`Refusal::Unknown`].
    pub fn find(&self, id: RecordingId) -> Result<&Recording, Refusal> {
        self.list.iter().find(|recording| recording.id == id).ok_or(Refusal::Unknown)
    }

    /// Bytes that they take in a checkpoint, at most.
    #[must_use]
    pub fn bytes(&self) -> usize {
        bytes(&self.list)
    }

    /// Does what their person asked for, and tells the number of the recording that it was done with.
    ///
    /// # Errors
    ///
    /// Those of what was asked for.
    pub(crate) fn take(&mut self, change: Change) -> Result<RecordingId, Refusal> {
        match change {
            Change::Start { label, notes, scope, modes, at } => self.start(&label, &notes, scope, modes, at),
            Change::Stop { id, at } => self.stop(id, at).map(|()| id),
            Change::Describe { id, label, notes } => self.describe(id, &label, &notes).map(|()| id),
            Change::Remove { id } => self.remove(id).map(|()| id),
            Change::Shelve(recording) => self.shelve(*recording),
        }
    }

    /// Begins one. `modes` are the kinds of window that its scope stands for now.
    ///
    /// # Errors
    ///
    /// [`Refusal::Scope`], [`Refusal::Full`].
    pub fn start(
        &mut self,
        label: &str,
        notes: &str,
        scope: Scope,
        modes: BTreeSet<Mode>,
        at: f64,
    ) -> Result<RecordingId, Refusal> {
        if matches!(&scope, Scope::Tabs(tabs) if tabs.is_empty() || tabs.len() > caps::TABS) {
            return Err(Refusal::Scope);
        }
        self.shelve(Recording {
            id: 0,
            label: short(label, caps::LABEL),
            notes: short(notes, caps::NOTES),
            scope: Some(scope),
            modes,
            started: at,
            ended: None,
            sites: Default::default(),
            identifiers: Identifiers::default(),
            kept: Default::default(),
            requests: 0,
            dropped: 0,
            beyond: 0,
            room: Default::default(),
        })
    }

    /// Takes one in, under a number of its own.
    ///
    /// # Errors
    ///
    /// [`Refusal::Full`].
    pub fn shelve(&mut self, mut recording: Recording) -> Result<RecordingId, Refusal> {
        recording.weigh();
        let wanted = recording.room.bytes().saturating_add(caps::LEAST);
        if self.list.len() >= caps::RECORDINGS || !self.clear(None, wanted) {
            return Err(Refusal::Full);
        }
        self.last = self.last.wrapping_add(1);
        recording.id = self.last;
        self.list.push(recording);
        Ok(self.last)
    }

    /// Ends one. What it counted still learns how it ended; nothing is added any more.
    ///
    /// # Errors
    ///
    /// [`Refusal::Unknown`].
    pub fn stop(&mut self, id: RecordingId, at: f64) -> Result<(), Refusal> {
        let recording = self.find_mut(id)?;
        recording.ended.get_or_insert(at.max(recording.started));
        recording.weigh();
        Ok(())
    }

    /// Gives one another label and other notes.
    ///
    /// # Errors
    ///
    /// [`Refusal::Unknown`].
    pub fn describe(&mut self, id: RecordingId, label: &str, notes: &str) -> Result<(), Refusal> {
        let recording = self.find_mut(id)?;
        recording.label = short(label, caps::LABEL);
        recording.notes = short(notes, caps::NOTES);
        recording.room.grow(recording.label.len() + recording.notes.len());
        recording.weigh();
        Ok(())
    }

    /// Removes one.
    ///
    /// # Errors
    ///
    /// [`Refusal::Unknown`].
    pub fn remove(&mut self, id: RecordingId) -> Result<(), Refusal> {
        self.find(id)?;
        self.list.retain(|recording| recording.id != id);
        Ok(())
    }

    /// Forgets every recording that was made for a kind of window or holds something of it.
    pub fn forget(&mut self, mode: Mode) {
        self.list.retain(|recording| !recording.modes.contains(&mode));
    }

    /// A request is counted: the recordings that count it as well.
    pub fn note(&mut self, record: &Record, tab: i64) -> Vec<RecordingId> {
        let mut recorded = Vec::new();
        for index in 0..self.list.len() {
            if !self.list[index].hears(record.mode, tab) {
                continue;
            }
            let kept = bounded(record);
            let grows = growth(record, &kept);
            let fits = self.clear(Some(index), grows);
            let recording = &mut self.list[index];
            if fits {
                recording.add(record, kept);
                recording.room.grow(grows);
                recorded.push(recording.id);
            } else {
                recording.pass_over();
            }
        }
        recorded
    }

    /// Nobody looked at a request, because its site is paused.
    pub fn skip(&mut self, mode: Mode, site: &str, tab: i64) {
        for recording in self.list.iter_mut().filter(|recording| recording.hears(mode, tab)) {
            recording.skip(mode, site);
        }
    }

    /// A counted request was answered.
    pub fn answered(&mut self, recorded: &[RecordingId], record: &Record) {
        for recording in self.those(recorded) {
            recording.answered(record);
        }
    }

    /// A counted request turned out never to have left.
    pub fn take_back(&mut self, recorded: &[RecordingId], record: &Record) {
        for recording in self.those(recorded) {
            recording.take_back(record);
        }
    }

    /// Gives up half of what a recording kept of single requests, finished ones first; false when none keeps any.
    pub(crate) fn shed(&mut self) -> bool {
        let keeping = self.list.iter_mut().filter(|recording| !recording.kept.is_empty());
        let Some(recording) = keeping.min_by_key(|recording| recording.is_running()) else { return false };
        recording.drop_kept(recording.kept.len().div_ceil(2));
        true
    }

    fn those<'a>(&'a mut self, ids: &'a [RecordingId]) -> impl Iterator<Item = &'a mut Recording> {
        self.list.iter_mut().filter(|recording| ids.contains(&recording.id))
    }

    fn find_mut(&mut self, id: RecordingId) -> Result<&mut Recording, Refusal> {
        self.list.iter_mut().find(|recording| recording.id == id).ok_or(Refusal::Unknown)
    }

    /// Makes room for so many bytes, in one recording or for a new one; whether there is.
    fn clear(&mut self, within: Option<usize>, wanted: usize) -> bool {
        let one = |list: &[Recording]| {
            let has = within.map_or(0, |index| list[index].room.bytes());
            within.is_none() || has.saturating_add(wanted) <= caps::ONE
        };
        let all = |list: &[Recording]| bytes(list).saturating_add(wanted) <= caps::TOGETHER;
        if one(&self.list) && all(&self.list) {
            return true;
        }
        for recording in &mut self.list {
            recording.weigh();
        }
        loop {
            let own = || within.filter(|index| !self.list[*index].kept.is_empty());
            let finished = || self.list.iter().position(|it| !it.is_running() && !it.kept.is_empty());
            let gives = if !one(&self.list) {
                own()
            } else if !all(&self.list) {
                finished().or_else(own)
            } else {
                return true;
            };
            let Some(gives) = gives else { return false };
            let recording = &mut self.list[gives];
            recording.drop_kept(recording.kept.len().div_ceil(2));
            recording.weigh();
        }
    }
}

fn bytes(list: &[Recording]) -> usize {
    list.iter().map(|recording| recording.room.bytes()).fold(0, usize::saturating_add)
}

pub(super) fn short(text: &str, most: usize) -> String {
    let mut text = text.trim().to_owned();
    cut(&mut text, most);
    text
}
