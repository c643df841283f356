//! What JavaScript says and asks about what a person adds of their own. Lists are compiled elsewhere (`texts`).

use js_sys::Uint8Array;
use serde::Deserialize;
use telltale_core::payload::{BeaconFault, OwnBeacons};
use wasm_bindgen::prelude::*;

use crate::made::{Made, Outcome, Refused};
use crate::meter::Meter;
use crate::opened::{own_beacons, own_lists};
use crate::wall::{Bytes, from_js, to_js};

/// What can be added.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Lists,
    Beacons,
}

/// Beacons are read again whenever they are opened: there are few.
fn made_of(texts: Vec<String>, read: &[Result<OwnBeacons, BeaconFault>]) -> Made {
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
    Made { parts: texts.into_iter().map(|text| Bytes(text.into_bytes())).collect(), items }
}

#[wasm_bindgen]
impl Meter {
    /// Reads texts as beacons: what `openOwn` takes, and what became of each.
    ///
    /// # Errors
    ///
    /// None that a text could cause; the answer could not be brought over.
    #[wasm_bindgen(js_name = compileOwnBeacons)]
    pub fn compile_own_beacons(&self, texts: Vec<String>) -> Result<JsValue, JsValue> {
        let read: Vec<_> = texts.iter().map(|text| OwnBeacons::read(text)).collect();
        to_js(&made_of(texts, &read))
    }

    /// What a text of beacons calls itself.
    #[wasm_bindgen(js_name = titleOfBeacons)]
    pub fn title_of_beacons(&self, text: &str, fallback: &str) -> String {
        OwnBeacons::title(text).unwrap_or_else(|| fallback.to_owned())
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
