//! Ctrl-C, SIGTERM and SIGHUP: the first ends in good order, the second at once. A signal that was ignored when the command
//! began (nohup) stays ignored.

use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use fusebill::{CancelToken, Error, Stop};
use signal_hook::{
    consts::{SIGHUP, SIGINT, SIGTERM},
    flag,
};

/// Which signal came: its number, 0 for none.
pub(crate) struct Signals(Arc<AtomicUsize>);

/// What a shell adds to a signal's number for the status of a process that it ended.
const SHELLS: i32 = 128;

impl Signals {
    pub(crate) fn catch() -> Result<Self, Error> {
        let came = Arc::new(AtomicUsize::new(0));
        let ignored = ignored_at_start();
        for signal in [SIGHUP, SIGINT, SIGTERM] {
            if ignored & (1 << (signal - 1)) != 0 {
                continue;
            }
            let second = Arc::default();
            // The order matters: at the second signal the first line finds the flag that the second line set before.
            flag::register_conditional_shutdown(signal, SHELLS + signal, Arc::clone(&second))
                .and_then(|_| flag::register(signal, second))
                .and_then(|_| flag::register_usize(signal, Arc::clone(&came), signal as usize))
                .map_err(|error| Error::io(format!("cannot watch for signals: {error}")))?;
        }
        Ok(Self(came))
    }

    /// Stops a batch gently at the first signal.
    pub(crate) fn stop(&self) -> Stop {
        let came = Arc::clone(&self.0);
        Stop { gently: CancelToken::with_check(move || came.load(Ordering::Relaxed) != 0), ..Stop::default() }
    }

    /// The exit status of the signal that came, if one did.
    pub(crate) fn status(&self) -> Option<u8> {
        let signal = self.0.load(Ordering::Relaxed);
        (signal != 0).then_some(SHELLS as u8 + signal as u8)
    }

    /// Waits for a signal; gives its exit status.
    pub(crate) fn wait(&self) -> u8 {
        loop {
            if let Some(status) = self.status() {
                return status;
            }
            thread::sleep(Duration::from_millis(50));
        }
    }
}

/// A bit for each signal that this process was started with ignored, the first for signal 1. Linux says so in /proc; elsewhere
/// none is known to be.
fn ignored_at_start() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    ignored.and_then(|bits| u64::from_str_radix(bits.trim(), 16).ok()).unwrap_or(0)
}
