//! The one loop of a batch: it feeds calls as the pacer and the breaker allow, repeats what may pass, records, reports,
//! and knows when to stop. It has no threads and no sockets; calls are made by whoever implements [`Calls`], so that a
//! day of calls can be run in a second.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap},
    ops::ControlFlow,
    sync::{MutexGuard, PoisonError},
    time::Duration,
};

use roaring::RoaringTreemap;

use super::{
    breaker::{Breaker, Budget},
    journal::Journal,
    options::Settings,
    outcome::{Outcome, is_trouble},
    pacer::{Admission, Pacer, SharedPacer, Spread},
    summary::Summary,
};
use crate::{
    answer::EnableSynch,
    cancel::Stop,
    clock::Clock,
    customer_id::CustomerId,
    error::{Error, ErrorKind, Result, Sent},
    retry::Policy,
};

/// Who makes the calls.
pub(crate) trait Calls {
    /// Begins a call; at most as many at once as the settings allow.
    fn begin(&mut self, id: CustomerId);
    /// Waits for a call to end, no longer than `patience`.
    fn finish(&mut self, patience: Duration) -> Option<Done>;
}

/// A call that ended.
pub(crate) struct Done {
    pub(crate) id: CustomerId,
    pub(crate) result: Result<EnableSynch>,
}

/// How often the loop looks whether it should stop.
const PATIENCE: Duration = Duration::from_millis(50);
/// At most so many outcomes are written and synced at once.
const GROUP: usize = 64;
/// A wait without an end in sight (a retry has no deadline of its own in a batch).
const ANY_TIME: Duration = Duration::from_secs(86_400);

pub(crate) struct Engine<'a, C> {
    settings: Settings,
    clock: &'a dyn Clock,
    policy: Policy,
    pacer: SharedPacer,
    journal: Option<Journal>,
    journal_is_lost: bool,
    calls: C,
    spread: Option<Spread>,
    breaker: Breaker,
    budget: Budget,
    seen: RoaringTreemap,
    in_flight: HashMap<CustomerId, Progress>,
    /// Calls to be repeated, the soonest first. Never more than a few times the concurrency.
    again: BinaryHeap<Reverse<(Duration, CustomerId)>>,
    progress: HashMap<CustomerId, Progress>,
    summary: Summary,
}

/// What is known of a customer that is not over yet.
#[derive(Clone, Copy, Debug)]
struct Progress {
    attempts: u32,
    begun: Duration,
    sent: Sent,
}

impl<'a, C: Calls> Engine<'a, C> {
    pub(crate) fn new(
        settings: Settings,
        clock: &'a dyn Clock,
        policy: Policy,
        pacer: SharedPacer,
        journal: Option<Journal>,
        calls: C,
    ) -> Self {
        Self {
            settings,
            clock,
            policy,
            pacer,
            journal,
            journal_is_lost: false,
            calls,
            spread: settings.max_per_minute.map(Spread::new),
            breaker: Breaker::default(),
            budget: Budget::new(),
            seen: RoaringTreemap::new(),
            in_flight: HashMap::new(),
            again: BinaryHeap::new(),
            progress: HashMap::new(),
            summary: Summary::default(),
        }
    }

    pub(crate) fn run(
        mut self,
        ids: &mut dyn Iterator<Item = Result<CustomerId>>,
        stop: &Stop,
        on_outcome: &mut dyn FnMut(&Outcome) -> ControlFlow<()>,
    ) -> Summary {
        let mut exhausted = false;
        loop {
            if stop.is_wanted() {
                self.stop(Error::new(ErrorKind::Cancelled, "the batch was stopped"));
            }
            let mut patience = PATIENCE;
            while self.summary.stopped.is_none() && self.in_flight.len() < self.settings.concurrency {
                match self.next_call(ids, &mut exhausted) {
                    Next::Begun => {}
                    Next::NotBefore(time) => {
                        patience = patience.min(time.saturating_sub(self.now()));
                        break;
                    }
                    Next::AfterAnAnswer | Next::Nothing => break,
                }
            }
            let is_over = exhausted && self.again.is_empty() || self.summary.stopped.is_some();
            if self.in_flight.is_empty() && is_over {
                return self.summary;
            }
            let finished = self.finished(patience);
            self.report(finished, on_outcome);
        }
    }

    fn now(&self) -> Duration {
        self.clock.monotonic()
    }

    fn pacer(&self) -> MutexGuard<'_, Pacer> {
        self.pacer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The first reason stays.
    fn stop(&mut self, reason: Error) {
        self.summary.stopped.get_or_insert(reason);
    }

    fn next_call(&mut self, ids: &mut dyn Iterator<Item = Result<CustomerId>>, exhausted: &mut bool) -> Next {
        let now = self.now();
        let Some(not_before) = self.breaker.next_call() else { return Next::AfterAnAnswer };
        let not_before = self.spread.as_ref().map_or(not_before, |spread| not_before.max(spread.next()));
        if now < not_before {
            return Next::NotBefore(not_before);
        }
        let (id, due) = match self.again.peek() {
            Some(Reverse((due, id))) if *due <= now => (Some(*id), None),
            Some(Reverse((due, _))) => (None, Some(*due)),
            None => (None, None),
        };
        // Too many that wait for their repetition: first those.
        let is_crowded = self.again.len() >= 4 * self.settings.concurrency;
        let fresh = if id.is_none() && !is_crowded && !*exhausted { self.next_id(ids, exhausted) } else { None };
        let Some(id) = id.or(fresh) else { return due.map_or(Next::Nothing, Next::NotBefore) };
        let admission = self.pacer().admit(now);
        if admission == Admission::Now {
            if fresh.is_none() {
                self.again.pop();
            }
            self.begin(id, now);
            return Next::Begun;
        }
        if fresh.is_some() {
            // It goes first when there is leave.
            self.progress.insert(id, Progress { attempts: 0, begun: now, sent: Sent::No });
            self.again.push(Reverse((Duration::ZERO, id)));
        }
        match admission {
            Admission::At(time) => Next::NotBefore(time),
            Admission::Tomorrow(time) if self.settings.wait_for_the_day => Next::NotBefore(time),
            Admission::Tomorrow(time) => {
                let wait = time.saturating_sub(now);
                let message = format!("the day's limit is reached; resume in {} s", wait.as_secs() + 1);
                self.stop(
                    Error::new(ErrorKind::RateLimited, message)
                        .with_retry_after(Some(wait))
                        .with_limit(Some(crate::Limit::Day)),
                );
                Next::Nothing
            }
            Admission::AfterAnAnswer | Admission::Now => Next::AfterAnAnswer,
        }
    }

    /// The next id that is neither done nor seen; notes the end of the ids, and an error among them.
    fn next_id(
        &mut self,
        ids: &mut dyn Iterator<Item = Result<CustomerId>>,
        exhausted: &mut bool,
    ) -> Option<CustomerId> {
        loop {
            match ids.next() {
                Some(Ok(id)) if !self.seen.insert(id.get() as u64) => self.summary.duplicates += 1,
                Some(Ok(id)) if self.journal.as_ref().is_some_and(|journal| journal.is_done(id)) => {
                    self.summary.skipped += 1
                }
                Some(Ok(id)) => return Some(id),
                Some(Err(error)) => {
                    self.stop(error);
                    return None;
                }
                None => {
                    *exhausted = true;
                    return None;
                }
            }
        }
    }

    fn begin(&mut self, id: CustomerId, now: Duration) {
        let fresh = Progress { attempts: 0, begun: now, sent: Sent::No };
        let mut progress = self.progress.remove(&id).unwrap_or(fresh);
        if progress.attempts == 0 {
            self.budget.earn();
        }
        progress.attempts += 1;
        self.summary.requests += 1;
        self.in_flight.insert(id, progress);
        self.breaker.begun();
        if let Some(spread) = &mut self.spread {
            spread.take(now);
        }
        self.calls.begin(id);
    }

    /// Waits for a call to end, takes all others that have ended, and gives those that are over.
    fn finished(&mut self, patience: Duration) -> Vec<Outcome> {
        let mut over = Vec::new();
        let mut patience = patience;
        while over.len() < GROUP {
            let Some(done) = self.calls.finish(patience) else { break };
            over.extend(self.judge(done));
            patience = Duration::ZERO;
        }
        over
    }

    /// What follows from the end of a call: an outcome, or another try later.
    fn judge(&mut self, Done { id, result }: Done) -> Option<Outcome> {
        let now = self.now();
        let progress = self.in_flight.remove(&id)?;
        let quota = result.as_ref().map_or_else(|error| *error.quota(), |answer| answer.quota);
        self.pacer().answered(&quota, now);
        let error = match result {
            Ok(answer) => {
                self.breaker.answered();
                return Some(self.outcome(id, progress, Ok(answer), now));
            }
            Err(error) => error,
        };
        let sent = if error.sent() == Sent::No { progress.sent } else { error.sent() };
        let progress = Progress { sent, ..progress };
        if error.kind() == ErrorKind::RateLimited {
            self.breaker.answered();
            let wait = error.retry_after().unwrap_or(Duration::from_secs(60));
            self.pacer().limited(error.limit(), wait, now);
            // A limit is nobody's failure: it is not counted as an attempt, and everything waits for it together.
            return self.repeat(id, Progress { attempts: progress.attempts - 1, ..progress }, now, error);
        }
        if !is_trouble(&error) {
            if error.http_status().is_some() {
                self.breaker.answered();
            }
            if error.kind() == ErrorKind::Unauthorized {
                self.stop(error.clone());
            }
            if error.kind() == ErrorKind::Cancelled {
                self.stop(error.clone());
            }
            return Some(self.outcome(id, progress, Err(error), now));
        }
        if self.breaker.failed(now) {
            self.stop(error.clone());
        }
        if self.breaker.is_open() {
            // The server is down: not this customer's failure either.
            return self.repeat(id, Progress { attempts: progress.attempts - 1, ..progress }, now, error);
        }
        match self.policy.next(&error, progress.attempts, ANY_TIME, fastrand::f64()) {
            Some(wait) if self.budget.spend() => self.repeat(id, progress, now + wait, error),
            _ => Some(self.outcome(id, progress, Err(error), now)),
        }
    }

    /// Puts a customer back; when the batch is being stopped, it is over instead.
    fn repeat(&mut self, id: CustomerId, progress: Progress, due: Duration, error: Error) -> Option<Outcome> {
        if self.summary.stopped.is_some() {
            let now = self.now();
            let made = Progress { attempts: progress.attempts.max(1), ..progress };
            return Some(self.outcome(id, made, Err(error), now));
        }
        self.progress.insert(id, progress);
        self.again.push(Reverse((due, id)));
        None
    }

    fn outcome(&self, id: CustomerId, progress: Progress, result: Result<EnableSynch>, now: Duration) -> Outcome {
        let Progress { attempts, begun, sent } = progress;
        Outcome {
            id,
            result: result
                .map(|answer| EnableSynch { attempts, ..answer })
                .map_err(|error| error.with_attempts(attempts).with_sent(sent)),
            attempts,
            at: self.clock.wall(),
            elapsed: now.saturating_sub(begun),
        }
    }

    /// Records, then tells. What could not be recorded is not told, and ends the batch.
    fn report(&mut self, outcomes: Vec<Outcome>, on_outcome: &mut dyn FnMut(&Outcome) -> ControlFlow<()>) {
        if outcomes.is_empty() || self.journal_is_lost {
            return;
        }
        if let Some(journal) = &mut self.journal
            && let Err(error) = journal.record(&outcomes)
        {
            self.stop(error);
            self.journal_is_lost = true;
            return;
        }
        for outcome in &outcomes {
            self.summary.count(outcome);
            if on_outcome(outcome).is_break() {
                self.stop(Error::new(ErrorKind::Cancelled, "the caller stopped the batch"));
            }
            if !outcome.is_enabled() && self.summary.failures() >= self.settings.stop_after_failures {
                let kind = outcome.result.as_ref().err().map_or(ErrorKind::Rejected, Error::kind);
                self.stop(Error::new(kind, format!("stopped after {} failures", self.summary.failures())));
            }
        }
    }
}

enum Next {
    Begun,
    NotBefore(Duration),
    AfterAnAnswer,
    Nothing,
}
