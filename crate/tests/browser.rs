//! The wall in Chromium and Firefox: `wasm-pack test --headless --chrome --firefox crate`. In Node's run these are passed
//! over; `node.rs` has them there.
#![cfg(target_arch = "wasm32")]

mod wall;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
