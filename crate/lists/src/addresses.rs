//! Where addresses are registered, from ranges as text to a table.
//!
//! Decides how ranges become runs without gaps. Refuses to know which addresses are special: the core does.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::net::IpAddr;

use telltale_core::blob::{self, Content, TooLarge};
use telltale_core::destination::{Country, VERSION, section};

use crate::packages::Origin;
use crate::texts;

/// Why a table of addresses was not compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum AddressesError {
    /// A line is no range.
    Line {
        /// Its number, from 1.
        line: usize,
        /// What is wrong with it.
        why: &'static str,
    },
    /// There is no range in it at all.
    Empty,
    /// It is larger than a blob can be.
    TooLarge,
}

impl fmt::Display for AddressesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line { line, why } => {
                write!(
                    f,
                    "line {line}: {why}; write first address, last address and country: 192.0.2.0,192.0.2.255,DE"
                )
            }
            Self::Empty => f.write_str("there is no range of addresses in it"),
            Self::TooLarge => TooLarge.fmt(f),
        }
    }
}

impl std::error::Error for AddressesError {}

impl From<TooLarge> for AddressesError {
    fn from(_: TooLarge) -> Self {
        Self::TooLarge
    }
}

/// Addresses of one country: the first, the one behind the last, and the country. Both kinds of address are numbers.
type Range = (u64, u64, Country);

/// Compiles ranges (`first,last,country`, one a line, those of a kind ascending and apart) into what
/// `telltale_core::destination::Addresses::open` takes. `origin` is what reports say of them.
///
/// # Errors
/// When a line is no such range, or there is none.
pub fn compile_addresses(text: &str, origin: &Origin) -> Result<Vec<u8>, AddressesError> {
    let (mut v4, mut v6): (Vec<Range>, Vec<Range>) = (Vec::new(), Vec::new());
    for (number, line) in (1..).zip(text.lines()) {
        let wrong = |why| AddressesError::Line { line: number, why };
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let fields: Vec<&str> = line.split(',').map(str::trim).collect();
        let [first, last, country] = fields[..] else { return Err(wrong("it has not three fields")) };
        let country = Country::new(country.as_bytes())
            .ok_or_else(|| wrong("the country has not two capital letters"))?;
        let address = |text: &str| text.parse::<IpAddr>().map_err(|_| wrong("an address is none"));
        let (ranges, first, last) = match (address(first)?, address(last)?) {
            (IpAddr::V4(first), IpAddr::V4(last)) => {
                (&mut v4, u64::from(first.to_bits()), u64::from(last.to_bits()))
            }
            (IpAddr::V6(first), IpAddr::V6(last)) => {
                let half = |bits: u128| (bits >> 64) as u64;
                let (first, last) = (first.to_bits(), last.to_bits());
                if first as u64 != 0 || last as u64 != u64::MAX {
                    return Err(wrong("a range of IPv6 starts or ends inside a /64"));
                }
                (&mut v6, half(first), half(last))
            }
            _ => return Err(wrong("the addresses are of two kinds")),
        };
        if last < first {
            return Err(wrong("it ends before it starts"));
        }
        // The last address of all is nobody's: that a range ends there is taken for its end.
        let end = last.checked_add(1).ok_or_else(|| wrong("it ends with the last address of all"))?;
        if ranges.last().is_some_and(|(_, before, _)| *before > first) {
            return Err(wrong("it starts before the one before it ends"));
        }
        ranges.push((first, end, country));
    }
    if v4.is_empty() && v6.is_empty() {
        return Err(AddressesError::Empty);
    }
    let codes: BTreeSet<Country> = v4.iter().chain(&v6).map(|range| range.2).collect();
    if codes.len() > usize::from(u8::MAX) {
        return Err(AddressesError::TooLarge);
    }
    // Number 0 is nobody's.
    let numbers: HashMap<Country, u8> = codes.iter().copied().zip(1..=u8::MAX).collect();
    let number = |country: Country| numbers.get(&country).copied().unwrap_or_default();

    let mut sections = vec![Vec::new(); section::COUNT as usize];
    for fact in [&origin.name, &origin.version, &origin.sha256, &origin.licence] {
        texts::put(&mut sections[section::SOURCE], fact);
    }
    sections[section::COUNTRIES] = codes.iter().flat_map(|country| country.code().bytes()).collect();
    for (start, country) in runs(&v4, number) {
        // Addresses of IPv4 have 32 bits, and behind the last of them starts nothing.
        let Ok(start) = u32::try_from(start) else { continue };
        sections[section::V4_STARTS].extend_from_slice(&start.to_le_bytes());
        sections[section::V4_COUNTRIES].push(country);
    }
    for (start, country) in runs(&v6, number) {
        sections[section::V6_STARTS].extend_from_slice(&start.to_le_bytes());
        sections[section::V6_COUNTRIES].push(country);
    }
    Ok(blob::write(Content::Addresses, VERSION, &sections)?)
}

/// Where each run of addresses with one country, or with none, starts.
fn runs(ranges: &[Range], number: impl Fn(Country) -> u8) -> Vec<(u64, u8)> {
    let mut runs: Vec<(u64, u8)> = Vec::new();
    let mut put = |start: u64, country: u8| {
        // A gap that closes where it opens is none.
        if runs.last().is_some_and(|run| run.0 == start) {
            runs.pop();
        }
        if runs.last().map_or(0, |run| run.1) != country {
            runs.push((start, country));
        }
    };
    for &(first, end, country) in ranges {
        put(first, number(country));
        put(end, 0);
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use telltale_core::destination::Addresses;

    fn origin() -> Origin {
        Origin {
            name: "Registrations".into(),
            version: "7".into(),
            licence: "CC0".into(),
            package: None,
            sha256: "ab".into(),
        }
    }

    #[test]
    fn every_address_has_the_country_of_its_range() {
        let text = "# from, to, country\n1.0.0.0,1.0.0.255,AU\n1.0.1.0,1.0.1.255,AU\n1.0.2.0,1.0.2.3,CN\n\
            8.8.8.8,8.8.8.8,US\n2001:200::,2001:200:ffff:ffff:ffff:ffff:ffff:ffff,JP\n2a00:1::,2a00:1:0:ffff:ffff:ffff:ffff:ffff,DE\n";
        let addresses = Addresses::open(compile_addresses(text, &origin()).unwrap()).unwrap();
        for (address, wanted) in [
            ("0.255.255.255", None),
            ("1.0.0.0", Some("AU")),
            ("1.0.1.255", Some("AU")),
            ("1.0.2.0", Some("CN")),
            ("1.0.2.3", Some("CN")),
            ("1.0.2.4", None),
            ("8.8.8.7", None),
            ("8.8.8.8", Some("US")),
            ("::ffff:8.8.8.8", Some("US")),
            ("64:ff9b::8.8.8.8", Some("US")),
            ("8.8.8.9", None),
            ("223.255.255.255", None),
            ("2001:1ff:ffff::1", None),
            ("2001:200::", Some("JP")),
            ("2001:200:ffff:ffff:ffff:ffff:ffff:ffff", Some("JP")),
            ("2001:201::", None),
            ("2a00:1:0:ffff::1", Some("DE")),
            ("2a00:1:1::", None),
            ("127.0.0.1", None),
            ("::1", None),
            ("8.8.8.8:443", None),
            ("host.example", None),
            ("", None),
        ] {
            assert_eq!(addresses.country(address).as_ref().map(Country::code), wanted, "{address}");
        }
        // Two neighbours are one run, and each gap is one.
        assert_eq!(addresses.len(), 5 + 4);
        assert_eq!((&*addresses.source().name, &*addresses.source().licence), ("Registrations", "CC0"));
    }

    #[test]
    fn what_is_no_range_is_refused_with_its_line() {
        for (line, why) in [
            ("1.0.0.0,1.0.0.255", "it has not three fields"),
            ("1.0.0.0,1.0.0.255,au", "the country has not two capital letters"),
            ("1.0.0.0,1.0.0,AU", "an address is none"),
            ("1.0.0.0,2001:200::,AU", "the addresses are of two kinds"),
            ("1.0.0.9,1.0.0.0,AU", "it ends before it starts"),
            ("1.0.0.0,1.0.0.1,AU", "it starts before the one before it ends"),
            ("2a00::1,2a00:0:0:ffff:ffff:ffff:ffff:ffff,AU", "a range of IPv6 starts or ends inside a /64"),
            ("2a00::,ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff,AU", "it ends with the last address of all"),
        ] {
            let text = format!("1.0.0.0,1.0.0.7,AU\n{line}\n");
            assert_eq!(
                compile_addresses(&text, &origin()),
                Err(AddressesError::Line { line: 2, why }),
                "{line}"
            );
        }
        assert_eq!(compile_addresses("# nothing\n", &origin()), Err(AddressesError::Empty));
    }
}
