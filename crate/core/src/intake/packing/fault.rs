//! Why a file cannot be unpacked, and what to do about it.

use std::fmt;

use super::{LAYERS, MOST};

/// Why a file cannot be unpacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// There is nothing in it.
    Empty,
    /// What is left of it is no compressed data, or the end is missing.
    Damaged {
        /// How much of what is in it came out before.
        after: u64,
    },
    /// Compressed more than [`LAYERS`] times.
    Deep,
    /// It unpacks to more than [`MOST`].
    Large,
    /// A zip archive without a file in it.
    ZipEmpty,
    /// A zip archive that holds more than the file that was read.
    ZipMore,
    /// An encrypted zip archive.
    ZipLocked,
    /// A zip archive that is compressed in a way that is not read.
    ZipForeign,
    /// Compressed in a way that is not read.
    Foreign,
    /// Text in UTF-16.
    Utf16,
    /// Network packets.
    Packets,
}

impl Fault {
    /// A stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Damaged { .. } => "packing_damaged",
            Self::Deep => "packed_deep",
            Self::Large => "unpacks_large",
            Self::ZipEmpty => "zip_empty",
            Self::ZipMore => "zip_more",
            Self::ZipLocked => "zip_locked",
            Self::ZipForeign => "zip_foreign",
            Self::Foreign => "packed_foreign",
            Self::Utf16 => "utf16",
            Self::Packets => "packets",
        }
    }

    /// What to do about it.
    #[must_use]
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::Empty | Self::ZipEmpty | Self::Packets => {
                "make a HAR or a NetLog (docs/capturing.md says how)"
            }
            Self::Damaged { .. } => "copy or export it again",
            Self::Deep | Self::Foreign | Self::ZipForeign => "unpack it first",
            Self::Large => "unpack it first, and look at what is in it",
            Self::ZipMore => "unpack it and name each capture in it",
            Self::ZipLocked => "unpack it with its password first",
            Self::Utf16 => "save it as UTF-8",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the file is empty"),
            Self::Damaged { after: 0 } => f.write_str("its compression is damaged at the start"),
            Self::Damaged { after } => {
                write!(f, "its compression is damaged after byte {after} of what is in it")
            }
            Self::Deep => write!(f, "it is compressed more than {LAYERS} times"),
            Self::Large => write!(f, "it unpacks to more than {} GB", MOST >> 30),
            Self::ZipEmpty => f.write_str("there is no file in this zip archive"),
            Self::ZipMore => f.write_str("only the first file in this zip archive was read"),
            Self::ZipLocked => f.write_str("this zip archive is encrypted"),
            Self::ZipForeign => f.write_str("this zip archive is compressed in another way than deflate"),
            Self::Foreign => f.write_str("this is compressed with zstd, xz or bzip2"),
            Self::Utf16 => f.write_str("this is UTF-16 text"),
            Self::Packets => f.write_str("this is a packet capture, not a HAR or a NetLog"),
        }
    }
}

impl std::error::Error for Fault {}
