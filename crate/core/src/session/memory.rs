//! What a session remembers, and what each step changes in it.
//!
//! Decides when a request counts, and what is taken back. Refuses to judge a request: a step brings what was made of it,
//! so that taking the same steps again leads to the same memory.

use url::Url;

use super::earlier::Earlier;
use super::folded::{Folded, Lent};
use super::step::{Place, Reading, Step};
use super::under_way::{Pending, UnderWay};
use crate::bounds::COUNTED;
use crate::intake::set_cookie::{MOST as MOST_COOKIES, SetCookie};
use crate::intake::{Kind, Mode};
use crate::judge::Shown;
use crate::kept::Kept;
use crate::ledger::Ledger;
use crate::linkage::Identifiers;
use crate::payload::BodyState;
use crate::per_mode::PerMode;
use crate::record::Record;
use crate::recording::Recordings;
use crate::timeline::Timeline;

/// The identifiers that left, by mode.
pub(super) type Sides = PerMode<Identifiers>;

fn side<'s>(sides: &'s mut Sides, record: &Record) -> &'s mut Identifiers {
    sides.or_default(record.mode)
}

/// Everything that a session remembers: all of it memory, none of it disk.
#[derive(Clone, Default)]
pub(super) struct Memory {
    pub(super) under_way: UnderWay,
    pub(super) ledger: Folded<Ledger>,
    pub(super) timeline: Folded<Timeline>,
    pub(super) kept: Folded<Kept>,
    pub(super) identifiers: Folded<Sides>,
    pub(super) recordings: Recordings,
}

impl Memory {
    /// Takes a step, and tells whether what is counted of a tab may have changed. What the longer ones do stands apart, so
    /// that a browser which compiles a function when it is first called compiles only what is taken.
    pub(super) fn take(&mut self, step: Step) -> bool {
        match step {
            Step::Access { private_windows } => self.under_way.tabs.set_access(private_windows),
            Step::Tab { id, private, url } => self.under_way.tabs.tab(id, private, url.as_deref()),
            Step::Closed { tab, at } => self.under_way.close(tab, at),
            Step::Shows { tab, url, at } => self.under_way.find(tab, &url, at),
            Step::Committed { tab, frame, url, document_id, at } => {
                self.under_way.commit(tab, frame, &url, &document_id, at);
                return frame == 0.0;
            }
            Step::Moved { tab, url } => self.under_way.move_to(tab, &url),
            Step::Seen { id, tab, place, reading } => return self.seen(id, tab, place, reading),
            Step::Sent { id, shown } => return self.sent(&id, shown),
            Step::CookiesSet { id, cookies } => self.set_cookies(&id, cookies),
            Step::Redirected { id, ip } => return self.redirected(&id, ip),
            Step::Answered { id, status, ip, from_cache } => {
                return self.answered(&id, status, ip, from_cache);
            }
            Step::Completed { id } => return self.under_way.settle(&id).is_some_and(|it| it.is_open()),
            Step::Failed { id, never_left } => return self.failed(&id, never_left),
            Step::Lost { requests } => {
                self.under_way.lost = self.under_way.lost.saturating_add(requests);
            }
            Step::Pause { mode, site, paused } => self.under_way.pause(mode, site, paused),
            Step::Forget { mode } => {
                self.recordings.forget(mode);
                self.let_go(mode);
            }
            Step::LetGo { mode } => self.let_go(mode),
            Step::Record(step) => drop(self.recordings.take(step)),
        }
        false
    }

    #[inline(never)]
    fn seen(&mut self, id: String, tab: i64, place: Place, reading: Reading) -> bool {
        // A request that is seen again under an id that is still awaited: what it was before is over.
        let before = self.under_way.settle(&id);
        let changed = before.as_ref().is_some_and(Pending::is_open);
        let opens = matches!(place, Place::Opens { .. }) && tab >= 0;
        let number = match place {
            Place::Opens { url, at } => self.under_way.tabs.opening(tab, &id, &url, at),
            Place::On(number) => number,
        };
        match reading {
            Reading::Skipped { mode, site, at } => {
                self.ledger.open_mut().skip(mode, &site);
                self.timeline.open_mut().skip(mode, at);
                self.recordings.skip(mode, &site, tab);
                self.under_way.skip(id, opens.then_some(tab), number, mode, &site);
                self.under_way.count(mode, at);
                return true;
            }
            Reading::NotNetwork => {}
            Reading::Unreadable => self.under_way.unreadable += 1,
            Reading::Judged { mut record, page, form } => {
                if opens {
                    self.under_way.begin_page(number, record.mode, record.site.as_deref());
                }
                record.redirected_from = before.filter(|it| it.redirected).map(|it| it.record.id);
                let mut pending = Pending::new(*record, page, number, tab);
                pending.form = form;
                for mut left in self.under_way.wait_for(id, pending) {
                    self.stop_waiting_for(&mut left);
                }
            }
        }
        changed
    }

    #[inline(never)]
    fn sent(&mut self, id: &str, shown: Shown) -> bool {
        let Some(mut pending) = self.under_way.pending.remove(id) else { return false };
        if !pending.counted {
            pending.record.findings.extend(shown.findings);
            pending.record.candidates.extend(shown.candidates);
            pending.record.with_cookies = shown.with_cookies;
            pending.record.partial |= shown.partial | shown.body_cut;
            if shown.body_cut {
                pending.record.body = BodyState::Partial;
            }
            pending.record.weigh();
            COUNTED.apply(&mut pending.record);
            pending.record.sent = Some(true);
            self.count(&mut pending);
        }
        self.under_way.pending.insert(id.to_owned(), pending);
        true
    }

    #[inline(never)]
    fn set_cookies(&mut self, id: &str, cookies: Vec<SetCookie>) {
        if let Some(pending) = self.under_way.pending.get_mut(id) {
            pending.record.set_cookies.extend(cookies);
            pending.record.set_cookies.truncate(MOST_COOKIES);
        }
    }

    #[inline(never)]
    fn redirected(&mut self, id: &str, ip: Option<String>) -> bool {
        let Some(pending) = self.under_way.pending.get_mut(id) else { return false };
        if !pending.counted {
            // What was not sent until now was turned round inside the browser and never left.
            self.under_way.settle(id);
            return false;
        }
        pending.redirected = true;
        self.note_answer(id, None, ip);
        true
    }

    #[inline(never)]
    fn answered(&mut self, id: &str, status: u16, ip: Option<String>, from_cache: bool) -> bool {
        let Some(pending) = self.under_way.pending.get_mut(id) else { return false };
        if !pending.counted {
            if from_cache {
                self.under_way.settle(id);
                return false;
            }
            // An answer proves that the request left, whatever the browser forgot to tell.
            self.sent(id, Shown::default());
        }
        if let Some(pending) = self.under_way.pending.get_mut(id) {
            pending.record.from_cache = Some(from_cache);
            if from_cache {
                // What a stored answer set, it set when it was new.
                pending.record.set_cookies.clear();
            }
        }
        self.note_answer(id, Some(status), ip);
        true
    }

    #[inline(never)]
    fn failed(&mut self, id: &str, never_left: bool) -> bool {
        if let Some(Some((tab, number))) = self.under_way.skipping.remove(id) {
            self.under_way.tabs.abandoned(tab, number);
        }
        let Some(mut pending) = self.under_way.settle(id) else { return false };
        if pending.record.kind == Kind::MainFrame
            && let Some(number) = pending.number
        {
            self.under_way.tabs.abandoned(pending.tab, number);
        }
        if pending.redirected {
            // It was answered; what it led to is what failed, and was never seen.
            return false;
        }
        if !pending.counted {
            pending.record.sent = Some(false);
            self.count(&mut pending);
        } else if never_left {
            self.take_back(&mut pending);
        }
        true
    }

    /// Counts what is no longer waited for as it stands.
    pub(super) fn stop_waiting_for(&mut self, pending: &mut Pending) {
        if !pending.counted {
            self.count(pending);
        }
    }

    fn count(&mut self, pending: &mut Pending) {
        pending.counted = true;
        let record = Lent::new(&pending.record);
        self.identifiers.change(&record, |sides, record| side(sides, record).note(record));
        self.ledger.change(&record, Ledger::add);
        self.timeline.change(&record, Timeline::add);
        self.kept.change(&record, Kept::add);
        self.under_way.count(pending.record.mode, pending.record.at);
        pending.recorded = self.recordings.note(&pending.record, pending.tab);
        if let Some(page) = self.under_way.page_for(pending) {
            page.tally.add(&pending.record);
        }
    }

    fn note_answer(&mut self, id: &str, status: Option<u16>, ip: Option<String>) {
        let Some(pending) = self.under_way.pending.get_mut(id).filter(|pending| pending.counted) else {
            return;
        };
        let record: &mut Record = &mut pending.record;
        record.status = status;
        if let Some(ip) = ip {
            if let Some(page) = pending.number.and_then(|number| self.under_way.pages.get_mut(&number)) {
                page.tally.answered(&record.recipient.registrable_domain, &ip);
            }
            record.recipient.ip = Some(ip);
        }
        self.recordings.answered(&pending.recorded, record);
        let mode = record.mode;
        let record = Lent::new(record);
        self.ledger.change(&record, Ledger::answered);
        self.kept.change(&record, Kept::update);
        self.identifiers.change(&record, |sides, record| side(sides, record).answered(record));
        self.under_way.change(mode);
    }

    fn take_back(&mut self, pending: &mut Pending) {
        let record = &mut pending.record;
        let lent = Lent::new(record);
        self.ledger.change(&lent, Ledger::stop);
        self.timeline.change(&lent, Timeline::stop);
        self.identifiers.change(&lent, |sides, record| side(sides, record).retract(record));
        self.recordings.take_back(&pending.recorded, record);
        if let Some(page) = pending.number.and_then(|number| self.under_way.pages.get_mut(&number)) {
            page.tally.stop(record);
        }
        // The counts had to see it as it was counted.
        record.sent = Some(false);
        self.kept.change(&Lent::new(record), Kept::update);
        self.under_way.change(record.mode);
    }

    #[inline(never)]
    fn let_go(&mut self, mode: Mode) {
        self.ledger.open_mut().forget(mode);
        self.timeline.open_mut().forget(mode);
        self.kept.open_mut().forget(mode);
        self.identifiers.open_mut().remove(mode);
        self.under_way.forget(mode);
    }

    /// Whether anything of a mode is remembered.
    pub(super) fn holds(&self, mode: Mode) -> bool {
        self.under_way.counted.contains(mode)
            || self.under_way.earlier.contains(mode)
            || self.under_way.paused.contains(mode)
            || self.under_way.pending.values().any(|pending| pending.record.mode == mode)
    }

    /// The addresses of pages that the same mode visited before.
    pub(super) fn earlier(&self, mode: Mode) -> &[Url] {
        self.under_way.earlier.get(mode).map_or(&[], Earlier::pages)
    }
}
