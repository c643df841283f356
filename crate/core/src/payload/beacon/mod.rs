//! The dictionaries: what known beacons mean by their fields, and how they are recognised.
//!
//! Decides which beacon a request is, by host and by shape, so that beacons behind a first party's name are found too.
//! Each beacon is one small file (`docs/adding-a-decoder.md`). Refuses to know how a payload is opened.

use memchr::memmem;

use super::names::Meaning;
use crate::discreet::discreet;

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
mod index;
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
mod own;
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
mod written;
mod x_pixel;
mod xiaomi_mistat;
mod xiaomi_onetrack;
mod yandex_metrica;

pub(super) use index::{Dictionary, recognise};
pub use own::OwnBeacons;
pub use written::{BeaconFault, SCHEMA as OWN_BEACONS, most as most_of_own};

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

/// What is known of a request when it is to be recognised.
#[derive(Clone, Copy)]
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

discreet!(Clues<'a> { host, has_body });

/// A form, as it came.
#[derive(Clone, Copy)]
pub(super) enum Form<'a> {
    /// As the wire has it.
    Text(&'a str),
    /// Taken apart by the browser.
    Fields(&'a [(String, String)]),
}

impl std::fmt::Debug for Form<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Self::Fields(fields) => write!(f, "Fields({})", fields.len()),
        }
    }
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
        self.meet(mark.path, mark.keys, mark.body)
    }

    /// Whether a mark holds, its hosts aside.
    fn meet<Text: AsRef<str>>(&self, path: &str, keys: &[Text], body: &[Text]) -> bool {
        // Each stage tries only what it can tell: the address, then a form's names, then a document's text.
        let told_before = !self.text.is_empty() && body.is_empty() || self.form.is_some() && keys.is_empty();
        if told_before || self.text.is_empty() && !body.is_empty() {
            return false;
        }
        // Reading stops early in a large body: a shape shows at its start.
        let head = || &self.text.as_bytes()[..self.text.len().min(64 << 10)];
        holds_path(self.path, path)
            && keys.iter().all(|key| self.has(key.as_ref()))
            && body.iter().all(|part| memmem::find(head(), part.as_ref().as_bytes()).is_some())
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
