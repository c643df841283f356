//! What rules share: conditions, texts of patterns, what rarer rules ask for.
//!
//! Decides that each stands in a blob once. Refuses to know which rule points to it.

use telltale_core::catalogue::layout::{FIRST_GROUP, extra};
use telltale_core::hash;

use crate::Table;
use crate::rule::{NameLists, Rule};

/// Conditions, each once.
#[derive(Default)]
pub(crate) struct Conditions {
    pub(crate) words: Vec<u32>,
    places: Table<u32, u16>,
}

impl Conditions {
    /// The number of a condition; none when there are more than the host table can tell from groups.
    pub(crate) fn put(&mut self, condition: u32) -> Option<u16> {
        if let Some(place) = self.places.get(&condition) {
            return Some(*place);
        }
        let place = u16::try_from(self.words.len()).ok().filter(|place| *place < FIRST_GROUP)?;
        self.words.push(condition);
        self.places.insert(condition, place);
        Some(place)
    }
}

/// Texts of patterns, each once.
#[derive(Default)]
pub(crate) struct Patterns<'r> {
    pub(crate) bytes: Vec<u8>,
    places: Table<&'r str, u32>,
}

impl<'r> Patterns<'r> {
    #[inline(never)]
    pub(crate) fn put(&mut self, text: &'r str) -> u32 {
        if let Some(place) = self.places.get(text) {
            return *place;
        }
        let place = self.bytes.len() as u32;
        self.bytes.extend_from_slice(text.as_bytes());
        self.places.insert(text, place);
        place
    }
}

/// What rarer rules ask for, each combination once; place 0 stands for nothing.
pub(crate) struct Extras {
    pub(crate) words: Vec<u32>,
    places: Table<Vec<u32>, u32>,
}

impl Default for Extras {
    fn default() -> Self {
        Self { words: vec![0], places: Table::default() }
    }
}

impl Extras {
    #[inline(never)]
    pub(crate) fn put(&mut self, rule: &Rule<'_>) -> u32 {
        if rule.is_simple() {
            return 0;
        }
        let mut parts = 0;
        let mut words = vec![0];
        let NameLists { hosts, not_hosts, entities, not_entities } = &*rule.domains;
        let to = &rule.to;
        let lists = [
            hosts,
            not_hosts,
            entities,
            not_entities,
            &to.hosts,
            &to.not_hosts,
            &to.entities,
            &to.not_entities,
        ];
        for (bit, list) in lists.into_iter().enumerate() {
            if list.is_empty() {
                continue;
            }
            parts |= 1 << bit;
            let mut hashes: Vec<u64> = list.iter().map(|name| hash::host(name.as_bytes())).collect();
            hashes.sort_unstable();
            words.push(hashes.len() as u32);
            hashes.iter().for_each(|hash| words.extend([*hash as u32, (hash >> 32) as u32]));
        }
        for (part, methods) in [(extra::METHODS, rule.methods), (extra::NOT_METHODS, rule.not_methods)] {
            if methods != 0 {
                parts |= part;
                words.push(methods);
            }
        }
        words[0] = parts;
        if let Some(place) = self.places.get(&words) {
            return *place;
        }
        let place = self.words.len() as u32;
        self.words.extend_from_slice(&words);
        self.places.insert(words, place);
        place
    }
}
