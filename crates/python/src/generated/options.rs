//! Which keyword sets which option.
//!
//! Written by scripts/generate from the description in crates/core; change it there.

use fusebill::{BatchOptions, CustomersOptions, Options};
use pyo3::prelude::*;

use crate::{
    convert,
    options::{Keywords, Unfit},
};

impl Keywords for Options {
    fn set(&mut self, name: &str, value: &Bound<'_, PyAny>) -> Result<bool, Unfit> {
        match name {
            "base_url" => self.base_url = convert::optional(value, convert::word)?,
            "timeout" => self.timeout_ms = convert::optional(value, |value| convert::milliseconds("timeoutMs", value))?,
            "connect_timeout" => {
                self.connect_timeout_ms =
                    convert::optional(value, |value| convert::milliseconds("connectTimeoutMs", value))?
            }
            "max_attempts" => self.max_attempts = convert::optional(value, convert::count)?,
            "proxy" => self.proxy = convert::optional(value, convert::word)?,
            "ca_file" => self.ca_file = convert::optional(value, convert::path)?,
            "user_agent" => self.user_agent = convert::optional(value, convert::word)?,
            "max_idle_connections" => self.max_idle_connections = convert::optional(value, convert::count)?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

impl Keywords for BatchOptions {
    fn set(&mut self, name: &str, value: &Bound<'_, PyAny>) -> Result<bool, Unfit> {
        match name {
            "force" => self.force_latch = convert::flag(value)?,
            "concurrency" => self.concurrency = convert::optional(value, convert::count)?,
            "max_per_minute" => self.max_per_minute = convert::optional(value, convert::count)?,
            "results_file" => self.results_file = convert::optional(value, convert::path)?,
            "resume" => self.resume = convert::flag(value)?,
            "retry_failed" => self.retry_failed = convert::flag(value)?,
            "new_key" => self.new_key = convert::flag(value)?,
            "new_host" => self.new_host = convert::flag(value)?,
            "stop_after_failures" => self.stop_after_failures = convert::optional(value, convert::count)?,
            "wait" => self.wait = convert::flag(value)?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

impl Keywords for CustomersOptions {
    fn set(&mut self, name: &str, value: &Bound<'_, PyAny>) -> Result<bool, Unfit> {
        match name {
            "synch_status" => self.synch_status = convert::synch_status(value)?,
            "not_linked" => self.not_linked = convert::flag(value)?,
            "status" => self.status = convert::optional(value, convert::word)?,
            "ids" => self.ids = convert::optional(value, convert::ids)?,
            "page_size" => self.page_size = convert::optional(value, convert::count)?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}
