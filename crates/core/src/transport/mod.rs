//! One request on the wire: ureq for HTTP, with one connector of our own beneath it that keeps the deadline, notices a
//! cancel and finds connections that the server has closed. Above it nothing knows ureq; here nothing knows retries.

mod connector;
mod dial;
mod scope;
mod socket;
mod tls;
mod trouble;

use std::{io::Read, path::Path, time::SystemTime};

use ureq::{
    Agent, Body, Proxy,
    http::{HeaderValue, Request, Response, header},
    unversioned::transport::{ConnectProxyConnector, Connector},
};

use scope::Trace;
pub(crate) use scope::{Interrupt, Limits};

use crate::{
    answer::Answer,
    error::{Error, ErrorKind, Result, Sent},
    key::ApiKey,
};

/// No body is read further than this, counted after decompression.
pub(crate) const BODY_LIMIT: u64 = 1024 * 1024;

/// Room for a response head, and for what is read at once.
const BUFFER: usize = 8 * 1024;

/// How long an idle connection is kept.
const IDLE: std::time::Duration = std::time::Duration::from_secs(30);

/// What a transport is made of.
pub(crate) struct Setup<'a> {
    pub(crate) user_agent: String,
    pub(crate) proxy: Option<Proxy>,
    pub(crate) ca_file: Option<&'a Path>,
    pub(crate) idle_connections: usize,
}

/// The connections of one client.
#[derive(Debug)]
pub(crate) struct Transport {
    agent: Agent,
    idle_connections: usize,
}

impl Transport {
    pub(crate) fn new(setup: Setup<'_>) -> Result<Self> {
        let trust = tls::Trust::new(setup.ca_file)?;
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(setup.user_agent)
            .accept("application/json")
            .proxy(setup.proxy)
            .input_buffer_size(BUFFER)
            .output_buffer_size(BUFFER)
            .max_response_header_size(BUFFER)
            .max_idle_connections(setup.idle_connections)
            .max_idle_connections_per_host(setup.idle_connections)
            .max_idle_age(IDLE)
            .build();
        let connector = ().chain(ConnectProxyConnector::default()).chain(connector::Connect::new(trust));
        let agent = Agent::with_parts(config, connector, dial::ResolveWhenDialled);
        Ok(Self { agent, idle_connections: setup.idle_connections })
    }

    /// Sends `POST url` and reads the answer. A request that met only a connection which the server had closed
    /// meanwhile is sent again on another one: nobody has seen it.
    pub(crate) fn post(&self, url: &str, key: &ApiKey, limits: &Limits) -> Result<Answer> {
        for _ in 0..self.idle_connections {
            match self.post_once(url, key, limits) {
                Err(failure) if failure.stale => {
                    log::debug!(target: "fusebill", "an idle connection was closed; using another")
                }
                other => return other.map_err(|failure| failure.error),
            }
        }
        self.post_once(url, key, limits).map_err(|failure| failure.error)
    }

    fn post_once(&self, url: &str, key: &ApiKey, limits: &Limits) -> std::result::Result<Answer, Failure> {
        let scope = scope::enter(limits.clone());
        let outcome = self.exchange(url, key);
        let trace = scope.leave();
        outcome.map_err(|error| Failure {
            stale: !trace.dialled && !trace.received && trouble::is_disconnect(&error),
            error: match (trouble::explain(error), trace) {
                (error, Trace { sent: false, .. }) => error.with_sent(Sent::No),
                // The answer came, and what it said is the trouble.
                (error, Trace { status: Some(status), .. }) if error.kind() == ErrorKind::BadResponse => {
                    error.with_answer(status, None, Vec::new())
                }
                (error, _) => error.with_sent(Sent::Unknown),
            },
        })
    }

    fn exchange(&self, url: &str, key: &ApiKey) -> std::result::Result<Answer, ureq::Error> {
        let request = Request::post(url)
            .header(header::AUTHORIZATION, key.header())
            .header(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))
            .header(header::CONTENT_LENGTH, HeaderValue::from_static("0"))
            .body(())?;
        let mut response = self.agent.run(request)?;
        scope::note(|trace| trace.status = Some(response.status().as_u16()));
        let body = match read(&mut response) {
            Ok(body) => body,
            // An error's status says enough, whatever became of its body; a success is worth nothing without it.
            Err((partial, error)) if !response.status().is_success() && !trouble::is_stop(&error) => partial,
            Err((_, error)) => return Err(error),
        };
        Ok(Answer::new(response.status().as_u16(), response.headers(), body, SystemTime::now()))
    }
}

struct Failure {
    stale: bool,
    error: Error,
}

/// The body, bounded and decompressed; with an error, what came before it.
fn read(response: &mut Response<Body>) -> std::result::Result<Vec<u8>, (Vec<u8>, ureq::Error)> {
    let expected = response.body().content_length().unwrap_or(2048).min(BODY_LIMIT);
    let mut body = Vec::with_capacity(expected as usize + 1);
    match response.body_mut().with_config().limit(BODY_LIMIT).reader().read_to_end(&mut body) {
        Ok(_) => Ok(body),
        Err(error) => Err((body, error.into())),
    }
}
