//! `telltale compare`: two sides in, a verdict out.
//!
//! Decides what a side may be (captures, or one recording that the extension saved; known by content) and how the verdict
//! reads at a terminal. Refuses to know how it comes about: the core does.

use std::io::{self, BufWriter, Write};

use anstyle::Style;
use telltale_core::captured::Total;
use telltale_core::comparison::{Comparison, Side, Verdict, compare};
use telltale_core::harmless::harmless;
use telltale_core::html;
use telltale_core::intake::Mode;
use telltale_core::judge::Judge;
use telltale_core::linkage::Identifiers;
use telltale_core::record::Record;
use telltale_core::recording::{self, Recording};
use telltale_core::report::Showing;
use telltale_core::summary::{Summary, summarise};

use crate::args::{self, Condition, Format};
use crate::problem::Problem;
use crate::report::{End, Reading, Writer, check, key, told};
use crate::source::Source;
use crate::terminal::{Paint, Progress};
use crate::{Outcome, Stop, builtin};

/// Recipients named for each of the three sets.
const SHOWN: usize = 20;
const STRONG: Style = Style::new().bold();

/// What one side adds up to.
#[derive(Default)]
struct Heard {
    /// Where the side is a recording, it is all of the side.
    recording: Option<Recording>,
    total: Total,
    problems: Vec<Problem>,
}

impl Heard {
    fn side<'a>(&'a self, mode: Mode, nobody: &'a Identifiers) -> Side<'a> {
        match &self.recording {
            Some(recording) => recording.side(),
            None => Side {
                sites: self.total.sites().collect(),
                identifiers: self.total.identifiers(mode).unwrap_or(nobody),
            },
        }
    }
}

/// A side is shown by what it adds up to, not request by request.
struct Nothing;

impl Writer for Nothing {
    fn request(&mut self, _: &Record, _: &Showing) -> io::Result<()> {
        Ok(())
    }

    fn finish(self: Box<Self>, _: &End) -> io::Result<()> {
        Ok(())
    }
}

/// Reads both sides and says what joins them.
pub(crate) fn run(args: &args::Compare) -> Result<Outcome, Stop> {
    let judge = builtin::judge(&args.judged)?;
    check(&[&args.normal[..], &args.private[..]].concat())?;
    let showing = Showing::new(args.reveal, &key(args.key)?);
    let normal = read(&judge, &args.normal, Mode::Normal, &showing)?;
    let private = read(&judge, &args.private, Mode::Private, &showing)?;
    let nobody = Identifiers::default();
    let sides = [normal.side(Mode::Normal, &nobody), private.side(Mode::Private, &nobody)];
    let comparison = compare(&sides[0], &sides[1], &showing);
    let mut out = BufWriter::new(io::stdout().lock());
    match args.format {
        Format::Json => {
            serde_json::to_writer(&mut out, &comparison).map_err(io::Error::from)?;
            writeln!(out)?;
        }
        Format::Html => out.write_all(html::comparison(&comparison).as_bytes())?,
        Format::Text => text(&comparison, &mut out)?,
    }
    out.flush()?;
    let problems: Vec<&Problem> = normal.problems.iter().chain(&private.problems).collect();
    for problem in &problems {
        crate::complain(problem);
    }
    let summary = summarise(sides[1].sites.clone());
    let held: Vec<String> =
        args.fail_on.iter().filter_map(|condition| held(*condition, &comparison, &summary)).collect();
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

fn read(judge: &Judge, files: &[String], mode: Mode, showing: &Showing) -> Result<Heard, Stop> {
    let mut heard = Heard::default();
    let mut progress = Progress::new();
    for (number, file) in files.iter().enumerate() {
        let mut source = Source::open(file)?;
        if recording::file::claims(source.start()?) {
            if files.len() > 1 {
                let remedy = "name it alone, or name captures only";
                return Err(
                    Problem::new(&source.name, "a recording is a whole side of its own", remedy).into()
                );
            }
            heard.recording = Some(saved(&mut source)?);
            break;
        }
        let prefix = (files.len() > 1).then(|| format!("{}:", number + 1));
        let reading = Reading { judge, mode, prefix, showing };
        let read = reading.read(source, &mut heard.total, &mut Nothing, &mut progress);
        progress.clear();
        heard.problems.extend(read?.1);
    }
    Ok(heard)
}

/// Reads a recording that the extension saved.
fn saved(source: &mut Source) -> Result<Recording, Problem> {
    let text = source.rest(recording::file::LARGEST)?;
    recording::file::read(&text).map_err(|error| {
        Problem::new(&source.name, error.to_string(), "save it again from the extension's report")
    })
}

/// Says in a sentence that a condition holds, if it does.
fn held(condition: Condition, comparison: &Comparison<'_>, private: &Summary) -> Option<String> {
    let new = &comparison.recipients.private_only;
    match condition {
        Condition::Linked => {
            (comparison.verdict == Verdict::Linked).then(|| format!("--fail-on linked: {}", comparison.why))
        }
        Condition::Undecided => (comparison.verdict == Verdict::Undecided)
            .then(|| format!("--fail-on undecided: {}", comparison.why)),
        Condition::NewRecipient => new.first().map(|first| {
            let (first, more) = (harmless(first), new.len() - 1);
            format!("--fail-on new-recipient: {first} and {more} more heard on the second side only")
        }),
        Condition::Told(category) => told(category, private),
    }
}

fn text(comparison: &Comparison<'_>, out: &mut impl Write) -> io::Result<()> {
    let paint = Paint::for_output();
    let verdict = match comparison.verdict {
        Verdict::Linked => "Linked",
        Verdict::NotLinked => "No link seen",
        Verdict::Undecided => "Undecided",
    };
    writeln!(out, "{}: {}", paint.dress(STRONG, verdict), harmless(&comparison.why))?;
    writeln!(
        out,
        "  exposure: normal {} of 100, private {} of 100",
        comparison.exposure.normal, comparison.exposure.private
    )?;
    for link in &comparison.linked {
        writeln!(out, "\n{}", paint.dress(STRONG, &harmless(link.recipient)))?;
        let value = link
            .value
            .map_or_else(|| format!("hash {}", &link.hmac[..16]), |value| harmless(value).into_owned());
        writeln!(out, "  {:<15} {:<9} {value}", link.category.name(), link.strength.name())?;
        if !link.at.is_empty() {
            writeln!(out, "    {}", harmless(link.at))?;
        }
        writeln!(out, "    {} requests normal, {} private. {}", link.normal, link.private, link.reason)?;
    }
    writeln!(out)?;
    let sets = &comparison.recipients;
    for (name, domains) in [
        ("Heard on both sides", &sets.both),
        ("Heard normal only", &sets.normal_only),
        ("Heard private only", &sets.private_only),
    ] {
        let shown: Vec<_> = domains.iter().take(SHOWN).map(|domain| harmless(domain)).collect();
        let more = domains.len().saturating_sub(SHOWN);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let shown = if shown.is_empty() { "nobody".to_owned() } else { shown.join(", ") };
        writeln!(out, "{name}: {shown}{more}")?;
    }
    figures(comparison, out)
}

/// What was told on each side, and for each page load where pages were seen: sides are seldom browsed equally.
fn figures(comparison: &Comparison<'_>, out: &mut impl Write) -> io::Result<()> {
    let pages = [comparison.pages.normal, comparison.pages.private]
        .map(|pages| pages.map_or_else(|| "unknown".to_owned(), |pages| pages.to_string()));
    writeln!(out, "\n{:<24} {:>16} {:>16}", "", "normal", "private")?;
    writeln!(out, "{:<24} {:>16} {:>16}", "page loads", pages[0], pages[1])?;
    let requests = std::iter::once(("requests", &comparison.requests));
    for (name, counts) in requests.chain(comparison.categories.iter().map(|(name, counts)| (*name, counts))) {
        let cells = [(counts.normal, counts.normal_per_page), (counts.private, counts.private_per_page)].map(
            |(count, per)| per.map_or_else(|| count.to_string(), |per| format!("{count} ({per} a page)")),
        );
        writeln!(out, "{name:<24} {:>16} {:>16}", cells[0], cells[1])?;
    }
    for sync in comparison.syncs.iter().take(SHOWN) {
        let value = sync
            .value
            .map_or_else(|| format!("hash {}", &sync.hmac[..16]), |value| harmless(value).into_owned());
        writeln!(
            out,
            "{} handed to {}: {} {value}, {} requests normal, {} private",
            harmless(sync.from),
            harmless(sync.to),
            sync.category.name(),
            sync.normal,
            sync.private
        )?;
    }
    let more = comparison.syncs.len().saturating_sub(SHOWN);
    if more > 0 { writeln!(out, "and {more} more were handed on") } else { Ok(()) }
}
