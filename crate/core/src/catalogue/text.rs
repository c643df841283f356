//! What rules looked like in their lists, for people.
//!
//! Decides how texts are found again. A match reads nothing of this.

use super::layout::{TEXTS_PER_START, section};
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

/// The text of a rule and the number of its list.
///
/// A text is stored as its template (one byte), a length and its own part. A template is the number of a list and what
/// stands before and after the own part.
pub(super) fn rule<'a>(blob: &'a Blob, lists: &'a [List], id: RuleId) -> Option<Rule<'a>> {
    let number = id.0 as usize;
    let start = u32_at(blob.section(section::TEXT_STARTS), number / TEXTS_PER_START) as usize;
    let mut rest = blob.section(section::TEXTS).get(start..)?;
    for _ in 0..number % TEXTS_PER_START {
        let mut texts = Texts::new(rest.get(1..)?);
        texts.next()?;
        rest = texts.rest;
    }
    let template = *rest.first()?;
    let own = Texts::new(rest.get(1..)?).next()?;
    let mut templates = Texts::new(blob.section(section::TEMPLATES));
    for _ in 0..u32::from(template) * 3 {
        templates.next()?;
    }
    let list = templates.next()?.parse::<usize>().ok()?;
    let (before, after) = (templates.next()?, templates.next()?);
    Some(Rule { list: &lists.get(list)?.name, text: format!("{before}{own}{after}") })
}
