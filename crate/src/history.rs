//! What JavaScript may keep on a disk, and takes up from there.
//!
//! Decides nothing: what may lie there, the core says. Refuses to know whether a person wants it to.

use telltale_core::session::history;
use wasm_bindgen::prelude::*;

use crate::meter::{Meter, checkpoint_fault};

#[wasm_bindgen]
impl Meter {
    /// Whether `history` would say something else than it said last.
    #[wasm_bindgen(js_name = historyChanged)]
    pub fn history_changed(&self) -> bool {
        history::has_changed(&self.session)
    }

    /// What normal windows told, and nothing of any other: for a store that may be a disk. Nothing where they told nothing.
    pub fn history(&mut self) -> Result<Option<Vec<u8>>, JsValue> {
        history::history(&mut self.session).map_err(checkpoint_fault)
    }

    /// Goes on from a history, where nothing was counted yet.
    #[wasm_bindgen(js_name = takeUpHistory)]
    pub fn take_up_history(&mut self, bytes: &[u8]) -> Result<(), JsValue> {
        history::take_up(&mut self.session, bytes).map_err(checkpoint_fault)
    }
}
