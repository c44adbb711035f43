//! The quota headers, `X-Rate-Limit-{Limit,Remaining,Reset}-{Minute,Day}`, as values.

use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde::{Serialize, Serializer};

use crate::{description::shape, timestamp};

shape! {
    /// What is left of the account's limits, as of one response. Other programs of the account share the limits.
    QUOTA "Quota" {
        /// The current minute.
        "minute": Window,
        /// The current day.
        "day": Window,
        /// The time of the response, by the server's clock.
        "at": Option<SystemTime>,
    }
}

shape! {
    /// One limit. A member is null if the server did not send a valid value.
    WINDOW "Window" {
        /// The number of calls allowed per window.
        "limit": Option<u64>,
        /// The number of calls left.
        "remaining": Option<u64>,
        /// When the window resets, by the server's clock.
        "reset": Option<SystemTime>,
    }
}

/// What is left of the account's limits, as reported by one response. Other programs of the account share the limits.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Quota {
    /// The current minute.
    pub minute: Window,
    /// The current day.
    pub day: Window,
    /// The time of the response by the server's clock (its `Date`, otherwise this machine's clock), UTC: [`Window::reset`]
    /// is on the same clock.
    #[serde(serialize_with = "rfc3339")]
    pub at: Option<SystemTime>,
}

/// One limit. A field is `None` if the server did not send a valid value.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Window {
    /// The number of calls allowed per window.
    pub limit: Option<u64>,
    /// The number of calls left.
    pub remaining: Option<u64>,
    /// When the window resets, UTC, by the server's clock.
    #[serde(serialize_with = "rfc3339")]
    pub reset: Option<SystemTime>,
}

/// A limit that refuses the same request this often, a page or a customer, while others pass, will not let it pass.
pub(crate) const MOST_REFUSALS: u32 = 5;

/// How a list or a batch ends when no call is left today.
pub(crate) const DAY_IS_USED_UP: &str = "the day's limit is reached";

/// One of the two limits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Limit {
    /// Calls per minute.
    Minute,
    /// Calls per day.
    Day,
}

impl Limit {
    /// How long a window is, with a few seconds for clock differences.
    pub(crate) fn window(self) -> Duration {
        Duration::from_secs(self.seconds() + 5)
    }

    fn seconds(self) -> u64 {
        match self {
            Self::Minute => 60,
            Self::Day => 86_400,
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Minute => "minute",
            Self::Day => "day",
        })
    }
}

impl Quota {
    /// Reads the headers of a response received at `now` by this machine's clock; `text` finds a header by name.
    pub(crate) fn from_headers<'h>(text: impl Fn(&str) -> Option<&'h str>, now: SystemTime) -> Self {
        let at = text("date").and_then(|date| timestamp::parse(date, now)).unwrap_or(now);
        let window = |limit: &str, remaining: &str, reset: &str| Window {
            limit: text(limit).and_then(count),
            remaining: text(remaining).and_then(count),
            reset: text(reset).and_then(|reset| timestamp::parse(reset, at)),
        };
        Self {
            minute: window("x-rate-limit-limit-minute", "x-rate-limit-remaining-minute", "x-rate-limit-reset-minute"),
            day: window("x-rate-limit-limit-day", "x-rate-limit-remaining-day", "x-rate-limit-reset-day"),
            at: Some(at),
        }
    }

    /// Whether any header could be read.
    pub fn is_known(&self) -> bool {
        self.minute != Window::default() || self.day != Window::default()
    }

    /// The window of a limit.
    pub fn window(&self, limit: Limit) -> &Window {
        match limit {
            Limit::Minute => &self.minute,
            Limit::Day => &self.day,
        }
    }

    /// The limit that is used up, the longer one first; `None` if neither is known to be used up.
    pub fn exhausted(&self) -> Option<Limit> {
        [Limit::Day, Limit::Minute].into_iter().find(|limit| self.window(*limit).remaining == Some(0))
    }

    /// The time from the response until the limit resets. If the server did not send a plausible time, the next full minute
    /// (or UTC midnight) by the server's clock.
    pub fn wait_for(&self, limit: Limit) -> Duration {
        let at = self.at.unwrap_or(UNIX_EPOCH);
        let length = Duration::from_secs(limit.seconds());
        self.window(limit)
            .reset
            .and_then(|reset| reset.duration_since(at).ok())
            // A reset further away than the length of the window is not plausible.
            .filter(|wait| *wait <= limit.window())
            .unwrap_or_else(|| {
                let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
                length - Duration::new(since.as_secs() % limit.seconds(), since.subsec_nanos())
            })
    }

    /// The quota as JSON: `{"minute":{"limit":1000,"remaining":997,"reset":"…Z"},"day":{…},"at":"…Z"}`.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| String::from("{}"))
    }
}

fn count(text: &str) -> Option<u64> {
    text.parse().ok()
}

fn rfc3339<S: Serializer>(time: &Option<SystemTime>, serializer: S) -> Result<S::Ok, S::Error> {
    match time.and_then(timestamp::rfc3339) {
        Some(time) => serializer.collect_str(&time),
        None => serializer.serialize_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quota(pairs: &[(&str, &'static str)]) -> Quota {
        let find = |name: &str| pairs.iter().find(|(n, _)| *n == name).map(|(_, value)| *value);
        Quota::from_headers(find, UNIX_EPOCH)
    }

    #[test]
    fn waits_follow_the_servers_clock() {
        let quota = quota(&[
            ("date", "Sat, 31 Jan 2026 12:00:20 GMT"),
            ("x-rate-limit-limit-minute", "1000"),
            ("x-rate-limit-remaining-minute", "0"),
            ("x-rate-limit-reset-minute", "2026-01-31T12:01:00"),
            ("x-rate-limit-remaining-day", "5"),
        ]);
        assert_eq!(quota.exhausted(), Some(Limit::Minute));
        assert_eq!(quota.wait_for(Limit::Minute), Duration::from_secs(40));
        assert_eq!(quota.wait_for(Limit::Day), Duration::from_secs(12 * 3600 - 20));
        assert_eq!(
            quota.to_json(),
            r#"{"minute":{"limit":1000,"remaining":0,"reset":"2026-01-31T12:01:00Z"},"day":{"limit":null,"remaining":5,"reset":null},"at":"2026-01-31T12:00:20Z"}"#
        );
    }

    #[test]
    fn a_reset_that_cannot_be_right_is_replaced_by_the_next_full_minute() {
        for reset in ["2026-01-31T11:00:00Z", "2030-01-31T12:00:00Z", "whenever"] {
            let quota = quota(&[("date", "Sat, 31 Jan 2026 12:00:20 GMT"), ("x-rate-limit-reset-minute", reset)]);
            assert_eq!(quota.wait_for(Limit::Minute), Duration::from_secs(40), "{reset}");
        }
    }
}
