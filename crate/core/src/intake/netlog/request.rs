//! One request of a log, while its events come in.
//!
//! Decides what it was, who asked, whether it left and what of its body was seen. Refuses to know which bytes are its
//! own (`super::link` does) and how many requests there are (`super::under_way`).

use super::event::Params;
use super::http1;
use crate::discreet::discreet;
use crate::finding::Secret;
use crate::intake::capture::Outcome;
use crate::intake::capture::purpose::{Purpose, is_page, of_accept, of_fetch_metadata};
use crate::intake::{Body, HeaderList, Headers, Initiator, Kind, Mode, RawRequest};
use crate::outcome::never_left;

/// A body is kept up to this many bytes; the rest is counted.
const BODY_CAP: usize = 4 << 20;

/// A request that goes on: one way there, of which a redirect begins the next.
#[derive(Default)]
pub(super) struct Request {
    at: f64,
    method: String,
    pub(super) url: String,
    pub(super) kind: Option<Kind>,
    initiator: Option<Initiator>,
    pub(super) page: Option<String>,
    uploads: bool,
    headers: Option<HeaderList>,
    stripped: bool,
    status: Option<u16>,
    set_cookies: Vec<Secret>,
    ip: Option<String>,
    error: Option<String>,
    /// It was already under way when the log began.
    older: bool,
    ended: bool,
    internal: bool,
    body: Vec<u8>,
    /// Bytes of the body beyond those that are kept.
    beyond: u64,
    /// The body's length, as the browser announced it.
    announced: Option<u64>,
    chunked: bool,
    /// The last byte of the body came.
    whole: bool,
    /// The bytes on its socket are its own.
    heard: bool,
}

discreet!(Request { at, kind, status, uploads });

impl Request {
    /// A request as its first event describes it.
    pub(super) fn new(at: f64, params: &Params<'_>, older: bool) -> Option<Self> {
        let url = params.url.filled()?.into_owned();
        let kind = match params.request_type.filled().as_deref() {
            Some("main frame") => Some(Kind::MainFrame),
            Some("sub frame") => Some(Kind::SubFrame),
            _ if url.starts_with("ws:") || url.starts_with("wss:") => Some(Kind::WebSocket),
            _ => None,
        };
        Some(Self {
            at,
            method: params.method.filled().map_or_else(|| "GET".to_owned(), |name| name.into_owned()),
            initiator: Some(initiator(params.initiator.filled().as_deref(), kind)),
            uploads: params.upload_id.is_some(),
            kind,
            url,
            older,
            ..Self::default()
        })
    }

    /// What it holds in memory, in bytes.
    pub(super) fn size(&self) -> usize {
        let headers = self.headers.as_ref().map_or(0, HeaderList::size);
        let page = self.page.as_ref().map_or(0, String::len);
        512 + self.url.len() + self.method.len() + page + headers + self.body.len()
    }

    /// Whether it goes out encrypted.
    pub(super) fn is_secure(&self) -> bool {
        self.url.starts_with("https:") || self.url.starts_with("wss:")
    }

    /// Whether the browser itself asked for it.
    pub(super) fn is_browsers(&self) -> bool {
        self.initiator == Some(Initiator::Browser)
    }

    /// The address of the page that its headers name.
    pub(super) fn referer(&self) -> Option<&str> {
        self.headers.as_ref()?.value("referer")
    }

    pub(super) fn announces(&mut self, params: &Params<'_>) {
        self.uploads = true;
        self.chunked = params.is_chunked.0;
        self.announced =
            params.total_size.0.filter(|size| *size >= 0.0 && !self.chunked).map(|size| size as u64);
    }

    /// Its headers go out; where they went out before, on a connection that was lost, everything goes out again.
    pub(super) fn sends(&mut self, params: &Params<'_>) {
        (self.body, self.beyond, self.whole) = (Vec::new(), 0, false);
        let lines = params.headers.0.iter().filter_map(|line| line.string());
        let mut headers = HeaderList::default();
        for line in lines {
            // `:authority` and its like are the request line of HTTP/2, which method and address say already.
            let Some((name, value)) = line.split_once(':').filter(|(name, _)| !name.is_empty()) else {
                continue;
            };
            let value = value.trim_start_matches(' ');
            if is_stripped(value) {
                self.stripped = true;
                continue;
            }
            headers.push(name, value);
        }
        self.headers = Some(headers);
    }

    pub(super) fn is_answered(&mut self, params: &Params<'_>) {
        let lines: Vec<_> = params.headers.0.iter().filter_map(|line| line.string()).collect();
        let status = lines.first().and_then(|line| line.split(' ').nth(1)?.parse().ok());
        self.status = status.filter(|status| (100..1000).contains(status)).or(self.status);
        self.set_cookies = lines
            .iter()
            .filter_map(|line| line.split_once(':'))
            .filter(|(name, value)| {
                name.eq_ignore_ascii_case("set-cookie") && !is_stripped(value.trim_start())
            })
            .map(|(_, value)| Secret::new(value.trim_start()))
            .collect();
    }

    pub(super) fn arrives(&mut self, heard: bool, ip: Option<String>) {
        self.heard |= heard;
        self.ip = ip.or_else(|| self.ip.take());
    }

    pub(super) fn fails(&mut self, error: Option<String>) {
        self.error = self.error.take().or(error);
    }

    pub(super) fn ends(&mut self, error: Option<String>) {
        self.ended = true;
        self.fails(error);
    }

    /// The browser redirects itself, from http to https: nothing of this goes out.
    pub(super) fn is_internal(&mut self) {
        self.internal = true;
    }

    /// Some of its body goes out.
    pub(super) fn hears(&mut self, bytes: &[u8], ends: bool) {
        if self.kind == Some(Kind::WebSocket) {
            return;
        }
        let room = BODY_CAP.saturating_sub(self.body.len());
        let fits = bytes.len().min(room);
        self.body.extend_from_slice(&bytes[..fits]);
        self.beyond += (bytes.len() - fits) as u64;
        self.whole |= ends;
    }

    /// The request, without its id and its mode, and what became of it, once no more is said of it; nothing where nothing
    /// was to go out.
    pub(super) fn finish(mut self) -> Option<(RawRequest, Outcome, bool)> {
        let left = self.headers.is_some() || self.status.is_some();
        if self.internal && !left {
            return None;
        }
        let from_cache = self.ended && !left && self.error.is_none() && !self.older;
        let sent = if left {
            Some(true)
        } else if from_cache || self.error.as_deref().is_some_and(|error| !self.older || never_left(error)) {
            // The log tells every message that goes out, and it told none.
            Some(false)
        } else {
            None
        };
        let body = self.take_body();
        let headers = self.headers.take().unwrap_or_default();
        let kind = self.kind.unwrap_or_else(|| purpose(&self.method, &headers));
        let outcome = Outcome {
            ip: self.ip,
            status: self.status,
            error: self.error,
            from_cache,
            sent,
            set_cookies: self.set_cookies,
        };
        let request = RawRequest {
            id: String::new(),
            at: self.at,
            mode: Mode::Unknown,
            method: self.method,
            url: self.url,
            kind,
            initiator: self.initiator.unwrap_or(Initiator::Unknown),
            page: self.page,
            title: None,
            headers: Headers::listed(headers),
            body,
        };
        Some((request, outcome, self.stripped))
    }

    fn take_body(&mut self) -> Body {
        let mut body = std::mem::take(&mut self.body);
        if self.chunked && self.heard {
            (body, self.whole) = http1::joined(&body);
        }
        let length = (self.headers.as_ref())
            .and_then(|headers| headers.value("content-length"))
            .and_then(|length| length.trim().parse().ok());
        let announced = self.announced.or(length);
        let came = body.len() as u64 + self.beyond;
        let missing = match announced {
            Some(announced) => self.beyond + announced.saturating_sub(came),
            // Nobody says how long it is: it is complete where its end was seen.
            None => self.beyond + u64::from(!self.whole),
        };
        match (body.is_empty(), announced) {
            (true, Some(0)) => Body::None,
            (true, None) if !self.uploads || self.whole => Body::None,
            (true, _) => Body::Unseen,
            (false, _) if !self.uploads && announced.is_none() => Body::None,
            (false, _) => Body::Raw { parts: vec![body], missing },
        }
    }
}

/// Who asked. Pages of the browser's own, such as its new tab, are the browser.
fn initiator(origin: Option<&str>, kind: Option<Kind>) -> Initiator {
    const OWN: [&str; 9] = [
        "chrome://",
        "chrome-untrusted://",
        "chrome-search://",
        "devtools://",
        "edge://",
        "brave://",
        "opera://",
        "vivaldi://",
        "browser://",
    ];
    match origin {
        // A frame that no origin asked for is one that the browser opens again, in somebody's page.
        Some("not an origin") if kind == Some(Kind::SubFrame) => Initiator::Unknown,
        Some("not an origin") => Initiator::Browser,
        Some(origin) if OWN.iter().any(|own| origin.starts_with(own)) => Initiator::Browser,
        Some(origin) if is_page(origin) || origin.contains("-extension://") => {
            Initiator::Page(origin.to_owned())
        }
        _ => Initiator::Unknown,
    }
}

fn purpose(method: &str, headers: &HeaderList) -> Kind {
    of_fetch_metadata(method, headers).unwrap_or_else(|| match of_accept(headers) {
        Some(Purpose::Is(kind)) => kind,
        // A page that fills neither a tab nor a frame is fetched in advance.
        Some(Purpose::SomePage) | None => Kind::Other,
    })
}

/// What the browser writes in place of what it takes out of a log.
fn is_stripped(value: &str) -> bool {
    value.starts_with('[') && value.ends_with("were stripped]")
}
