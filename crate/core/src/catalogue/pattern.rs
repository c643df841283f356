//! Whether a pattern of literals, `*` and `^` fits an address at a place.
//!
//! Decides character by character, as the syntax says. Refuses to know where to look: windows and hosts do (`search`).
//! Patterns that are not `match-case` are stored in lower case.

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
    /// It may start later than the place given.
    pub(super) floating: bool,
    /// It has to end where the address ends.
    pub(super) to_end: bool,
    /// Upper and lower case differ.
    pub(super) match_case: bool,
}

/// Whether `pattern` fits `url` at `place`.
pub(super) fn fits(pattern: &[u8], url: &[u8], place: usize, how: How, effort: &mut Effort) -> bool {
    let mut at = place;
    let mut floating = how.floating;
    let mut segments = pattern.split(|&byte| byte == b'*').peekable();
    while let Some(segment) = segments.next() {
        let last = segments.peek().is_none();
        let found = if !floating {
            segment_at(segment, url, at, how.match_case)
                .filter(|&end| !(last && how.to_end) || end == url.len())
        } else if last && how.to_end {
            // `^` may stand for the end itself, so a segment can be shorter than it looks.
            let first = at.max(url.len().saturating_sub(segment.len()));
            (first..=url.len())
                .find(|&start| segment_at(segment, url, start, how.match_case) == Some(url.len()))
                .map(|_| url.len())
        } else {
            find(segment, url, at, how.match_case, effort)
        };
        match found {
            // The leftmost fit leaves the most to the segments behind it, so no other need be tried.
            Some(end) => at = end,
            None => return false,
        }
        floating = true;
    }
    true
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

/// Where the leftmost fit of `segment` from `from` on ends. Only where its rarest byte stands need anything be compared.
fn find(segment: &[u8], url: &[u8], from: usize, match_case: bool, effort: &mut Effort) -> Option<usize> {
    let fixed = segment.iter().enumerate().filter(|(_, byte)| **byte != b'^');
    let Some((offset, &rarest)) = fixed.min_by_key(|(_, byte)| COMMONNESS[usize::from(**byte)]) else {
        return find_separators(segment, url, from, effort);
    };
    let mut at = from.checked_add(offset)?;
    loop {
        // No further than the effort reaches: a search that fails is paid for as one that finds.
        let rest = url.get(at..)?;
        let rest = &rest[..rest.len().min(effort.left())];
        let found = if match_case || !rarest.is_ascii_lowercase() {
            memchr::memchr(rarest, rest)
        } else {
            memchr::memchr2(rarest, rarest.to_ascii_uppercase(), rest)
        };
        if !effort.take(found.map_or(rest.len(), |skipped| skipped + 1)) {
            return None;
        }
        at += found?;
        if let Some(end) = segment_at(segment, url, at - offset, match_case) {
            effort.take(segment.len());
            return Some(end);
        }
        at += 1;
    }
}

/// The same for a segment of nothing but `^`.
fn find_separators(segment: &[u8], url: &[u8], from: usize, effort: &mut Effort) -> Option<usize> {
    (from..=url.len())
        .map_while(|start| effort.take(1).then_some(start))
        .find_map(|start| segment_at(segment, url, start, false))
}

/// How common each byte is in addresses: the place in this line, from the back; 0 for what does not stand in it. An estimate:
/// it decides where a search looks first and never what it finds.
const COMMONNESS: [u8; 256] = {
    const LINE: &[u8] = b"eatsoirnc/dplm-u.h=g0b1f2&_3v%w45687y9x:kj?zq,;+~";
    let mut ranks = [0; 256];
    let mut place = 0;
    while place < LINE.len() {
        ranks[LINE[place] as usize] = (LINE.len() - place) as u8;
        ranks[LINE[place].to_ascii_uppercase() as usize] = (LINE.len() - place) as u8;
        place += 1;
    }
    ranks
};

#[cfg(test)]
mod tests {
    use super::*;

    fn anywhere(pattern: &str, url: &str) -> bool {
        check(pattern, url, How { floating: true, to_end: false, match_case: false })
    }

    fn check(pattern: &str, url: &str, how: How) -> bool {
        fits(pattern.as_bytes(), url.as_bytes(), 0, how, &mut Effort::of(url.len()))
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
        let fixed = How { floating: false, to_end: true, match_case: false };
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
        let ending = How { floating: true, to_end: true, match_case: false };
        assert!(check("c", "cabc", ending));
        assert!(!check("c", "cab", ending));
    }

    #[test]
    fn case_counts_only_when_asked() {
        let exact = How { floating: true, to_end: false, match_case: true };
        assert!(check("Ab", "xAb", exact));
        assert!(!check("Ab", "xab", exact));
    }

    #[test]
    fn an_endless_search_ends() {
        let url = "a".repeat(1_000_000);
        let mut effort = Effort(1000);
        let how = How { floating: true, to_end: false, match_case: false };
        assert!(!fits(b"b*c", url.as_bytes(), 0, how, &mut effort));
        assert!(!effort.take(1));
        assert!(!fits(b"a", url.as_bytes(), 0, how, &mut effort), "nothing is found when nothing is left");
    }
}
