//! The built-in lists themselves, from the npm packages that `package-lock.json` pins: `npm ci` brings them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what helpers of a test expect, the test expects")]

mod slow;

use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;

use publicsuffix::{List, Psl};
use slow::{Request, Rule};
use telltale_core::catalogue::{Asked, Catalogue, Verdict};
use telltale_core::company::Companies;
use telltale_core::intake::Kind;
use telltale_core::site::Suffixes;
use telltale_lists::packages::{COMPANIES, PackageFile, SUFFIXES, TRACKERS, list_of_ruleset};
use telltale_lists::{Source, compile, compile_companies, compile_suffixes, suffix_rules_of_trie};

fn read(file: PackageFile) -> String {
    let root = std::env::var_os("TELLTALE_NODE_MODULES")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../node_modules"), PathBuf::from);
    let path = root.join(file.package).join(file.path);
    fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}; run npm ci first", path.display()))
}

fn suffix_text() -> String {
    suffix_rules_of_trie(&read(SUFFIXES)).unwrap()
}

/// A fixed sequence of numbers, so that a failure comes back.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }
}

#[test]
fn the_suffix_table_says_what_the_suffix_list_says() {
    let text = suffix_text();
    // Hosts arrive in the letters of the wire, and so does the oracle's list.
    let wire: String = text
        .lines()
        .map(|line| match line.split_at(line.len() - line.trim_start_matches(['*', '.', '!']).len()) {
            (_, name) if name.is_ascii() => format!("{line}\n"),
            (mark, name) => format!("{mark}{}\n", url::Host::parse(name).unwrap()),
        })
        .collect();
    let list: List = wire.parse().unwrap();
    let suffixes = Suffixes::open(compile_suffixes(&text).unwrap()).unwrap();
    let rules: Vec<&str> = wire.lines().filter(|line| !line.starts_with("//")).collect();
    assert!(rules.len() > 9_000, "{} rules", rules.len());

    let mut hosts = vec![String::new(), ".".into(), "..".into(), "com.".into(), "localhost".into()];
    for rule in &rules {
        let name = rule.trim_start_matches(['*', '.', '!']);
        for before in ["", "a.", "a.b.", "www.a.b."] {
            hosts.push(format!("{before}{name}"));
        }
        hosts.push(format!("a.{name}."));
        hosts.push(format!("x{name}"));
    }
    let mut numbers = Numbers(7);
    for _ in 0..20_000 {
        let labels: Vec<&str> = (0..=numbers.below(4))
            .map(|_| {
                let rule = rules[numbers.below(rules.len())].trim_start_matches(['*', '.', '!']);
                rule.split('.').nth(numbers.below(2)).unwrap_or("xn--zz")
            })
            .collect();
        hosts.push(labels.join("."));
    }
    for host in &hosts {
        let bytes = host.as_bytes();
        assert_eq!(suffixes.suffix(bytes), list.suffix(bytes), "the suffix of {host}");
        assert_eq!(suffixes.domain(bytes), list.domain(bytes), "the domain of {host}");
        let (ours, theirs) = (suffixes.suffix(bytes), list.suffix(bytes));
        assert_eq!(ours.map(|s| s.typ()), theirs.map(|s| s.typ()), "the section of {host}");
    }
}

#[test]
fn sites_are_those_of_browsers() {
    let suffixes = Suffixes::open(compile_suffixes(&suffix_text()).unwrap()).unwrap();
    for (host, site) in [
        ("www.example.co.uk", "example.co.uk"),
        ("a.b.example.com", "example.com"),
        ("me.github.io", "me.github.io"),
        ("www.me.github.io", "me.github.io"),
        ("github.io", "github.io"),
        ("com", "com"),
        ("localhost", "localhost"),
        ("192.0.2.1", "192.0.2.1"),
        ("[2001:db8::1]", "[2001:db8::1]"),
        ("www.ck", "www.ck"),
        ("a.www.ck", "www.ck"),
        ("a.b.c.ck", "b.c.ck"),
        ("www.xn--55qx5d.cn", "www.xn--55qx5d.cn"),
    ] {
        assert_eq!(suffixes.site(host), site, "{host}");
    }
}

#[test]
fn companies_are_those_of_the_package() {
    let companies = Companies::open(compile_companies(&read(COMPANIES)).unwrap()).unwrap();
    let company = |host| companies.company(host).map(|company| (company.name, company.category));
    assert_eq!(company("www.googletagmanager.com"), Some(("Google", "tag-manager")));
    assert_eq!(company("telltale.example"), None);
    assert!(companies.len() > 3_000, "{} domains", companies.len());
}

/// An address that a pattern was made for: stars say nothing, separators are slashes.
fn made_for(pattern: &str) -> String {
    let filled = |text: &str| text.replace('^', "/").replace('*', "x");
    let body = pattern.strip_suffix('|').unwrap_or(pattern);
    let url = if let Some(rest) = body.strip_prefix("||") {
        let rest = rest.strip_prefix('*').map_or(rest.to_owned(), |rest| format!("x{rest}"));
        format!("https://{}", filled(&rest))
    } else if let Some(rest) = body.strip_prefix('|') {
        filled(rest)
    } else {
        return format!("https://made.example/x{}", filled(body));
    };
    // A host that the pattern leaves open has to end.
    if pattern.ends_with('|') || url.splitn(4, '/').nth(3).is_some() { url } else { format!("{url}/") }
}

fn made_requests(text: &str) -> Vec<Request> {
    let body = text.strip_prefix("@@").unwrap_or(text);
    let (pattern, options) = body.rsplit_once('$').unwrap_or((body, ""));
    let option = |wanted: &str| {
        options
            .split(',')
            .find_map(|option| option.strip_prefix(wanted)?.strip_prefix('='))
            .unwrap_or_default()
    };
    let first = |value: &str| {
        value
            .split('|')
            .find(|name| !name.starts_with('~') && !name.is_empty())
            .map(|name| name.replace(".*", ".com"))
    };
    let url = made_for(pattern);
    let own =
        url.splitn(3, '/').nth(2).and_then(|rest| rest.split('/').next()).unwrap_or_default().to_owned();
    let document = match first(option("domain")) {
        Some(host) => format!("https://{host}/"),
        None if options.split(',').any(|option| option == "~third-party") => format!("https://{own}/"),
        None => "https://page.example/".to_owned(),
    };
    let method = option("method").split('|').next().filter(|method| *method == "post");
    let kinds = [
        "script",
        "image",
        "xmlhttprequest",
        "sub_frame",
        "stylesheet",
        "font",
        "media",
        "ping",
        "websocket",
        "object",
        "other",
        "main_frame",
    ];
    kinds
        .iter()
        .map(|kind| Request {
            url: url.clone(),
            document: Some(document.clone()),
            kind,
            method: method.map(|_| "post"),
        })
        .collect()
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

#[test]
fn every_rule_of_the_list_meets_what_it_was_made_for() {
    let text = list_of_ruleset(&read(TRACKERS)).unwrap();
    let compiled = compile(&[Source::new(&text, "list")]).unwrap();
    let census = &compiled.census.lists[0];
    assert!(census.matched > 150_000, "{} rules", census.matched);
    assert!(census.unknown_count < 20, "{:?}", census.unknown);
    assert!(compiled.census.match_section <= 3 << 20, "{} bytes", compiled.census.match_section);
    let texts = compiled.census.total - compiled.census.match_section;
    assert!(texts <= 1 << 20, "{texts} bytes of texts");

    let list: List = suffix_text().parse().unwrap();
    let suffixes = Suffixes::open(compile_suffixes(&suffix_text()).unwrap()).unwrap();
    let blocks: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.starts_with(['!', '@', '[', '#']) && !line.contains("badfilter"))
        .filter(|line| !["##", "#@", "#?", "#$", "#%", "$$"].iter().any(|mark| line.contains(mark)))
        .collect();
    // The slow matcher writes no letters as addresses have them; `rules.rs` asks about those.
    let blocks: Vec<&str> = blocks.into_iter().filter(|line| line.is_ascii()).collect();
    // Without exceptions, what one rule meets is hit whatever else the list says.
    let whole = Catalogue::open(compile(&[Source::new(&blocks.join("\n"), "list")]).unwrap().blob).unwrap();
    let lines: HashSet<&str> = blocks.iter().copied().collect();
    let (mut hits, mut alone) = (0, 0);
    for (number, line) in blocks.iter().enumerate() {
        let requests = made_requests(line);
        let hit = requests.iter().any(|request| {
            let Verdict::Hit(id) = verdict(&whole, &suffixes, request) else { return false };
            let named = whole.rule(id, &request.url).map(|rule| rule.text);
            assert!(named.is_some_and(|text| lines.contains(&*text)), "{request:?} meets a line of the list");
            true
        });
        hits += usize::from(hit);
        if hit && number % 499 != 0 {
            continue;
        }
        let Some(slow) = Rule::read(line) else { continue };
        if !hit {
            let missed = requests.iter().find(|request| slow.meets(request, &list));
            assert!(missed.is_none(), "{line} does not meet {missed:?}");
            continue;
        }
        // By itself, with near misses: the same address a letter shorter, longer, or of another page.
        let single = Catalogue::open(compile(&[Source::new(line, "list")]).unwrap().blob).unwrap();
        alone += 1;
        for request in requests {
            let shorter = request.url.get(..request.url.len() - 2).unwrap_or_default().to_owned();
            let longer = request.url.replacen("://", "://x", 1);
            let inside = format!("https://page.example/?u={}", request.url);
            for url in [request.url.clone(), shorter, longer, inside] {
                let near = Request { url, ..request.clone() };
                assert_eq!(ours(&single, &suffixes, &near), slow.meets(&near, &list), "{line} on {near:?}");
            }
        }
    }
    assert!(hits > blocks.len() * 95 / 100, "{hits} of {} were met", blocks.len());
    assert!(alone > 300, "{alone} were asked alone");
}
