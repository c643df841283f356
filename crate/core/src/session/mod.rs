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

mod awaited;
pub mod checkpoint;
mod earlier;
mod folded;
mod glance;
pub mod history;
mod journal;
mod memory;
mod packing;
mod parts;
mod pausing;
mod recorded;
pub mod snapshot;
mod step;
#[cfg(test)]
mod tests;
mod under_way;

use std::collections::BTreeSet;

use crate::bounds::COUNTED;
use crate::discreet::discreet;
use crate::intake::form::FormSize;
use crate::intake::set_cookie::set_cookies;
use crate::intake::{Body, Headers, Initiator, Kind, Mode, RawRequest};
use crate::judge::{Judge, Judged};
use crate::kept::Kept;
use crate::ledger::{Ledger, SiteTally};
use crate::linkage::Identifiers;
use crate::outcome;
use crate::own::OwnLists;
use crate::payload::OwnBeacons;
use crate::request::{KnownPage, Unreadable};
use crate::tabs::{Page, PageNumber, Whence};
use crate::timeline::Timeline;
use checkpoint::budget;
pub use glance::Glance;
use journal::Journal;
use memory::Memory;
pub use pausing::{Paused, Pausing};
use step::{Place, Reading, Step};

/// The longest address of a page that a request which waits remembers.
const LONGEST_PAGE: usize = 8_192;

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

/// A running session.
pub struct Session {
    judge: Judge,
    memory: Memory,
    journal: Journal,
    /// How many bytes a checkpoint may take.
    budget: usize,
    /// Whether what happened last is kept anywhere but here.
    stored: bool,
    /// Whether requests of the browser itself are told.
    hears_browser: bool,
    /// Sites that are paused in windows of every kind.
    paused: BTreeSet<String>,
    /// The page that was read last: nothing but time is lost with it.
    page: KnownPage,
}

impl Session {
    /// A session that remembers nothing yet.
    #[must_use]
    pub fn new(judge: Judge) -> Self {
        Self {
            judge,
            memory: Memory::default(),
            journal: Journal::default(),
            budget: budget::WHOLE,
            stored: true,
            hears_browser: false,
            paused: BTreeSet::new(),
            page: KnownPage::default(),
        }
    }

    /// What judges.
    #[must_use]
    pub fn judge(&self) -> &Judge {
        &self.judge
    }

    /// Holds requests from now on against a person's own lists as well, or against none.
    pub fn set_own_lists(&mut self, lists: Option<OwnLists>) {
        self.judge.set_own_lists(lists);
    }

    /// Tries a person's own beacons on requests from now on as well, or none.
    pub fn set_own_beacons(&mut self, beacons: Option<OwnBeacons>) {
        self.judge.set_own_beacons(beacons);
    }

    /// The counts.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        self.memory.ledger.open()
    }

    /// What left when.
    #[must_use]
    pub fn timeline(&self) -> &Timeline {
        self.memory.timeline.open()
    }

    /// The identifiers that left in one mode.
    #[must_use]
    pub fn identifiers(&self, mode: Mode) -> Option<&Identifiers> {
        self.memory.identifiers.open().get(mode)
    }

    /// Whether anything of a mode is remembered.
    #[must_use]
    pub fn holds(&self, mode: Mode) -> bool {
        self.memory.holds(mode)
    }

    /// Says whether what happened last found a place beyond this memory.
    pub fn set_stored(&mut self, stored: bool) {
        self.stored = stored;
    }

    /// Whether what happened last found a place beyond this memory.
    #[must_use]
    pub fn is_stored(&self) -> bool {
        self.stored
    }

    /// Says whether requests of the browser itself are told from now on.
    pub fn set_hears_browser(&mut self, hears: bool) {
        self.hears_browser = hears;
    }

    /// Whether requests of the browser itself are told.
    #[must_use]
    pub fn hears_browser(&self) -> bool {
        self.hears_browser
    }

    /// The kept requests.
    #[must_use]
    pub fn kept(&self) -> &Kept {
        self.memory.kept.open()
    }

    /// Whether the extension may see private windows at all.
    pub fn set_access(&mut self, private_windows: bool) {
        self.take(Step::Access { private_windows });
    }

    /// A tab exists.
    pub fn tab(&mut self, id: i64, private: bool, url: Option<&str>) {
        self.take(Step::Tab { id, private, url: url.map(str::to_owned) });
    }

    /// A tab is found showing a page, by somebody who was away.
    pub fn shows(&mut self, tab: i64, url: &str, at: f64) {
        self.take(Step::Shows { tab, url: url.to_owned(), at });
    }

    /// Requests that were lost before anybody could judge them.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.memory.under_way.lost
    }

    /// Requests whose address did not parse.
    #[must_use]
    pub fn unreadable(&self) -> u64 {
        self.memory.under_way.unreadable
    }

    /// Requests were lost before anybody could judge them: a full queue, a crash.
    pub fn lose(&mut self, requests: u64) {
        self.take(Step::Lost { requests });
    }

    /// The browser announces a request, with as much of its body as it shows.
    pub fn seen(&mut self, seen: &Seen<'_>, body: Body) -> bool {
        let tabs = &self.memory.under_way.tabs;
        let mode = tabs.mode(&seen.whence);
        let no_page = seen.kind == Kind::MainFrame || seen.whence.itself;
        let on = if no_page { None } else { tabs.page_of(&seen.whence) };
        let place = match seen.kind {
            Kind::MainFrame => Place::Opens { url: seen.url.to_owned(), at: seen.at },
            _ => Place::On(on.map(|page| page.number)),
        };
        let page = on.map(|page| page.url.clone());
        // What is compared with the start of an address may tell more of it than anybody sees.
        let in_part = on.is_some_and(Page::is_cut);
        let initiator = match seen.whence.initiator {
            _ if seen.whence.itself => Initiator::Browser,
            "" | "null" => Initiator::Unknown,
            address => Initiator::Page(address.to_owned()),
        };
        let form = FormSize::of(&body);
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
            body: if seen.whence.itself { Body::behind(seen.method) } else { body },
        };
        if let Some(site) = self.skips(&raw) {
            let reading = Reading::Skipped { mode, site, at: seen.at };
            return self.take(Step::Seen { id: raw.id, tab: seen.whence.tab, place, reading });
        }
        let reading = match self.judge.judge_on(&raw, &mut self.page, self.memory.earlier(mode)) {
            Ok(Judged { mut record, page }) => {
                record.partial |= in_part;
                // Here and not where it is counted: who takes the step again need not look for what came before.
                if !record.candidates.is_empty()
                    && let Some(side) = self.identifiers(mode)
                {
                    side.recognise(&mut record);
                }
                COUNTED.apply(&mut record);
                let page = page.filter(|page| page.as_str().len() <= LONGEST_PAGE);
                Reading::Judged { record: Box::new(record), page, form }
            }
            Err(Unreadable::NotNetwork) => Reading::NotNetwork,
            Err(Unreadable::Address(_)) => Reading::Unreadable,
        };
        self.take(Step::Seen { id: seen.id.to_owned(), tab: seen.whence.tab, place, reading })
    }

    /// The request goes out, with these headers.
    pub fn sent(&mut self, id: &str, headers: &Headers) -> bool {
        let Some(pending) = self.memory.under_way.pending.get(id) else { return false };
        if pending.counted {
            return true;
        }
        let record = &pending.record;
        let earlier = self.memory.earlier(record.mode);
        let mut shown = self.judge.judge_headers(record, pending.page.as_ref(), headers, earlier);
        shown.body_cut = pending.form.is_some_and(|form| form.is_exceeded(headers));
        if !shown.candidates.is_empty()
            && let Some(side) = self.identifiers(record.mode)
        {
            let known = side.recurring(record.site.as_deref(), &record.recipient, &mut shown.candidates);
            shown.findings.extend(known);
        }
        for finding in &mut shown.findings {
            COUNTED.apply_to_finding(finding);
        }
        self.take(Step::Sent { id: id.to_owned(), shown })
    }

    /// The answer, or the browser itself, leads the request elsewhere: it will be seen again under the same id.
    pub fn redirected(&mut self, id: &str, ip: Option<&str>) -> bool {
        !self.is_skipped(id) && self.take(Step::Redirected { id: id.to_owned(), ip: ip.map(str::to_owned) })
    }

    /// The answer that `redirected` or `answered` will tell of sets a cookie: the header as it stands.
    pub fn cookie_set(&mut self, id: &str, header: &str) {
        let Some(pending) = self.memory.under_way.pending.get(id) else { return };
        let cookies: Vec<_> = set_cookies([header], pending.record.at).collect();
        if !cookies.is_empty() {
            self.take(Step::CookiesSet { id: id.to_owned(), cookies });
        }
    }

    /// An answer arrives.
    pub fn answered(&mut self, id: &str, status: u16, ip: Option<&str>, from_cache: bool) -> bool {
        // What a stored answer came from, it came from when it was new.
        let ip = ip.filter(|_| !from_cache).map(str::to_owned);
        !self.is_skipped(id) && self.take(Step::Answered { id: id.to_owned(), status, ip, from_cache })
    }

    /// The request is over, with the answer that `answered` told of. Where nobody was told of that, its end says as much.
    pub fn ended(&mut self, id: &str, status: u16, from_cache: bool) -> bool {
        let untold = self.memory.under_way.pending.get(id).is_some_and(|pending| !pending.counted);
        let changed = untold && self.answered(id, status, None, from_cache);
        self.completed(id) || changed
    }

    /// The request is over, and nothing is known of how.
    pub fn completed(&mut self, id: &str) -> bool {
        self.take(Step::Completed { id: id.to_owned() })
    }

    /// The request failed, with the browser's name for why.
    pub fn failed(&mut self, id: &str, error: &str) -> bool {
        self.take(Step::Failed { id: id.to_owned(), never_left: outcome::never_left(error) })
    }

    /// A document is shown in a frame of a tab.
    pub fn committed(&mut self, tab: i64, frame: f64, url: &str, document_id: &str, at: f64) -> bool {
        let (url, document_id) = (url.to_owned(), document_id.to_owned());
        self.take(Step::Committed { tab, frame, url, document_id, at })
    }

    /// The address of a tab's page changed and its document did not.
    pub fn moved(&mut self, tab: i64, url: &str) {
        self.take(Step::Moved { tab, url: url.to_owned() });
    }

    /// A tab is gone.
    pub fn closed(&mut self, tab: i64, at: f64) {
        self.take(Step::Closed { tab, at });
    }

    /// Forgets everything of one mode, recordings of it included: its person says so.
    pub fn forget(&mut self, mode: Mode) {
        self.page = KnownPage::default();
        self.take(Step::Forget { mode });
    }

    /// Lets go of everything of one mode but recordings, because its last window closed. Nobody loses unasked what they
    /// recorded on purpose.
    pub fn let_go(&mut self, mode: Mode) {
        self.page = KnownPage::default();
        self.take(Step::LetGo { mode });
    }

    /// Whatever happens goes through here: it is written down, and then it is done.
    fn take(&mut self, step: Step) -> bool {
        self.journal.note(&step);
        self.memory.take(step)
    }

    /// What the page in a tab told, by recipient.
    #[must_use]
    pub fn page_tally(&self, tab: i64) -> Option<(Mode, Option<&str>, &SiteTally)> {
        self.page(tab).map(|page| (page.mode, page.site.as_deref(), &page.tally))
    }

    /// The number of the page that a tab shows.
    #[must_use]
    pub fn page_number(&self, tab: i64) -> Option<PageNumber> {
        self.memory.under_way.tabs.current(tab).map(|page| page.number)
    }

    /// Whether private windows may be seen, where anybody said so.
    #[must_use]
    pub fn private_access(&self) -> Option<bool> {
        self.memory.under_way.tabs.private_access()
    }
}

/// The page that Firefox states beside the request, where no tab tells it.
fn stated_page(whence: &Whence<'_>) -> Option<String> {
    [whence.top_url, whence.document_url].into_iter().find(|url| !url.is_empty()).map(str::to_owned)
}
