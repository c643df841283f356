//! Which tab is private, and which page in it a request belongs to.
//!
//! Decides the mode of a request where the browser does not say it (Chromium), and the page where several are in play:
//! the one that is being opened, the one that is shown, the one that was just left. Refuses to know what a request
//! carries.
//!
//! ```text
//! opening(tab) ──→ pending ──committed──→ current ──committed──→ previous ──committed──→ forgotten
//!                     └──abandoned──→ forgotten
//! ```

mod page;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::discreet::discreet;
use crate::intake::Mode;
use crate::order;
use page::same_origin;
pub use page::{Page, PageNumber};

/// How long a closed tab is remembered, in milliseconds: beacons sent on closing arrive when the tab is already gone.
const CLOSED_FOR: f64 = 10_000.0;
/// The most tabs remembered; beyond, those seen longest ago are forgotten first.
const MOST_TABS: usize = 4_096;

/// What is known of a tab.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Tab {
    private: Option<bool>,
    current: Option<Page>,
    previous: Option<Page>,
    pending: Option<Page>,
    closed_at: Option<f64>,
}

/// What the browser says of a request's origin in its tab. An empty string is "not said".
#[derive(Clone, Copy, Default)]
pub struct Whence<'a> {
    /// The tab, -1 for none.
    pub tab: i64,
    /// The mode, where the browser itself says it.
    pub said: Option<Mode>,
    /// The document's id.
    pub document_id: &'a str,
    /// The address of the top page (Firefox).
    pub top_url: &'a str,
    /// The address of the document (Firefox).
    pub document_url: &'a str,
    /// The origin (Chromium) or address (Firefox) of what asked.
    pub initiator: &'a str,
    /// The document is no longer the one that is shown.
    pub leaving: bool,
    /// The document is, or is about to be, the one that the tab shows: no frame in it, and none beside it.
    pub top: bool,
    /// No page asked: the browser itself did.
    pub itself: bool,
}

discreet!(Whence<'a> { tab, said, leaving, top, itself });

/// All tabs of the browser.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Tabs {
    private_access: Option<bool>,
    tabs: BTreeMap<i64, Tab>,
    last_page: PageNumber,
}

impl Tabs {
    /// Says whether the extension may see private windows at all.
    pub fn set_access(&mut self, private_windows: bool) {
        self.private_access = Some(private_windows);
    }

    /// Whether the extension may see private windows, where anybody said so.
    #[must_use]
    pub fn private_access(&self) -> Option<bool> {
        self.private_access
    }

    /// A tab exists.
    pub fn tab(&mut self, id: i64, private: bool, url: Option<&str>) {
        if id < 0 {
            return;
        }
        let number = self.last_page + 1;
        let tab = self.entry(id);
        tab.private = Some(private);
        tab.closed_at = None;
        // A tab that was open before anybody watched shows a page of which nothing was seen.
        if let (Some(url), None, None) = (url, &tab.current, &tab.pending) {
            tab.current = Some(Page::new(number, url));
            self.last_page = number;
        }
    }

    /// A tab is found showing a page, by somebody who was away. Whatever it showed when it was last seen, what it asks
    /// for from now on it asks for that page. The page that is forgotten for it is told, if any.
    pub fn shows(&mut self, id: i64, url: &str, at: f64) -> Option<PageNumber> {
        let number = self.last_page + 1;
        let tab = self.tabs.get_mut(&id)?;
        let mut page = match tab.pending.take() {
            Some(pending) if pending.is_at(url) => pending,
            pending => {
                let shown = tab.current.as_ref().map(|page| page.is_at(url));
                // What was on its way when a tab shows an unknown page may be what led to it: it is no longer.
                tab.pending = pending.filter(|_| shown != Some(false));
                if shown == Some(true) {
                    return None;
                }
                Page { found: true, ..Page::new(number, url) }
            }
        };
        page.since = at;
        self.last_page = self.last_page.max(page.number);
        tab.show(page)
    }

    /// A tab is gone. It is remembered for some seconds.
    pub fn closed(&mut self, id: i64, at: f64) {
        if let Some(tab) = self.tabs.get_mut(&id) {
            tab.closed_at = Some(at);
        }
        self.forget_closed(at);
    }

    /// The mode of a request.
    #[must_use]
    pub fn mode(&self, whence: &Whence<'_>) -> Mode {
        if let Some(mode) = whence.said {
            return mode;
        }
        match self.tabs.get(&whence.tab).and_then(|tab| tab.private) {
            Some(true) => Mode::Private,
            Some(false) => Mode::Normal,
            // Without access to private windows, whatever is seen is of a normal one.
            None if self.private_access == Some(false) => Mode::Normal,
            None => Mode::Unknown,
        }
    }

    /// The mode of a tab.
    #[must_use]
    pub fn mode_of_tab(&self, id: i64) -> Mode {
        self.mode(&Whence { tab: id, ..Whence::default() })
    }

    /// A tab begins to open a page (or goes on, when a redirect repeats the request): the number of that page.
    pub fn opening(&mut self, id: i64, request: &str, url: &str, at: f64) -> Option<PageNumber> {
        if id < 0 {
            return None;
        }
        let number = self.last_page + 1;
        let tab = self.entry(id);
        // Under load Firefox tells of a page before it tells of the request that opened it.
        let is_it = |page: &&Page| page.since >= at && page.is_at(url);
        let shown = [&tab.current, &tab.previous].into_iter().flatten().find(is_it);
        if let Some(number) = shown.map(|page| page.number) {
            tab.pending.take_if(|page| page.request == request);
            return Some(number);
        }
        if let Some(pending) = tab.pending.as_mut().filter(|page| page.request == request) {
            pending.move_to(url);
            return Some(pending.number);
        }
        tab.pending = Some(Page { request: request.to_owned(), ..Page::new(number, url) });
        self.last_page = number;
        Some(number)
    }

    /// What a tab began to open did not become a page: an error, a download.
    pub fn abandoned(&mut self, id: i64, number: PageNumber) {
        if let Some(tab) = self.tabs.get_mut(&id)
            && tab.pending.as_ref().is_some_and(|page| page.number == number)
        {
            tab.pending = None;
        }
    }

    /// A document is shown in a frame of a tab. For frame 0 a new page begins: the page that was left is told, if any.
    pub fn committed(
        &mut self,
        id: i64,
        frame: f64,
        url: &str,
        document_id: &str,
        at: f64,
    ) -> Option<PageNumber> {
        if id < 0 {
            return None;
        }
        let number = self.last_page + 1;
        let tab = self.entry(id);
        if frame != 0.0 {
            if let Some(page) = &mut tab.current {
                page.remember(document_id);
            }
            return None;
        }
        let mut page = match (tab.pending.take(), &mut tab.current) {
            (Some(page), _) => page,
            // It was found before the browser came round to saying so.
            (None, Some(page)) if page.found && page.is_at(url) => {
                page.found = false;
                page.since = at;
                page.remember(document_id);
                return None;
            }
            // From the browser's memory of pages, or one of its own: nothing was requested.
            (None, _) => Page::new(number, url),
        };
        page.move_to(url);
        page.since = at;
        page.remember(document_id);
        let shown = page.number;
        let forgotten = tab.show(page);
        self.last_page = self.last_page.max(shown);
        forgotten
    }

    /// The address changed and the document did not.
    pub fn moved(&mut self, id: i64, url: &str) {
        if let Some(page) = self.tabs.get_mut(&id).and_then(|tab| tab.current.as_mut()) {
            page.move_to(url);
        }
    }

    /// The page that a tab shows.
    #[must_use]
    pub fn current(&self, id: i64) -> Option<&Page> {
        self.tabs.get(&id).filter(|tab| tab.closed_at.is_none()).and_then(|tab| tab.current.as_ref())
    }

    /// The page that a request belongs to.
    #[must_use]
    pub fn page_of(&self, whence: &Whence<'_>) -> Option<&Page> {
        let tab = self.tabs.get(&whence.tab)?;
        let pages = [&tab.current, &tab.pending, &tab.previous].map(Option::as_ref);
        let known = || pages.iter().flatten().copied();
        if !whence.document_id.is_empty()
            && let Some(page) = known().find(|page| page.has(whence.document_id))
        {
            return Some(page);
        }
        let stated = if whence.top_url.is_empty() { whence.document_url } else { whence.top_url };
        if !stated.is_empty()
            && let Some(page) = known()
                .find(|page| page.is_at(stated))
                .or_else(|| known().find(|page| same_origin(&page.url, stated)))
        {
            return Some(page);
        }
        if whence.leaving && tab.previous.is_some() {
            return tab.previous.as_ref();
        }
        // A document that nobody was told of asks: in a tab whose own one is known, it is the next.
        if tab.pending.is_some() && whence.top && !whence.document_id.is_empty() && tab.is_told_of() {
            return tab.pending.as_ref();
        }
        // The new page may already ask for things when nobody has yet said that it is shown.
        if let (Some(current), Some(pending)) = (&tab.current, &tab.pending)
            && !whence.initiator.is_empty()
            && !same_origin(&current.url, whence.initiator)
            && same_origin(&pending.url, whence.initiator)
        {
            return Some(pending);
        }
        tab.current.as_ref().or(tab.pending.as_ref())
    }

    /// Whether a page asks of which nobody was told: neither that it is shown, nor that it is being opened.
    #[must_use]
    pub fn is_of_untold_page(&self, whence: &Whence<'_>) -> bool {
        let Some(tab) = self.tabs.get(&whence.tab) else { return false };
        if !whence.top || whence.leaving || tab.pending.is_some() || !tab.is_told_of() {
            return false;
        }
        let mut known = [&tab.current, &tab.previous].into_iter().flatten();
        !whence.document_id.is_empty() && !known.any(|page| page.has(whence.document_id))
    }

    /// Forgets the pages of tabs of one mode; that the tabs exist, and which of them are private, stays known.
    pub fn forget(&mut self, mode: Mode) {
        for tab in self.tabs.values_mut() {
            let of_tab = match tab.private {
                Some(true) => Mode::Private,
                Some(false) => Mode::Normal,
                None => Mode::Unknown,
            };
            if of_tab == mode {
                (tab.previous, tab.pending) = (None, None);
            }
        }
    }

    /// The pages that tabs show.
    #[must_use]
    pub fn shown(&self) -> BTreeSet<PageNumber> {
        order::set(self.tabs.values().filter_map(|tab| tab.current.as_ref()).map(|page| page.number))
    }

    /// Gives up most of which documents stand in which page; false when there is nothing to give.
    pub(crate) fn shed_documents(&mut self) -> bool {
        let pages =
            self.tabs.values_mut().flat_map(|tab| [&mut tab.current, &mut tab.previous, &mut tab.pending]);
        pages.flatten().map(Page::shed_documents).fold(false, |any, shed| any | shed)
    }

    /// Gives up what is known of the older half of the tabs; false when none is known.
    pub(crate) fn shed(&mut self) -> bool {
        for _ in 0..self.tabs.len().div_ceil(2) {
            self.tabs.pop_first();
        }
        !self.tabs.is_empty()
    }

    fn entry(&mut self, id: i64) -> &mut Tab {
        if self.tabs.len() >= MOST_TABS && !self.tabs.contains_key(&id) {
            // Browsers number their tabs upwards: the lowest closed one, else the lowest, is the oldest.
            let closed = self.tabs.iter().find(|(_, tab)| tab.closed_at.is_some()).map(|(id, _)| *id);
            if let Some(oldest) = closed.or_else(|| self.tabs.keys().next().copied()) {
                self.tabs.remove(&oldest);
            }
        }
        self.tabs.entry(id).or_default()
    }

    fn forget_closed(&mut self, now: f64) {
        self.tabs.retain(|_, tab| tab.closed_at.is_none_or(|at| now - at < CLOSED_FOR));
    }
}

impl Tab {
    /// Whether somebody was told when its page was shown, and of which document.
    fn is_told_of(&self) -> bool {
        self.current.as_ref().is_some_and(|page| !page.found && page.since.is_finite())
    }

    /// Another page is shown: the one that is forgotten for it.
    fn show(&mut self, page: Page) -> Option<PageNumber> {
        let left = self.current.replace(page);
        std::mem::replace(&mut self.previous, left).map(|page| page.number)
    }
}
