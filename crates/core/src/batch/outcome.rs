//! The result for one customer, and how it is written to the results file.

use std::{
    borrow::Cow,
    fmt::Write,
    time::{Duration, SystemTime},
};

use crate::{
    answer::Accepted,
    customer::Customer,
    customer_id::CustomerId,
    description::shape,
    error::{Error, ErrorKind, Scope, Sent},
    excerpt,
    operation::{NOT_DISABLED, NOT_ENABLED, NOT_LINKED, Operation},
    retry,
    salesforce_id::SalesforceId,
    timestamp,
};

shape! {
    /// The result for one customer of a batch. Contains no names, email addresses or phone numbers.
    SHAPE "Outcome" {
        /// The customer.
        "id": i64,
        /// 0: it is done. 14 or 17: the customer was returned, but is not enabled, or is still enabled. Otherwise, the code
        /// of the error.
        "code": i32,
        /// The name of the code: ok, not_enabled, not_disabled, not_found, …
        "name": String,
        /// The HTTP status of the response, if there was one.
        "httpStatus": Option<u16>,
        /// Why it is not done; null if it is.
        "message": Option<String>,
        /// The id of the Salesforce account.
        "salesforceId": Option<String>,
        /// salesforceSynchStatus as the server sent it.
        "salesforceSynchStatus": Option<String>,
        /// The Salesforce id that Latch was to link; absent after other calls.
        "requestedSalesforceId": Option<String>,
        /// The number of requests made.
        "attempts": u32,
        /// Whether the request was sent: `yes`, `no`, or `unknown`, which means that it may have taken effect.
        "sent": Sent,
        /// When it ended.
        "at": SystemTime,
        /// The time from its first request to its end, including waits.
        "elapsedMs": u64,
        /// Whether a resume skips this customer: it is done, or the API rejected it.
        "final": bool,
    }
}

/// The result for one customer of a batch. Contains no names, email addresses or phone numbers.
#[derive(Clone, PartialEq, Debug)]
pub struct Outcome {
    /// The customer.
    pub id: CustomerId,
    /// The call that was made.
    pub operation: Operation,
    /// The Salesforce id of the call, if the operation takes one.
    pub requested_salesforce_id: Option<SalesforceId>,
    /// The response, or the error.
    pub result: Result<Accepted, Error>,
    /// When it ended, UTC.
    pub at: SystemTime,
    /// The time from its first request to its end, including waits.
    pub elapsed: Duration,
}

impl Outcome {
    /// 0 if it is done; [`NOT_ENABLED`] or [`NOT_DISABLED`] if the customer was returned without the requested status;
    /// [`NOT_LINKED`](crate::NOT_LINKED) if a customer who was verified is Enabled and not linked; otherwise the code of the
    /// error.
    pub fn code(&self) -> i32 {
        self.verdict().0
    }

    /// The name of [`code`](Self::code).
    pub fn name(&self) -> &'static str {
        self.verdict().1
    }

    fn verdict(&self) -> (i32, &'static str) {
        match &self.result {
            Ok(answer) if self.operation == Operation::Customer => {
                answer.customer().map_or((0, "ok"), Operation::standing)
            }
            Ok(answer) => self.operation.verdict(answer.customer()),
            Err(error) => (error.kind().code(), error.kind().name()),
        }
    }

    /// Why it is not done, without what the server may have written into a page; `None` if it is done.
    pub fn message(&self) -> Option<Cow<'_, str>> {
        let customer = match &self.result {
            Ok(answer) => answer.customer()?,
            Err(error) => return Some(error.message_without_body().into()),
        };
        match self.code() {
            0 => None,
            NOT_LINKED => Some("enabled, but not linked to an account in Salesforce".into()),
            _ => {
                let status = customer.salesforce_synch_status().map_or("null".into(), excerpt::shortened);
                Some(format!("salesforceSynchStatus is {status}").into())
            }
        }
    }

    /// The customer that the server returned, if it did.
    pub fn customer(&self) -> Option<&Customer> {
        self.result.as_ref().ok()?.customer()
    }

    /// The HTTP status of the response, if there was one.
    pub fn http_status(&self) -> Option<u16> {
        self.result.as_ref().map_or_else(Error::http_status, |answer| Some(answer.http_status))
    }

    /// Whether the request was sent.
    pub fn sent(&self) -> Sent {
        self.result.as_ref().map_or_else(Error::sent, |_| Sent::Yes)
    }

    /// The number of requests made.
    pub fn attempts(&self) -> u32 {
        self.result.as_ref().map_or_else(Error::attempts, |answer| answer.attempts)
    }

    /// Whether the customer has the requested state: after EnableSynch, the sync is on.
    pub fn is_done(&self) -> bool {
        self.code() == 0
    }

    /// Whether a resume skips this customer: it is done, or the API rejected it.
    pub fn is_final(&self) -> bool {
        // Whoever has not arrived can arrive later.
        if self.operation == Operation::Customer {
            return self.is_done();
        }
        is_final(self.code(), false) && self.result.as_ref().err().is_none_or(|error| error.scope() == Scope::Customer)
    }

    /// The outcome as JSON, the same bytes as its line in the results file.
    pub fn to_json(&self) -> String {
        let mut json = String::new();
        self.write_json(&mut json);
        json
    }

    /// Appends the outcome as JSON. Written by hand for speed, because a batch does little else besides its calls.
    pub(crate) fn write_json(&self, out: &mut String) {
        let customer = self.customer();
        let (code, name) = self.verdict();
        let message = self.message();
        let mut members = Members(out);
        members.number("{\"id\":", Some(self.id.get()));
        members.number(",\"code\":", Some(code));
        members.word(",\"name\":\"", name);
        members.number("\",\"httpStatus\":", self.http_status());
        members.text(",\"message\":", message.as_deref());
        members.text(",\"salesforceId\":", customer.and_then(Customer::salesforce_id));
        members.text(",\"salesforceSynchStatus\":", customer.and_then(Customer::salesforce_synch_status));
        if let Some(account) = &self.requested_salesforce_id {
            members.text(",\"requestedSalesforceId\":", Some(account.as_str()));
        }
        members.number(",\"attempts\":", Some(self.attempts()));
        members.word(",\"sent\":\"", self.sent().name());
        members.time("\",\"at\":\"", self.at);
        members.number("\",\"elapsedMs\":", Some(u64::try_from(self.elapsed.as_millis()).unwrap_or(u64::MAX)));
        out.push_str(if self.is_final() { ",\"final\":true}" } else { ",\"final\":false}" });
    }
}

/// Writes the members of a JSON object; each name is passed with the punctuation around it.
struct Members<'a>(&'a mut String);

impl Members<'_> {
    fn number(&mut self, name: &str, value: Option<impl itoa::Integer>) {
        self.0.push_str(name);
        match value {
            Some(value) => self.0.push_str(itoa::Buffer::new().format(value)),
            None => self.0.push_str("null"),
        }
    }

    /// One of our own words, with nothing to escape.
    fn word(&mut self, name: &str, value: &str) {
        self.0.push_str(name);
        self.0.push_str(value);
    }

    fn text(&mut self, name: &str, value: Option<&str>) {
        self.0.push_str(name);
        match value {
            // There is nothing to escape in nearly all texts.
            Some(value) if !value.bytes().any(|byte| byte < b' ' || byte == b'"' || byte == b'\\') => {
                self.0.push('"');
                self.0.push_str(value);
                self.0.push('"');
            }
            // Any text can be written as JSON, so this does not fail.
            Some(value) => self.0.push_str(&serde_json::to_string(value).unwrap_or_default()),
            None => self.0.push_str("null"),
        }
    }

    fn time(&mut self, name: &str, value: SystemTime) {
        self.0.push_str(name);
        // Writing to memory does not fail.
        let _ = write!(self.0, "{}", timestamp::rfc3339_milliseconds(value));
    }
}

/// Whether a failure is the server's or the network's, and not this customer's.
pub(crate) fn is_outage(error: &Error) -> bool {
    retry::is_transient(error) && error.kind() != ErrorKind::RateLimited
}

/// The name of a code that may be final.
pub(crate) fn name_of(code: i32) -> &'static str {
    let kind = ErrorKind::ALL.into_iter().find(|kind| kind.code() == code);
    kind.map_or(if code == NOT_DISABLED { "not_disabled" } else { "not_enabled" }, ErrorKind::name)
}

/// Whether a request may have taken effect although its outcome has this code, unless it was not sent: its response was
/// lost, was the failure of a server, or had another status, which may not be the last.
pub(crate) fn may_have_taken_effect(code: i32) -> bool {
    use ErrorKind::{BadResponse, Cancelled, Connection, Internal, Server, Timeout, Tls};
    let lost = [Server, Timeout, Connection, Tls, BadResponse, Cancelled, Internal];
    lost.map(ErrorKind::code).contains(&code) || matches!(code, NOT_ENABLED | NOT_DISABLED)
}

/// Whether a resume leaves an outcome with this code as it is, unless its line says otherwise.
pub(crate) fn is_final(code: i32, retry_failed: bool) -> bool {
    let answered_no = [ErrorKind::NotFound.code(), ErrorKind::Rejected.code(), NOT_ENABLED, NOT_DISABLED];
    code == 0 || (!retry_failed && answered_no.contains(&code))
}
