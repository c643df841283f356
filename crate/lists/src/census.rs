//! What became of every line.
//!
//! Decides how it is counted and said. Nothing is ever left out in silence: what was not understood is named with its
//! list and line.

use std::collections::BTreeMap;
use std::fmt;

/// Lines that were not understood and are named one by one; the rest of a file that is no list is counted.
const MOST_NAMED: usize = 1000;
/// How much of such a line is shown.
const LONGEST_SHOWN: usize = 120;

/// A line that was not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// Its number, from 1.
    pub line: usize,
    /// Why, in a word that stays the same.
    pub reason: &'static str,
    /// Its start.
    pub text: String,
}

/// How the rules that are matched are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Classes {
    /// A host and nothing else, or with types and parties.
    pub hosts: usize,
    /// A host and more: a path, domains, methods.
    pub host_bound: usize,
    /// A text somewhere in the address.
    pub loose: usize,
    /// A regular expression.
    pub regexes: usize,
    /// Those that have neither host nor window and are tried on every request.
    pub tried: usize,
    /// Exceptions among all of these.
    pub exceptions: usize,
}

/// What became of the lines of one list.
#[derive(Debug, Clone, Default)]
pub struct ListCensus {
    /// The list's name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// All lines.
    pub lines: usize,
    /// Comments, heads and blank lines.
    pub comments: usize,
    /// Rules about elements and scripts of pages.
    pub cosmetic: usize,
    /// Rules that are matched.
    pub matched: usize,
    /// Rules that say again what another said.
    pub repeated: usize,
    /// Rules that a `badfilter` took out, here or in another list.
    pub disabled: usize,
    /// `badfilter` rules.
    pub badfilters: usize,
    /// Rules that only change something, by option.
    pub modifiers: BTreeMap<&'static str, usize>,
    /// Rules for other kinds of clients, by option.
    pub elsewhere: BTreeMap<&'static str, usize>,
    /// Instructions to whoever assembles lists (`!#if`), by line; the rules around them were read.
    pub directives: Vec<usize>,
    /// Lines that were not understood; at most a thousand are named.
    pub unknown: Vec<Unknown>,
    /// How many there were.
    pub unknown_count: usize,
}

impl ListCensus {
    /// The rules that were taken from the list, those included that another list has as well.
    #[must_use]
    pub const fn taken(&self) -> usize {
        self.matched + self.repeated
    }

    /// The lines that were understood and say nothing about whether a request meets the list.
    #[must_use]
    pub fn beside(&self) -> usize {
        let counted = |counts: &BTreeMap<_, usize>| counts.values().sum::<usize>();
        self.cosmetic + self.directives.len() + counted(&self.modifiers) + counted(&self.elsewhere)
    }

    pub(crate) fn unknown(&mut self, line: usize, reason: &'static str, text: &str) {
        self.unknown_count += 1;
        if self.unknown.len() < MOST_NAMED {
            self.unknown.push(Unknown { line, reason, text: text.chars().take(LONGEST_SHOWN).collect() });
        }
    }
}

/// What became of every line of every list.
#[derive(Debug, Clone, Default)]
pub struct Census {
    /// List by list.
    pub lists: Vec<ListCensus>,
    /// The matched rules of all of them.
    pub classes: Classes,
    /// Bytes that a match may read.
    pub match_section: usize,
    /// Bytes of the whole.
    pub total: usize,
}

impl fmt::Display for Census {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for list in &self.lists {
            writeln!(f, "{} {}: {} lines", list.name, list.version, list.lines)?;
            writeln!(f, "  matched {}", list.matched)?;
            for (name, count) in [
                ("comments", list.comments),
                ("cosmetic", list.cosmetic),
                ("repeated", list.repeated),
                ("badfilter", list.badfilters),
                ("disabled by badfilter", list.disabled),
            ] {
                if count > 0 {
                    writeln!(f, "  {name} {count}")?;
                }
            }
            for (kind, counts) in [("changes only", &list.modifiers), ("for other clients", &list.elsewhere)]
            {
                for (name, count) in counts {
                    writeln!(f, "  {kind}: ${name} {count}")?;
                }
            }
            for line in &list.directives {
                writeln!(f, "  line {line}: instruction not followed, the rules around it were read")?;
            }
            for Unknown { line, reason, text } in &list.unknown {
                writeln!(f, "  line {line}: not understood ({reason}): {text}")?;
            }
            if list.unknown_count > list.unknown.len() {
                writeln!(f, "  and {} more not understood", list.unknown_count - list.unknown.len())?;
            }
        }
        let Classes { hosts, host_bound, loose, regexes, tried, exceptions } = self.classes;
        writeln!(
            f,
            "rules: {hosts} hosts, {host_bound} bound to a host, {loose} loose, {regexes} regular expressions; \
             {exceptions} of them exceptions, {tried} tried on every request"
        )?;
        writeln!(f, "bytes: {} for matching, {} in all", self.match_section, self.total)
    }
}
