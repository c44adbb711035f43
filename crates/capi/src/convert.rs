//! Converts arguments from C to Rust, and checks them for NULL and UTF-8.

use std::ffi::{CStr, c_char};

use fusebill_core::Error;

/// A string that may be NULL.
pub(crate) fn optional<'a>(text: *const c_char, name: &str) -> Result<Option<&'a str>, Error> {
    if text.is_null() {
        return Ok(None);
    }
    // SAFETY: not NULL; by the contract in the header a string ends with NUL and outlives the call.
    let text = unsafe { CStr::from_ptr(text) };
    text.to_str().map(Some).map_err(|_| Error::invalid_argument(format!("{name} is not UTF-8")))
}

/// A string that must not be NULL.
pub(crate) fn required<'a>(text: *const c_char, name: &str) -> Result<&'a str, Error> {
    optional(text, name)?.ok_or_else(|| null(name))
}

/// 0 or 1; a language whose true is -1 would otherwise mean something by 7.
pub(crate) fn flag(value: i32, name: &str) -> Result<bool, Error> {
    match value {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(Error::invalid_argument(format!("{name} is {value}, not 0 or 1"))),
    }
}

/// A handle that must not be NULL.
pub(crate) fn handle<'a, T>(pointer: *const T, name: &str) -> Result<&'a T, Error> {
    handle_or_none(pointer).ok_or_else(|| null(name))
}

/// A handle that may be NULL; allocates nothing.
pub(crate) fn handle_or_none<'a, T>(pointer: *const T) -> Option<&'a T> {
    // SAFETY: NULL becomes None; by the contract in the header, any other pointer came from this library and was not freed.
    unsafe { pointer.as_ref() }
}

pub(crate) fn null(name: &str) -> Error {
    Error::invalid_argument(format!("{name} is NULL"))
}
