//! How things cross the wall between JavaScript and the core.
//!
//! Decides the form of objects, lists and errors; strings that come with every request have a way of their own
//! (`strings`). Refuses to know what any of it means.

use js_sys::{Error, Reflect};
use serde::Serialize;
#[cfg(any(feature = "live", feature = "captures"))]
use serde::de::DeserializeOwned;
use serde_wasm_bindgen::Serializer;
#[cfg(any(feature = "live", feature = "texts"))]
use telltale_core::recording::file::FileError;
use wasm_bindgen::JsValue;

/// A value for JavaScript: objects for maps, `null` for what is absent.
pub(crate) fn to_js(value: &impl Serialize) -> Result<JsValue, JsValue> {
    let serializer = Serializer::new().serialize_maps_as_objects(true).serialize_missing_as_null(true);
    value.serialize(&serializer).map_err(|error| fault("answer_unserializable", &error.to_string()))
}

/// Bytes that cross as an array of bytes.
#[cfg(any(feature = "live", feature = "texts", feature = "streams"))]
pub(crate) struct Bytes(pub(crate) Vec<u8>);

#[cfg(any(feature = "live", feature = "texts", feature = "streams"))]
impl Serialize for Bytes {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

/// A value from JavaScript.
#[cfg(any(feature = "live", feature = "captures"))]
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

/// What is wrong with a recording's file.
#[cfg(any(feature = "live", feature = "texts"))]
#[allow(clippy::needless_pass_by_value, reason = "it is mapped over")]
pub(crate) fn file_fault(error: FileError) -> JsValue {
    fault(error.code(), &error.to_string())
}
