//! Where captures come from: files and standard input, plain or compressed.
//!
//! Decides how bytes get from there to the core, which takes the compression off. Refuses to know what is in a capture.

use std::fs::File;
use std::io::{self, Read};

use telltale_core::intake::packing::{Fault, Unpacking};

use crate::fingerprint::{Fingerprint, tapped};
use crate::problem::Problem;

/// Read from files at a time.
const BLOCK: usize = 256 << 10;

/// A capture, opened.
pub(crate) struct Source {
    /// How messages call it.
    pub(crate) name: String,
    reader: Box<dyn Read>,
    unpacking: Unpacking,
    block: Vec<u8>,
    /// Bytes of the file that were read, compressed or not, and how many it has where that is known.
    given: u64,
    length: Option<u64>,
}

impl Source {
    /// Opens a file, or standard input for `-`, and takes the compression off.
    pub(crate) fn open(file: &str) -> Result<Self, Problem> {
        let Named { name, reader, length } = named(file)?;
        Self::unpack(name, reader, length)
    }

    /// The same, with the fingerprint of the file as it is.
    pub(crate) fn open_tapped(file: &str) -> Result<(Self, Fingerprint), Problem> {
        let Named { name, reader, length } = named(file)?;
        let (reader, fingerprint) = tapped(reader);
        Ok((Self::unpack(name, Box::new(reader), length)?, fingerprint))
    }

    fn unpack(name: String, reader: Box<dyn Read>, length: Option<u64>) -> Result<Self, Problem> {
        let unpacking = Unpacking::default();
        let mut source = Self { name, reader, unpacking, block: vec![0; BLOCK], given: 0, length };
        source.fill()?;
        Ok(source)
    }

    /// How it begins, without reading on.
    pub(crate) fn start(&mut self) -> Result<&[u8], Problem> {
        let start = self.unpacking.peek().map_err(|fault| unpackable(&self.name, fault))?;
        Ok(start.unwrap_or_default())
    }

    /// All that is left of it, but no more than this and one byte.
    pub(crate) fn rest(&mut self, most: usize) -> Result<Vec<u8>, Problem> {
        let mut bytes = Vec::new();
        while bytes.len() <= most
            && let Some(more) = self.next()?
        {
            bytes.extend_from_slice(more);
        }
        bytes.truncate(most.saturating_add(1));
        Ok(bytes)
    }

    /// The next bytes, or none at the end.
    pub(crate) fn next(&mut self) -> Result<Option<&[u8]>, Problem> {
        self.fill()?;
        self.unpacking.take().map_err(|fault| unpackable(&self.name, fault))
    }

    /// Bytes read so far, with the compression taken off.
    pub(crate) fn read(&self) -> u64 {
        self.unpacking.taken()
    }

    /// How many hundredths of the file were read, where its length is known.
    pub(crate) fn share(&self) -> Option<u64> {
        self.length.map(|length| self.given.min(length).saturating_mul(100) / length)
    }

    /// Reads until something can be taken, or the file is over.
    fn fill(&mut self) -> Result<(), Problem> {
        while self.unpacking.peek().map_err(|fault| unpackable(&self.name, fault))?.is_none() {
            match self.reader.read(&mut self.block) {
                Ok(0) => {
                    self.unpacking.end();
                    return self.start().map(|_| ());
                }
                Ok(length) => {
                    self.given += length as u64;
                    self.unpacking.give(&self.block[..length]);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(Problem::unreadable(&self.name, &error)),
            }
        }
        Ok(())
    }
}

fn unpackable(name: &str, fault: Fault) -> Problem {
    Problem::new(name, fault.to_string(), fault.remedy())
}

/// A file or standard input, and how messages call it.
struct Named {
    name: String,
    reader: Box<dyn Read>,
    /// None where it ends when whoever writes it does.
    length: Option<u64>,
}

/// A file, or standard input for `-`.
fn named(file: &str) -> Result<Named, Problem> {
    if file == "-" {
        return Ok(Named { name: "standard input".to_owned(), reader: Box::new(io::stdin()), length: None });
    }
    let opened = open_file(file)?;
    // What is no ordinary file, a pipe say, states a length of nothing.
    let length = opened.metadata().ok().map(|about| about.len()).filter(|length| *length > 0);
    Ok(Named { name: file.to_owned(), reader: Box::new(opened), length })
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
