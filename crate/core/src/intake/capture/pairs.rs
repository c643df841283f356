//! Names and values, as headers and cookies are listed.
//!
//! Decides which forms of such a list are read. Refuses to know what the names mean.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::loose::{LIST_CAP, Text, drain, simple_values_are, simple_values_are_nothing};

/// A request has about so many headers: growing to that would cost more than reading them.
const USUAL_PAIRS: usize = 24;

/// Names and values, in each of the forms that tools write: `{name, value}` objects, `[name, value]` lists, or one
/// object.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pairs<'a>(pub(crate) Vec<(Text<'a>, Text<'a>)>);

impl<'de: 'a, 'a> Deserialize<'de> for Pairs<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PairsVisitor)
    }
}

struct PairsVisitor;

impl<'de> Visitor<'de> for PairsVisitor {
    type Value = Pairs<'de>;

    simple_values_are_nothing!();

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some(Pair(name, value)) = seq.next_element()? {
            if name.is_some() && pairs.len() < LIST_CAP {
                if pairs.is_empty() {
                    pairs.reserve(USUAL_PAIRS);
                }
                pairs.push((name, value));
            }
        }
        Ok(Pairs(pairs))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some((name, value)) = map.next_entry()? {
            if pairs.len() < LIST_CAP {
                pairs.push((name, value));
            }
        }
        Ok(Pairs(pairs))
    }
}

#[derive(Default)]
struct Pair<'a>(Text<'a>, Text<'a>);

impl<'de: 'a, 'a> Deserialize<'de> for Pair<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PairVisitor)
    }
}

struct PairVisitor;

/// The object form of a pair.
#[derive(serde::Deserialize)]
struct Named<'a> {
    #[serde(default, borrow)]
    name: Text<'a>,
    #[serde(default, borrow)]
    value: Text<'a>,
}

impl<'de> Visitor<'de> for PairVisitor {
    type Value = Pair<'de>;

    simple_values_are_nothing!();

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let name = seq.next_element()?.unwrap_or_default();
        let value = seq.next_element()?.unwrap_or_default();
        drain(seq)?;
        Ok(Pair(name, value))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        Named::deserialize(MapAccessDeserializer::new(map)).map(|named| Pair(named.name, named.value))
    }
}

#[cfg(test)]
mod tests {
    use super::Pairs;

    #[test]
    fn pairs_come_in_three_forms() {
        for json in [r#"[{"name":"a","value":"b"},7,{}]"#, r#"[["a","b"],[],["x"]]"#, r#"{"a":"b"}"#] {
            let Pairs(pairs) = serde_json::from_str(json).unwrap();
            assert_eq!(pairs[0].0.string().unwrap(), "a", "{json}");
            assert_eq!(pairs[0].1.string().unwrap(), "b", "{json}");
        }
    }

    #[test]
    fn what_is_no_list_of_pairs_has_none() {
        for json in ["1", "-1", "1.5", "true", "null", "[]", "[[1]]", r#""text""#, "{}", r#"{"a":"b"}"#] {
            let Pairs(pairs) = serde_json::from_str(json).unwrap();
            assert_eq!(pairs.len(), usize::from(json.contains('b')), "{json}");
        }
    }
}
