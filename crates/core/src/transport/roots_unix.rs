//! The roots that Unix systems other than Apple's trust: files in the places that OpenSSL uses, or those that
//! `SSL_CERT_FILE` and `SSL_CERT_DIR` name.

use std::{env, ffi::OsString, path::Path, sync::Arc};

use rustls::{RootCertStore, client::WebPkiServerVerifier, client::danger::ServerCertVerifier};

use super::{ca_file, provider};

/// A verifier with the system's roots, or why there is none.
pub(super) fn system() -> Result<Arc<dyn ServerCertVerifier>, String> {
    let mut certificates = Vec::new();
    let named = |name: &str| env::var_os(name).filter(|value| !value.as_encoded_bytes().trim_ascii().is_empty());
    let (file, folders) = (named("SSL_CERT_FILE"), named("SSL_CERT_DIR"));
    if let Some(file) = &file {
        let path = Path::new(file);
        certificates.extend(ca_file::read(path).map_err(|why| format!("SSL_CERT_FILE={}: {why}", path.display()))?);
    }
    for folder in folders.iter().flat_map(env::split_paths).filter(|folder| !folder.as_os_str().is_empty()) {
        let found = std::fs::read_dir(&folder).map_err(|error| ca_file::unreadable(&error)).and_then(|_| {
            let found = rustls_native_certs::load_certs_from_paths(None, Some(&folder)).certs;
            if found.is_empty() { Err("there is no certificate in its files".to_owned()) } else { Ok(found) }
        });
        certificates.extend(found.map_err(|why| format!("SSL_CERT_DIR={}: {why}", folder.display()))?);
    }
    if file.is_none() && folders.is_none() {
        let usual = openssl_probe::probe();
        let folders = usual.cert_dir.iter().map(|folder| (None, Some(folder.as_path())));
        for (file, folder) in std::iter::once((usual.cert_file.as_deref(), None)).chain(folders) {
            certificates.extend(rustls_native_certs::load_certs_from_paths(file, folder).certs);
        }
    }
    certificates.sort_unstable_by(|a, b| a.cmp(b));
    certificates.dedup();
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(certificates);
    if roots.is_empty() {
        let place =
            |value: Option<OsString>| value.map_or("the usual places".into(), |value| value.display().to_string());
        return Err(format!("no trusted roots were found in {}", place(file.or(folders))));
    }
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider()).build();
    verifier.map(|verifier| verifier as Arc<dyn ServerCertVerifier>).map_err(|error| error.to_string())
}
