//! Lays rules out in a blob.
//!
//! Decides the order of everything in it, so that the same lists give the same bytes. What the numbers mean is said in
//! `telltale_core::catalogue::layout`.

use std::collections::BTreeMap;

use telltale_core::blob::{self, Content, TooLarge};
use telltale_core::catalogue::layout::{
    ANY_DOCUMENT, DOCUMENT, FIRST_GROUP, OPENING, TAIL, TEXTS_PER_START, VERSION, WIDTHS, flag, name_bit,
    opening, rest, section,
};
use telltale_core::catalogue::pattern::search_at;
use telltale_core::catalogue::windows::{self, NewLiteral};
use telltale_core::{hash, table};

use crate::Table;
use crate::census::Classes;
use crate::place::{self, Way, Window};
use crate::pools::{Conditions, Extras, Patterns};
use crate::rule::{Pattern, Rule};
use crate::texts::Texts;

/// A rule that is matched, with its list and its text.
pub(crate) struct Matched<'a> {
    pub(crate) rule: Rule,
    pub(crate) list: usize,
    pub(crate) text: &'a str,
}

/// A host and the rules that hang on it.
struct Bound<'r> {
    host: &'r str,
    rules: Vec<usize>,
}

/// Groups that the host table can number; hosts beyond hang on windows.
const MOST_GROUPS: usize = u16::MAX as usize - FIRST_GROUP as usize;
/// Regular expressions that records can number.
pub(crate) const MOST_REGEXES: usize = u16::MAX as usize;

/// What a blob is made of besides rules.
pub(crate) struct Written {
    pub(crate) blob: Vec<u8>,
    pub(crate) classes: Classes,
    pub(crate) match_section: usize,
}

/// Writes rules into a blob.
pub(crate) fn write(rules: &[Matched<'_>], lists: Vec<u8>, list_count: usize) -> Result<Written, TooLarge> {
    let mut bound: Vec<Bound<'_>> = Vec::new();
    let mut places: Table<&str, usize> = Table::default();
    let mut loose = Vec::new();
    for (index, matched) in rules.iter().enumerate() {
        match &matched.rule.pattern {
            Pattern::Host { host, .. } => {
                let place = *places.entry(host).or_insert_with(|| {
                    bound.push(Bound { host, rules: Vec::new() });
                    bound.len() - 1
                });
                bound[place].rules.push(index);
            }
            _ => loose.push(index),
        }
    }

    let mut laid = Laid::default();
    let mut conditions = Conditions::default();
    let mut names = Vec::with_capacity(bound.len());
    let mut alone = Vec::with_capacity(bound.len());
    let mut groups = vec![0];
    for Bound { host, rules: on_host } in &mut bound {
        let single = match on_host.as_slice() {
            [index] => condition(&rules[*index].rule),
            _ => None,
        };
        let number = single.and_then(|condition| conditions.put(condition));
        alone.push(number.map(|_| on_host[0]));
        names.push((
            hash::host(host.as_bytes()),
            match number {
                Some(number) => number,
                None => {
                    let group = groups.len() - 1;
                    if group >= MOST_GROUPS {
                        return Err(TooLarge);
                    }
                    // Where a search finds those that may fit; there blocks before exceptions, and what asks for least first.
                    on_host.sort_by_key(|&index| {
                        let rule = &rules[index].rule;
                        (opening_of(rule), rule.exception, condition(rule).is_none())
                    });
                    on_host.iter().for_each(|&index| laid.push(index, &rules[index].rule, None));
                    groups.push(laid.order.len() as u32);
                    FIRST_GROUP + group as u16
                }
            },
        ));
    }

    let (exceptions, blocks): (Vec<usize>, Vec<usize>) =
        loose.into_iter().partition(|&index| rules[index].rule.exception);
    let mut others = vec![0; rest::COUNT];
    let mut documents: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut windows = Vec::new();
    let mut filters = Vec::new();
    let mut tried = Vec::new();
    for (of, indices) in [&blocks, &exceptions].into_iter().enumerate() {
        let ways = place::ways(&indices.iter().map(|&index| &rules[index].rule).collect::<Vec<_>>());
        let found: Vec<(usize, Way)> = indices.iter().copied().zip(ways).collect();
        filters.push(filters_of(&found));
        windows.extend(laid.windows(rules, &found, &mut conditions));
        let mut left = Vec::new();
        for &(index, way) in &found {
            let types = u32::from(rules[index].rule.types);
            match way {
                Way::Window(window) if window.tier == TAIL => others[rest::TAIL_TYPES + of] |= types,
                Way::Window(_) => {}
                Way::Document => {
                    others[rest::DOCUMENT_TYPES + of] |= types;
                    for host in &rules[index].rule.domains.hosts {
                        documents.entry(host).or_default().push(index);
                    }
                }
                Way::Trying => {
                    others[rest::TYPES + of] |= types;
                    left.push(index);
                }
            }
        }
        tried.push(left);
    }
    for (of, left) in tried.iter().enumerate() {
        others[rest::FROM + of] = laid.order.len() as u32;
        left.iter().for_each(|&index| laid.push(index, &rules[index].rule, None));
        others[rest::TO + of] = laid.order.len() as u32;
    }
    // Groups are one behind the other, and other rules stand since the last one ended.
    if !documents.is_empty() {
        groups.push(laid.order.len() as u32);
    }
    for (host, on_document) in &documents {
        let group = groups.len() - 1;
        if group >= MOST_GROUPS {
            return Err(TooLarge);
        }
        on_document.iter().for_each(|&index| laid.push(index, &rules[index].rule, None));
        groups.push(laid.order.len() as u32);
        let name = hash::host(host.as_bytes());
        others[rest::DOCUMENTS] |= name_bit(name);
        names.push((name ^ DOCUMENT, FIRST_GROUP + group as u16));
        alone.push(None);
    }
    let single = |rule: &Rule| matches!(&rule.pattern, Pattern::Host { host, .. } if !host.contains('.'));
    others[rest::ONE_LABEL] = u32::from(rules.iter().any(|matched| single(&matched.rule)));
    others[rest::REGEXES] = laid.regexes.len() as u32;
    others[rest::IMPORTANT] =
        u32::from(rules.iter().any(|matched| matched.rule.important && !matched.rule.exception));
    let (host_table, slots) = table::write(&names)?;

    let mut texts = vec![None; names.len()];
    for (slot, index) in slots.iter().zip(&alone) {
        texts[*slot as usize] = *index;
    }
    texts.extend(laid.order.iter().chain(&laid.literals).copied().map(Some));
    let texts = Texts::of(rules, &texts, list_count);

    let mut sections = vec![Vec::new(); section::COUNT as usize];
    sections[section::LISTS] = lists;
    sections[section::HOSTS] = host_table;
    sections[section::CONDITIONS] = words(&conditions.words);
    sections[section::GROUPS] = words(&groups);
    sections[section::RULES] = laid.records;
    sections[section::PATTERNS] = laid.patterns.bytes;
    sections[section::EXTRAS] = words(&laid.extras.words);
    for (number, windows) in (section::BLOCKS..).zip(windows) {
        sections[number] = windows;
    }
    for (of, [firsts, longer, tails]) in filters.into_iter().enumerate() {
        sections[section::FIRSTS + of] = firsts;
        sections[section::LONGER + of] = longer;
        sections[section::TAILS + of] = tails;
    }
    sections[section::REST] = words(&others);
    sections[section::TEXT_STARTS] = words(&texts.starts);
    sections[section::TEMPLATES] = texts.templates;
    sections[section::TEXTS] = texts.bytes;
    let match_section = sections[..section::TEXT_STARTS].iter().map(Vec::len).sum();

    let count = |is: &dyn Fn(&Rule) -> bool| rules.iter().filter(|matched| is(&matched.rule)).count();
    let classes = Classes {
        hosts: count(&|rule| condition(rule).is_some()),
        host_bound: count(&|rule| matches!(rule.pattern, Pattern::Host { .. }) && condition(rule).is_none()),
        loose: count(&|rule| matches!(rule.pattern, Pattern::Loose { .. })),
        regexes: count(&|rule| matches!(rule.pattern, Pattern::Regex(_))),
        tried: tried.iter().map(Vec::len).sum(),
        exceptions: count(&|rule| rule.exception),
    };
    Ok(Written { blob: blob::write(Content::Trackers, VERSION, &sections)?, classes, match_section })
}

/// The condition of a rule that is nothing but a host, with types and parties; none for any other.
fn condition(rule: &Rule) -> Option<u32> {
    match &rule.pattern {
        Pattern::Host { rest, to_end: false, .. }
            if rest.is_empty() && rule.is_simple() && !rule.exception =>
        {
            Some(u32::from(rule.flags() & !flag::MATCH_CASE) << 16 | u32::from(rule.types))
        }
        _ => None,
    }
}

fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// Records in the order in which they are numbered, and what they point to.
#[derive(Default)]
struct Laid {
    order: Vec<usize>,
    records: Vec<u8>,
    patterns: Patterns,
    extras: Extras,
    /// Literals, numbered after the records.
    literals: Vec<usize>,
    /// The number of each rule that is a regular expression; it may be laid out in several places.
    regexes: Table<usize, usize>,
}

impl Laid {
    fn push(&mut self, index: usize, rule: &Rule, window: Option<Window>) {
        let (text, shape) = match &rule.pattern {
            Pattern::Host { rest, to_end, .. } => {
                (rest.as_str(), flag::AFTER_HOST | if *to_end { flag::END } else { 0 })
            }
            Pattern::Loose { anchors, text } => (text.as_str(), *anchors),
            Pattern::Regex(source) => (source.as_str(), flag::REGEX),
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
    fn windows(
        &mut self,
        rules: &[Matched<'_>],
        found: &[(usize, Way)],
        conditions: &mut Conditions,
    ) -> Vec<Vec<u8>> {
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
                let rule = &rules[index].rule;
                if let Some(literal) = literal(rule, window, conditions) {
                    self.literals.push(index);
                    literals.push(literal);
                    continue;
                }
                if keys.last().is_none_or(|(hash, _)| *hash != window.hash) {
                    keys.push((window.hash, self.order.len() as u32));
                }
                self.push(index, rule, Some(window));
            }
            sections.push(windows::write(&keys, self.order.len() as u32, &literals));
        }
        sections
    }
}

/// The bits of the documents that a rule asks for.
fn documents_of(rule: &Rule) -> u32 {
    let names = &rule.domains;
    if names.hosts.is_empty() || !names.entities.is_empty() {
        return ANY_DOCUMENT;
    }
    names.hosts.iter().fold(0, |bits, name| bits | name_bit(hash::host(name.as_bytes())))
}

/// What a rule that is bound to a host asks for behind it, if it says all of that.
fn opening_of(rule: &Rule) -> u16 {
    match &rule.pattern {
        Pattern::Host { rest, .. } if rest.bytes().take(OPENING).all(|byte| !matches!(byte, b'*' | b'^')) => {
            opening(rest.as_bytes())
        }
        _ => 0,
    }
}

/// The filters of the windows by which rules are found.
fn filters_of(found: &[(usize, Way)]) -> [Vec<u8>; 3] {
    let windows = found.iter().filter_map(|(_, way)| match way {
        Way::Window(window) => Some((window.tier, window.start)),
        Way::Document | Way::Trying => None,
    });
    windows::write_filters(&windows.collect::<Vec<_>>())
}

/// A rule as a literal; none if it asks for more than a text, types and parties.
fn literal(rule: &Rule, window: Window, conditions: &mut Conditions) -> Option<NewLiteral> {
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

/// The starts of texts are counted in steps of this many.
pub(crate) const STEP: usize = TEXTS_PER_START;
