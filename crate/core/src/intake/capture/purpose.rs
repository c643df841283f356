//! What a captured request was for, as far as its headers say.
//!
//! Decides the kind out of fetch metadata and of `Accept`. Refuses to know what a tool says beside the headers.

use url::Url;

use crate::intake::{HeaderList, Kind};

/// A kind, or a page of which nobody says whether it filled a tab or a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Known.
    Is(Kind),
    /// A page, in a tab or in a frame.
    SomePage,
}

/// What browsers say of it since they send fetch metadata, and the few headers that only one kind has.
pub(crate) fn of_fetch_metadata(method: &str, headers: &HeaderList) -> Option<Kind> {
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
pub(crate) fn of_accept(headers: &HeaderList) -> Option<Purpose> {
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

/// Whether an address is one that a page can have on the network.
pub(crate) fn is_page(address: &str) -> bool {
    Url::parse(address).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

pub(crate) fn starts_with(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}
