//! Reads one capture: bytes into the core's reader, requests out of it into the judge.
//!
//! Decides what is remembered from one request to the next (the pages that were open), and when a damaged capture is
//! still worth its report. Refuses to know the capture's format and what is written.

use std::collections::VecDeque;
use std::io;

use telltale_core::finding::Secret;
use telltale_core::intake::capture::{self, Ending, Item};
use telltale_core::intake::set_cookie::set_cookies;
use telltale_core::intake::{Kind, Mode};
use telltale_core::judge::Judge;
use telltale_core::report::{CaptureRow, Showing, SkippedRow};
use url::Url;

use super::Writer;
use super::total::Total;
use crate::Stop;
use crate::problem::Problem;
use crate::source::{BLOCK, Source};
use crate::terminal::Progress;

/// Pages that were open before and that payloads are compared with.
const EARLIER_PAGES: usize = 32;

/// Skipped entries that a report lists; the rest is one line.
const SKIPPED: usize = 1_000;

const AGAIN: &str = "export the capture again; the report holds what could be read";

/// How captures are read.
pub(crate) struct Reading<'a> {
    pub(crate) judge: &'a Judge,
    pub(crate) mode: Mode,
    /// Put before ids, so that they are unique over several captures.
    pub(crate) prefix: Option<String>,
    pub(crate) showing: &'a Showing,
}

/// A capture while it is read.
struct Progressing<'a> {
    reading: &'a Reading<'a>,
    total: &'a mut Total,
    writer: &'a mut dyn Writer,
    earlier: VecDeque<Url>,
    requests: u64,
    skipped: Vec<SkippedRow>,
    unlisted: u64,
    output: io::Result<()>,
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
        let mut state = Progressing {
            reading: self,
            total,
            writer,
            earlier: VecDeque::new(),
            requests: 0,
            skipped: Vec::new(),
            unlisted: 0,
            output: Ok(()),
        };
        let mut reader = capture::Reader::new(self.mode);
        let mut block = vec![0; BLOCK];
        let broken_off = loop {
            match source.next(&mut block) {
                Ok(0) => break None,
                Ok(length) => reader.push(&block[..length], &mut |item| state.take(item)),
                Err(problem) => break Some(problem),
            }
            std::mem::replace(&mut state.output, Ok(()))?;
            progress.at(&source.name, source.read(), state.requests);
        };
        let capture = match reader.finish(&mut |item| state.take(item)) {
            Ok(capture) => capture,
            Err(error) => {
                let fault = |error: capture::Error| {
                    Problem::new(
                        &source.name,
                        error.to_string(),
                        "make a HAR or a NetLog (docs/capturing.md says how)",
                    )
                };
                return Err(broken_off.unwrap_or_else(|| fault(error)).into());
            }
        };
        std::mem::replace(&mut state.output, Ok(()))?;
        let problem = broken_off.or_else(|| match capture.ending {
            Ending::Complete => None,
            Ending::Truncated { at } => {
                Some(Problem::new(&source.name, format!("at byte {at}: the capture is cut off"), AGAIN))
            }
            Ending::Malformed { at } => {
                Some(Problem::new(&source.name, format!("at byte {at}: this is no JSON any more"), AGAIN))
            }
        });
        state.total.add_blind_spots(capture.blind_spots);
        let Progressing { requests, mut skipped, unlisted, .. } = state;
        if unlisted > 0 {
            skipped.push(SkippedRow { place: "…".to_owned(), reason: format!("and {unlisted} more") });
        }
        let row = CaptureRow {
            file: source.name,
            format: capture.format.name().to_owned(),
            creator: capture.creator,
            entries: capture.entries,
            requests,
            skipped,
        };
        Ok((row, problem))
    }
}

impl Progressing<'_> {
    fn take(&mut self, item: Item) {
        match item {
            Item::Entry(entry) => self.judge(*entry),
            Item::Skipped(skipped) => self.skip(skipped.place, skipped.reason),
        }
    }

    fn skip(&mut self, place: String, reason: String) {
        if self.skipped.len() < SKIPPED {
            self.skipped.push(SkippedRow { place, reason });
        } else {
            self.unlisted += 1;
        }
    }

    fn judge(&mut self, entry: capture::Entry) {
        if self.output.is_err() {
            return;
        }
        let capture::Entry { mut request, outcome, place, component } = entry;
        if let Some(prefix) = &self.reading.prefix {
            request.id.insert_str(0, prefix);
        }
        self.output = self.writer.raw(&request, &outcome);
        let judged = match self.reading.judge.judge(&request, self.earlier.make_contiguous()) {
            Ok(judged) => judged,
            Err(unreadable) => {
                return self.skip(place.to_string(), unreadable.to_string());
            }
        };
        let mut record = judged.record;
        record.component = component;
        record.recipient.ip = outcome.ip;
        record.status = outcome.status;
        record.sent = outcome.sent;
        record.set_cookies = set_cookies(outcome.set_cookies.iter().map(Secret::reveal), record.at).collect();
        if record.kind == Kind::MainFrame
            && let Some(page) = judged.page
        {
            self.earlier.retain(|earlier| *earlier != page);
            self.earlier.push_back(page);
            if self.earlier.len() > EARLIER_PAGES {
                self.earlier.pop_front();
            }
        }
        self.requests += 1;
        self.total.add(&mut record);
        if self.output.is_ok() {
            self.output = self.writer.request(&record, self.reading.showing);
        }
    }
}
