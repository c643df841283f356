//! What a session remembers, as bytes, and back.
//!
//! Decides the form. Refuses to know where the bytes are kept, and when.

use std::fmt;

use super::{Memory, Session};

/// What a checkpoint begins with: its name and the version of its form.
const MARK: [u8; 4] = *b"TTC\x02";

/// Why a checkpoint cannot be made or taken up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CheckpointError {
    /// It is not one, or of another version, or damaged.
    Damaged,
    /// It could not be written.
    Unwritable,
}

impl CheckpointError {
    /// A stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Damaged => "checkpoint_damaged",
            Self::Unwritable => "checkpoint_unwritable",
        }
    }
}

impl fmt::Display for CheckpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Damaged => "the checkpoint is damaged or of another version: start without it",
            Self::Unwritable => "the session cannot be written as a checkpoint",
        })
    }
}

impl std::error::Error for CheckpointError {}

/// Everything that the session remembers, as bytes.
///
/// # Errors
///
/// [`CheckpointError::Unwritable`]; no session that was seen does that.
pub fn checkpoint(session: &mut Session) -> Result<Vec<u8>, CheckpointError> {
    postcard::to_extend(&session.memory, MARK.to_vec()).map_err(|_| CheckpointError::Unwritable)
}

/// Makes a session remember a checkpoint in place of what it remembers. Whether private windows may be seen stays as it
/// was last said.
///
/// # Errors
///
/// [`CheckpointError::Damaged`]; the session then remembers what it did.
pub fn restore(session: &mut Session, bytes: &[u8]) -> Result<(), CheckpointError> {
    let body = bytes.strip_prefix(&MARK).ok_or(CheckpointError::Damaged)?;
    let memory: Memory = postcard::from_bytes(body).map_err(|_| CheckpointError::Damaged)?;
    session.memory = memory;
    Ok(())
}
