//! The wall from JavaScript's side: what crosses it arrives whole, and what is wrong is an `Error` with a code.
//!
//! The same tests run in Node (`tests/node.rs`) and in both browsers (`tests/browser.rs`).

#![allow(clippy::unwrap_used, reason = "a test says what it expects in the shortest way")]

mod own;

use js_sys::{Error, Object, Reflect, Uint8Array};
use telltale_lists::{Source, compile, compile_companies, compile_suffixes};
use telltale_wasm::{Meter, bring_streams, open_stream, read_recording, write_recording};
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use wasm_bindgen_test::wasm_bindgen_test;

const KEY: [u8; 32] = [7; 32];

/// Trackers, suffixes, companies: small lists, compiled as the real ones are.
fn lists() -> [Vec<u8>; 3] {
    let trackers = compile(&[Source::new("||tracker.example^\n", "test")]).unwrap().blob;
    [trackers, compile_suffixes("com\nexample\n").unwrap(), compile_companies("[]").unwrap()]
}

fn meter() -> Meter {
    let [trackers, suffixes, companies] = lists();
    Meter::new(trackers, suffixes, companies).unwrap()
}

fn code(error: &JsValue) -> String {
    assert!(error.is_instance_of::<Error>(), "every error is an Error");
    field(error, "code").as_string().unwrap()
}

fn field(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap()
}

/// Writes strings as the shell does: lengths first, then the text, side by side, with `encodeInto` or like it.
fn write(address: usize, strings: &[&str]) {
    let memory: js_sys::WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
    let view = Uint8Array::new(&memory.buffer());
    let mut at = u32::try_from(address).unwrap();
    let mut lengths = [0_u8; 32];
    for (slot, string) in lengths.chunks_exact_mut(4).zip(strings) {
        slot.copy_from_slice(&u32::try_from(string.len()).unwrap().to_le_bytes());
    }
    for bytes in std::iter::once(&lengths[..]).chain(strings.iter().map(|string| string.as_bytes())) {
        view.set(&Uint8Array::from(bytes), at);
        at += u32::try_from(bytes.len()).unwrap();
    }
}

fn seen(meter: &mut Meter, kind: &str, tab: i32, id: &str, url: &str) {
    let room: usize = url.len() + id.len() + 200;
    let address = meter.reserve(room);
    write(address, &[url, id, "GET", "https://news.example", "", "", ""]);
    let kind = meter.kinds().iter().position(|name| name == kind).unwrap();
    meter.seen(u32::try_from(kind).unwrap(), tab, 1_000.0, 0);
}

fn open(meter: &mut Meter, tab: i32, url: &str) {
    seen(meter, "main_frame", tab, &format!("page{tab}"), url);
    meter.sent(&format!("page{tab}"));
    meter.committed(tab, 0.0, url, None, None);
}

fn options(json: &str) -> JsValue {
    js_sys::JSON::parse(json).unwrap()
}

#[wasm_bindgen_test]
fn a_damaged_list_is_refused_by_code() {
    let [trackers, suffixes, companies] = lists();
    let mut flipped = trackers.clone();
    *flipped.last_mut().unwrap() ^= 1;
    let error = Meter::new(flipped, suffixes.clone(), companies.clone()).err().unwrap();
    assert!(code(&error).starts_with("blob_"), "{}", code(&error));
    let error = Meter::new(trackers.clone(), b"nothing".to_vec(), companies.clone()).err().unwrap();
    assert!(code(&error).starts_with("blob_"), "{}", code(&error));

    // Whether lists that were opened before are damaged is not looked at again.
    let again = lists().map(|mut list| {
        *list.last_mut().unwrap() ^= 1;
        list
    });
    for place in 0..again.len() {
        let mut lists = lists();
        lists[place].clone_from(&again[place]);
        let [trackers, suffixes, companies] = lists;
        assert!(Meter::new(trackers, suffixes, companies).is_err(), "{place}");
    }
    let [flipped, other_suffixes, other_companies] = again;
    assert!(Meter::reopen(flipped, other_suffixes, other_companies).is_ok());
    let error = Meter::reopen(b"nothing".to_vec(), suffixes, companies).err().unwrap();
    assert!(code(&error).starts_with("blob_"), "{}", code(&error));
}

/// The next so many bits of a number, from the lowest on.
fn digits(number: f64) -> impl FnMut(u32) -> u64 {
    let mut left = number as u64;
    move |bits| {
        let field = left & ((1 << bits) - 1);
        left >>= bits;
        field
    }
}

/// How many recipients a tab's badge says were told something.
fn told(meter: &Meter, tab: i32) -> u64 {
    [6, 20].map(digits(meter.badge(tab)))[1]
}

#[wasm_bindgen_test]
fn a_request_becomes_a_badge() {
    let mut meter = meter();
    meter.set_access(true);
    meter.tab(1, false, None);
    meter.tab(2, true, None);
    for tab in [1, 2] {
        open(&mut meter, tab, "https://news.example/story");
    }
    let url = "https://t.tracker.example/c?dl=https%3A%2F%2Fnews.example%2Fstory";
    seen(&mut meter, "image", 2, "17", url);
    assert_eq!(meter.sent("17"), 1);
    // From the lowest bit on: paused, the mode, the grade, those that were told something, all recipients.
    let fields = |badge: f64| [1, 2, 3, 20, 20].map(digits(badge));
    let [normal, private] = [1, 2].map(|tab| fields(meter.badge(tab)));
    assert_eq!((normal, private[1]), ([0, 0, 1, 0, 0], 1));
    let glance = meter.glance(2).unwrap();
    let letter = ["A", "B", "C", "D", "E", "F"][usize::try_from(private[2]).unwrap() - 1];
    assert_eq!(field(&glance, "grade").as_string().as_deref(), Some(letter));
    assert_eq!((private[0], private[3], private[4]), (0, 1, 1));
    let report = meter.report(options(r#"{"mode": "private"}"#), &KEY).unwrap();
    assert_eq!(field(&report, "schema").as_string().as_deref(), Some("telltale/report/1"));
    let text = js_sys::JSON::stringify(&report).unwrap().as_string().unwrap();
    assert!(text.contains("\"page_url\"") && text.contains("query/dl"), "{text}");
    assert!(!text.contains("%2Fstory"), "a report hides addresses unless asked to reveal them");
}

#[wasm_bindgen_test]
fn what_is_told_of_nobody_knows_which_request_is_strange() {
    let mut meter = meter();
    assert_eq!(meter.sent("17"), 2);
    assert_eq!(meter.redirected("17", None, false), 2);
    assert_eq!(meter.answered("17", 200, None, false, false), 2);
    assert_eq!(meter.failed("17", "net::ERR_FAILED"), 2);
    open(&mut meter, 1, "https://news.example/story");
    seen(&mut meter, "image", 1, "17", "https://t.tracker.example/c");
    assert_eq!(meter.sent("17"), 1);
    assert_ne!(meter.completed("17", 200, false), 2);
    assert_eq!(meter.completed("17", 200, false), 2, "its end is no longer awaited");
}

#[wasm_bindgen_test]
fn who_can_wait_hears_that_nobody_was_told_of_a_page() {
    const TOP: u32 = 16;
    const CAN_WAIT: u32 = 32;
    let mut meter = meter();
    let committed = |meter: &mut Meter, document: &str| {
        meter.committed(1, 0.0, "https://news.example/story", Some(document.to_owned()), Some(1.0))
    };
    committed(&mut meter, "A");
    let image = meter.kinds().iter().position(|name| name == "image").unwrap() as u32;
    let asked = |meter: &mut Meter, flags: u32| {
        let strings = ["https://t.tracker.example/c", "17", "GET", "https://news.example", "", "", "B"];
        let address = meter.reserve(300);
        write(address, &strings);
        meter.seen(image, 1, 2.0, flags)
    };
    assert_eq!(asked(&mut meter, TOP | CAN_WAIT), 2);
    assert_eq!(meter.sent("17"), 2, "nothing of it was taken");
    committed(&mut meter, "B");
    assert_eq!(asked(&mut meter, TOP | CAN_WAIT), 0);
    assert_eq!(meter.sent("17"), 1);
    committed(&mut meter, "C");
    committed(&mut meter, "D");
    assert_eq!(asked(&mut meter, TOP), 1, "who cannot wait has it taken, and what it was before is over");
}

#[wasm_bindgen_test]
fn a_body_counts_up_to_what_was_handed_over() {
    let mut meter = meter();
    meter.tab(1, false, None);
    open(&mut meter, 1, "https://news.example/story");
    meter.body_raw(br#"{"page_url":"https://news.example/story"}"#.to_vec(), 5_000_000.0);
    seen(&mut meter, "ping", 1, "18", "https://t.tracker.example/b");
    meter.sent("18");
    let glance = meter.glance(1).unwrap();
    assert_eq!(field(&glance, "told").as_f64(), Some(1.0));
    assert_eq!(field(&glance, "unseen").as_f64(), Some(1.0), "a part of the body is missing");
    // The next request has a body of its own, or none.
    seen(&mut meter, "ping", 1, "19", "https://other.example/b");
    meter.sent("19");
    assert_eq!(field(&meter.glance(1).unwrap(), "told").as_f64(), Some(1.0));
}

#[wasm_bindgen_test]
fn a_long_address_makes_room() {
    let mut meter = meter();
    meter.tab(1, false, None);
    open(&mut meter, 1, "https://news.example/story");
    let url = format!(
        "https://t.tracker.example/c?dl=https%3A%2F%2Fnews.example%2Fstory&x={}",
        "é".repeat(100_000)
    );
    seen(&mut meter, "image", 1, "20", &url);
    meter.sent("20");
    assert_eq!(told(&meter, 1), 1);
}

#[wasm_bindgen_test]
fn lengths_that_lie_are_empty_strings() {
    let mut meter = meter();
    let memory: js_sys::WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
    let view = Uint8Array::new(&memory.buffer());
    view.set(&Uint8Array::from(&[255_u8; 32][..]), u32::try_from(meter.buffer()).unwrap());
    assert_eq!(meter.seen(0, 1, 1.0, 0), 0);
    assert_eq!(meter.seen(u32::MAX, i32::MIN, f64::NAN, u32::MAX), 0);
}

#[wasm_bindgen_test]
fn a_checkpoint_outlives_the_handle() {
    let mut meter = meter();
    meter.tab(1, false, None);
    open(&mut meter, 1, "https://news.example/story");
    seen(&mut meter, "image", 1, "21", "https://t.tracker.example/c?dl=https%3A%2F%2Fnews.example%2Fstory");
    meter.sent("21");
    let bytes = meter.checkpoint().unwrap();
    let mut woken = self::meter();
    woken.restore(&bytes).unwrap();
    assert_eq!(told(&woken, 1), 1);
    let error = woken.restore(&bytes[..bytes.len() / 2]).unwrap_err();
    assert_eq!(code(&error), "checkpoint_damaged");
}

#[wasm_bindgen_test]
fn a_history_is_taken_up_once_and_is_no_checkpoint() {
    let mut meter = meter();
    assert!(!meter.history_changed() && meter.history().unwrap().is_none());
    meter.tab(1, false, None);
    open(&mut meter, 1, "https://news.example/story");
    let bytes = meter.history().unwrap().unwrap();
    assert!(!meter.history_changed());
    let mut again = self::meter();
    assert_eq!(code(&again.restore(&bytes).unwrap_err()), "checkpoint_damaged");
    again.take_up_history(&bytes).unwrap();
    assert_eq!(code(&again.take_up_history(&bytes).unwrap_err()), "session_begun");
}

#[wasm_bindgen_test]
fn wrong_arguments_are_refused_by_code() {
    let meter = meter();
    assert_eq!(code(&meter.report(options("{}"), &[1, 2, 3]).unwrap_err()), "bad_argument");
    assert_eq!(code(&meter.report(options(r#"{"mode": "secret"}"#), &KEY).unwrap_err()), "bad_argument");
    assert_eq!(code(&meter.requests(JsValue::from_str("all"), &KEY).unwrap_err()), "bad_argument");
    assert_eq!(code(&meter.request(JsValue::from_str("7"), &KEY).unwrap_err()), "bad_argument");
    assert!(meter.request(options(r#"{"id": "7", "at": 1}"#), &KEY).unwrap().is_null());
}

#[wasm_bindgen_test]
fn forgetting_is_by_mode() {
    let mut meter = meter();
    meter.tab(2, true, None);
    open(&mut meter, 2, "https://news.example/story");
    seen(&mut meter, "image", 2, "22", "https://t.tracker.example/c?dl=https%3A%2F%2Fnews.example%2Fstory");
    meter.sent("22");
    meter.forget("normal".into()).unwrap();
    assert_eq!(told(&meter, 2), 1);
    meter.forget(JsValue::UNDEFINED).unwrap();
    assert_eq!(told(&meter, 2), 0);
}

#[wasm_bindgen_test]
fn two_sides_are_compared() {
    let mut meter = meter();
    meter.set_access(true);
    for (tab, private) in [(1, false), (2, true)] {
        meter.tab(tab, private, None);
        open(&mut meter, tab, "https://news.example/story");
        seen(
            &mut meter,
            "image",
            tab,
            &format!("c{tab}"),
            "https://t.tracker.example/c?uid=9f86d081884c7d659a2feaa0",
        );
        meter.sent(&format!("c{tab}"));
    }
    let comparison = meter.compare(options("{}"), &KEY).unwrap();
    assert_eq!(field(&comparison, "schema").as_string().as_deref(), Some("telltale/comparison/1"));
    assert_eq!(field(&comparison, "verdict").as_string().as_deref(), Some("linked"));
    assert!(field(&comparison, "linked").is_instance_of::<Object>());
}

#[wasm_bindgen_test]
fn recordings_cross_with_their_numbers_and_files() {
    let mut meter = meter();
    meter.set_access(true);
    meter.tab(2, true, None);
    open(&mut meter, 2, "https://news.example/");
    let scope = options(r#"{"label": "off", "notes": "", "scope": {"tabs": [2]}}"#);
    let id = meter.start_recording(scope, 1_000.0).unwrap();
    seen(&mut meter, "image", 2, "r1", "https://a.tracker.example/?dl=https%3A%2F%2Fnews.example%2F");
    meter.sent("r1");
    meter.stop_recording(id, 2_000.0).unwrap();
    let text = write_recording(&meter.recording(id).unwrap()).unwrap();
    let opened = meter.take_recording(&read_recording(&text).unwrap()).unwrap();
    let rows = js_sys::Array::from(&meter.recordings().unwrap());
    assert_eq!((rows.length(), field(&rows.get(0), "id").as_f64()), (2, Some(f64::from(opened))));
    assert_eq!(field(&rows.get(0), "requests").as_f64(), Some(1.0));
    let sides = format!(r#"{{"normal": {{"recording": {id}}}, "private": {{"recording": {opened}}}}}"#);
    assert!(meter.compare(options(&sides), &KEY).is_ok());
    meter.describe_recording(id, "on", "again").unwrap();
    meter.remove_recording(opened).unwrap();
    assert_eq!(code(&meter.compare(options(&sides), &KEY).unwrap_err()), "recording_unknown");
    assert_eq!(code(&read_recording("{}").unwrap_err()), "recording_foreign");
    meter.let_go("private".into()).unwrap();
    assert_eq!(js_sys::Array::from(&meter.recordings().unwrap()).length(), 1);
    meter.forget("private".into()).unwrap();
    assert_eq!(js_sys::Array::from(&meter.recordings().unwrap()).length(), 0);
}

#[wasm_bindgen_test]
fn older_charsets_are_read_by_whoever_runs_this() {
    let mut meter = meter();
    open(&mut meter, 1, "https://www.baidu.com/s?wd=%D2%D6%D3%F4%D6%A2");
    let told = "https%3A%2F%2Fwww.baidu.com%2Fs%3Fwd%3D%25D2%25D6%25D3%25F4%25D6%25A2";
    seen(&mut meter, "image", 1, "r", &format!("https://t.tracker.example/t?u={told}"));
    meter.sent("r");
    let report = meter.report(options(r#"{"reveal": true}"#), &KEY).unwrap();
    let text = js_sys::JSON::stringify(&report).unwrap().as_string().unwrap();
    assert!(text.contains("\"抑郁症\""), "{text}");
}

#[wasm_bindgen_test]
fn streams_are_opened_by_the_reader_that_was_brought_whatever_it_answers() {
    // A frame of zstd with one raw block: what the reader takes apart is what `open_stream` does.
    let text = r#"{"page":"https://news.example/a/story"}"#;
    let mut frame = vec![0x28, 0xb5, 0x2f, 0xfd, 0x20, u8::try_from(text.len()).unwrap()];
    frame.extend_from_slice(&[
        u8::try_from(text.len() << 3 & 0xff).unwrap() | 1,
        u8::try_from(text.len() >> 5).unwrap(),
        0,
    ]);
    frame.extend_from_slice(text.as_bytes());
    let openings = |reader: fn(usize, Vec<u8>, usize) -> Result<JsValue, JsValue>| {
        let reader = Closure::<dyn Fn(usize, Vec<u8>, usize) -> Result<JsValue, JsValue>>::new(reader);
        bring_streams(reader.into_js_value().unchecked_into());
        let mut meter = meter();
        open(&mut meter, 1, "https://news.example/a/story");
        meter.body_raw(frame.clone(), f64::from(u32::try_from(frame.len()).unwrap()));
        seen(&mut meter, "xmlhttprequest", 1, "r", "https://t.tracker.example/t");
        meter.sent("r");
        let report = meter.report(options(r#"{"reveal": true}"#), &KEY).unwrap();
        js_sys::JSON::stringify(&report).unwrap().as_string().unwrap()
    };
    let through_zstd = "zstd › json";
    let told = openings(|codec, bytes, most| open_stream(codec, &bytes, most));
    assert!(told.contains(through_zstd), "{told}");
    let answers: [fn(usize, Vec<u8>, usize) -> Result<JsValue, JsValue>; 4] = [
        |_, _, _| Err(Error::new("it failed").into()),
        |_, _, _| Ok(JsValue::NULL),
        |_, _, _| Ok("no object".into()),
        |_, _, _| open_stream(7, b"", 0),
    ];
    for answer in answers {
        let told = openings(answer);
        assert!(told.contains("\"opaque\"") && !told.contains(through_zstd), "{told}");
    }
}
