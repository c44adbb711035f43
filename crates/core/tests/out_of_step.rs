//! Connections are judged by their history: a server that is out of step by one response, or closes when it reads a request,
//! changes no result. Over plain HTTP, with scripted servers.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    thread,
};

use fusebill::{CancelToken, Client, CustomerId, Error, ErrorKind, Sent};

const KEY: &str = "MDpTRUNSRVRTRUNSRVQ=";

/// What a connection does with its request number `at` (from 0) for the customer with this id; false closes it.
type Serve = dyn Fn(&mut TcpStream, u32, &str) -> bool + Send + Sync;

/// A server whose every connection is served by a function; returns its address and how many requests it has read.
fn server(serve: impl Fn(&mut TcpStream, u32, &str) -> bool + Send + Sync + 'static) -> (String, Arc<AtomicU32>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (read, serve) = (Arc::<AtomicU32>::default(), Arc::<Serve>::from(Box::new(serve) as Box<Serve>));
    let count = Arc::clone(&read);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut stream, read, serve) = (stream.unwrap(), Arc::clone(&read), Arc::clone(&serve));
            thread::spawn(move || {
                let mut lines = BufReader::new(stream.try_clone().unwrap());
                for at in 0.. {
                    let Some(id) = request(&mut lines) else { return };
                    read.fetch_add(1, Ordering::SeqCst);
                    if !serve(&mut stream, at, &id) {
                        return;
                    }
                }
            });
        }
    });
    (url, count)
}

/// Reads a request; returns the last part of its path.
fn request(lines: &mut BufReader<TcpStream>) -> Option<String> {
    let (mut first, mut length) = (String::new(), 0);
    lines.read_line(&mut first).ok().filter(|read| *read > 0)?;
    loop {
        let mut line = String::new();
        lines.read_line(&mut line).ok()?;
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    lines.read_exact(&mut body).ok()?;
    Some(first.split(' ').nth(1)?.rsplit('/').next()?.to_owned())
}

fn respond(stream: &mut TcpStream, status: &str, body: &str) -> bool {
    write!(stream, "HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n{body}", body.len()).is_ok()
}

fn customer(id: &str) -> String {
    format!(r#"{{"id":{id},"salesforceSynchStatus":"Enabled","salesforceId":null}}"#)
}

fn client(url: &str) -> Client {
    Client::builder(KEY).base_url(url).proxy("").max_attempts(1).build().unwrap()
}

fn enable(client: &Client, id: i64) -> Result<i64, Error> {
    client.enable_synch(CustomerId::new(id).unwrap()).map(|answer| answer.customer.id().get())
}

#[test]
fn a_response_too_many_changes_no_other_call() {
    // Each connection answers its second request with a stray response first, so that it stays out of step.
    let (url, _) = server(|stream, at, id| {
        let stray = if at == 1 { respond(stream, "200 OK", &customer("99")) } else { true };
        stray && respond(stream, "200 OK", &customer(id))
    });
    let client = client(&url);
    for id in 1..=40 {
        assert_eq!(enable(&client, id).unwrap(), id);
    }
}

#[test]
fn an_error_about_another_customer_is_not_the_answer() {
    let not_found = |id: &str| {
        format!(
            r#"{{"ErrorId":0,"HttpStatusCode":404,"Errors":[{{"Key":"Api Error","Value":"Customer with id {id} not found."}}]}}"#
        )
    };
    let (url, _) = server(move |stream, at, id| match at {
        0 => respond(stream, "200 OK", &customer(id)),
        _ => respond(stream, "404 Not Found", &not_found("12")),
    });
    let client = client(&url);
    for id in 1..=10 {
        assert_eq!(enable(&client, id).unwrap(), id, "an enabled customer is not recorded as not_found");
    }
    let (url, _) = server(move |stream, _, id| respond(stream, "404 Not Found", &not_found(id)));
    assert_eq!(enable(&self::client(&url), 12).unwrap_err().kind(), ErrorKind::NotFound, "its own error is one");
}

#[test]
fn an_empty_response_where_a_customer_is_due_ends_the_connection() {
    // A 204 whose body comes in a second write would be the next call's response.
    let (url, _) = server(|stream, at, id| match at {
        1 => write!(stream, "HTTP/1.1 204 No Content\r\n\r\n").is_ok() && respond(stream, "200 OK", &customer("98")),
        _ => respond(stream, "200 OK", &customer(id)),
    });
    let client = client(&url);
    for id in 1..=20 {
        assert_eq!(enable(&client, id).unwrap(), id);
    }
}

#[test]
fn a_call_without_a_customer_in_its_response_leaves_no_connection_behind() {
    let (url, _) = server(|stream, at, id| match (at, id) {
        (0, "Resynch") => respond(stream, "200 OK", ""),
        (_, "Resynch") => respond(stream, "200 OK", "\"late\""),
        _ => respond(stream, "200 OK", &customer(id)),
    });
    let client = client(&url);
    for _ in 0..5 {
        let accepted = client.resynch(CustomerId::new(5).unwrap(), &CancelToken::new()).unwrap();
        assert_eq!(accepted.text(), "", "each over a connection without a history");
    }
}

#[test]
fn a_server_that_closes_on_reading_is_asked_once_more_and_counted() {
    let (url, read) = server(|stream, at, id| at == 0 && respond(stream, "200 OK", &customer(id)));
    let client = client(&url);
    thread::scope(|scope| {
        for id in 1..=20 {
            let client = &client;
            scope.spawn(move || enable(client, id).unwrap());
        }
    });
    let before = read.load(Ordering::SeqCst);
    let answer = client.enable_synch(CustomerId::new(7).unwrap()).unwrap();
    assert_eq!((answer.attempts, read.load(Ordering::SeqCst) - before), (2, 2));
}

#[test]
fn what_was_sent_is_not_forgotten_when_the_server_stops_listening() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut lines = BufReader::new(stream.try_clone().unwrap());
        let id = request(&mut lines).unwrap();
        respond(&mut stream, "200 OK", &customer(&id));
        request(&mut lines).unwrap();
        drop(listener);
    });
    let client = client(&url);
    assert_eq!(enable(&client, 1).unwrap(), 1);
    let error = enable(&client, 2).unwrap_err();
    assert_eq!((error.kind(), error.sent()), (ErrorKind::Connection, Sent::Unknown), "{error}");
}

#[test]
fn a_status_has_three_digits() {
    for line in ["2000 OK", "4290 No", "0200 OK", "200abc", "200OK", "20 OK"] {
        let (url, _) = server(move |stream, _, id| respond(stream, line, &customer(id)));
        let error = enable(&client(&url), 1).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BadResponse, "{line}: {error}");
    }
}

#[test]
fn an_error_that_contains_the_key_is_not_quoted() {
    for spelled in
        ["MDpTRUNSRVRTRUNSRVQ\\u003d", "MDpTRUNSRVRTRUNSRVQ&#61;", "MDpTRUNSRVRT\\nRUNSRVQ", "0:SECRETSECRET"]
    {
        let body = format!(
            r#"{{"ErrorId":1,"HttpStatusCode":409,"Errors":[{{"Key":"a","Value":"{} {spelled}"}}]}}"#,
            "x".repeat(190)
        );
        let (url, _) = server(move |stream, _, _| respond(stream, "409 Conflict", &body));
        let error = enable(&client(&url), 1).unwrap_err();
        let said = format!("{error} {}", error.to_json());
        assert!(said.contains("contained the key and is not shown"), "{said}");
        assert!(!said.contains("RUNSR") && !said.contains("MDpTRU") && !said.contains("SECRET"), "{said}");
    }
}

#[test]
fn a_long_retry_after_is_not_a_time_in_the_past() {
    for wait in ["31536000", "10000001", "1e9", "\"900\"", "900, 2"] {
        let (url, read) = server(move |stream, _, _| {
            write!(stream, "HTTP/1.1 503 No\r\nRetry-After: {wait}\r\nContent-Length: 0\r\n\r\n").is_ok()
        });
        let client = Client::builder(KEY).base_url(&url).proxy("").max_attempts(10).build().unwrap();
        let error = enable(&client, 1).unwrap_err();
        assert!(error.retry_after().is_some_and(|wait| wait.as_secs() >= 900), "{wait}: {error:?}");
        assert_eq!(read.load(Ordering::SeqCst), 1, "{wait}");
    }
}
