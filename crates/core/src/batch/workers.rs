//! The threads that make a batch's calls: begun when first needed, ended with the batch.

use std::{
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::{self, Scope},
    time::Duration,
};

use super::engine::{Calls, Done, Job};
use crate::{cancel::CancelToken, client::Client, error::Error};

pub(crate) struct Workers<'scope, 'env> {
    scope: &'scope Scope<'scope, 'env>,
    client: &'env Client,
    cancel: &'env CancelToken,
    most: usize,
    threads: usize,
    busy: usize,
    desk: Arc<Desk>,
}

/// Where jobs are left for the threads, and what became of them is left for the engine. One lock for both, held only to
/// put and to take.
#[derive(Default)]
struct Desk {
    papers: Mutex<Papers>,
    job: Condvar,
    done: Condvar,
}

#[derive(Default)]
struct Papers {
    jobs: VecDeque<Job>,
    done: VecDeque<Done>,
    /// How many threads wait for a job, and whether the engine waits for an end: who does not wait is not woken.
    idle: usize,
    engine_waits: bool,
    is_over: bool,
}

impl Desk {
    fn papers(&self) -> MutexGuard<'_, Papers> {
        self.papers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put_job(&self, job: Job) {
        let mut papers = self.papers();
        papers.jobs.push_back(job);
        if papers.idle > 0 {
            self.job.notify_one();
        }
    }

    /// Waits for a job; `None` when there will be no more.
    fn take_job(&self) -> Option<Job> {
        let mut papers = self.papers();
        loop {
            if papers.is_over {
                return None;
            }
            if let Some(job) = papers.jobs.pop_front() {
                return Some(job);
            }
            papers.idle += 1;
            papers = self.job.wait(papers).unwrap_or_else(PoisonError::into_inner);
            papers.idle -= 1;
        }
    }

    fn put_done(&self, done: Done) {
        let mut papers = self.papers();
        papers.done.push_back(done);
        if papers.engine_waits {
            self.done.notify_one();
        }
    }

    fn take_done(&self, patience: Duration) -> Option<Done> {
        let mut papers = self.papers();
        if papers.done.is_empty() && !patience.is_zero() {
            papers.engine_waits = true;
            papers = self.done.wait_timeout(papers, patience).unwrap_or_else(PoisonError::into_inner).0;
            papers.engine_waits = false;
        }
        papers.done.pop_front()
    }
}

impl<'scope, 'env> Workers<'scope, 'env> {
    pub(crate) fn new(
        scope: &'scope Scope<'scope, 'env>,
        client: &'env Client,
        cancel: &'env CancelToken,
        most: usize,
    ) -> Self {
        Self { scope, client, cancel, most, threads: 0, busy: 0, desk: Arc::default() }
    }

    /// Begins a thread; where there can be no more, those that there are have to do.
    fn spawn(&mut self) {
        let (client, cancel, desk) = (self.client, self.cancel, Arc::clone(&self.desk));
        let work = move || {
            while let Some(job) = desk.take_job() {
                desk.put_done(call(client, cancel, job));
            }
        };
        match thread::Builder::new().name("fusebill-batch".into()).spawn_scoped(self.scope, work) {
            Ok(_) => self.threads += 1,
            Err(error) => {
                self.most = self.threads;
                log::warn!(target: "fusebill", "batch: no more threads than {}: {error}", self.threads);
            }
        }
    }
}

fn call(client: &Client, cancel: &CancelToken, job: Job) -> Done {
    let result = catch_unwind(AssertUnwindSafe(|| client.attempt_once(&job.call, cancel)))
        .unwrap_or_else(|_| Err(Error::internal("a call panicked")));
    Done { job, result }
}

impl Calls for Workers<'_, '_> {
    fn begin(&mut self, job: Job) {
        self.busy += 1;
        if self.busy > self.threads && self.threads < self.most {
            self.spawn();
        }
        self.desk.put_job(job);
    }

    fn finish(&mut self, patience: Duration) -> Option<Done> {
        if self.threads == 0 {
            // Not one thread could be begun: the calls are made here.
            let job = self.desk.papers().jobs.pop_front()?;
            self.busy -= 1;
            return Some(call(self.client, self.cancel, job));
        }
        let done = self.desk.take_done(patience)?;
        self.busy -= 1;
        Some(done)
    }
}

impl Drop for Workers<'_, '_> {
    /// Ends the threads when they have made the calls that they are in.
    fn drop(&mut self) {
        self.desk.papers().is_over = true;
        self.desk.job.notify_all();
    }
}
