//! How a batch ended.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::{outcome::Outcome, results::Damaged};
use crate::{description::record, error::Error, operation::Operation};

/// The status of a batch that finished with some customers not done.
pub const SOME_FAILED: i32 = 20;

record! {
    /// How a batch ended.
    SHAPE "Summary" = Json<'a> {
        /// 0: every customer is done, by this run or an earlier one; 20: it finished, and some are not; otherwise the code of the
        /// error that stopped it.
        status: i32 = "status",
        /// The vendor's name of the call that was made for each customer.
        operation: &'static str = "operation",
        /// Customers that this run completed: after EnableSynch, the sync is on.
        done: u64 = "done",
        /// The other customers that this run called, counted by the name of their outcome.
        failed: &'a BTreeMap<&'static str, u64> = "failed",
        /// Ids that an earlier run completed.
        skipped: u64 = "skipped",
        /// Ids that failed for good in an earlier run, counted by the name of the outcome.
        failed_before: &'a BTreeMap<&'static str, u64> = "failedBefore",
        /// Ids that appeared more than once.
        duplicates: u64 = "duplicates",
        /// Requests made, including retries.
        requests: u64 = "requests",
        /// Lines of the results file that could not be read, from earlier runs. Their customers are called again.
        damaged_lines: u64 = "damagedLines",
        /// The number of the first of them, counted from 1; null if there is none.
        first_damaged_line: Option<u64> = "firstDamagedLine",
        /// The error that ended the batch early; null if it ran to its end.
        stopped: Option<Box<RawValue>> = "stopped",
    }
}

/// How a batch ended.
#[derive(Clone, PartialEq, Debug, Default)]
#[non_exhaustive]
pub struct Summary {
    /// The call that was made for each customer.
    pub operation: Operation,
    /// Customers that this run completed: after EnableSynch, the sync is on.
    pub done: u64,
    /// The other customers that this run called, counted by the name of their outcome.
    pub failed: BTreeMap<&'static str, u64>,
    /// Ids that an earlier run completed.
    pub skipped: u64,
    /// Ids that failed for good in an earlier run, counted by the name of the outcome.
    pub failed_before: BTreeMap<&'static str, u64>,
    /// Ids that appeared more than once.
    pub duplicates: u64,
    /// Requests made, including retries.
    pub requests: u64,
    /// Lines of the results file that could not be read, from earlier runs. Their customers are called again.
    pub damaged: Damaged,
    /// Why it ended early: the first error that affects every customer (`unauthorized`, `tls`, a proxy's refusal, a
    /// malformed key, `io`); responses that are not the API's for the first 20 customers; `rate_limited` for the day's
    /// limit, with [`retry_after`](Error::retry_after); `server`, `connection` or `timeout` if the server stayed down;
    /// `cancelled`; or the failure that reached `stop_after_failures`.
    pub stopped: Option<Error>,
}

impl Summary {
    pub(crate) fn count(&mut self, outcome: &Outcome) {
        if outcome.is_done() {
            self.done += 1;
        } else {
            *self.failed.entry(outcome.name()).or_default() += 1;
        }
    }

    /// The number of customers that were called and not completed.
    pub fn failures(&self) -> u64 {
        self.failed.values().sum()
    }

    /// 0 if every customer is done, by this run or an earlier one; [`SOME_FAILED`] if it finished and some are not;
    /// otherwise the code of the error that stopped it.
    pub fn status(&self) -> i32 {
        match &self.stopped {
            Some(error) => error.kind().code(),
            None if self.failures() > 0 || !self.failed_before.is_empty() => SOME_FAILED,
            None => 0,
        }
    }

    /// The summary as JSON:
    /// `{"status":20,"operation":"EnableSynch","done":1,"failed":{"not_found":1},"skipped":0,"failedBefore":{},
    /// "duplicates":0,"requests":2,"damagedLines":0,"firstDamagedLine":null,"stopped":null}`; `stopped` is the error as
    /// JSON.
    pub fn to_json(&self) -> String {
        let json = Json {
            status: self.status(),
            operation: self.operation.name(),
            done: self.done,
            failed: &self.failed,
            skipped: self.skipped,
            failed_before: &self.failed_before,
            duplicates: self.duplicates,
            requests: self.requests,
            damaged_lines: self.damaged.lines,
            first_damaged_line: Some(self.damaged.first).filter(|first| *first > 0),
            stopped: self.stopped.as_ref().and_then(|error| RawValue::from_string(error.to_json()).ok()),
        };
        serde_json::to_string(&json).unwrap_or_else(|_| String::from("{}"))
    }
}
