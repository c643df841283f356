//! `telltale/report/1`: the shapes of the JSON that every way out writes, and what of a value they show.
//!
//! Decides redaction: without `reveal`, an address keeps scheme and host, and a value shows as a preview and a keyed
//! hash. Refuses to know where the report goes. The schema is `docs/report.schema.json`.

use std::borrow::Cow;

use serde::Serialize;
use url::{Position, Url};

use crate::catalogue::List;
use crate::destination::{Addresses, Country};
use crate::discreet::discreet;
use crate::finding::{Category, Finding, Flag, Linkability};
use crate::intake::{Kind, Mode};
use crate::judge::Judge;
use crate::payload::BodyState;
use crate::record::Record;
use crate::request::Party;
pub use crate::showing::Showing;
use crate::summary::Summary;
use crate::vendor::{Purpose, Reading};

/// The name and version of the report's shape.
pub const SCHEMA: &str = "telltale/report/1";

/// What stands for a part of an address that is not shown.
const HIDDEN: &str = "…";

/// What made the report.
#[derive(Debug, Clone, Serialize)]
pub struct ToolRow {
    /// `telltale`.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
}

/// This tool.
pub const TOOL: ToolRow = ToolRow { name: "telltale", version: env!("CARGO_PKG_VERSION") };

/// A list that requests were held against: of trackers, or the table of addresses.
#[derive(Debug, Clone, Serialize)]
pub struct ListRow {
    /// Its name.
    pub name: String,
    /// Its version, as its package or its own header says.
    pub version: String,
    /// SHA-256 of what it was compiled from, in hex.
    pub sha256: String,
}

impl ListRow {
    /// The lists that a judge holds requests against, and the table of addresses where one is used.
    #[must_use]
    pub fn of(judge: &Judge, showing: &Showing) -> Vec<Self> {
        let row = |list: &List| Self {
            name: list.name.clone(),
            version: list.version.clone(),
            sha256: list.sha256.clone(),
        };
        judge.lists().chain(showing.addresses().map(Addresses::source)).map(row).collect()
    }
}

/// A capture that was read.
#[derive(Debug, Clone, Serialize)]
pub struct CaptureRow {
    /// The file's name as it was given.
    pub file: String,
    /// `har` or `netlog`.
    pub format: String,
    /// The program that wrote it.
    pub creator: Option<String>,
    /// Entries in it.
    pub entries: u64,
    /// Of those, the ones that were judged.
    pub requests: u64,
    /// Of those, the ones that could not be.
    pub skipped: Vec<SkippedRow>,
}

/// An entry of a capture that could not be judged.
#[derive(Debug, Clone, Serialize)]
pub struct SkippedRow {
    /// Where it stands: `log.entries[17]`.
    pub place: String,
    /// Why.
    pub reason: String,
}

/// Something that the report cannot see.
#[derive(Debug, Clone, Serialize)]
pub struct BlindSpot {
    /// What: a stable code.
    pub code: &'static str,
    /// How often; null where even that cannot be known.
    pub count: Option<u64>,
    /// At which hosts.
    pub hosts: Vec<String>,
}

impl BlindSpot {
    /// What it is, in words.
    #[must_use]
    pub fn meaning(&self) -> &'static str {
        meaning(self.code)
    }
}

/// A blind spot in words.
#[must_use]
pub fn meaning(code: &str) -> &str {
    match code {
        "browser_traffic" => {
            "requests of the browser itself: developer tools and most browsers show only those of pages"
        }
        "browser_in_part" => {
            "of the browser's own requests: what was sent before they were watched, bodies, and whether they arrived"
        }
        "sanitised" => "cookies and authorisation: the export took them out, or there were none",
        "body_unseen" => "bodies that were sent and not shown",
        "opened_in_part" => "requests whose payload was opened in part: it broke off, or a limit stopped it",
        "tls_refused" => "connections whose program refused the proxy's certificate",
        "tunnel" => "tunnels through the proxy: it saw the host and nothing else",
        "unanswered" => "requests without an answer: whether they left is not known",
        "damaged_bodies" => "binary bodies that this version of PCAPdroid damages",
        "other_protocols" => "what goes out without HTTP: name lookups, push connections, calls",
        "websocket_messages" => "messages over websockets: the log holds them, Telltale does not read them",
        "truncated" => "what came after the place where the capture breaks off",
        "sites_beyond_cap" => "requests on more sites than a report keeps apart",
        "recipients_beyond_cap" => "requests to more recipients than a report tells apart",
        "requests_no_longer_kept" => "requests that are counted and no longer kept one by one",
        "requests_cut_short" => "requests that are kept without the words that they told",
        "requests_beyond_room" => "requests for which a recording had no room",
        "requests_lost" => "requests that came faster than they could be read",
        "addresses_unreadable" => "requests with an address that cannot be read",
        "private_windows" => "private windows: the extension was not allowed to see them",
        "session_not_kept" => "what happened last: the browser had no room for it beside the background",
        "site_paused" => "requests of sites that were paused: nobody looked at them",
        other => other,
    }
}

/// The matched rule.
#[derive(Debug, Clone, Serialize)]
pub struct MatchRow<'a> {
    list: &'a str,
    rule: &'a str,
    category: Option<&'a str>,
    exception: Option<&'a str>,
}

/// The recipient, its facts apart.
#[derive(Debug, Clone, Serialize)]
pub struct RecipientFacts<'a> {
    host: &'a str,
    registrable_domain: &'a str,
    company: Option<&'a str>,
    category: Option<&'a str>,
    vendor: Option<&'a str>,
    purpose: Option<Purpose>,
    ip: Option<&'a str>,
    country: Option<Country>,
    network: Option<&'a str>,
}

/// One finding.
#[derive(Clone, Serialize)]
pub struct FindingRow<'a> {
    category: Category,
    at: &'a str,
    value: Option<&'a str>,
    preview: String,
    hmac: String,
    linkability: Linkability,
    flags: &'a [Flag],
    reason: &'a str,
}

discreet!(FindingRow<'a> { category, at, preview, linkability });

/// Some points.
#[derive(Debug, Clone, Serialize)]
pub struct PartRow {
    code: &'static str,
    points: u8,
    finding: Option<usize>,
}

/// One request.
#[derive(Clone, Serialize)]
pub struct RequestRow<'a> {
    id: &'a str,
    at: f64,
    mode: Mode,
    method: &'a str,
    url: Cow<'a, str>,
    r#type: Kind,
    initiator: Option<Cow<'a, str>>,
    component: Option<&'a str>,
    site: Option<&'a str>,
    party: Party,
    recipient: RecipientFacts<'a>,
    r#match: Option<MatchRow<'a>>,
    beacon: Option<&'a str>,
    body: BodyState,
    sent: Option<bool>,
    status: Option<u16>,
    from_cache: Option<bool>,
    redirected_from: Option<&'a str>,
    findings: Vec<FindingRow<'a>>,
    /// How they read beside what the endpoint of a browser's maker is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    reading: Option<Reading>,
    score: u8,
    parts: Vec<PartRow>,
}

discreet!(RequestRow<'a> { id, at, mode, method, party, body, sent, findings, score });

/// A whole report.
#[derive(Debug, Clone, Serialize)]
pub struct Report<'a> {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// [`TOOL`].
    pub tool: ToolRow,
    /// The lists.
    pub lists: Vec<ListRow>,
    /// The captures; none for a running session.
    pub captures: Vec<CaptureRow>,
    /// The requests.
    pub requests: Vec<RequestRow<'a>>,
    /// What they add up to.
    pub summary: Summary,
    /// What could not be seen.
    pub blind_spots: Vec<BlindSpot>,
}

impl<'a> RequestRow<'a> {
    /// A record as reports show it.
    #[must_use]
    pub fn new(record: &'a Record, showing: &Showing) -> Self {
        let url = if showing.reveal() {
            Cow::Borrowed(record.url.as_str())
        } else {
            Cow::Owned(redacted(&record.url, &record.findings))
        };
        Self {
            id: &record.id,
            at: record.at,
            mode: record.mode,
            method: &record.method,
            url,
            r#type: record.kind,
            initiator: record
                .initiator
                .as_deref()
                .map(|page| if showing.reveal() { Cow::Borrowed(page) } else { Cow::Owned(origin(page)) }),
            component: record.component.as_deref(),
            site: record.site.as_deref(),
            party: record.party,
            recipient: RecipientFacts {
                host: &record.recipient.host,
                registrable_domain: &record.recipient.registrable_domain,
                company: record.recipient.company.as_deref(),
                category: record.recipient.category.as_deref(),
                vendor: record.recipient.vendor.as_deref(),
                purpose: record.recipient.purpose,
                ip: record.recipient.ip.as_deref(),
                country: showing.country(record),
                network: None,
            },
            r#match: record.matched.as_ref().map(|hit| MatchRow {
                list: &hit.list,
                rule: &hit.rule,
                category: record.recipient.category.as_deref(),
                exception: hit.exception.as_deref(),
            }),
            beacon: record.beacon.as_deref(),
            body: record.body,
            sent: record.sent,
            status: record.status,
            from_cache: record.from_cache,
            redirected_from: record.redirected_from.as_deref(),
            findings: record.findings.iter().map(|finding| finding_row(finding, showing)).collect(),
            reading: record.reading(),
            score: record.score.points,
            parts: record
                .score
                .parts
                .iter()
                .map(|part| PartRow { code: part.code.name(), points: part.points, finding: part.finding })
                .collect(),
        }
    }
}

fn finding_row<'a>(finding: &'a Finding, showing: &Showing) -> FindingRow<'a> {
    FindingRow {
        category: finding.category,
        at: finding.at.as_str(),
        value: showing.reveal().then(|| finding.value.reveal()),
        preview: finding.preview(),
        hmac: showing.hmac(finding.value.reveal()),
        linkability: finding.linkability,
        flags: &finding.flags,
        reason: &finding.reason.text,
    }
}

/// An address without what it tells: scheme, host, the path's harmless segments and the names of parameters stay.
#[must_use]
pub fn redacted(address: &str, findings: &[Finding]) -> String {
    let Ok(url) = Url::parse(address) else { return HIDDEN.to_owned() };
    if url.cannot_be_a_base() {
        return format!("{}:{HIDDEN}", url.scheme());
    }
    let mut shown = format!("{}://{}", url.scheme(), url.host_str().unwrap_or_default());
    if let Some(port) = url.port() {
        shown.push_str(&format!(":{port}"));
    }
    let told: Vec<&str> = findings
        .iter()
        .filter(|finding| finding.at.as_str().starts_with("path"))
        .map(|finding| finding.value.reveal())
        .collect();
    for segment in url.path_segments().into_iter().flatten() {
        shown.push('/');
        let plain = percent_encoding::percent_decode_str(segment).decode_utf8_lossy();
        let tells =
            told.iter().any(|value| !value.is_empty() && (value.contains(&*plain) || plain.contains(value)));
        shown.push_str(if tells && !segment.is_empty() { HIDDEN } else { segment });
    }
    if let Some(query) = url.query() {
        for (index, field) in query.split('&').enumerate() {
            shown.push(if index == 0 { '?' } else { '&' });
            match field.split_once('=') {
                Some((name, value)) => {
                    shown.push_str(if is_name(name) { name } else { HIDDEN });
                    shown.push('=');
                    shown.push_str(if value.is_empty() { "" } else { HIDDEN });
                }
                // A field without a name is all value.
                None => shown.push_str(if field.is_empty() { "" } else { HIDDEN }),
            }
        }
    }
    if url.fragment().is_some_and(|fragment| !fragment.is_empty()) {
        shown.push('#');
        shown.push_str(HIDDEN);
    }
    shown
}

/// A page's address without what was read there.
pub(crate) fn origin(page: &str) -> String {
    match Url::parse(page) {
        Ok(url) if url.host_str().is_some() => {
            let path = if url.path().len() > 1 || url.query().is_some() { HIDDEN } else { "" };
            format!("{}/{path}", &url[..Position::BeforePath])
        }
        Ok(url) => format!("{}:{HIDDEN}", url.scheme()),
        Err(_) => HIDDEN.to_owned(),
    }
}

/// Whether the name of a parameter is only a name. Some senders put whole documents there.
fn is_name(name: &str) -> bool {
    name.len() <= 40
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.$[]%:~!*".contains(&byte))
}
