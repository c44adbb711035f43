//! A TCP stream whose every wait ends at the deadline of the call in progress, or soon after its cancel.

use std::{
    io::{self, ErrorKind, Read, Write},
    net::TcpStream,
    process,
    time::Duration,
};

use rustix::net::{RecvFlags, recv};

use super::scope;

/// How long one wait in the kernel is at most. Two of them bound how late a cancel is noticed. It costs nothing on a
/// call that is answered sooner: the timeouts are set once, when the connection is made.
pub(super) const SLICE: Duration = Duration::from_millis(50);

#[derive(Debug)]
pub(super) struct Socket {
    stream: TcpStream,
    read_timeout: Duration,
    /// A child of `fork` must not write into its parent's connection.
    owner: u32,
}

impl Socket {
    pub(super) fn new(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(SLICE))?;
        stream.set_write_timeout(Some(SLICE))?;
        Ok(Self { stream, read_timeout: SLICE, owner: process::id() })
    }

    /// Whether a request may be sent: the connection is this process's own, the server has not closed it, and it has
    /// sent nothing unasked.
    pub(super) fn is_fresh(&self) -> bool {
        let mut byte = [0];
        let waiting = recv(&self.stream, &mut byte[..], RecvFlags::PEEK | RecvFlags::DONTWAIT);
        self.owner == process::id() && matches!(waiting, Err(rustix::io::Errno::WOULDBLOCK))
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

impl Read for Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            self.set_read_timeout(scope::left()?.min(SLICE))?;
            match self.stream.read(buffer) {
                Err(error) if is_pause(&error) => {}
                other => return other,
            }
        }
    }
}

impl Write for Socket {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        loop {
            scope::left()?;
            match self.stream.write(buffer) {
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
