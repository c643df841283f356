//! How much of captures is held at a time.
//!
//! Decides the caps, and how much room a capture finds beside others. Refuses to know what is kept.

use crate::kept::Caps;

/// Caps on what is opened at a time.
pub mod caps {
    /// Captures.
    pub const CAPTURES: usize = 12;
    /// About how many bytes the observations of one may take; evidence counts the rest.
    pub const OBSERVATIONS: usize = 6 << 20;
    /// Kept requests of one that told something, and as many others.
    pub const REQUESTS: usize = 100_000;
}

/// About how many bytes the kept requests of opened captures may take. What is opened later is not refused for want of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Those of all captures.
    pub together: usize,
    /// At most those of one.
    pub one: usize,
    /// Those that one may always take.
    pub least: usize,
}

impl Default for Room {
    fn default() -> Self {
        // With the lists, sums and what evidence rests on, a large capture then takes no more than 64 MB.
        Self { together: 80 << 20, one: 40 << 20, least: 4 << 20 }
    }
}

impl Room {
    /// What may be kept of one more capture beside others that take so many bytes.
    pub(super) fn beside(&self, taken: usize) -> Caps {
        let weight = self.together.saturating_sub(taken).min(self.one).max(self.least);
        Caps { notable: caps::REQUESTS, plain: caps::REQUESTS, weight }
    }
}
