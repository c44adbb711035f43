//! Ctrl-C, Ctrl-Break, closing the window, logoff and shutdown, with the numbers of the corresponding Unix signals.

use std::{
    io, process,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use tokio::{runtime::Builder, select, signal::windows};

use super::SHELLS;

const SIGHUP: usize = 1;
const SIGINT: usize = 2;
const SIGTERM: usize = 15;

/// The signals after which the system ends the process within five seconds.
pub(super) const URGENT: [usize; 2] = [SIGHUP, SIGTERM];

/// Stores the first signal in `came`; the second ends the process.
pub(super) fn watch(came: &Arc<AtomicUsize>) -> io::Result<()> {
    let came = Arc::clone(came);
    let (mut ctrl_c, mut ctrl_break) = (windows::ctrl_c()?, windows::ctrl_break()?);
    let (mut close, mut logoff, mut shutdown) =
        (windows::ctrl_close()?, windows::ctrl_logoff()?, windows::ctrl_shutdown()?);
    let runtime = Builder::new_current_thread().build()?;
    thread::Builder::new().spawn(move || {
        runtime.block_on(async {
            loop {
                let signal = select! {
                    _ = ctrl_c.recv() => SIGINT,
                    _ = ctrl_break.recv() => SIGINT,
                    _ = close.recv() => SIGHUP,
                    _ = logoff.recv() => SIGTERM,
                    _ = shutdown.recv() => SIGTERM,
                };
                if came.swap(signal, Ordering::Relaxed) != 0 {
                    process::exit(SHELLS + signal as i32);
                }
            }
        });
    })?;
    Ok(())
}
