//! The opener from outside: whole requests in, findings with their openings out.

#![allow(clippy::unwrap_used, reason = "a test says what it expects in the shortest way")]

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use telltale_core::finding::{Category, Finding};
use telltale_core::intake::{Body, Headers, Initiator, Kind, Mode, RawRequest};
use telltale_core::payload::{
    BodyState, Context, Examination, Limits, Party, examine, examine_headers, wanted_headers,
};
use url::Url;

fn request(url: &str) -> RawRequest {
    RawRequest {
        id: "1".into(),
        at: 0.0,
        mode: Mode::Private,
        method: "GET".into(),
        url: url.into(),
        kind: Kind::XmlHttpRequest,
        initiator: Initiator::Unknown,
        page: None,
        title: None,
        headers: Headers::Unseen,
        body: Body::None,
    }
}

fn raw_body(bytes: impl Into<Vec<u8>>) -> Body {
    Body::Raw { parts: vec![bytes.into()], missing: 0 }
}

fn open(raw: &RawRequest, page: Option<&str>, party: Party) -> Examination {
    let page = page.map(|page| Url::parse(page).unwrap());
    let url = Url::parse(&raw.url).unwrap();
    let limits = Limits::default();
    examine(
        raw,
        &Context {
            recipient_host: url.host_str().unwrap(),
            recipient_registrable: None,
            party,
            page: page.as_ref(),
            title: raw.title.as_deref(),
            earlier_pages: &[],
            limits: &limits,
        },
    )
}

fn told(found: &Examination) -> Vec<(Category, &str, &str)> {
    found.findings.iter().map(|f: &Finding| (f.category, f.at.as_str(), f.value.reveal())).collect()
}

#[test]
fn a_sensors_event_tells_the_page_though_no_page_is_known() {
    let event = r#"{"distinct_id":"3f2a8e0c-1d4b-4c6e-9a7f-0b1c2d3e4f5a","lib":{"$lib":"js"},"properties":{"url":"https://news.example/private/article?id=7"},"type":"track","event":"page_load_event_start"}"#;
    let data = STANDARD.encode(event).replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    let raw =
        request(&format!("https://sa.api.intl.miui.com/sa.gif?project=browser&data={data}&ext=crc%3D123"));
    let found = open(&raw, None, Party::Browser);
    assert_eq!(found.beacon.as_deref(), Some("sensors"));
    assert_eq!(
        told(&found),
        [
            (
                Category::PersistentId,
                "query/data › base64 › json › distinct_id",
                "3f2a8e0c-1d4b-4c6e-9a7f-0b1c2d3e4f5a"
            ),
            (
                Category::PageUrl,
                "query/data › base64 › json › properties.url",
                "https://news.example/private/article?id=7"
            ),
        ]
    );
}

#[test]
fn a_page_address_is_found_however_it_is_encoded() {
    let page = "https://www.example.org/private/path?x=1";
    let percent = "https%3A%2F%2Fwww.example.org%2Fprivate%2Fpath%3Fx%3D1";
    let twice = percent.replace('%', "%25");
    for (query, at) in [
        (format!("a={percent}"), "query/a"),
        (format!("a={twice}"), "query/a › percent"),
        (format!("a={}", URL_SAFE_NO_PAD.encode(page)), "query/a › base64"),
        (format!("a={}", page.bytes().map(|b| format!("{b:02x}")).collect::<String>()), "query/a › hex"),
        (format!("a=%7B%22b%22%3A%5B%22{percent}%22%5D%7D"), "query/a › json › b.0"),
    ] {
        let found = open(&request(&format!("https://tracker.test/t?{query}")), Some(page), Party::Third);
        assert_eq!(told(&found), [(Category::PageUrl, at, page)], "{query}");
    }
}

#[test]
fn bodies_as_forms_and_json() {
    let page = "https://www.example.org/private/path";
    for (body, at) in [
        (raw_body("v=1&dl=https%3A%2F%2Fwww.example.org%2Fprivate%2Fpath"), "body/dl"),
        (raw_body(r#"{"a":{"dl":"https://www.example.org/private/path"}}"#), "body › json › a.dl"),
        (raw_body("{\"a\":1}\n{\"dl\":\"https://www.example.org/private/path\"}"), "body › ndjson › 1.dl"),
        (Body::Form { fields: vec![("dl".into(), page.into())], missing: 0 }, "body/dl"),
        (
            Body::Form {
                fields: vec![(r#"{"u":"https://www.example.org/private/path"}"#.into(), String::new())],
                missing: 0,
            },
            "body › json › u",
        ),
    ] {
        let mut raw = request("https://tracker.test/t");
        raw.body = body;
        let found = open(&raw, Some(page), Party::Third);
        assert_eq!(told(&found), [(Category::PageUrl, at, page)]);
        assert_eq!(found.body, BodyState::Seen);
    }
}

#[test]
fn headers_tell_third_parties_and_not_the_site_itself() {
    let page = Url::parse("https://www.example.org/private/path").unwrap();
    let limits = Limits::default();
    let context = |party| Context {
        recipient_host: "tracker.test",
        recipient_registrable: Some("tracker.test"),
        party,
        page: Some(&page),
        title: None,
        earlier_pages: &[],
        limits: &limits,
    };
    let seen = |list: &[(&str, &str)]| Headers::Seen(list.iter().copied().collect());
    let headers = seen(&[
        ("referer", "https://www.example.org/private/path"),
        ("cookie", "IDE=AHWqTUmLr2bYvG6cQ4xZ; lang=en"),
    ]);
    let found = examine_headers(&headers, &context(Party::Third)).findings;
    let told: Vec<_> = found.iter().map(|f| (f.category, f.at.as_str())).collect();
    assert_eq!(
        told,
        [(Category::PageUrl, "header/referer"), (Category::PersistentId, "header/cookie › IDE")]
    );
    assert_eq!(examine_headers(&headers, &context(Party::First)).findings, []);
    let origin = seen(&[("referer", "https://www.example.org/")]);
    assert_eq!(examine_headers(&origin, &context(Party::Third)).findings[0].category, Category::PageHost);
    assert!(wanted_headers().contains(&"referer"));
}

#[test]
fn a_site_may_tell_itself_what_it_likes_unless_it_is_a_vendors_beacon() {
    let page = "https://www.example.org/private/path";
    let own = request("https://www.example.org/log?page=https%3A%2F%2Fwww.example.org%2Fprivate%2Fpath");
    assert_eq!(open(&own, Some(page), Party::First).findings, []);
    let cloaked = request(
        "https://data.example.org/g/collect?v=2&tid=G-ABCDEF1234&cid=1116446470.1596403881&dl=https%3A%2F%2Fwww.example.org%2Fprivate%2Fpath",
    );
    let found = open(&cloaked, Some(page), Party::First);
    assert_eq!(found.beacon.as_deref(), Some("ga4"));
    assert_eq!(
        told(&found),
        [
            (Category::PersistentId, "query/cid", "1116446470.1596403881"),
            (Category::PageUrl, "query/dl", page)
        ]
    );
}

#[test]
fn a_withheld_body_is_never_empty() {
    let mut raw = request("https://tracker.test/t");
    raw.body = Body::Unseen;
    assert_eq!(open(&raw, None, Party::Third).body, BodyState::Unseen);
    raw.body = Body::Raw { parts: vec![b"{\"a\":1".to_vec()], missing: 10 };
    let found = open(&raw, None, Party::Third);
    assert_eq!(found.body, BodyState::Partial);
    assert!(found.partial);
}
