//! What an answer of the server means: a customer, or an error of the right kind. Pure: status, headers and body in,
//! result out. It does not know how the answer came, nor whether the call will be tried again.

use std::time::{Duration, SystemTime};

use crate::{
    customer::{Customer, NotACustomer},
    customer_id::CustomerId,
    envelope::Envelope,
    error::{Error, ErrorKind, Result},
    excerpt,
    quota::{Limit, Quota},
    timestamp,
};

/// What [`Client::enable_synch`](crate::Client::enable_synch) gives: the customer, and what the answer said beside it.
#[derive(Clone, PartialEq, Debug)]
#[non_exhaustive]
pub struct EnableSynch {
    /// The customer as the server sent it. Look at
    /// [`is_synch_enabled`](Customer::is_synch_enabled): a 200 alone does not say so.
    pub customer: Customer,
    /// The status of the answer, 200 to 299.
    pub http_status: u16,
    /// What is left of the account's limits.
    pub quota: Quota,
    /// How many requests it took, 1 or more.
    pub attempts: u32,
}

/// An answer as it came from the wire, its body already bounded and decompressed.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) quota: Quota,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) body: Vec<u8>,
}

/// `Retry-After`: seconds, or a time of the server's clock.
pub(crate) fn retry_after<'h>(
    text: impl Fn(&str) -> Option<&'h str>,
    quota: &Quota,
    now: SystemTime,
) -> Option<Duration> {
    timestamp::parse_wait(text("retry-after")?, quota.at.unwrap_or(now))
}

impl Answer {
    /// The customer `asked` for, or why there is none.
    pub(crate) fn judge(self, asked: CustomerId) -> Result<EnableSynch> {
        match self.status {
            200..=299 => self.success(asked),
            300..=399 => Err(self.bad_response("a redirect, which is never followed")),
            status => {
                let envelope = Envelope::decode(&self.body).unwrap_or_default();
                Err(self.failure(status, envelope))
            }
        }
    }

    fn success(mut self, asked: CustomerId) -> Result<EnableSynch> {
        const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
        if self.body.starts_with(BYTE_ORDER_MARK) {
            self.body.drain(..BYTE_ORDER_MARK.len());
        }
        let text = match String::from_utf8(std::mem::take(&mut self.body)) {
            Ok(text) => text,
            Err(error) => {
                self.body = error.into_bytes();
                return Err(self.bad_response("a body that is not UTF-8"));
            }
        };
        match Customer::from_json(text) {
            Ok(customer) if customer.id() == asked => {
                Ok(EnableSynch { customer, http_status: self.status, quota: self.quota, attempts: 0 })
            }
            Ok(customer) => {
                let other = customer.id();
                self.body = customer.into_raw().into_bytes();
                Err(self.bad_response(&format!("customer {other} instead of {asked}")))
            }
            Err(NotACustomer(text)) => {
                self.body = text.into_bytes();
                Err(self.no_customer())
            }
        }
    }

    /// A 2xx without a customer: an error in disguise where it carries the envelope.
    fn no_customer(self) -> Error {
        match Envelope::decode(&self.body) {
            Some(envelope) if envelope.http_status.is_some_and(|status| status >= 400) => {
                let status = envelope.http_status.unwrap_or(self.status);
                self.failure(status, envelope)
            }
            Some(envelope) if !envelope.errors.is_empty() => {
                let message = format!(
                    "the server answered {} with errors: {}",
                    self.status,
                    envelope.words().unwrap_or_default()
                );
                Error::new(ErrorKind::BadResponse, message)
                    .with_answer(self.status, envelope.error_id, envelope.errors)
                    .with_quota(self.quota)
            }
            _ => self.bad_response("no customer"),
        }
    }

    fn failure(self, status: u16, envelope: Envelope) -> Error {
        let kind = match status {
            401 | 403 => ErrorKind::Unauthorized,
            404 => ErrorKind::NotFound,
            429 => ErrorKind::RateLimited,
            500.. => ErrorKind::Server,
            _ => ErrorKind::Rejected,
        };
        let (limit, wait) = if kind == ErrorKind::RateLimited {
            let limit = named_limit(&self.body).or_else(|| self.quota.exhausted());
            (limit, Some(self.retry_after.unwrap_or_else(|| self.quota.wait_for(limit.unwrap_or(Limit::Minute)))))
        } else {
            (None, self.retry_after)
        };
        let remark = match (status, limit) {
            (409, _) => " (409: the sync may be enabled already)".to_owned(),
            (_, Some(limit)) => format!(" (limit of calls a {limit})"),
            _ => String::new(),
        };
        let error = match envelope.words() {
            Some(words) => Error::new(kind, excerpt::of(&words) + &remark),
            None => Error::new(kind, format!("the server answered {status} with no words of its own{remark}"))
                .quoting(&self.quotation()),
        };
        error
            .with_answer(status, envelope.error_id, envelope.errors)
            .with_quota(self.quota)
            .with_retry_after(wait)
            .with_limit(limit)
    }

    fn bad_response(&self, what: &str) -> Error {
        Error::new(ErrorKind::BadResponse, format!("the server answered {} with {what}", self.status))
            .quoting(&self.quotation())
            .with_answer(self.status, None, Vec::new())
            .with_quota(self.quota)
    }

    fn quotation(&self) -> String {
        let body = excerpt::of_bytes(&self.body);
        if body.trim().is_empty() { "empty body".into() } else { body }
    }
}

/// The body of a 429 says which limit it is about; how is not documented, so only the words are looked for.
fn named_limit(body: &[u8]) -> Option<Limit> {
    let text = String::from_utf8_lossy(body).to_lowercase();
    match (text.contains("minute"), text.contains("day") || text.contains("daily")) {
        (true, false) => Some(Limit::Minute),
        (false, true) => Some(Limit::Day),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(status: u16, body: &[u8]) -> Result<EnableSynch> {
        let quota = Quota::from_headers(|_| None, SystemTime::UNIX_EPOCH);
        Answer { status, quota, retry_after: None, body: body.to_vec() }.judge(CustomerId::new(12).unwrap())
    }

    #[test]
    fn a_customer_is_kept_to_the_byte() {
        let text = r#" {"id": 12, "new": {"x":1.50} , "salesforceSynchStatus":"Enabled"}"#;
        let answer = judge(200, text.as_bytes()).unwrap();
        assert_eq!(answer.customer.raw(), text);
        assert_eq!(judge(200, format!("\u{feff}{text}").as_bytes()).unwrap().customer.raw(), text);
    }

    #[test]
    fn what_is_no_customer_is_said_in_200_characters() {
        for body in [&b""[..], b"null", b"<html>\x1b[31m", b"{\"id\":12", b"\xff\xfe", &[b'x'; 100_000]] {
            let error = judge(200, body).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::BadResponse);
            assert!(error.message().chars().count() < 300 && !error.message().contains('\x1b'));
        }
    }

    #[test]
    fn another_customer_than_asked_is_no_success() {
        let error = judge(200, br#"{"id":13}"#).unwrap_err();
        assert!(error.message().contains("customer 13 instead of 12"), "{error}");
    }

    #[test]
    fn an_error_in_a_2xx_is_an_error() {
        let body = br#"{"ErrorId":1,"HttpStatusCode":404,"Errors":[{"Key":"Api Error","Value":"gone"}]}"#;
        let error = judge(200, body).unwrap_err();
        assert_eq!((error.kind(), error.http_status(), error.message()), (ErrorKind::NotFound, Some(404), "gone"));
    }

    #[test]
    fn a_limit_is_named() {
        let error = judge(429, br#"{"Message":"You exceeded the daily quota"}"#).unwrap_err();
        assert_eq!(error.limit(), Some(Limit::Day));
        assert_eq!(error.retry_after(), Some(Duration::from_secs(86_400)));
    }
}
