//! Any request, spelt like a message: a letter that says how the door hands the body over, the address, a line for each
//! header, an empty line, the body. Spelt so, the cases of `tests/corpus/` are its seeds.
//!
//! With the letter `d` it is a request to a beacon instead: a number chooses the dictionary, a digit the shape, and the
//! lines are the values of the fields that the dictionary looks for. So every dictionary is met, whatever the bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use telltale_core::intake::{Body, HeaderList, Headers};
use telltale_core::payload::beacon_looks;
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
    if way == 'd' {
        let values: Vec<&str> = lines.collect();
        return to_beacon(letters.as_str(), &values, bytes.unwrap_or_default());
    }
    let address = letters.as_str();
    let headers: HeaderList = lines.filter_map(|line| line.split_once(": ")).collect();
    let headers = Headers::listed(headers);
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

/// A request with the host, the path and the names that one dictionary looks for.
fn to_beacon(choice: &str, values: &[&str], bytes: &[u8]) {
    let marks: Vec<_> = beacon_looks().collect();
    let (number, shape) = choice.split_once(' ').unwrap_or((choice, ""));
    let mark = &marks[number.parse::<usize>().unwrap_or_default() % marks.len()];
    let host = mark.hosts.first().copied().unwrap_or("tracker.test");
    let path = mark.path.trim_matches(['^', '$']);
    let pairs: Vec<(String, String)> = mark
        .keys
        .iter()
        .chain(&mark.fields)
        .enumerate()
        .map(|(at, key)| {
            let (name, start) = key.split_once('=').unwrap_or((key, ""));
            let value = values.get(at % values.len().max(1)).copied().unwrap_or("1");
            (name.rsplit('.').next().unwrap_or(name).to_owned(), format!("{start}{value}"))
        })
        .collect();
    let query: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let query = query.join("&");
    let (address, body) = match shape {
        "query" => (format!("https://{host}{path}?{query}"), Body::None),
        "form" => (format!("https://{host}{path}"), Body::Form { fields: pairs, missing: 0 }),
        "marked" => {
            let mut text = format!("{{{}", mark.body.join(":1,")).into_bytes();
            text.extend(bytes);
            (format!("https://{host}{path}"), Body::Raw { parts: vec![text], missing: 0 })
        }
        _ => (
            format!("https://{host}{path}?{query}"),
            Body::Raw { parts: vec![bytes.to_vec()], missing: 0 },
        ),
    };
    shared::open(address, host, body, Headers::Unseen);
}
