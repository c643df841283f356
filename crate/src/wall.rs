//! How things cross the wall between JavaScript and the core.
//!
//! Decides the form of objects, lists and errors; strings that come with every request have a way of their own
//! (`strings`). Refuses to know what any of it means.

use js_sys::{Error, Reflect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_wasm_bindgen::Serializer;
use telltale_core::blob::OpenError;
use telltale_core::catalogue::Catalogue;
use telltale_core::company::Companies;
use telltale_core::destination::Addresses;
use telltale_core::judge::Judge;
use telltale_core::site::Suffixes;
use wasm_bindgen::JsValue;

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

/// The three compiled lists, opened: by `open_trackers` the one that is long.
pub(crate) fn judge(
    trackers: Vec<u8>,
    suffixes: Vec<u8>,
    companies: Vec<u8>,
    open_trackers: fn(Vec<u8>) -> Result<Catalogue, OpenError>,
) -> Result<Judge, JsValue> {
    let catalogue = open_trackers(trackers).map_err(named("trackers.bin"))?;
    let suffixes = Suffixes::open(suffixes).map_err(named("suffixes.bin"))?;
    let companies = Companies::open(companies).map_err(named("companies.bin"))?;
    Ok(Judge::new(catalogue, suffixes, companies))
}

/// The table of addresses, opened.
pub(crate) fn addresses(bytes: Vec<u8>) -> Result<Addresses, JsValue> {
    Addresses::open(bytes).map_err(named("addresses.bin"))
}

fn named(name: &'static str) -> impl Fn(OpenError) -> JsValue {
    move |error| fault(error.code(), &format!("{name} is damaged: {error}; build it anew"))
}

/// A key of 32 bytes.
pub(crate) fn sized(key: &[u8]) -> Result<&[u8; 32], JsValue> {
    key.try_into().map_err(|_| fault("bad_argument", "the key must be 32 bytes"))
}
