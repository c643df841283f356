//! Hosts files and lists of hosts: `0.0.0.0 tracker.example`, `tracker.example`.
//!
//! Decides what is a host there. Refuses everything that such files name for the machine itself.

use std::borrow::Cow;
use std::net::IpAddr;

/// Names that a hosts file has for its own machine.
const OWN: [&str; 12] = [
    "localhost",
    "localhost.localdomain",
    "local",
    "broadcasthost",
    "ip6-localhost",
    "ip6-loopback",
    "ip6-localnet",
    "ip6-mcastprefix",
    "ip6-allnodes",
    "ip6-allrouters",
    "ip6-allhosts",
    "0.0.0.0",
];

/// A line without its comment, which starts where a word would: the `##` of a filter does not.
pub(crate) fn without_comment(line: &str) -> &str {
    let comment =
        line.match_indices('#').find(|(at, _)| line[..*at].ends_with(char::is_whitespace) || *at == 0);
    comment.map_or(line, |(at, _)| &line[..at]).trim()
}

/// Whether a line, without its comment, is one of a list of hosts.
pub(crate) fn is_line(line: &str) -> bool {
    hosts(line).is_some() || line.trim_end_matches('.').split_once('.').is_some() && name(line).is_some()
}

/// The hosts of a line that starts with an address; none if it does not.
pub(crate) fn hosts(line: &str) -> Option<Vec<Cow<'_, str>>> {
    // Most lines are no such, which their first letter says.
    if !line.starts_with(|first: char| first.is_ascii_hexdigit() || first == ':' || first.is_whitespace()) {
        return None;
    }
    let mut words = without_comment(line).split_ascii_whitespace();
    // An address may carry its interface: `fe80::1%lo0`.
    words.next()?.split('%').next()?.parse::<IpAddr>().ok()?;
    let names: Vec<&str> = words.collect();
    if names.is_empty() {
        return None;
    }
    names.into_iter().filter(|host| !OWN.contains(host)).map(name).collect()
}

/// A host as addresses have it, in lower case and without letters beyond ASCII; none if it is no host.
pub(crate) fn name(host: &str) -> Option<Cow<'_, str>> {
    let host = host.strip_suffix('.').unwrap_or(host);
    if host.is_ascii() {
        // As a dot in front and behind would be, two in a row are a label without a letter.
        let (mut before, mut lower) = (b'.', true);
        for byte in host.bytes() {
            match byte {
                b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' => {}
                b'A'..=b'Z' => lower = false,
                b'.' if before != b'.' => {}
                _ => return None,
            }
            before = byte;
        }
        return match (before, lower) {
            (b'.', _) => None,
            (_, true) => Some(Cow::Borrowed(host)),
            (_, false) => Some(Cow::Owned(host.to_ascii_lowercase())),
        };
    }
    match url::Host::parse(host).ok()? {
        url::Host::Domain(domain) => Some(Cow::Owned(domain)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_hosts_files() {
        assert_eq!(
            hosts("0.0.0.0 A.example\tb.example # c"),
            Some(vec!["a.example".into(), "b.example".into()])
        );
        assert_eq!(hosts("::1 localhost"), Some(vec![]));
        assert_eq!(hosts("fe80::1%lo0 localhost"), Some(vec![]));
        assert_eq!(hosts("0.0.0.0"), None);
        assert_eq!(hosts("a.example b.example"), None);
        assert_eq!(hosts("0.0.0.0 a/b"), None);
    }

    #[test]
    fn names_are_as_addresses_have_them() {
        assert_eq!(name("Пример.рф").as_deref(), Some("xn--e1afmkfd.xn--p1ai"));
        assert_eq!(name("a_b.Example.").as_deref(), Some("a_b.example"));
        for wrong in ["", ".", "a..b", "a b", "a/b", ".a"] {
            assert_eq!(name(wrong), None, "{wrong}");
        }
    }
}
