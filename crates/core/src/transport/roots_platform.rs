//! The roots that Windows and Apple's systems trust, asked of the system itself.

use std::sync::Arc;

use rustls::client::danger::ServerCertVerifier;
use rustls_platform_verifier::Verifier;

use super::provider;

/// A verifier that asks the system, or why there is none.
pub(super) fn system() -> Result<Arc<dyn ServerCertVerifier>, String> {
    Verifier::new(provider()).map(|verifier| Arc::new(verifier) as _).map_err(|error| error.to_string())
}
