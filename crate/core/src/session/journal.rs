//! What happened since somebody last asked, step by step.
//!
//! Decides how much may gather before only a checkpoint can say it. Refuses to know where the bytes are kept.

use super::memory::Memory;
use super::packing::{Damaged, pack_bytes, unpack_bytes};
use super::step::Step;

/// What a piece of a journal begins with: its name and the version of its form.
const MARK: [u8; 4] = *b"TTJ\x04";
/// The most that gathers between two askings. A page's burst of a hundred requests is about a fiftieth of it.
const MOST: usize = 4 << 20;

/// The steps since the last asking, in order.
#[derive(Default)]
pub(super) struct Journal {
    steps: Vec<u8>,
    /// More happened than it holds, or something else than steps.
    overflowed: bool,
}

impl Journal {
    /// Writes a step down.
    pub(super) fn note(&mut self, step: &Step) {
        if self.overflowed {
            return;
        }
        match postcard::to_extend(step, std::mem::take(&mut self.steps)) {
            Ok(steps) if steps.len() <= MOST => self.steps = steps,
            _ => self.overflowed = true,
        }
    }

    /// Everything since the last asking, none where nothing happened; `None` where only a checkpoint can say it.
    pub(super) fn take(&mut self) -> Option<Vec<u8>> {
        if self.overflowed {
            return None;
        }
        let steps = std::mem::take(&mut self.steps);
        if steps.is_empty() {
            return Some(steps);
        }
        let mut piece = MARK.to_vec();
        piece.append(&mut pack_bytes(&steps));
        Some(piece)
    }

    /// Something happened that is no step.
    pub(super) fn overflow(&mut self) {
        self.steps = Vec::new();
        self.overflowed = true;
    }

    /// A checkpoint holds everything up to here.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }
}

/// Takes the steps of a piece again: all of them, or none.
pub(super) fn replay(memory: &mut Memory, piece: &[u8]) -> Result<(), Damaged> {
    let bytes = unpack_bytes(piece.strip_prefix(&MARK).ok_or(Damaged)?)?;
    let mut rest = bytes.as_slice();
    let mut steps: Vec<Step> = Vec::new();
    while !rest.is_empty() {
        let (step, after) = postcard::take_from_bytes(rest).map_err(|_| Damaged)?;
        steps.push(step);
        rest = after;
    }
    for step in steps {
        memory.take(step);
    }
    Ok(())
}
