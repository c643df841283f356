//! The bytes of one request over HTTP/1.1.
//!
//! Decides where its head ends. Refuses to know whose request it is, and how a body in chunks is put together before it
//! is whole.

/// A message on its way through.
#[derive(Debug, Default)]
pub(super) struct Message {
    /// How much of the empty line that ends the head has come: 4 once it has ended.
    ended: u8,
}

const END: &[u8; 4] = b"\r\n\r\n";

impl Message {
    /// Those of the next bytes that are the body's.
    pub(super) fn body_in<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        for (at, byte) in bytes.iter().enumerate() {
            if usize::from(self.ended) == END.len() {
                return &bytes[at..];
            }
            self.ended = match byte {
                byte if *byte == END[usize::from(self.ended)] => self.ended + 1,
                b'\r' => 1,
                _ => 0,
            };
        }
        &[]
    }
}

/// The content of a body that came in chunks, and whether its last chunk came.
pub(super) fn joined(mut body: &[u8]) -> (Vec<u8>, bool) {
    let mut content = Vec::with_capacity(body.len());
    loop {
        let Some(line) = memchr::memchr(b'\n', body) else { return (content, false) };
        let size = body[..line].split(|byte| matches!(byte, b';' | b'\r' | b' ')).next().unwrap_or_default();
        let size = std::str::from_utf8(size).ok().and_then(|size| usize::from_str_radix(size, 16).ok());
        let Some(size) = size else { return (content, false) };
        if size == 0 {
            return (content, true);
        }
        let chunk = &body[line + 1..];
        content.extend_from_slice(&chunk[..size.min(chunk.len())]);
        // The line end after a chunk.
        let Some(rest) = size.checked_add(2).and_then(|next| chunk.get(next..)) else {
            return (content, false);
        };
        body = rest;
    }
}

#[cfg(test)]
mod tests {
    use super::{Message, joined};

    #[test]
    fn a_head_ends_at_its_empty_line_wherever_the_pieces_end() {
        let text = b"POST / HTTP/1.1\r\nA: \r\r\n\r\nbody\r\n\r\nmore";
        for piece in 1..text.len() {
            let mut message = Message::default();
            let body: Vec<u8> =
                text.chunks(piece).flat_map(|bytes| message.body_in(bytes).to_vec()).collect();
            assert_eq!(body, b"body\r\n\r\nmore", "pieces of {piece}");
        }
    }

    #[test]
    fn chunks_are_joined_as_far_as_they_came() {
        assert_eq!(joined(b"3;x=y\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"), (b"abcde".to_vec(), true));
        assert_eq!(joined(b"3\r\nabc\r\n5\r\nde"), (b"abcde".to_vec(), false));
        for broken in [&b""[..], b"x\r\nabc", b"ffffffffffffffffff\r\na"] {
            assert!(!joined(broken).1);
        }
        assert_eq!(joined(b"ffffffffffffffff\r\nab"), (b"ab".to_vec(), false));
    }
}
