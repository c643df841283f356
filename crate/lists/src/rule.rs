//! A rule about requests, read and not yet laid out.
//!
//! Decides the shape of a pattern: bound to a host, anchored, loose or a regular expression.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::ops::{Deref, DerefMut};

use telltale_core::catalogue::layout::{ANY_KIND, flag};
use telltale_core::catalogue::regex::Regex;

use crate::hosts;
use crate::signs::Signs;

/// Longer patterns do not fit a record.
const LONGEST_PATTERN: usize = u16::MAX as usize;

/// A text of a rule: as it stands in its list, wherever it means what it says.
pub(crate) type Text<'a> = Cow<'a, str>;

/// Names that a rule asks for, and names that it excludes. Hardly any rule has some, so that they lie elsewhere.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names<'a>(Option<Box<NameLists<'a>>>);

/// What names there are: each list in order, and each name once.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(crate) struct NameLists<'a> {
    pub(crate) hosts: Vec<Text<'a>>,
    pub(crate) not_hosts: Vec<Text<'a>>,
    pub(crate) entities: Vec<Text<'a>>,
    pub(crate) not_entities: Vec<Text<'a>>,
}

static NO_NAMES: NameLists<'static> =
    NameLists { hosts: Vec::new(), not_hosts: Vec::new(), entities: Vec::new(), not_entities: Vec::new() };

impl<'a> Deref for Names<'a> {
    type Target = NameLists<'a>;

    fn deref(&self) -> &NameLists<'a> {
        self.0.as_deref().unwrap_or(&NO_NAMES)
    }
}

impl<'a> DerefMut for Names<'a> {
    fn deref_mut(&mut self) -> &mut NameLists<'a> {
        self.0.get_or_insert_default()
    }
}

/// Lists that were emptied are as good as none.
impl PartialEq for Names<'_> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Names<'_> {}

impl Hash for Names<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

impl NameLists<'_> {
    pub(crate) fn is_empty(&self) -> bool {
        [&self.hosts, &self.not_hosts, &self.entities, &self.not_entities].iter().all(|list| list.is_empty())
    }

    /// Puts names that were added in order, and leaves each once.
    pub(crate) fn settle(&mut self) {
        for list in [&mut self.hosts, &mut self.not_hosts, &mut self.entities, &mut self.not_entities] {
            list.sort_unstable();
            list.dedup();
        }
    }
}

/// A rule about requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rule<'a> {
    pub(crate) exception: bool,
    pub(crate) pattern: Pattern<'a>,
    pub(crate) types: u16,
    /// The relations that it asks for, as flags.
    pub(crate) parties: u16,
    pub(crate) match_case: bool,
    pub(crate) important: bool,
    pub(crate) badfilter: bool,
    pub(crate) domains: Names<'a>,
    pub(crate) to: Names<'a>,
    pub(crate) methods: u32,
    pub(crate) not_methods: u32,
}

impl Default for Rule<'_> {
    fn default() -> Self {
        Self {
            exception: false,
            pattern: Pattern::Loose { anchors: 0, text: Text::Borrowed("") },
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

impl Hash for Rule<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.pattern.hash(state);
        state.write_u32(u32::from(self.flags()) << 16 | u32::from(self.types));
        // Most rules ask for nothing more.
        if !self.is_simple() {
            (&self.domains, &self.to, self.methods, self.not_methods).hash(state);
        }
    }
}

impl<'a> Rule<'a> {
    /// The rule of a hosts file: a host, and whatever lies below it.
    pub(crate) fn for_host(host: Text<'a>) -> Self {
        Self { pattern: Pattern::Host { host, rest: Text::Borrowed(""), to_end: false }, ..Self::default() }
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
pub(crate) enum Pattern<'a> {
    /// `||host^`, `||host/path`: a host, and what must follow it.
    Host { host: Text<'a>, rest: Text<'a>, to_end: bool },
    /// Everything else, with its anchors as flags.
    Loose { anchors: u16, text: Text<'a> },
    /// `/…/`.
    Regex(&'a str),
}

impl<'a> Pattern<'a> {
    /// Reads a pattern; a reason that stays the same if it is none.
    #[inline(never)]
    pub(crate) fn read(text: &'a str, match_case: bool) -> Result<Self, &'static str> {
        if text.len() > LONGEST_PATTERN {
            return Err("too_long");
        }
        if text.len() > 2 && text.starts_with('/') && text.ends_with('/') {
            return Self::regex(&text[1..text.len() - 1], match_case);
        }
        // Addresses hold no blanks: a line with some is no pattern.
        let is_blank = |letter: char| letter.is_whitespace() || letter.is_control();
        let signs = Signs::of(text);
        if signs.some(Signs::ODD) && text.contains(is_blank) {
            return Err("blank_in_pattern");
        }
        let (body, to_end) = match text.strip_suffix('|') {
            Some(body) if !text.bytes().all(|byte| byte == b'|') => (body, true),
            _ => (text, false),
        };
        if text.starts_with("||") {
            let body = body.get(2..).unwrap_or_default();
            if let Some((host, rest)) = split_host(body) {
                // Behind a host there is always a separator or the end.
                let (rest, to_end) = match rest.trim_end_matches('*') {
                    "^" if !to_end || rest.ends_with('*') => ("", false),
                    trimmed if trimmed.len() < rest.len() => (trimmed, false),
                    _ => (rest, to_end),
                };
                return Ok(Self::Host { host, rest: written(rest, match_case), to_end });
            }
            return Ok(match punycoded(body) {
                Some(body) => {
                    Self::loose(flag::LABEL, written(&body, match_case).into_owned().into(), to_end)
                }
                None => Self::loose(flag::LABEL, written(body, match_case), to_end),
            });
        }
        match body.strip_prefix('|') {
            Some(body) => Ok(Self::loose(flag::START, written(body, match_case), to_end)),
            None => Ok(Self::loose(0, written(body, match_case), to_end)),
        }
    }

    fn loose(anchor: u16, mut text: Text<'a>, to_end: bool) -> Self {
        let mut anchors = anchor | if to_end { flag::END } else { 0 };
        if anchors & flag::LABEL == 0 && text.starts_with('*') {
            text = part(text, |text| &text[1..]);
            anchors &= !flag::START;
        }
        if text.ends_with('*') {
            text = part(text, |text| &text[..text.len() - 1]);
            anchors &= !flag::END;
        }
        Self::Loose { anchors, text }
    }

    #[inline(never)]
    fn regex(source: &'a str, match_case: bool) -> Result<Self, &'static str> {
        Regex::new(source, match_case).map_err(|error| error.code())?;
        // What holds nothing special is found faster as it stands.
        let plain = source.replace(r"\/", "/").replace(r"\.", "\u{1}");
        if source == ".*" {
            return Ok(Self::Loose { anchors: 0, text: Text::Borrowed("") });
        }
        if plain
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'_' | b'-' | b'=' | 1))
        {
            let text = plain.replace('\u{1}', ".");
            return Ok(Self::Loose {
                anchors: 0,
                text: if match_case { text } else { text.to_ascii_lowercase() }.into(),
            });
        }
        Ok(Self::Regex(source))
    }
}

/// Cuts `host^`, `host/path` or `host:port` into host and rest; none if the host may go on.
#[inline(never)]
fn split_host(body: &str) -> Option<(Text<'_>, &str)> {
    if body.starts_with('[') {
        // An address in brackets is a host that ends where they do.
        let (host, rest) = body.split_at(body.find(']')? + 1);
        let plain = host[1..host.len() - 1].bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b':');
        return (plain && rest.starts_with(['/', '^', ':', '?']))
            .then(|| (host.to_ascii_lowercase().into(), rest));
    }
    let len = body.bytes().position(|byte| matches!(byte, b'/' | b'^' | b':' | b'?'))?;
    let (host, rest) = body.split_at(len);
    if host.ends_with('.') {
        return None;
    }
    Some((hosts::name(host)?, rest))
}

/// Writes the host at the start of a pattern as addresses have it; none where it stands so.
fn punycoded(body: &str) -> Option<String> {
    if body.is_ascii() {
        return None;
    }
    let len = body.find(['/', '^', ':', '?', '*']).unwrap_or(body.len());
    let (host, rest) = body.split_at(len);
    let name = hosts::name(host).filter(|_| !host.is_ascii())?;
    Some(format!("{name}{rest}"))
}

/// A text as addresses have it: in lower case unless case counts, with letters beyond ASCII escaped, and one star for several.
fn written(text: &str, match_case: bool) -> Text<'_> {
    let signs = Signs::of(text);
    let capitals = signs.some(Signs::CAPITAL) && !match_case;
    let stars = signs.some(Signs::STAR) && text.contains("**");
    if !signs.some(Signs::ODD) && !capitals && !stars {
        return Text::Borrowed(text);
    }
    let mut written = String::with_capacity(text.len());
    for letter in text.chars() {
        if !letter.is_ascii() {
            let mut bytes = [0; 4];
            for byte in letter.encode_utf8(&mut bytes).bytes() {
                written.push_str(&format!("%{byte:02X}"));
            }
        } else if letter != '*' || !written.ends_with('*') {
            written.push(letter);
        }
    }
    if !match_case {
        written.make_ascii_lowercase();
    }
    Text::Owned(written)
}

/// A part of a text, which lies where the text does.
fn part(text: Text<'_>, of: impl Fn(&str) -> &str) -> Text<'_> {
    match text {
        Text::Borrowed(text) => Text::Borrowed(of(text)),
        Text::Owned(text) => Text::Owned(of(&text).to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host<'a>(host: &'a str, rest: &'a str, to_end: bool) -> Pattern<'a> {
        Pattern::Host { host: host.into(), rest: rest.into(), to_end }
    }

    fn loose(anchors: u16, text: &str) -> Pattern<'_> {
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
            ("/a+/", Pattern::Regex("a+")),
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
