//! Files as they lie, plain or compressed, unpacked while they come in.
//!
//! Whoever holds a file gives its bytes in pieces of any size and takes what is in them, in pieces too: a layer never
//! writes more than one piece before it is taken, however much its input unpacks to. Decides by content what a file is
//! and takes the compression off; the name says nothing. Refuses to know what is in a capture and where the bytes come
//! from.

mod fault;
mod zip;

use crc32fast::Hasher;
use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{DataFormat, MZError, MZFlush, MZStatus};

use crate::discreet::discreet;
use crate::payload::gzip_head;
pub use fault::Fault;
use zip::Archive;

/// Compression is taken off at most this often: nobody means a file that is packed deeper.
pub const LAYERS: usize = 4;
/// The most that a file may unpack to: many times the largest capture, and the end of a file made to have none.
pub const MOST: u64 = 64 << 30;

/// What a layer writes at most before that is taken.
const PIECE: usize = 64 << 10;
/// The longest mark by which a file is recognised.
const MARK: usize = 5;
/// The head of a gzip stream holds a name and a comment; nobody writes longer ones.
const HEAD: usize = 64 << 10;
/// Checksum and length at the end of a gzip stream.
const SUM: usize = 8;

/// A file while it is unpacked.
pub struct Unpacking {
    /// The outermost first; there is always one.
    layers: Vec<Layer>,
    taken: u64,
    /// The layer that cannot be read on, and why. What came out of it before is still worth taking.
    broken: Option<(usize, Fault)>,
}

discreet!(Unpacking { taken, broken });

/// What a layer is, and how far it has been read.
enum Form {
    Unknown,
    Plain,
    Gzip {
        part: Part,
        inflate: Box<InflateState>,
        sum: Hasher,
    },
    Zlib {
        inflate: Box<InflateState>,
    },
    Zip(Archive),
    /// It ended, and whatever follows its end is not looked at.
    Over,
}

/// Where in a gzip stream the next byte stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Head,
    Body,
    Sum,
}

struct Layer {
    form: Form,
    waiting: Vec<u8>,
    /// How much of what waits has been read.
    at: usize,
    /// How much has to wait before it can read on.
    wanted: usize,
    /// Nothing more will come.
    ended: bool,
    /// It has given everything.
    closed: bool,
}

/// What a step left behind.
enum Step {
    /// Go on.
    On,
    /// The layer is through.
    Through,
    /// The layer holds another.
    Holds(Form),
}

impl Default for Unpacking {
    fn default() -> Self {
        Self { layers: vec![Layer::new()], taken: 0, broken: None }
    }
}

impl Unpacking {
    /// Gives the next bytes of the file. What was given before should have been taken.
    pub fn give(&mut self, bytes: &[u8]) {
        if let Some(outermost) = self.layers.first_mut() {
            outermost.take_in(bytes);
        }
    }

    /// Says that the file has no more bytes.
    pub fn end(&mut self) {
        if let Some(outermost) = self.layers.first_mut() {
            outermost.ended = true;
        }
    }

    /// The next bytes of what is in the file, without taking them: none while more has to be given, and at the end.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the file is not what can be read; what could be read of it was given before.
    pub fn peek(&mut self) -> Result<Option<&[u8]>, Fault> {
        Ok(if self.settle()? { self.layers.last().map(Layer::unread) } else { None })
    }

    /// Takes the next bytes of what is in the file, as [`peek`](Self::peek) shows them.
    ///
    /// # Errors
    ///
    /// Those of [`peek`](Self::peek).
    pub fn take(&mut self) -> Result<Option<&[u8]>, Fault> {
        if !self.settle()? {
            return Ok(None);
        }
        let Some(innermost) = self.layers.last_mut() else { return Ok(None) };
        let from = std::mem::replace(&mut innermost.at, innermost.waiting.len());
        self.taken += (innermost.waiting.len() - from) as u64;
        if self.taken > MOST {
            return Err(Fault::Large);
        }
        Ok(Some(&innermost.waiting[from..]))
    }

    /// Bytes of what is in the file that were taken so far.
    #[must_use]
    pub fn taken(&self) -> u64 {
        self.taken
    }

    /// Unpacks until there is something to be taken, the innermost layer first, so that nothing piles up.
    fn settle(&mut self) -> Result<bool, Fault> {
        loop {
            let lowest = self.broken.map_or(0, |(broken, _)| broken + 1);
            let Some(depth) = (lowest..self.layers.len()).rev().find(|depth| self.layers[*depth].can_step())
            else {
                return match self.broken {
                    None => Ok(false),
                    Some((_, Fault::Damaged { .. })) => Err(Fault::Damaged { after: self.taken }),
                    Some((_, fault)) => Err(fault),
                };
            };
            let layer = &mut self.layers[depth];
            if matches!(layer.form, Form::Plain) && !layer.unread().is_empty() {
                return Ok(true);
            }
            let mut written = Vec::new();
            let step = layer.step(&mut written);
            if let Some(inner) = self.layers.get_mut(depth + 1) {
                inner.take_in(&written);
            }
            match step {
                Ok(Step::On) => {}
                Ok(Step::Through) => {
                    self.layers[depth].closed = true;
                    if let Some(inner) = self.layers.get_mut(depth + 1) {
                        inner.ended = true;
                    }
                }
                Ok(Step::Holds(form)) => {
                    let is_plain = matches!(form, Form::Plain);
                    if !is_plain && self.layers.len() > LAYERS {
                        return Err(Fault::Deep);
                    }
                    self.layers[depth].form = form;
                    if !is_plain {
                        self.layers.push(Layer::new());
                    }
                }
                Err(fault @ (Fault::Damaged { .. } | Fault::ZipMore)) => {
                    self.broken = Some((depth, fault));
                    // The one file that was read is whole.
                    if let (Fault::ZipMore, Some(inner)) = (fault, self.layers.get_mut(depth + 1)) {
                        inner.ended = true;
                    }
                }
                Err(fault) => return Err(fault),
            }
        }
    }
}

impl Layer {
    fn new() -> Self {
        Self { form: Form::Unknown, waiting: Vec::new(), at: 0, wanted: MARK, ended: false, closed: false }
    }

    fn unread(&self) -> &[u8] {
        self.waiting.get(self.at..).unwrap_or_default()
    }

    fn take_in(&mut self, bytes: &[u8]) {
        self.waiting.drain(..self.at);
        self.at = 0;
        self.waiting.extend_from_slice(bytes);
    }

    fn can_step(&self) -> bool {
        !self.closed && (self.ended || self.unread().len() >= self.wanted)
    }

    /// Reads a part of what waits. What comes out of it is written for the layer within.
    fn step(&mut self, written: &mut Vec<u8>) -> Result<Step, Fault> {
        const DAMAGED: Fault = Fault::Damaged { after: 0 };
        let Self { form, waiting, at, wanted, ended, .. } = self;
        let unread = waiting.get(*at..).unwrap_or_default();
        *wanted = 1;
        match form {
            Form::Unknown => recognised(unread).map(Step::Holds),
            Form::Plain => Ok(Step::Through),
            Form::Over => {
                *at = waiting.len();
                Ok(if *ended { Step::Through } else { Step::On })
            }
            Form::Zlib { inflate } => {
                let (read, over) = piece(inflate, unread, written, *ended)?;
                *at += read;
                if over {
                    *form = Form::Over;
                }
                Ok(Step::On)
            }
            Form::Zip(archive) => {
                let stepped = archive.step(unread, written, *ended)?;
                *at += stepped.read;
                *wanted = stepped.wanted;
                if stepped.is_over {
                    *form = Form::Over;
                }
                Ok(Step::On)
            }
            Form::Gzip { part: Part::Head, .. } if unread.is_empty() => Ok(Step::Through),
            Form::Gzip { part: part @ Part::Head, inflate, sum } => {
                if !begins_like(unread, &[0x1F, 0x8B]) {
                    return Err(DAMAGED);
                }
                let Some(head) = gzip_head(unread) else {
                    *wanted = unread.len() + 1;
                    return if *ended || unread.len() > HEAD { Err(DAMAGED) } else { Ok(Step::On) };
                };
                *at += head;
                (*part, **inflate, *sum) = (Part::Body, InflateState::new(DataFormat::Raw), Hasher::new());
                Ok(Step::On)
            }
            Form::Gzip { part: part @ Part::Body, inflate, sum } => {
                let (read, over) = piece(inflate, unread, written, *ended)?;
                sum.update(written);
                *at += read;
                if over {
                    *part = Part::Sum;
                }
                Ok(Step::On)
            }
            Form::Gzip { part: part @ Part::Sum, sum, .. } => {
                let Some(stated) = unread.first_chunk::<SUM>() else {
                    *wanted = SUM;
                    return if *ended { Err(DAMAGED) } else { Ok(Step::On) };
                };
                let [a, b, c, d, ..] = *stated;
                if u32::from_le_bytes([a, b, c, d]) != sum.clone().finalize() {
                    return Err(DAMAGED);
                }
                *at += SUM;
                *part = Part::Head;
                Ok(Step::On)
            }
        }
    }
}

/// Inflates one piece. How much was read, and whether that was the end.
fn piece(
    state: &mut InflateState,
    unread: &[u8],
    written: &mut Vec<u8>,
    ended: bool,
) -> Result<(usize, bool), Fault> {
    const DAMAGED: Fault = Fault::Damaged { after: 0 };
    written.resize(PIECE, 0);
    let result = inflate(state, unread, written, MZFlush::None);
    written.truncate(result.bytes_written);
    let stuck = result.bytes_consumed == 0 && written.is_empty();
    match result.status {
        Ok(MZStatus::StreamEnd) => Ok((result.bytes_consumed, true)),
        Ok(_) | Err(MZError::Buf) if !stuck || (unread.is_empty() && !ended) => {
            Ok((result.bytes_consumed, false))
        }
        _ => Err(DAMAGED),
    }
}

/// What a layer is, by how it begins.
fn recognised(start: &[u8]) -> Result<Form, Fault> {
    match start {
        [0x1F, 0x8B, ..] => Ok(Form::Gzip {
            part: Part::Head,
            inflate: InflateState::new_boxed(DataFormat::Raw),
            sum: Hasher::new(),
        }),
        // A zlib header: deflate, a window it can have, and a checksum over both bytes.
        [first @ (0x48 | 0x58 | 0x68 | 0x78), second, ..]
            if (u16::from(*first) * 256 + u16::from(*second)).is_multiple_of(31) =>
        {
            Ok(Form::Zlib { inflate: InflateState::new_boxed(DataFormat::Zlib) })
        }
        _ if zip::begins(start) => Ok(Form::Zip(Archive::new())),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => Err(Fault::Utf16),
        [0x28, 0xB5, 0x2F, 0xFD, ..] | [0xFD, b'7', b'z', b'X', b'Z', ..] | [b'B', b'Z', b'h', ..] => {
            Err(Fault::Foreign)
        }
        [0xD4, 0xC3, 0xB2, 0xA1, ..] | [0x0A, 0x0D, 0x0D, 0x0A, ..] => Err(Fault::Packets),
        [] => Err(Fault::Empty),
        _ => Ok(Form::Plain),
    }
}

/// Whether bytes begin with a mark, as far as they are there.
fn begins_like(bytes: &[u8], mark: &[u8]) -> bool {
    bytes.iter().zip(mark).all(|(byte, expected)| byte == expected)
}

#[cfg(test)]
mod tests;
