//! Finds the parts of a HAR in a stream of bytes: `log.creator`, and each element of `log.pages`, `log.entries` and
//! `log._tlsErrors`, in whatever order the file has them.
//!
//! Decides where each part begins and ends, and how to go on after an entry whose brackets or quotes are wrong. Refuses
//! to know what the parts say.

use super::cut::{Cut, Step};
use super::texts::Texts;

/// An entry is kept up to this many bytes, its answer's body not counted.
pub(super) const ENTRY_CAP: usize = 8 << 20;
const PART_CAP: usize = 64 << 10;
const NAME_CAP: usize = 32;

/// A list of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ListName {
    Entries,
    Pages,
    TlsErrors,
}

/// A part of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Creator,
    Element(ListName, u64),
}

/// A part that was found.
pub(super) struct Found<'a> {
    pub(super) part: Part,
    /// Where it begins in the file.
    pub(super) at: u64,
    pub(super) cut: &'a Cut,
    /// Where in the file its brackets or quotes stopped making sense.
    pub(super) broken: Option<u64>,
}

/// Who takes the parts.
pub(super) trait Take {
    /// Takes an entry that begins where `text` does, if all of it is there and nothing is wrong with it, and says how
    /// long it is. What is not taken is cut out byte by byte.
    fn whole(&mut self, index: u64, at: u64, text: &str) -> Option<usize>;

    /// Takes a part that was cut out.
    fn cut_out(&mut self, found: &Found<'_>);
}

/// How the bytes ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
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
    /// The next entry, after one that was broken at this place.
    Entry {
        since: u64,
        step: Search,
        from: u64,
    },
}

/// Steps of the search for `,{"startedDateTime"` or another key that an entry may begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Search {
    Comma,
    Brace,
    Quote,
    Key,
}

/// The outline of one file.
#[derive(Debug)]
pub(super) struct Outline {
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
    entries: u64,
    /// The first keys of the outermost object: they tell what a file is that is no HAR.
    root_names: Vec<String>,
    has_log: bool,
    has_entries: bool,
    trailing: Option<u64>,
}

impl Outline {
    pub(super) fn new() -> Self {
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
            root_names: Vec::new(),
            has_log: false,
            has_entries: false,
            trailing: None,
        }
    }

    /// Bytes taken so far.
    pub(super) fn read(&self) -> u64 {
        self.read
    }

    /// Elements of `log.entries` so far, also those that were not finished.
    pub(super) fn entries(&self) -> u64 {
        self.entries
    }

    pub(super) fn root_names(&self) -> &[String] {
        &self.root_names
    }

    pub(super) fn has_log(&self) -> bool {
        self.has_log
    }

    pub(super) fn has_entries(&self) -> bool {
        self.has_entries
    }

    /// Where something follows the end of the log.
    pub(super) fn trailing(&self) -> Option<u64> {
        self.trailing
    }

    /// The part that was not finished, and where it began.
    pub(super) fn unfinished(&self) -> Option<(Part, u64)> {
        self.cutting.and_then(|(part, at)| part.map(|part| (part, at)))
    }

    /// How the bytes so far end.
    pub(super) fn state(&self) -> State {
        match (self.level, self.expect) {
            (Level::Stopped(state), _) => state,
            (Level::Before, _) => State::Empty,
            (Level::After, _) => State::Complete,
            (_, Expect::Entry { since, .. }) => State::Malformed { at: since },
            _ => State::Unfinished,
        }
    }

    /// Takes the next bytes and hands over the parts that end in them.
    pub(super) fn push(&mut self, chunk: &[u8], take: &mut impl Take) {
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
                    (Some(since), Some(Part::Element(ListName::Entries, _))) => {
                        self.expect = Expect::Entry { since, step: Search::Comma, from: since };
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
        if let Expect::Entry { since, step, from } = self.expect {
            self.search(byte, at, since, step, from);
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
                (self.level, self.expect) = (Level::Log, Expect::Comma);
            }
            (Level::List(_), Expect::Value | Expect::Comma, b',') => self.expect = Expect::Value,
            (_, Expect::Value, b',' | b':' | b'}' | b']') => self.malformed(at),
            (Level::Root | Level::Log, Expect::Value, _) => return self.begin_member(byte, at),
            // An element without a comma before it is an element all the same.
            (Level::List(list), Expect::Value | Expect::Comma, _) if !matches!(byte, b':' | b'}') => {
                let part = Part::Element(list, self.next_index);
                self.next_index += 1;
                if list == ListName::Entries {
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

    fn begin_member(&mut self, byte: u8, at: u64) -> bool {
        let list = match (self.level, self.name.as_slice(), byte) {
            (Level::Root, b"log", b'{') => {
                self.has_log = true;
                (self.level, self.expect) = (Level::Log, Expect::Key);
                return true;
            }
            (Level::Log, b"creator", b'{') => {
                self.begin(Some(Part::Creator), at);
                return false;
            }
            (Level::Log, b"entries", b'[') => ListName::Entries,
            (Level::Log, b"pages", b'[') => ListName::Pages,
            (Level::Log, b"_tlsErrors", b'[') => ListName::TlsErrors,
            _ => {
                self.begin(None, at);
                return false;
            }
        };
        self.has_entries |= list == ListName::Entries;
        self.next_index = if list == ListName::Entries { self.entries } else { 0 };
        (self.level, self.expect) = (Level::List(list), Expect::Value);
        true
    }

    fn begin(&mut self, part: Option<Part>, at: u64) {
        self.cut.restart(match part {
            Some(Part::Element(ListName::Entries, _)) => ENTRY_CAP,
            Some(_) => PART_CAP,
            None => 0,
        });
        self.cutting = Some((part, at));
    }

    fn search(&mut self, byte: u8, at: u64, since: u64, step: Search, from: u64) {
        let blank = matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
        let (step, from) = match (step, byte) {
            (Search::Key, b'"') if begins_an_entry(&self.name) => {
                let part = Part::Element(ListName::Entries, self.next_index);
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
        self.expect = Expect::Entry { since, step, from };
    }
}

/// The keys with which tools begin an entry, and nothing else that stands in a list.
fn begins_an_entry(name: &[u8]) -> bool {
    [
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
    .iter()
    .any(|known| known.as_bytes() == name)
}
