//! What a session remembers, as bytes, and back: a checkpoint, and the journal of what happened since.
//!
//! Decides the form, and how many bytes each part may take. Refuses to know where the bytes are kept, and when.

use std::fmt;

use super::Session;
use super::journal;
use super::memory::Memory;
use super::packing::Damaged;
use super::parts::Part;
use crate::hash::checksum;

/// What bytes in this form begin with: which kind they are of, and in which version.
pub(super) type Mark = [u8; 4];

/// What a checkpoint begins with: its name and the version of its form.
const MARK: Mark = *b"TTC\x0b";
/// Bytes of the checksum over all parts.
const CHECKSUM: usize = 8;
/// Bytes before the parts.
const HEAD: usize = size_of::<Mark>() + CHECKSUM;
/// Bytes that say how long a part is.
const LENGTH: usize = 4;

/// How many bytes a checkpoint and its parts may take. What is over is shed, the least telling first, and counted.
pub mod budget {
    /// The whole, so that it is one megabyte when it is spelt in base64.
    pub const WHOLE: usize = 750_000;
    /// A whole that was refused for its size is halved, but never below this.
    pub const LEAST: usize = 64_000;
    /// Of the whole, in thousandths: tabs, pages and requests under way.
    pub const UNDER_WAY: usize = 110;
    /// Of the whole, in thousandths: identifiers.
    pub const IDENTIFIERS: usize = 200;
    /// Of the whole, in thousandths: recordings, which also bound themselves.
    pub const RECORDINGS: usize = 350;
    /// Of the whole, in thousandths: what left when.
    pub const TIMELINE: usize = 60;
    /// Of the whole, in thousandths: what each recipient heard on each site.
    pub const LEDGER: usize = 600;
    /// Of the whole, in thousandths: what the others leave to the kept requests, which take what is left.
    pub const KEPT: usize = 40;
}

/// The parts in their order, and what each may take of the whole; none where it takes what is left.
pub(super) const PARTS: [(Part, Option<usize>); 6] = [
    (Part::UnderWay, Some(budget::UNDER_WAY)),
    (Part::Identifiers, Some(budget::IDENTIFIERS)),
    (Part::Recordings, Some(budget::RECORDINGS)),
    (Part::Timeline, Some(budget::TIMELINE)),
    (Part::Ledger, Some(budget::LEDGER)),
    (Part::Kept, None),
];

/// Why a checkpoint or a piece of a journal cannot be made or taken up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CheckpointError {
    /// It is not one, or of another version, or damaged.
    Damaged,
    /// It could not be written.
    Unwritable,
    /// Something is counted already.
    Begun,
}

impl CheckpointError {
    /// A stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Damaged => "checkpoint_damaged",
            Self::Unwritable => "checkpoint_unwritable",
            Self::Begun => "session_begun",
        }
    }
}

impl fmt::Display for CheckpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Damaged => "the checkpoint is damaged or of another version: start without it",
            Self::Unwritable => "the session cannot be written as a checkpoint",
            Self::Begun => "the session has counted something: only one that has not can take up another's",
        })
    }
}

impl std::error::Error for CheckpointError {}

impl From<Damaged> for CheckpointError {
    fn from(_: Damaged) -> Self {
        Self::Damaged
    }
}

/// Everything that the session remembers, as bytes, and at most [`budget::WHOLE`] of them. What does not fit is shed by
/// the session itself, so that it goes on as whoever takes the checkpoint up.
///
/// # Errors
///
/// [`CheckpointError::Unwritable`]; no session that was seen does that.
pub fn checkpoint(session: &mut Session) -> Result<Vec<u8>, CheckpointError> {
    // What is over would only be read again when a browser wakes its background, at the worst of times.
    session.memory.under_way.tidy();
    let bytes = write(&mut session.memory, MARK, session.budget)?;
    session.journal.clear();
    Ok(bytes)
}

/// A memory as bytes of a kind, and at most so many of them. What does not fit is shed.
pub(super) fn write(memory: &mut Memory, mark: Mark, whole: usize) -> Result<Vec<u8>, CheckpointError> {
    let mut writing = Writing::of(mark);
    let reserved = whole / 1_000 * budget::KEPT;
    for (part, share) in PARTS {
        let left = whole.saturating_sub(writing.0.len() + LENGTH);
        let most = share.map_or(left, |share| left.saturating_sub(reserved).min(whole / 1_000 * share));
        writing.push(&fitted(memory, part, most)?)?;
    }
    Ok(writing.finish())
}

/// A checkpoint while it is written.
pub(super) struct Writing(Vec<u8>);

impl Default for Writing {
    fn default() -> Self {
        Self::of(MARK)
    }
}

impl Writing {
    fn of(mark: Mark) -> Self {
        Self([&mark[..], &[0; CHECKSUM]].concat())
    }

    /// Adds the next part.
    pub(super) fn push(&mut self, packed: &[u8]) -> Result<(), CheckpointError> {
        let length = u32::try_from(packed.len()).map_err(|_| CheckpointError::Unwritable)?;
        self.0.extend(length.to_le_bytes());
        self.0.extend(packed);
        Ok(())
    }

    /// The bytes, once all parts are there.
    pub(super) fn finish(mut self) -> Vec<u8> {
        if let Some((head, parts)) = self.0.split_first_chunk_mut::<HEAD>() {
            head[size_of::<Mark>()..].copy_from_slice(&checksum(parts).to_le_bytes());
        }
        self.0
    }
}

/// What happened since the journal was last taken, or since the last checkpoint. `None` where only a checkpoint can say
/// it.
#[must_use]
pub fn journal(session: &mut Session) -> Option<Vec<u8>> {
    session.journal.take()
}

/// Makes a session remember a checkpoint in place of what it remembers.
///
/// # Errors
///
/// [`CheckpointError::Damaged`]; the session then remembers what it did.
pub fn restore(session: &mut Session, bytes: &[u8]) -> Result<(), CheckpointError> {
    session.memory = read(bytes, MARK)?;
    session.journal.clear();
    Ok(())
}

/// The memory that [`write()`] wrote as bytes of a kind.
pub(super) fn read(bytes: &[u8], mark: Mark) -> Result<Memory, CheckpointError> {
    let (sum, mut rest) = bytes
        .strip_prefix(&mark)
        .and_then(|bytes| bytes.split_first_chunk::<CHECKSUM>())
        .ok_or(CheckpointError::Damaged)?;
    // Most parts are looked into later: what is wrong with them has to be seen now.
    if checksum(rest).to_le_bytes() != *sum {
        return Err(CheckpointError::Damaged);
    }
    let mut memory = Memory::default();
    for (part, _) in PARTS {
        let (length, after) = rest.split_first_chunk::<LENGTH>().ok_or(CheckpointError::Damaged)?;
        let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| CheckpointError::Damaged)?;
        let (packed, after) = after.split_at_checked(length).ok_or(CheckpointError::Damaged)?;
        memory.unpack(part, packed)?;
        rest = after;
    }
    Ok(memory)
}

/// Makes a session take the steps of a piece of a journal again.
///
/// # Errors
///
/// [`CheckpointError::Damaged`]; the session then remembers what it did.
pub fn replay(session: &mut Session, piece: &[u8]) -> Result<(), CheckpointError> {
    Ok(journal::replay(&mut session.memory, piece)?)
}

/// The store refused a checkpoint for its size: the next may take half as much.
pub fn tighten(session: &mut Session) {
    session.budget = (session.budget / 2).max(budget::LEAST);
}

fn fitted(memory: &mut Memory, part: Part, most: usize) -> Result<Vec<u8>, CheckpointError> {
    loop {
        let packed = memory.pack(part).ok_or(CheckpointError::Unwritable)?;
        if packed.len() <= most {
            return Ok(packed);
        }
        if !memory.shed(part) {
            return Err(CheckpointError::Unwritable);
        }
    }
}
