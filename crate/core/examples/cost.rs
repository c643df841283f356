//! Work of a known size, for whoever counts instructions: `cost PART PASSES` does the part so many times and prints how
//! many things one pass is about.
//!
//! Decides what the parts are and that each is the same every time; the built lists have to be there. Refuses to measure
//! anything: `tests/cost` runs it under valgrind and holds the counts against those that are kept.
#![allow(clippy::print_stdout, reason = "a tool for the terminal")]

#[path = "../tests/common/corpus.rs"]
mod corpus;

use std::error::Error;
use std::fmt::Write;
use std::hint::black_box;
use std::path::Path;

use telltale_core::catalogue::{Asked, Catalogue, Document};
use telltale_core::company::Companies;
use telltale_core::intake::capture::{Item, Reader};
use telltale_core::intake::{Body, Headers, Kind, Mode};
use telltale_core::judge::Judge;
use telltale_core::session::{Seen, Session};
use telltale_core::site::Suffixes;
use telltale_core::tabs::Whence;
use telltale_lists::{Source, compile};

const USAGE: &str = "cost (open | match | judge | live | har | compile) PASSES";
const REQUESTS: usize = 2_000;
const ON_A_PAGE: usize = 40;
const RULES: usize = 20_000;
const TAB: i64 = 1;

/// Hosts that every list of trackers knows; one request in five goes to one of them.
const LISTED: [&str; 8] = [
    "www.google-analytics.com",
    "stats.g.doubleclick.net",
    "bat.bing.com",
    "mc.yandex.ru",
    "static.hotjar.com",
    "cdn.segment.com",
    "sb.scorecardresearch.com",
    "www.clarity.ms",
];
const WORDS: [&str; 20] = [
    "api", "assets", "cdn", "collect", "css", "data", "events", "fonts", "img", "js", "load", "main",
    "media", "news", "pixel", "static", "track", "v1", "v2", "web",
];
const KINDS: [Kind; 6] =
    [Kind::Script, Kind::Image, Kind::XmlHttpRequest, Kind::Stylesheet, Kind::Font, Kind::Ping];
/// What tools wrote of the same requests.
const CAPTURES: [&str; 5] =
    ["chromium.har", "firefox.har", "http-toolkit.har", "mitmproxy.har", "pcapdroid.har"];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let part = arguments.next().ok_or(USAGE)?;
    let passes: usize = arguments.next().ok_or(USAGE)?.parse()?;
    let things = match part.as_str() {
        "open" => open(passes),
        "match" => matches(passes),
        "judge" => judge(passes),
        "live" => live(passes),
        "har" => har(passes),
        "compile" => compiled(passes),
        _ => Err(USAGE.into()),
    }?;
    println!("{things}");
    Ok(())
}

/// From the built-in list's bytes to the first verdict.
fn open(passes: usize) -> Result<usize, Box<dyn Error>> {
    let (bytes, suffixes) = (list("trackers")?.leak(), Suffixes::open(list("suffixes")?)?);
    let asked = Asked { url: "https://a.example/", document: None, kind: Kind::Script, method: None };
    for _ in 0..passes {
        let catalogue = Catalogue::open(&*bytes)?;
        black_box(catalogue.check(black_box(&asked), &suffixes));
    }
    Ok(1)
}

/// Made requests against the built-in list.
fn matches(passes: usize) -> Result<usize, Box<dyn Error>> {
    let (catalogue, suffixes) = (Catalogue::open(list("trackers")?)?, Suffixes::open(list("suffixes")?)?);
    let requests = made();
    let mut document = Document::default();
    let mut hits = 0;
    for _ in 0..passes {
        for Made { url, page, kind } in &requests {
            let asked = Asked { url, document: Some(page), kind: *kind, method: Some("GET") };
            let verdict = catalogue.check_on(black_box(&asked), &mut document, &suffixes);
            hits += usize::from(verdict.is_hit());
        }
    }
    if hits * LISTED.len() < passes * REQUESTS {
        return Err("the requests no longer meet the list".into());
    }
    Ok(requests.len())
}

/// The requests of the corpus, each read, matched, opened and scored.
fn judge(passes: usize) -> Result<usize, Box<dyn Error>> {
    let judge = judge_over_lists()?;
    let cases: Vec<corpus::Case> = corpus::cases().iter().map(|case| corpus::read(case)).collect();
    for _ in 0..passes {
        for corpus::Case { raw, earlier } in &cases {
            black_box(judge.judge(black_box(raw), earlier)?);
        }
    }
    Ok(cases.len())
}

/// Made requests through a session, as a browser tells of them, and what the badge asks after each.
fn live(passes: usize) -> Result<usize, Box<dyn Error>> {
    let mut session = Session::new(judge_over_lists()?);
    session.set_access(true);
    session.tab(TAB, false, None);
    let requests = made();
    let mut at = 0.0;
    for _ in 0..passes {
        for Made { url, page, kind } in &requests {
            at += 1.0;
            let id = at.to_string();
            let opens = *kind == Kind::MainFrame;
            let whence = Whence { tab: TAB, initiator: if opens { "" } else { page }, ..Whence::default() };
            session.seen(&Seen { id: &id, at, method: "GET", url, kind: *kind, whence }, Body::None);
            session.sent(&id, &Headers::Unseen);
            session.answered(&id, 200, Some("192.0.2.1"), false);
            if opens {
                session.committed(TAB, 0.0, url, "", at);
            }
            session.completed(&id);
            black_box(session.glance(TAB));
        }
    }
    Ok(requests.len())
}

/// Captures, read into requests.
fn har(passes: usize) -> Result<usize, Box<dyn Error>> {
    let captures = CAPTURES.map(|name| file(&format!("tests/captures/{name}")));
    let captures = captures.into_iter().collect::<Result<Vec<_>, _>>()?;
    let mut entries = 0;
    for _ in 0..passes {
        for capture in &captures {
            let mut reader = Reader::new(Mode::Unknown);
            let mut take = |item| entries += usize::from(matches!(item, Item::Entry(_)));
            reader.push(black_box(capture), &mut take);
            reader.finish(&mut take)?;
        }
    }
    Ok(entries / passes.max(1))
}

/// A made list, compiled.
fn compiled(passes: usize) -> Result<usize, Box<dyn Error>> {
    let text = made_list();
    for _ in 0..passes {
        black_box(compile(&[Source::new(black_box(&text), "made")])?);
    }
    Ok(RULES)
}

fn file(path: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    std::fs::read(root.join(path)).map_err(|error| format!("{path}: {error}; run `npm run build`").into())
}

fn list(name: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    file(&format!("extension/data/{name}.bin"))
}

fn judge_over_lists() -> Result<Judge, Box<dyn Error>> {
    let [trackers, suffixes, companies] = ["trackers", "suffixes", "companies"].map(list);
    Ok(Judge::new(Catalogue::open(trackers?)?, Suffixes::open(suffixes?)?, Companies::open(companies?)?))
}

/// A request as a page makes it.
struct Made {
    url: String,
    page: String,
    kind: Kind,
}

/// Pages of forty requests each, with paths and parameters as long as on real ones.
fn made() -> Vec<Made> {
    let mut random = Random(0x7e11_7a1e);
    let mut made = Vec::with_capacity(REQUESTS);
    let mut page = String::new();
    for number in 0..REQUESTS {
        if number % ON_A_PAGE == 0 {
            page = format!("https://www.{}{:x}.example/{}", random.word(), number, random.word());
            made.push(Made { url: page.clone(), page: page.clone(), kind: Kind::MainFrame });
            continue;
        }
        let mut url = match number % 5 {
            0 => format!("https://{}/", LISTED[random.below(LISTED.len())]),
            _ => format!("https://{}.{:x}.example/", random.word(), random.below(1 << 30)),
        };
        for _ in 0..=random.below(4) {
            _ = write!(url, "{}-{:x}/", random.word(), random.below(1 << 30));
        }
        for place in 0..random.below(5) {
            let (name, value) = (random.word(), random.below(1 << 30));
            _ = write!(url, "{}{name}={value:x}", if place == 0 { '?' } else { '&' });
        }
        made.push(Made { url, page: page.clone(), kind: KINDS[random.below(KINDS.len())] });
    }
    made
}

/// A list with the kinds of rules that lists have, in about their shares.
fn made_list() -> String {
    let mut random = Random(0x7e11_7a1f);
    // As real lists do, it takes some rule out: then each is looked up among those.
    let mut text = String::from("[Adblock Plus 2.0]\n! Title: made\n||nothing.example^$badfilter\n");
    for number in 0..RULES {
        let (word, other) = (random.word(), random.word());
        let name = random.below(1 << 30);
        _ = match number % 20 {
            0 | 1 => writeln!(text, "||{word}{name:x}.example^$third-party"),
            2 | 3 => writeln!(text, "||{word}.{name:x}.example/{other}/"),
            4 => writeln!(text, "/{word}-{name:x}/{other}."),
            5 => writeln!(text, "/{word}/{name:x}.js$script,domain={other}.example|{word}.example"),
            6 => writeln!(text, "@@||{word}{name:x}.example/{other}$image"),
            7 => writeln!(text, "/{word}*/{name:x}^"),
            _ => writeln!(text, "||{word}{name:x}.example^"),
        };
    }
    text
}

/// Numbers that look like chance and are the same every time (xorshift, 32 bits).
struct Random(u32);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0 as usize % bound.max(1)
    }

    fn word(&mut self) -> &'static str {
        WORDS[self.below(WORDS.len())]
    }
}
