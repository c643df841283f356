//! How facts become few bytes, and facts again.
//!
//! Decides the form: postcard, deflated where it is long. Refuses to know which facts, and which version of them.

use std::borrow::Cow;

use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::decompress_to_vec_with_limit;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The most that a packed thing may unpack to: several times what any part of a session comes to.
const MOST_UNPACKED: usize = 64 << 20;
/// What is no longer than this stays as it is: a browser that wakes its background takes it up at once, and code that then
/// runs for the first time costs more than bytes.
const PLAIN: usize = 32 << 10;
/// Stands before what stays as it is …
const AS_IT_IS: u8 = 0;
/// … and before what is deflated.
const DEFLATED: u8 = 1;
/// How hard it is deflated: names repeat, and time is short.
const LEVEL: u8 = 1;

/// The facts were not packed here, or are damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Damaged;

/// Packs facts. `None` where they cannot be written, which none of a session's do.
pub(super) fn pack(facts: &impl Serialize) -> Option<Vec<u8>> {
    let mut plain = postcard::to_extend(facts, vec![AS_IT_IS]).ok()?;
    if plain.len() <= PLAIN {
        return Some(plain);
    }
    let mut packed = vec![DEFLATED];
    packed.append(&mut pack_bytes(plain.split_off(1).as_slice()));
    Some(packed)
}

/// Packs bytes that are in the form already.
pub(super) fn pack_bytes(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec(bytes, LEVEL)
}

/// The facts again.
pub(super) fn unpack<Facts: DeserializeOwned>(packed: &[u8]) -> Result<Facts, Damaged> {
    let bytes = match packed.split_first().ok_or(Damaged)? {
        (&AS_IT_IS, plain) => Cow::Borrowed(plain),
        (&DEFLATED, packed) => Cow::Owned(unpack_bytes(packed)?),
        _ => return Err(Damaged),
    };
    let (facts, rest) = postcard::take_from_bytes(&bytes).map_err(|_| Damaged)?;
    if rest.is_empty() { Ok(facts) } else { Err(Damaged) }
}

/// The bytes again.
pub(super) fn unpack_bytes(packed: &[u8]) -> Result<Vec<u8>, Damaged> {
    decompress_to_vec_with_limit(packed, MOST_UNPACKED).map_err(|_| Damaged)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects in the shortest way")]

    use super::*;

    #[test]
    fn what_is_short_stays_as_it_is_and_what_is_long_is_deflated() {
        for (len, mark) in [(10, AS_IT_IS), (PLAIN - 8, AS_IT_IS), (PLAIN + 1, DEFLATED)] {
            let facts = "fact".repeat(len / 4);
            let packed = pack(&facts).unwrap();
            assert_eq!(packed[0], mark, "{len} bytes");
            assert_eq!(
                packed.windows(8).any(|window| window == b"factfact"),
                mark == AS_IT_IS,
                "{len} bytes"
            );
            assert_eq!(unpack::<String>(&packed), Ok(facts));
        }
    }

    #[test]
    fn what_was_not_packed_here_is_damaged() {
        let packed = pack(&"fact".to_owned()).unwrap();
        let (longer, other) = ([&packed[..], b"x"].concat(), [&[2], &packed[1..]].concat());
        for damaged in [&[][..], &packed[..2], &longer, &other] {
            assert_eq!(unpack::<String>(damaged), Err(Damaged), "{damaged:?}");
        }
    }
}
