//! Captures in the HTTP archive format, read as they come in, in memory that does not grow with the file.
//!
//! Whoever holds the file pushes its bytes in pieces of any size and gets each request as soon as its entry is complete.
//! Decides what of a capture is a request, with the quirks of each tool that writes the format. Refuses to know where
//! the bytes come from, whether they were compressed, and what the requests tell.

mod body;
mod clock;
mod cut;
mod entry;
mod log;
mod loose;
mod outline;
mod purpose;
#[cfg(test)]
mod tests;
mod texts;
mod wire;
pub mod write;

use std::fmt;

use crate::discreet::discreet;
use crate::intake::{Mode, RawRequest};
use log::{Log, Taking};
use outline::{ListName, Outline, Part, State};

pub use clock::moment;
pub use entry::Outcome;

/// A tool that writes HAR, as far as its way of writing differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Writer {
    Chromium,
    Firefox,
    Safari,
    Mitmproxy,
    HttpToolkit,
    Charles,
    Pcapdroid,
    Other,
}

impl Writer {
    fn of(creator: &str) -> Self {
        let creator = creator.to_ascii_lowercase();
        match creator.as_str() {
            "webinspector" => Self::Chromium,
            "firefox" => Self::Firefox,
            "webkit web inspector" => Self::Safari,
            _ if creator.contains("mitmproxy") => Self::Mitmproxy,
            _ if creator.contains("http toolkit") => Self::HttpToolkit,
            _ if creator.contains("charles") => Self::Charles,
            _ if creator.contains("pcapdroid") => Self::Pcapdroid,
            _ => Self::Other,
        }
    }

    /// Whether it sits inside a browser, and so sees pages but not the browser's own requests.
    fn is_browser(self) -> bool {
        matches!(self, Self::Chromium | Self::Firefox | Self::Safari)
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
    /// Its place in `log.entries`.
    pub index: u64,
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
    /// The program that wrote it, with its version.
    pub creator: Option<String>,
    /// Entries that it has, broken ones among them.
    pub entries: u64,
    /// What it cannot show.
    pub blind_spots: Vec<BlindSpot>,
    /// How it ended.
    pub ending: Ending,
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
    /// It is JSON, and no HAR.
    NotHar {
        /// The first keys of its outermost object.
        keys: Vec<String>,
    },
    /// Its log is complete and has no list of entries.
    NoEntries,
    /// It ends, or stops being JSON, before its entries begin.
    EndsEarly {
        /// Where, in bytes from the start.
        at: u64,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the file is empty"),
            Self::NotJson { at } => write!(f, "at byte {at}: this is not JSON, so it is no HAR file"),
            Self::NotHar { keys } if keys.iter().any(|key| key == "constants") => {
                f.write_str("this is a network log of Chromium, not a HAR file")
            }
            Self::NotHar { keys } if keys.is_empty() => {
                f.write_str("this is JSON without a \"log\", so it is no HAR file")
            }
            Self::NotHar { keys } => {
                write!(f, "this is JSON with \"{}\" where a HAR file has \"log\"", keys.join("\", \""))
            }
            Self::NoEntries => f.write_str("its \"log\" has no list of \"entries\", so it is no HAR file"),
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
    log: Log,
}

discreet!(Reader {});

impl Reader {
    /// A reader of a capture whose requests were all made in one mode. HAR itself does not tell: where `mode` is unknown,
    /// only entries that Telltale wrote say theirs.
    #[must_use]
    pub fn new(mode: Mode) -> Self {
        Self { outline: Outline::new(), log: Log::new(mode) }
    }

    /// Takes the next bytes and hands over what is complete with them.
    pub fn push(&mut self, bytes: &[u8], sink: &mut impl FnMut(Item)) {
        self.outline.push(bytes, &mut Taking { log: &mut self.log, sink });
    }

    /// The program that wrote the capture, once its name has been read.
    #[must_use]
    pub fn creator(&self) -> Option<&str> {
        self.log.creator()
    }

    /// Says what the capture was.
    ///
    /// # Errors
    ///
    /// [`Error`] when it was none: then nothing has been handed over.
    pub fn finish(self, sink: &mut impl FnMut(Item)) -> Result<Capture, Error> {
        let outline = &self.outline;
        let read = outline.read();
        let ending = match outline.state() {
            State::Empty => return Err(Error::Empty),
            State::NotJson { at } => return Err(Error::NotJson { at }),
            State::Complete => Ending::Complete,
            State::Unfinished => Ending::Truncated { at: read },
            State::Malformed { at } => Ending::Malformed { at },
        };
        if !outline.has_log() {
            return Err(Error::NotHar { keys: outline.root_names().to_vec() });
        }
        if !outline.has_entries() {
            return Err(match ending {
                Ending::Complete => Error::NoEntries,
                Ending::Truncated { at } | Ending::Malformed { at } => Error::EndsEarly { at },
            });
        }
        if let Some((Part::Element(ListName::Entries, index), at)) = outline.unfinished() {
            sink(Item::Skipped(Skipped {
                place: format!("log.entries[{index}] (byte {at})"),
                reason: format!("the file ends inside it, at byte {read}"),
            }));
        }
        if let Some(at) = outline.trailing() {
            sink(Item::Skipped(Skipped {
                place: format!("byte {at}"),
                reason: "something follows the end of the log".to_owned(),
            }));
        }
        let entries = outline.entries();
        let creator = self.log.creator().map(str::to_owned);
        let mut blind_spots = self.log.blind_spots();
        if ending != Ending::Complete {
            blind_spots.push(BlindSpot { code: "truncated", count: None, hosts: Vec::new() });
        }
        Ok(Capture { creator, entries, blind_spots, ending })
    }
}
