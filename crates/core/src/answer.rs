//! What a response of the server means: a customer, or an error of the right kind. Pure: status, headers and body in,
//! result out. It does not know how the response was received, nor whether the call will be retried.

use std::time::{Duration, SystemTime};

use serde_json::value::RawValue;

use crate::{
    body,
    customer::{Customer, NotACustomer},
    envelope::{self, Envelope},
    error::{Error, ErrorKind, Result, Scope},
    excerpt,
    operation::Call,
    quota::{Limit, Quota},
    timestamp, url,
};

/// The response of a call that returns the customer, such as [`Client::enable_synch`](crate::Client::enable_synch).
#[derive(Clone, PartialEq, Debug)]
#[non_exhaustive]
pub struct Response {
    /// The customer as the server sent it. Check [`is_synch_enabled`](Customer::is_synch_enabled): a 200 alone does not mean
    /// that the sync is on.
    pub customer: Customer,
    /// The HTTP status of the response, 200 to 299.
    pub http_status: u16,
    /// What is left of the account's limits.
    pub quota: Quota,
    /// The number of requests made, 1 or more.
    pub attempts: u32,
}

/// The response of any successful call: a text, which is the customer's JSON if the server sent a customer. Resynch and
/// Latch may send something else, since the vendor does not document their responses.
#[derive(Clone, PartialEq, Debug)]
#[non_exhaustive]
pub struct Accepted {
    pub(crate) content: Content,
    /// The HTTP status of the response, 200 to 299.
    pub http_status: u16,
    /// What is left of the account's limits.
    pub quota: Quota,
    /// The number of requests made, 1 or more.
    pub attempts: u32,
}

#[derive(Clone, PartialEq)]
pub(crate) enum Content {
    Customer(Customer),
    Text(String),
}

impl std::fmt::Debug for Content {
    /// Shows nothing of a text, which may contain anything.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Customer(customer) => customer.fmt(f),
            Self::Text(text) => write!(f, "{} bytes", text.len()),
        }
    }
}

impl Accepted {
    /// The server's text, byte for byte (except a byte order mark); may be empty.
    pub fn text(&self) -> &str {
        match &self.content {
            Content::Customer(customer) => customer.raw(),
            Content::Text(text) => text,
        }
    }

    /// The server's text, without a copy.
    pub fn into_text(self) -> String {
        match self.content {
            Content::Customer(customer) => customer.into_raw(),
            Content::Text(text) => text,
        }
    }

    /// The customer, if the response contains one.
    pub fn customer(&self) -> Option<&Customer> {
        match &self.content {
            Content::Customer(customer) => Some(customer),
            Content::Text(_) => None,
        }
    }

    /// The customer of a call whose response [contains it](crate::Operation::gives_a_customer).
    ///
    /// # Errors
    /// [`Internal`](ErrorKind::Internal) for another call, whose response is not a customer.
    pub fn into_customer(self) -> Result<Customer> {
        match self.content {
            Content::Customer(customer) => Ok(customer),
            Content::Text(_) => Err(Error::internal("a response without its customer was accepted")),
        }
    }

    /// Whether this is certainly the response to a call: it has the customer that was asked for.
    pub(crate) fn answers(&self, call: &Call) -> bool {
        self.customer().is_some_and(|customer| call.customer().is_none_or(|asked| asked == customer.id()))
    }

    /// For a call whose response contains the customer, or is an error.
    pub(crate) fn into_response(self) -> Result<Response> {
        let Self { http_status, quota, attempts, .. } = self;
        self.into_customer().map(|customer| Response { customer, http_status, quota, attempts })
    }
}

/// A response as received, with its body already limited in size and decompressed.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) facts: ResponseFields,
    pub(crate) body: Vec<u8>,
    /// Why the body is not whole: "did not arrive". Only for an error, whose status counts without it.
    pub(crate) lacks: Option<&'static str>,
    /// What a 409 may mean.
    pub(crate) conflict: &'static str,
}

/// What the headers of a response say.
#[derive(Clone, Debug, Default)]
pub(crate) struct ResponseFields {
    pub(crate) quota: Quota,
    /// `Retry-After`: seconds, or a time of the server's clock.
    pub(crate) retry_after: Option<Duration>,
    /// The host that a redirect points to.
    pub(crate) redirect_to: Option<String>,
    /// `X-PageSize` and `X-Count` of a list: the maximum number of customers per page, and how many match.
    pub(crate) page_size: Option<u64>,
    pub(crate) count: Option<u64>,
    /// The server's time, for a list.
    pub(crate) date: Option<SystemTime>,
}

impl ResponseFields {
    /// Reads the headers of a response received at `now` by this machine's clock; `header` finds a header by name.
    pub(crate) fn read<'h>(status: u16, header: impl Fn(&str) -> Option<&'h str>, now: SystemTime) -> Self {
        let quota = Quota::from_headers(&header, now);
        let retry_after = header("retry-after").and_then(|text| timestamp::parse_wait(text, quota.at.unwrap_or(now)));
        let redirect_to = match status {
            300..=399 => header("location").map(redirect_host),
            _ => None,
        };
        Self { quota, retry_after, redirect_to, page_size: None, count: None, date: None }
    }

    /// Reads another `Retry-After`: of several, the longest counts.
    pub(crate) fn wait_for(&mut self, text: &str) {
        let wait = timestamp::parse_wait(text, self.quota.at.unwrap_or_else(SystemTime::now));
        self.retry_after = self.retry_after.max(wait);
    }

    /// Also reads the headers of a list.
    pub(crate) fn with_page<'h>(self, header: impl Fn(&str) -> Option<&'h str>) -> Self {
        let number = |name| header(name).and_then(|text| text.parse().ok());
        let date = header("date").and_then(|date| httpdate::parse_http_date(date).ok());
        Self { page_size: number("x-pagesize"), count: number("x-count"), date, ..self }
    }
}

/// The host that a `Location` points to. The rest of it may be a secret.
pub(crate) fn redirect_host(location: &str) -> String {
    let absolute = match location.split_once("//") {
        Some(("", rest)) => rest,
        Some((scheme, rest))
            if scheme.strip_suffix(':').is_some_and(|it| it.bytes().all(|b| b.is_ascii_alphanumeric())) =>
        {
            rest
        }
        _ => return "the same host".into(),
    };
    let authority = &absolute[..absolute.find(['/', '?', '#', '\\']).unwrap_or(absolute.len())];
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    url::host_and_port(host).map_or_else(|_| "an invalid address".into(), |(host, _)| host)
}

impl Answer {
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// What `call` requested, or why it was not received.
    #[cfg(any(test, feature = "fuzz"))]
    pub(crate) fn judge(self, call: &Call) -> Result<Accepted> {
        self.text()?.accept(call)
    }

    /// The response with the text of a success, or the failure that it is.
    pub(crate) fn text(mut self) -> Result<Success> {
        match self.status {
            200..=299 => {
                const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
                if self.body.starts_with(BYTE_ORDER_MARK) {
                    self.body.drain(..BYTE_ORDER_MARK.len());
                }
                match String::from_utf8(std::mem::take(&mut self.body)) {
                    Ok(text) => Ok(Success { text, answer: self }),
                    Err(_) => Err(self.bad_response("a body that is not UTF-8")),
                }
            }
            300..=399 => {
                let to = self.facts.redirect_to.as_deref().unwrap_or("nowhere");
                Err(self.bad_response(&format!("a redirect to {}, which is not followed", excerpt::shortened(to))))
            }
            status @ 400..=599 => {
                let envelope = Envelope::decode(&self.body).unwrap_or_default();
                Err(self.failure(status, envelope))
            }
            101 => Err(self.bad_response("a switch to another protocol, which was not requested")),
            _ => Err(self.bad_response("an invalid HTTP status")),
        }
    }

    fn failure(self, status: u16, envelope: Envelope) -> Error {
        let kind = match status {
            401 | 403 => ErrorKind::Unauthorized,
            // Whether it is about the customer or about the address, only the body can say.
            404 if envelope.is_empty() || envelope.is_a_missing_route() => ErrorKind::BadResponse,
            404 => ErrorKind::NotFound,
            429 => ErrorKind::RateLimited,
            500.. => ErrorKind::Server,
            _ => ErrorKind::Rejected,
        };
        let (limit, wait) = if kind == ErrorKind::RateLimited {
            let quota = &self.facts.quota;
            let limit = named_limit(&self.body).or_else(|| quota.exhausted());
            (limit, Some(self.facts.retry_after.unwrap_or_else(|| quota.wait_for(limit.unwrap_or(Limit::Minute)))))
        } else {
            (None, self.facts.retry_after)
        };
        let remark = match (status, limit) {
            (409, _) if !self.conflict.is_empty() => format!(" (409: {})", self.conflict),
            (_, Some(limit)) => format!(" (limit of calls per {limit})"),
            _ => String::new(),
        };
        let error = match envelope.words() {
            Some(words) if kind == ErrorKind::BadResponse => {
                Error::new(kind, format!("no API at this address: {}", excerpt::shortened(&words)))
            }
            Some(words) => Error::new(kind, excerpt::shortened(&words) + &remark),
            None => {
                // Compressed although that was not declared.
                let is_packed = self.body.starts_with(b"\x1f\x8b");
                let message = match self.lacks.or(is_packed.then_some("could not be decoded")) {
                    Some(lacks) => {
                        format!("the server returned {status}, and the body with the reason {lacks}{remark}")
                    }
                    None if kind == ErrorKind::BadResponse => {
                        format!("no API at this address: the server returned {status} without the vendor's error body")
                    }
                    None => format!("the server returned {status} without the vendor's error body{remark}"),
                };
                match self.body.as_slice() {
                    [] if self.lacks.is_some() => Error::new(kind, message),
                    body => Error::new(kind, message).quoting(&body::quote(body)),
                }
            }
        };
        let scope = match kind {
            _ if envelope.is_about_the_key()
                || status == 400 && envelope::is_about_the_key(&String::from_utf8_lossy(&self.body)) =>
            {
                Scope::Everyone
            }
            ErrorKind::NotFound | ErrorKind::Rejected if envelope.is_the_vendors() && status != 408 => Scope::Customer,
            _ => error.scope(),
        };
        error
            .with_answer(status, envelope.error_id, envelope.errors)
            .with_quota(self.facts.quota)
            .with_retry_after(wait)
            .with_limit(limit)
            .with_scope(scope)
    }

    /// The error in the text of a 2xx: the vendor's, or in any of the usual forms.
    fn error_in(&self, text: &str) -> Option<Error> {
        let Self { status, facts, lacks, conflict, .. } = self;
        let envelope = Envelope::decode(text.as_bytes()).unwrap_or_default();
        if let Some(status) = envelope.http_status.filter(|status| *status >= 400) {
            let body = text.into();
            return Some(
                Self { status, facts: facts.clone(), body, lacks: *lacks, conflict }.failure(status, envelope),
            );
        }
        let message =
            match envelope.words().filter(|_| !envelope.errors.is_empty()).or_else(|| envelope::usual_error(text))? {
                words if words.is_empty() => format!("the server returned {status} with an error"),
                words => format!("the server returned {status} with an error: {}", excerpt::shortened(&words)),
            };
        let error = Error::new(ErrorKind::BadResponse, message);
        Some(error.with_answer(*status, envelope.error_id, envelope.errors).with_quota(facts.quota))
    }

    /// The response cannot be used. The body of a success may contain names and addresses, so it is never quoted.
    fn bad_response(&self, what: &str) -> Error {
        Error::new(ErrorKind::BadResponse, format!("the server returned {} with {what}", self.status))
            .with_answer(self.status, None, Vec::new())
            .with_quota(self.facts.quota)
    }
}

/// A 2xx whose body is text, which is not evaluated yet.
pub(crate) struct Success {
    pub(crate) text: String,
    answer: Answer,
}

impl Success {
    /// Accepts the requested customer, or any text where the vendor does not document the response.
    pub(crate) fn accept(self, call: &Call) -> Result<Accepted> {
        let Self { text, answer } = self;
        let (http_status, quota) = (answer.status, answer.facts.quota);
        let accepted = |content| Ok(Accepted { content, http_status, quota, attempts: 0 });
        let customer = match Customer::from_json(text) {
            Ok(customer) => customer,
            Err(NotACustomer(text)) => {
                let this = Self { text, answer };
                return match this.error_in_disguise() {
                    Some(error) => Err(error),
                    None if call.operation().gives_a_customer() || envelope::says_it_failed(&this.text) => {
                        Err(this.not_the("the customer", " without an id"))
                    }
                    None => accepted(Content::Text(this.text)),
                };
            }
        };
        if let Some(asked) = call.customer().filter(|asked| *asked != customer.id()) {
            return Err(answer.bad_response(&format!("customer {} instead of {asked}", customer.id())));
        }
        if customer.may_be_an_error()
            && let Some(error) = answer.error_in(customer.raw())
        {
            return Err(error);
        }
        match (customer.salesforce_id(), call.salesforce()) {
            (Some(found), Some(asked)) if !asked.is_same_as(found) => {
                let what = format!("the Salesforce id {} instead of {asked}", excerpt::shortened(found));
                Err(answer.bad_response(&what))
            }
            _ => accepted(Content::Customer(customer)),
        }
    }

    /// The elements of a page of customers, each as its own text.
    pub(crate) fn elements(&self) -> Result<Vec<&RawValue>> {
        let failure = || self.error_in_disguise().unwrap_or_else(|| self.not_the("a list of customers", ""));
        serde_json::from_str(&self.text).map_err(|_| failure())
    }

    /// What the headers said.
    pub(crate) fn facts(&self) -> &ResponseFields {
        &self.answer.facts
    }

    /// The error that a 2xx carries.
    pub(crate) fn error_in_disguise(&self) -> Option<Error> {
        self.answer.error_in(&self.text)
    }

    /// The error for a response that is not `what`.
    pub(crate) fn not_the(&self, what: &str, lacking: &str) -> Error {
        self.answer.bad_response(&format!("{} instead of {what}", body::describe(self.text.as_bytes(), lacking)))
    }
}

/// The limit that the body of a 429 names. Its format is not documented, so this only searches for the words.
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
    use crate::customer_id::CustomerId;

    fn judge(status: u16, body: &[u8]) -> Result<Accepted> {
        judge_with(status, &[], body)
    }

    fn judge_with(status: u16, headers: &[(&str, &'static str)], body: &[u8]) -> Result<Accepted> {
        let find = |name: &str| headers.iter().find(|(n, _)| *n == name).map(|(_, value)| *value);
        let facts = ResponseFields::read(status, find, SystemTime::UNIX_EPOCH);
        Answer { status, facts, body: body.to_vec(), lacks: None, conflict: "" }
            .judge(&Call::enable_synch(CustomerId::new(12).unwrap()))
    }

    fn envelope(status: u16, words: &str) -> Vec<u8> {
        format!(r#"{{"ErrorId":0,"HttpStatusCode":{status},"Errors":[{{"Key":"Api Error","Value":"{words}"}}]}}"#)
            .into()
    }

    #[test]
    fn a_customer_is_kept_to_the_byte() {
        let text = r#" {"id": 12, "new": {"x":1.50} , "salesforceSynchStatus":"Enabled"}"#;
        let answer = judge(200, text.as_bytes()).unwrap();
        assert_eq!(answer.text(), text);
        assert_eq!(judge(200, format!("\u{feff}{text}").as_bytes()).unwrap().text(), text);
    }

    #[test]
    fn a_success_without_its_customer_is_described_and_not_quoted() {
        for (body, what) in [
            (&b""[..], "an empty body"),
            (b"null", "null"),
            (b"<!doctype html><title>John Doe</title>", "an HTML page"),
            (b"{\"id\":12,\"firstName\":\"John\"", "JSON that is cut off"),
            (b"{\"ID\":12,\"firstName\":\"John\"}", "a JSON object without an id"),
            (b"{\"id\":12,firstName:John}", "malformed JSON"),
            (b"[{\"id\":12,\"firstName\":\"John\"}]", "a JSON array"),
            (b"{\"id\":13,\"firstName\":\"John\"}", "customer 13 instead of 12"),
            (b"John \xff", "not UTF-8"),
            (b"John Doe, john@example.com", "text that is not JSON"),
            (&[b'x'; 100_000], "text that is not JSON"),
        ] {
            let error = judge(200, body).unwrap_err();
            assert_eq!((error.kind(), error.http_status()), (ErrorKind::BadResponse, Some(200)));
            assert!(error.message().contains(what), "{error}");
            assert!(!error.to_json().contains("John") && error.message().len() < 200, "{error}");
        }
    }

    #[test]
    fn an_error_that_carries_a_customer_does_not_quote_it() {
        for status in [400, 404, 409, 500, 503] {
            let error = judge(status, br#"{"id":12,"firstName":"John"}"#).unwrap_err();
            assert!(!error.to_json().contains("John"), "{error}");
        }
        assert!(judge(502, b"<h1>Bad gateway</h1>").unwrap_err().message().contains("Bad gateway"));
    }

    #[test]
    fn an_error_in_a_2xx_is_an_error() {
        let error = judge(200, &envelope(404, "gone")).unwrap_err();
        assert_eq!((error.kind(), error.http_status(), error.message()), (ErrorKind::NotFound, Some(404), "gone"));
    }

    #[test]
    fn a_customer_with_an_error_is_an_error() {
        let customer = |more: &str| format!(r#"{{"id":12,"salesforceSynchStatus":"Enabled",{more}}}"#);
        for (more, words) in [
            (r#""Errors":[{"Key":"a","Value":"no"}]"#, "the server returned 200 with an error: no"),
            (r#""error":"no""#, "the server returned 200 with an error: no"),
            (r#""success":false"#, "the server returned 200 with an error"),
            (r#""success":false,"success":false"#, "the server returned 200 with an error"),
        ] {
            let error = judge(200, customer(more).as_bytes()).unwrap_err();
            assert_eq!((error.kind(), error.message()), (ErrorKind::BadResponse, words));
        }
        for more in [r#""Errors":[]"#, r#""errors":null,"success":true"#, r#""error":"","Errors":{}"#] {
            assert_eq!(judge(200, customer(more).as_bytes()).unwrap().text(), customer(more));
        }
    }

    #[test]
    fn what_is_not_documented_may_be_any_text_but_an_error() {
        let id = CustomerId::new(12).unwrap();
        let judge = |text: &str| {
            let (facts, body) = (ResponseFields::default(), text.into());
            Answer { status: 200, facts, body, lacks: None, conflict: "" }.judge(&Call::resynch(id))
        };
        for text in
            ["", "true", "\"OK\"", "{}", r#"{"success":true}"#, r#"{"result":"queued","errors":[]}"#, "No error"]
        {
            assert_eq!(judge(text).unwrap().text(), text);
        }
        for text in [
            r#"{"errors":["no"]}"#,
            r#"{"error":{"message":"no"}}"#,
            r#"{"success":false}"#,
            r#"{"status":400,"title":"no"}"#,
            "Error: no",
            "<html>no</html>",
        ] {
            assert_eq!(judge(text).unwrap_err().kind(), ErrorKind::BadResponse, "{text}");
        }
    }

    #[test]
    fn a_body_that_did_not_arrive_is_said_and_says_nothing_about_the_address() {
        for (status, kind) in [(404, ErrorKind::BadResponse), (400, ErrorKind::Rejected), (429, ErrorKind::RateLimited)]
        {
            let (facts, body) = (ResponseFields::default(), Vec::new());
            let answer = Answer { status, facts, body, lacks: Some("did not arrive"), conflict: "" };
            let error = answer.judge(&Call::enable_synch(CustomerId::new(12).unwrap())).unwrap_err();
            assert_eq!(error.kind(), kind);
            let words = format!("the server returned {status}, and the body with the reason did not arrive");
            assert!(error.message().starts_with(&words), "{error}");
        }
    }

    #[test]
    fn a_limit_is_named() {
        let error = judge(429, br#"{"Message":"You exceeded the daily quota"}"#).unwrap_err();
        assert_eq!(error.limit(), Some(Limit::Day));
        assert_eq!(error.retry_after(), Some(Duration::from_secs(86_400)));
    }

    #[test]
    fn a_redirect_names_its_host() {
        for (location, host) in [
            ("https://login.example.com/sso?token=x", "login.example.com"),
            ("/login", "the same host"),
            ("//user:pw@evil.example/x", "evil.example"),
            ("https://a.example?p=S3CRET@q", "a.example"),
            ("https://a.example\\@evil.example/", "a.example"),
            ("https://[::1]:8443/", "::1"),
            ("https://a b/", "an invalid address"),
            ("login?to=https://x//y", "the same host"),
        ] {
            let error = judge_with(302, &[("location", location)], b"").unwrap_err();
            assert_eq!(
                error.message(),
                format!("the server returned 302 with a redirect to {host}, which is not followed")
            );
        }
    }

    #[test]
    fn a_404_without_the_vendors_body_is_not_about_the_customer() {
        let route = br#"{"Message":"No HTTP resource was found that matches the request URI 'x'."}"#;
        for body in [&b""[..], b"<h1>404</h1>", b"null", b"{}", route] {
            let error = judge(404, body).unwrap_err();
            assert_eq!((error.kind(), error.http_status()), (ErrorKind::BadResponse, Some(404)));
            assert!(error.message().starts_with("no API at this address"), "{error}");
        }
        assert_eq!(judge(404, &envelope(404, "gone")).unwrap_err().kind(), ErrorKind::NotFound);
    }

    #[test]
    fn a_status_outside_http_is_a_bad_response() {
        for status in [0, 99, 600, 999] {
            assert_eq!(judge(status, b"").unwrap_err().kind(), ErrorKind::BadResponse, "{status}");
        }
    }

    #[test]
    fn each_failure_knows_whom_it_concerns() {
        for (status, body, scope) in [
            (401, &b""[..], Scope::Everyone),
            (403, b"", Scope::Everyone),
            (400, &envelope(400, "Authorization key is not in the correct format."), Scope::Everyone),
            (400, &envelope(400, "Salesforce Account 1 does not exist."), Scope::Customer),
            (404, &envelope(404, "Customer with id 12 not found."), Scope::Customer),
            (409, &envelope(409, "no"), Scope::Customer),
            (409, b"", Scope::Call),
            (404, b"{\"message\":\"Resource not found\"}", Scope::Call),
            (400, b"Authorization key is not in the correct format.", Scope::Everyone),
            (404, b"{\"Message\":\"No HTTP resource was found that matches the request URI\"}", Scope::Call),
            (402, b"<html>", Scope::Call),
            (408, &envelope(408, "slow"), Scope::Call),
            (503, &envelope(503, "busy"), Scope::Call),
            (200, b"<html>", Scope::Call),
        ] {
            assert_eq!(judge(status, body).unwrap_err().scope(), scope, "{status} {}", String::from_utf8_lossy(body));
        }
    }
}
