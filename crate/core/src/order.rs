//! Sorting, and sets and tables that are gathered, in little code.
//!
//! The standard library's sort is made anew, some six kilobytes each time, for every kind of thing and every way to compare
//! it, and gathering a set sorts as well. Decides that what few are asked to wait for goes one way that is made once. Refuses
//! to be used where requests are matched.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Up to so many are put in their places one by one.
const FEW: usize = 16;

/// Sorts, so that equals stay in the order that they had.
pub(crate) fn sort_by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    if items.len() <= FEW {
        for end in 1..items.len() {
            let mut at = end;
            while at > 0 && compare(&items[at], &items[at - 1]).is_lt() {
                items.swap(at, at - 1);
                at -= 1;
            }
        }
        return;
    }
    let mut from = places(items.len(), &|a, b| compare(&items[a], &items[b]));
    // Each round of exchanges ends where it began; what is in its place already is a round of its own.
    for start in 0..from.len() {
        let mut at = start;
        loop {
            let next = std::mem::replace(&mut from[at], at);
            if next == start || next == at {
                break;
            }
            items.swap(at, next);
            at = next;
        }
    }
}

/// Sorts by a key, so that equals stay in the order that they had.
pub(crate) fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, |a, b| key(a).cmp(&key(b)));
}

/// Which item comes to which place.
#[inline(never)]
fn places(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|a, b| compare(*a, *b));
    places
}

/// A set of what an iterator gives.
pub(crate) fn set<T: Ord>(items: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    set.extend(items);
    set
}

/// A table of what an iterator gives; of equal keys, the last one's.
pub(crate) fn map<K: Ord, V>(items: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    map.extend(items);
    map
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn few_and_many_are_sorted_as_the_standard_library_does(
            keys in proptest::collection::vec(0_u8..20, 0..80)
        ) {
            let items: Vec<(u8, usize)> = keys.into_iter().zip(0..).collect();
            let mut expected = items.clone();
            expected.sort_by_key(|(key, _)| std::cmp::Reverse(*key));
            let mut sorted = items;
            sort_by_key(&mut sorted, |(key, _)| std::cmp::Reverse(*key));
            prop_assert_eq!(sorted, expected);
        }
    }

    #[test]
    fn what_is_gathered_is_what_collecting_gives() {
        let pairs = [(2, 'a'), (1, 'b'), (2, 'c')];
        assert_eq!(map(pairs), BTreeMap::from(pairs));
        assert_eq!(set([3, 1, 3]), BTreeSet::from([3, 1, 3]));
    }
}
