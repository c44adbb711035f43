//! What a call returns.

use std::ffi::c_char;

#[doc(inline)]
pub use crate::generated::status::*;

/// The result of a call: one of the FUSEBILL_ constants below. A plain integer, so that a code added by a later version is
/// not undefined behavior. Codes are never renumbered.
pub type fusebill_status = i32;

/// Returns the name of a status in lower case, for example "not_found"; "unknown" for any other number.
///
/// Owner: the library; the text is static and must not be freed. Threads: any. Errors: none.
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_status_name(status: fusebill_status) -> *const c_char {
    name(status).as_ptr()
}
