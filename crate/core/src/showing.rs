//! How the values of one report are shown, and what is looked up beside them.
//!
//! Decides what a keyed hash is made of, and for which requests the address that answered says anything. Refuses to know
//! the shapes of reports.

use std::rc::Rc;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::destination::{Addresses, Country};
use crate::hex::hex;
use crate::record::Record;

/// How values are shown, and what is looked up beside them.
#[derive(Clone)]
pub struct Showing {
    reveal: bool,
    mac: Hmac<Sha256>,
    addresses: Option<Rc<Addresses>>,
}

impl Showing {
    /// `key` makes the hashes of this report comparable with each other and with nothing else.
    #[must_use]
    pub fn new(reveal: bool, key: &[u8; 32]) -> Self {
        // HMAC fills a key that is shorter than the hash's block with zeros.
        let mut block = [0; 64];
        block[..key.len()].copy_from_slice(key);
        Self { reveal, mac: Hmac::<Sha256>::new(&block.into()), addresses: None }
    }

    /// Says of addresses in which country they are registered, where the table is there.
    #[must_use]
    pub fn with_addresses(self, addresses: Option<Rc<Addresses>>) -> Self {
        Self { addresses, ..self }
    }

    pub(crate) fn addresses(&self) -> Option<&Addresses> {
        self.addresses.as_deref()
    }

    /// Where the address is registered that answered a request: unknown for one that nobody answered.
    pub(crate) fn country(&self, record: &Record) -> Option<Country> {
        let nobody_answered = record.sent == Some(false) || record.from_cache == Some(true);
        let ip = record.recipient.ip.as_deref().filter(|_| !nobody_answered)?;
        self.addresses()?.country(ip)
    }

    pub(crate) fn reveal(&self) -> bool {
        self.reveal
    }

    pub(crate) fn hmac(&self, value: &str) -> String {
        let mut mac = self.mac.clone();
        mac.update(value.as_bytes());
        hex(&mac.finalize().into_bytes())
    }
}
