//! Which of the kept requests somebody wants to see: so many of those that meet a filter, in an order, or one with all that
//! was opened in it.
//!
//! Decides what a filter lets through, and that nobody can search for what they are not shown. Refuses to know whether the
//! requests are a session's or a capture's.

use serde::{Deserialize, Serialize};

use crate::finding::Category;
use crate::intake::Mode;
use crate::order;
use crate::record::Record;
use crate::report::{RequestRow, redacted};
use crate::request::Party;
use crate::showing::Showing;
use crate::tree::Tree;

/// The most requests that one page of them holds.
const MOST_AT_ONCE: usize = 500;

/// Which of the kept requests are wanted.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// How many to pass over.
    pub from: usize,
    /// How many at most; 500 are the most at once.
    pub count: usize,
    /// Only such.
    pub filter: Filter,
    /// In this order.
    pub sort: Sort,
    /// With their values.
    pub reveal: bool,
}

/// Conditions that all hold.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// Of this mode.
    pub mode: Option<Mode>,
    /// Of the page that this tab shows.
    pub tab: Option<i32>,
    /// To this registrable domain.
    pub recipient: Option<String>,
    /// From this site.
    pub site: Option<String>,
    /// With a finding of this category.
    pub category: Option<Category>,
    /// Of this party.
    pub party: Option<Party>,
    /// With this text in host, company, site or address, whatever its case; in values where they are revealed.
    pub text: Option<String>,
}

/// An order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// The last first.
    #[default]
    Newest,
    /// The first first.
    Oldest,
    /// The weightiest first.
    Score,
}

/// Some requests, and how many there are.
#[derive(Debug, Clone, Serialize)]
pub struct Requests<'a> {
    /// How many the filter lets through.
    pub total: usize,
    /// How many were passed over.
    pub from: usize,
    /// The requests.
    pub requests: Vec<RequestRow<'a>>,
}

/// One request of those that were shown.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Which {
    /// What its door calls it. All requests of a chain of redirects may have one name.
    pub id: String,
    /// When it was made, which tells those apart; nothing where that is not known.
    pub at: Option<f64>,
    /// With its values.
    pub reveal: bool,
}

/// One request, and where in it everything stood.
#[derive(Debug, Clone, Serialize)]
pub struct OpenedRequest<'a> {
    /// The request.
    pub request: RequestRow<'a>,
    /// What was opened in it, down to its findings.
    pub tree: Tree<'a>,
}

/// Some of these requests, which come oldest first.
pub(crate) fn some_of<'a>(records: Vec<&'a Record>, wanted: &Wanted, showing: &Showing) -> Requests<'a> {
    let text = wanted.filter.text.as_deref().map(str::to_lowercase).filter(|text| !text.is_empty());
    let mut records: Vec<&Record> = records
        .into_iter()
        .filter(|record| {
            wanted.filter.lets_through(record)
                && text.as_ref().is_none_or(|text| shows(record, text, showing.reveal()))
        })
        .collect();
    match wanted.sort {
        Sort::Oldest => {}
        Sort::Newest => records.reverse(),
        Sort::Score => order::sort_by_key(&mut records, |record| std::cmp::Reverse(record.score.points)),
    }
    Requests {
        total: records.len(),
        from: wanted.from,
        requests: records
            .into_iter()
            .skip(wanted.from)
            .take(wanted.count.min(MOST_AT_ONCE))
            .map(|record| RequestRow::new(record, showing))
            .collect(),
    }
}

impl Which {
    /// The request among these; none where it is no longer among them.
    pub(crate) fn of<'a>(&self, records: Vec<&'a Record>, showing: &Showing) -> Option<OpenedRequest<'a>> {
        let made_then = |record: &Record| {
            record.at.is_nan() || self.at.is_some_and(|at| at.total_cmp(&record.at).is_eq())
        };
        let record = records.into_iter().find(|record| record.id == self.id && made_then(record))?;
        Some(OpenedRequest {
            request: RequestRow::new(record, showing),
            tree: Tree::of(record.findings.iter().map(|finding| &finding.at)),
        })
    }
}

impl Filter {
    fn lets_through(&self, record: &Record) -> bool {
        self.mode.is_none_or(|mode| record.mode == mode)
            && self.recipient.as_ref().is_none_or(|domain| record.recipient.registrable_domain == *domain)
            && self.site.as_ref().is_none_or(|site| record.site.as_ref() == Some(site))
            && self.party.is_none_or(|party| record.party == party)
            && self.category.is_none_or(|category| record.told().any(|told| told == category))
    }
}

/// Whether a text in small letters stands in what is shown of a request.
fn shows(record: &Record, text: &str, revealed: bool) -> bool {
    let holds = |fact: &str| fact.to_lowercase().contains(text);
    let facts = [Some(&record.recipient.host), record.recipient.company.as_ref(), record.site.as_ref()];
    facts.into_iter().flatten().any(|fact| holds(fact))
        || if revealed {
            holds(&record.url) || record.findings.iter().any(|finding| holds(finding.value.reveal()))
        } else {
            // What is shown of an address stands in it, its user's name and what is hidden aside: most need not be parsed.
            let may = text.contains(['…', '%']) || record.url.contains('@') || holds(&record.url);
            may && holds(&redacted(&record.url, &record.findings))
        }
}
