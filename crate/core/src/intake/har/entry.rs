//! Turns one entry of a HAR into raw requests: the request itself, and each message that went out over its websocket.
//!
//! Decides what of an entry is a request and what became of it. Refuses to know where in the file it stood, and what
//! other entries say (`super::log` does).

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::Writer;
use super::body::{Around, body};
use super::clock::milliseconds;
use super::purpose::{initiator, purpose};
use super::wire;
use crate::finding::Secret;
use crate::intake::capture::Outcome;
use crate::intake::capture::loose::from_base64;
use crate::intake::capture::pairs::Pairs;
use crate::intake::capture::purpose::Purpose;
use crate::intake::set_cookie::is_past;
use crate::intake::{Body, HeaderList, Headers, Kind, Mode, RawRequest};
use crate::outcome::never_left;
use crate::removed::{is_removed, without_removed};

/// An entry, read.
pub(super) struct Read {
    pub(super) request: RawRequest,
    /// A page of which the entry itself does not say whether it filled a tab.
    pub(super) some_page: bool,
    pub(super) outcome: Outcome,
    pub(super) pageref: Option<String>,
    pub(super) redirect: Option<String>,
    pub(super) messages: Vec<Message>,
    /// Messages beyond those that are read of one socket.
    pub(super) messages_beyond: u64,
    /// Messages that are no objects, or went out with something that is no text.
    pub(super) messages_unreadable: u64,
    /// Some header shows that cookies were not taken out of the capture.
    pub(super) shows_cookies: bool,
    /// Something was taken out of its headers.
    pub(super) removed: bool,
    /// The component of the browser that asked, in what Telltale wrote.
    pub(super) component: Option<String>,
}

/// A message that went out over a websocket.
pub(super) struct Message {
    at: f64,
    bytes: Vec<u8>,
}

impl Message {
    /// The message as a request of its own: it has its own moment and its own content, and nothing of the handshake is
    /// said twice.
    pub(super) fn into_request(self, number: usize, handshake: &RawRequest) -> RawRequest {
        RawRequest {
            id: format!("{}.{number}", handshake.id),
            at: if self.at.is_nan() { handshake.at } else { self.at },
            mode: handshake.mode,
            method: "SEND".to_owned(),
            url: handshake.url.clone(),
            kind: Kind::WebSocket,
            initiator: handshake.initiator.clone(),
            page: handshake.page.clone(),
            title: handshake.title.clone(),
            headers: Headers::Seen(HeaderList::default()),
            body: Body::Raw { parts: vec![self.bytes], missing: 0 },
        }
    }
}

/// Messages read of one websocket.
const MESSAGES: usize = 5_000;

/// Parses an entry, or says in half a sentence why it is none.
pub(super) fn parse(json: &str) -> Result<wire::Entry<'_>, String> {
    serde_json::from_str(json).map_err(|error| match error.classify() {
        // Positions count from the entry's start, in which long answers were left out: they would mislead.
        serde_json::error::Category::Data => "it is not an object".to_owned(),
        _ => format!("its JSON is broken: {}", without_position(&error)),
    })
}

/// Reads an entry, or says in half a sentence why it is none. `cut` counts bytes of its body that were left out.
pub(super) fn read(
    entry: &wire::Entry<'_>,
    index: u64,
    cut: u64,
    writer: Writer,
    mode: Mode,
) -> Result<Read, String> {
    let Some(request) = &entry.request.0 else { return Err("it has no request".to_owned()) };
    let Some(url) = request.url.filled() else { return Err("its request has no url".to_owned()) };
    let method = request.method.filled().map_or_else(|| "GET".to_owned(), |name| name.into_owned());
    let mut removed = false;
    let mut headers = headers(&request.headers, &mut removed);
    add_cookies(&mut headers, &request.cookies, &mut removed);

    let around = Around {
        writer,
        method: &method,
        content_type: headers.value("content-type"),
        content_length: headers.value("content-length").and_then(|length| length.trim().parse().ok()),
        encoded: headers.value("content-encoding").is_some(),
        cut,
    };
    let body = body(request, &around);
    let (kind, some_page) = match purpose(entry, &method, &headers) {
        Purpose::Is(kind) => (kind, false),
        Purpose::SomePage => (Kind::Other, true),
    };
    let mode = if mode == Mode::Unknown { own_mode(entry) } else { mode };
    let at = entry.started.string().and_then(|text| milliseconds(&text)).unwrap_or(f64::NAN);
    let initiator = initiator(entry, &headers, kind);
    let outcome = outcome(entry, at);
    let shows_cookies = !outcome.set_cookies.is_empty()
        || ["cookie", "authorization"].iter().any(|name| headers.value(name).is_some());
    let request = RawRequest {
        id: index.to_string(),
        at,
        mode,
        method,
        url: url.into_owned(),
        kind,
        initiator,
        page: None,
        title: None,
        headers: Headers::listed(headers),
        body,
    };
    let (messages, messages_beyond, messages_unreadable) = messages(entry);
    Ok(Read {
        some_page,
        outcome,
        pageref: entry.pageref.filled().map(|id| id.into_owned()),
        redirect: entry
            .response
            .0
            .as_ref()
            .and_then(|response| response.redirect.filled())
            .map(|url| url.into_owned()),
        messages,
        messages_beyond,
        messages_unreadable,
        shows_cookies,
        removed,
        component: entry.component.filled().map(|name| name.into_owned()),
        request,
    })
}

fn without_position(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(what, _)| what.to_owned())
}

/// The headers that are there; `removed` where values were taken out of some.
fn headers(pairs: &Pairs<'_>, removed: &mut bool) -> HeaderList {
    let bytes = pairs.0.iter().map(|(name, value)| name.written() + value.written()).sum();
    let mut headers = HeaderList::with_capacity(pairs.0.len(), bytes);
    for (name, value) in &pairs.0 {
        // `:authority` and its like are HTTP/2's request line, which method and url say already.
        let Some(name) = name.filled().filter(|name| !name.starts_with(':')) else { continue };
        let Some(value) = value.string() else { continue };
        if is_removed(&value) {
            *removed = true;
        } else if name.eq_ignore_ascii_case("cookie") {
            let left = without_removed(&value);
            *removed |= left.is_some();
            let left = left.map_or(value, Cow::Owned);
            if !left.is_empty() {
                headers.push(&name, &left);
            }
        } else {
            headers.push(&name, &value);
        }
    }
    headers
}

/// Some tools list cookies apart and drop the header.
fn add_cookies(headers: &mut HeaderList, cookies: &Pairs<'_>, removed: &mut bool) {
    if cookies.0.is_empty() || headers.value("cookie").is_some() {
        return;
    }
    let pairs: Vec<String> = cookies
        .0
        .iter()
        .filter_map(|(name, value)| {
            let value = value.string()?;
            if is_removed(&value) {
                *removed = true;
                return None;
            }
            Some(format!("{}={value}", name.filled()?))
        })
        .collect();
    if !pairs.is_empty() {
        headers.push("cookie", &pairs.join("; "));
    }
}

fn own_mode(entry: &wire::Entry<'_>) -> Mode {
    match entry.mode.filled().as_deref() {
        Some("normal") => Mode::Normal,
        Some("private") => Mode::Private,
        _ => Mode::Unknown,
    }
}

fn outcome(entry: &wire::Entry<'_>, at: f64) -> Outcome {
    let response = entry.response.0.as_ref();
    let status = response
        .and_then(|response| response.status.0)
        .filter(|status| (100.0..1000.0).contains(status))
        .map(|status| status as u16);
    let error = response.and_then(|response| response.error.filled()).map(|error| error.into_owned());
    let fetched = entry.fetch_type.filled();
    let from_cache = entry.from_cache.filled().is_some()
        || matches!(fetched.as_deref(), Some("Memory Cache" | "Disk Cache"));
    let via_worker = entry.via_service_worker.0 || fetched.as_deref() == Some("Service Worker");
    let failed_in_charles = response
        .and_then(|response| response.charles_status.filled())
        .is_some_and(|status| !status.eq_ignore_ascii_case("COMPLETE"));
    let sent = if from_cache || error.as_deref().is_some_and(never_left) {
        Some(false)
    } else if status.is_none() || via_worker || failed_in_charles {
        None
    } else {
        Some(true)
    };
    // What a stored answer set, it set when it was new.
    let set_cookies =
        response.filter(|_| !from_cache).map_or_else(Vec::new, |response| cookies(response, at));
    let ip = entry.server_ip.filled().map(|ip| ip.trim_matches(['[', ']']).to_owned());
    Outcome { ip: ip.filter(|ip| !ip.is_empty()), status, error, from_cache, sent, set_cookies }
}

/// The cookies that an answer set. Some tools list them apart and drop the header.
fn cookies(response: &wire::Response<'_>, at: f64) -> Vec<Secret> {
    let listed = response.headers.map(RawValue::get).filter(|list| may_set_cookies(list));
    let pairs: Pairs<'_> = listed.and_then(|list| serde_json::from_str(list).ok()).unwrap_or_default();
    let mut headers: Vec<Secret> = pairs
        .0
        .iter()
        .filter(|(name, _)| name.string().is_some_and(|name| name.eq_ignore_ascii_case("set-cookie")))
        .filter_map(|(_, value)| value.string().filter(|value| !is_removed(value)).map(Secret::new))
        .collect();
    if headers.is_empty() {
        let listed = response.cookies.items.iter().filter_map(|cookie| {
            let value = cookie.value.string().filter(|value| !is_removed(value))?;
            let ends = cookie.expires.filled().and_then(|text| milliseconds(&text));
            let name = cookie.name.filled().filter(|_| !ends.is_some_and(|ends| is_past(ends, at)))?;
            Some(Secret::new(format!("{name}={value}")))
        });
        headers.extend(listed);
    }
    headers
}

/// Whether a list of headers may have one that sets a cookie. Most have none, and need not be taken apart to know it.
fn may_set_cookies(headers: &str) -> bool {
    const NAME: &[u8] = b"set-cookie";
    let headers = headers.as_bytes();
    let is_name = |k: usize| {
        let name = k.checked_sub(7).and_then(|start| headers.get(start..start + NAME.len()));
        name.is_some_and(|name| name.eq_ignore_ascii_case(NAME))
    };
    // An escape may hide a letter.
    memchr::memchr(b'\\', headers).is_some() || memchr::memchr2_iter(b'k', b'K', headers).any(is_name)
}

/// The messages that went out, how many more there were, and how many cannot be read.
fn messages(entry: &wire::Entry<'_>) -> (Vec<Message>, u64, u64) {
    let sent = || {
        entry.messages.items.iter().filter(|message| {
            message.kind.filled().as_deref() == Some("send")
                // Opcodes from 8 on are the protocol's own: close, ping, pong.
                && message.opcode.0.is_none_or(|opcode| opcode < 8.0)
        })
    };
    let read = sent().take(MESSAGES).filter_map(|message| {
        let text = message.data.bytes()?;
        let flagged = message.encoding.filled().is_some_and(|name| name.eq_ignore_ascii_case("base64"));
        let binary = flagged || message.opcode.0 == Some(2.0);
        let bytes = if binary { from_base64(&text) } else { None }.unwrap_or_else(|| text.into_owned());
        let at = message.time.0.map(|seconds| seconds * 1000.0).filter(|at| at.is_finite());
        let at = at.unwrap_or(f64::NAN);
        (!bytes.is_empty()).then_some(Message { at, bytes })
    });
    let beyond = sent().count().saturating_sub(MESSAGES) as u64 + entry.messages.beyond;
    let unreadable = sent().take(MESSAGES).filter(|message| !message.data.is_some()).count() as u64;
    (read.collect(), beyond, unreadable + entry.messages.others)
}
