//! The status codes and their names.
//!
//! Written by scripts/generate from the description in crates/core; change it there.

use std::ffi::CStr;

use crate::status::fusebill_status;

/// Success.
pub const FUSEBILL_OK: fusebill_status = 0;
/// An invalid argument, option or key, or an `http://localhost` that resolves to another machine. Nothing was sent.
pub const FUSEBILL_INVALID_ARGUMENT: fusebill_status = 1;
/// 401 or 403: the key is missing or wrong, or belongs to another environment.
pub const FUSEBILL_UNAUTHORIZED: fusebill_status = 2;
/// 404 with the vendor's error body: no such customer for this key.
pub const FUSEBILL_NOT_FOUND: fusebill_status = 3;
/// 400, 409, 422 and every other 4xx: the server rejected the request. A 409 may mean that the sync is enabled already
/// (for DisableSynch, disabled already).
pub const FUSEBILL_REJECTED: fusebill_status = 4;
/// 429, and the limit does not reset within the deadline.
pub const FUSEBILL_RATE_LIMITED: fusebill_status = 5;
/// 5xx, after the retries.
pub const FUSEBILL_SERVER: fusebill_status = 6;
/// The deadline passed.
pub const FUSEBILL_TIMEOUT: fusebill_status = 7;
/// No connection: DNS failure, connection refused or reset, proxy failure, TLS that breaks with a server with which it
/// has worked before.
pub const FUSEBILL_CONNECTION: fusebill_status = 8;
/// No secure connection: an invalid certificate, a version of TLS that is not supported, or a handshake that fails with
/// a server with which none has succeeded.
pub const FUSEBILL_TLS: fusebill_status = 9;
/// A response that is not the API's: a 2xx without the customer, a 2xx with an error in any of the usual forms
/// (`Errors`, `error`, `success: false`, problem details), a redirect, a 404 without the vendor's error body, a status
/// outside 100 to 599, a body over 1 MiB (16 MiB for a list), a list that does not end, malformed HTTP.
pub const FUSEBILL_BAD_RESPONSE: fusebill_status = 10;
/// The caller cancelled.
pub const FUSEBILL_CANCELLED: fusebill_status = 11;
/// A local file could not be read or written: a results file, a list of ids, a file of certificates.
pub const FUSEBILL_IO: fusebill_status = 12;
/// A bug in this library.
pub const FUSEBILL_INTERNAL: fusebill_status = 13;
/// In a batch: the server returned the customer, whose sync is not on after EnableSynch.
pub const FUSEBILL_NOT_ENABLED: fusebill_status = 14;
/// In a batch: the server returned the customer, whose sync is still on after DisableSynch.
pub const FUSEBILL_NOT_DISABLED: fusebill_status = 17;
/// A batch finished, but some customers failed.
pub const FUSEBILL_SOME_FAILED: fusebill_status = 20;

/// The name of a status in lower case.
pub(crate) fn name(status: fusebill_status) -> &'static CStr {
    match status {
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
    }
}
