//! The Python face: it converts types and forwards to the core. What needs no Rust is Python, in `bindings/python`.
#![forbid(unsafe_code)]
#![allow(missing_docs, reason = "the documentation is the docstrings; the classes are not seen from Rust")]

mod batch;
mod cancel;
mod client;
mod command;
mod convert;
mod customer;
mod error;
mod logging;
mod outcome;
mod sandbox;
mod wait;

/// The native half of the package `fusebill`.
#[pyo3::pymodule(gil_used = false)]
mod _fusebill {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::{
        batch::Batch,
        cancel::CancelToken,
        client::Client,
        command::run_command,
        customer::{Customer, CustomerAcquisition, CustomerReference, SalesTrackingCode},
        outcome::Outcome,
        sandbox::Sandbox,
    };

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        crate::logging::install();
        module.add("__version__", fusebill::VERSION)?;
        crate::wait::end_calls_at_exit(module.py())
    }
}
