//! `Matcher`: the catalogue alone, for programs that only want verdicts.

use std::rc::Rc;

use telltale_core::blob::OpenError;
use telltale_core::catalogue::{Asked, Catalogue, Document, Verdict};
use telltale_core::intake::Kind;
use telltale_core::site::Suffixes;
use wasm_bindgen::prelude::*;

use crate::strings::Strings;
use crate::wall::fault;

/// The public suffixes, by which parties are told apart; all matchers share them.
#[wasm_bindgen]
pub struct PublicSuffixes {
    suffixes: Rc<Suffixes>,
}

#[wasm_bindgen]
impl PublicSuffixes {
    /// Opens `suffixes.bin`.
    ///
    /// # Errors
    ///
    /// An `Error` whose `code` says how it is damaged.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: Vec<u8>) -> Result<PublicSuffixes, JsValue> {
        Ok(Self { suffixes: Rc::new(Suffixes::open(bytes).map_err(refused)?) })
    }
}

/// A compiled list, opened.
#[wasm_bindgen]
pub struct Matcher {
    catalogue: Catalogue,
    suffixes: Rc<Suffixes>,
    strings: Strings,
    document: Document,
}

#[wasm_bindgen]
impl Matcher {
    /// Opens a blob.
    ///
    /// # Errors
    ///
    /// An `Error` whose `code` says how the blob is damaged.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: Vec<u8>, suffixes: &PublicSuffixes) -> Result<Matcher, JsValue> {
        let catalogue = Catalogue::open(bytes).map_err(refused)?;
        let suffixes = Rc::clone(&suffixes.suffixes);
        Ok(Self { catalogue, suffixes, strings: Strings::new(), document: Document::default() })
    }

    /// Where the strings of `document` and `check` are written: one each, after the place of the lengths, which come as
    /// arguments here.
    pub fn buffer(&self) -> usize {
        self.strings.address()
    }

    /// Makes room for so many bytes of text; the new address.
    pub fn reserve(&mut self, bytes: usize) -> usize {
        self.strings.reserve(bytes)
    }

    /// The names of the kinds of request; a name's place is the number that `check` takes. They are of no list.
    pub fn kinds() -> Vec<String> {
        Kind::ALL.iter().map(|kind| kind.name().to_owned()).collect()
    }

    /// How many bytes the compiled list takes.
    pub fn memory(&self) -> usize {
        self.catalogue.memory()
    }

    /// The document whose address is in the buffer asks for what `check` is told of from now on.
    pub fn document(&mut self, length: usize) {
        let address = self.strings.first(length);
        self.document.read((!address.is_empty()).then_some(address), &self.suffixes);
    }

    /// Whether a blocking rule hits the request whose address is in the buffer and no exception frees it.
    pub fn check(&self, length: usize, kind: u32) -> bool {
        let asked = asked(self.strings.first(length), "", kind);
        self.catalogue.check_of(&asked, &self.document, &self.suffixes).is_hit()
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

fn refused(error: OpenError) -> JsValue {
    fault(error.code(), &error.to_string())
}

fn asked<'a>(url: &'a str, document: &'a str, kind: u32) -> Asked<'a> {
    Asked {
        url,
        document: (!document.is_empty()).then_some(document),
        kind: Kind::ALL.get(kind as usize).copied().unwrap_or(Kind::Other),
        method: None,
    }
}
