//! What normal windows told, as bytes that may lie on a disk, and back.
//!
//! Decides what of a session may be kept where its person asked for that: what was counted in normal windows, and nothing
//! that was told in any other, nor which tabs were open, which pages were left, what was recorded or paused. Refuses to
//! know whether anybody asked, and where the bytes lie.

use super::Session;
use super::checkpoint::{CheckpointError, Mark, budget, read, write};
use super::folded::Folded;
use super::memory::Memory;
use super::under_way::UnderWay;
use crate::intake::Mode;

/// What a history begins with: its name and the version of its form. A checkpoint is never taken for one.
const MARK: Mark = *b"TTH\x01";

/// Those whose windows leave nothing on a disk.
const OTHERS: [Mode; 2] = [Mode::Private, Mode::Unknown];

/// Whether a history that was made before would no longer say what one made now says.
#[must_use]
pub fn has_changed(session: &Session) -> bool {
    session.memory.under_way.unwritten
}

/// What was counted in normal windows, as bytes, and at most [`budget::WHOLE`] of them. What does not fit is shed there,
/// and the session goes on with all of it. `None` where nothing was counted.
///
/// # Errors
///
/// [`CheckpointError::Unwritable`]; no session that was seen does that.
pub fn history(session: &mut Session) -> Result<Option<Vec<u8>>, CheckpointError> {
    session.memory.under_way.unwritten = false;
    let Some(since) = session.since(Mode::Normal) else { return Ok(None) };
    let mut memory = normal_of(&session.memory);
    memory.under_way.counted.insert(Mode::Normal, since);
    write(&mut memory, MARK, budget::WHOLE).map(Some)
}

/// Makes a session that has not counted anything go on from a history.
///
/// # Errors
///
/// [`CheckpointError::Damaged`], [`CheckpointError::Begun`]; the session then remembers what it did.
pub fn take_up(session: &mut Session, bytes: &[u8]) -> Result<(), CheckpointError> {
    if !session.memory.under_way.counted.is_empty() {
        return Err(CheckpointError::Begun);
    }
    let Memory { under_way, ledger, timeline, kept, identifiers, .. } = read(bytes, MARK)?;
    let memory = &mut session.memory;
    (memory.ledger, memory.timeline, memory.kept) = (ledger, timeline, kept);
    memory.identifiers = identifiers;
    memory.under_way.counted = under_way.counted;
    session.journal.overflow();
    Ok(())
}

fn normal_of(memory: &Memory) -> Memory {
    let (mut ledger, mut timeline) = (memory.ledger.open().clone(), memory.timeline.open().clone());
    let (mut kept, mut identifiers) = (memory.kept.open().clone(), memory.identifiers.open().clone());
    for mode in OTHERS {
        ledger.forget(mode);
        timeline.forget(mode);
        kept.forget(mode);
        identifiers.remove(mode);
    }
    kept.detach();
    timeline.rest();
    Memory {
        under_way: UnderWay::default(),
        ledger: Folded::from(ledger),
        timeline: Folded::from(timeline),
        kept: Folded::from(kept),
        identifiers: Folded::from(identifiers),
        ..Memory::default()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects in the shortest way")]

    use super::*;
    use crate::session::tests::{load, record};

    #[test]
    fn what_does_not_fit_is_shed_there_and_not_here() {
        let mut memory = Memory::default();
        for number in 0..1_500 {
            let (site, recipient) = (format!("s{number}.example"), format!("r{}.example", number % 400));
            let long = format!("{number:0>400}");
            load(&mut memory, number, record(number, Mode::Normal, &site, &recipient, &[&long]));
        }
        let before = memory.kept.open().clone();
        let mut normal = normal_of(&memory);
        let small = write(&mut normal, MARK, budget::LEAST).unwrap();
        assert!(small.len() <= budget::LEAST);
        let taken = read(&small, MARK).unwrap();
        let kept = taken.kept.open();
        let lost = kept.dropped(Mode::Normal) + kept.cut(Mode::Normal);
        assert!(lost > before.dropped(Mode::Normal), "it says so");
        assert_eq!(*memory.kept.open(), before);
    }
}
