//! Waiting for the network: without the interpreter's lock, ended by Ctrl-C within 0.2 s, and finished before the
//! interpreter.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread::{self, ThreadId},
    time::{Duration, Instant},
};

use pyo3::prelude::*;

use crate::{error, logging};

/// How often a wait checks for signals and the end of Python.
pub(crate) const SLICE: Duration = Duration::from_millis(50);

/// How many calls are in flight, and whether the interpreter has started to shut down.
static IN_FLIGHT: AtomicU64 = AtomicU64::new(0);
static EXITS: AtomicU64 = AtomicU64::new(0);
/// The thread that shuts down the interpreter.
static ENDING: Mutex<Option<ThreadId>> = Mutex::new(None);

/// Counts a call as in flight while this value exists: from its first line in Rust to its last, so that the interpreter
/// does not shut down underneath it.
pub(crate) struct InFlight(());

impl InFlight {
    /// Fails if the interpreter has started to shut down.
    pub(crate) fn begin(py: Python<'_>) -> PyResult<Self> {
        if is_ending() {
            let refused = fusebill::Error::cancelled("the interpreter is ending: no call begins any more");
            return Err(error::raise(py, refused));
        }
        Ok(Self::begin_unchecked())
    }

    /// For what must continue even while the interpreter shuts down.
    pub(crate) fn begin_unchecked() -> Self {
        IN_FLIGHT.fetch_add(1, Ordering::AcqRel);
        Self(())
    }

    /// Sleeps forever if the interpreter is shutting down, unless this thread shuts it down. Called without its lock.
    pub(crate) fn stay_out_after_exit(&self) {
        if is_ending() && *ENDING.lock().unwrap_or_else(PoisonError::into_inner) != Some(thread::current().id()) {
            land();
            loop {
                thread::sleep(Duration::from_secs(3600));
            }
        }
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        land();
    }
}

/// One call fewer is in flight. In a child of fork, the count may have been reset in the middle of a call.
fn land() {
    let _ = IN_FLIGHT.fetch_update(Ordering::AcqRel, Ordering::Acquire, |count| count.checked_sub(1));
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

    /// The exception of a signal handler, if any: KeyboardInterrupt.
    pub(crate) fn raised(&self) -> Option<PyErr> {
        self.raised.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Whether to stop. Checks Python for signals only every 50 ms, so that a call whose response arrives sooner does not
    /// take the interpreter's lock from others.
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
///
/// If the interpreter has started to shut down in the meantime, this thread does not return to it: up to 3.13, CPython ends
/// such a thread by unwinding whatever is on its stack. The thread sleeps until the process is gone, as in CPython 3.14;
/// only the thread that shuts down the interpreter continues.
pub(crate) fn without_lock<T: Send>(
    py: Python<'_>,
    flight: &InFlight,
    token: Option<fusebill::CancelToken>,
    work: impl FnOnce(&fusebill::CancelToken) -> T + Send,
) -> PyResult<T> {
    let watch = Watch::new(token);
    let cancel = watch.token();
    let result = py.detach(|| {
        let result = work(&cancel);
        flight.stay_out_after_exit();
        result
    });
    if let Some(interrupt) = watch.raised().or_else(logging::take_interrupt) {
        return Err(interrupt);
    }
    Ok(result)
}

/// Whether the interpreter has started to shut down.
pub(crate) fn is_ending() -> bool {
    EXITS.load(Ordering::Acquire) > 0
}

/// The error of a call or a batch whose thread cannot be started.
pub(crate) fn no_thread(py: Python<'_>, failure: &std::io::Error) -> PyErr {
    error::raise(py, fusebill::Error::io(format!("no thread can be started: {failure}")))
}

/// Registered at exit: calls in flight are cancelled and awaited for a moment, so that they are recorded.
#[pyfunction]
pub(crate) fn end_calls(py: Python<'_>) {
    if is_ending() {
        return; // registered again: the package was reloaded
    }
    *ENDING.lock().unwrap_or_else(PoisonError::into_inner) = Some(thread::current().id());
    EXITS.fetch_add(1, Ordering::AcqRel);
    let patience = Instant::now() + Duration::from_millis(500);
    // Without a call in flight, the lock is kept: a sub-interpreter that ends with the process does not get it back.
    while IN_FLIGHT.load(Ordering::Acquire) > 0 && Instant::now() < patience {
        py.detach(|| thread::sleep(Duration::from_millis(5)));
    }
}

/// Registered for a child of fork, where the threads of the parent's calls do not exist.
#[pyfunction]
pub(crate) fn forget_calls() {
    IN_FLIGHT.store(0, Ordering::Release);
}
