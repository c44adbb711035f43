//! The last link of ureq's connector chain, and the connections that it makes.

use std::{
    fmt,
    io::{self, Read, Write},
    time::Instant,
};

use rustls::{ClientConnection, StreamOwned};
use ureq::{
    http::uri::Scheme,
    unversioned::transport::{
        Buffers, ConnectionDetails, Connector, Either, LazyBuffers, NextTimeout, Transport, TransportAdapter,
    },
};
use zeroize::Zeroize;

use super::{BUFFER, dial, scope, socket::Socket, tls::Trust, trouble::Stop};

/// Connects, with TLS where the URL asks for it; through the tunnel of a proxy when one was made before.
#[derive(Debug)]
pub(super) struct Connect {
    trust: Trust,
}

impl Connect {
    pub(super) fn new(trust: Trust) -> Self {
        Self { trust }
    }

    fn stream(
        &self,
        details: &ConnectionDetails<'_>,
        tunnel: Option<Box<dyn Transport>>,
        deadline: Instant,
    ) -> io::Result<Stream> {
        let uri = details.uri;
        let is_https = uri.scheme() == Some(&Scheme::HTTPS);
        let host = uri.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
        if let Some(tunnel) = tunnel {
            let adapter = TransportAdapter::new(tunnel, details.current_time.clone());
            return Ok(Stream::Tunnelled(Box::new(self.trust.secure(host, adapter)?)));
        }
        let port = uri.port_u16().unwrap_or(if is_https { 443 } else { 80 });
        let socket = Socket::new(dial::tcp(host, port, deadline)?)?;
        Ok(if is_https { Stream::Tls(Box::new(self.trust.secure(host, socket)?)) } else { Stream::Plain(socket) })
    }
}

impl Connector<Either<(), Box<dyn Transport>>> for Connect {
    type Out = Connection;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<Either<(), Box<dyn Transport>>>,
    ) -> Result<Option<Connection>, ureq::Error> {
        let tunnel = match chained {
            Some(Either::B(tunnel)) => Some(tunnel),
            _ => None,
        };
        scope::note(|trace| trace.dialled = true);
        let left = scope::left()?;
        let connect_timeout = scope::connect_timeout();
        let deadline = Instant::now() + left.min(connect_timeout);
        let stream = scope::until(deadline, || self.stream(details, tunnel, deadline)).map_err(|error| {
            let is_deadline =
                matches!(error.get_ref().and_then(|e| e.downcast_ref()), Some(Stop::Deadline | Stop::ConnectTimeout));
            match is_deadline {
                true if connect_timeout < left => Stop::ConnectTimeout.into(),
                true => Stop::Deadline.into(),
                false => error,
            }
        })?;
        Ok(Some(Connection { stream, buffers: LazyBuffers::new(BUFFER, BUFFER), used: true }))
    }
}

enum Stream {
    Plain(Socket),
    Tls(Box<StreamOwned<ClientConnection, Socket>>),
    Tunnelled(Box<StreamOwned<ClientConnection, TransportAdapter<Box<dyn Transport>>>>),
}

impl Stream {
    fn io(&mut self) -> &mut dyn ReadWrite {
        match self {
            Self::Plain(socket) => socket,
            Self::Tls(stream) => stream,
            Self::Tunnelled(stream) => stream,
        }
    }

    fn is_fresh(&mut self) -> bool {
        match self {
            Self::Plain(socket) => socket.is_fresh(),
            Self::Tls(stream) => stream.sock.is_fresh(),
            Self::Tunnelled(stream) => stream.sock.get_mut().is_open(),
        }
    }
}

trait ReadWrite: Read + Write {}
impl<T: Read + Write> ReadWrite for T {}

/// One connection, as ureq's pool keeps it.
pub(super) struct Connection {
    stream: Stream,
    buffers: LazyBuffers,
    /// Something went over it since it was last asked whether it is open.
    used: bool,
}

impl Transport for Connection {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, _: NextTimeout) -> Result<(), ureq::Error> {
        self.used = true;
        scope::note(|trace| trace.sent = true);
        let output = &mut self.buffers.output()[..amount];
        let result = self.stream.io().write_all(output);
        // The head of a request holds the key.
        output.zeroize();
        Ok(result?)
    }

    fn await_input(&mut self, _: NextTimeout) -> Result<bool, ureq::Error> {
        self.used = true;
        let amount = self.stream.io().read(self.buffers.input_append_buf())?;
        self.buffers.input_appended(amount);
        if amount > 0 {
            scope::note(|trace| trace.received = true);
        }
        Ok(amount > 0)
    }

    /// ureq asks when a connection comes back to the pool, and again when it is taken out. Only the second time can
    /// tell anything new, so only then the socket is asked.
    fn is_open(&mut self) -> bool {
        if std::mem::take(&mut self.used) { true } else { self.stream.is_fresh() }
    }

    fn is_tls(&self) -> bool {
        !matches!(self.stream, Stream::Plain(_))
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.stream {
            Stream::Plain(_) => "Connection(plain)",
            Stream::Tls(_) => "Connection(tls)",
            Stream::Tunnelled(_) => "Connection(tunnelled)",
        })
    }
}
