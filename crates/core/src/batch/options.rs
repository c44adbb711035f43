//! The options of a batch.

use std::path::PathBuf;

use crate::{
    customer_id::CustomerId,
    description::options,
    error::{Error, Result},
    operation::{Arguments, Call, Operation},
};

options! {
    /// The options of a batch; all have defaults. JSON uses camelCase names; an unknown name is an error that
    /// reports the name.
    #[derive(Clone, PartialEq, Eq, Debug, Default)]
    pub struct BatchOptions {
        /// For Latch with ids in an array, as in C: the Salesforce account id of each customer, in the same order.
        salesforce_ids: Vec<String> = "salesforceIds";
        /// `forceLatch` of Latch, for all customers: replace the Salesforce id that a customer already has.
        force_latch: bool = "forceLatch";
        /// Maximum number of calls in flight at once.
        concurrency: Option<i64> = "concurrency", 1 to 256 or 8;
        /// Maximum number of calls per minute, evenly spaced, regardless of the account's quota. Use it when several workers
        /// share a quota.
        max_per_minute: Option<i64> = "maxPerMinute", 1 to 1_000_000;
        /// The file to write one JSON line per outcome to, before it is reported; see docs/batch.md. Created with mode 0600.
        results_file: Option<PathBuf> = "resultsFile";
        /// Continue with an existing results file: skip customers that are done or rejected, and repeat other failures.
        resume: bool = "resume";
        /// With `resume`, also repeat `not_found`, `rejected`, `not_enabled` and `not_disabled`.
        retry_failed: bool = "retryFailed";
        /// With `resume`, accept a file written with another key, because the account's key was replaced. The file records
        /// the change with the first customer that is done with the new key.
        new_key: bool = "newKey";
        /// With `resume`, accept a file written for another host, because the API's host was renamed. The key must be the same,
        /// unless `new_key` is set, too. The file records the change with the first customer that is done with the new host.
        new_host: bool = "newHost";
        /// Stop after this number of failed customers.
        stop_after_failures: Option<i64> = "stopAfterFailures", 1 to 9_223_372_036_854_775_807;
        /// When the daily limit is reached, wait until it resets instead of stopping.
        wait: bool = "wait";
    }
}

/// The same, checked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    pub(crate) operation: Operation,
    pub(crate) concurrency: usize,
    pub(crate) max_per_minute: Option<u32>,
    pub(crate) stop_after_failures: u64,
    pub(crate) wait_for_the_day: bool,
}

impl BatchOptions {
    /// Reads options from JSON. Empty text and `null` mean the defaults.
    pub fn from_json(json: &str) -> Result<Self> {
        crate::options::from_json(json)
    }

    /// The call of a batch for a customer, to pass to [`Client::batch`](crate::Client::batch). The Salesforce id is needed if
    /// the operation [takes one](Operation::takes_salesforce_id).
    ///
    /// # Errors
    /// [`InvalidArgument`](crate::ErrorKind::InvalidArgument) for a Salesforce id that is not valid, is missing, or is not
    /// an argument of the operation.
    pub fn call_for(&self, operation: Operation, id: CustomerId, salesforce_id: Option<&str>) -> Result<Call> {
        let salesforce = salesforce_id.map(str::parse).transpose()?;
        Call::with(operation, Arguments { customer: Some(id), salesforce, force: self.force_latch })
    }

    /// The calls for the ids of an array, each with its [Salesforce id](Self::salesforce_ids) if the operation takes one.
    ///
    /// # Errors
    /// [`InvalidArgument`](crate::ErrorKind::InvalidArgument) if there are not as many Salesforce ids as customers: they would
    /// be mixed up.
    pub fn calls_for<'a>(
        &'a self,
        operation: Operation,
        ids: &'a [i64],
    ) -> Result<impl Iterator<Item = Result<Call>> + 'a> {
        let (customers, count) = (ids.len(), self.salesforce_ids.len());
        let is_needed = operation.takes_salesforce_id();
        if count != customers && (count > 0 || is_needed) {
            return Err(Error::option("salesforceIds", format!("there are {count} for {customers} customers")));
        }
        Ok(ids.iter().enumerate().map(move |(position, id)| {
            let salesforce_id = self.salesforce_ids.get(position).map(String::as_str);
            self.call_for(operation, CustomerId::new(*id)?, salesforce_id)
        }))
    }

    /// Checks that there are no [Salesforce ids](Self::salesforce_ids), where each customer comes with one.
    ///
    /// # Errors
    /// [`InvalidArgument`](crate::ErrorKind::InvalidArgument).
    pub fn check_pairs(&self) -> Result<()> {
        match self.salesforce_ids.is_empty() {
            true => Ok(()),
            false => Err(Error::option("salesforceIds", "here each id comes with its own")),
        }
    }

    /// Checks the options for an operation, as a batch does when it starts.
    ///
    /// # Errors
    /// [`InvalidArgument`](crate::ErrorKind::InvalidArgument), with the option and the values that it allows.
    pub fn validate(&self, operation: Operation) -> Result<()> {
        self.check(operation).map(drop)
    }

    pub(crate) fn check(&self, operation: Operation) -> Result<Settings> {
        let needs = |option: &'static str, other: &str| {
            Err(Error::invalid_argument(format!("option {option} needs option {other}")).about(option))
        };
        if !operation.is_for_lists() {
            let message = format!("{operation} changes nothing, so it cannot be run as a batch");
            return Err(Error::invalid_argument(message));
        }
        match self {
            Self { resume: true, results_file: None, .. } => return needs("resume", "resultsFile"),
            Self { retry_failed: true, resume: false, .. } => return needs("retryFailed", "resume"),
            Self { new_key: true, resume: false, .. } => return needs("newKey", "resume"),
            Self { new_host: true, resume: false, .. } => return needs("newHost", "resume"),
            Self { salesforce_ids, .. }
                if !operation.takes_salesforce_id() && (self.force_latch || !salesforce_ids.is_empty()) =>
            {
                let option = if self.force_latch { "forceLatch" } else { "salesforceIds" };
                return Err(Error::option(option, format!("{operation} has no such argument")));
            }
            _ => {}
        }
        Ok(Settings {
            operation,
            concurrency: Self::number("concurrency", self.concurrency)?.unwrap_or(1) as usize,
            max_per_minute: Self::number("maxPerMinute", self.max_per_minute)?.map(|most| most as u32),
            stop_after_failures: Self::number("stopAfterFailures", self.stop_after_failures)?.unwrap_or(i64::MAX)
                as u64,
            wait_for_the_day: self.wait,
        })
    }
}

impl Settings {
    /// The customer of a call that belongs to this batch.
    pub(crate) fn admit(&self, call: Call) -> Result<(CustomerId, Call)> {
        match call.customer().filter(|_| call.operation() == self.operation) {
            Some(id) => Ok((id, call)),
            None => Err(Error::invalid_argument(format!("a batch of {} cannot make the call {call}", self.operation))),
        }
    }
}
