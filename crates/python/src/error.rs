//! The core's error as an exception.

use fusebill::CustomerId;
use pyo3::{prelude::*, types::PyDict};

use crate::{callback, classes};

/// The exception itself, not raised: an outcome of a batch contains it. `customer` is the one whose call failed.
pub(crate) fn exception<'py>(
    py: Python<'py>,
    error: &fusebill::Error,
    customer: Option<CustomerId>,
) -> PyResult<Bound<'py, PyAny>> {
    let errors = error.errors().iter().map(|entry| classes::create(py, "ApiError", (&entry.key, &entry.value)));
    let fields = PyDict::new(py);
    fields.set_item("http_status", error.http_status())?;
    fields.set_item("error_id", error.error_id())?;
    fields.set_item("errors", errors.collect::<PyResult<Vec<_>>>()?)?;
    fields.set_item("retry_after", error.retry_after().map(|wait| wait.as_secs_f64()))?;
    fields.set_item("attempts", error.attempts())?;
    fields.set_item("sent", error.sent().name())?;
    fields.set_item("limit", error.limit().map(|limit| limit.to_string()))?;
    fields.set_item("quota", classes::quota(py, error.quota())?)?;
    fields.set_item("advice", fusebill::spell_options(error.kind().advice(), keyword))?;
    fields.set_item("customer_id", customer.map(CustomerId::get))?;
    fields.set_item("json", error.to_json())?;
    let what = (error.kind().name(), error.message_spelled(keyword)).into_pyobject(py)?;
    let system = (error.os_error(), error.path().map(|path| path.as_os_str())).into_pyobject(py)?;
    callback::call(&classes::named(py, "make_error")?, &[&what, &system, &fields])
}

/// The exception of an outcome whose customer was returned without the requested state.
pub(crate) fn of_outcome<'py>(py: Python<'py>, outcome: &fusebill::Outcome) -> PyResult<Bound<'py, PyAny>> {
    let fields = PyDict::new(py);
    fields.set_item("http_status", outcome.http_status())?;
    fields.set_item("attempts", outcome.attempts())?;
    fields.set_item("sent", outcome.sent().name())?;
    fields.set_item("advice", "look at the customer on the vendor's pages")?;
    fields.set_item("customer_id", outcome.id.get())?;
    let what = (outcome.name(), outcome.message()).into_pyobject(py)?;
    let system = (None::<i32>, None::<&str>).into_pyobject(py)?;
    callback::call(&classes::named(py, "make_error")?, &[&what, &system, &fields])
}

/// The Python keyword of an option: `caFile` is `ca_file`, and `timeoutMs` is `timeout`.
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

/// The same, to be raised; not about one customer.
pub(crate) fn raise(py: Python<'_>, error: fusebill::Error) -> PyErr {
    raise_for(py, error, None)
}

/// The same, to be raised for a call of this customer.
pub(crate) fn raise_for(py: Python<'_>, error: fusebill::Error, customer: Option<CustomerId>) -> PyErr {
    match exception(py, &error, customer) {
        Ok(exception) => PyErr::from_value(exception),
        Err(failure) => failure,
    }
}
