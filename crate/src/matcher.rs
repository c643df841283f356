//! `Matcher`: the catalogue alone, for programs that only want verdicts.

use telltale_core::blob::OpenError;
use telltale_core::catalogue::{Asked, Catalogue, Verdict};
use telltale_core::intake::Kind;
use telltale_core::site::Suffixes;
use wasm_bindgen::prelude::*;

use crate::strings::Strings;
use crate::wall::fault;

/// A compiled list, opened.
#[wasm_bindgen]
pub struct Matcher {
    catalogue: Catalogue,
    suffixes: Suffixes,
    strings: Strings,
}

#[wasm_bindgen]
impl Matcher {
    /// Opens a blob, and `suffixes.bin`, by which parties are told apart.
    ///
    /// # Errors
    ///
    /// An `Error` whose `code` says how the blob is damaged.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: Vec<u8>, suffixes: Vec<u8>) -> Result<Matcher, JsValue> {
        let refuse = |error: OpenError| fault(error.code(), &error.to_string());
        let catalogue = Catalogue::open(bytes).map_err(refuse)?;
        let suffixes = Suffixes::open(suffixes).map_err(refuse)?;
        Ok(Self { catalogue, suffixes, strings: Strings::new() })
    }

    /// Where the strings of `check` are written, as for `Meter`.
    pub fn buffer(&self) -> usize {
        self.strings.address()
    }

    /// Makes room for so many bytes of text; the new address.
    pub fn reserve(&mut self, bytes: usize) -> usize {
        self.strings.reserve(bytes)
    }

    /// The names of the kinds of request; a name's place is the number that `check` takes.
    pub fn kinds(&self) -> Vec<String> {
        Kind::ALL.iter().map(|kind| kind.name().to_owned()).collect()
    }

    /// How many bytes the compiled list takes.
    pub fn memory(&self) -> usize {
        self.catalogue.memory()
    }

    /// Whether a blocking rule hits and no exception frees the request. In the buffer, after the place of the lengths,
    /// which come as arguments here: document url, url. The document comes first, so that it may stay where it is while
    /// it asks for more.
    pub fn check(&self, document: usize, url: usize, kind: u32) -> bool {
        let (document, url) = self.strings.pair(document, url);
        self.catalogue.check(&asked(url, document, kind), &self.suffixes).is_hit()
    }

    /// The rule that decides, in words; empty where none meets the request.
    pub fn explain(&self, url: &str, document: &str, kind: u32) -> String {
        let text = |rule| self.catalogue.rule(rule, url).map(|rule| rule.text).unwrap_or_default();
        match self.catalogue.check(&asked(url, document, kind), &self.suffixes) {
            Verdict::Miss => String::new(),
            Verdict::Hit(hit) => text(hit),
            Verdict::Excepted { by, .. } => text(by),
        }
    }
}

fn asked<'a>(url: &'a str, document: &'a str, kind: u32) -> Asked<'a> {
    Asked {
        url,
        document: (!document.is_empty()).then_some(document),
        kind: Kind::ALL.get(kind as usize).copied().unwrap_or(Kind::Other),
        method: None,
    }
}
