//! The address of a request, cut where rules cut it.
//!
//! Decides where the host stands, without parsing the rest: browsers hand over addresses that they have normalised.
//! Refuses to repair anything: what has no host was sent to nobody and meets no rule.

use super::blocks::{self, STRIDE};

/// No name is longer (RFC 1035), and no address either.
const LONGEST_HOST: usize = 255;
/// No scheme that has a host is longer.
const LONGEST_SCHEME: usize = 32;

/// An address with a host.
#[derive(Debug, Clone, Copy)]
pub(super) struct Address<'a> {
    /// All of it, as sent.
    pub(super) url: &'a [u8],
    /// Where the host starts.
    pub(super) start: usize,
    /// Where it ends: at a port, a path or the end.
    pub(super) end: usize,
    /// Whether it is a websocket's.
    pub(super) websocket: bool,
}

impl<'a> Address<'a> {
    /// Cuts an address; none for `data:`, `blob:`, `about:` and everything else without a host.
    #[inline]
    pub(super) fn of(url: &'a str) -> Option<Self> {
        let bytes = url.as_bytes();
        let scheme = match bytes {
            // Nearly every address.
            [b'h', b't', b't', b'p', b's', b':', ..] => 5,
            _ => bytes.iter().take(LONGEST_SCHEME).position(|&byte| byte == b':').filter(|&at| at > 0)?,
        };
        let rest = bytes.get(scheme..)?.strip_prefix(b"://")?;
        let (end, plain) = authority(rest);
        let (from, len) = if plain { (0, end) } else { name_in(rest.get(..end)?)? };
        if len == 0 || len > LONGEST_HOST {
            return None;
        }
        let start = scheme + 3 + from;
        let scheme = bytes.get(..scheme)?;
        let websocket = scheme.eq_ignore_ascii_case(b"ws") || scheme.eq_ignore_ascii_case(b"wss");
        Some(Self { url: bytes, start, end: start + len, websocket })
    }

    /// The host.
    #[inline]
    pub(super) fn host(&self) -> &'a [u8] {
        self.url.get(self.start..self.end).unwrap_or_default()
    }

    /// Whether `at` is where a label of the host starts.
    #[inline]
    pub(super) fn is_label_start(&self, at: usize) -> bool {
        at == self.start || (at > self.start && at < self.end && self.url.get(at - 1) == Some(&b'.'))
    }
}

/// Where that ends which says whom an address goes to, and whether it is nothing but a name.
#[inline]
fn authority(rest: &[u8]) -> (usize, bool) {
    let mut plain = true;
    for base in (0..rest.len()).step_by(STRIDE) {
        let (ends, more) = blocks::authority_in(blocks::at(rest, base));
        if ends != 0 {
            let end = ends.trailing_zeros();
            return (base + end as usize, plain && more & ((1 << end) - 1) == 0);
        }
        plain &= more == 0;
    }
    (rest.len(), plain)
}

/// Where the host starts in what has a user, a port or brackets beside it, and how long it is.
fn name_in(authority: &[u8]) -> Option<(usize, usize)> {
    let from = memchr::memrchr(b'@', authority).map_or(0, |at| at + 1);
    let host = authority.get(from..)?;
    let len = if host.first() == Some(&b'[') {
        memchr::memchr(b']', host)? + 1
    } else {
        memchr::memchr(b':', host).unwrap_or(host.len())
    };
    Some((from, len))
}

/// The host of an address, if it has one.
#[must_use]
pub fn host(url: &str) -> Option<&str> {
    let address = Address::of(url)?;
    url.get(address.start..address.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_is_found_where_it_stands() {
        for (url, wanted) in [
            ("https://example.com/", "example.com"),
            ("https://example.com", "example.com"),
            ("https://example.com:8080?x", "example.com"),
            ("https://user:p@ss@example.com:1/a@b", "example.com"),
            ("wss://a.example/#x", "a.example"),
            ("http://[2001:db8::1]:80/", "[2001:db8::1]"),
            ("HTTP://EXAMPLE.com/", "EXAMPLE.com"),
            ("https://пример.рф/x", "пример.рф"),
        ] {
            assert_eq!(host(url), Some(wanted), "{url}");
        }
    }

    #[test]
    fn what_has_no_host_has_none() {
        for url in [
            "",
            ":",
            "//",
            "://",
            "about:blank",
            "data:text/plain,http://a.b/",
            "blob:https://a.b/1",
            "file:///etc",
            "http://",
            "http:///x",
            "http://[::1",
            "http://:80/",
            "example.com/x",
        ] {
            assert_eq!(host(url), None, "{url}");
        }
        assert_eq!(host(&format!("http://{}/", "a".repeat(256))), None);
    }

    #[test]
    fn labels_start_in_the_host_only() {
        let address = Address::of("http://a.bc.d/e.f").unwrap();
        let starts: Vec<_> = (0..17).filter(|&at| address.is_label_start(at)).collect();
        assert_eq!(starts, [7, 9, 12]);
    }
}
