//! Text from strangers that is safe to show: what would steer a terminal or turn the direction of a line is written as
//! an escape.
//!
//! Decides which characters those are. Refuses to know where the text is shown; markup is the page's matter.

use std::borrow::Cow;

/// The text with its control characters and marks of direction written as escapes.
#[must_use]
pub fn harmless(text: &str) -> Cow<'_, str> {
    let steers = |c: char| {
        c.is_control()
            // Marks that turn the direction of what is shown.
            || matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
    };
    if !text.contains(steers) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if steers(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn what_steers_a_terminal_is_escaped() {
        assert_eq!(harmless("träume ☂"), "träume ☂");
        assert_eq!(harmless("a\x1B[2Jb\r\n\u{202E}c"), "a\\u{1b}[2Jb\\u{d}\\u{a}\\u{202e}c");
    }
}
