//! Ending a call from outside.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

/// Ends the calls it was passed to, from any thread, within 200 ms. All clones are the same token.
///
/// ```
/// let token = fusebill::CancelToken::new();
/// let same = token.clone();
/// std::thread::spawn(move || same.cancel()).join().unwrap();
/// assert!(token.is_cancelled());
/// ```
#[derive(Clone, Default)]
pub struct CancelToken(Arc<Inner>);

#[derive(Default)]
struct Inner {
    cancelled: AtomicBool,
    also: Option<Box<dyn Fn() -> bool + Send + Sync>>,
}

impl CancelToken {
    /// A token that is not cancelled.
    pub fn new() -> Self {
        Self::default()
    }

    /// A token that also calls `also`, on the thread of the call, every 50 ms while waiting and whenever a signal interrupts
    /// a system call. This lets a language runtime notice its own interrupts.
    pub fn with_check(also: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self(Arc::new(Inner { cancelled: AtomicBool::new(false), also: Some(Box::new(also)) }))
    }

    /// Ends every call that uses this token, now or later.
    pub fn cancel(&self) {
        self.0.cancelled.store(true, Ordering::Release);
    }

    /// Whether the token is cancelled.
    pub fn is_cancelled(&self) -> bool {
        self.0.cancelled.load(Ordering::Acquire) || self.0.also.as_ref().is_some_and(|also| also())
    }
}

/// The two ways to end a batch from outside.
#[derive(Clone, Debug, Default)]
pub struct Stop {
    /// No further calls are made; those in flight are awaited.
    pub gently: CancelToken,
    /// Calls in flight also end, as [`ErrorKind::Cancelled`](crate::ErrorKind::Cancelled), within 200 ms.
    pub at_once: CancelToken,
}

impl Stop {
    pub(crate) fn is_wanted(&self) -> bool {
        self.gently.is_cancelled() || self.at_once.is_cancelled()
    }
}

/// What ends one call: its own token, or the client's `cancel`.
#[derive(Clone, Debug)]
pub(crate) struct Interrupt {
    token: CancelToken,
    cancels: Arc<AtomicU64>,
    cancels_at_start: u64,
}

impl Interrupt {
    /// `cancels` counts the cancels of the client: those before now do not affect this call.
    pub(crate) fn new(token: CancelToken, cancels: Arc<AtomicU64>) -> Self {
        let cancels_at_start = cancels.load(Ordering::Acquire);
        Self { token, cancels, cancels_at_start }
    }

    pub(crate) fn is_raised(&self) -> bool {
        self.cancels.load(Ordering::Acquire) != self.cancels_at_start || self.token.is_cancelled()
    }
}

impl fmt::Debug for CancelToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CancelToken").field(&self.0.cancelled).finish()
    }
}
