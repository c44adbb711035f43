//! Time as the library sees it: real, or simulated in tests.

use std::{
    fmt::Debug,
    time::{Duration, Instant, SystemTime},
};

use crate::per_process::OnceBox;

/// The source of time for retries and batches, and how they wait.
pub trait Clock: Debug + Send + Sync {
    /// Time that never goes back, since an arbitrary start.
    fn monotonic(&self) -> Duration;
    /// The time of day, UTC.
    fn wall(&self) -> SystemTime;
    /// Waits; may return early.
    fn sleep(&self, duration: Duration);
}

/// The clock of the operating system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn monotonic(&self) -> Duration {
        static START: OnceBox<Instant> = OnceBox::new();
        START.get_or_init(|| Box::new(Instant::now())).elapsed()
    }

    fn wall(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, duration: Duration) {
        std::thread::sleep(duration);
    }
}
