//! What JavaScript says and asks about paused sites.

use wasm_bindgen::prelude::*;

use crate::meter::Meter;
use crate::wall::to_js;

#[wasm_bindgen]
impl Meter {
    /// Says which sites are paused in windows of every kind.
    #[wasm_bindgen(js_name = setPaused)]
    pub fn set_paused(&mut self, sites: Vec<String>) {
        self.session.set_paused(sites);
    }

    /// What a pause on a tab's page would be, or is; null where it shows no site.
    pub fn pausing(&self, tab: i32) -> Result<JsValue, JsValue> {
        to_js(&self.session.pausing(i64::from(tab)))
    }

    /// Pauses a tab's site for as long as its session is remembered, or goes on with it; false where too many are paused.
    pub fn pause(&mut self, tab: i32, paused: bool) -> bool {
        self.session.pause(i64::from(tab), paused)
    }

    /// How many sites are paused for as long as their session is remembered.
    #[wasm_bindgen(js_name = pausedForSession)]
    pub fn paused_for_session(&self) -> usize {
        self.session.paused_for_session()
    }

    /// Goes on with all of them.
    #[wasm_bindgen(js_name = resumeSession)]
    pub fn resume_session(&mut self) {
        self.session.resume_session();
    }
}
