//! How much room a recording takes, without weighing all of it at each request.
//!
//! Decides when a recording has to be weighed. Refuses to know what is let go when there is no room.
//!
//! Between two weighings the figure only ever errs upwards: each request adds the most that it can make a recording
//! grow by.

use serde::{Deserialize, Serialize};

use super::Recording;
use crate::intake::set_cookie::SetCookie;
use crate::linkage::LONGEST;
use crate::record::Record;

/// What names and counters take beside what a request brings itself.
const BESIDE: usize = 512;
/// What an identifier takes beside its value and its place.
const BESIDE_IDENTIFIER: usize = 128;

/// Bytes that a recording takes in a checkpoint.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Room {
    bytes: usize,
    /// Nothing was added since it was weighed.
    exact: bool,
}

impl Room {
    pub(super) fn bytes(self) -> usize {
        self.bytes
    }

    pub(super) fn grow(&mut self, bytes: usize) {
        self.bytes = self.bytes.saturating_add(bytes);
        self.exact = false;
    }

    /// Something was let go: the figure is too high until it is weighed again.
    pub(super) fn shrink(&mut self) {
        self.exact = false;
    }
}

impl Recording {
    /// Makes the figure exact.
    pub(super) fn weigh(&mut self) {
        if !self.room.exact {
            self.room = Room { bytes: size(self), exact: true };
        }
    }
}

/// The most that a recording grows by when it takes this request: the request as evidence, its names in a tally of their
/// own, each of its values as an identifier.
pub(super) fn growth(record: &Record, kept: &Record) -> usize {
    let identifiers: usize = record
        .findings
        .iter()
        .filter(|finding| finding.value.reveal().len() <= LONGEST)
        .map(|finding| finding.value.reveal().len() + finding.at.as_str().len() + BESIDE_IDENTIFIER)
        .sum();
    let candidates = record
        .candidates
        .iter()
        .map(|candidate| candidate.value.reveal().len() + candidate.at.as_str().len() + BESIDE_IDENTIFIER);
    let identifiers = identifiers.saturating_add(candidates.sum());
    size(kept).saturating_mul(2).saturating_add(identifiers).saturating_add(BESIDE)
}

/// The most that a recording grows by when a request that it took is answered: each cookie as an identifier, and its
/// parts.
pub(super) fn growth_by_answer(record: &Record) -> usize {
    let cookie =
        |cookie: &SetCookie| 2 * (cookie.name.len() + cookie.value.reveal().len()) + 5 * BESIDE_IDENTIFIER;
    record.set_cookies.iter().map(cookie).sum()
}

fn size(value: &impl Serialize) -> usize {
    // What cannot be written takes all the room there is, so that nothing more is added to it.
    postcard::to_extend(value, Count(0)).map_or(usize::MAX, |count| count.0)
}

/// Counts bytes and keeps none.
struct Count(usize);

impl Extend<u8> for Count {
    fn extend<Bytes: IntoIterator<Item = u8>>(&mut self, bytes: Bytes) {
        self.0 += bytes.into_iter().count();
    }
}
