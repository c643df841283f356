//! What a session remembers, and how it is counted: pages, requests that are under way, the ledger.
//!
//! Decides what is kept of a page and of a request until its end is known, under named caps. Refuses to know in which
//! order a browser tells things: that is the session's.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};
use url::Url;

use super::Seen;
use crate::discreet::discreet;
use crate::intake::Mode;
use crate::judge::Judged;
use crate::ledger::{Ledger, SiteTally};
use crate::linkage::Identifiers;
use crate::record::Record;
use crate::recording::{RecordingId, Recordings};
use crate::tabs::{PageNumber, Tabs};

/// The most requests whose end is awaited; beyond, the oldest are let go as they stand.
const MOST_PENDING: usize = 4_096;
/// The most earlier pages of one mode that payloads are compared with.
const MOST_EARLIER: usize = 32;
/// The most pages whose own tally is kept: one for each open tab, and those just left.
const MOST_PAGES: usize = 1_024;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct PageTally {
    pub(super) mode: Mode,
    pub(super) site: Option<String>,
    pub(super) tally: SiteTally,
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Pending {
    pub(super) record: Record,
    pub(super) page: Option<Url>,
    pub(super) number: Option<PageNumber>,
    pub(super) tab: i64,
    pub(super) counted: bool,
    /// The recordings that counted it as well.
    pub(super) recorded: Vec<RecordingId>,
}

discreet!(Pending { record, number, tab, counted });

/// Everything that a session remembers: all of it memory, none of it disk.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(super) struct Memory {
    pub(super) tabs: Tabs,
    pub(super) ledger: Ledger,
    pub(super) pages: BTreeMap<PageNumber, PageTally>,
    pub(super) pending: BTreeMap<String, Pending>,
    pub(super) order: VecDeque<String>,
    pub(super) identifiers: BTreeMap<Mode, Identifiers>,
    pub(super) earlier: BTreeMap<Mode, VecDeque<Url>>,
    pub(super) recordings: Recordings,
    pub(super) hops: u64,
    pub(super) lost: u64,
    pub(super) unreadable: u64,
}

discreet!(Memory { hops, lost, unreadable });

impl Memory {
    pub(super) fn begin_page(&mut self, number: Option<PageNumber>, record: &Record) {
        let Some(number) = number else { return };
        let fresh = PageTally { mode: record.mode, site: record.site.clone(), tally: SiteTally::default() };
        self.pages.insert(number, fresh);
        while self.pages.len() > MOST_PAGES {
            self.pages.pop_first();
        }
    }

    pub(super) fn wait_for(&mut self, seen: &Seen<'_>, judged: Judged, number: Option<PageNumber>) {
        let mut record = judged.record;
        // A redirect repeats the browser's id; evidence needs one that names one request.
        self.hops += 1;
        record.id = format!("{}.{}", seen.id, self.hops);
        record.page = number;
        let pending = Pending {
            record,
            page: judged.page,
            number,
            tab: seen.whence.tab,
            counted: false,
            recorded: Vec::new(),
        };
        if self.pending.insert(seen.id.to_owned(), pending).is_none() {
            self.order.push_back(seen.id.to_owned());
        }
        while self.pending.len() > MOST_PENDING {
            let Some(oldest) = self.order.pop_front() else { break };
            if let Some(mut left) = self.pending.remove(&oldest)
                && !left.counted
            {
                self.count(&mut left);
            }
        }
        if self.order.len() > 2 * MOST_PENDING {
            self.order.retain(|id| self.pending.contains_key(id));
        }
    }

    pub(super) fn count(&mut self, pending: &mut Pending) {
        pending.counted = true;
        let identifiers = self.identifiers.entry(pending.record.mode).or_default();
        identifiers.recognise(&mut pending.record);
        identifiers.note(&pending.record);
        self.ledger.add(&pending.record);
        pending.recorded = self.recordings.note(&pending.record, pending.tab);
        let Some(number) = pending.number else { return };
        // A page that was open before anybody watched begins with its first request.
        if !self.pages.contains_key(&number) {
            self.begin_page(Some(number), &pending.record);
        }
        if let Some(page) = self.pages.get_mut(&number) {
            page.tally.add(&pending.record);
        }
    }

    pub(super) fn answer(&mut self, id: &str, status: Option<u16>, ip: Option<&str>) {
        let Some(pending) = self.pending.get_mut(id).filter(|pending| pending.counted) else { return };
        if let Some(ip) = ip {
            pending.record.recipient.ip = Some(ip.to_owned());
            if let Some(page) = pending.number.and_then(|number| self.pages.get_mut(&number)) {
                page.tally.answered(&pending.record.recipient.registrable_domain, ip);
            }
        }
        pending.record.status = status;
        self.ledger.answered(&pending.record);
        self.identifiers.entry(pending.record.mode).or_default().answered(&pending.record);
        self.recordings.answered(&pending.recorded, &pending.record);
    }

    pub(super) fn take_back(&mut self, pending: &Pending) {
        self.ledger.stop(&pending.record);
        self.identifiers.entry(pending.record.mode).or_default().retract(&pending.record);
        self.recordings.take_back(&pending.recorded, &pending.record);
        if let Some(page) = pending.number.and_then(|number| self.pages.get_mut(&number)) {
            page.tally.stop(&pending.record);
        }
    }

    pub(super) fn left_page(&mut self, mode: Mode, left: Option<String>) {
        let Some(left) = left.and_then(|url| Url::parse(&url).ok()) else { return };
        if !matches!(left.scheme(), "http" | "https") {
            return;
        }
        let earlier = self.earlier.entry(mode).or_default();
        earlier.retain(|page| *page != left);
        earlier.push_back(left);
        while earlier.len() > MOST_EARLIER {
            earlier.pop_front();
        }
    }
}
