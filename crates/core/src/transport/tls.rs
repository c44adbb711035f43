//! The handshake: TLS 1.2 and 1.3, with server certificates that [`Trust`] accepts, and no client certificate.

use std::{
    io::{self, IoSlice, Read, Write},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use rustls::{
    AlertDescription, CipherSuite, ClientConfig, ClientConnection, InvalidMessage, PeerIncompatible, ProtocolVersion,
    SignatureScheme,
    client::{ResolvesClientCert, Resumption},
    crypto::{CryptoProvider, KeyProvider, ring},
    pki_types::{PrivateKeyDer, ServerName},
    sign::{CertifiedKey, SigningKey},
};

use super::{
    certificate::{self, CertificateFields},
    error::{self, WireError},
    records::{Records, Watched},
    trust::{Trust, Untrusted},
};
use crate::{
    error::{Error, ErrorKind, Result},
    excerpt,
    per_process::OnceBox,
};

const MAY_NEED_A_CERTIFICATE: &str = "the server may require a client certificate, which this library does not send";

/// How much is kept of what is not TLS.
const FIRST: usize = 1024;

/// The algorithms of ring, with AES-128 before AES-256, as browsers have it: it is as safe, its handshake hashes with SHA-256,
/// for which processors have instructions, and a first call takes 5 % less time. The server may choose otherwise.
pub(super) fn provider() -> Arc<CryptoProvider> {
    static PROVIDER: OnceBox<Arc<CryptoProvider>> = OnceBox::new();
    Arc::clone(PROVIDER.get_or_init(|| {
        let mut provider = CryptoProvider { key_provider: &NoKeys, ..ring::default_provider() };
        provider.cipher_suites.sort_by_key(|suite| {
            let is_aes_128 = matches!(
                suite.suite(),
                CipherSuite::TLS13_AES_128_GCM_SHA256
                    | CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
                    | CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
            );
            (suite.tls13().is_none(), !is_aes_128)
        });
        Box::new(Arc::new(provider))
    }))
}

/// A client without a certificate signs nothing, so the code that reads private keys and signs stays out of the library.
#[derive(Debug)]
struct NoKeys;

impl KeyProvider for NoKeys {
    fn load_private_key(&self, _: PrivateKeyDer<'static>) -> std::result::Result<Arc<dyn SigningKey>, rustls::Error> {
        Err(rustls::Error::General("client certificates are not supported".into()))
    }
}

/// Has no client certificate, and notes whether the server asked for one.
#[derive(Debug, Default)]
struct Asked(AtomicBool);

impl ResolvesClientCert for Asked {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.0.store(true, Ordering::Relaxed);
        None
    }

    fn has_certs(&self) -> bool {
        false
    }
}

/// What a client's TLS connections have in common.
pub(super) struct Tls {
    config: Arc<ClientConfig>,
    history: Arc<History>,
}

/// What has worked with the server before: after that, a failure is the connection's, and another one may succeed.
#[derive(Debug, Default)]
struct History {
    /// A handshake.
    handshake: AtomicBool,
    /// A response: the server does not need a client certificate.
    response: AtomicBool,
}

impl Tls {
    pub(super) fn new(ca_file: Option<&Path>) -> Result<Self> {
        // rustls keeps its sessions in a hash map, whose creation panics without random numbers.
        if provider().secure_random.fill(&mut [0]).is_err() {
            return Err(Error::new(ErrorKind::Tls, "the system has no source of random numbers, which TLS needs"));
        }
        let mut config = ClientConfig::builder_with_provider(provider())
            .with_protocol_versions(rustls::DEFAULT_VERSIONS)
            .map_err(|error| Error::internal(error.to_string()))?
            // "Dangerous" is rustls's word for any custom verifier; this one uses webpki and the platform.
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Trust::new(ca_file)?))
            .with_no_client_auth();
        // By default, rustls allocates for the sessions of 32 servers; a client has one, and keeps eight of its tickets.
        config.resumption = Resumption::in_memory_sessions(8);
        Ok(Self { config: Arc::new(config), history: Arc::default() })
    }

    /// The error for a connection on which something else than TLS was received.
    pub(super) fn absent(&self, words: String) -> WireError {
        self.history.failed(words)
    }

    /// Makes the handshake with `host` over `stream`.
    pub(super) fn shake_hands(&self, host: &str, stream: &mut (impl Read + Write)) -> io::Result<Session> {
        let refuse = |why: String| io::Error::from(WireError::Tls(why));
        let name = host.strip_suffix('.').unwrap_or(host).to_owned();
        let name = ServerName::try_from(name).map_err(|_| refuse(format!("{host} is not a valid host name")))?;
        let asked = Arc::new(Asked::default());
        let mut config = (*self.config).clone();
        config.client_auth_cert_resolver = Arc::clone(&asked) as _;
        let connection = ClientConnection::new(Arc::new(config), name)
            .map_err(|error| refuse(excerpt::shortened(&error.to_string())))?;
        let history = Arc::clone(&self.history);
        let mut session =
            Session { connection: Box::new(connection), records: Records::default(), asked, history, is_broken: false };
        let Session { connection, records, .. } = &mut session;
        let mut overheard = Overheard { stream, first: Vec::new() };
        let done = connection.complete_io(&mut records.watch(&mut overheard)).map(|_| ());
        done.map_err(|error| {
            if is_not_tls(&error) { WireError::NotTls(overheard.first).into() } else { session.explained(error) }
        })?;
        session.history.handshake.store(true, Ordering::Relaxed);
        Ok(session)
    }
}

/// TLS over one TCP connection. Boxed, because it moves in and out of the pool.
pub(super) struct Session {
    connection: Box<ClientConnection>,
    records: Records,
    asked: Arc<Asked>,
    history: Arc<History>,
    /// Whether reading has failed once.
    is_broken: bool,
}

/// The plaintext of a session.
pub(super) struct Plaintext<'a, 's, S: Read + Write> {
    stream: rustls::Stream<'a, ClientConnection, Watched<'s, S>>,
    is_broken: &'a mut bool,
}

impl<S: Read + Write> Read for Plaintext<'_, '_, S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.read(buffer).or_else(|error| {
            // A response may have been received whole before the record that broke the session.
            *self.is_broken = true;
            match self.stream.conn.reader().read(buffer) {
                Ok(amount @ 1..) => Ok(amount),
                _ => Err(error),
            }
        })
    }
}

impl<S: Read + Write> Write for Plaintext<'_, '_, S> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.stream.write(buffer)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

/// Keeps the first bytes of the other side: if they are not TLS, a person can read what they are.
struct Overheard<'a, S> {
    stream: &'a mut S,
    first: Vec<u8>,
}

impl<S: Read> Read for Overheard<'_, S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let amount = self.stream.read(buffer)?;
        self.first.extend_from_slice(&buffer[..amount.min(FIRST - self.first.len())]);
        Ok(amount)
    }
}

impl<S: Write> Write for Overheard<'_, S> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.stream.write(buffer)
    }

    fn write_vectored(&mut self, buffers: &[IoSlice<'_>]) -> io::Result<usize> {
        self.stream.write_vectored(buffers)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

impl History {
    /// The error for a connection on which TLS failed, in words.
    fn failed(&self, words: String) -> WireError {
        if self.handshake.load(Ordering::Relaxed) { WireError::Broken(words) } else { WireError::Tls(words) }
    }
}

fn tls_error(error: &io::Error) -> Option<&rustls::Error> {
    error.get_ref()?.downcast_ref()
}

fn is_not_tls(error: &io::Error) -> bool {
    matches!(tls_error(error), Some(rustls::Error::InvalidMessage(InvalidMessage::InvalidContentType)))
}

/// Whether every later handshake would fail in the same way, because of the certificate or the versions of TLS.
fn is_lasting(error: &rustls::Error) -> bool {
    matches!(
        error,
        rustls::Error::InvalidCertificate(_)
            | rustls::Error::PeerIncompatible(_)
            | rustls::Error::AlertReceived(AlertDescription::ProtocolVersion | AlertDescription::CertificateRequired)
    )
}

impl Session {
    /// The version of TLS, and the server's certificate: `TLS 1.3; the certificate was issued by …`.
    pub(super) fn describe(&self) -> String {
        let version = match self.connection.protocol_version() {
            Some(ProtocolVersion::TLSv1_3) => "TLS 1.3",
            Some(ProtocolVersion::TLSv1_2) => "TLS 1.2",
            _ => "TLS",
        };
        let certificate = self.connection.peer_certificates().and_then(|chain| CertificateFields::read(chain.first()?));
        match certificate {
            Some(facts) => format!(
                "{version}; the certificate was issued by {} and is valid until {}",
                facts.issuer(),
                certificate::written(facts.not_after())
            ),
            None => version.into(),
        }
    }

    /// Whether nothing that the server sent is left, neither plaintext nor an incomplete record, and nothing was broken.
    pub(super) fn is_used_up(&self) -> bool {
        !self.is_broken && self.connection.wants_read() && self.records.is_between()
    }

    /// Runs `work` on the plaintext over `stream`.
    pub(super) fn over<S: Read + Write, T>(
        &mut self,
        stream: &mut S,
        work: impl FnOnce(&mut Plaintext<'_, '_, S>) -> T,
    ) -> T {
        let Self { connection, records, is_broken, .. } = self;
        let mut watched = records.watch(stream);
        work(&mut Plaintext { stream: rustls::Stream::new(connection, &mut watched), is_broken })
    }

    /// The same error, with a message for people if it comes from TLS.
    pub(super) fn explained(&self, error: io::Error) -> io::Error {
        match tls_error(&error) {
            Some(tls) if is_lasting(tls) || self.may_need_a_certificate(tls) => WireError::Tls(self.words(tls)).into(),
            Some(tls) => self.history.failed(self.words(tls)).into(),
            // rustls says this at length, with an address of its manual.
            None if error.kind() == io::ErrorKind::UnexpectedEof && error.get_ref().is_some() => error::cut_off(),
            None => error,
        }
    }

    /// A response was received.
    pub(super) fn has_served(&self) {
        self.history.response.store(true, Ordering::Relaxed);
    }

    /// Whether the server asked for a client certificate, and did not go on without one.
    fn may_need_a_certificate(&self, error: &rustls::Error) -> bool {
        matches!(error, rustls::Error::AlertReceived(_))
            && self.asked.0.load(Ordering::Relaxed)
            && !self.history.response.load(Ordering::Relaxed)
    }

    fn words(&self, error: &rustls::Error) -> String {
        if let Some(untrusted) = Untrusted::find(error) {
            return untrusted.to_string();
        }
        let text = excerpt::shortened(&error.to_string());
        match error {
            rustls::Error::AlertReceived(alert) => {
                let hint = match alert {
                    _ if self.may_need_a_certificate(error) => MAY_NEED_A_CERTIFICATE,
                    AlertDescription::CertificateRequired => MAY_NEED_A_CERTIFICATE,
                    AlertDescription::HandshakeFailure if !self.connection.is_handshaking() => {
                        "the server ended the connection; if it asked for a renegotiation, this library does not support \
                         that"
                    }
                    AlertDescription::ProtocolVersion => "the server speaks neither TLS 1.2 nor 1.3",
                    AlertDescription::HandshakeFailure => {
                        "the server and this library have no cipher suite or key type in common (P-521 and RSA-PSS \
                         keys are not supported)"
                    }
                    AlertDescription::UnrecognisedName => "the server does not know the host name",
                    _ => "the server refused the handshake",
                };
                format!("{hint} ({text})")
            }
            rustls::Error::InvalidMessage(InvalidMessage::InvalidContentType) => {
                "the server sent something that is not TLS".into()
            }
            rustls::Error::PeerIncompatible(
                PeerIncompatible::ServerDoesNotSupportTls12Or13
                | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig,
            ) => "the server speaks neither TLS 1.2 nor 1.3".into(),
            _ => text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cipher_suite_is_offered_and_aes_128_first() {
        let names: Vec<_> = provider().cipher_suites.iter().map(|suite| format!("{:?}", suite.suite())).collect();
        assert_eq!(
            names,
            [
                "TLS13_AES_128_GCM_SHA256",
                "TLS13_AES_256_GCM_SHA384",
                "TLS13_CHACHA20_POLY1305_SHA256",
                "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
                "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
            ]
        );
    }
}
