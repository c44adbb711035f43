//! One connection: how it is made, and what can be done with it.

use std::io::{self, Write};

use zeroize::Zeroizing;

use super::{
    BUFFER, Route,
    dial::Dialer,
    error::{Stage, WireError, during, of_connecting, wire_error},
    input::Input,
    limits::Limits,
    socket::Socket,
    tls::Session,
    tunnel,
};
use crate::{body, excerpt};

/// A connection to the API, with buffers for the request and the response, so that a warm call allocates none. The request
/// contains the key, and is wiped with the connection. Boxed parts: it moves in and out of the pool.
pub(super) struct Connection {
    socket: Socket,
    tls: Option<Session>,
    request: Zeroizing<Vec<u8>>,
    buffer: Vec<u8>,
}

impl Connection {
    /// Connects: lookup, TCP, the tunnel of a proxy, TLS; all within the connect timeout.
    pub(super) fn make(dialer: &Dialer, route: &Route, limits: &Limits<'_>) -> io::Result<Self> {
        let within = limits.of_connecting();
        let connected = Self::connect(dialer, route, &within);
        connected.map_err(|error| if limits.is_over() { error } else { of_connecting(error) })
    }

    fn connect(dialer: &Dialer, route: &Route, within: &Limits<'_>) -> io::Result<Self> {
        let mut socket = Socket::new(dialer.connect(within)?)?;
        if let Some(proxy) = &route.proxy {
            tunnel::open(&mut socket, route, proxy, within)?;
        }
        let tls = secure(&mut socket, route, within)?;
        Ok(Self::over(socket, tls))
    }

    pub(super) fn over(socket: Socket, tls: Option<Session>) -> Self {
        Self { socket, tls, request: Zeroizing::default(), buffer: Vec::new() }
    }

    /// Whether a request may be sent over it: nothing that the server sent is unread, and it has not closed.
    pub(super) fn is_fresh(&self) -> bool {
        self.tls.as_ref().is_none_or(Session::is_used_up) && self.socket.is_fresh()
    }

    /// Where the next request is written.
    pub(super) fn request(&mut self) -> &mut Zeroizing<Vec<u8>> {
        &mut self.request
    }

    /// Sends the request, and passes the response to `read`.
    pub(super) fn exchange<T>(
        &mut self,
        limits: &Limits<'_>,
        read: impl FnOnce(&mut Input<'_>) -> io::Result<T>,
    ) -> io::Result<T> {
        let Self { socket, tls, request, buffer } = self;
        let mut socket = socket.within(limits);
        let done = match tls {
            None => socket.write_all(request).and_then(|()| read(&mut Input::new(&mut socket, buffer))),
            Some(session) => session
                .over(&mut socket, |stream| {
                    stream.write_all(request)?;
                    read(&mut Input::new(stream, buffer))
                })
                .map_err(|error| session.explained(error))
                .inspect(|_| session.has_served()),
        };
        // A long head is rare; an idle connection does not keep the memory for it.
        if buffer.len() > BUFFER {
            buffer.truncate(BUFFER);
            buffer.shrink_to_fit();
        }
        done
    }
}

/// Makes the TLS handshake, unless the API is on this machine in the clear.
pub(super) fn secure(socket: &mut Socket, route: &Route, within: &Limits<'_>) -> io::Result<Option<Session>> {
    let Route { base, proxy, tls, .. } = route;
    if !base.is_https() {
        return Ok(None);
    }
    let stage = || {
        let way = proxy.as_ref().map(|proxy| format!(" through the proxy {}", proxy.name())).unwrap_or_default();
        Stage::Tls(format!("{}{way}", base.host()))
    };
    let session = tls.shake_hands(base.host(), &mut socket.within(within)).map_err(|error| match wire_error(&error) {
        Some(WireError::NotTls(received)) => not_tls(route, received).into(),
        _ => error,
    });
    during(stage, session).map(Some)
}

/// The error for something else than TLS, quoted unless it contains the proxy's password.
pub(super) fn not_tls(route: &Route, received: &[u8]) -> WireError {
    let who = match &route.proxy {
        Some(proxy) => format!("the proxy {} opened a tunnel, and what came out of it is not TLS", proxy.name()),
        None => "the server does not speak TLS on this port".into(),
    };
    let text = String::from_utf8_lossy(received);
    let quoted = match text.split_once("\r\n\r\n").filter(|(head, _)| head.starts_with("HTTP/")) {
        _ if route.proxy.as_ref().is_some_and(|proxy| proxy.is_in(&text)) => {
            "it contained the password and is not shown".into()
        }
        Some((head, page)) => {
            format!("{}, {}", excerpt::shortened(head.lines().next().unwrap_or_default()), body::quote(page.as_bytes()))
        }
        None => body::quote(received),
    };
    route.tls.absent(format!("{who}: {quoted}"))
}
