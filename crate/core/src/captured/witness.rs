//! What a running session, or a recording in it, has to say as one side of a document.
//!
//! Decides what stands for a capture where there is no file: who counted, when, and how many requests; and that no fact of a
//! file is made up. Refuses to put documents together (`super::evidence`).

use super::evidence::Half;
use super::shelf::Refusal;
use crate::claims::ClaimTable;
use crate::comparison;
use crate::evidence::{Blind, Capture, Observations, Side, Source};
use crate::intake::Mode;
use crate::ledger::SiteTally;
use crate::linkage::Identifiers;
use crate::live::{self, Digest, Scope, SideName, counted};
use crate::record::Record;
use crate::recording::{Recording, RecordingId};
use crate::report::{BlindSpot, Showing, TOOL};
use crate::session::Session;
use crate::summary::summarise;

/// Somebody who looks at a session and says what is there.
pub(super) struct Witness<'a> {
    session: &'a Session,
    showing: &'a Showing,
    nobody: &'a Identifiers,
}

/// What is known of a side.
struct Told<'a> {
    source: Source,
    sites: Vec<(Mode, &'a str, &'a SiteTally)>,
    identifiers: &'a Identifiers,
    claims: Vec<ClaimTable>,
    blind_spots: Vec<BlindSpot>,
}

impl<'a> Witness<'a> {
    pub(super) fn new(session: &'a Session, showing: &'a Showing, nobody: &'a Identifiers) -> Self {
        Self { session, showing, nobody }
    }

    /// What stands on a side.
    pub(super) fn half(&self, name: SideName, side: Side) -> Result<Half<'a>, Refusal> {
        match name {
            SideName::Running(mode) if mode == side.mode() => Ok(self.running(side)),
            SideName::Running(_) => Err(Refusal::ModeUnknown),
            SideName::Recording(id) => self.recorded(id, side),
        }
    }

    fn running(&self, side: Side) -> Half<'a> {
        let (mode, session) = (side.mode(), self.session);
        let Digest { summary, blind_spots, .. } = live::digest(session, Scope::Mode(mode), self.showing);
        let told = Told {
            source: Source::WebExtension,
            sites: session.ledger().sites().filter(|(of, ..)| *of == mode).collect(),
            identifiers: session.identifiers(mode).unwrap_or(self.nobody),
            claims: summary.claims,
            blind_spots,
        };
        self.told(side, told, live::kept(session, Scope::Mode(mode)))
    }

    fn recorded(&self, id: RecordingId, side: Side) -> Result<Half<'a>, Refusal> {
        let recording = self.session.recordings().find(id).map_err(|_| Refusal::Unknown)?;
        if recording.modes().any(|mode| mode != side.mode()) {
            return Err(Refusal::ModeUnknown);
        }
        let source = if recording.row().from_file { Source::Recording } else { Source::WebExtension };
        let told = Told {
            source,
            sites: recording.sites().collect(),
            identifiers: recording.identifiers(),
            claims: summarise(recording.sites()).claims,
            blind_spots: self.not_recorded(recording),
        };
        Ok(self.told(side, told, recording.kept()))
    }

    /// What a recording cannot show.
    fn not_recorded(&self, recording: &Recording) -> Vec<BlindSpot> {
        let records: Vec<&Record> = recording.kept().collect();
        let mut spots = live::of_requests(&records);
        let row = recording.row();
        spots.extend(counted("requests_beyond_room", row.beyond));
        spots.extend(counted("requests_no_longer_kept", recording.dropped()));
        if !row.from_file {
            spots.extend(live::session_blind_spots(self.session));
        }
        spots
    }

    fn told(&self, side: Side, told: Told<'a>, records: impl IntoIterator<Item = &'a Record>) -> Half<'a> {
        let Told { source, sites, identifiers, claims, blind_spots } = told;
        let id = format!("{}-1", side.name());
        let mut observations = Observations::default();
        records.into_iter().for_each(|record| observations.take(&id, record, self.showing));
        let tallies = || sites.iter().flat_map(|(.., site)| site.recipients.values());
        let requests = sites.iter().map(|(.., site)| u64::from(site.beyond.requests)).sum::<u64>()
            + tallies().map(|tally| u64::from(tally.requests)).sum::<u64>();
        let started = tallies().map(|tally| tally.first).reduce(f64::min);
        let ended = tallies().map(|tally| tally.last).reduce(f64::max);
        Half {
            captures: vec![Capture {
                id,
                side,
                source: source.name().to_owned(),
                file: None,
                bytes: None,
                file_sha256: None,
                // Which version counted what a file holds, the file does not say to whoever reads it.
                creator: (source == Source::WebExtension).then(|| format!("{} {}", TOOL.name, TOOL.version)),
                entries: None,
                requests,
                skipped: Vec::new(),
                started,
                ended,
            }],
            observations,
            claims,
            blind: blind_spots.into_iter().map(|spot| Blind::of(side, spot)).collect(),
            side: comparison::Side { sites, identifiers },
        }
    }
}
