//! What rules looked like in their lists, for people.
//!
//! Decides how texts are put together again. A match reads nothing of this.

use super::layout::{TEXTS_PER_START, section};
use super::search::Search;
use super::{List, Rule, RuleId};
use crate::blob::{Blob, u16_at, u32_at};

/// A run of length-prefixed texts.
pub(super) struct Texts<'a> {
    rest: &'a [u8],
}

impl<'a> Texts<'a> {
    pub(super) fn new(rest: &'a [u8]) -> Self {
        Self { rest }
    }

    pub(super) fn next(&mut self) -> Option<&'a str> {
        let len = usize::from(u16_at(self.rest, 0));
        let (_, rest) = self.rest.split_at_checked(2)?;
        let (text, rest) = rest.split_at_checked(len)?;
        self.rest = rest;
        std::str::from_utf8(text).ok()
    }
}

/// The lists that were compiled.
pub(super) fn lists(blob: &Blob) -> Option<Vec<List>> {
    let head = blob.section(section::LISTS);
    let count = u32_at(head, 0);
    let mut texts = Texts::new(head.get(4..)?);
    let mut lists = Vec::new();
    for _ in 0..count.min(u32::from(u8::MAX)) {
        lists.push(List::next(&mut texts)?);
    }
    Some(lists)
}

impl List {
    /// What a blob says of the one thing that it was compiled from.
    pub(crate) fn read(section: &[u8]) -> Option<Self> {
        Self::next(&mut Texts::new(section))
    }

    fn next(texts: &mut Texts<'_>) -> Option<Self> {
        let mut next = || texts.next().map(str::to_owned);
        Some(Self { name: next()?, version: next()?, sha256: next()?, licence: next()? })
    }
}

/// A rule as its list has it, which the request at this address met.
///
/// A text is one byte, its template's number, and where the template says so a length and what is the rule's own. What most
/// of a text is, its host or pattern, stands where the match read it: in the address or in the rule's record.
pub(super) fn rule<'a>(search: Search<'a>, lists: &'a [List], id: RuleId, url: &str) -> Option<Rule<'a>> {
    let number = id.0 as usize;
    let templates = Templates::of(search.section(section::TEMPLATES), lists.len());
    let start = u32_at(search.section(section::TEXT_STARTS), number / TEXTS_PER_START) as usize;
    let mut rest = search.section(section::TEXTS).get(start..)?;
    for _ in 0..number % TEXTS_PER_START {
        let (template, after) = rest.split_first()?;
        rest = after;
        if templates.has_own(*template) {
            let mut texts = Texts::new(rest);
            texts.next()?;
            rest = texts.rest;
        }
    }
    let (template, after) = rest.split_first()?;
    let own = if templates.has_own(*template) { Texts::new(after).next()? } else { "" };
    let (list, before, after) = templates.row(*template)?;
    let text = match usize::from(*template) {
        whole if whole < lists.len() => own.to_owned(),
        _ => format!("{before}{}{after}{own}", search.found(id, url)?),
    };
    Some(Rule { list: &lists.get(list)?.name, text })
}

/// What many texts have around what is found elsewhere. The first templates, one for each list, are of texts that are whole;
/// the next are of those that end in something of their own.
struct Templates<'a> {
    rows: &'a [u8],
    owning: usize,
}

impl<'a> Templates<'a> {
    fn of(section: &'a [u8], lists: usize) -> Self {
        let owning = lists.saturating_add(usize::from(u16_at(section, 0)));
        Self { rows: section.get(2..).unwrap_or_default(), owning }
    }

    fn has_own(&self, template: u8) -> bool {
        usize::from(template) < self.owning
    }

    /// The number of the list, and what stands before and after.
    fn row(&self, template: u8) -> Option<(usize, &'a str, &'a str)> {
        let mut texts = Texts::new(self.rows);
        for _ in 0..u32::from(template) * 3 {
            texts.next()?;
        }
        Some((texts.next()?.parse().ok()?, texts.next()?, texts.next()?))
    }
}
