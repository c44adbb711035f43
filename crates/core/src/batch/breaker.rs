//! Backing off while the server is down: a circuit breaker that pauses the batch and probes with single calls, and a budget
//! that keeps retries from multiplying the traffic.

use std::time::Duration;

/// After this many failures of the server or the network in a row, the batch pauses.
const FAILURES: u32 = 5;
/// The first pause. Each further one is twice as long, …
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// … up to this.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// A server that is down for this long ends the batch.
pub(super) const GIVE_UP: Duration = Duration::from_secs(15 * 60);

#[derive(Debug, Default)]
pub(crate) struct Breaker {
    in_a_row: u32,
    open: Option<Open>,
    /// A call is in flight that checks whether the server is back.
    probing: bool,
    /// The message of the last failure.
    why: String,
}

#[derive(Clone, Copy, Debug)]
struct Open {
    since: Duration,
    pause: Duration,
    next_probe: Duration,
}

impl Breaker {
    /// When the next call may start: at once (0) while closed; `None` while a probe is in flight.
    pub(crate) fn next_call(&self) -> Option<Duration> {
        (!self.probing).then(|| self.open.map_or(Duration::ZERO, |open| open.next_probe))
    }

    /// What failed last, and when the batch gives up, while the circuit is open.
    pub(crate) fn outage(&self) -> Option<(&str, Duration)> {
        self.open.map(|open| (self.why.as_str(), open.since + GIVE_UP))
    }

    pub(crate) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// A call was started.
    pub(crate) fn begun(&mut self) {
        self.probing = self.open.is_some();
    }

    /// The server sent a response of its own: it is up.
    pub(crate) fn answered(&mut self) {
        *self = Self::default();
    }

    /// The server or the network failed. Returns true if this has lasted so long that the batch should end.
    pub(crate) fn failed(&mut self, now: Duration, why: &str) -> bool {
        self.in_a_row += 1;
        why.clone_into(&mut self.why);
        let open = match self.open {
            None if self.in_a_row < FAILURES => return false,
            None => Open { since: now, pause: FIRST_PAUSE, next_probe: now + FIRST_PAUSE },
            // A call that was in flight when the circuit opened adds nothing new.
            Some(open) if !self.probing => open,
            Some(open) => {
                let pause = (open.pause * 2).min(LONGEST_PAUSE);
                Open { pause, next_probe: now + pause, ..open }
            }
        };
        self.open = Some(open);
        self.probing = false;
        now.saturating_sub(open.since) >= GIVE_UP
    }
}

/// Retries may be a tenth of the calls, plus an initial allowance.
#[derive(Debug)]
pub(crate) struct Budget {
    /// In tenths of a retry.
    tenths: u32,
}

impl Budget {
    const MOST: u32 = 1000;
    const RETRY: u32 = 10;

    pub(crate) fn new() -> Self {
        Self { tenths: 200 }
    }

    pub(crate) fn earn(&mut self) {
        self.tenths = (self.tenths + 1).min(Self::MOST);
    }

    pub(crate) fn spend(&mut self) -> bool {
        let enough = self.tenths >= Self::RETRY;
        self.tenths -= if enough { Self::RETRY } else { 0 };
        enough
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn the_circuit_opens_probes_and_closes() {
        let mut breaker = Breaker::default();
        (0..4).for_each(|_| assert!(!breaker.failed(SECOND, "")));
        assert_eq!(breaker.next_call(), Some(Duration::ZERO));
        breaker.failed(SECOND, "");
        breaker.failed(SECOND, ""); // one that was in flight
        assert_eq!(breaker.next_call(), Some(2 * SECOND));
        breaker.begun();
        assert_eq!(breaker.next_call(), None, "one probe at a time");
        breaker.failed(3 * SECOND, "");
        assert_eq!(breaker.next_call(), Some(5 * SECOND));
        breaker.begun();
        breaker.answered();
        assert!(!breaker.is_open() && breaker.next_call() == Some(Duration::ZERO));
    }

    #[test]
    fn a_server_that_stays_down_ends_the_batch() {
        let mut breaker = Breaker::default();
        let mut now = Duration::ZERO;
        let mut probes = 0;
        while !breaker.failed(now, "") {
            now = now.max(breaker.next_call().unwrap_or(now));
            breaker.begun();
            probes += 1;
        }
        assert!(now >= GIVE_UP && probes < 45, "{now:?} {probes}");
    }

    #[test]
    fn retries_are_a_tenth_of_the_calls() {
        let mut budget = Budget::new();
        let spent = (0..10_000)
            .filter(|_| {
                budget.earn();
                budget.spend()
            })
            .count();
        assert!((1_000..1_100).contains(&spent), "{spent}");
    }
}
