//! What the integration tests judge by: small lists, compiled as the real ones are.

#![allow(clippy::unwrap_used, reason = "a test that cannot make its lists has failed")]

use std::sync::OnceLock;

use telltale_core::catalogue::Catalogue;
use telltale_core::company::Companies;
use telltale_core::judge::Judge;
use telltale_core::site::Suffixes;
use telltale_lists::{Source, compile, compile_companies, compile_suffixes};

const COMPANIES: &str =
    r#"[{"name": "Tracker Ltd", "categories": ["analytics"], "domains": ["*.tracker.example"]}]"#;

/// A judge whose tracker list holds these rules.
pub(crate) fn judge(rules: &str) -> Judge {
    static SUFFIXES: OnceLock<Vec<u8>> = OnceLock::new();
    static KNOWN: OnceLock<Vec<u8>> = OnceLock::new();
    let trackers = compile(&[Source::new(rules, "test")]).unwrap().blob;
    let suffixes = SUFFIXES.get_or_init(|| compile_suffixes("com\norg\nnet\nexample\n").unwrap());
    let companies = KNOWN.get_or_init(|| compile_companies(COMPANIES).unwrap());
    Judge::new(
        Catalogue::open(trackers).unwrap(),
        Suffixes::open(suffixes.clone()).unwrap(),
        Companies::open(companies.clone()).unwrap(),
    )
}
