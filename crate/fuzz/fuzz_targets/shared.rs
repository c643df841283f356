//! What every target needs: a request around the bytes, and what must hold of whatever is found.

use telltale_core::intake::{Body, Headers, Initiator, Kind, Mode, RawRequest};
use telltale_core::payload::{Context, Limits, Party, examine};
use url::Url;

/// Opens a request and checks what holds for all.
pub fn open(address: String, host: &str, body: Body, headers: Headers) {
    let page = Url::parse("https://www.example.org/private/path?q=words").ok();
    let limits = Limits::default();
    let raw = RawRequest {
        id: String::new(),
        at: 0.0,
        mode: Mode::Private,
        method: "POST".into(),
        url: address,
        kind: Kind::Ping,
        initiator: Initiator::Unknown,
        page: None,
        title: Some("A title of the page".into()),
        headers,
        body,
    };
    for party in [Party::Third, Party::First] {
        let context = Context {
            recipient_host: host,
            recipient_registrable: None,
            party,
            page: page.as_ref(),
            title: raw.title.as_deref(),
            earlier_pages: &[],
            limits: &limits,
        };
        let found = examine(&raw, &context);
        assert!(found.findings.len() <= limits.findings);
        // The same request gives the same findings.
        assert_eq!(found, examine(&raw, &context));
    }
}
