//! What a results file needs from Windows.

use std::{
    fs::{File, OpenOptions},
    io::{self, Seek, SeekFrom, Write},
    os::windows::fs::OpenOptionsExt,
    path::Path,
};

use winapi_util::file::{Information, information};

use super::FileIdentity;

/// `FILE_SHARE_READ`.
const OTHERS_MAY_READ: u32 = 1;
/// `ERROR_SHARING_VIOLATION`.
const SHARING_VIOLATION: i32 = 32;

/// Why [`open`] returned no file.
pub(crate) const IN_USE: &str = "another process is writing it, or has it open without sharing it";

/// Opens or creates the file for this process only: while it is open, others may read it, but not write, move or delete it.
/// A lock by `LockFile` would keep readers out, too. `None` if another process is writing it. The permissions of its folder
/// determine who may read it.
pub(crate) fn open(path: &Path) -> io::Result<Option<File>> {
    // Without `append`, which would not allow it to cut off a torn line.
    let opened =
        OpenOptions::new().read(true).write(true).create(true).truncate(false).share_mode(OTHERS_MAY_READ).open(path);
    match opened {
        Err(error) if error.raw_os_error() == Some(SHARING_VIOLATION) => Ok(None),
        other => other.map(Some),
    }
}

/// Writes to the current end of the file: at a remembered position, lines would hide that it was truncated.
pub(crate) fn append(mut file: &File, lines: &[u8]) -> io::Result<()> {
    file.seek(SeekFrom::End(0))?;
    file.write_all(lines)
}

/// Names are as durable as contents, and a folder cannot be opened.
pub(crate) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

impl FileIdentity {
    pub(crate) fn of(file: &File) -> io::Result<Self> {
        information(file).map(Self::from)
    }

    pub(crate) fn at(path: &Path) -> io::Result<Self> {
        Self::of(&File::open(path)?)
    }
}

impl From<Information> for FileIdentity {
    fn from(found: Information) -> Self {
        Self {
            identity: (found.volume_serial_number(), found.file_index()),
            names: found.number_of_links(),
            length: found.file_size(),
        }
    }
}
