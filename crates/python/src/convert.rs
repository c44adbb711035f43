//! Conversions between Rust and Python: numbers, times, money.

use std::{path::PathBuf, time::SystemTime};

use fusebill::{Arguments, BatchOptions, Call, CustomerId, Decimal, Error, Operation, SynchStatus};
use pyo3::{
    exceptions::{PyException, PyOverflowError, PyTypeError, PyValueError},
    intern,
    prelude::*,
    types::{PyBool, PyByteArray, PyBytes, PyInt, PyMemoryView, PyString, PyTuple},
};

use crate::{
    callback, classes, error,
    options::{Unfit, argument},
};

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
    let py = id.py();
    let index = id.get_type().getattr_opt(intern!(py, "__index__"))?;
    let id = &match index.filter(|_| !id.is_instance_of::<PyBool>()) {
        Some(_) if id.is_instance_of::<PyInt>() => id.clone(),
        Some(index) => callback::call(&index, &[id])?,
        None => return Err(wrong_type("customer_id", "an int", id)),
    };
    let checked = match id.extract::<i64>() {
        Ok(number) => CustomerId::new(number),
        Err(failure) if failure.is_instance_of::<PyOverflowError>(py) => id.str()?.to_string().parse(),
        Err(failure) => return Err(failure),
    };
    checked.map_err(|failure| error::raise(py, failure))
}

/// The TypeError for an argument.
pub(crate) fn wrong_type(argument: &str, needed: &str, value: &Bound<'_, PyAny>) -> PyErr {
    let kind = value.get_type().name().map_or_else(|_| "this".into(), |name| name.to_string());
    PyTypeError::new_err(format!("{argument} must be {needed}, not {kind}"))
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
    let needed = if argument == "ids" { "an iterable of ints" } else { "an iterable of pairs" };
    match is_text(ids) || !ids.hasattr(intern!(ids.py(), "__iter__"))? && ids.try_iter().is_err() {
        true => Err(wrong_type(argument, needed, ids)),
        false => Ok(()),
    }
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

/// The call with these arguments; None for one that is not given.
pub(crate) fn call(
    py: Python<'_>,
    operation: &str,
    customer_id: &Bound<'_, PyAny>,
    salesforce_id: &Bound<'_, PyAny>,
    force: &Bound<'_, PyAny>,
) -> PyResult<Call> {
    let operation = self::operation(py, operation)?;
    let customer = match customer_id.is_none() && !operation.needs_customer_id() {
        true => None,
        false => Some(self::customer_id(customer_id)?),
    };
    let account = match salesforce_id.is_none() && !operation.takes_salesforce_id() {
        true => None,
        false => Some(argument("salesforce_id", salesforce_id, word)?),
    };
    let force = argument("force", force, flag)?;
    let salesforce = account.as_deref().map(str::parse).transpose();
    salesforce
        .and_then(|salesforce| Call::with(operation, Arguments { customer, salesforce, force }))
        .map_err(|failure| error::raise(py, failure))
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
        let value = match classes::named(py, "repr").and_then(|repr| callback::call(&repr, &[id])) {
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

/// Whether it is an exception about a type.
fn or_type(needed: &'static str, failure: PyErr, value: &Bound<'_, PyAny>) -> Unfit {
    match failure.is_instance_of::<PyTypeError>(value.py()) {
        true => Unfit::Type(needed),
        false => Unfit::Raised(failure),
    }
}

/// A whole number, but no bool.
pub(crate) fn count(value: &Bound<'_, PyAny>) -> Result<i64, Unfit> {
    match value.is_instance_of::<PyBool>() {
        true => Err(Unfit::Type("an int")),
        false => value.extract().map_err(|failure| or_type("an int", failure, value)),
    }
}

/// Seconds: a number, or a timedelta.
pub(crate) fn seconds(value: &Bound<'_, PyAny>) -> Result<f64, Unfit> {
    let needed = "a number of seconds or a timedelta";
    match value.getattr_opt(intern!(value.py(), "total_seconds"))? {
        Some(total) => Ok(callback::call(&total, &[])?.extract()?),
        None if value.is_instance_of::<PyBool>() => Err(Unfit::Type(needed)),
        None => value.extract().map_err(|failure| or_type(needed, failure, value)),
    }
}

/// `None`, or what `convert` makes of the value.
pub(crate) fn optional<'py, T>(
    value: &Bound<'py, PyAny>,
    convert: impl FnOnce(&Bound<'py, PyAny>) -> Result<T, Unfit>,
) -> Result<Option<T>, Unfit> {
    if value.is_none() { Ok(None) } else { convert(value).map(Some) }
}

/// Seconds as milliseconds; `option` is the core's name for them.
pub(crate) fn milliseconds(option: &'static str, value: &Bound<'_, PyAny>) -> Result<i64, Unfit> {
    fusebill::seconds(option, seconds(value)?).map_err(|failure| Unfit::Raised(error::raise(value.py(), failure)))
}

pub(crate) fn flag(value: &Bound<'_, PyAny>) -> Result<bool, Unfit> {
    value.extract().map_err(|failure| or_type("a bool", failure, value))
}

/// A text.
pub(crate) fn word(value: &Bound<'_, PyAny>) -> Result<String, Unfit> {
    value.extract().map_err(|failure| or_type("a str", failure, value))
}

pub(crate) fn ids(value: &Bound<'_, PyAny>) -> Result<Vec<i64>, Unfit> {
    Ok(customer_ids(value)?)
}

pub(crate) fn synch_status(value: &Bound<'_, PyAny>) -> Result<SynchStatus, Unfit> {
    word(value)?.parse().map_err(|failure| Unfit::Raised(error::raise(value.py(), failure)))
}

/// The path of a file, as `os.fspath` returns it.
pub(crate) fn path(value: &Bound<'_, PyAny>) -> Result<PathBuf, Unfit> {
    let path = match value.is_instance_of::<PyString>() {
        true => value.clone(),
        false => callback::call(&classes::named(value.py(), "fspath")?, &[value])
            .map_err(|failure| or_type("a str or an os.PathLike", failure, value))?,
    };
    path.extract().map_err(|failure| or_type("a str or an os.PathLike", failure, &path))
}
