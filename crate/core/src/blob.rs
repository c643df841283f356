//! The box around everything that is compiled ahead of time: a magic number, what it holds, a version, a table of
//! sections and a checksum over all of it.
//!
//! Decides whether bytes may be used at all. Refuses to know what a section means: its readers bound every read
//! themselves, because a checksum proves that nothing was damaged and not that nobody forged it. The layout is written
//! down in `docs/adr/blob-format.md`.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use crate::hash::blob_checksum;

const MAGIC: [u8; 4] = *b"TLTB";
/// Magic, content, version, number of sections, checksum.
const HEADER: usize = 4 + 4 + 4 + 4 + 8;
/// Where a section starts and how long it is.
const ROW: usize = 8;
/// No content has more; a larger number is damage.
const MOST_SECTIONS: u32 = 64;

/// What a blob holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Content {
    /// Tracker rules: [`crate::catalogue::Catalogue`].
    Trackers = 1,
    /// Public suffixes: [`crate::site::Suffixes`].
    Suffixes = 2,
    /// Companies by domain: [`crate::company::Companies`].
    Companies = 3,
    /// Countries by address: [`crate::destination::Addresses`].
    Addresses = 4,
}

/// Why a blob was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum OpenError {
    /// It does not start as a blob does, or holds something else than was asked for.
    Magic,
    /// Another version of Telltale made it.
    Version {
        /// The version that the blob says it has.
        found: u32,
        /// The version that this build reads.
        wanted: u32,
    },
    /// It ends before it should, or goes on after.
    Truncated,
    /// Its bytes are not those that were written.
    Checksum,
    /// A section is not of the size or shape that its content asks for.
    Section(u32),
}

impl OpenError {
    /// A stable name for programs and translations.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Magic => "blob_magic",
            Self::Version { .. } => "blob_version",
            Self::Truncated => "blob_truncated",
            Self::Checksum => "blob_checksum",
            Self::Section(_) => "blob_section",
        }
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Magic => f.write_str("these bytes are not the compiled list that was asked for"),
            Self::Version { found, wanted } => {
                write!(
                    f,
                    "the compiled list has version {found} and this build reads {wanted}; compile it again"
                )
            }
            Self::Truncated => f.write_str("the compiled list is cut short or has something after its end"),
            Self::Checksum => f.write_str("the compiled list is damaged: its checksum does not agree"),
            Self::Section(number) => write!(f, "section {number} of the compiled list has a wrong shape"),
        }
    }
}

impl std::error::Error for OpenError {}

/// A blob whose frame and checksum hold.
#[derive(Debug, Clone)]
pub(crate) struct Blob {
    bytes: Cow<'static, [u8]>,
    sections: Vec<(usize, usize)>,
}

impl Blob {
    /// Checks `bytes`, which must hold `content` in this `version` and in exactly `count` sections.
    pub(crate) fn open(
        bytes: Cow<'static, [u8]>,
        content: Content,
        version: u32,
        count: u32,
    ) -> Result<Self, OpenError> {
        let blob = Self::reopen(bytes, content, version, count)?;
        let stored = u64_at(&blob.bytes, 2);
        if blob.bytes.get(HEADER..).is_none_or(|body| sum(&blob.bytes[..16], body) != stored) {
            return Err(OpenError::Checksum);
        }
        Ok(blob)
    }

    /// Checks the frame of `bytes` that were opened before and only have to be the same kind of thing: what their readers
    /// do with them is safe whatever they are.
    pub(crate) fn reopen(
        bytes: Cow<'static, [u8]>,
        content: Content,
        version: u32,
        count: u32,
    ) -> Result<Self, OpenError> {
        if bytes.get(..4) != Some(&MAGIC[..]) {
            return Err(if MAGIC.starts_with(&bytes) { OpenError::Truncated } else { OpenError::Magic });
        }
        if bytes.len() < HEADER {
            return Err(OpenError::Truncated);
        }
        if u32_at(&bytes, 1) != content as u32 {
            return Err(OpenError::Magic);
        }
        let found = u32_at(&bytes, 2);
        if found != version {
            return Err(OpenError::Version { found, wanted: version });
        }
        let rows = u32_at(&bytes, 3);
        if rows > MOST_SECTIONS {
            return Err(OpenError::Checksum);
        }
        let start = HEADER + rows as usize * ROW;
        let mut sections = Vec::with_capacity(rows as usize);
        let mut end = start as u64;
        for row in 0..rows as usize {
            let (from, len) = (u32_at(&bytes, 6 + row * 2), u32_at(&bytes, 7 + row * 2));
            // Sections lie one behind the other: there is no place for bytes that nobody checks.
            if u64::from(from) != end {
                return Err(if bytes.len() < start { OpenError::Truncated } else { OpenError::Checksum });
            }
            end += u64::from(len);
            sections.push((from as usize, len as usize));
        }
        if end != bytes.len() as u64 {
            return Err(OpenError::Truncated);
        }
        if rows != count {
            return Err(OpenError::Section(rows));
        }
        Ok(Self { bytes, sections })
    }

    /// The bytes of a section; none for one that does not exist.
    #[inline]
    pub(crate) fn section(&self, number: usize) -> &[u8] {
        self.sections
            .get(number)
            .and_then(|&(start, len)| self.bytes.get(start..start.checked_add(len)?))
            .unwrap_or_default()
    }

    /// Where a section stands; nowhere if there is no such section.
    pub(crate) fn range(&self, number: usize) -> Range<usize> {
        self.sections.get(number).map_or(0..0, |&(start, len)| start..start.saturating_add(len))
    }

    /// All bytes, for readers that know the places of what they read.
    #[inline]
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// How many bytes the whole takes.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }
}

fn sum(head: &[u8], body: &[u8]) -> u64 {
    blob_checksum(head).rotate_left(7) ^ blob_checksum(body)
}

/// Writes sections into a blob; the counterpart of what opens it. The whole must stay below 4 GiB.
///
/// # Errors
/// When it would not: then nothing is written.
pub fn write(content: Content, version: u32, sections: &[Vec<u8>]) -> Result<Vec<u8>, TooLarge> {
    let mut head = Vec::with_capacity(16);
    head.extend_from_slice(&MAGIC);
    for word in [content as u32, version, u32::try_from(sections.len()).map_err(|_| TooLarge)?] {
        head.extend_from_slice(&word.to_le_bytes());
    }
    let mut body = Vec::new();
    let mut at = HEADER + sections.len() * ROW;
    for section in sections {
        for word in [at, section.len()] {
            body.extend_from_slice(&u32::try_from(word).map_err(|_| TooLarge)?.to_le_bytes());
        }
        at += section.len();
    }
    u32::try_from(at).map_err(|_| TooLarge)?;
    for section in sections {
        body.extend_from_slice(section);
    }
    let stored = sum(&head, &body);
    head.extend_from_slice(&stored.to_le_bytes());
    head.extend_from_slice(&body);
    Ok(head)
}

/// What was to be compiled does not fit the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge;

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the lists are too large to be compiled into one file; leave some out")
    }
}

impl std::error::Error for TooLarge {}

/// The `index`th little-endian `u16` of a section; 0 beyond its end.
#[inline]
pub(crate) fn u16_at(section: &[u8], index: usize) -> u16 {
    section.as_chunks().0.get(index).map_or(0, |bytes| u16::from_le_bytes(*bytes))
}

/// The `index`th little-endian `u32` of a section; 0 beyond its end.
#[inline]
pub(crate) fn u32_at(section: &[u8], index: usize) -> u32 {
    section.as_chunks().0.get(index).map_or(0, |bytes| u32::from_le_bytes(*bytes))
}

/// The `index`th little-endian `u64` of a section; 0 beyond its end.
#[inline]
pub(crate) fn u64_at(section: &[u8], index: usize) -> u64 {
    section.as_chunks().0.get(index).map_or(0, |bytes| u64::from_le_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made() -> Vec<u8> {
        write(Content::Suffixes, 3, &[vec![1, 2, 3], vec![], vec![9; 40]]).unwrap()
    }

    fn open(bytes: Vec<u8>) -> Result<Blob, OpenError> {
        Blob::open(bytes.into(), Content::Suffixes, 3, 3)
    }

    #[test]
    fn what_is_written_is_read() {
        let blob = open(made()).unwrap();
        assert_eq!(blob.section(0), [1, 2, 3]);
        assert!(blob.section(1).is_empty());
        assert_eq!(blob.section(2), [9; 40]);
        assert!(blob.section(3).is_empty());
        assert_eq!(blob.len(), made().len());
    }

    #[test]
    fn what_was_opened_before_is_not_summed_up_again() {
        let mut damaged = made();
        *damaged.last_mut().unwrap() ^= 1;
        assert_eq!(open(damaged.clone()).unwrap_err(), OpenError::Checksum);
        let reopen = |bytes: Vec<u8>| Blob::reopen(bytes.into(), Content::Suffixes, 3, 3);
        assert!(reopen(damaged.clone()).is_ok());
        damaged.pop();
        assert_eq!(reopen(damaged).unwrap_err(), OpenError::Truncated);
    }

    #[test]
    fn every_flipped_bit_is_refused() {
        let whole = made();
        for at in 0..whole.len() * 8 {
            let mut damaged = whole.clone();
            damaged[at / 8] ^= 1 << (at % 8);
            assert!(open(damaged).is_err(), "bit {at}");
        }
    }

    #[test]
    fn every_cut_is_refused_and_said() {
        let whole = made();
        for len in 0..whole.len() {
            assert_eq!(open(whole[..len].to_vec()).unwrap_err().code(), "blob_truncated", "{len} bytes");
        }
        let mut longer = whole;
        longer.push(0);
        assert_eq!(open(longer).unwrap_err(), OpenError::Truncated);
    }

    #[test]
    fn another_content_version_or_shape_is_said() {
        let bytes = made();
        let other = Blob::open(bytes.clone().into(), Content::Trackers, 3, 3).unwrap_err();
        assert_eq!(other.code(), "blob_magic");
        let newer = Blob::open(bytes.clone().into(), Content::Suffixes, 4, 3).unwrap_err();
        assert_eq!(newer, OpenError::Version { found: 3, wanted: 4 });
        let fewer = Blob::open(bytes.into(), Content::Suffixes, 3, 2).unwrap_err();
        assert_eq!(fewer.code(), "blob_section");
        assert_eq!(open(b"PNG\0".to_vec()).unwrap_err(), OpenError::Magic);
    }

    #[test]
    fn reads_beyond_the_end_give_nothing() {
        assert_eq!(u32_at(&[1, 0, 0], 0), 0);
        assert_eq!(u16_at(&[1, 0, 2], 1), 0);
        // Neither one that no memory holds, nor one whose place would wrap round into the section.
        assert_eq!(u64_at(&[1; 16], usize::MAX), 0);
        assert_eq!(u64_at(&[1; 16], usize::MAX / 8 + 1), 0);
    }
}
