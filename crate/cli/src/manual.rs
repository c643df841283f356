//! `telltale completions` and `telltale man`: what shells and manuals know of the command line.
//!
//! Decides nothing: both are made from `crate::args`, so that they cannot say anything else.

use std::io::{self, Write};

use clap::CommandFactory;
use clap_complete::{Shell, generate};
use clap_mangen::Man;

use crate::args::Telltale;
use crate::problem::Problem;
use crate::{Outcome, Stop};

/// Writes what `shell` needs.
pub(crate) fn completions(shell: Shell) -> Result<Outcome, Stop> {
    // Through memory: the library takes a pipe that closes for a reason to panic.
    let mut script = Vec::new();
    generate(shell, &mut Telltale::command(), "telltale", &mut script);
    write(&script)
}

/// Writes the manual page of a command, or of all.
pub(crate) fn page(command: Option<&str>) -> Result<Outcome, Stop> {
    let mut telltale = Telltale::command();
    // Gives each command its whole name: `telltale report`.
    telltale.build();
    let Some(name) = command else { return render(Man::new(telltale)) };
    let Some(found) = telltale.find_subcommand(name) else {
        let problem =
            Problem::new(name, "there is no such command", "see telltale --help for those that there are");
        return Err(problem.into());
    };
    let whole = format!("telltale-{name}");
    render(Man::new(found.clone()).title(whole))
}

fn render(man: Man) -> Result<Outcome, Stop> {
    let mut page = Vec::new();
    man.render(&mut page)?;
    write(&page)
}

fn write(bytes: &[u8]) -> Result<Outcome, Stop> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()?;
    Ok(Outcome::Done)
}
