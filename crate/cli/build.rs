//! Says in one sentence what to do when the built-in lists have not been made yet.

use std::fmt;
use std::path::Path;

const LISTS: &str = "../../extension/data";

fn main() -> Result<(), Missing> {
    println!("cargo::rerun-if-changed=build.rs");
    for name in ["trackers.bin", "suffixes.bin", "companies.bin", "addresses.bin"] {
        let path = Path::new(LISTS).join(name);
        println!("cargo::rerun-if-changed={}", path.display());
        if !path.is_file() {
            return Err(Missing(name));
        }
    }
    Ok(())
}

/// A list that is not there. Cargo prints the debug form.
struct Missing(&'static str);

impl fmt::Debug for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "extension/data/{} is not there: run `npm run build` once, which compiles the lists that are built in",
            self.0
        )
    }
}
