//! `telltale/evidence/1`: what two sides show, in a form that can be handed on, checked and repeated.
//!
//! Decides what belongs into the document and that nothing in it is invented: what is unknown is absent. Refuses to know
//! the time, the key and the name of the document (its caller brings them) and how it is shown (`crate::html`). The
//! schema is `docs/evidence.schema.json`.

mod dpv;
mod given;
mod observation;
mod seal;
mod verdicts;

use std::fmt;

use serde::Serialize;

use crate::claims::ClaimTable;
use crate::comparison::Comparison;
use crate::intake::Mode;
use crate::intake::har::moment;
use crate::report::{BlindSpot, ListRow, SkippedRow, TOOL};

pub use dpv::terms;
pub use given::{
    AiInvolvement, App, Article, Browser, Given, Incident, Platform, Protocol, Setting, Statement, Step,
    StepMode, Subject,
};
pub use observation::{MOST_OBSERVATIONS, Observation, Observations, Payload};
pub use seal::{Sealed, canonical, seal};
pub use verdicts::VerdictRow;

/// The name and version of the document's shape.
pub const SCHEMA: &str = "telltale/evidence/1";

/// What made the document. The commit is there only where the build knew it.
#[derive(Debug, Clone, Serialize)]
pub struct Tool {
    name: &'static str,
    version: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    commit: Option<&'static str>,
}

impl fmt::Display for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.name, self.version)?;
        self.commit.map_or(Ok(()), |commit| write!(f, " ({commit})"))
    }
}

/// One of the two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Normal windows, or before.
    Normal,
    /// Private windows, or after.
    Private,
}

impl Side {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Private => "private",
        }
    }

    pub(crate) const fn mode(self) -> Mode {
        match self {
            Self::Normal => Mode::Normal,
            Self::Private => Mode::Private,
        }
    }
}

/// Where requests were seen that are in no capture's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// In a browser, while it ran.
    WebExtension,
    /// The same, and somebody saved it as a recording.
    Recording,
}

impl Source {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::WebExtension => "webextension",
            Self::Recording => "recording",
        }
    }
}

/// A capture that the document rests on.
#[derive(Debug, Clone, Serialize)]
pub struct Capture {
    /// Its name in the document.
    pub id: String,
    /// Its side.
    pub side: Side,
    /// The form that it was written in.
    pub source: String,
    /// The file's name, without the directories that it lay in; none where it was no file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// How long it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// SHA-256 of the file as it was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_sha256: Option<String>,
    /// The program that wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator: Option<String>,
    /// Entries in it, where it has such.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entries: Option<u64>,
    /// Of those, the ones that were judged.
    pub requests: u64,
    /// Of those, the ones that could not be.
    pub skipped: Vec<SkippedRow>,
    /// Its first request, in milliseconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started: Option<f64>,
    /// Its last request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended: Option<f64>,
}

/// The captures of one side, which are one session.
#[derive(Debug, Clone, Serialize)]
pub struct SessionRow {
    id: &'static str,
    mode: &'static str,
    /// Who says so: the browser, where it was asked; of a capture or a saved recording, the person who put it on this side.
    mode_source: &'static str,
    captures: Vec<String>,
    /// The first request of all its captures, in milliseconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    started: Option<f64>,
    /// The last.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended: Option<f64>,
}

impl SessionRow {
    /// A side's session; none of a side that nobody looked at.
    fn of(side: Side, captures: &[Capture]) -> Option<Self> {
        let own = || captures.iter().filter(|one| one.side == side);
        own().next()?;
        let said = own().all(|one| one.source == Source::WebExtension.name());
        Some(Self {
            id: side.name(),
            mode: side.name(),
            mode_source: if said { "api" } else { "user" },
            captures: own().map(|one| one.id.clone()).collect(),
            started: own().filter_map(|one| one.started).reduce(f64::min),
            ended: own().filter_map(|one| one.ended).reduce(f64::max),
        })
    }
}

/// Something that one side cannot show.
#[derive(Debug, Clone, Serialize)]
pub struct Blind {
    /// Which side.
    pub side: Side,
    /// What: a stable code.
    pub code: &'static str,
    /// How often, where that can be known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// At which hosts.
    pub hosts: Vec<String>,
}

impl Blind {
    /// A blind spot of a side.
    #[must_use]
    pub fn of(side: Side, spot: BlindSpot) -> Self {
        Self { side, code: spot.code, count: spot.count, hosts: spot.hosts }
    }
}

/// The claims, beside what each side shows.
#[derive(Debug, Clone, Serialize)]
pub struct Claims {
    /// The normal side.
    pub normal: Vec<ClaimTable>,
    /// The private side.
    pub private: Vec<ClaimTable>,
}

/// The requests themselves, written beside the document because the person asked for it.
#[derive(Debug, Clone, Serialize)]
pub struct RawHar {
    /// The file's name.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Requests in it.
    pub entries: u64,
}

/// How registers of incidents would file it.
#[derive(Debug, Clone, Serialize)]
pub struct Headers<'a> {
    /// The OECD's monitor.
    pub oecd_aim: &'a Incident,
}

/// What the caller brings.
pub struct Brought<'a> {
    /// A UUID for the document.
    pub id: String,
    /// When it was made, in milliseconds since 1970.
    pub created: f64,
    /// What the person calls it.
    pub label: Option<&'a str>,
    /// The commit that the program was built from, where the build knew it.
    pub commit: Option<&'static str>,
    /// The lists that requests were matched against.
    pub lists: Vec<ListRow>,
    /// What the person states.
    pub given: &'a Given,
    /// The incident's header, where one was filled in.
    pub incident: Option<&'a Incident>,
    /// The captures.
    pub captures: Vec<Capture>,
    /// What was seen in them.
    pub observations: Observations,
    /// The sides beside each other.
    pub comparison: &'a Comparison<'a>,
    /// The claims beside each side.
    pub claims: Claims,
    /// What could not be seen.
    pub blind_spots: Vec<Blind>,
    /// The raw requests, where they were written.
    pub raw: Option<RawHar>,
}

/// The document, before it is sealed.
#[derive(Serialize)]
pub struct Document<'a> {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// Its UUID.
    pub id: String,
    /// When it was made, RFC 3339.
    pub created: String,
    /// What the person calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<&'a str>,
    /// What made it.
    pub tool: Tool,
    /// The lists.
    pub lists: Vec<ListRow>,
    /// What the person states.
    #[serde(flatten)]
    pub given: &'a Given,
    /// The captures.
    pub captures: Vec<Capture>,
    /// The sessions.
    pub sessions: Vec<SessionRow>,
    /// Requests that told something.
    pub observations: Vec<Observation>,
    /// How many more there were than a document holds.
    pub observations_beyond: u64,
    /// The sides beside each other.
    pub comparison: &'a Comparison<'a>,
    /// The claims beside each side.
    pub claims: Claims,
    /// What all of it comes to.
    pub verdicts: Vec<VerdictRow>,
    /// What could not be seen.
    pub blind_spots: Vec<Blind>,
    /// The raw requests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw: Option<RawHar>,
    /// How registers of incidents would file it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headers: Option<Headers<'a>>,
}

impl<'a> Document<'a> {
    /// Puts the document together.
    #[must_use]
    pub fn new(brought: Brought<'a>) -> Self {
        let Brought { captures, observations, comparison, claims, blind_spots, .. } = brought;
        let verdicts = verdicts::of(comparison, &claims, &observations, &blind_spots);
        let sides = [Side::Normal, Side::Private].into_iter();
        let sessions = sides.filter_map(|side| SessionRow::of(side, &captures)).collect();
        let (observations, observations_beyond) = observations.into_rows();
        Self {
            schema: SCHEMA,
            id: brought.id,
            created: moment(brought.created),
            label: brought.label,
            tool: Tool { name: TOOL.name, version: TOOL.version, commit: brought.commit },
            lists: brought.lists,
            given: brought.given,
            captures,
            sessions,
            observations,
            observations_beyond,
            comparison,
            claims,
            verdicts,
            blind_spots,
            raw: brought.raw,
            headers: brought.incident.map(|oecd_aim| Headers { oecd_aim }),
        }
    }
}
