//! Log lines go to `logging.getLogger("fusebill")`. A program that has not imported `logging` pays nothing for it: the
//! module is not imported here, and without it the log is off.

use std::cell::Cell;

use log::{LevelFilter, Log, Metadata, Record};
use pyo3::{
    exceptions::PyException,
    intern,
    prelude::*,
    sync::PyOnceLock,
    types::{PyDict, PyString},
};

use crate::callback;

static LOGGER: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

thread_local! {
    /// The exception of a handler during a call, to be raised by the call.
    static INTERRUPT: Cell<Option<PyErr>> = const { Cell::new(None) };
}

/// The exception of a log handler on this thread that is not for the log: KeyboardInterrupt.
pub(crate) fn take_interrupt() -> Option<PyErr> {
    INTERRUPT.take()
}

struct Forward;

impl Log for Forward {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        // Not the lines of other crates in this module.
        metadata.target().starts_with("fusebill")
    }

    fn log(&self, record: &Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        Python::try_attach(|py| {
            let Some(logger) = LOGGER.get(py) else { return };
            let level =
                level_number(record.level().to_level_filter()).into_pyobject(py).unwrap_or_else(|never| match never {});
            let line = PyString::new(py, &record.args().to_string());
            let arguments = [level.as_any(), intern!(py, "%s").as_any(), line.as_any()];
            match callback::call_method(logger.bind(py), intern!(py, "log"), &arguments) {
                Ok(_) => {}
                Err(failure) if failure.is_instance_of::<PyException>(py) => failure.write_unraisable(py, None),
                // KeyboardInterrupt and the like are for the caller.
                Err(interrupt) => INTERRUPT.set(Some(interrupt)),
            }
        });
    }

    fn flush(&self) {}
}

/// Called once, when the module is imported.
pub(crate) fn install() {
    // Fails only in a second interpreter of the process, where the logger of the first one also works.
    let _ = log::set_logger(&Forward);
}

/// Adopts the logger's current level; called before each call.
pub(crate) fn refresh(py: Python<'_>) -> PyResult<()> {
    let logger = match LOGGER.get(py) {
        Some(logger) => logger,
        None => match logging_if_imported(py)? {
            None => return Ok(()),
            Some(logging) => {
                let logger = callback::call_method(&logging, intern!(py, "getLogger"), &[intern!(py, "fusebill")])?;
                // So that a program without handlers gets nothing on standard error.
                let nothing = callback::call_method(&logging, intern!(py, "NullHandler"), &[])?;
                callback::call_method(&logger, intern!(py, "addHandler"), &[&nothing])?;
                LOGGER.get_or_init(py, || logger.unbind())
            }
        },
    };
    let level: i64 = callback::call_method(logger.bind(py), intern!(py, "getEffectiveLevel"), &[])?.extract()?;
    let levels = [LevelFilter::Trace, LevelFilter::Debug, LevelFilter::Info, LevelFilter::Warn, LevelFilter::Error];
    let most = levels.into_iter().find(|filter| level_number(*filter) >= level);
    log::set_max_level(most.unwrap_or(LevelFilter::Off));
    Ok(())
}

fn logging_if_imported(py: Python<'_>) -> PyResult<Option<Bound<'_, PyAny>>> {
    // Cached: this is checked before each call of a program that does not log.
    static MODULES: PyOnceLock<Py<PyDict>> = PyOnceLock::new();
    let find = || Ok::<_, PyErr>(callback::import(py, c"sys")?.getattr("modules")?.cast_into::<PyDict>()?.unbind());
    match MODULES.get_or_try_init(py, find)?.bind(py).get_item(intern!(py, "logging"))? {
        // While it is being imported, it has no NullHandler yet.
        Some(logging) if logging.hasattr(intern!(py, "NullHandler"))? => Ok(Some(logging)),
        _ => Ok(None),
    }
}

/// Python's number for a level.
fn level_number(level: LevelFilter) -> i64 {
    match level {
        LevelFilter::Off => i64::MAX,
        LevelFilter::Error => 40,
        LevelFilter::Warn => 30,
        LevelFilter::Info => 20,
        LevelFilter::Debug => 10,
        LevelFilter::Trace => 5,
    }
}
