//! Errors for a person: the library's words, with its options spelled as flags.

use fusebill::{Error, spell_options};

/// The flag behind each option of the library.
const FLAGS: [(&str, &str); 15] = [
    ("baseUrl", "--base-url"),
    ("timeoutMs", "--timeout (here in milliseconds)"),
    ("connectTimeoutMs", "--connect-timeout (here in milliseconds)"),
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
