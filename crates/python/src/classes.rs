//! The classes and functions of the package's other half. It hands them over when it is imported, so that no call imports
//! anything: that could fail when the process can open no more files, and would wait for a lock that a fork may have taken.

use std::time::SystemTime;

use pyo3::{
    exceptions::{PyException, PyRuntimeError},
    prelude::*,
    sync::PyOnceLock,
    types::{PyDict, PyTuple},
};

use crate::{callback, convert};

static CLASSES: PyOnceLock<Py<PyDict>> = PyOnceLock::new();

/// Takes over the classes, by name. They are kept, whatever becomes of `sys.modules`.
#[pyfunction]
pub(crate) fn adopt(py: Python<'_>, classes: Py<PyDict>) {
    // If the package is imported again, with new classes, what it returns must be of these.
    let _ = CLASSES.get_or_init(py, || classes.clone_ref(py)).bind(py).update(classes.bind(py).as_mapping());
}

/// The class or function of this name.
pub(crate) fn named<'py>(py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
    let found = CLASSES.get(py).map(|classes| classes.bind(py).get_item(name)).transpose()?.flatten();
    found.ok_or_else(|| PyRuntimeError::new_err(format!("fusebill was not imported as a whole: it has no {name}")))
}

/// Creates a value of a class; its fields are the arguments.
pub(crate) fn create<'py, F>(py: Python<'py>, class: &str, fields: F) -> PyResult<Bound<'py, PyAny>>
where
    F: IntoPyObject<'py, Target = PyTuple, Output = Bound<'py, PyTuple>>,
    PyErr: From<F::Error>,
{
    let fields = fields.into_pyobject(py)?;
    callback::call(&named(py, "create")?, &[&named(py, class)?, &fields])
}

/// The quota. Its times are None if `datetime` cannot be loaded: an error with a quota must be raised anyway.
pub(crate) fn quota<'py>(py: Python<'py>, quota: &fusebill::Quota) -> PyResult<Bound<'py, PyAny>> {
    let time = |at: Option<SystemTime>| match at.map(|at| convert::time(py, at)).transpose() {
        // Not KeyboardInterrupt and the like.
        Err(failure) if failure.is_instance_of::<PyException>(py) => Ok(None),
        time => time,
    };
    let window =
        |window: &fusebill::Window| create(py, "Window", (window.limit, window.remaining, time(window.reset)?));
    create(py, "Quota", (window(&quota.minute)?, window(&quota.day)?, time(quota.at)?))
}
