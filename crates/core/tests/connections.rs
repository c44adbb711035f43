//! What happens to connections, and to calls that are ended from outside.

use std::{
    cell::Cell,
    fs,
    net::TcpListener,
    ops::ControlFlow,
    thread,
    time::{Duration, Instant},
};

use fusebill::{BatchOptions, CancelToken, Client, ClientBuilder, CustomerId, ErrorKind, Sent, Stop};
use fusebill_sandbox::{KEY, Sandbox};

fn client(sandbox: &Sandbox) -> ClientBuilder {
    Client::builder(KEY).base_url(sandbox.url())
}

fn documented() -> CustomerId {
    CustomerId::new(fusebill_sandbox::DOCUMENTED_ID).unwrap()
}

#[test]
fn a_connection_serves_many_calls() {
    let sandbox = Sandbox::builder().start().unwrap();
    let client = client(&sandbox).build().unwrap();
    for _ in 0..100 {
        assert!(client.enable_synch(documented(), None).unwrap().customer.is_synch_enabled());
    }
    assert_eq!((sandbox.requests(), sandbox.connections()), (100, 1));
}

#[test]
fn threads_reuse_their_connections() {
    let sandbox = Sandbox::builder().latency(Duration::from_millis(5)).start().unwrap();
    let client = client(&sandbox).build().unwrap();
    thread::scope(|scope| {
        for _ in 0..32 {
            scope.spawn(|| (0..20).for_each(|_| drop(client.enable_synch(documented(), None).unwrap())));
        }
    });
    assert_eq!(sandbox.requests(), 640);
    assert!(sandbox.connections() <= 32, "{} connections", sandbox.connections());
}

#[test]
fn an_idle_connection_that_the_server_closed_costs_no_attempt() {
    let sandbox = Sandbox::builder().idle_timeout(Duration::from_millis(50)).start().unwrap();
    let client = client(&sandbox).max_attempts(1).build().unwrap();
    for _ in 0..3 {
        // A request that the server had not read when it closed is sent once more, and counted.
        assert!(client.enable_synch(documented(), None).unwrap().attempts <= 2);
        thread::sleep(Duration::from_millis(150));
    }
    assert_eq!((sandbox.requests(), sandbox.connections()), (3, 3));
}

#[test]
fn a_connection_closed_unannounced_costs_no_call() {
    let sandbox = Sandbox::builder().faults("close@172677".parse().unwrap()).start().unwrap();
    let client = client(&sandbox).max_attempts(1).build().unwrap();
    for _ in 0..50 {
        // A request that the server had not read when it closed is sent once more, and counted.
        assert!(client.enable_synch(documented(), None).unwrap().attempts <= 2);
    }
}

#[test]
fn the_quota_comes_with_the_answer_and_with_the_error() {
    let sandbox = Sandbox::builder().per_minute(50).per_day(5_000).start().unwrap();
    let client = client(&sandbox).build().unwrap();
    let answer = client.enable_synch(documented(), None).unwrap();
    assert_eq!((answer.quota.minute.limit, answer.quota.day.limit), (Some(50), Some(5_000)));
    let error = client.enable_synch(CustomerId::new(12).unwrap(), None).unwrap_err();
    assert!(error.quota().day.remaining.unwrap() < answer.quota.day.remaining.unwrap());
    assert_eq!(client.quota(), *error.quota());
}

/// Begins a call, cancels it when it waits, and checks its error. It must end within 200 ms in one of twenty tries: on a
/// busy machine, a try may take longer.
fn is_cancelled(client: &Client, sent: Sent, waits: impl Fn() -> bool, cancel: impl Fn(&CancelToken)) {
    let ends_soon = || {
        let token = CancelToken::new();
        thread::scope(|scope| {
            let call = scope.spawn(|| client.enable_synch(documented(), &token).unwrap_err());
            while !waits() {
                thread::sleep(Duration::from_millis(1));
            }
            let begin = Instant::now();
            cancel(&token);
            let (error, took) = (call.join().unwrap(), begin.elapsed());
            assert_eq!(error.kind(), ErrorKind::Cancelled);
            assert!(took < Duration::from_secs(15), "the server would have answered");
            error.sent() == sent && took < Duration::from_millis(200)
        })
    };
    assert!((0..20).any(|_| ends_soon()), "{sent:?}");
}

#[test]
fn a_cancel_ends_what_is_in_flight_wherever_it_waits() {
    for (faults, requests, sent) in [
        ("delay=60000@172677", 1, Sent::Unknown), // for the head
        ("drip@172677", 1, Sent::Unknown),        // for the body
        ("503@172677", 3, Sent::Yes),             // for the next attempt
    ] {
        let sandbox = Sandbox::builder().faults(faults.parse().unwrap()).start().unwrap();
        let client = client(&sandbox).timeout(Duration::from_secs(60)).max_attempts(100).build().unwrap();
        for by_token in [true, false] {
            let before = Cell::new(sandbox.requests());
            is_cancelled(
                &client,
                sent,
                || sandbox.requests() >= before.get() + requests,
                |token| {
                    if by_token {
                        token.cancel()
                    } else {
                        client.cancel()
                    }
                    before.set(sandbox.requests());
                },
            );
        }
        let after = client.enable_synch(CustomerId::new(12).unwrap(), None).unwrap_err();
        assert_eq!(after.kind(), ErrorKind::NotFound, "the client works afterwards");
    }
}

#[test]
fn a_clients_cancel_ends_its_batches_wherever_they_wait() {
    // The quota is used up by the first call: without the cancel the batch would wait for the next minute.
    for (per_minute, latency) in [(1, 0), (0, 0), (0, 20)] {
        let latency = Duration::from_millis(latency);
        let sandbox = Sandbox::builder().per_minute(per_minute).latency(latency).start().unwrap();
        let client = client(&sandbox).build().unwrap();
        let ids = (200_001..200_100).map(CustomerId::new);
        let summary = client
            .enable_synch_batch(ids, &BatchOptions::default(), &Stop::default(), |_| {
                client.cancel();
                ControlFlow::Continue(())
            })
            .unwrap();
        assert_eq!(summary.stopped.map(|error| error.kind()), Some(ErrorKind::Cancelled));
        assert!(sandbox.requests() < 90, "{} requests", sandbox.requests());
    }
}

#[test]
fn a_cancel_ends_a_connect_that_hangs() {
    // A listener that accepts nothing: once its queue is full, the next connection waits.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let mut queue = Vec::new();
    while let Ok(stream) = std::net::TcpStream::connect_timeout(&address, Duration::from_millis(200)) {
        queue.push(stream);
    }
    let client = Client::builder(KEY).base_url(format!("http://{address}")).build().unwrap();
    // In the kernel's table, 02 is a connection that waits for its first answer.
    let connecting = format!(":{:04X} 02 ", address.port());
    let waits = || fs::read_to_string("/proc/net/tcp").unwrap().contains(&connecting);
    is_cancelled(&client, Sent::No, waits, CancelToken::cancel);
}

#[test]
fn a_token_that_was_cancelled_before_sends_nothing() {
    let sandbox = Sandbox::builder().start().unwrap();
    let token = CancelToken::new();
    token.cancel();
    let error = client(&sandbox).build().unwrap().enable_synch(documented(), &token).unwrap_err();
    assert_eq!((error.kind(), error.sent(), sandbox.requests()), (ErrorKind::Cancelled, Sent::No, 0));
}

#[test]
fn debug_texts_show_no_secret() {
    let sandbox = Sandbox::builder().start().unwrap();
    let builder = client(&sandbox);
    let texts = format!("{builder:?}");
    let client = builder.build().unwrap();
    let answer = client.enable_synch(documented(), None).unwrap();
    let texts = format!("{texts} {client:?} {:?} {answer:?}", CancelToken::new());
    assert!(!texts.contains(KEY) && !texts.contains("John") && !texts.contains("example.com"), "{texts}");
}

/// A source that gives the same customer until its outcome was reported: it would go on for ever where that waits.
#[test]
fn what_has_ended_is_reported_while_the_ids_are_passed_over() {
    let sandbox = Sandbox::builder().start().unwrap();
    let client = client(&sandbox).build().unwrap();
    let is_reported = std::sync::atomic::AtomicBool::new(false);
    let begun = Instant::now();
    let is_wanted = || !is_reported.load(std::sync::atomic::Ordering::Relaxed);
    let ids =
        std::iter::from_fn(|| (is_wanted() && begun.elapsed() < Duration::from_secs(60)).then(|| Ok(documented())));
    let summary = client.enable_synch_batch(ids, &BatchOptions::default(), &Stop::default(), |_| {
        is_reported.store(true, std::sync::atomic::Ordering::Relaxed);
        ControlFlow::Continue(())
    });
    assert_eq!(summary.unwrap().done, 1);
    assert!(!is_wanted() && begun.elapsed() < Duration::from_secs(60));
}
