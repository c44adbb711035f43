//! Whom to trust, and the handshake. Certificates are always verified; there is no switch.

use std::{
    fmt, fs,
    io::{self, Read, Write},
    path::Path,
    sync::Arc,
};

use once_cell::sync::{Lazy, OnceCell};
use rustls::{
    ClientConfig, ClientConnection,
    crypto::{CryptoProvider, ring},
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use rustls_platform_verifier::Verifier;

use super::trouble::Stop;
use crate::error::{Error, ErrorKind, Result};

static PROVIDER: Lazy<Arc<CryptoProvider>> = Lazy::new(|| Arc::new(ring::default_provider()));

/// The configuration with the roots of the operating system: one for the process, however many clients there are.
static PLATFORM: OnceCell<Arc<ClientConfig>> = OnceCell::new();

/// Where a client's trust comes from.
#[derive(Clone)]
pub(super) enum Trust {
    /// The operating system's roots, read when first needed.
    Platform,
    /// Those, and a private CA.
    WithPrivateCa(Arc<ClientConfig>),
}

impl Trust {
    pub(super) fn new(ca_file: Option<&Path>) -> Result<Self> {
        let Some(path) = ca_file else { return Ok(Self::Platform) };
        let cannot = |why: String| Error::new(ErrorKind::Io, format!("CA file {}: {why}", path.display()));
        let pem = fs::read(path).map_err(|error| cannot(error.to_string()))?;
        let roots: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&pem)
            .collect::<std::result::Result<_, _>>()
            .map_err(|error| cannot(format!("not a PEM file: {error}")))?;
        if roots.is_empty() {
            return Err(cannot("no certificate in it".into()));
        }
        let config = config(roots).map_err(|error| cannot(error.to_string()))?;
        Ok(Self::WithPrivateCa(config))
    }

    fn config(&self) -> std::result::Result<Arc<ClientConfig>, rustls::Error> {
        match self {
            Self::Platform => PLATFORM.get_or_try_init(|| config(Vec::new())).cloned(),
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
fn config(extra_roots: Vec<CertificateDer<'static>>) -> std::result::Result<Arc<ClientConfig>, rustls::Error> {
    let verifier = Verifier::new_with_extra_roots(extra_roots, PROVIDER.clone())?;
    let config = ClientConfig::builder_with_provider(PROVIDER.clone())
        .with_protocol_versions(rustls::DEFAULT_VERSIONS)?
        // "Dangerous" is rustls's word for any verifier that is handed in; this one is the platform's.
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok(Arc::new(config))
}

impl fmt::Debug for Trust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Platform => "Platform",
            Self::WithPrivateCa(_) => "WithPrivateCa",
        })
    }
}
