//! What limits an exchange: its deadline, and a cancel from outside.

use std::{
    cell::Cell,
    io,
    time::{Duration, Instant},
};

use super::error::WireError;
use crate::cancel::Interrupt;

/// The longest single wait in the kernel. A cancel is noticed after two of them at the latest.
pub(super) const SLICE: Duration = Duration::from_millis(50);

/// What limits one exchange.
#[derive(Debug)]
pub(crate) struct Limits<'a> {
    deadline: Cell<Instant>,
    connect_timeout: Duration,
    interrupt: &'a Interrupt,
}

impl<'a> Limits<'a> {
    pub(crate) fn new(deadline: Instant, connect_timeout: Duration, interrupt: &'a Interrupt) -> Self {
        Self { deadline: Cell::new(deadline), connect_timeout, interrupt }
    }

    /// How much time is left: an error if there is none, or if the call was cancelled.
    pub(super) fn left(&self) -> io::Result<Duration> {
        if self.interrupt.is_raised() {
            return Err(WireError::Cancelled.into());
        }
        let left = self.deadline.get().saturating_duration_since(Instant::now());
        if left.is_zero() { Err(WireError::Deadline.into()) } else { Ok(left) }
    }

    /// The limits of making a connection, which has its own deadline within the call's.
    pub(super) fn of_connecting(&self) -> Self {
        let within = Self::new(self.deadline.get(), self.connect_timeout, self.interrupt);
        within.leave_at_most(self.connect_timeout);
        within
    }

    /// Leaves no more time than this: the rest of the exchange is not worth more.
    pub(super) fn leave_at_most(&self, most: Duration) {
        self.deadline.set(self.deadline.get().min(Instant::now() + most));
    }

    /// Whether the deadline has passed.
    pub(super) fn is_over(&self) -> bool {
        Instant::now() >= self.deadline.get()
    }
}
