//! Making a TCP connection, by RFC 8305 ("Happy Eyeballs"): if an address does not respond within 250 ms, the next one is
//! tried beside it; the first to connect wins, and the winner is tried first the next time.

use std::{
    io,
    net::{SocketAddr, TcpStream},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
};
use socket2::{Domain, Socket, Type};

use super::{
    error::{self, Stage, WireError, during},
    limits::{Limits, SLICE},
    lookup::Lookup,
};
use crate::{host::above_the_streams, url};

/// How long an address is tried alone.
const HEAD_START: Duration = Duration::from_millis(250);

/// Where to connect to.
pub(super) struct Dialer {
    lookup: Lookup,
    target: Target,
    winner: Mutex<Option<SocketAddr>>,
    /// Where a dial that failed stopped, for want of time: the next one continues there.
    untried: Mutex<Option<SocketAddr>>,
}

/// What is dialed: the rule for its addresses, and its name in messages.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Target {
    /// The API, over TLS.
    Api,
    /// The API on this machine, in the clear: no other address may receive the key.
    Loopback,
    Proxy,
}

impl Dialer {
    pub(super) fn new(host: &str, port: u16, target: Target) -> Self {
        Self { lookup: Lookup::new(host, port), target, winner: Mutex::default(), untried: Mutex::default() }
    }

    /// The same, without any known addresses.
    pub(super) fn anew(&self) -> Self {
        Self::new(self.lookup.host(), self.lookup.port(), self.target)
    }

    /// Connects. After a failure the name is looked up again.
    pub(super) fn connect(&self, limits: &Limits<'_>) -> io::Result<TcpStream> {
        let mut addresses = self.addresses(limits)?;
        let mut untried = self.untried.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(begin) = addresses.iter().position(|address| untried == Some(*address)) {
            addresses.rotate_left(begin);
        }
        let mut waiting = addresses.iter();
        let connected = during(|| Stage::Connect(self.name("")), race(&mut waiting, limits));
        untried = waiting.as_slice().first().copied();
        match connected {
            Ok((stream, address)) => {
                *self.winner.lock().unwrap_or_else(PoisonError::into_inner) = Some(address);
                Ok(stream)
            }
            Err(error) => {
                *self.untried.lock().unwrap_or_else(PoisonError::into_inner) = untried;
                self.lookup.forget();
                let is_known = error::wire_error(&error).is_some();
                Err(if is_known { error } else { WireError::Refused { to: self.name(""), error }.into() })
            }
        }
    }

    /// The host that is looked up.
    pub(super) fn host(&self) -> &str {
        self.lookup.host()
    }

    /// The addresses of the host, in the order in which they are tried.
    pub(super) fn addresses(&self, limits: &Limits<'_>) -> io::Result<Vec<SocketAddr>> {
        let found = during(|| Stage::Lookup(self.lookup.host().into()), self.lookup.addresses(limits))?;
        self.in_order(&found.map_err(|error| WireError::Lookup { what: self.name("the host "), error })?)
    }

    /// `host:port`, after what it is.
    fn name(&self, api: &str) -> String {
        let what = if self.target == Target::Proxy { "the proxy " } else { api };
        format!("{what}{}", url::with_port(self.lookup.host(), self.lookup.port()))
    }

    /// The addresses that may be tried: the last winner first, then alternating between the two families.
    fn in_order(&self, found: &[SocketAddr]) -> io::Result<Vec<SocketAddr>> {
        let is_allowed =
            |address: &&SocketAddr| self.target != Target::Loopback || address.ip().to_canonical().is_loopback();
        let mut left: Vec<SocketAddr> = found.iter().filter(is_allowed).copied().collect();
        if left.is_empty()
            && let Some(address) = found.first()
        {
            let (host, address) = (self.lookup.host().into(), address.ip().to_string());
            return Err(WireError::NotLoopback { host, address }.into());
        }
        let mut ordered = Vec::with_capacity(left.len());
        let winner = *self.winner.lock().unwrap_or_else(PoisonError::into_inner);
        while !left.is_empty() {
            let is_next = |address: &SocketAddr| match ordered.last() {
                None => winner.is_none_or(|winner| *address == winner),
                Some(last) => address.is_ipv4() != SocketAddr::is_ipv4(last),
            };
            ordered.push(left.remove(left.iter().position(is_next).unwrap_or(0)));
        }
        Ok(ordered)
    }
}

/// A connection that is being made.
struct Attempt {
    socket: Socket,
    address: SocketAddr,
}

/// Connects to the first address that accepts; leaves in `waiting` those that were not tried.
fn race(waiting: &mut std::slice::Iter<'_, SocketAddr>, limits: &Limits<'_>) -> io::Result<(TcpStream, SocketAddr)> {
    let mut running: Vec<Attempt> = Vec::new();
    let mut next_start = Instant::now();
    let mut last = io::Error::new(io::ErrorKind::NotFound, "it has no address");
    loop {
        let left = limits.left()?;
        if (running.is_empty() || Instant::now() >= next_start)
            && let Some(&address) = waiting.next()
        {
            match begin(address) {
                Ok(attempt) => {
                    running.push(attempt);
                    next_start = Instant::now() + HEAD_START;
                }
                Err(error) => last = error,
            }
        }
        if running.is_empty() {
            if waiting.len() == 0 {
                return Err(last);
            }
            continue;
        }
        let pause = if waiting.len() == 0 { SLICE } else { next_start.saturating_duration_since(Instant::now()) };
        let ready = ready(&running, left.min(SLICE).min(pause))?;
        for (Attempt { socket, address }, is_ready) in std::mem::take(&mut running).into_iter().zip(ready) {
            // Whatever was reported: WSAPoll does not report a refusal before Windows 10, version 2004.
            match socket.take_error()? {
                Some(error) => {
                    last = error;
                    next_start = Instant::now();
                }
                None if is_ready => {
                    socket.set_nonblocking(false)?;
                    return Ok((socket.into(), address));
                }
                None => running.push(Attempt { socket, address }),
            }
        }
    }
}

fn begin(address: SocketAddr) -> io::Result<Attempt> {
    let socket = above_the_streams(Socket::new(Domain::for_address(address), Type::STREAM, None)?)?;
    socket.set_nonblocking(true)?;
    match socket.connect(&address.into()) {
        Err(error) if !is_under_way(&error) => Err(error),
        _ => Ok(Attempt { socket, address }),
    }
}

/// Unix returns EINPROGRESS, Windows WSAEWOULDBLOCK.
fn is_under_way(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::WouldBlock || error.raw_os_error() == Some(Errno::INPROGRESS.raw_os_error())
}

/// Waits until an attempt has ended, successfully or not; returns for each whether it has.
fn ready(running: &[Attempt], patience: Duration) -> io::Result<Vec<bool>> {
    let patience = Timespec::try_from(patience).map_err(io::Error::other)?;
    let mut polled: Vec<PollFd<'_>> =
        running.iter().map(|attempt| PollFd::new(&attempt.socket, PollFlags::OUT)).collect();
    match poll(&mut polled, Some(&patience)) {
        Ok(_) | Err(Errno::INTR) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(polled.iter().map(|attempt| !attempt.revents().is_empty()).collect())
}

#[cfg(test)]
mod tests {
    use std::{net::TcpListener, sync::Arc};

    use super::*;
    use crate::cancel::{CancelToken, Interrupt};

    fn dial(dialer: &Dialer, milliseconds: u64) -> io::Result<TcpStream> {
        let interrupt = Interrupt::new(CancelToken::new(), Arc::default());
        let within = Duration::from_millis(milliseconds);
        dialer.connect(&Limits::new(Instant::now() + within, within, &interrupt))
    }

    fn address(listener: &TcpListener) -> SocketAddr {
        listener.local_addr().unwrap()
    }

    /// An address that does not respond: its queue is full.
    struct Swallows {
        address: SocketAddr,
        _held_open: (Socket, Vec<TcpStream>),
    }

    fn swallows() -> Swallows {
        let full = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        full.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into()).unwrap();
        full.listen(0).unwrap();
        let address = full.local_addr().unwrap().as_socket().unwrap();
        let queue: Vec<_> =
            (0..4).map_while(|_| TcpStream::connect_timeout(&address, Duration::from_millis(100)).ok()).collect();
        assert!(queue.len() < 4, "its queue is not full");
        Swallows { address, _held_open: (full, queue) }
    }

    #[test]
    fn a_lookup_serves_until_a_connect_fails() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let dialer = Dialer::new("localhost", address(&listener).port(), Target::Loopback);
        dial(&dialer, 2_000).unwrap();
        let since = dialer.lookup.known_since();
        dial(&dialer, 2_000).unwrap();
        assert_eq!(dialer.lookup.known_since(), since);
        dialer.lookup.know(&[SocketAddr::from(([127, 0, 0, 1], 1))]);
        let refused = dial(&dialer, 2_000).unwrap_err().to_string();
        assert!(refused.starts_with("cannot connect to localhost:"), "{refused}");
        dial(&dialer, 2_000).unwrap();
    }

    #[test]
    fn an_address_that_swallows_packets_is_joined_by_the_next_and_comes_second_afterwards() {
        let (hole, listener) = (swallows(), TcpListener::bind("127.0.0.1:0").unwrap());
        let dialer = Dialer::new("localhost", 1, Target::Api);
        let both = [hole.address, address(&listener)];
        dialer.lookup.know(&both);
        let begun = Instant::now();
        let stream = dial(&dialer, 30_000).unwrap();
        assert_eq!(stream.peer_addr().unwrap(), both[1]);
        assert!(begun.elapsed() >= HEAD_START, "the first address has a head start");
        assert_eq!(dialer.in_order(&both).unwrap(), [both[1], both[0]], "the winner goes first from now on");
        dialer.lookup.know(&[hole.address, hole.address]);
        let error = dial(&dialer, 300).unwrap_err().to_string();
        assert_eq!(error, "the deadline passed connecting to localhost:1");
    }

    #[test]
    fn a_refusal_is_followed_by_the_next_address_at_once() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let dialer = Dialer::new("localhost", 1, Target::Api);
        let refuses = SocketAddr::from(([127, 0, 0, 1], 1));
        dialer.lookup.know(&[refuses, refuses, refuses, address(&listener)]);
        dial(&dialer, 30_000).unwrap();
    }

    #[test]
    fn a_dial_continues_where_the_last_one_stopped() {
        let (holes, listener) = ([swallows(), swallows(), swallows()], TcpListener::bind("127.0.0.1:0").unwrap());
        let dialer = Dialer::new("localhost", 1, Target::Api);
        let mut all = holes.each_ref().map(|hole| hole.address).to_vec();
        all.push(address(&listener));
        // Each attempt ends within the head start of its first address.
        let attempt = |_| {
            dialer.lookup.know(&all);
            dial(&dialer, 100).ok()
        };
        let stream = (0..100).find_map(attempt).expect("an attempt reaches the last address");
        assert_eq!(stream.peer_addr().unwrap(), all[3]);
        assert_eq!(*dialer.untried.lock().unwrap(), None);
    }

    #[test]
    fn families_take_turns() {
        let addresses = |list: &[&str]| list.iter().map(|text| text.parse().unwrap()).collect::<Vec<SocketAddr>>();
        let dialer = Dialer::new("localhost", 1, Target::Api);
        let found = addresses(&["[2001:db8::1]:1", "[2001:db8::2]:1", "10.0.0.1:1", "10.0.0.2:1", "10.0.0.3:1"]);
        let expected = addresses(&["[2001:db8::1]:1", "10.0.0.1:1", "[2001:db8::2]:1", "10.0.0.2:1", "10.0.0.3:1"]);
        assert_eq!(dialer.in_order(&found).unwrap(), expected);
    }

    #[test]
    fn a_name_of_this_machine_that_leads_elsewhere_gets_no_connection() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let dialer = Dialer::new("localhost", 1, Target::Loopback);
        dialer.lookup.know(&[SocketAddr::from(([10, 1, 2, 3], 80))]);
        let error = dial(&dialer, 2_000).unwrap_err();
        assert!(error.to_string().starts_with("localhost resolves to 10.1.2.3"), "{error}");
        assert_eq!(error::explain(&error).kind(), crate::ErrorKind::InvalidArgument);
        dialer.lookup.know(&[SocketAddr::from(([10, 1, 2, 3], 80)), address(&listener)]);
        assert!(dial(&dialer, 2_000).unwrap().peer_addr().unwrap().ip().is_loopback());
    }
}
