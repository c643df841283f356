//! The way from a request to the rules that it meets: its host's suffixes, the windows in its address, and the few
//! rules that have neither.
//!
//! Decides the order, and what outweighs what. Refuses to know what a rule says (`rules`).

use std::sync::OnceLock;

use super::asked::Context;
use super::layout::{FIRST_GROUP, flag, section};
use super::pattern::Effort;
use super::regex::Regex;
use super::rules::{Place, Rule, Rules};
use super::windows::{self, Lead, Literal, Windows};
use super::{RuleId, Verdict};
use crate::blob::{Blob, u32_at};
use crate::hash;
use crate::table::Table;

/// The sections that a match reads, as views.
#[derive(Clone, Copy)]
pub(super) struct Search<'a> {
    hosts: Table<'a>,
    conditions: &'a [u8],
    groups: &'a [u8],
    rules: Rules<'a>,
    blocks: [Windows<'a>; 3],
    exceptions: [Windows<'a>; 3],
    rest: &'a [u8],
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
    /// Views the sections of a blob; the number of a section that has a wrong shape otherwise.
    pub(super) fn view(blob: &'a Blob, regexes: &'a [OnceLock<Option<Regex>>]) -> Result<Self, u32> {
        let windows = |first: usize| -> Result<[Windows<'a>; 3], u32> {
            let mut tiers = [Windows::default(); 3];
            for (number, tier) in (first..).zip(&mut tiers) {
                *tier = Windows::view(blob.section(number)).ok_or(number as u32)?;
            }
            Ok(tiers)
        };
        Ok(Self {
            hosts: Table::view(blob.section(section::HOSTS)).ok_or(section::HOSTS as u32)?,
            conditions: blob.section(section::CONDITIONS),
            groups: blob.section(section::GROUPS),
            rules: Rules {
                records: blob.section(section::RULES),
                patterns: blob.section(section::PATTERNS),
                extras: blob.section(section::EXTRAS),
                regexes,
            },
            blocks: windows(section::BLOCKS)?,
            exceptions: windows(section::EXCEPTIONS)?,
            rest: blob.section(section::REST),
        })
    }

    /// How many rules are nothing but a host; the others are numbered after them.
    pub(super) fn hosts(&self) -> u32 {
        self.hosts.len() as u32
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
        if by.important || u32_at(self.rest, 5) == 0 {
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
        self.by_host(context, wanted, effort)
            .or_else(|| self.by_window(context, wanted, effort))
            .or_else(|| self.by_trying(context, wanted, effort))
    }

    fn by_host(&self, context: &Context<'_>, wanted: Wanted, effort: &mut Effort) -> Option<Met> {
        for (_, hash) in hash::suffixes(context.address.host()) {
            let Some((slot, number)) = self.hosts.find(hash) else { continue };
            if number < FIRST_GROUP {
                if let Some(flags) = self.condition(usize::from(number), context, wanted) {
                    return Some(Met { id: RuleId(slot as u32), important: flags & flag::IMPORTANT != 0 });
                }
            } else {
                let group = usize::from(number - FIRST_GROUP);
                let (from, to) = (u32_at(self.groups, group), u32_at(self.groups, group + 1));
                let place = Place::HostEnd(context.address.end);
                let met = self.among(from, to, wanted, |rule| self.rules.meets(rule, context, place, effort));
                if met.is_some() {
                    return met;
                }
            }
        }
        None
    }

    fn by_window(&self, context: &Context<'_>, wanted: Wanted, effort: &mut Effort) -> Option<Met> {
        let tiers = if wanted.exceptions { &self.exceptions } else { &self.blocks };
        let mut failed = Failed { numbers: [u32::MAX; 8], next: 0 };
        windows::scan(tiers, context.address.url, |at, lead| {
            let (from, to) = match lead {
                Lead::Rules(from, to) => (from, to),
                Lead::Literal(tier, place) => {
                    let flags = self.literal(&tiers[tier].literal(place), at, context, wanted)?;
                    let before: usize = tiers[..tier].iter().map(Windows::literals).sum();
                    let number = self.hosts.len() + self.rules.len() + before + place;
                    return Some(Met { id: RuleId(number as u32), important: flags & flag::IMPORTANT != 0 });
                }
            };
            for number in from..to {
                let Some(rule) = self.rules.get(number) else { break };
                if !wanted.is(rule.flags) {
                    continue;
                }
                let anywhere = rule.flags & flag::PLACED == 0;
                if anywhere && failed.numbers.contains(&number) {
                    continue;
                }
                if self.rules.meets(&rule, context, Place::Window(at), effort) {
                    return Some(self.met(number, &rule));
                }
                if anywhere {
                    failed.numbers[failed.next] = number;
                    failed.next = (failed.next + 1) % failed.numbers.len();
                }
            }
            None
        })
    }

    /// The flags of a condition, if the request meets it.
    #[inline]
    fn condition(&self, number: usize, context: &Context<'_>, wanted: Wanted) -> Option<u16> {
        let condition = u32_at(self.conditions, number);
        let flags = (condition >> 16) as u16;
        (wanted.is(flags) && context.is_of(condition as u16) && context.has_parties(flags)).then_some(flags)
    }

    /// The flags of a literal, if its text stands around the window at `at` and the request meets its condition.
    #[inline]
    fn literal(&self, literal: &Literal, at: usize, context: &Context<'_>, wanted: Wanted) -> Option<u16> {
        let start = at.checked_sub(literal.at)?;
        let text = context.address.url.get(start..start + literal.len)?;
        let condition = u32_at(self.conditions, literal.condition);
        let label = (condition >> 16) as u16 & flag::LABEL != 0;
        if hash::host(text) != literal.print || label && !context.address.is_label_start(start) {
            return None;
        }
        self.condition(literal.condition, context, wanted)
    }

    fn by_trying(&self, context: &Context<'_>, wanted: Wanted, effort: &mut Effort) -> Option<Met> {
        let range = if wanted.exceptions { 2 } else { 0 };
        let (from, to) = (u32_at(self.rest, range), u32_at(self.rest, range + 1));
        self.among(from, to, wanted, |rule| self.rules.meets(rule, context, Place::Anywhere, effort))
    }

    #[inline]
    fn among(
        &self,
        from: u32,
        to: u32,
        wanted: Wanted,
        mut meets: impl FnMut(&Rule<'a>) -> bool,
    ) -> Option<Met> {
        for number in from..to {
            // A range that leads beyond the last rule was forged: there is nothing more to find.
            let rule = self.rules.get(number)?;
            if wanted.is(rule.flags) && meets(&rule) {
                return Some(self.met(number, &rule));
            }
        }
        None
    }

    fn met(&self, number: u32, rule: &Rule<'_>) -> Met {
        Met { id: RuleId(self.hosts().saturating_add(number)), important: rule.flags & flag::IMPORTANT != 0 }
    }
}
