//! The recordings of a `Meter`: each method hands one thing to the core's session and brings its answer back.

use telltale_core::recording::file;
use wasm_bindgen::prelude::*;

use crate::meter::{Meter, refused};
use crate::options::Start;
use crate::wall::{file_fault, from_js, to_js};

#[wasm_bindgen]
impl Meter {
    /// The recordings, the newest first.
    pub fn recordings(&self) -> Result<JsValue, JsValue> {
        to_js(&self.session.recordings().rows())
    }

    /// Begins a recording: label, notes, and a scope (a mode, or some tabs). Its number.
    #[wasm_bindgen(js_name = startRecording)]
    pub fn start_recording(&mut self, options: JsValue, at: f64) -> Result<u32, JsValue> {
        let Start { label, notes, scope } = from_js(options)?;
        self.session.start_recording(&label, &notes, scope, at).map_err(refused)
    }

    /// Ends a recording.
    #[wasm_bindgen(js_name = stopRecording)]
    pub fn stop_recording(&mut self, id: u32, at: f64) -> Result<(), JsValue> {
        self.session.stop_recording(id, at).map_err(refused)
    }

    /// Gives a recording another label and other notes.
    #[wasm_bindgen(js_name = describeRecording)]
    pub fn describe_recording(&mut self, id: u32, label: &str, notes: &str) -> Result<(), JsValue> {
        self.session.describe_recording(id, label, notes).map_err(refused)
    }

    /// Removes a recording.
    #[wasm_bindgen(js_name = removeRecording)]
    pub fn remove_recording(&mut self, id: u32) -> Result<(), JsValue> {
        self.session.remove_recording(id).map_err(refused)
    }

    /// A recording as bytes, with the values that were told: `writeRecording` makes the text of a file of them.
    pub fn recording(&self, id: u32) -> Result<Vec<u8>, JsValue> {
        let recording = self.session.recordings().find(id).map_err(refused)?;
        file::pack(recording).map_err(file_fault)
    }

    /// Takes in a recording from the bytes that `readRecording` made of a file. Its number.
    #[wasm_bindgen(js_name = takeRecording)]
    pub fn take_recording(&mut self, bytes: &[u8]) -> Result<u32, JsValue> {
        let recording = file::unpack(bytes).map_err(file_fault)?;
        self.session.take_recording(recording).map_err(refused)
    }
}
