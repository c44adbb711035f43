//! What went wrong on the wire, as an [`Error`] with words for a person.

use std::{fmt, io};

use super::{BODY_LIMIT, BUFFER};
use crate::error::{Error, ErrorKind};

/// What this side noticed, carried inside an [`io::Error`]; every other one is the operating system's or TLS's.
#[derive(Debug)]
pub(super) enum Stop {
    Cancelled,
    Deadline,
    ConnectTimeout,
    Lookup { host: String, error: io::Error },
    Refused { host: String, error: io::Error },
    Proxy(u16),
    Tls(String),
    NotHttp(String),
    HeadTooLong,
    BodyTooLong,
    Decompress(String),
}

impl Stop {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Cancelled => ErrorKind::Cancelled,
            Self::Deadline => ErrorKind::Timeout,
            Self::ConnectTimeout | Self::Lookup { .. } | Self::Refused { .. } | Self::Proxy(_) => ErrorKind::Connection,
            Self::Tls(_) => ErrorKind::Tls,
            Self::NotHttp(_) | Self::HeadTooLong | Self::BodyTooLong | Self::Decompress(_) => ErrorKind::BadResponse,
        }
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cancelled => f.write_str("the call was cancelled"),
            Self::Deadline => f.write_str("no answer within the deadline"),
            Self::ConnectTimeout => f.write_str("no connection within the connect timeout"),
            Self::Lookup { host, error } => write!(f, "cannot find the host {host}: {error}"),
            Self::Refused { host, error } => write!(f, "cannot connect to {host}: {error}"),
            Self::Proxy(407) => f.write_str("the proxy refused: it wants another user or password (407)"),
            Self::Proxy(status) => write!(f, "the proxy refused: {status}"),
            Self::Tls(why) => write!(f, "no trusted TLS connection: {why}"),
            Self::NotHttp(why) => write!(f, "the answer is not HTTP: {why}"),
            Self::HeadTooLong => {
                write!(f, "the head of the answer is longer than {BUFFER} bytes, or has too many lines")
            }
            Self::BodyTooLong => write!(f, "the body is longer than {BODY_LIMIT} bytes"),
            Self::Decompress(why) => write!(f, "the body cannot be decompressed: {why}"),
        }
    }
}

impl std::error::Error for Stop {}

impl From<Stop> for io::Error {
    fn from(stop: Stop) -> Self {
        Self::other(stop)
    }
}

/// The deadline or a cancel: nothing that an answer so far could mend.
pub(super) fn is_stop(error: &io::Error) -> bool {
    matches!(stop(error), Some(Stop::Cancelled | Stop::Deadline))
}

/// The other side hung up.
pub(super) fn is_disconnect(error: &io::Error) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, NotConnected, UnexpectedEof};
    matches!(error.kind(), BrokenPipe | ConnectionAborted | ConnectionReset | NotConnected | UnexpectedEof)
}

/// The end came too early.
pub(super) fn cut_off() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "the server closed it before its answer was whole")
}

pub(super) fn explain(error: &io::Error) -> Error {
    if let Some(stop) = stop(error) {
        return Error::new(stop.kind(), stop.to_string());
    }
    match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        Some(tls) => Error::new(ErrorKind::Tls, format!("no trusted TLS connection: {tls}")),
        None => Error::new(ErrorKind::Connection, format!("the connection was lost: {error}")),
    }
}

fn stop(error: &io::Error) -> Option<&Stop> {
    error.get_ref()?.downcast_ref()
}
