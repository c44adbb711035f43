//! Which certificates are trusted, and why one is not. Certificates are always verified; no option turns that off.
//! Revocation is not checked.

use std::{
    fmt,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use rustls::{
    CertificateError, DigitallySignedStruct, OtherError, RootCertStore, SignatureScheme,
    client::{
        WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
        verify_server_name,
    },
    crypto::{verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime},
    server::ParsedCertificate,
};

use super::{ca_file, certificate, provider, roots};
use crate::{
    error::{Error, FileProblem, Result},
    excerpt,
    per_process::{OnceBox, PerProcess},
};

/// Verifies a server's certificate: with a private CA if there is one, then with the operating system's roots.
#[derive(Debug)]
pub(super) struct Trust(Option<PrivateCa>);

/// The certificates of a caFile.
#[derive(Debug)]
struct PrivateCa {
    verifier: Arc<WebPkiServerVerifier>,
    listed: Vec<CertificateDer<'static>>,
}

/// Why a certificate is not trusted, as text. It is passed inside rustls's own error.
#[derive(Debug)]
pub(super) struct Untrusted(String);

impl fmt::Display for Untrusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Untrusted {}

impl Untrusted {
    /// The text in an error of rustls, if it is one of ours.
    pub(super) fn find(error: &rustls::Error) -> Option<&Self> {
        match error {
            rustls::Error::InvalidCertificate(CertificateError::Other(OtherError(other))) => other.downcast_ref(),
            _ => None,
        }
    }
}

type Verdict = std::result::Result<ServerCertVerified, rustls::Error>;

/// What the operating system trusts, and which parts could not be read.
pub(super) struct System {
    pub(super) verifier: Arc<dyn ServerCertVerifier>,
    pub(super) problems: Vec<String>,
}

/// The operating system's roots, read once per process, on first use.
fn system() -> std::result::Result<&'static System, String> {
    static SYSTEM: OnceBox<System> = OnceBox::new();
    /// Whoever makes it; the others wait.
    static MAKING: PerProcess<Mutex<()>> = PerProcess::new();
    if let Some(system) = SYSTEM.get() {
        return Ok(system);
    }
    let _making = MAKING.get().lock().unwrap_or_else(PoisonError::into_inner);
    SYSTEM.get_or_try_init(|| roots::system().map(Box::new))
}

impl Trust {
    pub(super) fn new(ca_file: Option<&Path>) -> Result<Self> {
        let Some(path) = ca_file else { return Ok(Self(None)) };
        let name = format!("option caFile {}", excerpt::shortened(&path.display().to_string()));
        let cannot = |problem: FileProblem| Error::file(&name, path, problem);
        let certificates = ca_file::read(path).map_err(cannot)?;
        PrivateCa::new(certificates).map(|ca| Self(Some(ca))).map_err(|why| cannot(why.into()))
    }

    fn verify(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        now: UnixTime,
    ) -> std::result::Result<ServerCertVerified, Problem> {
        if let Some(ca) = &self.0 {
            if ca.listed.iter().any(|listed| listed == end_entity) {
                return ca.verify_listed(end_entity, name, now);
            }
            match ca.verifier.verify_server_cert(end_entity, intermediates, name, &[], now) {
                // A bad signature: another CA has the same name.
                Err(rustls::Error::InvalidCertificate(
                    CertificateError::UnknownIssuer | CertificateError::BadSignature,
                )) => {}
                other => return other.map_err(Problem::Tls),
            }
        }
        let system = system().map_err(Problem::NoRoots)?;
        system.verifier.verify_server_cert(end_entity, intermediates, name, &[], now).map_err(Problem::Tls)
    }

    fn words(&self, problem: Problem, end_entity: &CertificateDer<'_>, name: &ServerName<'_>) -> String {
        let error = match problem {
            Problem::Words(words) => return words,
            Problem::NoRoots(why) => {
                let install = "install ca-certificates, or use option caFile";
                return match self.0 {
                    None => format!("{why}: {install}"),
                    Some(_) => {
                        format!("{}; the file in option caFile does not verify it, and {why}", issued_by(end_entity))
                    }
                };
            }
            Problem::Tls(rustls::Error::InvalidCertificate(error)) => error,
            Problem::Tls(other) => return excerpt::shortened(&other.to_string()),
        };
        match error {
            CertificateError::UnknownIssuer | CertificateError::BadSignature => {
                let is_self_signed =
                    certificate::CertificateFields::read(end_entity).is_some_and(|facts| facts.is_self_signed());
                let advice = match is_self_signed {
                    true => "add it to the file in option caFile to trust it",
                    false => {
                        "add the CA of your network, or the intermediate that the server does not send, with option caFile"
                    }
                };
                let problems: String =
                    system().map_or(&[][..], |system| &system.problems).iter().map(|why| format!("; {why}")).collect();
                format!("{}: {advice}{problems}", issued_by(end_entity))
            }
            CertificateError::ExpiredContext { time, not_after } => {
                certificate::expired(system_time(not_after), system_time(time))
            }
            CertificateError::NotValidYetContext { time, not_before } => {
                certificate::not_yet_valid(system_time(not_before), system_time(time))
            }
            CertificateError::NotValidForNameContext { presented, .. } => {
                let names = if presented.is_empty() {
                    "no name at all".into()
                } else {
                    excerpt::shortened(&presented.join(", "))
                };
                format!("its certificate is not valid for {}, but for {names}", name.to_str())
            }
            CertificateError::UnsupportedSignatureAlgorithmContext { .. }
            | CertificateError::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => {
                "its certificate has a key or signature of a kind that is not supported, such as P-521 or RSA-PSS"
                    .into()
            }
            CertificateError::Other(other) if other.0.downcast_ref() == Some(&webpki::Error::CaUsedAsEndEntity) => {
                format!(
                    "{} and is a CA certificate, not a server's: add it to the file in option caFile to trust it",
                    issued_by(end_entity)
                )
            }
            other => excerpt::shortened(&other.to_string()),
        }
    }
}

enum Problem {
    Tls(rustls::Error),
    NoRoots(String),
    Words(String),
}

fn issued_by(end_entity: &CertificateDer<'_>) -> String {
    let facts = certificate::CertificateFields::read(end_entity);
    facts.map_or_else(|| "its certificate was issued by a CA that is not trusted".into(), |facts| facts.issued_by())
}

fn system_time(time: UnixTime) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(time.as_secs())
}

impl PrivateCa {
    fn new(listed: Vec<CertificateDer<'static>>) -> std::result::Result<Self, String> {
        let mut roots = RootCertStore::empty();
        for (at, certificate) in listed.iter().enumerate() {
            let broken = |_| format!("certificate {} of {} in it is broken: copy the file again", at + 1, listed.len());
            roots.add(certificate.clone()).map_err(broken)?;
        }
        let now = SystemTime::now();
        let ends: Option<Vec<SystemTime>> = listed
            .iter()
            .map(|certificate| certificate::CertificateFields::read(certificate).filter(|facts| facts.has_expired(now)))
            .map(|expired| expired.map(|facts| facts.not_after()))
            .collect();
        if let Some(last) = ends.and_then(|ends| ends.into_iter().max()) {
            return Err(format!("every certificate in it has expired, the last on {}", certificate::written(last)));
        }
        let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider()).build();
        Ok(Self { verifier: verifier.map_err(|error| error.to_string())?, listed })
    }

    /// A server's own certificate that is listed is trusted, for its names and while it is valid, as in curl.
    fn verify_listed(
        &self,
        end_entity: &CertificateDer<'_>,
        name: &ServerName<'_>,
        now: UnixTime,
    ) -> std::result::Result<ServerCertVerified, Problem> {
        verify_server_name(&ParsedCertificate::try_from(end_entity).map_err(Problem::Tls)?, name)
            .map_err(Problem::Tls)?;
        let facts = certificate::CertificateFields::read(end_entity);
        let facts = facts.ok_or_else(|| Problem::Words("its certificate cannot be read".into()))?;
        facts.is_valid_at(system_time(now)).map_err(Problem::Words)?;
        Ok(ServerCertVerified::assertion())
    }
}

impl ServerCertVerifier for Trust {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Verdict {
        self.verify(end_entity, intermediates, server_name, now).map_err(|problem| {
            let words = Untrusted(self.words(problem, end_entity, server_name));
            rustls::Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(words))))
        })
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signature, &provider().signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signature, &provider().signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        provider().signature_verification_algorithms.supported_schemes()
    }
}
