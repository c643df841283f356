//! The requests themselves, written as a HAR beside the document.
//!
//! Decides that a file which is there already stays, and its name in the document. Refuses to know the format: the core
//! does.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use telltale_core::evidence::RawHar;
use telltale_core::intake::RawRequest;
use telltale_core::intake::capture::Outcome;
use telltale_core::intake::har::write;
use telltale_core::report::TOOL;

use super::new_file;
use crate::fingerprint::Stamped;
use crate::problem::Problem;

/// The file while it is written.
pub(super) struct Raw {
    name: String,
    out: Stamped<BufWriter<File>>,
    entries: write::Entries,
}

impl Raw {
    pub(super) fn create(path: &Path) -> Result<Self, Problem> {
        let name = path.display().to_string();
        let mut out = Stamped::new(BufWriter::new(new_file(path)?));
        out.write_all(write::opening(TOOL.version).as_bytes())
            .map_err(|error| Problem::unwritable(&name, &error))?;
        Ok(Self { name, out, entries: write::Entries::default() })
    }

    pub(super) fn take(
        &mut self,
        request: &RawRequest,
        outcome: &Outcome,
        component: Option<&str>,
    ) -> io::Result<()> {
        self.out.write_all(self.entries.next(request, outcome, component).as_bytes())
    }

    pub(super) fn finish(mut self) -> Result<RawHar, Problem> {
        let written = self.out.write_all(write::CLOSING.as_bytes()).and_then(|()| self.out.finish());
        let sha256 = written.map_err(|error| Problem::unwritable(&self.name, &error))?;
        let file = self.name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
        Ok(RawHar { file, sha256, entries: self.entries.count() })
    }
}
