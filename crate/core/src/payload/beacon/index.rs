//! Recognising beacons by what shows first that one may fit, so that most requests are asked nothing.
//!
//! Decides how marks and fields are looked up. Refuses to know what any of them means.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

use super::{BEACONS, Beacon, Clues, Form, Mark, PAIRS};
use crate::payload::names::Meaning;
use crate::payload::trail::{Trail, hash};

/// A beacon that was recognised, and its fields in the order in which they are looked up.
#[derive(Clone, Copy)]
pub(in crate::payload) struct Dictionary<'b> {
    pub(in crate::payload) name: &'b str,
    /// A person added it.
    pub(in crate::payload) is_own: bool,
    pub(super) fields: &'b Fields,
}

impl Dictionary<'_> {
    /// What a field at the end of this trail means.
    pub(in crate::payload) fn meaning(self, trail: &Trail<'_>) -> Option<Meaning> {
        let fits = |at: u16| {
            let (pattern, meaning) = self.fields.meanings.get(usize::from(at))?;
            trail.ends_with(pattern).then_some(*meaning)
        };
        let last = trail.name_hash()?;
        let from = self.fields.ends.partition_point(|(hash, _)| *hash < last);
        let named = self.fields.ends[from..].iter().take_while(|(hash, _)| *hash == last);
        if let Some(meaning) = named.filter_map(|(_, at)| fits(*at)).next() {
            return Some(meaning);
        }
        // A name may hold dots of its own, and then nothing need stand before it.
        let open = || {
            let mut names = trail.names();
            let (name, parent) = (names.next()?, names.next().unwrap_or_default());
            let dotted = memchr::memchr(b'.', name.as_bytes()).is_some();
            let near = self.fields.open.iter().filter(|(before, start, _)| {
                dotted || name.starts_with(&**start) && (before.is_empty() || **before == *parent)
            });
            near.filter_map(|(_, _, at)| fits(*at)).next()
        };
        let open = if self.fields.open.is_empty() { None } else { open() };
        open.or_else(|| self.fields.positions.iter().find_map(|at| fits(*at)))
    }
}

/// One mark of one beacon.
type Entry = (&'static Beacon, &'static Mark);

/// Marks by what shows first that they may fit, so that most requests are asked nothing.
struct Index {
    /// By domain.
    hosts: HashMap<&'static str, Vec<Entry>>,
    /// Of any host: by the byte after the `/` that their path starts with.
    paths: Vec<Vec<Entry>>,
    /// Of any host and path: by their first parameter.
    keys: Vec<(&'static str, Entry)>,
    /// Of any host, path and parameter: by the byte after the `"` that their first text starts with.
    texts: Vec<Vec<Entry>>,
    /// For each beacon, its fields by the hash of the name at their end: made when the beacon is first met.
    fields: HashMap<&'static str, OnceLock<Fields>>,
}

/// A beacon's fields by the hash of every end that a name may be: `c`, `b.c` and `a.b.c` for `a.b.c`.
#[derive(Debug, Default)]
pub(super) struct Fields {
    meanings: Vec<(Cow<'static, str>, Meaning)>,
    ends: Vec<(u32, u16)>,
    /// Fields with an open end: the name before it, the start of the name, the field.
    open: Vec<(Box<str>, Box<str>, u16)>,
    /// Fields that are a position.
    positions: Vec<u16>,
}

impl Fields {
    fn add(&mut self, name: &str, at: u16) {
        let end = (hash(name.bytes()), at);
        let place = self.ends.partition_point(|known| *known < end);
        self.ends.insert(place, end);
    }

    pub(super) fn of<Name: Into<Cow<'static, str>>>(
        meanings: impl IntoIterator<Item = (Name, Meaning)>,
    ) -> Self {
        let mut fields = Self::default();
        for (at, (pattern, meaning)) in (0_u16..).zip(meanings) {
            let pattern = pattern.into();
            fields.sort(&pattern, at);
            fields.meanings.push((pattern, meaning));
        }
        fields
    }

    fn sort(&mut self, pattern: &str, at: u16) {
        if pattern.contains('#') {
            self.positions.push(at);
            return;
        }
        if let Some(start) = pattern.strip_suffix('*') {
            let (before, start) = start.rsplit_once('.').unwrap_or(("", start));
            self.open.push((before.rsplit('.').next().unwrap_or_default().into(), start.into(), at));
            return;
        }
        let pattern = pattern.trim_start_matches('^');
        self.add(pattern, at);
        for (dot, _) in pattern.match_indices('.') {
            self.add(&pattern[dot + 1..], at);
        }
    }
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let mut index = Index {
        hosts: HashMap::new(),
        paths: vec![Vec::new(); 256],
        keys: Vec::new(),
        texts: vec![Vec::new(); 256],
        fields: HashMap::new(),
    };
    for beacon in BEACONS {
        index.fields.insert(beacon.name, OnceLock::new());
        for mark in beacon.marks {
            for host in mark.hosts {
                index.hosts.entry(*host).or_default().push((beacon, mark));
            }
            if !mark.hosts.is_empty() {
                continue;
            }
            let first = |text: &str, start: char| {
                text.trim_start_matches('^')
                    .strip_prefix(start)
                    .and_then(|rest| rest.bytes().next())
                    .map_or(0, usize::from)
            };
            if let Some(text) = mark.body.first() {
                index.texts[first(text, '"')].push((beacon, mark));
            } else if !mark.path.is_empty() {
                index.paths[first(mark.path, '/')].push((beacon, mark));
            } else if let Some(key) = mark.keys.first() {
                let name = key.split('=').next().unwrap_or(key);
                let place = index.keys.partition_point(|(known, _)| *known <= name);
                index.keys.insert(place, (name, (beacon, mark)));
            }
        }
    }
    index
});

/// Which beacon the clues fit.
pub(in crate::payload) fn recognise(clues: &Clues<'_>) -> Option<Dictionary<'static>> {
    let index = &*INDEX;
    let beacon = find(clues, index)?;
    let fields = index.fields.get(beacon.name)?.get_or_init(|| Fields::of(beacon.fields.iter().copied()));
    Some(Dictionary { name: beacon.name, is_own: false, fields })
}

fn find(clues: &Clues<'_>, index: &Index) -> Option<&'static Beacon> {
    let fits = |(_, mark): &&Entry| clues.meets(mark);
    let mut domain = clues.host;
    loop {
        if let Some(marks) = index.hosts.get(domain)
            && let Some((beacon, _)) = marks.iter().find(fits)
        {
            return Some(beacon);
        }
        domain = match domain.split_once('.') {
            Some((_, parent)) if parent.contains('.') => parent,
            _ => break,
        };
    }
    if !clues.text.is_empty() {
        return by_text(clues, &index.texts);
    }
    let by_keys = |name: &str| {
        let from = index.keys.partition_point(|(key, _)| *key < name);
        let marks = index.keys[from..].iter().take_while(|(key, _)| *key == name).map(|(_, entry)| entry);
        marks.into_iter().find(fits)
    };
    let in_form = match clues.form {
        Some(Form::Fields(fields)) => fields.iter().take(PAIRS).find_map(|(name, _)| by_keys(name)),
        Some(Form::Text(text)) => {
            text.split('&').take(PAIRS).find_map(|pair| by_keys(pair.split('=').next().unwrap_or(pair)))
        }
        None => clues
            .query
            .split('&')
            .take(PAIRS)
            .find_map(|pair| by_keys(pair.split('=').next().unwrap_or(pair))),
    };
    in_form.or_else(|| by_path(clues, &index.paths)).map(|(beacon, _)| *beacon)
}

/// Tries the marks whose path starts where the request's has a `/`.
fn by_path<'i>(clues: &Clues<'_>, paths: &'i [Vec<Entry>]) -> Option<&'i Entry> {
    // Without parameters and without a body there is nothing that a dictionary could name.
    if clues.query.is_empty() && clues.form.is_none() && !clues.has_body {
        return None;
    }
    let path = clues.path.as_bytes();
    memchr::memchr_iter(b'/', path).find_map(|at| {
        let next = path.get(at + 1)?;
        paths[usize::from(*next)].iter().find(|(_, mark)| clues.meets(mark))
    })
}

/// Tries the marks whose first text starts where the document has a `"`.
fn by_text(clues: &Clues<'_>, texts: &[Vec<Entry>]) -> Option<&'static Beacon> {
    let text = &clues.text.as_bytes()[..clues.text.len().min(64 << 10)];
    memchr::memchr_iter(b'"', text).find_map(|at| {
        let next = text.get(at + 1)?;
        let mut marks = texts[usize::from(*next)].iter();
        let fits = |(_, mark): &&Entry| {
            mark.body.first().is_some_and(|first| text[at..].starts_with(first.as_bytes()))
                && clues.meets(mark)
        };
        marks.find(fits).map(|(beacon, _)| *beacon)
    })
}
