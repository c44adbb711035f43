//! The command `fusebill`, shipped with the wheel.

use std::ffi::OsString;

use pyo3::prelude::*;

/// Runs the command with these arguments (the first is its name) and returns its exit status.
#[pyfunction]
pub(crate) fn run_command(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| fusebill_cli::run(arguments))
}
