//! How a batch ended.

use std::collections::BTreeMap;

use serde::Serialize;

use super::outcome::Outcome;
use crate::error::Error;

/// The status of a batch that finished with some customers not enabled.
pub const SOME_FAILED: i32 = 20;

/// How a batch ended.
#[derive(Clone, PartialEq, Debug, Default)]
#[non_exhaustive]
pub struct Summary {
    /// Customers whose sync is on now, not counting `skipped`.
    pub enabled: u64,
    /// The others, counted by the name of their outcome.
    pub failed: BTreeMap<&'static str, u64>,
    /// Ids that an earlier run had done.
    pub skipped: u64,
    /// Ids that came more than once.
    pub duplicates: u64,
    /// Requests made, retries included.
    pub requests: u64,
    /// Why it ended before the ids did: `unauthorized` and `io` at once; `rate_limited` for the day's limit, with
    /// [`retry_after`](Error::retry_after); `server`, `connection` or `timeout` when the server stayed down;
    /// `cancelled`; or the failure that was one too many.
    pub stopped: Option<Error>,
}

impl Summary {
    pub(crate) fn count(&mut self, outcome: &Outcome) {
        if outcome.is_enabled() {
            self.enabled += 1;
        } else {
            *self.failed.entry(outcome.name()).or_default() += 1;
        }
    }

    /// How many were not enabled.
    pub fn failures(&self) -> u64 {
        self.failed.values().sum()
    }

    /// 0 when every customer is enabled, [`SOME_FAILED`] when it finished with others, else the code of what stopped it.
    pub fn status(&self) -> i32 {
        match &self.stopped {
            Some(error) => error.kind().code(),
            None if self.failures() > 0 => SOME_FAILED,
            None => 0,
        }
    }

    /// The summary as JSON: `{"status":20,"enabled":1,"failed":{"not_found":1},"skipped":0,"duplicates":0,
    /// "requests":2,"stopped":null}`; `stopped` is the error as JSON.
    pub fn to_json(&self) -> String {
        #[derive(Serialize)]
        struct Json<'a> {
            status: i32,
            enabled: u64,
            failed: &'a BTreeMap<&'static str, u64>,
            skipped: u64,
            duplicates: u64,
            requests: u64,
            stopped: Option<Box<serde_json::value::RawValue>>,
        }
        let json = Json {
            status: self.status(),
            enabled: self.enabled,
            failed: &self.failed,
            skipped: self.skipped,
            duplicates: self.duplicates,
            requests: self.requests,
            stopped: self
                .stopped
                .as_ref()
                .and_then(|error| serde_json::value::RawValue::from_string(error.to_json()).ok()),
        };
        serde_json::to_string(&json).unwrap_or_else(|_| String::from("{}"))
    }
}
