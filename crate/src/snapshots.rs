//! What JavaScript takes of a session to have it looked at elsewhere.

use telltale_core::session::snapshot;
use wasm_bindgen::prelude::*;

use crate::meter::{Meter, checkpoint_fault};

#[wasm_bindgen]
impl Meter {
    /// Everything that the session remembers, private and normal, for `Captures.sessionEvidence`: for memory only.
    pub fn snapshot(&self) -> Result<Vec<u8>, JsValue> {
        snapshot::snapshot(&self.session).map_err(checkpoint_fault)
    }
}
