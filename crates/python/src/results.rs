//! What calls, batches, lists and checks return, as records.

use std::collections::BTreeMap;

use pyo3::{
    IntoPyObjectExt,
    prelude::*,
    types::{IntoPyDict, PyTuple},
};

use crate::{convert, customer::Customer, error, records::record};

pub(crate) fn accepted<'py>(py: Python<'py>, accepted: &fusebill::Accepted) -> PyResult<Bound<'py, PyAny>> {
    record(py, "Accepted", (accepted.text(), customer(accepted), accepted.http_status))
}

pub(crate) fn outcome<'py>(py: Python<'py>, outcome: &fusebill::Outcome) -> PyResult<Bound<'py, PyAny>> {
    let (answer, failure) = match &outcome.result {
        Ok(answer) => (customer(answer), outcome.message().map(|_| error::of_outcome(py, outcome)).transpose()?),
        Err(failure) => (None, Some(error::exception(py, failure, Some(outcome.id))?)),
    };
    let fields = [
        outcome.id.get().into_bound_py_any(py)?,
        outcome.operation.name().into_bound_py_any(py)?,
        outcome.code().into_bound_py_any(py)?,
        outcome.name().into_bound_py_any(py)?,
        outcome.is_done().into_bound_py_any(py)?,
        outcome.is_final().into_bound_py_any(py)?,
        answer.into_bound_py_any(py)?,
        failure.into_bound_py_any(py)?,
        outcome.attempts().into_bound_py_any(py)?,
        convert::time(py, outcome.at)?,
        outcome.elapsed.as_secs_f64().into_bound_py_any(py)?,
        outcome.to_json().into_bound_py_any(py)?,
    ];
    record(py, "Outcome", PyTuple::new(py, fields)?)
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
    record(py, "Summary", fields)
}

pub(crate) fn check_stage<'py>(py: Python<'py>, stage: &fusebill::CheckStage) -> PyResult<Bound<'py, PyAny>> {
    let failure = stage.result.as_ref().err().map(|failure| error::exception(py, failure, None)).transpose()?;
    record(py, "CheckStage", (stage.name, stage.detail(), failure, stage.elapsed.as_secs_f64(), stage.advice))
}

pub(crate) fn customers_summary<'py>(
    py: Python<'py>,
    summary: &fusebill::CustomersSummary,
) -> PyResult<Bound<'py, PyAny>> {
    let fusebill::CustomersSummary { customers, received, count, duplicates, requests, .. } = *summary;
    record(py, "CustomersSummary", (customers, received, count, duplicates, requests, summary.is_whole()))
}

fn customer(accepted: &fusebill::Accepted) -> Option<Customer> {
    accepted.customer().map(|customer| Customer(customer.clone()))
}
