//! Any request, spelt like a message: a letter that says how the door hands the body over, the address, a line for each
//! header, an empty line, the body. Spelt so, the cases of `tests/corpus/` are its seeds.
#![no_main]

use libfuzzer_sys::fuzz_target;
use telltale_core::finding::Secret;
use telltale_core::intake::{Body, Header, Headers};
use url::Url;

mod shared;

fuzz_target!(|input: &[u8]| {
    let end = input.windows(2).position(|pair| pair == b"\n\n");
    let (head, bytes) = end.map_or((input, None), |end| (&input[..end], Some(&input[end + 2..])));
    let head = String::from_utf8_lossy(head);
    let mut lines = head.split('\n');
    let first = lines.next().unwrap_or_default();
    let mut letters = first.chars();
    let way = letters.next().unwrap_or('-');
    let address = letters.as_str();
    let headers: Vec<Header> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| Header { name: name.into(), value: Secret::new(value) })
        .collect();
    let headers = if headers.is_empty() { Headers::Unseen } else { Headers::Seen(headers) };
    let body = match (bytes, way) {
        (None, 'u') => Body::Unseen,
        (None, _) => Body::None,
        (Some(bytes), 'f') => {
            let fields = url::form_urlencoded::parse(bytes).into_owned().collect();
            Body::Form { fields, missing: 0 }
        }
        (Some(bytes), 'p') => {
            let (start, rest) = bytes.split_at(bytes.len() / 2);
            Body::Raw { parts: vec![start.to_vec(), rest.to_vec()], missing: 0 }
        }
        (Some(bytes), 'c') => Body::Raw { parts: vec![bytes.to_vec()], missing: 1 },
        (Some(bytes), _) => Body::Raw { parts: vec![bytes.to_vec()], missing: 0 },
    };
    let host = Url::parse(address).ok().and_then(|url| url.host_str().map(str::to_owned));
    shared::open(address.to_owned(), host.as_deref().unwrap_or_default(), body, headers);
});
