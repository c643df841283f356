//! What depends on who reads: colour and progress for people at a terminal, neither for programs.
//!
//! Decides when to use them. Refuses to know what is written.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use anstream::{AutoStream, ColorChoice};
use anstyle::Style;
use telltale_core::harmless::harmless;

use crate::source::Source;

/// Colours, or none.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paint {
    on: bool,
}

impl Paint {
    /// For standard output: on a terminal that has them, unless `NO_COLOR`, `CLICOLOR` or `CLICOLOR_FORCE` says
    /// otherwise.
    pub(crate) fn for_output() -> Self {
        Self { on: AutoStream::choice(&io::stdout()) != ColorChoice::Never }
    }

    /// `text` in a style.
    pub(crate) fn dress(self, style: Style, text: &str) -> String {
        if self.on { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }
}

/// Progress on standard error, when that is a terminal.
pub(crate) struct Progress {
    shown: Option<Instant>,
    on: bool,
}

impl Progress {
    const EVERY: Duration = Duration::from_millis(200);

    pub(crate) fn new() -> Self {
        // A dumb terminal cannot take a line away again.
        let is_dumb = std::env::var_os("TERM").is_some_and(|name| name == "dumb");
        Self { shown: None, on: io::stderr().is_terminal() && !is_dumb }
    }

    /// Says how far a source has been read. Files that take no time say nothing.
    pub(crate) fn at(&mut self, source: &Source, requests: u64) {
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
                "\r\x1B[K{}: {}{} MB, {requests} requests",
                harmless(&source.name),
                source.share().map_or_else(String::new, |share| format!("{share} %, ")),
                source.read() / 1_000_000
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
