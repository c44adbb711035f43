//! Creates the records of `fusebill/_records.py`.

use std::time::SystemTime;

use pyo3::{call::PyCallArgs, exceptions::PyException, prelude::*, sync::PyOnceLock};

use crate::convert;

/// Creates a record of this class.
pub(crate) fn record<'py>(py: Python<'py>, class: &str, fields: impl PyCallArgs<'py>) -> PyResult<Bound<'py, PyAny>> {
    module(py)?.getattr(class)?.call1(fields)
}

/// The module of the records. It is kept, so that all records are of the same classes, whatever becomes of `sys.modules`.
pub(crate) fn module<'py>(py: Python<'py>) -> PyResult<&'py Bound<'py, PyModule>> {
    static MODULE: PyOnceLock<Py<PyModule>> = PyOnceLock::new();
    MODULE.get_or_try_init(py, || py.import("fusebill._records").map(Bound::unbind)).map(|module| module.bind(py))
}

/// The quota. Its times are None if `datetime` cannot be loaded: an error with a quota must be raised anyway.
pub(crate) fn quota<'py>(py: Python<'py>, quota: &fusebill::Quota) -> PyResult<Bound<'py, PyAny>> {
    let time = |at: Option<SystemTime>| match at.map(|at| convert::time(py, at)).transpose() {
        // Not KeyboardInterrupt and the like.
        Err(failure) if failure.is_instance_of::<PyException>(py) => Ok(None),
        time => time,
    };
    let window =
        |window: &fusebill::Window| record(py, "Window", (window.limit, window.remaining, time(window.reset)?));
    record(py, "Quota", (window(&quota.minute)?, window(&quota.day)?, time(quota.at)?))
}
