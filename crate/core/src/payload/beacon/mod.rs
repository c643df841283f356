//! The dictionaries: what known beacons mean by their fields, and how they are recognised.
//!
//! Decides which beacon a request is, by host and by shape, so that beacons behind a first party's name are found too.
//! Each beacon is one small file (`docs/adding-a-decoder.md`). Refuses to know how a payload is opened.

use std::collections::HashMap;
use std::sync::LazyLock;

use memchr::memmem;

use super::names::Meaning;
use super::trail::Trail;

mod ga4;
mod sensors;

/// Every beacon that is known; the first that fits counts.
pub(super) const BEACONS: &[Beacon] = &[sensors::BEACON, ga4::BEACON];

/// One kind of beacon.
#[derive(Debug)]
pub(crate) struct Beacon {
    /// Its name, as file names write it.
    pub(crate) name: &'static str,
    /// Where the facts come from.
    pub(crate) source: &'static str,
    /// How it is recognised: any of these.
    pub(crate) marks: &'static [Mark],
    /// What its fields mean: the end of the names that lead to a value (`properties.url`; the last may end in `*`).
    pub(crate) fields: &'static [(&'static str, Meaning)],
}

/// One way to recognise a beacon: everything in it has to hold.
#[derive(Debug)]
pub(crate) struct Mark {
    /// Domains, any of which the recipient's host is or lies under; empty: any host.
    pub(crate) hosts: &'static [&'static str],
    /// What the path holds: `^` at the start and `$` at the end anchor it; empty: anything.
    pub(crate) path: &'static str,
    /// Parameters or form fields that are all there: `tid`, or `tid=G-` with the start of the value.
    pub(crate) keys: &'static [&'static str],
    /// Texts that the opened body all holds.
    pub(crate) body: &'static [&'static str],
}

/// A mark that asks for nothing: what the marks of a file start from.
pub(crate) const ANY: Mark = Mark { hosts: &[], path: "", keys: &[], body: &[] };

impl Beacon {
    /// What a field at the end of this trail means.
    pub(super) fn meaning(&self, trail: &Trail<'_>) -> Option<Meaning> {
        self.fields.iter().find(|(pattern, _)| trail.ends_with(pattern)).map(|(_, meaning)| *meaning)
    }
}

/// What is known of a request when it is to be recognised.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clues<'a> {
    pub(super) host: &'a str,
    pub(super) path: &'a str,
    pub(super) query: &'a str,
    /// Names and values of a body's form.
    pub(super) form: Form<'a>,
    /// The text of an opened layer of the body.
    pub(super) text: &'a str,
}

/// A form, as it came.
#[derive(Debug, Clone, Copy)]
pub(super) enum Form<'a> {
    /// As the wire has it.
    Text(&'a str),
    /// Taken apart by the browser.
    Fields(&'a [(String, String)]),
}

impl Clues<'_> {
    fn has(&self, key: &str) -> bool {
        let (name, start) = key.split_once('=').unwrap_or((key, ""));
        let in_text = |text: &str| {
            text.split('&').any(|pair| {
                pair.strip_prefix(name).is_some_and(|rest| match rest.strip_prefix('=') {
                    Some(value) => value.starts_with(start),
                    None => rest.is_empty() && start.is_empty(),
                })
            })
        };
        in_text(self.query)
            || match self.form {
                Form::Text(text) => !text.is_empty() && in_text(text),
                Form::Fields(fields) => {
                    fields.iter().any(|(known, value)| known == name && value.starts_with(start))
                }
            }
    }

    fn meets(&self, mark: &Mark) -> bool {
        // Reading stops early in a large body: a shape shows at its start.
        let head = || &self.text.as_bytes()[..self.text.len().min(64 << 10)];
        holds_path(self.path, mark.path)
            && mark.keys.iter().all(|key| self.has(key))
            && mark.body.iter().all(|part| memmem::find(head(), part.as_bytes()).is_some())
    }
}

fn holds_path(path: &str, pattern: &str) -> bool {
    match (pattern.strip_prefix('^'), pattern.strip_suffix('$')) {
        _ if pattern.is_empty() => true,
        (Some(rest), Some(_)) => path == rest.trim_end_matches('$'),
        (Some(start), None) => path.starts_with(start),
        (None, Some(end)) => path.ends_with(end),
        (None, None) => path.contains(pattern),
    }
}

/// Marks by the domain they ask for, and those that fit any host.
struct Index {
    hosts: HashMap<&'static str, Vec<(&'static Beacon, &'static Mark)>>,
    anywhere: Vec<(&'static Beacon, &'static Mark)>,
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let mut index = Index { hosts: HashMap::new(), anywhere: Vec::new() };
    for beacon in BEACONS {
        for mark in beacon.marks {
            if mark.hosts.is_empty() {
                index.anywhere.push((beacon, mark));
            }
            for host in mark.hosts {
                index.hosts.entry(*host).or_default().push((beacon, mark));
            }
        }
    }
    index
});

/// Which beacon the clues fit.
pub(super) fn recognise(clues: &Clues<'_>) -> Option<&'static Beacon> {
    let mut domain = clues.host;
    loop {
        if let Some(marks) = INDEX.hosts.get(domain)
            && let Some((beacon, _)) = marks.iter().find(|(_, mark)| clues.meets(mark))
        {
            return Some(beacon);
        }
        domain = match domain.split_once('.') {
            Some((_, parent)) if parent.contains('.') => parent,
            _ => break,
        };
    }
    INDEX.anywhere.iter().find(|(_, mark)| clues.meets(mark)).map(|(beacon, _)| *beacon)
}
