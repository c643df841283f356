//! Searched words inside addresses.
//!
//! Decides which parameter of which engine holds them, in which charset. Refuses to know where the address stood.

use std::borrow::Cow;

use super::charset;
use super::page::Parts;

/// Engines and large sites: a part of the host name (a dot at its end stands for any top-level name), the parameters,
/// and the charset that addresses are in when they are not UTF-8.
const ENGINES: [(&str, &[&str], &str); 48] = [
    ("google.", &["q", "as_q", "oq"], ""),
    ("bing.com", &["q"], ""),
    ("duckduckgo.com", &["q"], ""),
    ("search.yahoo.co.jp", &["p"], "euc-jp"),
    ("search.yahoo.", &["p"], ""),
    ("baidu.com", &["wd", "word", "kw", "query"], "gbk"),
    ("yandex.", &["text", "query"], "windows-1251"),
    ("ya.ru", &["text"], "windows-1251"),
    ("ecosia.org", &["q"], ""),
    ("startpage.com", &["query", "q"], ""),
    ("qwant.com", &["q"], ""),
    ("search.brave.com", &["q"], ""),
    ("kagi.com", &["q"], ""),
    ("search.naver.com", &["query"], "euc-kr"),
    ("search.daum.net", &["q"], "euc-kr"),
    ("sogou.com", &["query", "keyword"], "gbk"),
    ("so.com", &["q"], "gbk"),
    ("sm.cn", &["q"], "gbk"),
    ("seznam.cz", &["q"], ""),
    ("go.mail.ru", &["q"], "windows-1251"),
    ("rambler.ru", &["query"], "windows-1251"),
    ("search.aol.com", &["q"], ""),
    ("ask.com", &["q"], ""),
    ("search.lycos.com", &["q"], ""),
    ("dogpile.com", &["q"], ""),
    ("metager.", &["eingabe"], ""),
    ("swisscows.com", &["query"], ""),
    ("mojeek.com", &["q"], ""),
    ("petalsearch.com", &["query"], ""),
    ("perplexity.ai", &["q"], ""),
    ("youtube.com", &["search_query"], ""),
    ("amazon.", &["k", "field-keywords", "keywords"], ""),
    ("ebay.", &["_nkw"], ""),
    ("aliexpress.", &["SearchText"], ""),
    ("taobao.com", &["q"], "gbk"),
    ("jd.com", &["keyword"], "gbk"),
    ("flipkart.com", &["q"], ""),
    ("walmart.com", &["q", "query"], ""),
    ("etsy.com", &["q"], ""),
    ("wikipedia.org", &["search"], ""),
    ("reddit.com", &["q"], ""),
    ("twitter.com", &["q"], ""),
    ("x.com", &["q"], ""),
    ("facebook.com", &["q"], ""),
    ("linkedin.com", &["keywords"], ""),
    ("pinterest.", &["q"], ""),
    ("github.com", &["q"], ""),
    ("openstreetmap.org", &["query"], ""),
];

/// Parameters that hold searched words on any site whose path says that it is a search.
const WORDS: [&str; 20] = [
    "q",
    "query",
    "search",
    "s",
    "k",
    "keyword",
    "keywords",
    "searchterm",
    "search_term",
    "search_query",
    "searchquery",
    "searchtext",
    "search_text",
    "searchword",
    "text",
    "term",
    "wd",
    "word",
    "kw",
    "ntt",
];

/// What engines call them that is in no general use.
const OTHER_WORDS: [&str; 6] = ["as_q", "oq", "p", "eingabe", "field-keywords", "_nkw"];

/// Names of path segments that say "this is a search".
const SEARCHES: [&str; 14] = [
    "search",
    "suche",
    "recherche",
    "buscar",
    "busca",
    "busqueda",
    "cerca",
    "zoeken",
    "szukaj",
    "sok",
    "poisk",
    "results",
    "find",
    "searchresults",
];

/// The words that an address searches for, and the name of the parameter that holds them.
pub(super) fn words<'a>(parts: &Parts<'a>) -> Option<(&'a str, String)> {
    let query = parts.query?;
    // Most addresses have no such parameter, which is seen sooner than whose they are.
    if !query.split('&').any(|pair| may_hold_words(pair.split('=').next().unwrap_or_default())) {
        return None;
    }
    let host = parts.host.strip_prefix("www.").unwrap_or(parts.host).to_ascii_lowercase();
    let (names, charset) = match engine(&host) {
        Some(found) => found,
        None if says_search(parts.path) => (&WORDS[..], ""),
        // The search of the commonest publishing system: `/?s=words`.
        None if parts.path == "/" => (&["s"][..], ""),
        None => return None,
    };
    let mut found = None;
    for pair in query.split('&') {
        let Some((name, value)) = pair.split_once('=') else { continue };
        if found.is_none() && !value.is_empty() && names.iter().any(|known| known.eq_ignore_ascii_case(name))
        {
            found = Some((name, value));
        }
    }
    let (name, value) = found?;
    let words =
        decode(value, || named(query).unwrap_or(if charset.is_empty() { "windows-1252" } else { charset }));
    let words = words.trim();
    // Words, not a token: something that reads, and is not an address or a number's worth of settings.
    let readable =
        words.chars().any(char::is_alphanumeric) && words.len() <= 2048 && !super::shape::is_address(words);
    (readable && !super::shape::is_blank(words)).then(|| (name, words.to_owned()))
}

/// Whether any engine or site calls a parameter so.
fn may_hold_words(name: &str) -> bool {
    let same = |known: &&str| known.eq_ignore_ascii_case(name);
    (1..=14).contains(&name.len()) && (WORDS.iter().any(&same) || OTHER_WORDS.iter().any(same))
}

fn engine(host: &str) -> Option<(&'static [&'static str], &'static str)> {
    ENGINES.iter().find_map(|(pattern, names, charset)| {
        let fits = match pattern.strip_suffix('.') {
            // `google.` fits `google.de` and `google.co.uk`, not `google.evil.example` nor `notgoogle.de`.
            Some(name) => host.rsplit_once(name).is_some_and(|(before, after)| {
                (before.is_empty() || before.ends_with('.'))
                    && after.starts_with('.')
                    && after.len() <= 7
                    && after.split('.').skip(1).all(|label| matches!(label.len(), 2 | 3))
            }),
            None => {
                host.strip_suffix(pattern).is_some_and(|before| before.is_empty() || before.ends_with('.'))
            }
        };
        fits.then_some((*names, *charset))
    })
}

fn says_search(path: &str) -> bool {
    path.split('/').any(|segment| {
        let name = segment.split(['.', ';']).next().unwrap_or_default();
        SEARCHES.iter().any(|known| known.eq_ignore_ascii_case(name))
    })
}

/// The charset that an address names. `ei` is one to some, and to others the number of an event.
fn named(query: &str) -> Option<&str> {
    let labels = query.split('&').filter_map(|pair| pair.split_once('='));
    labels
        .filter(|(name, _)| matches!(*name, "ie" | "ei" | "charset" | "encoding"))
        .map(|(_, label)| label)
        .find(|label| charset::is_known(label))
}

/// Undoes a form's encoding, reading the bytes in UTF-8 when they are that, or in a charset.
fn decode<'a>(value: &'a str, label: impl FnOnce() -> &'a str) -> Cow<'a, str> {
    match super::codec::percent(value, true) {
        // What nothing was escaped in is text as it is.
        Cow::Borrowed(_) => Cow::Borrowed(value),
        Cow::Owned(bytes) => Cow::Owned(String::from_utf8(bytes).unwrap_or_else(|error| {
            charset::read(label(), error.as_bytes(), false)
                .unwrap_or_else(|| String::from_utf8_lossy(error.as_bytes()).into_owned())
        })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn searched(address: &str) -> Option<String> {
        words(&Parts::read(address).unwrap()).map(|(_, words)| words)
    }

    #[test]
    fn every_parameter_is_seen_at_first_sight() {
        for (engine, names, charset) in ENGINES {
            assert!(names.iter().all(|name| may_hold_words(name)), "{engine}");
            assert!(charset.is_empty() || charset::is_known(charset));
            // An open end must not hide what stands behind it.
            let host = format!("{}{}", engine, if engine.ends_with('.') { "com" } else { "" });
            assert_eq!(super::engine(&host), Some((names, charset)), "{engine}");
        }
    }

    #[test]
    fn engines_and_their_parameters() {
        for (address, expected) in [
            ("https://www.google.co.uk/search?hl=en&q=sore+throat", Some("sore throat")),
            ("https://duckduckgo.com/?q=caf%C3%A9", Some("café")),
            ("https://search.yahoo.com/search?p=a%20b", Some("a b")),
            ("https://www.baidu.com/s?wd=%C4%E3%BA%C3", Some("你好")),
            ("https://www.baidu.com/s?ie=utf-8&wd=%E4%BD%A0%E5%A5%BD", Some("你好")),
            ("https://yandex.ru/search/?text=%EF%F0%E8%E2%E5%F2", Some("привет")),
            ("https://search.yahoo.co.jp/search?p=%C6%FC%CB%DC", Some("日本")),
            ("https://search.yahoo.co.jp/search?p=%93%FA%96%7B&ei=Shift_JIS", Some("日本")),
            ("https://search.naver.com/search.naver?query=%C7%D1%B1%DB", Some("한글")),
            ("https://www.google.com/search?q=caf%E9&ei=Xy9aBcD", Some("café")),
            ("https://shop.example/search?query=red+shoes", Some("red shoes")),
            ("https://blog.example/?s=hello", Some("hello")),
            ("https://example.org/article?q=80", None),
            ("https://notgoogle.de/x?q=no", None),
            ("https://google.evil.example/x?q=no", None),
            ("https://www.google.com/search?q=", None),
        ] {
            assert_eq!(searched(address).as_deref(), expected, "{address}");
        }
    }
}
