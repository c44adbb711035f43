//! What keeps a call whole on Unix.

use std::ffi::c_int;

/// Keeps `pthread_cancel` from ending this thread while it lives: the unwinding would go through frames that cannot be
/// unwound, and past locks. A cancel that comes meanwhile takes effect afterwards, at the caller's next cancellation point.
pub(crate) struct Stay(c_int);

/// `PTHREAD_CANCEL_DISABLE` of glibc and musl.
const DISABLE: c_int = 1;

unsafe extern "C" {
    fn pthread_setcancelstate(state: c_int, old: *mut c_int) -> c_int;
}

impl Stay {
    pub(crate) fn begin() -> Self {
        let mut before = 0;
        // SAFETY: the function takes any thread and a pointer to room for an int.
        unsafe { pthread_setcancelstate(DISABLE, &raw mut before) };
        Self(before)
    }
}

impl Drop for Stay {
    fn drop(&mut self) {
        let mut unwanted = 0;
        // SAFETY: as above.
        unsafe { pthread_setcancelstate(self.0, &raw mut unwanted) };
    }
}
