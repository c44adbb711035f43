//! A TCP stream whose waits all end at the deadline of the current call, or soon after it is cancelled.

use std::{
    io::{self, ErrorKind, IoSlice, Read, Write},
    net::TcpStream,
};

use super::{
    limits::{Limits, SLICE},
    wait::{self, Waiting},
};

#[derive(Debug)]
pub(super) struct Socket {
    stream: TcpStream,
    waiting: Waiting,
}

impl Socket {
    pub(super) fn new(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        Ok(Self { waiting: Waiting::begin(&stream)?, stream })
    }

    /// Whether a request may be sent: the server has not closed the connection, and has sent nothing unsolicited.
    pub(super) fn is_fresh(&self) -> bool {
        wait::is_quiet(&self.stream)
    }

    /// The socket for the duration of one exchange.
    pub(super) fn within<'a>(&'a mut self, limits: &'a Limits<'a>) -> Bounded<'a> {
        Bounded { socket: self, limits }
    }
}

pub(super) struct Bounded<'a> {
    socket: &'a mut Socket,
    limits: &'a Limits<'a>,
}

impl Read for Bounded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let patience = self.limits.left()?.min(SLICE);
            match self.socket.waiting.read(&self.socket.stream, buffer, patience) {
                Err(error) if is_pause(&error) => {}
                other => return other,
            }
        }
    }
}

impl Write for Bounded<'_> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.write_vectored(&[IoSlice::new(buffer)])
    }

    /// Sends the records of a handshake in one packet.
    fn write_vectored(&mut self, buffers: &[IoSlice<'_>]) -> io::Result<usize> {
        loop {
            self.limits.left()?;
            match self.socket.waiting.write(&self.socket.stream, buffers) {
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
