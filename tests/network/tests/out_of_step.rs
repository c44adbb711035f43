//! Connections are judged by their history, and responses are read as they are meant: a server that is out of step by one
//! response, or closes when it reads a request, changes no result. Over plain HTTP and over TLS, with scripted servers.

use std::{
    io::{Read, Write, pipe},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use fusebill::{BatchOptions, CancelToken, Client, CustomerId, Error, ErrorKind, Limit, SalesforceId, Sent};
use fusebill_network_tests::{
    Authority, TlsServer,
    chaos::{Misbehaving, request},
    scripted::{Over, Scripted, respond, respond_with},
};
use tempfile::TempDir;

const KEY: &str = "MDpTRUNSRVRTRUNSRVQ=";

fn customer(id: &str) -> String {
    format!(r#"{{"id":{id},"salesforceSynchStatus":"Enabled","salesforceId":null}}"#)
}

fn envelope(status: u16, words: &str) -> String {
    format!(r#"{{"ErrorId":0,"HttpStatusCode":{status},"Errors":[{{"Key":"Api Error","Value":"{words}"}}]}}"#)
}

/// The end of a connection in the middle of a response.
fn write_and_close(stream: &mut dyn Write, bytes: &[u8]) -> bool {
    stream.write_all(bytes).unwrap();
    false
}

fn builder(server: &Scripted) -> fusebill::ClientBuilder {
    let builder = Client::builder(KEY).base_url(&server.url).proxy("").max_attempts(1);
    match &server.ca_file {
        Some(file) => builder.ca_file(file),
        None => builder,
    }
}

fn client(server: &Scripted) -> Client {
    builder(server).build().unwrap()
}

fn id(number: i64) -> CustomerId {
    CustomerId::new(number).unwrap()
}

fn enable(client: &Client, number: i64) -> Result<i64, Error> {
    client.enable_synch(id(number), None).map(|answer| answer.customer.id().get())
}

#[test]
fn a_response_too_many_changes_no_other_call() {
    for over in Over::BOTH {
        // Each connection answers its second request with a stray response first, so that it stays out of step.
        let server = over.serve(|stream, asked| {
            let stray = asked.at != 1 || respond(stream, "200 OK", customer("99"));
            stray && respond(stream, "200 OK", customer(&asked.what))
        });
        let client = client(&server);
        for id in 1..=40 {
            assert_eq!(enable(&client, id).unwrap(), id, "{over:?}");
        }
    }
}

#[test]
fn an_error_about_another_customer_is_not_the_answer() {
    let not_found = |id: &str| envelope(404, &format!("Customer with id {id} not found."));
    for over in Over::BOTH {
        let server = over.serve(move |stream, asked| match asked.at {
            0 => respond(stream, "200 OK", customer(&asked.what)),
            _ => respond(stream, "404 Not Found", not_found("12")),
        });
        let to_server = client(&server);
        for id in 1..=10 {
            assert_eq!(enable(&to_server, id).unwrap(), id, "an enabled customer is not recorded as not_found");
        }
        let server = over.serve(move |stream, asked| respond(stream, "404 Not Found", not_found(&asked.what)));
        assert_eq!(enable(&client(&server), 12).unwrap_err().kind(), ErrorKind::NotFound, "its own error is one");
    }
}

#[test]
fn whatever_comes_before_the_answer_on_an_old_connection_is_not_believed() {
    let other = |words: &str| {
        let body = envelope(404, words);
        format!("HTTP/1.1 404 Not Found\r\nContent-Length: {}\r\n\r\n{body}", body.len())
    };
    for stray in [
        "{}".into(),
        "0\r\n\r\n".into(),
        "HTTP/1.1 400 Bad\r\nContent-Length: 2\r\n\r\nno".into(),
        "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".into(),
        "HTTP/1.1 304 Not Modified\r\n\r\n".into(),
        "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n".into(),
        "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnull".into(),
        "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>".into(),
        other("Customer 99 not found."),
        other("CustomerId 99 does not exist"),
        other("It is not there."),
        other("Customer with id 99 not found.").replace("Api Error", "99"),
    ] {
        for over in Over::BOTH {
            let stray = stray.clone();
            let server = over.serve(move |stream, asked| {
                let strayed = asked.at != 1 || stream.write_all(stray.as_bytes()).is_ok();
                strayed && respond(stream, "200 OK", customer(&asked.what))
            });
            let client = client(&server);
            for id in 1..=6 {
                assert_eq!(enable(&client, id).unwrap(), id, "{over:?}");
            }
        }
    }
}

#[test]
fn an_error_about_another_customer_is_not_that_of_a_call_whose_path_names_none() {
    for over in Over::BOTH {
        let server = over.serve(|stream, asked| match (asked.at, asked.what.as_str()) {
            (0, "Resynch" | "Latch") => respond(stream, "200 OK", "true"),
            (_, "Resynch" | "Latch") => {
                respond(stream, "404 Not Found", envelope(404, "Customer with id 1 not found."))
            }
            (_, id) => respond(stream, "200 OK", customer(id)),
        });
        let client = client(&server);
        let account: SalesforceId = "0014100000JJ3wtAAD".parse().unwrap();
        for number in 1..=4 {
            enable(&client, number).unwrap();
            assert_eq!(client.resynch(id(number + 1), &CancelToken::new()).unwrap().text(), "true");
            enable(&client, number).unwrap();
            assert_eq!(client.latch(id(number + 1), account, false, &CancelToken::new()).unwrap().text(), "true");
        }
    }
}

#[test]
fn an_error_that_names_nobody_costs_no_second_request_on_a_new_connection() {
    let server = Over::Plain.serve(|stream, _| respond(stream, "409 Conflict", envelope(409, "It is so already.")));
    let client = client(&server);
    for id in 1..=5 {
        assert_eq!(enable(&client, id).unwrap_err().kind(), ErrorKind::Rejected);
    }
    assert_eq!(server.requests(), 5);
}

#[test]
fn an_empty_response_where_a_customer_is_due_ends_the_connection() {
    for over in Over::BOTH {
        // A 204 whose body comes in a second write would be the next call's response.
        let server = over.serve(|stream, asked| match asked.at {
            1 => {
                stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").is_ok()
                    && respond(stream, "200 OK", customer("98"))
            }
            _ => respond(stream, "200 OK", customer(&asked.what)),
        });
        let client = client(&server);
        for id in 1..=20 {
            assert_eq!(enable(&client, id).unwrap(), id);
        }
    }
}

#[test]
fn a_call_without_a_customer_in_its_response_leaves_no_connection_behind() {
    for over in Over::BOTH {
        let server = over.serve(|stream, asked| match (asked.at, asked.what.as_str()) {
            (0, "Resynch") => respond(stream, "200 OK", ""),
            (_, "Resynch") => respond(stream, "200 OK", "\"late\""),
            (_, id) => respond(stream, "200 OK", customer(id)),
        });
        let client = client(&server);
        for _ in 0..5 {
            let accepted = client.resynch(id(5), &CancelToken::new()).unwrap();
            assert_eq!(accepted.text(), "", "each over a connection without a history");
        }
    }
}

#[test]
fn a_server_that_closes_on_reading_is_asked_once_more_and_counted() {
    for over in Over::BOTH {
        let server = over.serve(|stream, asked| asked.at == 0 && respond(stream, "200 OK", customer(&asked.what)));
        let client = client(&server);
        thread::scope(|scope| {
            for id in 1..=20 {
                let client = &client;
                scope.spawn(move || enable(client, id).unwrap());
            }
        });
        let before = server.requests();
        let answer = client.enable_synch(id(7), None).unwrap();
        assert_eq!((answer.attempts, server.requests() - before), (2, 2), "{over:?}");
    }
}

#[test]
fn a_408_for_an_idle_connection_is_a_closed_connection() {
    for over in Over::BOTH {
        let server = over.serve(|stream, asked| match asked.at {
            0 => respond(stream, "200 OK", customer(&asked.what)),
            _ => {
                respond_with(stream, "408 Request Timeout", "Connection: close\r\n", "");
                false
            }
        });
        let to_server = client(&server);
        for number in 1..=3 {
            assert_eq!(enable(&to_server, number).unwrap(), number, "{over:?}");
        }
        // On a new connection, it is the server's answer.
        let server = over.serve(|stream, _| respond(stream, "408 Request Timeout", ""));
        assert_eq!(enable(&client(&server), 1).unwrap_err().http_status(), Some(408));
    }
}

#[test]
fn what_was_sent_is_not_forgotten_when_the_server_stops_listening() {
    for last_words in ["", "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n"] {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            assert!(request(&mut stream));
            respond(&mut stream, "200 OK", customer("1"));
            assert!(request(&mut stream));
            drop(listener);
            stream.write_all(last_words.as_bytes()).unwrap();
        });
        let client = Client::builder(KEY).base_url(url).proxy("").max_attempts(1).build().unwrap();
        assert_eq!(enable(&client, 1).unwrap(), 1);
        let error = enable(&client, 2).unwrap_err();
        assert_eq!((error.kind(), error.sent()), (ErrorKind::Connection, Sent::Unknown), "{error}");
    }
}

#[test]
fn a_whole_response_counts_although_a_bad_record_follows_it() {
    let (authority, folder) = (Authority::new(), TempDir::new().unwrap());
    let ca_file = folder.path().join("ca.pem");
    std::fs::write(&ca_file, authority.pem()).unwrap();
    for behind in [&b"\x17\x03\x03\x00\x05wrong"[..], b"plain text", b"\x15\x03\x03\x00\x02\x01\x00"] {
        let server = TlsServer::start(&authority.issue(&["localhost"]), "TLSv1.3", move |stream| {
            if stream.request() {
                let body = customer("7");
                let response = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
                let mut bytes = stream.records(&[response.as_bytes()]);
                bytes.extend_from_slice(behind);
                stream.send(&bytes);
                // Until the client has closed.
                stream.request();
            }
        });
        let client = Client::builder(KEY).base_url(server.url()).proxy("").ca_file(ca_file.display().to_string());
        let client = client.max_attempts(1).build().unwrap();
        for _ in 0..3 {
            let answer = client.enable_synch(id(7), None).unwrap();
            assert_eq!((answer.customer.id().get(), answer.attempts), (7, 1), "{behind:?}");
        }
    }
}

#[test]
fn a_status_has_three_digits() {
    for line in ["2000 OK", "4290 No", "0200 OK", "200abc", "200OK", "20 OK"] {
        for over in Over::BOTH {
            let server = over.serve(move |stream, asked| respond(stream, line, customer(&asked.what)));
            let error = enable(&client(&server), 1).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::BadResponse, "{line}: {error}");
        }
    }
}

#[test]
fn an_error_that_contains_the_key_is_not_quoted() {
    for spelled in
        ["MDpTRUNSRVRTRUNSRVQ\\u003d", "MDpTRUNSRVRTRUNSRVQ&#61;", "MDpTRUNSRVRT\\nRUNSRVQ", "0:SECRETSECRET"]
    {
        let body = envelope(409, &format!("{} {spelled}", "x".repeat(190)));
        let server = Over::Plain.serve(move |stream, _| respond(stream, "409 Conflict", &body));
        let error = enable(&client(&server), 1).unwrap_err();
        let said = format!("{error} {}", error.to_json());
        assert!(said.contains("contained the key and is not shown"), "{said}");
        assert!(!said.contains("RUNSR") && !said.contains("MDpTRU") && !said.contains("SECRET"), "{said}");
    }
}

#[test]
fn a_long_retry_after_is_not_a_time_in_the_past() {
    for wait in ["31536000", "10000001", "1e9", "\"900\"", "900, 2"] {
        let lines = format!("Retry-After: {wait}\r\n");
        let server = Over::Plain.serve(move |stream, _| respond_with(stream, "503 No", &lines, ""));
        let error = enable(&builder(&server).max_attempts(10).build().unwrap(), 1).unwrap_err();
        assert!(error.retry_after().is_some_and(|wait| wait.as_secs() >= 900), "{wait}: {error:?}");
        assert_eq!(server.requests(), 1, "{wait}");
    }
}

/// What comes instead of a handshake: a front end without TLS, an alert, half a record, and nothing that has a name.
const NOT_A_HANDSHAKE: [&[u8]; 4] = [
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\nBusy",
    b"\x15\x03\x03\x00\x02\x02\x28",
    b"\x16\x03\x03\x00\x05hello",
    b"\x17\x03\x03\x00\x03abc",
];

#[test]
fn a_handshake_that_breaks_after_another_succeeded_is_a_lost_connection() {
    // One call per connection.
    let server = Over::Tls.serve(|stream, asked| {
        respond_with(stream, "200 OK", "Connection: close\r\n", customer(&asked.what));
        false
    });
    let ca_file = server.ca_file.as_deref().unwrap();
    for bytes in NOT_A_HANDSHAKE {
        let front = Misbehaving::sometimes(server.address, 3, bytes);
        let url = format!("https://localhost:{}", front.address().port());
        let builder = || Client::builder(KEY).base_url(&url).proxy("").ca_file(ca_file);
        let client = builder().build().unwrap();
        for number in 1..=10 {
            assert_eq!(enable(&client, number).unwrap(), number, "{bytes:?}");
        }
        // One failed handshake of ten in a batch.
        let front = Misbehaving::sometimes(server.address, 10, bytes);
        let client = builder().base_url(format!("https://localhost:{}", front.address().port())).build().unwrap();
        let options = BatchOptions::from_json(r#"{"concurrency":2}"#).unwrap();
        let go_on = |_: &_| std::ops::ControlFlow::Continue(());
        let ids = (1..=40).map(|number| Ok(id(number)));
        let summary = client.enable_synch_batch(ids, &options, &fusebill::Stop::default(), go_on).unwrap();
        assert_eq!((summary.done, summary.stopped), (40, None), "{bytes:?}");
        // The same at once, before any has succeeded, concerns everyone.
        let first = Misbehaving::sometimes(server.address, 1, bytes);
        let url = format!("https://localhost:{}", first.address().port());
        let client = builder().base_url(url).build().unwrap();
        let error = enable(&client, 1).unwrap_err();
        assert!(error.kind() == ErrorKind::Tls && error.concerns_everyone(), "{error}");
        if bytes.starts_with(b"HTTP/") {
            let words = "the server does not speak TLS on this port: HTTP/1.1 503 Service Unavailable, Busy";
            assert!(error.message().contains(words), "{error}");
        }
    }
}

#[test]
fn an_errors_body_is_read_however_it_is_spelled() {
    let plain = envelope(404, "Customer with id 12 not found.");
    for body in [
        [b"\xef\xbb\xbf", plain.as_bytes()].concat(),
        [plain.as_bytes(), b"\0"].concat(),
        plain.replace("Api Error", "Api\u{0}Err").replace('\u{0}', "").into_bytes(),
        plain
            .replace("{\"ErrorId\":0", "{\"ErrorId\":0,\"ErrorId\":0,\"message\":\"a\",\"Message\":\"b\"")
            .into_bytes(),
        plain.as_bytes().iter().map(|byte| if *byte == b'A' { 0xff } else { *byte }).collect(),
    ] {
        for over in Over::BOTH {
            let body = body.clone();
            let server = over.serve(move |stream, _| respond(stream, "404 Not Found", &body));
            let error = enable(&client(&server), 12).unwrap_err();
            assert_eq!((error.kind(), error.message()), (ErrorKind::NotFound, "Customer with id 12 not found."));
        }
    }
}

#[test]
fn an_error_whose_body_is_lost_says_nothing_about_the_address() {
    for over in Over::BOTH {
        let lost =
            over.serve(|stream, _| write_and_close(stream, b"HTTP/1.1 404 Not Found\r\nContent-Length: 90\r\n\r\n{"));
        let error = enable(&client(&lost), 12).unwrap_err();
        assert_eq!((error.kind(), error.http_status()), (ErrorKind::BadResponse, Some(404)));
        assert!(error.message().contains("the body with the reason did not arrive"), "{error}");
        let broken =
            over.serve(|stream, _| respond_with(stream, "400 Bad Request", "Content-Encoding: gzip\r\n", "no"));
        let error = enable(&client(&broken), 12).unwrap_err();
        assert!(error.message().contains("the body with the reason could not be decoded"), "{error}");
        let limit = over.serve(|stream, _| write_and_close(stream, b"HTTP/1.1 429 No\r\nContent-Length: 90\r\n\r\n"));
        let error = enable(&client(&limit), 12).unwrap_err();
        assert_eq!((error.kind(), error.limit()), (ErrorKind::RateLimited, None), "{error}");
    }
}

#[test]
fn an_errors_body_is_waited_for() {
    for over in Over::BOTH {
        // Released by the test when the head has certainly been read.
        let (gate, opener) = pipe().unwrap();
        let (gate, is_late) = (Mutex::new(gate), Arc::new(AtomicBool::new(false)));
        let late = Arc::clone(&is_late);
        let body = envelope(429, "You exceeded the daily quota");
        let server = over.serve(move |stream, _| {
            let head = format!("HTTP/1.1 429 No\r\nContent-Length: {}\r\n\r\n", body.len());
            let is_sent = stream.write_all(head.as_bytes()).is_ok();
            late.store(gate.lock().unwrap().read(&mut [0]).is_ok(), Ordering::SeqCst);
            is_sent && stream.write_all(body.as_bytes()).is_ok()
        });
        let client = client(&server);
        thread::scope(|scope| {
            let call = scope.spawn(|| enable(&client, 12).unwrap_err());
            while server.requests() == 0 {
                thread::sleep(Duration::from_millis(1));
            }
            thread::sleep(Duration::from_millis(2_500));
            drop(opener);
            let error = call.join().unwrap();
            assert_eq!(error.limit(), Some(Limit::Day), "{error}");
        });
        assert!(is_late.load(Ordering::SeqCst));
    }
}

#[test]
fn a_success_whose_body_was_lost_has_its_status() {
    for over in Over::BOTH {
        let server =
            over.serve(|stream, _| write_and_close(stream, b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{\"id\""));
        let error = enable(&client(&server), 12).unwrap_err();
        assert_eq!(
            (error.kind(), error.http_status(), error.sent()),
            (ErrorKind::Connection, Some(200), Sent::Yes),
            "{error}"
        );
        assert!(!error.message().contains("docs.rs"), "{error}");
    }
}

#[test]
fn an_error_in_any_of_the_usual_forms_is_not_a_success() {
    for body in [
        r#"{"errors":["no"]}"#,
        r#"{"error":"no"}"#,
        r#"{"success":false}"#,
        r#"{"title":"no","status":400}"#,
        "Error: no",
    ] {
        for over in Over::BOTH {
            let server = over.serve(move |stream, _| respond(stream, "200 OK", body));
            let error = client(&server).resynch(id(12), &CancelToken::new()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::BadResponse, "{body}: {error}");
        }
    }
    let with_errors = customer("12").replace('}', r#","Errors":[{"Key":"a","Value":"no"}]}"#);
    let server = Over::Plain.serve(move |stream, _| respond(stream, "200 OK", &with_errors));
    assert_eq!(enable(&client(&server), 12).unwrap_err().kind(), ErrorKind::BadResponse);
}

#[test]
fn a_check_says_what_is_not_known_and_what_is_wrong() {
    let check = |lines: &'static str, body: &'static str| {
        let server = Over::Plain.serve(move |stream, _| respond_with(stream, "200 OK", lines, body));
        client(&server).check(None, &CancelToken::new())
    };
    let stage = |check: &fusebill::Check, name: &str| {
        let stage = check.stages.iter().find(|stage| stage.name == name);
        let stage = stage.unwrap_or_else(|| panic!("{name}: {check:?}"));
        (stage.result.is_ok(), stage.detail().to_owned(), stage.advice.unwrap_or_default())
    };
    for lines in ["", "Date: yesterday\r\n"] {
        let check = check(lines, "[]");
        assert!(stage(&check, "clock").1.starts_with("not known"), "{check:?}");
        assert_eq!(check.status(), 0);
    }
    let wrong = check("Date: Sat, 31 Jan 2026 12:00:20 GMT\r\n", "[]");
    let (is_ok, words, advice) = stage(&wrong, "clock");
    assert!(!is_ok && words.contains("ahead of the server's") && advice.contains("clock"), "{words}; {advice}");
    assert!(!wrong.to_json().contains("check the file"));
    let strange = check("", r#"["a","b"]"#);
    assert!(!stage(&strange, "api").0 && strange.status() == 10, "{strange:?}");
    let used_up = check("X-Rate-Limit-Remaining-Day: 0\r\nX-Rate-Limit-Limit-Day: 9\r\n", r#"[{"id":7.0}]"#);
    let (is_ok, words, advice) = stage(&used_up, "quota");
    assert!(is_ok && words.contains("0 of 9 calls left today") && advice.contains("no calls are left today"));
    assert_eq!(used_up.status(), 0);
}
