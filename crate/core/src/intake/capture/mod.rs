//! Captures, whichever format they have, read as they come in, in memory that does not grow with the file.
//!
//! Whoever holds the file pushes its bytes in pieces of any size and gets each request as soon as it is complete.
//! Decides by content which format a file has, and what is said of a file that is none. Refuses to know where the bytes
//! come from, whether they were compressed, and what the requests tell.

mod cut;
pub(super) mod loose;
pub(super) mod outline;
pub(super) mod pairs;
pub(super) mod purpose;
mod texts;

#[cfg(test)]
pub(super) use cut::{Cut, Step};

use std::collections::BTreeMap;
use std::fmt;

use url::Url;

use super::har::Log;
use super::netlog::NetLog;
use crate::discreet::discreet;
use crate::finding::Secret;
use crate::intake::{Mode, RawRequest};
use outline::{Found, ListName, Outline, Part, State, Take};

/// Hosts named for one blind spot.
const HOSTS: usize = 500;

/// What a capture is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// An HTTP archive, of a browser's developer tools or of a proxy.
    Har,
    /// The network log of a browser that is made of Chromium.
    NetLog,
}

impl Format {
    /// Its name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Har => "har",
            Self::NetLog => "netlog",
        }
    }
}

/// What comes out of a capture.
#[derive(Debug)]
pub enum Item {
    /// A request.
    Entry(Box<Entry>),
    /// Something that could not be read. The rest is read all the same.
    Skipped(Skipped),
}

/// A request of a capture.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The request. A message over a websocket is one too: its method is `SEND`, its id that of the handshake with a
    /// number behind a dot. A moment that the capture does not tell is NaN.
    pub request: RawRequest,
    /// What became of it.
    pub outcome: Outcome,
    /// Where its address stands, for those who cannot read it: `log.entries[17].request.url`.
    pub place: Place,
    /// The component of the browser that asked, where a capture names it.
    pub component: Option<String>,
}

/// Where in a capture a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Its number in `log.entries`.
    Entry(u64),
    /// The number that the browser gave it.
    Source(i64),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Entry(index) => write!(f, "log.entries[{index}].request.url"),
            Self::Source(id) => write!(f, "URL_REQUEST {id}, url"),
        }
    }
}

/// What a capture says of a request's fate.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// The address that answered.
    pub ip: Option<String>,
    /// The answer's status; none when there was no answer.
    pub status: Option<u16>,
    /// The error, as the tool words it.
    pub error: Option<String>,
    /// The answer came out of the browser's cache.
    pub from_cache: bool,
    /// Whether it left; none where the capture does not say.
    pub sent: Option<bool>,
    /// The cookies that the answer set, each as its header says it.
    pub set_cookies: Vec<Secret>,
}

/// Something that was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Where it stands: `log.entries[17] (byte 123456)`.
    pub place: String,
    /// Why.
    pub reason: String,
}

/// Something that a capture hides as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlindSpot {
    /// What: a stable code.
    pub code: &'static str,
    /// How often; none where that cannot be known.
    pub count: Option<u64>,
    /// At which hosts, as far as they are known.
    pub hosts: Vec<String>,
}

/// How a capture ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// All of it was read.
    Complete,
    /// It is cut off; what was complete has been handed over.
    Truncated {
        /// Its length in bytes.
        at: u64,
    },
    /// From here on it is no JSON; what came before has been handed over.
    Malformed {
        /// The place, in bytes from the start.
        at: u64,
    },
}

/// A capture that was read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capture {
    /// What it is.
    pub format: Format,
    /// The program that wrote it, with its version.
    pub creator: Option<String>,
    /// Requests that it has, those among them that cannot be read.
    pub entries: u64,
    /// What it cannot show.
    pub blind_spots: Vec<BlindSpot>,
    /// How it ended.
    pub ending: Ending,
}

/// Hosts, and how often each came up.
#[derive(Debug, Default)]
pub(super) struct Hosts {
    count: u64,
    hosts: BTreeMap<String, u64>,
}

impl Hosts {
    pub(super) fn add(&mut self, host: &str) {
        self.count += 1;
        if let Some(times) = self.hosts.get_mut(host) {
            *times += 1;
        } else if !host.is_empty() && self.hosts.len() < HOSTS {
            self.hosts.insert(host.to_owned(), 1);
        }
    }

    pub(super) fn spot(self, code: &'static str) -> Option<BlindSpot> {
        (self.count > 0).then(|| BlindSpot {
            code,
            count: Some(self.count),
            hosts: self.hosts.into_keys().collect(),
        })
    }
}

/// The host of an address, or nothing.
pub(super) fn host(url: &str) -> String {
    Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}

/// Why a file is no capture at all.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// There is nothing in it.
    Empty,
    /// It is no JSON.
    NotJson {
        /// Where that shows, in bytes from the start.
        at: u64,
    },
    /// It is JSON, and neither a HAR nor a NetLog.
    NotCapture {
        /// The first keys of its outermost object.
        keys: Vec<String>,
    },
    /// It is complete and has no list of entries or events.
    NoEntries(Format),
    /// It is a NetLog without the names of its numbers.
    NoConstants,
    /// It ends, or stops being JSON, before its entries or events begin.
    EndsEarly {
        /// Where, in bytes from the start.
        at: u64,
    },
}

impl Error {
    /// A stable name.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::NotJson { .. } => "not_json",
            Self::NotCapture { .. } => "not_capture",
            Self::NoEntries(_) => "no_entries",
            Self::NoConstants => "no_constants",
            Self::EndsEarly { .. } => "ends_early",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the file is empty"),
            Self::NotJson { at } => write!(f, "at byte {at}: this is not JSON, so it is no HAR file and no NetLog"),
            Self::NotCapture { keys } if keys.is_empty() => f.write_str(
                "this is JSON without a \"log\" and without \"events\", so it is no HAR file and no NetLog",
            ),
            Self::NotCapture { keys } => write!(
                f,
                "this is JSON with \"{}\" where a HAR file has \"log\" and a NetLog \"constants\" and \"events\"",
                keys.join("\", \"")
            ),
            Self::NoEntries(Format::Har) => {
                f.write_str("its \"log\" has no list of \"entries\", so it is no HAR file")
            }
            Self::NoEntries(Format::NetLog) => {
                f.write_str("this is a network log of Chromium without a list of \"events\"")
            }
            Self::NoConstants => f.write_str(
                "this is a network log of Chromium without its \"constants\", and without them its numbers have no names",
            ),
            Self::EndsEarly { at } => {
                write!(f, "at byte {at}: the file ends, or is broken, before its entries begin")
            }
        }
    }
}

impl std::error::Error for Error {}

/// Reads one capture.
pub struct Reader {
    outline: Outline,
    har: Log,
    netlog: NetLog,
}

discreet!(Reader {});

impl Reader {
    /// A reader of a capture whose requests were all made in one mode. The formats themselves do not tell: where `mode`
    /// is unknown, only entries that Telltale wrote say theirs.
    #[must_use]
    pub fn new(mode: Mode) -> Self {
        Self { outline: Outline::new(), har: Log::new(mode), netlog: NetLog::new(mode) }
    }

    /// Takes the next bytes and hands over what is complete with them.
    pub fn push(&mut self, bytes: &[u8], sink: &mut impl FnMut(Item)) {
        self.outline.push(bytes, &mut Taking { har: &mut self.har, netlog: &mut self.netlog, sink });
    }

    /// The program that wrote the capture, once its name has been read.
    #[must_use]
    pub fn creator(&self) -> Option<&str> {
        self.har.creator().or(self.netlog.creator())
    }

    /// Says what the capture was.
    ///
    /// # Errors
    ///
    /// [`Error`] when it was none: then nothing has been handed over.
    pub fn finish(mut self, sink: &mut impl FnMut(Item)) -> Result<Capture, Error> {
        let outline = &self.outline;
        let read = outline.read();
        let ending = match outline.state() {
            State::Empty => return Err(Error::Empty),
            State::NotJson { at } => return Err(Error::NotJson { at }),
            State::Complete => Ending::Complete,
            State::Unfinished => Ending::Truncated { at: read },
            State::Malformed { at } => Ending::Malformed { at },
        };
        let Some(format) = outline.format() else {
            return Err(Error::NotCapture { keys: outline.root_names().to_vec() });
        };
        if format == Format::NetLog
            && !self.netlog.has_names()
            && (ending == Ending::Complete || outline.has_main_list())
        {
            return Err(Error::NoConstants);
        }
        if !outline.has_main_list() {
            return Err(match ending {
                Ending::Complete => Error::NoEntries(format),
                Ending::Truncated { at } | Ending::Malformed { at } => Error::EndsEarly { at },
            });
        }
        if let Some((Part::Element(list @ (ListName::Entries | ListName::Events), index), at)) =
            outline.unfinished()
        {
            let list = if list == ListName::Events { "events" } else { "log.entries" };
            sink(Item::Skipped(Skipped {
                place: format!("{list}[{index}] (byte {at})"),
                reason: format!("the file ends inside it, at byte {read}"),
            }));
        }
        if let Some(at) = outline.trailing() {
            sink(Item::Skipped(Skipped {
                place: format!("byte {at}"),
                reason: "something follows the end of the log".to_owned(),
            }));
        }
        let creator = self.creator().map(str::to_owned);
        let (entries, mut blind_spots) = match format {
            Format::Har => (self.outline.entries(), self.har.blind_spots()),
            Format::NetLog => {
                self.netlog.flush(sink);
                (self.netlog.requests(), self.netlog.blind_spots())
            }
        };
        if ending != Ending::Complete {
            blind_spots.push(BlindSpot { code: "truncated", count: None, hosts: Vec::new() });
        }
        Ok(Capture { format, creator, entries, blind_spots, ending })
    }
}

/// Whoever understands the format takes its parts and hands on what comes of them.
struct Taking<'a, S> {
    har: &'a mut Log,
    netlog: &'a mut NetLog,
    sink: &'a mut S,
}

impl<S: FnMut(Item)> Take for Taking<'_, S> {
    fn whole(&mut self, index: u64, at: u64, text: &str) -> Option<usize> {
        self.har.take_whole(index, at, text, self.sink)
    }

    fn cut_out(&mut self, found: &Found<'_>) {
        match found.part {
            Part::Constants | Part::Element(ListName::Events, _) => self.netlog.take(found, self.sink),
            Part::Creator | Part::Element(..) => self.har.take(found, self.sink),
        }
    }
}
