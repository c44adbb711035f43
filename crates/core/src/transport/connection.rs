//! One connection: how it is made, and what can be done with it.

use std::{
    io::{self, Write},
    time::Instant,
};

use rustls::ClientConnection;
use zeroize::Zeroizing;

use super::{BUFFER, dial::Dialer, input::Input, limits::Limits, socket::Socket, tls::Trust, trouble::Stop, tunnel};
use crate::{base_url::BaseUrl, proxy::Proxy};

/// A connection to the API, with room for what goes and comes over it, so that a warm call makes no buffer. What goes
/// over it holds the key, and is wiped with it. Boxed parts: it moves in and out of the pool.
pub(super) struct Connection {
    socket: Socket,
    tls: Option<Box<ClientConnection>>,
    request: Zeroizing<Vec<u8>>,
    buffer: Box<[u8]>,
}

impl Connection {
    /// Connects: look-up, TCP, the tunnel of a proxy, TLS; all within the connect timeout.
    pub(super) fn make(
        dialer: &Dialer,
        base: &BaseUrl,
        proxy: Option<&Proxy>,
        trust: &Trust,
        limits: &Limits<'_>,
    ) -> io::Result<Self> {
        let within = limits.of_connecting();
        let connect = || {
            let mut socket = Socket::new(dialer.connect(&within)?)?;
            if let Some(proxy) = proxy {
                tunnel::open(&mut socket.within(&within), base, proxy)?;
            }
            let tls = match base.is_https() {
                true => Some(Box::new(trust.secure(base.host(), &mut socket.within(&within))?)),
                false => None,
            };
            Ok(Self { socket, tls, request: Zeroizing::default(), buffer: vec![0; BUFFER].into() })
        };
        connect().map_err(|error: io::Error| {
            let is_late =
                matches!(error.get_ref().and_then(|e| e.downcast_ref()), Some(Stop::Deadline | Stop::ConnectTimeout));
            match is_late {
                true if Instant::now() < limits.deadline => Stop::ConnectTimeout.into(),
                true => Stop::Deadline.into(),
                false => error,
            }
        })
    }

    /// Whether a request may be sent over it.
    pub(super) fn is_fresh(&self) -> bool {
        self.socket.is_fresh()
    }

    /// Where the next request is written.
    pub(super) fn request(&mut self) -> &mut Zeroizing<Vec<u8>> {
        &mut self.request
    }

    /// Sends the request, and hands what comes back to `read`.
    pub(super) fn exchange<T>(&mut self, limits: &Limits<'_>, read: impl FnOnce(&mut Input<'_>) -> T) -> io::Result<T> {
        let mut socket = self.socket.within(limits);
        let Some(tls) = &mut self.tls else {
            socket.write_all(&self.request)?;
            return Ok(read(&mut Input::new(&mut socket, &mut self.buffer)));
        };
        let mut stream = rustls::Stream::new(&mut **tls, &mut socket);
        stream.write_all(&self.request)?;
        Ok(read(&mut Input::new(&mut stream, &mut self.buffer)))
    }
}
