//! Why a batch is making no calls, and until when.

use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use crate::{quota::Limit, timestamp};

/// A pause of a whole batch. Reported once, when it starts: to the listener of
/// [`batch`](crate::Client::batch), and to the log as a warning.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Wait {
    /// What the batch waits for.
    pub reason: WaitReason,
    /// When the batch continues or gives up, UTC.
    pub until: SystemTime,
}

/// What a batch waits for.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum WaitReason {
    /// The account's limit is used up; the batch continues when it resets.
    Limit(Limit),
    /// The server or the network is down, with the message of the last failure. The batch tries again at intervals, and
    /// gives up at [`Wait::until`].
    Outage(String),
    /// The server asked to wait (`Retry-After`) before the remaining customers. If it asks for more than 15 minutes, the batch does
    /// not wait, and their outcome is the failure.
    Asked,
    /// No more files can be opened: from now on, only this number of calls is made at a time. The batch does not pause.
    Descriptors(u64),
    /// The server does not match sets of ids, for the reason given: from now on, each customer is read on its own. It does not
    /// pause.
    OneByOne(String),
    /// So many customers are Enabled and have no account in Salesforce yet: they are read again. Only of
    /// [`verify`](crate::Client::verify).
    NotLinked(u64),
}

impl fmt::Display for Wait {
    /// `rate limited until 16:20:00 UTC (limit of calls per minute)`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let until = clock_time(self.until);
        match &self.reason {
            WaitReason::Limit(limit) => write!(f, "rate limited until {until} (limit of calls per {limit})"),
            WaitReason::Asked => write!(f, "waiting until {until}, as the server asked"),
            WaitReason::Descriptors(calls) => {
                write!(f, "no more files can be opened in this process, so only {calls} calls are made at a time")
            }
            WaitReason::OneByOne(why) => write!(f, "{why}; from now on each is read on its own"),
            WaitReason::NotLinked(1) => write!(f, "1 customer is not linked yet; reading it again at {until}"),
            WaitReason::NotLinked(count) => {
                write!(f, "{count} customers are not linked yet; reading them again at {until}")
            }
            WaitReason::Outage(why) => write!(f, "the server is down ({why}); trying again until {until}"),
        }
    }
}

/// `16:20:00 UTC`, with the date if it is not today's.
fn clock_time(time: SystemTime) -> String {
    let seconds = time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let Some(text) = timestamp::rfc3339(UNIX_EPOCH + Duration::from_secs(seconds)) else {
        return "an unknown time".into();
    };
    let text = text.to_string().replace('T', " ").replace('Z', " UTC");
    let today = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs() / 86_400;
    match text.split_once(' ') {
        Some((_, time)) if seconds / 86_400 == today => time.into(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_says_why_and_until_when() {
        let until = UNIX_EPOCH + Duration::from_secs(1_769_860_860);
        let wait = Wait { reason: WaitReason::Limit(Limit::Minute), until };
        assert_eq!(wait.to_string(), "rate limited until 2026-01-31 12:01:00 UTC (limit of calls per minute)");
        let wait = Wait { reason: WaitReason::Outage("refused".into()), until };
        assert_eq!(wait.to_string(), "the server is down (refused); trying again until 2026-01-31 12:01:00 UTC");
        assert_eq!(clock_time(SystemTime::now()).len(), "12:01:00 UTC".len());
    }
}
