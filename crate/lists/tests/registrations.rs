//! The compiled table of addresses against what the crate `iptocc` answers over the data that the table was made of, and
//! against a slow reading of ranges.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what helpers of a test expect, the test expects")]

use std::fs;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use proptest::prelude::*;
use telltale_core::destination::{Addresses, Country};
use telltale_lists::packages::{Origin, REGISTRATION_FILES};
use telltale_lists::{compile_addresses, ranges_of_registrations};

fn origin() -> Origin {
    let text = String::new;
    Origin { name: text(), version: text(), licence: text(), package: None, sha256: text() }
}

/// The ranges as text, from where Cargo unpacked the crate.
fn ranges() -> &'static str {
    static RANGES: OnceLock<String> = OnceLock::new();
    RANGES.get_or_init(|| {
        let metadata = Command::new(env!("CARGO"))
            .args(["metadata", "--format-version", "1", "--locked", "--offline"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        assert!(metadata.status.success(), "{}", String::from_utf8_lossy(&metadata.stderr));
        let metadata: serde_json::Value = serde_json::from_slice(&metadata.stdout).unwrap();
        let packages = metadata["packages"].as_array().unwrap();
        let found = packages.iter().find(|package| package["name"] == "iptocc").unwrap();
        let manifest = PathBuf::from(found["manifest_path"].as_str().unwrap());
        let [v4, v6] =
            REGISTRATION_FILES.map(|file| fs::read(manifest.parent().unwrap().join(file)).unwrap());
        ranges_of_registrations(&v4, &v6).unwrap()
    })
}

fn table() -> &'static Addresses {
    static TABLE: OnceLock<Addresses> = OnceLock::new();
    TABLE.get_or_init(|| Addresses::open(compile_addresses(ranges(), &origin()).unwrap()).unwrap())
}

/// Addresses beside each other, as numbers.
fn beside(address: IpAddr, step: i8) -> IpAddr {
    match address {
        IpAddr::V4(address) => Ipv4Addr::from_bits(address.to_bits().wrapping_add_signed(step.into())).into(),
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits().wrapping_add_signed(step.into())).into(),
    }
}

/// The one special block that somebody registered: name servers that many run (RFC 7535).
const AS112: Ipv6Addr = Ipv6Addr::new(0x2001, 4, 0x112, 0, 0, 0, 0, 0);

fn agree(address: IpAddr) {
    let found = table().country_of(address);
    let is_special = matches!(address, IpAddr::V6(v6) if v6.segments()[..3] == AS112.segments()[..3]);
    let wanted = iptocc::country_code(address).filter(|_| !is_special);
    assert_eq!(found.as_ref().map(Country::code), wanted, "{address}");
}

#[test]
fn both_ends_of_every_range_and_their_neighbours_have_their_country() {
    let mut ends = 0;
    for line in ranges().lines() {
        let mut fields = line.split(',');
        let mut address = || fields.next().unwrap().parse::<IpAddr>().unwrap();
        let (first, last) = (address(), address());
        for end in [first, last, beside(first, -1), beside(last, 1)] {
            agree(end);
            ends += 1;
        }
    }
    assert!(ends > 500_000, "{ends}");
    assert!(table().len() > 150_000, "{}", table().len());
    assert!(table().memory() < 3_000_000, "{} bytes", table().memory());
}

#[test]
fn the_same_ranges_give_the_same_bytes() {
    let compiled = || compile_addresses(ranges(), &origin()).unwrap();
    assert!(compiled() == compiled());
}

/// Addresses whose registration is known beyond this data: networks of universities, registries, and makers of browsers.
#[test]
fn well_known_addresses_are_registered_where_they_should_be() {
    for (address, wanted) in [
        ("18.9.22.69", "US"),                           // Massachusetts Institute of Technology
        ("129.132.19.216", "CH"),                       // ETH Zürich
        ("131.111.150.25", "GB"),                       // Cambridge
        ("133.11.114.194", "JP"),                       // Tokyo
        ("166.111.4.100", "CN"),                        // Tsinghua
        ("147.46.10.129", "KR"),                        // Seoul
        ("137.132.21.27", "SG"),                        // Singapore
        ("129.240.171.52", "NO"),                       // Oslo
        ("193.0.6.139", "NL"),                          // RIPE NCC
        ("200.160.2.3", "BR"),                          // NIC.br
        ("137.158.154.230", "ZA"),                      // Cape Town
        ("77.88.55.60", "RU"),                          // Yandex
        ("82.145.208.1", "NO"),                         // Opera
        ("8.8.8.8", "US"),                              // Google
        ("2001:200:dff:fff1:216:3eff:feb1:44d7", "JP"), // WIDE
        ("2001:620::1", "CH"),                          // SWITCH
        ("2001:638::1", "DE"),                          // DFN
        ("2a02:6b8::1", "RU"),                          // Yandex
        ("2001:4860:4860::8888", "US"),                 // Google
    ] {
        assert_eq!(table().country(address).as_ref().map(Country::code), Some(wanted), "{address}");
    }
}

/// The country of the range that holds an address, looked for one by one.
fn slowly(ranges: &[(u32, u32, char)], address: u32) -> Option<char> {
    ranges.iter().find(|(first, last, _)| (*first..=*last).contains(&address)).map(|range| range.2)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_address_has_the_country_that_the_data_says(bits in prop::collection::vec(any::<(u32, u128)>(), 64)) {
        for (v4, v6) in bits {
            let v4 = IpAddr::from(Ipv4Addr::from_bits(v4));
            agree(v4);
            // Chance alone would seldom hit what is assigned: 2000::/3, and of it what starts with 2a, 24, 26 or 28.
            let high = [0x20_u128, 0x24, 0x26, 0x28, 0x2a, 0x2c][(v6 % 6) as usize] << 120;
            agree(Ipv6Addr::from_bits((v6 >> 8) | high).into());
            agree(Ipv6Addr::from_bits(v6).into());
        }
    }

    #[test]
    fn any_ranges_are_read_as_one_would(
        steps in prop::collection::vec((0_u32..3, 1_u32..5, 0_u8..3), 1..40),
        start in 0x0100_0000_u32..0x0900_0000,
    ) {
        let (mut at, mut ranges, mut text) = (start, Vec::new(), String::new());
        for (gap, len, country) in steps {
            let first = at + gap;
            let last = first + len - 1;
            let letter = char::from(b'A' + country);
            let written = |bits| Ipv4Addr::from_bits(bits);
            text.push_str(&format!("{},{},{letter}{letter}\n", written(first), written(last)));
            ranges.push((first, last, letter));
            at = last + 1;
        }
        let table = Addresses::open(compile_addresses(&text, &origin()).unwrap()).unwrap();
        for address in start - 3..at + 3 {
            let found = table.country_of(Ipv4Addr::from_bits(address).into());
            let found = found.as_ref().and_then(|country| country.code().chars().next());
            prop_assert_eq!(found, slowly(&ranges, address), "{}", address);
        }
    }
}
