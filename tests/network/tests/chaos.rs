//! A network that misbehaves: each case has the expected kind of error, meets the deadline, and leaves nothing behind.

use std::{
    fs,
    io::Write,
    net::{SocketAddr, TcpListener},
    sync::Mutex,
    thread,
    time::{Duration, Instant},
};

use fusebill::{Client, CustomerId, Error, ErrorKind, Response, Sent};
use fusebill_network_tests::{
    Authority, Nginx,
    chaos::{Misbehaving, drip, request, reset},
};
use fusebill_sandbox::{DOCUMENTED_CUSTOMER, KEY, Sandbox};

/// The deadline of calls that must end by it.
const DEADLINE: Duration = Duration::from_millis(400);

/// The deadline of calls that end earlier, however busy the machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// These tests count descriptors and threads of the whole process, so one runs at a time.
static ALONE: Mutex<()> = Mutex::new(());

fn alone() -> std::sync::MutexGuard<'static, ()> {
    ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn client(url: &str, timeout: Duration) -> Client {
    Client::builder(KEY).base_url(url).timeout(timeout).max_attempts(1).build().unwrap()
}

fn documented() -> CustomerId {
    CustomerId::new(172_677).unwrap()
}

fn answer() -> Vec<u8> {
    let body = DOCUMENTED_CUSTOMER;
    format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}", body.len()).into()
}

fn call(url: &str) -> Result<Response, Error> {
    client(url, PATIENCE).enable_synch(documented(), None)
}

/// A call that this server keeps waiting ends within 100 ms plus 5 % of its deadline. On a busy machine one may be late, but
/// not each of twenty.
fn assert_times_out(server: &Misbehaving) {
    let client = client(&server.url(), DEADLINE);
    let most = DEADLINE + Duration::from_millis(100) + DEADLINE / 20;
    let is_prompt = (0..20).any(|_| {
        let begin = Instant::now();
        let error = client.enable_synch(documented(), None).unwrap_err();
        let elapsed = begin.elapsed();
        assert!(error.kind() == ErrorKind::Timeout && error.sent() != Sent::No, "{error}");
        elapsed <= most
    });
    assert!(is_prompt);
}

fn count(what: &str) -> usize {
    fs::read_dir(format!("/proc/self/{what}")).unwrap().count()
}

#[test]
fn a_slow_line_is_waited_for_within_the_deadline() {
    let _alone = alone();
    // Latency with jitter, and 1 KB/s.
    let server = Misbehaving::start(|mut stream| {
        for round in 0.. {
            if !request(&mut stream) || !drip(&mut stream, &answer(), 300, Duration::from_millis(10 + round % 3 * 20)) {
                return;
            }
        }
    });
    let patient = client(&server.url(), PATIENCE);
    for _ in 0..3 {
        assert!(patient.enable_synch(documented(), None).unwrap().customer.is_synch_enabled());
    }
    let slow = Misbehaving::start(|mut stream| {
        let _ = request(&mut stream) && drip(&mut stream, &answer(), 102, Duration::from_millis(100));
    });
    assert_times_out(&slow);
    assert!(call(&slow.url()).unwrap().customer.is_synch_enabled());
}

#[test]
fn drips_do_not_stretch_the_deadline() {
    let _alone = alone();
    for begin in ["HTTP/1.1 200 OK\r\nX: ", "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n{"] {
        let server = Misbehaving::start(move |mut stream| {
            if request(&mut stream) && stream.write_all(begin.as_bytes()).is_ok() {
                while drip(&mut stream, b"x", 1, Duration::from_millis(20)) {}
            }
        });
        assert_times_out(&server);
    }
}

#[test]
fn a_half_open_connection_is_a_timeout() {
    let _alone = alone();
    let server = Misbehaving::start(|stream| {
        thread::sleep(PATIENCE);
        drop(stream);
    });
    assert_times_out(&server);
}

#[test]
fn a_host_that_is_not_found_is_a_connection_error() {
    let _alone = alone();
    let error = client("https://no-such-host.invalid", DEADLINE).enable_synch(documented(), None).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Connection | ErrorKind::Timeout), "{error}");
    assert_eq!(error.sent(), Sent::No);
}

#[test]
fn a_server_that_closes_after_each_answer_costs_no_call() {
    let _alone = alone();
    let server = Misbehaving::start(|mut stream| {
        let _ = request(&mut stream) && stream.write_all(&answer()).is_ok();
    });
    let client = client(&server.url(), PATIENCE);
    for _ in 0..100 {
        // A request that the server did not read any more is sent once more, and counted.
        assert!(client.enable_synch(documented(), None).unwrap().attempts <= 2);
    }
}

#[test]
fn what_is_not_http_is_a_bad_response() {
    let _alone = alone();
    let many: String = (0..10_000).map(|line| format!("X-{line}: {line}\r\n")).collect();
    let flood = "HTTP/1.1 100 Continue\r\n\r\n".repeat(1000);
    for (name, bytes) in [
        ("10,000 header lines", format!("HTTP/1.1 200 OK\r\n{many}\r\n")),
        ("a flood of 1xx", flood),
        ("two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}x".into()),
        ("a negative length", "HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\n{}".into()),
        ("a chunk without a size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n".into()),
        ("a chunk of 4 GB", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n".into()),
        ("a length of 2 GB", "HTTP/1.1 200 OK\r\nContent-Length: 2147483648\r\n\r\n".into()),
        ("another protocol", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n".into()),
        ("SSH", "SSH-2.0-OpenSSH_9.2\r\n\r\n".into()),
    ] {
        let error = call(&Misbehaving::answering(bytes).url()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BadResponse, "{name}: {error}");
    }
}

#[test]
fn interim_answers_and_trailers_are_passed_over() {
    let _alone = alone();
    let body = DOCUMENTED_CUSTOMER;
    for bytes in [
        format!(
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n{}",
            String::from_utf8(answer()).unwrap()
        ),
        format!(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\nX-Checksum: 1\r\n\r\n",
            body.len()
        ),
        format!("HTTP/1.1 200 OK\r\nContent-Length: {0}\r\nContent-Length: {0}\r\n\r\n{body}", body.len()),
    ] {
        let server = Misbehaving::answering(bytes);
        let client = client(&server.url(), PATIENCE);
        for _ in 0..3 {
            assert_eq!(client.enable_synch(documented(), None).unwrap().customer.raw(), body);
        }
    }
}

#[test]
fn an_answer_to_no_request_is_never_taken_for_the_next_ones() {
    let _alone = alone();
    let stray = "HTTP/1.1 200 OK\r\nContent-Length: 43\r\n\r\n{\"id\":172677,\"salesforceSynchStatus\":\"XXX\"}";
    let server = Misbehaving::start(move |mut stream| {
        while request(&mut stream) {
            let _ = stream.write_all(&answer());
            thread::sleep(Duration::from_millis(20));
            let _ = stream.write_all(stray.as_bytes());
        }
    });
    let client = client(&server.url(), PATIENCE);
    for _ in 0..5 {
        assert!(client.enable_synch(documented(), None).unwrap().customer.is_synch_enabled());
        thread::sleep(Duration::from_millis(40));
    }
}

#[test]
fn proxies_that_refuse_or_talk_nonsense() {
    let _alone = alone();
    for (bytes, kind) in [
        ("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", ErrorKind::Connection),
        ("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", ErrorKind::Connection),
        ("\x16\x03\x01 no proxy\r\n\r\n", ErrorKind::BadResponse),
        ("HTTP/1.1 200 OK\r\n\r\n\x15garbage where TLS should begin", ErrorKind::Tls),
        ("", ErrorKind::Connection),
    ] {
        let proxy = Misbehaving::start(move |mut stream| {
            let _ = request(&mut stream) && stream.write_all(bytes.as_bytes()).is_ok();
        });
        let client = Client::builder(KEY)
            .base_url("https://secure.fusebill.com")
            .proxy(proxy.url())
            .timeout(PATIENCE)
            .max_attempts(1)
            .build()
            .unwrap();
        let error = client.enable_synch(documented(), None).unwrap_err();
        assert_eq!((error.kind(), error.sent()), (kind, Sent::No), "{bytes:?}: {error}");
    }
}

/// Calls through a proxy that resets after each number of bytes; returns how many calls succeeded.
fn cut_everywhere(target: SocketAddr, end: usize, call: impl Fn(SocketAddr) -> Result<Response, Error>) -> usize {
    let mut through = 0;
    for limit in 0..=end {
        let proxy = Misbehaving::cutting(target, limit);
        match call(proxy.address()) {
            Ok(answer) => {
                assert_eq!(answer.customer.raw(), DOCUMENTED_CUSTOMER, "cut after {limit}");
                through += 1;
            }
            Err(error) => {
                let kind = error.kind();
                assert!(matches!(kind, ErrorKind::Connection | ErrorKind::Tls), "cut after {limit}: {error}");
            }
        }
    }
    through
}

#[test]
fn a_reset_at_every_byte_of_a_plain_answer_is_a_connection_error() {
    let _alone = alone();
    let server = Misbehaving::answering(answer());
    let whole = answer().len();
    let through = cut_everywhere(server.address(), whole, |address| call(&format!("http://{address}")));
    assert!(through <= 1, "only the whole answer may be taken, {through} were");
}

#[test]
fn a_reset_at_every_byte_of_a_tls_connection_is_an_error() {
    let _alone = alone();
    let sandbox = Sandbox::builder().per_minute(0).per_day(0).start().unwrap();
    let authority = Authority::new();
    let nginx = Nginx::start(sandbox.address(), &authority.issue(&["localhost"]), "");
    let folder = tempfile::TempDir::new().unwrap();
    let ca_file = folder.path().join("ca.pem");
    fs::write(&ca_file, authority.pem()).unwrap();
    let port: u16 = nginx.url().rsplit(':').next().unwrap().parse().unwrap();
    let call = |address: SocketAddr| {
        let client = Client::builder(KEY)
            .base_url(format!("https://localhost:{}", address.port()))
            .ca_file(ca_file.display().to_string())
            .timeout(PATIENCE)
            .max_attempts(1)
            .build()
            .unwrap();
        client.enable_synch(documented(), None)
    };
    // How many bytes come back in total, found by bisection.
    let target = SocketAddr::from(([127, 0, 0, 1], port));
    let passes = |limit: usize| call(Misbehaving::cutting(target, limit).address()).is_ok();
    let (mut low, mut high) = (0, 16 * 1024);
    assert!(passes(high));
    while low + 1 < high {
        let middle = usize::midpoint(low, high);
        if passes(middle) { high = middle } else { low = middle }
    }
    println!("{high} bytes come back over TLS");
    let through = cut_everywhere(target, high - 8, call);
    assert_eq!(through, 0, "part of a response is not a response");
}

#[test]
fn a_thousand_failures_leave_nothing_behind() {
    let _alone = alone();
    let refused = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap(); // and closed again
    let resetting = Misbehaving::start(|mut stream| {
        let _ = request(&mut stream);
        reset(&stream);
    });
    let garbage = Misbehaving::answering("garbage\r\n\r\n");
    let truncated = Misbehaving::start(|mut stream| {
        let _ = request(&mut stream) && stream.write_all(&answer()[..200]).is_ok();
    });
    let clients = [format!("http://{refused}"), resetting.url(), garbage.url(), truncated.url()]
        .map(|url| client(&url, PATIENCE));
    let rounds = |count: usize| {
        for _ in 0..count {
            for client in &clients {
                client.enable_synch(documented(), None).unwrap_err();
            }
        }
        // Helper threads and the servers' own threads end in their own time.
        thread::sleep(Duration::from_millis(300));
    };
    rounds(10);
    let before = (count("fd"), count("task"));
    rounds(250);
    let after = (count("fd"), count("task"));
    println!("descriptors and threads: {before:?} before, {after:?} after 1,000 failures");
    assert!(after.0 <= before.0 + 4 && after.1 <= before.1 + 2, "{before:?} {after:?}");
}
