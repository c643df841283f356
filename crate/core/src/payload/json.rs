//! Values in a tree: JSON and MessagePack, walked as their parsers read them.
//!
//! Decides how members and elements become steps of a trail. Nothing is built: every text goes to the walk as soon as
//! it is read, so that a document that breaks off still yields what came before. Refuses to know what a value means.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::trail::Trail;
use super::walk::Walk;

/// How reading a document ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Read {
    /// To its end.
    Whole,
    /// Something was read, then it broke off, or a limit stopped it.
    Partly,
    /// Nothing was read: it is not one.
    Not,
}

/// Walks one JSON document, or several behind each other.
pub(super) fn json(walk: &mut Walk<'_>, text: &str, trail: &Trail<'_>) -> Read {
    if !walk.budget.work(text.len()) {
        return Read::Not;
    }
    let mut documents = 0;
    let mut rest = text.trim_start();
    let several = is_several(text);
    let layer = trail.layer(if several { "ndjson" } else { "json" });
    while !rest.is_empty() {
        let mut reader = serde_json::Deserializer::from_str(rest);
        let before = walk.budget.seen();
        let result = if several {
            let line = layer.index(documents);
            Node { walk, trail: &line }.deserialize(&mut reader)
        } else {
            Node { walk, trail: &layer }.deserialize(&mut reader)
        };
        if result.is_err() {
            let some = documents > 0 || walk.budget.seen() > before;
            return if some { Read::Partly } else { Read::Not };
        }
        documents += 1;
        if !several {
            break;
        }
        rest = rest.split_once('\n').map_or("", |(_, rest)| rest.trim_start());
    }
    if documents > 0 { Read::Whole } else { Read::Not }
}

/// Whether the text is JSON line by line.
fn is_several(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let fits = |line: &str| line.len() > 1 && line.starts_with(['{', '[']) && line.ends_with(['}', ']']);
    lines.next().is_some_and(fits) && lines.next().is_some_and(fits)
}

/// Walks one MessagePack document that fills the bytes.
pub(super) fn message_pack(walk: &mut Walk<'_>, bytes: &[u8], trail: &Trail<'_>) -> Read {
    if !walk.budget.work(bytes.len()) {
        return Read::Not;
    }
    let layer = trail.layer("msgpack");
    let mut reader = rmp_serde::Deserializer::from_read_ref(bytes);
    reader.set_max_depth(96);
    match (Node { walk, trail: &layer }).deserialize(&mut reader) {
        Ok(()) => Read::Whole,
        Err(_) => Read::Partly,
    }
}

/// One value on its way from a parser to the walk.
struct Node<'w, 'c, 't> {
    walk: &'w mut Walk<'c>,
    trail: &'t Trail<'t>,
}

impl<'de> DeserializeSeed<'de> for Node<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.walk.number(&number, self.trail);
        Ok(())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        self.walk.number(&number, self.trail);
        Ok(())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        self.walk.number(&number, self.trail);
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.walk.text(text, self.trail);
        Ok(())
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<(), E> {
        self.walk.bytes(bytes, self.trail);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        let Self { walk, trail } = self;
        if !walk.budget.enter() {
            return Err(A::Error::custom("too deep"));
        }
        let mut index = 0;
        let result = loop {
            if walk.budget.spent() {
                break Err(A::Error::custom("too much"));
            }
            let here = trail.index(index);
            match elements.next_element_seed(Node { walk, trail: &here }) {
                Ok(Some(())) => index += 1,
                Ok(None) => break Ok(()),
                Err(error) => break Err(error),
            }
        };
        walk.budget.leave();
        result
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let Self { walk, trail } = self;
        if !walk.budget.enter() {
            return Err(A::Error::custom("too deep"));
        }
        let result = loop {
            if walk.budget.spent() {
                break Err(A::Error::custom("too much"));
            }
            let key = match members.next_key_seed(Key) {
                Ok(Some(key)) => key,
                Ok(None) => break Ok(()),
                Err(error) => break Err(error),
            };
            walk.budget.saw();
            let here = trail.key(&key);
            if let Err(error) = members.next_value_seed(Node { walk, trail: &here }) {
                break Err(error);
            }
        };
        walk.budget.leave();
        result
    }
}

/// The name of a member; MessagePack also has numbers there.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Key {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(name))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(name.to_owned()))
    }

    fn visit_bytes<E: Error>(self, name: &[u8]) -> Result<Self::Value, E> {
        Ok(Cow::Owned(String::from_utf8_lossy(name).into_owned()))
    }

    fn visit_u64<E: Error>(self, name: u64) -> Result<Self::Value, E> {
        Ok(Cow::Owned(name.to_string()))
    }

    fn visit_i64<E: Error>(self, name: i64) -> Result<Self::Value, E> {
        Ok(Cow::Owned(name.to_string()))
    }
}
