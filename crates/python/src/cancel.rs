//! Cancel tokens, which end individual calls.

use pyo3::prelude::*;

/// Cancels the calls it was passed to, from any thread.
#[pyclass(frozen, module = "fusebill._fusebill")]
pub(crate) struct CancelToken(pub(crate) fusebill::CancelToken);

#[pymethods]
impl CancelToken {
    #[new]
    fn new() -> Self {
        Self(fusebill::CancelToken::new())
    }

    fn cancel(&self) {
        self.0.cancel();
    }

    fn is_cancelled(&self) -> bool {
        self.0.is_cancelled()
    }
}
