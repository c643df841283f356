//! A report as a page of its own.
//!
//! Decides nothing: it hands what was gathered to the core, which knows the page.

use std::io::{self, Write as _};

use telltale_core::html::{Gathered, ReportPage, report};
use telltale_core::judge::Judge;
use telltale_core::record::Record;
use telltale_core::report::{ListRow, Showing};

use super::{End, Writer};

/// A page that is being gathered.
pub(super) struct Html {
    lists: Vec<ListRow>,
    gathered: Gathered,
}

impl Html {
    pub(super) fn new(judge: &Judge, showing: &Showing, reveal: bool) -> Self {
        Self { lists: ListRow::of(judge, showing), gathered: Gathered::new(reveal) }
    }
}

impl Writer for Html {
    fn request(&mut self, record: &Record, _: &Showing) -> io::Result<()> {
        self.gathered.take(record);
        Ok(())
    }

    fn finish(self: Box<Self>, end: &End) -> io::Result<()> {
        let page = report(&ReportPage {
            captures: &end.captures,
            lists: &self.lists,
            summary: &end.summary,
            places: &|row| self.gathered.places(row),
            blind_spots: &end.blind_spots,
        });
        let mut out = io::stdout().lock();
        out.write_all(page.as_bytes())?;
        out.flush()
    }
}
