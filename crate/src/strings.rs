//! How the strings that come with every request cross the wall: side by side through one buffer in wasm memory.
//!
//! Decides the buffer's form. Refuses to know what the strings mean.

/// How many strings one call brings at most.
const STRINGS: usize = 8;
/// Bytes of the lengths that stand before the text.
const LENGTHS: usize = STRINGS * 4;
/// Room for text at first: longer addresses ask for more.
const ROOM: usize = 64 * 1024;

/// Strings that JavaScript writes side by side into wasm memory: eight little-endian lengths, then the text.
pub(crate) struct Strings {
    bytes: Vec<u8>,
}

impl Strings {
    pub(crate) fn new() -> Self {
        Self { bytes: vec![0; LENGTHS + ROOM] }
    }

    /// Where JavaScript writes. The address changes when room is made.
    pub(crate) fn address(&self) -> usize {
        self.bytes.as_ptr() as usize
    }

    /// Makes room for so many bytes of text.
    pub(crate) fn reserve(&mut self, text: usize) -> usize {
        if self.bytes.len() < LENGTHS + text {
            self.bytes.resize(LENGTHS + text, 0);
        }
        self.address()
    }

    /// The one string that stands where the text begins, its length told beside it.
    #[inline]
    pub(crate) fn first(&self, length: usize) -> &str {
        let text = self.bytes.get(LENGTHS..).and_then(|text| text.get(..length));
        text.map(as_text).unwrap_or_default()
    }

    /// The strings. A length that does not fit, or bytes that are not UTF-8, make the string empty: `encodeInto` writes
    /// neither.
    pub(crate) fn read(&self) -> [&str; STRINGS] {
        let mut strings = [""; STRINGS];
        let (lengths, text) = self.bytes.split_at(LENGTHS);
        let mut start = 0_usize;
        for (string, length) in strings.iter_mut().zip(lengths.chunks_exact(4)) {
            let length = length.iter().rev().fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte));
            let end = start.saturating_add(length);
            *string = text.get(start..end).map(as_text).unwrap_or_default();
            start = end;
        }
        strings
    }
}

/// Bytes as the text that they are; none where they are none.
#[inline]
fn as_text(bytes: &[u8]) -> &str {
    simdutf8::basic::from_utf8(bytes).unwrap_or_default()
}
