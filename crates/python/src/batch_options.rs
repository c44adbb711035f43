//! The keywords of the batches: the same for each of them.

use fusebill::BatchOptions;
use pyo3::{
    exceptions::PyTypeError,
    prelude::*,
    types::{PyDict, PyString},
};

use crate::convert;

/// The options of a batch, and whether to show a progress bar. `force` is the keyword of the batch of Latch alone.
pub(crate) struct Keywords {
    pub(crate) options: BatchOptions,
    pub(crate) progress: bool,
}

impl Keywords {
    pub(crate) fn read(method: &str, takes_force: bool, given: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let mut read = Self { options: BatchOptions::default(), progress: false };
        for (name, value) in given.into_iter().flatten() {
            let name = name.cast::<PyString>()?.to_cow()?;
            let known = read.set(&name, takes_force, &value).map_err(|failure| named(&name, failure, &value))?;
            if !known {
                let message = format!("Client.{method}() got an unexpected keyword argument '{name}'");
                return Err(PyTypeError::new_err(message));
            }
        }
        Ok(read)
    }

    /// Returns false for a name that is not known.
    fn set(&mut self, name: &str, takes_force: bool, value: &Bound<'_, PyAny>) -> PyResult<bool> {
        let options = &mut self.options;
        match name {
            "force" if takes_force => options.force_latch = value.extract()?,
            "concurrency" => options.concurrency = convert::optional_count(value)?,
            "max_per_minute" => options.max_per_minute = convert::optional_count(value)?,
            "results_file" => options.results_file = convert::path(value)?,
            "resume" => options.resume = value.extract()?,
            "retry_failed" => options.retry_failed = value.extract()?,
            "new_key" => options.new_key = value.extract()?,
            "new_host" => options.new_host = value.extract()?,
            "stop_after_failures" => options.stop_after_failures = convert::optional_count(value)?,
            "wait" => options.wait = value.extract()?,
            "progress" => self.progress = value.extract()?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

/// A TypeError that names the argument, as for any other function.
fn named(name: &str, failure: PyErr, value: &Bound<'_, PyAny>) -> PyErr {
    let py = value.py();
    if !failure.is_instance_of::<PyTypeError>(py) {
        return failure;
    }
    let error = PyTypeError::new_err(format!("argument '{name}': {}", failure.value(py)));
    error.set_cause(py, failure.cause(py));
    error
}
