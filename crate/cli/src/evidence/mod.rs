//! `telltale evidence`: two sides in, a sealed document out.
//!
//! Decides what of the world the document gets: the time, its name, the files' fingerprints, what the person states.
//! Refuses to know what stands in it: the core puts it together.

mod raw;

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::rc::Rc;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::de::DeserializeOwned;
use telltale_core::captured::Total;
use telltale_core::comparison;
use telltale_core::evidence::{
    Blind, Brought, Capture, Claims, Document, Given, Incident, Observations, Sealed, Side, seal,
};
use telltale_core::html;
use telltale_core::intake::{Mode, RawRequest, capture};
use telltale_core::judge::Judge;
use telltale_core::linkage::Identifiers;
use telltale_core::record::Record;
use telltale_core::report::{ListRow, Showing};

use crate::args::{self, DocumentFormat};
use crate::problem::Problem;
use crate::report::{End, Reading, Writer, check, key};
use crate::source::{Source, whole};
use crate::terminal::Progress;
use crate::{Outcome, Stop, builtin};
use raw::Raw;

/// What the document rests on, while it is gathered.
struct Gathering<'a> {
    judge: &'a Judge,
    showing: &'a Showing,
    captures: Vec<Capture>,
    observations: Observations,
    raw: Option<Raw>,
    problems: Vec<Problem>,
}

/// One side.
#[derive(Default)]
struct Heard {
    total: Total,
}

/// Takes the requests of one capture.
struct Taking<'a> {
    capture: &'a str,
    observations: &'a mut Observations,
    raw: Option<&'a mut Raw>,
}

impl Writer for Taking<'_> {
    fn raw(
        &mut self,
        request: &RawRequest,
        outcome: &capture::Outcome,
        component: Option<&str>,
    ) -> io::Result<()> {
        self.raw.as_mut().map_or(Ok(()), |raw| raw.take(request, outcome, component))
    }

    fn request(&mut self, record: &Record, showing: &Showing) -> io::Result<()> {
        self.observations.take(self.capture, record, showing);
        Ok(())
    }

    fn finish(self: Box<Self>, _: &End) -> io::Result<()> {
        Ok(())
    }
}

/// Reads both sides and writes the document.
pub(crate) fn run(args: &args::Evidence) -> Result<Outcome, Stop> {
    let judge = builtin::judge(&args.judged)?;
    check(&[&args.normal[..], &args.private[..]].concat())?;
    let given: Given = stated(args.about.as_deref())?.unwrap_or_default();
    let incident: Option<Incident> = stated(args.incident.as_deref())?;
    let addresses = Rc::new(builtin::addresses()?);
    let showing = Showing::new(args.reveal, &key(args.key)?).with_addresses(Some(addresses));
    let raw = args.raw_har.as_deref().map(Raw::create).transpose()?;
    let places = args.out.as_deref().map(Places::create).transpose()?;
    let mut gathering = Gathering {
        judge: &judge,
        showing: &showing,
        captures: Vec::new(),
        observations: Observations::default(),
        raw,
        problems: Vec::new(),
    };
    let normal = gathering.side(Side::Normal, Mode::Normal, &args.normal)?;
    let private = gathering.side(Side::Private, Mode::Private, &args.private)?;
    let nobody = Identifiers::default();
    let sides = [(&normal, Mode::Normal), (&private, Mode::Private)].map(|(heard, mode)| comparison::Side {
        sites: heard.total.sites().collect(),
        identifiers: heard.total.identifiers(mode).unwrap_or(&nobody),
    });
    let comparison = comparison::compare(&sides[0], &sides[1], &showing);
    let blind = |side, heard: &Heard| {
        heard.total.blind_spots().into_iter().map(move |spot| Blind::of(side, spot)).collect::<Vec<_>>()
    };
    let Gathering { captures, observations, raw, problems, .. } = gathering;
    let document = Document::new(Brought {
        id: random_id()?,
        created: now(),
        label: args.label.as_deref(),
        commit: option_env!("TELLTALE_COMMIT"),
        lists: ListRow::of(&judge, &showing),
        given: &given,
        incident: incident.as_ref(),
        captures,
        observations,
        comparison: &comparison,
        claims: Claims {
            normal: normal.total.summary(&showing).claims,
            private: private.total.summary(&showing).claims,
        },
        blind_spots: [blind(Side::Normal, &normal), blind(Side::Private, &private)].concat(),
        raw: raw.map(Raw::finish).transpose()?,
    });
    let sealed = seal(document).map_err(io::Error::from)?;
    match places {
        Some(places) => places.write(&sealed)?,
        None => print(&sealed, args.format)?,
    }
    for problem in &problems {
        crate::complain(problem);
    }
    Ok(if problems.is_empty() { Outcome::Done } else { Outcome::InputProblem })
}

impl Gathering<'_> {
    fn side(&mut self, side: Side, mode: Mode, files: &[String]) -> Result<Heard, Stop> {
        let mut heard = Heard::default();
        let mut progress = Progress::new();
        for (number, file) in files.iter().enumerate() {
            let id = format!("{}-{}", side.name(), number + 1);
            let (source, fingerprint) = Source::open_tapped(file)?;
            let reading = Reading { judge: self.judge, mode, prefix: None, showing: self.showing };
            let mut taking =
                Taking { capture: &id, observations: &mut self.observations, raw: self.raw.as_mut() };
            let read = reading.read(source, &mut heard.total, &mut taking, &mut progress);
            progress.clear();
            let (row, problem) = read?;
            self.problems.extend(problem);
            let (bytes, file_sha256) =
                fingerprint.finish().map_err(|error| Problem::unreadable(file, &error))?;
            let span = self.observations.span(&id);
            self.captures.push(Capture {
                side,
                source: row.format,
                // The directories are the person's business.
                file: row.file.rsplit(['/', '\\']).next().map(str::to_owned),
                bytes: Some(bytes),
                file_sha256: Some(file_sha256),
                creator: row.creator,
                entries: Some(row.entries),
                requests: row.requests,
                skipped: row.skipped,
                started: span.map(|(started, _)| started),
                ended: span.map(|(_, ended)| ended),
                id,
            });
        }
        Ok(heard)
    }
}

/// The two files of a directory, made before anything is read: what is there already may be evidence.
struct Places {
    json: File,
    html: File,
}

impl Places {
    fn create(directory: &Path) -> Result<Self, Problem> {
        fs::create_dir_all(directory)
            .map_err(|error| Problem::unwritable(&directory.display().to_string(), &error))?;
        Ok(Self {
            json: new_file(&directory.join("evidence.json"))?,
            html: new_file(&directory.join("evidence.html"))?,
        })
    }

    fn write(self, sealed: &Sealed<'_>) -> Result<(), Stop> {
        let unwritable = |error: io::Error| Problem::unwritable("the document", &error);
        let mut json = BufWriter::new(self.json);
        write_json(sealed, &mut json).map_err(unwritable)?;
        let mut html = BufWriter::new(self.html);
        html.write_all(html::evidence(sealed).as_bytes()).and_then(|()| html.flush()).map_err(unwritable)?;
        Ok(())
    }
}

/// A file that was not there before.
fn new_file(path: &Path) -> Result<File, Problem> {
    let name = path.display().to_string();
    OpenOptions::new().write(true).create_new(true).open(path).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Problem::new(
            name,
            "it is there already, and may be evidence",
            "name another place, or move it away",
        ),
        _ => Problem::unwritable(&name, &error),
    })
}

fn print(sealed: &Sealed<'_>, format: DocumentFormat) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    match format {
        DocumentFormat::Json => write_json(sealed, &mut out)?,
        DocumentFormat::Html => out.write_all(html::evidence(sealed).as_bytes())?,
    }
    out.flush()
}

fn write_json(sealed: &Sealed<'_>, out: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, sealed).map_err(io::Error::from)?;
    writeln!(out)?;
    out.flush()
}

/// What a person states in a file.
fn stated<T: DeserializeOwned>(file: Option<&str>) -> Result<Option<T>, Problem> {
    let Some(file) = file else { return Ok(None) };
    let bytes = whole(file)?;
    serde_json::from_slice(&bytes).map(Some).map_err(|error| {
        Problem::new(
            file,
            error.to_string(),
            "write it as docs/evidence.md shows; leave out what is not known",
        )
    })
}

fn random_id() -> Result<String, Problem> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| {
        let what = format!("the system gives no random bytes: {error}");
        Problem::new("the document's name", what, "try again later")
    })?;
    Ok(uuid::Builder::from_random_bytes(bytes).into_uuid().to_string())
}

fn now() -> f64 {
    // A clock before 1970 is wrong, and zero shows it.
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |since| since.as_millis() as f64)
}
