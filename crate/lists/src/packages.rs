//! What the packages look like that the built-in lists come from.
//!
//! Decides which file of a package is read and how its version and licence are known. Does no I/O: whoever calls it
//! brings the texts.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::source::{Source, sha256};

/// A file of an npm package, by its path below `node_modules`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PackageFile {
    /// The package.
    pub package: &'static str,
    /// The file in it.
    pub path: &'static str,
    /// The licence of the file's content, where the package's own is that of its code.
    pub licence: Option<&'static str>,
}

/// AdGuard Tracking Protection: the list as written, inside the rule set made of it.
pub const TRACKERS: PackageFile = PackageFile {
    package: "@adguard/dnr-rulesets",
    path: "dist/filters/declarative/ruleset_3/ruleset_3.json",
    licence: None,
};

/// The public suffix list.
pub const SUFFIXES: PackageFile =
    PackageFile { package: "tldts", path: "dist/es6/src/data/trie.js", licence: Some("MPL-2.0") };

/// Entities and their domains.
pub const COMPANIES: PackageFile =
    PackageFile { package: "third-party-web", path: "dist/entities-nostats.json", licence: None };

/// Registrations of addresses, in the crate `iptocc`: what it is called, its files, and the licence of what is in them.
pub const REGISTRATIONS: &str = "Address registrations of AFRINIC, APNIC, ARIN, LACNIC and RIPE NCC";
/// Its files of IPv4 and IPv6.
pub const REGISTRATION_FILES: [&str; 2] = ["src/data/v4.bin", "src/data/v6.bin"];

/// The version that a crate's `Cargo.toml` names, as Cargo lays it out when it is published.
#[must_use]
pub fn version_of_crate(manifest: &str) -> Option<&str> {
    manifest.lines().find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'))
}

/// The row of `sources.json` for the registrations in a version of `iptocc`. Its code is under MIT or Apache 2.0; what the
/// registries publish, their organisation (NRO) puts under CC BY 4.0.
#[must_use]
pub fn origin_of_registrations(version: &str, v4: &[u8], v6: &[u8]) -> Origin {
    Origin {
        name: REGISTRATIONS.to_owned(),
        version: version.to_owned(),
        licence: "CC-BY-4.0, attributed to the NRO (nro.net)".to_owned(),
        package: Some(format!("iptocc@{version}")),
        sha256: sha256(&[v4, v6].concat()),
    }
}

/// Where something that was compiled came from: a row of `sources.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// What it is called.
    pub name: String,
    /// Its own version, or the package's where it has none.
    pub version: String,
    /// Its licence; empty if nobody said.
    pub licence: String,
    /// The package and its version; none for a file that was given.
    pub package: Option<String>,
    /// The SHA-256 of what was read, in hexadecimal.
    pub sha256: String,
}

/// Why a package's file was not what it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PackageError {
    /// It is not the JSON that was expected; the parser says where.
    Json(String),
    /// The rule set has no list in it.
    NoList,
}

impl fmt::Display for PackageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(why) => write!(f, "not the JSON that was expected: {why}"),
            Self::NoList => {
                f.write_str("no rawFilterList in this rule set; pin the version that package.json names")
            }
        }
    }
}

impl std::error::Error for PackageError {}

/// What a package says about itself in its `package.json`.
#[derive(Debug, Clone, Deserialize)]
pub struct Manifest {
    version: String,
    #[serde(default)]
    license: String,
}

impl Manifest {
    /// Reads a `package.json`.
    ///
    /// # Errors
    /// When it is none.
    pub fn read(json: &str) -> Result<Self, PackageError> {
        serde_json::from_str(json).map_err(|why| PackageError::Json(why.to_string()))
    }

    /// The row of `sources.json` for a file of this package.
    #[must_use]
    pub fn origin(&self, file: PackageFile, name: &str, content: &[u8]) -> Origin {
        Origin {
            name: name.to_owned(),
            version: self.version.clone(),
            licence: file.licence.map_or_else(|| self.license.clone(), str::to_owned),
            package: Some(format!("{}@{}", file.package, self.version)),
            sha256: sha256(content),
        }
    }
}

impl Origin {
    /// The row of `sources.json` for a list.
    #[must_use]
    pub fn of_list(source: &Source<'_>, package: Option<String>) -> Self {
        Self {
            name: source.name.clone(),
            version: source.version.clone(),
            licence: source.licence.clone(),
            package,
            sha256: source.sha256(),
        }
    }
}

#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    metadata: Option<Metadata>,
}

#[derive(Deserialize)]
struct Metadata {
    #[serde(default, rename = "rawFilterList")]
    raw: Option<String>,
}

/// The list as written, out of a rule set of `@adguard/dnr-rulesets`.
///
/// # Errors
/// When it is no rule set, or has no list in it.
pub fn list_of_ruleset(json: &str) -> Result<String, PackageError> {
    let entries: Vec<Entry> =
        serde_json::from_str(json).map_err(|why| PackageError::Json(why.to_string()))?;
    entries.into_iter().find_map(|entry| entry.metadata?.raw).ok_or(PackageError::NoList)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_set_holds_its_list() {
        let json = r#"[{"id": 1}, {"id": 2, "metadata": {"rawFilterList": "||a.example^"}}]"#;
        assert_eq!(list_of_ruleset(json).unwrap(), "||a.example^");
        assert_eq!(list_of_ruleset("[{}]"), Err(PackageError::NoList));
        assert!(matches!(list_of_ruleset("{}"), Err(PackageError::Json(_))));
    }

    #[test]
    fn a_crate_says_its_version() {
        let manifest = "[package]\nedition = \"2024\"\nrust-version = \"1.85\"\nversion = \"1.4.175\"\n";
        assert_eq!(version_of_crate(manifest), Some("1.4.175"));
        assert_eq!(version_of_crate("[package]"), None);
        let origin = origin_of_registrations("1.2.3", b"a", b"b");
        assert_eq!(origin.package.as_deref(), Some("iptocc@1.2.3"));
        assert_eq!(origin.sha256, sha256(b"ab"));
    }

    #[test]
    fn a_package_says_its_version_and_licence() {
        let manifest = Manifest::read(r#"{"version": "1.2.3", "license": "MIT"}"#).unwrap();
        let origin = manifest.origin(SUFFIXES, "Public suffix list", b"");
        assert_eq!((&*origin.version, &*origin.licence), ("1.2.3", "MPL-2.0"));
        assert_eq!(origin.package.as_deref(), Some("tldts@1.2.3"));
        assert_eq!(manifest.origin(COMPANIES, "x", b"").licence, "MIT");
    }
}
