//! The roots that Unix systems other than Apple's trust: files in the places that OpenSSL uses, or those that
//! `SSL_CERT_FILE` and `SSL_CERT_DIR` name.

use std::{env, path::Path, sync::Arc};

use rustls::{RootCertStore, client::WebPkiServerVerifier, pki_types::CertificateDer};

use super::{ca_file, provider, trust::System};
use crate::host::{is_privileged, variable};

/// The system's roots, or why there are none. A place that cannot be read is a problem only if nothing else vouches.
pub(super) fn system() -> Result<System, String> {
    let mut certificates = Vec::new();
    let mut problems = Vec::new();
    let named = |name: &str| variable(name).filter(|value| !value.as_encoded_bytes().trim_ascii().is_empty());
    let (file, folders) = (named("SSL_CERT_FILE"), named("SSL_CERT_DIR"));
    if let Some(file) = &file {
        let path = Path::new(file);
        match ca_file::read(path) {
            Ok(found) => certificates.extend(found),
            Err(why) => problems.push(format!("SSL_CERT_FILE={}: {}", path.display(), why.why)),
        }
    }
    for folder in folders.iter().flat_map(env::split_paths).filter(|folder| !folder.as_os_str().is_empty()) {
        match of_folder(&folder) {
            Ok(found) => certificates.extend(found),
            Err(why) => problems.push(format!("SSL_CERT_DIR={}: {why}", folder.display())),
        }
    }
    if file.is_none() && folders.is_none() {
        certificates.extend(of_the_usual_places());
    }
    certificates.sort_unstable_by(|a, b| a.cmp(b));
    certificates.dedup();
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(certificates);
    if roots.is_empty() {
        return Err(match problems.is_empty() {
            true => "this system has no trusted roots".into(),
            false => problems.join("; "),
        });
    }
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider()).build();
    verifier.map(|verifier| System { verifier, problems }).map_err(|error| error.to_string())
}

/// Without the environment, which `openssl_probe::probe` reads first.
fn of_the_usual_places() -> Vec<CertificateDer<'static>> {
    let load =
        |file: Option<&Path>, folder: Option<&Path>| rustls_native_certs::load_certs_from_paths(file, folder).certs;
    if !is_privileged() {
        let usual = openssl_probe::probe();
        let folders = usual.cert_dir.iter().flat_map(|folder| load(None, Some(folder)));
        return load(usual.cert_file.as_deref(), None).into_iter().chain(folders).collect();
    }
    let names = ["cert.pem", "certs/ca-certificates.crt", "certs/ca-bundle.crt"];
    let files = openssl_probe::candidate_cert_dirs().flat_map(|folder| names.map(|name| folder.join(name)));
    files.filter(|file| file.is_file()).flat_map(|file| load(Some(&file), None)).collect()
}

fn of_folder(folder: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    std::fs::read_dir(folder).map_err(|error| ca_file::unreadable(&error))?;
    let found = rustls_native_certs::load_certs_from_paths(None, Some(folder)).certs;
    if found.is_empty() { Err("its files contain no PEM certificates".into()) } else { Ok(found) }
}
