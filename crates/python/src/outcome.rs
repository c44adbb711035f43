//! What became of one customer of a batch.

use std::time::SystemTime;

use pyo3::prelude::*;

use crate::{customer::Customer, error};

/// What became of one customer of a batch. Its text (to_json) and its repr hold no name, e-mail or telephone.
#[pyclass(frozen, eq, module = "fusebill")]
#[derive(PartialEq)]
pub(crate) struct Outcome(pub(crate) fusebill::Outcome);

#[pymethods]
impl Outcome {
    /// Whose.
    #[getter]
    fn id(&self) -> i64 {
        self.0.id.get()
    }

    /// 0 when it is done; 14 or 17 when the customer came and is not enabled, or is still enabled; else the code of the error.
    #[getter]
    fn code(&self) -> i32 {
        self.0.code()
    }

    /// The vendor's word for the call: EnableSynch, DisableSynch, …
    #[getter]
    fn operation(&self) -> &'static str {
        self.0.operation.name()
    }

    /// The name of the code: ok, not_enabled, not_disabled, not_found, …
    #[getter]
    fn name(&self) -> &'static str {
        self.0.name()
    }

    /// Whether the customer has the state that was asked for: after EnableSynch, the sync is on.
    #[getter]
    fn is_done(&self) -> bool {
        self.0.is_done()
    }

    /// Whether EnableSynch turned the sync on.
    #[getter]
    fn is_enabled(&self) -> bool {
        self.0.is_enabled()
    }

    /// The customer, when one came.
    #[getter]
    fn customer(&self) -> Option<Customer> {
        self.0.result.as_ref().ok().and_then(|answer| answer.customer()).map(|customer| Customer(customer.clone()))
    }

    /// Why it is not done: the exception that a single call would have raised.
    #[getter]
    fn error<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.0.result.as_ref().err().map(|failure| error::exception(py, failure)).transpose()
    }

    /// How many requests it took.
    #[getter]
    fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// When it was over, UTC.
    #[getter]
    fn at(&self) -> SystemTime {
        self.0.at
    }

    /// Seconds from its first request to its end, waits included.
    #[getter]
    fn elapsed(&self) -> f64 {
        self.0.elapsed.as_secs_f64()
    }

    /// The outcome as JSON, the same bytes as its line in the results file.
    fn to_json(&self) -> String {
        self.0.to_json()
    }

    fn __repr__(&self) -> String {
        format!("Outcome(id={}, name='{}')", self.0.id, self.0.name())
    }
}
