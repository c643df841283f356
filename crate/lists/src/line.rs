//! One line of a filter list: what kind of rule it is.
//!
//! Decides by the documented syntax of Adblock Plus, uBlock Origin and AdGuard; `docs/matching.md` says what was chosen
//! where they differ. Refuses to guess: a line that fits nothing is named in the census.

use crate::hosts;
use crate::options::{self, Options};
use crate::rule::{Pattern, Rule};
use crate::signs::Signs;

/// What a line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Line<'a> {
    /// Nothing, a comment, a head or a hint.
    Comment,
    /// A rule about a page's elements or scripts.
    Cosmetic,
    /// A rule about requests that Telltale matches.
    Rule(Rule<'a>),
    /// Several of them: the hosts of one line of a hosts file.
    Hosts(Vec<Rule<'a>>),
    /// A rule about requests that changes or allows something and says nothing about whether they meet the list.
    Modifier(&'static str),
    /// A rule for another kind of client: a DNS server, a firewall.
    Elsewhere(&'static str),
    /// An instruction to whoever assembles lists, which was not followed.
    Directive,
    /// Not understood, with a reason that stays the same.
    Unknown(&'static str),
}

/// Reads a line of a filter list, without blanks around it.
#[inline(never)]
pub(crate) fn filter(line: &str) -> Line<'_> {
    if is_comment(line) {
        return if ["!#if", "!#else", "!#endif", "!#include"].iter().any(|word| line.starts_with(word)) {
            Line::Directive
        } else {
            Line::Comment
        };
    }
    let signs = Signs::of(line);
    if is_cosmetic(line, signs) {
        return Line::Cosmetic;
    }
    if let Some(hosts) = hosts::hosts(line) {
        return Line::Hosts(hosts.into_iter().map(Rule::for_host).collect());
    }
    let (exception, body) = match line.strip_prefix("@@") {
        Some(body) => (true, body),
        None => (false, line),
    };
    let (pattern, given) = if signs.some(Signs::DOLLAR) { split_options(body) } else { (body, "") };
    let mut rule = Rule { exception, ..Rule::default() };
    let read = if given.is_empty() { Options::Matched } else { options::read(given, exception, &mut rule) };
    match read {
        Options::Matched => {}
        Options::Modifier(name) => return Line::Modifier(name),
        Options::Elsewhere(name) => return Line::Elsewhere(name),
        Options::Unknown(reason) => return Line::Unknown(reason),
    }
    match Pattern::read(pattern, rule.match_case) {
        Ok(pattern) => rule.pattern = pattern,
        Err(reason) => return Line::Unknown(reason),
    }
    Line::Rule(rule)
}

/// Reads a line of a list of hosts, without blanks around it.
pub(crate) fn host(line: &str) -> Line<'_> {
    if line.is_empty() || line.starts_with(['#', '!']) {
        return Line::Comment;
    }
    if let Some(hosts) = hosts::hosts(line) {
        return Line::Hosts(hosts.into_iter().map(Rule::for_host).collect());
    }
    match hosts::name(hosts::without_comment(line)) {
        Some(host) => Line::Hosts(vec![Rule::for_host(host)]),
        None => Line::Unknown("host"),
    }
}

fn is_comment(line: &str) -> bool {
    match line.as_bytes() {
        [] | [b'!', ..] => true,
        [b'[', .., b']'] => !line.contains('$'),
        // `##`, `#@#` and their kin are rules; everything else after a `#` is a comment of a hosts file.
        [b'#', rest @ ..] => !is_marker(rest),
        _ => false,
    }
}

/// Whether what follows a `#` makes it the mark of a rule about elements: `##`, `#@#`, `#?#`, `#$#`, `#%#`, `#@$?#`.
fn is_marker(rest: &[u8]) -> bool {
    let signs = rest.iter().take_while(|byte| matches!(byte, b'@' | b'?' | b'$' | b'%')).count();
    signs <= 3 && rest.get(signs) == Some(&b'#')
}

#[inline(never)]
fn is_cosmetic(line: &str, signs: Signs) -> bool {
    let bytes = line.as_bytes();
    let behind = |sign: u8| {
        bytes.iter().enumerate().filter(move |(_, byte)| **byte == sign).map(|(at, _)| (at, &bytes[at + 1..]))
    };
    if signs.some(Signs::HASH) && behind(b'#').any(|(_, rest)| is_marker(rest)) {
        return true;
    }
    // AdGuard's rules about HTML: `example.org$$script[…]`, `example.org$@$…`.
    signs.some(Signs::DOLLAR)
        && [&b"$"[..], b"@$"].iter().any(|mark| {
            let found = behind(b'$').find_map(|(at, rest)| Some((at, rest.strip_prefix(*mark)?)));
            found.is_some_and(|(at, element)| {
                element.first().is_some_and(u8::is_ascii_alphabetic)
                    && !bytes[..at].iter().any(|byte| matches!(byte, b'/' | b'|' | b'@' | b'^' | b'='))
            })
        })
}

/// Cuts a rule into its pattern and its options.
#[inline(never)]
fn split_options(rule: &str) -> (&str, &str) {
    // A regular expression may hold dollars: its options start behind its last slash.
    if rule.starts_with('/') {
        if let Some(at) = rule.rfind("/$").filter(|&at| at > 0 && looks_like_options(&rule[at + 2..])) {
            return (&rule[..=at], &rule[at + 2..]);
        }
        if rule.len() > 2 && rule.ends_with('/') {
            return (rule, "");
        }
    }
    rule.match_indices('$')
        .find(|(at, _)| looks_like_options(&rule[at + 1..]))
        .map_or((rule, ""), |(at, _)| (&rule[..at], &rule[at + 1..]))
}

/// Whether a text can be options: it starts with a name, alone or followed by a value or another option.
fn looks_like_options(text: &str) -> bool {
    let name = text.strip_prefix('~').unwrap_or(text);
    let len =
        name.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')).count();
    len > 0
        && match name.as_bytes().get(len) {
            None => true,
            Some(b'=') => options::is_known(&name[..len]) || !name[len..].contains('/'),
            Some(b',') => options::is_known(&name[..len]) || looks_like_options(&name[len + 1..]),
            Some(_) => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_are_no_rules_about_requests() {
        for line in ["", "! c", "[Adblock Plus 2.0]", "# c", "#", "!+ NOT_PLATFORM(ios)", "####", "#-----#"] {
            let wanted = if line == "####" { Line::Cosmetic } else { Line::Comment };
            assert_eq!(filter(line), wanted, "{line}");
        }
        for line in [
            "##.ad",
            "a.example##.ad",
            "a.example#@#.ad",
            "a.example#?#.ad",
            "a.example#$#body { }",
            "a.example#%#x",
            "a.example#@%#x",
            "a.example#@$?#x",
            "a.example##+js(x)",
            "a.example##^script",
            "a.example$$script[x]",
            "a.example$@$script[x]",
            "[$path=/x]a.example##.ad",
        ] {
            assert_eq!(filter(line), Line::Cosmetic, "{line}");
        }
        assert_eq!(filter("!#if env_firefox"), Line::Directive);
    }

    #[test]
    fn patterns_and_options_are_told_apart() {
        for (rule, pattern, options) in [
            ("||a.example^$script", "||a.example^", "script"),
            ("$script", "", "script"),
            ("/a$b/c", "/a$b/c", ""),
            ("/a$/", "/a$/", ""),
            ("/a$/$script", "/a$/", "script"),
            ("||a.example/$$script", "||a.example/$", "script"),
            ("||a.example^$removeparam=/^a$/", "||a.example^", "removeparam=/^a$/"),
            ("||a.example^$~third-party,domain=b", "||a.example^", "~third-party,domain=b"),
            ("||a.example^$foo", "||a.example^", "foo"),
            ("a$", "a$", ""),
        ] {
            assert_eq!(split_options(rule), (pattern, options), "{rule}");
        }
    }

    #[test]
    fn lines_of_hosts() {
        assert!(matches!(filter("0.0.0.0 a.example"), Line::Hosts(rules) if rules.len() == 1));
        assert!(matches!(host("a.example # c"), Line::Hosts(rules) if rules.len() == 1));
        assert_eq!(host("a/b"), Line::Unknown("host"));
        assert_eq!(host("# c"), Line::Comment);
    }
}
