//! Finds the parts of a capture in a stream of bytes, in whatever order the file has them. Of a HAR: `log.creator`, and
//! each element of `log.pages`, `log.entries` and `log._tlsErrors`. Of a NetLog: `constants`, and each element of
//! `events`.
//!
//! Decides which of the two a file is, where each part begins and ends, and how to go on after an entry whose brackets
//! or quotes are wrong. Refuses to know what the parts say.

use super::Format;
use super::cut::{Cut, Step};
use super::texts::Texts;

/// An entry is kept up to this many bytes, its answer's body not counted.
pub(crate) const ENTRY_CAP: usize = 8 << 20;
/// An event is kept up to this many bytes. The largest hold the bytes of one write to a socket.
pub(crate) const EVENT_CAP: usize = 1 << 20;
/// The constants name every event and error of a browser: some fifty kilobytes, more with its field trials.
const CONSTANTS_CAP: usize = 8 << 20;
const PART_CAP: usize = 64 << 10;
const NAME_CAP: usize = 32;

/// A list that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ListName {
    Entries,
    Pages,
    TlsErrors,
    Events,
}

impl ListName {
    /// The lists that make a file worth reading: a broken element costs itself and not the rest.
    fn is_main(self) -> bool {
        matches!(self, Self::Entries | Self::Events)
    }
}

/// A part that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Creator,
    Constants,
    Element(ListName, u64),
}

impl Part {
    fn cap(self) -> usize {
        match self {
            Self::Element(ListName::Entries, _) => ENTRY_CAP,
            Self::Element(ListName::Events, _) => EVENT_CAP,
            Self::Constants => CONSTANTS_CAP,
            Self::Creator | Self::Element(..) => PART_CAP,
        }
    }
}

/// A part that was found.
pub(crate) struct Found<'a> {
    pub(crate) part: Part,
    /// Where it begins in the file.
    pub(crate) at: u64,
    pub(crate) cut: &'a Cut,
    /// Where in the file its brackets or quotes stopped making sense.
    pub(crate) broken: Option<u64>,
}

/// Who takes the parts.
pub(crate) trait Take {
    /// Takes an entry that begins where `text` does, if all of it is there and nothing is wrong with it, and says how
    /// long it is. What is not taken is cut out byte by byte.
    fn whole(&mut self, index: u64, at: u64, text: &str) -> Option<usize>;

    /// Takes a part that was cut out.
    fn cut_out(&mut self, found: &Found<'_>);
}

/// How the bytes ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// No byte came.
    Empty,
    /// They were no JSON object.
    NotJson { at: u64 },
    /// Everything was read.
    Complete,
    /// More should have followed.
    Unfinished,
    /// What stands there cannot.
    Malformed { at: u64 },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Before,
    Root,
    Log,
    List(ListName),
    After,
    Stopped(State),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expect {
    Key,
    Name {
        escaped: bool,
    },
    Colon,
    Value,
    Comma,
    /// The next element of a main list, after one that was broken at this place.
    Entry {
        list: ListName,
        since: u64,
        step: Search,
        from: u64,
    },
}

/// Steps of the search for `,{"startedDateTime"` or another key that an element may begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Search {
    Comma,
    Brace,
    Quote,
    Key,
}

/// The outline of one file.
#[derive(Debug)]
pub(crate) struct Outline {
    level: Level,
    expect: Expect,
    name: Vec<u8>,
    cut: Cut,
    /// What is being cut, and where it began; a part that nobody wants has no name.
    cutting: Option<(Option<Part>, u64)>,
    /// How long the entry before was. The next one is expected to be like it.
    usual: usize,
    read: u64,
    next_index: u64,
    /// Elements of the main list.
    entries: u64,
    format: Option<Format>,
    /// The first keys of the outermost object: they tell what a file is that is no HAR.
    root_names: Vec<String>,
    has_main_list: bool,
    trailing: Option<u64>,
}

impl Outline {
    pub(crate) fn new() -> Self {
        Self {
            level: Level::Before,
            expect: Expect::Value,
            name: Vec::new(),
            cut: Cut::new(0),
            cutting: None,
            usual: 0,
            read: 0,
            next_index: 0,
            entries: 0,
            format: None,
            root_names: Vec::new(),
            has_main_list: false,
            trailing: None,
        }
    }

    /// Bytes taken so far.
    pub(crate) fn read(&self) -> u64 {
        self.read
    }

    /// Entries or events so far, also those that were not finished.
    pub(crate) fn entries(&self) -> u64 {
        self.entries
    }

    pub(crate) fn root_names(&self) -> &[String] {
        &self.root_names
    }

    /// What the file is, once one of the keys that tell has been read.
    pub(crate) fn format(&self) -> Option<Format> {
        self.format
    }

    /// Whether its entries or events have begun.
    pub(crate) fn has_main_list(&self) -> bool {
        self.has_main_list
    }

    /// Where something follows the end of the log.
    pub(crate) fn trailing(&self) -> Option<u64> {
        self.trailing
    }

    /// The part that was not finished, and where it began.
    pub(crate) fn unfinished(&self) -> Option<(Part, u64)> {
        self.cutting.and_then(|(part, at)| part.map(|part| (part, at)))
    }

    /// How the bytes so far end.
    pub(crate) fn state(&self) -> State {
        match (self.level, self.expect) {
            (Level::Stopped(state), _) => state,
            (Level::Before, _) => State::Empty,
            (Level::After, _) => State::Complete,
            (_, Expect::Entry { since, .. }) => State::Malformed { at: since },
            _ => State::Unfinished,
        }
    }

    /// Takes the next bytes and hands over the parts that end in them.
    pub(crate) fn push(&mut self, chunk: &[u8], take: &mut impl Take) {
        let mut at = 0;
        let mut texts = Texts::of(chunk);
        while at < chunk.len() {
            if let Some((part, began)) = self.cutting {
                let (step, broken) = match self.cut.push(&chunk[at..]) {
                    Step::More => break,
                    Step::Done(length) => (length, None),
                    Step::Broken(length) => (length, Some(self.read + (at + length) as u64)),
                };
                at += step;
                self.cutting = None;
                self.expect = Expect::Comma;
                if let Some(part) = part {
                    self.usual = (self.read + at as u64 - began) as usize;
                    take.cut_out(&Found { part, at: began, cut: &self.cut, broken });
                }
                match (broken, part) {
                    (Some(since), Some(Part::Element(list, _))) if list.is_main() => {
                        self.expect = Expect::Entry { list, since, step: Search::Comma, from: since };
                    }
                    (Some(since), _) => self.level = Level::Stopped(State::Malformed { at: since }),
                    (None, _) => {}
                }
                continue;
            }
            if matches!(self.level, Level::Stopped(_)) {
                break;
            }
            if self.byte(chunk[at], self.read + at as u64) {
                at += 1;
            } else if let Some((Some(Part::Element(ListName::Entries, index)), began)) = self.cutting
                && self.usual <= chunk.len() - at
                && let Some(length) = take.whole(index, began, texts.from(at))
            {
                at += length;
                self.usual = length;
                self.cutting = None;
                self.expect = Expect::Comma;
            }
        }
        self.read += chunk.len() as u64;
    }

    /// Takes one byte between parts; false when the part that begins with it shall take it.
    fn byte(&mut self, byte: u8, at: u64) -> bool {
        if let Expect::Entry { list, since, step, from } = self.expect {
            self.search(byte, at, list, since, step, from);
            return true;
        }
        if let Expect::Name { escaped } = self.expect {
            self.in_name(byte, escaped);
            return true;
        }
        if matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
            return true;
        }
        match (self.level, self.expect, byte) {
            (Level::Before, _, b'{') => (self.level, self.expect) = (Level::Root, Expect::Key),
            // The byte order mark.
            (Level::Before, _, 0xEF | 0xBB | 0xBF) if at < 3 => {}
            (Level::Before, ..) => self.level = Level::Stopped(State::NotJson { at }),
            (Level::After, _, 0) => {}
            (Level::After, ..) => _ = self.trailing.get_or_insert(at),
            (Level::Root | Level::Log, Expect::Key, b'"') => {
                self.name.clear();
                self.expect = Expect::Name { escaped: false };
            }
            (Level::Root, Expect::Key | Expect::Comma, b'}') => self.level = Level::After,
            (Level::Log, Expect::Key | Expect::Comma, b'}') => {
                (self.level, self.expect) = (Level::Root, Expect::Comma)
            }
            (Level::Root | Level::Log, Expect::Colon, b':') => self.expect = Expect::Value,
            (Level::Root | Level::Log, Expect::Comma, b',') => self.expect = Expect::Key,
            (Level::List(_), Expect::Value | Expect::Comma, b']') => {
                (self.level, self.expect) = (self.around_lists(), Expect::Comma);
            }
            (Level::List(_), Expect::Value | Expect::Comma, b',') => self.expect = Expect::Value,
            (_, Expect::Value, b',' | b':' | b'}' | b']') => self.malformed(at),
            (Level::Root | Level::Log, Expect::Value, _) => return self.begin_member(byte, at),
            // An element without a comma before it is an element all the same.
            (Level::List(list), Expect::Value | Expect::Comma, _) if !matches!(byte, b':' | b'}') => {
                let part = Part::Element(list, self.next_index);
                self.next_index += 1;
                if list.is_main() {
                    self.entries = self.next_index;
                }
                self.begin(Some(part), at);
                return false;
            }
            _ => self.malformed(at),
        }
        true
    }

    fn malformed(&mut self, at: u64) {
        self.level = Level::Stopped(State::Malformed { at });
    }

    fn in_name(&mut self, byte: u8, escaped: bool) {
        if byte == b'"' && !escaped {
            self.expect = Expect::Colon;
            if self.level == Level::Root && self.root_names.len() < 4 {
                self.root_names.push(String::from_utf8_lossy(&self.name).into_owned());
            }
            return;
        }
        if self.name.len() < NAME_CAP {
            self.name.push(byte);
        }
        self.expect = Expect::Name { escaped: byte == b'\\' && !escaped };
    }

    /// Where lists stand: in the log of a HAR, and in the outermost object of a NetLog.
    fn around_lists(&self) -> Level {
        if self.format == Some(Format::NetLog) { Level::Root } else { Level::Log }
    }

    fn begin_member(&mut self, byte: u8, at: u64) -> bool {
        let told = match (self.level, self.name.as_slice(), byte) {
            (Level::Root, b"log", b'{') => Some(Format::Har),
            (Level::Root, b"constants", b'{') | (Level::Root, b"events", b'[') => Some(Format::NetLog),
            _ => None,
        };
        if told.is_some() {
            self.format = self.format.or(told);
        }
        let list = match (self.level, self.format, self.name.as_slice(), byte) {
            (Level::Root, Some(Format::Har), b"log", b'{') => {
                (self.level, self.expect) = (Level::Log, Expect::Key);
                return true;
            }
            (Level::Root, Some(Format::NetLog), b"constants", b'{') => {
                self.begin(Some(Part::Constants), at);
                return false;
            }
            (Level::Root, Some(Format::NetLog), b"events", b'[') => ListName::Events,
            (Level::Log, _, b"creator", b'{') => {
                self.begin(Some(Part::Creator), at);
                return false;
            }
            (Level::Log, _, b"entries", b'[') => ListName::Entries,
            (Level::Log, _, b"pages", b'[') => ListName::Pages,
            (Level::Log, _, b"_tlsErrors", b'[') => ListName::TlsErrors,
            _ => {
                self.begin(None, at);
                return false;
            }
        };
        self.has_main_list |= list.is_main();
        self.next_index = if list.is_main() { self.entries } else { 0 };
        (self.level, self.expect) = (Level::List(list), Expect::Value);
        true
    }

    fn begin(&mut self, part: Option<Part>, at: u64) {
        self.cut.restart(part.map_or(0, Part::cap));
        self.cutting = Some((part, at));
    }

    fn search(&mut self, byte: u8, at: u64, list: ListName, since: u64, step: Search, from: u64) {
        let blank = matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
        let (step, from) = match (step, byte) {
            (Search::Key, b'"') if begins_one(list, &self.name) => {
                let part = Part::Element(list, self.next_index);
                self.next_index += 1;
                self.entries = self.next_index;
                self.begin(Some(part), from);
                let start = [b"{\"", self.name.as_slice(), b"\""].concat();
                // So short a beginning neither ends nor breaks.
                _ = self.cut.push(&start);
                return;
            }
            (Search::Key, _) if self.name.len() < NAME_CAP && byte != b'"' => {
                self.name.push(byte);
                (Search::Key, from)
            }
            (_, b',') => (Search::Brace, from),
            (Search::Brace, b'{') => (Search::Quote, at),
            (Search::Quote, b'"') => {
                self.name.clear();
                (Search::Key, from)
            }
            (Search::Brace | Search::Quote, _) if blank => (step, from),
            _ => (Search::Comma, from),
        };
        self.expect = Expect::Entry { list, since, step, from };
    }
}

/// Whether an element of a list begins with a key: those with which tools begin one, and nothing else that stands in it.
fn begins_one(list: ListName, name: &[u8]) -> bool {
    let known: &[&str] = if list == ListName::Events {
        &["params", "phase", "source"]
    } else {
        &[
            "startedDateTime",
            "pageref",
            "request",
            "connection",
            "cache",
            "_initiator",
            "_priority",
            "_resourceType",
            "_fromCache",
            "_connectionId",
            "_fetchedViaServiceWorker",
        ]
    };
    known.iter().any(|known| known.as_bytes() == name)
}
