//! What went wrong, in one sentence that names the file, the place and the way out.
//!
//! Decides the form of that sentence. Refuses to know what leads to it.

use std::fmt;
use std::io;

/// A problem with the input or the way it was asked for.
#[derive(Debug)]
pub(crate) struct Problem {
    /// The file, `standard input`, or the option.
    at: String,
    what: String,
    remedy: String,
}

impl Problem {
    pub(crate) fn new(at: impl Into<String>, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { at: at.into(), what: what.into(), remedy: remedy.into() }
    }

    /// A file that the system does not let us read.
    pub(crate) fn unreadable(at: &str, error: &io::Error) -> Self {
        let remedy = match error.kind() {
            io::ErrorKind::NotFound => "check its name",
            io::ErrorKind::PermissionDenied => "make it readable for you",
            io::ErrorKind::IsADirectory => "name the files in it",
            _ => "try again, or copy it to another disk first",
        };
        Self::new(at, plain(error), remedy)
    }

    /// A file or pipe that the system does not let us write.
    pub(crate) fn unwritable(at: &str, error: &io::Error) -> Self {
        Self::new(at, plain(error), "write to another place")
    }
}

/// The system's sentence without its number.
fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "telltale: {}: {}; {}.", self.at, self.what, self.remedy)
    }
}
