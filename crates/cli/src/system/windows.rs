//! Windows: the console, and files whose readers their folder determines.

use std::{fs::File, io, path::Path};

/// Nothing to prepare.
pub(crate) fn begin() {}

/// Creates or truncates a file; the permissions of its folder determine who may read it.
pub(crate) fn create_private(path: &Path) -> io::Result<File> {
    File::create(path)
}

/// Asks for a secret at the console, without echo.
pub(crate) fn prompt(question: &str) -> io::Result<String> {
    rpassword::prompt_password(question)
}
