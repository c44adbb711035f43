//! Certificates made here: good ones, and faulty ones.

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use time::{Duration, OffsetDateTime};

/// A private certificate authority.
#[derive(Debug)]
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

/// A server's certificate and key, as PEM.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// The certificate.
    pub certificate: String,
    /// Its private key.
    pub key: String,
}

impl Authority {
    /// A new one, with its own key.
    pub fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, "libfusebill test CA");
        let key = KeyPair::generate().expect("a key");
        Self(CertifiedIssuer::self_signed(params, key).expect("a certificate"))
    }

    /// Its certificate, as PEM.
    pub fn pem(&self) -> String {
        self.0.pem()
    }

    /// A good certificate for `names`.
    pub fn issue(&self, names: &[&str]) -> Leaf {
        self.issue_until(names, OffsetDateTime::now_utc() + Duration::days(1))
    }

    /// One that expired yesterday.
    pub fn issue_expired(&self, names: &[&str]) -> Leaf {
        self.issue_until(names, OffsetDateTime::now_utc() - Duration::days(1))
    }

    /// One that is not valid before tomorrow.
    pub fn issue_early(&self, names: &[&str]) -> Leaf {
        self.issue_until(names, OffsetDateTime::now_utc() + Duration::days(31))
    }

    fn issue_until(&self, names: &[&str], end: OffsetDateTime) -> Leaf {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut params = CertificateParams::new(names).expect("names");
        params.not_before = end - Duration::days(30);
        params.not_after = end;
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.0).expect("a certificate");
        Leaf { certificate: certificate.pem(), key: key.serialize_pem() }
    }
}

impl Default for Authority {
    fn default() -> Self {
        Self::new()
    }
}
