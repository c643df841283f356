//! Where a rule is found again: at a host, at a window of its text, or nowhere in particular.
//!
//! Decides which window leads to a rule: wide before narrow, rare before common, at a known place before an unknown one.

use std::collections::HashMap;

use telltale_core::catalogue::layout::{WIDTHS, flag, is_word};
use telltale_core::catalogue::regex::literals;
use telltale_core::catalogue::windows::hash_in;

use crate::rule::{Pattern, Rule};

/// A window of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    /// Its width, by its place in [`WIDTHS`].
    pub(crate) tier: usize,
    /// Its hash.
    pub(crate) hash: u64,
    /// Where it starts in the pattern.
    pub(crate) at: usize,
    /// No `*` stands before it, so the pattern's start is known from it.
    pub(crate) placed: bool,
}

/// Words that stand in most addresses: a window that starts with one leads to its rules nearly always.
const COMMON: [&str; 16] = [
    "http", "www.", "com/", "com^", "net/", "org/", "html", "php?", "js?v", "png?", "imag", "img/", "stat",
    "cont", "asse", "cdn.",
];
/// Every window that leads to a rule, for all rules that hang on no host; in their order.
pub(crate) fn windows(rules: &[&Rule]) -> Vec<Option<Window>> {
    let candidates: Vec<Vec<Candidate>> = rules.iter().map(|rule| candidates(rule)).collect();
    let mut counts: HashMap<(usize, u64), usize> = HashMap::new();
    for candidate in candidates.iter().flatten() {
        *counts.entry((candidate.window.tier, candidate.window.hash)).or_default() += 1;
    }
    candidates
        .iter()
        .map(|windows| {
            windows
                .iter()
                .min_by_key(|Candidate { window, common }| {
                    let rules = counts.get(&(window.tier, window.hash)).copied().unwrap_or_default();
                    // A narrow window is met by chance; a place unknown costs a search.
                    (
                        *common,
                        !window.placed && window.tier == 2,
                        window.tier,
                        !window.placed,
                        rules,
                        window.at,
                    )
                })
                .map(|candidate| candidate.window)
        })
        .collect()
}

struct Candidate {
    window: Window,
    common: bool,
}

fn candidates(rule: &Rule) -> Vec<Candidate> {
    match &rule.pattern {
        Pattern::Host { .. } => Vec::new(),
        Pattern::Loose { anchors, text } => {
            let anchored = anchors & (flag::START | flag::LABEL) != 0;
            in_text(text, anchored, true)
        }
        Pattern::Regex(source) => {
            literals(source).unwrap_or_default().iter().flat_map(|run| in_text(run, false, false)).collect()
        }
    }
}

/// The windows of a pattern. One must start where a word of the address surely starts: behind a byte that is no part
/// of one, or at an anchor.
fn in_text(text: &str, anchored: bool, wild: bool) -> Vec<Candidate> {
    let bytes = text.as_bytes();
    let is_wild = |byte: u8| wild && matches!(byte, b'*' | b'^');
    let first_star = bytes.iter().position(|&byte| wild && byte == b'*').unwrap_or(bytes.len());
    let mut found = Vec::new();
    for at in 0..bytes.len() {
        let starts = match at.checked_sub(1).map(|before| bytes[before]) {
            None => anchored,
            Some(b'*') if wild => false,
            Some(b'^') if wild => true,
            Some(before) => !is_word(before) && before.is_ascii(),
        };
        if !starts || !is_word(bytes[at]) {
            continue;
        }
        for (tier, width) in WIDTHS.into_iter().enumerate() {
            let Some(window) = bytes.get(at..at + width) else { continue };
            if window.iter().any(|&byte| is_wild(byte) || !byte.is_ascii()) {
                continue;
            }
            let Some(hash) = hash_in(bytes, at, width) else { continue };
            let window = Window { tier, hash, at, placed: wild && at <= first_star };
            let common = COMMON.iter().any(|word| {
                let len = word.len().min(width);
                text[at..].get(..len).is_some_and(|start| start.eq_ignore_ascii_case(&word[..len]))
            });
            found.push(Candidate { window, common: common && (tier == 2 || text[at..].starts_with("http")) });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(pattern: &str) -> Option<(usize, usize, bool)> {
        let rule = Rule { pattern: Pattern::read(pattern, false).unwrap(), ..Rule::default() };
        windows(&[&rule])[0].map(|window| (WIDTHS[window.tier], window.at, window.placed))
    }

    #[test]
    fn a_window_starts_where_a_word_surely_starts() {
        for (pattern, wanted) in [
            ("/tracker/collect", Some((12, 1, true))),
            ("/collect?", Some((8, 1, true))),
            ("/pixel.", Some((4, 1, true))),
            ("collect", None),
            ("collect/pixel", Some((4, 8, true))),
            ("^pixel^", Some((4, 1, true))),
            ("*pixel", None),
            ("/a*pixel/b", None),
            ("/a*/pixel", Some((4, 4, false))),
            ("/ab*/pixel/track", Some((8, 5, false))),
            ("|pixel", Some((4, 0, true))),
            ("||pixel.", Some((4, 0, true))),
            ("|https://www.x", Some((12, 0, true))),
            ("/яpixel", Some((8, 2, true))),
            (r"/\/pixel[0-9]/", Some((4, 1, false))),
            ("/pixel[0-9]/", None),
            ("/a", None),
            ("", None),
        ] {
            assert_eq!(window(pattern), wanted, "{pattern}");
        }
    }

    #[test]
    fn what_few_rules_share_is_taken() {
        let rules: Vec<Rule> = ["/pixel/wxyz", "/pixel/track", "/pixel/abcd"]
            .map(|pattern| Rule { pattern: Pattern::read(pattern, false).unwrap(), ..Rule::default() })
            .into();
        let chosen = windows(&rules.iter().collect::<Vec<_>>());
        assert_eq!(chosen[0].unwrap().tier, 1, "8 bytes hold more than the word that all share");
    }
}
