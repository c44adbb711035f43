//! What bounds an exchange: its deadline, and the two ways in which a call is ended from outside.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use super::trouble::Stop;
use crate::cancel::CancelToken;

/// The call's own token, and the client's `cancel`.
#[derive(Clone, Debug)]
pub(crate) struct Interrupt {
    token: CancelToken,
    cancels: Arc<AtomicU64>,
    cancels_at_start: u64,
}

impl Interrupt {
    /// `cancels` counts the cancels of the client: those before now do not concern this call.
    pub(crate) fn new(token: CancelToken, cancels: Arc<AtomicU64>) -> Self {
        let cancels_at_start = cancels.load(Ordering::Acquire);
        Self { token, cancels, cancels_at_start }
    }

    pub(crate) fn is_raised(&self) -> bool {
        self.cancels.load(Ordering::Acquire) != self.cancels_at_start || self.token.is_cancelled()
    }
}

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
            return Err(Stop::Cancelled.into());
        }
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(Stop::Deadline.into()) } else { Ok(left) }
    }

    /// The limits of making a connection, which has a time of its own within the call's.
    pub(super) fn of_connecting(self) -> Self {
        Self { deadline: self.deadline.min(Instant::now() + self.connect_timeout), ..self }
    }
}
