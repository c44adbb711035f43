//! The sandbox, for trying and testing without an account.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use pyo3::prelude::*;

use crate::{convert, error, options};

/// A local stand-in for the API, on a free port of this machine.
#[pyclass(frozen, module = "fusebill._fusebill")]
pub(crate) struct Sandbox {
    running: Mutex<Option<fusebill_sandbox::Sandbox>>,
    url: String,
}

#[pymethods]
impl Sandbox {
    #[new]
    fn new(
        py: Python<'_>,
        customers: &Bound<'_, PyAny>,
        faults: &Bound<'_, PyAny>,
        latency: &Bound<'_, PyAny>,
        per_minute: &Bound<'_, PyAny>,
        per_day: &Bound<'_, PyAny>,
    ) -> PyResult<Self> {
        let refuse = |why: String| error::raise(py, fusebill::Error::invalid_argument(why));
        let natural = |name: &str, given: &Bound<'_, PyAny>| {
            let count = options::argument(name, given, convert::count)?;
            u64::try_from(count).map_err(|_| refuse(format!("{name}: {count} is not 0 or more")))
        };
        let (customers, per_minute, per_day) =
            (natural("customers", customers)?, natural("per_minute", per_minute)?, natural("per_day", per_day)?);
        let latency = options::argument("latency", latency, convert::seconds)?;
        let faults = options::argument("faults", faults, convert::word)?;
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

    fn url(&self) -> &str {
        &self.url
    }

    fn key(&self) -> &'static str {
        fusebill_sandbox::KEY
    }

    fn requests(&self) -> u64 {
        self.running().as_ref().map_or(0, fusebill_sandbox::Sandbox::requests)
    }

    fn connections(&self) -> u64 {
        self.running().as_ref().map_or(0, fusebill_sandbox::Sandbox::connections)
    }

    fn close(&self, py: Python<'_>) {
        let running = self.running().take();
        py.detach(|| drop(running));
    }
}

impl Sandbox {
    fn running(&self) -> std::sync::MutexGuard<'_, Option<fusebill_sandbox::Sandbox>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
