//! The client: arguments in, a customer or an exception out.

use std::{
    path::PathBuf,
    sync::{Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use fusebill::{Call, CustomerId, CustomersOptions, Error, Operation, Options};
use pyo3::{
    IntoPyObjectExt,
    prelude::*,
    types::{PyDict, PyType},
};

use crate::{
    batch::Batch,
    batch_options::Keywords,
    callback,
    cancel::CancelToken,
    convert,
    customer::Customer,
    customers::Customers,
    error, logging, records, results,
    wait::{self, Flight, Watch},
};

/// A client of the API with one key. Any number of threads may share it.
///
/// - api_key: as the vendor shows it, with or without a leading "Basic "; None for the environment variable
///   FUSEBILL_API_KEY.
/// - base_url: default FUSEBILL_BASE_URL, else https://secure.fusebill.com; https only, except loopback.
/// - timeout: seconds (a number or a timedelta) for a whole call, including retries and waits;
///   the deadline is never exceeded. Default 30.
/// - connect_timeout: seconds or a timedelta for making a connection (DNS, TCP, proxy and TLS). Default 10.
/// - max_attempts: maximum number of requests per call, default 3; 1 turns off retries.
/// - proxy: http://[user:password@]host:port; default HTTPS_PROXY and NO_PROXY; "" for none.
/// - ca_file: a PEM file of certificates to trust in addition to the system's.
/// - user_agent: name and version of your program.
/// - max_idle_connections: default 64; raise it to the number of threads that share the client.
///
/// Raises InvalidArgumentError for an invalid argument, IOError for an unreadable ca_file. Does not connect yet.
/// A forked child may use its parent's client and opens its own connections. A pickled client has no key and no
/// proxy: it reads both from the environment where it is unpickled.
#[pyclass(frozen, weakref, module = "fusebill")]
pub(crate) struct Client {
    open: Mutex<Option<fusebill::Client>>,
    options: Options,
}

#[pymethods]
impl Client {
    #[new]
    #[pyo3(signature = (api_key=None, *, base_url=None, timeout=None, connect_timeout=None, max_attempts=None, proxy=None,
        ca_file=None, user_agent=None, max_idle_connections=None))]
    #[expect(clippy::too_many_arguments, reason = "keywords, in Python")]
    fn new(
        py: Python<'_>,
        api_key: Option<String>,
        base_url: Option<String>,
        #[pyo3(from_py_with = convert::optional_seconds)] timeout: Option<f64>,
        #[pyo3(from_py_with = convert::optional_seconds)] connect_timeout: Option<f64>,
        #[pyo3(from_py_with = convert::optional_count)] max_attempts: Option<i64>,
        proxy: Option<String>,
        #[pyo3(from_py_with = convert::path)] ca_file: Option<PathBuf>,
        user_agent: Option<String>,
        #[pyo3(from_py_with = convert::optional_count)] max_idle_connections: Option<i64>,
    ) -> PyResult<Self> {
        // Every response needs these classes. Loading them later could fail, when the process can open no more files.
        error::module(py)?;
        py.get_type::<Customer>();
        let make = || {
            let mut options = Options::default();
            options.base_url = base_url;
            set_timing(&mut options, timeout, connect_timeout, max_attempts)?;
            options.proxy = proxy;
            options.ca_file = ca_file;
            options.user_agent = user_agent;
            options.max_idle_connections = max_idle_connections;
            let builder = api_key.map_or_else(fusebill::Client::from_environment, fusebill::Client::builder);
            let open = Mutex::new(Some(builder.options(options.clone()).build()?));
            Ok(Self { open, options })
        };
        make().map_err(|failure| error::raise(py, failure))
    }

    /// Turns on Salesforce sync for a customer (POST /v1/Salesforce/EnableSynch/{customerId}) and waits for the response.
    ///
    /// In Salesforce: the customer is sent there and kept in sync. If the customer is not linked to an account,
    /// Salesforce may create one: a duplicate, if there is one already, so Latch first.
    ///
    /// - customer_id: the Fusebill id, 1 or more.
    /// - cancel: a CancelToken that ends this call, and no other, within 0.2 s.
    ///
    /// The customer's status may not be Enabled: check is_synch_enabled. Raises a subclass of Error,
    /// whose `sent` says whether the request reached the server; repeating the call is harmless. Other threads run
    /// meanwhile, and Ctrl-C ends it within 0.2 s.
    #[pyo3(signature = (customer_id, *, cancel=None))]
    fn enable_synch(
        &self,
        py: Python<'_>,
        customer_id: &Bound<'_, PyAny>,
        cancel: Option<&CancelToken>,
    ) -> PyResult<Customer> {
        self.call(py, Operation::EnableSynch, Given::customer(customer_id), cancel)?.customer(py)
    }

    /// Turns off Salesforce sync for a customer (POST /v1/Salesforce/DisableSynch/{customerId}) and waits for the response.
    ///
    /// In Salesforce: the vendor's data is removed from the linked account, which is no longer updated; no account is
    /// deleted, and the link stays. The vendor says so of the button on its page, and not of this call.
    ///
    /// customer_id, cancel: as for enable_synch.
    ///
    /// The vendor does not document salesforce_synch_status of a disabled customer: check is_synch_enabled. Raises a
    /// subclass of Error.
    #[pyo3(signature = (customer_id, *, cancel=None))]
    fn disable_synch(
        &self,
        py: Python<'_>,
        customer_id: &Bound<'_, PyAny>,
        cancel: Option<&CancelToken>,
    ) -> PyResult<Customer> {
        self.call(py, Operation::DisableSynch, Given::customer(customer_id), cancel)?.customer(py)
    }

    /// Sends a customer to Salesforce again (POST /v1/Salesforce/Resynch) and waits for the response.
    ///
    /// In Salesforce: the customer's data is sent there again. What this does for a customer without an account is not
    /// documented.
    ///
    /// - customer_id: the Fusebill id, or None.
    /// - salesforce_id: the id of the Salesforce account instead, 15 or 18 letters and digits.
    /// - cancel: as for enable_synch.
    ///
    /// The vendor does not document the response: it may be the customer, any other text, or empty. Raises a subclass of
    /// Error.
    #[pyo3(signature = (customer_id=None, *, salesforce_id=None, cancel=None))]
    fn resynch<'py>(
        &self,
        py: Python<'py>,
        customer_id: Option<&Bound<'_, PyAny>>,
        salesforce_id: Option<&str>,
        cancel: Option<&CancelToken>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.call(py, Operation::Resynch, Given { customer_id, salesforce_id, ..Given::default() }, cancel)?
            .accepted(py)
    }

    /// Links a customer to a Salesforce account (POST /v1/Salesforce/Latch) and waits for the response. There is no call
    /// to unlink them.
    ///
    /// In Salesforce: the customer is linked to this account, and none is created. There is no call to unlink them.
    ///
    /// - customer_id, salesforce_id: as for resynch; both are needed.
    /// - force: replace the Salesforce id that the customer already has; without it, that is an error.
    /// - cancel: as for enable_synch.
    ///
    /// Returns the same as resynch. Raises a subclass of Error.
    #[pyo3(signature = (customer_id, salesforce_id, *, force=false, cancel=None))]
    fn latch<'py>(
        &self,
        py: Python<'py>,
        customer_id: &Bound<'_, PyAny>,
        salesforce_id: &str,
        force: bool,
        cancel: Option<&CancelToken>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let given = Given { salesforce_id: Some(salesforce_id), force, ..Given::customer(customer_id) };
        self.call(py, Operation::Latch, given, cancel)?.accepted(py)
    }

    /// Reads a customer (GET /v1/customers/{customerId}) and waits for the response.
    ///
    /// customer_id, cancel: as for enable_synch. Raises a subclass of Error.
    #[pyo3(signature = (customer_id, *, cancel=None))]
    fn get_customer(
        &self,
        py: Python<'_>,
        customer_id: &Bound<'_, PyAny>,
        cancel: Option<&CancelToken>,
    ) -> PyResult<Customer> {
        self.call(py, Operation::Customer, Given::customer(customer_id), cancel)?.customer(py)
    }

    /// The account's customers (GET /v1/customers/) as an iterator, page by page, keeping only the ids in memory:
    /// a customer that appears twice because the list changed meanwhile is returned once.
    ///
    /// - synch_status: "all", "enabled" or "not-enabled"; by the customer's own status, which may be None.
    /// - not_linked: only customers without a salesforce_id; a customer can be Enabled but not linked.
    /// - status: only customers with this status, for example "Active".
    /// - ids: only these customers, any iterable of ints, in sets of at most 100 per request. One that does not exist is left out.
    /// - page_size: maximum number of customers per request, 1 to 1000; default 1000.
    /// - cancel: a CancelToken that ends it within 0.2 s.
    ///
    /// Each page may take the client's timeout; if the minute's limit is used up, it waits until the limit resets. An error
    /// is raised in place of the next customer, and ends the list. `summary` has the totals.
    #[pyo3(signature = (*, synch_status="all", not_linked=false, status=None, ids=None, page_size=None, cancel=None))]
    #[expect(clippy::too_many_arguments, reason = "keywords, in Python")]
    fn list_customers(
        &self,
        py: Python<'_>,
        synch_status: &str,
        not_linked: bool,
        status: Option<String>,
        ids: Option<&Bound<'_, PyAny>>,
        #[pyo3(from_py_with = convert::optional_count)] page_size: Option<i64>,
        cancel: Option<&CancelToken>,
    ) -> PyResult<Customers> {
        let mut options = CustomersOptions::default();
        options.synch_status = synch_status.parse().map_err(|failure| error::raise(py, failure))?;
        options.not_linked = not_linked;
        options.status = status;
        options.ids = ids.map(convert::customer_ids).transpose()?;
        options.page_size = page_size;
        logging::refresh(py)?;
        Customers::begin(py, &self.client(py)?, &options, cancel)
    }

    /// Makes a call in a separate thread, for AsyncClient, by the vendor's name: `done(answer, error)` is called from that
    /// thread. `waited` seconds of its deadline have passed.
    #[pyo3(signature = (operation, waited, cancel, done, *, customer_id=None, salesforce_id=None, force=false))]
    #[expect(clippy::too_many_arguments, reason = "keywords, in Python")]
    fn _begin(
        &self,
        py: Python<'_>,
        operation: &str,
        waited: f64,
        cancel: &CancelToken,
        done: Py<PyAny>,
        customer_id: Option<&Bound<'_, PyAny>>,
        salesforce_id: Option<&str>,
        force: bool,
    ) -> PyResult<()> {
        let flight = Flight::begin(py)?;
        let waited = Duration::try_from_secs_f64(waited).unwrap_or_default();
        let operation = convert::operation(py, operation)?;
        let call = Given { customer_id, salesforce_id, force }.call(py, operation)?;
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
                let id = call.customer();
                let ended = match result.map(|made| Made(made, id)) {
                    Ok(made) if call.operation().gives_a_customer() => {
                        made.customer(py).and_then(|customer| customer.into_bound_py_any(py))
                    }
                    Ok(made) => made.accepted(py),
                    Err(failure) => Err(error::raise_for(py, failure, id)),
                };
                let none = py.None().into_bound(py);
                let settled = match ended {
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

    /// Turns on Salesforce sync for many customers, within the account's quota and with a results file. Returns their
    /// outcomes in the order of completion: iterate over them, or call run() for the summary alone.
    ///
    /// In Salesforce: the customer is sent there and kept in sync. If the customer is not linked to an account,
    /// Salesforce may create one: a duplicate, if there is one already, so Latch first.
    ///
    /// - ids: any iterable of ints; it is read as calls are made. An id that appears twice is called once. A value that
    ///   is not an id ends the batch, like an exception from the iterable: calls in flight are completed and recorded, and
    ///   InvalidArgumentError with the value and its position is raised at the end.
    /// - concurrency: calls in flight at once, 1 to 256, default 8.
    /// - max_per_minute: maximum number of calls per minute, evenly spaced, for programs that share a quota.
    /// - results_file: the file to write one JSON line per outcome to, before it is reported. Created with mode 0600.
    /// - resume: continue with that file: skip customers that are done, repeat transient failures.
    /// - retry_failed: with resume, also repeat not_found, rejected, not_enabled and not_disabled.
    /// - new_key: with resume, accept a results file written with another key, because the key was replaced.
    /// - new_host: with resume, accept a results file written for another host, because the API's host was renamed.
    /// - stop_after_failures: stop after this number of failed customers.
    /// - wait: when the daily limit is reached, wait until it resets instead of stopping.
    /// - progress: show a progress bar if tqdm is installed.
    ///
    /// Leaving the loop stops the batch cleanly: calls in flight are completed and recorded. A batch that is stopped by
    /// something else (unauthorized, the day's limit, a results file that cannot be written) raises that at the end.
    #[pyo3(signature = (ids, **options), text_signature = "($self, ids, *, concurrency=None, max_per_minute=None, results_file=None, resume=False, retry_failed=False, new_key=False, new_host=False, stop_after_failures=None, wait=False, progress=False)")]
    fn enable_synch_batch(
        &self,
        py: Python<'_>,
        ids: &Bound<'_, PyAny>,
        options: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Batch> {
        let keywords = Keywords::read("enable_synch_batch", false, options)?;
        self.batch(py, Operation::EnableSynch, ids, keywords)
    }

    /// Turns off Salesforce sync for many customers; otherwise like enable_synch_batch.
    ///
    /// In Salesforce: the vendor's data is removed from the linked account, which is no longer updated; no account is
    /// deleted, and the link stays. The vendor says so of the button on its page, and not of this call.
    #[pyo3(signature = (ids, **options), text_signature = "($self, ids, *, concurrency=None, max_per_minute=None, results_file=None, resume=False, retry_failed=False, new_key=False, new_host=False, stop_after_failures=None, wait=False, progress=False)")]
    fn disable_synch_batch(
        &self,
        py: Python<'_>,
        ids: &Bound<'_, PyAny>,
        options: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Batch> {
        let keywords = Keywords::read("disable_synch_batch", false, options)?;
        self.batch(py, Operation::DisableSynch, ids, keywords)
    }

    /// Sends many customers to Salesforce again; otherwise like enable_synch_batch.
    ///
    /// In Salesforce: the customer's data is sent there again. What this does for a customer without an account is not
    /// documented.
    #[pyo3(signature = (ids, **options), text_signature = "($self, ids, *, concurrency=None, max_per_minute=None, results_file=None, resume=False, retry_failed=False, new_key=False, new_host=False, stop_after_failures=None, wait=False, progress=False)")]
    fn resynch_batch(
        &self,
        py: Python<'_>,
        ids: &Bound<'_, PyAny>,
        options: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Batch> {
        let keywords = Keywords::read("resynch_batch", false, options)?;
        self.batch(py, Operation::Resynch, ids, keywords)
    }

    /// Links many customers to their accounts in Salesforce; otherwise like enable_synch_batch, but a customer who appears twice
    /// ends the batch.
    ///
    /// In Salesforce: the customer is linked to this account, and none is created. There is no call to unlink them.
    ///
    /// - pairs: any iterable of pairs (customer_id, salesforce_id).
    /// - force: replace the Salesforce id that a customer already has; without it, that customer fails.
    #[pyo3(signature = (pairs, **options), text_signature = "($self, pairs, *, force=False, concurrency=None, max_per_minute=None, results_file=None, resume=False, retry_failed=False, new_key=False, new_host=False, stop_after_failures=None, wait=False, progress=False)")]
    fn latch_batch(
        &self,
        py: Python<'_>,
        pairs: &Bound<'_, PyAny>,
        options: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Batch> {
        let keywords = Keywords::read("latch_batch", true, options)?;
        self.batch(py, Operation::Latch, pairs, keywords)
    }

    /// Checks the keywords of a batch, for AsyncClient, whose batches begin later.
    #[pyo3(signature = (method, **options))]
    fn _check_batch(&self, py: Python<'_>, method: &str, options: Option<&Bound<'_, PyDict>>) -> PyResult<()> {
        let latches = method == "latch_batch";
        let keywords = Keywords::read(method, latches, options)?;
        let operation = if latches { Operation::Latch } else { Operation::EnableSynch };
        self.client(py)?;
        keywords.options.validate(operation).map_err(|failure| error::raise(py, failure))
    }

    /// Checks everything a call needs, step by step, with one read-only request, for example when a program starts.
    ///
    /// - results_file: to check that a batch could write it.
    /// - cancel: a CancelToken that ends it within 0.2 s.
    ///
    /// Returns the stages up to the last one reached: configuration, key, dns, tcp, proxy, tls, api, clock, quota, results.
    /// A failed stage does not raise; its `error` says why.
    #[pyo3(signature = (*, results_file=None, cancel=None))]
    fn check<'py>(
        &self,
        py: Python<'py>,
        #[pyo3(from_py_with = convert::path)] results_file: Option<PathBuf>,
        cancel: Option<&CancelToken>,
    ) -> PyResult<Vec<Bound<'py, PyAny>>> {
        let flight = Flight::begin(py)?;
        let client = self.client(py)?;
        logging::refresh(py)?;
        let token = cancel.map(|token| token.0.clone());
        let check = wait::without_lock(py, &flight, token, |cancel| client.check(results_file.as_deref(), cancel))?;
        check.stages.iter().map(|stage| results::check_stage(py, stage)).collect()
    }

    /// A client with other deadlines or another number of attempts, which shares this one's key, connections and limits.
    ///
    /// - timeout, connect_timeout, max_attempts: as for Client; None to leave it as it is.
    ///
    /// cancel() and close() of one do not end the calls of the other.
    #[pyo3(signature = (*, timeout=None, connect_timeout=None, max_attempts=None))]
    fn with_options(
        &self,
        py: Python<'_>,
        #[pyo3(from_py_with = convert::optional_seconds)] timeout: Option<f64>,
        #[pyo3(from_py_with = convert::optional_seconds)] connect_timeout: Option<f64>,
        #[pyo3(from_py_with = convert::optional_count)] max_attempts: Option<i64>,
    ) -> PyResult<Self> {
        let client = self.client(py)?;
        let make = || {
            let (mut other, mut options) = (Options::default(), self.options.clone());
            set_timing(&mut other, timeout, connect_timeout, max_attempts)?;
            let open = Mutex::new(Some(client.with_options(&other)?));
            options.timeout_ms = other.timeout_ms.or(options.timeout_ms);
            options.connect_timeout_ms = other.connect_timeout_ms.or(options.connect_timeout_ms);
            options.max_attempts = other.max_attempts.or(options.max_attempts);
            Ok(Self { open, options })
        };
        make().map_err(|failure| error::raise(py, failure))
    }

    /// Ends every call and batch in flight on this client, as CancelledError, within 0.2 s. Later ones work.
    fn cancel(&self) {
        if let Some(client) = &*self.open() {
            client.cancel();
        }
    }

    /// The account's limits as reported by the last response.
    #[getter]
    fn quota<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        records::quota(py, &self.client(py)?.quota())
    }

    /// Seconds that a whole call may take, for AsyncClient.
    #[getter]
    fn _timeout(&self, py: Python<'_>) -> PyResult<f64> {
        Ok(self.client(py)?.timeout().as_secs_f64())
    }

    /// The host that is called, with its port if that is not the default one.
    #[getter]
    fn host(&self, py: Python<'_>) -> PyResult<String> {
        Ok(self.client(py)?.host().to_owned())
    }

    /// Closes the connections and wipes the key. Calls in flight are not affected; later ones raise
    /// InvalidArgumentError.
    fn close(&self) {
        drop(self.open().take());
    }

    fn __enter__(this: Py<Self>) -> Py<Self> {
        this
    }

    #[pyo3(signature = (*_exception))]
    fn __exit__(&self, _exception: Vec<Py<PyAny>>) {
        self.close();
    }

    fn __repr__(&self) -> String {
        match &*self.open() {
            Some(client) => format!("<fusebill.Client of {}>", client.host()),
            None => "<fusebill.Client, closed>".to_owned(),
        }
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyDict>,))> {
        let seconds = |milliseconds: Option<i64>| milliseconds.map(|count| count as f64 / 1000.0);
        let options = PyDict::new(py);
        options.set_item("base_url", &self.options.base_url)?;
        options.set_item("timeout", seconds(self.options.timeout_ms))?;
        options.set_item("connect_timeout", seconds(self.options.connect_timeout_ms))?;
        options.set_item("max_attempts", self.options.max_attempts)?;
        options.set_item("ca_file", self.options.ca_file.as_ref().map(|path| path.as_os_str()))?;
        options.set_item("user_agent", &self.options.user_agent)?;
        options.set_item("max_idle_connections", self.options.max_idle_connections)?;
        Ok((PyType::new::<Self>(py).getattr("_from_options")?, (options,)))
    }

    #[staticmethod]
    fn _from_options<'py>(py: Python<'py>, options: &Bound<'py, PyDict>) -> PyResult<Bound<'py, PyAny>> {
        #[expect(clippy::disallowed_methods, reason = "its constructor is the one above")]
        PyType::new::<Self>(py).call((), Some(options))
    }
}

/// The options that `with_options` can change, from Python's seconds.
fn set_timing(
    options: &mut Options,
    timeout: Option<f64>,
    connect_timeout: Option<f64>,
    max_attempts: Option<i64>,
) -> Result<(), Error> {
    options.timeout_ms = timeout.map(|seconds| fusebill::seconds("timeoutMs", seconds)).transpose()?;
    options.connect_timeout_ms =
        connect_timeout.map(|seconds| fusebill::seconds("connectTimeoutMs", seconds)).transpose()?;
    options.max_attempts = max_attempts;
    Ok(())
}

/// The arguments of a call, from Python.
#[derive(Default)]
struct Given<'a, 'py> {
    customer_id: Option<&'a Bound<'py, PyAny>>,
    salesforce_id: Option<&'a str>,
    force: bool,
}

impl<'a, 'py> Given<'a, 'py> {
    fn customer(id: &'a Bound<'py, PyAny>) -> Self {
        Self { customer_id: Some(id), ..Self::default() }
    }

    fn call(&self, py: Python<'_>, operation: Operation) -> PyResult<Call> {
        convert::call(py, operation, self.customer_id, self.salesforce_id, self.force)
    }
}

/// The result of a call, and its customer.
struct Made(fusebill::Accepted, Option<CustomerId>);

impl Made {
    /// For a call that returns the customer or fails.
    fn customer(self, py: Python<'_>) -> PyResult<Customer> {
        let id = self.1;
        self.0.into_customer().map(Customer).map_err(|failure| error::raise_for(py, failure, id))
    }

    fn accepted<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        results::accepted(py, &self.0)
    }
}

impl Client {
    fn batch(
        &self,
        py: Python<'_>,
        operation: Operation,
        ids: &Bound<'_, PyAny>,
        keywords: Keywords,
    ) -> PyResult<Batch> {
        convert::prepare_times(py)?;
        logging::refresh(py)?;
        Batch::begin(py, self.client(py)?, operation, ids, keywords)
    }

    /// Makes the call without the interpreter's lock.
    fn call(
        &self,
        py: Python<'_>,
        operation: Operation,
        given: Given<'_, '_>,
        cancel: Option<&CancelToken>,
    ) -> PyResult<Made> {
        let flight = Flight::begin(py)?;
        let call = given.call(py, operation)?;
        let client = self.client(py)?;
        logging::refresh(py)?;
        let token = cancel.map(|token| token.0.clone());
        wait::without_lock(py, &flight, token, |cancel| client.call(&call, cancel))?
            .map(|made| Made(made, call.customer()))
            .map_err(|failure| error::raise_for(py, failure, call.customer()))
    }

    fn open(&self) -> MutexGuard<'_, Option<fusebill::Client>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn client(&self, py: Python<'_>) -> PyResult<fusebill::Client> {
        self.open().clone().ok_or_else(|| error::raise(py, Error::invalid_argument("the client is closed")))
    }
}
