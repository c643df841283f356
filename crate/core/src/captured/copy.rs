//! The requests of captures, written as one HAR.
//!
//! Decides what is in it: every request that can be read, of each file that is given, one file after the other. Refuses to
//! judge them, and to hold more of them than was written since somebody took it. It holds everything that was told: the
//! person has to ask for it.

use super::incoming::Incoming;
use super::problem::Problem;
use super::shelf::Progress;
use crate::intake::Mode;
use crate::intake::capture::{Item, Reader};
use crate::intake::har::write;
use crate::report::TOOL;

/// A HAR while it is written.
pub struct HarCopy {
    text: String,
    entries: write::Entries,
    file: Option<(Incoming, Reader)>,
}

impl Default for HarCopy {
    fn default() -> Self {
        Self { text: write::opening(TOOL.version), entries: write::Entries::default(), file: None }
    }
}

impl HarCopy {
    /// Begins with the next file, which was captured in one kind of window.
    pub fn open(&mut self, mode: Mode) {
        self.file = Some((Incoming::default(), Reader::new(mode)));
    }

    /// The file's next bytes.
    pub fn give(&mut self, bytes: &[u8]) {
        if let Some((incoming, _)) = &mut self.file {
            incoming.give(bytes);
        }
    }

    /// The file has no more bytes.
    pub fn end(&mut self) {
        if let Some((incoming, _)) = &mut self.file {
            incoming.end();
        }
    }

    /// Reads a piece of what was given.
    pub fn advance(&mut self) -> Progress {
        let Self { text, entries, file } = self;
        let more = file.as_mut().is_some_and(|(incoming, reader)| {
            let Some(bytes) = incoming.take() else { return false };
            reader.push(bytes, &mut |item| write(item, text, entries));
            true
        });
        Progress { more, requests: entries.count() }
    }

    /// Lets go of the file, and says what was wrong with it: its requests are there as far as it could be read.
    pub fn close(&mut self) -> Option<Problem> {
        let Self { text, entries, file } = self;
        let (incoming, reader) = file.take()?;
        let problem = match reader.finish(&mut |item| write(item, text, entries)) {
            Ok(capture) => Problem::of(capture.ending),
            Err(error) => Some(error.into()),
        };
        incoming.into_fault().map(Problem::from).or(problem)
    }

    /// What was written since this was last asked.
    pub fn text(&mut self) -> String {
        std::mem::take(&mut self.text)
    }

    /// The rest of the text: there are no more files.
    #[must_use]
    pub fn finish(mut self) -> String {
        self.text.push_str(write::CLOSING);
        self.text
    }
}

fn write(item: Item, text: &mut String, entries: &mut write::Entries) {
    if let Item::Entry(entry) = item {
        text.push_str(&entries.next(&entry.request, &entry.outcome, entry.component.as_deref()));
    }
}
