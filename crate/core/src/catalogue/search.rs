//! The way from a request to the rules that it meets: its host's suffixes, the windows in its address, its document, and
//! the few rules that hang on none of these.
//!
//! Decides the order, and what outweighs what. Refuses to know what a rule says (`rules`).

use std::sync::OnceLock;

use super::asked::Context;
use super::layout::{DOCUMENT, FIRST_GROUP, TAIL, WIDTHS, flag, rest, section};
use super::pattern::Effort;
use super::regex::Regex;
use super::rules::{Place, Rule, Rules};
use super::windows::{self, First, Lead, Literal, Windows};
use super::{RuleId, Verdict};
use crate::blob::{Blob, u32_at};
use crate::hash;
use crate::table::Table;

/// Where in a blob things stand that every match needs; found out once.
#[derive(Debug)]
pub(super) struct Shape {
    hosts: usize,
    blocks: [Windows; WIDTHS.len()],
    exceptions: [Windows; WIDTHS.len()],
    firsts: [First; 2],
    rest: [u32; rest::COUNT],
}

impl Shape {
    /// Looks a blob over; the number of a section that has a wrong shape otherwise.
    pub(super) fn of(blob: &Blob) -> Result<Self, u32> {
        let windows = |first: usize| -> Result<[Windows; WIDTHS.len()], u32> {
            let mut tiers = [Windows::default(); WIDTHS.len()];
            for (number, tier) in (first..).zip(&mut tiers) {
                *tier = Windows::view(blob.bytes(), blob.range(number)).ok_or(number as u32)?;
            }
            Ok(tiers)
        };
        let mut rest = [0; rest::COUNT];
        for (place, word) in rest.iter_mut().enumerate() {
            *word = u32_at(blob.section(section::REST), place);
        }
        Ok(Self {
            hosts: Table::view(blob.section(section::HOSTS)).ok_or(section::HOSTS as u32)?.len(),
            blocks: windows(section::BLOCKS)?,
            exceptions: windows(section::EXCEPTIONS)?,
            firsts: [0, 1].map(|of| First::view(blob.range(section::FIRSTS + of))),
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

impl<'a> Search<'a> {
    /// A search in a blob of this shape.
    pub(super) fn new(blob: &'a Blob, shape: &'a Shape, regexes: &'a [OnceLock<Option<Regex>>]) -> Self {
        Self { blob, shape, regexes }
    }

    #[inline]
    fn rules(&self) -> Rules<'a> {
        Rules {
            records: self.blob.section(section::RULES),
            patterns: self.blob.section(section::PATTERNS),
            extras: self.blob.section(section::EXTRAS),
            regexes: self.regexes,
        }
    }

    /// Whether there are rules of these types, of which the first is about blocking rules.
    #[inline]
    fn has(&self, types: usize, context: &Context<'_>, wanted: Wanted) -> bool {
        context.is_of(self.shape.rest[types + usize::from(wanted.exceptions)] as u16)
    }

    /// What the rules say about a request.
    pub(super) fn verdict(&self, context: &Context<'_>) -> Verdict {
        let mut effort = Effort::of(context.address.url.len());
        let mut find = |exceptions, important_only| {
            self.find(context, Wanted { exceptions, important_only }, &mut effort)
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

    fn find(&self, context: &Context<'_>, wanted: Wanted, effort: &mut Effort) -> Option<Met> {
        let hosts = Table::view(self.blob.section(section::HOSTS))?;
        self.by_host(&hosts, context, wanted, effort)
            .or_else(|| self.by_window(context, wanted, effort))
            .or_else(|| self.by_document(&hosts, context, wanted, effort))
            .or_else(|| self.by_trying(context, wanted, effort))
    }

    fn by_host(
        &self,
        hosts: &Table<'_>,
        context: &Context<'_>,
        wanted: Wanted,
        effort: &mut Effort,
    ) -> Option<Met> {
        for (_, hash) in hash::suffixes(context.address.host()) {
            let Some((slot, number)) = hosts.find(hash) else { continue };
            let Some(group) = number.checked_sub(FIRST_GROUP) else {
                if let Some(flags) = self.condition(usize::from(number), context, wanted) {
                    return Some(Met { id: RuleId(slot as u32), important: flags & flag::IMPORTANT != 0 });
                }
                continue;
            };
            let met = self.in_group(group, Place::HostEnd(context.address.end), context, wanted, effort);
            if met.is_some() {
                return met;
            }
        }
        None
    }

    fn by_window(&self, context: &Context<'_>, wanted: Wanted, effort: &mut Effort) -> Option<Met> {
        let tiers = self.tiers(wanted);
        let first = self.shape.firsts[usize::from(wanted.exceptions)];
        let (blob, url) = (self.blob.bytes(), context.address.url);
        let mut failed = Failed { numbers: [u32::MAX; 8], next: 0 };
        let met = windows::scan(tiers, first, blob, url, |at, tier, lead| {
            self.led(lead, at, tier, context, wanted, &mut failed, effort)
        });
        if met.is_some() || !self.has(rest::TAIL_TYPES, context, wanted) {
            return met;
        }
        windows::scan_tails(&tiers[TAIL], blob, url, |at, tier, lead| {
            self.led(lead, at, tier, context, wanted, &mut failed, effort)
        })
    }

    #[inline]
    fn tiers(&self, wanted: Wanted) -> &'a [Windows; WIDTHS.len()] {
        if wanted.exceptions { &self.shape.exceptions } else { &self.shape.blocks }
    }

    /// What a window at `at` led to, if the request meets it.
    #[allow(clippy::too_many_arguments, reason = "it is one step of a loop that stands in two places")]
    fn led(
        &self,
        lead: Lead,
        at: usize,
        tier: usize,
        context: &Context<'_>,
        wanted: Wanted,
        failed: &mut Failed,
        effort: &mut Effort,
    ) -> Option<Met> {
        let rules = self.rules();
        let (from, to) = match lead {
            Lead::Rules(from, to) => (from, to),
            Lead::Literal(place) => {
                let tiers = self.tiers(wanted);
                let literal = tiers[tier].literal(self.blob.bytes(), place);
                let flags = self.literal(&literal, at, context, wanted)?;
                let before: usize = tiers[..tier].iter().map(Windows::literals).sum();
                let number = self.shape.hosts + rules.len() + before + place;
                return Some(Met { id: RuleId(number as u32), important: flags & flag::IMPORTANT != 0 });
            }
        };
        for number in from..to {
            let rule = rules.get(number)?;
            if !wanted.is(rule.flags) {
                continue;
            }
            let anywhere = rule.flags & flag::PLACED == 0;
            if anywhere && failed.numbers.contains(&number) {
                continue;
            }
            if rules.meets(&rule, context, Place::Window(at), effort) {
                return Some(self.met(number, &rule));
            }
            if anywhere {
                failed.numbers[failed.next] = number;
                failed.next = (failed.next + 1) % failed.numbers.len();
            }
        }
        None
    }

    fn by_document(
        &self,
        hosts: &Table<'_>,
        context: &Context<'_>,
        wanted: Wanted,
        effort: &mut Effort,
    ) -> Option<Met> {
        if !self.has(rest::DOCUMENT_TYPES, context, wanted) {
            return None;
        }
        hash::suffixes(context.document().as_bytes()).find_map(|(_, hash)| {
            let (_, number) = hosts.find(hash ^ DOCUMENT)?;
            let group = number.checked_sub(FIRST_GROUP)?;
            self.in_group(group, Place::Anywhere, context, wanted, effort)
        })
    }

    fn by_trying(&self, context: &Context<'_>, wanted: Wanted, effort: &mut Effort) -> Option<Met> {
        if !self.has(rest::TYPES, context, wanted) {
            return None;
        }
        let words = &self.shape.rest;
        let of = usize::from(wanted.exceptions);
        self.among(words[rest::FROM + of], words[rest::TO + of], Place::Anywhere, context, wanted, effort)
    }

    fn in_group(
        &self,
        group: u16,
        place: Place,
        context: &Context<'_>,
        wanted: Wanted,
        effort: &mut Effort,
    ) -> Option<Met> {
        let groups = self.blob.section(section::GROUPS);
        let (from, to) = (u32_at(groups, usize::from(group)), u32_at(groups, usize::from(group) + 1));
        self.among(from, to, place, context, wanted, effort)
    }

    fn among(
        &self,
        from: u32,
        to: u32,
        place: Place,
        context: &Context<'_>,
        wanted: Wanted,
        effort: &mut Effort,
    ) -> Option<Met> {
        let rules = self.rules();
        // A range that leads beyond the last rule was forged: there is nothing more to find.
        for number in from..to.min(rules.len() as u32) {
            if !rules.is_for(number, context) {
                continue;
            }
            let rule = rules.get(number)?;
            if wanted.is(rule.flags) && rules.meets(&rule, context, place, effort) {
                return Some(self.met(number, &rule));
            }
        }
        None
    }

    /// The flags of a condition, if the request meets it.
    #[inline]
    fn condition(&self, number: usize, context: &Context<'_>, wanted: Wanted) -> Option<u16> {
        let condition = u32_at(self.blob.section(section::CONDITIONS), number);
        let flags = (condition >> 16) as u16;
        (wanted.is(flags) && context.is_of(condition as u16) && context.has_parties(flags)).then_some(flags)
    }

    /// The flags of a literal, if its text stands around the window at `at` and the request meets its condition.
    #[inline]
    fn literal(&self, literal: &Literal, at: usize, context: &Context<'_>, wanted: Wanted) -> Option<u16> {
        let start = at.checked_sub(literal.at)?;
        let text = context.address.url.get(start..start + literal.len)?;
        let condition = u32_at(self.blob.section(section::CONDITIONS), literal.condition);
        let label = (condition >> 16) as u16 & flag::LABEL != 0;
        if hash::host(text) != literal.print || label && !context.address.is_label_start(start) {
            return None;
        }
        self.condition(literal.condition, context, wanted)
    }

    fn met(&self, number: u32, rule: &Rule<'_>) -> Met {
        Met {
            id: RuleId((self.shape.hosts as u32).saturating_add(number)),
            important: rule.flags & flag::IMPORTANT != 0,
        }
    }
}
