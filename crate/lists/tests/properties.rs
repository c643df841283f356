//! The catalogue against a slow matcher: random rules, random requests.

#![allow(clippy::unwrap_used, reason = "a test says what it expects in the shortest way")]

mod slow;

use proptest::prelude::*;
use publicsuffix::List;
use slow::{Request, Rule, is_hit};
use telltale_core::catalogue::{Asked, Catalogue, Verdict};
use telltale_core::intake::Kind;
use telltale_core::site::Suffixes;
use telltale_lists::{Source, compile, compile_suffixes};

const SUFFIXES: &str = "// ===BEGIN ICANN DOMAINS===\ncom\nexample\nuk\nco.uk\ntest\n*.wild\n!city.wild\n// ===END ICANN DOMAINS===\n";

fn one_of(texts: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    prop::sample::select(texts)
}

fn host() -> impl Strategy<Value = &'static str> {
    one_of(&[
        "a.example",
        "b.a.example",
        "c.b.a.example",
        "aa.example",
        "ads.co.uk",
        "x.ads.co.uk",
        "ads.com",
        "www.ads.com",
        "x.y.wild",
        "city.wild",
        "10.0.0.1",
        "localhost",
        "co.uk",
        "track-er.test",
    ])
}

fn path() -> impl Strategy<Value = String> {
    let piece = one_of(&[
        "/",
        "/",
        "/pixel",
        "/collect",
        "track",
        "/tracking/beacon.js",
        "?",
        "id=1",
        "&",
        "a.example",
        "/www.ads.com/",
        "-",
        "_",
        ".",
        "%20",
        "banner",
        "AdServer",
        ":8080",
        "12345678",
        "x",
        "*",
        "^",
        "|",
    ]);
    prop::collection::vec(piece, 0..7).prop_map(|pieces| pieces.concat())
}

fn url() -> impl Strategy<Value = String> {
    let scheme = one_of(&["https://", "https://", "http://", "wss://", "https://user@"]);
    let port = one_of(&["", "", "", ":8080"]);
    (scheme, host(), port, path()).prop_map(|(scheme, host, port, path)| {
        let slash = if path.is_empty() || path.starts_with(['/', '?', '#']) { "" } else { "/" };
        format!("{scheme}{host}{port}{slash}{path}")
    })
}

fn request() -> impl Strategy<Value = Request> {
    let kind = one_of(&[
        "script",
        "image",
        "xmlhttprequest",
        "sub_frame",
        "main_frame",
        "ping",
        "other",
        "csp_report",
    ]);
    let method = prop::option::of(one_of(&["get", "post"]));
    (url(), prop::option::weighted(0.9, url()), kind, method)
        .prop_map(|(url, document, kind, method)| Request { url, document, kind, method })
}

fn pattern() -> impl Strategy<Value = String> {
    let bound = (
        host(),
        one_of(&["^", "^", "/", "/pixel", "^*track", ":8080", "/*/beacon", "^|", "/|", "", ".", "*"]),
    )
        .prop_map(|(host, rest)| format!("||{host}{rest}"));
    let piece = one_of(&[
        "/pixel",
        "/collect",
        "track",
        "/tracking/",
        "beacon.js",
        "id=",
        "*",
        "^",
        "-",
        ".",
        "/",
        "a.example",
        "banner",
        "adserver",
        "%20",
        "12345678",
        "&",
        "?",
        "x",
    ]);
    let loose = (
        one_of(&["", "", "", "|", "||", "|https://"]),
        prop::collection::vec(piece, 1..5),
        one_of(&["", "", "|"]),
    )
        .prop_map(|(start, pieces, end)| format!("{start}{}{end}", pieces.concat()));
    let regex = one_of(&[
        r"/\/pixel[?\/]/",
        r"/^https:\/\/[a-z.]+\/collect/",
        r"/track(?:ing)?\/b/",
        r"/id=\d+$/",
        r"/(a|b)\.example\//",
        r"/[^a-z]x{2,}/",
        r"/\/tracking\/\w+\.js\b/",
    ])
    .prop_map(str::to_owned);
    prop_oneof![4 => bound, 4 => loose, 1 => regex]
}

fn option() -> impl Strategy<Value = &'static str> {
    one_of(&[
        "third-party",
        "~third-party",
        "script",
        "image",
        "~script",
        "~image",
        "xmlhttprequest",
        "subdocument",
        "document",
        "all",
        "other",
        "websocket",
        "domain=a.example",
        "domain=a.example|~b.a.example",
        "domain=~ads.com",
        "domain=ads.*",
        "domain=~ads.*|a.example",
        "domain=x.y.wild|co.uk",
        "denyallow=b.a.example|ads.com",
        "to=a.example",
        "to=~x.ads.co.uk",
        "to=ads.*|10.0.0.1",
        "method=post",
        "method=~get",
        "method=get|post",
        "important",
        "match-case",
    ])
}

fn rule() -> impl Strategy<Value = String> {
    let options = prop::collection::btree_set(option(), 0..3).prop_map(|options| {
        let mut seen = Vec::new();
        // Of two options with one name the tests need not say which holds.
        let one_each = options.into_iter().filter(|option| {
            let name = option.trim_start_matches('~').split('=').next().unwrap_or_default().to_owned();
            let new = !seen.contains(&name);
            seen.push(name);
            new
        });
        one_each.collect::<Vec<_>>().join(",")
    });
    (prop::bool::weighted(0.25), pattern(), options).prop_map(|(exception, pattern, options)| {
        let mark = if exception { "@@" } else { "" };
        let dollar = if options.is_empty() { "" } else { "$" };
        format!("{mark}{pattern}{dollar}{options}")
    })
}

fn ours(catalogue: &Catalogue, suffixes: &Suffixes, request: &Request) -> bool {
    verdict(catalogue, suffixes, request).is_hit()
}

fn verdict(catalogue: &Catalogue, suffixes: &Suffixes, request: &Request) -> Verdict {
    let asked = Asked {
        url: &request.url,
        document: request.document.as_deref(),
        kind: Kind::from_name(request.kind),
        method: request.method,
    };
    catalogue.check(&asked, suffixes)
}

/// The texts of the rules that a verdict names.
fn named(catalogue: &Catalogue, suffixes: &Suffixes, request: &Request) -> Vec<String> {
    let ids = match verdict(catalogue, suffixes, request) {
        Verdict::Miss => vec![],
        Verdict::Hit(hit) => vec![hit],
        Verdict::Excepted { by, hit } => vec![by, hit],
    };
    let text = |id| catalogue.rule(id, &request.url).map_or(String::from("no text"), |rule| rule.text);
    ids.into_iter().map(text).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn the_catalogue_says_what_the_slow_matcher_says(
        rules in prop::collection::vec(rule(), 1..12),
        requests in prop::collection::vec(request(), 12),
    ) {
        let list: List = SUFFIXES.parse().unwrap();
        let suffixes = Suffixes::open(compile_suffixes(SUFFIXES).unwrap()).unwrap();
        let text = rules.join("\n");
        // Told to be filters: a list of nothing but hosts would be read as one.
        let mut source = Source::new(&text, "list");
        source.format = telltale_lists::Format::Filters;
        let compiled = compile(&[source]).unwrap();
        prop_assert_eq!(&compiled.census.lists[0].unknown, &[]);
        let catalogue = Catalogue::open(compiled.blob).unwrap();
        let slow: Vec<Rule> = rules.iter().map(|text| Rule::read(text).expect(text)).collect();
        for request in &requests {
            let wanted = is_hit(&slow, request, &list);
            prop_assert_eq!(ours(&catalogue, &suffixes, request), wanted, "{:?} under\n{}", request, text);
            for named in named(&catalogue, &suffixes, request) {
                prop_assert!(rules.contains(&named), "{} is not in the list, on {:?} under\n{}", named, request, text);
            }
        }
    }

    #[test]
    fn each_rule_alone_says_what_the_slow_matcher_says(
        rule in rule().prop_filter("exceptions hit nothing alone", |rule| !rule.starts_with("@@")),
        requests in prop::collection::vec(request(), 40),
    ) {
        let list: List = SUFFIXES.parse().unwrap();
        let suffixes = Suffixes::open(compile_suffixes(SUFFIXES).unwrap()).unwrap();
        let mut source = Source::new(&rule, "list");
        source.format = telltale_lists::Format::Filters;
        let catalogue = Catalogue::open(compile(&[source]).unwrap().blob).unwrap();
        let slow = Rule::read(&rule).unwrap();
        for request in &requests {
            prop_assert_eq!(ours(&catalogue, &suffixes, request), slow.meets(request, &list), "{:?} under {}", request, rule);
        }
    }
}
