//! Options from keywords. Which keyword sets which option is generated.

use pyo3::{
    exceptions::{PyOverflowError, PyTypeError},
    prelude::*,
    types::{PyDict, PyString},
};

use crate::{convert::wrong_type, error};

/// Why a value cannot be an option.
pub(crate) enum Unfit {
    /// It is of another type than what is needed.
    Type(&'static str),
    /// It raised an exception.
    Raised(PyErr),
}

impl From<PyErr> for Unfit {
    fn from(raised: PyErr) -> Self {
        Self::Raised(raised)
    }
}

/// Options that can be set by their names in Python.
pub(crate) trait Keywords: Default {
    /// Sets one. Returns false for a name that is not known.
    fn set(&mut self, name: &str, value: &Bound<'_, PyAny>) -> Result<bool, Unfit>;
}

/// Reads options from the keywords of a call.
pub(crate) fn read<T: Keywords>(given: &Bound<'_, PyDict>) -> PyResult<T> {
    let mut options = T::default();
    for (name, value) in given {
        let name = name.cast::<PyString>()?.to_cow()?;
        if !options.set(&name, &value).map_err(|unfit| raised(&name, &value, unfit))? {
            return Err(PyTypeError::new_err(format!("there is no option {name}")));
        }
    }
    Ok(options)
}

/// An argument that is no option, converted.
pub(crate) fn argument<'py, T>(
    name: &str,
    value: &Bound<'py, PyAny>,
    convert: impl FnOnce(&Bound<'py, PyAny>) -> Result<T, Unfit>,
) -> PyResult<T> {
    convert(value).map_err(|unfit| raised(name, value, unfit))
}

/// The exception, with the name of the argument.
fn raised(name: &str, value: &Bound<'_, PyAny>, unfit: Unfit) -> PyErr {
    match unfit {
        Unfit::Type(needed) => wrong_type(name, needed, value),
        Unfit::Raised(failure) if failure.is_instance_of::<PyOverflowError>(value.py()) => {
            let shown = value.str().map_or_else(|_| "this number".into(), |text| text.to_string());
            error::raise(
                value.py(),
                fusebill::Error::invalid_argument(format!("{name}: {shown} does not fit into 64 bits")),
            )
        }
        Unfit::Raised(failure) => failure,
    }
}
