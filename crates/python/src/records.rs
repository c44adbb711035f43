//! Creates the records of the package's Python part; here those of `fusebill/_records.py`, which errors and customers
//! contain.

use std::time::SystemTime;

use pyo3::{call::PyCallArgs, exceptions::PyException, prelude::*, sync::PyOnceLock};

use crate::convert;

/// A module of the package. Once loaded it is kept, so that all its records are of the same classes, whatever becomes of
/// `sys.modules`.
pub(crate) struct Module {
    name: &'static str,
    loaded: PyOnceLock<Py<PyModule>>,
}

/// It is loaded with the first client.
pub(crate) static RECORDS: Module = Module::new("fusebill._records");

impl Module {
    pub(crate) const fn new(name: &'static str) -> Self {
        Self { name, loaded: PyOnceLock::new() }
    }

    pub(crate) fn load<'py>(&self, py: Python<'py>) -> PyResult<&Bound<'py, PyModule>> {
        self.loaded.get_or_try_init(py, || py.import(self.name).map(Bound::unbind)).map(|module| module.bind(py))
    }

    /// Creates a record of this class.
    pub(crate) fn create<'py>(
        &self,
        py: Python<'py>,
        class: &str,
        fields: impl PyCallArgs<'py>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.load(py)?.getattr(class)?.call1(fields)
    }
}

/// The quota. Its times are None if `datetime` cannot be loaded: an error with a quota must be raised anyway.
pub(crate) fn quota<'py>(py: Python<'py>, quota: &fusebill::Quota) -> PyResult<Bound<'py, PyAny>> {
    let time = |at: Option<SystemTime>| match at.map(|at| convert::time(py, at)).transpose() {
        // Not KeyboardInterrupt and the like.
        Err(failure) if failure.is_instance_of::<PyException>(py) => Ok(None),
        time => time,
    };
    let window =
        |window: &fusebill::Window| RECORDS.create(py, "Window", (window.limit, window.remaining, time(window.reset)?));
    RECORDS.create(py, "Quota", (window(&quota.minute)?, window(&quota.day)?, time(quota.at)?))
}
