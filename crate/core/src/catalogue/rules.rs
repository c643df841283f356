//! Rules where they lie: one record each, its pattern and its extra elsewhere.
//!
//! Decides whether one rule meets one request. Refuses to know why it was looked at.

use std::sync::OnceLock;

use super::asked::Context;
use super::layout::{RULE_BYTES, flag};
use super::pattern::{self, Effort, How};
use super::regex::Regex;
use crate::blob::{u16_at, u32_at};

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
    pub(super) pattern: &'a [u8],
    /// Where in the pattern its window stands, if its place is known from that; of one that stands behind a host, its
    /// [`opening`](super::layout::opening); of a regular expression, its number; of any other, where to search for it.
    at: u16,
    extra: u32,
}

/// A rule's record, in halves of words: where its pattern starts (2), how long it is, its place (see [`Rule::at`]), flags,
/// types, its extra (2), and the bits of the documents that it asks for (2).
#[derive(Clone, Copy)]
pub(super) struct Record<'a>(&'a [u8; RULE_BYTES]);

impl Record<'_> {
    #[inline]
    fn half(self, place: usize) -> u16 {
        u16_at(self.0, place)
    }

    #[inline]
    pub(super) fn flags(self) -> u16 {
        self.half(4)
    }

    /// Of a rule that is bound to a host: what it asks for behind it, if it says all of that; 0 otherwise.
    #[inline]
    pub(super) fn opening(self) -> u16 {
        self.half(3)
    }

    /// Whether the rule may be for requests of this type and this document: most rules that are looked at in vain are not.
    #[inline]
    pub(super) fn may_be_for(self, context: &Context<'_>) -> bool {
        context.is_of(self.half(5)) && u32_at(self.0, 4) & context.document.bits() != 0
    }
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

    /// A rule's record; none beyond the last.
    #[inline]
    pub(super) fn record(&self, number: u32) -> Option<Record<'a>> {
        self.records.as_chunks().0.get(number as usize).map(Record)
    }

    /// Reads a rule.
    #[inline]
    pub(super) fn read(&self, record: Record<'a>) -> Option<Rule<'a>> {
        let from = u32_at(record.0, 0) as usize;
        Some(Rule {
            flags: record.flags(),
            pattern: self.patterns.get(from..from.checked_add(usize::from(record.half(2)))?)?,
            at: record.half(3),
            extra: u32_at(record.0, 3),
        })
    }

    /// Reads the rule of a number; none beyond the last.
    pub(super) fn get(&self, number: u32) -> Option<Rule<'a>> {
        self.read(self.record(number)?)
    }

    /// Whether a rule whose record could meet the request does. Cheap questions come first.
    #[inline]
    pub(super) fn meets(
        &self,
        rule: &Rule<'a>,
        context: &Context<'_>,
        place: Place,
        effort: &mut Effort,
    ) -> bool {
        self.could_fit(rule, context, place)
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
            floating: None,
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
                let how = How { floating: Some(usize::from(rule.at)), ..how };
                pattern::fits(rule.pattern, url, 0, how, effort)
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
