//! The HTTP side: connections, paths and headers. The responses are those of the account, the faults or a script.

use std::{
    convert::Infallible,
    net::TcpListener,
    sync::{Arc, Mutex, PoisonError, atomic::Ordering},
    time::Duration,
};

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::{
    Method, Request, Response, body::Incoming, header, http::request::Parts, server::conn::http1, service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};

use crate::{
    Builder, Shared,
    account::Account,
    customers::Customers,
    faults::Faults,
    list,
    operations::{self, Asked, CUSTOMERS, Operation},
    page::{self, Recent},
    reply::Reply,
    script::Scripts,
    wire::{PlanSlot, Wire},
};

pub(crate) struct Server {
    account: Account,
    customers: Customers,
    recent: Mutex<Recent>,
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
            account: Account::new(&builder.key, builder.per_minute, builder.per_day),
            customers: Customers::new(builder.customers, builder.far_side, builder.faults.unsyncable().to_vec()),
            recent: Mutex::default(),
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
            // A connection that is gone before it is accepted is not a reason to stop.
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
        let (parts, body) = request.into_parts();
        match (&parts.method, parts.uri.path()) {
            (&Method::GET, "/") => return Ok(response(self.page())),
            (&Method::GET, "/accounts.csv") => return Ok(response(page::report(&self.customers))),
            _ => {}
        }
        self.shared.requests.fetch_add(1, Ordering::Relaxed);
        let body = Limited::new(body, BODY_LIMIT).collect().await.map(http_body_util::Collected::to_bytes);
        let body = body.unwrap_or_default();
        if self.recording {
            self.record(&parts, &body);
        }
        let reply = self.reply(&parts, &body);
        let asked = format!("{} {}", parts.method, parts.uri);
        self.recent.lock().unwrap_or_else(PoisonError::into_inner).note(asked, reply.status);
        let delay = self.latency + reply.delay;
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        slot.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&reply.plan);
        Ok(response(reply))
    }

    fn page(&self) -> Reply {
        let recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        let requests = self.shared.requests.load(Ordering::Relaxed);
        page::reply(&self.customers, self.account.remaining(), requests, &recent)
    }

    fn reply(&self, request: &Parts, body: &Bytes) -> Reply {
        let path = request.uri.path();
        let (case, path) = match path.strip_prefix("/case/").and_then(|rest| rest.split_once('/')) {
            Some((case, rest)) => (Some(case), format!("/{rest}")),
            None => (None, path.to_owned()),
        };
        let Some((operation, id)) = operations::at(&path) else { return operations::no_route() };
        if request.method.as_str() != operation.method {
            return Reply::json(405, r#"{"Message":"The requested resource does not support this http method."}"#);
        }
        let headers = &request.headers;
        let has_length =
            headers.contains_key(header::CONTENT_LENGTH) || headers.contains_key(header::TRANSFER_ENCODING);
        if request.method == Method::POST && !has_length {
            return Reply::html(411, "Length Required");
        }
        let authorization = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        if let Some(refusal) = self.account.refuse(authorization) {
            return refusal;
        }
        let asked = asked(operation, id, body);
        let id = asked.as_ref().map_or("", |asked| asked.id.as_str());
        if let Some(case) = case {
            let query = request.uri.query().map(|query| format!("?{query}")).unwrap_or_default();
            let said = format!("{} {path}{query} {}", request.method, String::from_utf8_lossy(body));
            return match self.scripts.next(case) {
                Some(step) => step.reply_to(said.trim_end(), id),
                None => Reply::error(404, &format!("The sandbox has no case {case}.")),
            };
        }
        let (refused, add_quota) = self.account.count();
        let name = if operation.name == "Customer" && id.is_empty() { CUSTOMERS } else { operation.name };
        let mut reply = match (refused, self.faults.step(name, id), &asked) {
            (Some(refusal), ..) => refusal,
            (None, Some(step), _) => step.reply(id),
            (None, None, Err(why)) => Reply::error(400, why),
            (None, None, Ok(_)) if name == CUSTOMERS => {
                list::reply(&self.customers, request.uri.query().unwrap_or_default(), self.faults.traps())
            }
            (None, None, Ok(asked)) => (operation.answer)(&self.customers, asked),
        };
        add_quota(&mut reply);
        reply
    }

    fn record(&self, request: &Parts, body: &Bytes) {
        let headers = request.headers.iter();
        self.shared.recorded.lock().unwrap_or_else(PoisonError::into_inner).push(crate::Request {
            method: request.method.to_string(),
            path: request.uri.path().to_owned(),
            query: request.uri.query().unwrap_or_default().to_owned(),
            headers: headers
                .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
                .collect(),
            body: String::from_utf8_lossy(body).into_owned(),
        });
    }
}

/// The longest request body; no request of the API has a longer one.
const BODY_LIMIT: usize = 64 * 1024;

fn response(reply: Reply) -> Response<Full<Bytes>> {
    let mut response = Response::builder().status(reply.status);
    for (name, value) in reply.headers {
        response = response.header(name, value);
    }
    response.body(Full::new(reply.body)).unwrap_or_else(|error| {
        let mut wrong = Response::new(Full::new(Bytes::from(format!("sandbox: {error}"))));
        *wrong.status_mut() = hyper::StatusCode::INTERNAL_SERVER_ERROR;
        wrong
    })
}

/// The content of the request, parsed strictly; otherwise, what is wrong with it.
fn asked(operation: &Operation, id: &str, body: &[u8]) -> Result<Asked, String> {
    if operation.members.is_empty() {
        return if body.is_empty() {
            Ok(Asked { id: id.into(), ..Asked::default() })
        } else {
            Err("A body came.".into())
        };
    }
    let body: serde_json::Map<String, serde_json::Value> =
        serde_json::from_slice(body).map_err(|error| format!("The body is not valid: {error}."))?;
    if let Some(stranger) = body.keys().find(|name| !operation.members.contains(&name.as_str())) {
        return Err(format!("The member {stranger} is not known."));
    }
    let id = body.get("fusebillId").map(ToString::to_string).unwrap_or_default();
    Ok(Asked { id, body })
}
