//! The seal: a hash over the document's canonical form (RFC 8785), which anybody can compute again.
//!
//! Decides what it covers: everything but itself. A seal shows that a document was not changed after it was made, not
//! who made it.

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::Document;
use crate::hex::hex;

/// A document and its seal.
#[derive(Serialize)]
pub struct Sealed<'a> {
    /// The document.
    #[serde(flatten)]
    pub document: Document<'a>,
    /// Its seal.
    pub integrity: Integrity,
}

/// The seal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Integrity {
    /// How the document becomes bytes.
    pub canonicalization: &'static str,
    /// What is hashed.
    pub covers: &'static str,
    /// The hash.
    pub sha256: String,
}

/// Seals a document.
///
/// # Errors
///
/// When it cannot be written as JSON.
pub fn seal(document: Document<'_>) -> Result<Sealed<'_>, serde_json::Error> {
    let covers = "every member of this document but \"integrity\"";
    let integrity = Integrity { canonicalization: "RFC 8785", covers, sha256: String::new() };
    let mut sealed = Sealed { document, integrity };
    // What is hashed is what stands in the file, as whoever checks it reads it.
    let mut value: Value = serde_json::from_str(&serde_json::to_string_pretty(&sealed)?)?;
    if let Value::Object(members) = &mut value {
        members.remove("integrity");
    }
    sealed.integrity.sha256 = hex(&Sha256::digest(canonical(&value)?));
    Ok(sealed)
}

/// The canonical form of a JSON value.
///
/// # Errors
///
/// When it holds a number that JSON does not have.
pub fn canonical(value: &Value) -> Result<Vec<u8>, serde_json::Error> {
    serde_json_canonicalizer::to_vec(value)
}
