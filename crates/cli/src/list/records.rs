//! Rows of CSV (RFC 4180) with their physical lines. This is our own parser, because no crate reports on which line a quote
//! was opened that is never closed, or that a quoted field has swallowed rows.

use std::io::{self, BufRead};

/// The longest row that is read: a quote that is never closed would swallow the rest of a stream.
const LONGEST: usize = 1024 * 1024;

/// Rows, one after another.
pub(super) struct Records<R> {
    reader: R,
    delimiter: u8,
    /// The number of the next physical line.
    line: u64,
    /// The last byte was a CR: an LF after it ends the same line.
    after_cr: bool,
}

/// One row.
#[derive(Default, Debug)]
pub(super) struct Record {
    /// The line on which it starts, and the one on which it ends.
    pub(super) line: u64,
    pub(super) last_line: u64,
    /// The line of a quote that is never closed.
    pub(super) unclosed_on: Option<u64>,
    fields: Vec<Vec<u8>>,
    /// Something other than a separator follows a closing quote.
    pub(super) is_torn: bool,
    /// The physical lines of a row that runs over several; empty for any other.
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
    /// After the closing quote.
    Closed,
}

impl Record {
    /// A field without surrounding whitespace.
    pub(super) fn field(&self, at: usize) -> Option<&[u8]> {
        self.fields.get(at).map(|field| field.trim_ascii())
    }

    pub(super) fn fields(&self) -> impl Iterator<Item = &[u8]> {
        self.fields.iter().map(|field| field.trim_ascii())
    }

    /// How many fields there are up to the last one that is not empty.
    pub(super) fn width(&self) -> usize {
        self.fields().enumerate().filter(|(_, field)| !field.is_empty()).last().map_or(0, |(at, _)| at + 1)
    }

    /// How many fields are not empty.
    pub(super) fn cells(&self) -> usize {
        self.fields().filter(|field| !field.is_empty()).count()
    }

    fn keep(&mut self, lines: Vec<Vec<u8>>) {
        if lines.len() > 1 {
            self.lines = lines;
        }
    }
}

impl<R: BufRead> Records<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, delimiter: b',', line: 1, after_cr: false }
    }

    pub(super) fn separate_by(&mut self, delimiter: u8) {
        self.delimiter = delimiter;
    }

    /// The next bytes, without consuming them: at least the first line, unless it is very long.
    pub(super) fn peek(&mut self) -> io::Result<&[u8]> {
        self.reader.fill_buf()
    }

    /// Skips a line.
    pub(super) fn skip_line(&mut self) -> io::Result<()> {
        let mut ignored = Record::default();
        self.next(&mut ignored).map(drop)
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
        // A blank line is a row without fields.
        let mut is_begun = false;
        while let Some(byte) = self.byte()? {
            if byte == b'\n' && std::mem::take(&mut self.after_cr) {
                if state == State::Quoted {
                    field.push(byte);
                }
                continue;
            }
            self.after_cr = byte == b'\r';
            is_begun = true;
            length += 1;
            if length > LONGEST {
                let why = match state {
                    State::Quoted => {
                        format!("the quote opened on line {opened_on} is not closed within {LONGEST} bytes")
                    }
                    _ => format!("line {} is longer than {LONGEST} bytes", record.line),
                };
                return Err(io::Error::new(io::ErrorKind::InvalidData, why));
            }
            let ends_line = byte == b'\n' || byte == b'\r';
            self.line += u64::from(ends_line);
            if ends_line {
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
                _ if byte == self.delimiter => {
                    record.fields.push(std::mem::take(&mut field));
                    state = State::Begin;
                }
                _ if ends_line => {
                    record.fields.push(field);
                    record.last_line = self.line - 1;
                    record.keep(lines);
                    return Ok(true);
                }
                State::Begin if byte == b'"' => {
                    field.clear();
                    opened_on = self.line;
                    state = State::Quoted;
                }
                State::Begin if byte == b' ' => field.push(byte),
                State::Begin => {
                    field.push(byte);
                    state = State::Plain;
                }
                State::Plain => field.push(byte),
                State::Quote | State::Closed => {
                    record.is_torn |= byte != b' ';
                    field.push(byte);
                    state = State::Closed;
                }
            }
        }
        if !is_begun {
            return Ok(false);
        }
        if state == State::Quoted {
            record.unclosed_on = Some(opened_on);
        }
        record.fields.push(field);
        record.last_line = self.line;
        lines.push(line);
        record.keep(lines);
        Ok(true)
    }

    fn byte(&mut self) -> io::Result<Option<u8>> {
        let byte = self.reader.fill_buf()?.first().copied();
        if byte.is_some() {
            self.reader.consume(1);
        }
        Ok(byte)
    }
}
