//! Whether customers have arrived in Salesforce: they are read in sets, and those that are not linked yet are read again, until
//! all are or the time is up. A success of EnableSynch says only that a state was set.

use std::{ops::ControlFlow, path::PathBuf, time::Duration};

use roaring::RoaringTreemap;

use crate::{
    answer::{Accepted, Content},
    batch::{Changed, FileOwner, Journal, Outcome, Resume, Summary, Wait, WaitReason},
    cancel::CancelToken,
    client::Client,
    customer::Customer,
    customer_id::CustomerId,
    customers::CustomersOptions,
    error::{Error, ErrorKind, Result, Scope, Sent},
    operation::{Call, NOT_LINKED, Operation},
    quota::{Limit, Quota},
    retry,
};

/// The pause before the second reading; each further one is twice as long, up to the longest.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// Longer than anybody waits, and short enough for every clock.
const LONGEST_WAIT: Duration = Duration::from_secs(366 * 24 * 3600);
/// A pause is at least so many times as long as the reading before it, so that the quota is left to others.
const PAUSE_PER_READING: u32 = 4;
/// So many outcomes are written to the results file at once, and none waits longer than this for it.
const TOGETHER: usize = 100;
const LONGEST_DELAY: Duration = Duration::from_secs(1);
/// So many customers in succession who cannot be read end a reading: the server is down.
const FAILURES: u32 = 3;

/// The options of [`Client::verify`].
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct VerifyOptions {
    /// How long to read those again who are Enabled and not linked yet, at most a year. Default: everybody is read once.
    pub wait: Duration,
    /// The file to write one JSON line per customer to, as a batch does; its operation is `Customer`.
    pub results_file: Option<PathBuf>,
    /// Continue with an existing results file: customers that are linked according to it are not read again.
    pub resume: bool,
    /// With `resume`, what has changed since the file was written.
    pub changed: Changed,
}

impl Client {
    /// Reads customers, and reports to `on_outcome` which of them are linked to an account in Salesforce: code 0 (`ok`) if a
    /// customer is Enabled and linked, [`NOT_LINKED`], [`NOT_ENABLED`](crate::NOT_ENABLED), or `not_found`. Customers are read
    /// in sets, as by the option `ids` of [`list_customers`](Self::list_customers), in the order of their ids. Each is reported once:
    /// one that is not linked yet when the time is up. Memory use grows by a few bytes per id.
    ///
    /// The calls wait for the limit per minute. A pause is reported to `on_wait` when it starts. `cancel` ends it within
    /// 200 ms.
    ///
    /// # Errors
    /// Only if it cannot start: the results file. A later error is [`Summary::stopped`].
    ///
    /// ```no_run
    /// # use fusebill::{CancelToken, Client, CustomerId, VerifyOptions};
    /// # use std::{ops::ControlFlow, time::Duration};
    /// # let client = Client::from_environment().build()?;
    /// let options = VerifyOptions { wait: Duration::from_secs(1800), ..Default::default() };
    /// let ids = [CustomerId::new(172677)?];
    /// let summary = client.verify(ids, &options, &CancelToken::new(), |outcome| {
    ///     println!("{} {}", outcome.id, outcome.name());
    ///     ControlFlow::Continue(())
    /// }, |_| {})?;
    /// assert_eq!(summary.status(), 0);
    /// # Ok::<(), fusebill::Error>(())
    /// ```
    pub fn verify(
        &self,
        ids: impl IntoIterator<Item = CustomerId>,
        options: &VerifyOptions,
        cancel: &CancelToken,
        mut on_outcome: impl FnMut(&Outcome) -> ControlFlow<()>,
        mut on_wait: impl FnMut(&Wait),
    ) -> Result<Summary> {
        let client = self.in_this_process();
        let whose = FileOwner { host: client.known_as(), account: &client.account(), operation: Operation::Customer };
        // Only those who are linked are finished: of the others, any can be by now.
        let wanted = Resume { resume: options.resume, retry_failed: true, changed: options.changed };
        let open = |path: &PathBuf| Journal::open(path, whose, wanted);
        let journal = options.results_file.as_ref().map(open).transpose()?;
        let mut summary = Summary { operation: Operation::Customer, ..Summary::default() };
        summary.damaged = journal.as_ref().map(Journal::damaged).unwrap_or_default();
        let (mut seen, mut open) = (RoaringTreemap::new(), RoaringTreemap::new());
        for id in ids {
            let is_finished = |journal: &Journal| journal.earlier(&Call::get_customer(id)).is_some();
            match seen.insert(id.get() as u64) {
                false => summary.duplicates += 1,
                true if journal.as_ref().is_some_and(is_finished) => summary.skipped += 1,
                true => drop(open.insert(id.get() as u64)),
            }
        }
        drop(seen);
        let mut verification = Verification {
            client,
            cancel,
            journal,
            open,
            unwritten: Vec::new(),
            oldest: Duration::ZERO,
            is_over: false,
            summary,
            on_outcome: &mut on_outcome,
            on_wait: &mut on_wait,
        };
        verification.summary.stopped = verification.run(options.wait).err();
        Ok(verification.summary)
    }
}

struct Verification<'a> {
    client: &'a Client,
    cancel: &'a CancelToken,
    journal: Option<Journal>,
    /// Who was not reported yet.
    open: RoaringTreemap,
    /// Outcomes that are not in the results file yet, and when the first of them was known.
    unwritten: Vec<Outcome>,
    oldest: Duration,
    /// Whether the listener has had enough.
    is_over: bool,
    summary: Summary,
    on_outcome: &'a mut dyn FnMut(&Outcome) -> ControlFlow<()>,
    on_wait: &'a mut dyn FnMut(&Wait),
}

impl Verification<'_> {
    fn run(&mut self, wait: Duration) -> Result<()> {
        let clock = self.client.clock();
        let end = clock.monotonic() + wait.min(LONGEST_WAIT);
        let mut longest = FIRST_PAUSE;
        loop {
            let begun = clock.monotonic();
            let is_last = begun >= end;
            let failure = match self.read(is_last) {
                // The day's limit is not over when the wait is.
                Err(error) if is_last || !retry::is_transient(&error) || error.limit() == Some(Limit::Day) => {
                    return Err(error);
                }
                read => read.err(),
            };
            if is_last || self.is_over || self.open.is_empty() {
                return Ok(());
            }
            let now = clock.monotonic();
            let pause = longest.max((now - begun) * PAUSE_PER_READING).min(end.saturating_sub(now));
            longest = (longest * 2).min(LONGEST_PAUSE);
            let wait = match failure {
                None => Wait { reason: WaitReason::NotLinked(self.open.len()), until: clock.wall() + pause },
                Some(error) => {
                    let until = clock.wall() + end.saturating_sub(now);
                    Wait { reason: WaitReason::Outage(error.message().into()), until }
                }
            };
            log::warn!(target: "fusebill", "verify: {wait}");
            (self.on_wait)(&wait);
            if !self.client.wait(pause, &self.client.interrupt(self.cancel)) {
                return Err(Error::cancelled("it was cancelled"));
            }
        }
    }

    /// Reads everybody who is open. Who is not linked yet stays open, unless this is the last reading.
    fn read(&mut self, is_last: bool) -> Result<()> {
        let ids = self.open.iter().map(|id| id as i64).collect();
        let options = CustomersOptions { ids: Some(ids), ..CustomersOptions::default() };
        let mut list = self.client.customers_of(options, self.cancel)?;
        let mut missing = self.open.clone();
        let mut failures = 0;
        let mut ended = Ok(());
        while !self.is_over {
            match list.next_with(self.on_wait) {
                None => break,
                Some(Ok(customer)) => {
                    failures = 0;
                    missing.remove(customer.id().get() as u64);
                    if is_last || Operation::standing(&customer).0 != NOT_LINKED {
                        self.report(customer.id(), Ok(accepted(customer)))?;
                    }
                }
                Some(Err(error)) => match list.skip_failed().filter(|_| is_about_one(&error)) {
                    Some(id) if failures + 1 < FAILURES => {
                        failures += 1;
                        missing.remove(id.get() as u64);
                        if is_last || !retry::is_transient(&error) {
                            self.report(id, Err(error))?;
                        }
                    }
                    _ => {
                        ended = Err(error);
                        break;
                    }
                },
            }
        }
        self.summary.requests += list.summary().requests;
        if ended.is_ok() && !self.is_over {
            for id in &missing {
                let why = format!("customer {id} was not found");
                let error = Error::new(ErrorKind::NotFound, why).with_answer(404, None, Vec::new());
                let error = error.with_sent(Sent::Yes).with_scope(Scope::Customer).with_attempts(1);
                self.report(CustomerId::new(id as i64)?, Err(error))?;
            }
        }
        self.write()?;
        ended
    }

    /// Reports an outcome once it is in the results file.
    fn report(&mut self, id: CustomerId, result: Result<Accepted>) -> Result<()> {
        let now = self.client.clock().monotonic();
        if self.unwritten.is_empty() {
            self.oldest = now;
        }
        let (at, elapsed) = (self.client.clock().wall(), Duration::ZERO);
        let operation = Operation::Customer;
        self.unwritten.push(Outcome { id, operation, requested_salesforce_id: None, result, at, elapsed });
        let is_due = self.unwritten.len() >= TOGETHER || now - self.oldest >= LONGEST_DELAY;
        if is_due { self.write() } else { Ok(()) }
    }

    fn write(&mut self) -> Result<()> {
        if let Some(journal) = self.journal.as_mut().filter(|_| !self.unwritten.is_empty()) {
            journal.record(&self.unwritten)?;
        }
        for outcome in self.unwritten.drain(..) {
            self.open.remove(outcome.id.get() as u64);
            self.summary.count(&outcome);
            self.is_over |= (self.on_outcome)(&outcome).is_break();
        }
        Ok(())
    }
}

/// Whether an error leaves the other customers alone.
fn is_about_one(error: &Error) -> bool {
    !error.concerns_everyone() && !matches!(error.kind(), ErrorKind::Cancelled | ErrorKind::RateLimited)
}

/// The response whose customer this is.
fn accepted(customer: Customer) -> Accepted {
    Accepted { content: Content::Customer(customer), http_status: 200, quota: Quota::default(), attempts: 1 }
}
