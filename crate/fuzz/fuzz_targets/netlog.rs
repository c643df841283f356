//! Events of a NetLog: any kinds in any order, each with fields that it may have.
#![no_main]

use libfuzzer_sys::fuzz_target;
use telltale_core::intake::Mode;
use telltale_core::intake::capture::Reader;

const NAMES: [&str; 21] = [
    "REQUEST_ALIVE",
    "URL_REQUEST_START_JOB",
    "URL_REQUEST_REDIRECT_JOB",
    "FAILED",
    "HTTP_TRANSACTION_SEND_REQUEST_HEADERS",
    "HTTP_TRANSACTION_HTTP2_SEND_REQUEST_HEADERS",
    "HTTP_TRANSACTION_QUIC_SEND_REQUEST_HEADERS",
    "HTTP_TRANSACTION_READ_RESPONSE_HEADERS",
    "UPLOAD_DATA_STREAM_INIT",
    "HTTP_STREAM_REQUEST_BOUND_TO_JOB",
    "HTTP_STREAM_JOB_CONTROLLER_PROXY_SERVER_RESOLVED",
    "HTTP_STREAM_JOB",
    "SOCKET_POOL_BOUND_TO_SOCKET",
    "SOCKET_ALIVE",
    "TCP_CONNECT",
    "SSL_CONNECT",
    "SOCKET_BYTES_SENT",
    "SSL_SOCKET_BYTES_SENT",
    "HTTP2_SESSION",
    "HTTP2_SESSION_INITIALIZED",
    "HTTP2_SESSION_SEND_HEADERS",
];

/// Kind, phase, source, the source it is joined with, a stream, and bytes in base64's own letters.
type Event = (u8, u8, u8, u8, u8, Vec<u8>);

fuzz_target!(|events: Vec<Event>| {
    let mut reader = Reader::new(Mode::Private);
    let names: Vec<String> = NAMES.iter().enumerate().map(|(at, name)| format!("\"{name}\":{at}")).collect();
    let constants = format!(
        "{{\"constants\":{{\"logEventTypes\":{{{}}},\"logSourceType\":{{\"URL_REQUEST\":1}}}},\"events\":[",
        names.join(",")
    );
    reader.push(constants.as_bytes(), &mut |_| {});
    for (kind, phase, source, other, stream, bytes) in events {
        const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let text: String = bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 64)])).collect();
        let event = format!(
            "{{\"params\":{{\"url\":\"https://a.example/{text}\",\"method\":\"POST\",\"upload_id\":\"0\",\"bytes\":\"{text}\",\
             \"stream_id\":{stream},\"total_size\":{stream},\"is_chunked\":{},\"source_dependency\":{{\"id\":{other}}},\
             \"headers\":[\"a: {text}\"]}},\"phase\":{},\"source\":{{\"id\":{source},\"type\":{}}},\"time\":\"1\",\"type\":{}}},\n",
            other % 2 == 0,
            phase % 3,
            source % 2,
            usize::from(kind) % NAMES.len(),
        );
        reader.push(event.as_bytes(), &mut |_| {});
    }
    assert!(reader.finish(&mut |_| {}).is_ok());
});
