//! The links between two sides: every value that one recipient knows on both.
//!
//! Decides which tellings belong together. Refuses to judge them: the rules do.

use std::collections::BTreeMap;

use super::mark::{Mark, marks_of_hashes};
use super::rules::{Pair, Rule, Strength, judge};
use super::table::{RecipientId, Telling, Value};
use super::{Identifiers, tells_person};
use crate::finding::{Category, Secret};
use crate::order;

/// An identifier that joins two sides.
#[derive(Debug, Clone, PartialEq)]
pub struct Link<'a> {
    /// Who knows it on both sides.
    pub recipient: &'a str,
    /// What kind.
    pub category: Category,
    /// Where it stood on the second side; empty when no side remembers it.
    pub at: &'a str,
    /// The value, as the second side was told it; none when no side remembers it.
    pub value: Option<&'a Secret>,
    /// Stands for the value.
    pub mark: Mark,
    /// In how many requests of the first side.
    pub first: u64,
    /// In how many requests of the second side.
    pub second: u64,
    /// Why.
    pub rule: Rule,
}

impl Link<'_> {
    /// How strong the evidence is.
    #[must_use]
    pub const fn strength(&self) -> Strength {
        self.rule.strength()
    }

    /// What a keyed hash of the value is made of: the value, or its mark where it is no longer remembered.
    #[must_use]
    pub fn to_hash(&self) -> std::borrow::Cow<'_, str> {
        text_or_mark(self.value, self.mark)
    }
}

pub(super) fn text_or_mark(value: Option<&Secret>, mark: Mark) -> std::borrow::Cow<'_, str> {
    value.map_or_else(|| mark.digits().into(), |value| value.reveal().into())
}

impl Identifiers {
    /// The identifiers that both sides told the same recipient, the strongest first.
    #[must_use]
    pub fn links<'a>(&'a self, other: &'a Self) -> Vec<Link<'a>> {
        let names = order::map(other.table.recipients.iter().map(|(name, known)| (known.id, name.as_str())));
        let hashes = self.hashes();
        let mut links = Vec::new();
        for (mark, value) in &other.table.values {
            let same = self.table.values.get(mark);
            // The other way round: the second side was told the value, the first its hash.
            let hashed = |telling: &Telling, known: RecipientId| {
                let plain = hashes.get(mark).and_then(|plain| self.table.values.get(plain));
                let found = plain.and_then(|plain| Some((plain, plain.telling(known)?)));
                found.or_else(|| {
                    let text = value.text.as_ref().filter(|_| may_be_hashed(telling))?;
                    marks_of_hashes(text.reveal()).into_iter().find_map(|hash| {
                        let hash = self.table.values.get(&hash)?;
                        Some((hash, hash.telling(known)?))
                    })
                })
            };
            for second in &value.tellings {
                let Some(recipient) = names.get(&second.to) else { continue };
                let Some(known) = self.table.recipients.get(*recipient).map(|known| known.id) else {
                    continue;
                };
                let equal = same.and_then(|same| Some((same, same.telling(known)?)));
                let (first_value, first, is_hash) = match equal {
                    Some((same, first)) => (same, first, false),
                    None => match hashed(second, known) {
                        Some((hash, first)) => (hash, first, true),
                        None => continue,
                    },
                };
                let pair = Pair { first, second, hashed: is_hash, shows_cookies: other.cookies_shown > 0 };
                let Some(rule) = judge(&pair) else { continue };
                links.push(Link {
                    recipient,
                    category: second.category.min(first.category),
                    at: second.at.as_deref().or(first.at.as_deref()).unwrap_or_default(),
                    value: value.text.as_ref().or(first_value.text.as_ref()),
                    mark: *mark,
                    first: first.requests.into(),
                    second: second.requests.into(),
                    rule,
                });
            }
        }
        order::sort_by(&mut links, |a, b| {
            a.rule.cmp(&b.rule).then_with(|| (a.recipient, a.at).cmp(&(b.recipient, b.at)))
        });
        links
    }

    /// The marks of the plain hashes of what is known to be an identifier, each with the mark of that.
    fn hashes(&self) -> BTreeMap<Mark, Mark> {
        let proven = |value: &Value| value.tellings.iter().any(may_be_hashed);
        let values = self.table.values.iter().filter(|(_, value)| proven(value));
        let texts = values.filter_map(|(mark, value)| Some((*mark, value.text.as_ref()?)));
        let hashes = texts.flat_map(|(mark, text)| {
            marks_of_hashes(text.reveal()).into_iter().map(move |hash| (hash, mark))
        });
        order::map(hashes)
    }
}

/// Nobody hashes what is no identifier: a candidate has to be proven to be one first.
pub(super) fn may_be_hashed(telling: &Telling) -> bool {
    telling.placed > 0
        || telling.set > 0
        || tells_person(telling.category) && telling.returned > 0
        || !matches!(telling.category, Category::PersistentId | Category::SessionId)
}
