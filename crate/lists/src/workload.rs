//! Requests written one a line, `["https://url", "https://document", "script"]`: the workload of `telltale match`.
//!
//! Decides the form of a line. Refuses to know where lines come from and where answers go.

use std::fmt;

use telltale_core::catalogue::{Asked, Catalogue, Verdict};
use telltale_core::intake::Kind;
use telltale_core::site::Suffixes;

/// A line that is no request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineError(String);

impl fmt::Display for LineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not of the form [url, document url, type]: {}", self.0)
    }
}

impl std::error::Error for LineError {}

/// What the catalogue says about the request of a line. An empty document or none (`null`) is an unknown one; the
/// method, a fourth member, may be left out.
///
/// # Errors
/// When the line is no request.
pub fn verdict(line: &str, catalogue: &Catalogue, suffixes: &Suffixes) -> Result<Verdict, LineError> {
    type Short = (String, Option<String>, String);
    type Long = (String, Option<String>, String, String);
    let parsed = serde_json::from_str::<Short>(line)
        .map(|(url, document, kind)| (url, document, kind, None))
        .or_else(|first| {
            serde_json::from_str::<Long>(line)
                .map(|(url, document, kind, method)| (url, document, kind, Some(method)))
                .map_err(|_| first)
        });
    let (url, document, kind, method) = parsed.map_err(|why| LineError(why.to_string()))?;
    let asked = Asked {
        url: &url,
        document: document.as_deref(),
        kind: Kind::from_name(&kind),
        method: method.as_deref(),
    };
    Ok(catalogue.check(&asked, suffixes))
}
