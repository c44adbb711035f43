//! Cancel handles, which end individual calls.

use fusebill_core::{CancelToken, Error};

use crate::convert;

/// A cancel handle: ends the calls it was passed to, and no others. Opaque.
pub struct fusebill_cancel(pub(crate) CancelToken);

/// Frees a cancel handle. Does nothing for NULL. Calls that use it may still be in flight.
///
/// Threads: any, but not while fusebill_cancel_request runs or a call with this handle is starting. Errors: none.
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_cancel_free(cancel: *mut fusebill_cancel) {
    if !cancel.is_null() {
        // SAFETY: by the contract it came from fusebill_cancel_new, is no longer used, and is freed once.
        drop(unsafe { Box::from_raw(cancel) });
    }
}

/// Creates a cancel handle.
///
/// Owner: the caller frees it with fusebill_cancel_free. Threads: any. Errors: none.
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_cancel_new() -> *mut fusebill_cancel {
    Box::into_raw(Box::new(fusebill_cancel(CancelToken::new())))
}

/// Ends every call that uses this handle, now or later. Does nothing for NULL.
///
/// Threads: any, at any time before fusebill_cancel_free. Async-signal-safe. Errors: none.
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_cancel_request(cancel: *const fusebill_cancel) {
    // One atomic store: no lock, no allocation, nothing that could panic.
    if let Some(cancel) = convert::handle_or_none(cancel) {
        cancel.0.cancel();
    }
}

/// The token of a cancel handle that may be NULL.
pub(crate) fn token(cancel: *const fusebill_cancel) -> Result<CancelToken, Error> {
    if cancel.is_null() { Ok(CancelToken::new()) } else { Ok(convert::handle(cancel, "cancel")?.0.clone()) }
}
