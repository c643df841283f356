//! The fingerprint of a file while it passes: its length and SHA-256, of standard input too, which passes only once.
//!
//! Decides that all of the file counts, also what a decompressor leaves at its end. Refuses to know what is in it.

use std::cell::RefCell;
use std::io::{self, Read, Write};
use std::rc::Rc;

use sha2::{Digest, Sha256};

/// A reader that leaves a fingerprint.
pub(crate) struct Tapped(Rc<RefCell<Tap>>);

/// The fingerprint of what passes through a [`Tapped`].
pub(crate) struct Fingerprint(Rc<RefCell<Tap>>);

struct Tap {
    inner: Box<dyn Read>,
    hash: Sha256,
    bytes: u64,
}

/// Taps a reader.
pub(crate) fn tapped(inner: Box<dyn Read>) -> (Tapped, Fingerprint) {
    let tap = Rc::new(RefCell::new(Tap { inner, hash: Sha256::new(), bytes: 0 }));
    (Tapped(Rc::clone(&tap)), Fingerprint(tap))
}

impl Read for Tapped {
    fn read(&mut self, block: &mut [u8]) -> io::Result<usize> {
        let mut tap = self.0.borrow_mut();
        let length = tap.inner.read(block)?;
        tap.hash.update(&block[..length]);
        tap.bytes += length as u64;
        Ok(length)
    }
}

impl Fingerprint {
    /// The length, and the SHA-256 in hexadecimal, once whatever is left has been read.
    pub(crate) fn finish(self) -> io::Result<(u64, String)> {
        io::copy(&mut Tapped(Rc::clone(&self.0)), &mut io::sink())?;
        let tap = self.0.borrow();
        Ok((tap.bytes, hex(&tap.hash.clone().finalize())))
    }
}

/// A writer that leaves a fingerprint.
pub(crate) struct Stamped<W> {
    inner: W,
    hash: Sha256,
}

impl<W: Write> Stamped<W> {
    pub(crate) fn new(inner: W) -> Self {
        Self { inner, hash: Sha256::new() }
    }

    /// The SHA-256 of what was written.
    pub(crate) fn finish(mut self) -> io::Result<String> {
        self.inner.flush()?;
        Ok(hex(&self.hash.finalize()))
    }
}

impl<W: Write> Write for Stamped<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let length = self.inner.write(bytes)?;
        self.hash.update(&bytes[..length]);
        Ok(length)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
