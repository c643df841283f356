//! Brings a request's body back to its bytes, whichever way a tool wrote it.
//!
//! Decides which field to believe, and says "unseen" where no field holds the body: never "empty". Refuses to know
//! what the bytes mean; content encodings and layers are for `crate::payload`.

use std::borrow::Cow;

use super::Writer;
use super::wire::{Param, PostData, Request};
use crate::intake::Body;
use crate::intake::capture::loose::{Given, List, Told, from_base64};
use crate::intake::capture::purpose::starts_with;

/// What a body's fields are read with: facts that stand elsewhere in the capture.
pub(super) struct Around<'a> {
    pub(super) writer: Writer,
    pub(super) method: &'a str,
    /// Value of `Content-Type`.
    pub(super) content_type: Option<&'a str>,
    /// Value of `Content-Length`.
    pub(super) content_length: Option<u64>,
    /// Whether a `Content-Encoding` was named: then lengths on the wire say nothing about the text.
    pub(super) encoded: bool,
    /// Bytes of the text, as written, that were beyond the cap.
    pub(super) cut: u64,
}

/// The body of a request.
pub(super) fn body(request: &Request<'_>, around: &Around<'_>) -> Body {
    if let Given::Is(post) = &request.post_data
        && is_base64(post.encoding.filled())
        && let Some(text) = post.text.text.bytes()
    {
        return decoded(&text, around);
    }
    if let Given::Is(content) = &request.content
        && let Some(text) = content.text.text.bytes()
    {
        return if is_base64(content.encoding.filled()) {
            decoded(&text, around)
        } else {
            of_bytes(text.into_owned(), around)
        };
    }
    if request.body_status.filled().is_some_and(|status| status.starts_with("discarded")) {
        return Body::Unseen;
    }
    let body = match &request.post_data {
        Given::Nothing => None,
        Given::Is(post) => posted(post, request, around),
        Given::Other => Some(Body::Unseen),
    };
    body.unwrap_or_else(|| match &request.content {
        Given::Is(content) if content.text.is_other => Body::Unseen,
        Given::Other => Body::Unseen,
        Given::Nothing | Given::Is(_) => without_field(request, around),
    })
}

/// What `postData` says of the body, if it says anything.
fn posted(post: &PostData<'_>, request: &Request<'_>, around: &Around<'_>) -> Option<Body> {
    let text = post.text.text.bytes().unwrap_or_default();
    if !text.is_empty() {
        let mime = post.mime_type.filled();
        let kind = around.content_type.or(mime.as_deref()).unwrap_or_default();
        let latin1 =
            (around.writer == Writer::Mitmproxy && is_written_as_latin1(kind)).then(|| latin1(&text));
        return Some(match latin1 {
            Some(Some(bytes)) => of_bytes(bytes, around),
            _ => of_text(text.into_owned(), kind, around),
        });
    }
    if !post.params.items.is_empty() || post.params.others > 0 {
        return Some(form(&post.params));
    }
    // Something that is no text was there; and a comment says that the tool threw the body away.
    if post.text.is_other || post.comment.filled().is_some() {
        return Some(Body::Unseen);
    }
    let has_size = around.content_length.is_some_and(|length| length > 0)
        || request.body_size.0.is_some_and(|size| size > 0.0);
    // A text that is there and empty says that nothing was sent, unless a size denies it.
    post.text.text.is_some().then_some(if has_size { Body::Unseen } else { Body::None })
}

fn is_base64(encoding: Option<Cow<'_, str>>) -> bool {
    encoding.is_some_and(|name| name.eq_ignore_ascii_case("base64"))
}

fn decoded(text: &[u8], around: &Around<'_>) -> Body {
    // A text that was cut off may end within a group of four.
    let whole = if around.cut > 0 { &text[..text.len() / 4 * 4] } else { text };
    match from_base64(whole) {
        Some(bytes) if bytes.is_empty() && around.cut == 0 => Body::None,
        Some(bytes) => Body::Raw { parts: vec![bytes], missing: around.cut / 4 * 3 },
        None => of_bytes(text.to_vec(), around),
    }
}

/// A body whose bytes are exact.
fn of_bytes(bytes: Vec<u8>, around: &Around<'_>) -> Body {
    if bytes.is_empty() && around.cut == 0 {
        return if around.content_length.is_some_and(|length| length > 0) {
            Body::Unseen
        } else {
            Body::None
        };
    }
    Body::Raw { parts: vec![bytes], missing: around.cut }
}

/// A body that went through a decoder to text, in which something may have been lost.
fn of_text(bytes: Vec<u8>, kind: &str, around: &Around<'_>) -> Body {
    let replaced = memchr::memmem::find_iter(&bytes, "\u{FFFD}".as_bytes()).count() as u64;
    let shorter = match around.content_length {
        // Developer tools leave the files out of a form that uploads them.
        Some(length) if !around.encoded && starts_with(kind, "multipart/") => {
            length.saturating_sub(bytes.len() as u64)
        }
        _ => 0,
    };
    let missing = around.cut.max(shorter).max(replaced);
    Body::Raw { parts: vec![bytes], missing }
}

/// mitmproxy reads text without a declared charset one byte a character, unless the type implies another charset.
fn is_written_as_latin1(kind: &str) -> bool {
    let kind = kind.to_ascii_lowercase();
    let implied = ["charset=", "json", "html", "xml", "javascript", "ecmascript", "css"];
    !implied.iter().any(|word| kind.contains(word))
}

/// The bytes whose Latin-1 reading is this text, if it is one.
fn latin1(text: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(text).ok()?;
    text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect()
}

/// A form that the tool took apart. Whether it also undid the percent-encoding, each tool decides for itself: a form
/// that could have been sent just so, and that has escapes in it, is still encoded.
fn form(params: &List<Param<'_>>) -> Body {
    let is_missing = |param: &&Param<'_>| {
        // A file has a name and, in most captures, no content.
        let file = param.file_name.is_some() && !param.value.text.is_some();
        file || param.name.is_other || param.value.is_other
    };
    let missing = params.beyond + params.others + params.items.iter().filter(is_missing).count() as u64;
    let text = |told: Told<'_>| told.text.string().unwrap_or_default().into_owned();
    let fields: Vec<(String, String)> =
        params.items.iter().map(|param| (text(param.name), text(param.value))).collect();
    let escapes = fields.iter().any(|(name, value)| name.contains('%') || value.contains('%'));
    if escapes && fields.iter().all(|(name, value)| is_form_encoded(name) && is_form_encoded(value)) {
        let text: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
        return Body::Raw { parts: vec![text.join("&").into_bytes()], missing };
    }
    Body::Form { fields, missing }
}

fn is_form_encoded(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().enumerate().all(|(at, byte)| match byte {
        b'%' => bytes.get(at + 1..at + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)),
        b'*' | b'-' | b'.' | b'_' | b'+' => true,
        _ => byte.is_ascii_alphanumeric(),
    })
}

/// No field at all: there was no body, or the tool does not show it.
fn without_field(request: &Request<'_>, around: &Around<'_>) -> Body {
    match around.content_length {
        Some(0) => return Body::None,
        Some(_) => return Body::Unseen,
        None => {}
    }
    let size = request.body_size.0;
    if size.is_some_and(|size| size > 0.0) {
        return Body::Unseen;
    }
    let usual = matches!(around.method, "POST" | "PUT" | "PATCH");
    // Chromium writes a size of 0 for every body that it does not show, beacons made of blobs among them.
    let told_empty = size == Some(0.0) && around.writer != Writer::Chromium;
    if usual && !told_empty { Body::Unseen } else { Body::None }
}

#[cfg(test)]
mod tests {
    use super::{Around, body};
    use crate::intake::Body;
    use crate::intake::har::Writer;
    use crate::intake::har::wire::Request;

    fn around(writer: Writer) -> Around<'static> {
        Around { writer, method: "POST", content_type: None, content_length: None, encoded: false, cut: 0 }
    }

    fn read(json: &str, around: &Around<'_>) -> Body {
        body(&serde_json::from_str::<Request<'_>>(json).unwrap(), around)
    }

    fn raw(bytes: &[u8]) -> Body {
        Body::Raw { parts: vec![bytes.to_vec()], missing: 0 }
    }

    #[test]
    fn base64_is_undone_where_it_is_flagged() {
        for json in [
            r#"{"postData":{"text":"H4sI/w==","encoding":"base64"}}"#,
            r#"{"postData":{"text":"H4sI/w","encoding":"BASE64"}}"#,
            r#"{"_content":{"text":"H4sI\n/w==","encoding":"base64"},"_requestBodyStatus":"discarded:not-representable"}"#,
        ] {
            assert_eq!(read(json, &around(Writer::Other)), raw(&[0x1f, 0x8b, 0x08, 0xff]), "{json}");
        }
        let not_flagged = r#"{"postData":{"text":"H4sI/w=="}}"#;
        assert_eq!(read(not_flagged, &around(Writer::Other)), raw(b"H4sI/w=="));
    }

    #[test]
    fn mitmproxy_text_is_bytes_again() {
        let latin1 = r#"{"postData":{"mimeType":"text/plain","text":"{\"t\":\"Ã©\"}"}}"#;
        assert_eq!(read(latin1, &around(Writer::Mitmproxy)), raw("{\"t\":\"é\"}".as_bytes()));
        let gzip = r#"{"postData":{"mimeType":"application/octet-stream","text":"\u001f\u008b\u0008ÿ"}}"#;
        assert_eq!(read(gzip, &around(Writer::Mitmproxy)), raw(&[0x1f, 0x8b, 0x08, 0xff]));
        let surrogates = r#"{"postData":{"mimeType":"application/json","text":"\u001f\udc8b\b\udcff"}}"#;
        assert_eq!(read(surrogates, &around(Writer::Mitmproxy)), raw(&[0x1f, 0x8b, 0x08, 0xff]));
        let declared = r#"{"postData":{"mimeType":"text/plain; charset=utf-8","text":"é"}}"#;
        assert_eq!(read(declared, &around(Writer::Mitmproxy)), raw("é".as_bytes()));
        let beyond = r#"{"postData":{"mimeType":"text/plain","text":"é€"}}"#;
        assert_eq!(read(beyond, &around(Writer::Mitmproxy)), raw("é€".as_bytes()));
        assert_eq!(read(latin1, &around(Writer::Firefox)), raw("{\"t\":\"Ã©\"}".as_bytes()));
    }

    #[test]
    fn a_form_without_text_comes_from_its_parameters() {
        let decoded =
            r#"{"postData":{"params":[{"name":"gzip","value":"1"},{"name":"d","value":"a+b/c="}]}}"#;
        assert_eq!(
            read(decoded, &around(Writer::Charles)),
            Body::Form {
                fields: vec![("gzip".into(), "1".into()), ("d".into(), "a+b/c=".into())],
                missing: 0
            }
        );
        let encoded =
            r#"{"postData":{"params":[{"name":"gzip","value":"1"},{"name":"d","value":"a%2Bb%3D"}]}}"#;
        assert_eq!(read(encoded, &around(Writer::Charles)), raw(b"gzip=1&d=a%2Bb%3D"));
        let file = r#"{"postData":{"params":[{"name":"f","fileName":"x.png","contentType":"image/png"}]}}"#;
        assert_eq!(
            read(file, &around(Writer::Other)),
            Body::Form { fields: vec![("f".into(), String::new())], missing: 1 }
        );
    }

    #[test]
    fn a_body_that_is_not_there_is_unseen_and_never_empty() {
        let with_length = |content_length| Around { content_length, ..around(Writer::Chromium) };
        assert_eq!(read("{}", &with_length(Some(12))), Body::Unseen);
        assert_eq!(read("{}", &with_length(Some(0))), Body::None);
        assert_eq!(read(r#"{"bodySize":0}"#, &with_length(None)), Body::Unseen);
        assert_eq!(read(r#"{"bodySize":0}"#, &around(Writer::Firefox)), Body::None);
        assert_eq!(read(r#"{"bodySize":9}"#, &around(Writer::Firefox)), Body::Unseen);
        assert_eq!(read("{}", &Around { method: "GET", ..around(Writer::Chromium) }), Body::None);
        let discarded =
            r#"{"postData":{"text":"","params":[],"comment":"Request bodies are not included."}}"#;
        assert_eq!(read(discarded, &around(Writer::Firefox)), Body::Unseen);
        let too_large = r#"{"_requestBodyStatus":"discarded:too-large","bodySize":600000}"#;
        assert_eq!(read(too_large, &around(Writer::HttpToolkit)), Body::Unseen);
        assert_eq!(read(r#"{"postData":{"text":""}}"#, &around(Writer::Mitmproxy)), Body::None);
    }

    #[test]
    fn a_body_that_is_no_text_is_unseen_and_never_empty() {
        for other in ["7", "-1e300", "true", "false", "[]", r#"["a"]"#, "{}", r#"{"a":1}"#] {
            for json in [
                format!(r#"{{"bodySize":0,"postData":{{"mimeType":"text/plain","text":{other}}}}}"#),
                format!(r#"{{"postData":{{"text":{other},"encoding":"base64"}}}}"#),
                format!(r#"{{"bodySize":0,"_content":{{"text":{other}}}}}"#),
            ] {
                assert_eq!(read(&json, &around(Writer::Other)), Body::Unseen, "{json}");
            }
        }
        for other in ["7", "true", "[]", r#""text""#] {
            for name in ["postData", "_content"] {
                let json = format!(r#"{{"bodySize":0,"{name}":{other}}}"#);
                assert_eq!(read(&json, &around(Writer::Other)), Body::Unseen, "{json}");
            }
        }
        let both = r#"{"postData":{"text":7},"_content":{"text":"told"}}"#;
        assert_eq!(read(both, &around(Writer::HttpToolkit)), raw(b"told"));
        let absent = r#"{"bodySize":0,"postData":null,"_content":null}"#;
        assert_eq!(read(absent, &around(Writer::Other)), Body::None);
    }

    #[test]
    fn fields_of_a_form_that_cannot_be_read_are_missing() {
        let form = |params: &str| {
            read(&format!(r#"{{"bodySize":0,"postData":{{"params":{params}}}}}"#), &around(Writer::Charles))
        };
        let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let expected =
            Body::Form { fields: vec![field("a", "b"), field("n", ""), field("", "v")], missing: 4 };
        let params = r#"[{"name":"a","value":"b"},7,{"name":"n","value":7},{"name":[],"value":"v"},null]"#;
        assert_eq!(form(params), expected);
        for other in ["7", r#"{"a":"b"}"#, r#""a=b""#, "[7]"] {
            assert_eq!(form(other), Body::Form { fields: Vec::new(), missing: 1 }, "{other}");
        }
    }

    #[test]
    fn without_a_text_the_method_and_the_sizes_tell() {
        let told = |size: &str, method| {
            let json = format!(r#"{{"postData":{{"mimeType":"text/plain"}}{size}}}"#);
            read(&json, &Around { method, ..around(Writer::Firefox) })
        };
        for (size, post, get) in [
            (r#","bodySize":9"#, Body::Unseen, Body::Unseen),
            (r#","bodySize":4294967296"#, Body::Unseen, Body::Unseen),
            (r#","bodySize":1e300"#, Body::Unseen, Body::Unseen),
            (r#","bodySize":-1"#, Body::Unseen, Body::None),
            (r#","bodySize":[]"#, Body::Unseen, Body::None),
            ("", Body::Unseen, Body::None),
            (r#","bodySize":0"#, Body::None, Body::None),
        ] {
            for method in ["POST", "PUT", "PATCH"] {
                assert_eq!(told(size, method), post, "{method} {size}");
            }
            assert_eq!(told(size, "GET"), get, "{size}");
        }
    }

    #[test]
    fn what_a_tool_lost_is_counted() {
        let lossy = r#"{"postData":{"mimeType":"application/octet-stream","text":"\u001f\ufffd\b\ufffd"}}"#;
        assert!(matches!(read(lossy, &around(Writer::Chromium)), Body::Raw { missing: 2, .. }));
        let multipart = r#"{"postData":{"mimeType":"multipart/form-data; boundary=x","text":"--x--"}}"#;
        let around = Around { content_length: Some(105), ..around(Writer::Chromium) };
        assert!(matches!(read(multipart, &around), Body::Raw { missing: 100, .. }));
    }
}
