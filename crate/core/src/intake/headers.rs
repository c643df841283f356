//! The headers of a request, in order.
//!
//! Decides how they are held: names and values one behind the other in one text, since two strings for each header cost more
//! than all else that is read of a capture's entry. Refuses to know what a name means.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The request's headers, as far as the door shows them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Headers {
    /// Not shown (yet), or taken out of the capture.
    #[default]
    Unseen,
    /// Those that the door shows.
    Seen(HeaderList),
}

impl Headers {
    /// The headers of a capture. No request goes out without any: where it lists none, it does not show them.
    #[must_use]
    pub fn listed(list: HeaderList) -> Self {
        if list.is_empty() { Self::Unseen } else { Self::Seen(list) }
    }

    /// The first value of a header, by its name in lower case.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        match self {
            Self::Unseen => None,
            Self::Seen(list) => list.value(name),
        }
    }
}

/// One header as it went out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Header<'a> {
    /// The name, in lower case.
    pub name: &'a str,
    value: &'a str,
}

impl<'a> Header<'a> {
    /// The value itself. Every call is a place where a value may leave Telltale: keep them few.
    #[must_use]
    pub fn reveal(self) -> &'a str {
        self.value
    }
}

impl fmt::Debug for Header<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Header({} bytes)", self.value.len())
    }
}

/// Names and values, in the order in which they went out.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct HeaderList {
    text: String,
    /// Where each name ends in the text, and the value behind it.
    ends: Vec<(usize, usize)>,
}

impl HeaderList {
    /// An empty list with room for so many headers of so many bytes in all.
    pub(crate) fn with_capacity(headers: usize, bytes: usize) -> Self {
        Self { text: String::with_capacity(bytes), ends: Vec::with_capacity(headers) }
    }

    /// Adds a header, its name in whichever case.
    pub fn push(&mut self, name: &str, value: &str) {
        let start = self.text.len();
        self.text.push_str(name);
        if let Some(name) = self.text.get_mut(start..) {
            name.make_ascii_lowercase();
        }
        let end = self.text.len();
        self.text.push_str(value);
        self.ends.push((end, self.text.len()));
    }

    /// The headers.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Header<'_>> {
        let mut start = 0;
        self.ends.iter().map(move |&(name, value)| {
            let text = |from, to| self.text.get(from..to).unwrap_or_default();
            let header = Header { name: text(start, name), value: text(name, value) };
            start = value;
            header
        })
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// What it holds in memory, in bytes.
    pub(crate) fn size(&self) -> usize {
        self.text.len() + self.ends.len() * size_of::<(usize, usize)>()
    }

    /// The first value of a header, by its name in lower case.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.iter().find(|header| header.name == name).map(Header::reveal)
    }
}

impl fmt::Debug for HeaderList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HeaderList({} headers, {} bytes)", self.ends.len(), self.text.len())
    }
}

impl<N: AsRef<str>, V: AsRef<str>> FromIterator<(N, V)> for HeaderList {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        let mut list = Self::default();
        for (name, value) in pairs {
            list.push(name.as_ref(), value.as_ref());
        }
        list
    }
}

impl Serialize for HeaderList {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(|header| (header.name, header.value)))
    }
}

impl<'de> Deserialize<'de> for HeaderList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Vec::<(String, String)>::deserialize(deserializer)?.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::{HeaderList, Headers};

    fn list() -> HeaderList {
        [("Cookie", "a=B"), ("", "\u{e9}"), ("x-empty", ""), ("cookie", "c")].into_iter().collect()
    }

    #[test]
    fn headers_come_back_in_order_their_names_in_lower_case() {
        let list = list();
        let read: Vec<_> = list.iter().map(|header| (header.name, header.reveal())).collect();
        assert_eq!(read, [("cookie", "a=B"), ("", "\u{e9}"), ("x-empty", ""), ("cookie", "c")]);
        assert_eq!(
            (list.value("cookie"), list.value("x-empty"), list.value("x")),
            (Some("a=B"), Some(""), None)
        );
    }

    #[test]
    fn a_list_is_kept_and_taken_up_as_it_is() {
        let bytes = postcard::to_stdvec(&Headers::Seen(list())).unwrap();
        assert_eq!(postcard::from_bytes::<Headers>(&bytes).unwrap(), Headers::Seen(list()));
    }

    #[test]
    fn a_capture_that_lists_no_headers_does_not_show_them() {
        assert_eq!(Headers::listed(HeaderList::default()), Headers::Unseen);
        assert_eq!(Headers::listed(list()), Headers::Seen(list()));
    }
}
