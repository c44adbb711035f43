//! Waiting for the network: without the interpreter's lock, ended by Ctrl-C within 0.2 s, and over before the
//! interpreter is.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use pyo3::{prelude::*, types::PyCFunction};

/// How often a wait looks whether Python wants something.
pub(crate) const SLICE: Duration = Duration::from_millis(50);

/// How many calls are in flight, and how often the interpreter has begun to end (once, but for what its exit handlers
/// call afterwards).
static IN_FLIGHT: AtomicU64 = AtomicU64::new(0);
static EXITS: AtomicU64 = AtomicU64::new(0);

/// Counts a call as in flight while it lives.
pub(crate) struct Flight(());

impl Flight {
    pub(crate) fn begin() -> Self {
        IN_FLIGHT.fetch_add(1, Ordering::AcqRel);
        Self(())
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        IN_FLIGHT.fetch_sub(1, Ordering::AcqRel);
    }
}

/// What can end a wait besides its result.
pub(crate) struct Watch {
    token: Option<fusebill::CancelToken>,
    exits_at_start: u64,
    looked: Mutex<Instant>,
    raised: Mutex<Option<PyErr>>,
}

impl Watch {
    pub(crate) fn new(token: Option<fusebill::CancelToken>) -> Arc<Self> {
        Arc::new(Self {
            token,
            exits_at_start: EXITS.load(Ordering::Acquire),
            looked: Mutex::new(Instant::now()),
            raised: Mutex::new(None),
        })
    }

    /// The token for the core.
    pub(crate) fn token(self: &Arc<Self>) -> fusebill::CancelToken {
        let watch = Arc::clone(self);
        fusebill::CancelToken::with_check(move || watch.is_over())
    }

    /// The exception of a signal handler, if one raised: KeyboardInterrupt.
    pub(crate) fn raised(&self) -> Option<PyErr> {
        self.raised.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Whether to stop. Asks Python for signals only every 50 ms, so that a call that is answered sooner does not take
    /// the interpreter's lock from others.
    pub(crate) fn is_over(&self) -> bool {
        if self.token.as_ref().is_some_and(fusebill::CancelToken::is_cancelled)
            || EXITS.load(Ordering::Acquire) != self.exits_at_start
        {
            return true;
        }
        let mut raised = self.raised.lock().unwrap_or_else(PoisonError::into_inner);
        if raised.is_some() {
            return true;
        }
        let mut looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
        if looked.elapsed() < SLICE * 4 / 5 {
            return false;
        }
        *looked = Instant::now();
        match Python::try_attach(|py| py.check_signals()) {
            Some(Ok(())) => false,
            Some(Err(error)) => {
                *raised = Some(error);
                true
            }
            None => true, // the interpreter is gone
        }
    }
}

/// Runs `work` without the interpreter's lock.
pub(crate) fn without_lock<T: Send>(
    py: Python<'_>,
    token: Option<fusebill::CancelToken>,
    work: impl FnOnce(&fusebill::CancelToken) -> T + Send,
) -> PyResult<T> {
    let _flight = Flight::begin();
    let watch = Watch::new(token);
    let cancel = watch.token();
    let result = py.detach(|| work(&cancel));
    watch.raised().map_or(Ok(result), Err)
}

/// A thread that comes back from the network when the interpreter has ended would crash; so, at exit, what is in flight
/// is cancelled and awaited.
pub(crate) fn end_calls_at_exit(py: Python<'_>) -> PyResult<()> {
    let end = PyCFunction::new_closure(py, Some(c"end_calls"), None, |arguments, _| {
        EXITS.fetch_add(1, Ordering::AcqRel);
        let patience = Instant::now() + Duration::from_secs(2);
        arguments.py().detach(|| {
            while IN_FLIGHT.load(Ordering::Acquire) > 0 && Instant::now() < patience {
                thread::sleep(Duration::from_millis(5));
            }
        });
    })?;
    py.import("atexit")?.call_method1("register", (end,)).map(drop)
}
