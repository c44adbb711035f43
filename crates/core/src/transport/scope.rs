//! What the socket must know about the call that this thread is in: ureq's transport interface has no room for it, and a
//! pooled connection serves many calls, so it stands beside them, for the time of one exchange.

use std::{
    cell::RefCell,
    io,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use super::trouble::Stop;
use crate::cancel::CancelToken;

/// The two ways in which a call is ended from outside: its own token, and the client's `cancel`.
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
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    pub(crate) deadline: Instant,
    pub(crate) connect_timeout: Duration,
    pub(crate) interrupt: Interrupt,
}

/// What the exchange did to the network.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Trace {
    /// A connection was made for it.
    pub(super) dialled: bool,
    /// A part of the request was handed to the network.
    pub(super) sent: bool,
    /// A part of the answer came.
    pub(super) received: bool,
    /// The status of the answer, once its head is read.
    pub(super) status: Option<u16>,
}

thread_local! {
    static CURRENT: RefCell<Option<(Limits, Trace)>> = const { RefCell::new(None) };
}

/// Holds the scope open; ended by [`leave`](Self::leave) or by going.
pub(super) struct Guard(());

pub(super) fn enter(limits: Limits) -> Guard {
    CURRENT.set(Some((limits, Trace::default())));
    Guard(())
}

impl Guard {
    pub(super) fn leave(self) -> Trace {
        CURRENT.take().map(|(_, trace)| trace).unwrap_or_default()
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        CURRENT.set(None);
    }
}

/// How much time is left: an error when there is none, or when the call was cancelled.
pub(super) fn left() -> io::Result<Duration> {
    CURRENT.with_borrow(|current| {
        // A socket outside of any call is being closed; it waits for nothing.
        let Some((limits, _)) = current else { return Err(Stop::Deadline.into()) };
        if limits.interrupt.is_raised() {
            return Err(Stop::Cancelled.into());
        }
        let left = limits.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(Stop::Deadline.into()) } else { Ok(left) }
    })
}

/// How long making a connection may take.
pub(super) fn connect_timeout() -> Duration {
    CURRENT.with_borrow(|current| current.as_ref().map_or(Duration::ZERO, |(limits, _)| limits.connect_timeout))
}

/// Notes what happened.
pub(super) fn note(change: impl FnOnce(&mut Trace)) {
    CURRENT.with_borrow_mut(|current| {
        if let Some((_, trace)) = current {
            change(trace);
        }
    });
}

/// Makes the deadline sooner for a while: connecting has a limit of its own within the call's.
pub(super) fn until<T>(deadline: Instant, work: impl FnOnce() -> T) -> T {
    let replace = |new: Instant| {
        CURRENT
            .with_borrow_mut(|current| current.as_mut().map(|(limits, _)| std::mem::replace(&mut limits.deadline, new)))
    };
    let before = replace(deadline);
    let result = work();
    if let Some(before) = before {
        replace(before);
    }
    result
}
