//! The shapes of HAR, as far as somebody reads them: what is sent, and the little of the answer that says whether.
//!
//! Decides the names of fields. Refuses to know which tool fills which (`super::body`, `super::purpose`).

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::intake::capture::loose::{Flag, Given, List, Loose, Number, Text, Told};
use crate::intake::capture::pairs::Pairs;

/// `log.entries[n]`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Entry<'a> {
    #[serde(borrow, rename = "startedDateTime")]
    pub(super) started: Text<'a>,
    #[serde(borrow)]
    pub(super) pageref: Text<'a>,
    #[serde(borrow)]
    pub(super) request: Loose<Request<'a>>,
    #[serde(borrow)]
    pub(super) response: Loose<Response<'a>>,
    #[serde(borrow, rename = "serverIPAddress")]
    pub(super) server_ip: Text<'a>,
    #[serde(borrow, rename = "_resourceType")]
    pub(super) resource_type: Text<'a>,
    #[serde(borrow, rename = "_fromCache")]
    pub(super) from_cache: Text<'a>,
    #[serde(rename = "_fetchedViaServiceWorker")]
    pub(super) via_service_worker: Flag,
    #[serde(borrow, rename = "_initiator")]
    pub(super) initiator: Loose<Initiator<'a>>,
    #[serde(borrow, rename = "_webSocketMessages")]
    pub(super) messages: List<Message<'a>>,
    /// Safari: where it got the answer.
    #[serde(borrow, rename = "_fetchType")]
    pub(super) fetch_type: Text<'a>,
    /// Written by Telltale itself: `normal` or `private`.
    #[serde(borrow, rename = "_telltaleMode")]
    pub(super) mode: Text<'a>,
    /// Written by Telltale itself: `browser`, where no page asked.
    #[serde(borrow, rename = "_telltaleInitiator")]
    pub(super) asked_by: Text<'a>,
    /// Written by Telltale itself: the component of the browser that asked.
    #[serde(borrow, rename = "_telltaleComponent")]
    pub(super) component: Text<'a>,
}

/// `request`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Request<'a> {
    #[serde(borrow)]
    pub(super) method: Text<'a>,
    #[serde(borrow)]
    pub(super) url: Text<'a>,
    #[serde(borrow)]
    pub(super) headers: Pairs<'a>,
    #[serde(borrow)]
    pub(super) cookies: Pairs<'a>,
    #[serde(rename = "bodySize")]
    pub(super) body_size: Number,
    #[serde(borrow, rename = "postData")]
    pub(super) post_data: Given<PostData<'a>>,
    #[serde(borrow, rename = "_content")]
    pub(super) content: Given<Content<'a>>,
    /// HTTP Toolkit: why there is no body.
    #[serde(borrow, rename = "_requestBodyStatus")]
    pub(super) body_status: Text<'a>,
}

/// `request.postData`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PostData<'a> {
    #[serde(borrow, rename = "mimeType")]
    pub(super) mime_type: Text<'a>,
    #[serde(borrow)]
    pub(super) text: Told<'a>,
    #[serde(borrow)]
    pub(super) encoding: Text<'a>,
    #[serde(borrow)]
    pub(super) params: List<Param<'a>>,
    #[serde(borrow)]
    pub(super) comment: Text<'a>,
}

/// `request.postData.params[n]`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Param<'a> {
    #[serde(borrow)]
    pub(super) name: Told<'a>,
    #[serde(borrow)]
    pub(super) value: Told<'a>,
    #[serde(borrow, rename = "fileName")]
    pub(super) file_name: Text<'a>,
}

/// `request._content`, HTTP Toolkit's own.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Content<'a> {
    #[serde(borrow)]
    pub(super) text: Told<'a>,
    #[serde(borrow)]
    pub(super) encoding: Text<'a>,
}

/// `response`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Response<'a> {
    pub(super) status: Number,
    /// Unread: of most answers, nobody needs them.
    #[serde(borrow)]
    pub(super) headers: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) cookies: List<Cookie<'a>>,
    #[serde(borrow, rename = "redirectURL")]
    pub(super) redirect: Text<'a>,
    #[serde(borrow)]
    pub(super) content: Loose<Answer<'a>>,
    #[serde(borrow, rename = "_error")]
    pub(super) error: Text<'a>,
    #[serde(borrow, rename = "_charlesStatus")]
    pub(super) charles_status: Text<'a>,
}

/// `response.content`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Answer<'a> {
    #[serde(borrow, rename = "mimeType")]
    pub(super) mime_type: Text<'a>,
}

/// `response.cookies[n]`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Cookie<'a> {
    #[serde(borrow)]
    pub(super) name: Text<'a>,
    #[serde(borrow)]
    pub(super) value: Text<'a>,
    #[serde(borrow)]
    pub(super) expires: Text<'a>,
}

/// `_initiator`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Initiator<'a> {
    #[serde(borrow, rename = "type")]
    pub(super) kind: Text<'a>,
    #[serde(borrow)]
    pub(super) url: Text<'a>,
}

/// `_webSocketMessages[n]`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Message<'a> {
    #[serde(borrow, rename = "type")]
    pub(super) kind: Text<'a>,
    /// Seconds since 1970.
    pub(super) time: Number,
    pub(super) opcode: Number,
    #[serde(borrow)]
    pub(super) data: Text<'a>,
    #[serde(borrow)]
    pub(super) encoding: Text<'a>,
}

/// `log.pages[n]`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Page<'a> {
    #[serde(borrow)]
    pub(super) id: Text<'a>,
    #[serde(borrow)]
    pub(super) title: Text<'a>,
}

/// `log.creator`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Creator<'a> {
    #[serde(borrow)]
    pub(super) name: Text<'a>,
    #[serde(borrow)]
    pub(super) version: Text<'a>,
    #[serde(borrow)]
    pub(super) comment: Text<'a>,
}

/// `log._tlsErrors[n]`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct TlsError<'a> {
    #[serde(borrow)]
    pub(super) hostname: Text<'a>,
    #[serde(borrow, rename = "remoteIpAddress")]
    pub(super) ip: Text<'a>,
}
