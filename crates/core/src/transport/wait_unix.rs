//! How a stream waits on Unix: with the timeouts of the socket, so that a read is one system call.

use std::{
    io::{self, Read, Write},
    net::TcpStream,
    time::Duration,
};

use rustix::net::{RecvFlags, recv};

use super::limits::SLICE;

/// The timeouts are set once, when the connection is made: a response within a slice costs nothing extra.
#[derive(Debug)]
pub(super) struct Waiting {
    read_timeout: Duration,
}

impl Waiting {
    pub(super) fn begin(stream: &TcpStream) -> io::Result<Self> {
        stream.set_read_timeout(Some(SLICE))?;
        stream.set_write_timeout(Some(SLICE))?;
        Ok(Self { read_timeout: SLICE })
    }

    /// Reads what arrives within `patience`, which is a slice unless the deadline is nearer.
    pub(super) fn read(&mut self, mut stream: &TcpStream, buffer: &mut [u8], patience: Duration) -> io::Result<usize> {
        if patience != self.read_timeout {
            stream.set_read_timeout(Some(patience))?;
            self.read_timeout = patience;
        }
        stream.read(buffer)
    }

    /// Writes what the kernel accepts within a slice.
    pub(super) fn write(&self, mut stream: &TcpStream, buffer: &[u8]) -> io::Result<usize> {
        stream.write(buffer)
    }
}

/// Whether there is nothing to read, neither bytes nor the end of the stream.
pub(super) fn is_quiet(stream: &TcpStream) -> bool {
    let mut byte = [0];
    let waiting = recv(stream, &mut byte[..], RecvFlags::PEEK | RecvFlags::DONTWAIT);
    matches!(waiting, Err(rustix::io::Errno::WOULDBLOCK))
}
