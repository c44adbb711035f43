//! How a stream waits on Windows: with WSAPoll. The timeouts of a socket cannot be used there: after one has passed, the
//! state of the socket is indeterminate, and bytes may be lost (Microsoft, "SOL_SOCKET Socket Options", SO_RCVTIMEO).

use std::{
    io::{self, ErrorKind, IoSlice, Read, Write},
    net::TcpStream,
    time::Duration,
};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::limits::SLICE;

#[derive(Debug)]
pub(super) struct Waiting;

impl Waiting {
    pub(super) fn begin(_: &TcpStream) -> io::Result<Self> {
        Ok(Self)
    }

    /// Reads what arrives within `patience`.
    pub(super) fn read(&mut self, mut stream: &TcpStream, buffer: &mut [u8], patience: Duration) -> io::Result<usize> {
        until(stream, PollFlags::IN, patience)?;
        stream.read(buffer)
    }

    /// Writes what the system accepts. It accepts all of it at once if it has any room, so this does not block.
    pub(super) fn write(&self, mut stream: &TcpStream, buffers: &[IoSlice<'_>]) -> io::Result<usize> {
        until(stream, PollFlags::OUT, SLICE)?;
        stream.write_vectored(buffers)
    }
}

/// Whether there is nothing to read, neither bytes nor the end of the stream.
pub(super) fn is_quiet(stream: &TcpStream) -> bool {
    until(stream, PollFlags::IN, Duration::ZERO).is_err_and(|error| error.kind() == ErrorKind::TimedOut)
}

fn until(stream: &TcpStream, ready: PollFlags, patience: Duration) -> io::Result<()> {
    let patience = Timespec::try_from(patience).map_err(io::Error::other)?;
    match poll(&mut [PollFd::new(stream, ready)], Some(&patience))? {
        0 => Err(ErrorKind::TimedOut.into()),
        _ => Ok(()),
    }
}
