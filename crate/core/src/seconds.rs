//! Times as they are kept: to the second, because a thousand sites have more of them than of anything else.
//!
//! Decides how they are spelt. Refuses to know what happened then.

use serde::{Deserialize, Deserializer, Serializer};

pub(crate) fn to_the_second(at: f64) -> f64 {
    (at / 1_000.0).floor().max(0.0) * 1_000.0
}

pub(crate) fn serialize<S: Serializer>(at: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    // A time is whole seconds and not negative; the cast holds any that a browser can name.
    serializer.serialize_u64((at / 1_000.0) as u64)
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    Ok(u64::deserialize(deserializer)? as f64 * 1_000.0)
}
