//! A tunnel through a CONNECT proxy (RFC 9110).

use std::{
    io::{self, BufRead, Write},
    time::{Duration, SystemTime},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use zeroize::Zeroizing;

use super::{
    PAGE_LIMIT, Route, body,
    connection::not_tls,
    error::{self, Refusal, Stage, WireError, during},
    input::Input,
    limits::Limits,
    socket::Socket,
};
use crate::{answer::redirect_host, base_url::BaseUrl, excerpt, proxy::Proxy, timestamp::parse_wait};

/// How long the page of a refusal is waited for.
const PAGE: Duration = Duration::from_millis(500);

/// Asks the proxy at the other end of `socket` for a tunnel to the API.
pub(super) fn open(socket: &mut Socket, route: &Route, proxy: &Proxy, limits: &Limits<'_>) -> io::Result<()> {
    let mut stream = socket.within(limits);
    let (mut schemes, mut redirect_to, mut retry_after) = (String::new(), None, None);
    let mut buffer = Vec::new();
    let answer = ask(&mut stream, &route.base, proxy).and_then(|()| {
        let mut input = Input::new(&mut stream, &mut buffer);
        let head = input.head(&mut |_, headers| {
            schemes = names_of_schemes(headers.all("proxy-authenticate"));
            redirect_to = headers.get("location").map(redirect_host);
            retry_after = headers.all("retry-after").filter_map(|text| parse_wait(text, SystemTime::now())).max();
        })?;
        Ok((head, input))
    });
    let (head, mut input) = during(|| Stage::Proxy(proxy.name()), answer).map_err(|error| not_a_proxy(error, proxy))?;
    let name = proxy.name();
    match head.status {
        // Headers that frame a body are ignored, as RFC 9110, section 9.3.6, says: there is none.
        200..=299 if head.is_cut => {
            Err(WireError::NotAProxy { proxy: name, why: "its head cannot be read".into() }.into())
        }
        200..=299 if input.is_used_up() => Ok(()),
        200..=299 => Err(not_tls(route, input.fill_buf()?).into()),
        300..=599 => {
            // An endless page must not use up the call's time.
            limits.leave_at_most(PAGE);
            let (Ok(page) | Err((page, _))) = body::read(&mut input, &head, PAGE_LIMIT);
            let page = match page.as_slice() {
                [] => String::new(),
                page if proxy.is_in(&String::from_utf8_lossy(page)) => {
                    "its page contained the password and is not shown".into()
                }
                page => crate::body::quote(page),
            };
            let hidden = |text: String| {
                if proxy.is_in(&text) { "what is not shown, because it contains the password".into() } else { text }
            };
            let (schemes, redirect_to) = (hidden(schemes), redirect_to.map(hidden));
            let refusal = Refusal { proxy: name, status: head.status, schemes, redirect_to, retry_after, page };
            Err(WireError::Proxy(refusal).into())
        }
        status => Err(WireError::NotAProxy { proxy: name, why: format!("its status is {status}") }.into()),
    }
}

fn ask(stream: &mut impl Write, base: &BaseUrl, proxy: &Proxy) -> io::Result<()> {
    let target = base.host_and_port();
    let encoded = proxy.credentials().map(|credentials| Zeroizing::new(BASE64_STANDARD.encode(credentials)));
    let authorization = match &encoded {
        Some(encoded) => Zeroizing::new(format!("Proxy-Authorization: Basic {}\r\n", **encoded)),
        None => Zeroizing::default(),
    };
    let request = format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{}\r\n", *authorization);
    stream.write_all(Zeroizing::new(request).as_bytes())
}

/// `Negotiate, NTLM`: each scheme once. A scheme is a word at the start of a challenge, and parameters contain a `=`.
fn names_of_schemes<'h>(challenges: impl Iterator<Item = &'h str>) -> String {
    let mut names: Vec<&str> = Vec::new();
    for part in challenges.flat_map(|line| line.split(',')).map(str::trim) {
        let (word, _) = part.split_once(' ').unwrap_or((part, ""));
        let is_scheme = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if is_scheme && !names.contains(&word) {
            names.push(word);
        }
    }
    excerpt::shortened(&names.join(", "))
}

fn not_a_proxy(error: io::Error, proxy: &Proxy) -> io::Error {
    match error::wire_error(&error) {
        Some(WireError::NotHttp(why)) => WireError::NotAProxy { proxy: proxy.name(), why: why.clone() }.into(),
        _ => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schemes_of_a_challenge_are_named_once() {
        for (lines, names) in [
            (&["Negotiate", "NTLM", "Basic realm=\"a, b\""][..], "Negotiate, NTLM, Basic"),
            (&["Basic realm=\"x\", Digest realm=\"x\", nonce=\"1\""], "Basic, Digest"),
            (&["NTLM", "NTLM"], "NTLM"),
            (&[], ""),
        ] {
            assert_eq!(names_of_schemes(lines.iter().copied()), names);
        }
    }
}
