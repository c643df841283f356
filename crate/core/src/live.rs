//! What a running session shows: reports, comparisons, single requests.
//!
//! Decides what of a session goes into each. Refuses to know who asks and where it is kept.

use serde::{Deserialize, Serialize};

use crate::comparison::{Comparison, Side, compare as compare_sides};
use crate::intake::Mode;
use crate::ledger::SiteTally;
use crate::linkage::Identifiers;
use crate::linkage::sync_rows;
use crate::order;
use crate::record::Record;
use crate::recording::{RecordingId, Refusal};
use crate::report::{BlindSpot, ListRow, Report, RequestRow, SCHEMA, Showing, TOOL};
use crate::session::Session;
use crate::summary::{Summary, summarise};
use crate::wanted::{OpenedRequest, Requests, Wanted, Which, some_of};

/// The most hosts that a blind spot names.
const MOST_HOSTS: usize = 50;

/// A report without its requests: what they add up to, and what could not be seen.
#[derive(Debug, Clone, Serialize)]
pub struct Digest {
    /// The lists.
    pub lists: Vec<ListRow>,
    /// What everything adds up to.
    pub summary: Summary,
    /// What could not be seen.
    pub blind_spots: Vec<BlindSpot>,
}

/// What is reported on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Everything.
    Session,
    /// One kind of window.
    Mode(Mode),
    /// The page that a tab shows.
    Tab(i64),
}

/// What a part of a session adds up to.
#[must_use]
pub fn digest(session: &Session, scope: Scope, showing: &Showing) -> Digest {
    digest_of(session, scope, &kept(session, scope), showing)
}

/// The report of a part of a session.
#[must_use]
pub fn report<'a>(session: &'a Session, scope: Scope, showing: &Showing) -> Report<'a> {
    let records = kept(session, scope);
    let Digest { lists, summary, blind_spots } = digest_of(session, scope, &records, showing);
    Report {
        schema: SCHEMA,
        tool: TOOL,
        lists,
        captures: Vec::new(),
        requests: records.iter().map(|record| RequestRow::new(record, showing)).collect(),
        summary,
        blind_spots,
    }
}

pub(crate) fn kept(session: &Session, scope: Scope) -> Vec<&Record> {
    let mut records = session.kept().all();
    match scope {
        Scope::Session => {}
        Scope::Mode(mode) => records.retain(|record| record.mode == mode),
        Scope::Tab(tab) => {
            let page = session.page_number(tab);
            records.retain(|record| page.is_some() && record.page == page);
        }
    }
    records
}

fn digest_of(session: &Session, scope: Scope, records: &[&Record], showing: &Showing) -> Digest {
    let sites: Vec<(Mode, &str, &SiteTally)> = match scope {
        Scope::Session => session.ledger().sites().collect(),
        Scope::Mode(mode) => session.ledger().sites().filter(|(of, ..)| *of == mode).collect(),
        Scope::Tab(tab) => session
            .page_tally(tab)
            .map(|(mode, site, tally)| (mode, site.unwrap_or_default(), tally))
            .into_iter()
            .collect(),
    };
    let mut blind_spots: Vec<BlindSpot> = of_requests(records);
    let beyond = sites.iter().map(|(.., tally)| tally.beyond.all()).sum();
    blind_spots.extend(counted("recipients_beyond_cap", beyond));
    blind_spots.extend(site_paused(&sites));
    let modes = match scope {
        Scope::Session => &Mode::ALL[..],
        Scope::Mode(ref mode) => std::slice::from_ref(mode),
        // What was let go of one page is not counted by itself.
        Scope::Tab(_) => &[],
    };
    let over_modes = |count: &dyn Fn(Mode) -> u32| modes.iter().map(|mode| u64::from(count(*mode))).sum();
    let (ledger, kept) = (session.ledger(), session.kept());
    blind_spots.extend(counted("sites_beyond_cap", over_modes(&|mode| ledger.beyond_sites(mode))));
    blind_spots.extend(counted("requests_cut_short", over_modes(&|mode| kept.cut(mode))));
    blind_spots.extend(counted("requests_no_longer_kept", over_modes(&|mode| kept.dropped(mode))));
    blind_spots.extend(session_blind_spots(session));
    let mut summary = summarise(sites);
    // Of one page it is not remembered who handed what to whom, and when.
    if !matches!(scope, Scope::Tab(_)) {
        let sides = modes.iter().filter_map(|mode| session.identifiers(*mode));
        summary.syncs = Some(sync_rows(sides, showing));
        summary.timeline = Some(session.timeline().rows(modes).collect());
        for mode in modes {
            // Those who were asked first may no longer be told apart.
            summary.modes.of_mut(*mode).since = session.since(*mode);
        }
    }
    if let Some(addresses) = showing.addresses() {
        summary.locate(addresses);
    }
    Digest { lists: ListRow::of(session.judge(), showing), summary, blind_spots }
}

/// What stands on one side of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SideName {
    /// Everything of one kind of window so far.
    Running(Mode),
    /// A recording.
    Recording(RecordingId),
}

/// Which two sides are compared; normal windows beside private ones unless somebody says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sides {
    /// The first.
    pub normal: SideName,
    /// The second.
    pub private: SideName,
}

impl Default for Sides {
    fn default() -> Self {
        Self { normal: SideName::Running(Mode::Normal), private: SideName::Running(Mode::Private) }
    }
}

/// Two sides beside each other.
///
/// # Errors
///
/// [`Refusal::Unknown`] for a recording that is not there.
pub fn compare<T>(
    session: &Session,
    sides: Sides,
    showing: &Showing,
    take: impl FnOnce(&Comparison<'_>) -> T,
) -> Result<T, Refusal> {
    let nobody = Identifiers::default();
    let side = |name: SideName| {
        Ok(match name {
            SideName::Running(mode) => Side {
                sites: session.ledger().sites().filter(|(of, ..)| *of == mode).collect(),
                identifiers: session.identifiers(mode).unwrap_or(&nobody),
            },
            SideName::Recording(id) => session.recordings().find(id)?.side(),
        })
    };
    Ok(take(&compare_sides(&side(sides.normal)?, &side(sides.private)?, showing)))
}

/// Some of the kept requests.
#[must_use]
pub fn requests<'a>(session: &'a Session, wanted: &Wanted, showing: &Showing) -> Requests<'a> {
    let page = wanted.filter.tab.map(|tab| session.page_number(i64::from(tab)));
    let records = session
        .kept()
        .all()
        .into_iter()
        .filter(|record| page.is_none_or(|page| page.is_some() && record.page == page))
        .collect();
    some_of(records, wanted, showing)
}

/// One of the kept requests; none where it is no longer kept.
#[must_use]
pub fn request<'a>(session: &'a Session, which: &Which, showing: &Showing) -> Option<OpenedRequest<'a>> {
    which.of(session.kept().all(), showing)
}

/// What nobody looked at, because its site was paused.
fn site_paused(sites: &[(Mode, &str, &SiteTally)]) -> Option<BlindSpot> {
    let skipped = sites.iter().filter(|(.., tally)| tally.skipped > 0);
    let count = skipped.clone().map(|(.., tally)| u64::from(tally.skipped)).sum();
    let names = order::set(skipped.map(|(_, site, _)| *site));
    let hosts = names.into_iter().take(MOST_HOSTS).map(str::to_owned).collect();
    counted("site_paused", count).map(|spot| BlindSpot { hosts, ..spot })
}

/// What was not seen of single requests.
pub(crate) fn of_requests(records: &[&Record]) -> Vec<BlindSpot> {
    ["body_unseen", "opened_in_part"]
        .into_iter()
        .filter_map(|code| {
            let hidden = records.iter().filter(|record| record.blind_spot() == Some(code));
            let hosts = order::set(hidden.clone().map(|record| record.recipient.host.as_str()));
            let count = u64::try_from(hidden.count()).unwrap_or(u64::MAX);
            (count > 0).then(|| BlindSpot {
                code,
                count: Some(count),
                hosts: hosts.into_iter().take(MOST_HOSTS).map(str::to_owned).collect(),
            })
        })
        .collect()
}

/// What no session sees, and what this one missed.
pub(crate) fn session_blind_spots(session: &Session) -> Vec<BlindSpot> {
    // What is told of the browser's own requests is their address and no more, and only since somebody allowed it.
    let itself = if session.hears_browser() { "browser_in_part" } else { "browser_traffic" };
    let mut spots = vec![BlindSpot { code: itself, count: None, hosts: Vec::new() }];
    if session.private_access() == Some(false) {
        spots.push(BlindSpot { code: "private_windows", count: None, hosts: Vec::new() });
    }
    spots.extend(counted("requests_lost", session.lost()));
    spots.extend(counted("addresses_unreadable", session.unreadable()));
    if !session.is_stored() {
        spots.push(BlindSpot { code: "session_not_kept", count: None, hosts: Vec::new() });
    }
    spots
}

pub(crate) fn counted(code: &'static str, count: u64) -> Option<BlindSpot> {
    (count > 0).then(|| BlindSpot { code, count: Some(count), hosts: Vec::new() })
}
