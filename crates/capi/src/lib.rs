//! The C binding: converts arguments, calls the core, converts the result. No behavior of its own.
//!
//! All exported functions work the same way: `guard::call` clears the out pointer, catches panics and returns the text;
//! `convert` checks pointers. Only this crate and one file of the Python binding have `unsafe` blocks, each with its reason.
//! The doc comments here become the comments of `include/fusebill.h`.
#![allow(non_camel_case_types)]
#![deny(unsafe_op_in_unsafe_fn)]
// The exports are for C, not for Rust.
#![allow(unreachable_pub)]

mod batch;
mod calls;
mod cancel;
mod client;
mod convert;
mod generated {
    pub mod status;
}
mod guard;
#[cfg_attr(unix, path = "host_unix.rs")]
#[cfg_attr(windows, path = "host_windows.rs")]
mod host;
mod json;
pub mod logger;
pub mod status;
mod string;
mod version;
