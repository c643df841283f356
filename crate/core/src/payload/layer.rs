//! Opening a text: which layer it is wrapped in, by its content alone.
//!
//! Decides what is tried and in which order. A layer counts as opened only when what is inside makes sense, so that an
//! ordinary word that happens to be base64 stays a word. Refuses to know what the opened values mean.

use std::borrow::Cow;

use super::beacon::Form;
use super::json::{self, Read};
use super::page::Parts;
use super::trail::Trail;
use super::walk::Walk;
use super::{class, codec};

impl Walk<'_> {
    /// Opens the layers of a text; false when it has none.
    pub(super) fn open(&mut self, text: &str, classes: u16, trail: &Trail<'_>) -> bool {
        if text.len() < 6 || !self.budget.work(text.len()) {
            return false;
        }
        let first = text.as_bytes()[0];
        let last = text.as_bytes()[text.len() - 1];
        let structured = matches!((first, last), (b'{', b'}') | (b'[', b']') | (b'"', b'"'));
        let has = |class| classes & class != 0;
        // Words, numbers, versions: most values are wrapped in nothing.
        let coded = text.len() >= 16 && !has(class::DOT | class::AT | class::OTHER);
        let begun = text.len() >= 12 && matches!(first, b'{' | b'[' | b'"' | b'-' | b'e');
        let marked = has(class::PERCENT | class::EQUALS | class::COLON);
        if !(structured || coded || begun || marked) {
            return false;
        }
        if trail.layers() >= self.budget.limits().layers {
            self.budget.partial = true;
            return false;
        }
        if !self.budget.enter() {
            return false;
        }
        let opened = matches!(first, b'{' | b'[' | b'"') && self.open_json(text, structured, trail)
            || text.starts_with("eyJ") && self.open_jwt(text, trail)
            || text.starts_with("--") && self.open_multipart(text.as_bytes(), trail)
            || has(class::LINE) && has(class::EQUALS) && self.open_lines(text, trail)
            || has(class::EQUALS) && self.open_form(text, trail)
            // After forms: what is escaped within a value must not take the form apart.
            || has(class::PERCENT) && self.open_percent(text, trail)
            || has(class::COLON) && self.open_list(text, trail)
            || self.open_codec(text, classes, trail);
        self.budget.leave();
        opened
    }

    pub(super) fn open_json(&mut self, text: &str, structured: bool, trail: &Trail<'_>) -> bool {
        self.recognise(None, text);
        let mark = self.mark();
        let read = json::json(self, text, trail);
        if read != Read::Partly || self.budget.partial {
            return read != Read::Not;
        }
        // A lone half of a surrogate pair is legal JSON that no UTF-8 text can hold: it becomes a mark.
        if let Some(whole) = without_lone_surrogates(text) {
            self.rewind(mark);
            return json::json(self, &whole, trail) != Read::Not;
        }
        // What ends like JSON and is not was never any; what does not end was cut.
        if structured && !text.contains('\n') {
            self.rewind(mark);
            return false;
        }
        self.budget.partial = true;
        true
    }

    fn open_percent(&mut self, text: &str, trail: &Trail<'_>) -> bool {
        if !codec::is_percent_encoded(text) {
            return false;
        }
        let layer = trail.layer("percent");
        let bytes = codec::percent(text, false);
        self.open_bytes(&bytes, &layer);
        true
    }

    /// A JSON web token: head and claims are JSON in base64url.
    fn open_jwt(&mut self, text: &str, trail: &Trail<'_>) -> bool {
        let mut parts = text.split('.');
        let (Some(head), Some(claims), Some(_), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return false;
        };
        let decoded = |walk: &mut Self, part| {
            codec::base64(part, "base64url", &mut walk.budget).and_then(|bytes| String::from_utf8(bytes).ok())
        };
        match (decoded(self, head), decoded(self, claims)) {
            (Some(head), Some(claims)) if head.contains("\"alg\"") => {
                let layer = trail.layer("jwt");
                json::json(self, &claims, &layer);
                true
            }
            _ => false,
        }
    }

    /// Several forms, one a line.
    pub(super) fn open_lines(&mut self, text: &str, trail: &Trail<'_>) -> bool {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        if !lines.clone().all(is_form) || lines.clone().nth(1).is_none() {
            return false;
        }
        let layer = trail.layer("lines");
        if let Some(first) = lines.clone().next() {
            self.recognise(Some(Form::Text(first)), "");
        }
        for (index, line) in lines.enumerate() {
            self.pairs(line, '&', &layer.index(index));
        }
        true
    }

    fn open_form(&mut self, text: &str, trail: &Trail<'_>) -> bool {
        // A request's address without its host, as proxies pass it on.
        if let Some((path, query)) = text.split_once('?')
            && path.starts_with('/')
            && is_form(query)
        {
            let layer = trail.layer("url");
            let place = layer.place("query");
            self.recognise_wrapped(&Parts { host: "", path, query: Some(query), fragment: None });
            self.pairs(query, '&', &place);
            return true;
        }
        let text = text.trim_start_matches('?');
        let joint = if text.contains('&') || !text.contains(';') { '&' } else { ';' };
        if !is_form_with(text, joint) {
            return false;
        }
        self.recognise(Some(Form::Text(text)), "");
        let layer = trail.layer("form");
        self.pairs(text, joint, &layer);
        true
    }

    /// `key:value:key:value` and `key:value,key:value`.
    fn open_list(&mut self, text: &str, trail: &Trail<'_>) -> bool {
        let is_key = |key: &str| {
            (1..=24).contains(&key.len())
                && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
        };
        let layer = trail.layer("list");
        for joint in [',', ';', '|', '~'] {
            let is_list = text.contains(joint)
                && text
                    .split(joint)
                    .all(|pair| pair.split_once(':').is_some_and(|(key, _)| is_key(key.trim())));
            if is_list {
                for pair in text.split(joint) {
                    if self.budget.spent() {
                        break;
                    }
                    if let Some((key, value)) = pair.split_once(':') {
                        self.text(value, &layer.key(key.trim()));
                    }
                }
                return true;
            }
        }
        // Three pairs are a list; a title at its end may hold colons of its own.
        let names = |text: &str| {
            text.split(':').step_by(2).take(3).filter(|key| is_key(key) && key.len() <= 8).count()
        };
        if text.split(':').nth(5).is_none()
            || names(text) < 3
            || text.contains("://") && !text.starts_with("pv:")
        {
            return false;
        }
        let mut rest = text;
        while let Some((key, after)) = rest.split_once(':') {
            if self.budget.spent() || !is_key(key) || key.len() > 8 {
                break;
            }
            let (value, next) =
                if key == "t" { (after, "") } else { after.split_once(':').unwrap_or((after, "")) };
            self.text(value, &layer.key(key));
            rest = next;
        }
        true
    }

    /// Hexadecimal, base64 and LZ-string: what is inside has to make sense.
    fn open_codec(&mut self, text: &str, classes: u16, trail: &Trail<'_>) -> bool {
        if classes & !class::HEX == 0
            && text.len() >= 16
            // Short runs of digits alone are numbers.
            && (text.len() >= 24 || text.bytes().any(|byte| byte.is_ascii_alphabetic()))
        {
            // Base64 that happens to have no other letters is too rare to be tried.
            let Some(bytes) = codec::hex(text, &mut self.budget) else { return false };
            return self.open_decoded(&bytes, &trail.layer("hex"));
        }
        if text.len() < 16 && !text.ends_with('=')
            || classes & (class::HEX | class::LETTER) == 0
            // Base64 has no words: a space is a `+` that nobody escaped, and those are rare.
            || classes & class::SPACE != 0 && text.matches(' ').count() * 12 > text.len()
        {
            return false;
        }
        let Some(alphabet) = codec::base64_alphabet(text, classes) else { return false };
        let Some(bytes) = codec::base64(text, alphabet, &mut self.budget) else { return false };
        let layer = trail.layer(alphabet);
        if self.open_decoded(&bytes, &layer) || self.open_protobuf_within(&bytes, &layer) {
            return true;
        }
        if text.len() >= 24
            && is_lz_start(text.as_bytes())
            && let Some(text) = codec::lz_string(text, &mut self.budget)
        {
            self.text(&text, &trail.layer("lz-string"));
            return true;
        }
        self.judge_opaque(&bytes, 128, &layer);
        false
    }

    /// Goes on with what a codec wrote.
    pub(super) fn open_bytes(&mut self, bytes: &[u8], trail: &Trail<'_>) {
        match readable(bytes) {
            Some(text) => self.text(text, trail),
            None => self.bytes(bytes, trail),
        }
    }

    /// Goes on with what was decoded when it is worth it: readable text, or a compressed stream.
    fn open_decoded(&mut self, bytes: &[u8], trail: &Trail<'_>) -> bool {
        if bytes.len() < 6 {
            return false;
        }
        if super::bytes::compression(bytes).is_some() {
            self.bytes(bytes, trail);
            return true;
        }
        match readable(bytes) {
            Some(text) => {
                self.text(text, trail);
                true
            }
            None => false,
        }
    }
}

/// The text that bytes are when they are printable UTF-8.
pub(super) fn readable(bytes: &[u8]) -> Option<&str> {
    // Most of what is none shows it at once.
    if !is_printable(&bytes[..bytes.len().min(64)]) {
        return None;
    }
    std::str::from_utf8(bytes).ok().filter(|_| is_printable(bytes))
}

/// Without control characters other than tabulators and ends of lines.
fn is_printable(bytes: &[u8]) -> bool {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const TOPS: u64 = ONES * 0x80;
    let printable = |byte: &u8| !matches!(byte, 0..=8 | 11 | 12 | 14..=31 | 127);
    let (eights, rest) = bytes.as_chunks::<8>();
    let plain = eights.iter().all(|eight| {
        let word = u64::from_ne_bytes(*eight);
        // A top bit stays where a byte is below a space, or is 127: eight questions in five operations. What it takes
        // for a control character by mistake is asked one by one.
        let low = word.wrapping_sub(ONES * 0x20) & !word;
        let delete = word ^ (ONES * 0x7f);
        let delete = delete.wrapping_sub(ONES) & !delete;
        (low | delete) & TOPS == 0 || eight.iter().all(printable)
    });
    plain && rest.iter().all(printable)
}

/// Printable UTF-8.
pub(super) fn is_readable(bytes: &[u8]) -> bool {
    readable(bytes).is_some()
}

/// The first letters of LZ-string's two text alphabets when the text inside starts with `{`, `[` or `h`.
fn is_lz_start(bytes: &[u8]) -> bool {
    matches!((bytes[0], bytes[1]), (b'N', b'4'..=b'7' | b'o'..=b'r') | (b'B', b'Y' | b'Z' | b'a' | b'b'))
}

/// `name=value` pairs, joined by `&`.
pub(super) fn is_form(text: &str) -> bool {
    is_form_with(text, '&')
}

fn is_form_with(text: &str, joint: char) -> bool {
    let is_name = |name: &str| {
        (1..=128).contains(&name.len())
            && name.bytes().all(|b| {
                b.is_ascii_alphanumeric()
                    || matches!(b, b'_' | b'-' | b'.' | b'[' | b']' | b'$' | b'~' | b'%' | b':' | b'*')
            })
    };
    let mut valued = false;
    if text.contains('\n') {
        return false;
    }
    for pair in text.split(joint) {
        match pair.split_once('=') {
            Some((name, value)) => {
                if !is_name(name.trim_start()) {
                    return false;
                }
                // Padding of base64 is no value.
                valued |= !value.trim_matches('=').is_empty();
            }
            None if pair.is_empty() || is_name(pair) => {}
            None => return false,
        }
    }
    valued
}

/// The text with `\ud83d` and its like replaced where their other half is missing; `None` when there is none.
fn without_lone_surrogates(text: &str) -> Option<Cow<'_, str>> {
    let bytes = text.as_bytes();
    let unit = |at: usize| {
        let digits = bytes.get(at + 2..at + 6)?;
        (bytes[at] == b'\\' && bytes[at + 1] == b'u').then(|| {
            std::str::from_utf8(digits).ok().and_then(|digits| u16::from_str_radix(digits, 16).ok())
        })?
    };
    let mut lone = Vec::new();
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'\\', &bytes[at..]) {
        at += found;
        match unit(at) {
            Some(0xd800..=0xdbff) => {
                if matches!(unit(at + 6), Some(0xdc00..=0xdfff)) {
                    at += 12;
                } else {
                    lone.push(at);
                    at += 6;
                }
            }
            Some(0xdc00..=0xdfff) => {
                lone.push(at);
                at += 6;
            }
            _ => at += 2,
        }
        if at >= bytes.len() {
            break;
        }
    }
    if lone.is_empty() {
        return None;
    }
    let mut whole = String::with_capacity(text.len());
    let mut from = 0;
    for at in lone {
        whole.push_str(&text[from..at]);
        whole.push_str("\\ufffd");
        from = at + 6;
    }
    whole.push_str(&text[from..]);
    Some(Cow::Owned(whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_told_from_text() {
        assert!(is_form("e=trans&v[0]=1&flag"));
        assert!(is_form("a=1"));
        assert!(!is_form("aGVsbG8="));
        assert!(!is_form("aGVsbG8=="));
        assert!(!is_form("a sentence with = in it"));
        assert!(!is_form("{\"a\"=1}"));
    }

    #[test]
    fn control_characters_are_seen_wherever_they_stand() {
        for at in 0..24 {
            for byte in 0..=u8::MAX {
                let mut text = *b"some words of plain text";
                text[at] = byte;
                let strange = matches!(byte, 0..=8 | 11 | 12 | 14..=31 | 127);
                assert_eq!(is_printable(&text), !strange, "{byte} at {at}");
            }
        }
    }

    #[test]
    fn lone_surrogates_become_marks() {
        assert_eq!(without_lone_surrogates(r#"{"a":"\ud83d\ude00"}"#), None);
        assert_eq!(
            without_lone_surrogates(r#"{"a":"x\ud83d","b":"\ude00y"}"#).unwrap(),
            r#"{"a":"x\ufffd","b":"\ufffdy"}"#
        );
        assert_eq!(without_lone_surrogates(r#"{"a":"\\ud83d"}"#), None);
        assert_eq!(without_lone_surrogates("\\u"), None);
    }

    #[test]
    fn every_packed_json_starts_as_the_gate_expects() {
        for text in ["{\"a\":1}", "[1,2,3]", "https://example.org/", "http://a.example/b"] {
            assert!(is_lz_start(lz_str::compress_to_encoded_uri_component(text).as_bytes()), "{text}");
            assert!(is_lz_start(lz_str::compress_to_base64(text).as_bytes()), "{text}");
        }
    }
}
