//! A file's bytes on their way into a reader.
//!
//! Decides that after a fault in how they are packed nothing more comes. Refuses to know who reads them.

use crate::intake::packing::{Fault, Unpacking};

/// What was given of a file, unpacked.
#[derive(Default)]
pub(super) struct Incoming {
    unpacking: Unpacking,
    fault: Option<Fault>,
}

impl Incoming {
    /// The file's next bytes.
    pub(super) fn give(&mut self, bytes: &[u8]) {
        if self.fault.is_none() {
            self.unpacking.give(bytes);
        }
    }

    /// The file has no more bytes.
    pub(super) fn end(&mut self) {
        self.unpacking.end();
    }

    /// Whether nothing was taken yet.
    pub(super) fn is_untouched(&self) -> bool {
        self.unpacking.taken() == 0
    }

    /// The next piece; none before more is given.
    pub(super) fn take(&mut self) -> Option<&[u8]> {
        if self.fault.is_some() {
            return None;
        }
        match self.unpacking.take() {
            Ok(bytes) => bytes,
            Err(fault) => {
                self.fault = Some(fault);
                None
            }
        }
    }

    /// What was wrong with it.
    pub(super) fn into_fault(self) -> Option<Fault> {
        self.fault
    }
}
