//! Runs a program over a text: all ways at once, so that no expression can make an address expensive.
//!
//! Decides whether it is found. Every step costs one unit of the request's effort; look aheads cost what they read.

use super::{Regex, Set, Step};
use crate::catalogue::pattern::Effort;

pub(super) fn is_match(regex: &Regex, text: &[u8], effort: &mut Effort) -> bool {
    // Addresses are text; one that is not would not have come here.
    may_end(&regex.ending, text)
        && std::str::from_utf8(text).is_ok_and(|text| {
            let mut machine = Machine { program: &regex.program, text, effort, open: Vec::new() };
            machine.found(0, 0, false).unwrap_or(false)
        })
}

/// Whether the last characters are what every match ends with; the last one comes first. Most addresses end otherwise, and
/// then nothing else is looked at.
fn may_end(ending: &[Set], text: &[u8]) -> bool {
    for (index, set) in ending.iter().enumerate() {
        let Some(&byte) = text.len().checked_sub(index + 1).and_then(|at| text.get(at)) else { return false };
        // Beyond ASCII a byte is no character.
        if !byte.is_ascii() {
            return true;
        }
        if !set.holds(char::from(byte)) {
            return false;
        }
    }
    true
}

struct Machine<'a> {
    program: &'a [Step],
    text: &'a str,
    effort: &'a mut Effort,
    /// Steps that are still to be followed, of all that are being followed.
    open: Vec<usize>,
}

/// Steps to go on from, each at most once.
struct Ways {
    list: Vec<usize>,
    /// For each step the round in which it was last added.
    seen: Vec<u64>,
    round: u64,
}

impl Ways {
    fn new(len: usize) -> Self {
        Self { list: Vec::new(), seen: vec![0; len], round: 1 }
    }

    fn clear(&mut self) {
        self.list.clear();
        self.round += 1;
    }
}

impl Machine<'_> {
    /// Whether the program from `first` on is found at `start` or, unless `here`, later. None when the effort ends.
    fn found(&mut self, first: usize, start: usize, here: bool) -> Option<bool> {
        let mut now = Ways::new(self.program.len());
        let mut next = Ways::new(self.program.len());
        let mut at = start;
        loop {
            if at == start || !here {
                if self.follow(first, at, &mut now)? {
                    return Some(true);
                }
            } else if now.list.is_empty() {
                return Some(false);
            }
            let Some(character) = self.text.get(at..)?.chars().next() else { return Some(false) };
            let after = at + character.len_utf8();
            for &step in &now.list {
                if !self.effort.take(1) {
                    return None;
                }
                if let Some(Step::Set(set)) = self.program.get(step)
                    && set.holds(character)
                    && self.follow(step + 1, after, &mut next)?
                {
                    return Some(true);
                }
            }
            now.clear();
            std::mem::swap(&mut now, &mut next);
            at = after;
        }
    }

    /// Adds every set that can be reached from `first` without a character. True when the end is.
    fn follow(&mut self, first: usize, at: usize, ways: &mut Ways) -> Option<bool> {
        let others = self.open.len();
        self.open.push(first);
        while self.open.len() > others
            && let Some(step) = self.open.pop()
        {
            match ways.seen.get_mut(step) {
                None => continue,
                Some(round) if *round == ways.round => continue,
                Some(round) => *round = ways.round,
            }
            if !self.effort.take(1) {
                return None;
            }
            let on = match self.program.get(step) {
                None => None,
                Some(Step::Found) => {
                    self.open.truncate(others);
                    return Some(true);
                }
                Some(Step::Set(_)) => {
                    ways.list.push(step);
                    None
                }
                Some(&Step::Split(one, other)) => {
                    self.open.push(other);
                    Some(one)
                }
                Some(&Step::Jump(to)) => Some(to),
                Some(Step::Start) => (at == 0).then_some(step + 1),
                Some(Step::End) => (at == self.text.len()).then_some(step + 1),
                Some(&Step::Edge(wanted)) => (self.is_edge(at) == wanted).then_some(step + 1),
                Some(&Step::Ahead { wanted, next }) => {
                    (self.found(step + 1, at, true)? == wanted).then_some(next)
                }
            };
            self.open.extend(on);
        }
        Some(false)
    }

    fn is_edge(&self, at: usize) -> bool {
        let bytes = self.text.as_bytes();
        let word = |at: Option<usize>| {
            at.and_then(|at| bytes.get(at)).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
        };
        word(at.checked_sub(1)) != word(Some(at))
    }
}

#[cfg(test)]
mod tests {
    use crate::catalogue::regex::{Regex, RegexError, literals};

    fn finds(source: &str, text: &str) -> bool {
        Regex::new(source, false).unwrap().finds(text)
    }

    #[test]
    fn the_syntax_of_lists() {
        for (source, text, wanted) in [
            ("abc", "xABCx", true),
            ("^abc", "xabc", false),
            ("abc$", "abcx", false),
            ("a.c", "a/c", true),
            (r"a\.c", "abc", false),
            ("a|bc", "xbcx", true),
            ("^(?:a|b)+$", "abba", true),
            ("^(?:a|b)+$", "abca", false),
            ("^a{2,3}$", "aaaa", false),
            ("^a{2,3}$", "aaa", true),
            ("^a{2,}$", "aaaa", true),
            ("a{2", "a{2", true),
            ("[a-c]x", "bx", true),
            ("[^a-c]x", "bx", false),
            (r"[\w-]+!", "a-b_9!", true),
            (r"^[\d\]]+$", "1]2", true),
            ("^[A-z]+$", "a_B^", true),
            (r"\bab\b", "x/ab?", true),
            (r"\bab\b", "xab", false),
            ("a(?!b)", "ab", false),
            ("a(?!b)", "abac", true),
            ("^(?=.*z)a", "abz", true),
            ("^(?=.*z)a", "aby", false),
            ("^(?!x)(?=a)[a-z]$", "a", true),
            (r"\x41\u0042", "ab", true),
            ("(a*)*b", "aaab", true),
            ("(a*)*$", "aaab", true),
            ("(?<name>a)b", "ab", true),
            ("a+?b", "aab", true),
            ("", "x", true),
            ("я", "яблоко", true),
            ("^.{3}$", "яяя", true),
            (r"^https?:\/\/a\.b\/[a-z0-9]{3}$", "https://a.b/x9z", true),
            ("[-a]", "-", true),
            ("[a-]", "-", true),
            (r"[\w-.]", ".", true),
            ("[^]", "x", true),
        ] {
            assert_eq!(finds(source, text), wanted, "/{source}/ on {text}");
        }
    }

    #[test]
    fn what_every_match_ends_with_is_looked_at_first() {
        for (source, text, wanted) in [
            ("[0-9]{2,4}$", "a123", true),
            ("[0-9]{2,4}$", "123a", false),
            ("[0-9]{2,4}$", "1", false),
            ("[a-f]x+$", "fxxx", true),
            ("(?:ab|cd)$", "cd", true),
            ("(?:ab)?$", "x", true),
            ("a(?!b)c?$", "a", true),
            ("ab$|c", "cab!", true),
            ("a.$", "aя", true),
            ("a$b*$", "xa", true),
            ("[^a]$", "я", true),
            ("A$", "a", true),
        ] {
            assert_eq!(finds(source, text), wanted, "/{source}/ on {text}");
        }
    }

    #[test]
    fn case_counts_only_when_asked() {
        assert!(Regex::new("A", true).unwrap().finds("A"));
        assert!(!Regex::new("A", true).unwrap().finds("a"));
        assert!(!Regex::new("[^A]", false).unwrap().finds("a"));
    }

    #[test]
    fn what_it_does_not_do_is_said() {
        for (source, wanted) in [
            ("(", RegexError::Syntax),
            (")", RegexError::Syntax),
            ("[a", RegexError::Syntax),
            ("*", RegexError::Syntax),
            ("a**", RegexError::Syntax),
            ("a{3,2}", RegexError::Syntax),
            ("[z-a]", RegexError::Syntax),
            ("\\", RegexError::Syntax),
            (r"(a)\1", RegexError::Unsupported),
            ("(?<=a)b", RegexError::Unsupported),
            ("(?<!a)b", RegexError::Unsupported),
            (r"\p{L}", RegexError::Unsupported),
            ("(?i)a", RegexError::Unsupported),
            ("a{2000}", RegexError::TooLarge),
            ("(a{1000}){1000}", RegexError::TooLarge),
        ] {
            assert_eq!(Regex::new(source, false).unwrap_err(), wanted, "/{source}/");
        }
        assert_eq!(Regex::new(&"(".repeat(100_000), false).unwrap_err(), RegexError::TooLarge);
    }

    #[test]
    fn literals_are_those_that_every_match_holds() {
        for (source, wanted) in [
            (r"^https?:\/\/A\.b\/[a-z]", vec!["http", "://a.b/"]),
            ("ab?c", vec!["a", "c"]),
            ("(?:ab)+c", vec!["ab", "c"]),
            ("a(?:b|c)d", vec!["a", "d"]),
            ("ab{3}c", vec!["abbbc"]),
            ("a|b", vec![]),
            ("a(?!x)b", vec!["ab"]),
        ] {
            let texts: Vec<String> =
                literals(source).unwrap().into_iter().map(|literal| literal.text).collect();
            assert_eq!(texts, wanted, "/{source}/");
        }
    }

    #[test]
    fn a_literal_stands_at_the_start_where_every_match_has_it_there() {
        for (source, wanted) in [
            ("^ab.c", vec![true, false]),
            ("ab.c", vec![false, false]),
            ("^.ab", vec![false]),
            ("^a?b", vec![false]),
            ("^(?:ab)+c", vec![true, false]),
            ("^(?!x)ab", vec![true]),
            ("^a|b", vec![]),
            ("(?:^a)b", vec![false]),
        ] {
            let places: Vec<bool> =
                literals(source).unwrap().iter().map(|literal| literal.at_start).collect();
            assert_eq!(places, wanted, "/{source}/");
        }
    }

    #[test]
    fn no_expression_makes_an_address_expensive() {
        let long = "a".repeat(2_000_000);
        assert!(!finds("(a|a)*b", &long[..20_000]));
        assert!(!finds("(?=(a+)+b)c", &long), "the effort ends and the answer is no");
    }
}
