//! Lists that a person adds, compiled for `telltale_core::own`.
//!
//! Decides what is no list at all, and says at which line that shows: whoever adds a saved web page by mistake is to hear
//! it, not to find a thousand rules that never hit. Refuses to know where a list comes from and where it is kept.

use crate::census::{Census, ListCensus, Unknown};
use crate::{CompileError, Format, Source, compile};

/// A list as its person named it.
#[derive(Debug, Clone, Copy)]
pub struct OwnList<'a> {
    /// The name that reports show.
    pub name: &'a str,
    /// The text.
    pub text: &'a str,
    /// Its SHA-256, in hexadecimal, where whoever brings it has it already.
    pub sha256: Option<&'a str>,
}

/// Why a text is not taken for a list.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// There is nothing in it.
    Empty,
    /// It is no text: so says this line.
    NotText {
        /// Its number, from 1.
        line: usize,
    },
    /// It is a page or a document: so says this line.
    Markup {
        /// Its number, from 1.
        line: usize,
    },
    /// No line of it is a rule about requests. The first that was not understood, where one was not.
    NoRule {
        /// The line.
        first: Option<Unknown>,
    },
}

impl Refusal {
    /// A stable name for programs and translations.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::NotText { .. } => "not_text",
            Self::Markup { .. } => "markup",
            Self::NoRule { first: Some(_) } => "not_understood",
            Self::NoRule { first: None } => "no_rule",
        }
    }

    /// The line that shows it, and why it was not understood.
    #[must_use]
    pub fn place(&self) -> Option<(usize, Option<&'static str>)> {
        match self {
            Self::Empty | Self::NoRule { first: None } => None,
            Self::NotText { line } | Self::Markup { line } => Some((*line, None)),
            Self::NoRule { first: Some(first) } => Some((first.line, Some(first.reason))),
        }
    }

    /// What a text shows before it is compiled.
    fn of_text(text: &str) -> Option<Self> {
        let mut lines = (1..).zip(text.lines());
        if let Some((line, _)) = lines.clone().find(|(_, text)| text.contains('\0')) {
            return Some(Self::NotText { line });
        }
        let (line, first) = lines.find(|(_, text)| !text.trim_matches(is_blank).is_empty())?;
        let first = first.trim_matches(is_blank);
        first.starts_with('<').then_some(Self::Markup { line })
    }

    fn of_census(census: &ListCensus) -> Option<Self> {
        if census.taken() > 0 {
            return None;
        }
        let nothing = census.lines == census.comments;
        Some(if nothing { Self::Empty } else { Self::NoRule { first: census.unknown.first().cloned() } })
    }
}

/// A mark that some editors put at the start is no part of the first line.
fn is_blank(letter: char) -> bool {
    letter.is_whitespace() || letter == '\u{feff}'
}

/// A person's lists, compiled.
#[derive(Debug, Clone)]
pub struct OwnCompiled {
    /// What `telltale_core::own::OwnLists::open` takes.
    pub rules: Vec<u8>,
    /// The same for its second argument: empty where no list has an exception.
    pub exceptions: Vec<u8>,
    /// What became of every line.
    pub census: Census,
    /// Why a list is none, list by list.
    pub refusals: Vec<Option<Refusal>>,
}

/// Compiles the lists of a person.
///
/// # Errors
/// When there are too many, or too much in them.
pub fn compile_own(lists: &[OwnList<'_>]) -> Result<OwnCompiled, CompileError> {
    let sources: Vec<Source<'_>> = lists
        .iter()
        .map(|list| Source {
            name: list.name.to_owned(),
            sha256: list.sha256.map(str::to_owned),
            ..Source::new(list.text, list.name)
        })
        .collect();
    let compiled = compile(&sources)?;
    let refusals = lists
        .iter()
        .zip(&compiled.census.lists)
        .map(|(list, census)| Refusal::of_text(list.text).or_else(|| Refusal::of_census(census)))
        .collect();
    Ok(OwnCompiled {
        rules: compiled.blob,
        exceptions: compile_exceptions(&sources)?,
        census: compiled.census,
        refusals,
    })
}

/// The exceptions alone, over a rule that meets every request: so they are found whichever list named it.
fn compile_exceptions(sources: &[Source<'_>]) -> Result<Vec<u8>, CompileError> {
    let texts: Vec<String> = sources
        .iter()
        .map(|source| source.text.lines().map(|line| line.trim_matches(is_blank)))
        .map(|lines| lines.filter(|line| line.starts_with("@@")).collect::<Vec<_>>())
        .map(|lines| lines.join("\n"))
        .collect();
    if texts.iter().all(String::is_empty) {
        return Ok(Vec::new());
    }
    let everything = Source { format: Format::Filters, ..Source::new("*$all", "") };
    let exceptions = sources.iter().zip(&texts).map(|(source, text)| Source {
        text,
        format: Format::Filters,
        sha256: None,
        ..source.clone()
    });
    Ok(compile(&exceptions.chain([everything]).collect::<Vec<_>>())?.blob)
}
