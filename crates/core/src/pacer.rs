//! When the next call may start. It learns from every response, good or bad, and never locks itself out: whatever it
//! believes about a window ends with that window, or with the next one. Time is passed in, so that a day can be tested in a
//! second.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use crate::{
    per_process::PerProcess,
    quota::{Limit, Quota, Window},
};

/// The pacer of an account, shared by everything in this process that calls with its key.
pub(crate) type SharedPacer = Arc<Mutex<Pacer>>;

/// The one pacer per host and account in the process: clients that share the quota share the pacer.
pub(crate) fn shared(host: &str, account: &str) -> SharedPacer {
    type Account = (String, String);
    // In a child of fork, what its parent has in flight never ends.
    static ALL: PerProcess<Mutex<BTreeMap<Account, Weak<Mutex<Pacer>>>>> = PerProcess::new();
    let mut all = ALL.get().lock().unwrap_or_else(PoisonError::into_inner);
    all.retain(|_, pacer| pacer.strong_count() > 0);
    let key = (host.to_owned(), account.to_owned());
    if let Some(pacer) = all.get(&key).and_then(Weak::upgrade) {
        return pacer;
    }
    let pacer = SharedPacer::default();
    all.insert(key, Arc::downgrade(&pacer));
    pacer
}

/// Whether a call may start.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Admission {
    /// Now; it is counted as in flight.
    Now,
    /// Not before this time.
    At(Duration),
    /// Not before another response is received.
    AfterAnAnswer,
    /// The day's limit is used up until this time.
    Tomorrow(Duration),
}

/// What is believed about one limit.
#[derive(Clone, Copy, Debug, Default)]
struct Belief {
    limit: Option<u64>,
    remaining: Option<u64>,
    /// When it resets, on the clock that is passed in.
    reset: Option<Duration>,
    /// What remained when this window was first seen, and the number of responses to our own calls since.
    first: Option<u64>,
    answers: u64,
    /// Whether more of the quota was used than we used: in this window, and in the one before.
    is_shared: bool,
    was_shared: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Pacer {
    minute: Belief,
    day: Belief,
    in_flight: u64,
    /// Whether a response was received since the start, or since a 429.
    informed: bool,
    blocked_until: Option<Duration>,
    limited_until_tomorrow: bool,
    /// When the last call was started.
    last: Option<Duration>,
}

/// While others share the quota, this many calls are left to them, so that two programs that both see the last call do not
/// both take it.
const RESERVE: u64 = 8;

/// Two responses report the same reset if they differ by no more than the resolution of their Date.
const SAME_RESET: Duration = Duration::from_millis(1500);

impl Belief {
    fn refresh(&mut self, now: Duration) {
        if self.reset.is_some_and(|reset| now >= reset) {
            *self = Self { remaining: self.limit, first: self.limit, reset: None, ..self.next_window() };
        }
    }

    /// A window about which nothing is known except what the one before showed.
    fn next_window(&self) -> Self {
        Self { limit: self.limit, was_shared: self.is_shared, ..Self::default() }
    }

    /// Whether others use this quota, as far as the last two windows show.
    fn shares(&self) -> bool {
        self.is_shared || self.was_shared
    }

    /// How long after the last call the next one may start, so that what is left lasts until the reset.
    fn pace(&self, now: Duration, in_flight: u64) -> Option<Duration> {
        let (true, Some(reset)) = (self.shares(), self.reset) else { return None };
        let calls = u32::try_from(self.free(in_flight)).unwrap_or(u32::MAX);
        Some(reset.saturating_sub(now) / calls.max(1))
    }

    /// How many calls can still be started.
    fn free(&self, in_flight: u64) -> u64 {
        let reserve = if self.shares() { RESERVE.min(self.limit.unwrap_or(0) / 4) } else { 0 };
        self.remaining.map_or(u64::MAX, |remaining| remaining.saturating_sub(in_flight + reserve))
    }

    /// `wait` is how long after `now` the window resets, according to the response.
    fn learn(&mut self, window: &Window, wait: Duration, now: Duration, in_flight: u64) {
        let Some(remaining) = window.remaining else { return };
        let reset = now + wait;
        let is_same_window = self.reset.is_some_and(|known| reset <= known + SAME_RESET);
        if is_same_window {
            // Responses overtake each other: the smallest remaining number is the latest.
            let least = self.remaining.map_or(remaining, |before| before.min(remaining));
            self.remaining = Some(least);
            self.answers += 1;
            self.is_shared |= self.first.is_some_and(|first| first.saturating_sub(least) > self.answers + in_flight);
            // A Date has whole seconds, truncated: each response says "not later than", and the earliest is the closest.
            self.reset = self.reset.map(|known| known.min(reset));
        } else {
            let (remaining, reset) = (Some(remaining), Some(reset));
            // The window may have ended unnoticed between two responses.
            let before = if self.reset.is_some() { self.next_window() } else { *self };
            *self = Self { remaining, reset, first: remaining, is_shared: false, answers: 0, ..before };
        }
        self.limit = window.limit.or(self.limit);
    }
}

impl Pacer {
    /// Asks for permission to make a call.
    pub(crate) fn admit(&mut self, now: Duration) -> Admission {
        self.minute.refresh(now);
        self.day.refresh(now);
        if let Some(until) = self.blocked_until {
            if now < until {
                return if self.limited_until_tomorrow { Admission::Tomorrow(until) } else { Admission::At(until) };
            }
            self.blocked_until = None;
            self.limited_until_tomorrow = false;
        }
        // Only one call at first, to learn what is allowed.
        if !self.informed && self.in_flight > 0 {
            return Admission::AfterAnAnswer;
        }
        if self.day.free(self.in_flight) == 0 {
            return match self.day.reset {
                _ if self.in_flight > 0 => Admission::AfterAnAnswer,
                Some(reset) => Admission::Tomorrow(reset),
                None => self.count(now),
            };
        }
        if self.minute.free(self.in_flight) == 0 {
            return match self.minute.reset {
                Some(reset) => Admission::At(reset),
                None if self.in_flight > 0 => Admission::AfterAnAnswer,
                None => self.count(now),
            };
        }
        // Others share the quota: no bursts, so that some of it is left for them at any time.
        let pace = self.minute.pace(now, self.in_flight);
        if let (Some(pace), Some(last)) = (pace, self.last)
            && now < last + pace
        {
            return Admission::At(last + pace);
        }
        self.count(now)
    }

    fn count(&mut self, now: Duration) -> Admission {
        self.in_flight += 1;
        self.last = Some(now);
        Admission::Now
    }

    /// A call has ended; `quota` is what its response reported, if there was one.
    pub(crate) fn answered(&mut self, quota: &Quota, now: Duration) {
        self.in_flight = self.in_flight.saturating_sub(1);
        if quota.at.is_none() {
            return;
        }
        self.informed = true;
        self.minute.learn(&quota.minute, quota.wait_for(Limit::Minute), now, self.in_flight);
        self.day.learn(&quota.day, quota.wait_for(Limit::Day), now, self.in_flight);
    }

    /// Forgets calls that were started and whose ends will not be reported.
    pub(crate) fn abandon(&mut self, calls: u64) {
        self.in_flight = self.in_flight.saturating_sub(calls);
    }

    /// A 429 was received anyway: all calls wait, together and once, and never longer than the limit's own window.
    pub(crate) fn limited(&mut self, limit: Option<Limit>, wait: Duration, now: Duration) {
        let until = now + wait.min(limit.unwrap_or(Limit::Minute).window());
        self.blocked_until = Some(self.blocked_until.map_or(until, |before| before.max(until)));
        self.limited_until_tomorrow |= limit == Some(Limit::Day);
        self.informed = false;
    }
}

/// An even spread of calls, for `maxPerMinute`.
#[derive(Debug)]
pub(crate) struct Spread {
    interval: Duration,
    next: Duration,
}

impl Spread {
    pub(crate) fn new(max_per_minute: u32) -> Self {
        Self { interval: Duration::from_secs(60) / max_per_minute, next: Duration::ZERO }
    }

    /// When the next call may start.
    pub(crate) fn next(&self) -> Duration {
        self.next
    }

    pub(crate) fn take(&mut self, now: Duration) {
        self.next = self.next.max(now) + self.interval;
    }
}

#[cfg(test)]
mod tests {
    use std::time::{SystemTime, UNIX_EPOCH};

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// What a server with whole seconds reports at `seconds` after a full minute.
    fn quota(seconds: u64, remaining: u64) -> Quota {
        let at: SystemTime = UNIX_EPOCH + Duration::from_secs(6_000_000 + seconds);
        let reset = UNIX_EPOCH + Duration::from_secs(6_000_060 + seconds / 60 * 60);
        let minute = Window { limit: Some(10), remaining: Some(remaining), reset: Some(reset) };
        Quota { minute, day: Window::default(), at: Some(at) }
    }

    #[test]
    fn the_first_call_goes_alone() {
        let mut pacer = Pacer::default();
        assert_eq!(pacer.admit(SECOND), Admission::Now);
        assert_eq!(pacer.admit(SECOND), Admission::AfterAnAnswer);
        pacer.answered(&Quota::default(), SECOND); // no response: still nothing is known
        assert_eq!((pacer.admit(SECOND), pacer.admit(SECOND)), (Admission::Now, Admission::AfterAnAnswer));
        pacer.answered(&quota(1, 9), SECOND);
        assert_eq!((pacer.admit(SECOND), pacer.admit(SECOND)), (Admission::Now, Admission::Now));
    }

    #[test]
    fn no_more_calls_go_than_are_left_and_the_next_window_opens_in_time() {
        let mut pacer = Pacer::default();
        pacer.admit(SECOND);
        pacer.answered(&quota(1, 2), SECOND);
        assert_eq!((pacer.admit(SECOND), pacer.admit(SECOND)), (Admission::Now, Admission::Now));
        assert_eq!(pacer.admit(SECOND), Admission::At(60 * SECOND));
        pacer.answered(&quota(2, 0), 2 * SECOND);
        pacer.answered(&quota(2, 1), 2 * SECOND); // overtaken
        assert_eq!(pacer.admit(59 * SECOND), Admission::At(60 * SECOND));
        let begun = (0..20).take_while(|_| pacer.admit(60 * SECOND) == Admission::Now).count();
        assert_eq!(begun, 10);
    }

    #[test]
    fn others_are_left_a_reserve() {
        let mut pacer = Pacer::default();
        pacer.admit(SECOND);
        pacer.answered(&quota(1, 9), SECOND);
        pacer.admit(SECOND);
        pacer.answered(&quota(2, 4), 2 * SECOND); // we used one, the others four
        let begun: Vec<u64> =
            (3..60).filter(|second| pacer.admit(Duration::from_secs(*second)) == Admission::Now).collect();
        assert_eq!(begun.len(), 2, "{begun:?}");
        assert!(begun[1] - begun[0] >= 20, "and what is left is spread over the window: {begun:?}");
    }

    #[test]
    fn a_429_stops_everything_once_and_then_asks_with_one_call() {
        let mut pacer = Pacer::default();
        pacer.admit(SECOND);
        pacer.answered(&quota(1, 5), SECOND);
        pacer.admit(SECOND);
        pacer.limited(Some(Limit::Minute), 10 * SECOND, SECOND);
        pacer.answered(&quota(1, 5), SECOND);
        pacer.limited(Some(Limit::Minute), 10 * SECOND, SECOND);
        assert_eq!(pacer.admit(2 * SECOND), Admission::At(11 * SECOND));
        assert_eq!((pacer.admit(11 * SECOND), pacer.admit(11 * SECOND)), (Admission::Now, Admission::AfterAnAnswer));
    }

    #[test]
    fn a_day_that_is_over_is_distinguished() {
        let mut pacer = Pacer::default();
        pacer.limited(Some(Limit::Day), 3600 * SECOND, SECOND);
        assert_eq!(pacer.admit(SECOND), Admission::Tomorrow(3601 * SECOND));
        assert_eq!(pacer.admit(3601 * SECOND), Admission::Now);
    }

    proptest::proptest! {
        #[test]
        fn no_window_is_ever_exceeded(
            limit in 1_u64..40,
            // What happens next: time passes, a call is started if allowed, the oldest call gets its response.
            steps in proptest::collection::vec((0_u8..3, 0_u64..4_000), 1..400),
        ) {
            let mut pacer = Pacer::default();
            let mut now = Duration::from_secs(60);
            let mut taken = BTreeMap::<u64, u64>::new();
            let mut out = std::collections::VecDeque::new();
            for (what, milliseconds) in steps {
                match what {
                    0 => now += Duration::from_millis(milliseconds),
                    1 if pacer.admit(now) == Admission::Now => {
                        // The server counts it when it arrives, and responds later.
                        let taken = taken.entry(now.as_secs() / 60).or_default();
                        *taken += 1;
                        proptest::prop_assert!(*taken <= limit, "a call too many in this minute");
                        out.push_back((now.as_secs(), limit - *taken));
                    }
                    2 => if let Some((seconds, remaining)) = out.pop_front() {
                        let mut quota = quota(seconds, remaining);
                        quota.minute.limit = Some(limit);
                        // A response is received at once or a little later, still in its own minute or in the next.
                        pacer.answered(&quota, now.max(Duration::from_secs(seconds)));
                    },
                    _ => {}
                }
            }
        }
    }
}
