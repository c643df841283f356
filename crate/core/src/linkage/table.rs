//! What one side remembers of its identifiers: by value, and for each value who was told it, where and how often.
//!
//! Decides what a telling keeps and what is let go when there is no more room. Refuses to know what a telling is made
//! from and what it proves.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::mark::Mark;
use crate::finding::{Category, Secret};
use crate::hash;
use crate::order;

/// The most pairs of a value and a recipient that one side remembers.
pub const MOST_TELLINGS: usize = 3_000;
/// So many of the newest values that are no proven identifiers stay, whatever else comes.
const MOST_PASSING: usize = 1_000;
/// Bytes of values and of the places where they stood. Beyond, the oldest are known by their marks alone.
const ROOM_FOR_TEXT: usize = 64 << 10;
/// Bytes of names of recipients.
const ROOM_FOR_NAMES: usize = 24 << 10;
/// What a recipient takes beside its name.
const BESIDE_NAME: usize = 16;
/// Bytes kept of the place where a value stood.
const LONGEST_PLACE: usize = 160;
/// Sites that are told apart: two are enough to see that they are unrelated.
const MOST_SITES: usize = 2;

/// No count in a file is believed beyond this, so that sums of them stay sums.
pub(super) const MOST_BELIEVED: u32 = 1 << 24;

/// A recipient, as tellings name it.
pub(super) type RecipientId = u32;

/// The sites on which something was told, and how often on each.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Sites {
    known: Vec<(u32, u32)>,
    elsewhere: u32,
}

/// One value as one recipient knows it. Every number is of requests that left, and goes back when one turns out not to
/// have.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Telling {
    pub(super) to: RecipientId,
    pub(super) category: Category,
    /// Where it stood first.
    pub(super) at: Option<String>,
    /// Requests that told it.
    pub(super) requests: u32,
    /// Of those, the ones in which it stood in a place that is for identifiers.
    pub(super) placed: u32,
    /// … in anything but the path, which names what is asked for.
    pub(super) stated: u32,
    /// … in the recipient's own cookie.
    pub(super) returned: u32,
    /// … outside of a cookie.
    pub(super) handed: u32,
    /// Answers in which the recipient set it as a cookie.
    pub(super) set: u32,
    /// When it was first told, the recipient had never been sent a cookie.
    pub(super) unstored: bool,
    pub(super) sites: Sites,
}

/// One value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Value {
    /// Its place in the order in which values were first met.
    order: u32,
    /// Its text, while there is room.
    pub(super) text: Option<Secret>,
    /// Who knows it, in the order in which they came to.
    pub(super) tellings: Vec<Telling>,
}

/// What is known of a recipient beside the values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Recipient {
    pub(super) id: RecipientId,
    /// A hash of its company; 0 where none is known.
    pub(super) company: u32,
    /// Requests to it that carried cookies.
    pub(super) with_cookies: u32,
}

/// All values of one side.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Table {
    pub(super) values: BTreeMap<Mark, Value>,
    pub(super) recipients: BTreeMap<String, Recipient>,
    next_value: u32,
    next_recipient: u32,
    tellings: usize,
    text: usize,
    names: usize,
    /// Every recipient has been told something: nobody need be looked at for room. Found out anew after a rest.
    #[serde(skip)]
    crowded: bool,
    /// Identifiers that had to be let go.
    pub(super) beyond: u64,
    /// Recipients had to be let go: who comes anew may have been sent cookies before.
    pub(super) recipients_let_go: bool,
}

impl Sites {
    pub(super) fn add(&mut self, site: u32) {
        if let Some((_, times)) = self.known.iter_mut().find(|(known, _)| *known == site) {
            *times = times.saturating_add(1);
        } else if self.known.len() < MOST_SITES {
            self.known.push((site, 1));
        } else {
            self.elsewhere = self.elsewhere.saturating_add(1);
        }
    }

    pub(super) fn take_back(&mut self, site: u32) {
        match self.known.iter().position(|(known, _)| *known == site) {
            Some(at) => {
                self.known[at].1 = self.known[at].1.saturating_sub(1);
                if self.known[at].1 == 0 {
                    self.known.remove(at);
                }
            }
            None => self.elsewhere = self.elsewhere.saturating_sub(1),
        }
    }

    /// Whether any of them is another than this.
    pub(super) fn beside(&self, site: u32) -> bool {
        self.elsewhere > 0 || self.known.iter().any(|(known, _)| *known != site)
    }

    /// Whether there are two among both.
    pub(super) fn unrelated(&self, other: &Self) -> bool {
        let mut sites = self.known.iter().chain(&other.known).map(|(site, _)| *site);
        sites.next().is_some_and(|first| self.beside(first) || other.beside(first))
    }
}

impl Telling {
    pub(super) fn new(to: RecipientId, category: Category) -> Self {
        Self {
            to,
            category,
            at: None,
            requests: 0,
            placed: 0,
            stated: 0,
            returned: 0,
            handed: 0,
            set: 0,
            unstored: false,
            sites: Sites::default(),
        }
    }

    /// Nothing proves, or has proved by now, that it outlives a page: it is the first to be let go.
    fn is_passing(&self) -> bool {
        self.placed == 0 && matches!(self.category, Category::PersistentId | Category::SessionId)
            || self.requests == 0
    }

    fn size(&self) -> usize {
        self.at.as_ref().map_or(0, String::len)
    }
}

impl Value {
    pub(super) fn telling(&self, to: RecipientId) -> Option<&Telling> {
        self.tellings.iter().find(|telling| telling.to == to)
    }

    fn size(&self) -> usize {
        self.text.as_ref().map_or(0, |text| text.reveal().len())
            + self.tellings.iter().map(Telling::size).sum::<usize>()
    }
}

/// A site, by a hash of its name.
pub(super) fn site(name: &str) -> u32 {
    hash::host(name.as_bytes()) as u32
}

impl Table {
    pub(super) fn telling(&self, mark: Mark, recipient: &str) -> Option<&Telling> {
        let to = self.recipients.get(recipient)?.id;
        self.values.get(&mark)?.telling(to)
    }

    pub(super) fn telling_mut(&mut self, mark: Mark, recipient: &str) -> Option<&mut Telling> {
        let to = self.recipients.get(recipient)?.id;
        self.values.get_mut(&mark)?.tellings.iter_mut().find(|telling| telling.to == to)
    }

    /// The recipient, made known where there is room for its name.
    pub(super) fn recipient(&mut self, name: &str, company: Option<&str>) -> Option<&mut Recipient> {
        if !self.recipients.contains_key(name) {
            let wanted = name.len() + BESIDE_NAME;
            if self.names + wanted > ROOM_FOR_NAMES && !self.crowded {
                self.let_go_of_recipients();
                self.crowded = true;
            }
            if self.names + wanted > ROOM_FOR_NAMES {
                return None;
            }
            self.names += wanted;
            self.crowded = false;
            let id = self.next_recipient;
            self.next_recipient = id.wrapping_add(1);
            let company = company.map_or(0, |company| (hash::host(company.as_bytes()) as u32).max(1));
            self.recipients.insert(name.to_owned(), Recipient { id, company, with_cookies: 0 });
        }
        self.recipients.get_mut(name)
    }

    /// The telling of a value to a known recipient, made where there is none.
    pub(super) fn enter(
        &mut self,
        mark: Mark,
        to: RecipientId,
        category: Category,
        at: &str,
        text: &str,
    ) -> Option<&mut Telling> {
        let known = self.values.get(&mark).is_some_and(|value| value.telling(to).is_some());
        if !known && self.tellings >= MOST_TELLINGS {
            self.let_go_of_tellings(MOST_TELLINGS / 8, MOST_PASSING);
        }
        let order = self.next_value;
        let value = self.values.entry(mark).or_insert_with(|| {
            self.next_value = order.wrapping_add(1);
            Value { order, text: None, tellings: Vec::new() }
        });
        let before = value.size();
        if value.text.is_none() {
            value.text = Some(Secret::new(text));
        }
        if !known {
            self.tellings += 1;
            let mut telling = Telling::new(to, category);
            telling.at = Some(at.chars().take(LONGEST_PLACE).collect());
            value.tellings.push(telling);
        }
        self.text = (self.text + value.size()).saturating_sub(before);
        if self.text > ROOM_FOR_TEXT {
            self.let_go_of_texts();
        }
        self.values.get_mut(&mark)?.tellings.iter_mut().find(|telling| telling.to == to)
    }

    /// Lets go of a telling in which nothing is left.
    pub(super) fn settle(&mut self, mark: Mark) {
        let Some(value) = self.values.get_mut(&mark) else { return };
        let before = (value.tellings.len(), value.size());
        value.tellings.retain(|telling| telling.requests > 0 || telling.set > 0);
        let after = if value.tellings.is_empty() { 0 } else { value.size() };
        self.crowded &= value.tellings.len() == before.0;
        self.tellings = (self.tellings + value.tellings.len()).saturating_sub(before.0);
        self.text = (self.text + after).saturating_sub(before.1);
        if value.tellings.is_empty() {
            self.values.remove(&mark);
        }
    }

    /// Makes the figures those of what is there, and what is there fit: for what comes from elsewhere.
    pub(super) fn recount(&mut self) {
        for value in self.values.values_mut() {
            let mut seen = BTreeSet::new();
            value
                .tellings
                .retain(|telling| seen.insert(telling.to) && (telling.requests > 0 || telling.set > 0));
            for telling in &mut value.tellings {
                telling.sites.known.truncate(MOST_SITES);
                for count in [
                    &mut telling.requests,
                    &mut telling.placed,
                    &mut telling.stated,
                    &mut telling.returned,
                    &mut telling.handed,
                    &mut telling.set,
                ] {
                    *count = (*count).min(MOST_BELIEVED);
                }
            }
        }
        self.values.retain(|_, value| !value.tellings.is_empty());
        let after = |last: Option<u32>| last.map_or(0, |last| last.wrapping_add(1));
        let orders = self.values.values().map(|value| value.order);
        self.next_value = self.next_value.max(after(orders.max()));
        let ids = self.recipients.values().map(|recipient| recipient.id);
        self.next_recipient = self.next_recipient.max(after(ids.max()));
        self.names = self.recipients.keys().map(|name| name.len() + BESIDE_NAME).sum();
        self.measure();
        while self.tellings > MOST_TELLINGS {
            self.let_go_of_tellings(MOST_TELLINGS / 8, MOST_PASSING);
        }
        if self.text > ROOM_FOR_TEXT {
            self.let_go_of_texts();
        }
    }

    /// Counts again, after something was let go or came from elsewhere.
    fn measure(&mut self) {
        self.crowded = false;
        self.tellings = self.values.values().map(|value| value.tellings.len()).sum();
        self.text = self.values.values().map(Value::size).sum();
    }

    /// Gives up a part: how the older values were written, then the oldest quarter; false when nothing is left.
    pub(super) fn shed(&mut self) -> bool {
        if self.text > 0 {
            self.let_go_of_texts();
            return true;
        }
        if self.tellings > 0 {
            self.let_go_of_tellings(self.tellings.div_ceil(4), 0);
            return true;
        }
        let before = self.recipients.len();
        self.let_go_of_recipients();
        before > 0
    }

    /// Makes room for so many tellings: the oldest passing values first, but for the newest of them, then the oldest of
    /// all.
    fn let_go_of_tellings(&mut self, mut wanted: usize, spared: usize) {
        let passing = |value: &Value| value.tellings.iter().all(Telling::is_passing);
        let mut order: Vec<(bool, u32, Mark, usize)> = self
            .values
            .iter()
            .map(|(mark, value)| (!passing(value), value.order, *mark, value.tellings.len()))
            .collect();
        order.sort_unstable();
        let newest = order.iter().filter(|(lasting, ..)| !lasting).count().saturating_sub(spared);
        let (old, rest) = order.split_at(newest);
        let lasting = rest.iter().filter(|(lasting, ..)| *lasting);
        for (lasting, _, mark, tellings) in old.iter().chain(lasting) {
            if wanted == 0 {
                break;
            }
            wanted = wanted.saturating_sub(*tellings);
            self.values.remove(mark);
            self.beyond += u64::from(*lasting);
        }
        self.measure();
    }

    /// Forgets how the older half of the values was written.
    fn let_go_of_texts(&mut self) {
        let mut orders: Vec<u32> =
            self.values.values().filter(|value| value.size() > 0).map(|value| value.order).collect();
        orders.sort_unstable();
        let Some(middle) = orders.get(orders.len() / 2).copied() else { return };
        for value in self.values.values_mut().filter(|value| value.order <= middle) {
            value.text = None;
            for telling in &mut value.tellings {
                telling.at = None;
            }
        }
        self.measure();
    }

    fn let_go_of_recipients(&mut self) {
        let told = order::set(
            self.values.values().flat_map(|value| value.tellings.iter().map(|telling| telling.to)),
        );
        let before = self.recipients.len();
        self.recipients.retain(|_, recipient| told.contains(&recipient.id));
        self.recipients_let_go |= self.recipients.len() < before;
        self.names = self.recipients.keys().map(|name| name.len() + BESIDE_NAME).sum();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tell(table: &mut Table, name: &str) -> bool {
        let Some(recipient) = table.recipient(name, None) else { return false };
        let to = recipient.id;
        let telling = table.enter(Mark::of(name), to, Category::PersistentId, "query/id", name);
        telling.map(|telling| telling.requests += 1).is_some()
    }

    #[test]
    fn who_finds_no_room_finds_it_as_soon_as_somebody_is_let_go() {
        let name = |number: usize| format!("recipient-{number:04}.example");
        let mut table = Table::default();
        let told = (0..).take_while(|number| tell(&mut table, &name(*number))).count();
        assert!((100..MOST_TELLINGS).contains(&told) && table.crowded);
        assert!(!tell(&mut table, &name(told + 1)), "everybody was told something");

        let first = Mark::of(&name(0));
        table.telling_mut(first, &name(0)).map(|telling| telling.requests = 0).unwrap();
        table.settle(first);
        assert!(tell(&mut table, &name(told + 2)));
        assert!(!tell(&mut table, &name(told + 3)));

        // Who was only met makes room for the next: that it is there resets what was known of the others.
        let second = Mark::of(&name(1));
        table.telling_mut(second, &name(1)).map(|telling| telling.requests = 0).unwrap();
        table.settle(second);
        assert!(table.recipient(&name(told + 4), None).is_some());
        assert!(tell(&mut table, &name(told + 5)));
        assert!(!table.recipients.contains_key(&name(told + 4)));
    }
}
