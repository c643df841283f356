//! What is going on in the browser: tabs, the pages in them, the requests whose end is awaited.
//!
//! Decides how much of it is remembered, under named caps. Refuses to know what a request told.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::{Deserialize, Serialize};
use url::Url;

use super::earlier::Earlier;
use crate::bounds::weight;
use crate::intake::Mode;
use crate::intake::form::FormSize;
use crate::ledger::SiteTally;
use crate::per_mode::PerMode;
use crate::record::Record;
use crate::recording::RecordingId;
use crate::tabs::{PageNumber, Tabs};

/// The most requests whose end is awaited; beyond, the oldest are let go as they stand.
const MOST_PENDING: usize = 4_096;
/// Bytes of all their records. One that tells as much as it can has some two hundred thousand.
const MOST_PENDING_WEIGHT: usize = 4 << 20;
/// The most pages whose own tally is kept: one for each open tab, and those just left.
const MOST_PAGES: usize = 1_024;
/// The most sites that are paused at once.
pub(super) const MOST_PAUSED: usize = 1_000;
/// The most recipients on all of them.
const MOST_TALLIES: usize = 8_000;

/// What one page told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct PageTally {
    pub(super) mode: Mode,
    pub(super) site: Option<String>,
    pub(super) tally: SiteTally,
}

/// A request whose end is awaited.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Pending {
    pub(super) record: Record,
    pub(super) page: Option<Url>,
    pub(super) number: Option<PageNumber>,
    /// How much of a form the browser showed, until its headers say how much was sent.
    pub(super) form: Option<FormSize>,
    pub(super) tab: i64,
    pub(super) counted: bool,
    /// Its answer led elsewhere, and what it leads to has not been seen yet.
    pub(super) redirected: bool,
    /// The recordings that counted it as well.
    pub(super) recorded: Vec<RecordingId>,
    /// About how many bytes of memory it takes.
    weight: usize,
}

impl Pending {
    pub(super) fn new(record: Record, page: Option<Url>, number: Option<PageNumber>, tab: i64) -> Self {
        let weight = weight(&record) + page.as_ref().map_or(0, |page| page.as_str().len());
        Self {
            record,
            page,
            number,
            form: None,
            tab,
            counted: false,
            redirected: false,
            recorded: Vec::new(),
            weight,
        }
    }

    /// It counts, and nothing has said yet how it ended.
    pub(super) fn is_open(&self) -> bool {
        self.counted && !self.redirected
    }
}

/// What is going on.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct UnderWay {
    pub(super) tabs: Tabs,
    pub(super) pages: BTreeMap<PageNumber, PageTally>,
    pub(super) pending: BTreeMap<String, Pending>,
    order: VecDeque<String>,
    /// About how many bytes of memory all that are waited for take.
    weight: usize,
    pub(super) earlier: PerMode<Earlier>,
    /// The modes of which requests were counted and not forgotten since, and when the first of them was made.
    pub(super) counted: PerMode<f64>,
    /// What was counted in normal windows is no longer what was last written as history.
    pub(super) unwritten: bool,
    hops: u64,
    pub(super) lost: u64,
    pub(super) unreadable: u64,
    /// Requests that are not looked at and whose end is awaited, with the tab and the page that one of them opens.
    pub(super) skipping: BTreeMap<String, Option<(i64, PageNumber)>>,
    /// Sites that were paused in windows of which nothing is kept on disk.
    pub(super) paused: PerMode<BTreeSet<String>>,
}

impl UnderWay {
    /// A new page has told nothing yet.
    pub(super) fn begin_page(&mut self, number: Option<PageNumber>, mode: Mode, site: Option<&str>) {
        let Some(number) = number else { return };
        let fresh = PageTally { mode, site: site.map(str::to_owned), tally: SiteTally::default() };
        // Requests of the page may have been told of before the one that opens it.
        let page = self.pages.entry(number).or_insert_with(|| fresh.clone());
        if (page.mode, &page.site) != (fresh.mode, &fresh.site) {
            *page = fresh;
        }
        while self.pages.len() > MOST_PAGES || (self.pages.len() > 1 && self.tallies() > MOST_TALLIES) {
            self.pages.pop_first();
        }
    }

    fn tallies(&self) -> usize {
        self.pages.values().map(|page| page.tally.recipients.len()).sum()
    }

    /// The tally of the page that a request belongs to.
    pub(super) fn page_for(&mut self, pending: &Pending) -> Option<&mut PageTally> {
        let number = pending.number?;
        // A page that was open before anybody watched begins with its first request.
        if !self.pages.contains_key(&number) {
            self.begin_page(Some(number), pending.record.mode, pending.record.site.as_deref());
        }
        self.pages.get_mut(&number)
    }

    /// Awaits the end of a request that is not looked at, which counts on its page. `opens`: the tab in which it opens that
    /// page.
    pub(super) fn skip(
        &mut self,
        id: String,
        opens: Option<i64>,
        number: Option<PageNumber>,
        mode: Mode,
        site: &str,
    ) {
        // A page that was open before anybody watched begins with its first request.
        if let Some(number) = number
            && (opens.is_some() || !self.pages.contains_key(&number))
        {
            self.begin_page(Some(number), mode, Some(site));
        }
        if let Some(page) = number.and_then(|number| self.pages.get_mut(&number)) {
            page.tally.skip();
        }
        // Where there are too many, one of which nothing is known gives way, and not the one that is just being made.
        if self.skipping.len() >= MOST_PENDING {
            self.skipping.pop_first();
        }
        self.skipping.insert(id, opens.zip(number));
    }

    /// Whether a site is paused in one kind of window, or may still be.
    pub(super) fn can_pause(&self, mode: Mode, site: &str) -> bool {
        self.paused.get(mode).is_none_or(|sites| sites.contains(site) || sites.len() < MOST_PAUSED)
    }

    /// Pauses a site in one kind of window, where it can, or goes on with it.
    pub(super) fn pause(&mut self, mode: Mode, site: String, paused: bool) {
        let can = self.can_pause(mode, &site);
        let sites = self.paused.or_default(mode);
        if !paused {
            sites.remove(&site);
        } else if can {
            sites.insert(site);
        }
        if sites.is_empty() {
            self.paused.remove(mode);
        }
    }

    /// Waits for the end of a request. Those that there is no longer room for are handed out.
    pub(super) fn wait_for(&mut self, id: String, mut pending: Pending) -> Vec<Pending> {
        // A redirect repeats the browser's id; evidence needs one that names one request.
        self.hops += 1;
        pending.record.id = format!("{id}.{}", self.hops);
        pending.record.page = pending.number;
        self.order.push_back(id.clone());
        self.weight += pending.weight;
        self.pending.insert(id, pending);
        if self.order.len() > 2 * MOST_PENDING {
            self.tidy();
        }
        let mut left = Vec::new();
        while self.pending.len() > MOST_PENDING || self.weight > MOST_PENDING_WEIGHT {
            let Some(oldest) = self.let_oldest_go() else { break };
            left.push(oldest);
        }
        left
    }

    /// Takes the oldest out of those that are waited for.
    pub(super) fn let_oldest_go(&mut self) -> Option<Pending> {
        loop {
            let oldest = self.order.pop_front()?;
            // An id that was seen again stands in the order twice; it is as old as it was seen last.
            if !self.order.contains(&oldest)
                && let Some(left) = self.settle(&oldest)
            {
                return Some(left);
            }
        }
    }

    /// Drops from the order what is no longer waited for.
    pub(super) fn tidy(&mut self) {
        let mut met = BTreeSet::new();
        let mut order: VecDeque<String> = VecDeque::new();
        for id in self.order.drain(..).rev() {
            if self.pending.contains_key(&id) && met.insert(id.clone()) {
                order.push_front(id);
            }
        }
        self.order = order;
    }

    /// A request is over, or is seen again.
    pub(super) fn settle(&mut self, id: &str) -> Option<Pending> {
        self.skipping.remove(id);
        let settled = self.pending.remove(id)?;
        self.weight = self.weight.saturating_sub(settled.weight);
        Some(settled)
    }

    /// A request of one mode is counted.
    pub(super) fn count(&mut self, mode: Mode, at: f64) {
        self.counted.or_insert(mode, at);
        self.change(mode);
    }

    /// What is counted of one mode is another than it was.
    pub(super) fn change(&mut self, mode: Mode) {
        self.unwritten |= mode == Mode::Normal;
    }

    /// Forgets everything of one mode.
    pub(super) fn forget(&mut self, mode: Mode) {
        self.tabs.forget(mode);
        self.earlier.remove(mode);
        self.counted.remove(mode);
        self.unwritten &= mode != Mode::Normal;
        self.paused.remove(mode);
        self.pending.retain(|_, pending| pending.record.mode != mode);
        self.weight = self.pending.values().map(|pending| pending.weight).sum();
        for page in self.pages.values_mut().filter(|page| page.mode == mode) {
            page.tally = SiteTally::default();
        }
    }

    /// A tab is found showing a page.
    pub(super) fn find(&mut self, tab: i64, url: &str, at: f64) {
        let before = self.tabs.current(tab).map(|page| (page.number, page.url.clone()));
        if let Some(forgotten) = self.tabs.shows(tab, url, at) {
            self.pages.remove(&forgotten);
        }
        let now = self.tabs.current(tab).map(|page| page.number);
        if let Some((number, left)) = before
            && now != Some(number)
        {
            self.left_page(tab, Some((number, left)));
        }
    }

    /// A document is shown in a frame of a tab.
    pub(super) fn commit(&mut self, tab: i64, frame: f64, url: &str, document_id: &str, at: f64) {
        let left = self.tabs.current(tab).map(|page| (page.number, page.url.clone()));
        if let Some(forgotten) = self.tabs.committed(tab, frame, url, document_id, at) {
            self.pages.remove(&forgotten);
        }
        if frame == 0.0 {
            self.left_page(tab, left);
        }
    }

    /// The address of a tab's page changed and its document did not.
    pub(super) fn move_to(&mut self, tab: i64, url: &str) {
        let left = self.tabs.current(tab).map(|page| (page.number, page.url.clone()));
        self.tabs.moved(tab, url);
        self.left_page(tab, left);
    }

    /// A tab is gone.
    pub(super) fn close(&mut self, tab: i64, at: f64) {
        let shown = self.tabs.current(tab).map(|page| page.number);
        self.tabs.closed(tab, at);
        if let Some(number) = shown {
            self.pages.remove(&number);
        }
    }

    /// A page was left. Where it was that is kept, unless somebody asked not to look at it.
    fn left_page(&mut self, tab: i64, left: Option<(PageNumber, String)>) {
        let Some((number, left)) = left else { return };
        if self.pages.get(&number).is_none_or(|page| page.tally.skipped == 0) {
            let mode = self.tabs.mode_of_tab(tab);
            self.earlier.or_default(mode).add(&left);
        }
    }

    /// Lets the pages go that no tab shows, or else the oldest quarter of them; false when there are none.
    pub(super) fn shed_pages(&mut self) -> bool {
        let shown = self.tabs.shown();
        let before = self.pages.len();
        self.pages.retain(|number, _| shown.contains(number));
        if self.pages.len() == before {
            for _ in 0..before.div_ceil(4) {
                self.pages.pop_first();
            }
        }
        before > 0
    }
}
