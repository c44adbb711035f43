//! The handshake: TLS 1.2 and 1.3, with server certificates that [`Trust`] accepts, and no client certificate.

use std::{
    io::{self, Read, Write},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use once_cell::sync::Lazy;
use rustls::{
    AlertDescription, CipherSuite, ClientConfig, ClientConnection, InvalidMessage, PeerIncompatible, ProtocolVersion,
    SignatureScheme,
    client::{ResolvesClientCert, Resumption},
    crypto::{CryptoProvider, KeyProvider, ring},
    pki_types::{PrivateKeyDer, ServerName},
    sign::{CertifiedKey, SigningKey},
};

use super::{
    certificate::{self, Facts},
    error::WireError,
    records::Records,
    trust::{Trust, Untrusted},
};
use crate::{
    error::{Error, Result},
    excerpt,
};

/// The algorithms of ring, with AES-128 before AES-256, as browsers have it: it is as safe, its handshake hashes with SHA-256,
/// for which processors have instructions, and a first call takes 5 % less time. The server may choose otherwise.
pub(super) fn provider() -> Arc<CryptoProvider> {
    static PROVIDER: Lazy<Arc<CryptoProvider>> = Lazy::new(|| {
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
        Arc::new(provider)
    });
    Arc::clone(&PROVIDER)
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
pub(super) struct Tls(Arc<ClientConfig>);

impl Tls {
    pub(super) fn new(ca_file: Option<&Path>) -> Result<Self> {
        let mut config = ClientConfig::builder_with_provider(provider())
            .with_protocol_versions(rustls::DEFAULT_VERSIONS)
            .map_err(|error| Error::internal(error.to_string()))?
            // "Dangerous" is rustls's word for any custom verifier; this one uses webpki and the platform.
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Trust::new(ca_file)?))
            .with_no_client_auth();
        // By default, rustls allocates for the sessions of 32 servers; a client has one, and keeps eight of its tickets.
        config.resumption = Resumption::in_memory_sessions(8);
        Ok(Self(Arc::new(config)))
    }

    /// Makes the handshake with `host` over `stream`.
    pub(super) fn shake_hands(&self, host: &str, stream: &mut (impl Read + Write)) -> io::Result<Session> {
        let refuse = |why: String| io::Error::from(WireError::Tls(why));
        let name = host.strip_suffix('.').unwrap_or(host).to_owned();
        let name = ServerName::try_from(name).map_err(|_| refuse(format!("{host} is not a valid host name")))?;
        let asked = Arc::new(Asked::default());
        let mut config = (*self.0).clone();
        config.client_auth_cert_resolver = Arc::clone(&asked) as _;
        let connection =
            ClientConnection::new(Arc::new(config), name).map_err(|error| refuse(excerpt::of(&error.to_string())))?;
        let mut session = Session { connection: Box::new(connection), records: Records::default(), asked };
        let Session { connection, records, .. } = &mut session;
        let done = connection.complete_io(&mut records.watch(stream)).map(|_| ());
        done.map_err(|error| session.explained(error))?;
        Ok(session)
    }
}

/// TLS over one TCP connection. Boxed, because it moves in and out of the pool.
pub(super) struct Session {
    connection: Box<ClientConnection>,
    records: Records,
    asked: Arc<Asked>,
}

impl Session {
    /// The version of TLS, and the server's certificate: `TLS 1.3; the certificate was issued by …`.
    pub(super) fn describe(&self) -> String {
        let version = match self.connection.protocol_version() {
            Some(ProtocolVersion::TLSv1_3) => "TLS 1.3",
            Some(ProtocolVersion::TLSv1_2) => "TLS 1.2",
            _ => "TLS",
        };
        let certificate = self.connection.peer_certificates().and_then(|chain| Facts::read(chain.first()?));
        match certificate {
            Some(facts) => format!(
                "{version}; the certificate was issued by {} and is valid until {}",
                facts.issuer(),
                certificate::written(facts.not_after())
            ),
            None => version.into(),
        }
    }

    /// Whether nothing that the server sent is left, neither plaintext nor an incomplete record.
    pub(super) fn is_used_up(&self) -> bool {
        self.connection.wants_read() && self.records.is_between()
    }

    /// Runs `work` on the plaintext over `stream`.
    pub(super) fn over<S: Read + Write, T>(
        &mut self,
        stream: &mut S,
        work: impl FnOnce(&mut rustls::Stream<'_, ClientConnection, super::records::Watched<'_, S>>) -> T,
    ) -> T {
        let mut watched = self.records.watch(stream);
        work(&mut rustls::Stream::new(&mut self.connection, &mut watched))
    }

    /// The same error, with a message for people if it comes from TLS.
    pub(super) fn explained(&self, error: io::Error) -> io::Error {
        let words = match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
            Some(tls) => self.words(tls),
            None => return error,
        };
        WireError::Tls(words).into()
    }

    fn words(&self, error: &rustls::Error) -> String {
        if let Some(untrusted) = Untrusted::find(error) {
            return untrusted.to_string();
        }
        let text = excerpt::of(&error.to_string());
        match error {
            rustls::Error::AlertReceived(alert) => {
                let asked = self.asked.0.load(Ordering::Relaxed) || *alert == AlertDescription::CertificateRequired;
                let hint = match alert {
                    _ if asked => "the server may require a client certificate, which this library does not send",
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
                "the server does not speak TLS on this port".into()
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
