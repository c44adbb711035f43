//! The threads that make a batch's calls: begun when first needed, ended with the batch.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread::Scope,
    time::Duration,
};

use super::engine::{Calls, Done};
use crate::{cancel::CancelToken, client::Client, customer_id::CustomerId, error::Error};

pub(crate) struct Workers<'scope, 'env> {
    scope: &'scope Scope<'scope, 'env>,
    client: &'env Client,
    cancel: &'env CancelToken,
    most: usize,
    threads: usize,
    busy: usize,
    jobs: Sender<CustomerId>,
    waiting: Arc<Mutex<Receiver<CustomerId>>>,
    finished: Sender<Done>,
    results: Receiver<Done>,
}

impl<'scope, 'env> Workers<'scope, 'env> {
    pub(crate) fn new(
        scope: &'scope Scope<'scope, 'env>,
        client: &'env Client,
        cancel: &'env CancelToken,
        most: usize,
    ) -> Self {
        let (jobs, waiting) = channel();
        let (finished, results) = channel();
        Self {
            scope,
            client,
            cancel,
            most,
            threads: 0,
            busy: 0,
            jobs,
            waiting: Arc::new(Mutex::new(waiting)),
            finished,
            results,
        }
    }

    fn spawn(&mut self) {
        self.threads += 1;
        let (client, cancel) = (self.client, self.cancel);
        let (waiting, finished) = (Arc::clone(&self.waiting), self.finished.clone());
        self.scope.spawn(move || {
            // Only the take is under the lock; the call is not.
            let take = || waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
            while let Ok(id) = take() {
                let call = || client.attempt_once(id, cancel);
                let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(call))
                    .unwrap_or_else(|_| Err(Error::internal("a call panicked")));
                if finished.send(Done { id, result }).is_err() {
                    return;
                }
            }
        });
    }
}

impl Calls for Workers<'_, '_> {
    fn begin(&mut self, id: CustomerId) {
        self.busy += 1;
        if self.busy > self.threads && self.threads < self.most {
            self.spawn();
        }
        // The receiver lives as long as this does.
        let _ = self.jobs.send(id);
    }

    fn finish(&mut self, patience: Duration) -> Option<Done> {
        match self.results.recv_timeout(patience) {
            Ok(done) => {
                self.busy -= 1;
                Some(done)
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => None,
        }
    }
}
