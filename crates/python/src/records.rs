//! Creates the records of `fusebill/_records.py`.

use pyo3::{call::PyCallArgs, prelude::*};

/// Creates a record of this class.
pub(crate) fn record<'py>(py: Python<'py>, class: &str, fields: impl PyCallArgs<'py>) -> PyResult<Bound<'py, PyAny>> {
    module(py)?.getattr(class)?.call1(fields)
}

/// The module of the records.
pub(crate) fn module(py: Python<'_>) -> PyResult<Bound<'_, PyModule>> {
    py.import("fusebill._records")
}

pub(crate) fn quota<'py>(py: Python<'py>, quota: &fusebill::Quota) -> PyResult<Bound<'py, PyAny>> {
    let window = |window: &fusebill::Window| record(py, "Window", (window.limit, window.remaining, window.reset));
    record(py, "Quota", (window(&quota.minute)?, window(&quota.day)?, quota.at))
}
