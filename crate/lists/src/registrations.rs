//! The ranges in the data of the crate `iptocc`: what the five regional registries publish of their assignments.
//!
//! Decides by the shape of that data, which nobody promised and which is therefore read strictly: whatever does not fit
//! stops the build. `tests/registrations.rs` holds what is read against what the crate itself answers.

use std::fmt::{self, Write as _};
use std::net::{Ipv4Addr, Ipv6Addr};

/// Slots by the upper 16 bits of an address.
const SLOTS: usize = 1 << 16;
/// The number that stands for no country, and in IPv6 for an empty slot.
const NONE: u8 = u8::MAX;
/// Bounds by one more byte of an address: 256 and the end.
const BOUNDS: usize = 257;
/// A dense slot of IPv4 has bounds by four more bits.
const DENSE: usize = 17 * 2;

/// The data is not of the shape that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RegistrationsError(&'static str);

impl fmt::Display for RegistrationsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}; iptocc changed the shape of its data: pin the version that Cargo.lock named before, or give ranges with \
             --addresses",
            self.0
        )
    }
}

impl std::error::Error for RegistrationsError {}

/// Takes a file apart from its start to its end.
struct Data<'a> {
    rest: &'a [u8],
}

impl<'a> Data<'a> {
    fn take(&mut self, len: usize) -> Result<&'a [u8], RegistrationsError> {
        let (taken, rest) = self.rest.split_at_checked(len).ok_or(RegistrationsError("it is cut short"))?;
        self.rest = rest;
        Ok(taken)
    }

    fn items<const WIDE: usize>(&mut self, count: usize) -> Result<Vec<[u8; WIDE]>, RegistrationsError> {
        let taken = self.take(count.checked_mul(WIDE).ok_or(RegistrationsError("a count is too large"))?)?;
        Ok(taken.chunks_exact(WIDE).filter_map(|item| item.first_chunk().copied()).collect())
    }

    fn words(&mut self, count: usize) -> Result<Vec<u32>, RegistrationsError> {
        Ok(self.items::<4>(count)?.into_iter().map(u32::from_le_bytes).collect())
    }

    fn count(&mut self) -> Result<usize, RegistrationsError> {
        Ok(self.words(1)?.first().copied().unwrap_or_default() as usize)
    }

    fn countries(&mut self) -> Result<Vec<String>, RegistrationsError> {
        let count = self.count()?;
        let known = |code: &[u8; 2]| code.iter().all(u8::is_ascii_uppercase);
        let codes = self.items::<2>(count)?;
        if count > usize::from(NONE) || !codes.iter().all(known) {
            return Err(RegistrationsError("a country has not two capital letters"));
        }
        Ok(codes.iter().map(|code| String::from_utf8_lossy(code).into_owned()).collect())
    }

    fn ends(&self) -> Result<(), RegistrationsError> {
        if self.rest.is_empty() { Ok(()) } else { Err(RegistrationsError("something stands behind its end")) }
    }
}

/// The ranges as text: `first,last,country`, one a line, those of IPv4 (`v4.bin`) before those of IPv6 (`v6.bin`).
///
/// # Errors
/// When the data is not of the shape that is known.
pub fn ranges_of_registrations(v4: &[u8], v6: &[u8]) -> Result<String, RegistrationsError> {
    let mut text = String::new();
    for (first, last, country) in v4_ranges(v4)? {
        let (first, last) = (Ipv4Addr::from_bits(first), Ipv4Addr::from_bits(last));
        // Writing into a string cannot fail.
        _ = writeln!(text, "{first},{last},{country}");
    }
    for (first, last, country) in v6_ranges(v6)? {
        let (first, last) = (Ipv6Addr::from_bits(first), Ipv6Addr::from_bits(last));
        _ = writeln!(text, "{first},{last},{country}");
    }
    Ok(text)
}

/// IPv4: each slot is empty, of one country, or has changes of country at some of its 65,536 addresses.
fn v4_ranges(bytes: &[u8]) -> Result<Vec<(u32, u32, String)>, RegistrationsError> {
    let mut data = Data { rest: bytes };
    let slots = data.words(SLOTS)?;
    let countries = data.countries()?;
    let mixed = data.count()?;
    let starts = data.words(mixed.saturating_add(1))?;
    let initial = data.take(mixed)?;
    let changes = data.count()?;
    let offsets: Vec<u16> = data.items::<2>(changes)?.into_iter().map(u16::from_le_bytes).collect();
    let codes = data.take(changes)?;
    // What only makes looking up faster.
    let dense = data.count()?;
    data.take(dense.saturating_mul(DENSE))?;
    data.ends()?;

    let mut runs: Vec<(u32, u8)> = Vec::new();
    let mut put = |start: u32, country: u8| {
        if runs.last().map(|run| run.1) != Some(country) {
            runs.push((start, country));
        }
    };
    for (high, slot) in (0..).zip(slots) {
        let start: u32 = high << 16;
        match slot >> 30 {
            0 => {
                let index = slot as usize;
                let (Some(&first), Some(&from), Some(&to)) =
                    (initial.get(index), starts.get(index), starts.get(index.saturating_add(1)))
                else {
                    return Err(RegistrationsError("a slot has no changes"));
                };
                put(start, first);
                let (from, to) = (from as usize, to as usize);
                let (Some(offsets), Some(codes)) = (offsets.get(from..to), codes.get(from..to)) else {
                    return Err(RegistrationsError("changes lie beyond the end"));
                };
                if !offsets.is_sorted_by(|a, b| a < b) {
                    return Err(RegistrationsError("changes do not ascend"));
                }
                for (offset, code) in offsets.iter().zip(codes) {
                    put(start | u32::from(*offset), *code);
                }
            }
            // The country's number stands in the lowest byte.
            1 => put(start, (slot & 0xff) as u8),
            2 => put(start, NONE),
            _ => return Err(RegistrationsError("a slot is of no known kind")),
        }
    }
    let ends = runs.iter().skip(1).map(|run| run.0 - 1).chain([u32::MAX]);
    let mut ranges = Vec::new();
    for ((first, country), last) in
        runs.iter().copied().zip(ends).filter(|((_, country), _)| *country != NONE)
    {
        ranges.push((first, last, named(&countries, country)?));
    }
    Ok(ranges)
}

/// IPv6: each slot has ranges, most of them blocks with a common prefix of at most 48 bits, the others apart.
fn v6_ranges(bytes: &[u8]) -> Result<Vec<(u128, u128, String)>, RegistrationsError> {
    let mut data = Data { rest: bytes };
    let slots = data.take(SLOTS)?;
    let filled = data.count()?;
    let starts = data.words(filled.saturating_add(1))?;
    // What only makes looking up faster: bounds of each slot by a byte, and of the dense ones by two bytes more.
    data.take(filled.saturating_mul(BOUNDS * 2))?;
    for _ in 0..2 {
        let dense = data.count()?;
        data.take(dense.saturating_mul(2 + BOUNDS * 4))?;
    }
    let countries = data.countries()?;
    let others = data.count()?;
    let others = data.items::<33>(others)?;
    let all = data.count()?;
    let all = data.items::<6>(all)?;
    data.ends()?;

    let mut ranges = Vec::new();
    for (high, slot) in (0_u128..).zip(slots).filter(|(_, slot)| **slot != NONE) {
        let index = usize::from(*slot);
        let (Some(&from), Some(&to)) = (starts.get(index), starts.get(index + 1)) else {
            return Err(RegistrationsError("a slot has no ranges"));
        };
        let Some(of_slot) = all.get(from as usize..to as usize) else {
            return Err(RegistrationsError("ranges lie beyond the end"));
        };
        for &[a, b, c, d, shared, country] in of_slot {
            let place = u32::from_le_bytes([a, b, c, d]);
            let (first, last, country) = match shared {
                0 => apart(others.get(place as usize))?,
                1..=48 => {
                    let first = (high << 112) | (u128::from(place) << 80);
                    (first, first | (u128::MAX >> shared), country)
                }
                _ => return Err(RegistrationsError("a block is smaller than a /48")),
            };
            ranges.push((first, last, named(&countries, country)?));
        }
    }
    if !ranges.is_sorted_by(|a, b| a.1 < b.0) {
        return Err(RegistrationsError("ranges do not ascend"));
    }
    Ok(ranges)
}

fn apart(range: Option<&[u8; 33]>) -> Result<(u128, u128, u8), RegistrationsError> {
    let parts = range.and_then(|range| {
        let (first, rest) = range.split_first_chunk::<16>()?;
        let (last, rest) = rest.split_first_chunk::<16>()?;
        Some((u128::from_le_bytes(*first), u128::from_le_bytes(*last), *rest.first()?))
    });
    parts.filter(|(first, last, _)| first <= last).ok_or(RegistrationsError("a range is none"))
}

fn named(countries: &[String], number: u8) -> Result<String, RegistrationsError> {
    countries.get(usize::from(number)).cloned().ok_or(RegistrationsError("a number stands for no country"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_of_that_shape_is_refused() {
        assert_eq!(ranges_of_registrations(&[], &[]), Err(RegistrationsError("it is cut short")));
        // All slots are empty, and there is nothing else.
        let mut v4: Vec<u8> = std::iter::repeat_n((2_u32 << 30).to_le_bytes(), SLOTS).flatten().collect();
        v4.extend([0; 20]);
        let mut v6 = vec![NONE; SLOTS];
        v6.extend([0; 28]);
        assert_eq!(ranges_of_registrations(&v4, &v6), Ok(String::new()));
        let more = [&v4[..], &[0]].concat();
        assert_eq!(
            ranges_of_registrations(&more, &v6),
            Err(RegistrationsError("something stands behind its end"))
        );
        let more = [&v6[..], &[0]].concat();
        assert_eq!(
            ranges_of_registrations(&v4, &more),
            Err(RegistrationsError("something stands behind its end"))
        );
        v4[0..4].copy_from_slice(&(1_u32 << 30).to_le_bytes());
        assert_eq!(
            ranges_of_registrations(&v4, &v6),
            Err(RegistrationsError("a number stands for no country"))
        );
        v4[0..4].copy_from_slice(&0_u32.to_le_bytes());
        assert_eq!(ranges_of_registrations(&v4, &v6), Err(RegistrationsError("a slot has no changes")));
        v4[0..4].copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(ranges_of_registrations(&v4, &v6), Err(RegistrationsError("a slot is of no known kind")));
    }
}
