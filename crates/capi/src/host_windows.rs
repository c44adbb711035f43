//! Keeps a call from being cut short on Windows.

use std::{ptr, sync::Once};

use windows_sys::Win32::System::LibraryLoader::{
    GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, GET_MODULE_HANDLE_EX_FLAG_PIN, GetModuleHandleExW,
};

/// Keeps the library loaded from the first call on: after `FreeLibrary`, a thread that called it would still have
/// thread-local destructors in it. On Linux, the linker does this (`-z nodelete`).
pub(crate) struct ProtectedCall;

impl ProtectedCall {
    pub(crate) fn begin() -> Self {
        static PINNED: Once = Once::new();
        PINNED.call_once(|| {
            let mut module = ptr::null_mut();
            let flags = GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_PIN;
            // SAFETY: the address is one of this module's, as the flag says; `module` is memory for a handle.
            unsafe { GetModuleHandleExW(flags, (&raw const PINNED).cast(), &raw mut module) };
        });
        Self
    }
}
