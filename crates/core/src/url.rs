//! URLs as people write them: scheme, user, host, port and path, strictly checked. Whatever a URL parser would have to guess
//! is rejected, because a key or a password goes to whatever it guessed.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The parts of a URL. The host is in lower case and has no brackets.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Url<'a> {
    /// In lower case; `None` if the text has no `://`.
    pub(crate) scheme: Option<String>,
    /// What is before the `@`, still percent-encoded. May be a secret.
    pub(crate) user: Option<&'a str>,
    pub(crate) host: String,
    pub(crate) port: Option<u16>,
    /// With its leading slash, or empty.
    pub(crate) path: &'a str,
    /// Whether a query or a fragment follows the path.
    pub(crate) has_query: bool,
}

/// Why a text is not a URL that can be trusted. Never contains a part of the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fault {
    User,
    NoHost,
    Host,
    UnbracketedIpv6,
    Idn,
    Port,
}

impl Fault {
    /// One clause for a message.
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Self::User => "percent-encode @ # / ? and any non-ASCII character in the password",
            Self::NoHost => "the host is missing",
            Self::Host => "the host is not a valid host name or IP address",
            Self::UnbracketedIpv6 => "write an IPv6 address in brackets, [::1]",
            Self::Idn => "write the host name in its ASCII form, xn--…",
            Self::Port => "the port is not a number from 1 to 65535",
        }
    }
}

impl<'a> Url<'a> {
    /// Reads a URL; surrounding whitespace is ignored.
    pub(crate) fn parse(text: &'a str) -> Result<Self, Fault> {
        let text = text.trim();
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) => (Some(scheme.to_ascii_lowercase()), rest),
            None => (None, text),
        };
        let (user, rest) = match rest.rsplit_once('@') {
            Some((user, rest)) => (Some(user), rest),
            None => (None, rest),
        };
        // A backslash is between a Windows domain and its user.
        let is_plain = |c: char| c.is_ascii_graphic() && !matches!(c, '@' | '/' | '?' | '#');
        if user.is_some_and(|user| !user.chars().all(is_plain)) {
            return Err(Fault::User);
        }
        let (authority, behind) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let (host, port) = host_and_port(authority)?;
        let (path, query) = behind.split_at(behind.find(['?', '#']).unwrap_or(behind.len()));
        Ok(Self { scheme, user, host, port, path, has_query: !query.is_empty() })
    }
}

/// Splits `host:port`. The host is returned in lower case and without brackets.
pub(crate) fn host_and_port(authority: &str) -> Result<(String, Option<u16>), Fault> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let (address, behind) = rest.split_once(']').ok_or(Fault::Host)?;
            let address: Ipv6Addr = address.parse().map_err(|_| Fault::Host)?;
            let port = match behind {
                "" => None,
                _ => Some(behind.strip_prefix(':').ok_or(Fault::Port)?),
            };
            (address.to_string(), port)
        }
        None => {
            let (host, port) = match authority.split_once(':') {
                Some((_, port)) if port.contains(':') => return Err(Fault::UnbracketedIpv6),
                Some((host, port)) => (host, Some(port)),
                None => (authority, None),
            };
            check_host(host)?;
            (host.to_ascii_lowercase(), port)
        }
    };
    Ok((host, port.map(parse_port).transpose()?))
}

fn parse_port(text: &str) -> Result<u16, Fault> {
    // Only digits: `parse` would accept a sign.
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|port| is_number && *port > 0).ok_or(Fault::Port)
}

fn check_host(host: &str) -> Result<(), Fault> {
    if host.is_empty() {
        return Err(Fault::NoHost);
    }
    if !host.is_ascii() {
        return Err(Fault::Idn);
    }
    let labels = || host.strip_suffix('.').unwrap_or(host).split('.');
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    // `127.1` and `0x7f.1` are addresses to some resolvers and names to others.
    let ends_in_a_number = labels().next_back().is_some_and(|label| {
        label.bytes().all(|byte| byte.is_ascii_digit()) || label.get(..2).is_some_and(|x| x.eq_ignore_ascii_case("0x"))
    });
    let is_valid = host.len() <= 254 && labels().all(is_label);
    if is_valid && (!ends_in_a_number || host.parse::<Ipv4Addr>().is_ok()) { Ok(()) } else { Err(Fault::Host) }
}

/// `host:port` with the brackets that an IPv6 address needs.
pub(crate) fn with_port(host: &str, port: u16) -> String {
    if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
}

/// Whether a host as written, name or address, can only mean this machine.
pub(crate) fn is_loopback(host: &str) -> bool {
    host.strip_suffix('.').unwrap_or(host) == "localhost"
        || host.parse().is_ok_and(|address: IpAddr| address.to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_url_are_found() {
        let url = Url::parse(" HTTP://ann:p%40@[::1]:8080/a/b?x ").unwrap();
        assert_eq!(
            (url.scheme.as_deref(), url.user, &*url.host, url.port),
            (Some("http"), Some("ann:p%40"), "::1", Some(8080))
        );
        assert_eq!((url.path, url.has_query), ("/a/b", true));
        let url = Url::parse("Proxy.Corp:3128").unwrap();
        assert_eq!((url.scheme, url.user, &*url.host, url.port, url.path), (None, None, "proxy.corp", Some(3128), ""));
        assert_eq!(Url::parse("https://secure.fusebill.com.").unwrap().host, "secure.fusebill.com.");
    }

    #[test]
    fn a_port_is_a_number_from_1_to_65535_or_absent() {
        for port in ["8080x", "99999", "84433", "65536", "0", "", "+80", "-1", " 80", "8 0", "8_0", "0x50", "80:80"] {
            for host in ["127.0.0.1", "secure.fusebill.com", "[::1]"] {
                assert!(Url::parse(&format!("https://{host}:{port}")).is_err(), "{host}:{port}");
                assert!(Url::parse(&format!("https://{host}:{port}/v1")).is_err(), "{host}:{port}/v1");
            }
        }
        assert_eq!(Url::parse("http://h:65535").unwrap().port, Some(65535));
        assert_eq!(Url::parse("http://h:080").unwrap().port, Some(80));
    }

    #[test]
    fn a_host_that_is_ambiguous_is_refused() {
        for (host, fault) in [
            ("", Fault::NoHost),
            (":80", Fault::NoHost),
            ("a b", Fault::Host),
            ("a\\b", Fault::Host),
            ("a%2eb", Fault::Host),
            ("a..b", Fault::Host),
            (".a", Fault::Host),
            ("127.1", Fault::Host),
            ("0x7f000001", Fault::Host),
            ("2130706433", Fault::Host),
            ("127.0.0.256", Fault::Host),
            ("[::1", Fault::Host),
            ("[::1%25lo]", Fault::Host),
            ("[127.0.0.1]", Fault::Host),
            ("[::1]80", Fault::Port),
            ("::1", Fault::UnbracketedIpv6),
            ("münchen.example", Fault::Idn),
            ("\u{ff11}27.0.0.1", Fault::Idn),
        ] {
            assert_eq!(Url::parse(&format!("https://{host}")), Err(fault), "{host}");
        }
    }

    #[test]
    fn a_password_with_a_separator_is_never_taken_for_a_host() {
        for user in ["ann:pa@S3CRET#w", "ann:pa/S3CRET", "ann:pa?S3CRET", "ann:pa#S3CRET", "ann:pa S3CRET", "ann:pä"] {
            assert_eq!(Url::parse(&format!("http://{user}@127.0.0.1:1")), Err(Fault::User), "{user}");
        }
    }

    #[test]
    fn this_machine_has_few_names() {
        for host in ["localhost", "localhost.", "127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["localhost.example.com", "127.0.0.1.example.com", "10.0.0.1", "::2", "0.0.0.0", "xlocalhost"] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
