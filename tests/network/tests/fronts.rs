//! Responses as real front ends send them, over plain HTTP and over TLS: long heads, odd lines, unknown encodings, and bytes
//! that were not requested.

use std::{io::Write, thread, time::Duration};

use flate2::{Compression, write::GzEncoder};
use fusebill::{Client, CustomerId, Error, ErrorKind, Response};
use fusebill_network_tests::{
    Authority, Leaf, TlsServer,
    chaos::{Misbehaving, request},
};
use fusebill_sandbox::KEY;
use tempfile::TempDir;

const CUSTOMER: &str = r#"{"id":172677,"salesforceSynchStatus":"Enabled"}"#;

/// What must never be read as the response to any request.
const STRAY: &[u8] = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";

struct Trusted {
    folder: TempDir,
    leaf: Leaf,
}

impl Trusted {
    fn new() -> Self {
        let authority = Authority::new();
        let folder = TempDir::new().unwrap();
        std::fs::write(folder.path().join("ca.pem"), authority.pem()).unwrap();
        Self { folder, leaf: authority.issue(&["localhost"]) }
    }

    fn client(&self, url: &str) -> Client {
        let ca_file = self.folder.path().join("ca.pem").display().to_string();
        Client::builder(KEY).base_url(url).ca_file(ca_file).max_attempts(1).build().unwrap()
    }

    /// The same response over plain HTTP and over TLS.
    fn responses(&self, bytes: &[u8]) -> [Result<Response, Error>; 2] {
        let plain = Misbehaving::answering(bytes);
        let bytes = bytes.to_vec();
        let tls = TlsServer::start(&self.leaf, "TLSv1.3", move |stream| {
            let pieces: Vec<&[u8]> = bytes.chunks(16_000).collect();
            while stream.request() {
                let records = stream.records(&pieces);
                if !stream.send(&records) {
                    return;
                }
            }
        });
        [plain.url(), tls.url()].map(|url| self.client(&url).enable_synch(documented(), None))
    }
}

fn documented() -> CustomerId {
    CustomerId::new(172_677).unwrap()
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// A response in the three ways a body is framed: name, head, body.
fn framings() -> [(&'static str, String, Vec<u8>); 3] {
    let zipped = gzip(CUSTOMER);
    [
        ("length", format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", CUSTOMER.len()), CUSTOMER.into()),
        (
            "chunked",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".into(),
            format!("{:x}\r\n{CUSTOMER}\r\n0\r\n\r\n", CUSTOMER.len()).into(),
        ),
        (
            "gzip",
            format!("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n", zipped.len()),
            zipped,
        ),
    ]
}

#[test]
fn what_comes_behind_a_response_inside_tls_is_never_read_as_the_next() {
    let trusted = Trusted::new();
    for version in ["TLSv1.2", "TLSv1.3"] {
        for (framing, head, body) in framings() {
            let surplus = [&body, STRAY].concat();
            let begin = [head.as_bytes(), &body, &STRAY[..10]].concat();
            // How the bytes are spread over records, and how many bytes of the last record are held back.
            let spreads: [(Vec<Vec<u8>>, usize); 6] = [
                (vec![[head.as_bytes(), &surplus].concat()], 0),
                (vec![head.clone().into(), surplus.clone()], 0),
                (vec![head.clone().into(), body.clone(), STRAY.into()], 0),
                (vec![head.clone().into(), body.clone(), STRAY.into()], 7),
                (vec![head.clone().into(), body.clone(), STRAY.into()], STRAY.len() + 17),
                (vec![begin, STRAY[10..].to_vec()], 3),
            ];
            for (at, (records, held_back)) in spreads.into_iter().enumerate() {
                let server = TlsServer::start(&trusted.leaf, version, move |stream| {
                    let mut late = Vec::new();
                    while stream.request() {
                        // What was held back is sent when the next request has already arrived.
                        let pieces: Vec<&[u8]> = records.iter().map(Vec::as_slice).collect();
                        let mut bytes = stream.records(&pieces);
                        let rest = bytes.split_off(bytes.len() - held_back);
                        if !stream.send(&std::mem::replace(&mut late, rest)) || !stream.send(&bytes) {
                            return;
                        }
                    }
                });
                let client = trusted.client(&server.url());
                for call in 0..4 {
                    let answer = client.enable_synch(documented(), None);
                    let is_good = answer.as_ref().is_ok_and(|answer| answer.customer.is_synch_enabled());
                    assert!(is_good, "{version}, {framing}, spread {at}, call {call}: {answer:?}");
                    thread::sleep(Duration::from_millis(2));
                }
            }
        }
    }
}

#[test]
fn what_comes_behind_a_plain_response_is_never_read_as_the_next() {
    for (framing, head, body) in framings() {
        for (first, second) in
            [([head.as_bytes(), &body, STRAY].concat(), vec![]), ([head.as_bytes(), &body].concat(), STRAY.to_vec())]
        {
            let server = Misbehaving::start(move |mut stream| {
                while request(&mut stream) {
                    let _ = stream.write_all(&first);
                    thread::sleep(Duration::from_millis(10));
                    let _ = stream.write_all(&second);
                }
            });
            let client = Client::builder(KEY).base_url(server.url()).max_attempts(1).build().unwrap();
            for _ in 0..4 {
                let answer = client.enable_synch(documented(), None).unwrap();
                assert!(answer.customer.is_synch_enabled(), "{framing}");
                thread::sleep(Duration::from_millis(30));
            }
        }
    }
}

#[test]
fn a_connection_is_reused_when_nothing_is_left() {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };
    let trusted = Trusted::new();
    for version in ["TLSv1.2", "TLSv1.3"] {
        for (framing, head, body) in framings() {
            let connections = Arc::new(AtomicUsize::new(0));
            let counted = Arc::clone(&connections);
            let server = TlsServer::start(&trusted.leaf, version, move |stream| {
                counted.fetch_add(1, Ordering::SeqCst);
                while stream.request() {
                    let records = stream.records(&[head.as_bytes(), &body]);
                    stream.send(&records);
                }
            });
            let client = trusted.client(&server.url());
            (0..10).for_each(|_| drop(client.enable_synch(documented(), None).unwrap()));
            assert_eq!(connections.load(Ordering::SeqCst), 1, "{version}, {framing}");
        }
    }
}

#[test]
fn long_heads_are_read_and_longer_ones_leave_their_status() {
    let trusted = Trusted::new();
    let cookies = |length: usize| format!("Set-Cookie: waf={}\r\n", "x".repeat(length));
    let lines = |count: usize| (0..count).map(|at| format!("X-Line-{at}: {at}\r\n")).collect::<String>();
    for extra in [cookies(9_000), cookies(60_000), lines(97), lines(200), lines(250)] {
        let success = format!("HTTP/1.1 200 OK\r\n{extra}Content-Length: {}\r\n\r\n{CUSTOMER}", CUSTOMER.len());
        for answer in trusted.responses(success.as_bytes()) {
            assert!(answer.unwrap().customer.is_synch_enabled(), "{} bytes", extra.len());
        }
        let limited = format!("HTTP/1.1 429 Slow down\r\n{extra}Retry-After: 7200\r\nContent-Length: 0\r\n\r\n");
        for answer in trusted.responses(limited.as_bytes()) {
            assert_eq!(answer.unwrap_err().retry_after(), Some(Duration::from_secs(7200)), "{} bytes", extra.len());
        }
    }
    for extra in [cookies(70_000), lines(300), lines(9_000)] {
        for (status, kind) in [
            ("401 Unauthorized", ErrorKind::Unauthorized),
            ("503 Unavailable", ErrorKind::Server),
            ("200 OK", ErrorKind::BadResponse),
        ] {
            let response = format!("HTTP/1.1 {status}\r\n{extra}Content-Length: 0\r\n\r\n");
            for answer in trusted.responses(response.as_bytes()) {
                let error = answer.unwrap_err();
                let seen = (error.kind(), error.http_status());
                assert_eq!(seen, (kind, status[..3].parse().ok()), "{} bytes: {error}", extra.len());
            }
        }
    }
}

#[test]
fn an_error_status_counts_whatever_its_body_is_encoded_in() {
    let trusted = Trusted::new();
    for headers in [
        "Content-Encoding: br",
        "Content-Encoding: deflate",
        "Content-Encoding: zstd",
        "Content-Encoding: x-new",
        "Content-Encoding: gzip, br",
        "Content-Encoding: gzip\r\nContent-Encoding: gzip",
        "Content-Encoding: gzip",
        "Transfer-Encoding: gzip, chunked",
        "Content-Length: 3\r\nContent-Length: 4",
        "X: folded\r\n line",
        "X : y",
        "no colon",
    ] {
        let length =
            if headers.contains("Length") || headers.contains("Transfer") { "" } else { "Content-Length: 3\r\n" };
        let response = format!("HTTP/1.1 401 No\r\n{headers}\r\n{length}\r\nxyz");
        for answer in trusted.responses(response.as_bytes()) {
            let error = answer.unwrap_err();
            assert_eq!((error.kind(), error.http_status()), (ErrorKind::Unauthorized, Some(401)), "{headers}: {error}");
        }
        let response = format!("HTTP/1.1 200 OK\r\n{headers}\r\n{length}\r\nxyz");
        for answer in trusted.responses(response.as_bytes()) {
            let error = answer.unwrap_err();
            assert_eq!((error.kind(), error.http_status()), (ErrorKind::BadResponse, Some(200)), "{headers}: {error}");
        }
    }
}

#[test]
fn heads_that_curl_reads_are_read() {
    let trusted = Trusted::new();
    let length = CUSTOMER.len();
    for head in [
        format!("HTTP/1.1 200 OK\r\nContent-Length : {length}"),
        format!("HTTP/1.1 200 OK\r\nX: a\r\n  b\r\n\tc\r\nContent-Length: {length}"),
        format!("HTTP/1.1 200 OK\r\nContent-Length:\r\n {length}"),
        format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\nContent-Length: {length}"),
        format!("HTTP/1.1 200\r\nContent-Length: {length}"),
        format!("HTTP/1.1  200  OK\r\nContent-Length: {length}"),
        format!("HTTP/1.0 200 OK\r\nContent-Length: {length}"),
        format!("HTTP/1.1 200 OK\nX: y\nContent-Length: {length}\n"),
        format!("http/1.1 200 OK\r\nContent-Length: {length}"),
        format!("HTTP/1.1 200 OK\r\nContent-Length: {length},"),
        format!("HTTP/1.1 200 OK\r\nContent-Encoding: none\r\nContent-Length: {length}"),
        format!("{}HTTP/1.1 200 OK\r\nContent-Length: {length}", "HTTP/1.1 103 Early Hints\r\n\r\n".repeat(100)),
    ] {
        let end = if head.ends_with('\n') { "\n" } else { "\r\n\r\n" };
        for answer in trusted.responses(format!("{head}{end}{CUSTOMER}").as_bytes()) {
            assert!(answer.as_ref().is_ok_and(|answer| answer.customer.is_synch_enabled()), "{head}: {answer:?}");
        }
    }
}

#[test]
fn chunks_that_curl_reads_are_read() {
    let trusted = Trusted::new();
    let trailers = "X-Trailer: 1234567\r\n".repeat(3_000);
    for (coding, size, trailers) in
        [(", chunked", "", ""), ("chunked,", "", ""), ("chunked", "00000000000000", ""), ("chunked", "", &*trailers)]
    {
        let body = format!("{size}{:02x}\r\n{CUSTOMER}\r\n0\r\n{trailers}\r\n", CUSTOMER.len());
        let response = format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: {coding}\r\n\r\n{body}");
        for answer in trusted.responses(response.as_bytes()) {
            assert!(answer.as_ref().is_ok_and(|answer| answer.customer.is_synch_enabled()), "{coding}: {answer:?}");
        }
    }
}

#[test]
fn an_error_whose_head_or_body_does_not_end_counts_all_the_same() {
    for response in [
        "HTTP/1.1 401 x\r\nContent-Length: 300\r\n\r\nabc",
        "HTTP/1.1 401 x\r\n\r\nabc",
        "HTTP/1.1 401 x\r\nX: y\r\n",
        "HTTP/1.1 401",
        "HTTP/1.1 401 x\r\nA: a\0b\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 401\tX\r\nA: b\rc\r\nContent-Length: 0\r\n\r\n",
        "HTTP/2 401\r\nContent-Length: 0\r\n\r\n",
    ] {
        for stays_open in [true, false] {
            let server = Misbehaving::start(move |mut stream| {
                if request(&mut stream) && stream.write_all(response.as_bytes()).is_ok() && stays_open {
                    thread::sleep(Duration::from_secs(8));
                }
            });
            let client = Client::builder(KEY).base_url(server.url()).timeout(Duration::from_secs(6)).build().unwrap();
            let error = client.enable_synch(documented(), None).unwrap_err();
            let seen = (error.kind(), error.http_status(), error.attempts());
            assert_eq!(seen, (ErrorKind::Unauthorized, Some(401), 1), "{response:?} {stays_open}: {error}");
        }
    }
}

#[test]
fn a_key_that_a_server_echoes_is_in_no_message() {
    let trusted = Trusted::new();
    let bodies = [
        format!("<html>POST Authorization: Basic {KEY}</html>"),
        format!("{}Basic {KEY}", "x".repeat(180)),
        format!(r#"{{"ErrorId":0,"HttpStatusCode":422,"Errors":[{{"Key":"{KEY}","Value":"bad {KEY}"}}]}}"#),
    ];
    for (body, status) in bodies.iter().flat_map(|body| [200, 401, 422, 500].map(|status| (body, status))) {
        let response = format!("HTTP/1.1 {status} x\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        for answer in trusted.responses(response.as_bytes()) {
            let error = answer.unwrap_err();
            let text = format!("{} {error} {error:?}", error.to_json());
            assert!(!text.contains(&KEY[..12]), "{status}: {text}");
        }
    }
}
