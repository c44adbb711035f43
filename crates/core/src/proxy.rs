//! Which proxy stands between this machine and the API, if any: decided once, when a client is built.

use ureq::{ProxyProtocol, http::Uri};
use zeroize::Zeroizing;

use crate::{
    base_url::BaseUrl,
    error::{Error, Result},
};

/// A CONNECT proxy, reached over plain TCP.
pub(crate) struct Proxy(ureq::Proxy);

impl Proxy {
    pub(crate) fn host(&self) -> &str {
        self.0.host()
    }

    pub(crate) fn port(&self) -> u16 {
        self.0.port()
    }

    /// `user:password`, when the URL has them.
    pub(crate) fn credentials(&self) -> Option<Zeroizing<String>> {
        let (user, password) = (self.0.username()?, self.0.password().unwrap_or_default());
        Some(Zeroizing::new(format!("{user}:{password}")))
    }
}

impl std::fmt::Debug for Proxy {
    /// Without the password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Proxy({}:{})", self.host(), self.port())
    }
}

/// The proxy for `base`: the one that was asked for, else `HTTPS_PROXY` (or `ALL_PROXY`) unless `NO_PROXY` names the
/// host. An empty option means: none, whatever the environment says. Calls to this machine itself take no proxy from
/// the environment.
pub(crate) fn choose(
    option: Option<&str>,
    base: &BaseUrl,
    env: impl Fn(&str) -> Option<String>,
) -> Result<Option<Proxy>> {
    match option {
        Some("") => return Ok(None),
        Some(proxy) => return parse("the option proxy", proxy).map(Some),
        None if !base.is_https() => return Ok(None),
        None => {}
    }
    let either = |upper: &str| env(upper).or_else(|| env(&upper.to_lowercase())).filter(|value| !value.is_empty());
    let Some((name, proxy)) = ["HTTPS_PROXY", "ALL_PROXY"].into_iter().find_map(|name| Some((name, either(name)?)))
    else {
        return Ok(None);
    };
    if either("NO_PROXY").is_some_and(|list| is_exempt(&list, base)) {
        return Ok(None);
    }
    parse(name, &proxy).map(Some)
}

fn parse(from: &str, proxy: &str) -> Result<Proxy> {
    // The URL may hold a password, so the message does not quote it.
    let refuse =
        || Error::invalid_argument(format!("{from} is no proxy URL: http://[USER:PASSWORD@]HOST[:PORT] is needed"));
    let parsed = ureq::Proxy::new(proxy).map_err(|_| refuse())?;
    if parsed.protocol() == ProxyProtocol::Http { Ok(Proxy(parsed)) } else { Err(refuse()) }
}

fn is_exempt(list: &str, base: &BaseUrl) -> bool {
    let Ok(target) = format!("https://{}", base.authority()).parse::<Uri>() else { return false };
    list.split(',')
        .map(str::trim)
        .filter(|entry| !entry.is_empty())
        .fold(ureq::Proxy::builder(ProxyProtocol::Http).host("unused"), |builder, entry| builder.no_proxy(entry))
        .build()
        .is_ok_and(|probe| probe.is_no_proxy(&target))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(option: Option<&str>, base: &str, env: &[(&str, &str)]) -> Option<String> {
        let find = |name: &str| env.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned());
        let proxy = choose(option, &BaseUrl::parse(base).unwrap(), find).unwrap();
        proxy.map(|proxy| format!("{}:{}", proxy.host(), proxy.port()))
    }

    const API: &str = "https://secure.fusebill.com";

    #[test]
    fn the_option_wins_over_the_environment() {
        let env = [("HTTPS_PROXY", "http://env:1")];
        assert_eq!(chosen(Some("http://option:2"), API, &env).as_deref(), Some("option:2"));
        assert_eq!(chosen(Some(""), API, &env), None);
        assert_eq!(chosen(None, API, &env).as_deref(), Some("env:1"));
        assert_eq!(chosen(None, API, &[("https_proxy", "env:3")]).as_deref(), Some("env:3"));
        assert_eq!(chosen(None, API, &[("ALL_PROXY", "http://all:4")]).as_deref(), Some("all:4"));
        assert_eq!(chosen(None, API, &[]), None);
    }

    #[test]
    fn no_proxy_exempts_hosts() {
        for (list, exempt) in [
            ("secure.fusebill.com", true),
            (".fusebill.com", true),
            ("*", true),
            ("x, secure.fusebill.com", true),
            ("example.com", false),
        ] {
            let env = [("HTTPS_PROXY", "http://env:1"), ("NO_PROXY", list)];
            assert_eq!(chosen(None, API, &env).is_none(), exempt, "{list}");
        }
    }

    #[test]
    fn this_machine_is_reached_without_the_environments_proxy() {
        assert_eq!(chosen(None, "http://127.0.0.1:8080", &[("ALL_PROXY", "http://env:1")]), None);
    }

    #[test]
    fn a_malformed_proxy_is_refused_without_telling_its_password() {
        for proxy in ["http://", "gopher://x", "http://u:SECRET@", "socks5://u:SECRET@h:1", "https://u:SECRET@h:1"] {
            let error = choose(Some(proxy), &BaseUrl::parse(API).unwrap(), |_| None).unwrap_err();
            assert_eq!(error.kind().code(), 1, "{proxy}");
            assert!(!error.message().contains("SECRET"));
        }
    }
}
