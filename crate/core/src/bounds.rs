//! How large one record may be, whatever the web sent.
//!
//! Decides what is cut where a record is too large: what earned points stays longest. Refuses to know how many records
//! are kept.

use crate::finding::{Finding, Secret};
use crate::order;
use crate::record::Record;

/// How much of one record is kept.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Bytes of one address.
    pub address: usize,
    /// Bytes of one value.
    pub value: usize,
    /// Bytes of one opening.
    pub opening: usize,
    /// Findings.
    pub findings: usize,
}

/// A record as it is counted. Longer values are documents, and no identifiers.
pub const COUNTED: Bounds = Bounds { address: 2_048, value: 512, opening: 512, findings: 256 };
/// A record as it is kept for a report.
pub const KEPT: Bounds = Bounds { findings: 64, ..COUNTED };
/// A kept record where room is short: what it told, no longer with what words.
pub const LEAN: Bounds = Bounds { address: 192, value: 32, opening: 128, findings: 12 };

/// Bytes of a method.
const METHOD: usize = 64;

impl Bounds {
    /// Cuts a record to these bounds, and says so in it.
    pub fn apply(&self, record: &mut Record) {
        cut(&mut record.url, self.address);
        cut(&mut record.method, METHOD);
        if let Some(initiator) = &mut record.initiator {
            cut(initiator, self.address);
        }
        if record.findings.len() > self.findings {
            // Those that earned points stay, so that the sum can still be followed.
            let mut stay: Vec<usize> = record.score.parts.iter().filter_map(|part| part.finding).collect();
            stay.extend((0..record.findings.len()).filter(|index| !stay.contains(index)).collect::<Vec<_>>());
            stay.truncate(self.findings);
            order::sort_by(&mut stay, usize::cmp);
            stay.dedup();
            for part in &mut record.score.parts {
                part.finding = part.finding.and_then(|index| stay.binary_search(&index).ok());
            }
            record.findings = stay.iter().filter_map(|index| record.findings.get(*index).cloned()).collect();
            record.partial = true;
        }
        for finding in &mut record.findings {
            self.apply_to_finding(finding);
        }
    }

    /// Cuts one finding.
    pub fn apply_to_finding(&self, finding: &mut Finding) {
        if finding.value.reveal().len() > self.value {
            let mut value = finding.value.reveal().to_owned();
            cut(&mut value, self.value);
            finding.value = Secret::new(value);
        }
        finding.at.cut(self.opening);
    }
}

/// A copy of a record as it is kept.
pub(crate) fn bounded(record: &Record) -> Record {
    let mut kept = record.clone();
    // What is no finding (yet) is no evidence.
    (kept.candidates, kept.set_cookies) = (Vec::new(), Vec::new());
    KEPT.apply(&mut kept);
    kept
}

/// About how many bytes of memory a record takes.
#[must_use]
pub fn weight(record: &Record) -> usize {
    let findings = record.findings.iter().map(|finding| {
        let reason = finding.reason.code.len() + finding.reason.text.len();
        size_of::<Finding>() + finding.value.reveal().len() + finding.at.as_str().len() + reason
    });
    let matched = record.matched.as_ref().map_or(0, |hit| hit.list.len() + hit.rule.len());
    let addresses = record.url.len() + record.initiator.as_ref().map_or(0, String::len);
    size_of::<Record>() + addresses + matched + 4 * record.recipient.host.len() + findings.sum::<usize>()
}

/// Cuts at a character, and says so.
pub(crate) fn cut(text: &mut String, most: usize) {
    if text.len() > most {
        text.truncate(end_within(text, most));
        text.push('…');
    }
}

/// The last end of a character within so many bytes.
pub(crate) fn end_within(text: &str, most: usize) -> usize {
    (0..=most.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}
