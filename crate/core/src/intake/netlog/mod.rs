//! Network logs of browsers that are made of Chromium (`chrome://net-export`, `--log-net-log`).
//!
//! Such a log is a list of events of numbered sources, and a request is what several of them say together. Decides in
//! which order events are understood and what a log as a whole cannot show. Refuses to know where events stand in the
//! file (`super::capture` does) and what the requests tell.

mod component;
mod event;
mod http1;
mod http2;
mod link;
mod names;
mod recent;
mod request;
#[cfg(test)]
mod tests;
mod under_way;

use self::event::{Event, Params, Phase};
use self::link::Links;
use self::names::{Kind, Names};
use self::under_way::{Ready, UnderWay};
use super::capture::outline::{EVENT_CAP, Found, ListName, Part};
use super::capture::{BlindSpot, Entry, Hosts, Item, Place, Skipped, host};
use super::{Kind as Purpose, Mode, RawRequest};

/// What is known of a log while it is read.
#[derive(Debug)]
pub(super) struct NetLog {
    mode: Mode,
    names: Option<Names>,
    /// Events that came before the constants, and the place of the first.
    nameless: Option<(u64, u64)>,
    links: Links,
    under_way: UnderWay,
    requests: u64,
    stripped: u64,
    unanswered: Hosts,
    sockets: Hosts,
}

impl NetLog {
    pub(super) fn new(mode: Mode) -> Self {
        Self {
            mode,
            names: None,
            nameless: None,
            links: Links::default(),
            under_way: UnderWay::default(),
            requests: 0,
            stripped: 0,
            unanswered: Hosts::default(),
            sockets: Hosts::default(),
        }
    }

    pub(super) fn creator(&self) -> Option<&str> {
        self.names.as_ref().and_then(|names| names.creator.as_deref())
    }

    /// Whether it is known what the numbers mean.
    pub(super) fn has_names(&self) -> bool {
        self.names.is_some()
    }

    /// Requests handed over so far.
    pub(super) fn requests(&self) -> u64 {
        self.requests
    }

    /// Takes a part of the file, and hands over what comes of it.
    pub(super) fn take(&mut self, found: &Found<'_>, sink: &mut impl FnMut(Item)) {
        let whole = found.broken.is_none() && !found.cut.is_too_large() && found.cut.shed().is_empty();
        match found.part {
            Part::Constants if whole && self.names.is_none() => self.names = Names::read(found.cut.kept()),
            Part::Element(ListName::Events, index) => {
                let place = || format!("events[{index}] (byte {})", found.at);
                if self.names.is_none() {
                    // Until the constants come it is not known whether this is a log at all.
                    self.nameless = Some(self.nameless.map_or((1, index), |(count, at)| (count + 1, at)));
                } else if let Some(at) = found.broken {
                    let reason = format!("its brackets or quotes do not match, seen at byte {at}");
                    sink(Item::Skipped(Skipped { place: place(), reason }));
                } else if !whole {
                    let reason = format!("it is larger than {} MiB", EVENT_CAP >> 20);
                    sink(Item::Skipped(Skipped { place: place(), reason }));
                } else if let Err(reason) = self.take_event(found.cut.kept(), sink) {
                    sink(Item::Skipped(Skipped { place: place(), reason }));
                }
            }
            _ => {}
        }
    }

    fn take_event(&mut self, json: &[u8], sink: &mut impl FnMut(Item)) -> Result<(), String> {
        let Some(names) = &self.names else { return Ok(()) };
        let event = Event::read(json)?;
        let Some(kind) = names.kind(event.kind) else { return Ok(()) };
        let phase = names.phase(event.phase);
        let params = event.params();
        let source = event.source;
        if names.is_request(event.source_type) {
            let ready = match (kind, phase) {
                (Kind::Alive, Phase::Begin) => {
                    self.under_way.begin(source, names.moment(event.time), &params)
                }
                (Kind::StartJob, Phase::Begin) => {
                    self.under_way.start(source, names.moment(event.time), &params)
                }
                (Kind::Alive, Phase::End) => self.under_way.end(source, names.error(&params)),
                (kind, phase) => {
                    self.of_request(source, kind, phase, &params);
                    None
                }
            };
            ready.into_iter().for_each(|ready| self.hand_over(ready, sink));
        } else {
            let under_way = &mut self.under_way;
            self.links.take(source, kind, phase, &params, under_way);
        }
        while let Some(ready) = self.under_way.beyond_caps() {
            let place = Place::Source(ready.source).to_string();
            let reason =
                "more requests were under way than are kept: what followed of it was not read".to_owned();
            sink(Item::Skipped(Skipped { place, reason }));
            self.hand_over(ready, sink);
        }
        Ok(())
    }

    /// An event of a request between its beginning and its end.
    fn of_request(&mut self, source: i64, kind: Kind, phase: Phase, params: &Params<'_>) {
        let Some(request) = self.under_way.of(source) else { return };
        match (kind, phase) {
            (Kind::StartJob, Phase::End) => {
                request.ends(self.names.as_ref().and_then(|names| names.error(params)));
            }
            (Kind::Failed, _) => request.fails(self.names.as_ref().and_then(|names| names.error(params))),
            (Kind::RedirectJob, _) => request.is_internal(),
            (Kind::SendHeaders, _) => {
                request.sends(params);
                self.under_way.refers(source);
            }
            (Kind::ReadHeaders, _) => request.is_answered(params),
            (Kind::UploadInit, Phase::End) => request.announces(params),
            (Kind::BoundToJob, _) => {
                if let Some((socket, ip)) = self.links.binds(source, request.is_secure(), params) {
                    request.arrives(socket, ip);
                }
            }
            _ => {}
        }
        self.under_way.settle(source);
    }

    fn hand_over(&mut self, ready: Ready, sink: &mut impl FnMut(Item)) {
        let Ready { source, request, outcome, component, stripped } = ready;
        self.requests += 1;
        self.stripped += u64::from(stripped);
        if outcome.sent.is_none() {
            self.unanswered.add(&host(&request.url));
        }
        if request.kind == Purpose::WebSocket && outcome.status == Some(101) {
            self.sockets.add(&host(&request.url));
        }
        // The number of the source leads to it in a viewer; redirects share it, and damaged logs use it again.
        let request = RawRequest { id: format!("{source}.{}", self.requests), mode: self.mode, ..request };
        sink(Item::Entry(Box::new(Entry { request, outcome, place: Place::Source(source), component })));
    }

    /// Hands over what is still under way at the end of the log.
    pub(super) fn flush(&mut self, sink: &mut impl FnMut(Item)) {
        if let Some((count, first)) = self.nameless {
            let reason = format!("{count} events stand before the constants that name their numbers");
            sink(Item::Skipped(Skipped { place: format!("events[{first}]"), reason }));
        }
        while let Some(ready) = self.under_way.next() {
            self.hand_over(ready, sink);
        }
    }

    /// What the log as a whole cannot show.
    pub(super) fn blind_spots(self) -> Vec<BlindSpot> {
        let mut spots = vec![BlindSpot { code: "other_protocols", count: None, hosts: Vec::new() }];
        if self.stripped > 0 {
            spots.push(BlindSpot { code: "sanitised", count: Some(self.stripped), hosts: Vec::new() });
        }
        spots.extend(self.sockets.spot("websocket_messages"));
        spots.extend(self.unanswered.spot("unanswered"));
        spots
    }
}
