//! Joins the parts of a HAR: which tool wrote it, which page an entry belongs to, what the capture as a whole hides.
//!
//! Decides pages, frames and blind spots. Refuses to know how the parts were found in the file.

use std::collections::HashMap;

use super::entry::{self, Read};
use super::{Writer, wire};
use crate::discreet::discreet;
use crate::intake::capture::outline::{ENTRY_CAP, Found, ListName, Part};
use crate::intake::capture::purpose::is_page;
use crate::intake::capture::{BlindSpot, Entry, Hosts, Item, Outcome, Place, Skipped, host};
use crate::intake::{Initiator, Kind, Mode};

/// Pages of a capture that are told apart.
const PAGES: usize = 10_000;

/// One page of the capture.
#[derive(Default)]
struct Page {
    /// Its address: what Chromium writes as title, later the address that its main frame really has.
    address: Option<String>,
    title: Option<String>,
    has_main_frame: bool,
    /// Where the last page in a tab led on to, until the request for that is seen.
    leads_to: Option<String>,
}

discreet!(Page { has_main_frame });

/// What is known of a capture while it is read.
#[derive(Debug)]
pub(in crate::intake) struct Log {
    mode: Mode,
    writer: Writer,
    creator: Option<String>,
    damages_bodies: bool,
    pages: HashMap<String, Page>,
    requests: u64,
    shows_cookies: bool,
    /// Requests out of whose headers something was taken.
    removed: u64,
    refused_tls: Hosts,
    unanswered: Hosts,
    tunnels: Hosts,
    damaged: Hosts,
}

impl Log {
    pub(in crate::intake) fn new(mode: Mode) -> Self {
        Self {
            mode,
            writer: Writer::Other,
            creator: None,
            damages_bodies: false,
            pages: HashMap::new(),
            requests: 0,
            shows_cookies: false,
            removed: 0,
            refused_tls: Hosts::default(),
            unanswered: Hosts::default(),
            tunnels: Hosts::default(),
            damaged: Hosts::default(),
        }
    }

    pub(in crate::intake) fn creator(&self) -> Option<&str> {
        self.creator.as_deref()
    }

    /// Takes a part of the file, and hands over what comes of it.
    pub(in crate::intake) fn take(&mut self, found: &Found<'_>, sink: &mut impl FnMut(Item)) {
        let json = found.cut.kept();
        match found.part {
            Part::Creator => self.take_creator(json),
            Part::Element(ListName::Pages, _) => self.take_page(json),
            Part::Element(ListName::TlsErrors, _) => {
                if let Ok(error) = serde_json::from_slice::<wire::TlsError<'_>>(json) {
                    self.refused_tls.add(&error.hostname.filled().or(error.ip.filled()).unwrap_or_default());
                }
            }
            Part::Element(ListName::Entries, index) => {
                if let Err(reason) = self.take_entry(index, found, sink) {
                    sink(Item::Skipped(Skipped { place: place(index, "", found.at), reason }));
                }
            }
            // Of another format.
            Part::Constants | Part::Element(ListName::Events, _) => {}
        }
    }

    /// Takes an entry that begins where `text` does, if all of it is there and nothing is wrong with it, and says how long
    /// it is.
    pub(in crate::intake) fn take_whole(
        &mut self,
        index: u64,
        at: u64,
        text: &str,
        sink: &mut impl FnMut(Item),
    ) -> Option<usize> {
        let mut values = serde_json::Deserializer::from_str(text).into_iter::<wire::Entry<'_>>();
        let entry = values.next()?.ok()?;
        let taken = entry::read(&entry, index, 0, self.writer, self.mode)
            .and_then(|read| self.take_read(read, index, at, sink));
        if let Err(reason) = taken {
            sink(Item::Skipped(Skipped { place: place(index, "", at), reason }));
        }
        Some(values.byte_offset())
    }

    fn take_creator(&mut self, json: &[u8]) {
        let Ok(creator) = serde_json::from_slice::<wire::Creator<'_>>(json) else { return };
        let Some(name) = creator.name.filled() else { return };
        let version = creator.version.filled().unwrap_or_default();
        self.writer = Writer::of(&name);
        self.damages_bodies = self.writer == Writer::Pcapdroid && matches!(&*version, "1.9.0" | "1.9.1");
        // mitmproxy keeps its version in the comment.
        let version = match creator
            .comment
            .filled()
            .as_deref()
            .and_then(|comment| comment.strip_prefix("mitmproxy version "))
        {
            Some(own) if self.writer == Writer::Mitmproxy => own.to_owned().into(),
            _ => version,
        };
        self.creator = Some(format!("{name} {version}").trim().to_owned());
    }

    fn take_page(&mut self, json: &[u8]) {
        let Ok(page) = serde_json::from_slice::<wire::Page<'_>>(json) else { return };
        let Some(id) = page.id.filled().filter(|_| self.pages.len() < PAGES) else { return };
        let title = page.title.filled().map(|title| title.into_owned());
        let of = self.pages.entry(id.into_owned()).or_default();
        match title {
            Some(address) if is_page(&address) => of.address = of.address.take().or(Some(address)),
            title => of.title = title,
        }
    }

    fn take_entry(
        &mut self,
        index: u64,
        found: &Found<'_>,
        sink: &mut impl FnMut(Item),
    ) -> Result<(), String> {
        if let Some(at) = found.broken {
            return Err(format!("its brackets or quotes do not match, seen at byte {at}"));
        }
        if found.cut.is_too_large() {
            return Err(format!("it is larger than {} MiB without its answer's body", ENTRY_CAP >> 20));
        }
        // Bytes that are no UTF-8 cost the text that they stand in, and not the entry.
        let json = String::from_utf8_lossy(found.cut.kept());
        let entry = entry::parse(&json)?;
        let read = entry::read(&entry, index, found.cut.body_missing(), self.writer, self.mode)?;
        for name in found.cut.shed() {
            let reason = format!("left out: with it the entry is larger than {} MiB", ENTRY_CAP >> 20);
            sink(Item::Skipped(Skipped { place: place(index, &format!(".{name}"), found.at), reason }));
        }
        self.take_read(read, index, found.at, sink)
    }

    fn take_read(
        &mut self,
        mut read: Read,
        index: u64,
        at: u64,
        sink: &mut impl FnMut(Item),
    ) -> Result<(), String> {
        if read.messages_beyond > 0 {
            let reason = format!("{} more messages than are read of one websocket", read.messages_beyond);
            sink(Item::Skipped(Skipped { place: place(index, "._webSocketMessages", at), reason }));
        }
        if read.messages_unreadable > 0 {
            let reason = format!("{} of them are no objects with a text as data", read.messages_unreadable);
            sink(Item::Skipped(Skipped { place: place(index, "._webSocketMessages", at), reason }));
        }
        if read.request.method.eq_ignore_ascii_case("CONNECT") {
            self.tunnels.add(&host(&read.request.url));
            return Err("a tunnel: the proxy saw the host and nothing of what went through".to_owned());
        }
        self.place_on_page(&mut read);
        self.note(&read);
        let Read { request, outcome, messages, component, .. } = read;
        // A message needs the address and page of its handshake, which goes out first.
        let handshake = (!messages.is_empty()).then(|| (request.clone(), outcome.clone()));
        let place = Place::Entry(index);
        sink(Item::Entry(Box::new(Entry { request, outcome, place, component })));
        let Some((handshake, answered)) = handshake else { return Ok(()) };
        for (number, message) in messages.into_iter().enumerate() {
            let request = message.into_request(number, &handshake);
            let outcome = Outcome { set_cookies: Vec::new(), ..answered.clone() };
            sink(Item::Entry(Box::new(Entry { request, outcome, place, component: None })));
        }
        Ok(())
    }

    /// Settles whether a page filled a tab, and tells each request the page that it was made on.
    fn place_on_page(&mut self, read: &mut Read) {
        let request = &mut read.request;
        let known = self.writer.knows_pages().then_some(read.pageref.as_ref()).flatten();
        let page = known.and_then(|id| {
            if !self.pages.contains_key(id) && self.pages.len() < PAGES {
                self.pages.insert(id.clone(), Page::default());
            }
            self.pages.get_mut(id)
        });
        let Some(page) = page else {
            if read.some_page && request.initiator == Initiator::Unknown {
                // Nobody asked for it: somebody typed it, or opened a bookmark.
                request.kind = Kind::MainFrame;
            }
            return;
        };
        if read.some_page {
            // Of several, the first fills the tab, and so does each that it redirects to; the others are frames.
            let main = !page.has_main_frame || page.leads_to.as_deref() == Some(request.url.as_str());
            request.kind = if main { Kind::MainFrame } else { Kind::SubFrame };
        }
        if request.kind == Kind::MainFrame {
            page.has_main_frame = true;
            page.address = Some(request.url.clone());
            page.leads_to = read.redirect.take();
        }
        request.page.clone_from(&page.address);
        request.title.clone_from(&page.title);
    }

    fn note(&mut self, read: &Read) {
        self.requests += 1;
        self.shows_cookies |= read.shows_cookies;
        self.removed += u64::from(read.removed);
        let outcome = &read.outcome;
        if outcome.status.is_none() && outcome.sent.is_none() {
            self.unanswered.add(&host(&read.request.url));
        }
        if self.damages_bodies && matches!(read.request.body, crate::intake::Body::Raw { .. }) {
            self.damaged.add(&host(&read.request.url));
        }
    }

    /// What the capture as a whole cannot show.
    pub(in crate::intake) fn blind_spots(self) -> Vec<BlindSpot> {
        let mut spots = Vec::new();
        if self.writer.is_browser() {
            spots.push(BlindSpot { code: "browser_traffic", count: None, hosts: Vec::new() });
        }
        // Chromium takes cookies and authorisation out unless it is told not to; others may have been cleaned later.
        let cleaned = !self.shows_cookies && self.requests > 0;
        let sanitised = if cleaned && (self.writer == Writer::Chromium || self.requests >= 50) {
            self.requests
        } else {
            self.removed
        };
        if sanitised > 0 {
            spots.push(BlindSpot { code: "sanitised", count: Some(sanitised), hosts: Vec::new() });
        }
        spots.extend(self.refused_tls.spot("tls_refused"));
        spots.extend(self.tunnels.spot("tunnel"));
        spots.extend(self.unanswered.spot("unanswered"));
        spots.extend(self.damaged.spot("damaged_bodies"));
        spots
    }
}

fn place(index: u64, inner: &str, at: u64) -> String {
    format!("log.entries[{index}]{inner} (byte {at})")
}
