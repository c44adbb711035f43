//! The sandbox, for trying and testing without an account.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use pyo3::prelude::*;

use crate::{convert, error};

/// A local stand-in for the API, on a free port of this machine: for experiments, and for your own tests.
///
/// It has the documented customer 172677 and `customers` generated ones, with ids from 200001. `faults` are written as
/// in `fusebill sandbox --help`: "503@172677,delay=2000%5".
///
/// >>> with Sandbox() as sandbox:
/// ...     Client(sandbox.key, base_url=sandbox.url).enable_synch(172677).is_synch_enabled
/// True
#[pyclass(frozen, module = "fusebill")]
pub(crate) struct Sandbox {
    running: Mutex<Option<fusebill_sandbox::Sandbox>>,
    url: String,
}

#[pymethods]
impl Sandbox {
    #[new]
    #[pyo3(signature = (*, customers=100, faults="", latency=0.0, per_minute=1000, per_day=180_000))]
    fn new(
        py: Python<'_>,
        #[pyo3(from_py_with = convert::count)] customers: i64,
        faults: &str,
        #[pyo3(from_py_with = convert::seconds)] latency: f64,
        #[pyo3(from_py_with = convert::count)] per_minute: i64,
        #[pyo3(from_py_with = convert::count)] per_day: i64,
    ) -> PyResult<Self> {
        let refuse = |why: String| error::raise(py, fusebill::Error::invalid_argument(why));
        let natural = |name: &str, count: i64| {
            u64::try_from(count).map_err(|_| refuse(format!("{name}: {count} is not 0 or more")))
        };
        let (customers, per_minute, per_day) =
            (natural("customers", customers)?, natural("per_minute", per_minute)?, natural("per_day", per_day)?);
        let latency = Duration::try_from_secs_f64(latency)
            .map_err(|_| refuse(format!("latency: {latency} is not a number of seconds, 0 or more")))?;
        let sandbox = fusebill_sandbox::Sandbox::builder()
            .customers(customers)
            .faults(faults.parse().map_err(refuse)?)
            .latency(latency)
            .per_minute(per_minute)
            .per_day(per_day)
            .start()?;
        Ok(Self { url: sandbox.url(), running: Mutex::new(Some(sandbox)) })
    }

    /// Its base URL.
    #[getter]
    fn url(&self) -> &str {
        &self.url
    }

    /// The key that it accepts.
    #[getter]
    fn key(&self) -> &'static str {
        fusebill_sandbox::KEY
    }

    /// How many requests were received so far; 0 once it is closed.
    #[getter]
    fn requests(&self) -> u64 {
        self.running().as_ref().map_or(0, fusebill_sandbox::Sandbox::requests)
    }

    /// How many connections were opened so far; 0 once it is closed.
    #[getter]
    fn connections(&self) -> u64 {
        self.running().as_ref().map_or(0, fusebill_sandbox::Sandbox::connections)
    }

    /// Stops it.
    fn close(&self, py: Python<'_>) {
        let running = self.running().take();
        py.detach(|| drop(running));
    }

    fn __enter__(this: Py<Self>) -> Py<Self> {
        this
    }

    #[pyo3(signature = (*_exception))]
    fn __exit__(&self, py: Python<'_>, _exception: Vec<Py<PyAny>>) {
        self.close(py);
    }
}

impl Sandbox {
    fn running(&self) -> std::sync::MutexGuard<'_, Option<fusebill_sandbox::Sandbox>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
