//! One observation: a request that may have left, and that told somebody something or that the browser made by itself.
//!
//! Decides which requests are evidence, and what of them is written. Refuses to draw conclusions (`super::verdicts`).

use std::collections::BTreeMap;

use serde::Serialize;
use url::Url;

use super::dpv;
use crate::destination::Country;
use crate::discreet::discreet;
use crate::finding::{Category, Finding, Flag, Linkability};
use crate::intake::{Kind, Mode};
use crate::payload::BodyState;
use crate::record::Record;
use crate::report::{Showing, origin, redacted};
use crate::request::Party;
use crate::vendor::{Purpose, Reading};

/// The most observations that a document holds. The rest is counted.
pub const MOST_OBSERVATIONS: usize = 10_000;
/// About what a finding takes beside its texts.
const FINDING: usize = 256;

/// A request that told something, or that no page asked for.
#[derive(Clone, Serialize)]
pub struct Observation {
    /// Its name in the document.
    pub id: String,
    /// The capture that it stands in.
    pub capture: String,
    /// The kind of window.
    pub session: Mode,
    /// Its place in the capture: the number of its entry.
    pub entry: String,
    /// Milliseconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<f64>,
    /// The method.
    pub method: String,
    /// The address, without what it tells.
    pub url: String,
    /// What it was for.
    pub r#type: Kind,
    /// The document that asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initiator: Option<String>,
    /// The component of the browser that asked, where the capture names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub component: Option<String>,
    /// The page's registrable domain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// Who received it.
    pub recipient: Receiver,
    /// How it travelled.
    pub transport: Transport,
    /// The rule that it meets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub r#match: Option<Rule>,
    /// The known beacon that it was recognised as.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beacon: Option<String>,
    /// What was seen of its body.
    pub body: BodyState,
    /// Whether it left; absent where nobody knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent: Option<bool>,
    /// What it told.
    pub findings: Vec<Found>,
    /// What that weighs.
    pub score: u8,
}

discreet!(Observation { id, capture, session, entry, r#type, body, sent, score });

/// Who received a request. A fact that is not known is absent.
#[derive(Debug, Clone, Serialize)]
pub struct Receiver {
    /// The host.
    pub host: String,
    /// Its registrable domain.
    pub registrable_domain: String,
    /// The company.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// What that company does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// The maker of browsers whose endpoint it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vendor: Option<String>,
    /// What that endpoint is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Purpose>,
    /// How what it was told reads beside that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reading: Option<Reading>,
    /// The address that answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip: Option<String>,
    /// The country in which that address is registered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// How it is related to the site.
    pub relation: Party,
}

/// How a request travelled: two facts that are often taken for one.
#[derive(Debug, Clone, Serialize)]
pub struct Transport {
    /// `https`.
    pub scheme: String,
    /// Whether nobody on the way could read it.
    pub tls: bool,
    /// Whether its recipient, or whoever opens the connection, can read it as it is.
    pub payload: Payload,
}

/// How what was told was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Payload {
    /// As text.
    Plain,
    /// In an encoding that anybody can undo. That is no encryption.
    Encoded,
    /// In a way that could not be opened.
    Opaque,
}

/// The matched rule.
#[derive(Debug, Clone, Serialize)]
pub struct Rule {
    /// The list.
    pub list: String,
    /// The rule's text.
    pub rule: String,
    /// The exception that frees it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exception: Option<String>,
}

/// One thing that was told.
#[derive(Debug, Clone, Serialize)]
pub struct Found {
    /// What.
    pub category: Category,
    /// Terms of the Data Privacy Vocabulary.
    pub dpv: &'static [&'static str],
    /// The opening.
    pub at: String,
    /// The layers that were opened on the way, for whoever wants to do it again.
    pub decode: Vec<&'static str>,
    /// Why we say so.
    pub reason: String,
    /// The value, as far as it is shown.
    pub value: Shown,
    /// What else is true of it.
    pub flags: Vec<Flag>,
    /// How far it links.
    pub linkability: Linkability,
}

/// A value, as far as it is shown.
#[derive(Clone, Serialize)]
pub struct Shown {
    /// `preview`, or `plain` where values are revealed.
    pub form: &'static str,
    /// What is shown.
    pub text: String,
    /// HMAC-SHA-256 under the document's key.
    pub hmac: String,
    /// Its length in characters.
    pub length: usize,
}

discreet!(Shown { form, hmac, length });

/// Observations while they are gathered.
#[derive(Debug, Clone)]
pub struct Observations {
    rows: Vec<Observation>,
    beyond: u64,
    spans: BTreeMap<String, (f64, f64)>,
    /// Bytes for which there is still room.
    room: usize,
}

impl Default for Observations {
    fn default() -> Self {
        Self::within(usize::MAX)
    }
}

impl Observations {
    /// Observations that take about so many bytes at most. The rest is counted.
    #[must_use]
    pub fn within(room: usize) -> Self {
        Self { rows: Vec::new(), beyond: 0, spans: BTreeMap::new(), room }
    }

    /// Those of another side behind these.
    pub(crate) fn append(&mut self, others: Self) {
        for mut row in others.rows {
            row.id = name(self.rows.len());
            self.rows.push(row);
        }
        self.beyond += others.beyond;
        self.spans.extend(others.spans);
    }

    /// Takes a request of a capture: it becomes an observation when it told something, or when the browser made it by itself
    /// (that somebody was asked is a fact, too), and nothing stopped it.
    pub fn take(&mut self, capture: &str, record: &Record, showing: &Showing) {
        if record.at.is_finite() {
            let span = self.spans.entry(capture.to_owned()).or_insert((record.at, record.at));
            *span = (span.0.min(record.at), span.1.max(record.at));
        }
        if record.sent == Some(false) || (record.findings.is_empty() && record.party != Party::Browser) {
            return;
        }
        let weight = record.url.len() + record.findings.iter().map(weight).sum::<usize>();
        if self.rows.len() >= MOST_OBSERVATIONS || weight > self.room {
            self.beyond += 1;
            return;
        }
        self.room -= weight;
        self.rows.push(observation(name(self.rows.len()), capture, record, showing));
    }

    /// When the first and the last request of a capture were made.
    #[must_use]
    pub fn span(&self, capture: &str) -> Option<(f64, f64)> {
        self.spans.get(capture).copied()
    }

    /// The observations so far.
    #[must_use]
    pub fn rows(&self) -> &[Observation] {
        &self.rows
    }

    pub(super) fn into_rows(self) -> (Vec<Observation>, u64) {
        (self.rows, self.beyond)
    }
}

/// The name of the observation that stands behind so many others.
fn name(before: usize) -> String {
    format!("o{}", before + 1)
}

/// About how many bytes a finding takes.
fn weight(finding: &Finding) -> usize {
    FINDING + finding.at.as_str().len() + finding.reason.text.len() + finding.value.reveal().len()
}

fn observation(id: String, capture: &str, record: &Record, showing: &Showing) -> Observation {
    let reveal = showing.reveal();
    let findings: Vec<Found> = record.findings.iter().map(|finding| found(finding, showing)).collect();
    let scheme = Url::parse(&record.url).map_or_else(|_| String::new(), |url| url.scheme().to_owned());
    Observation {
        id,
        capture: capture.to_owned(),
        session: record.mode,
        entry: record.id.clone(),
        at: record.at.is_finite().then_some(record.at),
        method: record.method.clone(),
        url: if reveal { record.url.clone() } else { redacted(&record.url, &record.findings) },
        r#type: record.kind,
        initiator: record
            .initiator
            .as_deref()
            .map(|page| if reveal { page.to_owned() } else { origin(page) }),
        component: record.component.clone(),
        site: record.site.clone(),
        recipient: Receiver {
            host: record.recipient.host.clone(),
            registrable_domain: record.recipient.registrable_domain.clone(),
            company: record.recipient.company.clone(),
            category: record.recipient.category.clone(),
            vendor: record.recipient.vendor.clone(),
            purpose: record.recipient.purpose,
            reading: record.reading(),
            ip: record.recipient.ip.clone(),
            country: showing.country(record),
            relation: record.party,
        },
        transport: Transport {
            tls: matches!(scheme.as_str(), "https" | "wss"),
            scheme,
            payload: record.findings.iter().map(payload).max().unwrap_or(Payload::Plain),
        },
        r#match: record.matched.as_ref().map(|hit| Rule {
            list: hit.list.clone(),
            rule: hit.rule.clone(),
            exception: hit.exception.clone(),
        }),
        beacon: record.beacon.clone(),
        body: record.body,
        sent: record.sent,
        findings,
        score: record.score.points,
    }
}

fn found(finding: &Finding, showing: &Showing) -> Found {
    let value = finding.value.reveal();
    let (form, text) =
        if showing.reveal() { ("plain", value.to_owned()) } else { ("preview", finding.preview()) };
    Found {
        category: finding.category,
        dpv: dpv::terms(finding.category),
        at: finding.at.as_str().to_owned(),
        decode: finding.at.layers().collect(),
        reason: finding.reason.text.clone().into_owned(),
        value: Shown { form, text, hmac: showing.hmac(value), length: value.chars().count() },
        flags: finding.flags.clone(),
        linkability: finding.linkability,
    }
}

fn payload(finding: &Finding) -> Payload {
    // Forms, lists and escapes are how text is written on the web; these are not.
    let text = ["form", "json", "jwt", "lines", "list", "multipart", "ndjson", "percent", "url"];
    if finding.category == Category::Opaque {
        Payload::Opaque
    } else if finding.at.layers().any(|layer| !text.contains(&layer)) {
        Payload::Encoded
    } else {
        Payload::Plain
    }
}
