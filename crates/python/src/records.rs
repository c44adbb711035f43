//! Creates the records of `fusebill/_records.py`.

use std::time::SystemTime;

use pyo3::{
    exceptions::PyException,
    intern,
    prelude::*,
    sync::PyOnceLock,
    types::{PyString, PyTuple},
};

use crate::{callback, convert};

/// Creates a record of this class.
pub(crate) fn record<'py, F>(py: Python<'py>, class: &str, fields: F) -> PyResult<Bound<'py, PyAny>>
where
    F: IntoPyObject<'py, Target = PyTuple, Output = Bound<'py, PyTuple>>,
    PyErr: From<F::Error>,
{
    let module = module(py)?;
    let fields = fields.into_pyobject(py)?;
    callback::call_method(module, intern!(py, "create"), &[&module.getattr(class)?, &fields])
}

/// Calls a function of the module.
pub(crate) fn call<'py>(py: Python<'py>, function: &str, text: &str) -> PyResult<Bound<'py, PyAny>> {
    callback::call(&module(py)?.getattr(function)?, &[&PyString::new(py, text)])
}

/// The module of the records. It is kept, so that all records are of the same classes, whatever becomes of `sys.modules`.
pub(crate) fn module<'py>(py: Python<'py>) -> PyResult<&'py Bound<'py, PyModule>> {
    static MODULE: PyOnceLock<Py<PyModule>> = PyOnceLock::new();
    callback::import_once(py, &MODULE, c"fusebill._records")
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
