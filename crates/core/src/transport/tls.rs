//! Whom to trust, and the handshake. Certificates are always verified; there is no switch.

use std::{
    fmt,
    fs::File,
    io::{self, Read, Write},
    path::Path,
    sync::Arc,
};

use once_cell::sync::{Lazy, OnceCell};
use rustls::{
    CertificateError, ClientConfig, ClientConnection, DigitallySignedStruct, RootCertStore, SignatureScheme,
    client::{
        WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    crypto::{CryptoProvider, KeyProvider, ring},
    pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime, pem::PemObject},
    sign::SigningKey,
};
use rustls_platform_verifier::Verifier;

use super::trouble::Stop;
use crate::error::{Error, ErrorKind, Result};

/// No CA file is read further: the name may be that of a device without an end.
const CA_FILE_LIMIT: u64 = 4 * 1024 * 1024;

static PROVIDER: Lazy<Arc<CryptoProvider>> =
    Lazy::new(|| Arc::new(CryptoProvider { key_provider: &NoKeys, ..ring::default_provider() }));

/// A client without a certificate signs nothing, so the code that reads private keys and signs stays out of the library.
#[derive(Debug)]
struct NoKeys;

impl KeyProvider for NoKeys {
    fn load_private_key(&self, _: PrivateKeyDer<'static>) -> std::result::Result<Arc<dyn SigningKey>, rustls::Error> {
        Err(rustls::Error::General("client certificates are not supported".into()))
    }
}

/// The configuration with the roots of the operating system: one for the process, however many clients there are.
static CONFIG: OnceCell<Arc<ClientConfig>> = OnceCell::new();

/// Where a client's trust comes from.
#[derive(Clone)]
pub(super) enum Trust {
    /// The operating system's roots, read when first needed.
    Platform,
    /// A private CA, and those when it does not vouch for a server.
    WithPrivateCa(Arc<ClientConfig>),
}

impl Trust {
    pub(super) fn new(ca_file: Option<&Path>) -> Result<Self> {
        let Some(path) = ca_file else { return Ok(Self::Platform) };
        let cannot = |why: String| Error::new(ErrorKind::Io, format!("CA file {}: {why}", path.display()));
        let mut pem = Vec::new();
        File::open(path)
            .and_then(|file| file.take(CA_FILE_LIMIT + 1).read_to_end(&mut pem))
            .map_err(|error| cannot(error.to_string()))?;
        if pem.len() as u64 > CA_FILE_LIMIT {
            return Err(cannot(format!("longer than {CA_FILE_LIMIT} bytes")));
        }
        let roots: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&pem)
            .collect::<std::result::Result<_, _>>()
            .map_err(|error| cannot(format!("not a PEM file: {error}")))?;
        if roots.is_empty() {
            return Err(cannot("no certificate in it".into()));
        }
        let verifier = PrivateCa::new(roots).map_err(cannot)?;
        let config = config(Arc::new(verifier)).map_err(|error| cannot(error.to_string()))?;
        Ok(Self::WithPrivateCa(config))
    }

    fn config(&self) -> std::result::Result<Arc<ClientConfig>, rustls::Error> {
        match self {
            Self::Platform => CONFIG.get_or_try_init(|| config(platform()?)).cloned(),
            Self::WithPrivateCa(config) => Ok(Arc::clone(config)),
        }
    }

    /// Shakes hands over `stream` with `host`.
    pub(super) fn secure(&self, host: &str, stream: &mut (impl Read + Write)) -> io::Result<ClientConnection> {
        let refuse = |why: String| io::Error::from(Stop::Tls(why));
        let config =
            self.config().map_err(|error| refuse(format!("{error}; install ca-certificates, or pass caFile")))?;
        let name = ServerName::try_from(host.to_owned()).map_err(|_| refuse(format!("{host} is no host name")))?;
        let mut connection = ClientConnection::new(config, name).map_err(|error| refuse(error.to_string()))?;
        connection.complete_io(stream)?;
        Ok(connection)
    }
}

/// TLS 1.2 and 1.3.
fn config(verifier: Arc<dyn ServerCertVerifier>) -> std::result::Result<Arc<ClientConfig>, rustls::Error> {
    let config = ClientConfig::builder_with_provider(PROVIDER.clone())
        .with_protocol_versions(rustls::DEFAULT_VERSIONS)?
        // "Dangerous" is rustls's word for any verifier that is handed in; these are the platform's and webpki's.
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

/// The operating system's roots: read once for the process, when first needed.
fn platform() -> std::result::Result<Arc<dyn ServerCertVerifier>, rustls::Error> {
    static VERIFIER: OnceCell<Arc<Verifier>> = OnceCell::new();
    let verifier = VERIFIER.get_or_try_init(|| Verifier::new(PROVIDER.clone()).map(Arc::new))?;
    Ok(Arc::clone(verifier) as Arc<dyn ServerCertVerifier>)
}

/// Trusts what a private CA vouches for, and asks the operating system about everything else. So a client with a private
/// CA does not read the system's 140 roots to talk to a server that does not need them.
#[derive(Debug)]
struct PrivateCa(Arc<WebPkiServerVerifier>);

impl PrivateCa {
    fn new(certificates: Vec<CertificateDer<'static>>) -> std::result::Result<Self, String> {
        let mut roots = RootCertStore::empty();
        for certificate in certificates {
            roots.add(certificate).map_err(|error| error.to_string())?;
        }
        WebPkiServerVerifier::builder_with_provider(Arc::new(roots), PROVIDER.clone())
            .build()
            .map(Self)
            .map_err(|error| error.to_string())
    }
}

impl ServerCertVerifier for PrivateCa {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> std::result::Result<ServerCertVerified, rustls::Error> {
        match self.0.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now) {
            Err(rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer)) => {
                platform()?.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
            }
            other => other,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        self.0.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        self.0.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_verify_schemes()
    }
}

impl fmt::Debug for Trust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Platform => "Platform",
            Self::WithPrivateCa(_) => "WithPrivateCa",
        })
    }
}
