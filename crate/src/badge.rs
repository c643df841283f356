//! What a badge says, in one number: it is asked for more often than anything else that JavaScript asks for.
//!
//! Decides which digits say what; `extension/background/packed-badge.js` reads them. Refuses to count and to grade.

use telltale_core::session::Glance;

/// Counts end here. A badge shows three digits.
const MOST: usize = (1 << 20) - 1;

/// From the lowest bit on: whether nobody looks (1), the mode (2), the grade, from 1 on, or 0 for none (3), how many were told
/// something (20), how many recipients there were (20). Every such number is a whole one that an `f64` holds.
pub(crate) fn packed(glance: &Glance) -> f64 {
    let fields = [
        (usize::from(glance.paused.is_some()), 1),
        (glance.mode as usize, 2),
        (glance.grade.map_or(0, |grade| grade as usize + 1), 3),
        (glance.told.min(MOST), 20),
        (glance.recipients.min(MOST), 20),
    ];
    fields.iter().rev().fold(0, |packed, &(field, bits)| packed << bits | field as u64) as f64
}
