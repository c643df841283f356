//! Where a rule is found again: at a host, at a window of its text, at its document, or nowhere in particular.
//!
//! Decides which window leads to a rule: the one that costs all requests together the least.

use telltale_core::catalogue::layout::{BEFORE_END, TAIL, WIDTHS, flag, is_word};
use telltale_core::catalogue::regex::literals;
use telltale_core::catalogue::windows::hash_in;

use crate::Table;
use crate::rule::{Pattern, Rule};

/// A window of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    /// Its width, by its place in [`WIDTHS`].
    pub(crate) tier: usize,
    /// Its hash.
    pub(crate) hash: u64,
    /// Its first four bytes.
    pub(crate) first: [u8; 4],
    /// Where it starts in the pattern.
    pub(crate) at: usize,
    /// No `*` stands before it, so the pattern's start is known from it.
    pub(crate) placed: bool,
}

/// How a rule that hangs on no host is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// By a window.
    Window(Window),
    /// By the hosts of its documents.
    Document,
    /// By trying it.
    Trying,
}

/// About so many of ten thousand addresses hold each of these at the start of a word; what is not here is in [`SELDOM`].
/// Estimates, like all weights here, made with recorded pages in view: they decide what a match costs and never what it says.
const OFTEN: [(u64, &str); 5] = [
    (10_000, "http"),
    (5_000, "com/"),
    (1_500, "www. goog net/ 2f%2 3a%2 com%"),
    (700, "imag stat page sync home type cont html min. site cdn. user true asse co.u pixe org/ fals inte"),
    (
        300,
        "priv 1440 anal even cook scri data json load medi them plug uplo font wp-c utm_ gif? js?v php? png? api/ ajax \
         modu pack chun publ com? link refe titl lang time name vers prod serv news view ping even trac foot head \
         comm main inde sear cate vide play tags page para part null prev foru prof acco sess clic coll imgs medi 1080 \
         1920 2048 reso libr jque boot vend comp buil dist stor shop cart item post feed blog user auth logi oaut sign \
         conf sett sour file down temp thum icon logo img/",
    ),
];
const SELDOM: u64 = 20;
/// What it costs, in instructions, to look a window up whose first four bytes are those of some rule's.
const LOOK: u64 = 45;
/// What it costs to hold a rule against an address at a known place.
const CHECK: u64 = 60;
/// How many times that where the place is not known.
const SEARCH: u64 = 6;
/// Of the places where four bytes stand, one in so many has the whole window as well.
const SHARES: [u64; 3] = [32, 8, 1];
/// A window that costs ten thousand addresses more than this is no better than none.
const MOST: u64 = 200_000;
/// Looking at every word's end pays only for types that so many rules ask for.
const TAILS: usize = 4;
/// Documents under which a rule is written down, at most.
const DOCUMENTS: usize = 8;

/// The way to each rule that hangs on no host, in their order.
pub(crate) fn ways(rules: &[&Rule]) -> Vec<Way> {
    let candidates: Vec<Vec<Window>> = rules.iter().map(|rule| candidates(rule)).collect();
    let mut counts: Table<(usize, u64), u64> = Table::default();
    for window in candidates.iter().flatten() {
        *counts.entry((window.tier, window.hash)).or_default() += 1;
    }
    let often: Table<[u8; 4], u64> = OFTEN
        .iter()
        .rev()
        .flat_map(|(times, words)| words.split(' ').map(|word| (word.as_bytes(), *times)))
        .filter_map(|(word, times)| Some((word.try_into().ok()?, times)))
        .collect();
    let cost = |window: &Window| {
        let rules = counts.get(&(window.tier, window.hash)).copied().unwrap_or(1);
        let times = often.get(&window.first.map(|byte| byte.to_ascii_lowercase())).copied();
        let check = CHECK * rules * if window.placed { 1 } else { SEARCH };
        times.unwrap_or(SELDOM) * (LOOK + SHARES.get(window.tier).map_or(0, |share| check / share))
    };
    let best = |windows: &[Window]| {
        let starts = windows.iter().filter(|window| window.tier != TAIL).copied();
        starts
            .map(|window| (cost(&window), window))
            .min_by_key(|(cost, window)| (*cost, window.tier, window.at))
    };
    let by_document = |rule: &Rule| {
        let names = &rule.domains;
        (1..=DOCUMENTS).contains(&names.hosts.len()) && names.entities.is_empty()
    };
    let mut ways: Vec<Way> = rules
        .iter()
        .zip(&candidates)
        .map(|(rule, windows)| match best(windows) {
            Some((cost, window)) if cost <= MOST => Way::Window(window),
            _ if by_document(rule) => Way::Document,
            _ => Way::Trying,
        })
        .collect();
    tails(rules, &candidates, &mut ways);
    // A window that everybody has is better than none.
    for (way, windows) in ways.iter_mut().zip(&candidates) {
        if *way == Way::Trying
            && let Some((_, window)) = best(windows)
        {
            *way = Way::Window(window);
        }
    }
    ways
}

/// Leads to rules by the end of a word where enough of them of one type have no other way.
fn tails(rules: &[&Rule], candidates: &[Vec<Window>], ways: &mut [Way]) {
    let tail = |windows: &[Window]| {
        windows
            .iter()
            .filter(|window| window.tier == TAIL)
            .min_by_key(|window| (!window.placed, window.at))
            .copied()
    };
    let tried: Vec<(usize, Window)> = (0..rules.len())
        .filter(|&index| ways[index] == Way::Trying)
        .filter_map(|index| Some((index, tail(&candidates[index])?)))
        .collect();
    // Who has another window, and be it a bad one, is no reason to look at every word's end. Once that is done, it is used.
    let needs = |index: &usize| candidates[*index].iter().all(|window| window.tier == TAIL);
    let pays = (0..u16::BITS).map(|bit| 1u16 << bit).filter(|bit| {
        tried.iter().filter(|(index, _)| needs(index) && rules[*index].types & bit != 0).count() >= TAILS
    });
    let types = pays.fold(0, |types, bit| types | bit);
    for (index, window) in tried {
        if rules[index].types & !types == 0 {
            ways[index] = Way::Window(window);
        }
    }
}

fn candidates(rule: &Rule) -> Vec<Window> {
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
/// of one, or at an anchor; or stand around the place where one surely ends.
fn in_text(text: &str, anchored: bool, wild: bool) -> Vec<Window> {
    let bytes = text.as_bytes();
    let is_wild = |byte: u8| wild && matches!(byte, b'*' | b'^');
    let first_star = bytes.iter().position(|&byte| wild && byte == b'*').unwrap_or(bytes.len());
    let mut found = Vec::new();
    let mut add = |at: usize, tier: usize| {
        let Some(window) = bytes.get(at..at + WIDTHS[tier]) else { return };
        if window.iter().any(|&byte| is_wild(byte) || !byte.is_ascii()) {
            return;
        }
        let (Some(hash), Some(first)) = (hash_in(bytes, at, WIDTHS[tier]), window.first_chunk()) else {
            return;
        };
        found.push(Window { tier, hash, first: *first, at, placed: wild && at <= first_star });
    };
    for at in 0..bytes.len() {
        let before = at.checked_sub(1).map(|before| bytes[before]);
        let starts = match before {
            None => anchored,
            Some(b'*') if wild => false,
            Some(b'^') if wild => true,
            Some(before) => !is_word(before) && before.is_ascii(),
        };
        if starts && is_word(bytes[at]) {
            (0..TAIL).for_each(|tier| add(at, tier));
        }
        if at >= BEFORE_END && before.is_some_and(is_word) && !is_word(bytes[at]) {
            add(at - BEFORE_END, TAIL);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(pattern: &str) -> Option<(usize, usize, bool)> {
        let rule = Rule { pattern: Pattern::read(pattern, false).unwrap(), ..Rule::default() };
        match ways(&[&rule])[0] {
            Way::Window(window) => Some((WIDTHS[window.tier], window.at, window.placed)),
            Way::Document | Way::Trying => None,
        }
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
            ("|https://www.x", Some((4, 8, true))),
            ("|https://", Some((8, 0, true))),
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
        let chosen = ways(&rules.iter().collect::<Vec<_>>());
        assert!(matches!(chosen[0], Way::Window(Window { at: 7, .. })), "the word that the others have not");
    }

    #[test]
    fn who_has_no_window_is_found_otherwise() {
        let bare = ["longer.de", "shorter.de", "inner.de", "other.de", "x"];
        let mut rules: Vec<Rule> = bare
            .map(|pattern| Rule { pattern: Pattern::read(pattern, false).unwrap(), ..Rule::default() })
            .into();
        let tails = ways(&rules.iter().collect::<Vec<_>>());
        assert!(tails[..4].iter().all(|way| matches!(way, Way::Window(Window { tier: TAIL, .. }))));
        assert_eq!(tails[4], Way::Trying);
        assert_eq!(ways(&[&rules[0]]), [Way::Trying], "one rule is no reason to look at every word's end");
        rules[0].domains.hosts.insert("a.example".into());
        assert_eq!(ways(&[&rules[0]]), [Way::Document]);
        rules[0].domains.entities.insert("b".into());
        assert_eq!(ways(&[&rules[0]]), [Way::Trying], "its document may be another one");
    }
}
