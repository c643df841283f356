//! The captures that a page has opened: read piece by piece, then asked like a session.
//!
//! Decides how many there may be, what of each is kept to be looked at, and what can be asked of them. Refuses to know
//! the files, the time and randomness: the page brings bytes, moments and names. Nothing of it outlives the page.

use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::opened::{Opened, Opening};
use super::problem::Problem;
use super::room::{Room, caps};
use crate::comparison::{self, Comparison};
use crate::destination::Addresses;
use crate::discreet::discreet;
use crate::intake::Mode;
use crate::judge::Judge;
use crate::linkage::Identifiers;
use crate::live::Digest;
use crate::own::OwnLists;
use crate::payload::OwnBeacons;
use crate::report::{CaptureRow, ListRow, Report, RequestRow, SCHEMA, Showing, TOOL};
use crate::session::{Session, snapshot};
use crate::wanted::{OpenedRequest, Requests, Wanted, Which, some_of};

/// A capture's number: never used twice.
pub type CaptureId = u32;

/// One side of a comparison: what one kind of window did in a capture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Side {
    /// The capture.
    pub capture: CaptureId,
    /// The kind of window.
    pub mode: Mode,
}

/// Why something was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// No capture has this number.
    Unknown,
    /// There are as many captures as there may be.
    Full,
    /// None is being read.
    Idle,
    /// Evidence says in which kind of window something was told, and nobody said which it was.
    ModeUnknown,
    /// A session's snapshot is damaged.
    Snapshot,
    /// It cannot be written.
    Unwritable,
}

impl Refusal {
    /// A stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unknown => "capture_unknown",
            Self::Full => "captures_full",
            Self::Idle => "capture_idle",
            Self::ModeUnknown => "capture_mode_unknown",
            Self::Snapshot => "snapshot_damaged",
            Self::Unwritable => "capture_unwritable",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unknown => "no capture with this number is open",
            Self::Full => "there is no room for more captures; close one",
            Self::Idle => "no capture is being read",
            Self::ModeUnknown => {
                "nobody said in which kind of window this was captured; open it again and say"
            }
            Self::Snapshot => "the session's snapshot is damaged; take another",
            Self::Unwritable => "it cannot be written",
        })
    }
}

impl std::error::Error for Refusal {}

/// How far a capture has been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// There is more to do before the next bytes are given.
    pub more: bool,
    /// Requests that were judged.
    pub requests: u64,
}

/// An opened capture in a list.
#[derive(Debug, Clone, Serialize)]
pub struct OpenedRow<'a> {
    /// Its number.
    pub id: CaptureId,
    /// What was read.
    pub capture: &'a CaptureRow,
    /// In which kind of window it was made, as its person says.
    pub mode: Mode,
    /// The kinds of window in which its requests were made.
    pub modes: Vec<Mode>,
    /// What was wrong with it, where it was read all the same.
    pub problem: Option<&'a Problem>,
}

/// What became of a file.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Finished<'a> {
    /// It is a capture, and opened.
    Opened(OpenedRow<'a>),
    /// It is none, or none that can be read.
    Problem(Problem),
}

/// The opened captures.
pub struct Shelf {
    /// Remembers nothing but while somebody looks at a snapshot; its judge is that of the captures.
    session: Session,
    addresses: Option<Rc<Addresses>>,
    key: [u8; 32],
    room: Room,
    last: CaptureId,
    opening: Option<Opening>,
    opened: BTreeMap<CaptureId, Opened>,
}

discreet!(Shelf {});

impl Shelf {
    /// An empty shelf. The key makes the hashes of everything that is shown of its captures comparable with each other.
    #[must_use]
    pub fn new(judge: Judge, addresses: Option<Addresses>, key: [u8; 32]) -> Self {
        let addresses = addresses.map(Rc::new);
        let room = Room::default();
        let session = Session::new(judge);
        Self { session, addresses, key, room, last: 0, opening: None, opened: BTreeMap::new() }
    }

    /// The same with other room.
    #[must_use]
    pub fn with_room(self, room: Room) -> Self {
        Self { room, ..self }
    }

    /// Holds requests from now on against a person's own lists as well, or against none.
    pub fn set_own_lists(&mut self, lists: Option<OwnLists>) {
        self.session.set_own_lists(lists);
    }

    /// Tries a person's own beacons on requests from now on as well, or none.
    pub fn set_own_beacons(&mut self, beacons: Option<OwnBeacons>) {
        self.session.set_own_beacons(beacons);
    }

    pub(super) fn showing(&self, reveal: bool) -> Showing {
        Showing::new(reveal, &self.key).with_addresses(self.addresses.clone())
    }

    /// Begins to read a capture. One that is being read is let go.
    ///
    /// # Errors
    ///
    /// [`Refusal::Full`].
    pub fn open(&mut self, name: &str, mode: Mode) -> Result<(), Refusal> {
        self.opening = None;
        if self.opened.len() >= caps::CAPTURES {
            return Err(Refusal::Full);
        }
        let kept = self.room.beside(self.opened.values().map(Opened::weight).sum());
        self.opening = Some(Opening::new(name, mode, self.showing(false), kept));
        Ok(())
    }

    /// Gives the next bytes of the file.
    ///
    /// # Errors
    ///
    /// [`Refusal::Idle`].
    pub fn give(&mut self, bytes: &[u8]) -> Result<(), Refusal> {
        self.opening.as_mut().ok_or(Refusal::Idle)?.give(bytes);
        Ok(())
    }

    /// Says that the file has no more bytes.
    ///
    /// # Errors
    ///
    /// [`Refusal::Idle`].
    pub fn end(&mut self) -> Result<(), Refusal> {
        self.opening.as_mut().ok_or(Refusal::Idle)?.end();
        Ok(())
    }

    /// Reads one piece of what was given, so that whoever calls it can stop in between however much there is to unpack.
    ///
    /// # Errors
    ///
    /// [`Refusal::Idle`].
    pub fn advance(&mut self) -> Result<Progress, Refusal> {
        let opening = self.opening.as_mut().ok_or(Refusal::Idle)?;
        Ok(Progress { more: opening.advance(self.session.judge()), requests: opening.requests() })
    }

    /// Lets go of the capture that is being read.
    pub fn cancel(&mut self) {
        self.opening = None;
    }

    /// Puts the capture that was read to its end beside the others.
    ///
    /// # Errors
    ///
    /// [`Refusal::Idle`].
    pub fn finish(&mut self) -> Result<Finished<'_>, Refusal> {
        let opening = self.opening.take().ok_or(Refusal::Idle)?;
        let opened = match opening.finish(self.session.judge()) {
            Ok(opened) => opened,
            Err(problem) => return Ok(Finished::Problem(problem)),
        };
        self.last += 1;
        let id = self.last;
        Ok(Finished::Opened(self.opened.entry(id).or_insert(opened).row(id)))
    }

    /// Lets go of a capture.
    pub fn close(&mut self, id: CaptureId) {
        self.opened.remove(&id);
    }

    /// What a capture adds up to, and what it cannot show.
    ///
    /// # Errors
    ///
    /// [`Refusal::Unknown`].
    pub fn digest(&self, id: CaptureId) -> Result<Digest, Refusal> {
        let opened = self.find(id)?;
        let showing = self.showing(false);
        Ok(Digest {
            lists: ListRow::of(self.judge(), &showing),
            summary: opened.total().summary(&showing),
            blind_spots: opened.blind_spots(),
        })
    }

    /// Some of a capture's kept requests.
    ///
    /// # Errors
    ///
    /// [`Refusal::Unknown`].
    pub fn requests(&self, id: CaptureId, wanted: &Wanted) -> Result<Requests<'_>, Refusal> {
        Ok(some_of(self.find(id)?.kept(), wanted, &self.showing(wanted.reveal)))
    }

    /// One of a capture's kept requests; none where it has no such.
    ///
    /// # Errors
    ///
    /// [`Refusal::Unknown`].
    pub fn request(&self, id: CaptureId, which: &Which) -> Result<Option<OpenedRequest<'_>>, Refusal> {
        Ok(which.of(self.find(id)?.kept(), &self.showing(which.reveal)))
    }

    /// The report of a capture as JSON. It differs from the command line's in nothing but that requests which found no
    /// room are counted in place of being there.
    ///
    /// # Errors
    ///
    /// [`Refusal::Unknown`].
    pub fn report(&self, id: CaptureId) -> Result<String, Refusal> {
        let (opened, showing) = (self.find(id)?, self.showing(false));
        let Digest { lists, summary, blind_spots } = self.digest(id)?;
        let kept = opened.kept();
        let report = Report {
            schema: SCHEMA,
            tool: TOOL,
            lists,
            captures: vec![opened.capture().clone()],
            requests: kept.into_iter().map(|record| RequestRow::new(record, &showing)).collect(),
            summary,
            blind_spots,
        };
        serde_json::to_string_pretty(&report).map_err(|_| Refusal::Unwritable)
    }

    /// Two sides beside each other.
    ///
    /// # Errors
    ///
    /// [`Refusal::Unknown`].
    pub fn compare<T>(
        &self,
        first: Side,
        second: Side,
        reveal: bool,
        take: impl FnOnce(&Comparison<'_>) -> T,
    ) -> Result<T, Refusal> {
        let nobody = Identifiers::default();
        let side = |side: Side| Ok(self.find(side.capture)?.side(side.mode, &nobody));
        Ok(take(&comparison::compare(&side(first)?, &side(second)?, &self.showing(reveal))))
    }

    pub(super) fn judge(&self) -> &Judge {
        self.session.judge()
    }

    /// Looks at the session of a snapshot, of which nothing is remembered afterwards.
    ///
    /// # Errors
    ///
    /// [`Refusal::Snapshot`].
    pub(super) fn look_at<T>(
        &mut self,
        bytes: &[u8],
        look: impl FnOnce(&Self, &Session) -> T,
    ) -> Result<T, Refusal> {
        snapshot::take_up(&mut self.session, bytes).map_err(|_| Refusal::Snapshot)?;
        let seen = look(self, &self.session);
        snapshot::clear(&mut self.session);
        Ok(seen)
    }

    pub(super) fn find(&self, id: CaptureId) -> Result<&Opened, Refusal> {
        self.opened.get(&id).ok_or(Refusal::Unknown)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects in the shortest way")]

    use telltale_lists::{Source, compile, compile_companies, compile_suffixes};

    use super::*;
    use crate::captured::{Form, Making, SessionSides};
    use crate::catalogue::Catalogue;
    use crate::company::Companies;
    use crate::evidence::Given;
    use crate::intake::{Body, Headers, Kind};
    use crate::live::SideName;
    use crate::session::Seen;
    use crate::site::Suffixes;
    use crate::tabs::Whence;

    fn judge() -> Judge {
        Judge::new(
            Catalogue::open(compile(&[Source::new("", "test")]).unwrap().blob).unwrap(),
            Suffixes::open(compile_suffixes("com\n").unwrap()).unwrap(),
            Companies::open(compile_companies("[]").unwrap()).unwrap(),
        )
    }

    #[test]
    fn nothing_of_a_session_that_was_looked_at_stays() {
        let mut session = Session::new(judge());
        let whence = Whence { tab: -1, said: Some(Mode::Private), ..Whence::default() };
        let url = "https://a.com/?q=1";
        session.seen(&Seen { id: "a", at: 1.0, method: "GET", url, kind: Kind::Image, whence }, Body::None);
        session.sent("a", &Headers::Unseen);
        let taken = snapshot::snapshot(&session).unwrap();
        let mut shelf = Shelf::new(judge(), None, [7; 32]);
        let holds = |session: &Session| Mode::ALL.iter().any(|mode| session.holds(*mode));
        assert!(shelf.look_at(&taken, |_, session| holds(session)).unwrap(), "while it is looked at");
        assert!(!holds(&shelf.session));
        let making = Making {
            form: Form::Json,
            id: String::new(),
            created: 0.0,
            label: None,
            given: Given::default(),
            incident: None,
        };
        let sides =
            SessionSides { private: Some(SideName::Running(Mode::Private)), ..SessionSides::default() };
        shelf.session_evidence(&taken, sides, &making).unwrap();
        shelf.session_page(&taken, None).unwrap();
        let refused = SessionSides { normal: sides.private, ..SessionSides::default() };
        assert_eq!(shelf.session_evidence(&taken, refused, &making), Err(Refusal::ModeUnknown));
        assert!(!holds(&shelf.session));
    }
}
