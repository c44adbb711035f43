//! What became of one customer, and how that is written down.

use std::{
    borrow::Cow,
    time::{Duration, SystemTime},
};

use serde::{Deserialize, Serialize};

use crate::{
    answer::EnableSynch,
    customer_id::CustomerId,
    error::{Error, ErrorKind},
    retry, timestamp,
};

/// The code of an outcome whose customer came, but with a `salesforceSynchStatus` that is not Enabled.
pub const NOT_ENABLED: i32 = 14;

/// How long a line of the results file usually is at most.
pub(crate) const LENGTH: usize = 288;

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

/// A line of the results file, its fields in their order.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Line<'a> {
    pub(crate) id: i64,
    pub(crate) code: i32,
    pub(crate) name: Cow<'a, str>,
    pub(crate) http_status: Option<u16>,
    pub(crate) message: Option<Cow<'a, str>>,
    pub(crate) salesforce_id: Option<Cow<'a, str>>,
    pub(crate) salesforce_synch_status: Option<Cow<'a, str>>,
    pub(crate) attempts: u32,
    pub(crate) at: String,
    pub(crate) elapsed_ms: u64,
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
        let mut json = Vec::with_capacity(LENGTH);
        self.write_json(&mut json);
        String::from_utf8(json).unwrap_or_default()
    }

    /// Appends the outcome as JSON.
    pub(crate) fn write_json(&self, out: &mut Vec<u8>) {
        // Writing to memory does not fail, and the fields have no form that JSON has not.
        let _ = serde_json::to_writer(out, &self.line());
    }

    fn line(&self) -> Line<'_> {
        let customer = self.result.as_ref().ok().map(|answer| &answer.customer);
        let error = self.result.as_ref().err();
        Line {
            id: self.id.get(),
            code: self.code(),
            name: self.name().into(),
            http_status: self.result.as_ref().map_or_else(Error::http_status, |answer| Some(answer.http_status)),
            message: error.map(|error| error.message_without_body().into()),
            salesforce_id: customer.and_then(|customer| customer.salesforce_id().map(Into::into)),
            salesforce_synch_status: customer.and_then(|customer| customer.salesforce_synch_status().map(Into::into)),
            attempts: self.attempts,
            at: timestamp::rfc3339_milliseconds(self.at).to_string(),
            elapsed_ms: u64::try_from(self.elapsed.as_millis()).unwrap_or(u64::MAX),
        }
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
