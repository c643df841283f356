//! Reads one capture out of its source into whatever is written.
//!
//! Decides what is said when source, capture and output go wrong together: what stops the output stops the reading, and a
//! source that breaks off is the reason for whatever follows. Refuses to know what a capture is and what is written.

use std::io;

use telltale_core::captured::{self, Counting, Listen, Total};
use telltale_core::intake::capture::Outcome;
use telltale_core::intake::{Mode, RawRequest};
use telltale_core::judge::Judge;
use telltale_core::record::Record;
use telltale_core::report::{CaptureRow, Showing};

use super::Writer;
use crate::Stop;
use crate::problem::Problem;
use crate::source::Source;
use crate::terminal::Progress;

/// How captures are read.
pub(crate) struct Reading<'a> {
    pub(crate) judge: &'a Judge,
    pub(crate) mode: Mode,
    /// Put before ids, so that they are unique over several captures.
    pub(crate) prefix: Option<String>,
    pub(crate) showing: &'a Showing,
}

/// Writes each request until the output takes no more.
struct Writing<'a> {
    writer: &'a mut dyn Writer,
    showing: &'a Showing,
    output: io::Result<()>,
}

impl Listen for Writing<'_> {
    fn raw(&mut self, request: &RawRequest, outcome: &Outcome, component: Option<&str>) {
        if self.output.is_ok() {
            self.output = self.writer.raw(request, outcome, component);
        }
    }

    fn request(&mut self, record: &Record) {
        if self.output.is_ok() {
            self.output = self.writer.request(record, self.showing);
        }
    }
}

impl Reading<'_> {
    /// Reads a capture to its end. A capture that breaks off gives its row and the problem.
    pub(crate) fn read(
        &self,
        mut source: Source,
        total: &mut Total,
        writer: &mut dyn Writer,
        progress: &mut Progress,
    ) -> Result<(CaptureRow, Option<Problem>), Stop> {
        let mut writing = Writing { writer, showing: self.showing, output: Ok(()) };
        let mut reading = captured::Reading::new(self.mode, self.prefix.clone());
        let broken_off = loop {
            let mut counting = Counting { judge: self.judge, total, listener: &mut writing };
            match source.next() {
                Ok(None) => break None,
                Ok(Some(bytes)) => reading.push(bytes, &mut counting),
                Err(problem) => break Some(problem),
            }
            std::mem::replace(&mut writing.output, Ok(()))?;
            progress.at(&source, reading.requests());
        };
        let mut counting = Counting { judge: self.judge, total, listener: &mut writing };
        let of = |problem: captured::Problem| Problem::new(&source.name, problem.what, problem.remedy);
        match reading.finish(source.name.clone(), &mut counting) {
            Ok((row, problem)) => {
                writing.output?;
                Ok((row, broken_off.or_else(|| problem.map(of))))
            }
            Err(problem) => Err(broken_off.unwrap_or_else(|| of(problem)).into()),
        }
    }
}
