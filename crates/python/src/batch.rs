//! A batch as an iterator. The engine runs in its own thread; the ids are read by the thread that requests the next
//! outcome, so that an iterable that belongs to a thread (a database cursor) stays in it.

use std::{
    ops::ControlFlow,
    sync::{
        Mutex, PoisonError, TryLockError,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel},
    },
    thread::{self, JoinHandle},
};

use fusebill::{BatchOptions, Call, Error, ErrorKind, Operation, Stop, Summary};
use pyo3::{
    PyTraverseError, PyVisit,
    exceptions::{PyException, PyKeyboardInterrupt, PyRuntimeError, PyRuntimeWarning, PyStopIteration, PyTypeError},
    intern,
    prelude::*,
    types::{PyDict, PyInt},
};

use crate::{
    callback, convert, error, logging, results,
    wait::{self, InFlight, SLICE, Watch},
};

/// What the engine sends to the iterator.
enum Event {
    IdWanted,
    Outcome(Box<fusebill::Outcome>),
    Ended(Result<Summary, Error>),
}

/// A batch that runs while its outcomes are read.
#[pyclass(frozen, module = "fusebill._fusebill")]
pub(crate) struct Batch {
    running: Mutex<Running>,
    stop: Stop,
    length: Option<usize>,
    /// Whether anybody has read it, or said that nobody will.
    is_used: AtomicBool,
}

struct Running {
    /// `__next__` of the iterator of ids, while it is read.
    next_id: Option<Py<PyAny>>,
    /// How many ids were read.
    position: u64,
    /// An error is an exception of a log handler that is not for the log: KeyboardInterrupt.
    events: Mutex<Receiver<PyResult<Event>>>,
    answers: Option<SyncSender<Option<Result<Call, Error>>>>,
    operation: Operation,
    options: BatchOptions,
    engine: Option<JoinHandle<()>>,
    /// The exception that the iterable of ids raised.
    raised: Option<PyErr>,
    /// How it failed, to be raised by run() again.
    failure: Option<PyErr>,
    summary: Option<Summary>,
    bar: Option<Py<PyAny>>,
    /// The process that has the engine's thread.
    process: u32,
}

impl Batch {
    pub(crate) fn begin(
        py: Python<'_>,
        client: fusebill::Client,
        operation: Operation,
        ids: &Bound<'_, PyAny>,
        options: &BatchOptions,
        progress: bool,
    ) -> PyResult<Self> {
        convert::check_ids(ids, if operation.takes_salesforce_id() { "pairs" } else { "ids" })?;
        let flight = InFlight::begin(py)?;
        let (sender, events) = sync_channel(1);
        let (answers, wanted) = sync_channel(1);
        let watch = Watch::new(None);
        let stop = Stop { at_once: watch.token(), ..Stop::default() };
        let length = convert::length(ids)?;
        let bar = if progress { bar(py, length)? } else { None };
        let running = Running {
            next_id: Some(ids.try_iter()?.getattr(intern!(py, "__next__"))?.unbind()),
            position: 0,
            events: Mutex::new(events),
            answers: Some(answers),
            operation,
            options: options.clone(),
            engine: None,
            raised: None,
            failure: None,
            summary: None,
            bar,
            process: std::process::id(),
        };
        let (theirs, options) = (stop.clone(), options.clone());
        let work = move || {
            let calls = std::iter::from_fn(|| {
                sender.send(Ok(Event::IdWanted)).ok()?;
                wanted.recv().ok()?
            });
            let on_outcome = |outcome: &fusebill::Outcome| {
                if let Some(raised) = logging::take_interrupt()
                    && sender.send(Err(raised)).is_err()
                {
                    return ControlFlow::Break(());
                }
                match sender.send(Ok(Event::Outcome(Box::new(outcome.clone())))) {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(_) => ControlFlow::Break(()),
                }
            };
            let ended = client.batch(operation, calls, &options, &theirs, on_outcome, |_| {});
            // Nobody listens when the iterator is gone.
            let _ = sender.send(Ok(Event::Ended(ended)));
            drop(flight);
        };
        let builder = thread::Builder::new().name("fusebill-batch".into());
        let engine = fusebill::without_signals(|| builder.spawn(work));
        let engine = engine.map_err(|failure| wait::no_thread(py, &failure))?;
        let running = Mutex::new(Running { engine: Some(engine), ..running });
        let batch = Self { running, stop, length, is_used: AtomicBool::new(false) };
        // One that cannot begin is an exception, and nobody reads it.
        batch.refuse_at_once(py).inspect_err(|_| batch.is_used.store(true, Ordering::Relaxed))?;
        Ok(batch)
    }

    /// What keeps the batch from starting (an option, the results file) is raised by the call that creates it: the first
    /// event from the engine is either that, or a request for an id.
    fn refuse_at_once(&self, py: Python<'_>) -> PyResult<()> {
        let flight = InFlight::begin(py)?;
        let mut running = self.running()?;
        match running.next_event(py, &flight, &self.stop)? {
            Event::IdWanted => running.give_next_id(py, &self.stop)?,
            Event::Ended(Err(failure)) => return Err(error::raise(py, failure)),
            Event::Ended(Ok(summary)) => running.summary = Some(summary),
            Event::Outcome(_) => {}
        }
        Ok(())
    }

    fn next<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.is_used.store(true, Ordering::Relaxed);
        let flight = InFlight::begin(py)?;
        let mut running = self.running()?;
        while running.engine.is_some() {
            match running.next_event(py, &flight, &self.stop)? {
                Event::IdWanted => running.give_next_id(py, &self.stop)?,
                Event::Outcome(outcome) => {
                    running.advance(py)?;
                    return results::outcome(py, &outcome).map(Some);
                }
                Event::Ended(ended) => return running.end(py, &self.stop, ended).map(|()| None),
            }
        }
        Ok(None)
    }

    /// A RuntimeWarning if nobody has read it.
    fn warn_unused(&self, py: Python<'_>) {
        // In a child of fork, nobody could have read it.
        if self.is_used.load(Ordering::Relaxed) || self.running().is_ok_and(|running| running.is_elsewhere()) {
            return;
        }
        let category = py.get_type::<PyRuntimeWarning>();
        let message = c"a batch was dropped before anybody read its outcomes: iterate over it, or call run()";
        if let Err(failure) = PyErr::warn(py, &category, message, 1) {
            failure.write_unraisable(py, None);
        }
    }

    /// Stops it, and waits until the calls in flight are recorded.
    fn leave(&self, py: Python<'_>) -> PyResult<()> {
        self.stop.gently.cancel();
        self.running()?.leave(py, &self.stop)
    }

    /// The same where nothing can be raised: an interrupt is for what the program does next.
    fn leave_quietly(&self, py: Python<'_>) {
        self.stop.gently.cancel();
        if matches!(self.running.try_lock(), Err(TryLockError::WouldBlock)) {
            // Another thread is waiting for an outcome, and will leave it then.
            return;
        }
        if let Err(failure) = self.leave(py)
            && (!failure.is_instance_of::<PyKeyboardInterrupt>(py)
                || callback::import(py, c"_thread")
                    .and_then(|thread| callback::call_method(&thread, intern!(py, "interrupt_main"), &[]))
                    .is_err())
        {
            failure.write_unraisable(py, None);
        }
    }

    fn running(&self) -> PyResult<std::sync::MutexGuard<'_, Running>> {
        match self.running.try_lock() {
            Ok(running) => Ok(running),
            Err(TryLockError::Poisoned(poisoned)) => Ok(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => Err(PyRuntimeError::new_err("this batch is being iterated over already")),
        }
    }
}

#[pymethods]
impl Batch {
    fn __iter__(this: Py<Self>) -> Loop {
        Loop { batch: this, has_read: AtomicBool::new(false) }
    }

    /// The ids may refer to the batch.
    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        let Ok(running) = self.running.try_lock() else { return Ok(()) };
        let held = [&running.next_id, &running.bar];
        held.into_iter().flatten().try_for_each(|object| visit.call(object))
    }

    fn __clear__(&self) {
        self.stop.gently.cancel();
        let held = self.running.try_lock().ok().map(|mut running| (running.next_id.take(), running.bar.take()));
        drop(held);
    }

    fn __next__<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.next(py)
    }

    fn length(&self) -> PyResult<usize> {
        self.length.ok_or_else(|| PyTypeError::new_err("the ids of this batch have no len()"))
    }

    /// Reads all outcomes. Raises what a loop would raise, and again if it is called again.
    fn run<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        while self.next(py)?.is_some() {}
        let running = self.running()?;
        if let Some(failure) = &running.failure {
            return Err(failure.clone_ref(py));
        }
        let summary = running.summary.as_ref().map(|summary| results::summary(py, summary)).transpose()?;
        summary.ok_or_else(|| PyRuntimeError::new_err("this batch has ended before"))
    }

    fn stop(&self) {
        self.is_used.store(true, Ordering::Relaxed);
        self.stop.gently.cancel();
    }

    fn close(&self, py: Python<'_>) -> PyResult<()> {
        self.is_used.store(true, Ordering::Relaxed);
        self.leave(py)
    }

    /// Ends the calls in flight, too.
    fn cancel(&self) {
        self.stop.gently.cancel();
        self.stop.at_once.cancel();
    }

    fn summary<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.running()?.summary.as_ref().map(|summary| results::summary(py, summary)).transpose()
    }
}

/// A loop over a batch: leaving it ends the batch. A loop that another thread kept from reading does not end it.
#[pyclass(frozen, module = "fusebill._fusebill")]
pub(crate) struct Loop {
    batch: Py<Batch>,
    has_read: AtomicBool,
}

#[pymethods]
impl Loop {
    fn __iter__(this: Py<Self>) -> Py<Self> {
        this
    }

    fn __next__<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let next = self.batch.get().next(py)?;
        self.has_read.store(true, Ordering::Relaxed);
        Ok(next)
    }
}

impl Drop for Loop {
    fn drop(&mut self) {
        if self.has_read.load(Ordering::Relaxed) {
            Python::try_attach(|py| self.batch.get().leave_quietly(py));
        }
    }
}

impl Running {
    /// A child of fork does not have the thread of its parent's batch.
    fn is_elsewhere(&self) -> bool {
        self.process != std::process::id()
    }

    /// Waits without the interpreter's lock. Ctrl-C ends the calls in flight, and the batch.
    fn next_event(&mut self, py: Python<'_>, flight: &InFlight, stop: &Stop) -> PyResult<Event> {
        loop {
            if self.is_elsewhere() {
                return Err(PyRuntimeError::new_err("this batch goes on in the process that began it"));
            }
            if let Err(interrupt) = py.check_signals() {
                return Err(self.interrupted(py, stop, interrupt));
            }
            let received = py.detach(|| self.receive(flight));
            if let Some(interrupt) = logging::take_interrupt() {
                return Err(self.interrupted(py, stop, interrupt));
            }
            match received {
                Ok(Ok(event)) => return Ok(event),
                Ok(Err(interrupt)) => return Err(self.interrupted(py, stop, interrupt)),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    return Ok(Event::Ended(Err(Error::internal("the thread of the batch ended unexpectedly"))));
                }
            }
        }
    }

    /// Ends the calls in flight, and the batch; returns what is to be raised.
    fn interrupted(&mut self, py: Python<'_>, stop: &Stop, interrupt: PyErr) -> PyErr {
        stop.at_once.cancel();
        self.leave(py, stop).err().unwrap_or(interrupt)
    }

    fn give_next_id(&mut self, py: Python<'_>, stop: &Stop) -> PyResult<()> {
        let position = self.position;
        let Some(next_id) = &self.next_id else { return Ok(()) };
        let next = callback::call(next_id.bind(py), &[])
            .and_then(|item| convert::call_at(self.operation, &self.options, position, &item));
        self.position += 1;
        let answer = match next {
            Ok(call) => Some(Ok(call)),
            Err(end) if end.is_instance_of::<PyStopIteration>(py) => None,
            Err(raised) => {
                // Ctrl-C while the iterable waits ends the calls in flight, too.
                if !raised.is_instance_of::<PyException>(py) {
                    return Err(self.interrupted(py, stop, raised));
                }
                self.raised = Some(raised);
                Some(Err(Error::invalid_argument("the iterable of ids raised an exception")))
            }
        };
        if let Some(answers) = &self.answers {
            // The engine waits for it, unless it has ended.
            let _ = answers.send(answer);
        }
        Ok(())
    }

    fn advance(&self, py: Python<'_>) -> PyResult<()> {
        self.bar.as_ref().map_or(Ok(()), |bar| {
            let one = PyInt::new(py, 1);
            callback::call_method(bar.bind(py), intern!(py, "update"), &[one.as_any()]).map(drop)
        })
    }

    fn end(&mut self, py: Python<'_>, stop: &Stop, ended: Result<Summary, Error>) -> PyResult<()> {
        self.leave(py, stop)?;
        let stopped = match ended {
            Ok(summary) => self.summary.insert(summary).stopped.clone(),
            Err(failure) => Some(failure),
        };
        let result = match (self.raised.take(), stopped) {
            (Some(raised), _) => Err(raised),
            // stop() was called: that is an end, not a failure.
            (None, Some(failure)) if failure.kind() == ErrorKind::Cancelled && stop.gently.is_cancelled() => Ok(()),
            (None, Some(failure)) => Err(error::raise(py, failure)),
            (None, None) => Ok(()),
        };
        self.failure = result.as_ref().err().map(|failure| failure.clone_ref(py));
        result
    }

    /// Reports no more outcomes, and waits for the engine to end. An exception of a signal handler ends the calls.
    fn leave(&mut self, py: Python<'_>, stop: &Stop) -> PyResult<()> {
        let answers = self.answers.take();
        if self.is_elsewhere() {
            // Another thread of the parent may have held any of their locks.
            let (_, nothing) = sync_channel(1);
            let events = std::mem::replace(&mut self.events, Mutex::new(nothing));
            std::mem::forget((answers, events, self.engine.take()));
            return Ok(());
        }
        drop(answers);
        if let Some(bar) = self.bar.take()
            && let Err(failure) = callback::call_method(bar.bind(py), intern!(py, "close"), &[])
        {
            failure.write_unraisable(py, None);
        }
        let mut left = Ok(());
        let Some(engine) = self.engine.take() else { return left };
        let flight = InFlight::begin_unchecked();
        loop {
            let event = py.detach(|| self.receive(&flight));
            let interrupt = match event {
                Ok(Ok(Event::Ended(Ok(summary)))) => {
                    self.summary = Some(summary);
                    None
                }
                Ok(Ok(_)) | Err(RecvTimeoutError::Timeout) => None,
                Ok(Err(interrupt)) => Some(interrupt),
                Err(RecvTimeoutError::Disconnected) => break,
            };
            if let Some(interrupt) = py.check_signals().err().or(interrupt) {
                stop.at_once.cancel();
                left = Err(interrupt);
            }
        }
        // A panic in the engine was reported by the panic hook.
        let _ = py.detach(|| engine.join());
        // A generator ends here, and releases what it holds.
        drop(self.next_id.take());
        left
    }

    /// Waits a moment for the next event from the engine, without the interpreter's lock.
    fn receive(&self, flight: &InFlight) -> Result<PyResult<Event>, RecvTimeoutError> {
        let received = self.events.lock().unwrap_or_else(PoisonError::into_inner).recv_timeout(SLICE);
        flight.stay_out_after_exit();
        received
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        self.stop.gently.cancel();
        Python::try_attach(|py| {
            self.leave_quietly(py);
            self.warn_unused(py);
        });
    }
}

/// A progress bar, if tqdm is installed.
fn bar(py: Python<'_>, length: Option<usize>) -> PyResult<Option<Py<PyAny>>> {
    let Ok(tqdm) = callback::import(py, c"tqdm") else { return Ok(None) };
    let options = PyDict::new(py);
    options.set_item("total", length)?;
    options.set_item("unit", "customer")?;
    let partial = callback::import(py, c"functools")?.getattr("partial")?;
    #[expect(clippy::disallowed_methods, reason = "partial is written in C")]
    let bar = partial.call((tqdm.getattr("tqdm")?,), Some(&options))?;
    callback::call(&bar, &[]).map(|bar| Some(bar.unbind()))
}
