//! Blobs that were damaged, and blobs that somebody forged with a right checksum: neither may do more than fail.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what helpers of a test expect, the test expects")]

use proptest::prelude::*;
use telltale_core::blob::{Content, write};
use telltale_core::catalogue::{Asked, Catalogue, Verdict, layout};
use telltale_core::company::{self, Companies};
use telltale_core::destination::{self, Addresses};
use telltale_core::intake::Kind;
use telltale_core::site::{self, Suffixes};
use telltale_lists::packages::origin_of_registrations;
use telltale_lists::{Source, compile, compile_addresses, compile_companies, compile_suffixes};

const LIST: &str = "||a.example^\n||b.example^$image\n||c.example/path$domain=a.example|~b.*\n/pixel/\n/collect?id=$script\n\
    @@||a.example/free\n@@/pixel/free$third-party\n/^https:\\/\\/r[0-9]+/$method=post\n/a*b^c|\n$third-party,to=q.example\n\
    ||c.example^$important\n|https://x\n||d.example^$denyallow=e.example,domain=f.example";
const SUFFIXES: &str = "com\nexample\n*.wild\n!city.wild\n";
const COMPANIES: &str =
    r#"[{"name": "A", "company": "B", "category": "ad", "domains": ["a.example", "*.b.example"]}]"#;

const RANGES: &str =
    "1.0.0.0,1.0.0.255,AU\n8.8.8.0,8.8.8.255,US\n2001:200::,2001:200:ffff:ffff:ffff:ffff:ffff:ffff,JP\n";

const URLS: [&str; 8] = [
    "https://a.example/free",
    "https://x.b.example/pixel/free",
    "https://c.example/path/a/b/c",
    "https://r12.example/",
    "https://q.example/collect?id=1",
    "https://d.example/",
    "https://x.wild/pixel/",
    "wss://[::1]/aXb?c",
];

fn addresses() -> Vec<u8> {
    compile_addresses(RANGES, &origin_of_registrations("1", b"", b"")).unwrap()
}

/// The sections of a blob, so that it can be written again with another one.
fn sections(blob: &[u8]) -> Vec<Vec<u8>> {
    let word = |at: usize| u32::from_le_bytes(blob[at..at + 4].try_into().unwrap()) as usize;
    (0..word(12)).map(|row| blob[word(24 + row * 8)..][..word(28 + row * 8)].to_vec()).collect()
}

fn use_catalogue(blob: Vec<u8>, suffixes: &Suffixes) {
    let Ok(catalogue) = Catalogue::open(blob) else { return };
    for url in URLS {
        let asked =
            Asked { url, document: Some("https://f.example/"), kind: Kind::Script, method: Some("POST") };
        match catalogue.check(&asked, suffixes) {
            Verdict::Miss => {}
            Verdict::Hit(id) => drop(catalogue.rule(id, url)),
            Verdict::Excepted { by, hit } => drop((catalogue.rule(by, url), catalogue.rule(hit, url))),
        }
    }
}

fn forged(original: &[u8], content: Content, version: u32, changes: &[(usize, usize, u8)]) -> Vec<u8> {
    let mut parts = sections(original);
    for &(section, at, value) in changes {
        let count = parts.len();
        let part = &mut parts[section % count];
        if !part.is_empty() {
            let len = part.len();
            part[at % len] = value;
        }
    }
    write(content, version, &parts).unwrap()
}

fn changes() -> impl Strategy<Value = Vec<(usize, usize, u8)>> {
    // Heads of sections hold their counts; they are hit more often than chance would.
    let place = prop_oneof![0usize..64, any::<usize>()];
    prop::collection::vec((any::<usize>(), place, prop_oneof![Just(0), Just(255), any::<u8>()]), 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn a_forged_blob_does_no_harm(changes in changes()) {
        let suffixes = Suffixes::open(compile_suffixes(SUFFIXES).unwrap()).unwrap();
        let blob = compile(&[Source::new(LIST, "list")]).unwrap().blob;
        use_catalogue(forged(&blob, Content::Trackers, layout::VERSION, &changes), &suffixes);

        let blob = compile_suffixes(SUFFIXES).unwrap();
        if let Ok(suffixes) = Suffixes::open(forged(&blob, Content::Suffixes, site::VERSION, &changes)) {
            for host in ["a.b.wild", "city.wild", "example", "", ".", "a..b"] {
                let _ = suffixes.site(host);
            }
        }
        let blob = compile_companies(COMPANIES).unwrap();
        if let Ok(companies) = Companies::open(forged(&blob, Content::Companies, company::VERSION, &changes)) {
            for host in ["a.example", "x.b.example", ""] {
                let _ = companies.company(host);
            }
        }
        if let Ok(table) =
            Addresses::open(forged(&addresses(), Content::Addresses, destination::VERSION, &changes))
        {
            for address in ["1.0.0.0", "0.0.0.1", "255.0.0.1", "2001:200::1", "2fff::1", "::1", ""] {
                let _ = table.country(address);
            }
        }
    }

    #[test]
    fn a_damaged_blob_is_refused(at in any::<usize>(), bit in 0..8u32, cut in any::<usize>()) {
        let blob = compile(&[Source::new(LIST, "list")]).unwrap().blob;
        let mut damaged = blob.clone();
        damaged[at % blob.len()] ^= 1 << bit;
        prop_assert!(Catalogue::open(damaged).is_err());
        let error = Catalogue::open(blob[..cut % blob.len()].to_vec()).unwrap_err();
        prop_assert_eq!(error.code(), "blob_truncated");

        let blob = addresses();
        let mut damaged = blob.clone();
        damaged[at % blob.len()] ^= 1 << bit;
        prop_assert!(Addresses::open(damaged).is_err());
        let error = Addresses::open(blob[..cut % blob.len()].to_vec()).unwrap_err();
        prop_assert_eq!(error.code(), "blob_truncated");
    }
}

#[test]
fn a_blob_of_another_kind_or_version_is_said() {
    let trackers = compile(&[Source::new(LIST, "list")]).unwrap().blob;
    assert_eq!(Suffixes::open(trackers.clone()).unwrap_err().code(), "blob_magic");
    assert_eq!(Catalogue::open(compile_suffixes(SUFFIXES).unwrap()).unwrap_err().code(), "blob_magic");
    assert_eq!(Catalogue::open(b"<html>".to_vec()).unwrap_err().code(), "blob_magic");
    assert_eq!(Addresses::open(trackers.clone()).unwrap_err().code(), "blob_magic");
    let shorter = |number: usize| {
        let mut parts = sections(&addresses());
        parts[number].pop();
        let blob = write(Content::Addresses, destination::VERSION, &parts).unwrap();
        Addresses::open(blob).map(|_| number).unwrap_err()
    };
    for number in 0..destination::section::COUNT as usize {
        assert_eq!(shorter(number).code(), "blob_section", "{number}");
    }
    let newer = write(Content::Trackers, layout::VERSION + 1, &sections(&trackers)).unwrap();
    assert_eq!(Catalogue::open(newer).unwrap_err().code(), "blob_version");
    let fewer = write(Content::Trackers, layout::VERSION, &sections(&trackers)[1..]).unwrap();
    assert_eq!(Catalogue::open(fewer).unwrap_err().code(), "blob_section");
}
