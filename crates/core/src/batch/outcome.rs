//! What became of one customer, and how that is written down.

use std::{
    fmt::{self, Write},
    time::{Duration, SystemTime},
};

use crate::{
    answer::EnableSynch,
    customer::Customer,
    customer_id::CustomerId,
    error::{Error, ErrorKind},
    retry, timestamp,
};

/// The code of an outcome whose customer came, but with a `salesforceSynchStatus` that is not Enabled.
pub const NOT_ENABLED: i32 = 14;

/// What became of one customer of a batch. Holds no name, e-mail or telephone.
#[derive(Clone, PartialEq, Debug)]
pub struct Outcome {
    /// Whose.
    pub id: CustomerId,
    /// The answer, or why there is none.
    pub result: Result<EnableSynch, Error>,
    /// How many requests it took.
    pub attempts: u32,
    /// When it was over, UTC.
    pub at: SystemTime,
    /// From its first request to its end, waits included.
    pub elapsed: Duration,
}

impl Outcome {
    /// 0 when the sync is on, 14 when the customer came with another status, else the code of the error.
    pub fn code(&self) -> i32 {
        match &self.result {
            Ok(answer) if answer.customer.is_synch_enabled() => 0,
            Ok(_) => NOT_ENABLED,
            Err(error) => error.kind().code(),
        }
    }

    /// The name of [`code`](Self::code).
    pub fn name(&self) -> &'static str {
        match &self.result {
            Ok(answer) if answer.customer.is_synch_enabled() => "ok",
            Ok(_) => "not_enabled",
            Err(error) => error.kind().name(),
        }
    }

    /// Whether the sync is on.
    pub fn is_enabled(&self) -> bool {
        self.code() == 0
    }

    /// The outcome as JSON, the same bytes as its line in the results file.
    pub fn to_json(&self) -> String {
        let mut json = String::new();
        self.write_json(&mut json);
        json
    }

    /// Appends the outcome as JSON. By hand, because a batch does little else beside its calls.
    pub(crate) fn write_json(&self, out: &mut String) {
        let (customer, http_status) = match &self.result {
            Ok(answer) => (Some(&answer.customer), Some(answer.http_status)),
            Err(error) => (None, error.http_status()),
        };
        // Writing to memory does not fail.
        let _ = write!(
            out,
            r#"{{"id":{},"code":{},"name":"{}","httpStatus":{},"message":{},"salesforceId":{},"salesforceSynchStatus":{},"attempts":{},"at":"{}","elapsedMs":{}}}"#,
            self.id,
            self.code(),
            self.name(),
            OrNull(http_status),
            OrNull(self.result.as_ref().err().map(|error| Json(error.message_without_body()))),
            OrNull(customer.and_then(Customer::salesforce_id).map(Json)),
            OrNull(customer.and_then(Customer::salesforce_synch_status).map(Json)),
            self.attempts,
            timestamp::rfc3339_milliseconds(self.at),
            u64::try_from(self.elapsed.as_millis()).unwrap_or(u64::MAX),
        );
    }
}

struct OrNull<T>(Option<T>);

impl<T: fmt::Display> fmt::Display for OrNull<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(value) => value.fmt(f),
            None => f.write_str("null"),
        }
    }
}

/// A text as JSON.
struct Json<'a>(&'a str);

impl fmt::Display for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Words without anything to escape are the rule.
        if self.0.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            f.write_char('"')?;
            f.write_str(self.0)?;
            return f.write_char('"');
        }
        f.write_str(&serde_json::to_string(self.0).map_err(|_| fmt::Error)?)
    }
}

/// Whether a failure is the server's or the network's, and not this customer's.
pub(crate) fn is_trouble(error: &Error) -> bool {
    retry::may_pass(error) && error.kind() != ErrorKind::RateLimited
}

/// Whether a resume leaves an outcome as it is.
pub(crate) fn is_final(code: i32, retry_failed: bool) -> bool {
    let answered_no = [ErrorKind::NotFound.code(), ErrorKind::Rejected.code(), NOT_ENABLED];
    code == 0 || (!retry_failed && answered_no.contains(&code))
}
