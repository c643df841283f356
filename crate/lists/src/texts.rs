//! The texts of rules as reports show them, packed: what thousands of rules have around their own part stands once.
//!
//! Decides the templates. Nothing of this is read for a match.

use std::collections::BTreeMap;

use crate::rule::Pattern;
use crate::write::{Matched, STEP};

/// A template is one byte in front of each text.
const MOST_TEMPLATES: usize = 256;

/// Packed texts.
pub(crate) struct Texts {
    pub(crate) starts: Vec<u32>,
    pub(crate) templates: Vec<u8>,
    pub(crate) bytes: Vec<u8>,
}

impl Texts {
    /// Packs the texts of rules in the order of their numbers; a number without a rule has none.
    pub(crate) fn of(rules: &[Matched<'_>], order: &[Option<usize>], lists: usize) -> Self {
        let mut counts: BTreeMap<(usize, &str, &str), usize> = BTreeMap::new();
        for matched in rules {
            let (before, _, after) = cut(matched);
            *counts.entry((matched.list, before, after)).or_default() += 1;
        }
        // Every list needs the template that leaves a text as it is; the rest go by use.
        let mut chosen: Vec<(usize, &str, &str)> = (0..lists).map(|list| (list, "", "")).collect();
        let mut others: Vec<_> = counts
            .into_iter()
            .filter(|((_, before, after), _)| !(before.is_empty() && after.is_empty()))
            .collect();
        others.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let room = MOST_TEMPLATES.saturating_sub(lists);
        chosen.extend(others.into_iter().take(room).map(|(template, _)| template));

        let mut templates = Vec::new();
        for (list, before, after) in &chosen {
            [list.to_string().as_str(), before, after].iter().for_each(|text| put(&mut templates, text));
        }
        let numbers: BTreeMap<_, _> = chosen.iter().enumerate().map(|(number, key)| (*key, number)).collect();
        let (mut starts, mut bytes) = (Vec::new(), Vec::new());
        for (place, index) in order.iter().enumerate() {
            if place % STEP == 0 {
                starts.push(bytes.len() as u32);
            }
            let (number, own) = match index.map(|index| &rules[index]) {
                None => (0, ""),
                Some(matched) => {
                    let (before, own, after) = cut(matched);
                    match numbers.get(&(matched.list, before, after)) {
                        Some(number) => (*number, own),
                        None => (matched.list, matched.text),
                    }
                }
            };
            bytes.push(number as u8);
            put(&mut bytes, own);
        }
        Self { starts, templates, bytes }
    }
}

/// Cuts a rule's text around its host.
fn cut<'a>(matched: &Matched<'a>) -> (&'a str, &'a str, &'a str) {
    if let Pattern::Host { rest, to_end: false, .. } = &matched.rule.pattern
        && rest.is_empty()
        && let Some(own) = matched.text.strip_prefix("||")
        && let Some(len) = own.find('^')
    {
        return ("||", &own[..len], &own[len..]);
    }
    // Of other rules with options, what stands before the first dollar is their own, wherever their options start.
    let own = matched.text.find('$').unwrap_or(matched.text.len());
    ("", &matched.text[..own], &matched.text[own..])
}

/// Adds a text with its length in front.
pub(crate) fn put(bytes: &mut Vec<u8>, text: &str) {
    // Longer ones are cut where a letter ends: they are for people.
    let len = (0..=text.len().min(usize::from(u16::MAX))).rev().find(|&len| text.is_char_boundary(len));
    let text = &text[..len.unwrap_or_default()];
    bytes.extend_from_slice(&(text.len() as u16).to_le_bytes());
    bytes.extend_from_slice(text.as_bytes());
}
