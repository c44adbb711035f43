//! Making a TCP connection: look-up and connect, in a helper thread, because the operating system lets neither be
//! cancelled. The thread ends with them, at the latest when the connect timeout does.

use std::{
    io,
    net::{SocketAddr, TcpStream, ToSocketAddrs},
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use super::{limits::Limits, socket::SLICE, trouble::Stop};

/// Connects to `host:port`, trying each of its addresses. Looked up is only here, so that a call on a connection that
/// exists costs no look-up, and a new connection finds the address of today.
pub(super) fn tcp(host: &str, port: u16, limits: &Limits<'_>) -> io::Result<TcpStream> {
    let (sender, receiver) = mpsc::sync_channel(1);
    let (host, deadline) = (host.to_owned(), limits.deadline);
    thread::Builder::new().name("fusebill-dial".into()).spawn(move || {
        // The caller may have given up waiting; then nobody wants the result.
        let _ = sender.send(connect(&host, port, deadline));
    })?;
    loop {
        match receiver.recv_timeout(limits.left()?.min(SLICE)) {
            Ok(result) => return result,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Err(io::Error::other("the connecting thread died")),
        }
    }
}

fn connect(host: &str, port: u16, deadline: Instant) -> io::Result<TcpStream> {
    let addresses: Vec<SocketAddr> = match (host, port).to_socket_addrs() {
        Ok(addresses) => addresses.collect(),
        Err(error) => return Err(Stop::Lookup { host: host.into(), error }.into()),
    };
    let mut last = io::Error::new(io::ErrorKind::NotFound, "it has no address");
    for (tried, address) in addresses.iter().enumerate() {
        let left = deadline.saturating_duration_since(Instant::now());
        // An address that swallows packets must leave time for the others.
        let share = left / (addresses.len() - tried) as u32;
        match TcpStream::connect_timeout(address, share.max(Duration::from_millis(1))) {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error,
        }
    }
    Err(match last.kind() {
        io::ErrorKind::TimedOut => Stop::ConnectTimeout.into(),
        _ => Stop::Refused { host: host.into(), error: last }.into(),
    })
}
