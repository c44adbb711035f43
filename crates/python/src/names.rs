//! The names of the package: most are created or loaded when they are first needed.

use pyo3::{
    exceptions::PyAttributeError,
    prelude::*,
    types::{PyDict, PyString},
};

use crate::{
    batch::Batch, callback, cancel::CancelToken, client::Client, command, customer::Customer, customers::Customers,
    error, records, sandbox::Sandbox,
};

/// Everything public, in the order of the alphabet.
pub(crate) const PUBLIC: [&str; 38] = [
    "Accepted",
    "ApiError",
    "BadResponseError",
    "Batch",
    "CancelToken",
    "CancelledError",
    "CheckStage",
    "Client",
    "ConnectionError",
    "ConnectionRefusedError",
    "ConnectionResetError",
    "Customer",
    "CustomerAcquisition",
    "CustomerReference",
    "Customers",
    "CustomersSummary",
    "Error",
    "FileNotFoundError",
    "IOError",
    "InternalError",
    "InvalidArgumentError",
    "NotDisabledError",
    "NotEnabledError",
    "NotFoundError",
    "Outcome",
    "PermissionError",
    "Quota",
    "RateLimitedError",
    "RejectedError",
    "SalesTrackingCode",
    "Sandbox",
    "ServerError",
    "Summary",
    "TimeoutError",
    "TlsError",
    "UnauthorizedError",
    "Window",
    "__version__",
];

/// What replaces a built-in name, and so is not imported by `from fusebill import *`.
const BUILT_IN: [&str; 7] = [
    "ConnectionError",
    "ConnectionRefusedError",
    "ConnectionResetError",
    "FileNotFoundError",
    "IOError",
    "PermissionError",
    "TimeoutError",
];

/// Adds what an import needs; the functions provide the rest.
pub(crate) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.setattr("__all__", PUBLIC.into_iter().filter(|name| !BUILT_IN.contains(name)).collect::<Vec<_>>())?;
    module.setattr("__dir__", wrap_pyfunction!(names, module)?)?;
    module.setattr("__getattr__", wrap_pyfunction!(attribute, module)?)
}

/// The names that the native module provides. PyO3 creates a class on first use, from memory alone; creating all of them at
/// once would add a sixth to the time of an import.
pub(crate) fn native<'py>(py: Python<'py>, name: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
    Ok(Some(match name {
        "Batch" => py.get_type::<Batch>().into_any(),
        "CancelToken" => py.get_type::<CancelToken>().into_any(),
        "Client" => py.get_type::<Client>().into_any(),
        "Customer" => py.get_type::<Customer>().into_any(),
        "Customers" => py.get_type::<Customers>().into_any(),
        "Sandbox" => py.get_type::<Sandbox>().into_any(),
        "__version__" => PyString::new(py, fusebill::VERSION).into_any(),
        "_run_command" => wrap_pyfunction!(command::run_command, py)?.into_any(),
        _ => return Ok(None),
    }))
}

/// Creates a class on first access; loads errors and records then, or with the first client.
#[pyfunction]
#[pyo3(name = "__getattr__", pass_module)]
fn attribute<'py>(module: &Bound<'py, PyModule>, name: &str) -> PyResult<Bound<'py, PyAny>> {
    let py = module.py();
    let names = module.dict();
    if name == "aio" {
        return Ok(callback::import(py, c"fusebill.aio")?.into_any()); // which also assigns the name
    }
    if let Some(value) = native(py, name)? {
        return set_default(&names, name, value);
    }
    if !PUBLIC.contains(&name) {
        return Err(PyAttributeError::new_err(format!("module 'fusebill' has no attribute '{name}'")));
    }
    // All at once, because their annotations name each other. Both modules are kept: what is raised and returned is of these
    // classes, whatever becomes of sys.modules.
    let (errors, records) = (error::module(py)?, records::module(py)?);
    for public in PUBLIC {
        let value = match native(py, public)? {
            Some(value) => value,
            None => errors.getattr(public).or_else(|_| records.getattr(public))?,
        };
        set_default(&names, public, value)?;
    }
    module.getattr(name)
}

/// The value of a name that may have been assigned already; otherwise, assigns it.
fn set_default<'py>(names: &Bound<'py, PyDict>, name: &str, value: Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    if let Some(assigned) = names.get_item(name)? {
        return Ok(assigned);
    }
    names.set_item(name, &value)?;
    Ok(value)
}

/// What `dir` shows: also what is created when it is first needed.
#[pyfunction]
#[pyo3(name = "__dir__", pass_module)]
fn names(module: &Bound<'_, PyModule>) -> PyResult<Vec<String>> {
    let mut names: Vec<String> = module.dict().keys().extract()?;
    names.extend(PUBLIC.map(str::to_owned));
    names.sort();
    names.dedup();
    Ok(names)
}
