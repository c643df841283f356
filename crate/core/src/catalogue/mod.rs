//! Which tracker rule a request meets.
//!
//! Decides over compiled lists that are used where they lie: opening parses nothing, asking allocates nothing (the
//! first use of a regular expression aside). Refuses to know what a list is made of; that is `telltale-lists`.
//! `docs/matching.md` says what each piece of the syntax means here.

mod address;
mod asked;
mod blocks;
mod document;
pub mod layout;
mod names;
pub mod pattern;
pub mod regex;
mod rules;
mod search;
mod text;
pub mod windows;
mod words;

use std::borrow::Cow;
use std::sync::OnceLock;

pub use address::host;
pub use asked::Asked;
pub use document::Document;

use crate::blob::{Blob, Content, OpenError};
use crate::site::Suffixes;
pub(crate) use asked::Context;
use layout::section;
use regex::Regex;
use search::{Search, Shape};

/// What the lists say about a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// No rule meets it.
    Miss,
    /// A rule meets it and nothing frees it.
    Hit(RuleId),
    /// A rule meets it, and an exception frees it.
    Excepted {
        /// The exception.
        by: RuleId,
        /// The rule that would have hit.
        hit: RuleId,
    },
}

impl Verdict {
    /// Whether a rule hits and no exception frees the request.
    #[must_use]
    pub const fn is_hit(self) -> bool {
        matches!(self, Self::Hit(_))
    }
}

/// A rule of a catalogue, by number. It means nothing in another catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RuleId(pub(crate) u32);

/// A rule as its list has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule<'a> {
    /// The name of the list.
    pub list: &'a str,
    /// The rule.
    pub text: String,
}

/// Something that was compiled into a blob, as it names itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// What it calls itself.
    pub name: String,
    /// Its version, in its own way of counting; empty if it has none.
    pub version: String,
    /// The SHA-256 of its text, in hexadecimal.
    pub sha256: String,
    /// Its licence; empty if nobody said.
    pub licence: String,
}

/// Compiled lists of trackers.
#[derive(Debug)]
pub struct Catalogue {
    blob: Blob,
    lists: Vec<List>,
    shape: Shape,
    regexes: Vec<OnceLock<Option<Regex>>>,
}

impl Catalogue {
    /// Opens compiled lists; no rule is parsed or copied.
    ///
    /// # Errors
    /// When the bytes are damaged, of another version or hold something else.
    pub fn open(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, OpenError> {
        Self::of(Blob::open(bytes.into(), Content::Trackers, layout::VERSION, section::COUNT)?)
    }

    /// Opens compiled lists that were opened before and have not changed since: the checksum over all of them, most of
    /// what opening takes, is left out.
    ///
    /// # Errors
    /// When the bytes are of another version or hold something else.
    pub fn reopen(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, OpenError> {
        Self::of(Blob::reopen(bytes.into(), Content::Trackers, layout::VERSION, section::COUNT)?)
    }

    fn of(blob: Blob) -> Result<Self, OpenError> {
        let lists = text::lists(&blob).ok_or(OpenError::Section(section::LISTS as u32))?;
        let shape = Shape::of(&blob).map_err(OpenError::Section)?;
        let regexes = (0..shape.regexes().min(u32::from(u16::MAX) + 1)).map(|_| OnceLock::new()).collect();
        Ok(Self { blob, lists, shape, regexes })
    }

    /// What the lists say about a request.
    #[must_use]
    pub fn check(&self, asked: &Asked<'_>, suffixes: &Suffixes) -> Verdict {
        self.check_on(asked, &mut Document::default(), suffixes)
    }

    /// The same, where a document was read before, be it the request's own or another. Then its own is the one.
    #[must_use]
    pub fn check_on(&self, asked: &Asked<'_>, document: &mut Document, suffixes: &Suffixes) -> Verdict {
        document.read(asked.document, suffixes);
        self.check_of(asked, document, suffixes)
    }

    /// The same of a document that was read already, whatever `asked` calls it.
    #[must_use]
    pub fn check_of(&self, asked: &Asked<'_>, document: &Document, suffixes: &Suffixes) -> Verdict {
        Context::of(asked, document, suffixes).map_or(Verdict::Miss, |context| self.verdict(&context))
    }

    /// The same of a request of which it is worked out already what is asked.
    pub(crate) fn verdict<'a>(&'a self, context: &Context<'a>) -> Verdict {
        self.search().verdict(context)
    }

    /// The list and text of a rule that the request at this address met; none for a number of another catalogue, or for
    /// another request.
    #[must_use]
    pub fn rule(&self, id: RuleId, url: &str) -> Option<Rule<'_>> {
        text::rule(self.search(), &self.lists, id, url)
    }

    /// The lists that it was compiled from.
    #[must_use]
    pub fn lists(&self) -> &[List] {
        &self.lists
    }

    fn search(&self) -> Search<'_> {
        Search::new(&self.blob, &self.shape, &self.regexes)
    }

    /// How many bytes the compiled lists take, the rules' texts included.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.blob.len()
    }

    /// How many of them a match may read.
    #[must_use]
    pub fn match_section(&self) -> usize {
        (0..section::TEXT_STARTS).map(|number| self.blob.section(number).len()).sum()
    }
}
