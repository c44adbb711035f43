//! The core's error as an exception; the classes are in `fusebill/_errors.py`.

use pyo3::{
    prelude::*,
    sync::PyOnceLock,
    types::{PyDict, PyType},
};

use crate::convert;

fn classes(py: Python<'_>) -> PyResult<&Bound<'_, PyDict>> {
    static BY_NAME: PyOnceLock<Py<PyDict>> = PyOnceLock::new();
    BY_NAME
        .get_or_try_init(py, || Ok(py.import("fusebill._errors")?.getattr("BY_NAME")?.cast_into::<PyDict>()?.unbind()))
        .map(|classes| classes.bind(py))
}

/// Loads what an exception is made of, so that one can be raised when no file can be opened any more.
pub(crate) fn prepare(py: Python<'_>) -> PyResult<()> {
    classes(py)?;
    convert::records(py).map(drop)
}

/// The exception itself, not raised: an outcome of a batch carries it.
pub(crate) fn exception<'py>(py: Python<'py>, error: &fusebill::Error) -> PyResult<Bound<'py, PyAny>> {
    let class = classes(py)?.as_any().get_item(error.kind().name())?.cast_into::<PyType>()?;
    let errors = error.errors().iter().map(|entry| convert::record(py, "ApiError", (&entry.key, &entry.value)));
    let fields = PyDict::new(py);
    fields.set_item("http_status", error.http_status())?;
    fields.set_item("error_id", error.error_id())?;
    fields.set_item("errors", errors.collect::<PyResult<Vec<_>>>()?)?;
    fields.set_item("retry_after", error.retry_after().map(|wait| wait.as_secs_f64()))?;
    fields.set_item("attempts", error.attempts())?;
    fields.set_item("sent", error.sent().name())?;
    fields.set_item("limit", error.limit().map(|limit| limit.to_string()))?;
    fields.set_item("quota", convert::quota(py, error.quota())?)?;
    fields.set_item("json", error.to_json())?;
    class.call((fusebill::spell_options(error.message(), keyword),), Some(&fields))
}

/// An option as the keyword that it is in Python: `caFile` is `ca_file`, and `timeoutMs` is `timeout`.
fn keyword(option: &str) -> Option<String> {
    let mut name = String::new();
    for c in option.strip_suffix("Ms").unwrap_or(option).chars() {
        if c.is_ascii_uppercase() {
            name.push('_');
        }
        name.push(c.to_ascii_lowercase());
    }
    Some(name)
}

/// The same, to be raised.
pub(crate) fn raise(py: Python<'_>, error: fusebill::Error) -> PyErr {
    match exception(py, &error) {
        Ok(exception) => PyErr::from_value(exception),
        Err(failure) => failure,
    }
}
