//! `Meter`: the one object that JavaScript holds. Each method hands one thing to the core's session and brings its
//! answer back.

use std::rc::Rc;

use telltale_core::destination::Addresses;
use telltale_core::intake::{Body, HeaderList, Headers, Kind, Mode};
use telltale_core::judge::Judge;
use telltale_core::recording::Refusal;
use telltale_core::report::Showing;
use telltale_core::session::checkpoint::{self, CheckpointError};
use telltale_core::session::{Seen, Session};
use telltale_core::tabs::Whence;
use telltale_core::wanted::{Wanted, Which};
use telltale_core::{live, outcome, payload};
use wasm_bindgen::prelude::*;

use crate::badge;
use crate::flags::{CAN_WAIT, Flags, ITSELF, LEAVING, TOP};
use crate::opened::{addresses, judge, judge_again, sized};
use crate::options::{CompareOptions, ReportOptions};
use crate::strings::Strings;
use crate::wall::{fault, from_js, to_js};

/// What `sent`, `redirected`, `answered`, `completed` and `failed` answer where nobody awaits the end of the request; and
/// `seen`, where it can wait, of one whose page was not told of.
const STRANGE: u32 = 2;

/// The meter: give it what the browser shows, ask it what it means.
#[wasm_bindgen]
pub struct Meter {
    pub(crate) session: Session,
    strings: Strings,
    body: Body,
    headers: Headers,
    /// Only reports need it, so that it is not there from the start.
    addresses: Option<Rc<Addresses>>,
}

#[wasm_bindgen]
impl Meter {
    /// Opens the compiled lists: `trackers.bin`, `suffixes.bin`, `companies.bin`.
    ///
    /// # Errors
    ///
    /// An `Error` whose `code` says which is damaged and how: `blob_magic`, `blob_version`, `blob_checksum`, …
    #[wasm_bindgen(constructor)]
    pub fn new(trackers: Vec<u8>, suffixes: Vec<u8>, companies: Vec<u8>) -> Result<Meter, JsValue> {
        judge([trackers, suffixes, companies]).map(Self::over)
    }

    /// The same for lists that a meter was opened over before and that have not changed since: whether they are damaged is
    /// not looked at again.
    ///
    /// # Errors
    ///
    /// As for a new one.
    pub fn reopen(trackers: Vec<u8>, suffixes: Vec<u8>, companies: Vec<u8>) -> Result<Meter, JsValue> {
        judge_again([trackers, suffixes, companies]).map(Self::over)
    }

    /// Opens the table of addresses, `addresses.bin`, for the reports to come.
    ///
    /// # Errors
    ///
    /// As for the lists.
    #[wasm_bindgen(js_name = openAddresses)]
    pub fn open_addresses(&mut self, bytes: Vec<u8>) -> Result<(), JsValue> {
        self.addresses = Some(Rc::new(addresses(bytes)?));
        Ok(())
    }

    /// Whether the table of addresses is open.
    #[wasm_bindgen(js_name = hasAddresses)]
    pub fn has_addresses(&self) -> bool {
        self.addresses.is_some()
    }

    /// Whether the extension may see private windows.
    #[wasm_bindgen(js_name = setAccess)]
    pub fn set_access(&mut self, private_windows: bool) {
        self.session.set_access(private_windows);
    }

    /// Whether requests of the browser itself are told.
    #[wasm_bindgen(js_name = setHearsBrowser)]
    pub fn set_hears_browser(&mut self, hears: bool) {
        self.session.set_hears_browser(hears);
    }

    /// The names, in lower case, of the request headers that are worth handing over.
    #[wasm_bindgen(js_name = wantedHeaders)]
    pub fn wanted_headers(&self) -> Vec<String> {
        payload::wanted_headers().iter().map(|name| (*name).to_owned()).collect()
    }

    /// The names of the kinds of request; a name's place is the number that `seen` takes.
    pub fn kinds(&self) -> Vec<String> {
        Kind::ALL.iter().map(|kind| kind.name().to_owned()).collect()
    }

    /// A tab exists.
    pub fn tab(&mut self, id: i32, private: bool, url: Option<String>) {
        self.session.tab(i64::from(id), private, url.as_deref());
    }

    /// A tab is found showing a page, by a background that was away.
    pub fn shows(&mut self, tab: i32, url: &str, at: f64) {
        self.session.shows(i64::from(tab), url, at);
    }

    /// A tab is gone.
    #[wasm_bindgen(js_name = tabClosed)]
    pub fn tab_closed(&mut self, id: i32, at: f64) {
        self.session.closed(i64::from(id), at);
    }

    /// A document is shown in a frame of a tab, since `at` where the browser says it.
    pub fn committed(
        &mut self,
        tab: i32,
        frame: f64,
        url: &str,
        document_id: Option<String>,
        at: Option<f64>,
    ) -> u32 {
        let document_id = document_id.unwrap_or_default();
        let at = at.unwrap_or(f64::NEG_INFINITY);
        u32::from(self.session.committed(i64::from(tab), frame, url, &document_id, at))
    }

    /// The address of a tab's page changed and its document did not.
    pub fn moved(&mut self, tab: i32, url: &str) {
        self.session.moved(i64::from(tab), url);
    }

    /// One part of the body of the request that `seen` will announce: at most 1 MiB of it, and its whole size.
    #[wasm_bindgen(js_name = bodyRaw)]
    pub fn body_raw(&mut self, bytes: Vec<u8>, total: f64) {
        // A size is a whole number that is not negative; the cast holds any that a browser can name.
        let more = (total as u64).saturating_sub(bytes.len() as u64);
        self.body.push_raw(bytes, more);
    }

    /// One value of the form that is the body of the request that `seen` will announce.
    #[wasm_bindgen(js_name = bodyField)]
    pub fn body_field(&mut self, name: String, value: String) {
        self.body.push_field(name, value);
    }

    /// A part, or the whole, of the body of the request that `seen` will announce is withheld.
    #[wasm_bindgen(js_name = bodyUnseen)]
    pub fn body_unseen(&mut self) {
        self.body.withhold();
    }

    /// Where the strings of `seen` are written: eight little-endian `u32` lengths, then the text, side by side.
    pub fn buffer(&self) -> usize {
        self.strings.address()
    }

    /// Makes room for so many bytes of text; the new address.
    pub fn reserve(&mut self, bytes: usize) -> usize {
        self.strings.reserve(bytes)
    }

    /// The browser announces a request. In the buffer: url, id, method, initiator, document url, top url, document id.
    pub fn seen(&mut self, kind: u32, tab: i32, at: f64, flags: u32) -> u32 {
        let [url, id, method, initiator, document_url, top_url, document_id, _] = self.strings.read();
        let flags = Flags(flags);
        let whence = Whence {
            tab: i64::from(tab),
            said: flags.mode(),
            document_id,
            top_url,
            document_url,
            initiator,
            leaving: flags.has(LEAVING),
            top: flags.has(TOP),
            itself: flags.has(ITSELF),
        };
        let kind = Kind::ALL.get(kind as usize).copied().unwrap_or(Kind::Other);
        let body = std::mem::take(&mut self.body);
        let seen = Seen { id, at, method, url, kind, whence };
        if flags.has(CAN_WAIT) && self.session.is_of_untold_page(&seen) {
            return STRANGE;
        }
        u32::from(self.session.seen(&seen, body))
    }

    /// One wanted header of the request that `sent` will name.
    pub fn header(&mut self, name: &str, value: &str) {
        self.headers_shown();
        if let Headers::Seen(headers) = &mut self.headers {
            headers.push(name, value);
        }
    }

    /// The browser shows the headers of the request that `sent` will name, wanted ones among them or not.
    #[wasm_bindgen(js_name = headersShown)]
    pub fn headers_shown(&mut self) {
        if self.headers == Headers::Unseen {
            self.headers = Headers::Seen(HeaderList::default());
        }
    }

    /// The request goes out.
    pub fn sent(&mut self, id: &str) -> u32 {
        let headers = std::mem::take(&mut self.headers);
        self.of_awaited(id, |session| session.sent(id, &headers))
    }

    /// A `Set-Cookie` header of the answer that `redirected` or `answered` will tell of.
    #[wasm_bindgen(js_name = cookieSet)]
    pub fn cookie_set(&mut self, id: &str, header: &str) {
        self.session.cookie_set(id, header);
    }

    /// The request is led elsewhere. `proxied`: the browser says that a proxy stood between.
    pub fn redirected(&mut self, id: &str, ip: Option<String>, proxied: bool) -> u32 {
        let ip = outcome::recipient_address(ip.as_deref(), proxied);
        self.of_awaited(id, |session| session.redirected(id, ip))
    }

    /// An answer arrives.
    pub fn answered(
        &mut self,
        id: &str,
        status: u16,
        ip: Option<String>,
        from_cache: bool,
        proxied: bool,
    ) -> u32 {
        let ip = outcome::recipient_address(ip.as_deref(), proxied);
        self.of_awaited(id, |session| session.answered(id, status, ip, from_cache))
    }

    /// The request is over, with the answer that `answered` told of.
    pub fn completed(&mut self, id: &str, status: u16, from_cache: bool) -> u32 {
        self.of_awaited(id, |session| session.ended(id, status, from_cache))
    }

    /// The request failed.
    pub fn failed(&mut self, id: &str, error: &str) -> u32 {
        self.of_awaited(id, |session| session.failed(id, error))
    }

    /// Requests were lost before anybody could judge them.
    pub fn dropped(&mut self, count: u32) {
        self.session.lose(u64::from(count));
    }

    /// What a tab's badge says, in one number (`badge`).
    pub fn badge(&self, tab: i32) -> f64 {
        badge::packed(&self.session.glance(i64::from(tab)))
    }

    /// A tab's page in a few figures.
    pub fn glance(&self, tab: i32) -> Result<JsValue, JsValue> {
        to_js(&self.session.glance(i64::from(tab)))
    }

    /// The report: of everything, one mode, or one tab's page. `key` is 32 random bytes.
    pub fn report(&self, options: JsValue, key: &[u8]) -> Result<JsValue, JsValue> {
        let options: ReportOptions = from_js(options)?;
        let showing = self.showing(options.reveal, key)?;
        to_js(&live::report(&self.session, options.scope(), &showing))
    }

    /// The same without its requests.
    pub fn digest(&self, options: JsValue, key: &[u8]) -> Result<JsValue, JsValue> {
        let options: ReportOptions = from_js(options)?;
        let showing = self.showing(false, key)?;
        to_js(&live::digest(&self.session, options.scope(), &showing))
    }

    /// Some of the kept requests: from, count, filter, sort.
    pub fn requests(&self, options: JsValue, key: &[u8]) -> Result<JsValue, JsValue> {
        let wanted: Wanted = from_js(options)?;
        let showing = self.showing(wanted.reveal, key)?;
        to_js(&live::requests(&self.session, &wanted, &showing))
    }

    /// One of them with all that was opened in it, or null.
    pub fn request(&self, options: JsValue, key: &[u8]) -> Result<JsValue, JsValue> {
        let which: Which = from_js(options)?;
        let showing = self.showing(which.reveal, key)?;
        to_js(&live::request(&self.session, &which, &showing))
    }

    /// Two sides beside each other: normal windows and private ones, unless the options name others. `key` is 32 random
    /// bytes.
    pub fn compare(&self, options: JsValue, key: &[u8]) -> Result<JsValue, JsValue> {
        let options: CompareOptions = from_js(options)?;
        let showing = self.showing(options.reveal, key)?;
        live::compare(&self.session, options.sides(), &showing, |comparison| to_js(comparison))
            .map_err(refused)?
    }

    /// Lets go of everything of one mode but recordings: its last window closed.
    #[wasm_bindgen(js_name = letGo)]
    pub fn let_go(&mut self, mode: JsValue) -> Result<(), JsValue> {
        self.session.let_go(from_js(mode)?);
        Ok(())
    }

    /// Forgets everything of one mode, or of all, recordings included.
    pub fn forget(&mut self, mode: JsValue) -> Result<(), JsValue> {
        let mode: Option<Mode> = from_js(mode)?;
        for mode in mode.map_or_else(|| Mode::ALL.to_vec(), |mode| vec![mode]) {
            self.session.forget(mode);
        }
        Ok(())
    }

    /// Whether anything of private windows is remembered.
    #[wasm_bindgen(js_name = holdsPrivate)]
    pub fn holds_private(&self) -> bool {
        self.session.holds(Mode::Private)
    }

    /// Everything that the session remembers, private and normal: for a store that is memory only. What no longer fits is
    /// shed, and reports say so.
    pub fn checkpoint(&mut self) -> Result<Vec<u8>, JsValue> {
        checkpoint::checkpoint(&mut self.session).map_err(checkpoint_fault)
    }

    /// What happened since this was last asked, or since the last checkpoint; nothing where only a checkpoint can say it.
    pub fn journal(&mut self) -> Option<Vec<u8>> {
        checkpoint::journal(&mut self.session)
    }

    /// Takes up a checkpoint.
    pub fn restore(&mut self, bytes: &[u8]) -> Result<(), JsValue> {
        checkpoint::restore(&mut self.session, bytes).map_err(checkpoint_fault)
    }

    /// Takes up what happened after a checkpoint, piece by piece in order.
    pub fn replay(&mut self, piece: &[u8]) -> Result<(), JsValue> {
        checkpoint::replay(&mut self.session, piece).map_err(checkpoint_fault)
    }

    /// The store refused a checkpoint for its size: the next is smaller.
    pub fn tighten(&mut self) {
        checkpoint::tighten(&mut self.session);
    }

    /// Whether what happened last found a place beyond this memory.
    #[wasm_bindgen(js_name = setStored)]
    pub fn set_stored(&mut self, stored: bool) {
        self.session.set_stored(stored);
    }
}

impl Meter {
    fn over(judge: Judge) -> Self {
        Self {
            session: Session::new(judge),
            strings: Strings::new(),
            body: Body::None,
            headers: Headers::Unseen,
            addresses: None,
        }
    }

    /// Tells of a request that was seen; of another nothing is taken.
    fn of_awaited(&mut self, id: &str, tell: impl FnOnce(&mut Session) -> bool) -> u32 {
        if self.session.awaits(id) { u32::from(tell(&mut self.session)) } else { STRANGE }
    }

    fn showing(&self, reveal: bool, key: &[u8]) -> Result<Showing, JsValue> {
        Ok(Showing::new(reveal, sized(key)?).with_addresses(self.addresses.clone()))
    }
}

pub(crate) fn checkpoint_fault(error: CheckpointError) -> JsValue {
    fault(error.code(), &error.to_string())
}

pub(crate) fn refused(refusal: Refusal) -> JsValue {
    fault(refusal.code(), &refusal.to_string())
}
