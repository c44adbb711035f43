//! Where calls go: checked once, when a client is built.

use std::net::IpAddr;

use ureq::http::Uri;

use crate::{
    error::{Error, Result},
    excerpt,
};

/// A base URL that may carry a key: https, or http to this machine itself.
#[derive(Clone, Debug)]
pub(crate) struct BaseUrl {
    /// `/v1/Salesforce/EnableSynch/`, behind the path of a gateway if there is one.
    path: String,
    /// Host and port as written, in lower case.
    authority: String,
    /// Without the brackets of an IPv6 address.
    host: String,
    port: u16,
    is_https: bool,
}

impl BaseUrl {
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let refuse =
            |why: &str| Err(Error::invalid_argument(format!("base URL \"{}\": {why}", without_credentials(text))));
        let uri: Uri = match text.trim().parse() {
            Ok(uri) => uri,
            Err(_) => return refuse("not a URL; https://HOST is needed"),
        };
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return refuse("not a URL with a host; https://HOST is needed");
        };
        if authority.host().is_empty() {
            return refuse("it has no host");
        }
        if authority.as_str().contains('@') {
            return refuse("it must not carry a user or password; the key is passed by itself");
        }
        if uri.query().is_some() || text.contains('#') {
            return refuse("it must end with the path, without ? and #");
        }
        match scheme {
            "https" => {}
            "http" if is_loopback(authority.host()) => {}
            "http" => return refuse("http would send the key in the clear; use https"),
            _ => return refuse("the scheme must be https"),
        }
        let is_https = scheme == "https";
        Ok(Self {
            path: format!("{}/v1/Salesforce/EnableSynch/", uri.path().trim_end_matches('/')),
            authority: authority.as_str().to_ascii_lowercase(),
            host: bare(authority.host()).to_ascii_lowercase(),
            port: authority.port_u16().unwrap_or(if is_https { 443 } else { 80 }),
            is_https,
        })
    }

    /// The path of the call, up to the id.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// Host and port as written, in lower case.
    pub(crate) fn authority(&self) -> &str {
        &self.authority
    }

    /// The host alone.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// The port, written or not.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// As CONNECT wants it: always with the port.
    pub(crate) fn host_and_port(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }

    pub(crate) fn is_https(&self) -> bool {
        self.is_https
    }
}

fn bare(host: &str) -> &str {
    host.trim_start_matches('[').trim_end_matches(']')
}

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || bare(host).parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

/// For messages: whatever stands before an @ may be a password.
fn without_credentials(text: &str) -> String {
    match text.rsplit_once('@') {
        Some((_, rest)) => format!("…@{}", excerpt::of(rest)),
        None => excerpt::of(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_endpoint_is_the_documented_one() {
        for (base, target) in [
            ("https://secure.fusebill.com", "secure.fusebill.com:443 /v1/Salesforce/EnableSynch/"),
            ("https://secure.fusebill.com/", "secure.fusebill.com:443 /v1/Salesforce/EnableSynch/"),
            ("https://Gateway.example/billing/", "gateway.example:443 /billing/v1/Salesforce/EnableSynch/"),
            ("http://127.0.0.1:8080", "127.0.0.1:8080 /v1/Salesforce/EnableSynch/"),
            ("http://[::1]:8080", "[::1]:8080 /v1/Salesforce/EnableSynch/"),
        ] {
            let parsed = BaseUrl::parse(base).unwrap();
            assert_eq!(format!("{} {}", parsed.host_and_port(), parsed.path()), target);
        }
    }

    #[test]
    fn what_could_lose_the_key_is_refused() {
        for base in [
            "ftp://secure.fusebill.com",
            "http://secure.fusebill.com",
            "http://localhost.example.com",
            "http://127.0.0.1.example.com",
            "https://secure.fusebill.com?x=1",
            "https://secure.fusebill.com/#a",
            "https://user:SECRET@secure.fusebill.com",
            "https://",
            "https:///v1",
            "secure.fusebill.com",
            "",
            "https://a b",
        ] {
            let error = BaseUrl::parse(base).unwrap_err();
            assert_eq!(error.kind().code(), 1, "{base}");
            assert!(!error.message().contains("SECRET") && !error.message().contains('\n'), "{error}");
        }
    }
}
