//! Which library this is.

use std::ffi::{CStr, c_char};

/// Rises when a program that was built against an older header would break.
pub(crate) const ABI_VERSION: u32 = 0;

const VERSION: &CStr = match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
    Ok(version) => version,
    Err(_) => c"",
};

/// The version of the library that is loaded, for example "0.1.0"; compare it with FUSEBILL_VERSION of the header.
///
/// Owner: the library; the text is static and must not be freed. Threads: any. Errors: none.
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_version() -> *const c_char {
    VERSION.as_ptr()
}

/// The version of the ABI that is loaded; the library fits a program when it equals FUSEBILL_ABI_VERSION of the header.
///
/// Threads: any. Errors: none.
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_abi_version() -> u32 {
    ABI_VERSION
}
