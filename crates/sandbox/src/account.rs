//! The account behind the API: its key and its limits.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use crate::reply::Reply;

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(86_400);

#[derive(Debug)]
pub(crate) struct Account {
    authorization: String,
    minute: Window,
    day: Window,
}

impl Account {
    pub(crate) fn new(key: &str, per_minute: u64, per_day: u64) -> Self {
        Self {
            authorization: format!("Basic {key}"),
            minute: Window::new(per_minute, MINUTE),
            day: Window::new(per_day, DAY),
        }
    }

    /// The refusal, if the `Authorization` header is not valid for the account.
    pub(crate) fn refuse(&self, authorization: Option<&str>) -> Option<Reply> {
        match authorization {
            Some(given) if given == self.authorization => None,
            Some(given) if !is_well_formed(given) => {
                Some(Reply::error(400, "Authorization key is not in the correct format."))
            }
            _ => Some(Reply::error(401, "The API key is missing or not valid.")),
        }
    }

    /// What is left of the limits per minute and per day, without counting a call; `None` for no limit.
    pub(crate) fn remaining(&self) -> [Option<u64>; 2] {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        [&self.minute, &self.day].map(|window| (window.limit > 0).then(|| window.left(now)))
    }

    /// Counts a call. Returns the refusal if it is one too many, and what adds the limits' headers to any response.
    pub(crate) fn count(&self) -> (Option<Reply>, impl FnOnce(&mut Reply) + use<>) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let day = self.day.take(now);
        let minute = self.minute.take(now);
        let refusal = |window: &Window, name: &str| {
            Reply::error(429, &format!("The limit of {} calls per {name} is exceeded.", window.limit))
        };
        let refused = match (day.admitted, minute.admitted) {
            (false, _) => Some(refusal(&self.day, "day")),
            (_, false) => Some(refusal(&self.minute, "minute")),
            _ => None,
        };
        let limits = [self.minute.limit, self.day.limit];
        let headers = move |reply: &mut Reply| {
            for ((name, counted), limit) in [("minute", minute), ("day", day)].into_iter().zip(limits) {
                if limit > 0 {
                    reply.set_header(&format!("x-rate-limit-limit-{name}"), &limit.to_string());
                    reply.set_header(&format!("x-rate-limit-remaining-{name}"), &counted.remaining.to_string());
                    reply.set_header(&format!("x-rate-limit-reset-{name}"), &rfc3339(counted.reset));
                }
            }
        };
        (refused, headers)
    }
}

/// Whether it is `Basic ` and base64.
fn is_well_formed(authorization: &str) -> bool {
    authorization.strip_prefix("Basic ").is_some_and(|key| {
        let digits = key.trim_end_matches('=');
        !key.is_empty()
            && key.len().is_multiple_of(4)
            && digits.chars().all(|c| c.is_ascii_alphanumeric() || c == '+' || c == '/')
    })
}

fn rfc3339(since_1970: Duration) -> String {
    humantime::format_rfc3339_seconds(UNIX_EPOCH + since_1970).to_string()
}

/// A limit whose count starts over with each full minute or day.
#[derive(Debug)]
struct Window {
    limit: u64,
    length: Duration,
    /// Which window it is, and the calls in it.
    current: Mutex<(u128, u64)>,
}

#[derive(Clone, Copy)]
struct Counted {
    admitted: bool,
    remaining: u64,
    reset: Duration,
}

impl Window {
    fn new(limit: u64, length: Duration) -> Self {
        Self { limit, length, current: Mutex::new((0, 0)) }
    }

    /// The current window, and the calls in it.
    fn at(&self, now: Duration) -> MutexGuard<'_, (u128, u64)> {
        let window = now.as_millis() / self.length.as_millis();
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if current.0 != window {
            *current = (window, 0);
        }
        current
    }

    fn left(&self, now: Duration) -> u64 {
        self.limit.saturating_sub(self.at(now).1)
    }

    fn take(&self, now: Duration) -> Counted {
        let mut current = self.at(now);
        let admitted = self.limit == 0 || current.1 < self.limit;
        current.1 += u64::from(admitted);
        Counted {
            admitted,
            remaining: self.limit.saturating_sub(current.1),
            reset: self.length * (current.0 as u32 + 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_counts_down_and_begins_anew() {
        let window = Window::new(2, MINUTE);
        let at = |seconds| window.take(Duration::from_secs(seconds));
        assert_eq!([at(0), at(1), at(59)].map(|c| (c.admitted, c.remaining)), [(true, 1), (true, 0), (false, 0)]);
        assert_eq!((at(60).admitted, at(61).reset), (true, Duration::from_secs(120)));
    }

    #[test]
    fn keys_have_a_form() {
        assert!(is_well_formed("Basic MDpTRUNSRVQ="));
        for wrong in ["MDpTRUNSRVQ=", "Basic ", "Basic a", "Bearer MDpTRUNSRVQ=", "Basic MDp!"] {
            assert!(!is_well_formed(wrong), "{wrong}");
        }
    }
}
