//! What a results file needs from Unix.

use std::{
    fs::{File, Metadata, OpenOptions, TryLockError, metadata},
    io::{self, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::Path,
};

use super::FileIdentity;
use crate::host::above_the_streams;

/// Why [`open`] returned no file.
pub(crate) const IN_USE: &str = "another process is writing it";

/// Opens or creates the file, which only its owner may read, and locks it. `None` if another process holds the lock.
pub(crate) fn open(path: &Path) -> io::Result<Option<File>> {
    let file = OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(path)?;
    let file = above_the_streams(file)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Writes to the current end of the file.
pub(crate) fn append(mut file: &File, lines: &[u8]) -> io::Result<()> {
    file.write_all(lines)
}

/// Makes the file's name as durable as its content.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    above_the_streams(File::open(folder.unwrap_or(Path::new(".")))?)?.sync_all()
}

impl FileIdentity {
    pub(crate) fn of(file: &File) -> io::Result<Self> {
        file.metadata().map(Self::from)
    }

    pub(crate) fn at(path: &Path) -> io::Result<Self> {
        metadata(path).map(Self::from)
    }
}

impl From<Metadata> for FileIdentity {
    fn from(found: Metadata) -> Self {
        Self { identity: (found.dev(), found.ino()), names: found.nlink(), length: found.len() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_is_its_owners() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("results.jsonl");
        let file = open(&path).unwrap().unwrap();
        assert_eq!(file.metadata().unwrap().mode() & 0o777, 0o600);
    }
}
