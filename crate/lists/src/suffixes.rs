//! The public suffix list, from its text to a table.
//!
//! Decides which lines are rules and in which section they stand. Names are written as addresses have them.

use std::collections::BTreeMap;
use std::fmt;

use telltale_core::blob::{self, Content, TooLarge};
use telltale_core::site::{EXCEPTION, PRIVATE_SHIFT, RULE, VERSION, WILDCARD};
use telltale_core::{hash, table};

use crate::hosts;

/// Why a public suffix list was not compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SuffixesError {
    /// A line is no rule.
    Rule {
        /// Its number, from 1.
        line: usize,
    },
    /// There is no rule in it at all.
    Empty,
    /// It is larger than a blob can be.
    TooLarge,
}

impl fmt::Display for SuffixesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rule { line } => write!(f, "line {line} is no rule of a public suffix list"),
            Self::Empty => f.write_str(
                "there is no rule in this public suffix list; give the file from publicsuffix.org",
            ),
            Self::TooLarge => TooLarge.fmt(f),
        }
    }
}

impl std::error::Error for SuffixesError {}

impl From<TooLarge> for SuffixesError {
    fn from(_: TooLarge) -> Self {
        Self::TooLarge
    }
}

/// Compiles the text of a public suffix list into what `telltale_core::site::Suffixes::open` takes.
///
/// # Errors
/// When a line is no rule, or there is none.
pub fn compile_suffixes(text: &str) -> Result<Vec<u8>, SuffixesError> {
    let mut names: BTreeMap<String, u16> = BTreeMap::new();
    let mut private = false;
    for (line, text) in (1..).zip(text.lines()) {
        if let Some(comment) = text.trim_start().strip_prefix("//") {
            private |= comment.contains("===BEGIN PRIVATE DOMAINS===");
            continue;
        }
        let Some(rule) = text.split_whitespace().next() else { continue };
        let (kind, name) = if let Some(name) = rule.strip_prefix("*.") {
            (WILDCARD, name)
        } else if let Some(name) = rule.strip_prefix('!') {
            (EXCEPTION, name)
        } else {
            (RULE, rule)
        };
        // A lone star says what is true anyway: the last label is a suffix.
        if rule == "*" {
            continue;
        }
        let name = hosts::name(name).ok_or(SuffixesError::Rule { line })?;
        *names.entry(name.into_owned()).or_default() |=
            kind | if private { kind << PRIVATE_SHIFT } else { 0 };
    }
    if names.is_empty() {
        return Err(SuffixesError::Empty);
    }
    let rows: Vec<(u64, u16)> =
        names.iter().map(|(name, flags)| (hash::host(name.as_bytes()), *flags)).collect();
    Ok(blob::write(Content::Suffixes, VERSION, &[table::write(&rows)?.0])?)
}
