//! What requests are judged by: the lists inside the binary or the one that a person names, and a person's own beacons.
//!
//! Decides which, and recognises a compiled list by its content. Refuses to know what lists and beacons say.

use telltale_core::blob::OpenError;
use telltale_core::catalogue::Catalogue;
use telltale_core::company::Companies;
use telltale_core::destination::Addresses;
use telltale_core::judge::Judge;
use telltale_core::payload::OwnBeacons;
use telltale_core::site::Suffixes;
use telltale_lists::Source;

use crate::args::Judged;
use crate::problem::Problem;
use crate::source::whole;

static TRACKERS: &[u8] = include_bytes!("../../../extension/data/trackers.bin");
static SUFFIXES: &[u8] = include_bytes!("../../../extension/data/suffixes.bin");
static COMPANIES: &[u8] = include_bytes!("../../../extension/data/companies.bin");
static ADDRESSES: &[u8] = include_bytes!("../../../extension/data/addresses.bin");

/// The tracker lists: built in, or out of a file that holds a list's text or a compiled list.
pub(crate) fn catalogue(file: Option<&str>) -> Result<Catalogue, Problem> {
    let Some(file) = file else {
        return Catalogue::open(TRACKERS).map_err(|error| damaged("tracker list", &error));
    };
    let bytes = whole(file)?;
    if bytes.is_empty() {
        return Err(Problem::new(file, "the file is empty", "name a tracker list"));
    }
    match std::str::from_utf8(&bytes) {
        Ok(text) if !text.contains('\0') => open(file, compiled(&[(file, text)])?.blob),
        _ => open(file, bytes),
    }
}

fn open(file: &str, blob: Vec<u8>) -> Result<Catalogue, Problem> {
    Catalogue::open(blob).map_err(|error| {
        let remedy = "name a list as text, or one that `telltale lists compile` made";
        Problem::new(file, format!("{error} ({})", error.code()), remedy)
    })
}

/// Compiles the texts of lists, which are called after their files where they do not name themselves.
pub(crate) fn compiled(texts: &[(&str, &str)]) -> Result<telltale_lists::Compiled, Problem> {
    let sources: Vec<Source<'_>> = texts
        .iter()
        .map(|(file, text)| {
            let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
            Source::new(text.strip_prefix('\u{FEFF}').unwrap_or(text), name)
        })
        .collect();
    telltale_lists::compile(&sources).map_err(|error| {
        let files: Vec<&str> = texts.iter().map(|(file, _)| *file).collect();
        Problem::new(
            files.join(", "),
            format!("{error} ({})", error.code()),
            "compile fewer or smaller lists",
        )
    })
}

/// A judge over what is built in and what a person adds to it.
pub(crate) fn judge(by: &Judged) -> Result<Judge, Problem> {
    let mut judge = Judge::new(catalogue(by.list.as_deref())?, suffixes()?, companies()?);
    judge.set_own_beacons(own_beacons(&by.beacons)?);
    Ok(judge)
}

fn own_beacons(files: &[String]) -> Result<Option<OwnBeacons>, Problem> {
    let mut read = Vec::new();
    for file in files {
        let text = text(file, "name beacons as UTF-8 text")?;
        read.push(OwnBeacons::read(&text).map_err(|fault| {
            let remedy = "write it as docs/adding-a-decoder.md says";
            Problem::new(file, format!("{fault} ({})", fault.code()), remedy)
        })?);
    }
    match OwnBeacons::joined(read) {
        Some(beacons) => Ok(Some(beacons).filter(|beacons| !beacons.is_empty())),
        None => Err(Problem::new(
            files.join(", "),
            "there are more own beacons than can be tried (beacons_too_many)",
            "name fewer of them",
        )),
    }
}

/// The whole of a file of moderate size, as text.
pub(crate) fn text(file: &str, remedy: &str) -> Result<String, Problem> {
    String::from_utf8(whole(file)?).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Problem::new(file, format!("at byte {at}: this is no UTF-8 text"), remedy)
    })
}

/// The public suffixes.
pub(crate) fn suffixes() -> Result<Suffixes, Problem> {
    Suffixes::open(SUFFIXES).map_err(|error| damaged("suffix list", &error))
}

/// The companies.
pub(crate) fn companies() -> Result<Companies, Problem> {
    Companies::open(COMPANIES).map_err(|error| damaged("list of companies", &error))
}

/// Where addresses are registered.
pub(crate) fn addresses() -> Result<Addresses, Problem> {
    Addresses::open(ADDRESSES).map_err(|error| damaged("table of addresses", &error))
}

fn damaged(what: &str, error: &OpenError) -> Problem {
    Problem::new(
        format!("the built-in {what}"),
        format!("{error} ({})", error.code()),
        "build telltale again with `npm run build`",
    )
}
