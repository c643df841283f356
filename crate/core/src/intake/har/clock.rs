//! Reads the moments that captures write: RFC 3339, and the looser forms of ISO 8601 that some tools make of it; and
//! writes them.
//!
//! Decides what is a moment. Refuses to know the present one.

/// Milliseconds since 1970 of `2026-05-04T01:30:00.123+02:00`; an offset that is missing is taken as none.
pub(super) fn milliseconds(text: &str) -> Option<f64> {
    let text = text.trim().as_bytes();
    let date = text.get(..10)?;
    if !(date[4] == b'-' && date[7] == b'-') {
        return None;
    }
    let days = days_since_1970(digits(&date[..4])?, digits(&date[5..7])?, digits(&date[8..])?)?;
    let midnight = days * 86_400_000;
    let Some(rest) = text.get(11..) else { return (text.len() == 10).then_some(midnight as f64) };
    if !matches!(text[10], b'T' | b't' | b' ') {
        return None;
    }
    let colons = rest.get(2) == Some(&b':') && rest.get(5).is_none_or(|&byte| byte == b':');
    let (hour, minute) = (digits(rest.get(..2)?)?, digits(rest.get(3..5)?)?);
    let second = digits(rest.get(6..8)?)?;
    // A leap second is the last moment of its minute.
    if !colons || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let (fraction, zone) = fraction(rest.get(8..)?);
    let seconds = hour * 3600 + minute * 60 + second - offset_seconds(zone)?;
    Some((midnight + seconds * 1000) as f64 + fraction)
}

/// The moment as RFC 3339 writes it, in UTC and to the millisecond.
#[must_use]
pub fn moment(milliseconds: f64) -> String {
    // Beyond the years that four digits write, nobody means it.
    let whole = milliseconds.clamp(-62_167_219_200_000.0, 253_402_300_799_999.0).floor() as i64;
    let (days, rest) = (whole.div_euclid(86_400_000), whole.rem_euclid(86_400_000));
    // The other way round than `days_since_1970`, in eras of 400 years that begin in March.
    let shifted = days + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * march + 2) / 5 + 1;
    let month = if march < 10 { march + 3 } else { march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hour, minute, second) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1_000 % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{:03}Z", rest % 1_000)
}

fn digits(text: &[u8]) -> Option<i64> {
    let all = !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    all.then(|| text.iter().fold(0, |number, digit| number * 10 + i64::from(digit - b'0')))
}

/// The part of a second, in milliseconds, and what follows it.
fn fraction(text: &[u8]) -> (f64, &[u8]) {
    let Some(rest) = text.strip_prefix(b".").or_else(|| text.strip_prefix(b",")) else { return (0.0, text) };
    let length = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (mut value, mut unit) = (0.0, 100.0);
    for digit in &rest[..length.min(9)] {
        value += f64::from(digit - b'0') * unit;
        unit /= 10.0;
    }
    ((value * 1000.0).round() / 1000.0, &rest[length..])
}

fn offset_seconds(zone: &[u8]) -> Option<i64> {
    let (sign, rest) = match zone {
        [] | [b'Z' | b'z'] => return Some(0),
        [b'+', rest @ ..] => (1, rest),
        [b'-', rest @ ..] => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = match rest.len() {
        2 => (digits(rest)?, 0),
        4 => (digits(&rest[..2])?, digits(&rest[2..])?),
        5 if rest[2] == b':' => (digits(&rest[..2])?, digits(&rest[3..])?),
        _ => return None,
    };
    (hours < 24 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

/// Days of the Gregorian calendar, counted in years that begin in March so that the leap day comes last.
fn days_since_1970(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + i64::from(leap),
        _ => return None,
    };
    if !(1..=length).contains(&day) {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let leaps = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    Some(year * 365 + leaps + of_year - 719_468)
}

#[cfg(test)]
mod tests {
    use super::{milliseconds, moment};

    #[test]
    fn moments_of_every_tool_are_read() {
        let moment = 1_588_549_800_123.0;
        for text in [
            "2020-05-03T23:50:00.123Z",
            "2020-05-03T23:50:00.123+00:00",
            "2020-05-04T01:50:00.123+02:00",
            "2020-05-04T01:50:00.123+0200",
            "2020-05-03T15:50:00.123-08",
            "2020-05-03 23:50:00.123",
        ] {
            assert_eq!(milliseconds(text), Some(moment), "{text}");
        }
        assert_eq!(milliseconds("2020-05-03T23:50:00.123456+00:00"), Some(moment + 0.456));
        assert_eq!(milliseconds("1970-01-01T00:00:00Z"), Some(0.0));
        assert_eq!(milliseconds("1969-12-31T23:59:59Z"), Some(-1000.0));
        assert_eq!(milliseconds("2000-02-29T00:00:00Z"), Some(951_782_400_000.0));
        assert_eq!(milliseconds("1970-01-02"), Some(86_400_000.0));
    }

    #[test]
    fn a_moment_is_written_as_it_is_read() {
        assert_eq!(moment(1_588_549_800_123.0), "2020-05-03T23:50:00.123Z");
        for text in ["1969-12-31T23:59:59.999Z", "2000-02-29T00:00:00.000Z", "2100-03-01T12:00:00.001Z"] {
            assert_eq!(moment(milliseconds(text).unwrap()), text);
        }
        assert_eq!(moment(f64::MAX), "9999-12-31T23:59:59.999Z");
        assert_eq!(moment(f64::NAN), "1970-01-01T00:00:00.000Z");
    }

    #[test]
    fn what_is_no_moment_is_none() {
        for text in [
            "",
            "yesterday",
            "2020-05",
            "2020-13-01T00:00:00Z",
            "2021-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "2020-05-03T24:00:00Z",
            "2020-05-03T23:50",
            "2020-05-03T23:50:00+",
            "2020-05-03T23:50:00.1é",
            "2020-05-03T23-50-00Z",
            "20200503T235000Z",
            "2020-05-03X23:50:00Z",
            "𝟚𝟘𝟚𝟘-05-03T23:50:00Z",
        ] {
            assert_eq!(milliseconds(text), None, "{text}");
        }
    }
}
