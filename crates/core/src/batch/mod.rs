//! Batches of customers: ids in as a stream, outcomes out in the order of completion. The account's quota is used but not
//! exceeded, and every outcome is on disk before it is reported.
//!
//! | module | subject |
//! | --- | --- |
//! | `options` | the options of a batch |
//! | `outcome` | the result for one customer, and its line in the results file |
//! | `engine` | the main loop: starts calls, retries, stops and reports; without threads or sockets |
//! | `workers` | the threads that make the calls |
//! | `breaker` | the pause while the server is down, and the budget of retries |
//! | `finished` | the customers that a resume does not call again |
//! | `journal`, `results` | the results file: writing it, reading it |
//! | `summary` | how a batch ended |
//! | `wait` | a pause of the whole batch, reported |

mod breaker;
mod disk;
mod engine;
mod finished;
mod journal;
mod options;
mod outcome;
mod results;
#[cfg(test)]
mod simulation;
mod summary;
mod wait;
mod workers;

use std::{ops::ControlFlow, path::Path, thread};

pub(crate) use journal::{FileOwner, Journal, Resume, check_file as check_results_file};
pub(crate) use outcome::SHAPE as OUTCOME_SHAPE;
pub(crate) use summary::SHAPE as SUMMARY_SHAPE;
pub use {
    finished::{Earlier, Finished},
    options::BatchOptions,
    outcome::Outcome,
    results::{Changed, Damaged, Recorded, RecordedList, ResultsFile},
    summary::{SOME_FAILED, Summary},
    wait::{Wait, WaitReason},
};

use crate::{
    cancel::{CancelToken, Stop},
    client::Client,
    error::Result,
    operation::{Call, Operation},
};
use engine::{Engine, Listener};
use options::Settings;
use workers::Workers;

/// Resumes a results file with this content, and checks what remains of it.
#[cfg(feature = "fuzz")]
pub(crate) fn resume_of(content: &[u8]) {
    use std::sync::atomic::{AtomicU64, Ordering};

    static FILES: AtomicU64 = AtomicU64::new(0);
    let name = format!("fusebill-fuzz-{}-{}.jsonl", std::process::id(), FILES.fetch_add(1, Ordering::Relaxed));
    let path = std::env::temp_dir().join(name);
    std::fs::write(&path, content).expect("a temporary file");
    let wanted = Resume { resume: true, ..Resume::default() };
    let whose = FileOwner { host: "host", account: "0123456789ab", operation: Operation::EnableSynch };
    let opened = Journal::open(&path, whose, wanted);
    let resumed = opened.is_ok().then(|| std::fs::read(&path).expect("the same file"));
    std::fs::remove_file(&path).expect("the same file");
    if let Some(resumed) = resumed {
        assert!(resumed.ends_with(b"\n"), "a torn line is taken away");
        assert!(content.starts_with(&resumed) || !content.contains(&b'\n'), "and nothing else");
    }
}

impl Client {
    /// Makes any calls of one operation that changes something, as the batches with a name of their own do. Each pause of the
    /// whole batch, for a limit that is used up or a server that is down, is reported to `on_wait`, on this thread, when it
    /// starts.
    ///
    /// # Errors
    /// Only if the batch cannot start: invalid options, or the results file.
    pub fn batch(
        &self,
        operation: Operation,
        calls: impl IntoIterator<Item = Result<Call>>,
        options: &BatchOptions,
        stop: &Stop,
        mut on_outcome: impl FnMut(&Outcome) -> ControlFlow<()>,
        mut on_wait: impl FnMut(&Wait),
    ) -> Result<Summary> {
        let mut listener = Listener { outcome: &mut on_outcome, wait: &mut on_wait };
        let settings = options.check(operation)?;
        self.in_this_process().run_batch(settings, &mut calls.into_iter(), options, stop, &mut listener)
    }

    /// Checks that a batch could write a results file: a new one in its folder, or an existing one of this client that no
    /// other process is writing. Changes nothing.
    ///
    /// # Errors
    /// The same as the batch.
    pub fn check_results_file(&self, results_file: &Path) -> Result<()> {
        check_results_file(results_file, self)
    }

    /// Starts a results file with a list of customers, so that a batch that resumes it calls the same customers even if the
    /// account's list changes in the meantime. [`ResultsFile::list`] reads the list.
    ///
    /// # Errors
    /// [`Io`](crate::ErrorKind::Io) when the file exists or cannot be written.
    pub fn record_list(&self, results_file: &Path, operation: Operation, list: &RecordedList) -> Result<()> {
        let whose = FileOwner { host: self.known_as(), account: &self.account(), operation };
        Journal::open(results_file, whose, Resume::default())?.record_list(list)
    }

    /// Without type parameters, so that a program that runs batches in two ways contains the code only once.
    fn run_batch(
        &self,
        settings: Settings,
        calls: &mut dyn Iterator<Item = Result<Call>>,
        options: &BatchOptions,
        stop: &Stop,
        listener: &mut Listener<'_>,
    ) -> Result<Summary> {
        let changed = Changed { key: options.new_key, host: options.new_host };
        let wanted = Resume { resume: options.resume, retry_failed: options.retry_failed, changed };
        let whose = FileOwner { host: self.known_as(), account: &self.account(), operation: settings.operation };
        let open = |path| Journal::open(path, whose, wanted);
        let journal = options.results_file.as_deref().map(open).transpose()?;
        if let Some(damaged) = journal.as_ref().map(Journal::damaged).filter(|damaged| damaged.lines > 0) {
            let Damaged { lines, first } = damaged;
            log::warn!(target: "fusebill", "results file: {lines} line(s) cannot be read, the first is line {first}");
        }
        // Taken here, so that a batch that waits between its calls ends as well.
        let interrupt = self.interrupt(&stop.at_once);
        let at_once = CancelToken::with_check(move || interrupt.is_raised());
        let stop = &Stop { gently: stop.gently.clone(), at_once };
        Ok(thread::scope(|scope| {
            let workers = Workers::new(scope, self, &stop.at_once, settings.concurrency);
            Engine::new(settings, self.clock(), self.policy(), self.pacer(), journal, workers)
                .run(calls, stop, listener)
        }))
    }
}
