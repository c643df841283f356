//! A running browser session: the requests as the browser tells of them, event by event, and what they add up to.
//!
//! Decides when a request counts: once it is sent, and no longer if it turns out that it never left. Refuses to know
//! how a browser is asked and where a session is kept.
//!
//! ```text
//! seen ──→ pending ──sent──→ counted ──answered, completed──→ done
//!             │                 ├──failed before it left──→ taken back, counted as stopped
//!             │                 └──redirected──→ done; the same id is seen again
//!             ├──failed──→ counted as stopped
//!             └──redirected (an upgrade inside the browser), answered from cache──→ nothing left, nothing counted
//! ```

pub mod checkpoint;
mod memory;
mod recorded;

use serde::Serialize;

use crate::discreet::discreet;
use crate::intake::set_cookie::{MOST as MOST_COOKIES, set_cookies};
use crate::intake::{Body, Headers, Initiator, Kind, Mode, RawRequest};
use crate::judge::{Judge, Judged};
use crate::ledger::{Ledger, SiteTally};
use crate::linkage::Identifiers;
use crate::outcome;
use crate::request::Unreadable;
use crate::score::Grade;
use crate::tabs::{PageNumber, Whence};
use memory::{Memory, PageTally};

/// A request as the browser announces it.
#[derive(Clone, Copy)]
pub struct Seen<'a> {
    /// The browser's id for it; a redirect repeats it.
    pub id: &'a str,
    /// Milliseconds since 1970.
    pub at: f64,
    /// The method.
    pub method: &'a str,
    /// The address.
    pub url: &'a str,
    /// What it is for.
    pub kind: Kind,
    /// Where in the browser it comes from.
    pub whence: Whence<'a>,
}

discreet!(Seen<'a> { id, at, method, kind, whence });

/// A tab's page in a few figures.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Glance {
    /// Normal, private or unknown.
    pub mode: Mode,
    /// The page's registrable domain; none for a page of the browser's own.
    pub site: Option<String>,
    /// None while there is no page.
    pub grade: Option<Grade>,
    /// 0 to 100.
    pub exposure: u8,
    /// Recipients other than the site itself that requests were sent to.
    pub recipients: usize,
    /// Those of them that were told something.
    pub told: usize,
    /// Requests to them with a body that was not seen.
    pub unseen: u32,
    /// Requests that something stopped before they left.
    pub stopped: u32,
}

/// A running session.
pub struct Session {
    judge: Judge,
    memory: Memory,
}

impl Session {
    /// A session that remembers nothing yet.
    #[must_use]
    pub fn new(judge: Judge) -> Self {
        Self { judge, memory: Memory::default() }
    }

    /// What judges.
    #[must_use]
    pub fn judge(&self) -> &Judge {
        &self.judge
    }

    /// The counts.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.memory.ledger
    }

    /// The identifiers that left in one mode.
    #[must_use]
    pub fn identifiers(&self, mode: Mode) -> Option<&Identifiers> {
        self.memory.identifiers.get(&mode)
    }

    /// Whether the extension may see private windows at all.
    pub fn set_access(&mut self, private_windows: bool) {
        self.memory.tabs.set_access(private_windows);
    }

    /// A tab exists.
    pub fn tab(&mut self, id: i64, private: bool, url: Option<&str>) {
        self.memory.tabs.tab(id, private, url);
    }

    /// Requests that were lost before anybody could judge them.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.memory.lost
    }

    /// Requests whose address did not parse.
    #[must_use]
    pub fn unreadable(&self) -> u64 {
        self.memory.unreadable
    }

    /// Requests were lost before anybody could judge them: a full queue, a crash.
    pub fn lose(&mut self, requests: u64) {
        self.memory.lost = self.memory.lost.saturating_add(requests);
    }

    /// The browser announces a request, with as much of its body as it shows.
    pub fn seen(&mut self, seen: &Seen<'_>, body: Body) -> bool {
        let changed = self.settle(seen.id);
        let memory = &mut self.memory;
        let mode = memory.tabs.mode(&seen.whence);
        let (number, page) = if seen.kind == Kind::MainFrame {
            (memory.tabs.opening(seen.whence.tab, seen.id, seen.url), None)
        } else {
            let page = memory.tabs.page_of(&seen.whence);
            (page.map(|page| page.number), page.map(|page| page.url.clone()))
        };
        let initiator = match seen.whence.initiator {
            "" | "null" => Initiator::Unknown,
            address => Initiator::Page(address.to_owned()),
        };
        let raw = RawRequest {
            id: seen.id.to_owned(),
            at: seen.at,
            mode,
            method: seen.method.to_owned(),
            url: seen.url.to_owned(),
            kind: seen.kind,
            initiator,
            page: page.or_else(|| stated_page(&seen.whence)),
            title: None,
            headers: Headers::Unseen,
            body,
        };
        let earlier = memory.earlier.entry(mode).or_default().make_contiguous();
        let judged = match self.judge.judge(&raw, earlier) {
            Ok(judged) => judged,
            Err(Unreadable::NotNetwork) => return changed,
            Err(Unreadable::Address(_)) => {
                memory.unreadable += 1;
                return changed;
            }
        };
        if seen.kind == Kind::MainFrame && seen.whence.tab >= 0 {
            memory.begin_page(number, &judged.record);
        }
        memory.wait_for(seen, judged, number);
        changed
    }

    /// The request goes out, with these headers.
    pub fn sent(&mut self, id: &str, headers: &Headers) -> bool {
        let Some(mut pending) = self.memory.pending.remove(id) else { return false };
        if !pending.counted {
            let mut judged = Judged { record: pending.record, page: pending.page };
            let earlier = self.memory.earlier.entry(judged.record.mode).or_default().make_contiguous();
            self.judge.judge_headers(&mut judged, headers, earlier);
            (pending.record, pending.page) = (judged.record, judged.page);
            pending.record.sent = Some(true);
            self.memory.count(&mut pending);
        }
        self.memory.pending.insert(id.to_owned(), pending);
        true
    }

    /// The answer, or the browser itself, leads the request elsewhere: it will be seen again under the same id.
    pub fn redirected(&mut self, id: &str, ip: Option<&str>) -> bool {
        self.memory.answer(id, None, ip);
        // What was not sent until now was turned round inside the browser and never left.
        self.memory.pending.remove(id).is_some_and(|pending| pending.counted)
    }

    /// The answer that `redirected` or `answered` will tell of sets a cookie: the header as it stands.
    pub fn cookie_set(&mut self, id: &str, header: &str) {
        let Some(pending) = self.memory.pending.get_mut(id) else { return };
        let set = set_cookies([header], pending.record.at);
        pending.record.set_cookies.extend(set);
        pending.record.set_cookies.truncate(MOST_COOKIES);
    }

    /// An answer arrives.
    pub fn answered(&mut self, id: &str, status: u16, ip: Option<&str>, from_cache: bool) -> bool {
        let Some(pending) = self.memory.pending.get(id) else { return false };
        if !pending.counted {
            if from_cache {
                self.memory.pending.remove(id);
                return false;
            }
            // An answer proves that the request left, whatever the browser forgot to tell.
            self.sent(id, &Headers::Unseen);
        } else if from_cache && let Some(pending) = self.memory.pending.get_mut(id) {
            // What a stored answer set, it set when it was new.
            pending.record.set_cookies.clear();
        }
        self.memory.answer(id, Some(status), ip);
        true
    }

    /// The request is over.
    pub fn completed(&mut self, id: &str) -> bool {
        self.memory.pending.remove(id).is_some_and(|pending| pending.counted)
    }

    /// The request failed, with the browser's name for why.
    pub fn failed(&mut self, id: &str, error: &str) -> bool {
        let Some(mut pending) = self.memory.pending.remove(id) else { return false };
        if pending.record.kind == Kind::MainFrame
            && let Some(number) = pending.number
        {
            self.memory.tabs.abandoned(pending.tab, number);
        }
        if !pending.counted {
            pending.record.sent = Some(false);
            self.memory.count(&mut pending);
        } else if outcome::never_left(error) {
            self.memory.take_back(&pending);
        }
        true
    }

    /// A document is shown in a frame of a tab.
    pub fn committed(&mut self, tab: i64, frame: f64, url: &str, document_id: &str) -> bool {
        let memory = &mut self.memory;
        let left = memory.tabs.current(tab).map(|page| page.url.clone());
        if let Some(forgotten) = memory.tabs.committed(tab, frame, url, document_id) {
            memory.pages.remove(&forgotten);
        }
        if frame == 0.0 {
            let mode = memory.tabs.mode_of_tab(tab);
            memory.left_page(mode, left);
        }
        frame == 0.0
    }

    /// The address of a tab's page changed and its document did not.
    pub fn moved(&mut self, tab: i64, url: &str) {
        let memory = &mut self.memory;
        let left = memory.tabs.current(tab).map(|page| page.url.clone());
        memory.tabs.moved(tab, url);
        let mode = memory.tabs.mode_of_tab(tab);
        memory.left_page(mode, left);
    }

    /// A tab is gone.
    pub fn closed(&mut self, tab: i64, at: f64) {
        let shown = self.memory.tabs.current(tab).map(|page| page.number);
        self.memory.tabs.closed(tab, at);
        if let Some(number) = shown {
            self.memory.pages.remove(&number);
        }
    }

    /// Forgets everything of one mode, recordings of it included: its person says so.
    pub fn forget(&mut self, mode: Mode) {
        self.memory.recordings.forget(mode);
        self.let_go(mode);
    }

    /// Lets go of everything of one mode but recordings, because its last window closed. Nobody loses unasked what they
    /// recorded on purpose.
    pub fn let_go(&mut self, mode: Mode) {
        let memory = &mut self.memory;
        memory.ledger.forget(mode);
        memory.identifiers.remove(&mode);
        memory.tabs.forget(mode);
        memory.earlier.remove(&mode);
        memory.pending.retain(|_, pending| pending.record.mode != mode);
        for page in memory.pages.values_mut().filter(|page| page.mode == mode) {
            page.tally = SiteTally::default();
        }
    }

    /// A tab's page in a few figures.
    #[must_use]
    pub fn glance(&self, tab: i64) -> Glance {
        let mode = self.memory.tabs.mode_of_tab(tab);
        let Some(page) = self.page(tab) else {
            return Glance {
                mode,
                site: None,
                grade: None,
                exposure: 0,
                recipients: 0,
                told: 0,
                unseen: 0,
                stopped: 0,
            };
        };
        let exposure = page.tally.exposure(page.mode);
        Glance {
            mode: page.mode,
            site: page.site.clone(),
            grade: page.site.as_ref().map(|_| Grade::of(exposure)),
            exposure,
            recipients: page.tally.others().count(),
            told: page.tally.others().filter(|tally| tally.was_told()).count(),
            unseen: page.tally.others().map(|tally| tally.unseen).sum(),
            stopped: page.tally.recipients.values().map(|tally| tally.stopped).sum(),
        }
    }

    /// What the page in a tab told, by recipient.
    #[must_use]
    pub fn page_tally(&self, tab: i64) -> Option<(Mode, Option<&str>, &SiteTally)> {
        self.page(tab).map(|page| (page.mode, page.site.as_deref(), &page.tally))
    }

    /// The number of the page that a tab shows.
    #[must_use]
    pub fn page_number(&self, tab: i64) -> Option<PageNumber> {
        self.memory.tabs.current(tab).map(|page| page.number)
    }

    /// Whether private windows may be seen, where anybody said so.
    #[must_use]
    pub fn private_access(&self) -> Option<bool> {
        self.memory.tabs.private_access()
    }

    fn page(&self, tab: i64) -> Option<&PageTally> {
        self.memory.tabs.current(tab).and_then(|page| self.memory.pages.get(&page.number))
    }

    /// A request that is seen again under an id that is still awaited: what it was before is over.
    fn settle(&mut self, id: &str) -> bool {
        self.memory.pending.remove(id).is_some_and(|pending| pending.counted)
    }
}

/// The page that Firefox states beside the request, where no tab tells it.
fn stated_page(whence: &Whence<'_>) -> Option<String> {
    [whence.top_url, whence.document_url].into_iter().find(|url| !url.is_empty()).map(str::to_owned)
}
