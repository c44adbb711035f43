//! Ctrl-C and SIGTERM: the first ends in good order, the second at once.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use fusebill::{CancelToken, Error, Stop};
use signal_hook::{
    consts::{SIGINT, SIGTERM},
    flag,
};

/// Which signals came.
pub(crate) struct Signals {
    interrupt: Arc<AtomicBool>,
    terminate: Arc<AtomicBool>,
}

/// What a shell reports for a process that a signal ended.
const INTERRUPTED: u8 = 130;
const TERMINATED: u8 = 143;

impl Signals {
    pub(crate) fn catch() -> Result<Self, Error> {
        let signals = Self { interrupt: Arc::default(), terminate: Arc::default() };
        for (signal, status, came) in
            [(SIGINT, INTERRUPTED, &signals.interrupt), (SIGTERM, TERMINATED, &signals.terminate)]
        {
            // The order matters: at the second signal the first line finds the flag that the second line set before.
            flag::register_conditional_shutdown(signal, i32::from(status), Arc::clone(came))
                .and_then(|_| flag::register(signal, Arc::clone(came)))
                .map_err(|error| Error::io(format!("cannot watch for signals: {error}")))?;
        }
        Ok(signals)
    }

    /// Stops a batch gently at the first signal.
    pub(crate) fn stop(&self) -> Stop {
        let (interrupt, terminate) = (Arc::clone(&self.interrupt), Arc::clone(&self.terminate));
        let came = move || interrupt.load(Ordering::Relaxed) || terminate.load(Ordering::Relaxed);
        Stop { gently: CancelToken::with_check(came), ..Stop::default() }
    }

    /// The exit status of the signal that came, if one did.
    pub(crate) fn status(&self) -> Option<u8> {
        if self.terminate.load(Ordering::Relaxed) {
            return Some(TERMINATED);
        }
        self.interrupt.load(Ordering::Relaxed).then_some(INTERRUPTED)
    }
}
