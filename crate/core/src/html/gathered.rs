//! What reports for people remember of every request: who was told what, where it stood, how often.
//!
//! Decides how much of it is remembered. Refuses to know how it is shown.

use std::collections::BTreeMap;

use super::report::Place;
use crate::discreet::discreet;
use crate::finding::{Category, Finding};
use crate::record::Record;
use crate::request::Party;
use crate::summary::RecipientRow;

/// Recipients whose details are remembered, and places for each.
const RECIPIENTS: usize = 2_000;
const PLACES: usize = 200;
/// Characters of one value: more than anybody shows.
const VALUE: usize = 400;

/// What one recipient was told.
#[derive(Default)]
struct Details {
    places: BTreeMap<(Category, String), Place>,
    beyond: u64,
}

/// What all were told.
pub struct Gathered {
    reveal: bool,
    recipients: BTreeMap<String, Details>,
}

discreet!(Gathered { reveal });

impl Gathered {
    /// Nothing yet; of values as much as is shown, or all of them.
    #[must_use]
    pub fn new(reveal: bool) -> Self {
        Self { reveal, recipients: BTreeMap::new() }
    }

    /// Remembers what a request told somebody other than the site itself, unless something stopped it.
    pub fn take(&mut self, record: &Record) {
        if record.party != Party::First && record.sent != Some(false) {
            for finding in &record.findings {
                self.note(&record.recipient.registrable_domain, finding);
            }
        }
    }

    fn note(&mut self, domain: &str, finding: &Finding) {
        if !self.recipients.contains_key(domain) {
            if self.recipients.len() >= RECIPIENTS {
                return;
            }
            self.recipients.insert(domain.to_owned(), Details::default());
        }
        let Some(details) = self.recipients.get_mut(domain) else { return };
        let key = (finding.category, finding.at.as_str().to_owned());
        if let Some(place) = details.places.get_mut(&key) {
            place.count += 1;
            place.linkability = place.linkability.max(finding.linkability);
        } else if details.places.len() < PLACES {
            let value = if self.reveal { finding.value.reveal().to_owned() } else { finding.preview() };
            let value = value.chars().take(VALUE).collect();
            let place = Place {
                category: finding.category,
                at: key.1.clone(),
                value,
                linkability: finding.linkability,
                count: 1,
            };
            details.places.insert(key, place);
        } else {
            details.beyond += 1;
        }
    }

    /// The places at which a recipient was told something, in the order of what it weighs, and how many more there are
    /// than were remembered.
    #[must_use]
    pub fn places(&self, row: &RecipientRow) -> (Vec<&Place>, u64) {
        let Some(details) = self.recipients.get(&row.registrable_domain) else { return (Vec::new(), 0) };
        let of = |category| details.places.values().filter(move |place| place.category == category);
        (row.told.iter().flat_map(|told| of(told.category)).collect(), details.beyond)
    }
}
