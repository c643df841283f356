//! Bodies, as browsers and captures hand them over.
//!
//! Decides how a body is read: the browser's own form fields are already decoded and are opened no further than sniffing
//! shows. Refuses to believe a content type: it only chooses what to try where bytes have no mark of their own.

use std::borrow::Cow;

use memchr::memmem;

use crate::intake::{Body, Headers, RawRequest};

use super::beacon::Form;
use super::layer::{is_form, is_readable, readable};
use super::streams::Codec;
use super::trail::Trail;
use super::walk::Walk;
use super::{charset, codec};

impl Walk<'_> {
    /// Walks the body of a request.
    pub(super) fn body(&mut self, raw: &RawRequest) {
        let place = Trail::start("body");
        match &raw.body {
            Body::None | Body::Unseen => {}
            Body::Raw { parts, .. } => {
                let bound = self.budget.limits().body;
                let bytes = match parts.as_slice() {
                    [] => return,
                    [one] => Cow::Borrowed(&one[..one.len().min(bound)]),
                    many => {
                        let mut all = Vec::new();
                        for part in many {
                            let room = (bound - all.len()).min(part.len());
                            all.extend_from_slice(&part[..room]);
                        }
                        Cow::Owned(all)
                    }
                };
                if parts.iter().map(Vec::len).sum::<usize>() > bound {
                    self.cut_body = true;
                    self.budget.partial = true;
                }
                self.raw_body(&bytes, &raw.headers, &place);
            }
            Body::Form { fields, .. } => self.fields(fields, &place),
        }
    }

    fn raw_body(&mut self, bytes: &[u8], headers: &Headers, place: &Trail<'_>) {
        if let Some(text) = readable(bytes)
            && super::bytes::compression(bytes).is_none()
        {
            let text = text.trim();
            // Most bodies are one document: it is walked at once.
            let structured = text.starts_with(['{', '[']) && text.ends_with(['}', ']']);
            if structured && self.open_json(text, true, place) {
                return;
            }
            if text.contains('\n') && self.open_lines(text, place) {
                // Several events, one a line.
            } else if is_form(text) {
                self.recognise(Some(Form::Text(text)), "");
                self.pairs(text, '&', place);
            } else {
                self.text(text, place);
            }
            return;
        }
        if super::bytes::compression(bytes).is_none() && self.open_named(bytes, headers, place) {
            return;
        }
        self.bytes(bytes, place);
    }

    /// Tries what the headers or the address name, for streams without a mark of their own.
    fn open_named(&mut self, bytes: &[u8], headers: &Headers, place: &Trail<'_>) -> bool {
        if headers.value("content-encoding").is_some_and(|names| names.contains("br")) {
            let inflated = codec::stream(Codec::Brotli, bytes, &mut self.budget);
            if is_readable(&inflated.bytes) && inflated.bytes.len() >= 2 {
                return self.open_inflated(inflated, &place.layer("brotli"));
            }
        }
        let charset = headers
            .value("content-type")
            .and_then(|kind| kind.split("charset=").nth(1))
            .map(|charset| charset.trim_matches(['"', ' ', ';']))
            .filter(|charset| !charset::is_utf8(charset));
        if let Some(charset) = charset
            && !bytes.contains(&0)
            && let Some(text) = charset::read(charset, bytes, true)
        {
            self.budget.wrote(text.len());
            let text = text.trim();
            if is_form(text) {
                self.pairs(text, '&', place)
            } else {
                self.text(text, place)
            }
            return true;
        }
        false
    }

    /// Walks form fields that the browser has decoded.
    fn fields(&mut self, fields: &[(String, String)], place: &Trail<'_>) {
        // JSON sent as a form arrives as one name; a `=` or `&` within it cut it apart.
        if let Some((name, _)) = fields.first()
            && name.trim_start().starts_with(['{', '['])
        {
            let pairs: Vec<Cow<'_, str>> = fields
                .iter()
                .map(|(name, value)| {
                    if value.is_empty() {
                        Cow::Borrowed(name.as_str())
                    } else {
                        Cow::Owned(format!("{name}={value}"))
                    }
                })
                .collect();
            let text = pairs.join("&");
            self.text(&text, place);
            return;
        }
        self.recognise(Some(Form::Fields(fields)), "");
        for (name, value) in fields {
            if self.budget.spent() {
                self.budget.partial = true;
                return;
            }
            self.text(value, &place.key(name));
        }
    }

    /// Walks the parts of a multipart body.
    pub(super) fn open_multipart(&mut self, bytes: &[u8], trail: &Trail<'_>) -> bool {
        if !bytes.starts_with(b"--") {
            return false;
        }
        let Some(end) = memchr::memchr2(b'\r', b'\n', bytes) else { return false };
        let boundary = &bytes[..end];
        if !(4..=76).contains(&boundary.len()) || memmem::find(&bytes[end..], b"ontent-").is_none() {
            return false;
        }
        let layer =
            if trail.layers() == 0 && trail.name().is_none() { *trail } else { trail.layer("multipart") };
        if let Ok(text) = std::str::from_utf8(bytes) {
            self.recognise(None, text);
        }
        let finder = memmem::Finder::new(boundary);
        let mut from = boundary.len();
        let mut index = 0;
        while from < bytes.len() && !self.budget.spent() {
            let (part, next) = match finder.find(&bytes[from..]) {
                Some(at) => (&bytes[from..from + at], from + at + boundary.len()),
                None => (&bytes[from..], bytes.len()),
            };
            from = next;
            let (head, content) = match memmem::find(part, b"\r\n\r\n") {
                Some(at) => (&part[..at], &part[at + 4..]),
                None => match memmem::find(part, b"\n\n") {
                    Some(at) => (&part[..at], &part[at + 2..]),
                    None => continue,
                },
            };
            let content =
                content.strip_suffix(b"\r\n").or_else(|| content.strip_suffix(b"\n")).unwrap_or(content);
            let head = String::from_utf8_lossy(head);
            let name = head.split("name=\"").nth(1).and_then(|rest| rest.split('"').next());
            let here = match name {
                Some(name) => layer.key(name),
                None => layer.index(index),
            };
            index += 1;
            // Browsers and their captures leave out what is in a file: an empty one is one that nobody showed.
            if content.is_empty() && head.contains("filename=") {
                self.cut_body = true;
                self.budget.partial = true;
            }
            self.open_bytes(content, &here);
        }
        index > 0
    }
}
