//! The native half of the Python package: it converts types and forwards to the core. The other half, with every public class
//! and its documentation, is in `bindings/python`.
#![deny(unsafe_code)]
#![allow(missing_docs, reason = "the documentation is that of the public classes, in Python")]

mod batch;
mod callback;
mod cancel;
mod classes;
mod client;
mod command;
mod convert;
mod customer;
mod customers;
mod error;
mod generated {
    mod options;
}
mod logging;
mod options;
mod process;
mod results;
mod sandbox;
mod wait;

use pyo3::pymodule;

/// The native half of fusebill. Use the package, not this module.
#[pymodule(gil_used = false)]
mod _fusebill {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::{
        batch::Batch, cancel::CancelToken, classes::adopt, client::Client, command::run_command, customer::Customer,
        customers::Customers, sandbox::Sandbox,
    };

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.setattr("VERSION", fusebill::VERSION)?;
        crate::process::join(module.py())?;
        crate::logging::install();
        Ok(())
    }
}
