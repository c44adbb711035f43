//! The head of an answer: what it says of the body and the connection, and what the account's quota is.

use std::{
    io,
    mem::MaybeUninit,
    time::{Duration, SystemTime},
};

use httparse::{Header, ParserConfig, Status};

use super::trouble::Stop;
use crate::{answer, quota::Quota};

/// More header lines than this are refused.
const LINES: usize = 96;

/// How long a body is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Framing {
    Length(u64),
    Chunked,
    UntilClose,
}

#[derive(Debug)]
pub(super) struct Head {
    pub(super) status: u16,
    pub(super) framing: Framing,
    pub(super) is_gzip: bool,
    /// The connection may be used again when the body is read.
    pub(super) stays_open: bool,
    pub(super) quota: Quota,
    pub(super) retry_after: Option<Duration>,
}

impl Head {
    /// Reads a head; gives its length, too. `None` while it is not whole.
    pub(super) fn parse(bytes: &[u8]) -> io::Result<Option<(Self, usize)>> {
        let mut lines = [const { MaybeUninit::uninit() }; LINES];
        let mut response = httparse::Response::new(&mut []);
        let length = match ParserConfig::default().parse_response_with_uninit_headers(&mut response, bytes, &mut lines)
        {
            Ok(Status::Complete(length)) => length,
            Ok(Status::Partial) => return Ok(None),
            Err(httparse::Error::TooManyHeaders) => return Err(Stop::HeadTooLong.into()),
            Err(error) => return Err(Stop::NotHttp(error.to_string()).into()),
        };
        let status = response.code.unwrap_or_default();
        if status == 101 {
            return Err(Stop::NotHttp("it switches to another protocol, which was not asked for".into()).into());
        }
        let headers = &*response.headers;
        let get = |name: &str| find(headers, name).next();
        let content_length = get("content-length");
        let framing = framing(status, headers)?;
        let now = SystemTime::now();
        let quota = Quota::from_headers(get, now);
        let is_gzip = match get("content-encoding") {
            None => false,
            Some(coding) if coding.eq_ignore_ascii_case("gzip") || coding.eq_ignore_ascii_case("x-gzip") => true,
            Some(coding) if coding.is_empty() || coding.eq_ignore_ascii_case("identity") => false,
            Some(_) => return Err(Stop::NotHttp("its body has an encoding that was not asked for".into()).into()),
        };
        let has_both = content_length.is_some() && get("transfer-encoding").is_some();
        let stays_open = response.version == Some(1)
            && framing != Framing::UntilClose
            && !has_both
            && !find(headers, "connection").any(|list| has_word(list, "close"))
            && (has_body(status) || content_length.is_none_or(|length| length == "0"));
        let retry_after = answer::retry_after(get, &quota, now);
        Ok(Some((Self { status, framing, is_gzip, stays_open, quota, retry_after }, length)))
    }

    /// An answer of 1xx is followed by another.
    pub(super) fn is_interim(&self) -> bool {
        (100..200).contains(&self.status)
    }
}

fn framing(status: u16, headers: &[Header<'_>]) -> io::Result<Framing> {
    if !has_body(status) {
        return Ok(Framing::Length(0));
    }
    let mut codings = find(headers, "transfer-encoding").flat_map(|value| value.split(','));
    if let Some(coding) = codings.next() {
        return match (coding.trim().eq_ignore_ascii_case("chunked"), codings.next()) {
            (true, None) => Ok(Framing::Chunked),
            _ => Err(Stop::NotHttp("it has a transfer encoding other than chunked".into()).into()),
        };
    }
    let mut lengths = find(headers, "content-length").flat_map(|value| value.split(',')).map(str::trim);
    let Some(length) = lengths.next() else { return Ok(Framing::UntilClose) };
    // Digits alone: `parse` would take a sign.
    let is_number = !length.is_empty() && length.bytes().all(|byte| byte.is_ascii_digit());
    match length.parse() {
        Ok(number) if is_number && lengths.all(|other| other == length) => Ok(Framing::Length(number)),
        _ => Err(Stop::NotHttp("its Content-Length is no number, or several".into()).into()),
    }
}

fn has_body(status: u16) -> bool {
    !matches!(status, 100..=199 | 204 | 304)
}

/// The lines with a name, in their order; those that are no text are passed over.
fn find<'h, 'n>(headers: &'h [Header<'h>], name: &'n str) -> impl Iterator<Item = &'h str> + use<'h, 'n> {
    let named = headers.iter().filter(move |header| header.name.eq_ignore_ascii_case(name));
    named.filter_map(|header| std::str::from_utf8(header.value.trim_ascii()).ok())
}

fn has_word(list: &str, word: &str) -> bool {
    list.split(',').any(|entry| entry.trim().eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(lines: &str) -> io::Result<Head> {
        let text = format!("HTTP/1.1 {lines}\r\n\r\n");
        Head::parse(text.as_bytes()).map(|head| head.expect("whole").0)
    }

    #[test]
    fn a_body_is_as_long_as_the_head_says() {
        for (lines, framing, stays_open) in [
            ("200 OK\r\nContent-Length: 12", Framing::Length(12), true),
            ("200 OK\r\ncontent-length: 12, 12", Framing::Length(12), true),
            ("200 OK\r\nContent-Length: 12\r\nContent-Length: 12", Framing::Length(12), true),
            ("200 OK\r\nTransfer-Encoding: Chunked", Framing::Chunked, true),
            ("200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5", Framing::Chunked, false),
            ("200 OK", Framing::UntilClose, false),
            ("200 OK\r\nContent-Length: 0\r\nConnection: keep-alive, Close", Framing::Length(0), false),
            ("204 No Content", Framing::Length(0), true),
            ("304 Not Modified\r\nContent-Length: 12", Framing::Length(0), false),
        ] {
            let head = parse(lines).unwrap();
            assert_eq!((head.framing, head.stays_open), (framing, stays_open), "{lines}");
        }
    }

    #[test]
    fn what_contradicts_itself_is_refused() {
        for lines in [
            "200 OK\r\nContent-Length: 12\r\nContent-Length: 13",
            "200 OK\r\nContent-Length: +12",
            "200 OK\r\nContent-Length: -1",
            "200 OK\r\nContent-Length: ",
            "200 OK\r\nContent-Length: 99999999999999999999999",
            "200 OK\r\nTransfer-Encoding: gzip, chunked",
            "200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
            "200 OK\r\nContent-Encoding: br\r\nContent-Length: 1",
            "101 Switching Protocols\r\nUpgrade: x",
        ] {
            assert!(parse(lines).is_err(), "{lines}");
        }
        assert!(Head::parse(b"SSH-2.0-OpenSSH\r\n\r\n").is_err());
        assert!(Head::parse(b"HTTP/1.1 200 OK\r\nContent-Le").unwrap().is_none());
        let many = format!("200 OK\r\n{}Content-Length: 0", "X: y\r\n".repeat(200));
        assert!(parse(&many).is_err());
    }
}
