//! The versions of the library and of its ABI.

use std::ffi::{CStr, c_char};

/// Increases when programs built with an older header would break.
pub(crate) const ABI_VERSION: u32 = 0;

const VERSION: &CStr = match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
    Ok(version) => version,
    Err(_) => c"",
};

/// Returns the version of the loaded library, for example "0.1.0". Compare it with FUSEBILL_VERSION of the header.
///
/// Owner: the library; the text is static and must not be freed. Threads: any. Errors: none.
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_version() -> *const c_char {
    VERSION.as_ptr()
}

/// Returns the ABI version of the loaded library. The library fits a program if it equals FUSEBILL_ABI_VERSION of the
/// header.
///
/// Threads: any. Errors: none.
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_abi_version() -> u32 {
    ABI_VERSION
}
