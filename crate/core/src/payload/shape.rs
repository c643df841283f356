//! What a value looks like by itself: an identifier, an e-mail address, a hash, a telephone number.
//!
//! Decides by form alone. Precision comes first: what may just as well be a version, a date, a resolution, a locale, a
//! price or a build's hash is none of these. Refuses to know the value's name and who receives it.

/// Values that stand for "nothing": never a finding, whatever their slot is called.
pub(super) fn is_blank(value: &str) -> bool {
    const BLANK: [&str; 22] = [
        "",
        "-",
        "--",
        "0",
        "-1",
        "null",
        "undefined",
        "none",
        "n/a",
        "na",
        "nan",
        "unknown",
        "false",
        "true",
        "nil",
        "empty",
        "(not set)",
        "not set",
        "{}",
        "[]",
        "[object object]",
        "anonymous",
    ];
    let value = value.trim();
    value.len() < 16 && BLANK.iter().any(|blank| blank.eq_ignore_ascii_case(value))
        || (value.len() > 3 && value.bytes().all(|byte| matches!(byte, b'0' | b'-' | b'.')))
        // Somebody took it out of a capture.
        || crate::removed::is_removed(value)
        // A macro that nobody filled in.
        || (value.len() > 3
            && (value.starts_with("${") || value.starts_with("{{") || value.starts_with("%%") || value.starts_with("[%")))
        || (value.len() > 3 && value.starts_with('{') && value.ends_with('}') && !value.contains(['"', ':']))
}

/// A UUID, with or without braces, that is not all zeros.
pub(super) fn is_uuid(value: &str) -> bool {
    let value = value.trim_start_matches('{').trim_end_matches('}');
    value.len() == 36
        && value.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
        && value.bytes().any(|byte| !matches!(byte, b'0' | b'-'))
}

/// A hash by its length: MD5, SHA-1 or SHA-256 in hexadecimal, or SHA-256 in base64.
pub(super) fn is_hash(value: &str) -> bool {
    let hexadecimal =
        matches!(value.len(), 32 | 40 | 64) && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    let base64 = matches!((value.len(), value.ends_with('=')), (43, false) | (44, true))
        && value
            .trim_end_matches('=')
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'-' | b'_'))
        && mixed(value);
    (hexadecimal || base64) && distinct(value) >= 6
}

/// A hash in base64 that is shorter than those of addresses of people: MD5 or SHA-1. So are many identifiers, so it says
/// something only when what was hashed is known.
pub(super) fn is_short_hash(value: &str) -> bool {
    let solid = value.trim_end_matches('=').len();
    matches!((solid, value.len() - solid), (22, 0 | 2) | (27, 0 | 1))
        && value[..solid].bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'-' | b'_'))
        && mixed(value)
}

fn distinct(value: &str) -> u32 {
    let (low, high) = value.bytes().fold((0_u64, 0_u64), |(low, high), byte| match byte & 127 {
        byte @ 0..=63 => (low | 1 << byte, high),
        byte => (low, high | 1 << (byte - 64)),
    });
    low.count_ones() + high.count_ones()
}

/// Digits and letters of at least two kinds, changing often: not a word, not a path.
fn mixed(value: &str) -> bool {
    let class = |byte: u8| match byte {
        b'0'..=b'9' => 1,
        b'a'..=b'z' => 2,
        b'A'..=b'Z' => 3,
        _ => 0,
    };
    let bytes = value.as_bytes();
    // From a separator to a letter is no change: words have those too.
    let changes = bytes
        .windows(2)
        .filter(|pair| class(pair[0]) != 0 && class(pair[1]) != 0 && class(pair[0]) != class(pair[1]))
        .count();
    let has = |wanted| bytes.iter().any(|byte| class(*byte) == wanted);
    has(1) && (has(2) || has(3)) && changes * 5 >= bytes.len()
}

/// Whether a value was most probably drawn at random (or is a hash of something): long, varied, and nothing else.
pub(super) fn is_random(value: &str) -> bool {
    if is_uuid(value) {
        return true;
    }
    let length = value.len();
    let bytes = value.as_bytes();
    if !(12..=512).contains(&length)
        || bytes.iter().any(|byte| matches!(byte, b' ' | b',' | b'<' | b'"' | b'{'))
        || bytes.windows(3).any(|three| three == b"://")
    {
        return false;
    }
    if is_digits_with_time(value) {
        return true;
    }
    // The longest stretch without a separator is what is judged: `GA1.2.…`, `amp-…`, `CAESE…`.
    let run =
        value.split(|c: char| !c.is_ascii_alphanumeric()).max_by_key(|run| run.len()).unwrap_or_default();
    if run.len() >= 16 && run.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        let letters = run.bytes().any(|byte| byte.is_ascii_alphabetic());
        return letters && distinct(run) >= 6 && !run.bytes().all(|byte| byte.is_ascii_alphabetic())
            || !letters && run.len() >= 17 && distinct(run) >= 5;
    }
    let solid = value.bytes().filter(u8::is_ascii_alphanumeric).count();
    // `-` and `_` are letters of base64url: with them, the whole is judged.
    let whole = value.trim_end_matches('=');
    let base64 = whole
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'+' | b'/' | b'.' | b'~'));
    (run.len() >= 14 && mixed(run) && distinct(run) >= 8)
        || (base64 && solid >= 20 && mixed(whole) && distinct(whole) >= 12 && run.len() >= 8)
}

/// `1116446470.1596403881`: a random number and the second of the first visit, as first-party cookies are made.
fn is_digits_with_time(value: &str) -> bool {
    let mut long = 0;
    let mut time = false;
    for part in value.split(['.', '-', '_', ':']) {
        if part.len() >= 7 && part.bytes().all(|byte| byte.is_ascii_digit()) {
            long += 1;
            // Seconds or milliseconds between 2001 and 2096.
            time |= matches!(part.len(), 10 | 13) && matches!(part.as_bytes()[0], b'1' | b'2' | b'3');
        } else if part.len() > 4 {
            return false;
        }
    }
    long >= 2 && time
}

/// An identifier made the way that scripts number their visitors: a random number and a time, or a known prefix.
pub(super) fn is_visitor(value: &str) -> bool {
    let known = ["amp-", "GA1.", "fb.1.", "fb.2."].iter().any(|prefix| value.starts_with(prefix));
    is_digits_with_time(value) || known && is_random(value)
}

/// An e-mail address, the whole value being one.
pub(super) fn is_email(value: &str) -> bool {
    let Some((local, domain)) = value.split_once('@') else { return false };
    if local.is_empty() || local.len() > 64 || domain.len() > 190 {
        return false;
    }
    let local_ok = local
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'+' | b'\'' | b'%'))
        && local.bytes().any(|b| b.is_ascii_alphabetic());
    let Some((name, top)) = domain.rsplit_once('.') else { return false };
    const FILES: [&str; 16] = [
        "png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "ico", "js", "mjs", "css", "json", "html", "php",
        "woff", "ts",
    ];
    local_ok
        && is_hostname(domain)
        && !name.is_empty()
        && (2..=18).contains(&top.len())
        && top.bytes().all(|byte| byte.is_ascii_alphabetic())
        && !FILES.iter().any(|file| file.eq_ignore_ascii_case(top))
}

/// A telephone number in international form.
pub(super) fn is_phone(value: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    value.starts_with('+')
        && (8..=15).contains(&digits)
        && value.bytes().skip(1).all(|b| b.is_ascii_digit() || matches!(b, b' ' | b'-' | b'(' | b')' | b'.'))
}

/// A name of a host: labels and a top-level name of letters.
pub(super) fn is_hostname(value: &str) -> bool {
    value.len() <= 253
        && value.contains('.')
        && value.split('.').all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
                && !label.starts_with('-')
        })
        && value
            .rsplit('.')
            .next()
            .is_some_and(|top| top.len() >= 2 && top.bytes().all(|b| b.is_ascii_alphabetic()))
}

/// Starts like an address on the web.
pub(super) fn is_address(value: &str) -> bool {
    let start =
        |prefix: &str| value.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    (start("http://") || start("https://")) && value.len() > 10 && !value.contains(['\n', '<', '"', '{'])
}

/// Bits of entropy in a byte of `bytes`, by counting.
pub(super) fn entropy(bytes: &[u8]) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in bytes {
        counts[*byte as usize] += 1;
    }
    let all = bytes.len() as f64;
    counts
        .iter()
        .filter(|count| **count > 0)
        .map(|count| f64::from(*count) / all)
        .map(|share| -share * share.log2())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_look_random() {
        for value in [
            "1116446470.1596403881",
            "GA1.2.1116446470.1596403881",
            "fb.1.1596403881668.1116446470",
            "3f2a8e0c-1d4b-4c6e-9a7f-0b1c2d3e4f5a",
            "9f86d081884c7d659a2feaa0c55ad015",
            "amp-oOd9NL53hL1ERG-FefjBrw",
            "AHWqTUmLr2bYvG6cQ4xZ",
            "CAESEJ8f3kJQ0uWm9xYzA1b2C3d",
        ] {
            assert!(is_random(value), "{value}");
        }
    }

    #[test]
    fn ordinary_values_do_not() {
        for value in [
            "1920x1080",
            "2024-05-31T12:00:00Z",
            "1.2.3-beta.4",
            "en-US,en;q=0.9",
            "https://example.org/page",
            "jquery-migrate.min.js",
            "00000000-0000-0000-0000-000000000000",
            "homepage_header_banner_728x90",
            "America/Argentina/Buenos_Aires",
            "1596403881668",
            "UA-12345678-1",
            "G-ABC123DEF4",
            "GTM-W3X4Y5",
            "this-is-a-slug-of-an-article-about-cats",
            "com.example.application",
            "1280,720,1280,720",
            "20240531120000",
            "aaaaaaaaaaaaaaaaaaaaaaaa",
        ] {
            assert!(!is_random(value), "{value}");
        }
    }

    #[test]
    fn e_mail_addresses_are_not_files_or_packages() {
        assert!(is_email("jane.doe+news@example.co.uk"));
        for value in ["icon@2x.png", "react@18.2.0", "@example", "a@b", "a@b@c.de", "user@host.js"] {
            assert!(!is_email(value), "{value}");
        }
        assert!(is_phone("+49 30 1234567"));
        assert!(!is_phone("1234567890"));
    }

    #[test]
    fn nothing_is_nothing() {
        for value in [
            "",
            "null",
            "undefined",
            "0",
            "00000000-0000-0000-0000-000000000000",
            "${GDPR}",
            "{GDPR}",
            "[%x%]",
        ] {
            assert!(is_blank(value), "{value}");
        }
        assert!(!is_blank("x1"));
        assert!(!is_blank("{\"a\":1}"));
    }
}
