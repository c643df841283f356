//! `telltale lists`: compiles tracker lists, and says what is in a compiled one.
//!
//! Decides what a person is told about a list. Refuses to know what a rule means: `telltale-lists` does.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use telltale_core::catalogue::List;
use telltale_core::harmless::harmless;

use crate::problem::Problem;
use crate::{Outcome, Stop, builtin};

/// Compiles texts into one file and prints what became of every line.
pub(crate) fn compile(files: &[String], output: &Path) -> Result<Outcome, Stop> {
    let mut texts = Vec::new();
    for file in files {
        texts.push((file.as_str(), builtin::text(file, "name a list as UTF-8 text")?));
    }
    let texts: Vec<(&str, &str)> = texts.iter().map(|(file, text)| (*file, text.as_str())).collect();
    let compiled = builtin::compiled(&texts)?;
    fs::write(output, &compiled.blob)
        .map_err(|error| Problem::unwritable(&output.display().to_string(), &error))?;
    let mut out = io::stdout().lock();
    write!(out, "{}", compiled.census)?;
    out.flush()?;
    Ok(Outcome::Done)
}

/// Prints names, versions, licences and checksums.
pub(crate) fn show(file: Option<&str>) -> Result<Outcome, Stop> {
    let catalogue = builtin::catalogue(file)?;
    let mut out = io::stdout().lock();
    for list in catalogue.lists() {
        self::list(&mut out, list)?;
    }
    let bytes = catalogue.memory();
    writeln!(out, "{bytes} bytes, of which {} are read to match", catalogue.match_section())?;
    if file.is_none() {
        let addresses = builtin::addresses()?;
        list(&mut out, addresses.source())?;
        writeln!(out, "{} bytes, {} runs of addresses", addresses.memory(), addresses.len())?;
    }
    out.flush()?;
    Ok(Outcome::Done)
}

fn list(out: &mut impl Write, list: &List) -> io::Result<()> {
    writeln!(out, "{}", harmless(&list.name))?;
    writeln!(out, "  version  {}", known(&list.version))?;
    writeln!(out, "  licence  {}", known(&list.licence))?;
    writeln!(out, "  sha256   {}", list.sha256)
}

fn known(fact: &str) -> String {
    if fact.is_empty() { "not said".to_owned() } else { harmless(fact).into_owned() }
}
