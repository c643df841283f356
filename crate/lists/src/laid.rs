//! Rules as records in a blob, and what the records point to.
//!
//! Decides what of a rule a record says. Refuses to decide the order of records and where a rule is found.

use telltale_core::blob::TooLarge;
use telltale_core::catalogue::layout::{ANY_DOCUMENT, FIRST_GROUP, OPENING, WIDTHS, flag, name_bit, opening};
use telltale_core::catalogue::pattern::search_at;
use telltale_core::catalogue::windows::{self, NewLiteral};
use telltale_core::hash;

use crate::Table;
use crate::place::{Way, Window};
use crate::pools::{Conditions, Extras, Patterns};
use crate::rule::{Pattern, Rule};
use crate::write::Matched;

/// Groups that the host table can number; hosts beyond hang on windows.
const MOST_GROUPS: usize = u16::MAX as usize - FIRST_GROUP as usize;

/// Records in the order in which they are numbered, and what they point to.
#[derive(Default)]
pub(crate) struct Laid<'r> {
    pub(crate) rules: &'r [Matched<'r>],
    /// The rule of each record.
    pub(crate) order: Vec<usize>,
    pub(crate) records: Vec<u8>,
    /// Where groups end; the first starts at 0.
    pub(crate) groups: Vec<u32>,
    pub(crate) patterns: Patterns<'r>,
    pub(crate) extras: Extras,
    pub(crate) conditions: Conditions,
    /// Literals, numbered after the records.
    pub(crate) literals: Vec<usize>,
    /// The number of each rule that is a regular expression; it may be laid out in several places.
    pub(crate) regexes: Table<usize, usize>,
}

impl<'r> Laid<'r> {
    /// The records of these rules, of which there are none yet.
    pub(crate) fn of(rules: &'r [Matched<'r>]) -> Self {
        Self { rules, groups: vec![0], ..Self::default() }
    }

    /// Lays rules out as a group, behind the last one; returns its number in the host table.
    pub(crate) fn group(&mut self, rules: &[usize]) -> Result<u16, TooLarge> {
        let group = self.groups.len() - 1;
        if group >= MOST_GROUPS {
            return Err(TooLarge);
        }
        rules.iter().for_each(|&index| self.push(index, None));
        self.groups.push(self.order.len() as u32);
        Ok(FIRST_GROUP + group as u16)
    }

    /// Lays out a rule, which `window` leads to if it is found by one.
    pub(crate) fn push(&mut self, index: usize, window: Option<Window>) {
        let rule = &self.rules[index].rule;
        let (text, shape) = match &rule.pattern {
            Pattern::Host { rest, to_end, .. } => {
                (&**rest, flag::AFTER_HOST | if *to_end { flag::END } else { 0 })
            }
            Pattern::Loose { anchors, text } => (&**text, *anchors),
            Pattern::Regex(source) => (*source, flag::REGEX),
        };
        let mut flags = rule.flags() | shape;
        let mut at = 0;
        if shape & flag::AFTER_HOST != 0 {
            at = usize::from(opening_of(rule));
        }
        if shape & flag::REGEX != 0 {
            let next = self.regexes.len();
            at = *self.regexes.entry(index).or_insert(next);
        } else {
            flags |= if text.contains('*') { flag::GLOB } else { 0 };
            flags |= if text.contains('^') { flag::SEPARATOR } else { 0 };
            if let Some(window) = window.filter(|window| window.placed) {
                flags |= flag::PLACED;
                at = window.at;
            } else if shape & flag::AFTER_HOST == 0 {
                at = search_at(text.as_bytes());
            }
        }
        self.order.push(index);
        self.records.extend_from_slice(&self.patterns.put(text).to_le_bytes());
        for half in [text.len() as u16, at as u16, flags, rule.types] {
            self.records.extend_from_slice(&half.to_le_bytes());
        }
        for word in [self.extras.put(rule), documents_of(rule)] {
            self.records.extend_from_slice(&word.to_le_bytes());
        }
    }

    /// Lays out the loose rules that have a window; returns the windows' sections.
    #[inline(never)]
    pub(crate) fn windows(&mut self, found: &[(usize, Way)]) -> Vec<Vec<u8>> {
        let mut sections = Vec::new();
        for tier in 0..WIDTHS.len() {
            let mut in_tier: Vec<(Window, usize)> = found
                .iter()
                .filter_map(|&(index, way)| match way {
                    Way::Window(window) if window.tier == tier => Some((window, index)),
                    _ => None,
                })
                .collect();
            in_tier.sort_by_key(|(window, _)| window.hash);
            let mut keys: Vec<(u64, u32)> = Vec::new();
            let mut literals = Vec::new();
            for (window, index) in in_tier {
                let rule = &self.rules[index].rule;
                if let Some(literal) = literal(rule, window, &mut self.conditions) {
                    self.literals.push(index);
                    literals.push(literal);
                    continue;
                }
                if keys.last().is_none_or(|(hash, _)| *hash != window.hash) {
                    keys.push((window.hash, self.order.len() as u32));
                }
                self.push(index, Some(window));
            }
            sections.push(windows::write(&keys, self.order.len() as u32, &literals));
        }
        sections
    }
}

/// The condition of a rule that is nothing but a host, with types and parties; none for any other.
pub(crate) fn condition(rule: &Rule<'_>) -> Option<u32> {
    match &rule.pattern {
        Pattern::Host { rest, to_end: false, .. }
            if rest.is_empty() && rule.is_simple() && !rule.exception =>
        {
            Some(u32::from(rule.flags() & !flag::MATCH_CASE) << 16 | u32::from(rule.types))
        }
        _ => None,
    }
}

/// The bits of the documents that a rule asks for.
fn documents_of(rule: &Rule<'_>) -> u32 {
    let names = &rule.domains;
    if names.hosts.is_empty() || !names.entities.is_empty() {
        return ANY_DOCUMENT;
    }
    names.hosts.iter().fold(0, |bits, name| bits | name_bit(hash::host(name.as_bytes())))
}

/// What a rule that is bound to a host asks for behind it, if it says all of that.
pub(crate) fn opening_of(rule: &Rule<'_>) -> u16 {
    match &rule.pattern {
        Pattern::Host { rest, .. } if rest.bytes().take(OPENING).all(|byte| !matches!(byte, b'*' | b'^')) => {
            opening(rest.as_bytes())
        }
        _ => 0,
    }
}

/// A rule as a literal; none if it asks for more than a text, types and parties.
fn literal(rule: &Rule<'_>, window: Window, conditions: &mut Conditions) -> Option<NewLiteral> {
    let Pattern::Loose { anchors, text } = &rule.pattern else { return None };
    if rule.exception || rule.match_case || !rule.is_simple() || anchors & !flag::LABEL != 0 {
        return None;
    }
    if text.contains(['*', '^']) {
        return None;
    }
    let condition = u32::from(rule.flags() | anchors) << 16 | u32::from(rule.types);
    Some(NewLiteral {
        hash: window.hash,
        print: hash::text(text.as_bytes()),
        len: u8::try_from(text.len()).ok()?,
        at: u8::try_from(window.at).ok()?,
        condition: conditions.put(condition)?,
    })
}
