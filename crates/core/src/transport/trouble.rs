//! What went wrong on the wire, as an [`Error`] with words for a person.

use std::{fmt, io};

use super::{BODY_LIMIT, BUFFER};
use crate::error::{Error, ErrorKind};

/// Why our own connector gave up, carried through ureq inside an [`io::Error`].
#[derive(Debug)]
pub(super) enum Stop {
    Cancelled,
    Deadline,
    ConnectTimeout,
    Lookup { host: String, error: io::Error },
    Refused { host: String, error: io::Error },
    Tls(String),
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cancelled => f.write_str("the call was cancelled"),
            Self::Deadline => f.write_str("no answer within the deadline"),
            Self::ConnectTimeout => f.write_str("no connection within the connect timeout"),
            Self::Lookup { host, error } => write!(f, "cannot find the host {host}: {error}"),
            Self::Refused { host, error } => write!(f, "cannot connect to {host}: {error}"),
            Self::Tls(why) => write!(f, "no trusted TLS connection: {why}"),
        }
    }
}

impl std::error::Error for Stop {}

impl From<Stop> for io::Error {
    fn from(stop: Stop) -> Self {
        Self::other(stop)
    }
}

impl From<Stop> for ureq::Error {
    fn from(stop: Stop) -> Self {
        Self::Io(stop.into())
    }
}

/// The deadline or a cancel: nothing that another connection could mend.
pub(super) fn is_stop(error: &ureq::Error) -> bool {
    matches!(stop(error), Some(Stop::Cancelled | Stop::Deadline))
}

/// The other side hung up.
pub(super) fn is_disconnect(error: &ureq::Error) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, NotConnected, UnexpectedEof};
    matches!(error, ureq::Error::Io(io) if stop(error).is_none()
        && matches!(io.kind(), BrokenPipe | ConnectionAborted | ConnectionReset | NotConnected | UnexpectedEof))
}

pub(super) fn explain(error: ureq::Error) -> Error {
    if let Some(stop) = stop(&error) {
        let kind = match stop {
            Stop::Cancelled => ErrorKind::Cancelled,
            Stop::Deadline => ErrorKind::Timeout,
            Stop::ConnectTimeout | Stop::Lookup { .. } | Stop::Refused { .. } => ErrorKind::Connection,
            Stop::Tls(_) => ErrorKind::Tls,
        };
        return Error::new(kind, stop.to_string());
    }
    if let ureq::Error::Io(io) = &error
        && let Some(tls) = io.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>())
    {
        return Error::new(ErrorKind::Tls, format!("no trusted TLS connection: {tls}"));
    }
    match error {
        ureq::Error::Io(io) => Error::new(ErrorKind::Connection, format!("the connection was lost: {io}")),
        ureq::Error::ConnectProxyFailed(why) => Error::new(ErrorKind::Connection, format!("the proxy refused: {why}")),
        ureq::Error::BodyExceedsLimit(_) => {
            Error::new(ErrorKind::BadResponse, format!("the body is longer than {BODY_LIMIT} bytes"))
        }
        ureq::Error::LargeResponseHeader(..) => {
            Error::new(ErrorKind::BadResponse, format!("the head of the answer is longer than {BUFFER} bytes"))
        }
        ureq::Error::Protocol(why) => Error::new(ErrorKind::BadResponse, format!("the answer is not HTTP: {why}")),
        ureq::Error::Decompress(_, why) => {
            Error::new(ErrorKind::BadResponse, format!("the body cannot be decompressed: {why}"))
        }
        other => Error::internal(other.to_string()),
    }
}

fn stop(error: &ureq::Error) -> Option<&Stop> {
    let ureq::Error::Io(io) = error else { return None };
    io.get_ref()?.downcast_ref()
}
