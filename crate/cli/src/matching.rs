//! `telltale match`: a verdict for each request of a stream.
//!
//! Decides how lines are read and in which order verdicts are written: that of the input, although several threads
//! match. Refuses to know rules.

use std::borrow::Cow;
use std::io::{self, Read, Write};
use std::num::NonZero;
use std::thread;

use memchr::{memchr, memrchr};
use serde::Deserialize;
use telltale_core::catalogue::{Asked, Catalogue, Document};
use telltale_core::intake::Kind;
use telltale_core::site::Suffixes;

use crate::args::Match;
use crate::problem::Problem;
use crate::{Outcome, Stop, builtin};

/// Read at a time.
const BLOCK: usize = 4 << 20;

/// Lines for which a thread is worth starting, in bytes.
const PIECE: usize = 32 << 10;

/// A line that is longer is no request.
const LINE: usize = 64 << 20;

const SHAPE: &str = "write each line as [\"url\", \"document url\", \"type\"]";

/// One line.
#[derive(Deserialize)]
struct Line<'a>(#[serde(borrow)] Cow<'a, str>, #[serde(borrow)] Cow<'a, str>, #[serde(borrow)] Cow<'a, str>);

/// Lists to match with.
struct Matcher {
    catalogue: Catalogue,
    suffixes: Suffixes,
}

/// The answers to a piece of the input.
#[derive(Default)]
struct Answers {
    text: Vec<u8>,
    lines: usize,
    /// Why the line after the last one answered is no request.
    fault: Option<String>,
}

/// Reads requests from standard input and writes verdicts.
pub(crate) fn run(args: &Match) -> Result<Outcome, Stop> {
    let matcher =
        Matcher { catalogue: builtin::catalogue(args.list.as_deref())?, suffixes: builtin::suffixes()? };
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let mut input = io::stdin().lock();
    let mut out = io::stdout().lock();
    let mut block = Vec::new();
    let mut lines_before = 0;
    loop {
        let more = read_on(&mut input, &mut block)?;
        // What follows the last line end waits for the rest of its line.
        let whole = if more { memrchr(b'\n', &block).map_or(0, |end| end + 1) } else { block.len() };
        if block.len() - whole > LINE {
            return Err(fault(lines_before, "the line does not end"));
        }
        for answers in matcher.answer_all(&block[..whole], threads) {
            out.write_all(&answers.text)?;
            lines_before += answers.lines;
            if let Some(why) = answers.fault {
                out.flush()?;
                return Err(fault(lines_before, &why));
            }
        }
        // Somebody may wait for the answers before asking more.
        out.flush()?;
        block.drain(..whole);
        if !more {
            return Ok(Outcome::Done);
        }
    }
}

fn fault(lines_before: usize, why: &str) -> Stop {
    Problem::new(format!("standard input, line {}", lines_before + 1), why, SHAPE).into()
}

/// Adds what is there to be read, at most a block; false at the end.
fn read_on(input: &mut impl Read, block: &mut Vec<u8>) -> Result<bool, Problem> {
    let kept = block.len();
    block.resize(kept + BLOCK, 0);
    let length = loop {
        match input.read(&mut block[kept..]) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            read => break read.map_err(|error| Problem::unreadable("standard input", &error))?,
        }
    };
    block.truncate(kept + length);
    Ok(length > 0)
}

impl Matcher {
    /// Answers whole lines on several threads, in their order.
    fn answer_all(&self, lines: &[u8], threads: usize) -> Vec<Answers> {
        let size = (lines.len() / threads).max(PIECE);
        let mut pieces = Vec::new();
        let mut rest = lines;
        while !rest.is_empty() {
            let least = size.min(rest.len());
            let end = memchr(b'\n', &rest[least - 1..]).map_or(rest.len(), |end| least + end);
            let (piece, after) = rest.split_at(end);
            pieces.push(piece);
            rest = after;
        }
        match pieces.as_slice() {
            [] => Vec::new(),
            [one] => vec![self.answer(one)],
            [first, others @ ..] => thread::scope(|scope| {
                let running: Vec<_> = others.iter().map(|piece| scope.spawn(|| self.answer(piece))).collect();
                let mut answers = vec![self.answer(first)];
                answers.extend(running.into_iter().map(|thread| {
                    // A thread that panicked has said why; its panic goes on here.
                    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
                }));
                answers
            }),
        }
    }

    fn answer(&self, lines: &[u8]) -> Answers {
        let mut answers = Answers { text: Vec::with_capacity(lines.len() / 32), ..Answers::default() };
        let mut document = Document::default();
        // Of bytes that are text nobody need ask in each string whether they are.
        let text = simdutf8::basic::from_utf8(lines).ok();
        let mut from = 0;
        while from < lines.len() {
            let to = memchr(b'\n', &lines[from..]).map_or(lines.len(), |end| from + end + 1);
            let line = &lines[from..to];
            if !line.trim_ascii().is_empty() {
                let parsed = match text.and_then(|text| text.get(from..to)) {
                    Some(line) => serde_json::from_str::<Line<'_>>(line),
                    None => serde_json::from_slice(line),
                };
                match parsed {
                    Ok(line) => {
                        let hit = self.is_hit(&line, &mut document);
                        answers.text.extend_from_slice(if hit { b"1\n" } else { b"0\n" });
                    }
                    Err(error) => {
                        answers.fault =
                            Some(format!("at column {}: {}", error.column(), without_position(&error)));
                        return answers;
                    }
                }
            }
            answers.lines += 1;
            from = to;
        }
        answers
    }

    fn is_hit(&self, Line(url, document, kind): &Line<'_>, known: &mut Document) -> bool {
        let asked = Asked { url, document: Some(document), kind: Kind::from_name(kind), method: None };
        self.catalogue.check_on(&asked, known, &self.suffixes).is_hit()
    }
}

fn without_position(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(what, _)| what.to_owned())
}
