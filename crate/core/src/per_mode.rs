//! One thing for each mode, where there is one.
//!
//! Decides that it is written as the map that it is, so that a mode of which nothing is known takes no room in a checkpoint.
//! Refuses to be a tree: there are three modes, and a tree is made anew, some seven kilobytes of code, for each kind of thing.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::intake::Mode;

/// A map from modes, in their order.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PerMode<T>([Option<T>; Mode::ALL.len()]);

impl<T> Default for PerMode<T> {
    fn default() -> Self {
        Self(Mode::ALL.map(|_| None))
    }
}

impl<T> PerMode<T> {
    /// What there is of a mode.
    pub(crate) fn get(&self, mode: Mode) -> Option<&T> {
        self.0[mode as usize].as_ref()
    }

    /// The same, to be changed.
    pub(crate) fn get_mut(&mut self, mode: Mode) -> Option<&mut T> {
        self.0[mode as usize].as_mut()
    }

    /// The same; where there is nothing, it is this from now on.
    pub(crate) fn or_insert(&mut self, mode: Mode, fresh: T) -> &mut T {
        self.0[mode as usize].get_or_insert(fresh)
    }

    /// Puts something in the place of what there is of a mode.
    pub(crate) fn insert(&mut self, mode: Mode, value: T) {
        self.0[mode as usize] = Some(value);
    }

    /// Takes what there is of a mode.
    pub(crate) fn remove(&mut self, mode: Mode) -> Option<T> {
        self.0[mode as usize].take()
    }

    /// Whether there is something of a mode.
    pub(crate) fn contains(&self, mode: Mode) -> bool {
        self.get(mode).is_some()
    }

    /// Whether there is nothing of any.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.iter().all(Option::is_none)
    }

    /// The modes of which there is something, with it.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Mode, &T)> {
        Mode::ALL.into_iter().zip(&self.0).filter_map(|(mode, value)| Some((mode, value.as_ref()?)))
    }

    /// What there is, of whatever mode.
    pub(crate) fn values(&self) -> impl Iterator<Item = &T> {
        self.0.iter().flatten()
    }

    /// The same, to be changed.
    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.0.iter_mut().flatten()
    }
}

impl<T: Default> PerMode<T> {
    /// What there is of a mode; where there is nothing, the default from now on.
    pub(crate) fn or_default(&mut self, mode: Mode) -> &mut T {
        self.0[mode as usize].get_or_insert_default()
    }
}

impl<T: Serialize> Serialize for PerMode<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.iter().count()))?;
        for (mode, value) in self.iter() {
            map.serialize_entry(&mode, value)?;
        }
        map.end()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for PerMode<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Entries<T> {
            type Value = PerMode<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map from modes")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<PerMode<T>, A::Error> {
                let mut all = PerMode::default();
                while let Some((mode, value)) = entries.next_entry()? {
                    all.insert(mode, value);
                }
                Ok(all)
            }
        }

        deserializer.deserialize_map(Entries(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn it_is_written_and_read_as_a_map_is() {
        let map = BTreeMap::from([(Mode::Normal, 3_u32), (Mode::Unknown, 5)]);
        let mut mine = PerMode::default();
        map.iter().for_each(|(mode, value)| mine.insert(*mode, *value));
        assert_eq!(postcard::to_stdvec(&mine).unwrap(), postcard::to_stdvec(&map).unwrap());
        assert_eq!(serde_json::to_string(&mine).unwrap(), r#"{"normal":3,"unknown":5}"#);
        let read: PerMode<u32> = postcard::from_bytes(&postcard::to_stdvec(&map).unwrap()).unwrap();
        assert_eq!(read, mine);
        assert!(serde_json::from_str::<PerMode<u32>>(r#"{"neither":1}"#).is_err());
    }

    #[test]
    fn each_mode_has_its_own() {
        let mut all = PerMode::<u32>::default();
        assert!(all.is_empty() && all.get(Mode::Private).is_none());
        *all.or_default(Mode::Private) += 2;
        assert_eq!((*all.or_insert(Mode::Private, 9), *all.or_insert(Mode::Normal, 9)), (2, 9));
        all.values_mut().for_each(|value| *value += 1);
        assert_eq!(all.iter().collect::<Vec<_>>(), [(Mode::Normal, &10), (Mode::Private, &3)]);
        assert_eq!((all.remove(Mode::Normal), all.contains(Mode::Normal)), (Some(10), false));
        assert_eq!(all.values().copied().collect::<Vec<_>>(), [3]);
    }
}
