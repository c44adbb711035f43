//! What a results file needs from the operating system: a single writer, a name as durable as the content, and whether it is
//! still the file at its path.

#[cfg_attr(unix, path = "unix.rs")]
#[cfg_attr(windows, path = "windows.rs")]
mod system;

use std::{io, path::Path};

pub(super) use system::{IN_USE, append, open, sync_folder};

/// Refuses a pipe, which would be waited for, and a device, which would take every line. A folder is the system's to refuse.
pub(super) fn check_kind(path: &Path) -> io::Result<()> {
    match path.metadata() {
        Ok(found) if !found.is_file() && !found.is_dir() => {
            Err(io::Error::new(io::ErrorKind::InvalidInput, "not a results file, but a pipe or a device"))
        }
        Ok(_) | Err(_) => Ok(()),
    }
}

/// What shows whether a file is still the one at its path.
pub(super) struct FileIdentity {
    pub(super) identity: (u64, u64),
    /// How many names it has; 0 after it was deleted.
    pub(super) names: u64,
    pub(super) length: u64,
}
