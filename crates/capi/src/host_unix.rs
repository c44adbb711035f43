//! Keeps a call from being cut short on Unix.

use std::ffi::c_int;

/// While this value exists, `pthread_cancel` does not end this thread: unwinding would pass through frames that cannot be
/// unwound, and leave locks held. A cancel in the meantime takes effect afterwards, at the caller's next cancellation point.
pub(crate) struct ProtectedCall(c_int);

/// `PTHREAD_CANCEL_DISABLE` of glibc and musl.
const DISABLE: c_int = 1;

unsafe extern "C" {
    fn pthread_setcancelstate(state: c_int, old: *mut c_int) -> c_int;
}

impl ProtectedCall {
    pub(crate) fn begin() -> Self {
        let mut before = 0;
        // SAFETY: the function may be called on any thread; the pointer is to memory for an int.
        unsafe { pthread_setcancelstate(DISABLE, &raw mut before) };
        Self(before)
    }
}

impl Drop for ProtectedCall {
    fn drop(&mut self) {
        let mut unwanted = 0;
        // SAFETY: as above.
        unsafe { pthread_setcancelstate(self.0, &raw mut unwanted) };
    }
}
