//! From Rust to Python and back: numbers, times, money, and the small records of `fusebill/_records.py`.

use std::time::SystemTime;

use fusebill::{CustomerId, Decimal, Error, Quota, Window};
use pyo3::{
    call::PyCallArgs,
    exceptions::{PyOverflowError, PyTypeError, PyValueError},
    prelude::*,
    types::PyBool,
};

use crate::error;

/// How a field of the customer object looks in Python.
pub(crate) trait ToPython {
    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>>;
}

macro_rules! as_pyo3_does {
    ($($type:ty),*) => {$(
        impl ToPython for $type {
            fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                self.into_pyobject(py).map(|object| object.into_any()).map_err(Into::into)
            }
        }
    )*};
}

as_pyo3_does!(Option<String>, Option<i64>, Option<bool>, Option<Decimal>, Option<SystemTime>, i64, Option<&str>);

impl<T: ToPython> ToPython for Vec<T> {
    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let elements = self.iter().map(|element| element.to_python(py)).collect::<PyResult<Vec<_>>>()?;
        Ok(elements.into_pyobject(py)?.into_any())
    }
}

/// A customer id: whatever counts as an integer, but not True. An integer that is no id is InvalidArgumentError.
pub(crate) fn customer_id(id: &Bound<'_, PyAny>) -> PyResult<CustomerId> {
    if id.is_instance_of::<PyBool>() {
        return Err(PyTypeError::new_err("a customer id must be an int, not bool"));
    }
    let checked = match id.extract::<i64>() {
        Ok(number) => CustomerId::new(number),
        Err(failure) if failure.is_instance_of::<PyOverflowError>(id.py()) => id.str()?.to_string().parse(),
        Err(failure) => return Err(failure),
    };
    checked.map_err(|failure| error::raise(id.py(), failure))
}

/// An id of an iterable; whatever is not one is reported with its value and its position.
pub(crate) fn customer_id_at(position: u64, id: &Bound<'_, PyAny>) -> PyResult<CustomerId> {
    customer_id(id).map_err(|failure| {
        let py = id.py();
        if !failure.is_instance_of::<PyTypeError>(py) && !failure.is_instance_of::<PyValueError>(py) {
            return failure;
        }
        let value = id.repr().map_or_else(|_| "a value".into(), |value| value.to_string());
        let value: String = value.chars().take(100).collect();
        let message = format!("ids[{position}]: {value} is not a customer id: an int from 1 to {} is needed", i64::MAX);
        let raised = error::raise(py, Error::invalid_argument(message));
        raised.set_cause(py, Some(failure));
        raised
    })
}

/// The module of the records.
pub(crate) fn records(py: Python<'_>) -> PyResult<Bound<'_, PyModule>> {
    py.import("fusebill._records")
}

/// Makes one of the records.
pub(crate) fn record<'py>(py: Python<'py>, class: &str, fields: impl PyCallArgs<'py>) -> PyResult<Bound<'py, PyAny>> {
    records(py)?.getattr(class)?.call1(fields)
}

pub(crate) fn quota<'py>(py: Python<'py>, quota: &Quota) -> PyResult<Bound<'py, PyAny>> {
    let window = |window: &Window| record(py, "Window", (window.limit, window.remaining, window.reset));
    record(py, "Quota", (window(&quota.minute)?, window(&quota.day)?, quota.at))
}
