//! What every front door hands over: a request as it was seen, before anybody judges it.
//!
//! Decides how a door says "I do not know": every part that a browser or a capture may withhold has a value that says
//! so. Refuses to know which door it was.

pub mod capture;
pub mod form;
pub mod har;
mod headers;
mod netlog;
pub mod packing;
pub mod set_cookie;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use headers::{Header, HeaderList, Headers};

use crate::discreet::discreet;

/// In which of the browser's two kinds of session a request was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// An ordinary window.
    Normal,
    /// A private (incognito) window.
    Private,
    /// Nobody said, or it could not be known. Kept and forgotten like private, shown as unknown.
    Unknown,
}

impl Mode {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::Normal, Self::Private, Self::Unknown];

    /// Its name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Private => "private",
            Self::Unknown => "unknown",
        }
    }
}

/// What a request was for: the resource types of the WebExtension API, which captures are mapped to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kind {
    /// A page in a tab.
    MainFrame,
    /// A page in a frame.
    SubFrame,
    /// A style sheet.
    Stylesheet,
    /// A script.
    Script,
    /// An image.
    Image,
    /// A font.
    Font,
    /// A plug-in's object.
    Object,
    /// `fetch` and `XMLHttpRequest`.
    #[serde(rename = "xmlhttprequest")]
    XmlHttpRequest,
    /// `sendBeacon` (which Firefox calls `beacon`) and `<a ping>`.
    Ping,
    /// A report of a content security policy.
    CspReport,
    /// Audio and video.
    Media,
    /// A websocket's handshake.
    #[serde(rename = "websocket")]
    WebSocket,
    /// Anything else, and anything unknown.
    Other,
}

impl Kind {
    /// All of them. Their order is part of the wasm wall: a kind crosses it as its place in this list.
    pub const ALL: [Self; 13] = [
        Self::MainFrame,
        Self::SubFrame,
        Self::Stylesheet,
        Self::Script,
        Self::Image,
        Self::Font,
        Self::Object,
        Self::XmlHttpRequest,
        Self::Ping,
        Self::CspReport,
        Self::Media,
        Self::WebSocket,
        Self::Other,
    ];

    /// The kind that a browser or a capture calls `name`; what nobody knows is [`Kind::Other`].
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        match name {
            "main_frame" | "document" => Self::MainFrame,
            "sub_frame" | "subdocument" => Self::SubFrame,
            "stylesheet" => Self::Stylesheet,
            "script" => Self::Script,
            "image" | "imageset" => Self::Image,
            "font" => Self::Font,
            "object" | "object_subrequest" => Self::Object,
            "xmlhttprequest" | "xhr" | "fetch" => Self::XmlHttpRequest,
            "ping" | "beacon" => Self::Ping,
            "csp_report" => Self::CspReport,
            "media" => Self::Media,
            "websocket" => Self::WebSocket,
            _ => Self::Other,
        }
    }

    /// The name that the WebExtension API gives it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::MainFrame => "main_frame",
            Self::SubFrame => "sub_frame",
            Self::Stylesheet => "stylesheet",
            Self::Script => "script",
            Self::Image => "image",
            Self::Font => "font",
            Self::Object => "object",
            Self::XmlHttpRequest => "xmlhttprequest",
            Self::Ping => "ping",
            Self::CspReport => "csp_report",
            Self::Media => "media",
            Self::WebSocket => "websocket",
            Self::Other => "other",
        }
    }
}

/// Who made the browser send the request.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Initiator {
    /// A document: its origin or its full address, whichever the door knows.
    Page(String),
    /// The browser itself: no page asked.
    Browser,
    /// The door does not say.
    Unknown,
}

impl fmt::Debug for Initiator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Page(address) => write!(f, "Page({} bytes)", address.len()),
            Self::Browser => f.write_str("Browser"),
            Self::Unknown => f.write_str("Unknown"),
        }
    }
}

/// A request's body as the door handed it over.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Body {
    /// There was none.
    #[default]
    None,
    /// There was or may have been one; the door withholds it. Never to be read as "empty".
    Unseen,
    /// The bytes, in one piece or the parts that the browser shows. `missing` counts bytes (or, where even that is
    /// unknown, parts) that did not come along.
    Raw {
        /// The pieces, in order.
        parts: Vec<Vec<u8>>,
        /// More that is known to have been there and is not here.
        missing: u64,
    },
    /// A form that the browser has already taken apart and percent-decoded: decode it no further.
    Form {
        /// Names and values, in order.
        fields: Vec<(String, String)>,
        /// More that is known to have been there and is not here.
        missing: u64,
    },
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("None"),
            Self::Unseen => f.write_str("Unseen"),
            Self::Raw { parts, missing } => {
                let bytes: usize = parts.iter().map(Vec::len).sum();
                write!(f, "Raw({bytes} bytes in {} parts, {missing} missing)", parts.len())
            }
            Self::Form { fields, missing } => {
                write!(f, "Form({} fields, {missing} missing)", fields.len())
            }
        }
    }
}

impl Body {
    /// Adds a part of a body that comes as bytes, of which `missing` more did not come along.
    pub fn push_raw(&mut self, bytes: Vec<u8>, more: u64) {
        match self {
            Self::Raw { parts, missing } => {
                parts.push(bytes);
                *missing = missing.saturating_add(more);
            }
            // A part before it was withheld: what is left is a body with something missing.
            Self::Unseen => *self = Self::Raw { parts: vec![bytes], missing: more.saturating_add(1) },
            Self::None | Self::Form { .. } => *self = Self::Raw { parts: vec![bytes], missing: more },
        }
    }

    /// Adds a field of a body that comes as a form.
    pub fn push_field(&mut self, name: String, value: String) {
        match self {
            Self::Form { fields, .. } => fields.push((name, value)),
            Self::Unseen => *self = Self::Form { fields: vec![(name, value)], missing: 1 },
            Self::None | Self::Raw { .. } => *self = Self::Form { fields: vec![(name, value)], missing: 0 },
        }
    }

    /// The body of a request of which only the method is shown.
    #[must_use]
    pub fn behind(method: &str) -> Self {
        match method {
            "GET" | "HEAD" => Self::None,
            _ => Self::Unseen,
        }
    }

    /// Notes that a part of the body, or all of it, is withheld.
    pub fn withhold(&mut self) {
        match self {
            Self::Raw { missing, .. } | Self::Form { missing, .. } => *missing = missing.saturating_add(1),
            Self::None | Self::Unseen => *self = Self::Unseen,
        }
    }
}

/// One request, as a front door saw it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct RawRequest {
    /// The door's own name for it, unique within a session or a capture.
    pub id: String,
    /// Milliseconds since 1970.
    pub at: f64,
    /// Normal, private or unknown.
    pub mode: Mode,
    /// The method, as sent.
    pub method: String,
    /// The address, as sent.
    pub url: String,
    /// What it was for.
    pub kind: Kind,
    /// Who asked.
    pub initiator: Initiator,
    /// The address of the page in whose tab it happened, as far as it is known.
    pub page: Option<String>,
    /// The title of that page, where a door knows it.
    pub title: Option<String>,
    /// The headers.
    pub headers: Headers,
    /// The body.
    pub body: Body,
}

discreet!(RawRequest { id, at, mode, method, kind, initiator, headers, body });
