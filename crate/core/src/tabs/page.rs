//! A page in a tab: its address, the documents in it, the request that opens it.
//!
//! Decides how much of that is remembered, and when two addresses are those of one page. Refuses to know which page a tab
//! shows.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::discreet::discreet;

/// The most documents remembered for one page (a page may have many frames).
const MOST_DOCUMENTS: usize = 512;
/// As many are remembered where room is short.
const FEW_DOCUMENTS: usize = 8;
/// The longest address of a page that is remembered whole.
const LONGEST_ADDRESS: usize = 8_192;

/// A page in a tab, by number: numbers are never used twice within a session.
pub type PageNumber = u64;

/// A page that is or was shown in a tab.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// Its number.
    pub number: PageNumber,
    /// Its address as the browser last said it.
    pub url: String,
    /// The documents in it, by the browser's ids: its own first, then its frames'.
    pub(super) documents: Vec<String>,
    /// The request that opens it, by the browser's id.
    pub(super) request: String,
    /// Nobody saw it begin: the tab was found showing it.
    pub(super) found: bool,
    /// When it was first shown, or found; before all times where nobody knows. Milliseconds since 1970.
    pub(super) since: f64,
}

discreet!(Page { number });

impl Page {
    /// Whether its address is so long that perhaps only its start is remembered.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        // A cut never goes through a letter, and the longest letter has four bytes.
        self.url.len() > LONGEST_ADDRESS - 4
    }

    /// A page that is about to be shown.
    pub(super) fn new(number: PageNumber, url: &str) -> Self {
        Self {
            number,
            url: address(url),
            documents: Vec::new(),
            request: String::new(),
            found: false,
            since: f64::NEG_INFINITY,
        }
    }

    /// Whether an address is its own; where in the page it leads does not matter.
    pub(super) fn is_at(&self, url: &str) -> bool {
        let known = without_fragment(&self.url);
        if url.len() > LONGEST_ADDRESS {
            return known == without_fragment(&address(url));
        }
        known == without_fragment(url)
    }

    /// Takes up that a document stands in it.
    pub(super) fn remember(&mut self, document_id: &str) {
        if document_id.is_empty() || self.has(document_id) {
            return;
        }
        if self.documents.len() == MOST_DOCUMENTS {
            self.documents.remove(1);
        }
        self.documents.push(document_id.to_owned());
    }

    /// Takes up that the browser says another address of it.
    pub(super) fn move_to(&mut self, url: &str) {
        self.url = address(url);
    }

    /// Whether a document stands in it.
    pub(super) fn has(&self, document_id: &str) -> bool {
        self.documents.iter().any(|id| id == document_id)
    }

    /// Gives up most of which documents stand in it; false when there is nothing to give.
    pub(super) fn shed_documents(&mut self) -> bool {
        let over = self.documents.len().saturating_sub(FEW_DOCUMENTS);
        if over > 0 {
            self.documents.drain(1..=over);
        }
        over > 0
    }
}

fn address(url: &str) -> String {
    let mut address = url.to_owned();
    crate::bounds::cut(&mut address, LONGEST_ADDRESS);
    address
}

fn without_fragment(url: &str) -> &str {
    url.split('#').next().unwrap_or(url)
}

/// Whether two addresses are of one origin.
pub(super) fn same_origin(one: &str, other: &str) -> bool {
    match (Url::parse(one), Url::parse(other)) {
        (Ok(one), Ok(other)) => one.origin() == other.origin(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_own_document_stays_known_where_room_is_short() {
        let mut page = Page::new(1, "https://a.example/");
        for number in 0..100 {
            page.remember(&number.to_string());
        }
        assert!(page.shed_documents());
        assert_eq!(page.documents.len(), FEW_DOCUMENTS);
        assert!(page.has("0") && !page.has("1") && page.has("99"));
        assert!(!page.shed_documents());
    }
}
