//! Lays rules out in a blob.
//!
//! Decides the order of everything in it, so that the same lists give the same bytes. What the numbers mean is said in
//! `telltale_core::catalogue::layout`.

use std::collections::BTreeMap;

use telltale_core::blob::{self, Content, TooLarge};
use telltale_core::catalogue::layout::{DOCUMENT, TAIL, VERSION, name_bit, rest, section};
use telltale_core::catalogue::windows;
use telltale_core::{hash, table};

use crate::bound::Bound;
use crate::census::Classes;
use crate::laid::{Laid, condition, opening_of};
use crate::place::{self, Way};
use crate::rule::{Pattern, Rule};
use crate::texts::Texts;

/// A rule that is matched, with its list and its text.
pub(crate) struct Matched<'a> {
    pub(crate) rule: Rule<'a>,
    pub(crate) list: usize,
    pub(crate) text: &'a str,
}

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
    let (mut bound, loose) = Bound::of(rules);
    let mut laid = Laid::of(rules);
    let mut named = Named::default();
    named.hosts(&mut bound, &mut laid)?;
    let mut loose = Loose::of(loose, &mut laid);
    loose.others[rest::DOCUMENTS] = named.documents(&loose.documents, &mut laid)?;
    let (classes, others) = (classes(rules, loose.tried), &mut loose.others);
    others[rest::ONE_LABEL] = any(rules, names_one_label);
    others[rest::REGEXES] = laid.regexes.len() as u32;
    others[rest::IMPORTANT] = any(rules, |rule| rule.important && !rule.exception);
    let (host_table, slots) = table::write(&named.names)?;
    let texts = Texts::of(rules, &numbered(&slots, &named.alone, &laid), list_count);

    let mut sections = vec![Vec::new(); section::COUNT as usize];
    sections[section::LISTS] = lists;
    sections[section::HOSTS] = host_table;
    sections[section::CONDITIONS] = words(&laid.conditions.words);
    sections[section::GROUPS] = words(&laid.groups);
    sections[section::RULES] = laid.records;
    sections[section::PATTERNS] = laid.patterns.bytes;
    sections[section::EXTRAS] = words(&laid.extras.words);
    for (number, windows) in (section::BLOCKS..).zip(loose.windows) {
        sections[number] = windows;
    }
    for (of, [firsts, longer, tails]) in loose.filters.into_iter().enumerate() {
        sections[section::FIRSTS + of] = firsts;
        sections[section::LONGER + of] = longer;
        sections[section::TAILS + of] = tails;
    }
    sections[section::REST] = words(&loose.others);
    sections[section::TEXT_STARTS] = words(&texts.starts);
    sections[section::TEMPLATES] = texts.templates;
    sections[section::TEXTS] = texts.bytes;
    let match_section = sections[..section::TEXT_STARTS].iter().map(Vec::len).sum();
    Ok(Written { blob: blob::write(Content::Trackers, VERSION, &sections)?, classes, match_section })
}

/// What the host table is to hold.
#[derive(Default)]
struct Named {
    /// The hash of each name, and its number.
    names: Vec<(u64, u16)>,
    /// The rule of each name whose number says all of it.
    alone: Vec<Option<usize>>,
}

impl Named {
    /// Lays out the rules that hang on hosts.
    #[inline(never)]
    fn hosts(&mut self, bound: &mut Bound<'_>, laid: &mut Laid<'_>) -> Result<(), TooLarge> {
        let rules = laid.rules;
        self.names.reserve(bound.hosts.len());
        self.alone.reserve(bound.hosts.len());
        for (host, on_host) in bound.each() {
            let single = match *on_host {
                [index] => condition(&rules[index].rule).and_then(|condition| laid.conditions.put(condition)),
                _ => None,
            };
            let number = match single {
                Some(number) => number,
                None => laid.group(in_order(rules, on_host))?,
            };
            self.names.push((hash::host(host.as_bytes()), number));
            self.alone.push(single.map(|_| on_host[0]));
        }
        Ok(())
    }

    /// Lays out the rules that are found by their documents; returns the bits of these.
    fn documents(
        &mut self,
        documents: &BTreeMap<&str, Vec<usize>>,
        laid: &mut Laid<'_>,
    ) -> Result<u32, TooLarge> {
        // Groups are one behind the other, and other rules stand since the last one ended.
        if !documents.is_empty() {
            laid.groups.push(laid.order.len() as u32);
        }
        let mut bits = 0;
        for (host, on_document) in documents {
            let number = laid.group(on_document)?;
            let name = hash::host(host.as_bytes());
            bits |= name_bit(name);
            self.names.push((name ^ DOCUMENT, number));
            self.alone.push(None);
        }
        Ok(bits)
    }
}

/// Puts the rules of a host where a search finds those that may fit; there blocks before exceptions, and what asks for least first.
#[inline(never)]
fn in_order<'o>(rules: &[Matched<'_>], on_host: &'o mut [usize]) -> &'o [usize] {
    on_host.sort_by_key(|&index| {
        let rule = &rules[index].rule;
        (opening_of(rule), rule.exception, condition(rule).is_none())
    });
    on_host
}

/// What is written of the rules that hang on no host.
struct Loose<'r> {
    /// The section for what is found by no table.
    others: Vec<u32>,
    documents: BTreeMap<&'r str, Vec<usize>>,
    windows: Vec<Vec<u8>>,
    filters: Vec<[Vec<u8>; 3]>,
    /// How many rules are tried.
    tried: usize,
}

impl<'r> Loose<'r> {
    /// Lays them out, blocks before exceptions.
    #[inline(never)]
    fn of(loose: Vec<usize>, laid: &mut Laid<'r>) -> Self {
        let rules = laid.rules;
        let (exceptions, blocks): (Vec<usize>, Vec<usize>) =
            loose.into_iter().partition(|&index| rules[index].rule.exception);
        let mut this = Self {
            others: vec![0; rest::COUNT],
            documents: BTreeMap::new(),
            windows: Vec::new(),
            filters: Vec::new(),
            tried: 0,
        };
        let mut tried = Vec::new();
        for (of, indices) in [&blocks, &exceptions].into_iter().enumerate() {
            let ways = place::ways(&indices.iter().map(|&index| &rules[index].rule).collect::<Vec<_>>());
            let found: Vec<(usize, Way)> = indices.iter().copied().zip(ways).collect();
            this.filters.push(filters_of(&found));
            this.windows.extend(laid.windows(&found));
            let mut left = Vec::new();
            for &(index, way) in &found {
                let types = u32::from(rules[index].rule.types);
                match way {
                    Way::Window(window) if window.tier == TAIL => this.others[rest::TAIL_TYPES + of] |= types,
                    Way::Window(_) => {}
                    Way::Document => {
                        this.others[rest::DOCUMENT_TYPES + of] |= types;
                        for host in &rules[index].rule.domains.hosts {
                            this.documents.entry(host).or_default().push(index);
                        }
                    }
                    Way::Trying => {
                        this.others[rest::TYPES + of] |= types;
                        left.push(index);
                    }
                }
            }
            tried.push(left);
        }
        for (of, left) in tried.iter().enumerate() {
            this.others[rest::FROM + of] = laid.order.len() as u32;
            left.iter().for_each(|&index| laid.push(index, None));
            this.others[rest::TO + of] = laid.order.len() as u32;
            this.tried += left.len();
        }
        this
    }
}

/// The filters of the windows by which rules are found.
#[inline(never)]
fn filters_of(found: &[(usize, Way)]) -> [Vec<u8>; 3] {
    let windows = found.iter().filter_map(|(_, way)| match way {
        Way::Window(window) => Some((window.tier, window.start)),
        Way::Document | Way::Trying => None,
    });
    windows::write_filters(&windows.collect::<Vec<_>>())
}

/// The rules by their numbers: those of hosts by their places in the table, then those of records, then literals.
#[inline(never)]
fn numbered(slots: &[u32], alone: &[Option<usize>], laid: &Laid<'_>) -> Vec<Option<usize>> {
    let mut numbered = vec![None; slots.len()];
    for (slot, index) in slots.iter().zip(alone) {
        numbered[*slot as usize] = *index;
    }
    numbered.extend(laid.order.iter().chain(&laid.literals).copied().map(Some));
    numbered
}

/// Counts how rules are found.
#[inline(never)]
fn classes(rules: &[Matched<'_>], tried: usize) -> Classes {
    let mut classes = Classes { tried, ..Classes::default() };
    for Matched { rule, .. } in rules {
        *match &rule.pattern {
            Pattern::Host { .. } if condition(rule).is_some() => &mut classes.hosts,
            Pattern::Host { .. } => &mut classes.host_bound,
            Pattern::Loose { .. } => &mut classes.loose,
            Pattern::Regex(_) => &mut classes.regexes,
        } += 1;
        classes.exceptions += usize::from(rule.exception);
    }
    classes
}

/// Whether any rule is one of these, as a word.
#[inline(never)]
fn any(rules: &[Matched<'_>], is: fn(&Rule<'_>) -> bool) -> u32 {
    u32::from(rules.iter().any(|matched| is(&matched.rule)))
}

fn names_one_label(rule: &Rule<'_>) -> bool {
    matches!(&rule.pattern, Pattern::Host { host, .. } if !host.contains('.'))
}

#[inline(never)]
fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}
