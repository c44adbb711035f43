//! A server whose responses a function writes, request by request, over plain HTTP or over TLS.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use tempfile::TempDir;

use crate::{Authority, TlsServer, chaos::Misbehaving};

/// What is between the client and the server.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Over {
    /// Plain HTTP.
    Plain,
    /// TLS 1.3.
    Tls,
}

/// A request that was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Asked {
    /// Its number on its connection, from 0.
    pub at: u32,
    /// The last part of its path, without a query: an id, or the name of an operation.
    pub what: String,
}

/// The server; stopped when dropped.
#[derive(Debug)]
pub struct Scripted {
    /// Where it listens.
    pub address: SocketAddr,
    /// The base URL.
    pub url: String,
    /// The certificate to trust, for TLS.
    pub ca_file: Option<String>,
    read: Arc<AtomicU32>,
    _folder: TempDir,
    _plain: Option<Misbehaving>,
    _tls: Option<TlsServer>,
}

impl Over {
    /// Both.
    pub const BOTH: [Self; 2] = [Self::Plain, Self::Tls];

    /// Starts a server. `serve` writes the response to a request; false closes the connection.
    pub fn serve(self, serve: impl Fn(&mut dyn Write, &Asked) -> bool + Send + Sync + 'static) -> Scripted {
        let (read, folder) = (Arc::<AtomicU32>::default(), TempDir::new().expect("a folder"));
        let count = Arc::clone(&read);
        let play = move |stream: &mut dyn Peer| {
            for at in 0.. {
                let Some(what) = asked(stream) else { return };
                count.fetch_add(1, Ordering::SeqCst);
                if !serve(&mut &mut *stream, &Asked { at, what }) {
                    return;
                }
            }
        };
        match self {
            Self::Plain => {
                let server = Misbehaving::start(move |mut stream| play(&mut stream));
                let (address, url) = (server.address(), server.url());
                Scripted { address, url, ca_file: None, read, _folder: folder, _plain: Some(server), _tls: None }
            }
            Self::Tls => {
                let authority = Authority::new();
                let ca_file = folder.path().join("ca.pem");
                std::fs::write(&ca_file, authority.pem()).expect("a file");
                let server = TlsServer::start(&authority.issue(&["localhost"]), "TLSv1.3", move |stream| play(stream));
                let (address, url, ca_file) = (server.address(), server.url(), Some(ca_file.display().to_string()));
                Scripted { address, url, ca_file, read, _folder: folder, _plain: None, _tls: Some(server) }
            }
        }
    }
}

impl Scripted {
    /// How many requests it has read.
    pub fn requests(&self) -> u32 {
        self.read.load(Ordering::SeqCst)
    }
}

/// A stream of either kind.
trait Peer: Read + Write {}
impl<T: Read + Write> Peer for T {}

/// Reads a request; returns the last part of its path.
fn asked(stream: &mut dyn Peer) -> Option<String> {
    // Byte by byte: what follows belongs to the next request.
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    let mut lines = BufReader::new(&head[..]).lines().map_while(Result::ok);
    let path = lines.next()?.split(' ').nth(1)?.to_owned();
    let length = lines.find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).ok()?;
    let path = path.split('?').next()?.trim_end_matches('/');
    Some(path.rsplit('/').next()?.to_owned())
}

/// Writes a response with a length.
pub fn respond(stream: &mut dyn Write, status: &str, body: impl AsRef<[u8]>) -> bool {
    respond_with(stream, status, "", body)
}

/// The same with more header lines, each with its line break.
pub fn respond_with(stream: &mut dyn Write, status: &str, lines: &str, body: impl AsRef<[u8]>) -> bool {
    let body = body.as_ref();
    let head = format!("HTTP/1.1 {status}\r\n{lines}Content-Length: {}\r\n\r\n", body.len());
    stream.write_all(&[head.as_bytes(), body].concat()).and_then(|()| stream.flush()).is_ok()
}
