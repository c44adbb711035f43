//! The account's customers as an iterator.

use std::sync::{Arc, Mutex, PoisonError};

use pyo3::prelude::*;

use crate::{
    cancel::CancelToken,
    error, logging, results,
    wait::{InFlight, Watch},
};

/// The customers of an account, page by page.
#[pyclass(frozen, module = "fusebill._fusebill")]
pub(crate) struct Customers {
    list: Mutex<fusebill::Customers>,
    watch: Arc<Watch>,
}

impl Customers {
    pub(crate) fn begin(
        py: Python<'_>,
        client: &fusebill::Client,
        options: &fusebill::CustomersOptions,
        cancel: Option<&CancelToken>,
    ) -> PyResult<Self> {
        let watch = Watch::new(cancel.map(|token| token.0.clone()));
        let list = client.list_customers(options, &watch.token()).map_err(|failure| error::raise(py, failure))?;
        Ok(Self { list: Mutex::new(list), watch })
    }
}

#[pymethods]
impl Customers {
    fn __iter__(this: Py<Self>) -> Py<Self> {
        this
    }

    fn __next__<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let flight = InFlight::begin(py)?;
        let next = py.detach(|| {
            let next = self.list.lock().unwrap_or_else(PoisonError::into_inner).next();
            flight.stay_out_after_exit();
            next
        });
        if let Some(interrupt) = self.watch.raised().or_else(logging::take_interrupt) {
            return Err(interrupt);
        }
        let next = next.transpose().map_err(|failure| error::raise(py, failure))?;
        next.map(|customer| results::customer(py, customer)).transpose()
    }

    fn summary<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let summary = py.detach(|| self.list.lock().unwrap_or_else(PoisonError::into_inner).summary());
        results::customers_summary(py, &summary)
    }
}
