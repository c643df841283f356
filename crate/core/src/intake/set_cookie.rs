//! A `Set-Cookie` header: which value a recipient leaves behind, to know the browser again.
//!
//! Decides whether the header sets something or takes it away. Refuses to know whether the value is an identifier, and
//! what becomes of it.

use serde::{Deserialize, Serialize};

use crate::finding::Secret;

/// The most cookies that are read of one answer.
pub(crate) const MOST: usize = 32;
/// The longest header that is read, in bytes: browsers keep no longer cookie.
const LONGEST: usize = 4_096;

const DAY: f64 = 86_400_000.0;

/// A cookie that an answer sets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetCookie {
    /// Its name.
    pub name: String,
    /// Its value, without quotes.
    pub value: Secret,
}

/// The cookies that the headers of one answer set. Firefox joins several headers by line breaks. `at` is when the answer
/// came, in milliseconds since 1970; where that is not known, only an end before the year 2000 counts as past.
pub fn set_cookies<'a>(
    headers: impl IntoIterator<Item = &'a str>,
    at: f64,
) -> impl Iterator<Item = SetCookie> {
    let lines = headers.into_iter().flat_map(|header| header.split('\n'));
    lines.filter(|line| line.len() <= LONGEST).filter_map(move |line| cookie(line, at)).take(MOST)
}

fn cookie(line: &str, at: f64) -> Option<SetCookie> {
    let mut parts = line.split(';');
    let (name, value) = parts.next()?.split_once('=')?;
    let (name, value) = (name.trim(), value.trim().trim_matches('"'));
    if value.is_empty() || is_over(parts, at) {
        return None;
    }
    Some(SetCookie { name: name.chars().take(64).collect(), value: Secret::new(value) })
}

/// Whether a cookie ends with the header that names it: that is how cookies are deleted.
fn is_over<'a>(attributes: impl Iterator<Item = &'a str>, at: f64) -> bool {
    let mut ends = None;
    for attribute in attributes {
        let Some((name, value)) = attribute.split_once('=') else { continue };
        let (name, value) = (name.trim(), value.trim());
        if name.eq_ignore_ascii_case("max-age") {
            // It stands above `Expires`, in whichever order they come.
            return value == "0" || value.starts_with('-');
        }
        if name.eq_ignore_ascii_case("expires") {
            ends = day(value);
        }
    }
    ends.is_some_and(|day| is_past(day * DAY, at))
}

/// Whether a cookie that ends then was deleted, as seen from the answer. A clock that is a day wrong shall not make a
/// fresh cookie a deleted one.
pub(super) fn is_past(ends: f64, at: f64) -> bool {
    const YEAR_2000: f64 = 10_957.0 * DAY;
    ends + DAY < if at.is_finite() { at } else { YEAR_2000 }
}

/// The day, counted from 1970, of `Wed, 21 Oct 2015 07:28:00 GMT` and the older ways to write it.
fn day(date: &str) -> Option<f64> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let mut numbers = Vec::new();
    let mut month = None;
    for word in date.split([' ', '-', ',']).filter(|word| !word.is_empty() && !word.contains(':')) {
        if let Ok(number) = word.parse::<u16>() {
            numbers.push(number);
        } else if let Some(start) = word.get(..3) {
            month = month.or(MONTHS.iter().position(|name| start.eq_ignore_ascii_case(name)));
        }
    }
    let [day, year, ..] = numbers[..] else { return None };
    let year = match year {
        0..=69 => year + 2000,
        70..=99 => year + 1900,
        _ => year,
    };
    // Near enough: what ends is either long past or far ahead.
    Some((f64::from(year) - 1970.0) * 365.25 + month? as f64 * 30.44 + f64::from(day))
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: f64 = 1_714_521_600_000.0;

    fn read(header: &str) -> Vec<(String, String)> {
        set_cookies([header], AT).map(|cookie| (cookie.name, cookie.value.reveal().to_owned())).collect()
    }

    fn one(name: &str, value: &str) -> Vec<(String, String)> {
        vec![(name.to_owned(), value.to_owned())]
    }

    #[test]
    fn a_value_is_set_until_it_ends() {
        assert_eq!(read("id=abc; Path=/; Secure"), one("id", "abc"));
        assert_eq!(read("id=\"abc\"; Max-Age=31536000"), one("id", "abc"));
        assert_eq!(read("id=a=b; expires=Thu, 01-Jan-2037 00:00:00 GMT"), one("id", "a=b"));
        assert_eq!(read("id=abc; Expires=Wed, 01 May 2024 01:00:00 GMT"), one("id", "abc"));
        assert_eq!(read("id=abc; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60"), one("id", "abc"));
    }

    #[test]
    fn a_deletion_sets_nothing() {
        for header in [
            "id=abc; Max-Age=0",
            "id=abc; max-age=-1; Expires=Thu, 01 Jan 2037 00:00:00 GMT",
            "id=abc; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
            "id=abc; expires=Sat, 30-Mar-24 10:00:00 GMT",
            "id=; Path=/",
            "no cookie",
        ] {
            assert_eq!(read(header), [], "{header}");
        }
        assert_eq!(set_cookies(["id=abc; Expires=Thu, 01 Jan 1970 00:00:00 GMT"], f64::NAN).count(), 0);
        assert_eq!(set_cookies(["id=abc; Expires=Sat, 30 Mar 2024 10:00:00 GMT"], f64::NAN).count(), 1);
    }

    #[test]
    fn several_may_stand_in_one_header() {
        assert_eq!(read("a=1; Path=/\nb=2").len(), 2);
        assert_eq!(read(&format!("a={}", "x".repeat(LONGEST))), []);
    }
}
