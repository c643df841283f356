//! `telltale/recording/1`: a recording as a file, and back.
//!
//! Decides the shape, and what of a stranger's file is believed: shapes, never sums. Refuses to know where the file
//! lies. The schema is `docs/recording.schema.json`.
//!
//! A recording can only be compared with another by the values that were told, so the file holds them. Whoever saves it
//! is told so.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use super::shelf::short;
use super::{Recording, caps};
use crate::bounds::{bounded, cut};
use crate::finding::Category;
use crate::intake::Mode;
use crate::ledger::{self, Beyond, SiteTally, Tally};
use crate::linkage::Identifiers;
use crate::order;
use crate::record::Record;
use crate::report::TOOL;
use crate::request::Party;
use crate::vendor::Purpose;

/// The name and version of the file's shape.
pub const SCHEMA: &str = "telltale/recording/1";

/// No recording makes a larger file.
pub const LARGEST: usize = 4 * 1024 * 1024;

/// How much of a parser's complaint is repeated: it may hold what is in the file.
const COMPLAINT: usize = 160;

/// No count in a file is believed beyond this, so that sums of them stay sums.
const MOST: u32 = 1 << 24;

/// Why a file is not taken for a recording.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileError {
    /// It is larger than any recording.
    TooLarge,
    /// It is something else.
    Foreign,
    /// It was one, or says so.
    Damaged {
        /// Where, counted from 1.
        line: usize,
        /// Where in the line, counted from 1.
        column: usize,
        /// What is wrong there.
        what: String,
    },
}

impl FileError {
    /// A stable name.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLarge => "recording_too_large",
            Self::Foreign => "recording_foreign",
            Self::Damaged { .. } => "recording_damaged",
        }
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => f.write_str("it is larger than any recording"),
            Self::Foreign => f.write_str("it is no recording that Telltale saved"),
            Self::Damaged { line, column, what } => write!(f, "line {line}, column {column}: {what}"),
        }
    }
}

impl std::error::Error for FileError {}

#[derive(Deserialize)]
struct Named {
    schema: String,
}

#[derive(Serialize, Deserialize)]
struct Form {
    schema: String,
    #[serde(default, skip_deserializing)]
    tool: Option<crate::report::ToolRow>,
    label: String,
    notes: String,
    modes: BTreeSet<Mode>,
    started: f64,
    ended: Option<f64>,
    requests: u64,
    dropped: u64,
    beyond: u64,
    sites: Vec<SiteForm>,
    identifiers: Identifiers,
    kept: Vec<Record>,
}

#[derive(Serialize, Deserialize)]
struct SiteForm {
    mode: Mode,
    site: Option<String>,
    beyond: u32,
    #[serde(default, skip_serializing_if = "is_zero")]
    skipped: u32,
    recipients: Vec<RecipientForm>,
}

#[derive(Serialize, Deserialize)]
struct RecipientForm {
    registrable_domain: String,
    hosts: BTreeMap<String, u32>,
    company: Option<String>,
    category: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    vendor: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    purposes: BTreeSet<Purpose>,
    #[serde(default, skip_serializing_if = "is_zero")]
    read: u32,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    beyond_purpose: BTreeMap<Category, u32>,
    party: Party,
    ip: Option<String>,
    beacons: BTreeSet<String>,
    requests: u32,
    undecided: u32,
    stopped: u32,
    unseen: u32,
    listed: u32,
    told: BTreeMap<Category, u32>,
    first: f64,
    last: f64,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands over what it looks at")]
const fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// Whether a text, or its beginning, says of itself that it is a recording.
#[must_use]
pub fn claims(start: &[u8]) -> bool {
    let mut text = without_mark(start).trim_ascii_start();
    for expected in [&b"{"[..], b"\"schema\"", b":"] {
        let Some(rest) = text.strip_prefix(expected) else { return false };
        text = rest.trim_ascii_start();
    }
    text.starts_with(b"\"telltale/recording/")
}

/// Some editors put a byte order mark before a text.
fn without_mark(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text)
}

/// A recording as the text of a file.
///
/// # Errors
///
/// None that a recording could cause; the text could not be written.
pub fn write(recording: &Recording) -> Result<String, FileError> {
    let form = Form::of(recording);
    let mut text = serde_json::to_string_pretty(&form).map_err(damaged)?;
    text.push('\n');
    Ok(text)
}

/// A file's text as a recording that is finished.
///
/// # Errors
///
/// [`FileError`], with the place.
pub fn read(text: &[u8]) -> Result<Recording, FileError> {
    if text.len() > LARGEST {
        return Err(FileError::TooLarge);
    }
    let text = without_mark(text);
    match serde_json::from_slice::<Named>(text) {
        Ok(named) if named.schema == SCHEMA => {}
        Err(error) if claims(text) => return Err(damaged(error)),
        Ok(_) | Err(_) => return Err(FileError::Foreign),
    }
    let recording = serde_json::from_slice::<Form>(text).map_err(damaged)?.recording();
    if recording.room.bytes() > caps::ONE { Err(FileError::TooLarge) } else { Ok(recording) }
}

/// A recording as bytes, for memory alone: `file::unpack` takes them where a file is written or its recording is wanted.
///
/// # Errors
///
/// None that a recording could cause; the bytes could not be written.
pub fn pack(recording: &Recording) -> Result<Vec<u8>, FileError> {
    postcard::to_allocvec(recording).map_err(|_| FileError::Foreign)
}

/// The recording that was packed, by the same version.
///
/// # Errors
///
/// [`FileError::Foreign`] if it is something else, [`FileError::TooLarge`] if it is larger than any.
pub fn unpack(bytes: &[u8]) -> Result<Recording, FileError> {
    let mut recording: Recording = postcard::from_bytes(bytes).map_err(|_| FileError::Foreign)?;
    recording.weigh();
    if recording.room.bytes() > caps::ONE { Err(FileError::TooLarge) } else { Ok(recording) }
}

#[allow(clippy::needless_pass_by_value, reason = "it is mapped over")]
fn damaged(error: serde_json::Error) -> FileError {
    let text = error.to_string();
    let mut what = text.split(" at line ").next().unwrap_or_default().to_owned();
    cut(&mut what, COMPLAINT);
    FileError::Damaged { line: error.line(), column: error.column(), what }
}

impl Form {
    fn of(recording: &Recording) -> Self {
        Self {
            schema: SCHEMA.to_owned(),
            tool: Some(TOOL),
            label: recording.label.clone(),
            notes: recording.notes.clone(),
            modes: recording.modes.clone(),
            started: recording.started,
            ended: recording.ended,
            requests: recording.requests,
            dropped: recording.dropped,
            beyond: recording.beyond,
            sites: recording.sites().map(|(mode, site, tally)| SiteForm::of(mode, site, tally)).collect(),
            identifiers: recording.identifiers.clone(),
            kept: recording.kept.iter().cloned().collect(),
        }
    }

    fn recording(self) -> Recording {
        let sites = order::map(self.sites.into_iter().map(SiteForm::tally));
        let modes = order::set(self.modes.into_iter().chain(sites.keys().map(|(mode, _)| *mode)));
        let mut identifiers = self.identifiers.checked();
        identifiers.lose(self.beyond.min(MOST.into()).saturating_sub(identifiers.beyond()));
        let mut recording = Recording {
            id: 0,
            label: short(&self.label, caps::LABEL),
            notes: short(&self.notes, caps::NOTES),
            scope: None,
            modes,
            started: self.started,
            ended: Some(self.ended.unwrap_or(self.started).max(self.started)),
            sites,
            identifiers,
            kept: self.kept.iter().map(bounded).collect(),
            requests: self.requests.min(MOST.into()),
            dropped: self.dropped.min(MOST.into()),
            beyond: self.beyond.min(MOST.into()),
            room: Default::default(),
        };
        recording.drop_kept(recording.kept.len().saturating_sub(caps::KEPT));
        recording.weigh();
        while recording.room.bytes() > caps::ONE && !recording.kept.is_empty() {
            recording.drop_kept(recording.kept.len().div_ceil(2));
            recording.weigh();
        }
        recording
    }
}

impl SiteForm {
    fn of(mode: Mode, site: &str, tally: &SiteTally) -> Self {
        let recipient = |(domain, tally): (&String, &Tally)| RecipientForm {
            registrable_domain: domain.clone(),
            hosts: tally.hosts.clone(),
            company: tally.company.clone(),
            category: tally.category.clone(),
            vendor: tally.vendor.clone(),
            purposes: tally.purposes.clone(),
            read: tally.read,
            beyond_purpose: tally.beyond_purpose.clone(),
            party: tally.party,
            ip: tally.ip.clone(),
            beacons: tally.beacons.clone(),
            requests: tally.requests,
            undecided: tally.undecided,
            stopped: tally.stopped,
            unseen: tally.unseen,
            listed: tally.listed,
            told: order::map(tally.told()),
            first: tally.first,
            last: tally.last,
        };
        Self {
            mode,
            site: ledger::site(site).map(str::to_owned),
            beyond: tally.beyond.requests,
            skipped: tally.skipped,
            recipients: tally.recipients.iter().map(recipient).collect(),
        }
    }

    fn tally(self) -> ((Mode, String), SiteTally) {
        let asked = self.recipients.iter().map(|recipient| recipient.party);
        // Without a site are the requests of nobody knows which, and beside them those that no page asked for.
        let itself = asked.len() > 0 && asked.clone().all(|party| party == Party::Browser);
        let site = self.site.unwrap_or(if itself { ledger::ITSELF.to_owned() } else { String::new() });
        let recipients = order::map(self.recipients.into_iter().map(RecipientForm::tally));
        let beyond = Beyond { requests: self.beyond.min(MOST), ..Beyond::default() };
        ((self.mode, site), SiteTally { recipients, beyond, skipped: self.skipped.min(MOST) })
    }
}

impl RecipientForm {
    fn tally(self) -> (String, Tally) {
        let mut told = [0; Category::ALL.len()];
        for (category, times) in self.told {
            told[category as usize] = times.min(MOST);
        }
        let tally = Tally {
            hosts: self.hosts,
            company: self.company,
            category: self.category,
            vendor: self.vendor,
            purposes: self.purposes,
            read: self.read.min(MOST),
            beyond_purpose: order::map(
                self.beyond_purpose.into_iter().map(|(what, times)| (what, times.min(MOST))),
            ),
            party: self.party,
            ip: self.ip,
            beacons: order::set(self.beacons.into_iter().take(ledger::caps::HOSTS)),
            requests: self.requests.min(MOST),
            undecided: self.undecided.min(MOST),
            stopped: self.stopped.min(MOST),
            unseen: self.unseen.min(MOST),
            listed: self.listed.min(MOST),
            told,
            first: self.first,
            last: self.last,
        };
        (self.registrable_domain, tally)
    }
}
