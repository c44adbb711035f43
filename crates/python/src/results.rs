//! What calls, batches, lists and checks return, as values of the public classes.

use std::collections::BTreeMap;

use pyo3::{
    IntoPyObjectExt,
    prelude::*,
    types::{IntoPyDict, PyTuple},
};

use crate::{classes::create, convert, customer::Customer, error};

/// A customer as its public class.
pub(crate) fn customer(py: Python<'_>, customer: fusebill::Customer) -> PyResult<Bound<'_, PyAny>> {
    create(py, "Customer", (Customer(customer),))
}

pub(crate) fn accepted<'py>(py: Python<'py>, accepted: &fusebill::Accepted) -> PyResult<Bound<'py, PyAny>> {
    create(py, "Accepted", (accepted.text(), optional_customer(py, accepted)?, accepted.http_status))
}

pub(crate) fn outcome<'py>(py: Python<'py>, outcome: &fusebill::Outcome) -> PyResult<Bound<'py, PyAny>> {
    let (answer, failure) = match &outcome.result {
        Ok(answer) => {
            (optional_customer(py, answer)?, outcome.message().map(|_| error::of_outcome(py, outcome)).transpose()?)
        }
        Err(failure) => (None, Some(error::exception(py, failure, Some(outcome.id))?)),
    };
    // In the order of the members of the JSON, as Outcome takes them, and then what is not in it.
    let fields = [
        outcome.id.get().into_bound_py_any(py)?,
        outcome.code().into_bound_py_any(py)?,
        outcome.name().into_bound_py_any(py)?,
        outcome.http_status().into_bound_py_any(py)?,
        outcome.message().into_bound_py_any(py)?,
        outcome.customer().and_then(fusebill::Customer::salesforce_id).into_bound_py_any(py)?,
        outcome.customer().and_then(fusebill::Customer::salesforce_synch_status).into_bound_py_any(py)?,
        outcome.requested_salesforce_id.map(|id| id.to_string()).into_bound_py_any(py)?,
        outcome.attempts().into_bound_py_any(py)?,
        outcome.sent().name().into_bound_py_any(py)?,
        convert::time(py, outcome.at)?,
        outcome.elapsed.as_secs_f64().into_bound_py_any(py)?,
        outcome.is_final().into_bound_py_any(py)?,
        outcome.operation.name().into_bound_py_any(py)?,
        answer.into_bound_py_any(py)?,
        failure.into_bound_py_any(py)?,
        outcome.to_json().into_bound_py_any(py)?,
    ];
    create(py, "Outcome", PyTuple::new(py, fields)?)
}

pub(crate) fn summary<'py>(py: Python<'py>, summary: &fusebill::Summary) -> PyResult<Bound<'py, PyAny>> {
    let stopped = summary.stopped.as_ref().map(|failure| error::exception(py, failure, None)).transpose()?;
    let counts = |counts: &BTreeMap<&str, u64>| counts.into_py_dict(py);
    let fields = (
        summary.status(),
        summary.operation.name(),
        summary.done,
        counts(&summary.failed)?,
        summary.skipped,
        counts(&summary.failed_before)?,
        summary.duplicates,
        summary.requests,
        summary.damaged.lines,
        Some(summary.damaged.first).filter(|first| *first > 0),
        stopped,
    );
    create(py, "Summary", fields)
}

pub(crate) fn check_stage<'py>(py: Python<'py>, stage: &fusebill::CheckStage) -> PyResult<Bound<'py, PyAny>> {
    let failure = stage.result.as_ref().err().map(|failure| error::exception(py, failure, None)).transpose()?;
    let (is_ok, elapsed) = (failure.is_none(), stage.elapsed.as_secs_f64());
    create(py, "CheckStage", (stage.name, is_ok, stage.detail(), stage.advice, failure, elapsed))
}

pub(crate) fn customers_summary<'py>(
    py: Python<'py>,
    summary: &fusebill::CustomersSummary,
) -> PyResult<Bound<'py, PyAny>> {
    let fusebill::CustomersSummary { customers, received, count, duplicates, requests, .. } = *summary;
    create(py, "CustomersSummary", (customers, received, count, duplicates, requests, summary.is_whole()))
}

fn optional_customer<'py>(py: Python<'py>, accepted: &fusebill::Accepted) -> PyResult<Option<Bound<'py, PyAny>>> {
    accepted.customer().map(|found| customer(py, found.clone())).transpose()
}
