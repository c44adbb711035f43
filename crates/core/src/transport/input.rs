//! What comes from the server, through one buffer: first heads, then a body.

use std::io::{self, BufRead, Read};

use super::{
    head::Head,
    trouble::{self, Stop},
};

/// How many interim answers (1xx) may come before the real one.
const INTERIM: usize = 8;

pub(super) struct Input<'a> {
    stream: &'a mut dyn Read,
    buffer: &'a mut [u8],
    begin: usize,
    end: usize,
    /// Something came.
    pub(super) received: bool,
}

impl<'a> Input<'a> {
    /// The buffer belongs to the connection, so that it is made (and filled with zeros) once for many calls.
    pub(super) fn new(stream: &'a mut dyn Read, buffer: &'a mut [u8]) -> Self {
        Self { stream, buffer, begin: 0, end: 0, received: false }
    }

    /// Nothing is left in the buffer that has not been read.
    pub(super) fn is_used_up(&self) -> bool {
        self.begin == self.end
    }

    /// Reads the head of the answer, passing over interim ones.
    pub(super) fn head(&mut self) -> io::Result<Head> {
        for _ in 0..=INTERIM {
            let (head, length) = loop {
                if let Some(whole) = Head::parse(&self.buffer[self.begin..self.end])? {
                    break whole;
                }
                self.more()?;
            };
            self.begin += length;
            if !head.is_interim() {
                return Ok(head);
            }
        }
        Err(Stop::NotHttp("too many interim answers".into()).into())
    }

    /// Reads behind what is there; a head that does not fit in the buffer is an error, and so is the end.
    fn more(&mut self) -> io::Result<()> {
        if self.begin > 0 {
            self.buffer.copy_within(self.begin..self.end, 0);
            self.end -= self.begin;
            self.begin = 0;
        }
        if self.end == self.buffer.len() {
            return Err(Stop::HeadTooLong.into());
        }
        let amount = self.stream.read(&mut self.buffer[self.end..])?;
        if amount == 0 {
            return Err(trouble::cut_off());
        }
        self.received = true;
        self.end += amount;
        Ok(())
    }
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
