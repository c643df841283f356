//! What is remembered of the newest sources of one kind.
//!
//! Decides what is forgotten where there are too many: the oldest, for browsers number their sources in order. Refuses to
//! know what is remembered.

use std::collections::BTreeMap;

/// Sources of one kind that are remembered at once. A busy browser has some hundred of each.
const SOURCES: usize = 10_000;

/// A bounded map from a source's number.
#[derive(Debug)]
pub(super) struct Recent<Value>(BTreeMap<i64, Value>);

impl<Value> Default for Recent<Value> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<Value: Default> Recent<Value> {
    /// What is remembered of a source, from now on at least its default.
    pub(super) fn of(&mut self, id: i64) -> &mut Value {
        if !self.0.contains_key(&id) && self.0.len() >= SOURCES {
            self.0.pop_first();
        }
        self.0.entry(id).or_default()
    }

    /// What is remembered of a source, if anything is.
    pub(super) fn known(&mut self, id: i64) -> Option<&mut Value> {
        self.0.get_mut(&id)
    }

    /// Forgets a source.
    pub(super) fn forget(&mut self, id: i64) -> Option<Value> {
        self.0.remove(&id)
    }
}
