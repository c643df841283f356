//! Evidence as a page writes it down: of captures that it opened, and of the running session.
//!
//! Decides which sides a document gets, what each rests on, and who said which kind of window it was. Refuses to know the
//! time, the document's name and what its person states: the page brings them. What stands in a document is decided in
//! `crate::evidence`.

use serde::Deserialize;

use super::opened::Opened;
use super::shelf::{CaptureId, Refusal, Shelf};
use super::witness::Witness;
use crate::claims::ClaimTable;
use crate::comparison;
use crate::discreet::discreet;
use crate::evidence::{Blind, Brought, Capture, Claims, Document, Given, Incident, Observations, Side, seal};
use crate::html;
use crate::linkage::Identifiers;
use crate::live::SideName;
use crate::report::{ListRow, Showing};

/// How evidence is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// For programs: `telltale/evidence/1`.
    Json,
    /// For people: one page without a script, which holds the same document.
    Html,
}

/// What a page brings to a document.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Making {
    /// How it is written down.
    pub form: Form,
    /// Its UUID.
    pub id: String,
    /// When it is made, in milliseconds since 1970.
    pub created: f64,
    /// What its person calls it.
    #[serde(default)]
    pub label: Option<String>,
    /// What its person states.
    #[serde(default)]
    pub given: Given,
    /// How a register of incidents would file it.
    #[serde(default)]
    pub incident: Option<Incident>,
}

discreet!(Making { form, id, created });

/// Which sides of the running session a document is about; at least one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionSides {
    /// What stands for normal windows.
    #[serde(default)]
    pub normal: Option<SideName>,
    /// What stands for private ones.
    #[serde(default)]
    pub private: Option<SideName>,
}

/// One side of a document.
pub(super) struct Half<'a> {
    pub(super) captures: Vec<Capture>,
    pub(super) observations: Observations,
    pub(super) claims: Vec<ClaimTable>,
    pub(super) blind: Vec<Blind>,
    pub(super) side: comparison::Side<'a>,
}

impl Shelf {
    /// What captures show as a document that can be handed on: one, or one of normal and one of private windows.
    ///
    /// # Errors
    ///
    /// [`Refusal::ModeUnknown`] where nobody said in which kind of window a capture was made.
    pub fn evidence(&self, ids: &[CaptureId], making: &Making) -> Result<String, Refusal> {
        let mut sides: [Option<&Opened>; 2] = [None, None];
        for id in ids {
            let opened = self.find(*id)?;
            match opened.evidence_side() {
                Some(Side::Normal) => sides[0] = Some(opened),
                Some(Side::Private) => sides[1] = Some(opened),
                None => return Err(Refusal::ModeUnknown),
            }
        }
        let (nobody, showing) = (Identifiers::default(), self.showing(false));
        let halves = sides.map(|side| side.map(|opened| opened.half(&nobody)));
        self.written(halves, making, &showing)
    }

    /// What a running session shows as a document, from a [`snapshot`](crate::session::snapshot::snapshot) of it. Nothing
    /// of it is remembered.
    ///
    /// # Errors
    ///
    /// [`Refusal::Snapshot`] for one that is damaged; [`Refusal::ModeUnknown`] for a recording of other windows than those
    /// that it stands for; [`Refusal::Unknown`] for a recording that is not there, and where no side is named.
    pub fn session_evidence(
        &mut self,
        snapshot: &[u8],
        sides: SessionSides,
        making: &Making,
    ) -> Result<String, Refusal> {
        if sides == SessionSides::default() {
            return Err(Refusal::Unknown);
        }
        self.look_at(snapshot, |shelf, session| {
            let (nobody, showing) = (Identifiers::default(), shelf.showing(false));
            let witness = Witness::new(session, &showing, &nobody);
            let half = |name: Option<SideName>, side| name.map(|name| witness.half(name, side)).transpose();
            let halves = [half(sides.normal, Side::Normal)?, half(sides.private, Side::Private)?];
            shelf.written(halves, making, &showing)
        })?
    }

    /// The document of two sides, of which one may be absent.
    fn written(
        &self,
        halves: [Option<Half<'_>>; 2],
        making: &Making,
        showing: &Showing,
    ) -> Result<String, Refusal> {
        let nobody = Identifiers::default();
        let absent = || Half {
            captures: Vec::new(),
            observations: Observations::default(),
            claims: Vec::new(),
            blind: Vec::new(),
            side: comparison::Side { sites: Vec::new(), identifiers: &nobody },
        };
        let [normal, mut private] = halves.map(|half| half.unwrap_or_else(absent));
        let comparison = comparison::compare(&normal.side, &private.side, showing);
        let (mut captures, mut observations, mut blind_spots) =
            (normal.captures, normal.observations, normal.blind);
        captures.append(&mut private.captures);
        observations.append(private.observations);
        blind_spots.append(&mut private.blind);
        let document = Document::new(Brought {
            id: making.id.clone(),
            created: making.created,
            label: making.label.as_deref(),
            commit: None,
            lists: ListRow::of(self.judge(), showing),
            given: &making.given,
            incident: making.incident.as_ref(),
            captures,
            observations,
            comparison: &comparison,
            claims: Claims { normal: normal.claims, private: private.claims },
            blind_spots,
            raw: None,
        });
        let sealed = seal(document).map_err(|_| Refusal::Unwritable)?;
        match making.form {
            Form::Json => serde_json::to_string_pretty(&sealed).map_err(|_| Refusal::Unwritable),
            Form::Html => Ok(html::evidence(&sealed)),
        }
    }
}
