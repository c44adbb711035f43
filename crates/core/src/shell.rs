//! Commands that a message suggests.

/// A path, quoted for the usual shell of this system.
pub fn quoted(path: &str) -> String {
    let plain = if cfg!(windows) { "/\\:._-+@" } else { "/:._-+@%" };
    if path.chars().all(|c| c.is_alphanumeric() || plain.contains(c)) {
        return path.into();
    }
    match cfg!(windows) {
        // No path has a double quote there, and cmd knows no other.
        true => format!("\"{path}\""),
        false => format!("'{}'", path.replace('\'', "'\\''")),
    }
}
