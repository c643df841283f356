//! How fast captures are read: `cargo bench -p telltale-core --bench har [FILE…]`.
//!
//! The yardstick is `serde_json` reading the same bytes into nothing; the goal is half of its speed. Without files it
//! makes two: one like a shop's (many small entries, indented), one like a newspaper's (long answers).

use std::hint::black_box;
use std::time::Instant;

use serde::de::IgnoredAny;
use telltale_core::intake::Mode;
use telltale_core::intake::capture::{Item, Reader};

const PIECE: usize = 256 << 10;
const ROUNDS: usize = 7;

fn main() {
    let files: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).collect();
    if files.is_empty() {
        measure("small entries, indented", made(40_000, 300, true).as_bytes());
        measure("long answers", made(2_000, 60_000, false).as_bytes());
    }
    for file in files {
        match std::fs::read(&file) {
            Ok(bytes) => measure(&file, &bytes),
            Err(error) => println(&format!("{file}: {error}")),
        }
    }
}

fn measure(name: &str, bytes: &[u8]) {
    let best = |work: &dyn Fn() -> u64| {
        (0..ROUNDS)
            .map(|_| {
                let start = Instant::now();
                black_box(work());
                start.elapsed().as_secs_f64()
            })
            .fold(f64::INFINITY, f64::min)
    };
    let ignored = best(&|| u64::from(serde_json::from_slice::<IgnoredAny>(black_box(bytes)).is_ok()));
    let read = best(&|| {
        let (mut reader, mut requests) = (Reader::new(Mode::Unknown), 0);
        let mut take = |item| requests += u64::from(matches!(item, Item::Entry(_)));
        for piece in black_box(bytes).chunks(PIECE) {
            reader.push(piece, &mut take);
        }
        _ = reader.finish(&mut take);
        requests
    });
    let speed = |seconds: f64| bytes.len() as f64 / seconds / 1e6;
    println(&format!(
        "{name}: {:.0} MB; read {:.0} MB/s, serde_json into nothing {:.0} MB/s, ratio {:.2}",
        bytes.len() as f64 / 1e6,
        speed(read),
        speed(ignored),
        ignored / read
    ));
}

fn made(entries: usize, answer: usize, indented: bool) -> String {
    let text = "<p class=\"x\">words\n".repeat(answer / 18);
    let entry = |number: usize| {
        serde_json::json!({
            "_initiator": {"type": "script", "stack": {"callFrames": [{"functionName": "f", "url": "https://news.example/app.js", "lineNumber": 12}]}},
            "_resourceType": "fetch", "cache": {}, "pageref": "page_1", "serverIPAddress": "203.0.113.9",
            "startedDateTime": "2026-05-04T01:30:00.123Z", "time": 12.5,
            "request": {"method": "POST", "url": format!("https://stats.example/collect?v=2&n={number}&dl=https%3A%2F%2Fnews.example%2F"),
                "httpVersion": "h2", "headersSize": -1, "bodySize": 40, "cookies": [],
                "headers": (0..14).map(|n| serde_json::json!({"name": format!("x-header-{n}"), "value": "some value of usual length; q=0.9"})).collect::<Vec<_>>(),
                "queryString": [{"name": "v", "value": "2"}, {"name": "dl", "value": "https%3A%2F%2Fnews.example%2F"}],
                "postData": {"mimeType": "application/json", "text": "{\"page\":\"https://news.example/\",\"id\":7}"}},
            "response": {"status": 200, "content": {"size": answer, "mimeType": "text/html", "text": text},
                "headers": (0..10).map(|n| serde_json::json!({"name": format!("y-header-{n}"), "value": "another value"})).collect::<Vec<_>>()},
            "timings": {"send": 1, "wait": 2, "receive": 3},
        })
    };
    let entries: Vec<_> = (0..entries).map(entry).collect();
    let har = serde_json::json!({"log": {"creator": {"name": "WebInspector", "version": "537.36"}, "entries": entries}});
    if indented { format!("{har:#}") } else { har.to_string() }
}

fn println(line: &str) {
    use std::io::Write as _;
    _ = writeln!(std::io::stdout(), "{line}");
}
