//! Creates the records of the package's Python part; here those of `fusebill/_records.py`, which an error contains.

use std::time::SystemTime;

use pyo3::{call::PyCallArgs, prelude::*};

use crate::convert;

const MODULE: &str = "fusebill._records";

/// Creates a record of this class of this module.
pub(crate) fn create<'py>(
    py: Python<'py>,
    module: &str,
    class: &str,
    fields: impl PyCallArgs<'py>,
) -> PyResult<Bound<'py, PyAny>> {
    py.import(module)?.getattr(class)?.call1(fields)
}

pub(crate) fn api_error<'py>(py: Python<'py>, error: &fusebill::ApiError) -> PyResult<Bound<'py, PyAny>> {
    create(py, MODULE, "ApiError", (&error.key, &error.value))
}

/// The quota. Its times are None if `datetime` cannot be loaded: an error with a quota must be raised anyway.
pub(crate) fn quota<'py>(py: Python<'py>, quota: &fusebill::Quota) -> PyResult<Bound<'py, PyAny>> {
    let time = |at: Option<SystemTime>| at.and_then(|at| convert::time(py, at).ok());
    let window =
        |window: &fusebill::Window| create(py, MODULE, "Window", (window.limit, window.remaining, time(window.reset)));
    create(py, MODULE, "Quota", (window(&quota.minute)?, window(&quota.day)?, time(quota.at)))
}
