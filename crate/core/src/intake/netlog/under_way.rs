//! The requests of a log that have begun and not ended.
//!
//! Decides on which page each was made, and which have to go where there are too many: the oldest, with what is known of
//! them. Refuses to know what a request says.

use std::collections::{BTreeMap, VecDeque};

use url::Url;

use super::component;
use super::event::Params;
use super::request::Request;
use crate::discreet::discreet;
use crate::intake::capture::Outcome;
use crate::intake::{Kind, RawRequest};

/// Requests that are under way at once.
const REQUESTS: usize = 10_000;
/// Bytes that they hold together.
const BYTES: usize = 24 << 20;
/// Pages that are remembered, and bytes of one's address.
const PAGES: usize = 1_000;
const ADDRESS: usize = 8 << 10;

/// All of them.
#[derive(Default)]
pub(super) struct UnderWay {
    sources: BTreeMap<i64, Source>,
    bytes: usize,
    /// The pages that were opened, the newest last.
    pages: VecDeque<Url>,
}

discreet!(UnderWay { bytes });

#[derive(Debug, Default)]
struct Source {
    request: Option<Request>,
    annotation: Option<u64>,
    /// What it was counted with.
    size: usize,
}

/// A request of which no more will be said.
#[derive(Debug)]
pub(super) struct Ready {
    pub(super) source: i64,
    pub(super) request: RawRequest,
    pub(super) outcome: Outcome,
    pub(super) component: Option<String>,
    /// Some of its headers were taken out of the log.
    pub(super) stripped: bool,
}

impl UnderWay {
    /// A source begins. One that was under way before the log began says here what it asks for.
    pub(super) fn begin(&mut self, id: i64, at: f64, params: &Params<'_>) -> Option<Ready> {
        let ready = self.end(id, None);
        let annotation = params.traffic_annotation.0.and_then(super::names::whole);
        self.sources.insert(id, Source { annotation, ..Source::default() });
        if params.method.is_some() {
            self.place(id, Request::new(at, params, true), params);
        }
        self.settle(id);
        ready
    }

    /// A source starts a request, its first or the one to which it was redirected.
    pub(super) fn start(&mut self, id: i64, at: f64, params: &Params<'_>) -> Option<Ready> {
        let ready = self.take(id);
        self.sources.entry(id).or_default();
        self.place(id, Request::new(at, params, false), params);
        self.settle(id);
        ready
    }

    /// A source ends.
    pub(super) fn end(&mut self, id: i64, error: Option<String>) -> Option<Ready> {
        if let Some(request) = self.of(id) {
            request.ends(error);
        }
        let ready = self.take(id);
        if let Some(source) = self.sources.remove(&id) {
            self.bytes -= source.size;
        }
        ready
    }

    /// The request of a source.
    pub(super) fn of(&mut self, id: i64) -> Option<&mut Request> {
        self.sources.get_mut(&id)?.request.as_mut()
    }

    /// Some of a request's body goes out.
    pub(super) fn hears(&mut self, id: i64, bytes: &[u8], ends: bool) {
        if let Some(request) = self.of(id) {
            request.hears(bytes, ends);
        }
        self.settle(id);
    }

    /// The headers of a request may name its page: of several tabs with the same site, this is the one.
    pub(super) fn refers(&mut self, id: i64) {
        if let Some(request) = self.sources.get_mut(&id).and_then(|source| source.request.as_mut())
            && request.kind != Some(Kind::MainFrame)
            && !request.is_browsers()
            && let Some(page) = request.referer().and_then(|referer| known(&self.pages, referer))
        {
            request.page = Some(page);
        }
    }

    /// Counts a request again after something was said of it.
    pub(super) fn settle(&mut self, id: i64) {
        let Some(source) = self.sources.get_mut(&id) else { return };
        let size = source.request.as_ref().map_or(64, Request::size);
        self.bytes = self.bytes - source.size + size;
        source.size = size;
    }

    /// The oldest request, while there are more than may be kept. What follows of it will find nothing.
    pub(super) fn beyond_caps(&mut self) -> Option<Ready> {
        while self.sources.len() > REQUESTS || self.bytes > BYTES {
            if let Some(ready) = self.next_source()? {
                return Some(ready);
            }
        }
        None
    }

    /// The oldest request that is still under way.
    pub(super) fn next(&mut self) -> Option<Ready> {
        loop {
            if let Some(ready) = self.next_source()? {
                return Some(ready);
            }
        }
    }

    /// Takes the oldest source out, and its request if it has one.
    fn next_source(&mut self) -> Option<Option<Ready>> {
        let (&id, _) = self.sources.first_key_value()?;
        let ready = self.take(id);
        if let Some(source) = self.sources.remove(&id) {
            self.bytes -= source.size;
        }
        Some(ready)
    }

    fn take(&mut self, id: i64) -> Option<Ready> {
        let source = self.sources.get_mut(&id)?;
        let (request, outcome, stripped) = source.request.take()?.finish()?;
        let component = source.annotation.map(component::named);
        Some(Ready { source: id, request, outcome, component, stripped })
    }

    /// Puts a request on the page that it was made on: the newest whose site is the one that the browser keeps its
    /// network apart for.
    fn place(&mut self, id: i64, request: Option<Request>, params: &Params<'_>) {
        let Some(mut request) = request else { return };
        if request.kind == Some(Kind::MainFrame) {
            if let Some(page) = Url::parse(&request.url).ok().filter(|url| url.as_str().len() <= ADDRESS) {
                if self.pages.len() >= PAGES {
                    self.pages.pop_front();
                }
                self.pages.push_back(page);
            }
            request.page = Some(request.url.clone());
        } else if !request.is_browsers()
            && let Some(key) = params.network_isolation_key.filled()
            && let Some(site) = key.split(' ').next().and_then(|site| Url::parse(site).ok())
        {
            let page = self.pages.iter().rev().find(|page| is_on(page, &site));
            request.page = page.map(|page| page.as_str().to_owned());
        }
        if let Some(source) = self.sources.get_mut(&id) {
            source.request = Some(request);
        }
    }
}

/// Whether a page belongs to a site, which is a scheme and a registrable domain.
fn is_on(page: &Url, site: &Url) -> bool {
    let (Some(host), Some(domain)) = (page.host_str(), site.host_str()) else { return false };
    let below = host.strip_suffix(domain).is_some_and(|above| above.is_empty() || above.ends_with('.'));
    page.scheme() == site.scheme() && below
}

/// The page that a referrer names, if it is one that was opened. Browsers take the fragment off.
fn known(pages: &VecDeque<Url>, referer: &str) -> Option<String> {
    let page = pages.iter().rev().find(|page| page.as_str().split('#').next() == Some(referer))?;
    Some(page.as_str().to_owned())
}
