//! One event of a log, as it stands in the file.
//!
//! Decides the names of fields. Refuses to know what they mean together.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::names::{signed, whole};
use crate::discreet::discreet;
use crate::intake::capture::loose::{Flag, Lines, Loose, Number, Text};

/// Whether something begins, ends or just happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    Begin,
    End,
    Moment,
}

/// `events[n]`
pub(super) struct Event<'a> {
    pub(super) kind: u64,
    pub(super) phase: u64,
    /// Browsers number the sources of some processes below zero.
    pub(super) source: i64,
    pub(super) source_type: u64,
    /// Milliseconds since the log's own beginning of time.
    pub(super) time: f64,
    params: Option<&'a RawValue>,
}

discreet!(Event<'a> { kind, phase, source, time });

#[derive(Default, Deserialize)]
#[serde(default)]
struct Written<'a> {
    #[serde(borrow)]
    params: Option<&'a RawValue>,
    phase: Number,
    source: Loose<Source>,
    time: Number,
    r#type: Number,
}

/// `source`, and `params.source_dependency`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Source {
    id: Number,
    r#type: Number,
}

/// `params`, as far as somebody reads them.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Params<'a> {
    #[serde(borrow)]
    pub(super) url: Text<'a>,
    #[serde(borrow)]
    pub(super) method: Text<'a>,
    #[serde(borrow)]
    pub(super) initiator: Text<'a>,
    #[serde(borrow)]
    pub(super) request_type: Text<'a>,
    #[serde(borrow)]
    pub(super) network_isolation_key: Text<'a>,
    #[serde(borrow)]
    pub(super) upload_id: Text<'a>,
    pub(super) traffic_annotation: Number,
    #[serde(borrow)]
    pub(super) headers: Lines<'a>,
    pub(super) net_error: Number,
    pub(super) is_chunked: Flag,
    pub(super) total_size: Number,
    pub(super) stream_id: Number,
    #[serde(borrow)]
    pub(super) bytes: Text<'a>,
    #[serde(borrow)]
    pub(super) remote_address: Text<'a>,
    #[serde(borrow)]
    pub(super) proxy_chain: Text<'a>,
    #[serde(borrow)]
    pub(super) proxy: Text<'a>,
    source_dependency: Loose<Source>,
}

impl<'a> Event<'a> {
    /// Reads an event, or says in half a sentence why it is none.
    pub(super) fn read(json: &'a [u8]) -> Result<Self, String> {
        let written: Loose<Written<'a>> =
            serde_json::from_slice(json).map_err(|_| "its JSON is broken".to_owned())?;
        let written = written.0.ok_or_else(|| "it is not an object".to_owned())?;
        let number = |number: Number| number.0.and_then(whole);
        let source = written.source.0.unwrap_or_default();
        Ok(Self {
            kind: number(written.r#type).ok_or_else(|| "it has no type".to_owned())?,
            source: source.id.0.and_then(signed).ok_or_else(|| "it has no source".to_owned())?,
            source_type: number(source.r#type).unwrap_or(u64::MAX),
            phase: number(written.phase).unwrap_or(0),
            time: written.time.0.unwrap_or(f64::NAN),
            params: written.params,
        })
    }

    /// What it says. What is not as it should be counts as not said.
    pub(super) fn params(&self) -> Params<'a> {
        let read =
            self.params.and_then(|params| serde_json::from_str::<Loose<Params<'a>>>(params.get()).ok());
        read.and_then(|params| params.0).unwrap_or_default()
    }
}

impl Params<'_> {
    /// The source that this event joins its own with.
    pub(super) fn dependency(&self) -> Option<i64> {
        self.source_dependency.0.as_ref().and_then(|source| source.id.0).and_then(signed)
    }
}
