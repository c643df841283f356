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

#[cfg(test)]
mod tests {
    use telltale_core::intake::Mode;
    use telltale_core::score::Grade;
    use telltale_core::session::Paused;

    use super::*;

    fn glance(mode: Mode, grade: Option<Grade>, told: usize, recipients: usize, paused: bool) -> Glance {
        let paused = paused.then_some(Paused::Session);
        Glance {
            mode,
            site: None,
            grade,
            exposure: 0,
            recipients,
            told,
            unseen: 0,
            stopped: 0,
            paused,
            skipped: 0,
        }
    }

    #[test]
    fn every_field_has_its_digits_and_no_count_runs_over() {
        let bits = |glance: &Glance| packed(glance) as u64;
        assert_eq!(bits(&glance(Mode::Normal, None, 0, 0, false)), 0);
        assert_eq!(bits(&glance(Mode::Unknown, None, 0, 0, true)), 0b101);
        assert_eq!(bits(&glance(Mode::Private, Some(Grade::F), 1, 0, false)), 1 << 6 | 6 << 3 | 1 << 1);
        assert_eq!(bits(&glance(Mode::Normal, Some(Grade::A), 0, 3, false)), 3 << 26 | 1 << 3);
        let most = MOST as u64;
        assert_eq!(bits(&glance(Mode::Normal, None, MOST + 1, 0, false)), most << 6);
        assert_eq!(bits(&glance(Mode::Normal, None, 0, usize::MAX, false)), most << 26);
    }
}
