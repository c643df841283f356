//! Whether a pattern of literals, `*` and `^` fits an address at a place.
//!
//! Decides character by character, as the syntax says. Refuses to know where to look: windows and hosts do (`search`).
//! Patterns that are not `match-case` are stored in lower case.

use super::blocks::{self, STRIDE};
use super::layout::is_separator;

/// How much searching one request is worth, so that an address made to be slow is not. A search costs a unit a byte.
/// When nothing is left a pattern does not fit; `docs/matching.md` says how far away that is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Effort(u64);

impl Effort {
    /// What an address of this length is worth.
    pub(super) const fn of(len: usize) -> Self {
        Self(1_000_000 + 16 * len as u64)
    }

    /// How many units are left.
    fn left(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }

    /// Takes some; false when it is not there, and then nothing is left for anybody.
    #[inline]
    pub(super) fn take(&mut self, cost: usize) -> bool {
        match self.0.checked_sub(cost as u64) {
            Some(left) => {
                self.0 = left;
                true
            }
            None => {
                self.0 = 0;
                false
            }
        }
    }
}

/// How a pattern is to be compared.
#[derive(Debug, Clone, Copy)]
pub(super) struct How {
    /// It may start later than the place given: it is looked for by what stands at this place of it, best at [`search_at`].
    pub(super) floating: Option<usize>,
    /// It has to end where the address ends.
    pub(super) to_end: bool,
    /// Upper and lower case differ.
    pub(super) match_case: bool,
}

/// Whether `pattern` fits `url` at `place`.
pub(super) fn fits(pattern: &[u8], url: &[u8], place: usize, how: How, effort: &mut Effort) -> bool {
    let (mut at, mut floating, mut rest) = (place, how.floating, pattern);
    loop {
        let star = rest.iter().position(|&byte| byte == b'*');
        let (segment, last) = (rest.get(..star.unwrap_or(rest.len())).unwrap_or_default(), star.is_none());
        let found = match floating {
            None => segment_at(segment, url, at, how.match_case)
                .filter(|&end| !(last && how.to_end) || end == url.len()),
            Some(_) if last && how.to_end => {
                // `^` may stand for the end itself, so a segment can be shorter than it looks.
                let first = at.max(url.len().saturating_sub(segment.len()));
                (first..=url.len())
                    .find(|&start| segment_at(segment, url, start, how.match_case) == Some(url.len()))
                    .map(|_| url.len())
            }
            Some(by) => find(segment, by, url, at, how.match_case, effort),
        };
        // The leftmost fit leaves the most to the segments behind it, so no other need be tried.
        let Some(end) = found else { return false };
        let Some(star) = star else { return true };
        rest = rest.get(star + 1..).unwrap_or_default();
        (at, floating) = (end, Some(search_at(rest)));
    }
}

/// Where `segment`, standing at `at`, ends; none if it does not stand there.
#[inline]
fn segment_at(segment: &[u8], url: &[u8], at: usize, match_case: bool) -> Option<usize> {
    let mut place = at;
    for &wanted in segment {
        match url.get(place) {
            None if wanted == b'^' => continue,
            None => return None,
            Some(&byte) => {
                let same = if wanted == b'^' {
                    is_separator(byte)
                } else if match_case {
                    byte == wanted
                } else {
                    byte.to_ascii_lowercase() == wanted
                };
                if !same {
                    return None;
                }
            }
        }
        place += 1;
    }
    Some(place)
}

/// Where the leftmost fit of `segment` from `from` on ends. Only where its byte at `by` and the next one stand need anything
/// be compared.
fn find(
    segment: &[u8],
    by: usize,
    url: &[u8],
    from: usize,
    match_case: bool,
    effort: &mut Effort,
) -> Option<usize> {
    let fixed = |at: usize| segment.get(at).copied().filter(|&byte| byte != b'^');
    let Some(first) = fixed(by) else { return find_slowly(segment, url, from, match_case, effort) };
    let second = fixed(by + 1);
    let mut base = from.checked_add(by)?;
    let start = base;
    // No further than the effort reaches: a search that fails is paid for as one that finds.
    let reach = url.len().min(start.saturating_add(effort.left()));
    while base < reach {
        let mut places = match url.get(base..).and_then(|rest| rest.first_chunk()) {
            Some(block) => places(block, first, second),
            None => places(&blocks::at(url, base), first, second),
        };
        while places != 0 {
            let at = base + places.trailing_zeros() as usize;
            if let Some(end) = segment_at(segment, url, at - by, match_case) {
                return effort.take(at - start + segment.len()).then_some(end);
            }
            places &= places - 1;
        }
        base += STRIDE;
    }
    effort.take(reach.saturating_sub(start));
    None
}

/// Where in a block the two bytes may stand side by side.
#[inline]
fn places(block: &[u8; STRIDE + 1], first: u8, second: Option<u8>) -> u32 {
    let [one, other] = [block.first_chunk(), block.last_chunk()];
    let places = one.map_or(0, |block| blocks::may_be(*block, first));
    match second.zip(other) {
        Some((second, block)) => places & blocks::may_be(*block, second),
        None => places,
    }
}

/// Where in a pattern, up to its first `*`, those two bytes stand side by side that fewest addresses hold; one byte, where no
/// two do that are no `^`.
#[must_use]
pub fn search_at(pattern: &[u8]) -> usize {
    let fixed = |at: usize| pattern.get(at).copied().filter(|&byte| byte != b'*' && byte != b'^');
    let rank = |byte: u8| u32::from(COMMONNESS[usize::from(byte)]);
    let end = pattern.iter().position(|&byte| byte == b'*').unwrap_or(pattern.len());
    let pairs = (0..end).filter_map(|at| Some((at, rank(fixed(at)?) * fixed(at + 1).map_or(NO_RANK, rank))));
    pairs.min_by_key(|(_, rank)| *rank).map_or(0, |(at, _)| at)
}

/// The same for a segment that is looked for by nothing: one of nothing but `^`.
fn find_slowly(
    segment: &[u8],
    url: &[u8],
    from: usize,
    match_case: bool,
    effort: &mut Effort,
) -> Option<usize> {
    (from..=url.len())
        .map_while(|start| effort.take(1).then_some(start))
        .find_map(|start| segment_at(segment, url, start, match_case))
}

/// How common it is that there is just any byte.
const NO_RANK: u32 = 1000;

/// How common each byte is in addresses: the place in this line, from the back; 1 for what does not stand in it. An estimate:
/// it decides where a search looks first and never what it finds.
const COMMONNESS: [u8; 256] = {
    const LINE: &[u8] = b"eatsoirnc/dplm-u.h=g0b1f2&_3v%w45687y9x:kj?zq,;+~";
    let mut ranks = [1; 256];
    let mut place = 0;
    while place < LINE.len() {
        ranks[LINE[place] as usize] = (LINE.len() - place + 1) as u8;
        ranks[LINE[place].to_ascii_uppercase() as usize] = (LINE.len() - place + 1) as u8;
        place += 1;
    }
    ranks
};

#[cfg(test)]
mod tests {
    use super::*;

    fn anywhere(pattern: &str, url: &str) -> bool {
        check(pattern, url, How { floating: Some(0), to_end: false, match_case: false })
    }

    fn check(pattern: &str, url: &str, how: How) -> bool {
        let by = |by: usize| {
            let how = How { floating: how.floating.map(|_| by), ..how };
            fits(pattern.as_bytes(), url.as_bytes(), 0, how, &mut Effort::of(url.len()))
        };
        let found = by(search_at(pattern.as_bytes()));
        (0..=pattern.len()).for_each(|at| assert_eq!(by(at), found, "{pattern} by {at} on {url}"));
        found
    }

    #[test]
    fn what_is_looked_for_is_what_few_addresses_hold() {
        for (pattern, wanted) in
            [("", 0), ("*", 0), ("^", 0), ("^a^", 1), ("directtrack", 9), ("/q/*~~", 0), ("a^z~", 2)]
        {
            assert_eq!(search_at(pattern.as_bytes()), wanted, "{pattern}");
        }
    }

    #[test]
    fn what_is_looked_for_is_found_wherever_it_stands() {
        for at in 0..80 {
            let url = format!("{}Qz{}", "a".repeat(at), "a".repeat(80 - at));
            for pattern in ["qz", "aqz", "qza", "q*z", "z*a", "q^", "aaqzaa"] {
                let wanted = match pattern {
                    "aqz" => at > 0,
                    "qza" | "z*a" => at < 80,
                    "aaqzaa" => (2..79).contains(&at),
                    "q^" => false,
                    _ => true,
                };
                assert_eq!(anywhere(pattern, &url), wanted, "{pattern} at {at}");
            }
        }
    }

    #[test]
    fn literals_stars_and_separators() {
        for (pattern, url, wanted) in [
            ("", "", true),
            ("", "x", true),
            ("b", "abc", true),
            ("b", "ABC", true),
            ("a*c", "abc", true),
            ("a*c", "ac", true),
            ("c*a", "abc", false),
            ("a*b*c", "aXbXc", true),
            ("a*ab", "ab", false),
            ("^", "abc", true),
            ("^a", "abc", false),
            ("/^", "/", true),
            ("a^", "a", true),
            ("a^", "a-", false),
            ("a^", "a%", false),
            ("a^b", "a?b", true),
            ("a^^", "a/", true),
            ("a^*b", "a", false),
            ("a^", "aя", false),
        ] {
            assert_eq!(anywhere(pattern, url), wanted, "{pattern} on {url}");
        }
    }

    #[test]
    fn anchors_hold_both_ends() {
        let fixed = How { floating: None, to_end: true, match_case: false };
        for (pattern, url, wanted) in [
            ("abc", "abc", true),
            ("ab", "abc", false),
            ("bc", "abc", false),
            ("a*c", "abcc", true),
            ("a*c^", "abc", true),
            ("a*c^", "abc/", true),
            ("a*c^", "abc//", false),
            ("a*", "abc", true),
        ] {
            assert_eq!(check(pattern, url, fixed), wanted, "{pattern} on {url}");
        }
        let ending = How { floating: Some(0), to_end: true, match_case: false };
        assert!(check("c", "cabc", ending));
        assert!(!check("c", "cab", ending));
    }

    #[test]
    fn case_counts_only_when_asked() {
        let exact = How { floating: Some(0), to_end: false, match_case: true };
        assert!(check("Ab", "xAb", exact));
        assert!(!check("Ab", "xab", exact));
    }

    #[test]
    fn an_endless_search_ends() {
        let url = "a".repeat(1_000_000);
        let mut effort = Effort(1000);
        let how = How { floating: Some(0), to_end: false, match_case: false };
        assert!(!fits(b"b*c", url.as_bytes(), 0, how, &mut effort));
        assert!(!effort.take(1));
        assert!(!fits(b"a", url.as_bytes(), 0, how, &mut effort), "nothing is found when nothing is left");
    }
}
