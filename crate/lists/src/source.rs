//! A list before it is compiled: its text, and what it says about itself.
//!
//! Decides whether it is a filter list or a list of hosts. Refuses to know what a rule means.

use sha2::{Digest, Sha256};

/// In which syntax a list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Told by its lines.
    #[default]
    Auto,
    /// Filters of Adblock Plus, uBlock Origin and AdGuard.
    Filters,
    /// A hosts file, or a host a line.
    Hosts,
}

/// A list's text with its name, version and licence.
#[derive(Debug, Clone)]
pub struct Source<'a> {
    /// The name that reports show.
    pub name: String,
    /// Its version; empty if it has none.
    pub version: String,
    /// Its licence; empty if nobody said.
    pub licence: String,
    /// The text.
    pub text: &'a str,
    /// Its syntax.
    pub format: Format,
    /// The SHA-256 of the text, in hexadecimal, where whoever brings it has it already.
    pub sha256: Option<String>,
}

/// Bytes that are hashed in one call: a browser makes fast code of what is called often, and would run one long loop to its end
/// in the code that it made first.
const STRETCH: usize = 16 << 10;
/// Comments that say something about the list stand at its head.
const HEAD_LINES: usize = 60;

impl<'a> Source<'a> {
    /// A list that is known by what its own head says; `fallback` names one that does not say.
    #[must_use]
    pub fn new(text: &'a str, fallback: &str) -> Self {
        let said = |keys: &[&str]| {
            text.lines().take(HEAD_LINES).find_map(|line| {
                let (key, value) = line.strip_prefix(['!', '#'])?.split_once(':')?;
                let value = value.trim();
                (!value.is_empty() && keys.iter().any(|name| key.trim().eq_ignore_ascii_case(name)))
                    .then(|| value.to_owned())
            })
        };
        Self {
            name: said(&["title"]).unwrap_or_else(|| fallback.to_owned()),
            version: said(&["version", "last modified", "last-modified", "timeupdated"]).unwrap_or_default(),
            licence: said(&["licence", "license"]).unwrap_or_default(),
            text,
            format: Format::Auto,
            sha256: None,
        }
    }

    /// The SHA-256 of the text, in hexadecimal.
    #[must_use]
    pub fn sha256(&self) -> String {
        self.sha256.clone().unwrap_or_else(|| sha256(self.text.as_bytes()))
    }

    /// The syntax, told by the lines if it has to be: a list all of whose rules are hosts is a list of hosts.
    #[must_use]
    pub fn told_format(&self) -> Format {
        if self.format != Format::Auto {
            return self.format;
        }
        let mut rules = self
            .text
            .lines()
            .map(crate::hosts::without_comment)
            .filter(|line| !line.is_empty() && !line.starts_with('!'))
            .peekable();
        if rules.peek().is_some() && rules.all(crate::hosts::is_line) {
            Format::Hosts
        } else {
            Format::Filters
        }
    }
}

/// The SHA-256 of bytes, in hexadecimal.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    let digit = |four: u8| char::from_digit(u32::from(four), 16).unwrap_or('0');
    let mut digest = Sha256::new();
    bytes.chunks(STRETCH).for_each(|stretch| digest.update(stretch));
    digest.finalize().iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_says_what_the_list_is() {
        let source =
            Source::new("! Title: Some list \n! Version: 7\n! License: https://a.example\n||b^", "x");
        assert_eq!(
            (&*source.name, &*source.version, &*source.licence),
            ("Some list", "7", "https://a.example")
        );
        assert_eq!(Source::new("||b^", "x").name, "x");
    }

    #[test]
    fn lists_of_hosts_are_told_from_filters() {
        for (text, wanted) in [
            ("# c\n0.0.0.0 a.example b.example # d\n\n127.0.0.1 localhost\n", Format::Hosts),
            ("a.example\nb.example", Format::Hosts),
            ("a.example\n||b.example^", Format::Filters),
            ("a.example##.ad", Format::Filters),
            ("[Adblock Plus 2.0]\na.example", Format::Filters),
            ("", Format::Filters),
            ("/ads/", Format::Filters),
        ] {
            assert_eq!(Source::new(text, "").told_format(), wanted, "{text}");
        }
    }
}
