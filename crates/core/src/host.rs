//! What the library owes its host process on Unix: descriptors that are not the host's standard streams, threads that run
//! none of its signal handlers, and an environment that a set-user-id program does not believe.

use std::{env, ffi::OsString, io};

/// An environment variable. None are read in a program that has more rights than its user (set-user-id, set-group-id, file
/// capabilities): the user would decide where the program sends its key. This is glibc's rule for `secure_getenv`.
pub fn variable(name: &str) -> Option<OsString> {
    env::var_os(name).filter(|_| !is_privileged())
}

/// Whether the process has more rights than the user who started it.
#[cfg(unix)]
pub(crate) fn is_privileged() -> bool {
    use once_cell::race::OnceBool;
    use rustix::process::{getegid, geteuid, getgid, getuid};
    // What the kernel said at the start does not change.
    static IS_SECURE: OnceBool = OnceBool::new();
    let is_secure = || std::fs::read("/proc/self/auxv").is_ok_and(|auxiliary| says_secure(&auxiliary));
    getuid() != geteuid() || getgid() != getegid() || IS_SECURE.get_or_init(is_secure)
}

/// Whether Linux's auxiliary vector, pairs of a type and a value, has an `AT_SECURE` that is not 0.
#[cfg(unix)]
fn says_secure(auxiliary: &[u8]) -> bool {
    const AT_SECURE: usize = 23;
    let mut words =
        auxiliary.chunks_exact(size_of::<usize>()).filter_map(|word| Some(usize::from_ne_bytes(word.try_into().ok()?)));
    while let (Some(kind), Some(value)) = (words.next(), words.next()) {
        if kind == AT_SECURE {
            return value != 0;
        }
    }
    false
}

#[cfg(not(unix))]
pub(crate) fn is_privileged() -> bool {
    false
}

/// The same file or socket with a descriptor of 3 or more: if the host has closed its standard streams, what it prints must
/// not go into a file or a connection of the library.
#[cfg(unix)]
pub(crate) fn above_the_streams<T: Into<std::os::fd::OwnedFd> + From<std::os::fd::OwnedFd>>(
    opened: T,
) -> io::Result<T> {
    use std::os::fd::AsRawFd;
    const FIRST: i32 = 3;
    let descriptor = opened.into();
    if descriptor.as_raw_fd() >= FIRST {
        return Ok(descriptor.into());
    }
    Ok(rustix::io::fcntl_dupfd_cloexec(&descriptor, FIRST)?.into())
}

#[cfg(not(unix))]
pub(crate) fn above_the_streams<T>(opened: T) -> io::Result<T> {
    Ok(opened)
}

/// Starts a thread that runs none of the host's signal handlers: it inherits a mask with every signal but those that a
/// thread raises itself.
#[cfg(unix)]
pub fn without_signals<T>(start: impl FnOnce() -> T) -> T {
    use nix::sys::signal::{SigSet, Signal};
    let mut others = SigSet::all();
    for own in [
        Signal::SIGSEGV,
        Signal::SIGBUS,
        Signal::SIGFPE,
        Signal::SIGILL,
        Signal::SIGTRAP,
        Signal::SIGABRT,
        Signal::SIGSYS,
    ] {
        others.remove(own);
    }
    let before = SigSet::thread_get_mask().ok().filter(|_| others.thread_block().is_ok());
    let started = start();
    if let Some(before) = before {
        // A mask that this thread had can be set again.
        let _ = before.thread_set_mask();
    }
    started
}

/// As on Unix, where it matters.
#[cfg(not(unix))]
pub fn without_signals<T>(start: impl FnOnce() -> T) -> T {
    start()
}

#[cfg(all(test, unix))]
mod tests {
    use std::{
        fs::File,
        os::fd::{AsRawFd, OwnedFd},
        thread,
    };

    use nix::sys::signal::{SigSet, Signal};

    use super::*;

    #[test]
    fn a_thread_of_the_library_blocks_what_others_raise() {
        let before = SigSet::thread_get_mask().unwrap();
        let mask = without_signals(|| thread::spawn(|| SigSet::thread_get_mask().unwrap())).join().unwrap();
        assert!(mask.contains(Signal::SIGTERM) && mask.contains(Signal::SIGALRM) && mask.contains(Signal::SIGCHLD));
        assert!(!mask.contains(Signal::SIGSEGV) && !mask.contains(Signal::SIGABRT));
        assert_eq!(SigSet::thread_get_mask().unwrap(), before, "the caller's own mask is as it was");
    }

    #[test]
    fn a_descriptor_that_is_high_enough_is_kept() {
        let file = File::open("/dev/null").unwrap();
        let number = file.as_raw_fd();
        assert_eq!(above_the_streams(OwnedFd::from(file)).unwrap().as_raw_fd(), number);
    }

    #[test]
    fn the_kernels_word_is_found() {
        let vector = |pairs: &[(usize, usize)]| -> Vec<u8> {
            pairs.iter().flat_map(|(kind, value)| [kind.to_ne_bytes(), value.to_ne_bytes()].concat()).collect()
        };
        assert!(says_secure(&vector(&[(6, 4096), (23, 1), (0, 0)])));
        assert!(!says_secure(&vector(&[(6, 23), (23, 0), (0, 0)])) && !says_secure(&[]) && !says_secure(&[1; 7]));
    }

    #[test]
    fn this_program_believes_its_environment() {
        assert!(!is_privileged());
        assert_eq!(variable("PATH"), env::var_os("PATH"));
    }
}
