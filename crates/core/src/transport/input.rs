//! Reads what the server sends, through one buffer: first heads, then a body.

use std::io::{self, BufRead, Read};

use super::{
    BUFFER,
    error::{self, WireError},
    head::{Head, Reader},
};

/// How many interim responses (1xx) may precede the real one.
const INTERIM: usize = 100;

/// A head of more bytes than this is not read; its status line still counts.
pub(super) const LONGEST_HEAD: usize = 64 * 1024;

pub(super) struct Input<'a> {
    stream: &'a mut dyn Read,
    buffer: &'a mut Vec<u8>,
    begin: usize,
    end: usize,
    /// Whether anything was received.
    pub(super) received: bool,
}

impl<'a> Input<'a> {
    /// The buffer belongs to the connection, so that it is allocated (and filled with zeros) once for many calls. It grows
    /// for a long head.
    pub(super) fn new(stream: &'a mut dyn Read, buffer: &'a mut Vec<u8>) -> Self {
        if buffer.is_empty() {
            buffer.resize(BUFFER, 0);
        }
        Self { stream, buffer, begin: 0, end: 0, received: false }
    }

    /// Whether everything in the buffer has been read.
    pub(super) fn is_used_up(&self) -> bool {
        self.begin == self.end
    }

    /// Reads the head of the response, skipping interim ones; its headers are passed to `read`.
    pub(super) fn head(&mut self, read: Reader<'_>) -> io::Result<Head> {
        for _ in 0..=INTERIM {
            let (head, length) = self.one_head(read)?;
            self.begin += length;
            if !head.is_interim() {
                return Ok(head);
            }
        }
        Err(WireError::NotHttp("too many interim responses".into()).into())
    }

    fn one_head(&mut self, read: Reader<'_>) -> io::Result<(Head, usize)> {
        loop {
            if let Some(whole) = Head::parse(&mut self.buffer[self.begin..self.end], read)? {
                return Ok(whole);
            }
            // A head in many small pieces is parsed again when it may be complete, not for each piece.
            let parsed = self.end - self.begin;
            loop {
                match self.more() {
                    Ok(true) if ends_a_head(&self.buffer[self.begin..self.end], parsed) => break,
                    Ok(true) => {}
                    Ok(false) => return self.status_alone(WireError::NotHttp("its head is too long".into()).into()),
                    Err(error) => return self.status_alone(error),
                }
            }
        }
    }

    /// The status of a response whose headers will never be complete, if it is that of an error.
    fn status_alone(&self, error: io::Error) -> io::Result<(Head, usize)> {
        let waiting = &self.buffer[self.begin..self.end];
        let begin = &waiting[..waiting.len().min(5)];
        if !begin.eq_ignore_ascii_case(&b"HTTP/"[..begin.len()]) {
            return Err(WireError::NotHttp("it does not begin with HTTP/".into()).into());
        }
        let is_too_long = waiting.len() >= LONGEST_HEAD;
        match Head::of_status_line(waiting) {
            Some(head) if !head.is_interim() && (is_too_long || head.status >= 300) && !error::is_cancel(&error) => {
                Ok((head, waiting.len()))
            }
            _ => Err(error),
        }
    }

    /// Reads more into the buffer; false if that is already as long as a head may be. The end of the stream is an error.
    fn more(&mut self) -> io::Result<bool> {
        if self.begin > 0 {
            self.buffer.copy_within(self.begin..self.end, 0);
            self.end -= self.begin;
            self.begin = 0;
        }
        if self.end == self.buffer.len() {
            if self.end >= LONGEST_HEAD {
                return Ok(false);
            }
            self.buffer.try_reserve_exact(self.end).map_err(|_| WireError::OutOfMemory)?;
            self.buffer.resize(self.end * 2, 0);
        }
        let amount = self.stream.read(&mut self.buffer[self.end..])?;
        if amount == 0 {
            return Err(error::cut_off());
        }
        self.received = true;
        self.end += amount;
        Ok(true)
    }
}

/// Whether there is a blank line in `bytes`, of which the first `known` were searched before, or a first line.
fn ends_a_head(bytes: &[u8], known: usize) -> bool {
    let is_first_line = !bytes[..known].contains(&b'\n') && bytes.contains(&b'\n');
    let new = &bytes[known.saturating_sub(3)..];
    is_first_line || new.windows(2).any(|two| two == b"\n\n") || new.windows(3).any(|three| three == b"\n\r\n")
}

impl Read for Input<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.is_used_up() {
            return self.stream.read(out);
        }
        let amount = out.len().min(self.end - self.begin);
        out[..amount].copy_from_slice(&self.buffer[self.begin..self.begin + amount]);
        self.begin += amount;
        Ok(amount)
    }
}

impl BufRead for Input<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.is_used_up() {
            self.begin = 0;
            self.end = self.stream.read(self.buffer)?;
        }
        Ok(&self.buffer[self.begin..self.end])
    }

    fn consume(&mut self, amount: usize) {
        self.begin += amount;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Delivers bytes in pieces of one size.
    struct Pieces<'a>(&'a [u8], usize);

    impl Read for Pieces<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let amount = out.len().min(self.1).min(self.0.len());
            out[..amount].copy_from_slice(&self.0[..amount]);
            self.0 = &self.0[amount..];
            Ok(amount)
        }
    }

    fn head_of(text: &str, size: usize) -> io::Result<(Head, String)> {
        let mut stream = Pieces(text.as_bytes(), size);
        let mut buffer = Vec::new();
        let mut input = Input::new(&mut stream, &mut buffer);
        let head = input.head(&mut |_, _| {})?;
        let mut rest = String::new();
        input.read_to_string(&mut rest).unwrap();
        Ok((head, rest))
    }

    #[test]
    fn a_head_may_come_in_any_pieces() {
        let long = "x".repeat(20_000);
        for lines in ["200 OK", "200 OK\r\nA: b\r\n c", "200 OK\r\nA : b", &format!("200 OK\r\nA: {long}")] {
            for size in [1, 2, 3, 7, 100, 9_000, 100_000] {
                let (head, rest) =
                    head_of(&format!("HTTP/1.1 103 X\r\n\r\nHTTP/1.1 {lines}\r\n\r\nbody"), size).unwrap();
                assert_eq!((head.status, &*rest), (200, "body"), "{size}");
            }
        }
    }

    #[test]
    fn a_head_of_60_kb_is_read_and_a_longer_one_leaves_its_status() {
        let head =
            |length: usize| format!("HTTP/1.1 429 X\r\nContent-Length: 2\r\nX: {}\r\n\r\nab", "x".repeat(length));
        for size in [500, 100_000] {
            let (short, rest) = head_of(&head(60_000), size).unwrap();
            assert_eq!((short.status, short.framing, &*rest), (429, super::super::head::Framing::Length(2), "ab"));
            let (long, _) = head_of(&head(70_000), size).unwrap();
            assert_eq!((long.status, long.stays_open), (429, false));
            // The limit applies to each head, and the content of an interim head is never read as a response.
            let interim = |length: usize| format!("HTTP/1.1 103 X\r\nX: {}\r\n\r\n", "x".repeat(length));
            let both = interim(40_000) + &head(40_000);
            assert_eq!(head_of(&both, size).unwrap().1, "ab");
            let hidden = format!("HTTP/1.1 100 C\r\nA: {}HTTP/1.1 200 OK\r\n\r\n", "x".repeat(LONGEST_HEAD - 19));
            assert!(head_of(&hidden, size).is_err());
            assert!(head_of(&(interim(70_000) + &head(1)), size).is_err());
        }
        assert!(head_of(&"x".repeat(100_000), 9_000).is_err());
        assert!(head_of("HTTP/1.1 200 OK\r\n", 9_000).is_err());
        for cut in ["HTTP/1.1 407 Pro\r\nProxy-Authenticate: NTLM\r\n", "HTTP/1.1 401 No", "HTTP/1.1 401"] {
            let status = head_of(cut, 9_000).map(|(head, _)| head.status);
            assert_eq!(status.ok(), cut[9..12].parse().ok(), "{cut}");
        }
    }
}
