//! Quoting for the commands that messages suggest.

/// A path, quoted for the usual shell of this system.
pub fn quoted(path: &str) -> String {
    let plain = if cfg!(windows) { "/\\:._-+@" } else { "/:._-+@%" };
    if path.chars().all(|c| c.is_alphanumeric() || plain.contains(c)) {
        return path.into();
    }
    match cfg!(windows) {
        // A path cannot contain a double quote there, and cmd knows no other quotes.
        true => format!("\"{path}\""),
        false => format!("'{}'", path.replace('\'', "'\\''")),
    }
}
