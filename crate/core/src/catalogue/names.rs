//! What a host and the domains above it are called in compiled lists.
//!
//! Decides how many are kept. Refuses to know what they are looked up in.

use crate::hash;

/// Hardly any host has more labels. Those of one that has are hashed again when somebody asks.
const KEPT: usize = 8;

/// The hashes of a host's suffixes, shortest first.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Names {
    kept: [u64; KEPT],
    len: usize,
}

impl Names {
    /// Hashes a host from its end.
    #[inline]
    pub(super) fn of(host: &[u8]) -> Self {
        let mut names = Self::default();
        for ((_, hash), kept) in hash::suffixes(host).zip(&mut names.kept) {
            *kept = hash;
            names.len += 1;
        }
        names
    }

    /// The first that `find` has something to say about, leaving out so many of the shortest, up to [`KEPT`]. `host` is what the
    /// names are of.
    #[inline]
    pub(super) fn find_map<T>(
        &self,
        without: usize,
        host: &[u8],
        mut find: impl FnMut(u64) -> Option<T>,
    ) -> Option<T> {
        let found = self.kept.iter().take(self.len).skip(without).find_map(|&hash| find(hash));
        if found.is_some() || self.len < KEPT {
            return found;
        }
        hash::suffixes(host).skip(KEPT).find_map(|(_, hash)| find(hash))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_all_suffixes_however_many() {
        for labels in 0..2 * KEPT + 2 {
            let host = vec!["a"; labels].join(".").into_bytes();
            let all: Vec<u64> = hash::suffixes(&host).map(|(_, hash)| hash).collect();
            for without in 0..=KEPT {
                let mut seen = Vec::new();
                let found = Names::of(&host).find_map(without, &host, |hash| {
                    seen.push(hash);
                    None::<()>
                });
                assert!(found.is_none());
                assert_eq!(seen, all.get(without..).unwrap_or_default(), "{labels} without {without}");
            }
        }
    }

    #[test]
    fn the_first_that_is_found_is_the_last() {
        let host = b"a.b.c.d.e.f.g.h.i.j.example";
        for (nth, (_, wanted)) in hash::suffixes(host).enumerate() {
            let mut asked = 0;
            let found = Names::of(host).find_map(0, host, |hash| {
                asked += 1;
                (hash == wanted).then_some(hash)
            });
            assert_eq!((found, asked), (Some(wanted), nth + 1));
        }
    }
}
