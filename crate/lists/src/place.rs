//! Where a rule is found again: at a host, at a window of its text, at its document, or nowhere in particular.
//!
//! Decides which window leads to a rule: the one that costs all requests together the least.

use telltale_core::catalogue::layout::{BEFORE_END, TAIL, WIDTHS, flag, is_word, kind_bit};
use telltale_core::catalogue::regex::literals;
use telltale_core::catalogue::windows::hash_in;
use telltale_core::intake::Kind;

use crate::Table;
use crate::rule::{Pattern, Rule};

/// A window of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    /// Its width, by its place in [`WIDTHS`].
    pub(crate) tier: usize,
    /// Its hash.
    pub(crate) hash: u64,
    /// Its first eight bytes; zeros where it has fewer.
    pub(crate) start: [u8; 8],
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
         conf sett sour file down temp thum icon logo img/ info live widg fram apps call init open coun mini list rend \
         toke acti mark noti subs com. bbc. url= pid= cid= aid= sid= ver= key=",
    ),
];
const SELDOM: u64 = 20;
/// What it costs, in instructions, to see that an address holds the first four bytes of some window.
const START: u64 = 40;
/// What it costs to look a window up that leads to a rule.
const LOOK: u64 = 200;
/// What it costs to hold a rule against an address at a known place.
const CHECK: u64 = 60;
/// How many times that where the place is not known.
const SEARCH: u64 = 6;
/// Of the places where four bytes stand, one in so many has the whole window as well.
const SHARES: [u64; 3] = [32, 8, 1];
/// What it costs to see that a rule is not for requests of this type.
const TYPE: u64 = 15;
/// About so many of ten thousand requests are of each of these kinds; of other kinds there are [`SELDOM`].
const KINDS: [(u64, u16); 4] = [
    (4_000, kind_bit(Kind::Image)),
    (2_500, kind_bit(Kind::Script)),
    (1_000, kind_bit(Kind::Other) | kind_bit(Kind::XmlHttpRequest)),
    (
        500,
        kind_bit(Kind::SubFrame)
            | kind_bit(Kind::Stylesheet)
            | kind_bit(Kind::Font)
            | kind_bit(Kind::MainFrame),
    ),
];
/// Documents under which a rule is written down, at most.
const DOCUMENTS: usize = 8;
/// A window that costs ten thousand addresses more than this is worse than looking for the document, or at a word's end that is
/// looked at anyway.
const DEAR: u64 = 200_000;

impl Window {
    /// Its first four bytes, in lower case.
    fn first(&self) -> [u8; 4] {
        std::array::from_fn(|at| self.start[at].to_ascii_lowercase())
    }
}

/// The way to each rule that hangs on no host, in their order.
#[inline(never)]
pub(crate) fn ways(rules: &[&Rule<'_>]) -> Vec<Way> {
    let mut crowd = Crowd::default();
    let mut ways: Vec<Way> = rules.iter().map(|rule| crowd.way(rule)).collect();
    // Where every word's end is looked at anyway, it is the better way to what hangs on a start that many addresses have.
    let at_tail = |way: &Way| matches!(way, Way::Window(window) if window.tier == TAIL);
    let types =
        rules.iter().zip(&ways).filter(|(_, way)| at_tail(way)).fold(0, |all, (rule, _)| all | rule.types);
    for (rule, way) in rules.iter().zip(&mut ways).filter(|(rule, _)| rule.types & !types == 0) {
        if let Way::Window(window) = *way
            && crowd.cost(&window) > DEAR
            && let Some((cost, tail)) = crowd.cheapest(&candidates(rule), true)
            && cost < crowd.cost(&window)
        {
            *way = Way::Window(tail);
        }
    }
    ways
}

/// How often windows stand in addresses, and how many rules were led to by each so far.
struct Crowd {
    often: Table<[u8; 4], u64>,
    rules: Table<(usize, u64), u64>,
}

impl Default for Crowd {
    fn default() -> Self {
        let often = OFTEN
            .iter()
            .rev()
            .flat_map(|(times, words)| words.split(' ').map(|word| (word.as_bytes(), *times)))
            .filter_map(|(word, times)| Some((word.try_into().ok()?, times)))
            .collect();
        Self { often, rules: Table::default() }
    }
}

impl Crowd {
    #[inline(never)]
    fn way(&mut self, rule: &Rule<'_>) -> Way {
        let windows = candidates(rule);
        let trying = trying(rule);
        let way = match self.cheapest(&windows, false) {
            Some((cost, window)) if cost < trying && (cost <= DEAR || !by_document(rule)) => {
                Way::Window(window)
            }
            _ if by_document(rule) => Way::Document,
            // Looking at every word's end costs less than one rule that is tried.
            _ => match self.cheapest(&windows, true) {
                Some((cost, window)) if cost < trying => Way::Window(window),
                _ => Way::Trying,
            },
        };
        if let Way::Window(window) = way {
            *self.rules.entry((window.tier, window.hash)).or_default() += 1;
        }
        way
    }

    fn cheapest(&self, windows: &[Window], is_tail: bool) -> Option<(u64, Window)> {
        let some = windows.iter().filter(|window| (window.tier == TAIL) == is_tail);
        let costs = some.map(|window| (self.cost(window), *window));
        costs.min_by_key(|(cost, window)| (*cost, window.tier, window.at))
    }

    /// What it costs ten thousand addresses that one more rule is led to by a window.
    fn cost(&self, window: &Window) -> u64 {
        let rules = self.rules.get(&(window.tier, window.hash)).copied().unwrap_or(0) + 1;
        let times = self.often.get(&window.first()).copied().unwrap_or(SELDOM);
        let check = CHECK * rules * if window.placed { 1 } else { SEARCH };
        times * (START + (LOOK + check) / SHARES.get(window.tier).copied().unwrap_or(1))
    }
}

/// What it costs ten thousand addresses that a rule is tried on all of them.
fn trying(rule: &Rule<'_>) -> u64 {
    let kinds = (0..u16::BITS).map(|bit| 1 << bit).filter(|kind| rule.types & kind != 0);
    let times: u64 = kinds
        .map(|kind| KINDS.iter().find(|(_, kinds)| kinds & kind != 0).map_or(SELDOM, |(times, _)| *times))
        .sum();
    10_000 * TYPE + times * CHECK * SEARCH
}

/// Whether a rule can be found by its documents.
fn by_document(rule: &Rule<'_>) -> bool {
    let names = &rule.domains;
    (1..=DOCUMENTS).contains(&names.hosts.len()) && names.entities.is_empty()
}

fn candidates(rule: &Rule<'_>) -> Vec<Window> {
    match &rule.pattern {
        Pattern::Host { .. } => Vec::new(),
        Pattern::Loose { anchors, text } => {
            let anchored = anchors & (flag::START | flag::LABEL) != 0;
            in_text(text, anchored, true)
        }
        Pattern::Regex(source) => {
            let literals = literals(source).unwrap_or_default();
            literals.iter().flat_map(|literal| in_text(&literal.text, literal.at_start, false)).collect()
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
        let Some(hash) = hash_in(bytes, at, WIDTHS[tier]) else { return };
        let mut start = [0; 8];
        start.iter_mut().zip(window).for_each(|(to, from)| *to = *from);
        found.push(Window { tier, hash, start, at, placed: wild && at <= first_star });
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
            ("/a*pixel/b", Some((4, 5, false))),
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
        let rules: Vec<Rule<'_>> = ["/pixel/wxyz", "/pixel/track", "/pixel/abcd"]
            .map(|pattern| Rule { pattern: Pattern::read(pattern, false).unwrap(), ..Rule::default() })
            .into();
        let chosen = ways(&rules.iter().collect::<Vec<_>>());
        assert!(matches!(chosen[0], Way::Window(Window { at: 7, .. })), "the word that the others have not");
    }

    fn read(pattern: &str) -> Rule<'_> {
        Rule { pattern: Pattern::read(pattern, false).unwrap(), ..Rule::default() }
    }

    #[test]
    fn who_has_no_window_at_a_start_is_found_otherwise() {
        let tail = ways(&[&read("longer.de")]);
        assert!(matches!(tail[0], Way::Window(Window { tier: TAIL, at: 3, .. })));
        let mut rule = read("x");
        assert_eq!(ways(&[&rule]), [Way::Trying]);
        rule.domains.hosts.push("a.example".into());
        assert_eq!(ways(&[&rule]), [Way::Document]);
        rule.domains.entities.push("b".into());
        assert_eq!(ways(&[&rule]), [Way::Trying], "its document may be another one");
    }

    #[test]
    fn a_window_that_everybody_has_is_worse_than_trying_what_few_requests_could_meet() {
        let mut rule = read(".com/hit");
        assert!(matches!(ways(&[&rule])[0], Way::Window(_)));
        rule.types = kind_bit(Kind::Ping);
        assert_eq!(ways(&[&rule]), [Way::Trying]);
        rule.domains.hosts.push("a.example".into());
        assert_eq!(ways(&[&rule]), [Way::Document]);
    }
}
