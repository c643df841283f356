//! The module `streams`: brotli and zstd, for the modules that do without their dictionary and tables.
//!
//! Decides nothing. Refuses to know what a stream is of.

use serde::Serialize;
use telltale_core::payload::{self, Codec};
use wasm_bindgen::prelude::*;

use crate::wall::{Bytes, fault, to_js};

#[derive(Serialize)]
struct Inflated {
    bytes: Bytes,
    whole: bool,
}

/// Opens a stream, of which at most so many bytes are written: `{ bytes, whole }`. A codec is named by its number, as the reader
/// is told it that `bringStreams` takes.
///
/// # Errors
///
/// An `Error` with the code `bad_argument` where the number names no codec.
#[wasm_bindgen(js_name = openStream)]
pub fn open_stream(codec: usize, bytes: &[u8], most: usize) -> Result<JsValue, JsValue> {
    let Some(codec) = Codec::ALL.get(codec) else {
        return Err(fault("bad_argument", "there are two codecs, 0 and 1"));
    };
    let payload::Inflated { bytes, whole } = payload::open_stream(*codec, bytes, most);
    to_js(&Inflated { bytes: Bytes(bytes), whole })
}
