//! The roots that Windows and Apple's systems trust, checked by the system itself.

use std::sync::Arc;

use rustls_platform_verifier::Verifier;

use super::{provider, trust::System};

/// A verifier that uses the system's own, or why there is none.
pub(super) fn system() -> Result<System, String> {
    let verifier = Verifier::new(provider()).map_err(|error| error.to_string())?;
    Ok(System { verifier: Arc::new(verifier), problems: Vec::new() })
}
