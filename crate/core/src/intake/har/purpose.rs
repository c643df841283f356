//! What a captured request was for, and who asked.
//!
//! Decides the kind, the initiator and the page out of what tools and browsers leave behind: Chromium's own fields,
//! fetch metadata headers, `Accept`, the answer's type. Refuses to guess where none of them says it.

use super::Writer;
use super::wire::Entry;
use crate::intake::capture::purpose::{Purpose, is_page, of_accept, of_fetch_metadata, starts_with};
use crate::intake::{HeaderList, Initiator, Kind};

/// What the request was for.
pub(super) fn purpose(entry: &Entry<'_>, method: &str, headers: &HeaderList) -> Purpose {
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
pub(super) fn initiator(entry: &Entry<'_>, headers: &HeaderList, kind: Kind) -> Initiator {
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

impl Writer {
    /// Whether its pages are pages of a browser. The pages of a proxy are the programs that it listened to, if it writes
    /// any.
    pub(super) fn knows_pages(self) -> bool {
        !matches!(self, Self::Mitmproxy | Self::HttpToolkit | Self::Charles | Self::Pcapdroid)
    }
}
