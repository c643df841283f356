//! Writes requests as a HAR again, for whoever is to check what was found in them.
//!
//! Decides the fields, so that reading the file gives the same requests. What a capture as a whole hides is said in its report,
//! and not here. What is not known is absent, or what the format
//! prescribes for it (-1, an empty text). Refuses to know where the file goes. It holds everything that was told: the
//! person has to ask for it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::clock::moment;
use crate::intake::capture::Outcome;
use crate::intake::{Body, Headers, Initiator, Kind, Mode, RawRequest};

/// What a file says of itself, since it may travel further than the person who wrote it.
pub const COMMENT: &str = "Requests as a browser sent them, whole: addresses, headers with cookies, and bodies. They may hold \
what somebody read, searched and wrote, and who that is. Answers are not in it.";

/// What comes before the entries.
#[must_use]
pub fn opening(version: &str) -> String {
    let creator = json!({"name": "telltale", "version": version});
    format!(
        "{{\"log\":{{\"version\":\"1.2\",\"creator\":{creator},\"comment\":{},\"entries\":[\n",
        json!(COMMENT)
    )
}

/// What comes after them.
pub const CLOSING: &str = "\n]}}\n";

/// The entries of a file, one after the other.
#[derive(Debug, Default)]
pub struct Entries {
    count: u64,
}

impl Entries {
    /// The text of the next, with what parts it from the one before.
    #[must_use]
    pub fn next(&mut self, request: &RawRequest, outcome: &Outcome, component: Option<&str>) -> String {
        let parted = if self.count == 0 { "" } else { ",\n" };
        self.count += 1;
        format!("{parted}{}", entry(request, outcome, component))
    }

    /// How many there are.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }
}

fn entry(request: &RawRequest, outcome: &Outcome, component: Option<&str>) -> Value {
    let mut entry = Map::new();
    let mut put = |name: &str, value: Value| _ = entry.insert(name.to_owned(), value);
    if request.at.is_finite() {
        put("startedDateTime", moment(request.at).into());
    }
    put("time", (-1).into());
    // The page is known by its address, which is that of its main frame.
    let page = if request.kind == Kind::MainFrame { Some(&request.url) } else { request.page.as_ref() };
    if let Some(page) = page {
        put("pageref", page.as_str().into());
    }
    put("request", sent(request));
    put("response", answer(outcome));
    put("cache", json!({}));
    put("timings", json!({"send": -1, "wait": -1, "receive": -1}));
    if let Some(ip) = &outcome.ip {
        put("serverIPAddress", ip.as_str().into());
    }
    put("_resourceType", resource_type(request.kind).into());
    match &request.initiator {
        Initiator::Page(page) => put("_initiator", json!({"type": "parser", "url": page})),
        Initiator::Browser => put("_telltaleInitiator", "browser".into()),
        Initiator::Unknown => {}
    }
    if let Some(component) = component {
        put("_telltaleComponent", component.into());
    }
    if outcome.from_cache {
        put("_fromCache", "disk".into());
    }
    if let Some(mode) = match request.mode {
        Mode::Normal => Some("normal"),
        Mode::Private => Some("private"),
        Mode::Unknown => None,
    } {
        put("_telltaleMode", mode.into());
    }
    Value::Object(entry)
}

fn sent(request: &RawRequest) -> Value {
    let headers: Vec<Value> = match &request.headers {
        Headers::Unseen => Vec::new(),
        Headers::Seen(headers) => {
            headers.iter().map(|header| json!({"name": header.name, "value": header.reveal()})).collect()
        }
    };
    let mut sent = json!({
        "method": request.method, "url": request.url, "httpVersion": "", "cookies": [], "headers": headers,
        "queryString": [], "headersSize": -1, "bodySize": -1,
    });
    if let Some(body) = body(&request.body) {
        sent["postData"] = body;
    }
    sent
}

fn body(body: &Body) -> Option<Value> {
    let incomplete = |missing: u64, mut data: Value| {
        if missing > 0 {
            data["comment"] = format!("{missing} more were not captured").into();
        }
        Some(data)
    };
    match body {
        Body::None => None,
        Body::Unseen => Some(json!({"mimeType": "", "text": "", "comment": "the capture does not hold it"})),
        Body::Raw { parts, missing } => {
            let data = json!({"mimeType": "", "text": STANDARD.encode(parts.concat()), "encoding": "base64"});
            incomplete(*missing, data)
        }
        Body::Form { fields, missing } => {
            let params: Vec<Value> =
                fields.iter().map(|(name, value)| json!({"name": name, "value": value})).collect();
            incomplete(*missing, json!({"mimeType": "application/x-www-form-urlencoded", "params": params}))
        }
    }
}

fn answer(outcome: &Outcome) -> Value {
    let cookies: Vec<Value> = outcome
        .set_cookies
        .iter()
        .map(|cookie| json!({"name": "set-cookie", "value": cookie.reveal()}))
        .collect();
    let mut answer = json!({
        "status": outcome.status.unwrap_or(0), "statusText": "", "httpVersion": "", "cookies": [], "headers": cookies,
        "content": {"size": -1, "mimeType": ""}, "redirectURL": "", "headersSize": -1, "bodySize": -1,
    });
    if let Some(error) = &outcome.error {
        answer["_error"] = error.as_str().into();
    }
    answer
}

fn resource_type(kind: Kind) -> &'static str {
    match kind {
        Kind::MainFrame | Kind::SubFrame => "document",
        Kind::XmlHttpRequest => "xhr",
        Kind::CspReport => "csp-violation-report",
        other => other.name(),
    }
}
