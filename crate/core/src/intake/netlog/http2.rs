//! The frames that one end of a connection sent over HTTP/2 (RFC 9113, section 4 and 6.1).
//!
//! Decides which of their bytes are bodies, and of which stream. Refuses to read headers: the log says them in words.

use std::collections::BTreeMap;

const PREFACE: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const DATA: u8 = 0;
const END_STREAM: u8 = 1;
const PADDED: u8 = 8;
/// Streams of one connection whose body may be under way. Servers allow a hundred or so.
const STREAMS: usize = 1_000;

/// The frames on their way through.
#[derive(Debug, Default)]
pub(super) struct Frames {
    /// Streams, and the request that each carries.
    streams: BTreeMap<u64, i64>,
    at: At,
}

#[derive(Debug)]
enum At {
    /// This much of the preface has come.
    Preface(usize),
    /// A frame's first nine bytes, as far as they have come.
    Head { bytes: [u8; 9], length: usize },
    /// In a frame.
    Frame(Frame),
    /// The connection began before the log did: where frames begin cannot be told.
    Lost,
}

#[derive(Debug, Clone, Copy)]
struct Frame {
    /// The stream whose body it holds.
    stream: Option<u64>,
    ends: bool,
    /// The next byte says how many bytes of padding there are at the end.
    pads: bool,
    left: usize,
    padding: usize,
}

impl Default for At {
    fn default() -> Self {
        Self::Preface(0)
    }
}

impl At {
    const HEAD: Self = Self::Head { bytes: [0; 9], length: 0 };
}

impl Frames {
    /// A stream was opened for a request.
    pub(super) fn open(&mut self, stream: u64, request: i64) {
        if self.streams.len() >= STREAMS {
            self.streams.pop_first();
        }
        self.streams.insert(stream, request);
    }

    /// Takes the next bytes and hands over those of bodies: the request, the bytes, and whether they are its last.
    pub(super) fn take(&mut self, mut bytes: &[u8], sink: &mut impl FnMut(i64, &[u8], bool)) {
        while let Some((&first, rest)) = bytes.split_first() {
            match &mut self.at {
                At::Lost => return,
                At::Preface(length) => {
                    if PREFACE.get(*length) != Some(&first) {
                        self.at = At::Lost;
                        return;
                    }
                    *length += 1;
                    if *length == PREFACE.len() {
                        self.at = At::HEAD;
                    }
                    bytes = rest;
                }
                At::Head { bytes: head, length } => {
                    head[*length] = first;
                    *length += 1;
                    bytes = rest;
                    if *length == head.len() {
                        let frame = Frame::of(head);
                        self.at = At::Frame(frame);
                        self.end(frame, sink);
                    }
                }
                At::Frame(frame) if frame.pads => {
                    frame.pads = false;
                    frame.left -= 1;
                    frame.padding = usize::from(first).min(frame.left);
                    bytes = rest;
                    let frame = *frame;
                    self.end(frame, sink);
                }
                At::Frame(frame) => {
                    let length = frame.left.min(bytes.len());
                    let body = length.min(frame.left - frame.padding);
                    frame.left -= length;
                    frame.padding = frame.padding.min(frame.left);
                    let frame = *frame;
                    if let Some(request) = frame.stream.and_then(|stream| self.streams.get(&stream))
                        && body > 0
                    {
                        sink(*request, &bytes[..body], false);
                    }
                    bytes = &bytes[length..];
                    self.end(frame, sink);
                }
            }
        }
    }

    /// Goes on to the next frame where this one has ended.
    fn end(&mut self, frame: Frame, sink: &mut impl FnMut(i64, &[u8], bool)) {
        if frame.left > 0 {
            return;
        }
        self.at = At::HEAD;
        if frame.ends
            && let Some(request) = frame.stream.and_then(|stream| self.streams.remove(&stream))
        {
            sink(request, &[], true);
        }
    }
}

impl Frame {
    fn of(head: &[u8; 9]) -> Self {
        let [a, b, c, kind, flags, s0, s1, s2, s3] = *head;
        let left = usize::from(a) << 16 | usize::from(b) << 8 | usize::from(c);
        let data = kind == DATA;
        Self {
            stream: data.then(|| u64::from(u32::from_be_bytes([s0 & 0x7F, s1, s2, s3]))),
            ends: data && flags & END_STREAM != 0,
            pads: data && flags & PADDED != 0 && left > 0,
            left,
            padding: 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Frames, PREFACE};

    fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
        let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
        [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
    }

    fn heard(bytes: &[u8], piece: usize) -> Vec<(i64, Vec<u8>, bool)> {
        let mut frames = Frames::default();
        frames.open(1, 10);
        frames.open(3, 30);
        let mut heard: Vec<(i64, Vec<u8>, bool)> = Vec::new();
        for bytes in bytes.chunks(piece) {
            frames.take(
                bytes,
                &mut |request, body, ends| match heard.iter_mut().find(|of| of.0 == request) {
                    Some(of) => {
                        of.1.extend_from_slice(body);
                        of.2 |= ends;
                    }
                    None => heard.push((request, body.to_vec(), ends)),
                },
            );
        }
        heard
    }

    #[test]
    fn bodies_are_told_apart_by_stream_wherever_the_pieces_end() {
        let bytes = [
            PREFACE.to_vec(),
            frame(4, 0, 0, &[0, 1, 0, 0, 0, 0]),
            frame(1, 4, 1, b"headers"),
            frame(0, 0, 1, b"first "),
            frame(1, 4, 3, b"headers"),
            frame(0, 8, 3, b"\x03paddedxyz"),
            frame(0, 1, 1, b"second"),
            frame(0, 0, 5, b"nobody's"),
            frame(0, 1, 3, b""),
            frame(0, 9, 1, b""),
        ]
        .concat();
        let expected = vec![(10, b"first second".to_vec(), true), (30, b"padded".to_vec(), true)];
        for piece in 1..bytes.len() {
            assert_eq!(heard(&bytes, piece), expected, "pieces of {piece}");
        }
    }

    #[test]
    fn padding_that_is_longer_than_its_frame_leaves_nothing() {
        let bytes = [PREFACE.to_vec(), frame(0, 8, 1, b"\xFFabc"), frame(0, 1, 1, b"next")].concat();
        assert_eq!(heard(&bytes, 5), [(10, b"next".to_vec(), true)]);
    }

    #[test]
    fn a_connection_older_than_the_log_tells_nothing() {
        assert!(heard(&frame(0, 1, 1, b"body"), 100).is_empty());
    }
}
