//! Opening bytes: compressed streams, binary documents, text in other charsets, and what stays closed.
//!
//! Decides what is tried by the bytes' own marks. Refuses to believe a header, except to choose what to try where bytes
//! have no mark (brotli, raw deflate, a charset).

use crate::finding::Category;

use super::json::{self, Read};
use super::layer::{is_readable, readable};
use super::streams::{Codec, Inflated};
use super::trail::Trail;
use super::walk::Walk;
use super::{charset, codec, shape};

/// The longest body that is tried as brotli though nothing says that it is: most such bodies are sealed.
const UNNAMED_BROTLI: usize = 256 << 10;

/// A stream that says itself how it is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compression {
    Gzip,
    Zlib,
    Zstd,
}

/// How bytes are compressed, by their first ones.
pub(super) fn compression(bytes: &[u8]) -> Option<Compression> {
    match bytes {
        [0x1f, 0x8b, 8, ..] => Some(Compression::Gzip),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Compression::Zstd),
        // Deflate with a window of 32 kB, and a check over both bytes.
        [0x78, flags, third, ..] if (0x7800 + u16::from(*flags)) % 31 == 0 && third & 7 != 7 => {
            Some(Compression::Zlib)
        }
        _ => None,
    }
}

impl Walk<'_> {
    /// Opens bytes that are not text.
    pub(super) fn bytes(&mut self, bytes: &[u8], trail: &Trail<'_>) {
        if !self.try_bytes(bytes, trail) {
            self.judge_opaque(bytes, 32, trail);
        }
    }

    /// Opens bytes; false when nothing made sense of them.
    pub(super) fn try_bytes(&mut self, bytes: &[u8], trail: &Trail<'_>) -> bool {
        if bytes.len() < 2 || !self.budget.work(bytes.len()) {
            return true;
        }
        if trail.layers() >= self.budget.limits().layers {
            self.budget.partial = true;
            return true;
        }
        if !self.budget.enter() {
            return true;
        }
        let opened = self.open_compressed(bytes, trail)
            || self.open_as_text(bytes, trail)
            || self.open_binary(bytes, trail)
            || self.open_nearly_text(bytes, trail);
        self.budget.leave();
        opened
    }

    fn open_compressed(&mut self, bytes: &[u8], trail: &Trail<'_>) -> bool {
        let (layer, inflated) = match compression(bytes) {
            Some(Compression::Gzip) => ("gzip", codec::gzip(bytes, &mut self.budget)),
            Some(Compression::Zlib) => ("zlib", codec::zlib(bytes, &mut self.budget)),
            Some(Compression::Zstd) => ("zstd", codec::stream(Codec::Zstd, bytes, &mut self.budget)),
            None => return false,
        };
        self.open_inflated(inflated, &trail.layer(layer))
    }

    /// Opens what a decompressor wrote; false when it wrote nothing.
    pub(super) fn open_inflated(&mut self, inflated: Inflated, trail: &Trail<'_>) -> bool {
        if inflated.bytes.is_empty() {
            return false;
        }
        self.budget.partial |= !inflated.whole;
        self.open_bytes(&inflated.bytes, trail);
        true
    }

    fn open_as_text(&mut self, bytes: &[u8], trail: &Trail<'_>) -> bool {
        match readable(bytes) {
            Some(text) => {
                self.text(text, trail);
                true
            }
            None => false,
        }
    }

    /// Text with some bytes out of place, or cut within a letter.
    fn open_nearly_text(&mut self, bytes: &[u8], trail: &Trail<'_>) -> bool {
        let strange = bytes.iter().filter(|byte| matches!(byte, 0..=8 | 14..=31 | 127..)).count();
        let readable = bytes.len() >= 8 && !bytes.contains(&0) && strange * 5 <= bytes.len();
        if readable {
            let text = String::from_utf8_lossy(bytes);
            self.text(&text, trail);
        }
        readable
    }

    fn open_binary(&mut self, bytes: &[u8], trail: &Trail<'_>) -> bool {
        if self.open_multipart(bytes, trail) || self.open_utf16(bytes, trail) {
            return true;
        }
        // A map or an array, read to its end, is MessagePack; anything else starts the same way by chance.
        if matches!(bytes[0], 0x81..=0x8f | 0x91..=0x9f | 0xdc..=0xdf) {
            let mark = self.mark();
            if bytes.len() >= 8 && json::message_pack(self, bytes, trail) == Read::Whole {
                return true;
            }
            self.rewind(mark);
        }
        if self.open_protobuf(bytes, trail) {
            return true;
        }
        let inflated = codec::deflate(bytes, &mut self.budget);
        if inflated.bytes.len() >= 16
            && (inflated.whole || inflated.bytes.len() > bytes.len())
            && is_readable(&inflated.bytes)
        {
            return self.open_inflated(inflated, &trail.layer("deflate"));
        }
        self.open_unnamed_brotli(bytes, trail)
    }

    /// Brotli has no mark, and a browser shows the header that would name it only after the body. A whole stream that
    /// reads as text is none by chance; only a body of its own is tried.
    fn open_unnamed_brotli(&mut self, bytes: &[u8], trail: &Trail<'_>) -> bool {
        if trail.layers() > 0 || trail.name().is_some() || !(16..=UNNAMED_BROTLI).contains(&bytes.len()) {
            return false;
        }
        let inflated = codec::stream(Codec::Brotli, bytes, &mut self.budget);
        inflated.whole
            && inflated.bytes.len() >= 16
            && is_readable(&inflated.bytes)
            && self.open_inflated(inflated, &trail.layer("brotli"))
    }

    fn open_utf16(&mut self, bytes: &[u8], trail: &Trail<'_>) -> bool {
        let (unit, layer): (fn([u8; 2]) -> u16, _) = match bytes {
            [0xff, 0xfe, ..] | [b'{' | b'[', 0, ..] => (u16::from_le_bytes, "utf-16le"),
            [0xfe, 0xff, ..] | [0, b'{' | b'[', ..] => (u16::from_be_bytes, "utf-16be"),
            _ => return false,
        };
        let Some(text) = charset::utf16(bytes, unit) else { return false };
        if text.len() > self.budget.output() {
            return false;
        }
        self.budget.wrote(text.len());
        self.text(&text, &trail.layer(layer));
        true
    }

    /// Says that something left which could not be opened, when it is long and dense enough to hold something.
    pub(super) fn judge_opaque(&mut self, bytes: &[u8], shortest: usize, trail: &Trail<'_>) {
        // An address inside a value is somebody else's request: what it holds was not put there by the page.
        if self.is_quiet() || bytes.len() < shortest || self.opaque >= 4 || trail.is_within_address() {
            return;
        }
        let head = &bytes[..bytes.len().min(4096)];
        let entropy = shape::entropy(head);
        // Random bytes reach the logarithm of their number; a short picture or a table does not.
        if entropy < 0.8 * (head.len() as f64).log2().min(8.0) {
            return;
        }
        self.opaque += 1;
        let size = format!("{} bytes", bytes.len());
        let why =
            format!("{} bytes with {entropy:.1} bits of entropy each could not be opened.", bytes.len());
        self.found(Category::Opaque, &size, trail, &[], "opaque", why);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_say_what_they_are() {
        assert_eq!(compression(&[0x1f, 0x8b, 8, 0]), Some(Compression::Gzip));
        for flags in [0x01, 0x5e, 0x9c, 0xda] {
            assert_eq!(compression(&[0x78, flags, 0xcb]), Some(Compression::Zlib));
        }
        assert_eq!(compression(b"x+"), None);
        assert_eq!(compression(b"xyz"), None);
        assert_eq!(compression(&[]), None);
    }
}
