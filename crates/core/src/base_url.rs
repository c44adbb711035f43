//! The base URL of all calls, checked once, when a client is built.

use percent_encoding::percent_decode_str;

use crate::{
    error::{Error, Result},
    excerpt,
    url::{self, Url},
};

/// A base URL that a key may be sent to: https, or http to a loopback address.
#[derive(Clone, Debug)]
pub(crate) struct BaseUrl {
    /// `/v1/`, after the path of a gateway if there is one.
    path: String,
    /// Host and port as written, in lower case.
    authority: String,
    /// Without the brackets of an IPv6 address.
    host: String,
    port: u16,
    is_https: bool,
}

/// The version of the API, which is part of every call's path.
const VERSION: &str = "/v1";

impl BaseUrl {
    /// `from` is where the text comes from, for messages.
    pub(crate) fn parse(from: &str, text: &str) -> Result<Self> {
        let refuse =
            |why: &str| Err(Error::invalid_argument(format!("{from} \"{}\": {why}", without_credentials(text))));
        let url = match Url::parse(text) {
            Ok(url) => url,
            Err(_) if !text.contains("://") => return refuse("not a valid URL; https://HOST is needed"),
            Err(fault) => return refuse(fault.reason()),
        };
        if url.user.is_some() {
            return refuse("a base URL must not contain a user or password; pass the API key separately");
        }
        let is_https = match url.scheme.as_deref() {
            Some("https") => true,
            Some("http") if url::is_loopback(&url.host) => false,
            Some("http") => return refuse("http would send the key in the clear; use https"),
            Some(_) => return refuse("the scheme must be https"),
            None => return refuse("not a valid URL; https://HOST is needed"),
        };
        if url.has_query {
            return refuse("it must end with the path, without ? or #");
        }
        if !is_path(url.path) {
            return refuse("the path has a character that must be percent-encoded");
        }
        if url.path.split('/').any(leads_elsewhere) {
            return refuse("the path must not contain . or .., or an encoded slash or control character");
        }
        let path = url.path.trim_end_matches('/');
        let lower = path.to_ascii_lowercase();
        if ["/v1/salesforce", "/v1/customers"].iter().any(|call| lower.contains(call)) {
            return refuse("this library adds the path of the call; leave out /v1 and what follows it");
        }
        let path = match path.len().checked_sub(VERSION.len()).and_then(|at| path.split_at_checked(at)) {
            Some((before, last)) if last.eq_ignore_ascii_case(VERSION) => before,
            _ => path,
        };
        let default_port = if is_https { 443 } else { 80 };
        let authority = match url.port {
            Some(port) => url::with_port(&url.host, port),
            None if url.host.contains(':') => format!("[{}]", url.host),
            None => url.host.clone(),
        };
        Ok(Self {
            path: format!("{path}{VERSION}/"),
            authority,
            host: url.host,
            port: url.port.unwrap_or(default_port),
            is_https,
        })
    }

    /// The part of the path that every call has.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// Host and port as written, in lower case.
    pub(crate) fn authority(&self) -> &str {
        &self.authority
    }

    /// The host without the port.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// The port, explicit or default.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// As CONNECT requires it: always with the port.
    pub(crate) fn host_and_port(&self) -> String {
        url::with_port(&self.host, self.port)
    }

    pub(crate) fn is_https(&self) -> bool {
        self.is_https
    }
}

/// Whether every character may stand in a path: `pchar` of RFC 3986, section 3.3, and the slash.
fn is_path(path: &str) -> bool {
    let mut rest = path.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        rest = match byte {
            b'%' if after.len() >= 2 && after[..2].iter().all(u8::is_ascii_hexdigit) => &after[2..],
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => after,
            _ if b"-._~!$&'()*+,;=:@/".contains(byte) => after,
            _ => return false,
        };
    }
    true
}

/// Whether a server or a gateway may read a segment of a path as a step in it, or as its end: `.`, `..;x`, `%2e`, `a%2fb`.
fn leads_elsewhere(segment: &str) -> bool {
    let decoded: Vec<u8> = percent_decode_str(segment).collect();
    let name = decoded.split(|byte| *byte == b';').next().unwrap_or_default();
    matches!(name, b"." | b"..") || decoded.iter().any(|byte| matches!(byte, b'/' | b'\\' | 0..=31 | 127))
}

/// For messages: anything before an @ may be a password, and so may what follows a ?.
fn without_credentials(text: &str) -> String {
    let text = text.split(['?', '#']).next().unwrap_or_default();
    match text.rsplit_once('@') {
        Some((_, rest)) => format!("…@{}", excerpt::shortened(rest)),
        None => excerpt::shortened(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_may_lead_elsewhere_is_refused() {
        for path in [
            "/..",
            "/a/../b",
            "/.",
            "/%2e%2e",
            "/%2E",
            "/.%2e/x",
            "/a%2f..%2fb",
            "/%5c..",
            "/a/..;/b",
            "/%00",
            "/a%0d%0a",
            "/{x}",
            "/a b",
            "/%zz",
            "/\u{e9}",
        ] {
            assert!(BaseUrl::parse("option baseUrl", &format!("https://h{path}")).is_err(), "{path}");
        }
        for path in ["/a..b", "/...", "/%41", "/a;v=1", "/%C3%A9", "/~user/v1"] {
            assert!(BaseUrl::parse("option baseUrl", &format!("https://h{path}")).is_ok(), "{path}");
        }
    }

    #[test]
    fn the_path_of_the_api_is_the_documented_one() {
        for (base, target) in [
            ("https://secure.fusebill.com", "secure.fusebill.com:443 /v1/"),
            ("https://secure.fusebill.com/", "secure.fusebill.com:443 /v1/"),
            (" https://secure.fusebill.com\n", "secure.fusebill.com:443 /v1/"),
            ("https://secure.fusebill.com/v1", "secure.fusebill.com:443 /v1/"),
            ("https://secure.fusebill.com/V1//", "secure.fusebill.com:443 /v1/"),
            ("https://Gateway.example/billing/", "gateway.example:443 /billing/v1/"),
            ("https://gateway.example/billing/v1", "gateway.example:443 /billing/v1/"),
            ("https://gateway.example/rev1", "gateway.example:443 /rev1/v1/"),
            ("HTTPS://gateway.example:8443", "gateway.example:8443 /v1/"),
            ("http://127.0.0.1:8080", "127.0.0.1:8080 /v1/"),
            ("http://[::1]:8080", "[::1]:8080 /v1/"),
        ] {
            let parsed = BaseUrl::parse("option baseUrl", base).unwrap();
            assert_eq!(format!("{} {}", parsed.host_and_port(), parsed.path()), target);
        }
        assert_eq!(BaseUrl::parse("option baseUrl", "https://[::1]").unwrap().authority(), "[::1]");
    }

    #[test]
    fn what_could_lose_the_key_is_refused() {
        for base in [
            "ftp://secure.fusebill.com",
            "http://secure.fusebill.com",
            "http://localhost.example.com",
            "http://127.0.0.1.example.com",
            "http://127.0.0.1:8080x",
            "http://127.0.0.1:99999",
            "https://host:84433",
            "https://secure.fusebill.com:",
            "https://secure.fusebill.com?x=1",
            "https://secure.fusebill.com/#a",
            "https://user:SECRET@secure.fusebill.com",
            "https://user:SEC#RET@secure.fusebill.com",
            "https://secure.fusebill.com/v1/Salesforce/EnableSynch",
            "https://secure.fusebill.com/v1/SalesForce/",
            "https://secure.fusebill.com/V1/customers/",
            "https://secure.fusebill.com/a b",
            "https://",
            "https:///v1",
            "secure.fusebill.com",
            "",
            "https://a b",
        ] {
            let error = BaseUrl::parse("option baseUrl", base).unwrap_err();
            assert_eq!(error.kind().code(), 1, "{base}");
            assert!(!error.message().contains("SECRET") && !error.message().contains('\n'), "{error}");
        }
    }
}
