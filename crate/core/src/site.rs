//! Which part of a host somebody registered: its site.
//!
//! Decides over a compiled public suffix list that is used where it lies. The private section counts, as it does for
//! browsers: two pages of `github.io` are two sites. Refuses to know schemes, ports and addresses; `docs/matching.md`
//! says what happens to hosts that no rule was made for.

use std::borrow::Cow;

use publicsuffix::{Info, Psl, Type};

use crate::blob::{Blob, Content, OpenError};
use crate::hash;
use crate::table::Table;

/// The version of the layout that this build writes and reads.
pub const VERSION: u32 = 3;

/// A rule for the name itself.
pub const RULE: u16 = 1;
/// A rule for every label before the name: `*.name`.
pub const WILDCARD: u16 = 1 << 1;
/// An exception from a wildcard: `!name`.
pub const EXCEPTION: u16 = 1 << 2;
/// How far to shift a rule's bit to say that it stands in the private section.
pub const PRIVATE_SHIFT: u32 = 3;

/// A compiled public suffix list.
#[derive(Debug, Clone)]
pub struct Suffixes {
    blob: Blob,
}

impl Suffixes {
    /// Opens a compiled list; nothing is parsed or copied.
    ///
    /// # Errors
    /// When the bytes are damaged, of another version or hold something else.
    pub fn open(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, OpenError> {
        Self::of(Blob::open(bytes.into(), Content::Suffixes, VERSION, 1)?)
    }

    /// Opens a compiled list that was opened before and has not changed since: its checksum is left out.
    ///
    /// # Errors
    /// When the bytes are of another version or hold something else.
    pub fn reopen(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, OpenError> {
        Self::of(Blob::reopen(bytes.into(), Content::Suffixes, VERSION, 1)?)
    }

    fn of(blob: Blob) -> Result<Self, OpenError> {
        Table::view(blob.section(0)).ok_or(OpenError::Section(0))?;
        Ok(Self { blob })
    }

    /// How many names have a rule.
    #[must_use]
    pub fn len(&self) -> usize {
        Table::view(self.blob.section(0)).map_or(0, |table| table.len())
    }

    /// Whether there is no rule at all: then every last label is a suffix.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many bytes the compiled list takes.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.blob.len()
    }

    /// The public suffix of a host that is a name: `co.uk` of `www.example.co.uk`. None for an address.
    #[must_use]
    pub fn public_suffix<'h>(&self, host: &'h str) -> Option<&'h str> {
        if is_address(host) {
            return None;
        }
        let suffix = self.suffix(host.as_bytes())?;
        host.get(host.len().checked_sub(suffix.as_bytes().len())?..)
    }

    /// The part of a host that somebody registered: `example.co.uk` of `www.example.co.uk`. None for an address, a
    /// single label and a public suffix itself.
    #[must_use]
    pub fn registrable_domain<'h>(&self, host: &'h str) -> Option<&'h str> {
        if is_address(host) {
            return None;
        }
        let domain = self.domain(host.as_bytes())?;
        host.get(host.len().checked_sub(domain.as_bytes().len())?..)
    }

    /// The site of a host: its registrable domain, or the host itself where there is none.
    #[must_use]
    pub fn site<'h>(&self, host: &'h str) -> &'h str {
        self.registrable_domain(host).unwrap_or(host)
    }

    /// What stands before a host's public suffix: `www.example` of `www.example.co.uk`.
    pub(crate) fn entity<'h>(&self, host: &'h str) -> &'h str {
        self.public_suffix(host)
            .and_then(|suffix| host.get(..host.len().checked_sub(suffix.len() + 1)?))
            .unwrap_or_default()
    }
}

impl Psl for Suffixes {
    fn find<'a, T>(&self, labels: T) -> Info
    where
        T: Iterator<Item = &'a [u8]>,
    {
        let mut info = Info { len: 0, typ: None };
        let Some(table) = Table::view(self.blob.section(0)) else { return info };
        let (mut state, mut len, mut wildcard) = (hash::START, 0, None);
        for (depth, label) in labels.enumerate() {
            let before = len;
            if depth > 0 {
                state = hash::step(state, b'.');
                len += 1;
            }
            state = label.iter().rev().fold(state, |state, &byte| hash::step(state, byte));
            len += label.len();
            if depth == 0 {
                // Where nothing else is known, the last label is a suffix.
                info.len = len;
            } else if let Some(kind) = wildcard {
                info = Info { len, typ: Some(kind) };
            }
            let flags = table.find(hash::finish(state)).map_or(0, |(_, flags)| flags);
            if flags & EXCEPTION != 0 {
                return Info { len: before, typ: Some(section(flags, EXCEPTION)) };
            }
            if flags & RULE != 0 {
                info = Info { len, typ: Some(section(flags, RULE)) };
            }
            wildcard = (flags & WILDCARD != 0).then(|| section(flags, WILDCARD));
        }
        info
    }
}

const fn section(flags: u16, rule: u16) -> Type {
    if flags & (rule << PRIVATE_SHIFT) == 0 { Type::Icann } else { Type::Private }
}

/// Whether a host as it stands in a URL is an address: `192.0.2.1`, `[2001:db8::1]`. By the URL standard a host whose
/// last label is a number is an IPv4 address or no host at all.
#[must_use]
pub fn is_address(host: &str) -> bool {
    let name = host.strip_suffix('.').unwrap_or(host);
    let last = name.rsplit('.').next().unwrap_or(name);
    name.contains(':') || (!last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_names() {
        for host in ["192.0.2.1", "192.0.2.1.", "[2001:db8::1]", "::1", "1"] {
            assert!(is_address(host), "{host}");
        }
        for host in ["example.com", "1.example", "localhost", "4chan.org.", "", "."] {
            assert!(!is_address(host), "{host}");
        }
    }
}
