//! A zip archive read from its first byte on, as its members lie one behind the other.
//!
//! Decides which member is the capture: the first file that somebody put there, whatever its name. Refuses to look at the
//! list at the archive's end, which comes when everything has been read, and to keep what it skips.

use crc32fast::Hasher;
use miniz_oxide::DataFormat;
use miniz_oxide::inflate::stream::InflateState;

use super::{Fault, PIECE, piece};

/// A member's head, without its name and what else it holds (APPNOTE 4.3.7).
const HEAD: usize = 30;
/// What may follow a member whose sizes its head did not know: a mark, a checksum and two sizes of eight bytes, and then the
/// mark of what comes next (APPNOTE 4.3.9).
const DESCRIPTOR: usize = 28;
const MARK: usize = 4;
const LOCAL: [u8; MARK] = *b"PK\x03\x04";
const FOLLOWS: [u8; MARK] = *b"PK\x07\x08";
/// What comes after the last member: entries of the list, or its end, in either size.
const LISTS: [[u8; MARK]; 4] = [*b"PK\x01\x02", *b"PK\x05\x06", *b"PK\x06\x06", *b"PK\x06\x08"];
/// What the head of a member says about it.
const ENCRYPTED: u16 = 1;
const SIZES_FOLLOW: u16 = 1 << 3;
const STORED: u16 = 0;
const DEFLATED: u16 = 8;
/// A size that stands elsewhere, because it does not fit.
const ELSEWHERE: u32 = u32::MAX;
/// The field in which it then stands.
const LARGE_SIZES: u16 = 1;

/// Whether bytes begin an archive.
pub(super) fn begins(start: &[u8]) -> bool {
    start.starts_with(&LOCAL) || start.starts_with(&LISTS[1])
}

/// An archive, and how far it has been read.
pub(super) struct Archive {
    part: Part,
    inflate: Box<InflateState>,
    sum: Hasher,
    /// The capture has been read.
    is_read: bool,
}

#[derive(Clone, Copy)]
enum Part {
    Head,
    Deflated(Member),
    Stored(Member, u64),
    Descriptor(Member),
}

#[derive(Clone, Copy)]
struct Member {
    /// Somebody put it there: no directory, and nothing that an operating system adds.
    is_file: bool,
    /// None where it follows the data.
    sum: Option<u32>,
}

/// What a step came to.
pub(super) struct Stepped {
    /// How many bytes it read.
    pub(super) read: usize,
    /// How many have to wait before the next step.
    pub(super) wanted: usize,
    /// The last member has been read.
    pub(super) is_over: bool,
}

impl Archive {
    pub(super) fn new() -> Self {
        Self {
            part: Part::Head,
            inflate: InflateState::new_boxed(DataFormat::Raw),
            sum: Hasher::new(),
            is_read: false,
        }
    }

    /// Reads a part of what waits, and writes what the capture holds.
    pub(super) fn step(
        &mut self,
        unread: &[u8],
        written: &mut Vec<u8>,
        ended: bool,
    ) -> Result<Stepped, Fault> {
        const DAMAGED: Fault = Fault::Damaged { after: 0 };
        let more =
            |wanted| if ended { Err(DAMAGED) } else { Ok(Stepped { read: 0, wanted, is_over: false }) };
        let on = |read| Ok(Stepped { read, wanted: 1, is_over: false });
        match self.part {
            Part::Head => {
                let Some(mark) = unread.first_chunk::<MARK>() else { return more(MARK) };
                if LISTS.contains(mark) {
                    let over = Stepped { read: 0, wanted: 1, is_over: true };
                    return if self.is_read { Ok(over) } else { Err(Fault::ZipEmpty) };
                }
                if *mark != LOCAL {
                    return Err(DAMAGED);
                }
                let Some(head) = unread.first_chunk::<HEAD>() else { return more(HEAD) };
                let length = HEAD + usize::from(short(head, 26)) + usize::from(short(head, 28));
                let Some(rest) = unread.get(HEAD..length) else { return more(length) };
                self.part = self.begin(head, rest)?;
                (*self.inflate, self.sum) = (InflateState::new(DataFormat::Raw), Hasher::new());
                on(length)
            }
            Part::Stored(member, 0) => self.close(member).and_then(|()| on(0)),
            Part::Stored(..) if unread.is_empty() => more(1),
            Part::Stored(member, left) => {
                let read = unread.len().min(PIECE).min(usize::try_from(left).unwrap_or(usize::MAX));
                let bytes = &unread[..read];
                self.sum.update(bytes);
                if member.is_file {
                    written.extend_from_slice(bytes);
                }
                self.part = Part::Stored(member, left - read as u64);
                on(read)
            }
            Part::Deflated(member) => {
                let (read, is_over) = piece(&mut self.inflate, unread, written, ended)?;
                self.sum.update(written);
                if !member.is_file {
                    written.clear();
                }
                if is_over {
                    self.part = Part::Descriptor(member);
                }
                on(read)
            }
            Part::Descriptor(member) if member.sum.is_some() => self.close(member).and_then(|()| on(0)),
            Part::Descriptor(member) => {
                if unread.len() < DESCRIPTOR && !ended {
                    return more(DESCRIPTOR);
                }
                let (sum, read) = descriptor(unread).ok_or(DAMAGED)?;
                self.close(Member { sum: Some(sum), ..member })?;
                on(read)
            }
        }
    }

    /// What follows a head.
    fn begin(&self, head: &[u8; HEAD], rest: &[u8]) -> Result<Part, Fault> {
        let (flags, method) = (short(head, 6), short(head, 8));
        let (name, extra) = rest.split_at(usize::from(short(head, 26)).min(rest.len()));
        let is_file = !is_added(name);
        if is_file && self.is_read {
            return Err(Fault::ZipMore);
        }
        if flags & ENCRYPTED != 0 {
            return Err(Fault::ZipLocked);
        }
        let sizes_follow = flags & SIZES_FOLLOW != 0;
        let member = Member { is_file, sum: (!sizes_follow).then(|| long(head, 14)) };
        match method {
            DEFLATED => Ok(Part::Deflated(member)),
            STORED if !sizes_follow => {
                let size = match long(head, 18) {
                    ELSEWHERE => large_size(extra).ok_or(Fault::ZipForeign)?,
                    size => u64::from(size),
                };
                Ok(Part::Stored(member, size))
            }
            _ => Err(Fault::ZipForeign),
        }
    }

    fn close(&mut self, member: Member) -> Result<(), Fault> {
        if member.sum != Some(self.sum.clone().finalize()) {
            return Err(Fault::Damaged { after: 0 });
        }
        self.is_read |= member.is_file;
        self.part = Part::Head;
        Ok(())
    }
}

/// Whether a member is a directory, or what an operating system adds to what somebody packed.
fn is_added(name: &[u8]) -> bool {
    let last = name.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
    last.is_empty() || last.starts_with(b".") || name.starts_with(b"__MACOSX/")
}

/// The checksum that follows a member, and how long what says it is: the mark may be left out, and the sizes have four bytes
/// or eight, so what comes behind them decides.
fn descriptor(bytes: &[u8]) -> Option<(u32, usize)> {
    let marked = if bytes.starts_with(&FOLLOWS) { MARK } else { 0 };
    [marked + 12, marked + 20].into_iter().find_map(|length| {
        let next = bytes.get(length..)?.first_chunk::<MARK>()?;
        let sum = bytes.get(marked..)?.first_chunk::<MARK>()?;
        (*next == LOCAL || LISTS.contains(next)).then_some((u32::from_le_bytes(*sum), length))
    })
}

/// The packed size that does not fit into a head: the second of two, each of eight bytes.
fn large_size(mut extra: &[u8]) -> Option<u64> {
    loop {
        let (head, rest) = extra.split_first_chunk::<4>()?;
        let (id, length) = (short(head, 0), usize::from(short(head, 2)));
        if id == LARGE_SIZES {
            return rest.get(..length)?.get(8..)?.first_chunk().map(|size| u64::from_le_bytes(*size));
        }
        extra = rest.get(length..)?;
    }
}

fn short(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |chunk| u16::from_le_bytes(*chunk))
}

fn long(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |chunk| u32::from_le_bytes(*chunk))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::DeflateEncoder;

    use super::super::tests::{gzip, text, unpacked};
    use super::*;

    /// How a member is written.
    #[derive(Clone, Copy, PartialEq)]
    enum Way {
        Stored,
        Deflated,
        /// Its sizes follow, with the mark or without, in four bytes or eight.
        Followed {
            marked: bool,
            large: bool,
        },
    }

    const WAYS: [Way; 6] = [
        Way::Stored,
        Way::Deflated,
        Way::Followed { marked: true, large: false },
        Way::Followed { marked: false, large: false },
        Way::Followed { marked: true, large: true },
        Way::Followed { marked: false, large: true },
    ];

    fn member(name: &str, bytes: &[u8], way: Way) -> Vec<u8> {
        let packed = if way == Way::Stored {
            bytes.to_vec()
        } else {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        };
        let sum = crc32fast::hash(bytes).to_le_bytes();
        let sizes = [packed.len(), bytes.len()];
        let small = sizes.map(|size| (size as u32).to_le_bytes()).concat();
        let follows = matches!(way, Way::Followed { .. });
        let flags = if follows { SIZES_FOLLOW } else { 0 }.to_le_bytes();
        let method = if way == Way::Stored { STORED } else { DEFLATED }.to_le_bytes();
        let mut member = [&LOCAL[..], &[20, 0], &flags, &method, &[0; 4]].concat();
        member.extend(if follows { vec![0; 12] } else { [&sum[..], &small].concat() });
        member.extend((name.len() as u16).to_le_bytes());
        member.extend([0, 0]);
        member.extend(name.as_bytes());
        member.extend(packed);
        if let Way::Followed { marked, large } = way {
            member.extend(if marked { &FOLLOWS[..] } else { &[] });
            member.extend(sum);
            member.extend(if large { sizes.map(|size| (size as u64).to_le_bytes()).concat() } else { small });
        }
        member
    }

    fn archive(members: &[Vec<u8>]) -> Vec<u8> {
        let list = members.iter().flat_map(|_| [&LISTS[0][..], &[0; 42]].concat()).collect();
        [members.concat(), list, LISTS[1].to_vec(), vec![0; 18]].concat()
    }

    #[test]
    fn the_file_in_an_archive_comes_out_however_it_is_written_and_whatever_stands_beside_it() {
        let whole = text();
        for (text, sizes, way) in WAYS
            .into_iter()
            .flat_map(|way| [(&whole[..300], [1, 7], way), (&whole[..], [4_096, 1 << 20], way)])
        {
            for added in [&["captures/", "captures/.DS_Store"][..], &[]] {
                let mut members: Vec<_> = added.iter().map(|name| member(name, b"", Way::Stored)).collect();
                members.push(member("captures/phone.har", text, way));
                members.push(member("__MACOSX/captures/phone.har", b"added", way));
                for file in [archive(&members), gzip(&archive(&members))] {
                    for size in sizes {
                        let (out, ending) = unpacked(&file, size);
                        assert_eq!((out == text, ending), (true, Ok(())), "{size} of {}", file.len());
                    }
                }
            }
            let packed = archive(&[member("phone.har.gz", &gzip(text), way)]);
            assert_eq!(unpacked(&packed, 1_000), (text.to_vec(), Ok(())));
            let short = archive(&[member("phone.har", b"{}", way)]);
            assert_eq!(unpacked(&short, 1), (b"{}".to_vec(), Ok(())));
        }
    }

    #[test]
    fn of_several_files_the_first_is_read_whole_and_the_others_are_said() {
        let text = text();
        for way in WAYS {
            let first = [member("a.har", &text, way), member("a.har.gz", &gzip(&text), way)];
            for first in first {
                let file = archive(&[first, member("b.har", b"{}", way)]);
                for size in [1_000, file.len()] {
                    assert_eq!(unpacked(&file, size), (text.clone(), Err(Fault::ZipMore)));
                }
            }
        }
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let plain = member("a.har", b"{\"log\": {}}", Way::Stored);
        let with = |at: usize, value: u8| {
            let mut file = archive(std::slice::from_ref(&plain));
            file[at] = value;
            file
        };
        let damaged = |after| Fault::Damaged { after };
        for (file, fault) in [
            (archive(&[]), Fault::ZipEmpty),
            (archive(&[member("folder/", b"", Way::Stored)]), Fault::ZipEmpty),
            (with(6, 1), Fault::ZipLocked),
            (with(8, 12), Fault::ZipForeign),
            (with(6, 8), Fault::ZipForeign),
            (with(14, 0), damaged(11)),
            (with(plain.len(), b'?'), damaged(11)),
            (plain[..plain.len() - 1].to_vec(), damaged(10)),
            (plain[..HEAD + 2].to_vec(), damaged(0)),
        ] {
            for size in [1, 10_000] {
                assert_eq!(unpacked(&file, size).1, Err(fault), "{size}");
            }
        }
        let text = text();
        for way in WAYS {
            let whole = archive(&[member("a.har", &text, way)]);
            let (out, ending) = unpacked(&whole[..whole.len() / 3], 1_000);
            assert!(!out.is_empty() && text.starts_with(&out));
            assert_eq!(ending, Err(damaged(out.len() as u64)));
        }
    }

    #[test]
    fn a_size_that_does_not_fit_is_found_where_it_stands() {
        let field = |id: u16, bytes: &[u8]| {
            [&id.to_le_bytes()[..], &(bytes.len() as u16).to_le_bytes(), bytes].concat()
        };
        let sizes = [7_u64.to_le_bytes(), 5_u64.to_le_bytes()].concat();
        let extra = [field(9, b"other"), field(LARGE_SIZES, &sizes)].concat();
        assert_eq!(large_size(&extra), Some(5));
        for cut in [0, 3, 4, extra.len() - 1] {
            assert_eq!(large_size(&extra[..cut]), None);
        }
    }
}
