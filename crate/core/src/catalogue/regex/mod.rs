//! Regular expressions of filter lists: JavaScript's syntax, without what no list needs.
//!
//! Decides whether an expression is found in an address, in time that grows with their lengths and no faster, look
//! aheads bounded by the request's effort. Refuses captures, back references and look behinds: a rule with one is
//! named by the compiler and left out. `docs/adr/regex-engine.md` says why there is an engine of our own.

mod parse;
mod run;

use super::pattern::Effort;

/// A compiled expression.
#[derive(Debug, Clone)]
pub struct Regex {
    program: Vec<Step>,
    /// What the last characters of every match are, which are the last of the address: the last one first.
    ending: Vec<Set>,
}

/// One step of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    /// A character of a set.
    Set(Set),
    /// Both ways.
    Split(usize, usize),
    /// Another step.
    Jump(usize),
    /// The start of the address.
    Start,
    /// Its end.
    End,
    /// An edge of a word, or (if false) none.
    Edge(bool),
    /// What follows, up to the step given, is (or, if false, is not) found here; then on from there.
    Ahead { wanted: bool, next: usize },
    /// Found.
    Found,
}

/// A set of characters: ASCII as bits, the rest as ranges.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Set {
    ascii: u128,
    ranges: Vec<(char, char)>,
    /// Characters beyond ASCII are in the set unless a range holds them.
    others: bool,
}

/// Why an expression was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegexError {
    /// It is not one: a bracket stands open, a quantifier stands alone.
    Syntax,
    /// It asks for what this engine does not do: back references, look behinds, property classes.
    Unsupported,
    /// It would become too large.
    TooLarge,
}

impl RegexError {
    /// A stable name for programs and translations.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Syntax => "regex_syntax",
            Self::Unsupported => "regex_unsupported",
            Self::TooLarge => "regex_too_large",
        }
    }
}

impl Regex {
    /// Compiles an expression.
    ///
    /// # Errors
    /// When it is none, or too much.
    pub fn new(source: &str, match_case: bool) -> Result<Self, RegexError> {
        let (program, ending) = parse::compile(source, match_case)?;
        Ok(Self { program, ending })
    }

    /// Whether the expression is found in a text that is UTF-8.
    pub(super) fn is_match(&self, text: &[u8], effort: &mut Effort) -> bool {
        run::is_match(self, text, effort)
    }

    /// Whether the expression is found in a text; for the one who writes rules.
    #[must_use]
    pub fn finds(&self, text: &str) -> bool {
        self.is_match(text.as_bytes(), &mut Effort::of(text.len()))
    }
}

/// A text that every match of an expression holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Literal {
    /// The text, in lower case.
    pub text: String,
    /// The address starts with it.
    pub at_start: bool,
}

/// The literals that every match holds, each a run without a gap: what a rule can be found by.
///
/// # Errors
/// When the expression is none, or too much.
pub fn literals(source: &str) -> Result<Vec<Literal>, RegexError> {
    parse::literals(source)
}
