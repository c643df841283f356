//! The requests of captures, written as one HAR.
//!
//! Decides what is in it: every request that can be read, of each file that is given, one file after the other. Refuses to
//! judge them, and to hold more of them than was written since somebody took it. It holds everything that was told: the
//! person has to ask for it.

use super::problem::Problem;
use super::shelf::Progress;
use crate::intake::Mode;
use crate::intake::capture::{Item, Reader};
use crate::intake::har::write;
use crate::intake::packing::Unpacking;
use crate::report::TOOL;

/// A HAR while it is written.
pub struct Copy {
    text: String,
    requests: u64,
    file: Option<File>,
}

struct File {
    unpacking: Unpacking,
    reader: Reader,
    fault: Option<Problem>,
}

impl Default for Copy {
    fn default() -> Self {
        Self { text: write::opening(TOOL.version), requests: 0, file: None }
    }
}

impl Copy {
    /// Begins with the next file, which was captured in one kind of window.
    pub fn open(&mut self, mode: Mode) {
        let (unpacking, reader) = (Unpacking::default(), Reader::new(mode));
        self.file = Some(File { unpacking, reader, fault: None });
    }

    /// The file's next bytes.
    pub fn give(&mut self, bytes: &[u8]) {
        if let Some(file) = self.file.as_mut().filter(|file| file.fault.is_none()) {
            file.unpacking.give(bytes);
        }
    }

    /// The file has no more bytes.
    pub fn end(&mut self) {
        if let Some(file) = &mut self.file {
            file.unpacking.end();
        }
    }

    /// Reads a piece of what was given.
    pub fn advance(&mut self) -> Progress {
        let Self { text, requests, file } = self;
        let more = file.as_mut().is_some_and(|File { unpacking, reader, fault }| {
            if fault.is_some() {
                return false;
            }
            match unpacking.take() {
                Ok(None) => false,
                Ok(Some(bytes)) => {
                    reader.push(bytes, &mut |item| write(item, text, requests));
                    true
                }
                Err(found) => {
                    *fault = Some(found.into());
                    false
                }
            }
        });
        Progress { more, requests: self.requests }
    }

    /// Lets go of the file, and says what was wrong with it: its requests are there as far as it could be read.
    pub fn close(&mut self) -> Option<Problem> {
        let Self { text, requests, file } = self;
        let File { reader, fault, .. } = file.take()?;
        let problem = match reader.finish(&mut |item| write(item, text, requests)) {
            Ok(capture) => Problem::of(capture.ending),
            Err(error) => Some(error.into()),
        };
        fault.or(problem)
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

fn write(item: Item, text: &mut String, requests: &mut u64) {
    let Item::Entry(entry) = item else { return };
    if *requests > 0 {
        text.push_str(",\n");
    }
    *requests += 1;
    text.push_str(&write::entry(&entry.request, &entry.outcome, entry.component.as_deref()).to_string());
}
