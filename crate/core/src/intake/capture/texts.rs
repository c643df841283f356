//! What of a piece of a file is text, for entries that are read where they lie.
//!
//! Decides how much is looked at ahead. Refuses to know what stands in it.

/// An entry is read where it lies up to this many bytes: small enough that no cap on a part of it is ever reached.
const WHOLE: usize = 1 << 20;

/// What of a chunk is text. Each byte is looked at once, however many entries begin in it.
pub(super) struct Texts<'a> {
    chunk: &'a [u8],
    /// Where `text` begins in the chunk.
    from: usize,
    text: &'a str,
}

impl<'a> Texts<'a> {
    /// The texts of a chunk.
    pub(super) fn of(chunk: &'a [u8]) -> Self {
        Self { chunk, from: 0, text: "" }
    }

    /// The text from here on, as far as it is any.
    pub(super) fn from(&mut self, at: usize) -> &'a str {
        if let Some(text) =
            at.checked_sub(self.from).and_then(|skip| self.text.get(skip..)).filter(|text| !text.is_empty())
        {
            return text;
        }
        let bytes = &self.chunk[at..self.chunk.len().min(at + WHOLE)];
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default(),
        };
        (self.from, self.text) = (at, text);
        text
    }
}

#[cfg(test)]
mod tests {
    use super::Texts;

    #[test]
    fn text_goes_on_until_something_is_none() {
        let mut texts = Texts::of(b"ab\xC3\xA9\xFFcd\xC3");
        assert_eq!(texts.from(0), "ab\u{e9}");
        assert_eq!(texts.from(1), "b\u{e9}");
        assert_eq!(texts.from(4), "");
        assert_eq!(texts.from(5), "cd");
        assert_eq!(texts.from(7), "");
    }
}
