//! The status codes: the core's kinds of error, and those that only C or a batch has.

use std::ffi::c_char;

use fusebill_core::{ErrorKind, NOT_DISABLED, NOT_ENABLED, SOME_FAILED};

/// The result of a call: one of the FUSEBILL_ constants below. A plain integer, so that a code added by a later version is
/// not undefined behavior. Codes are never renumbered.
pub type fusebill_status = i32;

/// Success.
pub const FUSEBILL_OK: fusebill_status = 0;
/// NULL, not UTF-8, id < 1, an unknown option, a malformed key. Nothing was sent.
pub const FUSEBILL_INVALID_ARGUMENT: fusebill_status = 1;
/// 401 or 403: the key is missing, wrong, or belongs to another environment.
pub const FUSEBILL_UNAUTHORIZED: fusebill_status = 2;
/// 404: no such customer for this key.
pub const FUSEBILL_NOT_FOUND: fusebill_status = 3;
/// 400, 409, 422 and every other 4xx.
pub const FUSEBILL_REJECTED: fusebill_status = 4;
/// 429 that could not be waited out; the error contains the limit and retryAfterMs.
pub const FUSEBILL_RATE_LIMITED: fusebill_status = 5;
/// 5xx, after the retries.
pub const FUSEBILL_SERVER: fusebill_status = 6;
/// The deadline passed.
pub const FUSEBILL_TIMEOUT: fusebill_status = 7;
/// DNS, connection refused or reset, proxy.
pub const FUSEBILL_CONNECTION: fusebill_status = 8;
/// Invalid certificate or failed TLS handshake.
pub const FUSEBILL_TLS: fusebill_status = 9;
/// Not the API's response: a 2xx without the customer, a redirect, a 404 without the vendor's error body, a body over
/// 1 MiB.
pub const FUSEBILL_BAD_RESPONSE: fusebill_status = 10;
/// Cancelled by the caller.
pub const FUSEBILL_CANCELLED: fusebill_status = 11;
/// A local file could not be read or written: results file, CA file.
pub const FUSEBILL_IO: fusebill_status = 12;
/// A bug in the library, such as a panic that was caught.
pub const FUSEBILL_INTERNAL: fusebill_status = 13;
/// Outcome in a batch: the response contains the customer, but its salesforceSynchStatus is not Enabled.
pub const FUSEBILL_NOT_ENABLED: fusebill_status = 14;
/// Outcome in a batch of DisableSynch: the response contains the customer, but it is still Enabled.
pub const FUSEBILL_NOT_DISABLED: fusebill_status = 17;
/// Batch: it finished, but some customers failed.
pub const FUSEBILL_SOME_FAILED: fusebill_status = 20;

const _: () = assert!(
    FUSEBILL_NOT_ENABLED == NOT_ENABLED && FUSEBILL_NOT_DISABLED == NOT_DISABLED && FUSEBILL_SOME_FAILED == SOME_FAILED
);

/// Returns the name of a status in lower case, for example "not_found"; "unknown" for any other number.
///
/// Owner: the library; the text is static and must not be freed. Threads: any. Errors: none.
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_status_name(status: fusebill_status) -> *const c_char {
    let name = match status {
        FUSEBILL_OK => c"ok",
        FUSEBILL_INVALID_ARGUMENT => c"invalid_argument",
        FUSEBILL_UNAUTHORIZED => c"unauthorized",
        FUSEBILL_NOT_FOUND => c"not_found",
        FUSEBILL_REJECTED => c"rejected",
        FUSEBILL_RATE_LIMITED => c"rate_limited",
        FUSEBILL_SERVER => c"server",
        FUSEBILL_TIMEOUT => c"timeout",
        FUSEBILL_CONNECTION => c"connection",
        FUSEBILL_TLS => c"tls",
        FUSEBILL_BAD_RESPONSE => c"bad_response",
        FUSEBILL_CANCELLED => c"cancelled",
        FUSEBILL_IO => c"io",
        FUSEBILL_INTERNAL => c"internal",
        FUSEBILL_NOT_ENABLED => c"not_enabled",
        FUSEBILL_NOT_DISABLED => c"not_disabled",
        FUSEBILL_SOME_FAILED => c"some_failed",
        _ => c"unknown",
    };
    debug_assert!(ErrorKind::ALL.iter().all(|kind| kind.code() != status || kind.name() == name.to_string_lossy()));
    name.as_ptr()
}
