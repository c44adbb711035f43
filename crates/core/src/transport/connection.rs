//! One connection: how it is made, and what can be done with it.

use std::{
    io::{self, Read, Write},
    time::Instant,
};

use rustls::ClientConnection;

use super::{dial, limits::Limits, socket::Socket, tls::Trust, trouble::Stop, tunnel};
use crate::{base_url::BaseUrl, proxy::Proxy};

/// A connection to the API. `Tls` is boxed: it is large, and moves in and out of the pool.
pub(super) enum Connection {
    Plain(Socket),
    Tls(Box<(ClientConnection, Socket)>),
}

impl Connection {
    /// Connects: look-up, TCP, the tunnel of a proxy, TLS; all within the connect timeout.
    pub(super) fn make(base: &BaseUrl, proxy: Option<&Proxy>, trust: &Trust, limits: &Limits<'_>) -> io::Result<Self> {
        let within = limits.of_connecting();
        Self::connect(base, proxy, trust, &within).map_err(|error| {
            let is_late =
                matches!(error.get_ref().and_then(|e| e.downcast_ref()), Some(Stop::Deadline | Stop::ConnectTimeout));
            match is_late {
                true if Instant::now() < limits.deadline => Stop::ConnectTimeout.into(),
                true => Stop::Deadline.into(),
                false => error,
            }
        })
    }

    fn connect(base: &BaseUrl, proxy: Option<&Proxy>, trust: &Trust, limits: &Limits<'_>) -> io::Result<Self> {
        let (host, port) = proxy.map_or((base.host(), base.port()), |proxy| (proxy.host(), proxy.port()));
        let mut socket = Socket::new(dial::tcp(host, port, limits)?)?;
        if let Some(proxy) = proxy {
            tunnel::open(&mut socket.within(limits), base, proxy)?;
        }
        if !base.is_https() {
            return Ok(Self::Plain(socket));
        }
        let tls = trust.secure(base.host(), &mut socket.within(limits))?;
        Ok(Self::Tls(Box::new((tls, socket))))
    }

    /// Whether a request may be sent over it.
    pub(super) fn is_fresh(&self) -> bool {
        match self {
            Self::Plain(socket) => socket.is_fresh(),
            Self::Tls(tls) => tls.1.is_fresh(),
        }
    }

    /// Sends a request and hands the stream to `read`.
    pub(super) fn exchange<T>(
        &mut self,
        request: &[u8],
        limits: &Limits<'_>,
        read: impl FnOnce(&mut dyn Read) -> T,
    ) -> io::Result<T> {
        match self {
            Self::Plain(socket) => {
                let mut stream = socket.within(limits);
                stream.write_all(request)?;
                Ok(read(&mut stream))
            }
            Self::Tls(tls) => {
                let (tls, socket) = &mut **tls;
                let mut socket = socket.within(limits);
                let mut stream = rustls::Stream::new(tls, &mut socket);
                stream.write_all(request)?;
                Ok(read(&mut stream))
            }
        }
    }
}
