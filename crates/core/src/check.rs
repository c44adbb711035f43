//! A check before the first call: what is configured, and whether each step of a call works, one after another. Nothing is
//! changed; one harmless request is made, `GET /v1/customers/?pageSize=1`.

use std::{
    path::Path,
    time::{Duration, Instant, SystemTime},
};

use serde::Serialize;
use serde_json::value::RawValue;

use crate::{
    batch::check_results_file,
    cancel::CancelToken,
    client::Client,
    customer::Customer,
    description::record,
    error::{Error, ErrorKind, Result},
    operation::Request,
    quota::{Limit, Quota},
    transport::Limits,
};

record! {
    /// One step of a check.
    SHAPE "CheckStage" = Stage<'a> {
        /// configuration, key, dns, tcp, proxy, tls, api, clock, quota or results.
        name: &'a str = "name",
        /// Whether it succeeded.
        ok: bool = "ok",
        /// What was found, or the message of the error; without the key.
        detail: &'a str = "detail",
        /// What to do about it; null if it succeeded without a warning.
        advice: Option<&'a str> = "advice",
        /// Why it failed; null if it succeeded.
        error: Option<Box<RawValue>> = "error",
        /// How long it took.
        elapsed_ms: u64 = "elapsedMs",
    }
}

/// The result of a check.
#[derive(Clone, PartialEq, Debug, Default)]
#[non_exhaustive]
pub struct Check {
    /// The stages in the order in which they were tried. After a failure, only the results file is still checked.
    pub stages: Vec<CheckStage>,
}

/// One step of a check.
#[derive(Clone, PartialEq, Debug)]
#[non_exhaustive]
pub struct CheckStage {
    /// `configuration`, `key`, `dns`, `tcp`, `proxy`, `tls`, `api`, `clock`, `quota` or `results`.
    pub name: &'static str,
    /// What was found, as text without the key, or the error.
    pub result: std::result::Result<String, Error>,
    /// What to do about it, as one sentence without a period. With a stage that succeeded, it is a warning.
    pub advice: Option<&'static str>,
    /// How long it took.
    pub elapsed: Duration,
}

impl CheckStage {
    /// What was found, or the message of the error.
    pub fn detail(&self) -> &str {
        self.result.as_ref().map_or_else(Error::message, String::as_str)
    }
}

const CLOCK_ADVICE: &str = "set this machine's clock; certificates and limits depend on it";

/// If the clocks differ by more than this, a Retry-After or a certificate will soon go wrong.
const CLOCKS_AGREE: Duration = Duration::from_secs(30);

impl Check {
    /// 0 if everything works; otherwise the code of the first stage that failed.
    pub fn status(&self) -> i32 {
        let failed = self.stages.iter().find_map(|stage| stage.result.as_ref().err());
        failed.map_or(0, |error| error.kind().code())
    }

    /// Adds a stage that started at `begun`, for programs with checks of their own, such as the source of the key.
    pub fn add(&mut self, name: &'static str, begun: Instant, result: std::result::Result<String, Error>) {
        let advice = result.as_ref().err().map(|error| error.kind().advice());
        self.stages.push(CheckStage { name, result, advice, elapsed: begun.elapsed() });
    }

    /// The same, with advice of its own.
    fn add_with(&mut self, name: &'static str, advice: &'static str, result: std::result::Result<String, Error>) {
        self.stages.push(CheckStage { name, result, advice: Some(advice), elapsed: Duration::ZERO });
    }

    /// The check as JSON: `{"status":0,"stages":[{"name":"dns","ok":true,"detail":"…","advice":null,"error":null,
    /// "elapsedMs":3}]}`.
    pub fn to_json(&self) -> String {
        #[derive(Serialize)]
        struct Json<'a> {
            status: i32,
            stages: Vec<Stage<'a>>,
        }
        let stages = self.stages.iter().map(|stage| {
            let error = stage.result.as_ref().err();
            Stage {
                name: stage.name,
                ok: error.is_none(),
                detail: stage.detail(),
                advice: stage.advice,
                error: error.and_then(|error| RawValue::from_string(error.to_json()).ok()),
                elapsed_ms: u64::try_from(stage.elapsed.as_millis()).unwrap_or(u64::MAX),
            }
        });
        let stages = stages.collect();
        serde_json::to_string(&Json { status: self.status(), stages }).unwrap_or_else(|_| String::from("{}"))
    }
}

impl Client {
    /// Checks everything a call needs, with a new connection and one read-only request. With a results file, also checks
    /// that a batch could write it. Takes at most [`Options::timeout_ms`](crate::Options::timeout_ms) for the connection and
    /// again for the request; `cancel` ends it within 200 ms.
    pub fn check(&self, results_file: Option<&Path>, cancel: &CancelToken) -> Check {
        let mut check = Check::default();
        check.add("configuration", Instant::now(), Ok(self.configuration()));
        check.add("key", Instant::now(), Ok("its format is valid".into()));
        let here = self.in_this_process();
        if here.check_connection(&mut check, cancel) {
            here.check_api(&mut check, cancel);
        }
        if let Some(path) = results_file {
            let begun = Instant::now();
            let result = check_results_file(path, self).map(|()| format!("{} can be written", path.display()));
            check.add("results", begun, result);
        }
        check
    }

    fn check_connection(&self, check: &mut Check, cancel: &CancelToken) -> bool {
        let interrupt = self.interrupt(cancel);
        let limits = Limits::new(Instant::now() + self.timeout(), self.connect_timeout(), &interrupt);
        let mut begun = Instant::now();
        self.transport().probe(&limits, &mut |name, result| {
            let nothing = if name == "proxy" { "not used" } else { "not used: http to this machine" };
            check.add(name, begun, result.map(|detail| detail.unwrap_or_else(|| nothing.into())));
            begun = Instant::now();
        })
    }

    fn check_api(&self, check: &mut Check, cancel: &CancelToken) {
        let begun = Instant::now();
        let (quota, date) = match self.one_customer(cancel) {
            Ok(found) => {
                check.add("api", begun, Ok("the key is accepted".into()));
                found
            }
            Err(error) => return check.add("api", begun, Err(error)),
        };
        let agreement = clock(date, SystemTime::now());
        match agreement.is_err() {
            true => check.add_with("clock", CLOCK_ADVICE, agreement),
            false => check.add("clock", Instant::now(), agreement),
        }
        let part = |window: &crate::Window, of: &str| match (window.remaining, window.limit) {
            (Some(remaining), Some(limit)) => format!("{remaining} of {limit} calls left {of}"),
            (Some(remaining), None) => format!("{remaining} calls left {of}"),
            _ => format!("the server does not report how many calls are left {of}"),
        };
        let detail = format!("{}, {}", part(&quota.minute, "this minute"), part(&quota.day, "today"));
        match quota.exhausted() {
            Some(Limit::Day) => {
                check.add_with("quota", "no calls are left today: calls fail until the limit resets", Ok(detail))
            }
            Some(Limit::Minute) => {
                check.add_with("quota", "no calls are left this minute: wait before the next one", Ok(detail))
            }
            None => check.add("quota", Instant::now(), Ok(detail)),
        }
    }

    /// Reads a page of one customer; returns the quota, and the server's time if it was sent.
    fn one_customer(&self, cancel: &CancelToken) -> Result<(Quota, Option<SystemTime>)> {
        let request = Request { query: "?pageSize=1".into(), ..Request::list() };
        let (page, _) = self.list(&request, "check", &self.interrupt(cancel))?;
        let is_customer = |element: &&RawValue| Customer::from_json(element.get().to_owned()).is_ok();
        match page.elements()?.iter().all(is_customer) {
            true => Ok((page.facts().quota, page.facts().date)),
            false => Err(page.not_the("a list of customers", "")),
        }
    }
}

/// Whether this machine's clock is close to the server's.
fn clock(server: Option<SystemTime>, here: SystemTime) -> Result<String> {
    let Some(server) = server else {
        return Ok("not known whether this machine's clock is right: the server did not send its time".into());
    };
    let (difference, how) = match here.duration_since(server) {
        Ok(ahead) => (ahead, "ahead of"),
        Err(error) => (error.duration(), "behind"),
    };
    let words = format!("this machine's clock is {} s {how} the server's", difference.as_secs());
    match difference {
        _ if difference < Duration::from_secs(2) => Ok("this machine's clock agrees with the server's".into()),
        _ if difference <= CLOCKS_AGREE => Ok(words),
        _ => Err(Error::new(ErrorKind::Tls, words)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_may_differ_a_little() {
        let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        let clock = |server, here| clock(Some(at(server)), at(here));
        assert_eq!(clock(100, 101).unwrap(), "this machine's clock agrees with the server's");
        assert_eq!(clock(100, 90).unwrap(), "this machine's clock is 10 s behind the server's");
        assert!(clock(100, 200).unwrap_err().message().contains("100 s ahead of"));
        assert!(super::clock(None, at(1)).unwrap().starts_with("not known"));
    }

    #[test]
    fn the_first_failure_is_the_status() {
        let mut check = Check::default();
        check.add("dns", Instant::now(), Ok("found \"it\"".into()));
        assert_eq!(check.status(), 0);
        check.add("tcp", Instant::now(), Err(Error::io("no")));
        check.add("tls", Instant::now(), Err(Error::cancelled("no")));
        assert_eq!(check.status(), 12);
        let json: serde_json::Value = serde_json::from_str(&check.to_json()).unwrap();
        assert_eq!(
            (&json["stages"][0]["detail"], &json["stages"][1]["error"]["name"]),
            (&"found \"it\"".into(), &"io".into())
        );
        assert!(json["stages"][1]["advice"].is_string() && json["stages"][0]["error"].is_null());
    }
}
