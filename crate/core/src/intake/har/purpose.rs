//! What a captured request was for, and who asked.
//!
//! Decides the kind, the initiator and the page out of what tools and browsers leave behind: Chromium's own fields,
//! fetch metadata headers, `Accept`, the answer's type. Refuses to guess where none of them says it.

use url::Url;

use super::Writer;
use super::body::starts_with;
use super::wire::Entry;
use crate::intake::{Header, Initiator, Kind};

/// The headers of one request, by name.
pub(super) struct Named<'a>(pub(super) &'a [Header]);

impl<'a> Named<'a> {
    /// The first value of a header.
    pub(super) fn value(&self, name: &str) -> Option<&'a str> {
        self.0.iter().find(|header| header.name == name).map(|header| header.value.reveal())
    }
}

/// A kind, or a page of which nobody says whether it filled a tab or a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Known.
    Is(Kind),
    /// A page, in a tab or in a frame.
    SomePage,
}

/// What the request was for.
pub(super) fn purpose(entry: &Entry<'_>, method: &str, headers: &Named<'_>) -> Purpose {
    let own = entry.resource_type.filled();
    if let Some(kind) = own.as_deref().and_then(of_resource_type) {
        return Purpose::Is(kind);
    }
    if let Some(kind) = of_fetch_metadata(method, headers) {
        return Purpose::Is(kind);
    }
    if own.as_deref() == Some("document") {
        return Purpose::SomePage;
    }
    if let Some(purpose) = of_accept(headers) {
        return purpose;
    }
    let content = entry.response.0.as_ref().and_then(|response| response.content.0.as_ref());
    let mime = content.and_then(|content| content.mime_type.filled());
    Purpose::Is(mime.map_or(Kind::Other, |mime| of_mime(&mime)))
}

/// Chromium's `_resourceType`, except for the two that say too little.
fn of_resource_type(name: &str) -> Option<Kind> {
    Some(match name {
        "script" => Kind::Script,
        "stylesheet" => Kind::Stylesheet,
        "image" => Kind::Image,
        "font" => Kind::Font,
        "xhr" | "fetch" | "eventsource" => Kind::XmlHttpRequest,
        "ping" | "beacon" => Kind::Ping,
        "media" | "texttrack" => Kind::Media,
        "websocket" => Kind::WebSocket,
        "csp-violation-report" => Kind::CspReport,
        _ => return None,
    })
}

fn of_fetch_metadata(method: &str, headers: &Named<'_>) -> Option<Kind> {
    let report = headers.value("content-type").is_some_and(|kind| {
        starts_with(kind, "application/csp-report") || starts_with(kind, "application/reports+json")
    });
    if report {
        return Some(Kind::CspReport);
    }
    if headers.value("ping-to").is_some() {
        return Some(Kind::Ping);
    }
    if headers.value("upgrade").is_some_and(|protocol| protocol.eq_ignore_ascii_case("websocket")) {
        return Some(Kind::WebSocket);
    }
    Some(match headers.value("sec-fetch-dest")? {
        "document" => Kind::MainFrame,
        "iframe" | "frame" => Kind::SubFrame,
        "style" | "xslt" => Kind::Stylesheet,
        "script" | "worker" | "sharedworker" | "serviceworker" | "audioworklet" | "paintworklet" => {
            Kind::Script
        }
        "image" => Kind::Image,
        "font" => Kind::Font,
        "object" | "embed" => Kind::Object,
        "audio" | "video" | "track" => Kind::Media,
        "report" => Kind::CspReport,
        "websocket" => Kind::WebSocket,
        // sendBeacon is the usual sender of a POST whose answer may not be read.
        "empty" if method == "POST" && headers.value("sec-fetch-mode") == Some("no-cors") => Kind::Ping,
        "empty" => Kind::XmlHttpRequest,
        _ => return None,
    })
}

/// Browsers before fetch metadata, and pages over plain http, still say in `Accept` what they expect.
fn of_accept(headers: &Named<'_>) -> Option<Purpose> {
    let accept = headers.value("accept")?;
    if starts_with(accept, "text/html") {
        return Some(Purpose::SomePage);
    }
    let kind = if starts_with(accept, "text/css") {
        Kind::Stylesheet
    } else if starts_with(accept, "image/") {
        Kind::Image
    } else if starts_with(accept, "audio/") || starts_with(accept, "video/") {
        Kind::Media
    } else if starts_with(accept, "application/font") || starts_with(accept, "font/") {
        Kind::Font
    } else if starts_with(accept, "application/json") {
        Kind::XmlHttpRequest
    } else {
        return None;
    };
    Some(Purpose::Is(kind))
}

fn of_mime(mime: &str) -> Kind {
    if starts_with(mime, "image/") {
        Kind::Image
    } else if starts_with(mime, "text/css") {
        Kind::Stylesheet
    } else if mime.contains("javascript") || mime.contains("ecmascript") {
        Kind::Script
    } else if starts_with(mime, "font/") || mime.contains("font-woff") {
        Kind::Font
    } else if starts_with(mime, "audio/") || starts_with(mime, "video/") {
        Kind::Media
    } else if mime.contains("json") {
        Kind::XmlHttpRequest
    } else {
        Kind::Other
    }
}

/// Who asked. `Origin` names the document; the parser's address is that of a document or a style sheet; a script's is
/// not taken, for a script runs in the name of the page that holds it.
pub(super) fn initiator(entry: &Entry<'_>, headers: &Named<'_>, kind: Kind) -> Initiator {
    if let Some(origin) = headers.value("origin").filter(|origin| is_page(origin)) {
        return Initiator::Page(origin.to_owned());
    }
    if kind != Kind::MainFrame
        && let Some(initiator) = &entry.initiator.0
        && initiator.kind.filled().as_deref() == Some("parser")
        && let Some(url) = initiator.url.filled().filter(|url| is_page(url))
    {
        return Initiator::Page(url.into_owned());
    }
    match headers.value("referer").filter(|page| is_page(page)) {
        Some(page) => Initiator::Page(page.to_owned()),
        None => Initiator::Unknown,
    }
}

/// Whether an address is one that a page can have on the network.
pub(super) fn is_page(address: &str) -> bool {
    Url::parse(address).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

impl Writer {
    /// Whether its pages are pages of a browser. The pages of a proxy are the programs that it listened to, if it writes
    /// any.
    pub(super) fn knows_pages(self) -> bool {
        !matches!(self, Self::Mitmproxy | Self::HttpToolkit | Self::Charles | Self::Pcapdroid)
    }
}
