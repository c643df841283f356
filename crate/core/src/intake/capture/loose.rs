//! JSON values that are read as what they should be, and as absent when they are something else.
//!
//! Decides that one field of a wrong type costs that field and not its entry, and that text is bytes: captures hold
//! lone surrogates, which no Rust string can. Refuses to know which fields there are.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// No list of a capture is kept longer than this; the rest is counted.
pub(crate) const LIST_CAP: usize = 20_000;

/// A string as it stands in the file, unread until somebody asks.
#[derive(Clone, Copy, Default)]
pub(crate) struct Text<'a>(pub(super) Option<&'a str>);

impl fmt::Debug for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} bytes)", self.0.map_or(0, str::len))
    }
}

impl<'a> Text<'a> {
    /// Whether there is a string, be it an empty one.
    pub(crate) fn is_some(self) -> bool {
        self.0.is_some()
    }

    /// How long it is in the file, which is at least as long as what it stands for.
    pub(crate) fn written(self) -> usize {
        self.0.map_or(0, str::len)
    }

    /// The string, where it stands in the file as it is: without an escape.
    fn plain(self) -> Option<&'a str> {
        let written = self.0?;
        let inner = written.get(1..written.len().checked_sub(1)?)?;
        memchr::memchr(b'\\', inner.as_bytes()).is_none().then_some(inner)
    }

    /// The bytes that the string stands for. A lone surrogate between U+DC80 and U+DCFF is how Python writes a byte
    /// that was no UTF-8: it becomes that byte again.
    pub(crate) fn bytes(self) -> Option<Cow<'a, [u8]>> {
        let written = self.0?;
        if let Some(plain) = self.plain() {
            return Some(Cow::Borrowed(plain.as_bytes()));
        }
        let mut parser = serde_json::Deserializer::from_str(written);
        let read = parser.deserialize_bytes(BytesVisitor).ok()?;
        Some(Cow::Owned(without_surrogates(read)))
    }

    /// The string; bytes that are no UTF-8 become U+FFFD.
    pub(crate) fn string(self) -> Option<Cow<'a, str>> {
        if let Some(plain) = self.plain() {
            return Some(Cow::Borrowed(plain));
        }
        Some(match self.bytes()? {
            Cow::Borrowed(bytes) => String::from_utf8_lossy(bytes),
            Cow::Owned(bytes) => Cow::Owned(
                String::from_utf8(bytes)
                    .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
            ),
        })
    }

    /// The string, unless it is absent or empty.
    pub(crate) fn filled(self) -> Option<Cow<'a, str>> {
        self.string().filter(|text| !text.is_empty())
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&'de RawValue>::deserialize(deserializer)?.get();
        Ok(Self(raw.starts_with('"').then_some(raw)))
    }
}

/// A string that matters for being there: something else in its place is not read, and is not absent either.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Told<'a> {
    pub(crate) text: Text<'a>,
    /// Something else stands there.
    pub(crate) is_other: bool,
}

impl<'de: 'a, 'a> Deserialize<'de> for Told<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&'de RawValue>::deserialize(deserializer)?.get();
        let text = Text(raw.starts_with('"').then_some(raw));
        Ok(Self { text, is_other: !text.is_some() && raw != "null" })
    }
}

struct BytesVisitor;

impl Visitor<'_> for BytesVisitor {
    type Value = Vec<u8>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
        Ok(bytes.to_vec())
    }

    fn visit_byte_buf<E>(self, bytes: Vec<u8>) -> Result<Vec<u8>, E> {
        Ok(bytes)
    }
}

/// Replaces surrogates, which stand in `bytes` as three bytes each that begin with ED.
fn without_surrogates(bytes: Vec<u8>) -> Vec<u8> {
    let is_surrogate =
        |at: usize| bytes.get(at + 1).is_some_and(|&next| next >= 0xA0) && at + 2 < bytes.len();
    let Some(first) = memchr::memchr_iter(0xED, &bytes).find(|&at| is_surrogate(at)) else { return bytes };
    let mut out = Vec::with_capacity(bytes.len());
    out.extend_from_slice(&bytes[..first]);
    let mut at = first;
    while at < bytes.len() {
        if bytes[at] == 0xED && is_surrogate(at) {
            match (bytes[at + 1], bytes[at + 2]) {
                (0xB2, low) => out.push(low),
                (0xB3, low) => out.push(low | 0x40),
                _ => out.extend_from_slice("\u{FFFD}".as_bytes()),
            }
            at += 3;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    out
}

/// A number, also one that somebody put between quotes.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Number(pub(crate) Option<f64>);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&'de RawValue>::deserialize(deserializer)?.get();
        Ok(Self(raw.trim_matches('"').parse().ok().filter(|number: &f64| number.is_finite())))
    }
}

/// `true`, and whatever else counts as not true.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Flag(pub(crate) bool);

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(<&RawValue>::deserialize(deserializer)?.get() == "true"))
    }
}

/// The methods by which a visitor takes any simple value as one of its own.
macro_rules! simple_values_are {
    ($other:expr, null: $null:expr) => {
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("any value")
        }

        fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
            Ok($other)
        }

        fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
            Ok($other)
        }

        fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
            Ok($other)
        }

        fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
            Ok($other)
        }

        fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
            Ok($other)
        }

        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok($null)
        }
    };
}

/// The same where it takes each as nothing.
macro_rules! simple_values_are_nothing {
    () => {
        simple_values_are!(Self::Value::default(), null: Self::Value::default());
    };
}

pub(super) use {simple_values_are, simple_values_are_nothing};

/// An object of a known shape, or nothing.
#[derive(Debug, Clone)]
pub(crate) struct Loose<T>(pub(crate) Option<T>);

impl<T> Default for Loose<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Loose<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LooseVisitor(PhantomData))
    }
}

struct LooseVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for LooseVisitor<T> {
    type Value = Loose<T>;

    simple_values_are_nothing!();

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
        drain(seq)?;
        Ok(Loose(None))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(|value| Loose(Some(value)))
    }
}

/// An object that matters for being there.
#[derive(Debug, Clone, Default)]
pub(crate) enum Given<T> {
    /// It is not there.
    #[default]
    Nothing,
    Is(T),
    /// Something else stands there.
    Other,
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Given<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(GivenVisitor(PhantomData))
    }
}

struct GivenVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for GivenVisitor<T> {
    type Value = Given<T>;

    simple_values_are!(Given::Other, null: Given::Nothing);

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
        drain(seq)?;
        Ok(Given::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Given::Is)
    }
}

/// A list of objects of a known shape; elements of other shapes are left out and counted.
#[derive(Debug, Clone)]
pub(crate) struct List<T> {
    /// The elements.
    pub(crate) items: Vec<T>,
    /// How many more there were.
    pub(crate) beyond: u64,
    /// How many were something else; one, where the list itself is.
    pub(crate) others: u64,
}

impl<T> List<T> {
    const NONE: Self = Self { items: Vec::new(), beyond: 0, others: 1 };
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self { items: Vec::new(), beyond: 0, others: 0 }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ListVisitor(PhantomData))
    }
}

struct ListVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ListVisitor<T> {
    type Value = List<T>;

    simple_values_are!(List::NONE, null: List::default());

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let (mut items, mut others) = (Vec::new(), 0);
        while items.len() < LIST_CAP {
            match seq.next_element::<Loose<T>>()? {
                Some(Loose(Some(item))) => items.push(item),
                Some(Loose(None)) => others += 1,
                None => return Ok(List { items, beyond: 0, others }),
            }
        }
        Ok(List { items, beyond: drain(seq)?, others })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(List::NONE)
    }
}

/// Those elements of a list that are strings.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lines<'a>(pub(crate) Vec<Text<'a>>);

impl<'de: 'a, 'a> Deserialize<'de> for Lines<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LinesVisitor)
    }
}

struct LinesVisitor;

impl<'de> Visitor<'de> for LinesVisitor {
    type Value = Lines<'de>;

    simple_values_are_nothing!();

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut lines = Vec::new();
        while let Some(text) = seq.next_element::<Text<'de>>()? {
            if text.is_some() && lines.len() < LIST_CAP {
                lines.push(text);
            }
        }
        Ok(Lines(lines))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Lines::default())
    }
}

/// Tools disagree on padding, and a body that was cut off has none.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The bytes behind base64.
pub(crate) fn from_base64(text: &[u8]) -> Option<Vec<u8>> {
    let mut text: Cow<'_, [u8]> = Cow::Borrowed(text);
    if text.iter().any(u8::is_ascii_whitespace) {
        text.to_mut().retain(|byte| !byte.is_ascii_whitespace());
    }
    BASE64.decode(&text).ok()
}

/// Reads what is left of a list, drops it and counts it.
pub(super) fn drain<'de, A: SeqAccess<'de>>(mut seq: A) -> Result<u64, A::Error> {
    let mut count = 0;
    while seq.next_element::<IgnoredAny>()?.is_some() {
        count += 1;
    }
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::{Given, List, Loose, Number, Text, Told};

    fn bytes(json: &str) -> Vec<u8> {
        serde_json::from_str::<Text<'_>>(json).unwrap().bytes().unwrap().into_owned()
    }

    #[test]
    fn a_string_is_the_bytes_it_stands_for() {
        assert_eq!(bytes(r#""plain""#), b"plain");
        assert_eq!(bytes(r#""a\n\u00e9\"\ud83d\ude00""#), "a\né\"😀".as_bytes());
        assert_eq!(bytes(r#""""#), b"");
    }

    #[test]
    fn a_lone_surrogate_of_python_is_a_byte_again() {
        assert_eq!(bytes(r#""\u001f\udc8b\b\udcff\udc80""#), [0x1f, 0x8b, 0x08, 0xff, 0x80]);
    }

    #[test]
    fn any_other_lone_surrogate_is_replaced() {
        assert_eq!(bytes(r#""x\ud800y\udfffz""#), "x\u{FFFD}y\u{FFFD}z".as_bytes());
    }

    #[test]
    fn what_has_the_wrong_type_is_absent() {
        for json in ["1", "-1", "1.5", "true", "null", "[]", "[[1]]", "{}", r#"{"a":{"b":[]}}"#] {
            assert!(!serde_json::from_str::<Text<'_>>(json).unwrap().is_some(), "{json}");
        }
        for json in ["1", "-1", "1.5", "true", "null", "[]", "[[1]]", r#""text""#] {
            assert!(serde_json::from_str::<Loose<u8>>(json).unwrap().0.is_none(), "{json}");
            assert!(serde_json::from_str::<List<u8>>(json).unwrap().items.is_empty(), "{json}");
        }
    }

    #[test]
    fn numbers_may_stand_between_quotes() {
        let number = |json| serde_json::from_str::<Number>(json).unwrap().0;
        assert_eq!(number("200"), Some(200.0));
        assert_eq!(number("\"200\""), Some(200.0));
        assert_eq!(number("1e999"), None);
        assert_eq!(number("{}"), None);
    }

    #[test]
    fn what_stands_in_the_place_of_another_is_not_absent() {
        for json in ["1", "-1", "1.5", "true", "false", "[]", "[[1]]", r#""text""#] {
            assert!(matches!(serde_json::from_str(json).unwrap(), Given::<Flagged>::Other), "{json}");
            assert!(json.contains("text") || serde_json::from_str::<Told<'_>>(json).unwrap().is_other);
        }
        assert!(matches!(serde_json::from_str("{}").unwrap(), Given::<Flagged>::Is(_)));
        assert!(matches!(serde_json::from_str("null").unwrap(), Given::<Flagged>::Nothing));
        assert!(!serde_json::from_str::<Told<'_>>("null").unwrap().is_other);
        let list = |json| serde_json::from_str::<List<Flagged>>(json).unwrap();
        assert_eq!((list("[{},1,[],{}]").items.len(), list("[{},1,[],{}]").others), (2, 2));
        assert_eq!(
            (list("null").others, list("[]").others, list("{}").others, list("7").others),
            (0, 0, 1, 1)
        );
    }

    #[derive(serde::Deserialize)]
    struct Flagged {}
}
