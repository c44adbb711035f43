//! Servers and proxies that misbehave. Existing ones (toxiproxy) do not cut at a given byte, so these are our own:
//! small, on loopback, and stopped when dropped.

use std::{
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

/// A server that handles each connection with a function, in a separate thread.
#[derive(Debug)]
pub struct Misbehaving {
    address: SocketAddr,
    stop: Arc<AtomicBool>,
}

impl Misbehaving {
    /// Starts one.
    pub fn start(play: impl Fn(TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let stop = Arc::new(AtomicBool::new(false));
        let (stopped, play) = (Arc::clone(&stop), Arc::new(play));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if stopped.load(Ordering::Acquire) {
                    return;
                }
                let play = Arc::clone(&play);
                thread::spawn(move || play(stream));
            }
        });
        Self { address, stop }
    }

    /// Responds to each request on a connection with the same bytes.
    pub fn answering(bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        Self::start(move |mut stream| while request(&mut stream) && stream.write_all(&bytes).is_ok() {})
    }

    /// A proxy to `target` that forwards `limit` bytes of what the server sends, and then resets the connection.
    pub fn cutting(target: SocketAddr, limit: usize) -> Self {
        Self::start(move |client| {
            let Ok(server) = TcpStream::connect(target) else { return };
            let upward = pass_on(&client, &server);
            pass(&server, &client, limit);
            reset(&client);
            // Ends the other direction without closing the client's: that is the reset, when the last handle is dropped.
            let _ = server.shutdown(Shutdown::Both);
            let _ = client.shutdown(Shutdown::Read);
            let _ = upward.join();
        })
    }

    /// Passes connections on to `target`, but every connection number `nth`, `2 * nth` and so on gets these bytes instead.
    pub fn sometimes(target: SocketAddr, nth: u32, bytes: impl Into<Vec<u8>>) -> Self {
        let (bytes, count) = (bytes.into(), AtomicU32::new(0));
        Self::start(move |mut client| {
            if (count.fetch_add(1, Ordering::SeqCst) + 1).is_multiple_of(nth) {
                // Not before the client has said something: it reads a response, not the end of the connection.
                let _ = client.read(&mut [0; 4096]);
                let _ = client.write_all(&bytes);
                return;
            }
            let Ok(server) = TcpStream::connect(target) else { return };
            for direction in [pass_on(&client, &server), pass_on(&server, &client)] {
                let _ = direction.join();
            }
        })
    }

    /// Its address.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The base URL.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Misbehaving {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        // Wakes up `accept`.
        let _ = TcpStream::connect(self.address);
    }
}

/// Forwards everything in one direction, in a thread, and then ends the connection that it went to.
fn pass_on(from: &TcpStream, to: &TcpStream) -> JoinHandle<()> {
    let (mut from, mut to) = (from.try_clone().expect("clone"), to.try_clone().expect("clone"));
    thread::spawn(move || {
        let _ = std::io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Both);
    })
}

fn pass(mut from: &TcpStream, mut to: &TcpStream, limit: usize) {
    let mut left = limit;
    let mut buffer = [0; 4096];
    while left > 0 {
        let room = left.min(buffer.len());
        match from.read(&mut buffer[..room]) {
            Ok(amount @ 1..) if to.write_all(&buffer[..amount]).is_ok() => left -= amount,
            _ => return,
        }
    }
}

/// Reads one request head; returns false if there is none.
pub fn request(stream: &mut TcpStream) -> bool {
    let mut seen = Vec::new();
    let mut byte = [0];
    while !seen.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(1) => seen.push(byte[0]),
            _ => return false,
        }
    }
    true
}

/// Writes slowly: `size` bytes, a pause, and so on; returns false if the other side is gone.
pub fn drip(stream: &mut TcpStream, bytes: &[u8], size: usize, pause: Duration) -> bool {
    bytes.chunks(size).all(|piece| {
        thread::sleep(pause);
        stream.write_all(piece).is_ok()
    })
}

/// Makes closing the stream a reset.
pub fn reset(stream: &TcpStream) {
    let _ = rustix::net::sockopt::set_socket_linger(stream, Some(Duration::ZERO));
}
