//! What bounds an exchange: its deadline, and a cancel from outside.

use std::{
    io,
    time::{Duration, Instant},
};

use super::error::WireError;
use crate::cancel::Interrupt;

/// What bounds one exchange.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits<'a> {
    pub(crate) deadline: Instant,
    pub(crate) connect_timeout: Duration,
    pub(crate) interrupt: &'a Interrupt,
}

impl Limits<'_> {
    /// How much time is left: an error when there is none, or when the call was cancelled.
    pub(super) fn left(&self) -> io::Result<Duration> {
        if self.interrupt.is_raised() {
            return Err(WireError::Cancelled.into());
        }
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(WireError::Deadline.into()) } else { Ok(left) }
    }

    /// The limits of making a connection, which has a time of its own within the call's.
    pub(super) fn of_connecting(self) -> Self {
        self.within(self.connect_timeout)
    }

    /// The same with at most so much time from now.
    pub(super) fn within(self, most: Duration) -> Self {
        Self { deadline: self.deadline.min(Instant::now() + most), ..self }
    }
}
