//! Compiles list packages into the blobs that the core opens where they lie.
//!
//! Decides what each line of a list means for a request that is only looked at (`docs/matching.md`). Does no I/O: texts
//! come in, bytes and a census go out, and the same texts give the same bytes. The settings page compiles a person's own
//! list with the same functions.
//!
//! Whatever is done for each rule or goes over all of them stays a function of its own (`#[inline(never)]`): of each that
//! runs long a browser sets out to make better code meanwhile, and of one that held them all it would for longer than the list
//! takes.

mod addresses;
mod badfilter;
mod bound;
pub mod census;
mod companies;
mod hosts;
mod laid;
mod line;
mod options;
mod own;
pub mod packages;
mod place;
mod pools;
mod registrations;
mod rule;
mod signs;
mod source;
mod suffixes;
mod texts;
mod trie;
pub mod workload;
mod write;

use std::collections::{HashMap, HashSet};
use std::fmt;

pub use addresses::{AddressesError, compile_addresses};
pub use companies::{CompaniesError, compile_companies};
pub use own::{OwnCompiled, OwnList, Refusal, compile_own};
pub use registrations::{RegistrationsError, ranges_of_registrations};
pub use source::{Format, Source, sha256};
pub use suffixes::{SuffixesError, compile_suffixes};
pub use trie::{TrieError, suffix_rules_of_trie};

use badfilter::Badfilters;
use census::{Census, ListCensus};
use foldhash::fast::FixedState;
use line::Line;
use rule::Pattern;
use telltale_core::blob::TooLarge;
use write::{MOST_REGEXES, Matched};

/// A table whose hash is quick and the same every time.
type Table<K, V> = HashMap<K, V, FixedState>;

/// Lists that one blob can tell apart.
const MOST_LISTS: usize = 100;

/// A compiled blob and what became of every line.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// What `telltale_core::catalogue::Catalogue::open` takes.
    pub blob: Vec<u8>,
    /// What became of every line.
    pub census: Census,
}

/// Why lists were not compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CompileError {
    /// There are more lists than a blob can tell apart.
    TooManyLists,
    /// Together they are larger than a blob can be.
    TooLarge,
}

impl CompileError {
    /// A stable name for programs and translations.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooManyLists => "lists_too_many",
            Self::TooLarge => "lists_too_large",
        }
    }
}

impl fmt::Display for CompileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooManyLists => {
                write!(f, "at most {MOST_LISTS} lists can be compiled together; leave some out")
            }
            Self::TooLarge => TooLarge.fmt(f),
        }
    }
}

impl std::error::Error for CompileError {}

impl From<TooLarge> for CompileError {
    fn from(_: TooLarge) -> Self {
        Self::TooLarge
    }
}

/// Compiles lists into one blob.
///
/// # Errors
/// When there are too many, or too much in them.
pub fn compile(sources: &[Source<'_>]) -> Result<Compiled, CompileError> {
    if sources.len() > MOST_LISTS {
        return Err(CompileError::TooManyLists);
    }
    let mut census = Census::default();
    let mut badfilters = Badfilters::default();
    let mut rules = Vec::new();
    let mut lists = (sources.len() as u32).to_le_bytes().to_vec();
    for (list, source) in sources.iter().enumerate() {
        for text in [&source.name, &source.version, &source.sha256(), &source.licence] {
            texts::put(&mut lists, text);
        }
        let mut count = ListCensus {
            name: source.name.clone(),
            version: source.version.clone(),
            ..ListCensus::default()
        };
        read_list(list, source, &mut count, &mut badfilters, &mut rules);
        census.lists.push(count);
    }

    take_out(&mut rules, &badfilters, &mut census);
    if regexes(&rules) > MOST_REGEXES {
        return Err(CompileError::TooLarge);
    }
    leave_one_of_each(&mut rules, &mut census);
    let written = write::write(&rules, lists, sources.len())?;
    give_back(rules);
    census.classes = written.classes;
    census.match_section = written.match_section;
    census.total = written.blob.len();
    Ok(Compiled { blob: written.blob, census })
}

/// Takes out what `badfilter` rules name.
#[inline(never)]
fn take_out<'a>(rules: &mut Vec<Matched<'a>>, badfilters: &Badfilters<'a>, census: &mut Census) {
    rules.retain_mut(|Matched { rule, list, .. }| {
        let spared = badfilters.spare(rule);
        census.lists[*list].disabled += usize::from(!spared);
        spared
    });
}

/// Gives back the memory that rules take.
#[inline(never)]
fn give_back(rules: Vec<Matched<'_>>) {
    drop(rules);
}

/// How many rules are regular expressions.
#[inline(never)]
fn regexes(rules: &[Matched<'_>]) -> usize {
    rules.iter().filter(|matched| matches!(matched.rule.pattern, Pattern::Regex(_))).count()
}

/// Leaves of rules that say the same the first.
#[inline(never)]
fn leave_one_of_each(rules: &mut Vec<Matched<'_>>, census: &mut Census) {
    let mut seen = HashSet::with_capacity_and_hasher(rules.len(), FixedState::default());
    let new: Vec<bool> = rules.iter().map(|matched| seen.insert(&matched.rule)).collect();
    drop(seen);
    let mut new = new.into_iter();
    rules.retain(|matched| {
        let (count, new) = (&mut census.lists[matched.list], new.next() == Some(true));
        *if new { &mut count.matched } else { &mut count.repeated } += 1;
        new
    });
}

#[inline(never)]
fn read_list<'a>(
    list: usize,
    source: &Source<'a>,
    count: &mut ListCensus,
    badfilters: &mut Badfilters<'a>,
    rules: &mut Vec<Matched<'a>>,
) {
    let read_line = if source.told_format() == Format::Hosts { line::host } else { line::filter };
    // Some editors put a mark at the start that is no part of the first line.
    let text = source.text.strip_prefix('\u{feff}').unwrap_or(source.text);
    for (number, text) in (1..).zip(text.lines()) {
        count.lines += 1;
        let text = text.trim();
        let mut keep = |rule| rules.push(Matched { rule, list, text });
        match read_line(text) {
            Line::Comment => count.comments += 1,
            Line::Cosmetic => count.cosmetic += 1,
            Line::Rule(rule) if rule.badfilter => {
                count.badfilters += 1;
                badfilters.add(rule);
            }
            Line::Rule(rule) => keep(rule),
            Line::Hosts(rules) => rules.into_iter().for_each(keep),
            Line::Modifier(name) => *count.modifiers.entry(name).or_default() += 1,
            Line::Elsewhere(name) => *count.elsewhere.entry(name).or_default() += 1,
            Line::Directive => count.directives.push(number),
            Line::Unknown(reason) => count.unknown(number, reason, text),
        }
    }
}
