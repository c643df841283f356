//! Older charsets, read by the browser.
//!
//! Decides nothing: the core asks for a charset by its label, and whoever runs this has `TextDecoder`, whose tables need not
//! be in the module a second time.

use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    type TextDecoder;

    #[wasm_bindgen(constructor, catch)]
    fn new(label: &str, options: &Object) -> Result<TextDecoder, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn decode(this: &TextDecoder, bytes: &[u8]) -> Result<String, JsValue>;
}

/// Reads bytes by a charset's label, for `telltale_core::payload::bring_charsets`.
pub(crate) fn read(label: &str, bytes: &[u8], strict: bool) -> Option<String> {
    let options = Object::new();
    for (name, value) in [("fatal", strict), ("ignoreBOM", true)] {
        Reflect::set(&options, &name.into(), &value.into()).ok()?;
    }
    TextDecoder::new(label, &options).ok()?.decode(bytes).ok()
}
