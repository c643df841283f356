//! What is made of texts that a person brings, and what is written for them: lists are compiled, recordings read and written.
//!
//! Decides nothing. It is a module of its own, because it is seldom needed and no request needs it.

use telltale_core::recording::file;
use telltale_lists::census::Unknown;
use telltale_lists::{OwnCompiled, OwnList, Source};
use wasm_bindgen::prelude::*;

use crate::made::{Made, Outcome, Place, Refused};
use crate::wall::{Bytes, fault, file_fault, to_js};

/// Compiles the texts of filter lists into one blob, for `Matcher`.
///
/// # Errors
///
/// An `Error` with a stable `code` when the lists are too large to compile.
#[wasm_bindgen]
pub fn compile_list(texts: Vec<String>) -> Result<Vec<u8>, JsValue> {
    let sources: Vec<Source<'_>> = texts
        .iter()
        .enumerate()
        .map(|(index, text)| Source::new(text, &format!("list {}", index + 1)))
        .collect();
    match telltale_lists::compile(&sources) {
        Ok(compiled) => Ok(compiled.blob),
        Err(error) => Err(fault(error.code(), &error.to_string())),
    }
}

/// Compiles a person's own lists, for `Meter.openOwn`: what they are called, and their texts in the same order.
///
/// # Errors
///
/// An `Error` with a stable `code` when they are too large to compile.
#[wasm_bindgen(js_name = compileOwnLists)]
pub fn compile_own_lists(names: Vec<String>, texts: Vec<String>) -> Result<JsValue, JsValue> {
    let lists: Vec<OwnList<'_>> =
        names.iter().zip(&texts).map(|(name, text)| OwnList { name, text }).collect();
    let made =
        telltale_lists::compile_own(&lists).map_err(|error| fault(error.code(), &error.to_string()))?;
    to_js(&made_of(made))
}

/// What a list calls itself.
#[wasm_bindgen(js_name = titleOfList)]
#[must_use]
pub fn title_of_list(text: &str, fallback: &str) -> String {
    Source::new(text, fallback).name
}

/// A recording's bytes as the text of a file, with the values that were told.
///
/// # Errors
///
/// An `Error` whose `code` says that it is no recording.
#[wasm_bindgen(js_name = writeRecording)]
pub fn write_recording(bytes: &[u8]) -> Result<String, JsValue> {
    file::unpack(bytes).and_then(|recording| file::write(&recording)).map_err(file_fault)
}

/// The text of a file as a recording's bytes.
///
/// # Errors
///
/// An `Error` whose `code` says why it is no recording.
#[wasm_bindgen(js_name = readRecording)]
pub fn read_recording(text: &str) -> Result<Vec<u8>, JsValue> {
    file::read(text.as_bytes()).and_then(|recording| file::pack(&recording)).map_err(file_fault)
}

fn made_of(OwnCompiled { rules, exceptions, census, refusals }: OwnCompiled) -> Made {
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
    Made { parts: vec![Bytes(rules), Bytes(exceptions)], items: items.collect() }
}
