//! Strings that this library gave away.

use std::ffi::{CStr, CString, c_char};

/// Frees a string that this library gave. NULL is fine. Never free one of its strings in another way.
///
/// Threads: any. Errors: none.
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_string_free(string: *mut c_char) {
    if !string.is_null() {
        // SAFETY: by the contract it came from this library, which makes strings by CString, and is freed once.
        drop(unsafe { CString::from_raw(string) });
    }
}

/// How many bytes a string has before its NUL; 0 for NULL. For languages with no strlen.
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
