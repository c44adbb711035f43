//! openssl s_server: for keys and requirements that neither nginx nor rustls supports.

use std::{fs, process::Command};

use tempfile::TempDir;

use crate::{
    certificates::Leaf,
    process::{Server, free_port},
};

/// An OpenSSL TLS server, which sends nothing after the handshake.
#[derive(Debug)]
pub struct OpenSsl {
    port: u16,
    _server: Server,
}

impl OpenSsl {
    /// Starts one with a certificate and additional arguments for `s_server`.
    pub fn start(leaf: &Leaf, arguments: &[&str]) -> Self {
        let folder = TempDir::new().expect("a folder");
        let port = free_port();
        let (certificate, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
        fs::write(&certificate, &leaf.certificate).expect("cert.pem");
        fs::write(&key, &leaf.key).expect("key.pem");
        let mut command = Command::new("openssl");
        command.args(["s_server", "-quiet", "-accept", &format!("127.0.0.1:{port}"), "-cert"]);
        command.arg(certificate).arg("-key").arg(key).args(arguments);
        Self { port, _server: Server::start(command, port, folder) }
    }

    /// Starts one with TLS 1.2 that asks every connection to renegotiate.
    pub fn renegotiating(leaf: &Leaf) -> Self {
        let folder = TempDir::new().expect("a folder");
        let port = free_port();
        fs::write(folder.path().join("cert.pem"), &leaf.certificate).expect("cert.pem");
        fs::write(folder.path().join("key.pem"), &leaf.key).expect("key.pem");
        let mut command = Command::new("bash");
        // The line R is a command to s_server.
        let script = format!(
            "exec openssl s_server -accept 127.0.0.1:{port} -tls1_2 -cert cert.pem -key key.pem \
             < <(while sleep 0.1; do echo R; done)"
        );
        command.args(["-c", &script]).current_dir(folder.path());
        Self { port, _server: Server::start(command, port, folder) }
    }

    /// The base URL, by name.
    pub fn url(&self) -> String {
        format!("https://localhost:{}", self.port)
    }

    /// A self-signed certificate for localhost with a key that `openssl req -newkey` makes: `rsa-pss`, or the name of a
    /// curve.
    pub fn certificate(kind: &str) -> Leaf {
        let folder = TempDir::new().expect("a folder");
        let (certificate, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
        let mut command = Command::new("openssl");
        command.args([
            "req",
            "-x509",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost",
        ]);
        match kind {
            "rsa-pss" => command.args(["-newkey", "rsa-pss", "-pkeyopt", "rsa_keygen_bits:2048"]),
            curve => command.args(["-newkey", "ec", "-pkeyopt", &format!("ec_paramgen_curve:{curve}")]),
        };
        let output = command.arg("-out").arg(&certificate).arg("-keyout").arg(&key).output().expect("openssl");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let read = |path| fs::read_to_string(path).expect("a file of openssl");
        Leaf { certificate: read(certificate), key: read(key) }
    }
}
