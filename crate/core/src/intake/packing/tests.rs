//! Files that come packed, in pieces of any size, whole and damaged.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};

use super::*;

pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// What comes out of a file that is given in pieces of a size, and how it ended.
pub(super) fn unpacked(file: &[u8], size: usize) -> (Vec<u8>, Result<(), Fault>) {
    let (mut unpacking, mut out) = (Unpacking::default(), Vec::new());
    let mut drain = |unpacking: &mut Unpacking| loop {
        match unpacking.take() {
            Ok(Some(bytes)) => out.extend_from_slice(bytes),
            Ok(None) => return Ok(()),
            Err(fault) => return Err(fault),
        }
    };
    let mut ending = Ok(());
    for bytes in file.chunks(size) {
        unpacking.give(bytes);
        ending = ending.and_then(|()| drain(&mut unpacking));
    }
    unpacking.end();
    ending = ending.and_then(|()| drain(&mut unpacking));
    (out, ending)
}

pub(super) fn text() -> Vec<u8> {
    (0..40_000_u32).flat_map(|number| number.to_string().into_bytes()).collect()
}

#[test]
fn plain_and_packed_files_come_out_the_same_whatever_the_pieces() {
    let whole = text();
    for (text, sizes) in [(&whole[..500], [1, 7]), (&whole[..], [4_096, 1 << 20])] {
        let two_members = [gzip(&text[..100]), gzip(&text[100..])].concat();
        let named = flate2::GzBuilder::new().filename("a.har").comment("b").extra(vec![7; 300]);
        let mut named = named.write(Vec::new(), Compression::fast());
        named.write_all(text).unwrap();
        for file in [
            text.to_vec(),
            gzip(text),
            zlib(text),
            two_members,
            named.finish().unwrap(),
            gzip(&zlib(&gzip(&gzip(text)))),
        ] {
            for size in sizes {
                let (out, ending) = unpacked(&file, size);
                assert_eq!((out == text, ending), (true, Ok(())), "{size} of {}", file.len());
            }
        }
    }
}

#[test]
fn what_cannot_be_unpacked_says_what_it_is() {
    let deep = (0..=LAYERS).fold(b"{}".to_vec(), |file, _| gzip(&file));
    for (file, fault) in [
        (&b""[..], Fault::Empty),
        (&gzip(b""), Fault::Empty),
        (b"PK\x03\x04rest", Fault::Damaged { after: 0 }),
        (b"PK\x05\x06\0\0\0\0", Fault::ZipEmpty),
        (b"\xFF\xFE{\0", Fault::Utf16),
        (b"\x28\xB5\x2F\xFDrest", Fault::Foreign),
        (b"\xFD7zXZ", Fault::Foreign),
        (b"BZh9", Fault::Foreign),
        (b"\x0A\x0D\x0D\x0Arest", Fault::Packets),
        (b"\x1F\x8B\x08broken", Fault::Damaged { after: 0 }),
        (b"\x1F\x8B", Fault::Damaged { after: 0 }),
        (&deep, Fault::Deep),
    ] {
        for size in [1, 100] {
            assert_eq!(unpacked(file, size).1, Err(fault));
        }
        assert!(!fault.code().is_empty() && !fault.remedy().is_empty() && !fault.to_string().is_empty());
    }
}

#[test]
fn what_came_before_the_damage_comes_out_and_the_place_is_said() {
    let text = text();
    for whole in [gzip(&text), zlib(&text), gzip(&gzip(&text))] {
        for size in [1_000, whole.len()] {
            let (out, ending) = unpacked(&whole[..whole.len() / 2], size);
            assert!(out.len() > 10_000 && text.starts_with(&out), "{}", out.len());
            assert_eq!(ending, Err(Fault::Damaged { after: out.len() as u64 }));
        }
    }
    let mut wrong_sum = gzip(&text);
    let at = wrong_sum.len() - 6;
    wrong_sum[at] ^= 1;
    let after = text.len() as u64;
    assert_eq!(unpacked(&wrong_sum, 5_000), (text.clone(), Err(Fault::Damaged { after })));
    let followed = [gzip(&text), b"something else".to_vec()].concat();
    assert_eq!(unpacked(&followed, 5_000), (text, Err(Fault::Damaged { after })));
}

#[test]
fn a_bomb_never_holds_more_than_a_few_pieces() {
    let bomb = gzip(&gzip(&vec![0; 8 << 20]));
    let mut unpacking = Unpacking::default();
    unpacking.give(&bomb);
    unpacking.end();
    let mut sum = 0;
    while let Some(bytes) = unpacking.take().unwrap() {
        sum += bytes.len();
        let held: usize = unpacking.layers.iter().map(|layer| layer.waiting.len()).sum();
        assert!(held <= bomb.len() + 3 * PIECE, "{held}");
    }
    assert_eq!((sum, unpacking.taken()), (8 << 20, 8 << 20));
}
