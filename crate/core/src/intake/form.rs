//! A form that the browser took apart, held against the size of what it sends.
//!
//! Firefox shows a file in a form as a field like any other, whose value is the file's name. What gives it away is that
//! more is sent than the fields come to.
//!
//! Decides whether something of a form was not shown. Refuses to know what is in it.

use serde::{Deserialize, Serialize};

use super::{Body, Headers};

/// Around a field: `Content-Disposition: form-data; name=""`, the lines before and after, and the dashes.
const AROUND_FIELD: u64 = 49;
/// What is sent beside an empty field where no file was chosen: an empty name and `application/octet-stream`.
const NO_FILE: u64 = 53;
/// What a file's part has at least that a field's has not: `filename`, `Content-Type` with a letter.
const LEAST_FOR_FILE: u64 = 30;

/// How large a form is, without its boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormSize {
    fields: u64,
    bytes: u64,
    empty: u64,
}

impl FormSize {
    /// Of a body, where it is a form that seems to be all there.
    #[must_use]
    pub fn of(body: &Body) -> Option<Self> {
        let Body::Form { fields, missing: 0 } = body else { return None };
        let mut size = Self { fields: fields.len() as u64, bytes: 0, empty: 0 };
        for (name, value) in fields {
            size.bytes += AROUND_FIELD + (name.len() + value.len()) as u64;
            size.empty += u64::from(value.is_empty());
        }
        Some(size)
    }

    /// Whether the headers say that more was sent.
    #[must_use]
    pub fn is_exceeded(&self, headers: &Headers) -> bool {
        let boundary = headers.value("content-type").and_then(boundary);
        let length = headers.value("content-length").and_then(|length| length.trim().parse::<u64>().ok());
        let (Some(boundary), Some(length)) = (boundary, length) else { return false };
        // Each boundary has two dashes before it and a line's end after it; the last has two dashes more.
        let boundaries = (self.fields + 1) * (boundary.len() as u64);
        let shown = self.bytes + boundaries + 6;
        length >= shown + self.empty * NO_FILE + LEAST_FOR_FILE
    }
}

fn boundary(kind: &str) -> Option<&str> {
    let (kind, parameters) = kind.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("boundary").then(|| value.trim().trim_matches('"'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDARY: &str = "----geckoformboundary8c1d";

    fn field(name: &str, value: &str) -> String {
        format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    }

    fn file(name: &str, file: &str, kind: &str, content: &str) -> String {
        let head = format!("Content-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"");
        format!("--{BOUNDARY}\r\n{head}\r\nContent-Type: {kind}\r\n\r\n{content}\r\n")
    }

    fn exceeded(parts: &[String], shown: &[(&str, &str)]) -> bool {
        let sent = format!("{}--{BOUNDARY}--\r\n", parts.concat());
        let headers = [
            ("content-type", format!("multipart/form-data; boundary={BOUNDARY}")),
            ("content-length", sent.len().to_string()),
        ];
        let fields = shown.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        FormSize::of(&Body::Form { fields, missing: 0 })
            .unwrap()
            .is_exceeded(&Headers::Seen(headers.into_iter().collect()))
    }

    #[test]
    fn a_form_of_fields_is_all_there() {
        assert!(!exceeded(&[], &[]));
        let fields = [("u", "https://news.example/"), ("note", ""), ("überschrift", "größer")];
        let parts = fields.map(|(name, value)| field(name, value));
        assert!(!exceeded(&parts, &fields));
    }

    #[test]
    fn a_file_that_nobody_chose_hides_nothing() {
        let parts = [field("u", "1"), file("avatar", "", "application/octet-stream", "")];
        assert!(!exceeded(&parts, &[("u", "1"), ("avatar", "")]));
    }

    #[test]
    fn a_file_is_more_than_its_name() {
        let shown = [("u", "1"), ("avatar", "a.txt")];
        assert!(exceeded(&[field("u", "1"), file("avatar", "a.txt", "text/plain", "x")], &shown));
        let large = "x".repeat(100_000);
        assert!(exceeded(&[field("u", "1"), file("avatar", "a.txt", "image/png", &large)], &shown));
    }

    #[test]
    fn where_nothing_says_the_size_nothing_is_concluded() {
        let size = FormSize::of(&Body::Form { fields: vec![], missing: 0 }).unwrap();
        let told = |kind: &str, length: &str| {
            let headers = [("content-type", kind), ("content-length", length)];
            size.is_exceeded(&Headers::Seen(headers.into_iter().collect()))
        };
        assert!(told("multipart/form-data; charset=utf-8; boundary=\"b\"", "900"));
        assert!(!told("application/x-www-form-urlencoded", "900"));
        assert!(!told("multipart/form-data", "900"));
        assert!(!told("multipart/form-data; boundary=b", "a lot"));
        assert!(!told("multipart/form-data; boundary=b", "99999999999999999999999999"));
        assert!(!size.is_exceeded(&Headers::Unseen));
        assert_eq!(FormSize::of(&Body::Form { fields: vec![], missing: 1 }), None);
        assert_eq!(FormSize::of(&Body::Unseen), None);
    }
}
