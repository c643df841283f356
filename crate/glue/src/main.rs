//! Turns a compiled wasm module into what a page can import: `telltale-glue INPUT.wasm OUTPUT_DIR NAME`.
//!
//! The library of the very version that `Cargo.lock` pins does the work, so nothing has to be installed and nothing
//! can be of another version than the crate.

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [input, output, name] = args.as_slice() else {
        bail!("usage: telltale-glue INPUT.wasm OUTPUT_DIR NAME");
    };
    Bindgen::new()
        .input_path(input)
        .out_name(name)
        .web(true)?
        .typescript(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        // A service worker cannot import a module twice: after a trap the same glue has to take a fresh instance.
        .reset_state_function(true)
        .generate(output)
        .with_context(|| format!("cannot make the JavaScript for {input}; build it with `npm run build`"))
}
