//! `telltale report`: captures in, a report out.
//!
//! Decides the order: every capture is recognised before anything is written, every request is judged and written as it
//! is read. Refuses to know how a report looks (`json`, `text`) and what a request tells (the core).

mod capture;
mod html;
mod json;
mod text;

use std::io;
use std::rc::Rc;

use telltale_core::captured::Total;
use telltale_core::finding::Category;
use telltale_core::harmless::harmless;
use telltale_core::intake::RawRequest;
use telltale_core::record::Record;
use telltale_core::report::{BlindSpot, CaptureRow, Showing};
use telltale_core::request::Party;
use telltale_core::summary::Summary;

use crate::args::{self, Format, GivenMode, Key};
use crate::builtin;
use crate::problem::Problem;
use crate::source::Source;
use crate::terminal::Progress;
use crate::{Outcome, Stop};
pub(crate) use capture::Reading;

/// A way to write a report.
pub(crate) trait Writer {
    /// A request was read, and is about to be judged.
    fn raw(
        &mut self,
        _: &RawRequest,
        _: &telltale_core::intake::capture::Outcome,
        _: Option<&str>,
    ) -> io::Result<()> {
        Ok(())
    }

    /// A request was judged.
    fn request(&mut self, record: &Record, showing: &Showing) -> io::Result<()>;

    /// All captures were read.
    fn finish(self: Box<Self>, end: &End) -> io::Result<()>;
}

/// What is known once all captures were read.
pub(crate) struct End {
    captures: Vec<CaptureRow>,
    summary: Summary,
    blind_spots: Vec<BlindSpot>,
}

/// Reads the captures and writes the report.
pub(crate) fn run(args: &args::Report) -> Result<Outcome, Stop> {
    let judge = builtin::judge(&args.judged)?;
    check(&args.files)?;
    let addresses = Rc::new(builtin::addresses()?);
    let showing = Showing::new(args.reveal, &key(args.key)?).with_addresses(Some(addresses));
    let mut writer: Box<dyn Writer> = match args.format {
        Format::Json => Box::new(json::Json::new(&judge, &showing)),
        Format::Html => Box::new(html::Html::new(&judge, &showing, args.reveal)),
        Format::Text => Box::new(text::Text::new(args.reveal)),
    };
    let mode = GivenMode::of(args.mode);
    let mut progress = Progress::new();
    let mut total = Total::default();
    let mut captures = Vec::new();
    let mut problems = Vec::new();
    for (number, file) in args.files.iter().enumerate() {
        let source = Source::open(file)?;
        let prefix = (args.files.len() > 1).then(|| format!("{}:", number + 1));
        let reading = Reading { judge: &judge, mode, prefix, showing: &showing };
        let read = reading.read(source, &mut total, writer.as_mut(), &mut progress);
        progress.clear();
        let (row, problem) = read?;
        captures.push(row);
        problems.extend(problem);
    }
    let (summary, blind_spots) = (total.summary(&showing), total.blind_spots());
    let held = held(args, &summary);
    writer.finish(&End { captures, summary, blind_spots })?;
    for problem in &problems {
        crate::complain(problem);
    }
    for condition in &held {
        crate::say(condition);
    }
    Ok(if !held.is_empty() {
        Outcome::ConditionHeld
    } else if problems.is_empty() {
        Outcome::Done
    } else {
        Outcome::InputProblem
    })
}

/// The conditions that hold, each in a sentence.
fn held(args: &args::Report, summary: &Summary) -> Vec<String> {
    let mut held = Vec::new();
    if let Some(limit) = args.fail_over
        && summary.exposure > limit
    {
        held.push(format!("--fail-over {limit}: the exposure is {}", summary.exposure));
    }
    held.extend(args.fail_on.iter().filter_map(|category| told(category.0, summary)));
    held
}

/// That somebody other than the sites themselves was told something of a category, in a sentence.
pub(crate) fn told(category: Category, summary: &Summary) -> Option<String> {
    let others = summary.recipients.iter().filter(|row| row.party != Party::First);
    let told = others.filter(|row| row.told.iter().any(|told| told.category == category));
    let names: Vec<_> = told.map(|row| harmless(&row.registrable_domain)).collect();
    let more = if names.len() > 5 { format!(" and {} more", names.len() - 5) } else { String::new() };
    let shown = names.iter().take(5).map(|name| &**name).collect::<Vec<_>>().join(", ");
    (!names.is_empty()).then(|| format!("--fail-on {}: it was told to {shown}{more}", category.name()))
}

/// A name that is wrong shall not cost the time of reading the files before it.
pub(crate) fn check(files: &[String]) -> Result<(), Problem> {
    if files.iter().filter(|file| *file == "-").count() > 1 {
        return Err(Problem::new("-", "standard input can be read only once", "name it once"));
    }
    for file in files.iter().filter(|file| *file != "-") {
        Source::open(file)?;
    }
    Ok(())
}

pub(crate) fn key(given: Option<Key>) -> Result<[u8; 32], Problem> {
    if let Some(Key(key)) = given {
        return Ok(key);
    }
    let mut key = [0; 32];
    getrandom::fill(&mut key).map_err(|error| {
        Problem::new(
            "the key of the report's hashes",
            format!("the system gives no random bytes: {error}"),
            "give one with --key",
        )
    })?;
    Ok(key)
}
