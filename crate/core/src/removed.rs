//! Values that somebody took out before a capture was given away.
//!
//! Decides what a placeholder looks like: what stands in place of a value tells nothing, and two of the same are no value that
//! came twice. Refuses to know where it stands.

/// No placeholder is longer than this, in bytes.
const LONGEST: usize = 64;
/// Words that mark a placeholder wherever they stand in it.
const ANYWHERE: [&str; 4] = ["redacted", "sanitized", "sanitised", "anonymized"];
/// Words that mark one where brackets stand around it.
const IN_BRACKETS: [&str; 9] =
    ["removed", "stripped", "filtered", "masked", "hidden", "omitted", "scrubbed", "censored", "deleted"];

/// Whether this is what sanitisers write in place of a value.
pub(crate) fn is_removed(value: &str) -> bool {
    let value = value.trim().trim_matches('"');
    if value.len() < 3 || value.len() > LONGEST {
        return false;
    }
    is_mask(value) || has_word(value, &ANYWHERE) || is_in_brackets(value) && has_word(value, &IN_BRACKETS)
}

/// `***`, `••••`: one sign again and again.
fn is_mask(value: &str) -> bool {
    let first = value.chars().next();
    first.is_some_and(|sign| matches!(sign, '*' | '•' | '●' | '█'))
        && value.chars().all(|sign| Some(sign) == first)
}

fn is_in_brackets(value: &str) -> bool {
    [('[', ']'), ('<', '>'), ('{', '}'), ('(', ')')]
        .iter()
        .any(|&(opens, closes)| value.starts_with(opens) && value.ends_with(closes))
}

fn has_word(value: &str, words: &[&str]) -> bool {
    value
        .as_bytes()
        .split(|sign| !sign.is_ascii_alphanumeric())
        .any(|part| words.iter().any(|word| part.eq_ignore_ascii_case(word.as_bytes())))
}

/// The value of a `Cookie` header without the cookies whose values were removed; none where that is none of them.
pub(crate) fn without_removed(cookies: &str) -> Option<String> {
    let removed = |pair: &&str| pair.split_once('=').is_some_and(|(_, value)| is_removed(value));
    cookies.split(';').any(|pair| removed(&pair)).then(|| {
        let left: Vec<_> = cookies.split(';').filter(|pair| !removed(pair)).map(str::trim).collect();
        left.join("; ")
    })
}

#[cfg(test)]
mod tests {
    use super::{is_removed, without_removed};

    #[test]
    fn placeholders_are_no_values() {
        for value in [
            "[redacted]",
            "REDACTED",
            "<redacted>",
            "[sanitized]",
            "[cookie redacted]",
            "Bearer [redacted]",
            "xxxxxxxx-redacted",
            "***",
            "\"****\"",
            "••••",
            "[removed]",
            "[5 bytes were stripped]",
            "{{hidden}}",
        ] {
            assert!(is_removed(value), "{value}");
        }
    }

    #[test]
    fn values_are_no_placeholders() {
        let long = format!("{} redacted", "words ".repeat(20));
        for value in
            ["", "*", "**", "a***", "removed", "hidden", "unredactedly", "[1,2]", "9f86d081884c7d65", &long]
        {
            assert!(!is_removed(value), "{value}");
        }
    }

    #[test]
    fn cookies_that_are_left_stay() {
        assert_eq!(without_removed("a=1; sid=[cookie redacted]; b=\"***\";c=2").as_deref(), Some("a=1; c=2"));
        assert_eq!(without_removed("sid=***").as_deref(), Some(""));
        assert_eq!(without_removed("a=1; b=2"), None);
    }
}
