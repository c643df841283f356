//! The recordings of a running session.
//!
//! Decides which kinds of window a recording is made for. Refuses to know what a recording counts.

use std::collections::BTreeSet;

use super::Session;
use super::step::Step;
use crate::recording::{Change, Recording, RecordingId, Recordings, Refusal, Scope};

impl Session {
    /// The recordings.
    #[must_use]
    pub fn recordings(&self) -> &Recordings {
        &self.memory.recordings
    }

    /// Begins a recording. A tab's kind of window is the one that it has now.
    ///
    /// # Errors
    ///
    /// [`Refusal::Scope`], [`Refusal::Full`].
    pub fn start_recording(
        &mut self,
        label: &str,
        notes: &str,
        scope: Scope,
        at: f64,
    ) -> Result<RecordingId, Refusal> {
        let modes = match &scope {
            Scope::Mode(mode) => BTreeSet::from([*mode]),
            Scope::Tabs(tabs) => {
                tabs.iter().map(|tab| self.memory.under_way.tabs.mode_of_tab(*tab)).collect()
            }
        };
        let (label, notes) = (label.to_owned(), notes.to_owned());
        self.change(Change::Start { label, notes, scope, modes, at })
    }

    /// Ends a recording.
    ///
    /// # Errors
    ///
    /// [`Refusal::Unknown`].
    pub fn stop_recording(&mut self, id: RecordingId, at: f64) -> Result<(), Refusal> {
        self.change(Change::Stop { id, at }).map(drop)
    }

    /// Gives a recording another label and other notes.
    ///
    /// # Errors
    ///
    /// [`Refusal::Unknown`].
    pub fn describe_recording(&mut self, id: RecordingId, label: &str, notes: &str) -> Result<(), Refusal> {
        let (label, notes) = (label.to_owned(), notes.to_owned());
        self.change(Change::Describe { id, label, notes }).map(drop)
    }

    /// Removes a recording.
    ///
    /// # Errors
    ///
    /// [`Refusal::Unknown`].
    pub fn remove_recording(&mut self, id: RecordingId) -> Result<(), Refusal> {
        self.change(Change::Remove { id }).map(drop)
    }

    /// Takes in a recording that came out of a file.
    ///
    /// # Errors
    ///
    /// [`Refusal::Full`].
    pub fn take_recording(&mut self, recording: Recording) -> Result<RecordingId, Refusal> {
        self.change(Change::Shelve(Box::new(recording)))
    }

    fn change(&mut self, change: Change) -> Result<RecordingId, Refusal> {
        self.journal.note(&Step::Record(change.clone()));
        self.memory.recordings.take(change)
    }
}
