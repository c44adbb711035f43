//! The body of a response: by length, in chunks, or until the connection closes; limited in size, and decompressed.

use std::io::{self, BufRead, Read};

use flate2::read::MultiGzDecoder;

use super::{
    BUFFER,
    error::{WireError, cut_off},
    head::{Framing, Head},
    input::{Input, LONGEST_HEAD},
};

/// Reads the body that follows `head` in `input`, at most `limit` bytes, also after decompression. An error comes with what
/// was received before it.
pub(super) fn read(input: &mut Input<'_>, head: &Head, limit: u64) -> Result<Vec<u8>, (Vec<u8>, io::Error)> {
    let mut raw = Vec::new();
    let received = match head.framing {
        Framing::Length(length) => by_length(input, length, limit, &mut raw),
        Framing::Chunked => chunked(input, limit, &mut raw),
        Framing::UntilClose => until_close(input, limit, &mut raw),
        Framing::Unreadable(why) => Err(WireError::NotHttp(why.into()).into()),
    };
    match received {
        Ok(()) if head.is_gzip && !raw.is_empty() => decompressed(&raw, limit).map_err(|error| (Vec::new(), error)),
        Ok(()) => Ok(raw),
        Err(error) => Err((raw, error)),
    }
}

fn by_length(input: &mut Input<'_>, length: u64, limit: u64, out: &mut Vec<u8>) -> io::Result<()> {
    if length > limit {
        return Err(WireError::BodyTooLong(limit).into());
    }
    // One more, for the NUL that the C binding appends.
    out.try_reserve_exact(length as usize + 1).map_err(|_| WireError::OutOfMemory)?;
    if input.take(length).read_to_end(out)? as u64 == length { Ok(()) } else { Err(cut_off()) }
}

fn until_close(input: &mut Input<'_>, limit: u64, out: &mut Vec<u8>) -> io::Result<()> {
    loop {
        // `read_to_end` would abort if memory runs out.
        let piece = input.fill_buf()?;
        if piece.is_empty() {
            return Ok(());
        }
        if (out.len() + piece.len()) as u64 > limit {
            return Err(WireError::BodyTooLong(limit).into());
        }
        out.try_reserve(piece.len() + 1).map_err(|_| WireError::OutOfMemory)?;
        out.extend_from_slice(piece);
        let amount = piece.len();
        input.consume(amount);
    }
}

fn chunked(input: &mut Input<'_>, limit: u64, out: &mut Vec<u8>) -> io::Result<()> {
    loop {
        let line = line(input)?;
        let size = line.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
        let is_number = !size.is_empty() && size.len() <= 16 && size.iter().all(u8::is_ascii_hexdigit);
        let size =
            std::str::from_utf8(size).ok().filter(|_| is_number).and_then(|hex| u64::from_str_radix(hex, 16).ok());
        let size = size.ok_or_else(|| io::Error::from(WireError::NotHttp("a chunk has no size".into())))?;
        if size == 0 {
            return trailers(input);
        }
        if size > limit - out.len() as u64 {
            return Err(WireError::BodyTooLong(limit).into());
        }
        out.try_reserve(size as usize + 1).map_err(|_| WireError::OutOfMemory)?;
        if input.take(size).read_to_end(out)? as u64 != size {
            return Err(cut_off());
        }
        if !self::line(input)?.is_empty() {
            return Err(WireError::NotHttp("a chunk is longer than its size".into()).into());
        }
    }
}

/// Reads and ignores what follows the last chunk.
fn trailers(input: &mut Input<'_>) -> io::Result<()> {
    let mut length = 0;
    loop {
        let line = line(input)?;
        length += line.len() + 2;
        if line.is_empty() {
            return Ok(());
        }
        if length > LONGEST_HEAD {
            return Err(WireError::NotHttp("the lines between its chunks are too long".into()).into());
        }
    }
}

/// A line without its line break.
fn line(input: &mut Input<'_>) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    input.take(BUFFER as u64).read_until(b'\n', &mut line)?;
    match line.strip_suffix(b"\n") {
        Some(whole) => Ok(whole.strip_suffix(b"\r").unwrap_or(whole).to_vec()),
        None if line.len() == BUFFER => {
            Err(WireError::NotHttp("the lines between its chunks are too long".into()).into())
        }
        None => Err(cut_off()),
    }
}

fn decompressed(raw: &[u8], limit: u64) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    out.try_reserve_exact((raw.len() * 4).min(limit as usize)).map_err(|_| WireError::OutOfMemory)?;
    // A gzip body may consist of several members; anything else after a member is an error.
    match MultiGzDecoder::new(raw).take(limit + 1).read_to_end(&mut out) {
        Ok(_) if out.len() as u64 > limit => Err(WireError::BodyTooLong(limit).into()),
        Ok(_) => Ok(out),
        Err(error) => Err(WireError::Decompress(error.to_string()).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: u64 = 1024 * 1024;

    fn read_chunked(text: &str) -> Result<String, String> {
        let mut stream = text.as_bytes();
        let mut buffer = vec![0; 16];
        let mut input = Input::new(&mut stream, &mut buffer);
        let mut out = Vec::new();
        chunked(&mut input, LIMIT, &mut out).map_err(|error| error.to_string())?;
        assert!(input.is_used_up(), "{text:?}");
        String::from_utf8(out).map_err(|error| error.to_string())
    }

    #[test]
    fn chunks_are_put_together_and_trailers_passed_over() {
        assert_eq!(read_chunked("3\r\nabc\r\n2;x=\"y\"\r\nde\r\n0\r\nX: 1\r\nY: 2\r\n\r\n").unwrap(), "abcde");
        assert_eq!(read_chunked("A\n0123456789\n0\n\n").unwrap(), "0123456789");
        assert_eq!(read_chunked("0000000000000003\r\nabc\r\n0000000000000000\r\n\r\n").unwrap(), "abc");
        let trailers = |lines: usize| format!("1\r\na\r\n0\r\n{}\r\n", "X: 1234\r\n".repeat(lines));
        assert_eq!(read_chunked(&trailers(LONGEST_HEAD / 9)).unwrap(), "a");
        assert!(read_chunked(&trailers(LONGEST_HEAD / 9 + 1)).is_err());
    }

    #[test]
    fn a_gzip_body_ends_where_it_should() {
        use std::io::Write;
        let zip = |text: &str| {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder.write_all(text.as_bytes()).unwrap();
            encoder.finish().unwrap()
        };
        let whole = zip("{\"id\":1}");
        assert_eq!(decompressed(&whole, LIMIT).unwrap(), b"{\"id\":1}");
        assert_eq!(decompressed(&[zip("{\"id\""), zip(":1}")].concat(), LIMIT).unwrap(), b"{\"id\":1}");
        for behind in [&b"garbage"[..], b"\0", b"{}", &whole[..10]] {
            assert!(decompressed(&[&whole, behind].concat(), LIMIT).is_err(), "{behind:?}");
        }
        for end in 0..whole.len() {
            assert!(decompressed(&whole[..end], LIMIT).is_err(), "cut at {end}");
        }
    }

    #[test]
    fn chunks_of_no_size_or_another_are_refused() {
        for text in [
            "x\r\n",
            "\r\n",
            "-1\r\na",
            "+1\r\na\r\n",
            "3\r\nabcd\r\n0\r\n\r\n",
            "fffffffff\r\n",
            "ffffffffffffffff\r\n",
            "00000000000000003\r\nabc\r\n0\r\n\r\n",
            "200000\r\n",
            "3\r\nab",
            "3\r\nabc\r\n0\r\n",
        ] {
            assert!(read_chunked(text).is_err(), "{text:?}");
        }
    }
}
