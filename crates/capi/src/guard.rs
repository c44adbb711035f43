//! The boundary with C: no panic crosses it, and no out pointer is left unset.

use std::{
    ffi::{CString, c_char},
    panic::{AssertUnwindSafe, catch_unwind},
    ptr,
};

use fusebill_core::Error;

use crate::{
    host,
    status::{FUSEBILL_INTERNAL, FUSEBILL_OK, fusebill_status},
};

/// What a function returns to C: a status, and a text that the caller frees.
pub(crate) struct Answer {
    pub(crate) status: fusebill_status,
    pub(crate) text: Option<String>,
}

impl Answer {
    pub(crate) fn ok(text: String) -> Self {
        Self { status: FUSEBILL_OK, text: Some(text) }
    }
}

impl From<Error> for Answer {
    fn from(error: Error) -> Self {
        Self { status: error.kind().code(), text: Some(error.to_json()) }
    }
}

/// Runs `work` and stores its text in `out`, unless that is NULL. An error becomes its status and JSON, a panic `internal`.
pub(crate) fn call(out: *mut *mut c_char, work: impl FnOnce() -> Result<Answer, Error>) -> fusebill_status {
    let _whole = host::ProtectedCall::begin();
    put(out, ptr::null_mut());
    let answer = without_panic(work).and_then(|result| result).unwrap_or_else(Answer::from);
    let Some(text) = answer.text.filter(|_| !out.is_null()) else { return answer.status };
    match c_string(text) {
        Some(text) => put(out, text.into_raw()),
        None => return FUSEBILL_INTERNAL, // the text contains a NUL byte
    }
    answer.status
}

/// The text as a C string; `None` if it contains a NUL. `CString::new` does the same, but its search takes a thousand
/// instructions for a customer, and libc's a tenth of that.
fn c_string(text: String) -> Option<CString> {
    let bytes = text.into_bytes();
    // SAFETY: pointer and length are those of a live vector.
    let nul = unsafe { libc::memchr(bytes.as_ptr().cast(), 0, bytes.len()) };
    // SAFETY: it contains no NUL.
    nul.is_null().then(|| unsafe { CString::from_vec_unchecked(bytes) })
}

/// Runs `work`; a panic becomes an error.
pub(crate) fn without_panic<T>(work: impl FnOnce() -> T) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(work))
        .map_err(|_| Error::internal("a panic was caught at the boundary of the library"))
}

/// Sets an out pointer, if there is one.
pub(crate) fn put<T>(out: *mut T, value: T) {
    if !out.is_null() {
        // SAFETY: not NULL; by the contract in the header it points to writable memory for a T.
        unsafe { out.write(value) };
    }
}
