//! Time as the library sees it: real, or simulated in tests.

use std::{
    fmt::Debug,
    time::{Duration, Instant, SystemTime},
};

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
        static START: once_cell::sync::Lazy<Instant> = once_cell::sync::Lazy::new(Instant::now);
        START.elapsed()
    }

    fn wall(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, duration: Duration) {
        std::thread::sleep(duration);
    }
}
