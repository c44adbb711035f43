//! When to retry, and after how long: plain calculations, without clock, socket or sleep.

use std::{
    process,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use crate::error::{Error, ErrorKind};

/// How a failed call is retried: exponential backoff with full jitter, within the deadline.
///
/// EnableSynch sets a state, so repeating it is harmless. Connection failures, timeouts of one attempt, 408, 421, 425, 429,
/// 500, 502 to 504, 509, 520 to 527, 529 and 530 are retried; any other response is final, and so is a refusal by a proxy,
/// unless it is one of these. `Retry-After` and the reset of a limit are honored if they fit in the rest of the deadline;
/// otherwise the error is returned at once, with the time to wait.
///
/// ```
/// use std::time::Duration;
/// use fusebill::retry::Policy;
/// let policy = Policy::default();
/// assert_eq!(policy.backoff(3, 0.5), Duration::from_millis(500)); // half of 250 ms × 2²
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Policy {
    /// Maximum number of requests per call, 1 or more.
    pub max_attempts: u32,
    /// The longest wait after the first failure; it doubles with each further one.
    pub first: Duration,
    /// No backoff is longer than this.
    pub cap: Duration,
}

impl Default for Policy {
    fn default() -> Self {
        Self { max_attempts: 3, first: Duration::from_millis(250), cap: Duration::from_secs(8) }
    }
}

/// An attempt that hangs is abandoned for the next one, but never sooner than this: a server may be slow.
const PATIENCE: Duration = Duration::from_secs(5);

/// Clients that wait for the same reset are spread over this much time after it.
const SPREAD: Duration = Duration::from_millis(250);

/// A random number from 0 to 1, for a wait. Its seed is not from the system's source of random numbers, which fastrand would
/// read with a panic if there is none.
pub(crate) fn chance() -> f64 {
    static CALLS: AtomicU64 = AtomicU64::new(0);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let seed = now.as_nanos() as u64 ^ u64::from(process::id()).rotate_left(40) ^ CALLS.fetch_add(1, Ordering::Relaxed);
    fastrand::Rng::with_seed(seed).f64()
}

impl Policy {
    /// How long to wait before the next attempt; `None` if the error is final.
    ///
    /// `attempts` is the number of requests made, `left` the rest of the deadline, `random` from 0 (inclusive) to 1
    /// (exclusive).
    pub fn next(&self, error: &Error, attempts: u32, left: Duration, random: f64) -> Option<Duration> {
        if attempts >= self.max_attempts || !is_transient(error) {
            return None;
        }
        let wait = match error.retry_after() {
            // A server that says "at once", or names a time that has passed, is not asked without a pause.
            Some(wait) => (wait + SPREAD.mul_f64(random)).max(self.backoff(attempts, random)),
            None => self.backoff(attempts, random),
        };
        (wait < left).then_some(wait)
    }

    /// The wait after `attempts` failures: the fraction `random` of the doubled first wait, which is at most the cap.
    pub fn backoff(&self, attempts: u32, random: f64) -> Duration {
        let doublings = attempts.saturating_sub(1).min(31);
        self.first.saturating_mul(1 << doublings).min(self.cap).mul_f64(random)
    }

    /// How much of `left` the attempt number `attempt` may take: all of it if it is the last, else two thirds, so that a slow
    /// server can respond, and a request that was lost can be repeated in time.
    pub(crate) fn share(&self, attempt: u32, left: Duration) -> Duration {
        if attempt >= self.max_attempts { left } else { (left * 2 / 3).max(PATIENCE).min(left) }
    }
}

/// Whether a failure is transient: the same request may succeed later.
pub(crate) fn is_transient(error: &Error) -> bool {
    match error.kind() {
        _ if error.concerns_everyone() => false,
        ErrorKind::Connection | ErrorKind::Timeout | ErrorKind::RateLimited => true,
        ErrorKind::Server | ErrorKind::Rejected => error.http_status().is_some_and(is_transient_status),
        _ => false,
    }
}

/// Whether a status says that the server, or a gateway in front of it, could not respond this time. 421, 425: on another
/// connection. 509, 529 and 520 to 530: gateways.
fn is_transient_status(status: u16) -> bool {
    matches!(status, 408 | 421 | 425 | 500 | 502..=504 | 509 | 520..=527 | 529 | 530)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_are_spread_evenly() {
        let chances: Vec<f64> = (0..1000).map(|_| chance()).collect();
        assert!(chances.iter().all(|chance| (0.0..1.0).contains(chance)));
        let mean = chances.iter().sum::<f64>() / 1000.0;
        assert!((0.4..0.6).contains(&mean), "{mean}");
    }

    fn error(kind: ErrorKind, status: u16) -> Error {
        Error::new(kind, "").with_answer(status, None, Vec::new())
    }

    const LONG: Duration = Duration::from_secs(3600);

    #[test]
    fn what_is_transient_is_tried_again_and_the_rest_is_not() {
        let policy = Policy::default();
        for status in 400..600 {
            let kind = if status >= 500 { ErrorKind::Server } else { ErrorKind::Rejected };
            let again = policy.next(&error(kind, status), 1, LONG, 0.0).is_some();
            let named = [408, 421, 425, 500, 502, 503, 504, 509, 520, 521, 522, 523, 524, 525, 526, 527, 529, 530];
            assert_eq!(again, named.contains(&status), "{status}");
        }
        for kind in ErrorKind::ALL {
            let again = policy.next(&Error::new(kind, ""), 1, LONG, 0.0).is_some();
            assert_eq!(
                again,
                matches!(kind, ErrorKind::Connection | ErrorKind::Timeout | ErrorKind::RateLimited),
                "{kind}"
            );
        }
    }

    #[test]
    fn attempts_are_counted() {
        let policy = Policy { max_attempts: 3, ..Policy::default() };
        let error = error(ErrorKind::Server, 503);
        assert!(policy.next(&error, 2, LONG, 0.0).is_some());
        assert!(policy.next(&error, 3, LONG, 0.0).is_none());
    }

    #[test]
    fn backoff_doubles_up_to_the_cap() {
        let policy = Policy::default();
        let longest: Vec<u128> = (1..9).map(|attempts| policy.backoff(attempts, 1.0).as_millis()).collect();
        assert_eq!(longest, [250, 500, 1000, 2000, 4000, 8000, 8000, 8000]);
        assert_eq!(policy.backoff(u32::MAX, 1.0), policy.cap);
        assert_eq!(policy.backoff(5, 0.0), Duration::ZERO);
    }

    #[test]
    fn a_named_wait_is_kept_when_it_fits_and_refused_when_not() {
        let policy = Policy::default();
        let error = error(ErrorKind::RateLimited, 429).with_retry_after(Some(Duration::from_secs(7)));
        assert_eq!(policy.next(&error, 1, Duration::from_secs(8), 0.0), Some(Duration::from_secs(7)));
        assert_eq!(policy.next(&error, 1, Duration::from_secs(7), 0.0), None);
    }

    #[test]
    fn a_hanging_attempt_leaves_time_for_the_next_but_is_given_time_itself() {
        let policy = Policy::default();
        let seconds = |attempt, left| policy.share(attempt, Duration::from_secs(left)).as_secs();
        assert_eq!([seconds(1, 30), seconds(2, 15), seconds(3, 8)], [20, 10, 8]);
        assert_eq!([seconds(1, 8), seconds(1, 3)], [5, 3]);
    }

    proptest::proptest! {
        #[test]
        fn no_schedule_exceeds_the_deadline(
            max_attempts in 1_u32..100,
            deadline_ms in 1_u64..120_000,
            answers in proptest::collection::vec((0_u64..20_000, proptest::option::of(0_u64..90_000), 0.0..1.0_f64), 1..120),
        ) {
            let policy = Policy { max_attempts, ..Policy::default() };
            let deadline = Duration::from_millis(deadline_ms);
            let mut now = Duration::ZERO;
            for (attempt, (takes, retry_after, random)) in (1..).zip(answers) {
                proptest::prop_assert!(attempt <= max_attempts);
                let left = deadline.saturating_sub(now);
                let share = policy.share(attempt, left);
                proptest::prop_assert!(share <= left);
                now += Duration::from_millis(takes).min(share);
                let error = error(ErrorKind::Server, 503).with_retry_after(retry_after.map(Duration::from_millis));
                let Some(wait) = policy.next(&error, attempt, deadline.saturating_sub(now), random) else { break };
                now += wait;
                proptest::prop_assert!(now < deadline);
            }
        }
    }
}
