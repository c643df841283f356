//! Rules where they lie: one record each, its pattern and its extra elsewhere.
//!
//! Decides whether one rule meets one request. Refuses to know why it was looked at.

use std::sync::OnceLock;

use super::asked::Context;
use super::layout::{RULE_BYTES, flag};
use super::pattern::{self, Effort, How};
use super::regex::Regex;
use crate::blob::{u16_at, u32_at};

/// Which `u16` of a record holds the types.
const TYPES_AT: usize = 5;

/// The parts of the blob that rules are read from, and the regular expressions made so far.
#[derive(Clone, Copy)]
pub(super) struct Rules<'a> {
    pub(super) records: &'a [u8],
    pub(super) patterns: &'a [u8],
    pub(super) extras: &'a [u8],
    pub(super) regexes: &'a [OnceLock<Option<Regex>>],
}

/// A rule, read.
#[derive(Clone, Copy)]
pub(super) struct Rule<'a> {
    pub(super) flags: u16,
    types: u16,
    pub(super) pattern: &'a [u8],
    /// Where in the pattern its window stands; of a regular expression, its number.
    at: u16,
    extra: u32,
}

/// What is known about where a rule would fit.
#[derive(Clone, Copy)]
pub(super) enum Place {
    /// A window of it stands here.
    Window(usize),
    /// Its host ends here.
    HostEnd(usize),
    /// Nothing.
    Anywhere,
}

impl<'a> Rules<'a> {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.records.len() / RULE_BYTES
    }

    /// Reads a rule; none beyond the last.
    #[inline]
    pub(super) fn get(&self, number: u32) -> Option<Rule<'a>> {
        let start = (number as usize).checked_mul(RULE_BYTES)?;
        let record = self.records.get(start..start.checked_add(RULE_BYTES)?)?;
        let from = u32_at(record, 0) as usize;
        let pattern = self.patterns.get(from..from.checked_add(usize::from(u16_at(record, 2)))?)?;
        Some(Rule {
            flags: u16_at(record, 4),
            types: u16_at(record, TYPES_AT),
            pattern,
            at: u16_at(record, 3),
            extra: u32_at(record, 3),
        })
    }

    /// Whether a rule is for requests of these types: what most rules that are looked at in vain are not.
    #[inline]
    pub(super) fn is_for(&self, number: u32, context: &Context<'_>) -> bool {
        context.is_of(u16_at(self.records, (number as usize).saturating_mul(RULE_BYTES / 2) + TYPES_AT))
    }

    /// Whether a rule meets the request. Cheap questions come first.
    #[inline]
    pub(super) fn meets(
        &self,
        rule: &Rule<'a>,
        context: &Context<'_>,
        place: Place,
        effort: &mut Effort,
    ) -> bool {
        context.is_of(rule.types)
            && self.could_fit(rule, context, place)
            && context.has_parties(rule.flags)
            && (rule.extra == 0 || context.has_extra(self.extras, rule.extra as usize))
            && (is_text_at_host(rule, place) || self.fits(rule, context, place, effort))
    }

    /// Whether the text behind the host, or the window's own place, already rules it out.
    #[inline]
    fn could_fit(&self, rule: &Rule<'_>, context: &Context<'_>, place: Place) -> bool {
        match place {
            Place::Window(at) if rule.flags & flag::PLACED != 0 => {
                let Some(start) = at.checked_sub(usize::from(rule.at)) else { return false };
                (rule.flags & flag::START == 0 || start == 0)
                    && (rule.flags & flag::LABEL == 0 || context.address.is_label_start(start))
            }
            Place::HostEnd(end) if is_text_at_host(rule, place) => {
                let at_end = context.address.url.get(end..).and_then(|rest| rest.get(..rule.pattern.len()));
                at_end.is_some_and(|text| text.eq_ignore_ascii_case(rule.pattern))
            }
            _ => true,
        }
    }

    fn fits(&self, rule: &Rule<'_>, context: &Context<'_>, place: Place, effort: &mut Effort) -> bool {
        let url = context.address.url;
        if rule.flags & flag::REGEX != 0 {
            let compiled = self.regexes.get(usize::from(rule.at)).and_then(|slot| {
                slot.get_or_init(|| {
                    let source = std::str::from_utf8(rule.pattern).ok()?;
                    Regex::new(source, rule.flags & flag::MATCH_CASE != 0).ok()
                })
                .as_ref()
            });
            return compiled.is_some_and(|regex| regex.is_match(url, effort));
        }
        let how = How {
            floating: false,
            to_end: rule.flags & flag::END != 0,
            match_case: rule.flags & flag::MATCH_CASE != 0,
        };
        let plain = rule.flags & (flag::GLOB | flag::SEPARATOR) == 0;
        let mut fits_at = |start: usize| {
            if !plain {
                return pattern::fits(rule.pattern, url, start, how, effort);
            }
            let end = start + rule.pattern.len();
            url.get(start..end).is_some_and(|text| {
                (if how.match_case { text == rule.pattern } else { text.eq_ignore_ascii_case(rule.pattern) })
                    && (!how.to_end || end == url.len())
            })
        };
        match place {
            Place::HostEnd(end) => fits_at(end),
            Place::Window(at) if rule.flags & flag::PLACED != 0 => {
                at.checked_sub(usize::from(rule.at)).is_some_and(fits_at)
            }
            Place::Window(_) | Place::Anywhere if rule.flags & flag::START != 0 => fits_at(0),
            Place::Window(_) | Place::Anywhere if rule.flags & flag::LABEL != 0 => (context.address.start
                ..context.address.end)
                .any(|at| context.address.is_label_start(at) && fits_at(at)),
            Place::Window(_) | Place::Anywhere => {
                pattern::fits(rule.pattern, url, 0, How { floating: true, ..how }, effort)
            }
        }
    }
}

/// Whether a rule is nothing but a text behind its host: comparing that is the cheapest question of all, and leaves none.
#[inline]
fn is_text_at_host(rule: &Rule<'_>, place: Place) -> bool {
    const MORE: u16 = flag::GLOB | flag::SEPARATOR | flag::END | flag::MATCH_CASE | flag::REGEX;
    matches!(place, Place::HostEnd(_)) && rule.flags & MORE == 0
}
