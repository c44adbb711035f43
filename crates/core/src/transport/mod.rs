//! One request on the wire: HTTP/1.1 over a socket that meets the deadline, notices a cancel, and detects connections that
//! the server has closed. Nothing here knows about retries.
//!
//! | module | subject |
//! | --- | --- |
//! | `limits` | the deadline, and what ends a call from outside |
//! | `socket`, `wait` | a TCP stream that obeys them, and how it waits on Unix and on Windows |
//! | `lookup`, `dial`, `tunnel` | making a connection: the name, TCP, a proxy |
//! | `tls`, `records` | the handshake; where TLS records end |
//! | `trust`, `roots`, `ca_file`, `certificate` | whose certificates are trusted, and why not |
//! | `connection`, `pool` | one connection, and the idle ones |
//! | `probe` | a connection made step by step, each step reported |
//! | `input`, `head`, `body` | reading a response |
//! | `error` | what went wrong, as text |

mod body;
mod ca_file;
mod certificate;
mod connection;
mod dial;
mod error;
mod head;
mod input;
mod limits;
mod lookup;
mod pool;
mod probe;
mod records;
#[cfg_attr(all(unix, not(target_vendor = "apple")), path = "roots_unix.rs")]
#[cfg_attr(not(all(unix, not(target_vendor = "apple"))), path = "roots_platform.rs")]
mod roots;
mod socket;
mod tls;
mod trust;
mod tunnel;
#[cfg_attr(unix, path = "wait_unix.rs")]
#[cfg_attr(windows, path = "wait_windows.rs")]
mod wait;

use std::{
    io,
    path::Path,
    sync::Arc,
    time::{Duration, SystemTime},
};

use zeroize::Zeroizing;

use connection::Connection;
use dial::{Dialer, Target};
use error::{Stage, during};
use input::Input;
pub(crate) use limits::Limits;
use pool::Pool;
use tls::{Tls, provider};

use crate::{
    answer::{Answer, ResponseFields},
    base_url::BaseUrl,
    error::{Result, Sent},
    key::ApiKey,
    operation::Request,
    proxy::Proxy,
};

/// The size of the buffer for the head of a response, and for a single read. A longer head takes more.
const BUFFER: usize = 8 * 1024;

/// The longest page of a proxy that is read.
const PAGE_LIMIT: u64 = 1024 * 1024;

/// How long the body of an error is waited for once its status is known: longer if it says what the status means, such as an
/// unknown customer or an unknown address, or which limit.
fn patience(status: u16) -> Duration {
    Duration::from_secs(if matches!(status, 400 | 404 | 429) { 10 } else { 2 })
}

/// What a transport is made of.
pub(crate) struct Setup<'a> {
    pub(crate) base: BaseUrl,
    pub(crate) user_agent: String,
    pub(crate) proxy: Option<Proxy>,
    pub(crate) ca_file: Option<&'a Path>,
    pub(crate) idle_connections: usize,
}

/// The connections of one client, and how more are made.
pub(crate) struct Transport {
    route: Arc<Route>,
    dialer: Dialer,
    pool: Pool,
}

/// Where requests go, and how they get there.
struct Route {
    base: BaseUrl,
    proxy: Option<Proxy>,
    tls: Tls,
    /// The start of a request up to what differs, for each method; what follows the path without and with a body; and what
    /// is between the length of a body and the key. Few pieces, because each call writes them.
    get: String,
    post: String,
    without_body: String,
    with_body: String,
    agent: String,
}

/// A response, and the connection that it came over, which is not used again unless the response is certainly the answer to
/// its request: a server that is out of step by one response would answer every later request with an earlier one's.
pub(crate) struct Received<'t> {
    pub(crate) answer: Answer,
    pub(crate) lease: Lease<'t>,
}

pub(crate) struct Lease<'t> {
    /// Whether an earlier request went over the connection.
    pub(crate) was_used: bool,
    connection: Option<Connection>,
    pool: &'t Pool,
}

impl Lease<'_> {
    /// The response is certainly the answer: the connection may be used for another request.
    pub(crate) fn keep(self) {
        if let Some(connection) = self.connection {
            self.pool.put(connection);
        }
    }
}

/// Which connection a request may go over.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reuse {
    Idle,
    No,
}

/// What an exchange did on the network.
#[derive(Clone, Copy, Default)]
struct Trace {
    /// Whether it went over a connection that had been used before.
    reused: bool,
    /// Whether a part of the request was passed to the network.
    sent: bool,
    /// Whether a part of the response was received.
    received: bool,
    /// The status of the response, once its head has been read.
    status: Option<u16>,
}

impl Transport {
    pub(crate) fn new(setup: Setup<'_>) -> Result<Self> {
        let tls = Tls::new(setup.ca_file)?;
        let base_path = setup.base.path();
        let (get, post) = (format!("GET {base_path}"), format!("POST {base_path}"));
        let host = format!(" HTTP/1.1\r\nHost: {}\r\n", setup.base.authority());
        let with_body = format!("{host}Content-Type: application/json\r\nContent-Length: ");
        let without_body = format!(
            "{host}Accept: application/json\r\nAccept-Encoding: gzip\r\nUser-Agent: {}\r\nAuthorization: ",
            setup.user_agent
        );
        let agent = without_body[host.len() - 2..].to_owned();
        let dialer = match &setup.proxy {
            Some(proxy) => Dialer::new(proxy.host(), proxy.port(), Target::Proxy),
            None => {
                let target = if setup.base.is_https() { Target::Api } else { Target::Loopback };
                Dialer::new(setup.base.host(), setup.base.port(), target)
            }
        };
        let route = Route { base: setup.base, proxy: setup.proxy, tls, get, post, without_body, with_body, agent };
        Ok(Self { route: Arc::new(route), dialer, pool: Pool::new(setup.idle_connections) })
    }

    /// The same route without connections: for a child of `fork`, which must not touch its parent's.
    pub(crate) fn without_connections(&self) -> Self {
        Self { route: Arc::clone(&self.route), dialer: self.dialer.anew(), pool: Pool::new(self.pool.most()) }
    }

    pub(crate) fn base(&self) -> &BaseUrl {
        &self.route.base
    }

    /// Sends a request, and reads the response. `made` counts the requests of an attempt that reached the network. If the server closes an idle
    /// connection on reading the request, it is sent once more, on a new one.
    pub(crate) fn send(
        &self,
        request: &Request,
        key: &ApiKey,
        limits: &Limits<'_>,
        reuse: Reuse,
        made: &mut u32,
    ) -> Result<Received<'_>> {
        let mut connection = if reuse == Reuse::Idle { self.pool.take() } else { None };
        loop {
            let mut trace = Trace { reused: connection.is_some(), ..Trace::default() };
            let exchanged = self.exchange(connection.take(), (request, key), limits, &mut trace);
            *made += u32::from(trace.sent);
            let error = match exchanged {
                Ok((answer, connection)) => {
                    let lease = Lease { was_used: trace.reused, connection, pool: &self.pool };
                    return Ok(Received { answer, lease });
                }
                Err(error) => error,
            };
            // Closed on reading the request, or not HTTP, such as the rest of an earlier response.
            if trace.reused && (!trace.received && error::is_disconnect(&error) || error::is_unreadable(&error)) {
                log::debug!(target: "fusebill", "an idle connection was closed, or not at its end; using a new one");
                continue;
            }
            let error = during::<()>(|| Stage::Response, Err(error)).unwrap_err();
            let explained = error::explain(&error);
            return Err(match trace {
                Trace { sent: false, .. } if *made == 0 => explained.with_sent(Sent::No),
                // The server responded, although the rest of its response is lost or unusable.
                Trace { status: Some(status), .. } => explained.with_answer(status, None, Vec::new()),
                _ => explained.with_sent(Sent::Unknown),
            });
        }
    }

    /// Writes the request, with its headers in the order of the vendor's documentation.
    fn write_request(&self, out: &mut Zeroizing<Vec<u8>>, request: &Request, key: &ApiKey) {
        let Route { get, post, without_body, with_body, agent, .. } = &*self.route;
        let Request { method, path, id, query, body, .. } = request;
        let has_body = *method == "POST";
        out.clear();
        // Never longer than this, so that growing does not leave a copy of the key behind.
        let texts = post.len() + path.len() + query.len() + with_body.len() + agent.len() + body.len();
        out.reserve(texts + key.authorization().len() + 64);
        let mut put = |text: &str| out.extend_from_slice(text.as_bytes());
        let mut number = itoa::Buffer::new();
        put(if has_body { post } else { get });
        put(path);
        if let Some(id) = id {
            put(number.format(id.get()));
        }
        put(query);
        if has_body {
            put(with_body);
            put(number.format(body.len()));
            put(agent);
        } else {
            put(without_body);
        }
        out.extend_from_slice(key.authorization());
        out.extend_from_slice(b"\r\n\r\n");
        out.extend_from_slice(body.as_bytes());
    }

    fn exchange(
        &self,
        connection: Option<Connection>,
        (request, key): (&Request, &ApiKey),
        limits: &Limits<'_>,
        trace: &mut Trace,
    ) -> io::Result<(Answer, Option<Connection>)> {
        let mut connection = match connection {
            Some(connection) => connection,
            None => Connection::make(&self.dialer, &self.route, limits)?,
        };
        self.write_request(connection.request(), request, key);
        limits.left()?;
        trace.sent = true;
        let (answer, is_reusable) = connection
            .exchange(limits, |input| read(input, trace, request, |status| limits.leave_at_most(patience(status))))?;
        Ok((answer, is_reusable.then_some(connection)))
    }
}

/// Reads a response from any stream.
#[cfg(feature = "fuzz")]
pub(crate) fn read_answer(stream: &mut dyn io::Read) -> io::Result<Answer> {
    let mut buffer = Vec::new();
    read(&mut Input::new(stream, &mut buffer), &mut Trace::default(), &Request::list(), |_| {})
        .map(|(answer, _)| answer)
}

/// Reads the text of a CA file.
#[cfg(feature = "fuzz")]
pub(crate) fn read_certificates(bytes: Vec<u8>) -> std::result::Result<usize, String> {
    ca_file::parse(bytes, "file").map(|certificates| certificates.len())
}

/// Reads a response, and returns whether the connection may be used again: it stays open, the body ended where it should,
/// and nothing followed it.
fn read(
    input: &mut Input<'_>,
    trace: &mut Trace,
    request: &Request,
    leave_at_most: impl FnOnce(u16),
) -> io::Result<(Answer, bool)> {
    let mut facts = ResponseFields::default();
    let head = input.head(&mut |status, headers| {
        let header = |name: &str| headers.get(name);
        facts = ResponseFields::read(status, header, SystemTime::now());
        headers.all("retry-after").skip(1).for_each(|other| facts.wait_for(other));
        if request.is_list() {
            facts = std::mem::take(&mut facts).with_page(header);
        }
    });
    trace.received = input.received;
    let head = head?;
    trace.status = Some(head.status);
    let is_success = (200..300).contains(&head.status);
    if !is_success {
        leave_at_most(head.status);
    }
    let (body, is_whole, lacks) = match body::read(input, &head, request.body_limit) {
        Ok(body) => (body, input.is_used_up(), None),
        // The status of an error counts without its body; a success is worthless without it.
        Err((partial, error)) if !is_success && !error::is_cancel(&error) => {
            (partial, false, Some(error::lacks(&error)))
        }
        Err((_, error)) => return Err(error),
    };
    let answer = Answer { status: head.status, facts, body, lacks, conflict: request.conflict };
    Ok((answer, head.stays_open && is_whole))
}

impl std::fmt::Debug for Transport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Transport").field("base", &self.route.base).finish_non_exhaustive()
    }
}
