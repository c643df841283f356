//! How much of one request is opened at most, and how much of that is spent.
//!
//! Decides when to stop: hostile payloads are bounded in depth, output, count and work, and whatever was stopped is said
//! (`partial`). Refuses to know what is being opened. There is no clock in the core, so time is bounded by counting the
//! bytes that any step looks at.

/// The limits of one examination, all in one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Layers (codecs and formats) on top of each other.
    pub layers: u8,
    /// Levels of nested values, over all layers: what bounds the stack. Below the 128 at which the JSON parser stops.
    pub levels: u16,
    /// Values that are looked at.
    pub values: u32,
    /// Bytes that all codecs together may write.
    pub output: usize,
    /// Bytes that all steps together may read.
    pub work: usize,
    /// Bytes of a body that are read.
    pub body: usize,
    /// Bytes of an address that are read, matching included. Servers refuse far shorter ones; browsers send two
    /// megabytes, and every request of a page brings that page's address along.
    pub address: usize,
    /// Findings that are kept.
    pub findings: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            layers: 10,
            levels: 120,
            values: 8_000,
            output: 3 << 19,
            work: 4 << 20,
            body: 1 << 20,
            address: 64 << 10,
            findings: 128,
        }
    }
}

/// What is left of the limits while one request is examined.
#[derive(Debug)]
pub(crate) struct Budget {
    limits: Limits,
    values: u32,
    output: usize,
    work: usize,
    levels: u16,
    seen: u32,
    /// A limit stopped something.
    pub(crate) partial: bool,
}

impl Budget {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            limits,
            values: limits.values,
            output: limits.output,
            work: limits.work,
            levels: 0,
            seen: 0,
            partial: false,
        }
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Counts one value of so many bytes; false when that was too much.
    pub(crate) fn value(&mut self, bytes: usize) -> bool {
        if self.values == 0 {
            self.partial = true;
            return false;
        }
        self.values -= 1;
        self.seen += 1;
        self.work(bytes)
    }

    /// Counts bytes that are about to be read.
    pub(crate) fn work(&mut self, bytes: usize) -> bool {
        match self.work.checked_sub(bytes) {
            Some(left) => {
                self.work = left;
                true
            }
            None => {
                self.work = 0;
                self.partial = true;
                false
            }
        }
    }

    /// Counts one member that a parser has read: how a document that broke off differs from none.
    pub(crate) fn saw(&mut self) {
        self.seen += 1;
    }

    /// How many members were read.
    pub(crate) fn seen(&self) -> u32 {
        self.seen
    }

    /// Spends all that is left.
    pub(crate) fn stop(&mut self) {
        self.values = 0;
        self.work = 0;
        self.partial = true;
    }

    /// Nothing more may be looked at.
    pub(crate) fn spent(&self) -> bool {
        self.values == 0 || self.work == 0
    }

    /// How many bytes a codec may still write.
    pub(crate) fn output(&self) -> usize {
        self.output
    }

    /// Counts bytes that a codec has written.
    pub(crate) fn wrote(&mut self, bytes: usize) {
        self.output = self.output.saturating_sub(bytes);
    }

    /// Goes one level down; false when that is too deep.
    pub(crate) fn enter(&mut self) -> bool {
        if self.levels >= self.limits.levels {
            self.partial = true;
            return false;
        }
        self.levels += 1;
        true
    }

    /// Comes back up.
    pub(crate) fn leave(&mut self) {
        self.levels = self.levels.saturating_sub(1);
    }
}
