//! `telltale`: the command line.
//!
//! Decides exit statuses. Refuses to know what a command does.

mod args;
mod builtin;
mod compare;
mod evidence;
mod fingerprint;
mod lists;
mod manual;
mod matching;
mod problem;
mod report;
mod source;
mod terminal;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;

use args::{Command, Lists, Telltale};
use problem::Problem;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Done,
    /// Something of the input was wrong; what could be done is done, and the problem has been said.
    InputProblem,
    /// A condition given with `--fail-…` held.
    ConditionHeld,
}

/// What stops a run before its end.
pub(crate) enum Stop {
    Problem(Problem),
    /// Standard output does not take more.
    Output(io::Error),
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

fn main() -> ExitCode {
    let telltale = match Telltale::try_parse() {
        Ok(telltale) => telltale,
        Err(error) => {
            // Help and version are answers; anything else is a usage error, whose status clap would make 2.
            let status = if error.use_stderr() { ExitCode::from(1) } else { ExitCode::SUCCESS };
            // Where not even this can be written, the status says it.
            _ = error.print();
            return status;
        }
    };
    let run = match telltale.command {
        Command::Report(args) => report::run(&args),
        Command::Compare(args) => compare::run(&args),
        Command::Evidence(args) => evidence::run(&args),
        Command::Match(args) => matching::run(&args),
        Command::Lists(Lists::Compile { files, output }) => lists::compile(&files, &output),
        Command::Lists(Lists::Show { file }) => lists::show(file.as_deref()),
        Command::Completions { shell } => manual::completions(shell),
        Command::Man { command } => manual::page(command.as_deref()),
    };
    match run {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::InputProblem) => ExitCode::from(1),
        Ok(Outcome::ConditionHeld) => ExitCode::from(2),
        // Whoever closed the pipe has read enough.
        Err(Stop::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(Stop::Output(error)) => {
            complain(&Problem::unwritable("standard output", &error));
            ExitCode::from(1)
        }
        Err(Stop::Problem(problem)) => {
            complain(&problem);
            ExitCode::from(1)
        }
    }
}

/// Says on standard error that a condition holds.
pub(crate) fn say(sentence: &str) {
    _ = writeln!(io::stderr(), "telltale: {}.", sentence.trim_end_matches('.'));
}

/// Says a problem on standard error.
pub(crate) fn complain(problem: &Problem) {
    // Nothing is left to be done when even this cannot be said.
    _ = writeln!(io::stderr(), "{problem}");
}
