//! What can be told of a request now, and what has to wait until more is known.
//!
//! Decides nothing but that. Refuses to know how long whoever tells of it can wait.

use super::{Seen, Session};
use crate::intake::Kind;

impl Session {
    /// Whether a request is one of a page of which nobody was told. Where nothing more can be waited for, it is one of the
    /// page before.
    #[must_use]
    pub fn is_of_untold_page(&self, seen: &Seen<'_>) -> bool {
        let opens = seen.kind == Kind::MainFrame;
        !opens && !seen.whence.itself && self.memory.under_way.tabs.is_of_untold_page(&seen.whence)
    }

    /// Whether a request was seen and its end is awaited: of any other, nothing that is told can be taken.
    #[must_use]
    pub fn awaits(&self, id: &str) -> bool {
        self.memory.under_way.pending.contains_key(id) || self.is_skipped(id)
    }
}
