//! Where calls go: checked once, when a client is built.

use std::net::IpAddr;

use ureq::http::Uri;

use crate::{
    customer_id::CustomerId,
    error::{Error, Result},
    excerpt,
};

/// A base URL that may carry a key: https, or http to this machine itself.
#[derive(Clone, Debug)]
pub(crate) struct BaseUrl {
    /// `https://secure.fusebill.com/v1/Salesforce/EnableSynch/`
    endpoint: String,
    host: String,
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
        let base = format!("{scheme}://{authority}{}", uri.path().trim_end_matches('/'));
        Ok(Self {
            endpoint: format!("{base}/v1/Salesforce/EnableSynch/"),
            host: authority.as_str().to_ascii_lowercase(),
            is_https: scheme == "https",
        })
    }

    /// The URL of the call for one customer.
    pub(crate) fn enable_synch(&self, id: CustomerId) -> String {
        format!("{}{id}", self.endpoint)
    }

    /// Host and port as written, in lower case.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    pub(crate) fn is_https(&self) -> bool {
        self.is_https
    }
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare.eq_ignore_ascii_case("localhost") || bare.parse().is_ok_and(|address: IpAddr| address.is_loopback())
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
        let id = CustomerId::new(172677).unwrap();
        for (base, url) in [
            ("https://secure.fusebill.com", "https://secure.fusebill.com/v1/Salesforce/EnableSynch/172677"),
            ("https://secure.fusebill.com/", "https://secure.fusebill.com/v1/Salesforce/EnableSynch/172677"),
            ("https://gateway.example/billing/", "https://gateway.example/billing/v1/Salesforce/EnableSynch/172677"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080/v1/Salesforce/EnableSynch/172677"),
            ("http://[::1]:8080", "http://[::1]:8080/v1/Salesforce/EnableSynch/172677"),
        ] {
            assert_eq!(BaseUrl::parse(base).unwrap().enable_synch(id), url);
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
