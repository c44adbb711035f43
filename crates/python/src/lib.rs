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

/// The native half of the package `fusebill`.
#[pyo3::pymodule(gil_used = false)]
mod _fusebill {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::{
        batch::Batch, cancel::CancelToken, client::Client, command::run_command, customer::Customer,
        customers::Customers, sandbox::Sandbox,
    };

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        crate::one_interpreter(module.py())?;
        crate::logging::install();
        module.add("__version__", fusebill::VERSION)?;
        crate::wait::end_calls_at_exit(module.py())
    }
}

/// Rejects any interpreter other than the one that imported the module first. Classes and exceptions belong to the process:
/// a second interpreter would not recognize them, and they would outlive it.
fn one_interpreter(py: pyo3::Python<'_>) -> pyo3::PyResult<()> {
    use std::sync::OnceLock;

    use pyo3::{exceptions::PyImportError, types::PyAnyMethods};

    static FIRST: OnceLock<usize> = OnceLock::new();
    // Every interpreter has its own `sys.modules`, which lives as long as it does.
    let this = py.import("sys")?.getattr("modules")?.as_ptr() as usize;
    if *FIRST.get_or_init(|| this) == this {
        return Ok(());
    }
    Err(PyImportError::new_err(
        "fusebill works in one interpreter of a process, and another one has imported it already",
    ))
}
