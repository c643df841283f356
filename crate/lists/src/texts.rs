//! The texts of rules as reports show them, packed: what a match finds anyway (a host, a pattern) is not written down again,
//! and what thousands of rules have around it stands once.
//!
//! Decides the templates. Nothing of this is read for a match.

use crate::Table;
use crate::rule::Pattern;
use crate::write::{Matched, STEP};

/// A template is one byte in front of each text.
const MOST_TEMPLATES: usize = 256;
/// So many of them, at most, leave a text's end to the rule.
const MOST_OWNING: usize = 32;

/// Packed texts.
pub(crate) struct Texts {
    pub(crate) starts: Vec<u32>,
    pub(crate) templates: Vec<u8>,
    pub(crate) bytes: Vec<u8>,
}

/// A list, what stands before what is found, what stands after.
type Template<'a> = (usize, &'a str, &'a str);

impl Texts {
    /// Packs the texts of rules in the order of their numbers; a number without a rule has none.
    pub(crate) fn of(rules: &[Matched<'_>], order: &[Option<usize>], lists: usize) -> Self {
        let cuts: Vec<Option<Template<'_>>> = rules.iter().map(cut).collect();
        let room = MOST_TEMPLATES.saturating_sub(lists + MOST_OWNING);
        let made = most_used(cuts.iter().flatten().copied(), room);
        let rest = cuts.iter().flatten().filter(|cut| !made.contains_key(*cut));
        let owning = most_used(rest.map(|&(list, before, _)| (list, before, "")), MOST_OWNING);

        // Every list needs the template of texts that are whole; then come those whose end is the rule's own.
        let mut templates = (owning.len() as u16).to_le_bytes().to_vec();
        let mut row = |(list, before, after): Template<'_>| {
            [list.to_string().as_str(), before, after].iter().for_each(|text| put(&mut templates, text));
        };
        (0..lists).for_each(|list| row((list, "", "")));
        in_order(&owning).into_iter().chain(in_order(&made)).for_each(&mut row);

        let (mut starts, mut bytes) = (Vec::new(), Vec::new());
        for (place, index) in order.iter().enumerate() {
            if place % STEP == 0 {
                starts.push(bytes.len() as u32);
            }
            let Some(index) = *index else {
                // Nobody asks for it: a text that is whole and empty.
                bytes.push(0);
                put(&mut bytes, "");
                continue;
            };
            let Matched { list, text, .. } = &rules[index];
            let cut = cuts[index];
            if let Some(number) = cut.and_then(|cut| made.get(&cut)) {
                bytes.push((lists + owning.len() + number) as u8);
                continue;
            }
            let own = cut.and_then(|(_, before, after)| Some((owning.get(&(*list, before, ""))?, after)));
            let (number, own) = own.map_or((*list, *text), |(number, after)| (lists + number, after));
            bytes.push(number as u8);
            put(&mut bytes, own);
        }
        Self { starts, templates, bytes }
    }
}

/// The templates that most texts have, numbered by use.
fn most_used<'a>(all: impl Iterator<Item = Template<'a>>, room: usize) -> Table<Template<'a>, usize> {
    let mut counts: Table<Template<'a>, usize> = Table::default();
    all.for_each(|template| *counts.entry(template).or_default() += 1);
    let mut chosen: Vec<_> = counts.into_iter().collect();
    chosen.sort_unstable_by_key(|(template, count)| (std::cmp::Reverse(*count), *template));
    chosen.into_iter().take(room).zip(0..).map(|((template, _), number)| (template, number)).collect()
}

fn in_order<'a>(numbers: &Table<Template<'a>, usize>) -> Vec<Template<'a>> {
    let mut order: Vec<_> = numbers.iter().map(|(template, number)| (*number, *template)).collect();
    order.sort_unstable();
    order.into_iter().map(|(_, template)| template).collect()
}

/// Cuts a rule's text around what a match finds of it; none if that does not stand in it as it is found.
fn cut<'a>(matched: &Matched<'a>) -> Option<Template<'a>> {
    let text = matched.text;
    // Nearly always behind the marks of a rule; elsewhere where it stands first.
    let marks = text.bytes().take_while(|byte| matches!(byte, b'@' | b'|')).count();
    let find = |found: &str| if text[marks..].starts_with(found) { Some(marks) } else { text.find(found) };
    let (at, end) = match &matched.rule.pattern {
        Pattern::Host { host, rest, .. } => {
            let at = find(host)?;
            let end = at + host.len();
            (at, text[end..].starts_with(rest.as_str()).then_some(end + rest.len())?)
        }
        Pattern::Loose { text: found, .. } | Pattern::Regex(found) => {
            let at = find(found)?;
            (at, at + found.len())
        }
    };
    Some((matched.list, &text[..at], &text[end..]))
}

/// Adds a text with its length in front.
pub(crate) fn put(bytes: &mut Vec<u8>, text: &str) {
    // Longer ones are cut where a letter ends: they are for people.
    let len = (0..=text.len().min(usize::from(u16::MAX))).rev().find(|&len| text.is_char_boundary(len));
    let text = &text[..len.unwrap_or_default()];
    bytes.extend_from_slice(&(text.len() as u16).to_le_bytes());
    bytes.extend_from_slice(text.as_bytes());
}
