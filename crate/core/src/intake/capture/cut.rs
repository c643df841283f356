//! Cuts one JSON value out of a stream of bytes that arrives in pieces.
//!
//! Decides where a value ends and which of its bytes are worth keeping: answers' bodies and call stacks are left out
//! while they pass, so that an entry with a film in it costs no more memory than its request. Refuses to know what the
//! value means; whether it is good JSON is for its parser to say, as far as brackets and quotes agree.

use memchr::memchr3;

/// A request's body is kept up to this many bytes as written in the file; the rest is counted.
const BODY_CAP: usize = 4 << 20;

/// What one call of [`Cut::push`] came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// The value goes on after these bytes.
    More,
    /// The value ended after this many bytes.
    Done(usize),
    /// Brackets or quotes stopped making sense after this many bytes.
    Broken(usize),
}

/// The keys that a cut acts on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Other,
    Request,
    Response,
    PostData,
    Content,
    OwnContent,
    Text,
    Initiator,
    Stack,
    /// Members that say nothing of a request, or what others say too.
    Idle,
    Cookies,
}

impl Key {
    fn of(name: &[u8]) -> Self {
        match name {
            b"request" => Self::Request,
            b"response" => Self::Response,
            b"postData" => Self::PostData,
            b"content" => Self::Content,
            b"_content" => Self::OwnContent,
            b"text" => Self::Text,
            b"_initiator" => Self::Initiator,
            b"stack" => Self::Stack,
            b"queryString" | b"timings" | b"cache" => Self::Idle,
            b"cookies" => Self::Cookies,
            _ => Self::Other,
        }
    }
}

/// What stood before the next byte, as far as it says whether that byte may follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    Open,
    Comma,
    Colon,
    Key,
    Value,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inside {
    /// Nothing yet: the value's first byte comes next.
    Nothing,
    /// Between strings.
    Structure,
    /// A string; `escaped` when a backslash came last.
    Text { key: bool, escaped: bool },
    /// A bare number or word that is the whole value.
    Bare,
}

const NAME_CAP: usize = 32;
const DEPTHS: usize = 4;

/// One value on its way through.
#[derive(Debug)]
pub(crate) struct Cut {
    kept: Vec<u8>,
    cap: usize,
    body_cap: usize,
    inside: Inside,
    before: Before,
    depth: u32,
    /// One bit for each of the outer 64 levels: set for an object. Brackets deeper than that are only counted.
    objects: u64,
    path: [Key; DEPTHS],
    name: Vec<u8>,
    /// Set while nothing is kept: the depth at which the value that is left out began.
    muted: Option<u32>,
    /// Where in `kept` the value of the outermost object's current member begins.
    member: usize,
    /// Where in `kept` a body's text begins, while one passes.
    body: Option<usize>,
    body_missing: u64,
    shed: Vec<String>,
    too_large: bool,
}

impl Cut {
    /// A cut that keeps at most `cap` bytes of the value; 0 keeps nothing and is the way to step over one.
    pub(crate) fn new(cap: usize) -> Self {
        Self {
            kept: Vec::new(),
            cap,
            body_cap: BODY_CAP,
            inside: Inside::Nothing,
            before: Before::Open,
            depth: 0,
            objects: 0,
            path: [Key::Other; DEPTHS],
            name: Vec::new(),
            muted: None,
            member: 0,
            body: None,
            body_missing: 0,
            shed: Vec::new(),
            too_large: cap == 0,
        }
    }

    /// Makes it ready for the next value. Memory is kept for it, within reason.
    pub(crate) fn restart(&mut self, cap: usize) {
        let mut kept = std::mem::take(&mut self.kept);
        kept.clear();
        kept.shrink_to(1 << 20);
        *self = Self { kept, ..Self::new(cap) };
    }

    /// The bytes kept.
    pub(crate) fn kept(&self) -> &[u8] {
        &self.kept
    }

    /// Whether the value was larger than may be kept, even without what can be left out.
    pub(crate) fn is_too_large(&self) -> bool {
        self.too_large
    }

    /// Bytes of the request's body, as written, that were not kept.
    pub(crate) fn body_missing(&self) -> u64 {
        self.body_missing
    }

    /// Members that were dropped because the value became too large.
    pub(crate) fn shed(&self) -> &[String] {
        &self.shed
    }

    /// Takes the next bytes.
    pub(crate) fn push(&mut self, chunk: &[u8]) -> Step {
        let mut at = 0;
        // What lies between `from` and `at` has been read and not yet been kept.
        let mut from = 0;
        while at < chunk.len() {
            match self.inside {
                Inside::Text { key, escaped } => {
                    if escaped {
                        self.inside = Inside::Text { key, escaped: false };
                        at += 1;
                        continue;
                    }
                    let Some(run) = special(&chunk[at..]) else {
                        self.note_name(key, &chunk[at..]);
                        break;
                    };
                    self.note_name(key, &chunk[at..at + run]);
                    at += run + 1;
                    match chunk[at - 1] {
                        b'\\' => {
                            self.inside = Inside::Text { key, escaped: true };
                            self.note_name(key, b"\\");
                        }
                        b'\n' => return Step::Broken(at),
                        _ if key => self.end_key(chunk, &mut from, at),
                        _ => {
                            self.end_text(chunk, &mut from, at);
                            if self.depth == 0 {
                                self.keep(&chunk[from..at]);
                                return Step::Done(at);
                            }
                        }
                    }
                }
                Inside::Bare => {
                    if matches!(chunk[at], b',' | b']' | b'}' | b' ' | b'\t' | b'\r' | b'\n') {
                        self.keep(&chunk[from..at]);
                        return Step::Done(at);
                    }
                    at += 1;
                }
                Inside::Nothing | Inside::Structure => {
                    let byte = chunk[at];
                    match byte {
                        b' ' | b'\t' | b'\r' => {}
                        b'\n' => {
                            // Half of an indented file is this.
                            while chunk.get(at + 1..at + 9) == Some(b"        ") {
                                at += 8;
                            }
                        }
                        b'"' => {
                            if matches!(self.before, Before::Value | Before::Key) {
                                return Step::Broken(at);
                            }
                            let key = self.in_object() && self.before != Before::Colon;
                            if !key {
                                self.begin_value(chunk, &mut from, at);
                                self.begin_body(chunk, &mut from, at + 1);
                            }
                            self.name.clear();
                            self.inside = Inside::Text { key, escaped: false };
                        }
                        b'{' | b'[' => {
                            if matches!(self.before, Before::Value | Before::Key) {
                                return Step::Broken(at);
                            }
                            self.begin_value(chunk, &mut from, at);
                            self.open(byte == b'{');
                        }
                        b'}' | b']' => {
                            if !self.closes(byte == b'}') {
                                return Step::Broken(at);
                            }
                            self.end_member(chunk, &mut from, at);
                            self.depth -= 1;
                            self.before = Before::Value;
                            if self.depth == 0 {
                                self.keep(&chunk[from..=at]);
                                return Step::Done(at + 1);
                            }
                            self.unmute(chunk, &mut from, at + 1);
                        }
                        b',' => {
                            self.end_member(chunk, &mut from, at);
                            self.before = Before::Comma;
                        }
                        b':' => self.before = Before::Colon,
                        _ if self.depth == 0 => self.inside = Inside::Bare,
                        _ => {
                            // A word right after a string: a quote is missing somewhere before.
                            if self.before == Before::Value && at > 0 && chunk[at - 1] == b'"' {
                                return Step::Broken(at);
                            }
                        }
                    }
                    at += 1;
                }
            }
        }
        self.keep(&chunk[from..]);
        Step::More
    }

    fn in_object(&self) -> bool {
        (1..=64).contains(&self.depth) && self.objects & bit(self.depth) != 0
    }

    fn open(&mut self, object: bool) {
        self.inside = Inside::Structure;
        self.depth = self.depth.saturating_add(1);
        if self.depth <= 64 {
            self.objects =
                if object { self.objects | bit(self.depth) } else { self.objects & !bit(self.depth) };
        }
        if let Some(step) = self.path.get_mut(self.depth as usize) {
            *step = Key::Other;
        }
        self.before = Before::Open;
    }

    fn closes(&self, object: bool) -> bool {
        match self.depth {
            0 => false,
            1..=64 => self.in_object() == object,
            _ => true,
        }
    }

    fn note_name(&mut self, key: bool, bytes: &[u8]) {
        if key && self.depth < DEPTHS as u32 {
            let room = NAME_CAP.saturating_sub(self.name.len());
            self.name.extend_from_slice(&bytes[..bytes.len().min(room)]);
        }
    }

    fn end_key(&mut self, chunk: &[u8], from: &mut usize, at: usize) {
        self.inside = Inside::Structure;
        self.before = Before::Key;
        if self.depth == 1 {
            self.keep(&chunk[*from..at]);
            *from = at;
            self.member = self.kept.len();
        }
        if let Some(step) = self.path.get_mut(self.depth as usize) {
            *step = Key::of(&self.name);
        }
    }

    /// A member of the outermost object ends: what it is too large for is laid to its account and to no other's.
    fn end_member(&mut self, chunk: &[u8], from: &mut usize, at: usize) {
        if self.depth == 1 {
            self.keep(&chunk[*from..at]);
            *from = at;
        }
        self.unmute(chunk, from, at);
    }

    /// A value starts: leaves it out when it is one of those that nobody reads.
    fn begin_value(&mut self, chunk: &[u8], from: &mut usize, at: usize) {
        use Key::{Content, Cookies, Idle, Initiator, Request, Response, Stack, Text};
        let left_out = match self.depth {
            1 => self.path[1] == Idle,
            2 => matches!(self.path[1..3], [Initiator, Stack] | [Request, Idle] | [Response, Cookies]),
            3 => self.path[1..4] == [Response, Content, Text],
            _ => false,
        };
        if left_out && self.muted.is_none() {
            self.keep(&chunk[*from..at]);
            self.keep(b"null");
            *from = at;
            self.muted = Some(self.depth);
        }
    }

    /// A string starts: watches its length when it is a request's body.
    fn begin_body(&mut self, chunk: &[u8], from: &mut usize, at: usize) {
        let body = self.depth == 3
            && self.path[1] == Key::Request
            && matches!(self.path[2], Key::PostData | Key::OwnContent)
            && self.path[3] == Key::Text;
        if body && self.muted.is_none() {
            self.keep(&chunk[*from..at]);
            *from = at;
            self.body = Some(self.kept.len());
        }
    }

    fn end_text(&mut self, chunk: &[u8], from: &mut usize, at: usize) {
        self.inside = Inside::Structure;
        self.before = Before::Value;
        if let Some(start) = self.body {
            self.keep(&chunk[*from..at - 1]);
            *from = at - 1;
            self.body = None;
            if self.body_missing > 0 {
                let whole = whole_characters(&self.kept[start.min(self.kept.len())..]);
                self.kept.truncate(start + whole);
            }
        }
        self.unmute(chunk, from, at);
    }

    /// Ends a silence that began at this depth; bytes from `at` on are kept again.
    fn unmute(&mut self, chunk: &[u8], from: &mut usize, at: usize) {
        if self.muted == Some(self.depth) {
            self.keep(&chunk[*from..at]);
            *from = at;
            self.muted = None;
        }
    }

    fn keep(&mut self, bytes: &[u8]) {
        if self.too_large || self.muted.is_some() {
            return;
        }
        let mut bytes = bytes;
        if let Some(start) = self.body {
            let room = (start + self.body_cap).saturating_sub(self.kept.len());
            let fits = bytes.len().min(room);
            self.body_missing += (bytes.len() - fits) as u64;
            bytes = &bytes[..fits];
        }
        if self.kept.len() + bytes.len() <= self.cap {
            self.kept.extend_from_slice(bytes);
        } else if self.depth >= 1 && self.member > 0 && self.path[1] != Key::Request && self.sheds() {
            self.muted = Some(1);
        } else {
            self.too_large = true;
            self.kept = Vec::new();
        }
    }

    /// Drops the outermost object's current member in favour of the others.
    fn sheds(&mut self) -> bool {
        let Some(name) = last_name(&self.kept[..self.member]) else { return false };
        self.shed.push(name);
        self.kept.truncate(self.member);
        self.kept.extend_from_slice(b":null");
        true
    }
}

/// Where a string's inside has its first quote, backslash or line end. Most strings are shorter than what it costs to
/// call `memchr`.
fn special(text: &[u8]) -> Option<usize> {
    const NEAR: usize = 32;
    let near = &text[..text.len().min(NEAR)];
    match near.iter().position(|byte| matches!(byte, b'"' | b'\\' | b'\n')) {
        None if text.len() > NEAR => memchr3(b'"', b'\\', b'\n', &text[NEAR..]).map(|run| NEAR + run),
        found => found,
    }
}

fn bit(depth: u32) -> u64 {
    1 << (depth - 1)
}

/// The key at the end of what was kept, without its quotes.
fn last_name(kept: &[u8]) -> Option<String> {
    let inner = kept.strip_suffix(b"\"")?;
    let start = memchr::memrchr(b'"', inner)?;
    Some(String::from_utf8_lossy(&inner[start + 1..]).into_owned())
}

/// How much of a JSON string's cut-off inside ends with a whole character and a whole escape.
fn whole_characters(text: &[u8]) -> usize {
    let end = text.len();
    let lead = (end.saturating_sub(4)..end).rev().find(|&at| text[at] & 0xC0 != 0x80);
    if let Some(at) = lead {
        let width = match text[at] {
            0xC0..=0xDF => 2,
            0xE0..=0xEF => 3,
            0xF0..=0xFF => 4,
            _ => 1,
        };
        if at + width > end {
            return at;
        }
    }
    // `\u` and four digits at most: an escape that is cut off starts within the last five bytes.
    let slash = (end.saturating_sub(5)..end).rev().find(|&at| text[at] == b'\\');
    if let Some(at) = slash {
        let run = text[..=at].iter().rev().take_while(|&&byte| byte == b'\\').count();
        let width = if text.get(at + 1) == Some(&b'u') { 6 } else { 2 };
        if run % 2 == 1 && at + width > end {
            return at;
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::{Cut, Step};

    #[test]
    fn a_body_that_is_cut_off_ends_with_a_whole_character() {
        // Escapes and characters of several bytes lie across the cap.
        for unit in ["x", "é", "€", "😀", "\"", "\\", "\u{1}", "\\\"\u{2}é"] {
            for shift in 0..13 {
                for piece in [1, 3, 1000] {
                    let text = "y".repeat(shift) + &unit.repeat(100);
                    let entry = serde_json::json!({"request": {"postData": {"text": text, "x": 1}, "y": 2}})
                        .to_string();
                    let mut cut = Cut { body_cap: 40, ..Cut::new(1000) };
                    let last = entry.as_bytes().chunks(piece).map(|bytes| cut.push(bytes)).last().unwrap();
                    assert!(matches!(last, Step::Done(_)));
                    let read: serde_json::Value = serde_json::from_slice(cut.kept()).unwrap();
                    let kept = read["request"]["postData"]["text"].as_str().unwrap();
                    assert!(
                        text.starts_with(kept) && kept.len() >= 4,
                        "{unit:?} shifted by {shift}: {kept:?}"
                    );
                    assert!(cut.body_missing() > 0);
                    assert_eq!(read["request"]["postData"]["x"].as_u64(), Some(1));
                    assert_eq!(read["request"]["y"].as_u64(), Some(2));
                }
            }
        }
    }
}
