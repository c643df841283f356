//! The one way through the core: a raw request in, a judged record out.
//!
//! Decides the order of the steps (read → match → open → score). Refuses to know which door a request came through and
//! what becomes of the record.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::bounds::end_within;
use crate::catalogue::{Asked, Catalogue, Document, List};
use crate::company::Companies;
use crate::discreet::discreet;
use crate::finding::Finding;
use crate::intake::{Headers, Initiator, RawRequest};
use crate::linkage::Candidate;
use crate::own::{self, OwnLists};
use crate::payload::{self, Context, Limits, OwnBeacons};
use crate::record::{Match, Recipient, Record};
use crate::request::{KnownPage, Request, Unreadable};
use crate::score::Score;
use crate::site::Suffixes;
use crate::vendor;

/// Everything that a request is judged by. Made once; only what a person adds to it changes.
pub struct Judge {
    catalogue: Catalogue,
    own_lists: Option<OwnLists>,
    own_beacons: Option<OwnBeacons>,
    suffixes: Suffixes,
    companies: Companies,
    limits: Limits,
}

/// A record, and the page it was made on, which later headers are read against.
#[derive(Clone)]
pub struct Judged {
    /// The record.
    pub record: Record,
    /// The page.
    pub page: Option<Url>,
}

discreet!(Judged { record });

/// What headers add to a record when they are shown after it was judged.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Shown {
    /// What left in them.
    pub findings: Vec<Finding>,
    /// What in them may turn out to be an identifier.
    pub candidates: Vec<Candidate>,
    /// Whether there were cookies among them: `None` where they were not shown after all.
    pub with_cookies: Option<bool>,
    /// There may be more in them.
    pub partial: bool,
    /// They say that more of the body was sent than was shown.
    pub body_cut: bool,
}

impl Judge {
    /// A judge over opened lists.
    #[must_use]
    pub fn new(catalogue: Catalogue, suffixes: Suffixes, companies: Companies) -> Self {
        Self { catalogue, own_lists: None, own_beacons: None, suffixes, companies, limits: Limits::default() }
    }

    /// Holds requests from now on against a person's own lists as well, or against none.
    pub fn set_own_lists(&mut self, lists: Option<OwnLists>) {
        self.own_lists = lists;
    }

    /// Tries a person's own beacons on requests from now on as well, or none.
    pub fn set_own_beacons(&mut self, beacons: Option<OwnBeacons>) {
        self.own_beacons = beacons;
    }

    /// The tracker lists: those that come with Telltale, then a person's own.
    pub fn lists(&self) -> impl Iterator<Item = &List> {
        self.catalogue.lists().iter().chain(self.own_lists.iter().flat_map(OwnLists::lists))
    }

    /// The public suffixes.
    #[must_use]
    pub fn suffixes(&self) -> &Suffixes {
        &self.suffixes
    }

    /// Judges one request. `earlier` are addresses of pages that the same session visited before.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] when the address does not parse or does not lead onto the network.
    pub fn judge(&self, raw: &RawRequest, earlier: &[Url]) -> Result<Judged, Unreadable> {
        self.judge_on(raw, &mut KnownPage::default(), earlier)
    }

    /// The same, where a page was read before, be it the request's own or another. Then its own is the one.
    ///
    /// # Errors
    ///
    /// As [`Self::judge`].
    pub fn judge_on(
        &self,
        raw: &RawRequest,
        known: &mut KnownPage,
        earlier: &[Url],
    ) -> Result<Judged, Unreadable> {
        let (whole, shortened) = (raw, shortened(raw, self.limits.address));
        let raw = shortened.as_ref().unwrap_or(whole);
        let request = Request::read(raw, known, &self.suffixes)?;
        let matched = self.matched(raw, &request, &mut known.document);
        let context = Context {
            recipient_host: &request.host,
            recipient_registrable: Some(&request.registrable_domain),
            party: request.party,
            page: request.page.as_ref(),
            title: raw.title.as_deref(),
            earlier_pages: earlier,
            limits: &self.limits,
        };
        let examination = payload::examine_with(raw, &context, self.own_beacons.as_ref());
        let company = self.companies.company(&request.host);
        let endpoint = vendor::endpoint(&request.host, request.url.path());
        let mut record = Record {
            id: raw.id.clone(),
            at: raw.at,
            mode: raw.mode,
            method: raw.method.clone(),
            url: whole.url.clone(),
            kind: raw.kind,
            initiator: match &raw.initiator {
                Initiator::Page(address) => Some(address.clone()),
                Initiator::Browser | Initiator::Unknown => None,
            },
            component: None,
            site: request.site,
            party: request.party,
            recipient: Recipient {
                host: request.host,
                registrable_domain: request.registrable_domain,
                // The table of companies is of trackers, and knows few makers of browsers.
                company: company
                    .as_ref()
                    .map(|company| company.name)
                    .or(endpoint.map(|endpoint| endpoint.vendor))
                    .map(str::to_owned),
                category: company.as_ref().map(|company| company.category.to_owned()),
                vendor: endpoint.map(|endpoint| endpoint.vendor.to_owned()),
                purpose: endpoint.map(|endpoint| endpoint.purpose),
                ip: None,
            },
            matched,
            beacon: examination.beacon,
            body: examination.body,
            sent: None,
            findings: examination.findings,
            score: Score::default(),
            candidates: examination.candidates,
            with_cookies: with_cookies(&raw.headers),
            set_cookies: Vec::new(),
            status: None,
            from_cache: None,
            redirected_from: None,
            page: None,
            partial: examination.partial || shortened.is_some(),
        };
        record.weigh();
        Ok(Judged { record, page: request.page })
    }

    /// What headers tell that are shown only after the request was judged.
    #[must_use]
    pub fn judge_headers(
        &self,
        record: &Record,
        page: Option<&Url>,
        headers: &Headers,
        earlier: &[Url],
    ) -> Shown {
        let context = Context {
            recipient_host: &record.recipient.host,
            recipient_registrable: Some(&record.recipient.registrable_domain),
            party: record.party,
            page,
            title: None,
            earlier_pages: earlier,
            limits: &self.limits,
        };
        let more = payload::examine_headers(headers, &context);
        Shown {
            findings: more.findings,
            candidates: more.candidates,
            with_cookies: with_cookies(headers),
            partial: more.partial,
            body_cut: false,
        }
    }

    fn matched(&self, raw: &RawRequest, request: &Request, known: &mut Document) -> Option<Match> {
        // Lists speak of the document that asked: a frame's own where it is known, else the page.
        let document = match &raw.initiator {
            Initiator::Page(address) => Some(address.as_str()),
            Initiator::Browser | Initiator::Unknown => request.page.as_ref().map(Url::as_str),
        };
        let asked = Asked { url: request.url.as_str(), document, kind: raw.kind, method: Some(&raw.method) };
        own::matched(&self.catalogue, self.own_lists.as_ref(), &asked, known, &self.suffixes)
    }
}

/// The request with its addresses cut to what is read of them; none where they are within bounds.
fn shortened(raw: &RawRequest, limit: usize) -> Option<RawRequest> {
    let initiator = match &raw.initiator {
        Initiator::Page(address) => address.len(),
        Initiator::Browser | Initiator::Unknown => 0,
    };
    let longest = raw.url.len().max(raw.page.as_ref().map_or(0, String::len)).max(initiator);
    (longest > limit).then(|| {
        let mut short = raw.clone();
        let shorten = |address: &mut String| address.truncate(end_within(address, limit));
        shorten(&mut short.url);
        short.page.as_mut().map(shorten);
        if let Initiator::Page(address) = &mut short.initiator {
            shorten(address);
        }
        short
    })
}

fn with_cookies(headers: &Headers) -> Option<bool> {
    match headers {
        Headers::Unseen => None,
        Headers::Seen(list) => Some(list.value("cookie").is_some()),
    }
}
