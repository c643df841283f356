//! What a rule may ask about a request besides its address: what it is for, who asked, how.
//!
//! Decides parties, types, domains and methods, each only when the first rule asks for it. Refuses to know patterns.

use std::cell::Cell;

use super::address::Address;
use super::document::Document;
use super::layout::{extra, flag, kind_bit, method_bit};
use super::names::Names;
use crate::blob::u32_at;
use crate::discreet::discreet;
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
    pub(super) names: Names,
    pub(super) document: &'a Document,
    kind: u16,
    method: u32,
    host: &'a str,
    suffixes: &'a Suffixes,
    parties: Cell<u16>,
}

impl<'a> Context<'a> {
    /// Cuts the address of a request, whose document was read; none if it went to nobody.
    #[inline]
    pub(crate) fn of(asked: &Asked<'a>, document: &'a Document, suffixes: &'a Suffixes) -> Option<Self> {
        let address = Address::of(asked.url)?;
        // Some captures do not say what a websocket's handshake is; its scheme does.
        let kind = if address.websocket { Kind::WebSocket } else { asked.kind };
        Some(Self {
            names: Names::of(address.host()),
            address,
            document,
            kind: kind_bit(kind),
            method: asked.method.map_or(0, method_bit),
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

    fn parties(&self) -> u16 {
        if self.parties.get() == 0 {
            let document = self.document.host();
            let same_host = self.host.eq_ignore_ascii_case(document);
            // A document that nobody knows is a stranger: what it asks for goes to a third party.
            let same_site = same_host || (!document.is_empty() && self.is_of_site(self.document.site()));
            self.parties.set(
                if same_site { flag::FIRST_PARTY } else { flag::THIRD_PARTY }
                    | if same_host { flag::STRICT_FIRST_PARTY } else { flag::STRICT_THIRD_PARTY },
            );
        }
        self.parties.get()
    }

    /// Whether the request goes to this site. A host's site is its own end, so that most need not be looked up.
    fn is_of_site(&self, site: &str) -> bool {
        let end = self.host.len().checked_sub(site.len()).and_then(|start| self.host.get(start..));
        end.is_some_and(|end| end.eq_ignore_ascii_case(site))
            && self.suffixes.site(self.host).len() == site.len()
    }

    /// Whether what the extra at `place` asks for is so.
    pub(super) fn has_extra(&self, extras: &[u8], place: usize) -> bool {
        let parts = u32_at(extras, place);
        let mut at = place.saturating_add(1);
        let (mut domains, mut to) = (None, None);
        let mut lists = parts & ((1 << extra::LISTS) - 1);
        while lists != 0 {
            let part = lists & lists.wrapping_neg();
            lists -= part;
            let list = Hashes::at(extras, at);
            at = list.end();
            let entity =
                part & (extra::ENTITIES | extra::NOT_ENTITIES | extra::TO_ENTITIES | extra::NOT_TO_ENTITIES);
            let among = match (part < extra::TO, entity == 0) {
                (true, true) => list.hold(self.document.host(), &self.document.names),
                (true, false) => {
                    let (entity, names) = self.document.entity(self.suffixes);
                    list.hold(entity, names)
                }
                (false, true) => list.hold(self.host, &self.names),
                (false, false) => {
                    let entity = self.suffixes.entity(self.host);
                    list.hold(entity, &Names::of(entity.as_bytes()))
                }
            };
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
}

/// A sorted list of names' hashes among the extras.
struct Hashes<'a> {
    words: &'a [u8],
    at: usize,
    len: usize,
}

impl<'a> Hashes<'a> {
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

    /// Whether the host, which has these names, or a domain above it is among them.
    fn hold(&self, host: &str, names: &Names) -> bool {
        let found = names.find_map(0, host.as_bytes(), |hash| {
            let (mut low, mut high) = (0, self.len);
            while low < high {
                let middle = low + (high - low) / 2;
                match self.get(middle).cmp(&hash) {
                    std::cmp::Ordering::Equal => return Some(()),
                    std::cmp::Ordering::Less => low = middle + 1,
                    std::cmp::Ordering::Greater => high = middle,
                }
            }
            None
        });
        found.is_some()
    }
}
