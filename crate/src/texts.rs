//! What is made of texts that a person brings, and what is written for them: lists are compiled, recordings read and written.
//!
//! Decides nothing. It is a module of its own, because it is seldom needed and no request needs it.

use js_sys::Uint8Array;
use telltale_core::recording::file;
use telltale_lists::census::Unknown;
use telltale_lists::{OwnCompiled, OwnList, Source};
use wasm_bindgen::prelude::*;

use crate::made::{Made, Outcome, Place, Refused};
use crate::wall::{Bytes, fault, file_fault, to_js};

/// Compiles the texts of filter lists, in UTF-8, into one blob, for `Matcher`. Beside them their SHA-256 in hexadecimal, which
/// platforms make many times as fast; of a text without one it is made here.
///
/// # Errors
///
/// An `Error` with a stable `code` when the lists are too large to compile.
#[wasm_bindgen]
pub fn compile_list(texts: Vec<Uint8Array>, digests: Vec<String>) -> Result<Vec<u8>, JsValue> {
    let texts: Vec<String> = texts.iter().map(text_of).collect();
    let sources: Vec<Source<'_>> = texts
        .iter()
        .enumerate()
        .map(|(index, text)| Source {
            sha256: digest(&digests, index).map(str::to_owned),
            ..Source::new(text, &format!("list {}", index + 1))
        })
        .collect();
    match telltale_lists::compile(&sources) {
        Ok(compiled) => Ok(compiled.blob),
        Err(error) => Err(fault(error.code(), &error.to_string())),
    }
}

/// Compiles a person's own lists, for `Meter.openOwn`: what they are called, and in the same order their texts and digests, as
/// for `compile_list`.
///
/// # Errors
///
/// An `Error` with a stable `code` when they are too large to compile.
#[wasm_bindgen(js_name = compileOwnLists)]
pub fn compile_own_lists(
    names: Vec<String>,
    texts: Vec<Uint8Array>,
    digests: Vec<String>,
) -> Result<JsValue, JsValue> {
    let texts: Vec<String> = texts.iter().map(text_of).collect();
    let lists: Vec<OwnList<'_>> = (0..)
        .zip(names.iter().zip(&texts))
        .map(|(index, (name, text))| OwnList { name, text, sha256: digest(&digests, index) })
        .collect();
    let made =
        telltale_lists::compile_own(&lists).map_err(|error| fault(error.code(), &error.to_string()))?;
    to_js(&made_of(made))
}

/// The text of a list.
fn text_of(bytes: &Uint8Array) -> String {
    // Whoever encodes a string writes nothing but UTF-8; what somebody else took for it is read as browsers read it.
    String::from_utf8(bytes.to_vec())
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// What was brought as the digest of a text, if it can be one.
fn digest(digests: &[String], index: usize) -> Option<&str> {
    let is_digest = |digest: &&String| {
        digest.len() == 64 && digest.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    digests.get(index).filter(is_digest).map(String::as_str)
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
