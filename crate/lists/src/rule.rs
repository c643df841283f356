//! A rule about requests, read and not yet laid out.
//!
//! Decides the shape of a pattern: bound to a host, anchored, loose or a regular expression.

use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};
use std::ops::{Deref, DerefMut};

use telltale_core::catalogue::layout::{ANY_KIND, flag};
use telltale_core::catalogue::regex::Regex;

use crate::hosts;

/// Longer patterns do not fit a record.
const LONGEST_PATTERN: usize = u16::MAX as usize;

/// Names that a rule asks for, and names that it excludes. Hardly any rule has some, so that they lie elsewhere.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names(Option<Box<NameLists>>);

/// What names there are.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(crate) struct NameLists {
    pub(crate) hosts: BTreeSet<String>,
    pub(crate) not_hosts: BTreeSet<String>,
    pub(crate) entities: BTreeSet<String>,
    pub(crate) not_entities: BTreeSet<String>,
}

static NO_NAMES: NameLists = NameLists {
    hosts: BTreeSet::new(),
    not_hosts: BTreeSet::new(),
    entities: BTreeSet::new(),
    not_entities: BTreeSet::new(),
};

impl Deref for Names {
    type Target = NameLists;

    fn deref(&self) -> &NameLists {
        self.0.as_deref().unwrap_or(&NO_NAMES)
    }
}

impl DerefMut for Names {
    fn deref_mut(&mut self) -> &mut NameLists {
        self.0.get_or_insert_default()
    }
}

/// Lists that were emptied are as good as none.
impl PartialEq for Names {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Names {}

impl Hash for Names {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

impl NameLists {
    pub(crate) fn is_empty(&self) -> bool {
        [&self.hosts, &self.not_hosts, &self.entities, &self.not_entities].iter().all(|list| list.is_empty())
    }
}

/// A rule about requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rule {
    pub(crate) exception: bool,
    pub(crate) pattern: Pattern,
    pub(crate) types: u16,
    /// The relations that it asks for, as flags.
    pub(crate) parties: u16,
    pub(crate) match_case: bool,
    pub(crate) important: bool,
    pub(crate) badfilter: bool,
    pub(crate) domains: Names,
    pub(crate) to: Names,
    pub(crate) methods: u32,
    pub(crate) not_methods: u32,
}

impl Default for Rule {
    fn default() -> Self {
        Self {
            exception: false,
            pattern: Pattern::Loose { anchors: 0, text: String::new() },
            types: ANY_KIND,
            parties: 0,
            match_case: false,
            important: false,
            badfilter: false,
            domains: Names::default(),
            to: Names::default(),
            methods: 0,
            not_methods: 0,
        }
    }
}

impl Hash for Rule {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.pattern.hash(state);
        state.write_u32(u32::from(self.flags()) << 16 | u32::from(self.types));
        // Most rules ask for nothing more.
        if !self.is_simple() {
            (&self.domains, &self.to, self.methods, self.not_methods).hash(state);
        }
    }
}

impl Rule {
    /// The rule of a hosts file: a host, and whatever lies below it.
    pub(crate) fn for_host(host: String) -> Self {
        Self { pattern: Pattern::Host { host, rest: String::new(), to_end: false }, ..Self::default() }
    }

    /// Whether it asks for nothing but types and parties.
    pub(crate) fn is_simple(&self) -> bool {
        self.domains.is_empty() && self.to.is_empty() && self.methods == 0 && self.not_methods == 0
    }

    /// Its flags, the pattern's aside.
    pub(crate) fn flags(&self) -> u16 {
        let mut flags = self.parties;
        for (is, bit) in [
            (self.exception, flag::EXCEPTION),
            (self.match_case, flag::MATCH_CASE),
            (self.important, flag::IMPORTANT),
        ] {
            flags |= if is { bit } else { 0 };
        }
        flags
    }
}

/// Where and what a rule matches. Texts are in lower case unless case counts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Pattern {
    /// `||host^`, `||host/path`: a host, and what must follow it.
    Host { host: String, rest: String, to_end: bool },
    /// Everything else, with its anchors as flags.
    Loose { anchors: u16, text: String },
    /// `/…/`.
    Regex(String),
}

impl Pattern {
    /// Reads a pattern; a reason that stays the same if it is none.
    pub(crate) fn read(text: &str, match_case: bool) -> Result<Self, &'static str> {
        if text.len() > LONGEST_PATTERN {
            return Err("too_long");
        }
        if text.len() > 2 && text.starts_with('/') && text.ends_with('/') {
            return Self::regex(&text[1..text.len() - 1], match_case);
        }
        // Addresses hold no blanks: a line with some is no pattern.
        let is_blank = |letter: char| letter.is_whitespace() || letter.is_control();
        if text.bytes().any(|byte| byte <= b' ' || byte >= 0x7f) && text.contains(is_blank) {
            return Err("blank_in_pattern");
        }
        let fold = |text: &str| {
            let mut text = escaped(text);
            if !match_case {
                text.make_ascii_lowercase();
            }
            text
        };
        let (body, to_end) = match text.strip_suffix('|') {
            Some(body) if !text.chars().all(|letter| letter == '|') => (body, true),
            _ => (text, false),
        };
        if let Some(body) = text.strip_prefix("||").map(|_| body.get(2..).unwrap_or_default()) {
            if let Some((host, rest)) = split_host(body) {
                // Behind a host there is always a separator or the end.
                let (rest, to_end) = match rest.trim_end_matches('*') {
                    "^" if !to_end || rest.ends_with('*') => ("", false),
                    trimmed if trimmed.len() < rest.len() => (trimmed, false),
                    _ => (rest, to_end),
                };
                return Ok(Self::Host { host, rest: squeezed(fold(rest)), to_end });
            }
            let body = punycoded(body);
            return Ok(Self::loose(flag::LABEL, fold(&body), to_end));
        }
        match body.strip_prefix('|') {
            Some(body) => Ok(Self::loose(flag::START, fold(body), to_end)),
            None => Ok(Self::loose(0, fold(body), to_end)),
        }
    }

    fn loose(anchor: u16, text: String, to_end: bool) -> Self {
        let mut text = squeezed(text);
        let mut anchors = anchor | if to_end { flag::END } else { 0 };
        if anchors & flag::LABEL == 0
            && let Some(rest) = text.strip_prefix('*')
        {
            text = rest.to_owned();
            anchors &= !flag::START;
        }
        if text.ends_with('*') {
            text.pop();
            anchors &= !flag::END;
        }
        Self::Loose { anchors, text }
    }

    fn regex(source: &str, match_case: bool) -> Result<Self, &'static str> {
        Regex::new(source, match_case).map_err(|error| error.code())?;
        // What holds nothing special is found faster as it stands.
        let plain = source.replace(r"\/", "/").replace(r"\.", "\u{1}");
        if source == ".*" {
            return Ok(Self::Loose { anchors: 0, text: String::new() });
        }
        if plain
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'_' | b'-' | b'=' | 1))
        {
            let text = plain.replace('\u{1}', ".");
            return Ok(Self::Loose {
                anchors: 0,
                text: if match_case { text } else { text.to_ascii_lowercase() },
            });
        }
        Ok(Self::Regex(source.to_owned()))
    }
}

/// Cuts `host^`, `host/path` or `host:port` into host and rest; none if the host may go on.
fn split_host(body: &str) -> Option<(String, &str)> {
    if body.starts_with('[') {
        // An address in brackets is a host that ends where they do.
        let (host, rest) = body.split_at(body.find(']')? + 1);
        let plain = host[1..host.len() - 1].bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b':');
        return (plain && rest.starts_with(['/', '^', ':', '?'])).then(|| (host.to_ascii_lowercase(), rest));
    }
    let len = body.find(['/', '^', ':', '?'])?;
    let (host, rest) = body.split_at(len);
    if host.ends_with('.') {
        return None;
    }
    Some((hosts::name(host)?, rest))
}

/// Writes the host at the start of a pattern as addresses have it.
fn punycoded(body: &str) -> String {
    let len = body.find(['/', '^', ':', '?', '*']).unwrap_or(body.len());
    let (host, rest) = body.split_at(len);
    match hosts::name(host) {
        Some(name) if !host.is_ascii() => format!("{name}{rest}"),
        _ => body.to_owned(),
    }
}

/// Writes letters beyond ASCII as addresses have them.
fn escaped(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    text.chars().fold(String::with_capacity(text.len() * 3), |mut escaped, letter| {
        if letter.is_ascii() {
            escaped.push(letter);
        } else {
            let mut bytes = [0; 4];
            for byte in letter.encode_utf8(&mut bytes).bytes() {
                escaped.push_str(&format!("%{byte:02X}"));
            }
        }
        escaped
    })
}

/// Several stars in a row say no more than one.
fn squeezed(text: String) -> String {
    if !text.contains("**") {
        return text;
    }
    let mut squeezed = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter != '*' || !squeezed.ends_with('*') {
            squeezed.push(letter);
        }
    }
    squeezed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(host: &str, rest: &str, to_end: bool) -> Pattern {
        Pattern::Host { host: host.into(), rest: rest.into(), to_end }
    }

    fn loose(anchors: u16, text: &str) -> Pattern {
        Pattern::Loose { anchors, text: text.into() }
    }

    #[test]
    fn patterns_take_their_shape() {
        for (text, wanted) in [
            ("||a.example^", host("a.example", "", false)),
            ("||A.example^*", host("a.example", "", false)),
            ("||a.example^|", host("a.example", "^", true)),
            ("||a.example/X*", host("a.example", "/x", false)),
            ("||a.example/x|", host("a.example", "/x", true)),
            ("||a.example/x*|", host("a.example", "/x", false)),
            ("||a.example:8080/", host("a.example", ":8080/", false)),
            ("||a.example^*/x", host("a.example", "^*/x", false)),
            ("||пример.рф^", host("xn--e1afmkfd.xn--p1ai", "", false)),
            ("||[::A1]^", host("[::a1]", "", false)),
            ("||[::]:80/", host("[::]", ":80/", false)),
            ("||[::", loose(flag::LABEL, "[::")),
            ("||[::]", loose(flag::LABEL, "[::]")),
            ("||[*]^", loose(flag::LABEL, "[*]^")),
            ("||a.example", loose(flag::LABEL, "a.example")),
            ("||a.example|", loose(flag::LABEL | flag::END, "a.example")),
            ("||a.", loose(flag::LABEL, "a.")),
            ("||a.*/x", loose(flag::LABEL, "a.*/x")),
            ("||*.a/x", loose(flag::LABEL, "*.a/x")),
            ("||", loose(flag::LABEL, "")),
            ("|https://", loose(flag::START, "https://")),
            ("|a|", loose(flag::START | flag::END, "a")),
            ("*a*", loose(0, "a")),
            ("|*a*|", loose(0, "a")),
            ("a**b", loose(0, "a*b")),
            ("", loose(0, "")),
            ("*", loose(0, "")),
            ("/a/b", loose(0, "/a/b")),
            ("/ä", loose(0, "/%c3%a4")),
            ("/ads/", loose(0, "ads")),
            (r"/\/ads\.js/", loose(0, "/ads.js")),
            ("/a+/", Pattern::Regex("a+".into())),
            ("/.*/", loose(0, "")),
        ] {
            assert_eq!(Pattern::read(text, false), Ok(wanted), "{text}");
        }
        assert_eq!(Pattern::read("/A/b", true), Ok(loose(0, "/A/b")));
        assert_eq!(Pattern::read("a b", false), Err("blank_in_pattern"));
        assert_eq!(Pattern::read("/(/", false), Err("regex_syntax"));
        assert_eq!(Pattern::read(&"a".repeat(70_000), false), Err("too_long"));
    }
}
