//! The document that asks, read once for all that it asks for.
//!
//! Decides which of its names rules ask about: its host, the domains above, its site. Refuses to know rules.

use std::cell::OnceCell;

use super::address;
use super::layout::{ANY_DOCUMENT, name_bit};
use super::names::Names;
use crate::discreet::discreet;
use crate::hash;
use crate::site::Suffixes;

/// The document that was read last. One document asks for many things, one after the other.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Document {
    address: String,
    host: String,
    pub(super) names: Names,
    /// The bits of its names.
    bits: u32,
    /// Where in the host its site starts.
    site: usize,
    /// How long that is which stands before its public suffix, and the names of that; few rules ask.
    entity: OnceCell<(usize, Names)>,
}

discreet!(Document {});

impl Document {
    /// Reads the document at an address, or at an origin; none: nobody knows it. Where it is the one that was read last,
    /// nothing is done.
    pub fn read(&mut self, address: Option<&str>, suffixes: &Suffixes) {
        let address = address.unwrap_or_default();
        if self.address == address {
            return;
        }
        self.address.clear();
        self.address.push_str(address);
        self.host.clear();
        self.host.push_str(address::host(address).unwrap_or_default());
        self.names = Names::of(self.host.as_bytes());
        let names = hash::suffixes(self.host.as_bytes());
        self.bits = names.fold(0, |bits, (_, hash)| bits | name_bit(hash));
        self.site = self.host.len() - suffixes.site(&self.host).len();
        self.entity = OnceCell::new();
    }

    /// Its host; empty if nobody knows it.
    pub(super) fn host(&self) -> &str {
        &self.host
    }

    /// The bits of rules that may ask for it.
    #[inline]
    pub(super) fn bits(&self) -> u32 {
        self.bits | ANY_DOCUMENT
    }

    /// Its site; empty if nobody knows it.
    pub(super) fn site(&self) -> &str {
        self.host.get(self.site..).unwrap_or_default()
    }

    /// What stands before its public suffix, and the names of that.
    pub(super) fn entity(&self, suffixes: &Suffixes) -> (&str, &Names) {
        let (len, names) = self.entity.get_or_init(|| {
            let entity = suffixes.entity(&self.host);
            (entity.len(), Names::of(entity.as_bytes()))
        });
        (self.host.get(..*len).unwrap_or_default(), names)
    }
}
