//! Rows of CSV (RFC 4180) with their physical lines. This is our own parser, because no crate reports on which line a quote
//! was opened that is never closed, how each line ends, or which lines a quoted field spans.

use std::io::{self, BufRead};

/// The longest row that is read: a quote that is never closed would swallow the rest of a stream.
const LONGEST: usize = 1024 * 1024;

/// Rows, one after another.
pub(super) struct Records<R> {
    reader: R,
    pub(super) delimiter: u8,
    /// The number of the next physical line.
    line: u64,
}

/// One row.
#[derive(Default, Debug)]
pub(crate) struct Record {
    /// The line on which it starts.
    pub(super) line: u64,
    /// The name of what ends it; `None` at the end of the list.
    pub(super) end: Option<&'static str>,
    fields: Vec<Vec<u8>>,
    /// What is wrong with its quotes.
    pub(super) torn: Option<String>,
    /// The physical lines of a row that spans several; empty for any other.
    pub(super) lines: Vec<Vec<u8>>,
}

/// Where in a field the reader is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before its first byte that is not a space.
    Begin,
    Plain,
    Quoted,
    /// After a quote inside a quoted field: the end of the field, or the first of two quotes.
    Quote,
}

impl Record {
    /// A field without surrounding white space; empty if there is none.
    pub(crate) fn field(&self, at: usize) -> &[u8] {
        self.fields.get(at).map_or(&[], |field| field.trim_ascii())
    }

    pub(super) fn fields(&self) -> impl Iterator<Item = &[u8]> {
        self.fields.iter().map(|field| field.trim_ascii())
    }

    /// How many fields there are, empty ones included.
    pub(super) fn len(&self) -> usize {
        self.fields.len()
    }

    /// How many fields there are up to the last one that is not empty.
    pub(super) fn width(&self) -> usize {
        self.fields().enumerate().filter(|(_, field)| !field.is_empty()).last().map_or(0, |(at, _)| at + 1)
    }

    pub(super) fn is_blank_line(&self) -> bool {
        self.len() == 1 && self.width() == 0 && self.torn.is_none()
    }
}

impl<R: BufRead> Records<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, delimiter: b',', line: 1 }
    }

    /// The next bytes, without consuming them: at least the first line, unless it is very long.
    pub(super) fn peek(&mut self) -> io::Result<&[u8]> {
        self.reader.fill_buf()
    }

    /// Reads the next row into `record`; false at the end.
    pub(super) fn next(&mut self, record: &mut Record) -> io::Result<bool> {
        *record = Record { line: self.line, ..Record::default() };
        let mut field = Vec::new();
        let mut state = State::Begin;
        let mut opened_on = self.line;
        let mut length = 0;
        // The physical lines so far, and the one in progress.
        let (mut lines, mut line) = (Vec::new(), Vec::new());
        while let Some(byte) = self.byte()? {
            length += 1;
            if length > LONGEST {
                let why = format!("the row on line {} is longer than {LONGEST} bytes: is a quote open?", record.line);
                return Err(io::Error::new(io::ErrorKind::InvalidData, why));
            }
            let end = self.line_end(byte)?;
            if end.is_some() {
                self.line += 1;
                lines.push(std::mem::take(&mut line));
            } else {
                line.push(byte);
            }
            match state {
                State::Quoted if byte == b'"' => state = State::Quote,
                State::Quoted => field.push(byte),
                State::Quote if byte == b'"' => {
                    field.push(byte);
                    state = State::Quoted;
                }
                _ if end.is_some() => {
                    record.fields.push(field);
                    record.end = end;
                    record.lines = if lines.len() > 1 { lines } else { Vec::new() };
                    return Ok(true);
                }
                _ if byte == self.delimiter => {
                    record.fields.push(std::mem::take(&mut field));
                    state = State::Begin;
                }
                State::Begin if byte == b'"' => {
                    field.clear();
                    opened_on = self.line;
                    state = State::Quoted;
                }
                State::Quote if byte != b' ' => {
                    record.torn.get_or_insert_with(|| "there is text after a closing quote".into());
                }
                State::Plain if byte == b'"' => {
                    record.torn.get_or_insert_with(|| "there is a quote inside a value without quotes".into());
                }
                State::Quote => {}
                State::Begin | State::Plain => {
                    field.push(byte);
                    state = if byte == b' ' { state } else { State::Plain };
                }
            }
        }
        if length == 0 {
            return Ok(false);
        }
        if state == State::Quoted {
            record.torn = Some(format!("the quote opened on line {opened_on} is never closed"));
        }
        record.fields.push(field);
        lines.push(line);
        record.lines = if lines.len() > 1 { lines } else { Vec::new() };
        Ok(true)
    }

    /// The line end that begins with this byte; the LF of a CR LF is consumed.
    fn line_end(&mut self, byte: u8) -> io::Result<Option<&'static str>> {
        Ok(match byte {
            b'\n' => Some("LF"),
            b'\r' if self.reader.fill_buf()?.first() == Some(&b'\n') => {
                self.reader.consume(1);
                Some("CR LF")
            }
            b'\r' => Some("CR"),
            _ => None,
        })
    }

    fn byte(&mut self) -> io::Result<Option<u8>> {
        let byte = self.reader.fill_buf()?.first().copied();
        if byte.is_some() {
            self.reader.consume(1);
        }
        Ok(byte)
    }
}
