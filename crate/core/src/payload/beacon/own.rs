//! A person's own beacons: dictionaries that were not compiled in.
//!
//! Decides that they go before the built-in ones, mark by mark in their order. Refuses to know how they are written
//! (`super::written`). There are few, so each is tried: an index would cost more than it saves.

use super::index::Fields;
use super::written::most;
use super::{Clues, Dictionary};
use crate::payload::names::Meaning;

/// What stands before the name of an own beacon, so that nobody takes it for one of Telltale's.
const OWN: &str = "own:";

/// A person's own beacons.
#[derive(Debug, Default)]
pub struct OwnBeacons {
    pub(super) beacons: Vec<OwnBeacon>,
}

/// One of them.
#[derive(Debug)]
pub(super) struct OwnBeacon {
    name: String,
    marks: Vec<OwnMark>,
    fields: Fields,
}

/// One way to recognise it, as `super::Mark`.
#[derive(Debug, Default)]
pub(super) struct OwnMark {
    pub(super) hosts: Vec<String>,
    pub(super) path: String,
    pub(super) keys: Vec<String>,
    pub(super) body: Vec<String>,
}

impl OwnBeacon {
    pub(super) fn new(name: &str, marks: Vec<OwnMark>, fields: Vec<(String, Meaning)>) -> Self {
        Self { name: format!("{OWN}{name}"), marks, fields: Fields::of(fields) }
    }

    /// The name that its person gave it.
    pub(super) fn given_name(&self) -> &str {
        self.name.strip_prefix(OWN).unwrap_or_default()
    }

    /// Which of its marks are tried on every host.
    pub(super) fn anywhere(&self) -> impl Iterator<Item = usize> {
        self.marks.iter().enumerate().filter(|(_, mark)| mark.hosts.is_empty()).map(|(at, _)| at)
    }
}

impl OwnBeacons {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.beacons.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.beacons.is_empty()
    }

    /// Those of several files, in their order; none where there are more than [`most::BEACONS`] together, or more than
    /// [`most::ANYWHERE`] marks of any host.
    #[must_use]
    pub fn joined(files: impl IntoIterator<Item = Self>) -> Option<Self> {
        let own = Self { beacons: files.into_iter().flat_map(|file| file.beacons).collect() };
        (own.len() <= most::BEACONS && own.anywhere() <= most::ANYWHERE).then_some(own)
    }

    /// How many marks are tried on every host.
    pub(super) fn anywhere(&self) -> usize {
        self.beacons.iter().flat_map(OwnBeacon::anywhere).count()
    }

    /// Which of them the clues fit.
    pub(in crate::payload) fn recognise(&self, clues: &Clues<'_>) -> Option<Dictionary<'_>> {
        let fits = |mark: &OwnMark| {
            (mark.hosts.is_empty() || mark.hosts.iter().any(|domain| lies_under(clues.host, domain)))
                && clues.meet(&mark.path, &mark.keys, &mark.body)
        };
        let beacon = self.beacons.iter().find(|beacon| beacon.marks.iter().any(fits))?;
        Some(Dictionary { name: &beacon.name, is_own: true, fields: &beacon.fields })
    }
}

fn lies_under(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}
