//! `verdicts SUFFIXES.bin LIST…`: requests as NDJSON on standard input, `0` or `1` a line on standard output.

use std::error::Error;
use std::io::{BufRead, Write};

use telltale_core::catalogue::Catalogue;
use telltale_core::site::Suffixes;
use telltale_lists::{Source, compile, workload};

fn main() -> Result<(), Box<dyn Error>> {
    let mut paths = std::env::args().skip(1);
    let suffixes = Suffixes::open(std::fs::read(paths.next().ok_or("usage: verdicts SUFFIXES.bin LIST…")?)?)?;
    let texts = paths.map(std::fs::read_to_string).collect::<Result<Vec<_>, _>>()?;
    let sources: Vec<_> = texts.iter().map(|text| Source::new(text, "list")).collect();
    let catalogue = Catalogue::open(compile(&sources)?.blob)?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let hit = workload::verdict(&line?, &catalogue, &suffixes)?.is_hit();
        writeln!(out, "{}", u8::from(hit))?;
    }
    Ok(())
}
