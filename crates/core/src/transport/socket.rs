//! A TCP stream whose every wait ends at the deadline of the call in progress, or soon after its cancel.

use std::{
    io::{self, ErrorKind, Read, Write},
    net::TcpStream,
    time::Duration,
};

use rustix::net::{RecvFlags, recv};

use super::limits::Limits;

/// How long one wait in the kernel is at most. Two of them bound how late a cancel is noticed. It costs nothing on a
/// call that is answered sooner: the timeouts are set once, when the connection is made.
pub(super) const SLICE: Duration = Duration::from_millis(50);

#[derive(Debug)]
pub(super) struct Socket {
    stream: TcpStream,
    read_timeout: Duration,
}

impl Socket {
    pub(super) fn new(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(SLICE))?;
        stream.set_write_timeout(Some(SLICE))?;
        Ok(Self { stream, read_timeout: SLICE })
    }

    /// Whether a request may be sent: the server has not closed the connection, and has sent nothing unasked.
    pub(super) fn is_fresh(&self) -> bool {
        let mut byte = [0];
        let waiting = recv(&self.stream, &mut byte[..], RecvFlags::PEEK | RecvFlags::DONTWAIT);
        matches!(waiting, Err(rustix::io::Errno::WOULDBLOCK))
    }

    /// The socket for the time of one exchange.
    pub(super) fn within<'a>(&'a mut self, limits: &'a Limits<'a>) -> Bounded<'a> {
        Bounded { socket: self, limits }
    }

    /// The kernel's timeout follows the deadline only when that is nearer than a slice.
    fn set_read_timeout(&mut self, wanted: Duration) -> io::Result<()> {
        if wanted != self.read_timeout {
            self.stream.set_read_timeout(Some(wanted))?;
            self.read_timeout = wanted;
        }
        Ok(())
    }
}

pub(super) struct Bounded<'a> {
    socket: &'a mut Socket,
    limits: &'a Limits<'a>,
}

impl Read for Bounded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            self.socket.set_read_timeout(self.limits.left()?.min(SLICE))?;
            match self.socket.stream.read(buffer) {
                Err(error) if is_pause(&error) => {}
                other => return other,
            }
        }
    }
}

impl Write for Bounded<'_> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        loop {
            self.limits.left()?;
            match self.socket.stream.write(buffer) {
                Err(error) if is_pause(&error) => {}
                other => return other,
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn is_pause(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted)
}
