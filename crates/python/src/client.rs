//! The native half of the client: arguments in, a value or an exception out.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use fusebill::{BatchOptions, Call, CustomerId, Error, Options};
use pyo3::{prelude::*, types::PyDict};

use crate::{
    batch::Batch,
    callback,
    cancel::CancelToken,
    classes, convert,
    customers::Customers,
    error, logging, options, results,
    wait::{self, InFlight, Watch},
};

/// The client; options are a dict of keywords.
#[pyclass(frozen, module = "fusebill._fusebill")]
pub(crate) struct Client(Mutex<Option<fusebill::Client>>);

#[pymethods]
impl Client {
    #[new]
    fn new(py: Python<'_>, api_key: Option<&Bound<'_, PyAny>>, options: &Bound<'_, PyDict>) -> PyResult<Self> {
        let key = api_key.map(|key| options::argument("api_key", key, convert::word)).transpose()?;
        let options: Options = options::read(options)?;
        let builder = key.map_or_else(fusebill::Client::from_environment, fusebill::Client::builder);
        let client = builder.options(options).build().map_err(|failure| error::raise(py, failure))?;
        Ok(Self(Mutex::new(Some(client))))
    }

    /// A client with other options, which shares the rest.
    fn with_options(&self, py: Python<'_>, options: &Bound<'_, PyDict>) -> PyResult<Self> {
        let options = options::read(options)?;
        let client = self.client(py)?.with_options(&options).map_err(|failure| error::raise(py, failure))?;
        Ok(Self(Mutex::new(Some(client))))
    }

    /// Makes a call, by the vendor's name, without the interpreter's lock.
    fn call<'py>(
        &self,
        py: Python<'py>,
        operation: &str,
        customer_id: &Bound<'py, PyAny>,
        salesforce_id: &Bound<'py, PyAny>,
        force: &Bound<'py, PyAny>,
        cancel: Option<&CancelToken>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let flight = InFlight::begin(py)?;
        let call = convert::call(py, operation, customer_id, salesforce_id, force)?;
        let client = self.client(py)?;
        logging::refresh(py)?;
        let token = cancel.map(|token| token.0.clone());
        let result = wait::without_lock(py, &flight, token, |cancel| client.call(&call, cancel))?;
        answer(py, &call, result)
    }

    /// Makes a call in a separate thread, for AsyncClient: `done(answer, error)` is called from that thread. `waited` seconds
    /// of its deadline have passed.
    #[expect(clippy::too_many_arguments, reason = "those of the call, and three more")]
    fn begin(
        &self,
        py: Python<'_>,
        operation: &str,
        customer_id: &Bound<'_, PyAny>,
        salesforce_id: &Bound<'_, PyAny>,
        force: &Bound<'_, PyAny>,
        waited: f64,
        cancel: &CancelToken,
        done: Py<PyAny>,
    ) -> PyResult<()> {
        let flight = InFlight::begin(py)?;
        let waited = Duration::try_from_secs_f64(waited).unwrap_or_default();
        let call = convert::call(py, operation, customer_id, salesforce_id, force)?;
        let client = self.client(py)?;
        logging::refresh(py)?;
        let watch = Watch::new(Some(cancel.0.clone()));
        let work = move || {
            let result = client.call_after(waited, &call, &watch.token());
            drop(client);
            if wait::is_ending() {
                // Nothing is left to receive the result, and Python must no longer be touched.
                std::mem::forget(done);
                return;
            }
            Python::try_attach(|py| {
                let none = py.None().into_bound(py);
                let settled = match answer(py, &call, result) {
                    Ok(answer) => callback::call(done.bind(py), &[&answer, &none]),
                    Err(failure) => callback::call(done.bind(py), &[&none, failure.value(py)]),
                };
                if let Err(failure) = settled {
                    failure.write_unraisable(py, None);
                }
                drop(done);
            });
            drop(flight);
        };
        let builder = thread::Builder::new().name("fusebill-async".into());
        let started = fusebill::without_signals(|| builder.spawn(work));
        started.map(drop).map_err(|failure| wait::no_thread(py, &failure))
    }

    fn list_customers(
        &self,
        py: Python<'_>,
        options: &Bound<'_, PyDict>,
        cancel: Option<&CancelToken>,
    ) -> PyResult<Customers> {
        let options = options::read(options)?;
        logging::refresh(py)?;
        Customers::begin(py, &self.client(py)?, &options, cancel)
    }

    fn batch(
        &self,
        py: Python<'_>,
        operation: &str,
        ids: &Bound<'_, PyAny>,
        options: &Bound<'_, PyDict>,
        progress: &Bound<'_, PyAny>,
    ) -> PyResult<Batch> {
        let progress = options::argument("progress", progress, convert::flag)?;
        let (operation, options) = (convert::operation(py, operation)?, options::read(options)?);
        convert::prepare_times(py)?;
        logging::refresh(py)?;
        Batch::begin(py, self.client(py)?, operation, ids, &options, progress)
    }

    /// Checks the options of a batch, for AsyncClient, whose batches begin later.
    fn check_batch(&self, py: Python<'_>, operation: &str, options: &Bound<'_, PyDict>) -> PyResult<()> {
        self.client(py)?;
        let (operation, options) = (convert::operation(py, operation)?, options::read::<BatchOptions>(options)?);
        options.validate(operation).map_err(|failure| error::raise(py, failure))
    }

    fn check<'py>(
        &self,
        py: Python<'py>,
        results_file: &Bound<'py, PyAny>,
        cancel: Option<&CancelToken>,
    ) -> PyResult<Vec<Bound<'py, PyAny>>> {
        let path = |given: &_| convert::optional(given, convert::path);
        let results_file = options::argument("results_file", results_file, path)?;
        let flight = InFlight::begin(py)?;
        let client = self.client(py)?;
        logging::refresh(py)?;
        let token = cancel.map(|token| token.0.clone());
        let check = wait::without_lock(py, &flight, token, |cancel| client.check(results_file.as_deref(), cancel))?;
        check.stages.iter().map(|stage| results::check_stage(py, stage)).collect()
    }

    fn cancel(&self) {
        if let Some(client) = &*self.open() {
            client.cancel();
        }
    }

    fn quota<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        classes::quota(py, &self.client(py)?.quota())
    }

    /// Seconds that a whole call may take.
    fn timeout(&self, py: Python<'_>) -> PyResult<f64> {
        Ok(self.client(py)?.timeout().as_secs_f64())
    }

    /// The host that is called; None if the client is closed.
    fn host(&self) -> Option<String> {
        self.open().as_ref().map(|client| client.host().to_owned())
    }

    fn close(&self) {
        drop(self.open().take());
    }
}

/// What a call returns or raises.
fn answer<'py>(py: Python<'py>, call: &Call, result: Result<fusebill::Accepted, Error>) -> PyResult<Bound<'py, PyAny>> {
    let id: Option<CustomerId> = call.customer();
    let accepted = result.map_err(|failure| error::raise_for(py, failure, id))?;
    match call.operation().gives_a_customer() {
        true => {
            let customer = accepted.into_customer().map_err(|failure| error::raise_for(py, failure, id))?;
            results::customer(py, customer)
        }
        false => results::accepted(py, &accepted),
    }
}

impl Client {
    fn open(&self) -> MutexGuard<'_, Option<fusebill::Client>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn client(&self, py: Python<'_>) -> PyResult<fusebill::Client> {
        self.open().clone().ok_or_else(|| error::raise(py, Error::invalid_argument("the client is closed")))
    }
}
