//! What is made of texts that a person adds, as it crosses the wall.
//!
//! Decides the form alone: lists and beacons come back alike. Refuses to know how either is made.

use serde::Serialize;

use crate::wall::Bytes;

/// What was made of some texts: what `openOwn` takes, and what became of each.
#[derive(Serialize)]
pub(crate) struct Made {
    pub(crate) parts: Vec<Bytes>,
    pub(crate) items: Vec<Outcome>,
}

/// What became of a text.
#[derive(Serialize)]
pub(crate) struct Outcome {
    pub(crate) version: String,
    /// Rules, or beacons, that were taken.
    pub(crate) rules: usize,
    /// Lines that are about something else than whether a request meets the list.
    pub(crate) beside: usize,
    /// Lines that were not understood.
    pub(crate) unknown: usize,
    pub(crate) first_unknown: Option<Place>,
    pub(crate) refusal: Option<Refused>,
}

/// A line that was not understood.
#[derive(Serialize)]
pub(crate) struct Place {
    pub(crate) line: usize,
    pub(crate) reason: &'static str,
}

/// Why a text is not taken.
#[derive(Default, Serialize)]
pub(crate) struct Refused {
    pub(crate) code: &'static str,
    pub(crate) line: Option<usize>,
    pub(crate) column: Option<usize>,
    pub(crate) reason: Option<&'static str>,
    pub(crate) place: Option<String>,
    pub(crate) allowed: Option<String>,
}
