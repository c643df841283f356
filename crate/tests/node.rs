//! The wall in Node: `wasm-pack test --node crate`. In a browser's run these are passed over; `browser.rs` has them there.
#![cfg(target_arch = "wasm32")]

mod wall;
