//! A request as a script of a page sends it, seen without its headers.

use telltale_core::intake::{Body, Headers, Initiator, Kind, Mode, RawRequest};

pub(crate) fn request(url: &str, body: Body) -> RawRequest {
    RawRequest {
        id: "1".into(),
        at: 0.0,
        mode: Mode::Normal,
        method: "POST".into(),
        url: url.into(),
        kind: Kind::XmlHttpRequest,
        initiator: Initiator::Unknown,
        page: None,
        title: None,
        headers: Headers::Unseen,
        body,
    }
}

/// A body that is this text.
pub(crate) fn text(text: &str) -> Body {
    Body::Raw { parts: vec![text.as_bytes().to_vec()], missing: 0 }
}
