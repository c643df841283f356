//! A raw request, read: where it goes, on which site it was made, and how the two are related.
//!
//! Decides the party and the site. Refuses to know what the request carries and whether a list names it.

use std::fmt;

use serde::{Deserialize, Serialize};
use url::{Host, Url};

use crate::catalogue::Document;
use crate::discreet::discreet;
use crate::intake::{Initiator, Kind, RawRequest};
use crate::site::Suffixes;

/// The longest name that anybody on the network can have.
const LONGEST_HOST: usize = 253;

/// How the recipient is related to the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// The page's own registrable domain.
    First,
    /// Another one.
    Third,
    /// No page asked: the browser itself did.
    Browser,
    /// The page is not known.
    Unknown,
}

impl Party {
    /// Its name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Third => "third",
            Self::Browser => "browser",
            Self::Unknown => "unknown",
        }
    }
}

/// Why a raw request cannot be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unreadable {
    /// The address does not parse.
    Address(url::ParseError),
    /// The address names no host on the network: `data:`, `blob:`, a page of the browser's own.
    NotNetwork,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(why) => write!(f, "the address does not parse: {why}"),
            Self::NotNetwork => f.write_str("the address names no host on the network"),
        }
    }
}

impl std::error::Error for Unreadable {}

/// What a request's addresses say, once read.
#[derive(Clone)]
pub struct Request {
    /// Where it goes.
    pub url: Url,
    /// The host that receives it.
    pub host: String,
    /// Its registrable domain: what a person or company registers.
    pub registrable_domain: String,
    /// The page in whose tab it was made.
    pub page: Option<Url>,
    /// The registrable domain of that page.
    pub site: Option<String>,
    /// How the recipient is related to the site.
    pub party: Party,
}

discreet!(Request { host, registrable_domain, party });

/// The page that was read last: what it asks for next is read without reading it again.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct KnownPage {
    address: String,
    page: Option<(Url, Option<String>)>,
    /// The document that asked last, as lists are asked about it.
    pub(crate) document: Document,
}

discreet!(KnownPage {});

impl KnownPage {
    /// The page at an address and the site that it is of; none where that is no page of the web.
    fn at(&mut self, address: &str, suffixes: &Suffixes) -> Option<(Url, Option<String>)> {
        if self.address != address {
            let page = web_page(address).map(|page| {
                let site = site(&page, suffixes);
                (page, site)
            });
            (self.address, self.page) = (address.to_owned(), page);
        }
        self.page.clone()
    }
}

impl Request {
    /// Reads the addresses of a raw request. `known`: the page that was read last, be it its own or another.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] when the address does not parse or does not lead onto the network.
    pub fn read(raw: &RawRequest, known: &mut KnownPage, suffixes: &Suffixes) -> Result<Self, Unreadable> {
        let url = Url::parse(&raw.url).map_err(Unreadable::Address)?;
        let host = match network_host(&url) {
            Some(host) => host.to_owned(),
            None => return Err(Unreadable::NotNetwork),
        };
        let registrable_domain = registrable(suffixes, &url, &host);
        // A page that is being opened is its own site, whoever led there.
        let (page, site) = if raw.kind == Kind::MainFrame {
            (Some(url.clone()), Some(registrable_domain.clone()))
        } else if let Some((page, site)) = raw.page.as_deref().and_then(|page| known.at(page, suffixes)) {
            (Some(page), site)
        } else {
            let page = initiator_of(raw);
            let site = page.as_ref().and_then(|page| site(page, suffixes));
            (page, site)
        };
        let party = match (&raw.initiator, &site) {
            // An address that a person typed is also asked for by the browser, but it is the page that opens.
            _ if raw.kind == Kind::MainFrame => Party::First,
            (Initiator::Browser, _) => Party::Browser,
            (_, Some(site)) if *site == registrable_domain => Party::First,
            (_, Some(_)) => Party::Third,
            (_, None) => Party::Unknown,
        };
        Ok(Self { url, host, registrable_domain, page, site, party })
    }
}

/// The site on which a request is made, which is all that is read of it.
#[must_use]
pub fn site_of(raw: &RawRequest, suffixes: &Suffixes) -> Option<String> {
    if raw.kind == Kind::MainFrame { site_at(&raw.url, suffixes) } else { site(&page_of(raw)?, suffixes) }
}

/// The site that an address belongs to.
#[must_use]
pub fn site_at(address: &str, suffixes: &Suffixes) -> Option<String> {
    site(&web_page(address)?, suffixes)
}

fn site(page: &Url, suffixes: &Suffixes) -> Option<String> {
    Some(registrable(suffixes, page, network_host(page)?))
}

fn page_of(raw: &RawRequest) -> Option<Url> {
    raw.page.as_deref().and_then(web_page).or_else(|| initiator_of(raw))
}

/// The page that asked, as far as who asked tells it.
fn initiator_of(raw: &RawRequest) -> Option<Url> {
    match &raw.initiator {
        Initiator::Page(address) => web_page(address),
        Initiator::Browser | Initiator::Unknown => None,
    }
}

/// The host of an address that leads onto the network.
fn network_host(url: &Url) -> Option<&str> {
    match url.scheme() {
        "http" | "https" | "ws" | "wss" => {
            url.host_str().filter(|host| !host.is_empty() && host.len() <= LONGEST_HOST)
        }
        _ => None,
    }
}

fn web_page(address: &str) -> Option<Url> {
    Url::parse(address).ok().filter(|page| network_host(page).is_some())
}

/// The registrable domain, or the host itself where there is none: an IP address, a single label, a public suffix.
fn registrable(suffixes: &Suffixes, url: &Url, host: &str) -> String {
    match url.host() {
        Some(Host::Domain(domain)) => suffixes.registrable_domain(domain).unwrap_or(domain).to_owned(),
        _ => host.to_owned(),
    }
}
