//! Rule by rule: what each piece of the syntax does to a request.

#![allow(clippy::unwrap_used, reason = "a test says what it expects in the shortest way")]

use telltale_core::catalogue::{Asked, Catalogue, Verdict};
use telltale_core::intake::Kind;
use telltale_core::site::Suffixes;
use telltale_lists::{Format, Source, compile, compile_suffixes};

const SUFFIXES: &str = "com\nexample\nuk\nco.uk\ntest\n";

fn catalogue(lists: &[&str]) -> Catalogue {
    let sources: Vec<_> = lists
        .iter()
        .enumerate()
        .map(|(number, text)| Source {
            format: Format::Filters,
            ..Source::new(text, &format!("list {number}"))
        })
        .collect();
    Catalogue::open(compile(&sources).unwrap().blob).unwrap()
}

fn suffixes() -> Suffixes {
    Suffixes::open(compile_suffixes(SUFFIXES).unwrap()).unwrap()
}

fn asked<'a>(url: &'a str, document: &'a str, kind: &str) -> Asked<'a> {
    let document = (!document.is_empty()).then_some(document);
    Asked { url, document, kind: Kind::from_name(kind), method: None }
}

fn hits(rules: &str, url: &str, document: &str, kind: &str) -> bool {
    catalogue(&[rules]).check(&asked(url, document, kind), &suffixes()).is_hit()
}

const PAGE: &str = "https://page.example/";

#[test]
fn anchors_stars_and_separators() {
    for (rule, url, wanted) in [
        ("||t.example^", "https://t.example/", true),
        ("||t.example^", "https://a.T.example:8080/x", true),
        ("||t.example^", "https://t.example", true),
        ("||t.example^", "https://at.example/", false),
        ("||t.example^", "https://t.example.com/", false),
        ("||t.example^", "https://page.example/?t.example/", false),
        ("||t.example^", "https://user:t.example@page.example/", false),
        ("||t.example", "https://t.example.com/", true),
        ("||t.example/x", "https://t.example/xy", true),
        ("||t.example/x", "https://t.example:80/x", false),
        ("||t.example:80/x", "https://t.example:80/x", true),
        ("||t.example/x|", "https://t.example/x", true),
        ("||t.example/x|", "https://t.example/xy", false),
        ("||t.example^*/x", "https://t.example/a/x", true),
        ("||ads.", "https://x.ads.example/", true),
        ("||ads.", "https://xads.example/", false),
        ("||*.t.example/x", "https://a.t.example/x", true),
        ("|https://t.", "https://t.example/", true),
        ("|https://t.", "https://page.example/?https://t.", false),
        (".js|", "https://t.example/a.js", true),
        (".js|", "https://t.example/a.js?", false),
        ("/pixel.", "https://t.example/a/PIXEL.gif", true),
        ("/a*b^", "https://t.example/aXb", true),
        ("/a*b^", "https://t.example/aXbc", false),
        ("^a^", "https://t.example/?a", true),
        ("^a^", "https://t.example/?a-", false),
        (r"/t\.example\/[0-9]+$/", "https://t.example/123", true),
        (r"/t\.example\/[0-9]+$/", "https://t.example/123x", false),
        ("/A/$match-case,script", "https://t.example/A/", true),
        ("/Axe$match-case,script", "https://t.example/axe", false),
        ("||192.0.2.1^", "https://192.0.2.1/", true),
        ("||[2001:db8::1]/", "https://[2001:db8::1]/", true),
        ("||пример.рф^", "https://xn--e1afmkfd.xn--p1ai/", true),
        ("/é", "https://t.example/%C3%A9", true),
    ] {
        assert_eq!(hits(rule, url, PAGE, "script"), wanted, "{rule} on {url}");
    }
}

#[test]
fn types_and_pages() {
    for (rule, kind, wanted) in [
        ("||t.example^", "script", true),
        ("||t.example^", "main_frame", false),
        ("||t.example^$document", "main_frame", true),
        ("||t.example^$document", "script", false),
        ("||t.example^$all", "main_frame", true),
        ("||t.example^$all", "image", true),
        ("||t.example^$image,script", "image", true),
        ("||t.example^$image,script", "font", false),
        ("||t.example^$~image", "image", false),
        ("||t.example^$~image", "main_frame", false),
        ("||t.example^$~image", "font", true),
        ("||t.example^$xhr", "fetch", true),
        ("||t.example^$beacon", "ping", true),
        ("||t.example^$frame", "sub_frame", true),
        ("||t.example^$other", "csp_report", true),
        ("||t.example^$popup", "main_frame", false),
        ("||t.example^$popup", "script", false),
        ("||t.example^$popup,script", "script", true),
        ("||t.example^$csp=script-src 'none'", "script", false),
        ("||t.example^$redirect=noop.js", "script", true),
        ("||t.example^$redirect-rule=noop.js", "script", false),
        ("||t.example^$removeparam=x", "script", false),
        ("||t.example^$cookie", "script", false),
        ("||t.example^$app=com.example", "script", false),
        ("t.example##.ad", "script", false),
    ] {
        assert_eq!(hits(rule, "https://t.example/", PAGE, kind), wanted, "{rule} for {kind}");
    }
    assert!(hits("||t.example^$websocket", "wss://t.example/", PAGE, "other"), "a scheme says what it is");
}

#[test]
fn parties_and_names() {
    let (near, far, nowhere) = ("https://www.t.example/", "https://page.co.uk/", "");
    for (option, document, wanted) in [
        ("third-party", near, false),
        ("third-party", far, true),
        ("third-party", nowhere, true),
        ("third-party", "about:blank", true),
        ("~third-party", near, true),
        ("1p", far, false),
        ("strict3p", near, true),
        ("strict3p", "https://a.t.example/", false),
        ("strict1p", "https://A.t.example/", true),
        ("strict1p", near, false),
        ("domain=t.example", near, true),
        ("domain=t.example", far, false),
        ("domain=t.example", nowhere, false),
        ("domain=~t.example", near, false),
        ("domain=~t.example", nowhere, true),
        ("domain=t.example|~www.t.example", near, false),
        ("domain=page.*", far, true),
        ("domain=~page.*", far, false),
        ("domain=page.*", near, false),
        ("from=t.example", near, true),
        ("denyallow=a.t.example,domain=t.example", near, false),
        ("denyallow=b.t.example,domain=t.example", near, true),
        ("to=a.t.example", far, true),
        ("to=~a.t.example", far, false),
    ] {
        let rule = format!("/pixel${option}");
        assert_eq!(
            hits(&rule, "https://a.t.example/pixel", document, "image"),
            wanted,
            "{rule} from {document}"
        );
    }
}

#[test]
fn methods() {
    for (rule, method, wanted) in [
        ("/x$method=post", Some("POST"), true),
        ("/x$method=post|get", Some("GET"), true),
        ("/x$method=post", Some("GET"), false),
        ("/x$method=post", None, false),
        ("/x$method=~get", Some("GET"), false),
        ("/x$method=~get", None, true),
    ] {
        let asked = Asked { method, ..asked("https://t.example/x", PAGE, "ping") };
        assert_eq!(catalogue(&[rule]).check(&asked, &suffixes()).is_hit(), wanted, "{rule} for {method:?}");
    }
}

#[test]
fn what_outweighs_what() {
    for (rules, wanted) in [
        ("||t.example^\n@@||t.example^", false),
        ("||t.example^\n@@||t.example^$image", true),
        ("/pixel\n@@/pixel", false),
        ("||t.example^$important\n@@||t.example^", true),
        ("||t.example^\n/pixel$important\n@@||t.example^", true),
        ("||t.example^$important\n@@||t.example^$important", false),
        ("||t.example^\n@@||t.example^$generichide", true),
        ("||t.example^\n@@||t.example^$document", true),
        ("||t.example^\n||t.example^$badfilter", false),
        ("||t.example^$script,third-party\n||t.example^$3p,script,badfilter", false),
        ("||t.example^$script\n||t.example^$badfilter", true),
        ("/pixel$domain=page.example|b.example\n/pixel$domain=page.example,badfilter", false),
        ("/pixel$domain=page.example|b.example\n/pixel$domain=b.example,badfilter", true),
    ] {
        assert_eq!(hits(rules, "https://t.example/pixel", PAGE, "script"), wanted, "{rules}");
    }
    let both = catalogue(&["||t.example^", "||t.example^$badfilter"]);
    assert_eq!(both.check(&asked("https://t.example/", PAGE, "script"), &suffixes()), Verdict::Miss);
}

#[test]
fn a_verdict_names_its_rules() {
    let lists = [
        "! Title: One\n||t.example^$third-party\n||u.example^\n/pixel.gif$image",
        "@@||t.example/free$script\n/^https:/$font",
    ];
    let catalogue = catalogue(&lists);
    let suffixes = suffixes();
    let named = |url: &str, kind: &str| {
        let name = |id| {
            let rule = catalogue.rule(id, url).unwrap();
            format!("{}: {}", rule.list, rule.text)
        };
        match catalogue.check(&asked(url, PAGE, kind), &suffixes) {
            Verdict::Miss => String::new(),
            Verdict::Hit(id) => name(id),
            Verdict::Excepted { by, hit } => format!("{} but {}", name(hit), name(by)),
        }
    };
    assert_eq!(named("https://t.example/", "script"), "One: ||t.example^$third-party");
    assert_eq!(named("https://u.example/", "script"), "One: ||u.example^");
    assert_eq!(named("https://v.example/pixel.gif", "image"), "One: /pixel.gif$image");
    assert_eq!(
        named("https://t.example/free", "script"),
        "One: ||t.example^$third-party but list 1: @@||t.example/free$script"
    );
    assert_eq!(named("https://w.example/", "font"), "list 1: /^https:/$font");
    assert_eq!(catalogue.lists()[0].name, "One");
    assert_eq!(catalogue.lists()[1].sha256.len(), 64);
}

#[test]
fn a_text_is_told_as_it_was_written() {
    for (rule, url) in [
        ("||T.Example^", "https://t.example/"),
        ("||t.example^$script,third-party", "https://www.T.example/x"),
        ("||t.example^$domain=page.example|b.example,script", "https://t.example/x"),
        ("||t.example/Some/Path$script", "https://t.example/some/path"),
        ("||t.example^*/collect?", "https://t.example/a/collect?b"),
        ("||t.example/path|", "https://a.t.example/path"),
        ("||пример.рф^$script", "https://xn--e1afmkfd.xn--p1ai/"),
        ("/pixel/Track.", "https://t.example/Pixel/track.gif"),
        ("/pixel/track.$script,match-case", "https://t.example/pixel/track.gif"),
        ("|https://t.example/pixel|", "https://t.example/pixel"),
        ("||pixel-", "https://a.pixel-1.example/"),
        ("/coll*ect/x$script", "https://t.example/coll/ect/x"),
        (r"/^https:\/\/t\.example\/[a-z]+$/$script", "https://t.example/abc"),
        ("$script,domain=page.example", "https://t.example/"),
        ("t.example,t.example$script", "https://t.example/t.example,t.example"),
    ] {
        let all = format!("{rule}\n||other.example^\n/other/pixel/\n");
        for text in [rule, &all] {
            let catalogue = catalogue(&[text]);
            let Verdict::Hit(id) = catalogue.check(&asked(url, PAGE, "script"), &suffixes()) else {
                panic!("{rule} does not meet {url}");
            };
            assert_eq!(catalogue.rule(id, url).unwrap().text, rule, "{url}");
        }
    }
}

#[test]
fn a_list_of_hosts_is_a_list() {
    let compiled =
        compile(&[Source::new("# c\n0.0.0.0 t.example u.example\n127.0.0.1 localhost\n", "hosts")]).unwrap();
    assert_eq!(compiled.census.lists[0].matched, 2);
    let catalogue = Catalogue::open(compiled.blob).unwrap();
    for (url, wanted) in [
        ("https://t.example/x", true),
        ("https://a.u.example/", true),
        ("https://page.example/", false),
        ("http://localhost/", false),
    ] {
        assert_eq!(catalogue.check(&asked(url, PAGE, "image"), &suffixes()).is_hit(), wanted, "{url}");
    }
    let url = "https://u.example/";
    let rule = match catalogue.check(&asked(url, PAGE, "image"), &suffixes()) {
        Verdict::Hit(id) => catalogue.rule(id, url).unwrap().text,
        other => panic!("{other:?}"),
    };
    assert_eq!(rule, "0.0.0.0 t.example u.example");
}

#[test]
fn what_is_not_understood_is_named() {
    let text =
        "||t.example^$nonsense\n! fine\n||u.example^$domain=/x/\n/(/\nthis is prose\n||v.example^\n!#if x";
    let census = compile(&[Source { format: Format::Filters, ..Source::new(text, "odd") }]).unwrap().census;
    let list = &census.lists[0];
    let named: Vec<_> = list.unknown.iter().map(|unknown| (unknown.line, unknown.reason)).collect();
    assert_eq!(named, [(1, "option"), (3, "regex_in_names"), (4, "regex_syntax"), (5, "blank_in_pattern")]);
    assert_eq!((list.lines, list.comments, list.matched), (7, 1, 1));
    assert_eq!(list.directives, [7]);
    assert!(census.to_string().contains("line 1: not understood (option): ||t.example^$nonsense"));
}

#[test]
fn each_of_many_rules_of_one_host_meets_what_it_asks_for() {
    let lines = (0..200).map(|n| {
        format!(
            "||t.example/w{n:03}/x$domain=d{n}.example|e{n}.example\n@@||t.example/w{n:03}/x$domain=e{n}.example\n"
        )
    });
    let text: String = lines.chain(["||t.example/s\n||t.example^*/any^\n".to_owned()]).collect();
    let (catalogue, suffixes) = (catalogue(&[&text]), suffixes());
    let verdict = |path: &str, document: &str| {
        let (url, document) =
            (format!("https://a.t.example{path}"), format!("https://www.{document}.example/"));
        let asked = asked(&url, &document, "script");
        match catalogue.check(&asked, &suffixes) {
            Verdict::Miss => None,
            Verdict::Hit(_) => Some(true),
            Verdict::Excepted { .. } => Some(false),
        }
    };
    for n in 0..200 {
        let (path, next) = (format!("/W{n:03}/x?q"), (n + 1) % 200);
        assert_eq!(verdict(&path, &format!("d{n}")), Some(true), "{n}");
        assert_eq!(verdict(&path, &format!("e{n}")), Some(false), "{n}");
        assert_eq!(verdict(&path, &format!("d{next}")), None, "{n}");
        assert_eq!(verdict(&format!("/w{n:03}/y"), &format!("d{n}")), None, "{n}");
    }
    for (path, wanted) in
        [("/s", true), ("/script", true), ("/t", false), ("/w007/any/", true), ("/", false), ("", false)]
    {
        assert_eq!(verdict(path, "other").is_some(), wanted, "{path}");
    }
}

#[test]
fn odd_addresses_meet_nothing_and_cost_little() {
    let catalogue =
        catalogue(&["||t.example^\n/pixel*end\n/a*q*c$image\n/(x+)+y/$image\n/pixel/gif\n||u.example^*/z"]);
    let suffixes = suffixes();
    for url in [
        "",
        "about:blank",
        "data:image/gif;base64,/pixel/gif",
        "blob:https://t.example/1",
        "javascript:/pixel/gif",
        "https://",
        "https:///pixel/gif",
        "не адрес",
        "\u{0}",
        "https://[",
        "://t.example/",
    ] {
        assert_eq!(catalogue.check(&asked(url, PAGE, "image"), &suffixes), Verdict::Miss, "{url}");
    }
    assert!(catalogue.check(&asked("https://t.example/я/\u{0}", "не адрес", "image"), &suffixes).is_hit());
    let started = std::time::Instant::now();
    for filler in ["/pixel/a", "/a/b", "xxxxxxxx", "яяяя", "a.b.c.d.", "/pixelyx"] {
        let long = format!("https://page.example/{}", filler.repeat((2 << 20) / filler.len()));
        assert_eq!(catalogue.check(&asked(&long, &long, "image"), &suffixes), Verdict::Miss, "{filler}");
        let found = format!("{long}/pixel/gif");
        assert!(catalogue.check(&asked(&found, PAGE, "script"), &suffixes).is_hit(), "{filler}");
    }
    // Unoptimised and on a busy machine; a quadratic search would take days.
    assert!(started.elapsed().as_secs() < 120);
}

#[test]
fn the_same_lists_give_the_same_bytes() {
    let text: String = (0..3000)
        .map(|n| format!("||h{}.example^$image\n/path{n}/x\n||h{n}.test/y$script\n", n % 700))
        .collect();
    let made = || compile(&[Source::new(&text, "list")]).unwrap().blob;
    assert_eq!(made(), made());
}
