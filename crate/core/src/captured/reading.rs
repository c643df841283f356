//! Reads one capture: bytes into its reader, requests out of it into the judge.
//!
//! Decides what is remembered from one request to the next (the pages that were open), and when a damaged capture is
//! still worth its report. Refuses to know the capture's format, where its bytes come from and what becomes of a request
//! that was judged.

use std::collections::VecDeque;

use url::Url;

use super::problem::Problem;
use super::total::Total;
use crate::discreet::discreet;
use crate::finding::Secret;
use crate::intake::capture::{self, Item};
use crate::intake::set_cookie::set_cookies;
use crate::intake::{Kind, Mode, RawRequest};
use crate::judge::Judge;
use crate::record::Record;
use crate::report::{CaptureRow, SkippedRow};

/// Pages that were open before and that payloads are compared with.
const EARLIER_PAGES: usize = 32;

/// Skipped entries that a report lists; the rest is one line.
const SKIPPED: usize = 1_000;

/// Whoever wants to see each request of a capture.
pub trait Listen {
    /// A request was read, and is about to be judged; the component of the browser that asked, where it is known.
    fn raw(&mut self, _: &RawRequest, _: &capture::Outcome, _: Option<&str>) {}

    /// A request was judged and counted.
    fn request(&mut self, record: &Record);
}

/// What becomes of a capture's requests.
pub struct Counting<'a> {
    /// By what its requests are judged.
    pub judge: &'a Judge,
    /// Where they are counted.
    pub total: &'a mut Total,
    /// Who sees each.
    pub listener: &'a mut dyn Listen,
}

/// A capture while it is read.
pub struct Reading {
    reader: capture::Reader,
    state: State,
}

discreet!(Reading {});

struct State {
    /// Put before ids, so that they are unique over several captures.
    prefix: Option<String>,
    earlier: VecDeque<Url>,
    requests: u64,
    skipped: Vec<SkippedRow>,
    unlisted: u64,
}

impl Reading {
    /// A capture whose requests were all made in one mode, as far as anybody knows.
    #[must_use]
    pub fn new(mode: Mode, prefix: Option<String>) -> Self {
        let state = State { prefix, earlier: VecDeque::new(), requests: 0, skipped: Vec::new(), unlisted: 0 };
        Self { reader: capture::Reader::new(mode), state }
    }

    /// Takes the next bytes, and judges and counts what is complete with them.
    pub fn push(&mut self, bytes: &[u8], counting: &mut Counting<'_>) {
        let Self { reader, state } = self;
        reader.push(bytes, &mut |item| state.take(item, counting));
    }

    /// Requests that were judged so far.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.state.requests
    }

    /// Says what the capture was. One that breaks off gives its row and the problem.
    ///
    /// # Errors
    ///
    /// The problem, when the file is no capture at all: then nothing of it was counted.
    pub fn finish(
        self,
        file: String,
        counting: &mut Counting<'_>,
    ) -> Result<(CaptureRow, Option<Problem>), Problem> {
        let Self { reader, mut state } = self;
        let capture = reader.finish(&mut |item| state.take(item, counting))?;
        let problem = Problem::of(capture.ending);
        counting.total.add_blind_spots(capture.blind_spots);
        let State { requests, mut skipped, unlisted, .. } = state;
        if unlisted > 0 {
            skipped.push(SkippedRow { place: "…".to_owned(), reason: format!("and {unlisted} more") });
        }
        let row = CaptureRow {
            file,
            format: capture.format.name().to_owned(),
            creator: capture.creator,
            entries: capture.entries,
            requests,
            skipped,
        };
        Ok((row, problem))
    }
}

impl State {
    fn take(&mut self, item: Item, counting: &mut Counting<'_>) {
        match item {
            Item::Entry(entry) => self.judge(*entry, counting),
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

    fn judge(&mut self, entry: capture::Entry, counting: &mut Counting<'_>) {
        let capture::Entry { mut request, outcome, place, component } = entry;
        if let Some(prefix) = &self.prefix {
            request.id.insert_str(0, prefix);
        }
        counting.listener.raw(&request, &outcome, component.as_deref());
        let judged = match counting.judge.judge(&request, self.earlier.make_contiguous()) {
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
        counting.total.add(&mut record);
        counting.listener.request(&record);
    }
}
