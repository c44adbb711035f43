//! Which proxy is between this machine and the API, if any: decided once, when a client is built.

use base64::{Engine, prelude::BASE64_STANDARD};
use percent_encoding::percent_decode_str;
use zeroize::Zeroizing;

use crate::{
    base_url::BaseUrl,
    error::{Error, Result},
    key, no_proxy,
    url::{self, Url},
};

/// A CONNECT proxy, reached over plain TCP.
pub(crate) struct Proxy {
    host: String,
    port: u16,
    credentials: Option<Zeroizing<String>>,
}

/// The port of an http proxy if its URL does not name one.
const DEFAULT_PORT: u16 = 80;

impl Proxy {
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// For messages: `proxy.corp:3128`.
    pub(crate) fn name(&self) -> String {
        url::with_port(&self.host, self.port)
    }

    /// Whether a text contains the password, in any spelling: the proxy may echo it.
    pub(crate) fn is_in(&self, text: &str) -> bool {
        let Some(credentials) = self.credentials() else { return false };
        let encoded = Zeroizing::new(BASE64_STANDARD.encode(credentials));
        let password = credentials.split_once(':').map_or("", |(_, password)| password);
        key::contains(text, &[&encoded, credentials, password])
    }

    /// `user:password`, if the URL has them.
    pub(crate) fn credentials(&self) -> Option<&str> {
        self.credentials.as_ref().map(|credentials| credentials.as_str())
    }
}

impl std::fmt::Debug for Proxy {
    /// Without the password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Proxy({})", self.name())
    }
}

/// The proxy for `base`: the one in the option, else `HTTPS_PROXY` (or `ALL_PROXY`) unless `NO_PROXY` exempts the
/// host. An empty option means no proxy, whatever the environment says. Plain http goes only to this machine, so it
/// takes no proxy: one from the environment is ignored, one in the option is rejected.
pub(crate) fn choose(
    option: Option<&str>,
    base: &BaseUrl,
    env: impl Fn(&str) -> Option<String>,
) -> Result<Option<Proxy>> {
    match option.map(str::trim) {
        Some("") => return Ok(None),
        Some(_) if !base.is_https() => {
            return Err(Error::invalid_argument(
                "option proxy: a proxy cannot be used with an http base URL, because it would see the key; use https, or leave out the proxy",
            ));
        }
        Some(proxy) => return parse("option proxy", proxy).map(Some),
        None if !base.is_https() => return Ok(None),
        None => {}
    }
    let find = |names: &[&'static str]| {
        names.iter().find_map(|name| Some((*name, env(name)?)).filter(|(_, value)| !value.trim().is_empty()))
    };
    let Some((name, proxy)) = find(&["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]) else { return Ok(None) };
    let exceptions = find(&["NO_PROXY", "no_proxy"]);
    if exceptions.is_some_and(|(_, list)| no_proxy::exempts(&list, base.host(), base.port())) {
        return Ok(None);
    }
    parse(name, &proxy).map(Some)
}

/// The URL may contain a password, so no message quotes it.
fn parse(from: &str, proxy: &str) -> Result<Proxy> {
    let refuse = |why: &str| Error::invalid_argument(format!("{from}: {why}"));
    let proxy = of_https(proxy).ok_or_else(|| refuse("it names proxies for several protocols, and none for https"))?;
    let url = Url::parse(proxy).map_err(|fault| refuse(fault.reason()))?;
    match url.scheme.as_deref() {
        None | Some("http") => {}
        Some("https") => return Err(refuse("TLS to the proxy itself is not supported; use http://HOST:PORT")),
        Some(socks) if socks.starts_with("socks") => {
            return Err(refuse("SOCKS proxies are not supported; use a CONNECT proxy, http://HOST:PORT"));
        }
        Some(_) => return Err(refuse("the scheme must be http: http://[USER:PASSWORD@]HOST[:PORT]")),
    }
    if url.has_query || !matches!(url.path, "" | "/") {
        return Err(refuse("a proxy URL ends with its port, without a path: http://[USER:PASSWORD@]HOST[:PORT]"));
    }
    let credentials = url.user.map(decode).transpose().map_err(|()| refuse(url::Fault::User.reason()))?;
    Ok(Proxy { host: url.host, port: url.port.unwrap_or(DEFAULT_PORT), credentials })
}

/// From `http=p:1;https=p:2`, the form of Windows' Internet Options, the proxy for https; from any other text, the text.
fn of_https(proxy: &str) -> Option<&str> {
    const PROTOCOLS: [&str; 4] = ["http", "https", "ftp", "socks"];
    let entries = || proxy.split([';', ' ']).filter(|entry| !entry.is_empty()).map(|entry| entry.split_once('='));
    let is_protocol = |name: &str| PROTOCOLS.iter().any(|protocol| name.trim().eq_ignore_ascii_case(protocol));
    match entries().next() {
        Some(Some((name, _))) if is_protocol(name) => {
            entries().flatten().find(|(name, _)| name.trim().eq_ignore_ascii_case("https")).map(|(_, proxy)| proxy)
        }
        _ => Some(proxy),
    }
}

/// `user:password` in plain text; the colon is added if only a user is given.
fn decode(user: &str) -> std::result::Result<Zeroizing<String>, ()> {
    let decode = |text: &str| {
        let text = Zeroizing::new(percent_decode_str(text).decode_utf8().map_err(|_| ())?.into_owned());
        if text.chars().any(char::is_control) { Err(()) } else { Ok(text) }
    };
    let (name, password) = user.split_once(':').unwrap_or((user, ""));
    let (name, password) = (decode(name)?, decode(password)?);
    // RFC 7617: the first colon ends the user name.
    if name.contains(':') { Err(()) } else { Ok(Zeroizing::new(format!("{}:{}", *name, *password))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose_for(option: Option<&str>, base: &str, env: &[(&str, &str)]) -> Result<Option<Proxy>> {
        let find = |name: &str| env.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned());
        choose(option, &BaseUrl::parse("option baseUrl", base).unwrap(), find)
    }

    fn chosen(option: Option<&str>, base: &str, env: &[(&str, &str)]) -> Option<String> {
        choose_for(option, base, env).unwrap().map(|proxy| proxy.name())
    }

    const API: &str = "https://secure.fusebill.com";

    #[test]
    fn the_option_wins_over_the_environment() {
        let env = [("HTTPS_PROXY", "http://env:1")];
        assert_eq!(chosen(Some("http://option:2"), API, &env).as_deref(), Some("option:2"));
        assert_eq!(chosen(Some(""), API, &env), None);
        assert_eq!(chosen(None, API, &env).as_deref(), Some("env:1"));
        assert_eq!(chosen(None, API, &[]), None);
    }

    #[test]
    fn the_first_variable_that_is_not_empty_counts() {
        assert_eq!(chosen(None, API, &[("https_proxy", "env:3")]).as_deref(), Some("env:3"));
        assert_eq!(chosen(None, API, &[("HTTPS_PROXY", ""), ("https_proxy", "env:3")]).as_deref(), Some("env:3"));
        let all = [("HTTPS_PROXY", ""), ("https_proxy", " "), ("ALL_PROXY", "http://all:4")];
        assert_eq!(chosen(None, API, &all).as_deref(), Some("all:4"));
        assert_eq!(chosen(None, API, &[("ALL_PROXY", ""), ("all_proxy", "all:5")]).as_deref(), Some("all:5"));
        let exempt = [("HTTPS_PROXY", "env:1"), ("NO_PROXY", ""), ("no_proxy", "fusebill.com")];
        assert_eq!(chosen(None, API, &exempt), None);
    }

    #[test]
    fn addresses_and_passwords_are_read() {
        assert_eq!(chosen(Some("http://[::1]:3128/"), API, &[]).as_deref(), Some("[::1]:3128"));
        assert_eq!(chosen(Some(" http://proxy.corp "), API, &[]).as_deref(), Some("proxy.corp:80"));
        let proxy = choose_for(Some("http://ann:p%40ss%3A%23@proxy:1"), API, &[]).unwrap().unwrap();
        assert_eq!(proxy.credentials(), Some("ann:p@ss:#"));
        assert_eq!(format!("{proxy:?}"), "Proxy(proxy:1)");
        let proxy = choose_for(Some("http://ann@proxy:1"), API, &[]).unwrap().unwrap();
        assert_eq!(proxy.credentials(), Some("ann:"));
        let proxy = choose_for(Some("http://CORP\\ann:pw@proxy:1"), API, &[]).unwrap().unwrap();
        assert_eq!((proxy.credentials(), proxy.name().as_str()), (Some("CORP\\ann:pw"), "proxy:1"));
    }

    #[test]
    fn the_form_of_internet_options_is_read() {
        for list in ["http=a:1;https=b:2", "HTTPS=http://b:2/;ftp=c:3", " ftp=c:3 https=b:2 "] {
            assert_eq!(chosen(Some(list), API, &[]).as_deref(), Some("b:2"), "{list}");
            assert_eq!(chosen(None, API, &[("HTTPS_PROXY", list)]).as_deref(), Some("b:2"), "{list}");
        }
        let error = choose_for(Some("http=a:1;ftp=c:3"), API, &[]).unwrap_err();
        assert_eq!(error.message(), "option proxy: it names proxies for several protocols, and none for https");
        let proxy = choose_for(Some("ann:p=w@proxy:1"), API, &[]).unwrap().unwrap();
        assert_eq!(proxy.credentials(), Some("ann:p=w"));
    }

    #[test]
    fn plain_http_takes_no_proxy() {
        assert_eq!(chosen(None, "http://127.0.0.1:8080", &[("ALL_PROXY", "http://env:1")]), None);
        assert_eq!(chosen(Some(""), "http://127.0.0.1:8080", &[]), None);
        let error = choose_for(Some("http://proxy:1"), "http://localhost:8080", &[]).unwrap_err();
        assert!(error.kind().code() == 1 && error.message().contains("use https"), "{error}");
    }

    #[test]
    fn a_malformed_proxy_is_refused_without_quoting_it() {
        for (proxy, why) in [
            ("http://", "host is missing"),
            ("gopher://S3CRET", "scheme must be http"),
            ("http://u:S3CRET@", "host is missing"),
            ("socks5://u:S3CRET@h:1", "SOCKS"),
            ("SOCKS4a://h:1", "SOCKS"),
            ("https://u:S3CRET@h:1", "TLS to the proxy"),
            ("http://ann:pa@S3CRET#w@127.0.0.1:1", "percent-encode @ # / ?"),
            ("http://ann:pa/S3CRET@127.0.0.1:1", "percent-encode @ # / ?"),
            ("http://ann:pa?S3CRET@127.0.0.1:1", "percent-encode @ # / ?"),
            ("ann:pa#S3CRET@127.0.0.1:1", "percent-encode @ # / ?"),
            ("http://ann:S3CRET%00@127.0.0.1:1", "percent-encode"),
            ("http://ann:S3CRET%ff@127.0.0.1:1", "percent-encode"),
            ("http://h:8080x", "port"),
            ("http://h:99999", "port"),
            ("http://h:1/S3CRET", "ends with its port"),
            ("http://h:1#S3CRET", "ends with its port"),
        ] {
            for error in [
                choose_for(Some(proxy), API, &[]).unwrap_err(),
                choose_for(None, API, &[("HTTPS_PROXY", proxy)]).unwrap_err(),
            ] {
                assert!(error.kind().code() == 1 && error.message().contains(why), "{proxy}: {error}");
                assert!(!error.message().contains("S3CRET"), "{error}");
            }
        }
    }
}
