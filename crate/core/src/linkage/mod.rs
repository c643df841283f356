//! Which identifiers join two sides: the same value, in any spelling or as a plain hash of it, known to one recipient on
//! both; and which of them one recipient handed to another.
//!
//! Decides what counts as the same value, what is remembered of it and what it proves. Refuses to know what the two sides
//! are (a normal and a private session, two recordings, two captures).
//!
//! A value has a mark (`mark`); a side remembers by mark who was told it (`table`); the rules (`rules`) say what two
//! tellings prove, and `docs/linkage.md` holds them as a table.

mod links;
mod mark;
mod rules;
mod syncs;
mod table;

use serde::{Deserialize, Serialize};

use crate::finding::{Category, Finding, Linkability, Opening, Reason, Secret};
use crate::order;
use crate::payload;
use crate::record::{Recipient, Record};
use crate::score::tells_person;
pub use links::Link;
pub use mark::Mark;
pub use rules::{Rule, Strength};
pub use syncs::{Sync, SyncRow, sync_rows};
pub use table::MOST_TELLINGS;
use table::Table;

/// The longest value that is an identifier; whatever is longer is a document.
pub(crate) const LONGEST: usize = 512;
/// The shortest: anything shorter is the same on both sides by chance.
const SHORTEST: usize = 6;

/// A value in a place that says nothing of it, which looks as if it were drawn at random: an identifier when it comes
/// again where it could not, unless it is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Where it stood.
    pub at: Opening,
    /// The value.
    pub value: Secret,
}

/// What one side remembers of who was told which identifier, and what is counted beside it.
///
/// It takes at most 256 kB when it is written.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Identifiers {
    table: Table,
    /// Requests that carried cookies and answers that set one: whether this side shows cookies at all.
    cookies_shown: u64,
    /// Pages that were loaded.
    pages: u64,
}

/// A value as one recipient knows it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Known<'a> {
    /// Who knows it.
    pub recipient: &'a str,
    /// The value, while there is room for it.
    pub value: Option<&'a Secret>,
    /// What kind.
    pub category: Category,
    /// In how many requests it was told: none when the recipient only set it.
    pub requests: u64,
}

/// A value in one request, however often it stands there.
struct Told<'a> {
    mark: Mark,
    category: Category,
    at: &'a str,
    value: &'a str,
    placed: bool,
    stated: bool,
    returned: bool,
    handed: bool,
}

impl Identifiers {
    /// Gives up a part of what it remembers; false when nothing is left.
    pub(crate) fn shed(&mut self) -> bool {
        self.table.shed()
    }

    /// Notes what a request that may have left told of who asks, and what is known of its answer so far.
    pub fn note(&mut self, record: &Record) {
        if record.sent == Some(false) {
            return;
        }
        self.tell(record);
        self.answered(record);
    }

    /// Notes the answer of a noted request: cookies that it set, a page that it brought.
    pub fn answered(&mut self, record: &Record) {
        self.pages += u64::from(brought_page(record));
        if record.set_cookies.is_empty() {
            return;
        }
        self.cookies_shown += 1;
        let domain = &record.recipient.registrable_domain;
        for (mark, name, value) in set_values(record) {
            let Some(recipient) = self.table.recipient(domain, record.recipient.company.as_deref()) else {
                self.table.beyond += 1;
                continue;
            };
            let to = recipient.id;
            let at = format!("set-cookie{}{name}", Opening::JOINT);
            if let Some(telling) = self.table.enter(mark, to, Category::PersistentId, &at, value) {
                telling.set = telling.set.saturating_add(1);
            }
        }
    }

    /// Takes a noted request back, with its answer: it turned out that it never left.
    pub fn retract(&mut self, record: &Record) {
        if record.sent == Some(false) {
            return;
        }
        let domain = &record.recipient.registrable_domain;
        self.pages = self.pages.saturating_sub(u64::from(brought_page(record)));
        self.cookies_shown = self.cookies_shown.saturating_sub(u64::from(!record.set_cookies.is_empty()));
        if record.with_cookies == Some(true) {
            self.cookies_shown = self.cookies_shown.saturating_sub(1);
            if let Some(recipient) = self.table.recipients.get_mut(domain) {
                recipient.with_cookies = recipient.with_cookies.saturating_sub(1);
            }
        }
        for told in told(record) {
            if let Some(telling) = self.table.telling_mut(told.mark, domain) {
                telling.shift(&told, |count| *count = count.saturating_sub(1));
                if let Some(name) = &record.site {
                    telling.sites.take_back(table::site(name));
                }
            }
            self.table.settle(told.mark);
        }
        for (mark, ..) in set_values(record) {
            if let Some(telling) = self.table.telling_mut(mark, domain) {
                telling.set = telling.set.saturating_sub(1);
            }
            self.table.settle(mark);
        }
    }

    /// Names the candidates of a request that its recipient was told before on an unrelated site: nothing but an
    /// identifier is drawn at random and comes again there. To be asked before the request is noted.
    ///
    /// What it says stays said if the request before turns out to have been stopped: the browser still made the same
    /// value twice.
    pub fn recognise(&self, record: &mut Record) {
        let known = self.recurring(record.site.as_deref(), &record.recipient, &mut record.candidates);
        if !known.is_empty() {
            record.findings.extend(known);
            record.weigh();
        }
    }

    /// Takes those out of the candidates that are identifiers, as [`recognise`](Self::recognise) says: a finding for each.
    pub(crate) fn recurring(
        &self,
        site: Option<&str>,
        recipient: &Recipient,
        candidates: &mut Vec<Candidate>,
    ) -> Vec<Finding> {
        let mut known = Vec::new();
        let Some(site) = site.map(table::site) else { return known };
        candidates.retain(|candidate| {
            let mark = Mark::of(candidate.value.reveal());
            let before = self.table.telling(mark, &recipient.registrable_domain);
            let before = before.filter(|telling| telling.sites.beside(site));
            let Some(telling) = before.filter(|_| is_stated(candidate.at.as_str())) else { return true };
            let unstored = self.cookies_shown > 0 && telling.unstored && telling.set == 0;
            known.push(recurring(candidate, unstored));
            false
        });
        known
    }

    /// Page loads, where any was seen.
    #[must_use]
    pub fn pages(&self) -> Option<u64> {
        (self.pages > 0).then_some(self.pages)
    }

    /// Identifiers that were let go because there was no more room.
    #[must_use]
    pub fn beyond(&self) -> u64 {
        self.table.beyond
    }

    /// Notes that identifiers were lost before they could be noted.
    pub fn lose(&mut self, identifiers: u64) {
        self.table.beyond = self.table.beyond.saturating_add(identifiers);
    }

    /// The same with figures that agree and under the caps: for what comes out of a file.
    #[must_use]
    pub fn checked(mut self) -> Self {
        self.table.recount();
        self.cookies_shown = self.cookies_shown.min(table::MOST_BELIEVED.into());
        self.pages = self.pages.min(table::MOST_BELIEVED.into());
        self
    }

    /// Every value with who knows it.
    pub fn iter(&self) -> impl Iterator<Item = Known<'_>> {
        let names = order::map(self.table.recipients.iter().map(|(name, known)| (known.id, name.as_str())));
        self.table.values.values().flat_map(move |value| {
            let rows = value.tellings.iter().filter_map(|telling| {
                let recipient = *names.get(&telling.to)?;
                let (category, requests) = (telling.category, telling.requests.into());
                Some(Known { recipient, value: value.text.as_ref(), category, requests })
            });
            rows.collect::<Vec<_>>()
        })
    }

    fn tell(&mut self, record: &Record) {
        let carries = record.with_cookies == Some(true);
        self.cookies_shown += u64::from(carries);
        let told = told(record);
        if told.is_empty() && !carries {
            return;
        }
        let domain = &record.recipient.registrable_domain;
        let Some(recipient) = self.table.recipient(domain, record.recipient.company.as_deref()) else {
            self.table.beyond += told.iter().filter(|told| told.placed).count() as u64;
            return;
        };
        let to = recipient.id;
        let unstored = record.with_cookies == Some(false) && recipient.with_cookies == 0;
        recipient.with_cookies = recipient.with_cookies.saturating_add(u32::from(carries));
        let unstored = unstored && !self.table.recipients_let_go;
        for told in &told {
            let Some(telling) = self.table.enter(told.mark, to, told.category, told.at, told.value) else {
                continue;
            };
            telling.unstored |= unstored && telling.requests == 0;
            telling.category = telling.category.min(told.category);
            telling.shift(told, |count| *count = count.saturating_add(1));
            if let Some(name) = &record.site {
                telling.sites.add(table::site(name));
            }
        }
    }
}

impl table::Telling {
    fn shift(&mut self, told: &Told<'_>, by: fn(&mut u32)) {
        by(&mut self.requests);
        for (holds, count) in [
            (told.placed, &mut self.placed),
            (told.stated, &mut self.stated),
            (told.returned, &mut self.returned),
            (told.handed, &mut self.handed),
        ] {
            if holds {
                by(count);
            }
        }
    }
}

/// What a request tells, each value once; of a cookie also its parts, which go elsewhere without it.
fn told(record: &Record) -> Vec<Told<'_>> {
    let mut all: Vec<Told<'_>> = Vec::new();
    let mut tell = |category: Category, at, value, placed| {
        let mark = Mark::of(value);
        let returned = is_cookie(at);
        let told =
            Told { mark, category, at, value, placed, stated: is_stated(at), returned, handed: !returned };
        match all.iter_mut().find(|known| known.mark == mark) {
            Some(known) => known.join(&told),
            None => all.push(told),
        }
    };
    for finding in record.findings.iter().filter(|finding| is_identifier(finding)) {
        let (at, value, placed) = (finding.at.as_str(), finding.value.reveal(), stands_in_its_place(finding));
        tell(finding.category, at, value, placed);
        let parts = payload::identifiers_in(value).filter(|part| is_cookie(at) && *part != value);
        parts.for_each(|part| tell(finding.category, at, part, placed));
    }
    for candidate in &record.candidates {
        tell(Category::PersistentId, candidate.at.as_str(), candidate.value.reveal(), false);
    }
    all
}

impl Told<'_> {
    fn join(&mut self, other: &Self) {
        self.category = self.category.min(other.category);
        self.placed |= other.placed;
        self.stated |= other.stated;
        self.returned |= other.returned;
        self.handed |= other.handed;
    }
}

/// The values of the cookies that an answer sets, as far as they look like identifiers: the whole, or its parts.
fn set_values(record: &Record) -> impl Iterator<Item = (Mark, &str, &str)> {
    record.set_cookies.iter().flat_map(|cookie| {
        payload::identifiers_in(cookie.value.reveal())
            .filter(|value| (SHORTEST..=LONGEST).contains(&value.len()))
            .map(|value| (Mark::of(value), cookie.name.as_str(), value))
    })
}

/// A page that was shown: a redirect and an empty answer show none.
fn brought_page(record: &Record) -> bool {
    record.kind == crate::intake::Kind::MainFrame
        && record.status.is_some_and(|status| !matches!(status, 204 | 205 | 300..=399))
}

fn is_cookie(at: &str) -> bool {
    at.starts_with("header/cookie")
}

/// A path names what is asked for; anything else says something.
fn is_stated(at: &str) -> bool {
    !at.starts_with("path")
}

fn is_identifier(finding: &Finding) -> bool {
    // A session's id that both sides share has outlived the session.
    let kind = tells_person(finding.category) || finding.category == Category::SessionId;
    kind && (SHORTEST..=LONGEST).contains(&finding.value.reveal().len())
}

fn stands_in_its_place(finding: &Finding) -> bool {
    finding.category != Category::SessionId
        && matches!(
            &*finding.reason.code,
            "dictionary" | "name" | "user_id_random" | "cookie_id" | "telemetry_header"
        )
}

fn recurring(candidate: &Candidate, unstored: bool) -> Finding {
    let (code, text) = if unstored {
        (
            "recurs_unstored",
            "The recipient was told the same value on an unrelated site before it could have stored one.",
        )
    } else {
        ("recurs", "The recipient was told the same value on an unrelated site.")
    };
    Finding {
        category: Category::PersistentId,
        at: candidate.at.clone(),
        value: candidate.value.clone(),
        linkability: Linkability::CrossSession,
        flags: Vec::new(),
        reason: Reason { code: code.into(), text: text.into() },
    }
}
