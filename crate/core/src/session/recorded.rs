//! The recordings of a running session.
//!
//! Decides which kinds of window a recording is made for. Refuses to know what a recording counts.

use std::collections::BTreeSet;

use super::Session;
use crate::recording::{Recording, RecordingId, Recordings, Refusal, Scope};

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
            Scope::Tabs(tabs) => tabs.iter().map(|tab| self.memory.tabs.mode_of_tab(*tab)).collect(),
        };
        self.memory.recordings.start(label, notes, scope, modes, at)
    }

    /// Ends a recording.
    ///
    /// # Errors
    ///
    /// [`Refusal::Unknown`].
    pub fn stop_recording(&mut self, id: RecordingId, at: f64) -> Result<(), Refusal> {
        self.memory.recordings.stop(id, at)
    }

    /// Gives a recording another label and other notes.
    ///
    /// # Errors
    ///
    /// [`Refusal::Unknown`].
    pub fn describe_recording(&mut self, id: RecordingId, label: &str, notes: &str) -> Result<(), Refusal> {
        self.memory.recordings.describe(id, label, notes)
    }

    /// Removes a recording.
    ///
    /// # Errors
    ///
    /// [`Refusal::Unknown`].
    pub fn remove_recording(&mut self, id: RecordingId) -> Result<(), Refusal> {
        self.memory.recordings.remove(id)
    }

    /// Takes in a recording that came out of a file.
    ///
    /// # Errors
    ///
    /// [`Refusal::Full`].
    pub fn take_recording(&mut self, recording: Recording) -> Result<RecordingId, Refusal> {
        self.memory.recordings.shelve(recording)
    }
}
