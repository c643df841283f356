//! What left: categories, where each thing stood, why we say so, and how far it links.
//!
//! Decides the words. Refuses to know how a payload is opened (`crate::payload`) and what a finding weighs
//! (`crate::score`).

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// A value out of somebody's traffic. Debug output cannot print it: whoever needs the text has to say `reveal`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Wraps a value.
    #[must_use]
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The value itself. Every call is a place where a value may leave Telltale: keep them few.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({} bytes)", self.0.len())
    }
}

/// What left: the twenty categories, in four groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// The address of a page, whole or host and path.
    PageUrl,
    /// The host of a page and no more.
    PageHost,
    /// The page before.
    Referrer,
    /// Title, keywords, texts of the page.
    PageContent,
    /// Words that were searched for.
    SearchQuery,
    /// What was watched or downloaded.
    MediaDownload,
    /// Clicks, scrolling, typing, replay.
    Interaction,
    /// A login or a user's id.
    AccountId,
    /// E-mail, phone or name, plain or hashed.
    Contact,
    /// A random id that outlives the session.
    PersistentId,
    /// An id that dies with the session.
    SessionId,
    /// An id of the device: ANDROID_ID, IMEI, MAC, serial, advertising id.
    DeviceHwId,
    /// Tokens and passwords in payloads.
    Credential,
    /// Model, system, screen, language, time zone.
    DeviceProfile,
    /// Addresses and names of the network.
    Network,
    /// Coordinates, city, country.
    Location,
    /// Crashes, timings, memory.
    Diagnostics,
    /// Orders and amounts.
    Purchase,
    /// The state of a consent, sent along.
    Consent,
    /// Something left that could not be opened.
    Opaque,
}

impl Category {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 20] = [
        Self::PageUrl,
        Self::PageHost,
        Self::Referrer,
        Self::PageContent,
        Self::SearchQuery,
        Self::MediaDownload,
        Self::Interaction,
        Self::AccountId,
        Self::Contact,
        Self::PersistentId,
        Self::SessionId,
        Self::DeviceHwId,
        Self::Credential,
        Self::DeviceProfile,
        Self::Network,
        Self::Location,
        Self::Diagnostics,
        Self::Purchase,
        Self::Consent,
        Self::Opaque,
    ];

    /// Its name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PageUrl => "page_url",
            Self::PageHost => "page_host",
            Self::Referrer => "referrer",
            Self::PageContent => "page_content",
            Self::SearchQuery => "search_query",
            Self::MediaDownload => "media_download",
            Self::Interaction => "interaction",
            Self::AccountId => "account_id",
            Self::Contact => "contact",
            Self::PersistentId => "persistent_id",
            Self::SessionId => "session_id",
            Self::DeviceHwId => "device_hw_id",
            Self::Credential => "credential",
            Self::DeviceProfile => "device_profile",
            Self::Network => "network",
            Self::Location => "location",
            Self::Diagnostics => "diagnostics",
            Self::Purchase => "purchase",
            Self::Consent => "consent",
            Self::Opaque => "opaque",
        }
    }
}

/// Every layer that an opening can lead through.
pub(crate) const LAYERS: [&str; 20] = [
    "base64",
    "base64url",
    "brotli",
    "deflate",
    "form",
    "gzip",
    "hex",
    "json",
    "jwt",
    "lines",
    "list",
    "lz-string",
    "msgpack",
    "multipart",
    "ndjson",
    "percent",
    "protobuf",
    "url",
    "zlib",
    "zstd",
];

/// The trail of layers from the raw request to a value: `body/data_list › base64 › gzip › json › 0.properties.url`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Opening(String);

impl Opening {
    /// What stands between two steps.
    pub const JOINT: &'static str = " › ";

    /// A trail that starts at a part of the request: `query/dl`, `body`, `header/cookie`, `path`.
    #[must_use]
    pub fn at(place: impl Into<String>) -> Self {
        Self(place.into())
    }

    /// The trail with one more step.
    #[must_use]
    pub fn then(&self, step: &str) -> Self {
        let mut trail = String::with_capacity(self.0.len() + Self::JOINT.len() + step.len());
        trail.push_str(&self.0);
        trail.push_str(Self::JOINT);
        trail.push_str(step);
        Self(trail)
    }

    /// The layers that were opened on the way.
    pub fn layers(&self) -> impl Iterator<Item = &'static str> + '_ {
        let steps = self.0.split(Self::JOINT).skip(1);
        steps.filter_map(|step| LAYERS.iter().find(|layer| **layer == step).copied())
    }

    /// Cuts the trail to so many bytes.
    pub(crate) fn cut(&mut self, most: usize) {
        crate::bounds::cut(&mut self.0, most);
    }

    /// The trail as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How far a value lets its recipient join what it hears.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Linkability {
    /// Not at all.
    #[default]
    None,
    /// Within one session.
    Session,
    /// Over sessions.
    CrossSession,
    /// Between a normal and a private session.
    CrossMode,
    /// To an account.
    Account,
}

/// What else is true of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Flag {
    /// The value is a hash of the thing, not the thing.
    Hashed,
    /// The sender hid a part of it.
    Masked,
    /// Only a part of the payload could be opened.
    Partial,
    /// The request fired in a private window.
    PrivateMode,
}

/// Why we say that something left: a stable code, and a sentence for people.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Reason {
    /// Stable, for programs and translations: `page_url_in_value`.
    pub code: Cow<'static, str>,
    /// The sentence, in English. It never holds a value.
    pub text: Cow<'static, str>,
}

/// One thing that left in one request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What it is.
    pub category: Category,
    /// Where it stood.
    pub at: Opening,
    /// The value.
    pub value: Secret,
    /// How far it links.
    pub linkability: Linkability,
    /// What else is true of it.
    pub flags: Vec<Flag>,
    /// Why we say so.
    pub reason: Reason,
}

/// The shortest value of which two characters may be shown: of a shorter one they would be too much.
const SHOWABLE: usize = 12;

impl Finding {
    /// What may be shown of the value by default: of an address the host, of an id two characters, of anything else how
    /// long it is.
    #[must_use]
    pub fn preview(&self) -> String {
        let value = self.value.reveal();
        let length = value.chars().count();
        match self.category {
            Category::PageUrl | Category::PageHost | Category::Referrer | Category::MediaDownload => {
                match url::Url::parse(value) {
                    Ok(url) if url.has_host() => {
                        let more = if url.path().len() > 1 || url.query().is_some() { "…" } else { "" };
                        format!("{}://{}/{more}", url.scheme(), url.host_str().unwrap_or_default())
                    }
                    // A bare host is what a request's own address shows of it, too.
                    _ if self.category == Category::PageHost && !value.contains(['/', '?', ' ']) => {
                        value.to_owned()
                    }
                    _ => format!("…({length})"),
                }
            }
            Category::PersistentId | Category::SessionId | Category::DeviceHwId if length >= SHOWABLE => {
                let start: String = value.chars().take(2).collect();
                format!("{start}…({length})")
            }
            // What could not be opened has no value, only a size.
            Category::Opaque => value.to_owned(),
            _ => format!("…({length})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn preview(category: Category, value: &str) -> String {
        let finding = Finding {
            category,
            at: Opening::at("query/x"),
            value: Secret::new(value),
            linkability: Linkability::None,
            flags: Vec::new(),
            reason: Reason { code: "test".into(), text: "A test says so.".into() },
        };
        assert!(!format!("{finding:?}").contains(value), "debug output shows the value");
        finding.preview()
    }

    #[test]
    fn a_preview_keeps_what_is_precious() {
        assert_eq!(preview(Category::PageUrl, "https://u:p@news.example/a?q=b#c"), "https://news.example/…");
        assert_eq!(preview(Category::PageUrl, "https://news.example/"), "https://news.example/");
        assert_eq!(preview(Category::PageUrl, "/a/path"), "…(7)");
        assert_eq!(preview(Category::PageHost, "news.example"), "news.example");
        assert_eq!(preview(Category::PersistentId, "1234567890.98765"), "12…(16)");
        assert_eq!(preview(Category::PersistentId, "12345678"), "…(8)");
        assert_eq!(preview(Category::SearchQuery, "träume"), "…(6)");
        assert_eq!(preview(Category::Contact, "somebody@example.org"), "…(20)");
    }

    #[test]
    fn a_trail_grows_step_by_step() {
        let trail = Opening::at("body/data_list").then("base64").then("json").then("0.properties.url");
        assert_eq!(trail.as_str(), "body/data_list › base64 › json › 0.properties.url");
    }
}
