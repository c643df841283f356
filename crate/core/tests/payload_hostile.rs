//! Payloads that were made to harm: whatever they are, the opener ends, within its limits, and says so.
//!
//! Time is bounded by counting bytes, so a bound on time here only catches a limit that no longer holds; it is wide enough
//! for a slow machine and an unoptimised build. What else the machine does is not counted, where the system tells it apart.
#![allow(clippy::unwrap_used, reason = "a test says what it expects in the shortest way")]

use std::io::Write;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use telltale_core::finding::Category;
use telltale_core::intake::{Body, Headers, Initiator, Kind, Mode, RawRequest};
use telltale_core::payload::{BodyState, Context, Examination, Limits, Party, examine};
use url::Url;

const PAGE: &str = "https://www.example.org/private/path";

fn request(url: String, body: Body) -> RawRequest {
    RawRequest {
        id: "1".into(),
        at: 0.0,
        mode: Mode::Private,
        method: "POST".into(),
        url,
        kind: Kind::Ping,
        initiator: Initiator::Unknown,
        page: Some(PAGE.into()),
        title: None,
        headers: Headers::Unseen,
        body,
    }
}

/// How long this thread has run; on systems that do not say it, how long the process has been there.
fn spent() -> Duration {
    static BEGUN: OnceLock<Instant> = OnceLock::new();
    let begun = BEGUN.get_or_init(Instant::now);
    // Nanoseconds on a processor, then what it waited for one.
    let said = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let run = said.split(' ').next().and_then(|nanoseconds| nanoseconds.parse().ok());
    run.map_or_else(|| begun.elapsed(), Duration::from_nanos)
}

fn open(raw: &RawRequest) -> Examination {
    let page = Url::parse(PAGE).unwrap();
    let limits = Limits::default();
    let context = Context {
        recipient_host: "tracker.test",
        recipient_registrable: Some("tracker.test"),
        party: Party::Third,
        page: Some(&page),
        title: None,
        earlier_pages: &[],
        limits: &limits,
    };
    let start = spent();
    let found = examine(raw, &context);
    let bound = if cfg!(debug_assertions) { Duration::from_secs(5) } else { Duration::from_millis(100) };
    let took = spent() - start;
    assert!(took < bound, "{took:?}");
    assert!(found.findings.len() <= limits.findings);
    found
}

fn body(bytes: impl Into<Vec<u8>>) -> Examination {
    open(&request("https://tracker.test/t".into(), Body::Raw { parts: vec![bytes.into()], missing: 0 }))
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_bomb_of_a_gigabyte() {
    // A block that ends at a byte and looks at nothing before it may be repeated as it is.
    let mut pack = flate2::Compress::new(flate2::Compression::best(), false);
    let mut block = Vec::with_capacity(64 << 10);
    pack.compress_vec(&vec![b'a'; 1 << 20], &mut block, flate2::FlushCompress::Full).unwrap();
    let mut bomb = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
    bomb.extend(block.repeat(1024));
    assert!(bomb.len() < 2 << 20);
    let found = body(bomb);
    assert!(found.partial);
}

#[test]
fn bombs_within_bombs() {
    let inner = gzip(&vec![b'x'; 1 << 20]);
    let many = format!("[{}]", vec![format!("\"{}\"", STANDARD.encode(&inner)); 500].join(","));
    assert!(body(many).partial);
}

#[test]
fn base64_of_base64_of_base64() {
    let mut text = format!("{{\"u\":\"{PAGE}\"}}");
    for _ in 0..40 {
        text = STANDARD.encode(&text);
        if text.len() > 500_000 {
            break;
        }
    }
    let found = open(&request(format!("https://tracker.test/t?a={}", text.replace('+', "%2B")), Body::None));
    assert!(found.partial);
    let mut text = PAGE.to_owned();
    for _ in 0..5 {
        text = STANDARD.encode(&text);
    }
    let found = open(&request(format!("https://tracker.test/t?a={}", text.replace('+', "%2B")), Body::None));
    assert_eq!(found.findings[0].category, Category::PageUrl);
}

#[test]
fn json_ten_thousand_deep() {
    for (start, end) in [("[", "]"), ("{\"a\":", "}")] {
        let found = body(start.repeat(10_000) + "1" + &end.repeat(10_000));
        assert!(found.partial);
    }
    // Depth in each layer of many.
    let mut text = "1".to_owned();
    for _ in 0..8 {
        let quoted = serde_json::to_string(&text).unwrap();
        text = "[".repeat(60) + &quoted + &"]".repeat(60);
    }
    body(text);
}

#[test]
fn a_hundred_thousand_parameters() {
    let query: Vec<String> = (0..100_000).map(|at| format!("p{at}=v{at}")).collect();
    let query = query.join("&");
    assert!(open(&request(format!("https://tracker.test/t?{query}"), Body::None)).partial);
    assert!(body(query).partial);
    let fields = (0..100_000).map(|at| (format!("p{at}"), format!("v{at}"))).collect();
    assert!(open(&request("https://tracker.test/t".into(), Body::Form { fields, missing: 0 })).partial);
}

#[test]
fn text_that_only_begins_like_a_token() {
    for text in ["eyJhbGciOiJub25lIn\u{1b}ÿÿ.eyJ1Ijoxÿ.x", "eyJÿ.ÿ.ÿ", "eyJhÿ.eyJ.", "eyJ.ÿÿÿÿÿ.ÿ"]
    {
        let found = open(&request(format!("https://tracker.test/t?a={text}&u={PAGE}"), Body::None));
        assert_eq!(found.findings[0].category, Category::PageUrl, "{text}");
        body(format!("{{\"a\":\"{}\"}}", text.replace('\u{1b}', "")));
    }
}

#[test]
fn sixty_four_megabytes() {
    let mut bytes = format!("{{\"u\":\"{PAGE}\",\"rest\":\"").into_bytes();
    bytes.resize(64 << 20, b'a');
    let found = body(bytes);
    assert_eq!(found.findings[0].category, Category::PageUrl);
    assert_eq!(found.body, BodyState::Partial);
    assert!(found.partial);
}

#[test]
fn an_address_of_two_megabytes() {
    let found =
        open(&request(format!("https://tracker.test/t?u={PAGE}&a={}", "%41".repeat(700_000)), Body::None));
    assert_eq!(found.findings[0].category, Category::PageUrl);
    open(&request(format!("https://tracker.test/{}", "a/".repeat(1 << 20)), Body::None));
    open(&request(format!("https://tracker.test/t?{}", "%".repeat(1 << 20)), Body::None));
    open(&request(format!("https://tracker.test/t?a={}", "=&".repeat(1 << 19)), Body::None));
    open(&request(format!("https://tracker.test/t?a={}", "a:b:".repeat(1 << 18)), Body::None));
}

#[test]
fn findings_without_end() {
    let many: Vec<String> = (0..5000).map(|at| format!("\"person{at}@example.com\"")).collect();
    let found = body(format!("[{}]", many.join(",")));
    assert!(found.partial);
    assert_eq!(found.findings.len(), Limits::default().findings);
}

#[test]
fn cookies_and_headers_without_end() {
    let mut raw = request("https://tracker.test/t".into(), Body::None);
    let cookie: String = (0..50_000).map(|at| format!("c{at}=3f2a8e0c1d4b4c6e9a7f0b1c2d{at:06x};")).collect();
    let referer = "https://".to_owned() + &"a".repeat(1 << 20);
    let headers = [("cookie", cookie.as_str()), ("referer", &referer), ("", "\u{fffd}")];
    raw.headers = Headers::Seen(headers.into_iter().collect());
    assert!(open(&raw).partial);
}

#[test]
fn packed_text_that_grows_with_its_square() {
    // LZ-string's codes, repeated: each writes one letter more than the last.
    let text = lz_str::compress_to_encoded_uri_component("{".repeat(60_000).as_str());
    open(&request(format!("https://tracker.test/t?a={text}{text}"), Body::None));
}

#[test]
fn a_frame_that_asks_for_a_window_of_gigabytes() {
    body([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xf8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
    body([0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f, 0, 0, 0]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_end(bytes in prop::collection::vec(any::<u8>(), 0..2000), magic in 0..6_usize) {
        let start: &[u8] = [&[][..], &[0x1f, 0x8b, 8, 0], &[0x78, 0x9c], &[0x28, 0xb5, 0x2f, 0xfd], b"{\"a\":", &[0x82, 0xa1]][magic];
        let mut all = start.to_vec();
        all.extend(bytes);
        body(all);
    }

    #[test]
    fn any_text_ends(text in "[a-zA-Z0-9%&=:;,.{}\\[\\]\"/+_~-]{0,300}") {
        body(text.clone());
        open(&request(format!("https://tracker.test/{text}?{text}"), Body::None));
    }

    #[test]
    fn a_page_is_found_in_any_stack_of_layers(layers in prop::collection::vec(0..5_usize, 0..6)) {
        let mut bytes = PAGE.as_bytes().to_vec();
        for layer in &layers {
            bytes = match layer {
                0 => STANDARD.encode(&bytes).into_bytes(),
                1 => gzip(&bytes),
                2 => {
                    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
                    encoder.write_all(&bytes).unwrap();
                    encoder.finish().unwrap()
                }
                3 => match std::str::from_utf8(&bytes) {
                    Ok(text) => serde_json::to_vec(&serde_json::json!({"d": text})).unwrap(),
                    Err(_) => bytes,
                },
                _ => bytes.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect(),
            };
        }
        let found = body(bytes);
        prop_assert!(found.findings.iter().any(|finding| finding.category == Category::PageUrl), "{layers:?} {found:?}");
    }
}
