//! What a person adds crosses the wall: texts of lists and beacons as they were written, what was made of them as bytes.

use js_sys::Uint8Array;
use telltale_wasm::{Matcher, Meter, PublicSuffixes, compile_list, compile_own_lists, title_of_list};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use super::{KEY, code, field, lists, meter, open, options, seen, write};

#[wasm_bindgen_test]
fn a_list_compiles_opens_and_matches() {
    let blob = compile_list(bytes(&["||ads.example^$third-party\n@@||ads.example/ok^\n"]), vec![]).unwrap();
    let suffixes = PublicSuffixes::new(lists()[1].clone()).unwrap();
    let mut matcher = Matcher::new(blob, &suffixes).unwrap();
    let image = u32::try_from(Matcher::kinds().iter().position(|name| name == "image").unwrap()).unwrap();
    let mut check = |url: &str, document: &str| {
        write(matcher.buffer(), &[document]);
        matcher.document(document.len());
        write(matcher.buffer(), &[url]);
        matcher.check(url.len(), image)
    };
    assert!(check("https://ads.example/x.gif", "https://news.example/"));
    assert!(!check("https://ads.example/x.gif", "https://ads.example/"));
    assert!(!check("https://ads.example/ok/x.gif", "https://news.example/"));
    assert_eq!(
        matcher.explain("https://ads.example/x", "https://news.example/", image),
        "||ads.example^$third-party"
    );
    assert_eq!(
        matcher.explain("https://ads.example/ok/", "https://news.example/", image),
        "@@||ads.example/ok^"
    );
    assert_eq!(matcher.explain("https://quiet.example/", "https://news.example/", image), "");
    let damaged = || b"TTnot a list".to_vec();
    assert!(code(&Matcher::new(damaged(), &suffixes).err().unwrap()).starts_with("blob_"));
    assert!(code(&PublicSuffixes::new(damaged()).err().unwrap()).starts_with("blob_"));
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn bytes(texts: &[&str]) -> Vec<Uint8Array> {
    texts.iter().map(|text| Uint8Array::from(text.as_bytes())).collect()
}

#[wasm_bindgen_test]
fn a_digest_is_taken_as_it_is_brought_if_it_is_one() {
    let compiled = |digests: &[&str]| compile_list(bytes(&["||ads.example^"]), strings(digests)).unwrap();
    let made = compiled(&[]);
    let digest = telltale_lists::sha256(b"||ads.example^");
    let holds = |blob: &[u8], text: &str| blob.windows(text.len()).any(|part| part == text.as_bytes());
    assert!(holds(&made, &digest));
    assert_eq!(compiled(&[&digest]), made);
    for none in ["", "0f", &"0F".repeat(32), &"0x".repeat(32)] {
        assert_eq!(compiled(&[none]), made, "{none:?} is none");
    }
    let other = "0f".repeat(32);
    assert!(holds(&compiled(&[&other]), &other));
}

#[wasm_bindgen_test]
fn bytes_that_are_no_text_are_read_as_browsers_read_them() {
    let blob = compile_list(vec![Uint8Array::from(&b"\xff\n||ads.example^"[..])], vec![]).unwrap();
    let text = compile_list(bytes(&["\u{fffd}\n||ads.example^"]), vec![]).unwrap();
    assert_eq!(blob, text);
}

fn array(object: &JsValue, name: &str) -> js_sys::Array {
    field(object, name).dyn_into().unwrap()
}

#[wasm_bindgen_test]
fn own_lists_are_compiled_opened_and_named_by_matches() {
    let mut meter = meter();
    let kind = || JsValue::from_str("lists");
    assert_eq!(title_of_list("! Title: Theirs", "file"), "Theirs");
    let made =
        compile_own_lists(strings(&["mine", "none"]), bytes(&["two words\n||own.example^", "$foo"]), vec![])
            .unwrap();
    let items = array(&made, "items");
    let mine = items.get(0);
    assert_eq!(field(&mine, "rules").as_f64(), Some(1.0));
    assert_eq!(field(&field(&mine, "first_unknown"), "line").as_f64(), Some(1.0));
    assert!(field(&mine, "refusal").is_null());
    let refusal = field(&items.get(1), "refusal");
    assert_eq!(field(&refusal, "code").as_string().unwrap(), "not_understood");
    assert_eq!(field(&refusal, "reason").as_string().unwrap(), "option");

    let parts: Vec<Uint8Array> = array(&made, "parts").iter().map(|part| part.dyn_into().unwrap()).collect();
    meter.open_own(kind(), parts.clone()).unwrap();
    let lists = |meter: &Meter| array(&meter.digest(options("{}"), &KEY).unwrap(), "lists");
    assert_eq!(lists(&meter).length(), 3, "the built-in one and two of a person's own");
    assert_eq!(field(&lists(&meter).get(1), "name").as_string().unwrap(), "mine");

    let damaged = vec![Uint8Array::from(&b"nothing"[..]), Uint8Array::new_with_length(0)];
    assert!(code(&meter.open_own(kind(), damaged).unwrap_err()).starts_with("blob_"));
    assert_eq!(code(&meter.open_own(kind(), parts[..1].to_vec()).unwrap_err()), "bad_argument");
    assert_eq!(code(&meter.open_own(JsValue::from_str("spells"), Vec::new()).unwrap_err()), "bad_argument");
    assert_eq!(lists(&meter).length(), 3, "what was open stays open");
    meter.open_own(kind(), Vec::new()).unwrap();
    assert_eq!(lists(&meter).length(), 1);
}

#[wasm_bindgen_test]
fn own_beacons_are_checked_and_opened() {
    let mut meter = meter();
    let kind = || JsValue::from_str("beacons");
    let text = r#"{"schema": "telltale/beacons/1", "title": "Mine", "beacons": [{"name": "acme",
        "marks": [{"hosts": ["acme.example"]}], "fields": [{"field": "kw", "is": "search_query"}]}]}"#;
    assert_eq!(meter.title_of_beacons(text, "file"), "Mine");
    let wrong = text.replace("search_query", "thoughts");
    let made = meter.compile_own_beacons(strings(&[text, &wrong, "{"])).unwrap();
    let items = array(&made, "items");
    assert_eq!(field(&items.get(0), "rules").as_f64(), Some(1.0));
    let refusal = field(&items.get(1), "refusal");
    assert_eq!(field(&refusal, "place").as_string().unwrap(), "beacons[0].fields[0].is");
    assert_eq!(field(&field(&items.get(2), "refusal"), "column").as_f64(), Some(1.0));

    let parts: Vec<Uint8Array> = array(&made, "parts").iter().map(|part| part.dyn_into().unwrap()).collect();
    assert_eq!(code(&meter.open_own(kind(), parts.clone()).unwrap_err()), "wrong");
    meter.open_own(kind(), parts[..1].to_vec()).unwrap();
    open(&mut meter, 1, "https://news.example/");
    seen(&mut meter, "xmlhttprequest", 1, "r", "https://t.acme.example/?kw=depression+help");
    meter.sent("r");
    let requests = array(&meter.report(options("{}"), &KEY).unwrap(), "requests");
    let beacons: Vec<_> = requests.iter().filter_map(|row| field(&row, "beacon").as_string()).collect();
    assert_eq!(beacons, ["own:acme"]);
}
