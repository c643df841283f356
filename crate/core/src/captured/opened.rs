//! One capture of a page: while it is read, and once it is.
//!
//! Decides what of its requests is kept to be looked at. Refuses to know how many captures there are and what is asked
//! of them.

use sha2::{Digest, Sha256};

use super::evidence::Half;
use super::incoming::Incoming;
use super::problem::Problem;
use super::reading::{Counting, Listen, Reading};
use super::room::caps;
use super::shelf::{CaptureId, OpenedRow};
use super::total::Total;
use crate::comparison;
use crate::evidence::{self, Blind, Observations};
use crate::hex::hex;
use crate::intake::Mode;
use crate::judge::Judge;
use crate::kept::{Caps, Kept};
use crate::linkage::Identifiers;
use crate::live::counted;
use crate::record::Record;
use crate::recording;
use crate::report::{BlindSpot, CaptureRow, Showing};
use crate::summary::summarise;

/// A capture while it is read.
pub(super) struct Opening {
    name: String,
    mode: Mode,
    incoming: Incoming,
    is_recording: bool,
    reading: Reading,
    total: Total,
    looked_at: LookedAt,
    hash: Sha256,
    bytes: u64,
}

/// A capture that was read.
pub(super) struct Opened {
    row: CaptureRow,
    mode: Mode,
    problem: Option<Problem>,
    total: Total,
    looked_at: LookedAt,
    sha256: String,
    bytes: u64,
}

/// What is kept of single requests.
struct LookedAt {
    kept: Kept,
    observations: Observations,
    /// None where nobody said in which kind of window the capture was made.
    side: Option<evidence::Side>,
    showing: Showing,
}

impl Listen for LookedAt {
    fn request(&mut self, record: &Record) {
        self.kept.add(record);
        if let Some(side) = self.side {
            self.observations.take(&name_of(side), record, &self.showing);
        }
    }
}

/// The name of a side's only capture in a document.
fn name_of(side: evidence::Side) -> String {
    format!("{}-1", side.name())
}

impl Opening {
    pub(super) fn new(name: &str, mode: Mode, showing: Showing, kept: Caps) -> Self {
        let side = match mode {
            Mode::Normal => Some(evidence::Side::Normal),
            Mode::Private => Some(evidence::Side::Private),
            Mode::Unknown => None,
        };
        let observations = Observations::within(caps::OBSERVATIONS);
        Self {
            name: name.to_owned(),
            mode,
            incoming: Incoming::default(),
            is_recording: false,
            reading: Reading::new(mode, None),
            total: Total::default(),
            looked_at: LookedAt { kept: Kept::within(kept), observations, side, showing },
            hash: Sha256::new(),
            bytes: 0,
        }
    }

    pub(super) fn give(&mut self, bytes: &[u8]) {
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        self.incoming.give(bytes);
    }

    pub(super) fn end(&mut self) {
        self.incoming.end();
    }

    pub(super) fn requests(&self) -> u64 {
        self.reading.requests()
    }

    /// Reads one piece; false when there is none before more is given.
    pub(super) fn advance(&mut self, judge: &Judge) -> bool {
        let is_first = self.incoming.is_untouched();
        let Some(bytes) = self.incoming.take() else { return false };
        self.is_recording |= is_first && recording::file::claims(bytes);
        let mut counting = Counting { judge, total: &mut self.total, listener: &mut self.looked_at };
        self.reading.push(bytes, &mut counting);
        true
    }

    pub(super) fn finish(self, judge: &Judge) -> Result<Opened, Problem> {
        let Self { mut total, mut looked_at, incoming, .. } = self;
        let mut counting = Counting { judge, total: &mut total, listener: &mut looked_at };
        let fault = incoming.into_fault().map(Problem::from);
        let (row, problem) = match self.reading.finish(self.name, &mut counting) {
            Ok((row, problem)) => (row, fault.or(problem)),
            Err(_) if self.is_recording => return Err(Problem::of_recording()),
            Err(problem) => return Err(fault.unwrap_or(problem)),
        };
        let sha256 = hex(&self.hash.finalize());
        Ok(Opened { row, mode: self.mode, problem, total, looked_at, sha256, bytes: self.bytes })
    }
}

impl Opened {
    pub(super) fn row(&self, id: CaptureId) -> OpenedRow<'_> {
        OpenedRow {
            id,
            capture: &self.row,
            mode: self.mode,
            modes: self.total.modes().into_iter().collect(),
            problem: self.problem.as_ref(),
        }
    }

    pub(super) fn capture(&self) -> &CaptureRow {
        &self.row
    }

    pub(super) fn total(&self) -> &Total {
        &self.total
    }

    pub(super) fn kept(&self) -> Vec<&Record> {
        self.looked_at.kept.all()
    }

    /// About how many bytes its kept requests take.
    pub(super) fn weight(&self) -> usize {
        self.looked_at.kept.weight()
    }

    fn observations(&self) -> &Observations {
        &self.looked_at.observations
    }

    pub(super) fn evidence_side(&self) -> Option<evidence::Side> {
        self.looked_at.side
    }

    /// What one kind of window did in it.
    pub(super) fn side<'a>(&'a self, mode: Mode, nobody: &'a Identifiers) -> comparison::Side<'a> {
        comparison::Side {
            sites: self.total.sites().filter(|(of, ..)| *of == mode).collect(),
            identifiers: self.total.identifiers(mode).unwrap_or(nobody),
        }
    }

    /// What it cannot show, and what is no longer there to be looked at.
    pub(super) fn blind_spots(&self) -> Vec<BlindSpot> {
        let kept = &self.looked_at.kept;
        let sum = |count: &dyn Fn(Mode) -> u32| Mode::ALL.iter().map(|mode| u64::from(count(*mode))).sum();
        let mut spots = self.total.blind_spots();
        spots.extend(counted("requests_cut_short", sum(&|mode| kept.cut(mode))));
        spots.extend(counted("requests_no_longer_kept", sum(&|mode| kept.dropped(mode))));
        spots
    }

    /// What its side cannot show, for a document.
    fn blind(&self) -> Vec<Blind> {
        let side = self.looked_at.side.into_iter();
        side.flat_map(|side| self.total.blind_spots().into_iter().map(move |spot| Blind::of(side, spot)))
            .collect()
    }

    /// It as one side of a document: the kind of window that it was captured in.
    pub(super) fn half<'a>(&'a self, nobody: &'a Identifiers) -> Half<'a> {
        Half {
            captures: self.as_evidence().into_iter().collect(),
            observations: self.observations().clone(),
            claims: summarise(self.total.sites()).claims,
            blind: self.blind(),
            side: self.side(self.mode, nobody),
        }
    }

    /// It as what a document rests on.
    fn as_evidence(&self) -> Option<evidence::Capture> {
        let side = self.looked_at.side?;
        let id = name_of(side);
        let span = self.observations().span(&id);
        Some(evidence::Capture {
            side,
            source: self.row.format.clone(),
            file: Some(self.row.file.clone()),
            bytes: Some(self.bytes),
            file_sha256: Some(self.sha256.clone()),
            creator: self.row.creator.clone(),
            entries: Some(self.row.entries),
            requests: self.row.requests,
            skipped: self.row.skipped.clone(),
            started: span.map(|(started, _)| started),
            ended: span.map(|(_, ended)| ended),
            id,
        })
    }
}
