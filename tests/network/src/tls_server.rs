//! Our own TLS server, which handles each connection with a function: it controls which bytes share a record, which no
//! existing server does.

use std::{
    io::{self, Read, Write},
    net::{SocketAddr, TcpStream},
    sync::Arc,
};

use rustls::{
    ServerConfig, ServerConnection,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};

use crate::{certificates::Leaf, chaos::Misbehaving};

/// The server.
#[derive(Debug)]
pub struct TlsServer(Misbehaving);

/// One connection after its handshake.
#[derive(Debug)]
pub struct Stream {
    tls: ServerConnection,
    tcp: TcpStream,
}

impl TlsServer {
    /// Starts one that speaks one version, `TLSv1.2` or `TLSv1.3`.
    pub fn start(leaf: &Leaf, version: &str, play: impl Fn(&mut Stream) + Send + Sync + 'static) -> Self {
        let versions: &[&rustls::SupportedProtocolVersion] =
            if version == "TLSv1.2" { &[&rustls::version::TLS12] } else { &[&rustls::version::TLS13] };
        let certificate = CertificateDer::from_pem_slice(leaf.certificate.as_bytes()).expect("a certificate");
        let key = PrivateKeyDer::from_pem_slice(leaf.key.as_bytes()).expect("a key");
        let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_protocol_versions(versions)
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .expect("a server's certificate");
        let config = Arc::new(config);
        Self(Misbehaving::start(move |tcp| {
            let tls = ServerConnection::new(Arc::clone(&config)).expect("a connection");
            let mut stream = Stream { tls, tcp };
            if stream.tls.complete_io(&mut stream.tcp).is_ok() {
                play(&mut stream);
            }
        }))
    }

    /// Its address.
    pub fn address(&self) -> SocketAddr {
        self.0.address()
    }

    /// The base URL, by name.
    pub fn url(&self) -> String {
        format!("https://localhost:{}", self.0.address().port())
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        rustls::Stream::new(&mut self.tls, &mut self.tcp).read(buffer)
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        rustls::Stream::new(&mut self.tls, &mut self.tcp).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        rustls::Stream::new(&mut self.tls, &mut self.tcp).flush()
    }
}

impl Stream {
    /// Reads one request head; returns false if there is none.
    pub fn request(&mut self) -> bool {
        let mut seen = Vec::new();
        let mut byte = [0];
        let mut stream = rustls::Stream::new(&mut self.tls, &mut self.tcp);
        while !seen.ends_with(b"\r\n\r\n") {
            match stream.read(&mut byte) {
                Ok(1) => seen.push(byte[0]),
                _ => return false,
            }
        }
        true
    }

    /// Encrypts each piece as a separate record.
    pub fn records(&mut self, pieces: &[&[u8]]) -> Vec<u8> {
        let mut out = Vec::new();
        for piece in pieces {
            self.tls.writer().write_all(piece).expect("a record");
            self.tls.write_tls(&mut out).expect("in memory");
        }
        out
    }

    /// Sends bytes that are already encrypted; returns false if the other side is gone.
    pub fn send(&mut self, bytes: &[u8]) -> bool {
        self.tcp.write_all(bytes).is_ok()
    }
}
