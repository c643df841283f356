//! What a running session shows: reports, comparisons, single requests.
//!
//! Decides what of a session goes into each. Refuses to know who asks and where it is kept.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::comparison::{Comparison, Side, compare as compare_sides};
use crate::finding::Category;
use crate::intake::Mode;
use crate::linkage::{Identifiers, sync_rows};
use crate::record::Record;
use crate::recording::{RecordingId, Refusal};
use crate::report::{BlindSpot, ListRow, Report, RequestRow, SCHEMA, Showing, TOOL};
use crate::session::Session;
use crate::summary::summarise;

/// The most hosts that a blind spot names.
const MOST_HOSTS: usize = 50;
/// The most requests that one page of them holds.
const MOST_AT_ONCE: usize = 500;

/// Which of the kept requests are wanted.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// How many to pass over.
    pub from: usize,
    /// How many at most; 500 are the most at once.
    pub count: usize,
    /// Only such.
    pub filter: Filter,
    /// In this order.
    pub sort: Sort,
    /// With their values.
    pub reveal: bool,
}

/// Conditions that all hold.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// Of this mode.
    pub mode: Option<Mode>,
    /// Of the page that this tab shows.
    pub tab: Option<i32>,
    /// To this registrable domain.
    pub recipient: Option<String>,
    /// From this site.
    pub site: Option<String>,
    /// With a finding of this category.
    pub category: Option<Category>,
    /// With this text in host, company or site, whatever its case.
    pub text: Option<String>,
}

/// An order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// The last first.
    #[default]
    Newest,
    /// The first first.
    Oldest,
    /// The weightiest first.
    Score,
}

/// Some requests, and how many there are.
#[derive(Debug, Clone, Serialize)]
pub struct Requests<'a> {
    /// How many the filter lets through.
    pub total: usize,
    /// How many were passed over.
    pub from: usize,
    /// The requests.
    pub requests: Vec<RequestRow<'a>>,
}

/// The report of a session, or of one mode of it.
#[must_use]
pub fn report<'a>(session: &'a Session, mode: Option<Mode>, showing: &Showing) -> Report<'a> {
    let wanted = |of: Mode| mode.is_none_or(|mode| mode == of);
    let ledger = session.ledger();
    let records: Vec<&Record> = ledger.kept().into_iter().filter(|record| wanted(record.mode)).collect();
    let mut summary = summarise(ledger.sites().filter(|(of, ..)| wanted(*of)));
    let mut blind_spots: Vec<BlindSpot> = of_requests(&records);
    let modes = [Mode::Normal, Mode::Private, Mode::Unknown].into_iter().filter(|of| wanted(*of));
    let identifiers = modes.clone().filter_map(|of| session.identifiers(of));
    summary.syncs = Some(sync_rows(identifiers, showing));
    let (dropped, beyond) = modes.fold((0_u64, 0_u64), |(dropped, beyond), of| {
        (dropped + u64::from(ledger.dropped(of)), beyond + u64::from(ledger.beyond_sites(of)))
    });
    blind_spots.extend(counted("requests_no_longer_kept", dropped));
    blind_spots.extend(counted("sites_beyond_cap", beyond));
    blind_spots.extend(session_blind_spots(session));
    finish(session, &records, summary, blind_spots, showing)
}

/// The report of the page that a tab shows.
#[must_use]
pub fn report_of_page<'a>(session: &'a Session, tab: i64, showing: &Showing) -> Report<'a> {
    let page = session.page_number(tab);
    let records: Vec<&Record> =
        session.ledger().kept().into_iter().filter(|record| page.is_some() && record.page == page).collect();
    let tally = session.page_tally(tab);
    let summary =
        summarise(tally.into_iter().map(|(mode, site, tally)| (mode, site.unwrap_or_default(), tally)));
    let mut blind_spots: Vec<BlindSpot> = of_requests(&records);
    blind_spots.extend(session_blind_spots(session));
    finish(session, &records, summary, blind_spots, showing)
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default)]
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
    let text = wanted.filter.text.as_deref().map(str::to_lowercase).filter(|text| !text.is_empty());
    let mut records: Vec<&Record> = session
        .ledger()
        .kept()
        .into_iter()
        .filter(|record| page.is_none_or(|page| page.is_some() && record.page == page))
        .filter(|record| wanted.filter.lets_through(record, text.as_deref()))
        .collect();
    match wanted.sort {
        Sort::Oldest => {}
        Sort::Newest => records.reverse(),
        Sort::Score => records.sort_by_key(|record| std::cmp::Reverse(record.score.points)),
    }
    Requests {
        total: records.len(),
        from: wanted.from,
        requests: records
            .into_iter()
            .skip(wanted.from)
            .take(wanted.count.min(MOST_AT_ONCE))
            .map(|record| RequestRow::new(record, showing))
            .collect(),
    }
}

impl Filter {
    fn lets_through(&self, record: &Record, text: Option<&str>) -> bool {
        self.mode.is_none_or(|mode| record.mode == mode)
            && self.recipient.as_ref().is_none_or(|domain| record.recipient.registrable_domain == *domain)
            && self.site.as_ref().is_none_or(|site| record.site.as_ref() == Some(site))
            && self.category.is_none_or(|category| record.told().any(|told| told == category))
            && text.is_none_or(|text| {
                let facts = [
                    Some(record.recipient.host.as_str()),
                    record.recipient.company.as_deref(),
                    record.site.as_deref(),
                ];
                facts.into_iter().flatten().any(|fact| fact.to_lowercase().contains(text))
            })
    }
}

fn finish<'a>(
    session: &Session,
    records: &[&'a Record],
    summary: crate::summary::Summary,
    blind_spots: Vec<BlindSpot>,
    showing: &Showing,
) -> Report<'a> {
    Report {
        schema: SCHEMA,
        tool: TOOL,
        lists: ListRow::of(session.judge().catalogue()),
        captures: Vec::new(),
        requests: records.iter().map(|record| RequestRow::new(record, showing)).collect(),
        summary,
        blind_spots,
    }
}

/// What was not seen of single requests.
fn of_requests(records: &[&Record]) -> Vec<BlindSpot> {
    ["body_unseen", "opened_in_part"]
        .into_iter()
        .filter_map(|code| {
            let hidden = records.iter().filter(|record| record.blind_spot() == Some(code));
            let hosts: BTreeSet<&str> = hidden.clone().map(|record| record.recipient.host.as_str()).collect();
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
fn session_blind_spots(session: &Session) -> Vec<BlindSpot> {
    let mut spots = vec![BlindSpot { code: "browser_traffic", count: None, hosts: Vec::new() }];
    if session.private_access() == Some(false) {
        spots.push(BlindSpot { code: "private_windows", count: None, hosts: Vec::new() });
    }
    spots.extend(counted("requests_lost", session.lost()));
    spots.extend(counted("addresses_unreadable", session.unreadable()));
    spots
}

fn counted(code: &'static str, count: u64) -> Option<BlindSpot> {
    (count > 0).then(|| BlindSpot { code, count: Some(count), hosts: Vec::new() })
}
