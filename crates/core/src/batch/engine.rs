//! The main loop of a batch: it starts calls as the pacer and the breaker allow, repeats transient failures, records,
//! reports, and decides when to stop. It has no threads and no sockets; an implementation of [`Calls`] makes the calls, so
//! that a day of calls can be simulated in a second.

use std::{
    collections::BTreeMap,
    ops::ControlFlow,
    sync::{MutexGuard, PoisonError},
    time::Duration,
};

use roaring::RoaringTreemap;

use super::{
    breaker::{self, Breaker, Budget},
    finished::Earlier,
    journal::Journal,
    options::Settings,
    outcome::{Outcome, is_outage},
    summary::Summary,
    wait::{Wait, WaitReason},
};
use crate::{
    answer::Accepted,
    cancel::Stop,
    client,
    clock::Clock,
    customer_id::CustomerId,
    error::{Error, ErrorKind, Result, Scope, Sent},
    operation::Call,
    pacer::{Admission, Pacer, SharedPacer, Spread},
    quota::{DAY_IS_USED_UP, Limit, MOST_REFUSALS},
    retry::{self, Policy},
};

/// What makes the calls.
pub(crate) trait Calls {
    /// Starts a call. `in_flight` is the number of calls in flight with this one; at most what the settings allow.
    fn begin(&mut self, job: Job, in_flight: usize);
    /// Waits for a call to end, no longer than `patience`.
    fn finish(&mut self, patience: Duration) -> Option<Done>;
}

/// Refusals because of a limit since the last call that was not refused.
#[derive(Clone, Copy, Debug)]
struct Limited {
    since: Duration,
    times: u32,
    /// How many times waiting for the day's limit to reset was in vain.
    days: u32,
}

/// A customer that is not finished yet, and what is known about it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Job {
    pub(crate) id: CustomerId,
    pub(crate) call: Call,
    attempts: u32,
    /// How often it was refused because of a limit.
    refusals: u32,
    begun: Duration,
    sent: Sent,
}

/// A call that ended.
pub(crate) struct Done {
    pub(crate) job: Job,
    pub(crate) result: Result<Accepted>,
}

/// Two waits whose ends are less than this apart are the same.
const SAME_END: Duration = Duration::from_secs(3);
/// A shorter pause is not reported.
const SHORTEST_REPORTED_PAUSE: Duration = Duration::from_secs(1);
/// After this many customers without a response of the API itself, the batch ends.
const MOST_FOREIGN_RESPONSES: u32 = 20;
/// A limit that lets no call through for this long ends the batch, like a server that is down.
const GIVE_UP: Duration = breaker::GIVE_UP;
/// How often the loop checks whether it should stop.
const PATIENCE: Duration = Duration::from_millis(50);
/// At most this many outcomes are written and synced at once.
const GROUP: usize = 64;
/// A pause for a single customer is reported if it is longer than the backoff between attempts.
const WORTH_A_LINE: Duration = Duration::from_secs(10);

pub(crate) struct Engine<'a, C> {
    settings: Settings,
    clock: &'a dyn Clock,
    policy: Policy,
    pacer: SharedPacer,
    record: Record,
    calls: C,
    spread: Option<Spread>,
    breaker: Breaker,
    budget: Budget,
    seen: RoaringTreemap,
    in_flight: usize,
    /// Calls to be made later, the soonest first. Never more than a few times the concurrency.
    again: BTreeMap<(Duration, CustomerId), Job>,
    summary: Summary,
    /// Whether a response was the API's own, and how many before that were not.
    met_the_api: bool,
    foreign_responses: u32,
    limited: Option<Limited>,
    /// Whether fewer calls are made at a time because no more files can be opened, and whether that was reported.
    is_narrowed: bool,
    said_so: bool,
    /// The pause that was reported last, until a call is made again.
    reported: Option<(WaitReason, Duration)>,
}

/// The callbacks of a batch.
pub(crate) struct Listener<'a> {
    pub(crate) outcome: &'a mut dyn FnMut(&Outcome) -> ControlFlow<()>,
    pub(crate) wait: &'a mut dyn FnMut(&Wait),
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
        let damaged = journal.as_ref().map(Journal::damaged).unwrap_or_default();
        let record = journal.map_or(Record::Unwanted, Record::Kept);
        Self {
            settings,
            clock,
            policy,
            pacer,
            record,
            calls,
            foreign_responses: 0,
            met_the_api: false,
            limited: None,
            spread: settings.max_per_minute.map(Spread::new),
            breaker: Breaker::default(),
            budget: Budget::new(),
            seen: RoaringTreemap::new(),
            in_flight: 0,
            again: BTreeMap::new(),
            summary: Summary { operation: settings.operation, damaged, ..Summary::default() },
            is_narrowed: false,
            said_so: false,
            reported: None,
        }
    }

    pub(crate) fn run(
        mut self,
        calls: &mut dyn Iterator<Item = Result<Call>>,
        stop: &Stop,
        listener: &mut Listener<'_>,
    ) -> Summary {
        let mut exhausted = false;
        let mut over = Vec::new();
        loop {
            if stop.is_wanted() {
                self.stop(Error::new(ErrorKind::Cancelled, "the batch was stopped"));
            }
            let mut patience = PATIENCE;
            while self.summary.stopped.is_none() && self.in_flight < self.settings.concurrency {
                match self.next_call(calls, &mut exhausted) {
                    Next::Begun => {}
                    Next::NotBefore(time, reason) => {
                        if let Some((reason, until)) = reason {
                            self.report_wait(reason, until, listener.wait);
                        }
                        patience = patience.min(time.saturating_sub(self.now()));
                        break;
                    }
                    Next::AfterAnAnswer | Next::Nothing => break,
                }
            }
            let is_over = exhausted && self.again.is_empty() || self.summary.stopped.is_some();
            if self.in_flight == 0 && is_over {
                return std::mem::take(&mut self.summary);
            }
            self.finish(patience, &mut over);
            // Said when the number no longer falls.
            if self.is_narrowed && !self.said_so && !over.is_empty() {
                self.said_so = true;
                let reason = WaitReason::Descriptors(self.settings.concurrency as u64);
                let wait = Wait { reason, until: self.clock.wall() };
                log::warn!(target: "fusebill", "batch: {wait}");
                (listener.wait)(&wait);
            }
            self.report(&over, listener.outcome);
            over.clear();
        }
    }

    fn now(&self) -> Duration {
        self.clock.monotonic()
    }

    fn pacer(&self) -> MutexGuard<'_, Pacer> {
        self.pacer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps the first reason.
    fn stop(&mut self, reason: Error) {
        self.summary.stopped.get_or_insert(reason);
    }

    fn next_call(&mut self, calls: &mut dyn Iterator<Item = Result<Call>>, exhausted: &mut bool) -> Next {
        let now = self.now();
        let Some(not_before) = self.breaker.next_call() else { return Next::AfterAnAnswer };
        if now < not_before {
            let outage = self.breaker.outage().map(|(why, until)| (WaitReason::Outage(why.into()), until));
            return Next::NotBefore(not_before, outage);
        }
        if let Some(spread) = &self.spread
            && now < spread.next()
        {
            return Next::NotBefore(spread.next(), None);
        }
        let soonest = self.again.first_key_value().map(|(key, job)| (key.0, *job));
        let due_job = soonest.filter(|(due, _)| *due <= now).map(|(_, job)| job);
        // If too many calls wait to be repeated, those go first.
        let is_crowded = self.again.len() >= 4 * self.settings.concurrency;
        let wants_fresh = due_job.is_none() && !is_crowded && !*exhausted;
        let fresh = match wants_fresh.then(|| self.fresh(calls, exhausted, now)) {
            // Calls that have ended in the meantime are recorded first.
            Some(Fresh::NotYet) => return Next::NotBefore(now, None),
            Some(Fresh::Call(id, call)) => Some((id, call)),
            Some(Fresh::None) | None => None,
        };
        let fresh = fresh.map(|(id, call)| Job { id, call, attempts: 0, refusals: 0, begun: now, sent: Sent::No });
        let Some(job) = due_job.or(fresh) else {
            let asked = |due: Duration| (due > now + WORTH_A_LINE).then_some((WaitReason::Asked, due));
            return soonest.map_or(Next::Nothing, |(due, _)| Next::NotBefore(due, asked(due)));
        };
        let admission = self.pacer().admit(now);
        if admission == Admission::Now {
            if fresh.is_none() {
                self.again.pop_first();
            }
            self.begin(job, now);
            return Next::Begun;
        }
        if fresh.is_some() {
            // It goes first when a call is allowed again.
            self.again.insert((Duration::ZERO, job.id), job);
        }
        match admission {
            Admission::At(time) => Next::NotBefore(time, Some((WaitReason::Limit(Limit::Minute), time))),
            Admission::Tomorrow(time) if self.settings.wait_for_the_day => {
                Next::NotBefore(time, Some((WaitReason::Limit(Limit::Day), time)))
            }
            Admission::Tomorrow(time) => {
                let wait = time.saturating_sub(now);
                let message = format!("{DAY_IS_USED_UP}; resume in {} s", wait.as_secs() + 1);
                self.stop(
                    Error::new(ErrorKind::RateLimited, message)
                        .with_retry_after(Some(wait))
                        .with_limit(Some(Limit::Day)),
                );
                Next::Nothing
            }
            Admission::AfterAnAnswer | Admission::Now => Next::AfterAnAnswer,
        }
    }

    /// Reports once why no calls are made. Times are on the batch's own clock.
    fn report_wait(&mut self, reason: WaitReason, until: Duration, on_wait: &mut dyn FnMut(&Wait)) {
        let left = until.saturating_sub(self.now());
        let is_known = match (&self.reported, &reason) {
            // The message of an outage may differ from one attempt to the next.
            (Some((WaitReason::Outage(_), _)), WaitReason::Outage(_)) => true,
            // The same reset, within the precision of clocks with whole seconds.
            (Some((reported, end)), reason) => reported == reason && end.abs_diff(until) < SAME_END,
            (None, _) => false,
        };
        if is_known || left < SHORTEST_REPORTED_PAUSE {
            return;
        }
        let wait = Wait { reason: reason.clone(), until: self.clock.wall() + left };
        log::warn!(target: "fusebill", "batch: {wait}");
        on_wait(&wait);
        self.reported = Some((reason, until));
    }

    /// The next customer that is neither done nor seen; notes the end of the calls, and an error among them. Skipping many
    /// customers takes no longer than the loop's patience at a time.
    fn fresh(&mut self, calls: &mut dyn Iterator<Item = Result<Call>>, exhausted: &mut bool, begun: Duration) -> Fresh {
        loop {
            let call = calls.next().map(|call| call.and_then(|call| self.settings.admit(call)));
            match call {
                Some(Ok((id, call))) if !self.seen.insert(id.get() as u64) => {
                    self.summary.duplicates += 1;
                    if call.operation().takes_salesforce_id() {
                        let message = format!("customer {id} appears twice, so its Salesforce id is ambiguous");
                        self.stop(Error::invalid_argument(message));
                        return Fresh::None;
                    }
                }
                Some(Ok((id, call))) => match self.record.earlier(&call) {
                    Some(Earlier::Done) => self.summary.skipped += 1,
                    Some(Earlier::Failed(name)) => *self.summary.failed_before.entry(name).or_default() += 1,
                    None => return Fresh::Call(id, call),
                },
                Some(Err(error)) => {
                    self.stop(error);
                    return Fresh::None;
                }
                None => {
                    *exhausted = true;
                    return Fresh::None;
                }
            }
            if self.now().saturating_sub(begun) >= PATIENCE {
                return Fresh::NotYet;
            }
        }
    }

    fn begin(&mut self, job: Job, now: Duration) {
        if job.attempts == 0 {
            self.budget.earn();
        }
        self.summary.requests += 1;
        self.in_flight += 1;
        self.breaker.begun();
        if let Some(spread) = &mut self.spread {
            spread.take(now);
        }
        self.calls.begin(Job { attempts: job.attempts + 1, ..job }, self.in_flight);
    }

    /// Waits for a call to end, takes all others that have ended, and adds the outcomes of finished customers to `over`.
    fn finish(&mut self, patience: Duration, over: &mut Vec<Outcome>) {
        let Some(first) = self.calls.finish(patience) else { return };
        let now = self.now();
        over.extend(self.judge(first, now));
        while over.len() < GROUP {
            let Some(done) = self.calls.finish(Duration::ZERO) else { break };
            over.extend(self.judge(done, now));
        }
    }

    /// What follows from the end of a call: an outcome, or a retry later.
    fn judge(&mut self, Done { job, result }: Done, now: Duration) -> Option<Outcome> {
        self.in_flight -= 1;
        // A request that was repeated on a new connection counts as well.
        let made = result.as_ref().map_or_else(Error::attempts, |answer| answer.attempts);
        let more = made.saturating_sub(1);
        self.summary.requests += u64::from(more);
        let job = Job { attempts: job.attempts + more, ..job };
        let quota = result.as_ref().map_or_else(|error| *error.quota(), |answer| answer.quota);
        self.pacer().answered(&quota, now);
        let error = match result {
            Ok(answer) => {
                self.breaker.answered();
                self.reported = self.reported.take().filter(|(reason, _)| matches!(reason, WaitReason::Limit(_)));
                self.met_the_api = true;
                self.limited = None;
                return Some(self.outcome(job, Ok(answer), now));
            }
            Err(error) => error,
        };
        let sent = if error.sent() == Sent::No { job.sent } else { error.sent() };
        let job = Job { sent, ..job };
        if error.kind() == ErrorKind::RateLimited {
            self.breaker.answered();
            return self.limited(job, error, now);
        }
        if error.lacks_descriptors() && self.in_flight > 0 {
            self.settings.concurrency = self.in_flight;
            self.is_narrowed = true;
            return self.repeat(Job { attempts: job.attempts - 1, ..job }, now, error);
        }
        if !is_outage(&error) {
            if error.http_status().is_some() {
                self.breaker.answered();
            }
            self.limited = None;
            self.meet(&error);
            let outcome = self.outcome(job, Err(error), now);
            if let Err(error) = &outcome.result
                && (error.concerns_everyone() || error.kind() == ErrorKind::Cancelled)
            {
                self.stop(error.clone());
            }
            return Some(outcome);
        }
        if self.breaker.failed(now, error.message_without_body()) {
            self.stop(error.clone().with_attempts(job.attempts).with_sent(sent));
        }
        if self.breaker.is_open() {
            // The server is down: this is not the customer's failure.
            return self.repeat(Job { attempts: job.attempts - 1, ..job }, now, error);
        }
        match self.policy.next(&error, job.attempts, GIVE_UP, retry::chance()) {
            Some(wait) if self.budget.spend() => {
                client::log_retry(&job.call, &error, wait);
                self.repeat(job, now + wait, error)
            }
            _ => Some(self.outcome(job, Err(error), now)),
        }
    }

    /// A limit is not a failure of the customer: it does not count as an attempt, and all calls wait for it together. A
    /// limit that lasts ends the batch, and one that affects only a single customer is that customer's outcome.
    fn limited(&mut self, job: Job, error: Error, now: Duration) -> Option<Outcome> {
        let limit = error.limit();
        let limited = self.limited.get_or_insert(Limited { since: now, times: 0, days: 0 });
        limited.times += 1;
        if limit == Some(Limit::Day) {
            *limited = Limited { since: now, days: limited.days + 1, ..*limited };
        }
        let is_hopeless = now.saturating_sub(limited.since) >= GIVE_UP || limited.days > 2;
        // A server that says "at once" and refuses again is called at growing intervals.
        let least = Duration::from_secs(1 << (limited.times - 1).min(6));
        let wait = error.retry_after().unwrap_or(Duration::from_secs(60)).max(least);
        self.pacer().limited(limit, wait, now);
        if is_hopeless {
            self.stop(error.clone().with_attempts(job.attempts).with_sent(job.sent));
        }
        let job = Job { refusals: job.refusals + 1, ..job };
        if job.refusals >= MOST_REFUSALS && self.met_the_api {
            return Some(self.outcome(job, Err(error), now));
        }
        self.repeat(Job { attempts: job.attempts - 1, ..job }, now, error)
    }

    /// Looks for a sign of the API in a failure. Without one among the first customers, something else is responding: a
    /// login page, a gateway, another program.
    fn meet(&mut self, error: &Error) {
        if error.scope() != Scope::Call || !error.errors().is_empty() {
            self.met_the_api = true;
        }
        self.foreign_responses += 1;
        if !self.met_the_api && self.foreign_responses >= MOST_FOREIGN_RESPONSES {
            let message = format!(
                "nothing indicates that this is the API: {MOST_FOREIGN_RESPONSES} customers failed, the last with: {}",
                error.message_without_body()
            );
            self.stop(Error::new(error.kind(), message).with_answer_of(error));
        }
    }

    /// Puts a customer back to be called again; if the batch is being stopped, returns its outcome instead.
    fn repeat(&mut self, job: Job, due: Duration, error: Error) -> Option<Outcome> {
        if self.summary.stopped.is_some() {
            let now = self.now();
            let made = Job { attempts: job.attempts.max(1), ..job };
            return Some(self.outcome(made, Err(error), now));
        }
        self.again.insert((due, job.id), job);
        None
    }

    fn outcome(&self, job: Job, result: Result<Accepted>, now: Duration) -> Outcome {
        let Job { id, call, attempts, begun, sent, .. } = job;
        let result = result
            .map(|answer| Accepted { attempts, ..answer })
            .map_err(|error| error.with_attempts(attempts).with_sent(sent));
        client::log_end(&call, &result);
        let operation = call.operation();
        let (at, elapsed) = (self.clock.wall(), now.saturating_sub(begun));
        Outcome { id, operation, requested_salesforce_id: call.salesforce(), result, at, elapsed }
    }

    /// Records outcomes, then reports them. Outcomes that cannot be recorded are not reported, and end the batch.
    fn report(&mut self, outcomes: &[Outcome], on_outcome: &mut dyn FnMut(&Outcome) -> ControlFlow<()>) {
        if outcomes.is_empty() {
            return;
        }
        match &mut self.record {
            Record::Unwanted => {}
            Record::Lost => return,
            Record::Kept(journal) => {
                if let Err(error) = journal.record(outcomes) {
                    self.record = Record::Lost;
                    self.stop(error);
                    return;
                }
            }
        }
        for outcome in outcomes {
            self.summary.count(outcome);
            if on_outcome(outcome).is_break() {
                self.stop(Error::new(ErrorKind::Cancelled, "the caller stopped the batch"));
            }
            if !outcome.is_done() {
                let failures = self.summary.failures();
                if failures >= self.settings.stop_after_failures {
                    let kind = outcome.result.as_ref().err().map_or(ErrorKind::Rejected, Error::kind);
                    let customers = if failures == 1 { "customer" } else { "customers" };
                    self.stop(Error::new(kind, format!("{failures} {customers} failed")));
                }
            }
        }
    }
}

impl<C> Drop for Engine<'_, C> {
    /// A panic of the caller must not leave calls counted as in flight: the pacer belongs to the whole process.
    fn drop(&mut self) {
        self.pacer.lock().unwrap_or_else(PoisonError::into_inner).abandon(self.in_flight as u64);
    }
}

/// What the list of calls returned.
enum Fresh {
    Call(CustomerId, Call),
    /// Only customers that are skipped, so far.
    NotYet,
    None,
}

/// The results file of a batch.
enum Record {
    Unwanted,
    Kept(Journal),
    /// It could not be written: nothing more is reported.
    Lost,
}

impl Record {
    /// The final result of earlier runs for the customer of a call, if any.
    fn earlier(&self, call: &Call) -> Option<Earlier> {
        match self {
            Self::Kept(journal) => journal.earlier(call),
            Self::Unwanted | Self::Lost => None,
        }
    }
}

enum Next {
    Begun,
    /// Not before a time; with what the batch waits for, and until when, if that should be reported.
    NotBefore(Duration, Option<(WaitReason, Duration)>),
    AfterAnAnswer,
    Nothing,
}
