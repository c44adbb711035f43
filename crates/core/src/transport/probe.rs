//! Makes a connection step by step, and reports each step: for a check before the first call.

use std::io;

use super::{
    Limits, Transport,
    connection::{Connection, secure},
    error::{explain, of_connecting},
    socket::Socket,
    tunnel,
};
use crate::error::Error;

/// What a step found, by its name; `None` if there is nothing to do.
pub(crate) type Report<'a> = &'a mut dyn FnMut(&'static str, Result<Option<String>, Error>);

impl Transport {
    /// Looks up, connects, opens the tunnel of a proxy and makes the TLS handshake. Returns false if a step failed;
    /// otherwise, the connection is kept for the next call.
    pub(crate) fn probe(&self, limits: &Limits<'_>, report: Report<'_>) -> bool {
        let within = limits.of_connecting();
        let failed = |error: io::Error| explain(&if limits.is_over() { error } else { of_connecting(error) });
        let mut step = |name, result: io::Result<Option<String>>| {
            let is_done = result.is_ok();
            report(name, result.map_err(failed));
            is_done
        };
        let base = &self.route.base;
        let found = self.dialer.addresses(&within).map(|addresses| {
            let addresses: Vec<String> = addresses.iter().map(|address| address.ip().to_string()).collect();
            Some(format!("{} resolves to {}", self.dialer.host(), addresses.join(", ")))
        });
        if !step("dns", found) {
            return false;
        }
        let connected = self.dialer.connect(&within).and_then(|stream| Ok((stream.peer_addr()?, Socket::new(stream)?)));
        let (peer, mut socket) = match connected {
            Ok(connected) => connected,
            Err(error) => return step("tcp", Err(error)),
        };
        step("tcp", Ok(Some(format!("connected to {peer}"))));
        let tunnelled = match &self.route.proxy {
            Some(proxy) => tunnel::open(&mut socket, &self.route, proxy, &within)
                .map(|()| Some(format!("{} opened a tunnel to {}", proxy.name(), base.host_and_port()))),
            None => Ok(None),
        };
        if !step("proxy", tunnelled) {
            return false;
        }
        match secure(&mut socket, &self.route, &within) {
            Ok(tls) => {
                step("tls", Ok(tls.as_ref().map(super::tls::Session::describe)));
                self.pool.put(Connection::over(socket, tls));
                true
            }
            Err(error) => step("tls", Err(error)),
        }
    }
}
