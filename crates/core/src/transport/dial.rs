//! Making a TCP connection. The name is looked up in a helper thread, because the operating system lets a look-up be
//! neither cancelled nor bounded; the connect waits in slices.

use std::{
    io::{self, ErrorKind},
    net::{IpAddr, SocketAddr, TcpStream, ToSocketAddrs},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::{Duration, Instant},
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
};
use socket2::{Domain, Socket, Type};

use super::{
    limits::Limits,
    socket::SLICE,
    trouble::{self, Stop},
};

/// How long a look-up is good for: connections made in one go need one, and one made later finds the address of today.
const LIFETIME: Duration = Duration::from_secs(10);

/// Where to connect to.
pub(super) struct Dialer {
    host: String,
    port: u16,
    /// What the last look-up found, and when.
    known: Mutex<Option<(Instant, Addresses)>>,
}

type Addresses = Arc<[SocketAddr]>;

impl Dialer {
    pub(super) fn new(host: &str, port: u16) -> Self {
        Self { host: host.into(), port, known: Mutex::default() }
    }

    /// The same, knowing nothing.
    pub(super) fn anew(&self) -> Self {
        Self::new(&self.host, self.port)
    }

    /// Connects, trying each address in turn. After a failure the name is looked up again.
    pub(super) fn connect(&self, limits: &Limits<'_>) -> io::Result<TcpStream> {
        let connected = self.addresses(limits).and_then(|addresses| self.connect_to_one_of(&addresses, limits));
        if connected.is_err() {
            *self.known() = None;
        }
        connected
    }

    fn known(&self) -> MutexGuard<'_, Option<(Instant, Addresses)>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn addresses(&self, limits: &Limits<'_>) -> io::Result<Addresses> {
        if let Some((since, addresses)) = &*self.known()
            && since.elapsed() < LIFETIME
        {
            return Ok(Arc::clone(addresses));
        }
        let found: Addresses = match self.host.parse::<IpAddr>() {
            Ok(address) => [SocketAddr::new(address, self.port)].into(),
            Err(_) => self.look_up(limits)?.into(),
        };
        *self.known() = Some((Instant::now(), Arc::clone(&found)));
        Ok(found)
    }

    fn look_up(&self, limits: &Limits<'_>) -> io::Result<Vec<SocketAddr>> {
        let (sender, receiver) = mpsc::sync_channel(1);
        let (host, port) = (self.host.clone(), self.port);
        thread::Builder::new().name("fusebill-lookup".into()).spawn(move || {
            // The caller may have given up waiting; then nobody wants the result.
            let _ = sender.send((host.as_str(), port).to_socket_addrs().map(Iterator::collect));
        })?;
        loop {
            match receiver.recv_timeout(limits.left()?.min(SLICE)) {
                Ok(found) => return found.map_err(|error| Stop::Lookup { host: self.host.clone(), error }.into()),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Err(io::Error::other("the thread of the look-up died")),
            }
        }
    }

    fn connect_to_one_of(&self, addresses: &[SocketAddr], limits: &Limits<'_>) -> io::Result<TcpStream> {
        let mut last = io::Error::new(ErrorKind::NotFound, "it has no address");
        for (tried, address) in addresses.iter().enumerate() {
            // An address that swallows packets must leave time for the others.
            let share = limits.left()? / (addresses.len() - tried) as u32;
            match connect(*address, Instant::now() + share, limits) {
                Err(error) if !trouble::is_stop(&error) => last = error,
                other => return other,
            }
        }
        Err(match last.kind() {
            ErrorKind::TimedOut => Stop::ConnectTimeout.into(),
            _ => Stop::Refused { host: self.host.clone(), error: last }.into(),
        })
    }
}

fn connect(address: SocketAddr, until: Instant, limits: &Limits<'_>) -> io::Result<TcpStream> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    socket.set_nonblocking(true)?;
    match socket.connect(&address.into()) {
        Err(error) if error.raw_os_error() == Some(Errno::INPROGRESS.raw_os_error()) => wait(&socket, until, limits)?,
        done => done?,
    }
    socket.set_nonblocking(false)?;
    Ok(socket.into())
}

/// Waits until the socket is connected, or cannot be.
fn wait(socket: &Socket, until: Instant, limits: &Limits<'_>) -> io::Result<()> {
    loop {
        let left = limits.left()?.min(until.saturating_duration_since(Instant::now()));
        if left.is_zero() {
            return Err(ErrorKind::TimedOut.into());
        }
        let slice = Timespec::try_from(left.min(SLICE)).map_err(io::Error::other)?;
        match poll(&mut [PollFd::new(socket, PollFlags::OUT)], Some(&slice)) {
            Ok(0) | Err(Errno::INTR) => {}
            Ok(_) => return socket.take_error()?.map_or(Ok(()), Err),
            Err(error) => return Err(error.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;
    use crate::{cancel::CancelToken, transport::Interrupt};

    fn dial(dialer: &Dialer, within: Duration) -> io::Result<TcpStream> {
        let interrupt = Interrupt::new(CancelToken::new(), Arc::default());
        dialer.connect(&Limits { deadline: Instant::now() + within, connect_timeout: within, interrupt: &interrupt })
    }

    #[test]
    fn a_look_up_serves_until_a_connect_fails() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let dialer = Dialer::new("localhost", listener.local_addr().unwrap().port());
        let second = Duration::from_secs(1);
        dial(&dialer, second).unwrap();
        let (since, _) = dialer.known().clone().unwrap();
        dial(&dialer, second).unwrap();
        assert_eq!(dialer.known().clone().unwrap().0, since);
        *dialer.known() = Some((since, [SocketAddr::from(([127, 0, 0, 1], 1))].into()));
        assert!(dial(&dialer, second).unwrap_err().to_string().starts_with("cannot connect to localhost"));
        assert!(dialer.known().is_none());
        dial(&dialer, second).unwrap();
    }

    #[test]
    fn an_address_that_swallows_packets_leaves_time_for_the_next() {
        // Whose queue is full answers nothing.
        let full = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        full.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into()).unwrap();
        full.listen(0).unwrap();
        let swallows = full.local_addr().unwrap().as_socket().unwrap();
        let queue: Vec<_> =
            (0..4).map_while(|_| TcpStream::connect_timeout(&swallows, Duration::from_millis(100)).ok()).collect();
        assert!(queue.len() < 4, "its queue is not full");
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let dialer = Dialer::new("localhost", 1);
        *dialer.known() = Some((Instant::now(), [swallows, listener.local_addr().unwrap()].into()));
        dial(&dialer, Duration::from_millis(400)).unwrap();
        *dialer.known() = Some((Instant::now(), [swallows, swallows].into()));
        let begun = Instant::now();
        dial(&dialer, Duration::from_millis(400)).unwrap_err();
        assert!((300..900).contains(&begun.elapsed().as_millis()), "{:?}", begun.elapsed());
    }
}
