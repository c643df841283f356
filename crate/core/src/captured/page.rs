//! Reports as pages of their own: of a capture that was opened, and of the running session.
//!
//! Decides which requests such a page is made of. Refuses to know how it looks (`crate::html`).

use super::shelf::{CaptureId, Refusal, Shelf};
use crate::html::{Gathered, ReportPage, report};
use crate::intake::Mode;
use crate::live::{self, Digest, Scope};
use crate::record::Record;
use crate::report::CaptureRow;

impl Shelf {
    /// The report of a capture as a page without a script, its values shortened.
    ///
    /// # Errors
    ///
    /// [`Refusal::Unknown`].
    pub fn page(&self, id: CaptureId) -> Result<String, Refusal> {
        let opened = self.find(id)?;
        Ok(page(&opened.kept(), std::slice::from_ref(opened.capture()), &self.digest(id)?))
    }

    /// The same of a running session, from a [`snapshot`](crate::session::snapshot::snapshot) of it: of one kind of window, or
    /// of all. Nothing of it is remembered.
    ///
    /// # Errors
    ///
    /// [`Refusal::Snapshot`].
    pub fn session_page(&mut self, snapshot: &[u8], mode: Option<Mode>) -> Result<String, Refusal> {
        self.look_at(snapshot, |shelf, session| {
            let scope = mode.map_or(Scope::Session, Scope::Mode);
            let digest = live::digest(session, scope, &shelf.showing(false));
            page(&live::kept(session, scope), &[], &digest)
        })
    }
}

fn page(records: &[&Record], captures: &[CaptureRow], digest: &Digest) -> String {
    let mut gathered = Gathered::new(false);
    records.iter().for_each(|record| gathered.take(record));
    report(&ReportPage {
        captures,
        lists: &digest.lists,
        summary: &digest.summary,
        places: &|row| gathered.places(row),
        blind_spots: &digest.blind_spots,
    })
}
