//! `Captures`: the opened captures of a report, and `RawHar`: their requests, written out again. Each method hands one thing
//! to the core and brings its answer back.

use js_sys::Uint8Array;
use serde::Deserialize;
use telltale_core::captured::{HarCopy, Refusal, Shelf, Side};
use telltale_core::wanted::{Wanted, Which};
use wasm_bindgen::prelude::*;

use crate::opened::{addresses, judge, own_beacons, own_lists, sized};
use crate::wall::{fault, from_js, to_js};

/// Which sides are compared, and whether with their values.
#[derive(Deserialize)]
struct Sides {
    normal: Side,
    private: Side,
    #[serde(default)]
    reveal: bool,
}

/// The captures: give one its file's bytes, then ask what they mean.
#[wasm_bindgen]
pub struct Captures {
    shelf: Shelf,
}

#[wasm_bindgen]
impl Captures {
    /// Opens the compiled lists: `trackers.bin`, `suffixes.bin`, `companies.bin`, `addresses.bin`. `key` is 32 random bytes.
    ///
    /// # Errors
    ///
    /// An `Error` whose `code` says which is damaged and how: `blob_magic`, `blob_version`, `blob_checksum`, …
    #[wasm_bindgen(constructor)]
    pub fn new(
        trackers: Vec<u8>,
        suffixes: Vec<u8>,
        companies: Vec<u8>,
        registrations: Vec<u8>,
        key: &[u8],
    ) -> Result<Captures, JsValue> {
        let judge = judge([trackers, suffixes, companies])?;
        Ok(Self { shelf: Shelf::new(judge, Some(addresses(registrations)?), *sized(key)?) })
    }

    /// Holds requests from now on against a person's own lists as well; no parts: against none.
    ///
    /// # Errors
    ///
    /// As for the lists that come with Telltale.
    #[wasm_bindgen(js_name = openOwnLists)]
    pub fn open_own_lists(&mut self, parts: Vec<Uint8Array>) -> Result<(), JsValue> {
        self.shelf.set_own_lists(own_lists(&parts)?);
        Ok(())
    }

    /// Tries a person's own beacons on requests from now on as well; no parts: none.
    ///
    /// # Errors
    ///
    /// An `Error` whose `code` says what is wrong with them.
    #[wasm_bindgen(js_name = openOwnBeacons)]
    pub fn open_own_beacons(&mut self, parts: Vec<Uint8Array>) -> Result<(), JsValue> {
        self.shelf.set_own_beacons(own_beacons(&parts)?);
        Ok(())
    }

    /// Begins to read a file, which was captured in one kind of window.
    pub fn open(&mut self, name: &str, mode: JsValue) -> Result<(), JsValue> {
        self.shelf.open(name, from_js(mode)?).map_err(refused)
    }

    /// The file's next bytes.
    pub fn give(&mut self, bytes: &[u8]) -> Result<(), JsValue> {
        self.shelf.give(bytes).map_err(refused)
    }

    /// The file has no more bytes.
    pub fn end(&mut self) -> Result<(), JsValue> {
        self.shelf.end().map_err(refused)
    }

    /// Reads a piece of what was given: how many requests were judged, and whether there is more before the next bytes.
    pub fn advance(&mut self) -> Result<JsValue, JsValue> {
        to_js(&self.shelf.advance().map_err(refused)?)
    }

    /// Lets go of the file that is being read.
    pub fn cancel(&mut self) {
        self.shelf.cancel();
    }

    /// What the file was, `opened` or a `problem`, once all of it was read.
    pub fn finish(&mut self) -> Result<JsValue, JsValue> {
        to_js(&self.shelf.finish().map_err(refused)?)
    }

    /// Lets go of a capture.
    pub fn close(&mut self, id: u32) {
        self.shelf.close(id);
    }

    /// What a capture adds up to.
    pub fn digest(&self, id: u32) -> Result<JsValue, JsValue> {
        to_js(&self.shelf.digest(id).map_err(refused)?)
    }

    /// Some of its kept requests: from, count, filter, sort.
    pub fn requests(&self, id: u32, options: JsValue) -> Result<JsValue, JsValue> {
        let wanted: Wanted = from_js(options)?;
        to_js(&self.shelf.requests(id, &wanted).map_err(refused)?)
    }

    /// One of them with all that was opened in it, or null.
    pub fn request(&self, id: u32, options: JsValue) -> Result<JsValue, JsValue> {
        let which: Which = from_js(options)?;
        to_js(&self.shelf.request(id, &which).map_err(refused)?)
    }

    /// Its report, as the text of a file.
    pub fn report(&self, id: u32) -> Result<String, JsValue> {
        self.shelf.report(id).map_err(refused)
    }

    /// The same as a page of its own, without a script.
    pub fn page(&self, id: u32) -> Result<String, JsValue> {
        self.shelf.page(id).map_err(refused)
    }

    /// The same of the running session that a meter's snapshot holds, of which nothing is remembered: of one kind of window, or
    /// of all.
    #[wasm_bindgen(js_name = sessionPage)]
    pub fn session_page(&mut self, snapshot: &[u8], mode: JsValue) -> Result<String, JsValue> {
        self.shelf.session_page(snapshot, from_js(mode)?).map_err(refused)
    }

    /// Two sides beside each other: each a capture and a kind of window.
    pub fn compare(&self, options: JsValue) -> Result<JsValue, JsValue> {
        let sides: Sides = from_js(options)?;
        let compared =
            self.shelf.compare(sides.normal, sides.private, sides.reveal, |comparison| to_js(comparison));
        compared.map_err(refused)?
    }

    /// What captures show as a sealed document, as the text of a file. Brought are its form, `json` or `html`, its UUID, the
    /// moment, and what its person states.
    pub fn evidence(&self, ids: Vec<u32>, making: JsValue) -> Result<String, JsValue> {
        self.shelf.evidence(&ids, &from_js(making)?).map_err(refused)
    }

    /// The same of the running session that a meter's snapshot holds, of which nothing is remembered: `normal`, `private` or
    /// both, each as in a comparison.
    #[wasm_bindgen(js_name = sessionEvidence)]
    pub fn session_evidence(
        &mut self,
        snapshot: &[u8],
        sides: JsValue,
        making: JsValue,
    ) -> Result<String, JsValue> {
        self.shelf.session_evidence(snapshot, from_js(sides)?, &from_js(making)?).map_err(refused)
    }
}

/// A HAR of everything that captures hold: give it their files one after the other, and take its text in between.
#[wasm_bindgen]
#[derive(Default)]
pub struct RawHar {
    copy: HarCopy,
}

#[wasm_bindgen]
impl RawHar {
    /// Begins a HAR.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Begins with the next file, which was captured in one kind of window.
    pub fn open(&mut self, mode: JsValue) -> Result<(), JsValue> {
        self.copy.open(from_js(mode)?);
        Ok(())
    }

    /// The file's next bytes.
    pub fn give(&mut self, bytes: &[u8]) {
        self.copy.give(bytes);
    }

    /// The file has no more bytes.
    pub fn end(&mut self) {
        self.copy.end();
    }

    /// Reads a piece of what was given: how many requests were written, and whether there is more before the next bytes.
    pub fn advance(&mut self) -> Result<JsValue, JsValue> {
        to_js(&self.copy.advance())
    }

    /// Lets go of the file: what was wrong with it, or null.
    pub fn close(&mut self) -> Result<JsValue, JsValue> {
        to_js(&self.copy.close())
    }

    /// What was written since this was last asked.
    pub fn text(&mut self) -> String {
        self.copy.text()
    }

    /// The rest of the text. The handle is used up.
    #[must_use]
    pub fn finish(self) -> String {
        self.copy.finish()
    }
}

fn refused(refusal: Refusal) -> JsValue {
    fault(refusal.code(), &refusal.to_string())
}
