//! The constants of a log: what its numbers mean.
//!
//! Decides which events are understood. The numbers differ from one version of Chromium to the next, the names hardly
//! ever. Refuses to know what the events say.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::event::{Params, Phase};
use crate::intake::capture::loose::{Loose, Number, Text};

/// Names kept of one kind of number: a browser has some seven hundred events.
const NAMES: usize = 10_000;

/// The events that are understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Alive,
    StartJob,
    RedirectJob,
    Failed,
    SendHeaders,
    ReadHeaders,
    UploadInit,
    BoundToJob,
    ProxyResolved,
    Job,
    BoundToSocket,
    SocketAlive,
    Connect,
    Tls,
    PlainBytes,
    TlsBytes,
    Session,
    SessionReady,
    SessionHeaders,
}

impl Kind {
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "REQUEST_ALIVE" => Self::Alive,
            "URL_REQUEST_START_JOB" => Self::StartJob,
            "URL_REQUEST_REDIRECT_JOB" => Self::RedirectJob,
            "FAILED" => Self::Failed,
            "HTTP_TRANSACTION_SEND_REQUEST_HEADERS"
            | "HTTP_TRANSACTION_HTTP2_SEND_REQUEST_HEADERS"
            | "HTTP_TRANSACTION_SPDY_SEND_REQUEST_HEADERS"
            | "HTTP_TRANSACTION_QUIC_SEND_REQUEST_HEADERS" => Self::SendHeaders,
            "HTTP_TRANSACTION_READ_RESPONSE_HEADERS" => Self::ReadHeaders,
            "UPLOAD_DATA_STREAM_INIT" => Self::UploadInit,
            "HTTP_STREAM_REQUEST_BOUND_TO_JOB" => Self::BoundToJob,
            "HTTP_STREAM_JOB_CONTROLLER_PROXY_SERVER_RESOLVED" => Self::ProxyResolved,
            "HTTP_STREAM_JOB" => Self::Job,
            "SOCKET_POOL_BOUND_TO_SOCKET" => Self::BoundToSocket,
            "SOCKET_ALIVE" => Self::SocketAlive,
            "TCP_CONNECT" => Self::Connect,
            "SSL_CONNECT" => Self::Tls,
            "SOCKET_BYTES_SENT" => Self::PlainBytes,
            "SSL_SOCKET_BYTES_SENT" => Self::TlsBytes,
            "HTTP2_SESSION" => Self::Session,
            "HTTP2_SESSION_INITIALIZED" => Self::SessionReady,
            "HTTP2_SESSION_SEND_HEADERS" => Self::SessionHeaders,
            _ => return None,
        })
    }
}

/// The names of one log's numbers.
#[derive(Debug)]
pub(super) struct Names {
    pub(super) creator: Option<String>,
    kinds: HashMap<u64, Kind>,
    request: u64,
    begin: u64,
    end: u64,
    errors: HashMap<i64, String>,
    /// What is to be added to a moment of the log for milliseconds since 1970.
    offset: f64,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Constants<'a> {
    #[serde(borrow, rename = "clientInfo")]
    client: Loose<Client<'a>>,
    #[serde(borrow, rename = "logEventTypes")]
    events: Option<&'a RawValue>,
    #[serde(borrow, rename = "logSourceType")]
    sources: Option<&'a RawValue>,
    #[serde(borrow, rename = "logEventPhase")]
    phases: Option<&'a RawValue>,
    #[serde(borrow, rename = "netError")]
    errors: Option<&'a RawValue>,
    #[serde(rename = "timeTickOffset")]
    offset: Number,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Client<'a> {
    #[serde(borrow)]
    name: Text<'a>,
    #[serde(borrow)]
    version: Text<'a>,
}

impl Names {
    /// Reads the constants; nothing, where they do not name what every request has.
    pub(super) fn read(json: &[u8]) -> Option<Self> {
        let constants: Constants<'_> = serde_json::from_slice(json).ok()?;
        let kinds: HashMap<u64, Kind> = numbers(constants.events)
            .filter_map(|(name, number)| Some((whole(number)?, Kind::of(&name)?)))
            .collect();
        if !kinds.values().any(|kind| *kind == Kind::StartJob) {
            return None;
        }
        let number = |table, wanted: &str| {
            numbers(table).find(|(name, _)| name == wanted).and_then(|(_, number)| whole(number))
        };
        let client = constants.client.0.unwrap_or_default();
        let creator = client
            .name
            .filled()
            .map(|name| format!("{name} {}", client.version.filled().unwrap_or_default()).trim().to_owned());
        Some(Self {
            creator,
            kinds,
            request: number(constants.sources, "URL_REQUEST")?,
            begin: number(constants.phases, "PHASE_BEGIN").unwrap_or(1),
            end: number(constants.phases, "PHASE_END").unwrap_or(2),
            errors: numbers(constants.errors)
                .map(|(name, number)| (number as i64, name))
                .take(NAMES)
                .collect(),
            offset: constants.offset.0.unwrap_or(f64::NAN),
        })
    }

    pub(super) fn kind(&self, number: u64) -> Option<Kind> {
        self.kinds.get(&number).copied()
    }

    pub(super) fn phase(&self, number: u64) -> Phase {
        match number {
            number if number == self.begin => Phase::Begin,
            number if number == self.end => Phase::End,
            _ => Phase::Moment,
        }
    }

    /// Whether sources of this type are requests.
    pub(super) fn is_request(&self, source_type: u64) -> bool {
        source_type == self.request
    }

    /// Milliseconds since 1970, or NaN where the log does not tell.
    pub(super) fn moment(&self, time: f64) -> f64 {
        let at = time + self.offset;
        if at.is_finite() { at } else { f64::NAN }
    }

    /// The name of the error that an event tells.
    pub(super) fn error(&self, params: &Params<'_>) -> Option<String> {
        let number = params.net_error.0.filter(|number| *number != 0.0)? as i64;
        Some(match self.errors.get(&number) {
            Some(name) => format!("net::{name}"),
            None => format!("net::{number}"),
        })
    }
}

/// The names and numbers of a table.
fn numbers(table: Option<&RawValue>) -> impl Iterator<Item = (String, f64)> {
    let read = table.and_then(|table| serde_json::from_str::<HashMap<String, Number>>(table.get()).ok());
    read.unwrap_or_default().into_iter().filter_map(|(name, number)| Some((name, number.0?)))
}

/// A number that can be one of a type or of a source.
pub(super) fn whole(number: f64) -> Option<u64> {
    ((0.0..9e15).contains(&number) && number.fract() == 0.0).then_some(number as u64)
}

/// The same for one that may be below zero.
pub(super) fn signed(number: f64) -> Option<i64> {
    let below = number < 0.0;
    whole(number.abs()).map(|number| if below { -(number as i64) } else { number as i64 })
}
