//! A reader of streams that JavaScript brings, since this module has none of its own.
//!
//! Decides that whatever goes wrong in it is a stream that cannot be opened. Refuses to know where it comes from: it is the
//! module `streams`, which is made when the first such stream is met.

use std::cell::RefCell;

use js_sys::{Function, Uint8Array};
use telltale_core::payload::{self, Codec, Inflated};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// What the reader answers.
    type Opened;

    #[wasm_bindgen(method, getter)]
    fn bytes(this: &Opened) -> Vec<u8>;

    #[wasm_bindgen(method, getter)]
    fn whole(this: &Opened) -> bool;
}

thread_local! {
    static READER: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Brings the reader of brotli's and zstd's streams, once for each instance: `(codec, bytes, most)` gives `{ bytes, whole }`, or null
/// where it could not. It is called while a request is judged and may call nothing here.
#[wasm_bindgen(js_name = bringStreams)]
pub fn bring_streams(reader: Function) {
    READER.set(Some(reader));
    payload::bring_streams(read);
}

fn read(codec: Codec, bytes: &[u8], most: usize) -> Inflated {
    let asked = READER.with_borrow(|reader| {
        let arguments = [JsValue::from(codec as u32), Uint8Array::from(bytes).into(), JsValue::from(most)];
        reader.as_ref()?.apply(&JsValue::NULL, &arguments.iter().collect()).ok()
    });
    match asked {
        Some(answer) if answer.is_object() => {
            let opened = answer.unchecked_into::<Opened>();
            let mut bytes = opened.bytes();
            let whole = opened.whole() && bytes.len() <= most;
            bytes.truncate(most);
            Inflated { bytes, whole }
        }
        _ => Inflated::default(),
    }
}
