//! Who runs what at which domain, from npm's `third-party-web`.
//!
//! Decides which row a domain gets when two entities claim it: the first, which is the one that is seen more.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use serde::Deserialize;
use telltale_core::blob::{self, Content, TooLarge};
use telltale_core::company::VERSION;
use telltale_core::{hash, table};

use crate::hosts;

/// Why a table of companies was not compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CompaniesError {
    /// It is not the JSON that `third-party-web` has in `dist/entities*.json`; the parser says where.
    Json(String),
    /// A domain is none.
    Domain(String),
    /// It is larger than a blob can be.
    TooLarge,
}

impl fmt::Display for CompaniesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(why) => write!(f, "these are not the entities of third-party-web: {why}"),
            Self::Domain(domain) => write!(f, "{domain:?} is no domain"),
            Self::TooLarge => TooLarge.fmt(f),
        }
    }
}

impl std::error::Error for CompaniesError {}

impl From<TooLarge> for CompaniesError {
    fn from(_: TooLarge) -> Self {
        Self::TooLarge
    }
}

#[derive(Deserialize)]
struct Entity {
    name: String,
    #[serde(default)]
    company: Option<String>,
    #[serde(default)]
    category: Option<String>,
    #[serde(default)]
    categories: Vec<String>,
    domains: Vec<String>,
}

/// Compiles `dist/entities-nostats.json` of `third-party-web` into what `telltale_core::company::Companies::open`
/// takes.
///
/// # Errors
/// When it is not that file, or holds a domain that is none.
pub fn compile_companies(json: &str) -> Result<Vec<u8>, CompaniesError> {
    let entities: Vec<Entity> =
        serde_json::from_str(json).map_err(|why| CompaniesError::Json(why.to_string()))?;
    let rows: Vec<[&str; 3]> = entities
        .iter()
        .map(|entity| {
            let category = entity.category.as_deref().or(entity.categories.first().map(String::as_str));
            [entity.company.as_deref().unwrap_or(&entity.name), &entity.name, category.unwrap_or("other")]
        })
        .collect();
    let texts: BTreeSet<&str> = rows.iter().flatten().copied().collect();
    let numbers: HashMap<&str, usize> =
        texts.iter().enumerate().map(|(number, text)| (*text, number)).collect();
    if texts.len() > usize::from(u16::MAX) || rows.len() > usize::from(u16::MAX) {
        return Err(CompaniesError::TooLarge);
    }

    let mut domains: BTreeMap<String, u16> = BTreeMap::new();
    for (row, entity) in (0..).zip(&entities) {
        for domain in &entity.domains {
            // A star stands for everything below, and rows hold for everything below anyway.
            let name = hosts::name(domain.strip_prefix("*.").unwrap_or(domain))
                .ok_or_else(|| CompaniesError::Domain(domain.clone()))?;
            domains.entry(name.into_owned()).or_insert(row);
        }
    }
    let names: Vec<(u64, u16)> =
        domains.iter().map(|(name, row)| (hash::host(name.as_bytes()), *row)).collect();
    let columns = rows.iter().flatten().flat_map(|text| (numbers[text] as u16).to_le_bytes()).collect();
    let mut starts = Vec::new();
    let mut all = String::new();
    for text in &texts {
        starts.extend_from_slice(&(all.len() as u32).to_le_bytes());
        all.push_str(text);
    }
    starts.extend_from_slice(&(all.len() as u32).to_le_bytes());
    let sections = [table::write(&names)?.0, columns, starts, all.into_bytes()];
    Ok(blob::write(Content::Companies, VERSION, &sections)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use telltale_core::company::{Companies, Company};

    const ENTITIES: &str = r#"[
        {"name": "Tags", "company": "Big", "category": "tag-manager", "domains": ["*.tags.example", "big.example"]},
        {"name": "Small", "categories": ["ad", "analytics"], "domains": ["ads.big.example", "big.example"]}
    ]"#;

    #[test]
    fn the_nearest_row_holds() {
        let companies = Companies::open(compile_companies(ENTITIES).unwrap()).unwrap();
        assert_eq!(companies.len(), 3);
        let big = Some(Company { name: "Big", product: "Tags", category: "tag-manager" });
        let small = Some(Company { name: "Small", product: "Small", category: "ad" });
        for (host, wanted) in [
            ("tags.example", big),
            ("a.TAGS.example", big),
            ("big.example.", big),
            ("x.ads.big.example", small),
            ("example", None),
            ("xtags.example", None),
            ("", None),
            ("192.0.2.1", None),
        ] {
            assert_eq!(companies.company(host), wanted, "{host}");
        }
    }

    #[test]
    fn what_is_not_such_a_file_is_refused() {
        assert!(matches!(compile_companies("{"), Err(CompaniesError::Json(_))));
        let odd = r#"[{"name": "x", "domains": ["a b"]}]"#;
        assert_eq!(compile_companies(odd), Err(CompaniesError::Domain("a b".into())));
    }
}
