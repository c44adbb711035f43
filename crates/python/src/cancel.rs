//! Cancel tokens, which end individual calls.

use pyo3::prelude::*;

/// Cancels the calls it was passed to, from any thread, within 0.2 s.
///
/// >>> token = CancelToken()
/// >>> token.cancel()
/// >>> token.is_cancelled
/// True
#[pyclass(frozen, weakref, module = "fusebill")]
pub(crate) struct CancelToken(pub(crate) fusebill::CancelToken);

#[pymethods]
impl CancelToken {
    #[new]
    fn new() -> Self {
        Self(fusebill::CancelToken::new())
    }

    /// Ends every call that uses this token, now or later.
    fn cancel(&self) {
        self.0.cancel();
    }

    /// Whether the token is cancelled.
    #[getter]
    fn is_cancelled(&self) -> bool {
        self.0.is_cancelled()
    }
}
