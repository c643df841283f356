//! How facts become few bytes, and facts again.
//!
//! Decides the form: postcard, deflated. Refuses to know which facts, and which version of them.

use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::decompress_to_vec_with_limit;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The most that a packed thing may unpack to: several times what any part of a session comes to.
const MOST_UNPACKED: usize = 64 << 20;
/// How hard it is deflated: names repeat, and time is short.
const LEVEL: u8 = 1;

/// The facts were not packed here, or are damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Damaged;

/// Packs facts. `None` where they cannot be written, which none of a session's do.
pub(super) fn pack(facts: &impl Serialize) -> Option<Vec<u8>> {
    postcard::to_extend(facts, Vec::new()).ok().map(|bytes| pack_bytes(&bytes))
}

/// Packs bytes that are in the form already.
pub(super) fn pack_bytes(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec(bytes, LEVEL)
}

/// The facts again.
pub(super) fn unpack<Facts: DeserializeOwned>(packed: &[u8]) -> Result<Facts, Damaged> {
    let bytes = unpack_bytes(packed)?;
    let (facts, rest) = postcard::take_from_bytes(&bytes).map_err(|_| Damaged)?;
    if rest.is_empty() { Ok(facts) } else { Err(Damaged) }
}

/// The bytes again.
pub(super) fn unpack_bytes(packed: &[u8]) -> Result<Vec<u8>, Damaged> {
    decompress_to_vec_with_limit(packed, MOST_UNPACKED).map_err(|_| Damaged)
}
