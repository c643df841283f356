//! What a host and the domains above it are called in compiled lists.
//!
//! Decides how many are kept. Refuses to know what they are looked up in.

use crate::hash;

/// Hardly any host has more labels. Those of one that has are hashed again when somebody asks.
const KEPT: usize = 8;

/// The hashes of a host's suffixes, shortest first.
#[derive(Clone, Default)]
pub(super) struct Names {
    kept: [u64; KEPT],
    len: usize,
}

impl Names {
    /// Hashes a host from its end.
    #[inline]
    pub(super) fn of(host: &[u8]) -> Self {
        let mut names = Self::default();
        let mut keep = |state: u64| {
            if let Some(kept) = names.kept.get_mut(names.len) {
                *kept = hash::finish(state);
                names.len += 1;
            }
        };
        let mut state = hash::START;
        for (at, &byte) in host.iter().enumerate().rev() {
            // A dot at the end is no label's.
            if byte == b'.' && at + 1 < host.len() {
                keep(state);
            }
            state = hash::step(state, byte);
        }
        if !host.is_empty() {
            keep(state);
        }
        names
    }

    /// The first that `find` has something to say about. `host` is what the names are of.
    #[inline]
    pub(super) fn find_map<T>(&self, host: &[u8], find: impl FnMut(u64) -> Option<T>) -> Option<T> {
        self.longer_than(0, host, find)
    }

    /// The same without the shortest ones, up to [`KEPT`] of them.
    #[inline]
    pub(super) fn longer_than<T>(
        &self,
        shortest: usize,
        host: &[u8],
        mut find: impl FnMut(u64) -> Option<T>,
    ) -> Option<T> {
        let found = self.kept.iter().take(self.len).skip(shortest).find_map(|&hash| find(hash));
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
        let many = (0..2 * KEPT + 2).map(|labels| vec!["a"; labels].join("."));
        for host in many.chain(["a.", ".a", "a..b", ".", "..", "A.b."].map(str::to_owned)) {
            let host = host.into_bytes();
            let mut seen = Vec::new();
            let found = Names::of(&host).find_map(&host, |hash| {
                seen.push(hash);
                None::<()>
            });
            assert!(found.is_none());
            assert_eq!(seen, hash::suffixes(&host).map(|(_, hash)| hash).collect::<Vec<_>>(), "{host:?}");
        }
    }

    #[test]
    fn the_shortest_are_left_out_where_nobody_asks_for_them() {
        let host = b"a.b.c.d.e.f.g.h.i.j.example";
        let mut seen = 0;
        Names::of(host).longer_than(1, host, |hash| {
            seen += 1;
            assert_ne!(hash, hash::host(b"example"));
            None::<()>
        });
        assert_eq!(seen, 10);
    }

    #[test]
    fn the_first_that_is_found_is_the_last() {
        let host = b"a.b.c.d.e.f.g.h.i.j.example";
        for (nth, (_, wanted)) in hash::suffixes(host).enumerate() {
            let mut asked = 0;
            let found = Names::of(host).find_map(host, |hash| {
                asked += 1;
                (hash == wanted).then_some(hash)
            });
            assert_eq!((found, asked), (Some(wanted), nth + 1));
        }
    }
}
