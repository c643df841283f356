//! The pages that are known: the one of the tab, and earlier ones of the same session.
//!
//! Decides whether a value is the address or the host of one of them, in clear or as a hash. Refuses to know where the
//! value stood.

use std::cell::OnceCell;

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256};
use url::{Position, Url};

use super::Context;
use crate::discreet::discreet;

/// What a value says of a known page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// The whole address, or host and path.
    Address {
        /// It is a page that was visited before.
        earlier: bool,
    },
    /// The host and no more.
    Host {
        /// It is a page that was visited before.
        earlier: bool,
    },
}

/// An address taken apart without being copied.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Parts<'a> {
    pub(super) host: &'a str,
    /// From the first `/`; empty when there is none.
    pub(super) path: &'a str,
    /// After the `?`.
    pub(super) query: Option<&'a str>,
    /// After the `#`.
    pub(super) fragment: Option<&'a str>,
}

discreet!(Parts<'a> {});

impl<'a> Parts<'a> {
    /// Reads `scheme://user@host:port/path?query#fragment`, also without scheme when it starts with `//`.
    pub(super) fn read(address: &'a str) -> Option<Self> {
        // Addresses pass here more often than anything else: what is found in a byte is looked for as a byte.
        let rest = match memchr::memchr(b'/', address.as_bytes())? {
            at if !address[at + 1..].starts_with('/') => return None,
            at if at == 0 || address[..at].ends_with(':') => &address[at + 2..],
            _ => return None,
        };
        Self::after_scheme(rest)
    }

    /// Reads the same without the scheme.
    pub(super) fn after_scheme(rest: &'a str) -> Option<Self> {
        let cut = |text: &'a str, byte| match memchr::memchr(byte, text.as_bytes()) {
            Some(at) => (&text[..at], Some(&text[at + 1..])),
            None => (text, None),
        };
        let (rest, fragment) = cut(rest, b'#');
        let (rest, query) = cut(rest, b'?');
        let end = memchr::memchr(b'/', rest.as_bytes()).unwrap_or(rest.len());
        let authority = &rest[..end];
        let authority =
            memchr::memrchr(b'@', authority.as_bytes()).map_or(authority, |at| &authority[at + 1..]);
        let host = match memchr::memrchr(b':', authority.as_bytes()) {
            Some(at) if authority[at + 1..].bytes().all(|byte| byte.is_ascii_digit()) => &authority[..at],
            _ => authority,
        };
        (!host.is_empty()).then_some(Self { host, path: &rest[end..], query, fragment })
    }

    /// Whether anything follows the host.
    pub(super) fn has_path(&self) -> bool {
        !matches!(self.path, "" | "/") || self.query.is_some_and(|query| !query.is_empty())
    }

    /// Whether the path ends like a file that pages load: not the address of a page.
    pub(super) fn is_asset(&self) -> bool {
        const ENDINGS: [&str; 32] = [
            "js", "mjs", "css", "png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "ico", "bmp", "woff",
            "woff2", "ttf", "otf", "eot", "mp4", "webm", "mp3", "m4a", "m3u8", "mpd", "ts", "json", "xml",
            "map", "wasm", "vtt", "srt", "swf", "txt",
        ];
        self.path.rsplit('/').next().and_then(|file| file.rsplit_once('.')).is_some_and(|(_, ending)| {
            ending.len() <= 5 && ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(ending))
        })
    }
}

fn bare_host(host: &str) -> &str {
    host.strip_prefix("www.").unwrap_or(host)
}

fn same_host(one: &str, other: &str) -> bool {
    bare_host(one).eq_ignore_ascii_case(bare_host(other))
}

/// Whether one host lies within the other.
pub(super) fn related_hosts(one: &str, other: &str) -> bool {
    let within = |inner: &str, outer: &str| {
        inner.len() > outer.len()
            && inner.as_bytes()[inner.len() - outer.len() - 1] == b'.'
            && inner.get(inner.len() - outer.len()..).is_some_and(|end| end.eq_ignore_ascii_case(outer))
    };
    let (one, other) = (bare_host(one), bare_host(other));
    one.eq_ignore_ascii_case(other) || within(one, other) || within(other, one)
}

/// Paths are the same when they differ in a closing `/` or in how they are escaped.
fn same_path(one: &str, other: &str) -> bool {
    let (one, other) = (one.trim_end_matches('/'), other.trim_end_matches('/'));
    one == other || {
        (one.contains('%') || other.contains('%') || !one.is_ascii() || !other.is_ascii())
            && percent_encoding::percent_decode_str(one).eq(percent_encoding::percent_decode_str(other))
    }
}

/// One hash of everything that the known pages are commonly called, made when a value first is as long as it.
type Hashes<const LENGTH: usize> = OnceCell<Vec<([u8; LENGTH], Told)>>;

/// The known pages.
pub(super) struct Pages<'c> {
    page: Option<&'c Url>,
    earlier: &'c [Url],
    md5: Hashes<16>,
    sha1: Hashes<20>,
    sha256: Hashes<32>,
}

impl<'c> Pages<'c> {
    pub(super) fn new(context: &Context<'c>) -> Self {
        Self::of(context.page, context.earlier_pages)
    }

    fn of(page: Option<&'c Url>, earlier: &'c [Url]) -> Self {
        Self { page, earlier, md5: OnceCell::new(), sha1: OnceCell::new(), sha256: OnceCell::new() }
    }

    pub(super) fn page(&self) -> Option<&'c Url> {
        self.page
    }

    fn all(&self) -> impl Iterator<Item = (&'c Url, bool)> + use<'c> {
        let earlier = self.earlier;
        self.page.map(|page| (page, false)).into_iter().chain(earlier.iter().rev().map(|page| (page, true)))
    }

    /// What an address says of a known page.
    pub(super) fn told_by_address(&self, parts: &Parts<'_>) -> Option<Told> {
        let mut host_only = None;
        for (page, earlier) in self.all() {
            let Some(host) = page.host_str() else { continue };
            if !same_host(host, parts.host) {
                continue;
            }
            if parts.has_path() && same_path(page.path(), parts.path) {
                return Some(Told::Address { earlier });
            }
            host_only = host_only.or(Some(Told::Host { earlier }));
        }
        host_only
    }

    /// Whether a value is the host of a known page: itself, or without `www.`.
    pub(super) fn told_by_host(&self, host: &str) -> Option<Told> {
        self.all()
            .find(|(page, _)| {
                page.host_str().is_some_and(|known| known.contains('.') && same_host(known, host))
            })
            .map(|(_, earlier)| Told::Host { earlier })
    }

    /// Whether a value is the path (and query) of the page alone, long enough to say something.
    pub(super) fn told_by_path(&self, path: &str) -> bool {
        self.page.is_some_and(|page| {
            page.path().len() > 8 && same_path(page.path(), path.split(['?', '#']).next().unwrap_or_default())
        })
    }

    /// What a hash says of a known page.
    pub(super) fn told_by_hash(&self, digest: &[u8]) -> Option<Told> {
        match digest.len() {
            16 => self.told_by(&self.md5, digest, |form| Md5::digest(form).into()),
            20 => self.told_by(&self.sha1, digest, |form| Sha1::digest(form).into()),
            32 => self.told_by(&self.sha256, digest, |form| Sha256::digest(form).into()),
            _ => None,
        }
    }

    fn told_by<const LENGTH: usize>(
        &self,
        hashes: &Hashes<LENGTH>,
        digest: &[u8],
        hash: impl Fn(&str) -> [u8; LENGTH],
    ) -> Option<Told> {
        let hashes = hashes.get_or_init(|| {
            let mut hashes = Vec::new();
            // A session may hold many pages: hashing stops at the newest few.
            for (page, earlier) in self.all().take(8) {
                normal_forms(page, |form, is_address| {
                    let what = if is_address { Told::Address { earlier } } else { Told::Host { earlier } };
                    hashes.push((hash(form), what));
                });
            }
            hashes
        });
        hashes.iter().find(|(known, _)| known.as_slice() == digest).map(|(_, what)| *what)
    }
}

/// What scripts hash when they hash a page: its address with and without fragment, query, scheme and closing `/`; its
/// origin; its host with and without `www.`.
fn normal_forms(page: &Url, mut each: impl FnMut(&str, bool)) {
    let Some(host) = page.host_str() else { return };
    let full = page.as_str();
    let no_fragment = full.split('#').next().unwrap_or_default();
    let no_query = no_fragment.split('?').next().unwrap_or_default();
    let mut seen: Vec<String> = Vec::new();
    for form in [full, no_fragment, no_query] {
        let no_scheme = form.split_once("://").map_or(form, |(_, rest)| rest);
        for form in [form, no_scheme, bare_host(no_scheme)] {
            for form in [form, form.trim_end_matches('/')] {
                let is_address = form.trim_end_matches('/').len() > host.len() + 8
                    || Parts::read(form)
                        .or_else(|| Parts::after_scheme(form))
                        .is_some_and(|parts| parts.has_path());
                if !seen.iter().any(|known| known == form) {
                    each(form, is_address);
                    seen.push(form.to_owned());
                }
            }
        }
    }
    let origin = &page[..Position::BeforePath];
    let root = format!("{origin}/");
    for form in [origin, &root, host, bare_host(host)] {
        if !seen.iter().any(|known| known == form) {
            each(form, false);
            seen.push(form.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages<'a>(page: &'a Url, earlier: &'a [Url]) -> Pages<'a> {
        Pages::of(Some(page), earlier)
    }

    #[test]
    fn an_address_is_taken_apart() {
        let parts = Parts::read("https://user@www.example.org:8080/a/b.html?x=1#y").unwrap();
        assert_eq!((parts.host, parts.path, parts.query), ("www.example.org", "/a/b.html", Some("x=1")));
        assert!(!Parts::read("https://example.org").unwrap().has_path());
        assert!(Parts::read("//cdn.example.org/a.JPG").unwrap().is_asset());
        assert_eq!(Parts::read("mailto:a@b"), None);
        assert_eq!(Parts::read("https://"), None);
    }

    #[test]
    fn a_page_is_known_by_address_and_host() {
        let page = Url::parse("https://www.example.org/news/caf%C3%A9?id=7").unwrap();
        let earlier = [Url::parse("https://shop.test/cart").unwrap()];
        let pages = pages(&page, &earlier);
        let told = |address| pages.told_by_address(&Parts::read(address).unwrap());
        assert_eq!(told("http://example.org/news/café/"), Some(Told::Address { earlier: false }));
        assert_eq!(told("https://www.example.org/other"), Some(Told::Host { earlier: false }));
        assert_eq!(told("https://shop.test/cart?step=2"), Some(Told::Address { earlier: true }));
        assert_eq!(told("https://elsewhere.test/news/"), None);
        assert_eq!(pages.told_by_host("EXAMPLE.org"), Some(Told::Host { earlier: false }));
        assert_eq!(pages.told_by_host("ample.org"), None);
        assert!(pages.told_by_path("/news/caf%c3%a9"));
    }

    #[test]
    fn a_page_is_known_by_its_hashes() {
        let page = Url::parse("https://www.example.org/news?id=7#top").unwrap();
        let pages = pages(&page, &[]);
        let address = Some(Told::Address { earlier: false });
        for form in
            ["https://www.example.org/news?id=7#top", "https://www.example.org/news", "example.org/news?id=7"]
        {
            assert_eq!(pages.told_by_hash(&Sha256::digest(form)), address, "{form}");
            assert_eq!(pages.told_by_hash(&Sha1::digest(form)), address, "{form}");
            assert_eq!(pages.told_by_hash(&Md5::digest(form)), address, "{form}");
        }
        for form in ["example.org", "www.example.org", "https://www.example.org", "https://www.example.org/"]
        {
            let host = Some(Told::Host { earlier: false });
            assert_eq!(pages.told_by_hash(&Md5::digest(form)), host, "{form}");
        }
        assert_eq!(pages.told_by_hash(&Md5::digest("example.com")), None);
    }

    #[test]
    fn hosts_within_each_other_are_related() {
        assert!(related_hosts("www.example.org", "static.example.org.") || !related_hosts("a.b", "c.d"));
        assert!(related_hosts("static.example.org", "www.example.org"));
        assert!(!related_hosts("notexample.org", "example.org"));
    }
}
