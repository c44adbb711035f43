//! The options of a client: plain values, with the names and checks that all bindings share.

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use serde::de::DeserializeOwned;

use crate::{
    description::options,
    error::{Error, Result},
    host::{is_privileged, variable},
    retry::Policy,
};

options! {
    /// The options of a client; all have defaults. JSON uses camelCase names (`timeoutMs`); an unknown name is an
    /// error that reports the name.
    ///
    /// ```
    /// let options = fusebill::Options::from_json(r#"{"timeoutMs": 5000, "maxAttempts": 1}"#)?;
    /// assert_eq!(options.timeout_ms, Some(5000));
    /// assert!(fusebill::Options::from_json(r#"{"timeout": 5}"#).unwrap_err().message().contains("timeout"));
    /// # Ok::<(), fusebill::Error>(())
    /// ```
    #[derive(Clone, PartialEq, Eq, Default)]
    #[non_exhaustive]
    pub struct Options {
        /// The base URL of the API; https only, except for loopback. Default: `FUSEBILL_BASE_URL`, else `https://secure.fusebill.com`.
        base_url: Option<String> = "baseUrl";
        /// The deadline of a whole call, including retries and waits.
        timeout_ms: Option<i64> = "timeoutMs", 1 to 3_600_000 or 30_000;
        /// The deadline for connecting: DNS, TCP, proxy and TLS.
        connect_timeout_ms: Option<i64> = "connectTimeoutMs", 1 to 3_600_000 or 10_000;
        /// Maximum number of requests per call; 1 turns off retries.
        max_attempts: Option<i64> = "maxAttempts", 1 to 100 or 3;
        /// A CONNECT proxy, `http://[user:password@]host:port`. Default: `HTTPS_PROXY` or `ALL_PROXY`, and `NO_PROXY`; `""` for none.
        proxy: Option<String> = "proxy";
        /// A PEM file of certificates to trust in addition to the system's, for a private CA.
        ca_file: Option<PathBuf> = "caFile";
        /// Name and version of your program, placed before `libfusebill/VERSION` in the User-Agent header.
        user_agent: Option<String> = "userAgent";
        /// Maximum number of idle connections kept open; at least the number of threads that share the client.
        max_idle_connections: Option<i64> = "maxIdleConnections", 0 to 10_000 or 64;
    } and {
        /// Variables that are read instead of the process's own, except the key: for a host whose changes to its environment
        /// native code does not see, such as .NET or the JVM. Not read in a program with more rights than its user. Rust, C++ and
        /// Python need no such option, so it is not among [`NAMES`](Self::NAMES).
        environment: Option<BTreeMap<String, String>> = "environment";
    }
}

impl Options {
    /// Reads options from JSON. Empty text and `null` mean the defaults.
    pub fn from_json(json: &str) -> Result<Self> {
        from_json(json)
    }

    /// Checks that two clients can differ in these options and share connections.
    pub(crate) fn check_shared(&self) -> Result<()> {
        let others = [
            ("baseUrl", self.base_url.is_some()),
            ("proxy", self.proxy.is_some()),
            ("caFile", self.ca_file.is_some()),
            ("userAgent", self.user_agent.is_some()),
            ("maxIdleConnections", self.max_idle_connections.is_some()),
            ("environment", self.environment.is_some()),
        ];
        match others.into_iter().find(|(_, is_given)| *is_given) {
            Some((name, _)) => Err(Error::option(name, "clients that share connections cannot differ in it")),
            None => Ok(()),
        }
    }

    /// A variable of the environment: the process's own, or that of the host. A value that is not UTF-8 is rejected where it is
    /// parsed, not ignored.
    pub(crate) fn variable(&self, name: &str) -> Option<String> {
        match &self.environment {
            Some(host) => host.get(name).filter(|_| !is_privileged()).cloned(),
            None => variable(name).map(|value| value.to_string_lossy().into_owned()),
        }
    }

    /// What an option that is a number means if it is not given, for example 30,000 for `timeoutMs`.
    ///
    /// ```
    /// assert_eq!(fusebill::Options::default_of("maxAttempts"), Some(3));
    /// ```
    pub fn default_of(name: &str) -> Option<i64> {
        Self::range(name)?.default
    }

    /// A number that has a default.
    fn natural(name: &'static str, given: Option<i64>) -> Result<u64> {
        Self::number(name, given).map(|value| value.unwrap_or_default() as u64)
    }

    pub(crate) fn timeout(&self) -> Result<Duration> {
        Ok(Duration::from_millis(Self::natural("timeoutMs", self.timeout_ms)?))
    }

    pub(crate) fn connect_timeout(&self) -> Result<Duration> {
        Ok(Duration::from_millis(Self::natural("connectTimeoutMs", self.connect_timeout_ms)?))
    }

    pub(crate) fn policy(&self) -> Result<Policy> {
        Ok(Policy { max_attempts: Self::natural("maxAttempts", self.max_attempts)? as u32, ..Policy::default() })
    }

    pub(crate) fn idle_connections(&self) -> Result<usize> {
        Ok(Self::natural("maxIdleConnections", self.max_idle_connections)? as usize)
    }

    pub(crate) fn agent_name(&self) -> Result<String> {
        let own = concat!("libfusebill/", env!("CARGO_PKG_VERSION"));
        match self.user_agent.as_deref() {
            None | Some("") => Ok(own.into()),
            Some(program) if program.len() <= 200 && program.chars().all(|c| c == ' ' || c.is_ascii_graphic()) => {
                Ok(format!("{program} {own}"))
            }
            Some(_) => Err(Error::option("userAgent", "at most 200 printable ASCII characters are allowed")),
        }
    }
}

impl std::fmt::Debug for Options {
    /// Without the proxy and the environment, whose URLs may contain a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options")
            .field("base_url", &self.base_url)
            .field("timeout_ms", &self.timeout_ms)
            .field("connect_timeout_ms", &self.connect_timeout_ms)
            .field("max_attempts", &self.max_attempts)
            .field("ca_file", &self.ca_file)
            .field("user_agent", &self.user_agent)
            .field("max_idle_connections", &self.max_idle_connections)
            .finish_non_exhaustive()
    }
}

/// Reads any kind of options; empty text and `null` mean the defaults.
pub(crate) fn from_json<T: DeserializeOwned + Default>(json: &str) -> Result<T> {
    if matches!(json.trim(), "" | "null") {
        return Ok(T::default());
    }
    if !crate::json::is_object(json) {
        let why = serde_json::from_str::<serde_json::Value>(json)
            .map_or_else(|error| error.to_string(), |_| "invalid type, expected a JSON object".into());
        return Err(Error::invalid_argument(format!("options: {why}")));
    }
    serde_json::from_str::<Option<T>>(json).map(Option::unwrap_or_default).map_err(|error| {
        // The parser does not say which option has a value of the wrong type, so each is read separately.
        let all: serde_json::Map<String, serde_json::Value> = serde_json::from_str(json).unwrap_or_default();
        let wrong = all.into_iter().find_map(|(name, value)| {
            let alone = serde_json::Value::from_iter([(name.clone(), value)]);
            serde_json::from_value::<T>(alone).err().map(|error| (name, error))
        });
        Error::invalid_argument(match wrong.map(|(name, error)| (name, words(&error))) {
            Some((name, why)) if !why.starts_with("unknown field") => format!("option {name}: {why}"),
            Some((_, why)) => format!("options: {why}"),
            None => format!("options: {}", words(&error)),
        })
    })
}

/// What the parser says, without the names of Rust's types.
pub(crate) fn words(error: &serde_json::Error) -> String {
    error.to_string().replace("expected i64", "expected a whole number")
}

/// Converts an option in seconds to milliseconds; the error message is in seconds.
///
/// # Errors
/// [`ErrorKind::InvalidArgument`](crate::ErrorKind) unless it is from 0.001 to 3600.
pub fn seconds(name: &'static str, value: f64) -> Result<i64> {
    if !(0.001..=3_600.0).contains(&value) {
        return Err(Error::option(name, format!("{value} is not between 0.001 and 3600 seconds")));
    }
    // Rounded up to a whole millisecond: no deadline is shorter than requested.
    Ok((value * 1_000_000.0).round() as i64).map(|microseconds| (microseconds + 999) / 1_000)
}

/// Whether the library has an option with this name: of a client, a batch or a list.
pub fn is_option(name: &str) -> bool {
    let all = [&Options::NAMES[..], &crate::BatchOptions::NAMES, &crate::CustomersOptions::NAMES];
    all.into_iter().flatten().any(|known| *known == name)
}

/// A message of this library with the names of options spelled as in the caller's language. For `option caFile`, the command
/// writes `--ca-file` and the Python module `ca_file`. An option that `spell` does not know is not changed.
///
/// ```
/// let flags = |option: &str| (option == "caFile").then(|| "--ca-file".to_owned());
/// assert_eq!(fusebill::spell_options("add it with option caFile", flags), "add it with --ca-file");
/// ```
pub fn spell_options(message: &str, spell: impl Fn(&str) -> Option<String>) -> String {
    const WORD: &str = "option ";
    let mut out = String::new();
    let mut rest = message;
    while let Some((before, behind)) = rest.split_once(WORD) {
        let (name, after) = behind.split_at(behind.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(behind.len()));
        out += before;
        out += &spell(name).unwrap_or_else(|| format!("{WORD}{name}"));
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names that serde expects, from its message about an unknown one.
    pub(crate) fn names_in(error: &Error) -> Vec<String> {
        error.message().split('`').skip(1).step_by(2).skip(1).map(str::to_owned).collect()
    }

    #[test]
    fn every_option_is_named() {
        let unknown = Options::from_json(r#"{"x":1}"#).unwrap_err();
        assert_eq!(names_in(&unknown), [&Options::NAMES[..], &["environment"]].concat());
        let unknown = crate::BatchOptions::from_json(r#"{"x":1}"#).unwrap_err();
        assert_eq!(names_in(&unknown), crate::BatchOptions::NAMES);
    }

    #[test]
    fn a_wrong_value_is_named_once_and_quoted_in_part() {
        fn refused<T: DeserializeOwned + Default>(names: &[&str]) {
            const AT_MOST: usize = 2500;
            let long = format!("{:?}", "x".repeat(100_000));
            for (name, value) in names.iter().flat_map(|name| ["{}", "7.5", "[7]", &long].map(|value| (*name, value))) {
                let Err(error) = from_json::<T>(&format!("{{\"{name}\":{value}}}")) else { continue };
                assert_eq!(error.message().matches("option").count(), 1, "{error}");
                assert!(error.message().starts_with(&format!("option {name}: ")), "{error}");
                assert!(error.message().len() < AT_MOST, "{}", error.message().len());
            }
            let error = from_json::<T>(&format!("{{{long}:1}}")).err().unwrap();
            assert!(error.message().starts_with("options: unknown field `xxx") && error.message().len() < AT_MOST);
            assert!(names.iter().all(|name| error.message().contains(name)), "{error}");
        }
        refused::<Options>(&Options::NAMES);
        refused::<crate::BatchOptions>(&crate::BatchOptions::NAMES);
        refused::<crate::CustomersOptions>(&crate::CustomersOptions::NAMES);
    }

    #[test]
    fn options_in_messages_are_spelled_as_the_caller_wants() {
        let spell = |option: &str| (option != "x").then(|| format!("--{option}"));
        assert_eq!(spell_options("option a: use option b, option x", spell), "--a: use --b, option x");
        assert_eq!(spell_options("no such thing", spell), "no such thing");
        assert_eq!(spell_options("option ", spell), "--");
    }

    #[test]
    fn nothing_given_means_the_defaults() {
        for json in ["", "  ", "null", "{}"] {
            let options = Options::from_json(json).unwrap();
            assert_eq!(options.timeout().unwrap(), Duration::from_secs(30));
            assert_eq!(options.policy().unwrap().max_attempts, 3);
        }
    }

    #[test]
    fn debug_does_not_show_the_proxys_password() {
        let options = Options { proxy: Some("http://user:PASSWORD@proxy:1".into()), ..Options::default() };
        assert!(!format!("{options:?}").contains("PASSWORD"));
    }

    #[test]
    fn what_cannot_be_right_is_named() {
        for (json, named) in [
            (r#"{"timeOutMs":1}"#, "timeOutMs"),
            (r#"{"maxAttempts":1,"timeoutMs":"1"}"#, "option timeoutMs: invalid type"),
            (r#"{"timeoutMs":1.5}"#, "option timeoutMs: invalid type: floating point `1.5`, expected a whole number"),
            ("[]", "expected a JSON object"),
            (r#" ["http://127.0.0.1:1",1000]"#, "expected a JSON object"),
            (r#"{"proxy":5}"#, "option proxy: invalid type"),
            ("[", "EOF"),
            ("7", "invalid type"),
        ] {
            let error = Options::from_json(json).unwrap_err();
            assert!(error.kind().code() == 1 && error.message().contains(named), "{error}");
        }
        let zero = Options {
            timeout_ms: Some(0),
            max_attempts: Some(0),
            user_agent: Some("a\r\nb".into()),
            ..Options::default()
        };
        assert!(zero.timeout().is_err() && zero.policy().is_err() && zero.agent_name().is_err());
    }
}
