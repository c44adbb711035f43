//! Signals by which a user or the system ends the command: the first ends it cleanly, the second at once.

#[cfg_attr(unix, path = "unix.rs")]
#[cfg_attr(windows, path = "windows.rs")]
mod system;

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use fusebill::{CancelToken, Error, Stop};

/// The signal that was received: its number, 0 for none.
pub(crate) struct Signals(Arc<AtomicUsize>);

/// What a shell adds to a signal's number for the exit status of a process that it terminated.
const SHELLS: i32 = 128;

impl Signals {
    pub(crate) fn catch() -> Result<Self, Error> {
        let came = Arc::new(AtomicUsize::new(0));
        system::watch(&came).map_err(|error| Error::io(format!("cannot watch for signals: {error}")))?;
        Ok(Self(came))
    }

    /// Stops a batch at the first signal: gently, unless the system does not leave enough time.
    pub(crate) fn stop(&self) -> Stop {
        let (any, urgent) = (Arc::clone(&self.0), Arc::clone(&self.0));
        Stop {
            gently: CancelToken::with_check(move || any.load(Ordering::Relaxed) != 0),
            at_once: CancelToken::with_check(move || system::URGENT.contains(&urgent.load(Ordering::Relaxed))),
        }
    }

    /// The exit status for the signal that was received, if any.
    pub(crate) fn status(&self) -> Option<u8> {
        let signal = self.0.load(Ordering::Relaxed);
        (signal != 0).then_some(SHELLS as u8 + signal as u8)
    }

    /// Waits for a signal; returns its exit status.
    pub(crate) fn wait(&self) -> u8 {
        loop {
            if let Some(status) = self.status() {
                return status;
            }
            thread::sleep(Duration::from_millis(50));
        }
    }
}
