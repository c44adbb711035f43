//! Strings that this library returned.

use std::ffi::{CStr, CString, c_char};

/// Frees a string returned by this library. Does nothing for NULL. Do not free its strings in any other way.
///
/// Threads: any. Errors: none.
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_string_free(string: *mut c_char) {
    if !string.is_null() {
        // SAFETY: by the contract it came from this library, which creates strings as CString, and is freed once.
        drop(unsafe { CString::from_raw(string) });
    }
}

/// Returns the length of a string in bytes, without the NUL; 0 for NULL. For languages without strlen.
///
/// Threads: any. Errors: none.
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_string_length(string: *const c_char) -> usize {
    if string.is_null() {
        return 0;
    }
    // SAFETY: not NULL; by the contract it ends with NUL.
    unsafe { CStr::from_ptr(string) }.count_bytes()
}
