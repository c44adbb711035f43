//! Conversions between Rust and Python: numbers, times, money.

use std::{path::PathBuf, time::SystemTime};

use fusebill::{Arguments, BatchOptions, Call, CustomerId, Decimal, Error, Operation};
use pyo3::{
    exceptions::{PyException, PyOverflowError, PyTypeError, PyValueError},
    intern,
    prelude::*,
    types::{PyBool, PyByteArray, PyBytes, PyInt, PyMemoryView, PyString, PyTuple},
};

use crate::{callback, error};

/// Converts a field of the customer object to Python.
pub(crate) trait ToPython {
    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>>;
}

macro_rules! as_pyo3_does {
    ($($type:ty),*) => {$(
        impl ToPython for $type {
            fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                self.into_pyobject(py).map(|object| object.into_any()).map_err(Into::into)
            }
        }
    )*};
}

as_pyo3_does!(Option<String>, Option<i64>, Option<bool>, Option<Decimal>, i64, Option<&str>);

impl ToPython for Option<SystemTime> {
    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.map_or_else(|| Ok(py.None().into_bound(py)), |at| time(py, at))
    }
}

/// A time as a `datetime`. PyO3 would panic if the module cannot be loaded, for example because no more files can be opened.
pub(crate) fn time(py: Python<'_>, at: SystemTime) -> PyResult<Bound<'_, PyAny>> {
    callback::import(py, c"datetime")?;
    Ok(at.into_pyobject(py)?.into_any())
}

/// Loads the module of times before a batch, whose outcomes contain one.
pub(crate) fn prepare_times(py: Python<'_>) -> PyResult<()> {
    callback::import(py, c"datetime").map(drop).map_err(|failure| {
        // KeyboardInterrupt and the like are for the caller.
        if !failure.is_instance_of::<PyException>(py) {
            return failure;
        }
        let raised = error::raise(py, Error::io(format!("datetime cannot be loaded: {failure}")));
        raised.set_cause(py, Some(failure));
        raised
    })
}

impl<T: ToPython> ToPython for Vec<T> {
    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let elements = self.iter().map(|element| element.to_python(py)).collect::<PyResult<Vec<_>>>()?;
        Ok(elements.into_pyobject(py)?.into_any())
    }
}

/// A customer id: anything that counts as an integer, except a bool. Raises InvalidArgumentError if it is not a valid id.
pub(crate) fn customer_id(id: &Bound<'_, PyAny>) -> PyResult<CustomerId> {
    if id.is_instance_of::<PyBool>() {
        return Err(PyTypeError::new_err("a customer id must be an int, not bool"));
    }
    let id = &match id.is_instance_of::<PyInt>() {
        true => id.clone(),
        false => callback::call(&callback::import(id.py(), c"operator")?.getattr("index")?, &[id])?,
    };
    let checked = match id.extract::<i64>() {
        Ok(number) => CustomerId::new(number),
        Err(failure) if failure.is_instance_of::<PyOverflowError>(id.py()) => id.str()?.to_string().parse(),
        Err(failure) => return Err(failure),
    };
    checked.map_err(|failure| error::raise(id.py(), failure))
}

/// Whether it is text or bytes: iterable, but of something else than ids. `b"172677"` would be the customers 49, 55, 50…
fn is_text(object: &Bound<'_, PyAny>) -> bool {
    object.is_instance_of::<PyString>()
        || object.is_instance_of::<PyBytes>()
        || object.is_instance_of::<PyByteArray>()
        || object.is_instance_of::<PyMemoryView>()
}

/// Refuses text and bytes as ids or pairs.
pub(crate) fn check_ids(ids: &Bound<'_, PyAny>, argument: &str) -> PyResult<()> {
    if is_text(ids) {
        let kind = ids.get_type().name()?;
        return Err(PyTypeError::new_err(format!(
            "{argument} must be an iterable of {}, not {kind}",
            if argument == "ids" { "ints" } else { "pairs" }
        )));
    }
    Ok(())
}

/// How many ids there are, if they say so.
pub(crate) fn length(ids: &Bound<'_, PyAny>) -> PyResult<Option<usize>> {
    if !ids.hasattr(intern!(ids.py(), "__len__"))? {
        return Ok(None);
    }
    match ids.len() {
        Ok(length) => Ok(Some(length)),
        // More than there can be, such as `range(10**30)`.
        Err(failure) if failure.is_instance_of::<PyOverflowError>(ids.py()) => Ok(None),
        Err(raised) => Err(raised),
    }
}

/// The columns of a row, which may be that of a database cursor or of an array; `None` if it is a value.
fn columns<'py>(row: &Bound<'py, PyAny>) -> PyResult<Option<Vec<Bound<'py, PyAny>>>> {
    let py = row.py();
    if row.is_instance_of::<PyInt>() || is_text(row) {
        return Ok(None);
    }
    let is_row = row.hasattr(intern!(py, "__getitem__"))? && row.hasattr(intern!(py, "__len__"))?;
    // An array without a dimension has both, and no length.
    let Some(length) = is_row.then(|| row.len().ok()).flatten() else { return Ok(None) };
    (0..length.min(3)).map(|at| row.get_item(at)).collect::<PyResult<_>>().map(Some)
}

/// The ids of an iterable.
pub(crate) fn customer_ids(ids: &Bound<'_, PyAny>) -> PyResult<Vec<i64>> {
    check_ids(ids, "ids")?;
    let all = callback::call(&ids.py().get_type::<PyTuple>(), &[ids])?;
    let id = |id: Bound<'_, PyAny>| match columns(&id)?.as_deref() {
        Some([only]) => customer_id(only),
        _ => customer_id(&id),
    };
    all.cast::<PyTuple>()?.iter().map(|row| Ok(id(row)?.get())).collect()
}

/// The operation with this name.
pub(crate) fn operation(py: Python<'_>, name: &str) -> PyResult<Operation> {
    name.parse().map_err(|failure| error::raise(py, failure))
}

/// The call with these arguments.
pub(crate) fn call(
    py: Python<'_>,
    operation: Operation,
    customer_id: Option<&Bound<'_, PyAny>>,
    salesforce_id: Option<&str>,
    force: bool,
) -> PyResult<Call> {
    let customer = customer_id.map(self::customer_id).transpose()?;
    let arguments = || Ok(Arguments { customer, salesforce: salesforce_id.map(str::parse).transpose()?, force });
    arguments().and_then(|arguments| Call::with(operation, arguments)).map_err(|failure| error::raise(py, failure))
}

/// The call for an id of an iterable; a value that is not an id is reported with its position.
pub(crate) fn call_at(
    operation: Operation,
    options: &BatchOptions,
    position: u64,
    id: &Bound<'_, PyAny>,
) -> PyResult<Call> {
    let call = || {
        let (id, salesforce_id): (Bound<'_, PyAny>, Option<String>) =
            match (operation.takes_salesforce_id(), columns(id)?.as_deref()) {
                (true, Some([id, account])) => (id.clone(), account.extract()?),
                (false, Some([id])) => (id.clone(), None),
                (false, None) => (id.clone(), None),
                _ => return Err(PyTypeError::new_err("it has another number of columns")),
            };
        let customer = customer_id(&id)?;
        options
            .call_for(operation, customer, salesforce_id.as_deref())
            .map_err(|failure| error::raise(id.py(), failure))
    };
    call().map_err(|failure| {
        let py = id.py();
        if !failure.is_instance_of::<PyTypeError>(py) && !failure.is_instance_of::<PyValueError>(py) {
            return failure;
        }
        let shown =
            callback::import(py, c"builtins").and_then(|builtins| callback::call(&builtins.getattr("repr")?, &[id]));
        let value = match shown {
            Ok(value) => value.to_string(),
            Err(failure) if failure.is_instance_of::<PyException>(py) => "a value".into(),
            Err(interrupt) => return interrupt,
        };
        let value: String = value.chars().take(100).collect();
        let what = match operation.takes_salesforce_id() {
            true => {
                "a pair of a customer id and a Salesforce id: an int from 1 and a str of 15 or 18 characters are".into()
            }
            false => format!("a customer id: an int from 1 to {} is", i64::MAX),
        };
        let argument = if operation.takes_salesforce_id() { "pairs" } else { "ids" };
        let message = format!("{argument}[{position}]: {value} is not {what} needed");
        let raised = error::raise(py, Error::invalid_argument(message));
        raised.set_cause(py, Some(failure));
        raised
    })
}

/// A count. One too large for 64 bits is clamped: it is outside every option's range, and the error names the option.
pub(crate) fn count(value: &Bound<'_, PyAny>) -> PyResult<i64> {
    match value.extract::<i64>() {
        Err(failure) if failure.is_instance_of::<PyOverflowError>(value.py()) => {
            Ok(if value.lt(0)? { i64::MIN } else { i64::MAX })
        }
        other => other,
    }
}

/// Seconds: a number, or a timedelta.
pub(crate) fn seconds(value: &Bound<'_, PyAny>) -> PyResult<f64> {
    match value.getattr_opt(intern!(value.py(), "total_seconds"))? {
        Some(total) => callback::call(&total, &[])?.extract(),
        None => value.extract(),
    }
}

pub(crate) fn optional_seconds(value: &Bound<'_, PyAny>) -> PyResult<Option<f64>> {
    if value.is_none() { Ok(None) } else { seconds(value).map(Some) }
}

pub(crate) fn optional_count(value: &Bound<'_, PyAny>) -> PyResult<Option<i64>> {
    if value.is_none() { Ok(None) } else { count(value).map(Some) }
}

/// The path of a file, as `os.fspath` returns it.
pub(crate) fn path(value: &Bound<'_, PyAny>) -> PyResult<Option<PathBuf>> {
    if value.is_none() {
        return Ok(None);
    }
    let path = match value.is_instance_of::<PyString>() {
        true => value.clone(),
        false => callback::call(&callback::import(value.py(), c"os")?.getattr("fspath")?, &[value])?,
    };
    path.extract().map(Some)
}
