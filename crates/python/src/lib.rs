//! The Python binding: it converts types and forwards to the core. The part that needs no Rust is in `bindings/python`.
#![deny(unsafe_code)]
#![allow(missing_docs, reason = "the documentation is the docstrings; the classes are not seen from Rust")]

mod batch;
mod callback;
mod cancel;
mod client;
mod command;
mod convert;
mod customer;
mod customers;
mod error;
mod logging;
mod records;
mod results;
mod sandbox;
mod wait;

use std::sync::OnceLock;

use pyo3::{
    exceptions::{PyAttributeError, PyException, PyImportError},
    prelude::*,
};

/// The native half of the package `fusebill`.
#[pymodule(gil_used = false)]
mod _fusebill {
    use pyo3::prelude::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        let py = module.py();
        crate::one_interpreter(py)?;
        crate::logging::install();
        module.setattr("__version__", fusebill::VERSION)?;
        module.setattr("__getattr__", wrap_pyfunction!(crate::attribute, py)?)
    }
}

/// What the module contains besides its version. PyO3 creates a class when it is first needed, for which it needs neither a
/// file nor another module; to create all of them would take a sixth of an import.
#[pyfunction]
#[pyo3(name = "__getattr__")]
fn attribute<'py>(py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
    Ok(match name {
        "Batch" => py.get_type::<batch::Batch>().into_any(),
        "CancelToken" => py.get_type::<cancel::CancelToken>().into_any(),
        "Client" => py.get_type::<client::Client>().into_any(),
        "Customer" => py.get_type::<customer::Customer>().into_any(),
        "Customers" => py.get_type::<customers::Customers>().into_any(),
        "Sandbox" => py.get_type::<sandbox::Sandbox>().into_any(),
        "_errors" => error::module(py)?.clone().into_any(),
        "_records" => records::module(py)?.clone().into_any(),
        "_settle" => wrap_pyfunction!(settle, py)?.into_any(),
        "_end_calls" => wrap_pyfunction!(wait::end_calls, py)?.into_any(),
        "_forget_calls" => wrap_pyfunction!(wait::forget_calls, py)?.into_any(),
        "_run_command" => wrap_pyfunction!(command::run_command, py)?.into_any(),
        _ => return Err(PyAttributeError::new_err(format!("module 'fusebill._fusebill' has no attribute '{name}'"))),
    })
}

/// Registered before a fork: creates and loads what is otherwise created and loaded when it is needed. If another thread is
/// doing so at that moment, it stays incomplete in the child, and whoever needs it there waits forever.
#[pyfunction]
#[pyo3(name = "_settle")]
fn settle(py: Python<'_>) -> PyResult<()> {
    for class in ["Batch", "CancelToken", "Client", "Customer", "Customers", "Sandbox"] {
        attribute(py, class)?;
    }
    match error::module(py) {
        // The child tries again.
        Err(failure) if failure.is_instance_of::<PyException>(py) => Ok(()),
        loaded => loaded.map(drop),
    }
}

/// Rejects any interpreter other than the one that imported the module first. Classes and exceptions belong to the process:
/// a second interpreter would not recognize them, and they would outlive it.
fn one_interpreter(py: Python<'_>) -> PyResult<()> {
    static FIRST: OnceLock<usize> = OnceLock::new();
    // Every interpreter has its own `sys.modules`, which lives as long as it does.
    let this = callback::import(py, c"sys")?.getattr("modules")?.as_ptr() as usize;
    if *FIRST.get_or_init(|| this) == this {
        return Ok(());
    }
    Err(PyImportError::new_err(
        "fusebill works in one interpreter of a process, and another one has imported it already",
    ))
}
