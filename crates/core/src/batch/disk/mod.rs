//! What a results file needs from the operating system: a single writer, a name as durable as the content, and whether it is
//! still the file at its path.

#[cfg_attr(unix, path = "unix.rs")]
#[cfg_attr(windows, path = "windows.rs")]
mod system;

pub(super) use system::{IN_USE, append, open, sync_folder};

/// What shows whether a file is still the one at its path.
pub(super) struct Facts {
    pub(super) identity: (u64, u64),
    /// How many names it has; 0 after it was deleted.
    pub(super) names: u64,
    pub(super) length: u64,
}
