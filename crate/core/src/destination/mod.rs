//! Where an address is registered: the country to which a regional registry assigned it.
//!
//! Decides over a compiled table that is used where it lies. Refuses to know where a machine stands: an address may answer
//! from many places, and a registration says whose it is and no more. Refuses to guess, too: what is private, local or
//! assigned to nobody has no country.

mod public;

use std::borrow::Cow;
use std::fmt;
use std::net::IpAddr;

use serde::{Serialize, Serializer};

use crate::blob::{Blob, Content, OpenError, u32_at, u64_at};
use crate::catalogue::List;
use public::Public;

/// The version of the layout that this build writes and reads.
pub const VERSION: u32 = 2;

/// The sections, by number.
pub mod section {
    /// Name, version, SHA-256 and licence of what it was compiled from, each with its length in front.
    pub const SOURCE: usize = 0;
    /// The codes of countries, two letters each. The first is number 1; number 0 stands for nobody.
    pub const COUNTRIES: usize = 1;
    /// Where a run of IPv4 addresses starts: `u32`, ascending. It ends where the next starts.
    pub const V4_STARTS: usize = 2;
    /// The number of that run's country: `u8`.
    pub const V4_COUNTRIES: usize = 3;
    /// Where a run of IPv6 addresses starts: the upper half of it as `u64`, ascending. Nobody registers less than a /64.
    pub const V6_STARTS: usize = 4;
    /// The number of that run's country: `u8`.
    pub const V6_COUNTRIES: usize = 5;
    /// How many there are.
    pub const COUNT: u32 = 6;
}

/// The code of a country as registries write it, that of ISO 3166-1: `DE`. Two of them are none of a country: `EU` and
/// `AP` stand for their regions.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country([u8; 2]);

impl Country {
    /// A code of two capital letters.
    #[must_use]
    pub fn new(code: &[u8]) -> Option<Self> {
        let code: [u8; 2] = code.try_into().ok()?;
        code.iter().all(u8::is_ascii_uppercase).then_some(Self(code))
    }

    /// The code.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Country {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

/// A compiled table of registrations.
#[derive(Debug, Clone)]
pub struct Addresses {
    blob: Blob,
    source: List,
}

impl Addresses {
    /// Opens a compiled table; nothing of it is parsed or copied but what it says of its source.
    ///
    /// # Errors
    /// When the bytes are damaged, of another version or hold something else.
    pub fn open(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, OpenError> {
        let blob = Blob::open(bytes.into(), Content::Addresses, VERSION, section::COUNT)?;
        let wrong = |number: usize| OpenError::Section(number as u32);
        let source = List::read(blob.section(section::SOURCE)).ok_or_else(|| wrong(section::SOURCE))?;
        let codes = blob.section(section::COUNTRIES).chunks(2);
        if codes.len() > usize::from(u8::MAX) || !codes.into_iter().all(|code| Country::new(code).is_some()) {
            return Err(wrong(section::COUNTRIES));
        }
        for (starts, numbers, wide) in
            [(section::V4_STARTS, section::V4_COUNTRIES, 4), (section::V6_STARTS, section::V6_COUNTRIES, 8)]
        {
            if blob.section(starts).len() != blob.section(numbers).len() * wide {
                return Err(wrong(starts));
            }
        }
        Ok(Self { blob, source })
    }

    /// The country in which an address is registered: none for one that is private, assigned to nobody, or no address.
    #[must_use]
    pub fn country(&self, address: &str) -> Option<Country> {
        self.country_of(address.parse().ok()?)
    }

    /// The same for an address that was read.
    #[must_use]
    pub fn country_of(&self, address: IpAddr) -> Option<Country> {
        let number = match Public::of(address)? {
            Public::V4(address) => {
                let starts = self.blob.section(section::V4_STARTS);
                let run = run_of(starts.len() / 4, |index| u32_at(starts, index) <= address)?;
                self.blob.section(section::V4_COUNTRIES).get(run)
            }
            Public::V6(upper) => {
                let starts = self.blob.section(section::V6_STARTS);
                let run = run_of(starts.len() / 8, |index| u64_at(starts, index) <= upper)?;
                self.blob.section(section::V6_COUNTRIES).get(run)
            }
        };
        let index = usize::from(*number?).checked_sub(1)?;
        self.blob.section(section::COUNTRIES).chunks_exact(2).nth(index).and_then(Country::new)
    }

    /// What it was compiled from.
    #[must_use]
    pub fn source(&self) -> &List {
        &self.source
    }

    /// How many runs of addresses it tells apart, of both kinds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.blob.section(section::V4_COUNTRIES).len() + self.blob.section(section::V6_COUNTRIES).len()
    }

    /// Whether it knows no address.
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

/// The last of so many runs that starts where it was asked, or before.
fn run_of(runs: usize, starts_before: impl Fn(usize) -> bool) -> Option<usize> {
    let (mut low, mut high) = (0, runs);
    while low < high {
        let middle = low + (high - low) / 2;
        if starts_before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_two_capital_letters() {
        assert_eq!(Country::new(b"DE").unwrap().code(), "DE");
        for code in [&b"de"[..], b"D", b"DEU", b"D1", b"", "Ä".as_bytes()] {
            assert_eq!(Country::new(code), None, "{code:?}");
        }
    }

    #[test]
    fn the_run_is_the_last_that_starts_in_time() {
        let starts = [10, 20, 20, 30];
        let run = |asked: u32| run_of(starts.len(), |index| starts[index] <= asked);
        for (asked, wanted) in
            [(0, None), (9, None), (10, Some(0)), (19, Some(0)), (20, Some(2)), (99, Some(3))]
        {
            assert_eq!(run(asked), wanted, "{asked}");
        }
        assert_eq!(run_of(0, |_| true), None);
    }
}
