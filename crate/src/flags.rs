//! What the browser says of a request in a word, as `seen` brings it.
//!
//! Decides which bit says what. Refuses to know what follows from it.

use telltale_core::intake::Mode;

/// The browser itself says the mode.
const SAYS_MODE: u32 = 1;
/// … and it is private.
const PRIVATE: u32 = 2;
/// The document is no longer the one that is shown.
pub(crate) const LEAVING: u32 = 4;
/// No page asked: the browser itself did.
pub(crate) const ITSELF: u32 = 8;
/// The document is the tab's own, and no frame's.
pub(crate) const TOP: u32 = 16;
/// Whoever tells of the request can wait until its page is told of.
pub(crate) const CAN_WAIT: u32 = 32;

/// The bits.
#[derive(Clone, Copy)]
pub(crate) struct Flags(pub(crate) u32);

impl Flags {
    /// Whether a bit is set.
    pub(crate) fn has(self, bit: u32) -> bool {
        self.0 & bit != 0
    }

    /// The mode, where the browser itself says it.
    pub(crate) fn mode(self) -> Option<Mode> {
        let said = if self.has(PRIVATE) { Mode::Private } else { Mode::Normal };
        self.has(SAYS_MODE).then_some(said)
    }
}
