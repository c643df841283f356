//! What a rule may ask about a request besides its address: what it is for, who asked, how.
//!
//! Decides parties, types, domains and methods, each only when the first rule asks for it. Refuses to know patterns.

use std::cell::{Cell, OnceCell};

use super::address::{self, Address};
use super::layout::{extra, flag, kind_bit, method_bit};
use crate::blob::u32_at;
use crate::discreet::discreet;
use crate::hash;
use crate::intake::Kind;
use crate::site::Suffixes;

/// A request, as the catalogue is asked about it.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The address, as sent.
    pub url: &'a str,
    /// The address or the origin of the document that asked; none if nobody knows.
    pub document: Option<&'a str>,
    /// What it is for.
    pub kind: Kind,
    /// The method; none if nobody knows.
    pub method: Option<&'a str>,
}

discreet!(Asked<'a> { kind, method });

/// A request together with what was worked out about it so far.
pub(crate) struct Context<'a> {
    pub(super) address: Address<'a>,
    kind: u16,
    method: u32,
    asking: Option<&'a str>,
    document: OnceCell<&'a str>,
    host: &'a str,
    suffixes: &'a Suffixes,
    parties: Cell<u16>,
}

impl<'a> Context<'a> {
    /// Cuts the addresses of a request; none if it went to nobody.
    #[inline]
    pub(crate) fn of(asked: &Asked<'a>, suffixes: &'a Suffixes) -> Option<Self> {
        let address = Address::of(asked.url)?;
        // Some captures do not say what a websocket's handshake is; its scheme does.
        let kind = if address.websocket { Kind::WebSocket } else { asked.kind };
        Some(Self {
            address,
            kind: kind_bit(kind),
            method: asked.method.map_or(0, method_bit),
            asking: asked.document,
            document: OnceCell::new(),
            host: asked.url.get(address.start..address.end)?,
            suffixes,
            parties: Cell::new(0),
        })
    }

    /// Whether the request is of one of these types.
    #[inline]
    pub(super) fn is_of(&self, types: u16) -> bool {
        types & self.kind != 0
    }

    /// Whether document and request stand to each other as a rule's flags ask.
    #[inline]
    pub(super) fn has_parties(&self, flags: u16) -> bool {
        let wanted = flags & flag::PARTIES;
        wanted == 0 || wanted & !self.parties() == 0
    }

    /// The document's host; empty if nobody knows it. Most requests end before anybody asks.
    #[inline]
    pub(super) fn document(&self) -> &'a str {
        self.document.get_or_init(|| self.asking.and_then(address::host).unwrap_or_default())
    }

    fn parties(&self) -> u16 {
        if self.parties.get() == 0 {
            let document = self.document();
            let same_host = self.host.eq_ignore_ascii_case(document);
            // A document that nobody knows is a stranger: what it asks for goes to a third party.
            let same_site = same_host
                || (!document.is_empty()
                    && self.suffixes.site(self.host).eq_ignore_ascii_case(self.suffixes.site(document)));
            self.parties.set(
                if same_site { flag::FIRST_PARTY } else { flag::THIRD_PARTY }
                    | if same_host { flag::STRICT_FIRST_PARTY } else { flag::STRICT_THIRD_PARTY },
            );
        }
        self.parties.get()
    }

    /// Whether what the extra at `place` asks for is so.
    pub(super) fn has_extra(&self, extras: &[u8], place: usize) -> bool {
        let parts = u32_at(extras, place);
        let mut at = place.saturating_add(1);
        let (mut domains, mut to) = (None, None);
        for bit in 0..extra::LISTS {
            let part = 1 << bit;
            if parts & part == 0 {
                continue;
            }
            let names = Names::at(extras, at);
            at = names.end();
            let entity =
                part & (extra::ENTITIES | extra::NOT_ENTITIES | extra::TO_ENTITIES | extra::NOT_TO_ENTITIES);
            let about_document = part < extra::TO;
            let host = if about_document { self.document() } else { self.host };
            let among = if entity == 0 { names.hold(host) } else { names.hold(self.entity(host)) };
            match part {
                extra::NOT_DOMAINS | extra::NOT_ENTITIES | extra::NOT_TO | extra::NOT_TO_ENTITIES
                    if among =>
                {
                    return false;
                }
                extra::DOMAINS | extra::ENTITIES => domains = Some(domains.unwrap_or(false) || among),
                extra::TO | extra::TO_ENTITIES => to = Some(to.unwrap_or(false) || among),
                _ => {}
            }
        }
        for part in [extra::METHODS, extra::NOT_METHODS] {
            if parts & part != 0 {
                let named = u32_at(extras, at) & self.method != 0;
                at = at.saturating_add(1);
                // A method that nobody knows is none of those that a rule asks for, and none that it excludes.
                if named != (part == extra::METHODS) {
                    return false;
                }
            }
        }
        domains != Some(false) && to != Some(false)
    }

    /// What stands before a host's public suffix: `www.example` of `www.example.co.uk`.
    fn entity<'h>(&self, host: &'h str) -> &'h str {
        self.suffixes
            .public_suffix(host)
            .and_then(|suffix| host.get(..host.len().checked_sub(suffix.len() + 1)?))
            .unwrap_or_default()
    }
}

/// A sorted list of names' hashes among the extras.
struct Names<'a> {
    words: &'a [u8],
    at: usize,
    len: usize,
}

impl<'a> Names<'a> {
    fn at(extras: &'a [u8], place: usize) -> Self {
        let at = place.saturating_add(1);
        let room = (extras.len() / 4).saturating_sub(at) / 2;
        Self { words: extras, at, len: (u32_at(extras, place) as usize).min(room) }
    }

    fn end(&self) -> usize {
        self.at + self.len * 2
    }

    fn get(&self, index: usize) -> u64 {
        let low = u64::from(u32_at(self.words, self.at + index * 2));
        low | u64::from(u32_at(self.words, self.at + index * 2 + 1)) << 32
    }

    /// Whether the host or a domain above it is among them.
    fn hold(&self, host: &str) -> bool {
        hash::suffixes(host.as_bytes()).any(|(_, hash)| {
            let (mut low, mut high) = (0, self.len);
            while low < high {
                let middle = low + (high - low) / 2;
                match self.get(middle).cmp(&hash) {
                    std::cmp::Ordering::Equal => return true,
                    std::cmp::Ordering::Less => low = middle + 1,
                    std::cmp::Ordering::Greater => high = middle,
                }
            }
            false
        })
    }
}
