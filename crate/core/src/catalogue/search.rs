//! The way from a request to the rules that it meets: its host's suffixes, the windows in its address, its document, and
//! the few rules that hang on none of these.
//!
//! Decides the order, and what outweighs what. Refuses to know what a rule says (`rules`).

use std::sync::OnceLock;

use super::address::Address;
use super::asked::Context;
use super::layout::{DOCUMENT, FIRST_GROUP, WIDTHS, flag, name_bit, opening, rest, section};
use super::pattern::Effort;
use super::regex::Regex;
use super::rules::{Place, Rule, Rules};
use super::windows::{Lead, Literal, Ways, Windows};
use super::{RuleId, Verdict};
use crate::blob::{Blob, u32_at};
use crate::hash;
use crate::table::Table;

/// Where in a blob things stand that every match needs; found out once.
#[derive(Debug)]
pub(super) struct Shape {
    hosts: usize,
    /// To blocking rules, and to exceptions.
    ways: [Ways; 2],
    rest: [u32; rest::COUNT],
}

impl Shape {
    /// Looks a blob over; the number of a section that has a wrong shape otherwise.
    pub(super) fn of(blob: &Blob) -> Result<Self, u32> {
        let mut rest = [0; rest::COUNT];
        for (place, word) in rest.iter_mut().enumerate() {
            *word = u32_at(blob.section(section::REST), place);
        }
        Ok(Self {
            hosts: Table::view(blob.section(section::HOSTS)).ok_or(section::HOSTS as u32)?.len(),
            ways: [Ways::view(blob, 0)?, Ways::view(blob, 1)?],
            rest,
        })
    }

    /// How many regular expressions there are.
    pub(super) fn regexes(&self) -> u32 {
        self.rest[rest::REGEXES]
    }
}

/// A blob that is searched.
#[derive(Clone, Copy)]
pub(super) struct Search<'a> {
    blob: &'a Blob,
    shape: &'a Shape,
    regexes: &'a [OnceLock<Option<Regex>>],
}

/// A rule that the request meets.
#[derive(Clone, Copy)]
struct Met {
    id: RuleId,
    important: bool,
}

/// Which rules are looked for.
#[derive(Clone, Copy)]
struct Wanted {
    exceptions: bool,
    important_only: bool,
}

impl Wanted {
    fn is(self, flags: u16) -> bool {
        (flags & flag::EXCEPTION != 0) == self.exceptions
            && (!self.important_only || flags & flag::IMPORTANT != 0)
    }
}

/// Rules that were tried on the whole address and did not fit: their windows may stand in it often.
struct Failed {
    numbers: [u32; 8],
    next: usize,
}

/// One look for one kind of rules.
struct Look<'a, 'c> {
    search: Search<'a>,
    context: &'c Context<'a>,
    wanted: Wanted,
    /// Of two things that there are for blocking rules and for exceptions, which.
    of: usize,
}

impl<'a> Search<'a> {
    /// A search in a blob of this shape.
    pub(super) fn new(blob: &'a Blob, shape: &'a Shape, regexes: &'a [OnceLock<Option<Regex>>]) -> Self {
        Self { blob, shape, regexes }
    }

    /// What the rules say about a request.
    pub(super) fn verdict(self, context: &Context<'a>) -> Verdict {
        let mut effort = Effort::of(context.address.url.len());
        let mut find = |exceptions, important_only| {
            let wanted = Wanted { exceptions, important_only };
            Look { search: self, context, wanted, of: usize::from(exceptions) }.find(&mut effort)
        };
        let Some(hit) = find(false, false) else { return Verdict::Miss };
        if hit.important {
            return match find(true, true) {
                Some(by) => Verdict::Excepted { by: by.id, hit: hit.id },
                None => Verdict::Hit(hit.id),
            };
        }
        let Some(by) = find(true, false) else { return Verdict::Hit(hit.id) };
        if by.important || self.shape.rest[rest::IMPORTANT] == 0 {
            return Verdict::Excepted { by: by.id, hit: hit.id };
        }
        match find(false, true) {
            None => Verdict::Excepted { by: by.id, hit: hit.id },
            Some(important) => match find(true, true) {
                Some(by) => Verdict::Excepted { by: by.id, hit: important.id },
                None => Verdict::Hit(important.id),
            },
        }
    }

    /// A section of the blob.
    pub(super) fn section(self, number: usize) -> &'a [u8] {
        self.blob.section(number)
    }

    /// What of a rule's text stands where a match finds it, which the request at this address was: its host, its pattern, or
    /// both. Letters are small, unless the rule tells them apart.
    pub(super) fn found(self, id: RuleId, url: &str) -> Option<String> {
        let address = Address::of(url)?;
        let Some(number) = (id.0 as usize).checked_sub(self.shape.hosts) else {
            let hosts = Table::view(self.section(section::HOSTS))?;
            return host_of(&address, |hash| hosts.find(hash).is_some_and(|(slot, _)| slot == id.0 as usize));
        };
        let Some(number) = number.checked_sub(self.rules().len()) else {
            return self.found_in_record(number as u32, &address);
        };
        self.found_literal(number, &address)
    }

    fn found_in_record(self, number: u32, address: &Address<'_>) -> Option<String> {
        let rule = self.rules().get(number)?;
        let pattern = str::from_utf8(rule.pattern).ok()?;
        if rule.flags & flag::AFTER_HOST == 0 {
            return Some(pattern.to_owned());
        }
        let hosts = Table::view(self.section(section::HOSTS))?;
        let host = host_of(address, |hash| {
            let group = hosts.find(hash).and_then(|(_, place)| place.checked_sub(FIRST_GROUP));
            group.map(|group| self.group(group)).is_some_and(|(from, to)| (from..to).contains(&number))
        })?;
        Some(host + pattern)
    }

    fn found_literal(self, place: usize, address: &Address<'_>) -> Option<String> {
        let (blob, url, ways) = (self.blob.bytes(), address.url, &self.shape.ways[0]);
        let text = |at: usize, tier: usize, lead: Lead| {
            let Lead::Literal(number) = lead else { return None };
            if before(&ways.tiers, tier) + number != place {
                return None;
            }
            let literal = ways.tiers[tier].literal(blob, number);
            let start = at.checked_sub(literal.at)?;
            let text = url.get(start..start.checked_add(literal.len)?)?;
            (hash::text(text) == literal.print).then_some(text)
        };
        let text = ways.scan(blob, url, true, text)?;
        Some(str::from_utf8(text).ok()?.to_ascii_lowercase())
    }

    /// The first rule of a group, and the first that is none of it any more.
    fn group(self, group: u16) -> (u32, u32) {
        let groups = self.section(section::GROUPS);
        let bound = |edge: usize| u32_at(groups, usize::from(group) + edge);
        (bound(0), bound(1))
    }

    #[inline]
    fn rules(self) -> Rules<'a> {
        Rules {
            records: self.blob.section(section::RULES),
            patterns: self.blob.section(section::PATTERNS),
            extras: self.blob.section(section::EXTRAS),
            regexes: self.regexes,
        }
    }
}

/// How many literals the tiers before one have.
fn before(tiers: &[Windows; WIDTHS.len()], tier: usize) -> usize {
    tiers[..tier].iter().map(Windows::literals).sum()
}

impl<'a> Look<'a, '_> {
    fn find(&self, effort: &mut Effort) -> Option<Met> {
        let hosts = Table::view(self.search.blob.section(section::HOSTS))?;
        self.by_host(&hosts, effort)
            .or_else(|| self.by_window(effort))
            .or_else(|| self.by_document(&hosts, effort))
            .or_else(|| self.by_trying(effort))
    }

    fn by_host(&self, hosts: &Table<'_>, effort: &mut Effort) -> Option<Met> {
        let address = &self.context.address;
        let shortest = usize::from(self.search.shape.rest[rest::ONE_LABEL] == 0);
        self.context.names.find_map(shortest, address.host(), |hash| {
            let (slot, number) = hosts.find(hash)?;
            match number.checked_sub(FIRST_GROUP) {
                Some(group) => self.in_group(group, Place::HostEnd(address.end), effort),
                None => Some(met(slot, self.condition(usize::from(number))?)),
            }
        })
    }

    fn by_window(&self, effort: &mut Effort) -> Option<Met> {
        let (blob, url) = (self.search.blob.bytes(), self.context.address.url);
        let mut failed = Failed { numbers: [u32::MAX; 8], next: 0 };
        self.ways().scan(blob, url, self.has(rest::TAIL_TYPES), |at, tier, lead| {
            self.led(lead, at, tier, &mut failed, effort)
        })
    }

    /// What a window at `at` led to, if the request meets it.
    fn led(
        &self,
        lead: Lead,
        at: usize,
        tier: usize,
        failed: &mut Failed,
        effort: &mut Effort,
    ) -> Option<Met> {
        let rules = self.search.rules();
        let (from, to) = match lead {
            Lead::Rules(from, to) => (from, to),
            Lead::Literal(place) => {
                let tiers = &self.ways().tiers;
                let literal = tiers[tier].literal(self.search.blob.bytes(), place);
                let flags = self.literal(&literal, at)?;
                let number = rules.len() + before(tiers, tier) + place;
                return Some(met(self.search.shape.hosts + number, flags));
            }
        };
        for number in from..to {
            let record = rules.record(number)?;
            if !self.wanted.is(record.flags()) || !record.may_be_for(self.context) {
                continue;
            }
            let rule = rules.read(record)?;
            let anywhere = rule.flags & flag::PLACED == 0;
            if anywhere && failed.numbers.contains(&number) {
                continue;
            }
            if rules.meets(&rule, self.context, Place::Window(at), effort) {
                return Some(self.met(number, &rule));
            }
            if anywhere {
                failed.numbers[failed.next] = number;
                failed.next = (failed.next + 1) % failed.numbers.len();
            }
        }
        None
    }

    fn by_document(&self, hosts: &Table<'_>, effort: &mut Effort) -> Option<Met> {
        if !self.has(rest::DOCUMENT_TYPES) {
            return None;
        }
        let document = self.context.document;
        let bits = self.search.shape.rest[rest::DOCUMENTS];
        document.names.find_map(0, document.host().as_bytes(), |hash| {
            let (_, number) = if bits & name_bit(hash) == 0 { None } else { hosts.find(hash ^ DOCUMENT) }?;
            self.in_group(number.checked_sub(FIRST_GROUP)?, Place::Anywhere, effort)
        })
    }

    fn by_trying(&self, effort: &mut Effort) -> Option<Met> {
        if !self.has(rest::TYPES) {
            return None;
        }
        let words = &self.search.shape.rest;
        self.among(words[rest::FROM + self.of], words[rest::TO + self.of], Place::Anywhere, effort)
    }

    fn in_group(&self, group: u16, place: Place, effort: &mut Effort) -> Option<Met> {
        let (from, to) = self.search.group(group);
        self.among(from, to, place, effort)
    }

    fn among(&self, from: u32, to: u32, place: Place, effort: &mut Effort) -> Option<Met> {
        let rules = self.search.rules();
        let behind = match place {
            Place::HostEnd(end) => Some(opening(self.context.address.url.get(end..).unwrap_or_default())),
            Place::Window(_) | Place::Anywhere => None,
        };
        // A range that leads beyond the last rule was forged: there is nothing more to find.
        for number in from..to.min(rules.len() as u32) {
            let record = rules.record(number)?;
            if let Some(behind) = behind {
                // Those that say what they ask for behind the host come last, in order.
                let wanted = record.opening();
                if wanted > behind {
                    return None;
                }
                if wanted != 0 && wanted != behind {
                    continue;
                }
            }
            if !self.wanted.is(record.flags()) || !record.may_be_for(self.context) {
                continue;
            }
            let rule = rules.read(record)?;
            if rules.meets(&rule, self.context, place, effort) {
                return Some(self.met(number, &rule));
            }
        }
        None
    }

    #[inline]
    fn ways(&self) -> &'a Ways {
        &self.search.shape.ways[self.of]
    }

    /// Whether any rule of those whose types stand at `types` is for requests of this type.
    #[inline]
    fn has(&self, types: usize) -> bool {
        self.context.is_of(self.search.shape.rest[types + self.of] as u16)
    }

    /// The flags of a condition, if the request meets it.
    #[inline]
    fn condition(&self, number: usize) -> Option<u16> {
        let condition = u32_at(self.search.blob.section(section::CONDITIONS), number);
        let flags = (condition >> 16) as u16;
        (self.wanted.is(flags) && self.context.is_of(condition as u16) && self.context.has_parties(flags))
            .then_some(flags)
    }

    /// The flags of a literal, if its text stands around the window at `at` and the request meets its condition.
    #[inline]
    fn literal(&self, literal: &Literal, at: usize) -> Option<u16> {
        let condition = u32_at(self.search.blob.section(section::CONDITIONS), literal.condition);
        let flags = (condition >> 16) as u16;
        if !self.wanted.is(flags) || !self.context.is_of(condition as u16) {
            return None;
        }
        let start = at.checked_sub(literal.at)?;
        let address = &self.context.address;
        let text = address.url.get(start..start + literal.len)?;
        let fits = hash::text(text) == literal.print
            && (flags & flag::LABEL == 0 || address.is_label_start(start))
            && self.context.has_parties(flags);
        fits.then_some(flags)
    }

    fn met(&self, number: u32, rule: &Rule<'_>) -> Met {
        met(self.search.shape.hosts.saturating_add(number as usize), rule.flags)
    }
}

/// The domain of an address whose hash is the one.
fn host_of(address: &Address<'_>, mut is: impl FnMut(u64) -> bool) -> Option<String> {
    let (start, _) = hash::suffixes(address.host()).find(|&(_, hash)| is(hash))?;
    Some(str::from_utf8(address.host().get(start..)?).ok()?.to_ascii_lowercase())
}

fn met(number: usize, flags: u16) -> Met {
    Met { id: RuleId(number as u32), important: flags & flag::IMPORTANT != 0 }
}
