//! The one error type of the library: its kinds, what it contains, and how it looks as JSON.
//! It does not know where errors come from; each kind is created by the module that encounters it.

use std::{
    fmt, io,
    path::{Path, PathBuf},
    time::Duration,
};

use serde::Serialize;

use crate::{
    description::record,
    envelope::ApiError,
    excerpt,
    operation::Call,
    quota::{Limit, Quota},
};

record! {
    /// Why a call failed.
    SHAPE "Error" = Json<'a> {
        /// The number of the kind.
        code: i32 = "code",
        /// The name of the kind, for example `not_found`.
        name: &'static str = "name",
        /// What happened, in the server's words if it sent any.
        message: &'a str = "message",
        /// The HTTP status of the response, if there was one.
        http_status: Option<u16> = "httpStatus",
        /// The vendor's ErrorId.
        error_id: Option<i64> = "errorId",
        /// All entries of the vendor's Errors, in order.
        errors: &'a [ApiError] = "errors",
        /// The time until a retry can succeed, if known.
        retry_after_ms: Option<u64> = "retryAfterMs",
        /// The number of requests made; 0 if there was none.
        attempts: u32 = "attempts",
        /// Whether the request reached the server: `no`, `yes`, or `unknown`, which means that it may have taken effect.
        sent: Sent = "sent",
        /// The limit that caused a 429, if known: `minute` or `day`.
        limit: Option<Limit> = "limit",
    }
}

/// The result of everything here that can fail.
pub(crate) type Result<T> = std::result::Result<T, Error>;

/// The one table of kinds: code, name, which of them are retried, and what to do about it, as one sentence without a period.
macro_rules! kinds {
    ($($(#[doc = $doc:literal])* $kind:ident = $code:literal, $name:literal, $retried:literal, $advice:literal;)*) => {
        /// The kind of an error. The codes are the C status codes and the command's exit statuses; they never change.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[non_exhaustive]
        #[repr(i32)]
        pub enum ErrorKind { $($(#[doc = $doc])* $kind = $code,)* }

        /// Every kind with its comment, and which errors of it are retried.
        pub(crate) const DOCS: &[(ErrorKind, &str, &str)] = &[$((ErrorKind::$kind, concat!($($doc, "\n",)*), $retried),)*];

        impl ErrorKind {
            /// Every kind, in the order of the codes.
            pub const ALL: [Self; [$($code),*].len()] = [$(Self::$kind),*];

            /// The name in snake case, for example `not_found`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$kind => $name,)* }
            }

            /// What to do about it, as one sentence without a period.
            pub fn advice(self) -> &'static str {
                match self { $(Self::$kind => $advice,)* }
            }
        }
    };
}

kinds! {
    /// An invalid argument, option or key, or an `http://localhost` that resolves to another machine. Nothing was sent.
    InvalidArgument = 1, "invalid_argument", "no", "correct the argument that the message names";
    /// 401 or 403: the key is missing or wrong, or belongs to another environment.
    Unauthorized = 2, "unauthorized", "no", "check the API key, and that it belongs to this environment";
    /// 404 with the vendor's error body: no such customer for this key.
    NotFound = 3, "not_found", "no", "check the id, or the environment of the key";
    /// 400, 409, 422 and every other 4xx: the server rejected the request. A 409 may mean that the sync is enabled
    /// already (for DisableSynch, disabled already).
    Rejected = 4, "rejected", "408, 421, 425", "do not repeat it unchanged; the server says why";
    /// 429, and the limit does not reset within the deadline.
    RateLimited = 5, "rate_limited", "yes", "try again when the limit resets; other programs share the account's quota";
    /// 5xx, after the retries.
    Server = 6, "server", "500, 502 to 504, 509, 520 to 527, 529, 530", "try again later; the service had an error";
    /// The deadline passed.
    Timeout = 7, "timeout", "yes: a hanging attempt is abandoned and repeated", "try again, or allow more time; repeating the call is harmless";
    /// No connection: DNS failure, connection refused or reset, proxy failure, TLS that breaks with a server with which it has worked
    /// before.
    Connection = 8, "connection", "yes, except a refusal by the proxy (407, 403 and other 4xx)", "check the network, the proxy and the host name, then try again";
    /// No secure connection: an invalid certificate, a version of TLS that is not supported, or a handshake that fails with a server with
    /// which none has succeeded.
    Tls = 9, "tls", "no", "check the host name, the port and the clock; option caFile adds a private CA";
    /// A response that is not the API's: a 2xx without the customer, a 2xx with an error in any of the usual forms
    /// (`Errors`, `error`, `success: false`, problem details), a redirect, a 404 without the vendor's error body, a
    /// status outside 100 to 599, a body over 1 MiB (16 MiB for a list), a list that does not end, malformed HTTP.
    BadResponse = 10, "bad_response", "no", "check that option baseUrl is the address of the API, not of a login page or a proxy";
    /// The caller cancelled.
    Cancelled = 11, "cancelled", "no", "make the call again if it is still wanted; repeating it is harmless";
    /// A local file could not be read or written: a results file, a list of ids, a file of certificates.
    Io = 12, "io", "no", "check the file: its path, content, permissions and free space";
    /// A bug in this library.
    Internal = 13, "internal", "no", "this is a bug in the library: please report it";
}

impl ErrorKind {
    /// The code, 1 to 13. 0 means success.
    pub fn code(self) -> i32 {
        self as i32
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Whether the request reached the server.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Sent {
    /// The request was not sent.
    #[default]
    No,
    /// The server responded.
    Yes,
    /// It was sent, but no response arrived, so the server may have acted on it.
    Unknown,
}

impl Sent {
    /// `no`, `yes` or `unknown`.
    pub fn name(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Yes => "yes",
            Self::Unknown => "unknown",
        }
    }
}

/// Whom a failure affects. It decides whether a batch continues, and what a resume repeats.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Scope {
    /// This customer: the API itself rejected it.
    Customer,
    /// This call: another one may succeed.
    Call,
    /// Every call: the key, the certificate, the proxy.
    Everyone,
}

/// Why a call failed: one type for every binding.
#[derive(Clone)]
pub struct Error(Box<Details>);

#[derive(Clone)]
struct Details {
    kind: ErrorKind,
    message: String,
    /// Where in the message a quotation of the response body starts.
    quote_at: Option<usize>,
    http_status: Option<u16>,
    error_id: Option<i64>,
    errors: Vec<ApiError>,
    retry_after: Option<Duration>,
    limit: Option<Limit>,
    attempts: u32,
    sent: Sent,
    quota: Quota,
    scope: Scope,
    os_error: Option<i32>,
    path: Option<PathBuf>,
    argument: Option<&'static str>,
}

/// Why a file is not usable: the system's error, or a message of our own.
pub(crate) struct FileProblem {
    pub(crate) why: String,
    pub(crate) os_error: Option<i32>,
}

impl From<io::Error> for FileProblem {
    fn from(error: io::Error) -> Self {
        Self { why: error.to_string(), os_error: error.raw_os_error() }
    }
}

impl From<String> for FileProblem {
    fn from(why: String) -> Self {
        Self { why, os_error: None }
    }
}

impl From<&str> for FileProblem {
    fn from(why: &str) -> Self {
        why.to_owned().into()
    }
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Details {
            kind,
            message: message.into(),
            quote_at: None,
            http_status: None,
            error_id: None,
            errors: Vec::new(),
            retry_after: None,
            limit: None,
            attempts: 0,
            sent: Sent::No,
            quota: Quota::default(),
            scope: match kind {
                ErrorKind::Unauthorized | ErrorKind::Tls | ErrorKind::InvalidArgument | ErrorKind::Io => {
                    Scope::Everyone
                }
                _ => Scope::Call,
            },
            os_error: None,
            path: None,
            argument: None,
        }))
    }

    /// A local file that is not usable; `name` is its name in the message. A path with a NUL character names no file.
    pub(crate) fn file(name: impl fmt::Display, path: impl AsRef<Path>, problem: impl Into<FileProblem>) -> Self {
        let problem = problem.into();
        if path.as_ref().as_os_str().as_encoded_bytes().contains(&0) {
            return Self::invalid_argument(format!("{name}: a path cannot have a NUL character within"));
        }
        let mut error = Self::io(format!("{name}: {}", problem.why)).with_os_error(problem.os_error);
        error.0.path = Some(path.as_ref().to_owned());
        error
    }

    pub(crate) fn with_os_error(mut self, code: Option<i32>) -> Self {
        self.0.os_error = code;
        self
    }

    /// For a binding that rejects an argument itself (NULL, not UTF-8, the wrong type).
    pub fn invalid_argument(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidArgument, excerpt::without_middle(message.into()))
    }

    /// For a binding that cannot read or write a local file.
    pub fn io(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Io, excerpt::without_middle(message.into()))
    }

    /// For a binding that cancels a call for a reason of its language.
    pub fn cancelled(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Cancelled, message)
    }

    /// For a binding that catches a panic.
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Internal, message)
    }

    pub(crate) fn with_answer(mut self, http_status: u16, error_id: Option<i64>, errors: Vec<ApiError>) -> Self {
        self.0.http_status = Some(http_status);
        self.0.error_id = error_id;
        self.0.errors = errors;
        self.0.sent = Sent::Yes;
        self
    }

    /// With the status and the attempts of another failure, which it summarizes.
    pub(crate) fn with_answer_of(mut self, other: &Self) -> Self {
        self.0.http_status = other.0.http_status;
        self.0.attempts = other.0.attempts;
        self.0.sent = other.0.sent;
        self
    }

    /// Without the server's texts, if one of them contains a secret.
    pub(crate) fn without(self, has_secret: impl Fn(&str) -> bool) -> Self {
        let is_leak = has_secret(&self.0.message)
            || self.0.errors.iter().any(|entry| has_secret(&entry.key) || has_secret(&entry.value));
        if is_leak { self.withheld() } else { self }
    }

    /// Without the server's texts, which contained the key.
    pub(crate) fn withheld(mut self) -> Self {
        self.0.message = WITHHELD.into();
        self.0.quote_at = None;
        for entry in &mut self.0.errors {
            entry.key = String::new();
            entry.value = WITHHELD.into();
        }
        self
    }

    /// Whether this is certainly the answer to a call: a response of the API that names the call's customer or account.
    pub(crate) fn answers(&self, call: &Call) -> bool {
        let texts = self.0.errors.iter().flat_map(|entry| [&entry.key, &entry.value]).chain([&self.0.message]);
        self.http_status().is_some()
            && self.kind() != ErrorKind::BadResponse
            && texts.into_iter().any(|text| names(text, call))
    }

    /// Appends a piece of the response body to the message. It may contain anything, so the results file omits it.
    pub(crate) fn quoting(mut self, body: &str) -> Self {
        self.0.quote_at = Some(self.0.message.len());
        self.0.message.push_str(": ");
        self.0.message.push_str(body);
        self
    }

    /// The message without the quotation of the response body.
    pub(crate) fn message_without_body(&self) -> &str {
        &self.0.message[..self.0.quote_at.unwrap_or(self.0.message.len())]
    }

    pub(crate) fn with_quota(mut self, quota: Quota) -> Self {
        self.0.quota = quota;
        self
    }

    pub(crate) fn with_limit(mut self, limit: Option<Limit>) -> Self {
        self.0.limit = limit;
        self
    }

    pub(crate) fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.0.retry_after = wait;
        self
    }

    pub(crate) fn with_attempts(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    pub(crate) fn with_sent(mut self, sent: Sent) -> Self {
        self.0.sent = sent;
        self
    }

    pub(crate) fn with_scope(mut self, scope: Scope) -> Self {
        self.0.scope = scope;
        self
    }

    pub(crate) fn scope(&self) -> Scope {
        self.0.scope
    }

    /// Whether every other customer would fail the same way: a wrong or malformed key, an untrusted certificate, a proxy
    /// that refuses. Such a failure ends a batch.
    pub fn concerns_everyone(&self) -> bool {
        self.0.scope == Scope::Everyone
    }

    /// The kind of the error.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What happened, as text for people: the server's own message if there is one.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The message with the names of the library's options spelled as in the caller's language; see
    /// [`spell_options`](crate::spell_options). Messages of the server are not changed.
    pub fn message_spelled(&self, spell: impl Fn(&str) -> Option<String>) -> String {
        match self.errors().is_empty() {
            true => crate::spell_options(self.message(), |name| spell(name).filter(|_| crate::is_option(name))),
            false => self.message().to_owned(),
        }
    }

    /// The HTTP status of the response, if there was one. For a 2xx with an error in the body, the status in that error.
    pub fn http_status(&self) -> Option<u16> {
        self.0.http_status
    }

    /// The vendor's `ErrorId`.
    pub fn error_id(&self) -> Option<i64> {
        self.0.error_id
    }

    /// All entries of the vendor's `Errors`, in order.
    pub fn errors(&self) -> &[ApiError] {
        &self.0.errors
    }

    /// How long to wait before trying again, counted from the response. Known for limits and `Retry-After`.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The limit that caused a 429, if known.
    pub fn limit(&self) -> Option<Limit> {
        self.0.limit
    }

    /// The number of requests made; 0 if there was none.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Whether the request reached the server.
    pub fn sent(&self) -> Sent {
        self.0.sent
    }

    /// Whether this process, or the system, cannot open another file or socket.
    pub(crate) fn lacks_descriptors(&self) -> bool {
        // EMFILE and ENFILE, which every Unix numbers alike; WSAEMFILE.
        let codes = if cfg!(windows) { [10_024, 10_024] } else { [24, 23] };
        self.kind() == ErrorKind::Connection && self.os_error().is_some_and(|code| codes.contains(&code))
    }

    /// An invalid option; `why` says what is wrong with it.
    pub(crate) fn option(name: &'static str, why: impl fmt::Display) -> Self {
        Self::invalid_argument(format!("option {name}: {why}")).about(name)
    }

    /// With what it is about: see [`argument`](Self::argument).
    pub fn about(mut self, argument: &'static str) -> Self {
        self.0.argument = Some(argument);
        self
    }

    /// The option that is wrong, or that would make it right, by its name in JSON; `apiKey` for the key. `None` if the error is
    /// about neither.
    pub fn argument(&self) -> Option<&'static str> {
        self.0.argument
    }

    /// The operating system's own code (`errno`, or the Windows error code) for a failed file or network operation.
    pub fn os_error(&self) -> Option<i32> {
        self.0.os_error
    }

    /// The local file that an [`Io`](ErrorKind::Io) error is about.
    pub fn path(&self) -> Option<&Path> {
        self.0.path.as_deref()
    }

    /// The quota as reported by the last response.
    pub fn quota(&self) -> &Quota {
        &self.0.quota
    }

    /// The error as JSON, the same bytes in every binding. Members without a value are `null`, never absent.
    pub fn to_json(&self) -> String {
        let json = Json {
            code: self.kind().code(),
            name: self.kind().name(),
            message: self.message(),
            http_status: self.http_status(),
            error_id: self.error_id(),
            errors: self.errors(),
            retry_after_ms: self.retry_after().map(|wait| u64::try_from(wait.as_millis()).unwrap_or(u64::MAX)),
            attempts: self.attempts(),
            sent: self.sent(),
            limit: self.limit(),
        };
        serde_json::to_string(&json).unwrap_or_else(|_| String::from("{}"))
    }
}

impl fmt::Display for Error {
    /// `Customer with id 12 not found. (not_found, HTTP 404)`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}", self.message(), self.kind())?;
        if let Some(status) = self.http_status() {
            write!(f, ", HTTP {status}")?;
        }
        f.write_str(")")
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error {}", self.to_json())
    }
}

impl PartialEq for Error {
    /// Equal if they are the same as JSON.
    fn eq(&self, other: &Self) -> bool {
        self.to_json() == other.to_json()
    }
}

impl std::error::Error for Error {}

/// What is said instead of a text with a secret in it.
pub(crate) const WITHHELD: &str = "the server's text contained the key and is not shown";

/// Whether a text names the customer or the account of a call: "Customer with id 12 not found.".
fn names(text: &str, call: &Call) -> bool {
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.any(|word| {
        call.customer().is_some_and(|asked| word.parse() == Ok(asked.get()))
            || call.salesforce().is_some_and(|asked| asked.is_same_as(word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_json_has_every_field_in_its_place() {
        let error = Error::new(ErrorKind::NotFound, "Customer with id 12 not found.")
            .with_answer(404, Some(0), vec![ApiError::new("Api Error", "Customer with id 12 not found.")])
            .with_attempts(1);
        assert_eq!(
            error.to_json(),
            r#"{"code":3,"name":"not_found","message":"Customer with id 12 not found.","httpStatus":404,"errorId":0,"errors":[{"key":"Api Error","value":"Customer with id 12 not found."}],"retryAfterMs":null,"attempts":1,"sent":"yes","limit":null}"#
        );
        assert_eq!(error.to_string(), "Customer with id 12 not found. (not_found, HTTP 404)");
    }

    #[test]
    fn every_kind_has_a_name_of_its_own_and_says_what_to_do() {
        let names: std::collections::BTreeSet<String> = ErrorKind::ALL.iter().map(ToString::to_string).collect();
        assert_eq!(names.len(), ErrorKind::ALL.len());
        assert!(ErrorKind::ALL.iter().all(|kind| kind.advice().len() > 20 && !kind.advice().ends_with('.')));
    }

    #[test]
    fn codes_follow_the_table() {
        for (position, kind) in ErrorKind::ALL.into_iter().enumerate() {
            assert_eq!(kind.code(), position as i32 + 1);
        }
    }
}
