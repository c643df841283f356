//! How things cross the wall between JavaScript and the core.
//!
//! Decides the form of strings, objects and errors. Refuses to know what they mean.

use js_sys::{Error, Reflect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

/// How many strings one call brings at most.
const STRINGS: usize = 8;
/// Bytes of the lengths that stand before the text.
const LENGTHS: usize = STRINGS * 4;
/// Room for text at first: longer addresses ask for more.
const ROOM: usize = 64 * 1024;

/// Strings that JavaScript writes side by side into wasm memory: eight little-endian lengths, then the text.
pub(crate) struct Strings {
    bytes: Vec<u8>,
}

impl Strings {
    pub(crate) fn new() -> Self {
        Self { bytes: vec![0; LENGTHS + ROOM] }
    }

    /// Where JavaScript writes. The address changes when room is made.
    pub(crate) fn address(&self) -> usize {
        self.bytes.as_ptr() as usize
    }

    /// Makes room for so many bytes of text.
    pub(crate) fn reserve(&mut self, text: usize) -> usize {
        if self.bytes.len() < LENGTHS + text {
            self.bytes.resize(LENGTHS + text, 0);
        }
        self.address()
    }

    /// Two strings that stand side by side where the text begins, their lengths told beside them.
    pub(crate) fn pair(&self, first: usize, second: usize) -> (&str, &str) {
        let text = |from: usize, length: usize| {
            let bytes = self.bytes.get(LENGTHS.saturating_add(from)..)?.get(..length)?;
            std::str::from_utf8(bytes).ok()
        };
        (text(0, first).unwrap_or(""), text(first, second).unwrap_or(""))
    }

    /// The strings. A length that does not fit, or bytes that are not UTF-8, make the string empty: `encodeInto` writes
    /// neither.
    pub(crate) fn read(&self) -> [&str; STRINGS] {
        let mut strings = [""; STRINGS];
        let (lengths, text) = self.bytes.split_at(LENGTHS);
        let mut start = 0_usize;
        for (string, length) in strings.iter_mut().zip(lengths.chunks_exact(4)) {
            let length = length.iter().rev().fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte));
            let end = start.saturating_add(length);
            *string = text.get(start..end).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or("");
            start = end;
        }
        strings
    }
}

/// A value for JavaScript: objects for maps, `null` for what is absent.
pub(crate) fn to_js(value: &impl Serialize) -> Result<JsValue, JsValue> {
    let serializer = Serializer::new().serialize_maps_as_objects(true).serialize_missing_as_null(true);
    value.serialize(&serializer).map_err(|error| fault("answer_unserializable", &error.to_string()))
}

/// A value from JavaScript.
pub(crate) fn from_js<T: DeserializeOwned>(value: JsValue) -> Result<T, JsValue> {
    serde_wasm_bindgen::from_value(value).map_err(|error| fault("bad_argument", &error.to_string()))
}

/// An `Error` with a stable code.
pub(crate) fn fault(code: &str, message: &str) -> JsValue {
    let error = Error::new(message);
    // Setting a property of an object that was just made cannot fail.
    let _ = Reflect::set(&error, &JsValue::from_str("code"), &JsValue::from_str(code));
    error.into()
}
