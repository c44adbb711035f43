//! How a stream waits on Unix: with the timeouts of the socket, so that a read is one system call.

use std::{
    io::{self, IoSlice, Read},
    net::TcpStream,
    time::Duration,
};

use rustix::net::{RecvFlags, SendAncillaryBuffer, SendFlags, recv, sendmsg};

use super::limits::SLICE;

/// A write to a connection that the server has closed must not raise SIGPIPE, which ends a process in C. On Apple's systems,
/// this is an option of the socket, which the standard library sets.
#[cfg(not(target_vendor = "apple"))]
const NO_SIGNAL: SendFlags = SendFlags::NOSIGNAL;
#[cfg(target_vendor = "apple")]
const NO_SIGNAL: SendFlags = SendFlags::empty();

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

    /// Writes what the kernel accepts within a slice. The standard library's `write_vectored` can raise SIGPIPE.
    pub(super) fn write(&self, stream: &TcpStream, buffers: &[IoSlice<'_>]) -> io::Result<usize> {
        Ok(sendmsg(stream, buffers, &mut SendAncillaryBuffer::default(), NO_SIGNAL)?)
    }
}

/// Whether there is nothing to read, neither bytes nor the end of the stream.
pub(super) fn is_quiet(stream: &TcpStream) -> bool {
    let mut byte = [0];
    let waiting = recv(stream, &mut byte[..], RecvFlags::PEEK | RecvFlags::DONTWAIT);
    matches!(waiting, Err(rustix::io::Errno::WOULDBLOCK))
}

#[cfg(test)]
mod tests {
    use std::{
        net::{Shutdown, TcpListener},
        sync::{
            Arc,
            atomic::{AtomicBool, Ordering},
        },
    };

    use super::*;

    #[test]
    fn a_write_to_a_closed_connection_raises_no_signal() {
        let is_raised = Arc::new(AtomicBool::new(false));
        // Rust's runtime ignores SIGPIPE; a C program does not.
        signal_hook::flag::register(signal_hook::consts::SIGPIPE, Arc::clone(&is_raised)).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let stream = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let waiting = Waiting::begin(&stream).unwrap();
        let error = waiting.write(&stream, &[IoSlice::new(b"1"), IoSlice::new(b"2")]).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
        assert!(!is_raised.load(Ordering::Acquire));
    }
}
