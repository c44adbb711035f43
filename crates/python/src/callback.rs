//! Calls into Python code that may not return: up to 3.13, CPython ends a thread that returns to the interpreter while it
//! is shutting down, by unwinding whatever is on the thread's stack. Rust would abort the process.
//!
//! The only unsafe code in this crate: PyO3 guards its own returns to the interpreter in this way, but not calls.
#![allow(unsafe_code, reason = "an unwinding can only be met where the call is declared to unwind")]

use std::{ffi::CStr, ptr, thread, time::Duration};

use pyo3::{ffi::PyObject, prelude::*, types::PyString};

mod raw {
    use std::ffi::c_char;

    use pyo3::ffi::PyObject;

    // Linked like PyO3's own declarations: on Windows, the stable ABI is in python3.dll, without decoration on x86.
    #[cfg_attr(all(windows, not(target_arch = "x86")), link(name = "python3", kind = "raw-dylib"))]
    #[cfg_attr(
        all(windows, target_arch = "x86"),
        link(name = "python3", kind = "raw-dylib", import_name_type = "undecorated")
    )]
    // None is used by PyO3 itself: one symbol must not be declared both with and without unwinding.
    unsafe extern "C-unwind" {
        pub(super) fn PyObject_CallFunctionObjArgs(callable: *mut PyObject, ...) -> *mut PyObject;
        pub(super) fn PyImport_ImportModule(name: *const c_char) -> *mut PyObject;
    }
}

/// Blocks a thread that is being unwound, as CPython 3.14 itself does.
struct BlockWhenUnwound;

impl Drop for BlockWhenUnwound {
    fn drop(&mut self) {
        loop {
            thread::sleep(Duration::from_secs(3600));
        }
    }
}

/// Calls `callable`, which may run code in Python, ours or not, with up to three arguments.
pub(crate) fn call<'py>(callable: &Bound<'py, PyAny>, arguments: &[&Bound<'py, PyAny>]) -> PyResult<Bound<'py, PyAny>> {
    let function = callable.as_ptr();
    let end = ptr::null_mut::<PyObject>();
    let unwound = BlockWhenUnwound;
    // SAFETY: this thread is attached, as `callable` shows; all arguments live until the call returns, and the list ends
    // with a null pointer.
    let result = unsafe {
        match arguments {
            [] => raw::PyObject_CallFunctionObjArgs(function, end),
            [a] => raw::PyObject_CallFunctionObjArgs(function, a.as_ptr(), end),
            [a, b] => raw::PyObject_CallFunctionObjArgs(function, a.as_ptr(), b.as_ptr(), end),
            [a, b, c] => raw::PyObject_CallFunctionObjArgs(function, a.as_ptr(), b.as_ptr(), c.as_ptr(), end),
            _ => unreachable!("no callback has more than three arguments"),
        }
    };
    std::mem::forget(unwound);
    // SAFETY: a new reference, or null with an exception set.
    unsafe { Bound::from_owned_ptr_or_err(callable.py(), result) }
}

/// The same for a method.
pub(crate) fn call_method<'py>(
    object: &Bound<'py, PyAny>,
    name: &Bound<'py, PyString>,
    arguments: &[&Bound<'py, PyAny>],
) -> PyResult<Bound<'py, PyAny>> {
    call(&object.getattr(name)?, arguments)
}

/// Imports a module, which runs code in Python unless it is loaded already.
pub(crate) fn import<'py>(py: Python<'py>, name: &CStr) -> PyResult<Bound<'py, PyModule>> {
    let unwound = BlockWhenUnwound;
    // SAFETY: this thread is attached, as `py` shows; the name ends with a zero.
    let result = unsafe { raw::PyImport_ImportModule(name.as_ptr()) };
    std::mem::forget(unwound);
    // SAFETY: a new reference, or null with an exception set.
    let module = unsafe { Bound::from_owned_ptr_or_err(py, result) }?;
    Ok(module.cast_into::<PyModule>()?)
}
