//! The HTTP side: connections, paths and headers; what is answered is the account's, the faults' or a script's.

use std::{
    convert::Infallible,
    net::TcpListener,
    sync::{Arc, PoisonError, atomic::Ordering},
    time::Duration,
};

use bytes::Bytes;
use http_body_util::Full;
use hyper::{Method, Request, Response, body::Incoming, header, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};

use crate::{
    Builder, Shared,
    account::Account,
    faults::Faults,
    reply::Reply,
    script::Scripts,
    wire::{PlanSlot, Wire},
};

pub(crate) struct Server {
    account: Account,
    faults: Faults,
    scripts: Scripts,
    latency: Duration,
    idle_timeout: Duration,
    recording: bool,
    shared: Arc<Shared>,
}

impl Server {
    pub(crate) fn new(builder: Builder, shared: Arc<Shared>) -> Self {
        Self {
            account: Account::new(&builder.key, builder.customers, builder.per_minute, builder.per_day),
            faults: builder.faults,
            scripts: builder.scripts,
            latency: builder.latency,
            idle_timeout: builder.idle_timeout,
            recording: builder.recording,
            shared,
        }
    }

    /// Serves until it is dropped.
    pub(crate) async fn run(self, listener: TcpListener) {
        let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
        let server = Arc::new(self);
        loop {
            // A connection that is gone before it is accepted is no reason to stop.
            let Ok((stream, _)) = listener.accept().await else { continue };
            let _ = stream.set_nodelay(true);
            server.shared.connections.fetch_add(1, Ordering::Relaxed);
            let server = Arc::clone(&server);
            tokio::spawn(async move {
                let slot = PlanSlot::default();
                let io = TokioIo::new(Wire::new(stream, Arc::clone(&slot)));
                let answer = service_fn(|request| server.answer(request, &slot));
                // A client that hangs up, or a planned fault, ends the connection: nothing to report.
                let _ = http1::Builder::new()
                    .timer(TokioTimer::new())
                    .header_read_timeout(server.idle_timeout)
                    .serve_connection(io, answer)
                    .await;
            });
        }
    }

    async fn answer(&self, request: Request<Incoming>, slot: &PlanSlot) -> Result<Response<Full<Bytes>>, Infallible> {
        self.shared.requests.fetch_add(1, Ordering::Relaxed);
        if self.recording {
            self.record(&request);
        }
        let reply = self.reply(&request);
        let delay = self.latency + reply.delay;
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        *slot.lock().unwrap_or_else(PoisonError::into_inner) = reply.plan;
        let mut response = Response::builder().status(reply.status);
        for (name, value) in reply.headers {
            response = response.header(name, value);
        }
        Ok(response.body(Full::new(reply.body)).unwrap_or_else(|error| {
            let mut wrong = Response::new(Full::new(Bytes::from(format!("sandbox: {error}"))));
            *wrong.status_mut() = hyper::StatusCode::INTERNAL_SERVER_ERROR;
            wrong
        }))
    }

    fn reply(&self, request: &Request<Incoming>) -> Reply {
        let path = request.uri().path();
        let (case, path) = match path.strip_prefix("/case/").and_then(|rest| rest.split_once('/')) {
            Some((case, rest)) => (Some(case), format!("/{rest}")),
            None => (None, path.to_owned()),
        };
        let Some(id) = customer_of(&path) else {
            return Reply::json(404, r#"{"Message":"No HTTP resource was found that matches the request URI."}"#);
        };
        if request.method() != Method::POST {
            return Reply::json(405, r#"{"Message":"The requested resource does not support this http method."}"#);
        }
        let headers = request.headers();
        if !headers.contains_key(header::CONTENT_LENGTH) && !headers.contains_key(header::TRANSFER_ENCODING) {
            return Reply::html(411, "Length Required");
        }
        let authorization = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        if let Some(refusal) = self.account.refuse(authorization) {
            return refusal;
        }
        if let Some(case) = case {
            return match self.scripts.next(case) {
                Some(step) => step.reply(id),
                None => Reply::error(404, &format!("The sandbox has no case {case}.")),
            };
        }
        let (refused, add_quota) = self.account.count();
        let mut reply = match (refused, self.faults.step(id)) {
            (Some(refusal), _) => refusal,
            (None, Some(step)) => step.reply(id),
            (None, None) => self.account.enable_synch(id),
        };
        add_quota(&mut reply);
        reply
    }

    fn record(&self, request: &Request<Incoming>) {
        let headers = request.headers().iter();
        self.shared.recorded.lock().unwrap_or_else(PoisonError::into_inner).push(crate::Request {
            method: request.method().to_string(),
            path: request.uri().path().to_owned(),
            headers: headers
                .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
                .collect(),
        });
    }
}

/// The id in `/v1/Salesforce/EnableSynch/{id}`; the vendor's own examples differ in case, so the server ignores it.
fn customer_of(path: &str) -> Option<&str> {
    const PREFIX: &str = "/v1/salesforce/enablesynch/";
    let (prefix, id) = path.split_at_checked(PREFIX.len())?;
    (prefix.eq_ignore_ascii_case(PREFIX) && !id.contains('/')).then_some(id)
}
