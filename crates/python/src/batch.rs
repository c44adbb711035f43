//! A batch as an iterator. The engine runs in a thread of its own; the ids are read by whoever asks for the next
//! outcome, so that an iterable which belongs to a thread (a database cursor) stays in it.

use std::{
    collections::BTreeMap,
    ops::ControlFlow,
    sync::{
        Mutex, PoisonError, TryLockError,
        mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel},
    },
    thread::{self, JoinHandle},
};

use fusebill::{BatchOptions, Call, Error, Stop, Summary};
use pyo3::{
    exceptions::{PyKeyboardInterrupt, PyRuntimeError, PyStopIteration},
    intern,
    prelude::*,
    types::{IntoPyDict, PyDict, PyInt},
};

use crate::{
    callback, convert, error, logging,
    outcome::Outcome,
    wait::{self, Flight, SLICE, Watch},
};

/// What the engine sends to the iterator.
enum Event {
    IdWanted,
    Outcome(Box<fusebill::Outcome>),
    Ended(Result<Summary, Error>),
}

/// The outcomes of a batch, in the order of completion; from Client.enable_synch_batch.
///
/// Leaving the loop, close() and the end of a with statement stop it cleanly: what is in flight is awaited and recorded.
#[pyclass(frozen, weakref, module = "fusebill")]
pub(crate) struct Batch {
    running: Mutex<Running>,
    stop: Stop,
}

struct Running {
    /// `__next__` of the iterator of ids.
    next_id: Py<PyAny>,
    /// How many ids were read.
    position: u64,
    /// An error is what a log handler raised that is not for the log: KeyboardInterrupt.
    events: Mutex<Receiver<PyResult<Event>>>,
    answers: Option<SyncSender<Option<Result<Call, Error>>>>,
    options: BatchOptions,
    engine: Option<JoinHandle<()>>,
    /// Disconnected when the engine has ended.
    end: Mutex<Receiver<()>>,
    /// What the iterable of ids raised.
    raised: Option<PyErr>,
    summary: Option<Summary>,
    bar: Option<Py<PyAny>>,
    /// The process that has the engine's thread.
    process: u32,
}

impl Batch {
    pub(crate) fn begin(
        py: Python<'_>,
        client: fusebill::Client,
        ids: &Bound<'_, PyAny>,
        options: BatchOptions,
        progress: bool,
    ) -> PyResult<Self> {
        let flight = Flight::begin(py)?;
        let (tell, events) = sync_channel(1);
        let (answers, wanted) = sync_channel(1);
        let (at_end, end) = sync_channel(0);
        let watch = Watch::new(None);
        let stop = Stop { at_once: watch.token(), ..Stop::default() };
        let bar = if progress { bar(py, ids)? } else { None };
        let running = Running {
            next_id: ids.try_iter()?.getattr(intern!(py, "__next__"))?.unbind(),
            position: 0,
            events: Mutex::new(events),
            answers: Some(answers),
            options: options.clone(),
            engine: None,
            end: Mutex::new(end),
            raised: None,
            summary: None,
            bar,
            process: std::process::id(),
        };
        let theirs = stop.clone();
        let engine = thread::Builder::new().name("fusebill-batch".into()).spawn(move || {
            let calls = std::iter::from_fn(|| {
                tell.send(Ok(Event::IdWanted)).ok()?;
                wanted.recv().ok()?
            });
            let on_outcome = |outcome: &fusebill::Outcome| {
                if let Some(raised) = logging::take_interrupt()
                    && tell.send(Err(raised)).is_err()
                {
                    return ControlFlow::Break(());
                }
                match tell.send(Ok(Event::Outcome(Box::new(outcome.clone())))) {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(_) => ControlFlow::Break(()),
                }
            };
            let ended = client.call_batch_with(calls, &options, &theirs, on_outcome, |_| {});
            // Nobody listens when the iterator is gone.
            let _ = tell.send(Ok(Event::Ended(ended)));
            drop((flight, at_end));
        });
        let engine = engine.map_err(|failure| wait::no_thread(py, &failure))?;
        let running = Mutex::new(Running { engine: Some(engine), ..running });
        let batch = Self { running, stop };
        batch.refuse_at_once(py)?;
        Ok(batch)
    }

    /// What keeps the batch from beginning (an option, the results file) is raised where it was asked for: the first
    /// thing that the engine says is either that, or that it wants an id.
    fn refuse_at_once(&self, py: Python<'_>) -> PyResult<()> {
        let flight = Flight::begin(py)?;
        let mut running = self.running()?;
        match running.next_event(py, &flight, &self.stop)? {
            Event::IdWanted => running.give_next_id(py),
            Event::Ended(Err(failure)) => return Err(error::raise(py, failure)),
            Event::Ended(Ok(summary)) => running.summary = Some(summary),
            Event::Outcome(_) => {}
        }
        Ok(())
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
    fn __iter__(this: Py<Self>) -> Py<Self> {
        this
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<Outcome>> {
        let flight = Flight::begin(py)?;
        let mut running = self.running()?;
        while running.engine.is_some() {
            match running.next_event(py, &flight, &self.stop)? {
                Event::IdWanted => running.give_next_id(py),
                Event::Outcome(outcome) => {
                    running.advance(py)?;
                    return Ok(Some(Outcome(*outcome)));
                }
                Event::Ended(ended) => return running.end(py, &self.stop, ended).map(|()| None),
            }
        }
        Ok(None)
    }

    /// Lets no further call begin; the outcomes of those in flight still come. From any thread.
    fn stop(&self) {
        self.stop.gently.cancel();
    }

    /// Stops it, and waits for what is in flight to be recorded; Ctrl-C ends that, too. No more outcomes are reported.
    fn close(&self, py: Python<'_>) -> PyResult<()> {
        self.stop.gently.cancel();
        self.running()?.leave(py, &self.stop)
    }

    /// How it ended; None before that, and when it was left. Not to be asked while another thread waits for an outcome.
    #[getter]
    fn summary<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let running = self.running()?;
        let Some(summary) = &running.summary else { return Ok(None) };
        let stopped = summary.stopped.as_ref().map(|failure| error::exception(py, failure)).transpose()?;
        let counts = |counts: &BTreeMap<&str, u64>| counts.into_py_dict(py);
        let fields = (
            summary.status(),
            summary.enabled(),
            counts(&summary.failed)?,
            summary.skipped,
            counts(&summary.failed_before)?,
            summary.duplicates,
            summary.requests,
            summary.damaged.lines,
            Some(summary.damaged.first).filter(|first| *first > 0),
            stopped,
            summary.operation.name(),
            summary.done,
        );
        convert::record(py, "Summary", fields).map(Some)
    }

    fn __enter__(this: Py<Self>) -> Py<Self> {
        this
    }

    #[pyo3(signature = (*_exception))]
    fn __exit__(&self, py: Python<'_>, _exception: Vec<Py<PyAny>>) -> PyResult<()> {
        self.close(py)
    }
}

impl Running {
    /// A child of fork has not got the thread of its parent's batch.
    fn is_elsewhere(&self) -> bool {
        self.process != std::process::id()
    }

    /// Waits without the interpreter's lock. Ctrl-C ends the calls in flight, and the batch.
    fn next_event(&mut self, py: Python<'_>, flight: &Flight, stop: &Stop) -> PyResult<Event> {
        loop {
            if self.is_elsewhere() {
                return Err(PyRuntimeError::new_err("this batch goes on in the process that began it"));
            }
            if let Err(interrupt) = py.check_signals() {
                return Err(self.interrupted(py, stop, interrupt));
            }
            let events = &self.events;
            let received = py.detach(|| {
                let events = events.lock().unwrap_or_else(PoisonError::into_inner);
                let received = events.recv_timeout(SLICE);
                flight.stay_out_after_exit();
                received
            });
            if let Some(interrupt) = logging::take_interrupt() {
                return Err(self.interrupted(py, stop, interrupt));
            }
            match received {
                Ok(Ok(event)) => return Ok(event),
                Ok(Err(interrupt)) => return Err(self.interrupted(py, stop, interrupt)),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    return Ok(Event::Ended(Err(Error::internal("the thread of the batch died"))));
                }
            }
        }
    }

    /// Ends the calls in flight, and the batch; gives what is to be raised.
    fn interrupted(&mut self, py: Python<'_>, stop: &Stop, interrupt: PyErr) -> PyErr {
        stop.at_once.cancel();
        self.leave(py, stop).err().unwrap_or(interrupt)
    }

    fn give_next_id(&mut self, py: Python<'_>) {
        let position = self.position;
        let next = callback::call(self.next_id.bind(py), &[])
            .and_then(|item| convert::call_at(&self.options, position, &item));
        self.position += 1;
        let answer = match next {
            Ok(call) => Some(Ok(call)),
            Err(end) if end.is_instance_of::<PyStopIteration>(py) => None,
            Err(raised) => {
                self.raised = Some(raised);
                Some(Err(Error::invalid_argument("the iterable of ids raised an exception")))
            }
        };
        if let Some(answers) = &self.answers {
            // The engine waits for it, unless it has ended.
            let _ = answers.send(answer);
        }
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
        match (self.raised.take(), stopped) {
            (Some(raised), _) => Err(raised),
            (None, Some(failure)) => Err(error::raise(py, failure)),
            (None, None) => Ok(()),
        }
    }

    /// Hears no more of the engine, and waits for its end. What a signal handler raises meanwhile ends the calls.
    fn leave(&mut self, py: Python<'_>, stop: &Stop) -> PyResult<()> {
        let answers = self.answers.take();
        let (_, nothing) = sync_channel(1);
        let events = std::mem::replace(&mut self.events, Mutex::new(nothing));
        if self.is_elsewhere() {
            // Another thread of the parent may have held any of their locks.
            std::mem::forget((answers, events, self.engine.take()));
            return Ok(());
        }
        drop((answers, events));
        if let Some(bar) = self.bar.take()
            && let Err(failure) = callback::call_method(bar.bind(py), intern!(py, "close"), &[])
        {
            failure.write_unraisable(py, None);
        }
        let mut left = Ok(());
        if let Some(engine) = self.engine.take() {
            let flight = Flight::begin_unchecked();
            let end = &self.end;
            let has_ended = || {
                let end = end.lock().unwrap_or_else(PoisonError::into_inner);
                let waited = end.recv_timeout(SLICE);
                flight.stay_out_after_exit();
                waited == Err(RecvTimeoutError::Disconnected)
            };
            while !py.detach(has_ended) {
                if let Err(interrupt) = py.check_signals() {
                    stop.at_once.cancel();
                    left = Err(interrupt);
                }
            }
            // A panic of the engine was reported by the panic hook.
            let _ = py.detach(|| engine.join());
        }
        left
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        self.stop.gently.cancel();
        Python::try_attach(|py| {
            let left = self.running().and_then(|mut running| running.leave(py, &self.stop));
            // Nothing can be raised here: an interrupt is for what the program does next.
            if let Err(failure) = left
                && (!failure.is_instance_of::<PyKeyboardInterrupt>(py)
                    || py.import("_thread").and_then(|thread| thread.call_method0("interrupt_main")).is_err())
            {
                failure.write_unraisable(py, None);
            }
        });
    }
}

/// A progress bar, when tqdm is installed.
fn bar(py: Python<'_>, ids: &Bound<'_, PyAny>) -> PyResult<Option<Py<PyAny>>> {
    let Ok(tqdm) = py.import("tqdm") else { return Ok(None) };
    let options = PyDict::new(py);
    options.set_item("total", ids.len().ok())?;
    options.set_item("unit", "customer")?;
    tqdm.getattr("tqdm")?.call((), Some(&options)).map(|bar| Some(bar.unbind()))
}
