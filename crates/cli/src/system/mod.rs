//! What the command needs from the operating system.

#[cfg_attr(unix, path = "unix.rs")]
#[cfg_attr(windows, path = "windows.rs")]
mod this;

pub(crate) use this::{begin, create_private, prompt};
