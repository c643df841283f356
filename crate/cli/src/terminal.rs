//! What depends on who reads: colour and progress for people at a terminal, neither for programs.
//!
//! Decides when to use them, and makes text from strangers harmless to a terminal. Refuses to know what is written.

use std::borrow::Cow;
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use anstyle::Style;

/// Colours, or none.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paint {
    on: bool,
}

impl Paint {
    /// For standard output: only on a terminal, and not where `NO_COLOR` is set or the terminal is dumb.
    pub(crate) fn for_output() -> Self {
        let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        Self { on: io::stdout().is_terminal() && !refused }
    }

    /// `text` in a style.
    pub(crate) fn dress(self, style: Style, text: &str) -> String {
        if self.on { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }
}

/// Text out of a capture as it may be shown: what would steer the terminal is written as an escape.
pub(crate) fn harmless(text: &str) -> Cow<'_, str> {
    let steers = |c: char| {
        c.is_control()
            // Marks that turn the direction of what is shown.
            || matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
    };
    if !text.contains(steers) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if steers(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// Progress on standard error, when that is a terminal.
pub(crate) struct Progress {
    shown: Option<Instant>,
    on: bool,
}

impl Progress {
    const EVERY: Duration = Duration::from_millis(200);

    pub(crate) fn new() -> Self {
        Self { shown: None, on: io::stderr().is_terminal() }
    }

    /// Says how far `name` has been read. Files that take no time say nothing.
    pub(crate) fn at(&mut self, name: &str, read: u64, requests: u64) {
        if !self.on {
            return;
        }
        let now = Instant::now();
        let last = *self.shown.get_or_insert(now);
        if now.duration_since(last) >= Self::EVERY {
            self.shown = Some(now);
            // Progress that cannot be shown is no reason to stop.
            _ = write!(
                io::stderr(),
                "\r\x1B[K{}: {} MB, {requests} requests",
                harmless(name),
                read / 1_000_000
            );
        }
    }

    /// Takes the line away.
    pub(crate) fn clear(&mut self) {
        if self.on && self.shown.take().is_some() {
            _ = write!(io::stderr(), "\r\x1B[K");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn what_steers_a_terminal_is_escaped() {
        assert_eq!(harmless("träume ☂"), "träume ☂");
        assert_eq!(harmless("a\x1B[2Jb\r\n\u{202E}c"), "a\\u{1b}[2Jb\\u{d}\\u{a}\\u{202e}c");
    }
}
