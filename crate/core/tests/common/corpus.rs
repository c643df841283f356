//! A case of `tests/corpus/` as the core is asked about it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a case that cannot be read is a mistake in the case")]

use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use telltale_core::intake::{Body, Headers, Initiator, Kind, Mode, RawRequest};
use url::Url;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    /// What the case shows, in a sentence.
    about: String,
    url: String,
    #[serde(default = "get")]
    method: String,
    #[serde(default, rename = "type")]
    kind: Option<String>,
    /// The page in whose tab it was made; absent: not known.
    page: Option<String>,
    title: Option<String>,
    /// `browser`: no page asked.
    initiator: Option<String>,
    #[serde(default)]
    earlier: Vec<String>,
    /// Names and values; absent: not shown.
    headers: Option<Vec<(String, String)>>,
    body: Option<Content>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Content {
    Text(String),
    Base64(String),
    /// Pieces, as browsers show some bodies.
    Parts(Vec<String>),
    /// Fields that the browser has decoded.
    Form(Vec<(String, String)>),
    Unseen,
    /// As much of a longer body as came along, and how many bytes did not.
    Cut(String, u64),
}

fn get() -> String {
    "GET".into()
}

/// A case, read.
pub(crate) struct Case {
    /// The request.
    pub(crate) raw: RawRequest,
    /// Pages that were visited before it.
    pub(crate) earlier: Vec<Url>,
}

/// All cases, in the order of their names.
pub(crate) fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus");
    let mut cases: Vec<PathBuf> = std::fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    cases.sort();
    cases
}

/// Reads the case in a directory.
pub(crate) fn read(case: &Path) -> Case {
    let text = std::fs::read_to_string(case.join("request.json")).unwrap();
    let request: Form = serde_json::from_str(&text).unwrap_or_else(|why| panic!("{}: {why}", case.display()));
    assert!(request.about.ends_with('.'), "{}: `about` is a sentence", case.display());
    let earlier = request.earlier.iter().map(|page| Url::parse(page).unwrap()).collect();
    let raw = RawRequest {
        id: case.file_name().unwrap().to_string_lossy().into_owned(),
        at: 0.0,
        mode: Mode::Unknown,
        method: request.method,
        url: request.url,
        kind: Kind::from_name(request.kind.as_deref().unwrap_or("xmlhttprequest")),
        initiator: match request.initiator {
            Some(by) if by == "browser" => Initiator::Browser,
            Some(address) => Initiator::Page(address),
            None => Initiator::Unknown,
        },
        page: request.page,
        title: request.title,
        headers: request.headers.map_or(Headers::Unseen, |list| Headers::Seen(list.into_iter().collect())),
        body: match request.body {
            None => Body::None,
            Some(Content::Unseen) => Body::Unseen,
            Some(Content::Text(text)) => Body::Raw { parts: vec![text.into_bytes()], missing: 0 },
            Some(Content::Base64(text)) => {
                Body::Raw { parts: vec![STANDARD.decode(text).unwrap()], missing: 0 }
            }
            Some(Content::Parts(parts)) => Body::Raw {
                parts: parts.iter().map(|part| STANDARD.decode(part).unwrap()).collect(),
                missing: 0,
            },
            Some(Content::Form(fields)) => Body::Form { fields, missing: 0 },
            Some(Content::Cut(text, missing)) => Body::Raw { parts: vec![text.into_bytes()], missing },
        },
    };
    Case { raw, earlier }
}
