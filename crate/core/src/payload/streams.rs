//! Streams that few requests hold, brotli's and zstd's: by which reader they are opened.
//!
//! Decides what a reader may be asked for. Refuses to carry brotli's dictionary where its caller has it elsewhere: what the
//! background loads at each wake-up shall not hold what hardly any request needs.

use std::sync::OnceLock;

/// The codec of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Codec {
    /// RFC 7932.
    Brotli,
    /// RFC 8878.
    Zstd,
}

impl Codec {
    /// Both; a codec's place is the number that stands for it where a name would be too much.
    pub const ALL: [Self; 2] = [Self::Brotli, Self::Zstd];
}

/// What a decompressor wrote before it ended, failed or met the bound.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inflated {
    /// What it wrote.
    pub bytes: Vec<u8>,
    /// It ended as its format says it should.
    pub whole: bool,
}

/// Opens a stream, of which at most so many bytes are written. Damaged or cut, it gives what came before.
pub type StreamReader = fn(codec: Codec, bytes: &[u8], most: usize) -> Inflated;

static BROUGHT: OnceLock<StreamReader> = OnceLock::new();

/// Brings a reader of streams, once for all requests; a second one changes nothing.
pub fn bring_streams(reader: StreamReader) {
    let _ = BROUGHT.set(reader);
}

/// Opens a stream; where nobody brought a reader and none is built in, nothing comes out, and the stream stays closed.
pub(super) fn open(codec: Codec, bytes: &[u8], most: usize) -> Inflated {
    match BROUGHT.get().copied().or(BUILT_IN) {
        Some(reader) => reader(codec, bytes, most),
        None => Inflated::default(),
    }
}

#[cfg(not(feature = "streams"))]
const BUILT_IN: Option<StreamReader> = None;

#[cfg(feature = "streams")]
const BUILT_IN: Option<StreamReader> = Some(open_stream);

/// The reader that is built in.
#[cfg(feature = "streams")]
pub fn open_stream(codec: Codec, bytes: &[u8], most: usize) -> Inflated {
    const BUFFER: usize = 4096;
    // A frame may ask for a window of gigabytes: what asks for more than can be written is not opened.
    const WIDEST: u64 = 8 << 20;
    match codec {
        Codec::Brotli => drain(brotli_decompressor::Decompressor::new(bytes, BUFFER), most),
        Codec::Zstd => match ruzstd::decoding::StreamingDecoder::new_with_max_window_size(bytes, WIDEST) {
            Ok(decoder) => drain(decoder, most),
            Err(_) => Inflated::default(),
        },
    }
}

#[cfg(feature = "streams")]
fn drain(mut reader: impl std::io::Read, most: usize) -> Inflated {
    let mut inflated = Inflated::default();
    let mut chunk = [0; 4096];
    while inflated.bytes.len() < most {
        match reader.read(&mut chunk) {
            Ok(0) => {
                inflated.whole = true;
                break;
            }
            Ok(count) => {
                let room = (most - inflated.bytes.len()).min(count);
                inflated.bytes.extend_from_slice(&chunk[..room]);
            }
            // A cut or damaged stream: what came before it is still worth reading.
            Err(_) => break,
        }
    }
    inflated
}

#[cfg(all(test, feature = "streams"))]
mod tests {
    use super::*;

    const TEXT: &[u8] = b"{\"url\":\"https://example.org/\"}";

    fn stored_zstd() -> Vec<u8> {
        // A frame of one segment, its size in one byte, and one raw block, the last.
        let mut frame = vec![0x28, 0xb5, 0x2f, 0xfd, 0x20, TEXT.len() as u8];
        frame.extend((((TEXT.len() as u32) << 3) | 1).to_le_bytes().into_iter().take(3));
        frame.extend(TEXT);
        frame
    }

    #[test]
    fn a_cut_stream_gives_nothing_that_is_whole_and_a_bound_holds() {
        let frame = stored_zstd();
        assert_eq!(open(Codec::Zstd, &frame, 1 << 10), Inflated { bytes: TEXT.to_vec(), whole: true });
        assert_eq!(open(Codec::Zstd, &frame, 4), Inflated { bytes: TEXT[..4].to_vec(), whole: false });
        for codec in Codec::ALL {
            assert!(!open(codec, &frame[..frame.len() - 1], 1 << 10).whole);
            assert_eq!(open(codec, b"", 1 << 10).bytes, b"");
        }
    }
}
