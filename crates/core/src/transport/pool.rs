//! The idle connections. The lock is held only to take one or to put one back, never while one is used.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::connection::Connection;

/// How long an idle connection is kept.
const IDLE: Duration = Duration::from_secs(30);

#[derive(Default)]
pub(super) struct Pool {
    idle: Mutex<Vec<(Instant, Connection)>>,
    most: usize,
}

impl Pool {
    pub(super) fn new(most: usize) -> Self {
        Self { idle: Mutex::default(), most }
    }

    /// How many connections it keeps at most.
    pub(super) fn most(&self) -> usize {
        self.most
    }

    /// The most recently used connection that is fit for a request, if any.
    pub(super) fn take(&self) -> Option<Connection> {
        loop {
            let (since, connection) = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()?;
            if since.elapsed() < IDLE && connection.is_fresh() {
                return Some(connection);
            }
        }
    }

    pub(super) fn put(&self, connection: Connection) {
        let now = Instant::now();
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        // The oldest is first; it is dropped when its time is up.
        let too_old = idle.first().is_some_and(|(since, _)| now.duration_since(*since) >= IDLE);
        let old = if too_old { Some(idle.remove(0)) } else { None };
        if idle.len() < self.most {
            idle.push((now, connection));
        }
        drop(idle);
        drop(old);
    }
}
