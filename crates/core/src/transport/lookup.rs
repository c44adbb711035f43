//! Looking up a host name. The operating system's lookup can be neither cancelled nor limited in time, so it runs in a
//! helper thread. There is one at a time: other calls that need the name wait for the same one, and one that outlasts an
//! attempt serves the next.

use std::{
    io,
    net::{IpAddr, SocketAddr, ToSocketAddrs},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use super::limits::{Limits, SLICE};
use crate::host::without_signals;

/// How long a lookup is valid: connections made together share one, and one made later finds the current address.
const LIFETIME: Duration = Duration::from_secs(10);

pub(super) type Addresses = Arc<[SocketAddr]>;

pub(super) struct Lookup {
    host: String,
    port: u16,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    ended: Condvar,
}

#[derive(Default)]
struct State {
    is_running: bool,
    /// How many lookups have ended.
    count: u64,
    /// What the last one found, and when.
    last: Option<(Instant, Result<Addresses, String>)>,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn look_up(&self, host: &str, port: u16) {
        let found = (host, port).to_socket_addrs().map(Iterator::collect).map_err(|error| error.to_string());
        let mut state = self.state();
        state.is_running = false;
        state.count += 1;
        state.last = Some((Instant::now(), found));
        self.ended.notify_all();
    }
}

impl Lookup {
    pub(super) fn new(host: &str, port: u16) -> Self {
        Self { host: host.into(), port, shared: Arc::default() }
    }

    pub(super) fn host(&self) -> &str {
        &self.host
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// The addresses of the host, or why there are none, as text.
    pub(super) fn addresses(&self, limits: &Limits<'_>) -> io::Result<Result<Addresses, String>> {
        if let Ok(address) = self.host.parse::<IpAddr>() {
            return Ok(Ok([SocketAddr::new(address, self.port)].into()));
        }
        let mut state = self.shared.state();
        if let Some((since, Ok(addresses))) = &state.last
            && since.elapsed() < LIFETIME
        {
            return Ok(Ok(Arc::clone(addresses)));
        }
        let count = state.count;
        if !state.is_running {
            state.is_running = true;
            drop(state);
            self.begin();
            state = self.shared.state();
        }
        loop {
            if state.count != count
                && let Some((_, found)) = &state.last
            {
                return Ok(found.clone());
            }
            let patience = limits.left()?.min(SLICE);
            state = self.shared.ended.wait_timeout(state, patience).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Starts a lookup in a separate thread, or makes it here if no more threads can be started.
    fn begin(&self) {
        let (host, port, shared) = (self.host.clone(), self.port, Arc::clone(&self.shared));
        let elsewhere = move || shared.look_up(&host, port);
        if without_signals(|| thread::Builder::new().name("fusebill-lookup".into()).spawn(elsewhere)).is_err() {
            self.shared.look_up(&self.host, self.port);
        }
    }

    /// Makes the next call look up again.
    pub(super) fn forget(&self) {
        let mut state = self.shared.state();
        if let Some((since, _)) = &mut state.last {
            *since = since.checked_sub(LIFETIME).unwrap_or(*since);
        }
    }

    /// Replaces the operating system's lookup with this result.
    #[cfg(test)]
    pub(super) fn know(&self, addresses: &[SocketAddr]) {
        self.shared.state().last = Some((Instant::now(), Ok(addresses.into())));
    }

    #[cfg(test)]
    pub(super) fn known_since(&self) -> Option<Instant> {
        self.shared.state().last.as_ref().map(|(since, _)| *since)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        cancel::{CancelToken, Interrupt},
        transport::error,
    };

    fn limits(interrupt: &Interrupt, milliseconds: u64) -> Limits<'_> {
        let time = Duration::from_millis(milliseconds);
        Limits::new(Instant::now() + time, time, interrupt)
    }

    #[test]
    fn a_lookup_that_outlasts_an_attempt_serves_the_next() {
        let interrupt = Interrupt::new(CancelToken::new(), Arc::default());
        let lookup = Lookup::new("localhost", 1);
        // As if one were in progress.
        lookup.shared.state().is_running = true;
        let slow = lookup.addresses(&limits(&interrupt, 60)).unwrap_err();
        assert!(matches!(error::wire_error(&slow), Some(error::WireError::Deadline)));
        let shared = Arc::clone(&lookup.shared);
        thread::spawn(move || {
            thread::sleep(Duration::from_millis(100));
            shared.look_up("localhost", 7);
        });
        // The port shows whose lookup it was.
        let found = lookup.addresses(&limits(&interrupt, 5_000)).unwrap().unwrap();
        assert!(found.iter().all(|address| address.port() == 7), "{found:?}");
        assert_eq!(lookup.shared.state().count, 1, "only one lookup ran");
    }

    #[test]
    fn all_who_wait_share_one_lookup_and_its_failure() {
        let lookup = Lookup::new("no-such-host.invalid", 1);
        let interrupt = Interrupt::new(CancelToken::new(), Arc::default());
        lookup.shared.state().is_running = true;
        thread::scope(|scope| {
            let waiting: Vec<_> =
                (0..8).map(|_| scope.spawn(|| lookup.addresses(&limits(&interrupt, 5_000)))).collect();
            thread::sleep(Duration::from_millis(50));
            lookup.shared.look_up("no-such-host.invalid", 1);
            for result in waiting {
                assert!(result.join().unwrap().unwrap().is_err());
            }
        });
        assert_eq!(lookup.shared.state().count, 1);
        assert!(lookup.addresses(&limits(&interrupt, 5_000)).unwrap().is_err());
        assert_eq!(lookup.shared.state().count, 2, "a failure is not remembered");
    }
}
