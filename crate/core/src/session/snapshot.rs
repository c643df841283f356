//! A session as bytes that are looked at elsewhere: whole, where a checkpoint gives up what does not fit.
//!
//! Decides what goes along: everything that is remembered, and what the session was told of itself. Refuses to change the
//! session that it is taken of, and to know who looks.

use super::Session;
use super::checkpoint::{self, CheckpointError, PARTS, Writing};

/// Behind the checkpoint: whether what happened last is kept, …
const STORED: u8 = 1;
/// … and whether requests of the browser itself are told.
const HEARS_BROWSER: u8 = 2;

/// Everything that the session remembers, as bytes.
///
/// # Errors
///
/// [`CheckpointError::Unwritable`]; no session that was seen does that.
pub fn snapshot(session: &Session) -> Result<Vec<u8>, CheckpointError> {
    let mut writing = Writing::default();
    for (part, _) in PARTS {
        writing.push(&session.memory.pack(part).ok_or(CheckpointError::Unwritable)?)?;
    }
    let mut bytes = writing.finish();
    let told = [(session.is_stored(), STORED), (session.hears_browser(), HEARS_BROWSER)];
    bytes.push(told.into_iter().filter_map(|(holds, flag)| holds.then_some(flag)).sum());
    Ok(bytes)
}

/// Makes a session what another was when the snapshot was taken.
///
/// # Errors
///
/// [`CheckpointError::Damaged`]; the session then remembers what it did.
pub fn take_up(session: &mut Session, bytes: &[u8]) -> Result<(), CheckpointError> {
    let (flags, checkpoint) = bytes.split_last().ok_or(CheckpointError::Damaged)?;
    checkpoint::restore(session, checkpoint)?;
    session.set_stored(flags & STORED != 0);
    session.set_hears_browser(flags & HEARS_BROWSER != 0);
    Ok(())
}

/// Makes a session remember nothing.
pub fn clear(session: &mut Session) {
    session.memory = Default::default();
    session.journal.clear();
}
