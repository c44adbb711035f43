//! Error messages for people: the library's messages, with its options spelled as flags.

use clap::CommandFactory;
use fusebill::{Error, ErrorKind, spell_options};

use crate::args::kebab;

/// The flag of an option of the library: its words joined by dashes, except for options whose flag has another name.
fn flag(option: &str) -> Option<String> {
    let name = match option {
        "resultsFile" => "results".to_owned(),
        "maxIdleConnections" => "concurrency".to_owned(),
        _ => kebab(option.strip_suffix("Ms").unwrap_or(option)),
    };
    let command = crate::args::Args::command();
    let is_known = command.get_subcommands().any(|one| one.get_arguments().any(|flag| flag.get_long() == Some(&name)));
    is_known.then(|| format!("--{name}"))
}

/// The text with flags instead of options.
pub(crate) fn with_flags(text: &str) -> String {
    spell_options(text, flag)
}

/// What happened and what to do next, as one line.
pub(crate) fn line(error: &Error) -> String {
    with_advice(error, error.kind().advice())
}

/// The same with advice for the case.
pub(crate) fn with_advice(error: &Error, advice: &str) -> String {
    // The server's own words are not changed.
    let said = error.to_string();
    let said = if error.errors().is_empty() { with_flags(&said) } else { said };
    match error.kind() {
        // The message itself says which argument, and what it must be.
        ErrorKind::InvalidArgument => said,
        _ => format!("{said}: {}", with_flags(advice)),
    }
}

#[cfg(test)]
mod tests {
    use fusebill::{BatchOptions, Options};

    use super::*;

    #[test]
    fn every_option_of_the_library_is_a_flag() {
        // The command and its list determine the operation and its arguments.
        let unsaid = ["operation", "salesforceIds", "forceLatch"];
        for option in Options::NAMES.into_iter().chain(BatchOptions::NAMES).filter(|name| !unsaid.contains(name)) {
            assert!(flag(option).is_some(), "{option} has no flag");
        }
        assert_eq!(with_flags("option caFile, option x"), "--ca-file, option x");
    }
}
