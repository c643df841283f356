//! What is wrong with a capture's file: what, where and what to do.
//!
//! Decides that every problem has a stable name beside its sentence, so that whoever shows it may say it in another
//! language. Refuses to know which file it is: its caller does.

use serde::Serialize;

use crate::intake::capture::{Ending, Error};
use crate::intake::packing::Fault;

const AGAIN: &str = "export the capture again; the report holds what could be read";
const EXPORT: &str = "make a HAR or a NetLog (docs/capturing.md says how)";

/// A problem with a capture's file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Its stable name.
    pub code: &'static str,
    /// The byte at which it shows, where there is such a place.
    pub at: Option<u64>,
    /// What is wrong, in a sentence without its full stop; it names the place.
    pub what: String,
    /// What to do.
    pub remedy: &'static str,
}

impl Problem {
    /// What is said of a capture's end.
    pub(super) fn of(ending: Ending) -> Option<Self> {
        let (code, at, what) = match ending {
            Ending::Complete => return None,
            Ending::Truncated { at } => ("truncated", at, "the capture is cut off"),
            Ending::Malformed { at } => ("malformed", at, "this is no JSON any more"),
        };
        Some(Self { code, at: Some(at), what: format!("at byte {at}: {what}"), remedy: AGAIN })
    }

    /// What is said of a recording, which is opened elsewhere.
    pub(super) fn of_recording() -> Self {
        Self {
            code: "recording",
            at: None,
            what: "this is a recording that Telltale saved".to_owned(),
            remedy: "open it where two sides are compared",
        }
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        let at = match fault {
            Fault::Damaged { after } => Some(after),
            _ => None,
        };
        Self { code: fault.code(), at, what: fault.to_string(), remedy: fault.remedy() }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let at = match error {
            Error::NotJson { at } | Error::EndsEarly { at } => Some(at),
            _ => None,
        };
        Self { code: error.code(), at, what: error.to_string(), remedy: EXPORT }
    }
}
