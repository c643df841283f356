//! The dictionaries: what known beacons mean by their fields, and how they are recognised.
//!
//! Decides which beacon a request is, by host and by shape, so that beacons behind a first party's name are found too.
//! Each beacon is one small file (`docs/adding-a-decoder.md`). Refuses to know how a payload is opened.

use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

use memchr::memmem;

use super::names::Meaning;
use super::trail::Trail;

mod adjust;
mod adobe_analytics;
mod adobe_audience_manager;
mod adobe_edge;
mod amplitude;
mod appmetrica;
mod appsflyer;
mod baidu_tongji;
mod bing_uet;
mod branch;
mod brave_p3a;
mod chrome_uma;
mod criteo;
mod datadog_rum;
mod firebase_analytics;
mod firebase_firelog;
mod firebase_installations;
mod firefox_telemetry;
mod ga4;
mod google_ads;
mod google_analytics_universal;
mod google_floodlight;
mod google_mobile_ads;
mod hotjar;
mod infonline;
mod linkedin_insight;
mod matomo;
mod meta_app_events;
mod meta_pixel;
mod microsoft_clarity;
mod microsoft_onecollector;
mod mixpanel;
mod mozilla_glean;
mod new_relic;
mod omnibox_suggest;
mod onesignal;
mod pinterest_tag;
mod posthog;
mod reddit_pixel;
mod segment;
mod sensors;
mod sentry;
mod singular;
mod snap_pixel;
mod snowplow;
mod tencent_beacon;
mod tiktok_pixel;
mod umeng;
mod x_pixel;
mod xiaomi_mistat;
mod xiaomi_onetrack;
mod yandex_metrica;

/// Every beacon that is known; the first that fits counts.
pub(super) const BEACONS: &[Beacon] = &[
    sensors::BEACON,
    ga4::BEACON,
    xiaomi_mistat::BEACON,
    xiaomi_onetrack::BEACON,
    google_analytics_universal::BEACON,
    google_ads::BEACON,
    google_floodlight::BEACON,
    google_mobile_ads::BEACON,
    firebase_analytics::BEACON,
    firebase_firelog::BEACON,
    firebase_installations::BEACON,
    meta_pixel::BEACON,
    meta_app_events::BEACON,
    tiktok_pixel::BEACON,
    bing_uet::BEACON,
    microsoft_clarity::BEACON,
    yandex_metrica::BEACON,
    appmetrica::BEACON,
    baidu_tongji::BEACON,
    umeng::BEACON,
    tencent_beacon::BEACON,
    adobe_analytics::BEACON,
    adobe_edge::BEACON,
    adobe_audience_manager::BEACON,
    matomo::BEACON,
    segment::BEACON,
    amplitude::BEACON,
    mixpanel::BEACON,
    posthog::BEACON,
    snowplow::BEACON,
    hotjar::BEACON,
    sentry::BEACON,
    new_relic::BEACON,
    datadog_rum::BEACON,
    criteo::BEACON,
    linkedin_insight::BEACON,
    pinterest_tag::BEACON,
    snap_pixel::BEACON,
    x_pixel::BEACON,
    reddit_pixel::BEACON,
    branch::BEACON,
    adjust::BEACON,
    appsflyer::BEACON,
    firefox_telemetry::BEACON,
    mozilla_glean::BEACON,
    chrome_uma::BEACON,
    omnibox_suggest::BEACON,
    brave_p3a::BEACON,
    microsoft_onecollector::BEACON,
    infonline::BEACON,
    onesignal::BEACON,
    singular::BEACON,
];

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

/// A beacon that was recognised, and its fields in the order in which they are looked up.
#[derive(Clone, Copy)]
pub(super) struct Dictionary {
    beacon: &'static Beacon,
    fields: &'static Fields,
}

impl Dictionary {
    pub(super) fn name(self) -> &'static str {
        self.beacon.name
    }

    /// What a field at the end of this trail means.
    pub(super) fn meaning(self, trail: &Trail<'_>) -> Option<Meaning> {
        let fits = |at: u16| {
            let (pattern, meaning) = self.beacon.fields.get(usize::from(at))?;
            trail.ends_with(pattern).then_some(*meaning)
        };
        let last = hash(trail.name()?);
        let from = self.fields.ends.partition_point(|(hash, _)| *hash < last);
        let named = self.fields.ends[from..].iter().take_while(|(hash, _)| *hash == last);
        if let Some(meaning) = named.filter_map(|(_, at)| fits(*at)).next() {
            return Some(meaning);
        }
        // A name may hold dots of its own, and then nothing need stand before it.
        let mut names = trail.names();
        let (name, parent) = (names.next()?, names.next().unwrap_or_default());
        let open = self.fields.open.iter().filter(|(before, start, _)| {
            name.starts_with(start) && (before.is_empty() || *before == parent) || name.contains('.')
        });
        let mut open = open.filter_map(|(_, _, at)| fits(*at));
        open.next().or_else(|| self.fields.positions.iter().find_map(|at| fits(*at)))
    }
}

/// What is known of a request when it is to be recognised.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clues<'a> {
    pub(super) host: &'a str,
    pub(super) path: &'a str,
    pub(super) query: &'a str,
    /// Names and values of a body's form.
    pub(super) form: Option<Form<'a>>,
    /// The text of an opened layer of the body.
    pub(super) text: &'a str,
    /// A body is to come.
    pub(super) has_body: bool,
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
            text.split('&').take(PAIRS).any(|pair| {
                pair.strip_prefix(name).is_some_and(|rest| match rest.strip_prefix('=') {
                    Some(value) => value.starts_with(start),
                    None => rest.is_empty() && start.is_empty(),
                })
            })
        };
        in_text(self.query)
            || match self.form {
                None => false,
                Some(Form::Text(text)) => in_text(text),
                Some(Form::Fields(fields)) => {
                    fields.iter().take(PAIRS).any(|(known, value)| known == name && value.starts_with(start))
                }
            }
    }

    fn meets(&self, mark: &Mark) -> bool {
        // Each stage tries only what it can tell: the address, then a form's names, then a document's text.
        let told_before =
            !self.text.is_empty() && mark.body.is_empty() || self.form.is_some() && mark.keys.is_empty();
        if told_before || self.text.is_empty() && !mark.body.is_empty() {
            return false;
        }
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

/// How many parameters are looked at to recognise a beacon.
const PAIRS: usize = 512;

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
#[derive(Default)]
struct Fields {
    ends: Vec<(u32, u16)>,
    /// Fields with an open end: the name before it, the start of the name, the field.
    open: Vec<(&'static str, &'static str, u16)>,
    /// Fields that are a position.
    positions: Vec<u16>,
}

fn hash(name: &str) -> u32 {
    name.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

impl Fields {
    fn add(&mut self, name: &str, at: u16) {
        let end = (hash(name), at);
        let place = self.ends.partition_point(|known| *known < end);
        self.ends.insert(place, end);
    }

    fn of(beacon: &Beacon) -> Self {
        let mut fields = Self::default();
        for (at, (pattern, _)) in (0_u16..).zip(beacon.fields) {
            if pattern.contains('#') {
                fields.positions.push(at);
                continue;
            }
            if let Some(start) = pattern.strip_suffix('*') {
                let (before, start) = start.rsplit_once('.').unwrap_or(("", start));
                fields.open.push((before.rsplit('.').next().unwrap_or_default(), start, at));
                continue;
            }
            let pattern = pattern.trim_start_matches('^');
            fields.add(pattern, at);
            for (dot, _) in pattern.match_indices('.') {
                fields.add(&pattern[dot + 1..], at);
            }
        }
        fields
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
pub(super) fn recognise(clues: &Clues<'_>) -> Option<Dictionary> {
    let index = &*INDEX;
    let beacon = find(clues, index)?;
    let fields = index.fields.get(beacon.name)?.get_or_init(|| Fields::of(beacon));
    Some(Dictionary { beacon, fields })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_any_host_start_where_the_index_looks() {
        for beacon in BEACONS {
            for mark in beacon.marks.iter().filter(|mark| mark.hosts.is_empty()) {
                let fits = match mark.body.first() {
                    Some(text) => text.starts_with('"'),
                    None => {
                        mark.path.trim_start_matches('^').starts_with('/')
                            || mark.path.is_empty() && !mark.keys.is_empty()
                    }
                };
                assert!(fits, "{}: {mark:?}", beacon.name);
            }
        }
    }

    #[test]
    fn names_are_unique_and_fields_are_told_once() {
        let mut names: Vec<_> = BEACONS.iter().map(|beacon| beacon.name).collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]));
        for beacon in BEACONS {
            let mut fields: Vec<_> = beacon.fields.iter().map(|(pattern, _)| pattern).collect();
            fields.sort_unstable();
            assert!(fields.windows(2).all(|pair| pair[0] != pair[1]), "{}", beacon.name);
        }
    }
}
