//! The head of a response: its status, how long its body is, and whether the connection may be used again. It is as
//! lenient as curl as long as the framing is unambiguous. It does not know what the other headers mean.

use std::{io, mem::MaybeUninit};

use httparse::{Header, ParserConfig, Status};

use super::error::WireError;

/// Up to this many header lines are parsed on the stack, without an allocation.
const FEW_LINES: usize = 64;
/// A response with more header lines is refused.
const MOST_LINES: usize = 256;

/// How long a body is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Framing {
    Length(u64),
    Chunked,
    UntilClose,
    /// Its end or its encoding cannot be determined, with the reason.
    Unreadable(&'static str),
}

#[derive(Debug)]
pub(super) struct Head {
    pub(super) status: u16,
    pub(super) framing: Framing,
    pub(super) is_gzip: bool,
    /// Only the status is known, because the rest is too long, cut off or malformed.
    pub(super) is_cut: bool,
    /// The connection may be used again after the body has been read.
    pub(super) stays_open: bool,
}

/// The header lines of a response.
pub(super) struct Headers<'h>(&'h [Header<'h>]);

impl<'h> Headers<'h> {
    /// The first line with this name, ignoring case.
    pub(super) fn get(&self, name: &str) -> Option<&'h str> {
        self.all(name).next()
    }

    /// All lines with this name, ignoring case, in order. One that is not text is given as `\u{fffd}`, which no header accepts;
    /// skipping it could hide contradictory framing.
    pub(super) fn all<'n>(&self, name: &'n str) -> impl Iterator<Item = &'h str> + use<'h, 'n> {
        let named = self.0.iter().filter(move |header| header.name.eq_ignore_ascii_case(name));
        // Not `map`: a call would cost 600 instructions more.
        named.filter_map(|header| std::str::from_utf8(header.value.trim_ascii()).ok().or(Some("\u{fffd}")))
    }

    /// The values of a list, across all lines with its name.
    fn list<'n>(&self, name: &'n str) -> impl Iterator<Item = &'h str> + use<'h, 'n> {
        self.all(name).flat_map(|value| value.split(',')).map(str::trim_ascii)
    }
}

/// Receives the headers of a response, with its status.
pub(super) type Reader<'a> = &'a mut dyn FnMut(u16, &Headers<'_>);

impl Head {
    /// Reads a head at the start of `bytes`; also returns its length. `None` while it is incomplete. The headers are passed
    /// to `read`, except those of an interim response.
    pub(super) fn parse(bytes: &mut [u8], read: Reader<'_>) -> io::Result<Option<(Self, usize)>> {
        // Strictly first: nearly every head is well-formed, and one that is not is repaired in place.
        let parsed = match Self::parse_with(&ParserConfig::default(), bytes, read) {
            Err(httparse::Error::TooManyHeaders) => Err(httparse::Error::TooManyHeaders),
            Err(_) => {
                repair(bytes);
                let mut lenient = ParserConfig::default();
                lenient.allow_spaces_after_header_name_in_responses(true);
                lenient.allow_multiple_spaces_in_response_status_delimiters(true);
                lenient.ignore_invalid_headers_in_responses(true);
                // A line that was skipped may have framed the body: the connection is not used again.
                let whole = Self::parse_with(&lenient, bytes, read);
                whole.map(|whole| whole.map(|(head, length)| (Self { stays_open: false, ..head }, length)))
            }
            whole => whole,
        };
        match parsed {
            Ok(whole) => Ok(whole),
            // If the headers are malformed, the status is still used. Not that of an interim response: the final one may follow, and
            // where it would begin is not known.
            Err(error) => match Self::of_status_line(bytes) {
                Some(head) if !head.is_interim() => Ok(Some((head, bytes.len()))),
                _ => Err(WireError::NotHttp(error.to_string()).into()),
            },
        }
    }

    /// What the status line alone says: for a head that is too long, cut off or unreadable.
    pub(super) fn of_status_line(bytes: &[u8]) -> Option<Self> {
        let line = bytes.split(|byte| *byte == b'\n').next()?;
        let status = status_of(line.trim_ascii_end())?;
        let framing = Framing::Unreadable("its head is too long, cut off or malformed");
        Some(Self { status, framing, is_gzip: false, is_cut: true, stays_open: false })
    }

    fn parse_with(
        config: &ParserConfig,
        bytes: &[u8],
        read: Reader<'_>,
    ) -> Result<Option<(Self, usize)>, httparse::Error> {
        let mut few = [const { MaybeUninit::uninit() }; FEW_LINES];
        match Self::parse_into(config, bytes, &mut few, read) {
            Err(httparse::Error::TooManyHeaders) => {
                let mut many = vec![MaybeUninit::uninit(); MOST_LINES];
                Self::parse_into(config, bytes, &mut many, read)
            }
            other => other,
        }
    }

    fn parse_into<'b>(
        config: &ParserConfig,
        bytes: &'b [u8],
        lines: &mut [MaybeUninit<Header<'b>>],
        read: Reader<'_>,
    ) -> Result<Option<(Self, usize)>, httparse::Error> {
        let mut response = httparse::Response::new(&mut []);
        let Status::Complete(length) = config.parse_response_with_uninit_headers(&mut response, bytes, lines)? else {
            return Ok(None);
        };
        let (status, headers) = (response.code.unwrap_or_default(), Headers(response.headers));
        let has_coding = headers.get("transfer-encoding").is_some();
        let (is_gzip, framing) = match (is_gzip(&headers), framing(status, &headers, has_coding)) {
            (Ok(is_gzip), Ok(framing)) => (is_gzip, framing),
            (Err(why), _) | (_, Err(why)) => (false, Framing::Unreadable(why)),
        };
        let length_of_body = || headers.get("content-length");
        let has_both = has_coding && length_of_body().is_some();
        let stays_open = response.version == Some(1)
            && matches!(framing, Framing::Length(_) | Framing::Chunked)
            && !has_both
            && !headers.list("connection").any(|word| word.eq_ignore_ascii_case("close") || word == "\u{fffd}")
            && (has_body(status) || !has_coding && length_of_body().is_none_or(|length| length == "0"));
        let head = Self { status, framing, is_gzip, is_cut: false, stays_open };
        if !head.is_interim() {
            read(status, &headers);
        }
        Ok(Some((head, length)))
    }

    /// Whether it is a 1xx, which is followed by another response.
    pub(super) fn is_interim(&self) -> bool {
        (100..200).contains(&self.status) && self.status != 101
    }
}

/// `401` from `HTTP/1.1 401 Unauthorized`, and from lines that differ from it in whitespace or version.
fn status_of(line: &[u8]) -> Option<u16> {
    let (protocol, rest) = line.split_at_checked("HTTP/".len())?;
    if !protocol.eq_ignore_ascii_case(b"HTTP/") {
        return None;
    }
    let version = rest.iter().position(|byte| !byte.is_ascii_digit() && *byte != b'.')?;
    let (code, after) = rest[version..].trim_ascii_start().split_at_checked(3)?;
    // Not the beginning of something else, such as 2000.
    let is_whole = after.first().is_none_or(|byte| byte.is_ascii_whitespace() || byte.is_ascii_control());
    let is_number = version > 0 && is_whole && code.iter().all(u8::is_ascii_digit);
    std::str::from_utf8(code).ok().filter(|_| is_number)?.parse().ok()
}

/// Repairs in place what RFC 9112 lets a client repair, up to the blank line: folded lines are joined, and control
/// characters become spaces, and so does the reason after the status.
fn repair(bytes: &mut [u8]) {
    let mut begin = 0;
    while let Some(end) = bytes[begin..].iter().position(|byte| *byte == b'\n').map(|found| begin + found) {
        let line = &mut bytes[begin..=end];
        let content = line.len() - if line.ends_with(b"\r\n") { 2 } else { 1 };
        if content == 0 && begin > 0 {
            return; // the head ends here
        }
        for byte in &mut line[..content] {
            if byte.is_ascii_control() && *byte != b'\t' {
                *byte = b' ';
            }
        }
        if begin == 0
            && let Some(status) = status_of(&line[..content])
            && content >= "HTTP/1.1 200".len()
        {
            let version = if line[..8].eq_ignore_ascii_case(b"HTTP/1.0") { 0 } else { 1 };
            let clean = format!("HTTP/1.{version} {status:03}");
            line[..clean.len()].copy_from_slice(clean.as_bytes());
            line[clean.len()..content].fill(b' ');
        }
        if matches!(bytes.get(end + 1), Some(b' ' | b'\t')) {
            bytes[begin + content..=end].fill(b' ');
        }
        begin = end + 1;
    }
}

fn framing(status: u16, headers: &Headers<'_>, has_coding: bool) -> Result<Framing, &'static str> {
    if status == 101 {
        return Err("it switches to another protocol, which was not requested");
    }
    if !has_body(status) {
        return Ok(Framing::Length(0));
    }
    if has_coding {
        let is_none = |coding: &&str| coding.is_empty() || coding.eq_ignore_ascii_case("identity");
        let mut codings = headers.list("transfer-encoding").filter(|coding| !is_none(coding));
        match (codings.next(), codings.next()) {
            (None, _) => {}
            (Some(coding), None) if coding.eq_ignore_ascii_case("chunked") => return Ok(Framing::Chunked),
            _ => return Err("it has a transfer encoding other than chunked"),
        }
    }
    let mut lengths = headers.list("content-length");
    let Some(first) = lengths.next() else { return Ok(Framing::UntilClose) };
    // An element of a list may be empty, RFC 9110, section 5.6.1.
    let mut lengths = lengths.filter(|length| !length.is_empty());
    let length = if first.is_empty() { lengths.next().unwrap_or_default() } else { first };
    // Only digits: `parse` would accept a sign.
    let is_number = length.bytes().all(|byte| byte.is_ascii_digit());
    match length.parse() {
        Ok(number) if is_number && lengths.all(|other| other == length) => Ok(Framing::Length(number)),
        _ => Err("its Content-Length is not a single number"),
    }
}

fn is_gzip(headers: &Headers<'_>) -> Result<bool, &'static str> {
    if headers.get("content-encoding").is_none() {
        return Ok(false);
    }
    let is_none = |coding: &&str| ["", "identity", "none"].iter().any(|none| coding.eq_ignore_ascii_case(none));
    let mut codings = headers.list("content-encoding").filter(|coding| !is_none(coding));
    match (codings.next(), codings.next()) {
        (None, _) => Ok(false),
        (Some(coding), None) if coding.eq_ignore_ascii_case("gzip") || coding.eq_ignore_ascii_case("x-gzip") => {
            Ok(true)
        }
        (Some(_), None) => Err("its body has an encoding that was not requested"),
        (Some(_), Some(_)) => Err("its body is encoded more than once"),
    }
}

fn has_body(status: u16) -> bool {
    !matches!(status, 100..=199 | 204 | 304)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(lines: &str) -> io::Result<Head> {
        let mut text = format!("HTTP/1.1 {lines}\r\n\r\n ").into_bytes();
        let (head, length) = Head::parse(&mut text, &mut |_, _| {})?.expect("whole");
        assert!(length >= text.len() - 1, "{lines}");
        Ok(head)
    }

    #[test]
    fn a_body_is_as_long_as_the_head_says() {
        for (lines, framing, stays_open) in [
            ("200 OK\r\nContent-Length: 12", Framing::Length(12), true),
            ("200 OK\r\ncontent-length: 12, 12", Framing::Length(12), true),
            ("200 OK\r\nContent-Length: 12\r\nContent-Length: 12", Framing::Length(12), true),
            ("200 OK\r\nTransfer-Encoding: Chunked", Framing::Chunked, true),
            ("200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5", Framing::Chunked, false),
            ("200 OK\r\nTransfer-Encoding: identity\r\nContent-Length: 5", Framing::Length(5), false),
            ("200 OK\r\nTransfer-Encoding: identity, chunked", Framing::Chunked, true),
            ("200 OK\r\nTransfer-Encoding: , chunked", Framing::Chunked, true),
            ("200 OK\r\nTransfer-Encoding: chunked,", Framing::Chunked, true),
            ("200 OK\r\nContent-Length: 112,", Framing::Length(112), true),
            ("200 OK\r\nContent-Length: ,112, ,112", Framing::Length(112), true),
            ("200 OK\r\nContent-Encoding: none\r\nContent-Length: 1", Framing::Length(1), true),
            ("200 OK\r\nTransfer-Encoding: identity", Framing::UntilClose, false),
            ("200 OK", Framing::UntilClose, false),
            ("200 OK\r\nContent-Length: 0\r\nConnection: keep-alive, Close", Framing::Length(0), false),
            ("204 No Content", Framing::Length(0), true),
            ("304 Not Modified\r\nContent-Length: 12", Framing::Length(0), false),
            // What curl accepts, too. After such a head, the sender is not trusted: the connection is not used again.
            ("200 OK\r\nContent-Length : 12", Framing::Length(12), false),
            ("200  OK\r\nContent-Length\t: 12", Framing::Length(12), false),
            ("200 OK\r\nContent-Length:\r\n 12", Framing::Length(12), false),
            ("200 OK\r\nX: a\r\n\tb\r\n c\r\nContent-Length: 12", Framing::Length(12), false),
            ("200 OK\n x\nContent-Length: 12", Framing::Length(12), false),
            ("200 OK\r\nno colon\r\nContent-Length: 12", Framing::Length(12), false),
            ("200 OK\r\n(x): y\r\nContent-Length: 12", Framing::Length(12), false),
            ("200 OK\r\nA: a\0b\r\nContent-Length: 12", Framing::Length(12), false),
            ("200 OK\r\nA: a\rb\r\nContent-Length: 12", Framing::Length(12), false),
            ("200\tOK\r\nContent-Length: 12", Framing::Length(12), false),
            ("200 \x01\r\nContent-Length: 12", Framing::Length(12), false),
            ("204 No Content\r\nTransfer-Encoding: chunked", Framing::Length(0), false),
        ] {
            let head = parse(lines).unwrap();
            assert_eq!((head.framing, head.stays_open), (framing, stays_open), "{lines}");
        }
    }

    #[test]
    fn what_contradicts_itself_is_unreadable_and_keeps_its_status() {
        for lines in [
            "Content-Length: 12\r\nContent-Length: 13",
            "Content-Length: 1\r\n 2",
            "Content-Length: +12",
            "Content-Length: -1",
            "Content-Length: ",
            "Content-Length: ,",
            "Content-Length: 1,2",
            "Content-Length: 99999999999999999999999",
            "Transfer-Encoding: gzip, chunked",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: identity, gzip",
            "Content-Encoding: br\r\nContent-Length: 1",
            "Content-Encoding: gzip\r\nContent-Encoding: gzip\r\nContent-Length: 1",
            "Content-Encoding: deflate, gzip\r\nContent-Length: 1",
        ] {
            for status in [200, 401, 503] {
                let head = parse(&format!("{status} X\r\n{lines}")).unwrap();
                assert!(matches!(head.framing, Framing::Unreadable(_)), "{lines}");
                assert_eq!((head.status, head.stays_open), (status, false), "{lines}");
            }
        }
        assert!(matches!(parse("101 Switching Protocols\r\nUpgrade: x").unwrap().framing, Framing::Unreadable(_)));
    }

    #[test]
    fn the_name_of_the_protocol_may_be_in_lower_case() {
        for (line, status, stays_open) in [("http/1.1 200 OK", 200, false), ("Http/1.0 503 x", 503, false)] {
            let mut text = format!("{line}\r\nContent-Length: 2\r\n\r\n{{}}").into_bytes();
            let (head, _) = Head::parse(&mut text, &mut |_, _| {}).unwrap().expect("whole");
            assert_eq!(
                (head.status, head.framing, head.stays_open),
                (status, Framing::Length(2), stays_open),
                "{line}"
            );
        }
    }

    #[test]
    fn a_line_that_is_not_text_is_not_passed_over() {
        for (lines, is_readable) in [
            (&b"Content-Length: 4\r\nContent-Length: 9\xff"[..], false),
            (b"Content-Length: 4\r\nTransfer-Encoding: chunked\xff", false),
            (b"Content-Length: 4\r\nContent-Encoding: gzip\xff", false),
            (b"Content-Length: 4\r\nConnection: close\xff", true),
        ] {
            let mut text = [b"HTTP/1.1 200 OK\r\n", lines, b"\r\n\r\n"].concat();
            let (head, _) = Head::parse(&mut text, &mut |_, _| {}).unwrap().expect("whole");
            assert_eq!(matches!(head.framing, Framing::Length(4)), is_readable, "{lines:?}");
            assert!(!head.stays_open, "{lines:?}");
        }
    }

    #[test]
    fn what_is_not_http_is_an_error() {
        for text in [
            "SSH-2.0-OpenSSH\r\n\r\n",
            "HTTP/1.1 abc\r\n\r\n",
            "HTTP/ 200\r\n\r\n",
            "HTTP/1.1 20\r\n\r\n",
            "\x16\x03\x01\r\n\r\n",
        ] {
            assert!(Head::parse(&mut text.to_owned().into_bytes(), &mut |_, _| {}).is_err(), "{text}");
        }
        let mut partial = b"HTTP/1.1 200 OK\r\nContent-Le".to_vec();
        assert!(Head::parse(&mut partial, &mut |_, _| {}).unwrap().is_none());
    }

    #[test]
    fn many_lines_are_read_and_too_many_leave_the_status() {
        for (lines, framing) in [
            (63, Framing::Length(0)),
            (64, Framing::Length(0)),
            (255, Framing::Length(0)),
            (256, Framing::Unreadable("its head is too long, cut off or malformed")),
        ] {
            let head = parse(&format!("401 X\r\n{}Content-Length: 0", "X: y\r\n".repeat(lines))).unwrap();
            assert_eq!((head.status, head.framing), (401, framing), "{lines}");
        }
    }

    #[test]
    fn an_interim_head_that_cannot_be_read_is_an_error() {
        let many = format!("HTTP/1.1 103 X\r\n{}\r\nHTTP/1.1 200 OK\r\n\r\n", "X: y\r\n".repeat(300));
        assert!(Head::parse(&mut many.into_bytes(), &mut |_, _| {}).is_err());
    }

    #[test]
    fn repairs_stop_at_the_blank_line() {
        let mut text = b"HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n body\n x".to_vec();
        repair(&mut text);
        assert_eq!(text, b"HTTP/1.1 200   \r\nA: b   c\r\n\r\n body\n x");
    }
}
