//! Cookie syncing: one recipient's identifier, handed to another.
//!
//! Decides whose an identifier is and to whom it was handed. Refuses to know why: a redirect, a pixel's address and a body
//! hand it over alike.

use serde::Serialize;

use super::Identifiers;
use super::links::text_or_mark;
use super::mark::{Mark, marks_of_hashes};
use super::table::{Telling, Value};
use crate::discreet::discreet;
use crate::finding::{Category, Secret};
use crate::order;
use crate::report::Showing;

/// The most that one side tells of.
const MOST_SYNCS: usize = 256;

/// An identifier of one recipient that another was told.
#[derive(Debug, Clone, PartialEq)]
pub struct Sync<'a> {
    /// Whose it is: it set it as a cookie, or gets it back in one.
    pub from: &'a str,
    /// Who was told it.
    pub to: &'a str,
    /// What kind.
    pub category: Category,
    /// The value, where it is remembered.
    pub value: Option<&'a Secret>,
    /// Stands for the value.
    pub mark: Mark,
    /// Requests to the other that carried it.
    pub requests: u64,
}

impl Sync<'_> {
    /// What a keyed hash of the value is made of: the value, or its mark where it is no longer remembered.
    #[must_use]
    pub fn to_hash(&self) -> std::borrow::Cow<'_, str> {
        text_or_mark(self.value, self.mark)
    }
}

impl Identifiers {
    /// The identifiers that one recipient was handed from another, those that were handed most often first, 256 at most.
    #[must_use]
    pub fn syncs(&self) -> Vec<Sync<'_>> {
        let recipients = self.table.recipients.iter();
        let names =
            order::map(recipients.map(|(name, recipient)| (recipient.id, (name.as_str(), recipient))));
        let mut syncs: Vec<Sync<'_>> = Vec::new();
        for (mark, value) in &self.table.values {
            let Some(owner) = owner(value) else { continue };
            let Some((from, owning)) = names.get(&owner.to) else { continue };
            let hashes = value.text.as_ref().map(|text| marks_of_hashes(text.reveal())).unwrap_or_default();
            let hashed = hashes.iter().filter_map(|hash| self.table.values.get(hash));
            for telling in std::iter::once(value).chain(hashed).flat_map(|value| &value.tellings) {
                let Some((to, hearing)) = names.get(&telling.to) else { continue };
                let same_company = owning.company != 0 && owning.company == hearing.company;
                if telling.to == owner.to || telling.handed == 0 || same_company {
                    continue;
                }
                let requests = u64::from(telling.handed);
                // As it is and hashed is still one identifier between the same two.
                if let Some(known) = syncs.iter_mut().find(|sync| (sync.mark, sync.to) == (*mark, *to)) {
                    known.requests += requests;
                    continue;
                }
                syncs.push(Sync {
                    from,
                    to,
                    category: owner.category,
                    value: value.text.as_ref(),
                    mark: *mark,
                    requests,
                });
            }
        }
        order::sort_by(&mut syncs, |a, b| {
            b.requests.cmp(&a.requests).then_with(|| (a.from, a.to, a.mark).cmp(&(b.from, b.to, b.mark)))
        });
        syncs.truncate(MOST_SYNCS);
        syncs
    }
}

/// Whose a value is: the first that set it, or else the first that got it back. One that was told it otherwise before
/// only adopted it.
fn owner(value: &Value) -> Option<&Telling> {
    let of = |is_own: fn(&Telling) -> bool| value.tellings.iter().find(|telling| is_own(telling));
    of(|telling| telling.set > 0 && telling.handed == 0)
        .or_else(|| of(|telling| telling.set > 0))
        .or_else(|| of(|telling| telling.returned > 0))
}

/// A sync as reports show it.
#[derive(Clone, PartialEq, Serialize)]
pub struct SyncRow {
    /// Whose it is: it set it as a cookie, or gets it back in one.
    pub from: String,
    /// Who was told it.
    pub to: String,
    /// What kind it is.
    pub category: Category,
    /// The value, where values are revealed.
    pub value: Option<String>,
    /// Its keyed hash, in hexadecimal.
    pub hmac: String,
    /// In how many requests.
    pub requests: u64,
}

discreet!(SyncRow { from, to, category, requests });

/// The identifiers that one recipient was handed from another; what was handed in two modes stands twice.
#[must_use]
pub fn sync_rows<'a>(modes: impl IntoIterator<Item = &'a Identifiers>, showing: &Showing) -> Vec<SyncRow> {
    in_order(modes.into_iter().flat_map(Identifiers::syncs).collect(), showing)
}

fn in_order(syncs: Vec<Sync<'_>>, showing: &Showing) -> Vec<SyncRow> {
    let row = |sync: Sync<'_>| SyncRow {
        from: sync.from.to_owned(),
        to: sync.to.to_owned(),
        category: sync.category,
        value: sync.value.filter(|_| showing.reveal()).map(|value| value.reveal().to_owned()),
        hmac: showing.hmac(&sync.to_hash()),
        requests: sync.requests,
    };
    let mut rows: Vec<SyncRow> = syncs.into_iter().map(row).collect();
    order::sort_by(&mut rows, |a, b| {
        b.requests.cmp(&a.requests).then_with(|| (&a.from, &a.to).cmp(&(&b.from, &b.to)))
    });
    rows
}
