//! The threads that make a batch's calls: started when first needed, ended with the batch.

use std::{
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::{self, Scope, ScopedJoinHandle},
    time::Duration,
};

use super::engine::{Calls, Done, Job};
use crate::{cancel::CancelToken, client::Client, error::Error, host::without_signals};

pub(crate) struct Workers<'scope, 'env> {
    scope: &'scope Scope<'scope, 'env>,
    client: &'env Client,
    cancel: &'env CancelToken,
    most: usize,
    threads: Vec<ScopedJoinHandle<'scope, ()>>,
    queue: Arc<Queue>,
}

/// The jobs that wait for a thread, and the results that wait for the engine. One lock for both, held only to
/// add and to take: not while waking another thread, which would find it locked.
#[derive(Default)]
struct Queue {
    pending: Mutex<Pending>,
    job: Condvar,
    done: Condvar,
}

#[derive(Default)]
struct Pending {
    jobs: VecDeque<Job>,
    done: VecDeque<Done>,
    /// How many threads wait for a job, and whether the engine waits for a result: only those that wait are woken.
    idle: usize,
    engine_waits: bool,
    is_over: bool,
}

impl Queue {
    fn pending(&self) -> MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put_job(&self, job: Job) {
        let mut pending = self.pending();
        pending.jobs.push_back(job);
        let is_awaited = pending.idle > 0;
        drop(pending);
        if is_awaited {
            self.job.notify_one();
        }
    }

    /// Waits for a job; `None` when there will be no more.
    fn take_job(&self) -> Option<Job> {
        let mut pending = self.pending();
        loop {
            if pending.is_over {
                return None;
            }
            if let Some(job) = pending.jobs.pop_front() {
                return Some(job);
            }
            pending.idle += 1;
            pending = self.job.wait(pending).unwrap_or_else(PoisonError::into_inner);
            pending.idle -= 1;
        }
    }

    fn put_done(&self, done: Done) {
        let mut pending = self.pending();
        pending.done.push_back(done);
        let is_awaited = pending.engine_waits;
        drop(pending);
        if is_awaited {
            self.done.notify_one();
        }
    }

    fn take_done(&self, patience: Duration) -> Option<Done> {
        let mut pending = self.pending();
        if pending.done.is_empty() && !patience.is_zero() {
            pending.engine_waits = true;
            pending = self.done.wait_timeout(pending, patience).unwrap_or_else(PoisonError::into_inner).0;
            pending.engine_waits = false;
        }
        pending.done.pop_front()
    }
}

impl<'scope, 'env> Workers<'scope, 'env> {
    pub(crate) fn new(
        scope: &'scope Scope<'scope, 'env>,
        client: &'env Client,
        cancel: &'env CancelToken,
        most: usize,
    ) -> Self {
        Self { scope, client, cancel, most, threads: Vec::new(), queue: Arc::default() }
    }

    /// Starts a thread; if no more can be started, the existing ones have to do.
    fn spawn(&mut self) {
        let (client, cancel, queue) = (self.client, self.cancel, Arc::clone(&self.queue));
        let work = move || {
            while let Some(job) = queue.take_job() {
                queue.put_done(call(client, cancel, job));
            }
        };
        let builder = thread::Builder::new().name("fusebill-batch".into());
        match without_signals(|| builder.spawn_scoped(self.scope, work)) {
            Ok(thread) => self.threads.push(thread),
            Err(error) => {
                self.most = self.threads.len();
                log::warn!(target: "fusebill", "batch: cannot start more than {} threads: {error}", self.most);
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
    fn begin(&mut self, job: Job, in_flight: usize) {
        if in_flight > self.threads.len() && self.threads.len() < self.most {
            self.spawn();
        }
        self.queue.put_job(job);
    }

    fn finish(&mut self, patience: Duration) -> Option<Done> {
        if self.threads.is_empty() {
            // Not a single thread could be started, so the calls are made here; or nothing was begun yet, because another
            // batch of the account waits for its first answer.
            let job = self.queue.pending().jobs.pop_front();
            if job.is_none() {
                thread::sleep(patience);
            }
            return job.map(|job| call(self.client, self.cancel, job));
        }
        self.queue.take_done(patience)
    }
}

impl Drop for Workers<'_, '_> {
    /// Ends the threads when they have finished their current calls. The scope waits for their work; only joining them waits
    /// until they no longer exist.
    fn drop(&mut self) {
        self.queue.pending().is_over = true;
        self.queue.job.notify_all();
        for thread in self.threads.drain(..) {
            // A call that panics is caught in the thread.
            let _ = thread.join();
        }
    }
}
