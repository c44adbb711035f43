//! Where the TLS records in a stream of bytes start and end. rustls does not reveal whether it has buffered the start of an
//! incomplete record, so this counts the bytes.

use std::io::{self, IoSlice, Read, Write};

/// The length of a record's header: type, version, length.
const HEADER: usize = 5;

/// How much of the current record has been received.
#[derive(Debug, Default)]
pub(super) struct Records {
    header: [u8; HEADER],
    /// How many bytes of the header have been received.
    begun: usize,
    /// How many bytes of the content are still missing.
    left: usize,
}

impl Records {
    /// Whether no record is in progress.
    pub(super) fn is_between(&self) -> bool {
        self.begun == 0
    }

    fn pass(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            // A complete record, as most are, needs no bookkeeping.
            if self.begun == 0
                && let [_, _, _, high, low, content @ ..] = bytes
                && let Some(behind) = content.get(usize::from(u16::from_be_bytes([*high, *low]))..)
            {
                bytes = behind;
                continue;
            }
            if self.begun < HEADER {
                let amount = (HEADER - self.begun).min(bytes.len());
                self.header[self.begun..self.begun + amount].copy_from_slice(&bytes[..amount]);
                self.begun += amount;
                bytes = &bytes[amount..];
                self.left = usize::from(u16::from_be_bytes([self.header[3], self.header[4]]));
            } else {
                let amount = self.left.min(bytes.len());
                self.left -= amount;
                bytes = &bytes[amount..];
            }
            if self.begun == HEADER && self.left == 0 {
                self.begun = 0;
            }
        }
    }

    /// The stream, with the bytes that are read from it counted.
    pub(super) fn watch<'a, S>(&'a mut self, stream: &'a mut S) -> Watched<'a, S> {
        Watched { records: self, stream }
    }
}

pub(super) struct Watched<'a, S> {
    records: &'a mut Records,
    stream: &'a mut S,
}

impl<S: Read> Read for Watched<'_, S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let amount = self.stream.read(buffer)?;
        self.records.pass(&buffer[..amount]);
        Ok(amount)
    }
}

impl<S: Write> Write for Watched<'_, S> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.stream.write(buffer)
    }

    fn write_vectored(&mut self, buffers: &[IoSlice<'_>]) -> io::Result<usize> {
        self.stream.write_vectored(buffers)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_end_where_their_headers_say() {
        let bytes = [&[23, 3, 3, 0, 3, 1, 2, 3][..], &[22, 3, 3, 0, 0], &[23, 3, 3, 1, 0], &[7; 256]].concat();
        let ends = [0, 8, 13, bytes.len()];
        for size in [1, 2, 5, 7, bytes.len()] {
            let mut records = Records::default();
            let mut passed = 0;
            for piece in bytes.chunks(size) {
                records.pass(piece);
                passed += piece.len();
                assert_eq!(records.is_between(), ends.contains(&passed), "{passed}");
            }
        }
    }
}
