//! The addresses of pages that were visited before, which payloads are compared with.
//!
//! Decides how many, and that an address which was kept is parsed when somebody asks for it: a background that wakes up for
//! the figures of a page needs none of them. Refuses to know which pages count.

use std::cell::OnceCell;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use url::Url;

/// The most of them.
const MOST: usize = 32;
/// The longest.
const LONGEST: usize = 2_048;

/// Addresses of pages, the one that was left last at the end.
#[derive(Clone, Default)]
pub(super) struct Earlier {
    /// As they were kept, until somebody asks.
    texts: Vec<String>,
    pages: OnceCell<Vec<Url>>,
}

impl Earlier {
    /// The addresses.
    pub(super) fn pages(&self) -> &[Url] {
        self.pages.get_or_init(|| self.texts.iter().filter_map(|text| Url::parse(text).ok()).collect())
    }

    /// A page was left. One that is no page on the network, or whose address is too long, does not count.
    pub(super) fn add(&mut self, left: &str) {
        if left.len() > LONGEST {
            return;
        }
        let Some(left) = Url::parse(left).ok().filter(|url| matches!(url.scheme(), "http" | "https")) else {
            return;
        };
        self.pages();
        let mut pages = self.pages.take().unwrap_or_default();
        pages.retain(|page| *page != left);
        pages.push(left);
        pages.drain(..pages.len().saturating_sub(MOST));
        *self = Self { texts: Vec::new(), pages: pages.into() };
    }
}

impl PartialEq for Earlier {
    fn eq(&self, other: &Self) -> bool {
        self.pages() == other.pages()
    }
}

impl Serialize for Earlier {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.pages.get() {
            Some(pages) => serializer.collect_seq(pages.iter().map(Url::as_str)),
            None => serializer.collect_seq(&self.texts),
        }
    }
}

impl<'de> Deserialize<'de> for Earlier {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self { texts: Vec::deserialize(deserializer)?, pages: OnceCell::new() })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects in the shortest way")]

    use super::*;

    fn addresses(earlier: &Earlier) -> Vec<&str> {
        earlier.pages().iter().map(Url::as_str).collect()
    }

    #[test]
    fn the_last_ones_count_each_once_and_only_those_on_the_network() {
        let mut earlier = Earlier::default();
        for left in
            ["https://a.example/", "https://b.example/", "about:blank", "no address", "https://a.example/"]
        {
            earlier.add(left);
        }
        earlier.add(&format!("https://long.example/{}", "l".repeat(LONGEST)));
        assert_eq!(addresses(&earlier), ["https://b.example/", "https://a.example/"]);
        for number in 0..MOST {
            earlier.add(&format!("https://{number}.example/"));
        }
        assert_eq!(earlier.pages().len(), MOST);
        assert_eq!(addresses(&earlier)[0], "https://0.example/");
    }

    #[test]
    fn kept_and_taken_up_it_is_the_same_whether_somebody_asked_or_not() {
        let mut earlier = Earlier::default();
        earlier.add("https://a.example/");
        let bytes = postcard::to_extend(&earlier, Vec::new()).unwrap();
        let mut again: Earlier = postcard::from_bytes(&bytes).unwrap();
        assert_eq!(postcard::to_extend(&again, Vec::new()).unwrap(), bytes);
        again.add("https://b.example/");
        assert_eq!(addresses(&again), ["https://a.example/", "https://b.example/"]);
        earlier.add("https://b.example/");
        assert!(again == earlier);
    }
}
