//! The payload opener: from a request to what left in it.
//!
//! Decides the order: the address, the headers, the body; every layer of each is opened, and every value judged. Refuses
//! to know who matches lists, what a finding weighs, and what other requests told.
//!
//! One walk (`walk`) goes over borrowed text. Whatever it meets is opened by content, never by what a header claims
//! (`layer`, `bytes`, `json`, with the codecs in `codec` and `streams`); a value is judged by a beacon's dictionary (`beacon`), by its
//! name (`names`), and by its form and the known pages (`shape`, `page`, `search`). `limits` bounds all of it.

use url::Url;

use crate::discreet::discreet;
use crate::finding::Finding;
use crate::intake::{Body, Headers, Kind, RawRequest};
use crate::linkage::Candidate;
pub use crate::request::Party;

mod beacon;
mod body;
mod bytes;
mod candidate;
mod charset;
mod class;
mod codec;
mod consent;
mod headers;
mod json;
mod judge;
mod layer;
mod limits;
mod names;
mod page;
mod protobuf;
mod search;
mod shape;
mod streams;
mod trail;
mod walk;

pub use beacon::{BeaconFault, OWN_BEACONS, OwnBeacons, most_of_own};
pub(crate) use candidate::identifiers_in;
pub use charset::{CharsetReader, bring_charsets};
pub(crate) use codec::gzip_head;
pub use headers::wanted_headers;
pub use limits::Limits;
#[cfg(feature = "streams")]
pub use streams::open_stream;
pub use streams::{Codec, Inflated, StreamReader, bring_streams};

use walk::Walk;

/// What is known besides the request: who receives it, and the page that it came from.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The host that receives it.
    pub recipient_host: &'a str,
    /// Its registrable domain.
    pub recipient_registrable: Option<&'a str>,
    /// How the recipient is related to the page.
    pub party: Party,
    /// The page in whose tab it was made.
    pub page: Option<&'a Url>,
    /// That page's title.
    pub title: Option<&'a str>,
    /// Pages that the same session visited before, the newest last.
    pub earlier_pages: &'a [Url],
    /// What may be spent.
    pub limits: &'a Limits,
}

discreet!(Context<'a> { recipient_host, party, limits });

/// How much of a body was there to be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BodyState {
    /// There was none.
    #[default]
    None,
    /// All of it.
    Seen,
    /// There was or may have been one, and it was withheld.
    Unseen,
    /// A part of it.
    Partial,
}

/// What an examination found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Examination {
    /// What left.
    pub findings: Vec<Finding>,
    /// What may turn out to be an identifier when it comes again.
    pub candidates: Vec<Candidate>,
    /// How much of the body was there.
    pub body: BodyState,
    /// A limit stopped it, or a layer broke off: there may be more.
    pub partial: bool,
    /// The beacon that the request was recognised as.
    pub beacon: Option<String>,
}

/// Opens a request and names what left in it.
///
/// What a site tells itself is not a finding, unless a dictionary recognises a vendor's beacon behind the site's own
/// name.
#[must_use]
pub fn examine(raw: &RawRequest, context: &Context<'_>) -> Examination {
    examine_with(raw, context, None)
}

/// The same with the beacons that a person added.
#[must_use]
pub fn examine_with(raw: &RawRequest, context: &Context<'_>, own: Option<&OwnBeacons>) -> Examination {
    let state = match &raw.body {
        Body::None => BodyState::None,
        Body::Unseen => BodyState::Unseen,
        Body::Raw { missing: 0, .. } | Body::Form { missing: 0, .. } => BodyState::Seen,
        Body::Raw { .. } | Body::Form { .. } => BodyState::Partial,
    };
    // A page that opens tells its own site what it asks for.
    if raw.kind == Kind::MainFrame && context.party == Party::First {
        return Examination { body: state, ..Examination::default() };
    }
    let mut walk = Walk::new(context, own);
    walk.has_body = !matches!(raw.body, Body::None);
    walk.address(&raw.url);
    if let Headers::Seen(list) = &raw.headers {
        walk.headers(list);
    }
    walk.body(raw);
    let cut = walk.cut_body;
    let found = walk.finish();
    Examination {
        body: if cut && state == BodyState::Seen { BodyState::Partial } else { state },
        partial: found.partial || state == BodyState::Partial,
        ..found
    }
}

/// The names of all beacons that have a dictionary, each with the source of its facts.
pub fn beacons() -> impl Iterator<Item = (&'static str, &'static str)> {
    beacon::BEACONS.iter().map(|beacon| (beacon.name, beacon.source))
}

/// What one way to recognise a beacon looks for: for tools that make requests which look like it.
#[derive(Debug, Clone)]
pub struct Looks {
    /// Domains.
    pub hosts: &'static [&'static str],
    /// A part of the path, with its anchors.
    pub path: &'static str,
    /// Parameters, some with the start of their value.
    pub keys: &'static [&'static str],
    /// Texts in the body.
    pub body: &'static [&'static str],
    /// The names of the fields that have a meaning.
    pub fields: Vec<&'static str>,
}

/// Every way in which a beacon is recognised.
pub fn beacon_looks() -> impl Iterator<Item = Looks> {
    beacon::BEACONS.iter().flat_map(|beacon| {
        beacon.marks.iter().map(|mark| Looks {
            hosts: mark.hosts,
            path: mark.path,
            keys: mark.keys,
            body: mark.body,
            fields: beacon.fields.iter().map(|(name, _)| *name).collect(),
        })
    })
}

/// Names what headers tell that are shown only after the request was examined.
#[must_use]
pub fn examine_headers(headers: &Headers, context: &Context<'_>) -> Examination {
    let mut walk = Walk::new(context, None);
    if let Headers::Seen(list) = headers {
        walk.headers(list);
    }
    walk.finish()
}
