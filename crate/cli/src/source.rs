//! Where captures come from: files and standard input, plain or compressed.
//!
//! Decides by content what a file is and takes the compression off; the name says nothing. Refuses to know what is in
//! a capture.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::{MultiGzDecoder, ZlibDecoder};

use crate::fingerprint::{Fingerprint, tapped};
use crate::problem::Problem;

/// Read from files and decompressors at a time.
pub(crate) const BLOCK: usize = 256 << 10;

/// Compression is taken off at most this often: nobody means a file that is packed deeper.
const LAYERS: usize = 4;

const EXPORT: &str = "make a HAR or a NetLog (docs/capturing.md says how)";

/// A capture, opened.
pub(crate) struct Source {
    /// How messages call it.
    pub(crate) name: String,
    reader: Box<dyn BufRead>,
    read: u64,
}

impl Source {
    /// Opens a file, or standard input for `-`, and takes the compression off.
    pub(crate) fn open(file: &str) -> Result<Self, Problem> {
        let (name, reader) = named(file)?;
        Self::unpack(name, reader)
    }

    /// The same, with the fingerprint of the file as it is.
    pub(crate) fn open_tapped(file: &str) -> Result<(Self, Fingerprint), Problem> {
        let (name, reader) = named(file)?;
        let (reader, fingerprint) = tapped(reader);
        Ok((Self::unpack(name, Box::new(reader))?, fingerprint))
    }

    fn unpack(name: String, reader: Box<dyn Read>) -> Result<Self, Problem> {
        let reader = unpacked(Box::new(BufReader::with_capacity(BLOCK, reader)), &name)?;
        Ok(Self { name, reader, read: 0 })
    }

    /// How it begins, without reading on.
    pub(crate) fn start(&mut self) -> Result<&[u8], Problem> {
        let name = &self.name;
        self.reader.fill_buf().map_err(|error| Problem::unreadable(name, &error))
    }

    /// All that is left of it, but no more than this and one byte.
    pub(crate) fn rest(&mut self, most: usize) -> Result<Vec<u8>, Problem> {
        let mut bytes = Vec::new();
        let mut block = vec![0; BLOCK];
        while bytes.len() <= most {
            let length = self.next(&mut block)?;
            if length == 0 {
                break;
            }
            bytes.extend_from_slice(&block[..length]);
        }
        bytes.truncate(most.saturating_add(1));
        Ok(bytes)
    }

    /// The next bytes, or none at the end.
    pub(crate) fn next(&mut self, block: &mut [u8]) -> Result<usize, Problem> {
        loop {
            match self.reader.read(block) {
                Ok(length) => {
                    self.read += length as u64;
                    return Ok(length);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if is_packing(&error) => {
                    return Err(Problem::new(
                        &self.name,
                        format!("its compression is damaged after byte {} of what is in it", self.read),
                        "copy or export it again",
                    ));
                }
                Err(error) => return Err(Problem::unreadable(&self.name, &error)),
            }
        }
    }

    /// Bytes read so far, with the compression taken off.
    pub(crate) fn read(&self) -> u64 {
        self.read
    }
}

/// A file, or standard input for `-`, and how messages call it.
fn named(file: &str) -> Result<(String, Box<dyn Read>), Problem> {
    Ok(if file == "-" {
        ("standard input".to_owned(), Box::new(io::stdin()))
    } else {
        (file.to_owned(), Box::new(open_file(file)?))
    })
}

fn is_packing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof
    )
}

fn open_file(file: &str) -> Result<File, Problem> {
    let opened = File::open(file).map_err(|error| Problem::unreadable(file, &error))?;
    let about = opened.metadata().map_err(|error| Problem::unreadable(file, &error))?;
    if about.is_dir() {
        return Err(Problem::new(file, "this is a directory", "name the files in it"));
    }
    Ok(opened)
}

/// The whole of a file of moderate size, for lists.
pub(crate) fn whole(file: &str) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    open_file(file)?.read_to_end(&mut bytes).map_err(|error| Problem::unreadable(file, &error))?;
    Ok(bytes)
}

fn unpacked(mut reader: Box<dyn BufRead>, name: &str) -> Result<Box<dyn BufRead>, Problem> {
    for _ in 0..LAYERS {
        let start = reader.fill_buf().map_err(|error| {
            if is_packing(&error) {
                Problem::new(name, "its compression is damaged at the start", "copy or export it again")
            } else {
                Problem::unreadable(name, &error)
            }
        })?;
        let unpacking: Box<dyn Read> = match start {
            [0x1F, 0x8B, ..] => Box::new(MultiGzDecoder::new(reader)),
            // A zlib header: deflate, a window it can have, and a checksum over both bytes.
            [first @ (0x48 | 0x58 | 0x68 | 0x78), second, ..]
                if (u16::from(*first) * 256 + u16::from(*second)) % 31 == 0 =>
            {
                Box::new(ZlibDecoder::new(reader))
            }
            [b'P', b'K', 3, 4, ..] => {
                return Err(Problem::new(
                    name,
                    "this is a zip archive",
                    "unpack it and name the capture in it",
                ));
            }
            [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => {
                return Err(Problem::new(name, "this is UTF-16 text", "save it as UTF-8"));
            }
            [0x28, 0xB5, 0x2F, 0xFD, ..] | [0xFD, b'7', b'z', b'X', b'Z', ..] | [b'B', b'Z', b'h', ..] => {
                return Err(Problem::new(
                    name,
                    "this is compressed with zstd, xz or bzip2",
                    "unpack it first",
                ));
            }
            [0xD4, 0xC3, 0xB2, 0xA1, ..] | [0x0A, 0x0D, 0x0D, 0x0A, ..] => {
                return Err(Problem::new(name, "this is a packet capture, not a HAR or a NetLog", EXPORT));
            }
            [] => return Err(Problem::new(name, "the file is empty", EXPORT)),
            _ => return Ok(reader),
        };
        reader = Box::new(BufReader::with_capacity(BLOCK, unpacking));
    }
    Err(Problem::new(name, format!("it is compressed more than {LAYERS} times"), "unpack it first"))
}
