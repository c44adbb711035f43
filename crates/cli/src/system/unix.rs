//! Unix: a terminal's echo, a file's mode, and the signal of a file that grows too large.

use std::{
    fs::{File, Permissions},
    io::{self, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::Path,
};

use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
use signal_hook::{consts::SIGXFSZ, flag};

const MODE: u32 = 0o600;

/// A file that reaches the size limit of the process is an error of the write, like a full disk, and not the end.
pub(crate) fn begin() {
    let _ = flag::register(SIGXFSZ, std::sync::Arc::default());
}

/// Creates or truncates a file that only its owner may read.
pub(crate) fn create_private(path: &Path) -> io::Result<File> {
    let file = File::options().write(true).create(true).truncate(true).mode(MODE).open(path)?;
    if file.metadata()?.is_file() {
        file.set_permissions(Permissions::from_mode(MODE))?;
    }
    Ok(file)
}

/// Asks for a secret at the terminal. The echo is off before the question appears: whoever pastes at once is not shown.
pub(crate) fn prompt(question: &str) -> io::Result<String> {
    let mut terminal = File::options().read(true).write(true).open("/dev/tty")?;
    let before = tcgetattr(&terminal)?;
    let mut silent = before.clone();
    silent.local_modes.remove(LocalModes::ECHO);
    tcsetattr(&terminal, OptionalActions::Now, &silent)?;
    let answer = terminal.write_all(question.as_bytes()).and_then(|()| rpassword::read_password());
    tcsetattr(&terminal, OptionalActions::Now, &before)?;
    answer
}
