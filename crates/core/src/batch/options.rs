//! What a caller may choose for a batch.

use serde::Deserialize;

use crate::{
    error::{Error, Result},
    options::within,
};

/// The options of a batch; every one has a default. As JSON the names are in camel case, and an unknown name is an
/// error that says which.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct BatchOptions {
    /// How many calls may be in flight at once. 1 to 256; default 8.
    pub concurrency: Option<u32>,
    /// No more calls a minute than this, evenly spread, whatever the account's quota allows: for a share of a quota
    /// that several workers divide.
    pub max_per_minute: Option<u32>,
    /// The file that gets one JSON line per outcome; see docs/batch.md. Created with mode 0600.
    pub results_file: Option<String>,
    /// Go on with an existing results file: skip what is done, repeat what failed in a way worth repeating.
    pub resume: bool,
    /// With `resume`, repeat `not_found`, `rejected` and `not_enabled`, too.
    pub retry_failed: bool,
    /// Stop after so many customers that failed.
    pub stop_after_failures: Option<u64>,
    /// When the day's limit is reached, sleep until it resets instead of stopping.
    pub wait: bool,
}

/// The same, checked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    pub(crate) concurrency: usize,
    pub(crate) max_per_minute: Option<u32>,
    pub(crate) stop_after_failures: u64,
    pub(crate) wait_for_the_day: bool,
}

impl BatchOptions {
    /// Reads options from JSON. Empty text and `null` give the defaults.
    pub fn from_json(json: &str) -> Result<Self> {
        crate::options::from_json(json)
    }

    pub(crate) fn check(&self) -> Result<Settings> {
        if self.results_file.is_none() && (self.resume || self.retry_failed) {
            return Err(Error::invalid_argument("option resume and option retryFailed need option resultsFile"));
        }
        if self.retry_failed && !self.resume {
            return Err(Error::invalid_argument("option retryFailed goes with option resume"));
        }
        Ok(Settings {
            concurrency: within("concurrency", self.concurrency.unwrap_or(8), 1, 256)? as usize,
            max_per_minute: self.max_per_minute.map(|most| within("maxPerMinute", most, 1, 1_000_000)).transpose()?,
            stop_after_failures: within(
                "stopAfterFailures",
                self.stop_after_failures.unwrap_or(u64::MAX),
                1,
                u64::MAX,
            )?,
            wait_for_the_day: self.wait,
        })
    }
}
