//! Protobuf without its schema: fields by number, texts by guess.
//!
//! Decides whether bytes are a message at all: they have to be read to their end, and hold a text that reads. Refuses to
//! name fields; a dictionary may, by the numbers on the trail.

use prost::encoding::{WireType, decode_key, decode_varint};

use super::layer::is_readable;
use super::trail::Trail;
use super::walk::Walk;

/// One field of a message.
enum Value<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

/// Reads the next field; `None` when the bytes are no message.
fn field<'a>(rest: &mut &'a [u8]) -> Option<(u32, Value<'a>)> {
    let (number, wire) = decode_key(rest).ok()?;
    let mut take = |count: usize| {
        let (taken, after) = rest.split_at_checked(count)?;
        *rest = after;
        Some(taken)
    };
    let value = match wire {
        WireType::Varint => Value::Number(decode_varint(rest).ok()?),
        WireType::SixtyFourBit => Value::Number(u64::from_le_bytes(take(8)?.try_into().ok()?)),
        WireType::ThirtyTwoBit => Value::Number(u64::from(u32::from_le_bytes(take(4)?.try_into().ok()?))),
        WireType::LengthDelimited => {
            let length = usize::try_from(decode_varint(rest).ok()?).ok()?;
            let (taken, after) = rest.split_at_checked(length)?;
            *rest = after;
            Value::Bytes(taken)
        }
        // Groups are long out of use.
        WireType::StartGroup | WireType::EndGroup => return None,
    };
    Some((number, value))
}

/// Whether bytes are a message to their end, and how many bytes of readable text it holds.
fn readable_text(bytes: &[u8], levels: u8) -> Option<usize> {
    let mut rest = bytes;
    let mut text = 0;
    while !rest.is_empty() {
        let (number, value) = field(&mut rest)?;
        // Real messages number their fields from one on, and seldom far.
        if number > 4096 {
            return None;
        }
        if let Value::Bytes(inner) = value {
            if is_text(inner) {
                text += inner.len();
            } else if levels > 0 {
                text += readable_text(inner, levels - 1).unwrap_or(0);
            }
        }
    }
    Some(text)
}

/// Readable, and not a message whose first byte only happens to be a line break or a tabulator.
fn is_text(bytes: &[u8]) -> bool {
    bytes.len() >= 4 && !matches!(bytes[0], b'\n' | b'\r' | b'\t') && is_readable(bytes)
}

impl Walk<'_> {
    /// Opens a message that came as bytes.
    pub(super) fn open_protobuf(&mut self, bytes: &[u8], trail: &Trail<'_>) -> bool {
        if bytes.len() < 8 || !self.budget.work(bytes.len() * 2) {
            return false;
        }
        let Some(text) = readable_text(bytes, 4) else { return false };
        if text < 6 || text * 8 < bytes.len() {
            return false;
        }
        let layer = trail.layer("protobuf");
        self.message(bytes, 8, &layer);
        true
    }

    /// Opens a message that came as base64: nothing else says that it is one, so its text must make up most of it.
    pub(super) fn open_protobuf_within(&mut self, bytes: &[u8], trail: &Trail<'_>) -> bool {
        bytes.len() >= 12
            && readable_text(bytes, 4).is_some_and(|text| text >= 8 && text * 3 >= bytes.len())
            && self.open_protobuf(bytes, trail)
    }

    fn message(&mut self, bytes: &[u8], levels: u8, trail: &Trail<'_>) {
        let mut rest = bytes;
        while !rest.is_empty() && !self.budget.spent() {
            let Some((number, value)) = field(&mut rest) else { return };
            let mut name = itoa(number);
            let here = trail.key(name.text());
            match value {
                Value::Number(number) => self.number(&number, &here),
                Value::Bytes(inner) if is_text(inner) => {
                    if let Ok(text) = std::str::from_utf8(inner) {
                        self.text(text, &here);
                    }
                }
                Value::Bytes(inner) if super::bytes::compression(inner).is_some() => self.bytes(inner, &here),
                Value::Bytes(inner) => {
                    if levels > 0 && readable_text(inner, 4).is_some() && self.budget.enter() {
                        self.message(inner, levels - 1, &here);
                        self.budget.leave();
                    }
                }
            }
        }
    }
}

/// A number as text, on the stack.
struct Digits {
    bytes: [u8; 10],
    from: usize,
}

fn itoa(mut number: u32) -> Digits {
    let mut digits = Digits { bytes: [b'0'; 10], from: 10 };
    loop {
        digits.from -= 1;
        digits.bytes[digits.from] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            return digits;
        }
    }
}

impl Digits {
    fn text(&mut self) -> &str {
        std::str::from_utf8(&self.bytes[self.from..]).unwrap_or_default()
    }
}
