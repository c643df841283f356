//! Whose a host is: the company behind a domain, and what kind of service it runs there.
//!
//! Decides over a compiled table that is used where it lies. Refuses to guess: a host that no row covers has no company.

use std::borrow::Cow;

use crate::blob::{Blob, Content, OpenError, u16_at, u32_at};
use crate::hash;
use crate::table::Table;

/// The version of the layout that this build writes and reads.
pub const VERSION: u32 = 3;
/// Names, the starts of their texts, the texts.
const SECTIONS: u32 = 4;

/// Who runs what at a domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Company<'a> {
    /// The company: `Google`.
    pub name: &'a str,
    /// Its product at this domain: `Google Tag Manager`.
    pub product: &'a str,
    /// The kind of service, in the source's word: `analytics`, `ad`, `tag-manager`.
    pub category: &'a str,
}

/// A compiled table of companies.
#[derive(Debug, Clone)]
pub struct Companies {
    blob: Blob,
}

impl Companies {
    /// Opens a compiled table; nothing is parsed or copied.
    ///
    /// # Errors
    /// When the bytes are damaged, of another version or hold something else.
    pub fn open(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, OpenError> {
        let blob = Blob::open(bytes.into(), Content::Companies, VERSION, SECTIONS)?;
        std::str::from_utf8(blob.section(3)).map_err(|_| OpenError::Section(3))?;
        Self::of(blob)
    }

    /// Opens a compiled table that was opened before and has not changed since: its checksum and its text are not looked
    /// at again.
    ///
    /// # Errors
    /// When the bytes are of another version or hold something else.
    pub fn reopen(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, OpenError> {
        Self::of(Blob::reopen(bytes.into(), Content::Companies, VERSION, SECTIONS)?)
    }

    fn of(blob: Blob) -> Result<Self, OpenError> {
        Table::view(blob.section(0)).ok_or(OpenError::Section(0))?;
        Ok(Self { blob })
    }

    /// The company behind a host: the row for the host itself, or for the nearest domain above it.
    #[must_use]
    pub fn company(&self, host: &str) -> Option<Company<'_>> {
        let table = Table::view(self.blob.section(0))?;
        let name = host.strip_suffix('.').unwrap_or(host).as_bytes();
        let nearest = hash::suffixes(name).filter_map(|(_, hash)| table.find(hash)).last();
        let (_, row) = nearest?;
        let text = |column: usize| {
            let index = u16_at(self.blob.section(1), usize::from(row) * 3 + column);
            let bounds = |edge: usize| u32_at(self.blob.section(2), usize::from(index) + edge) as usize;
            self.blob.section(3).get(bounds(0)..bounds(1)).and_then(|text| std::str::from_utf8(text).ok())
        };
        Some(Company { name: text(0)?, product: text(1)?, category: text(2)? })
    }

    /// How many domains have a row.
    #[must_use]
    pub fn len(&self) -> usize {
        Table::view(self.blob.section(0)).map_or(0, |table| table.len())
    }

    /// Whether no domain has a row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many bytes the compiled table takes.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.blob.len()
    }
}
