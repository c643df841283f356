//! What JavaScript says and asks about what a person adds of their own.

use js_sys::Uint8Array;
use serde::{Deserialize, Serialize, Serializer};
use telltale_core::payload::{BeaconFault, OwnBeacons};
use telltale_lists::census::Unknown;
use telltale_lists::{OwnCompiled, OwnList, Source, compile_own};
use wasm_bindgen::prelude::*;

use crate::meter::Meter;
use crate::wall::{fault, from_js, own_beacons, own_lists, to_js};

/// What can be added.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Lists,
    Beacons,
}

/// What was made of some texts: what `openOwn` takes, and what became of each.
#[derive(Serialize)]
struct Made {
    parts: Vec<Bytes>,
    items: Vec<Outcome>,
}

/// What became of a text.
#[derive(Serialize)]
struct Outcome {
    version: String,
    /// Rules, or beacons, that were taken.
    rules: usize,
    /// Lines that are about something else than whether a request meets the list.
    beside: usize,
    /// Lines that were not understood.
    unknown: usize,
    first_unknown: Option<Place>,
    refusal: Option<Refused>,
}

/// A line that was not understood.
#[derive(Serialize)]
struct Place {
    line: usize,
    reason: &'static str,
}

/// Why a text is not taken.
#[derive(Default, Serialize)]
struct Refused {
    code: &'static str,
    line: Option<usize>,
    column: Option<usize>,
    reason: Option<&'static str>,
    place: Option<String>,
    allowed: Option<String>,
}

/// Bytes that cross as an array of bytes.
struct Bytes(Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl Made {
    fn of_lists(OwnCompiled { rules, exceptions, census, refusals }: OwnCompiled) -> Self {
        let items = census.lists.into_iter().zip(refusals).map(|(census, refusal)| Outcome {
            rules: census.taken(),
            beside: census.beside(),
            unknown: census.unknown_count,
            first_unknown: census.unknown.first().map(|&Unknown { line, reason, .. }| Place { line, reason }),
            version: census.version,
            refusal: refusal.map(|refusal| Refused {
                code: refusal.code(),
                line: refusal.place().map(|(line, _)| line),
                reason: refusal.place().and_then(|(_, reason)| reason),
                ..Refused::default()
            }),
        });
        Self { parts: vec![Bytes(rules), Bytes(exceptions)], items: items.collect() }
    }

    /// Beacons are read again whenever they are opened: there are few.
    fn of_beacons(texts: Vec<String>, read: &[Result<OwnBeacons, BeaconFault>]) -> Self {
        let items = read.iter().map(|read| Outcome {
            version: String::new(),
            rules: read.as_ref().map_or(0, OwnBeacons::len),
            beside: 0,
            unknown: 0,
            first_unknown: None,
            refusal: read.as_ref().err().map(|fault| Refused {
                code: fault.code(),
                line: fault.line_and_column().map(|(line, _)| line),
                column: fault.line_and_column().map(|(_, column)| column),
                place: fault.place().map(str::to_owned),
                allowed: fault.allowed().map(str::to_owned),
                ..Refused::default()
            }),
        });
        let items = items.collect();
        Self { parts: texts.into_iter().map(|text| Bytes(text.into_bytes())).collect(), items }
    }
}

#[wasm_bindgen]
impl Meter {
    /// Compiles texts of a kind: what they are called, and the texts in the same order.
    ///
    /// # Errors
    ///
    /// An `Error` with a stable `code` when they are too large to compile.
    #[wasm_bindgen(js_name = compileOwn)]
    pub fn compile_own(
        &self,
        kind: JsValue,
        names: Vec<String>,
        texts: Vec<String>,
    ) -> Result<JsValue, JsValue> {
        match from_js(kind)? {
            Kind::Lists => {
                let lists: Vec<OwnList<'_>> =
                    names.iter().zip(&texts).map(|(name, text)| OwnList { name, text }).collect();
                let made = compile_own(&lists).map_err(|error| fault(error.code(), &error.to_string()))?;
                to_js(&Made::of_lists(made))
            }
            Kind::Beacons => {
                let read: Vec<_> = texts.iter().map(|text| OwnBeacons::read(text)).collect();
                to_js(&Made::of_beacons(texts, &read))
            }
        }
    }

    /// What a text calls itself.
    #[wasm_bindgen(js_name = titleOfOwn)]
    pub fn title_of_own(&self, kind: JsValue, text: &str, fallback: &str) -> Result<String, JsValue> {
        match from_js(kind)? {
            Kind::Lists => Ok(Source::new(text, fallback).name),
            Kind::Beacons => Ok(OwnBeacons::title(text).unwrap_or_else(|| fallback.to_owned())),
        }
    }

    /// Judges requests from now on by what was compiled as well; no parts: by nothing of that kind.
    ///
    /// # Errors
    ///
    /// As for the lists that come with Telltale.
    #[wasm_bindgen(js_name = openOwn)]
    pub fn open_own(&mut self, kind: JsValue, parts: Vec<Uint8Array>) -> Result<(), JsValue> {
        match from_js(kind)? {
            Kind::Lists => self.session.set_own_lists(own_lists(&parts)?),
            Kind::Beacons => self.session.set_own_beacons(own_beacons(&parts)?),
        }
        Ok(())
    }
}
