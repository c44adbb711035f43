//! Errors for a person: the library's words, with its options spelled as flags.

use fusebill::{Error, spell_options};

/// The flag behind each option of the library.
const FLAGS: [(&str, &str); 16] = [
    ("baseUrl", "--base-url"),
    ("timeoutMs", "--timeout"),
    ("connectTimeoutMs", "--connect-timeout"),
    ("maxAttempts", "--max-attempts"),
    ("proxy", "--proxy"),
    ("caFile", "--ca-file"),
    ("userAgent", "--user-agent"),
    ("maxIdleConnections", "--concurrency"),
    ("concurrency", "--concurrency"),
    ("maxPerMinute", "--max-per-minute"),
    ("resultsFile", "--results"),
    ("resume", "--resume"),
    ("retryFailed", "--retry-failed"),
    ("newKey", "--new-key"),
    ("stopAfterFailures", "--stop-after-failures"),
    ("wait", "--wait"),
];

/// The text with flags instead of options.
pub(crate) fn with_flags(text: &str) -> String {
    spell_options(text, |option| FLAGS.iter().find(|(name, _)| *name == option).map(|(_, flag)| (*flag).to_owned()))
}

/// What happened and what to do next, as one line.
pub(crate) fn of(error: &Error) -> String {
    with_flags(&format!("{error}: {}", error.kind().advice()))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;
    use fusebill::{BatchOptions, Options};

    use super::*;

    #[test]
    fn every_option_of_the_library_is_a_flag() {
        let command = crate::args::Args::command();
        let command = command.find_subcommand("enable-synch").expect("the subcommand");
        let flags: Vec<String> = command
            .get_arguments()
            .filter_map(|argument| argument.get_long())
            .map(|long| format!("--{long}"))
            .collect();
        // Which operation it is, the command says.
        let of_batches = BatchOptions::NAMES.into_iter().filter(|name| *name != "operation");
        let options: Vec<&str> = Options::NAMES.into_iter().chain(of_batches).collect();
        for option in &options {
            let (_, flag) =
                FLAGS.iter().find(|(name, _)| name == option).unwrap_or_else(|| panic!("{option} has no flag"));
            let flag = flag.split(' ').next().unwrap_or_default();
            assert!(flags.iter().any(|known| known == flag), "{flag} is not a flag of enable-synch");
        }
        assert_eq!(FLAGS.len(), options.len(), "and nothing else is");
    }
}
