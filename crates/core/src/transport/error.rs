//! What went wrong on the wire, as an [`Error`] with a message for people.

use std::{fmt, io, time::Duration};

use crate::{
    error::{Error, ErrorKind, Scope},
    excerpt,
};

/// The stage at which an exchange ended early, and with whom.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Stage {
    Lookup(String),
    Connect(String),
    Proxy(String),
    Tls(String),
    Response,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lookup(host) => write!(f, "looking up {host}"),
            Self::Connect(to) => write!(f, "connecting to {to}"),
            Self::Proxy(name) => write!(f, "waiting for the proxy {name}"),
            Self::Tls(host) => write!(f, "during the TLS handshake with {host}"),
            Self::Response => f.write_str("waiting for the response"),
        }
    }
}

/// A proxy's response if it did not open a tunnel.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) proxy: String,
    pub(super) status: u16,
    /// The schemes of `Proxy-Authenticate`: "Negotiate, NTLM".
    pub(super) schemes: String,
    /// The host that a redirect points to.
    pub(super) redirect_to: Option<String>,
    /// How long it asks to wait.
    pub(super) retry_after: Option<Duration>,
    /// The beginning of its page.
    pub(super) page: String,
}

impl Refusal {
    /// A proxy that requires another user, or does not allow the destination, refuses every call.
    fn concerns_everyone(&self) -> bool {
        !matches!(self.status, 408 | 429 | 500..)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the proxy {} refused with {}", self.proxy, self.status)?;
        if self.status == 407 {
            f.write_str(": it requires a different user or password")?;
            match self.schemes.as_str() {
                "" => {}
                schemes => write!(f, " (it offers {schemes}; this library supports Basic)")?,
            }
        }
        if let Some(host) = &self.redirect_to {
            write!(f, ", a redirect to {host}")?;
        }
        if self.page.is_empty() { Ok(()) } else { write!(f, ": {}", self.page) }
    }
}

/// An error that this side noticed, inside an [`io::Error`]; any other one is the operating system's or TLS's.
#[derive(Debug)]
pub(super) enum WireError {
    Cancelled,
    /// The time is up; [`during`] says in which stage.
    Deadline,
    TimedOut(Stage),
    /// The connect timeout passed, but not the call's deadline.
    ConnectTimeout(Stage),
    Lookup {
        what: String,
        error: String,
    },
    Refused {
        to: String,
        error: io::Error,
    },
    NotLoopback {
        host: String,
        address: String,
    },
    Lost {
        stage: Stage,
        error: io::Error,
    },
    Proxy(Refusal),
    NotAProxy {
        proxy: String,
        why: String,
    },
    /// No trusted connection is possible: every call would fail.
    Tls(String),
    /// TLS broke, with a server with which it has worked before.
    Broken(String),
    /// The other side sent this where TLS begins, which may be a page for people.
    NotTls(Vec<u8>),
    NotHttp(String),
    BodyTooLong(u64),
    OutOfMemory,
    Decompress(String),
}

impl WireError {
    /// The operating system's code, if the error is the system's.
    fn os_error(&self) -> Option<i32> {
        match self {
            Self::Refused { error, .. } | Self::Lost { error, .. } => error.raw_os_error(),
            _ => None,
        }
    }

    fn kind(&self) -> ErrorKind {
        match self {
            Self::Cancelled => ErrorKind::Cancelled,
            Self::Deadline | Self::TimedOut(_) => ErrorKind::Timeout,
            Self::ConnectTimeout(_)
            | Self::Lookup { .. }
            | Self::Refused { .. }
            | Self::Lost { .. }
            | Self::Broken(_)
            | Self::Proxy(_) => ErrorKind::Connection,
            Self::NotLoopback { .. } => ErrorKind::InvalidArgument,
            Self::Tls(_) | Self::NotTls(_) => ErrorKind::Tls,
            Self::NotAProxy { .. }
            | Self::NotHttp(_)
            | Self::BodyTooLong(_)
            | Self::OutOfMemory
            | Self::Decompress(_) => ErrorKind::BadResponse,
        }
    }
}

impl fmt::Display for WireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cancelled => f.write_str("the call was cancelled"),
            Self::Deadline => f.write_str("the deadline passed"),
            Self::TimedOut(stage) => write!(f, "the deadline passed {stage}"),
            Self::ConnectTimeout(stage) => write!(f, "the connect timeout passed {stage}"),
            Self::Lookup { what, error } => write!(f, "cannot find {what}: {error}"),
            Self::Refused { to, error } => write!(f, "cannot connect to {to}: {error}"),
            Self::NotLoopback { host, address } => write!(
                f,
                "{host} resolves to {address}, which is not this machine: http would send the key there in the clear"
            ),
            Self::Lost { stage: Stage::Proxy(name), error } => {
                write!(f, "the proxy {name} closed the connection before it responded: {error}")
            }
            Self::Lost { stage, error } => write!(f, "the connection was lost {stage}: {error}"),
            Self::Proxy(refusal) => refusal.fmt(f),
            Self::NotAProxy { proxy, why } => write!(f, "the proxy {proxy} does not respond like an HTTP proxy: {why}"),
            Self::Tls(why) => write!(f, "cannot make a trusted TLS connection: {why}"),
            Self::Broken(why) => write!(f, "the connection was lost: {why}"),
            Self::NotTls(_) => f.write_str("what was received is not TLS"),
            Self::NotHttp(why) => write!(f, "the response cannot be read as HTTP: {why}"),
            Self::BodyTooLong(limit) => write!(f, "the body is longer than {limit} bytes"),
            Self::OutOfMemory => f.write_str("there is not enough memory for the response"),
            Self::Decompress(why) => write!(f, "the body cannot be decompressed: {why}"),
        }
    }
}

impl std::error::Error for WireError {}

impl From<WireError> for io::Error {
    fn from(error: WireError) -> Self {
        Self::other(error)
    }
}

/// Whether the caller cancelled.
pub(super) fn is_cancel(error: &io::Error) -> bool {
    matches!(wire_error(error), Some(WireError::Cancelled))
}

/// Whether the other side closed the connection.
pub(super) fn is_disconnect(error: &io::Error) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, NotConnected, UnexpectedEof};
    matches!(error.kind(), BrokenPipe | ConnectionAborted | ConnectionReset | NotConnected | UnexpectedEof)
        || matches!(wire_error(error), Some(WireError::Broken(_)))
}

/// Whether what was received is not HTTP, or its body cannot be used.
pub(super) fn is_unreadable(error: &io::Error) -> bool {
    matches!(wire_error(error), Some(WireError::NotHttp(_) | WireError::BodyTooLong(_) | WireError::Decompress(_)))
}

/// What happened to a body that cannot be used: it did not arrive, or is not readable.
pub(super) fn lacks(error: &io::Error) -> &'static str {
    match wire_error(error) {
        Some(WireError::NotHttp(_) | WireError::Decompress(_)) => "could not be decoded",
        Some(WireError::BodyTooLong(_) | WireError::OutOfMemory) => "is too long",
        _ => "did not arrive",
    }
}

/// The error for a response that ended too early.
pub(super) fn cut_off() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "closed before the response was complete")
}

/// Adds the stage to the error of a lost connection or a passed deadline.
pub(super) fn during<T>(stage: impl FnOnce() -> Stage, result: io::Result<T>) -> io::Result<T> {
    result.map_err(|error| match wire_error(&error) {
        Some(WireError::Deadline) => WireError::TimedOut(stage()).into(),
        None if is_disconnect(&error) => WireError::Lost { stage: stage(), error }.into(),
        _ => error,
    })
}

/// Marks a passed deadline as the connect timeout, for a call whose own deadline has not passed.
pub(super) fn of_connecting(error: io::Error) -> io::Error {
    match error.downcast::<WireError>() {
        Ok(WireError::TimedOut(stage)) => WireError::ConnectTimeout(stage).into(),
        Ok(other) => other.into(),
        Err(error) => error,
    }
}

pub(super) fn explain(error: &io::Error) -> Error {
    if let Some(wire) = wire_error(error) {
        let explained = Error::new(wire.kind(), wire.to_string()).with_os_error(wire.os_error());
        return match wire {
            WireError::NotAProxy { .. } => explained.with_scope(Scope::Everyone),
            WireError::Proxy(refusal) if refusal.concerns_everyone() => explained.with_scope(Scope::Everyone),
            WireError::Proxy(refusal) => explained.with_retry_after(refusal.retry_after),
            _ => explained,
        };
    }
    match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        Some(tls) => {
            let why = excerpt::shortened(&tls.to_string());
            Error::new(ErrorKind::Tls, format!("cannot make a trusted TLS connection: {why}"))
        }
        None => Error::new(ErrorKind::Connection, format!("the connection was lost: {error}"))
            .with_os_error(error.raw_os_error()),
    }
}

pub(super) fn wire_error(error: &io::Error) -> Option<&WireError> {
    error.get_ref()?.downcast_ref()
}
