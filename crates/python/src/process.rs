//! The package and its process: one interpreter, its end, and forks.

use std::sync::OnceLock;

use pyo3::{exceptions::PyImportError, prelude::*, types::PyDict};

use crate::{callback, wait};

/// Called by an import: accepts the interpreter, and registers what must happen before the process ends, and in the
/// child of a fork.
pub(crate) fn join(py: Python<'_>) -> PyResult<()> {
    one_interpreter(py)?;
    let at_exit = callback::import(py, c"atexit")?.getattr("register")?;
    callback::call(&at_exit, &[&wrap_pyfunction!(wait::end_calls, py)?.into_any()])?;
    // Windows has no fork.
    if let Some(at_fork) = callback::import(py, c"os")?.getattr_opt("register_at_fork")? {
        let handlers = PyDict::new(py);
        handlers.set_item("after_in_child", wrap_pyfunction!(wait::forget_calls, py)?)?;
        #[expect(clippy::disallowed_methods, reason = "it runs no Python code; its arguments are keywords")]
        at_fork.call((), Some(&handlers))?;
    }
    Ok(())
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
