//! Ctrl-C, SIGTERM and SIGHUP. A signal that was ignored when the command started (nohup) stays ignored.

use std::{
    fs, io,
    sync::{Arc, atomic::AtomicUsize},
};

use signal_hook::{
    consts::{SIGHUP, SIGINT, SIGTERM},
    flag,
};

use super::SHELLS;

/// The signals after which little time is left; here none.
pub(super) const URGENT: [usize; 0] = [];

/// Stores the first signal in `came`; the second ends the process.
pub(super) fn watch(came: &Arc<AtomicUsize>) -> io::Result<()> {
    let ignored = ignored_at_start();
    for signal in [SIGHUP, SIGINT, SIGTERM] {
        if ignored & (1 << (signal - 1)) != 0 {
            continue;
        }
        let second = Arc::default();
        // The order matters: at the second signal, the first action finds the flag that the second action set before.
        flag::register_conditional_shutdown(signal, SHELLS + signal, Arc::clone(&second))?;
        flag::register(signal, second)?;
        flag::register_usize(signal, Arc::clone(came), signal as usize)?;
    }
    Ok(())
}

/// A bit for each signal that was ignored when this process was started, the first for signal 1. Linux reports this in
/// /proc; elsewhere, no signal is known to be ignored.
fn ignored_at_start() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    ignored.and_then(|bits| u64::from_str_radix(bits.trim(), 16).ok()).unwrap_or(0)
}
