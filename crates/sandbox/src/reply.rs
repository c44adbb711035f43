//! A response of the sandbox, before it is serialized: its content, and what happens to it on the wire.

use std::{collections::BTreeMap, io::Write, time::Duration};

use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use serde::Deserialize;

use crate::{
    DOCUMENTED_CUSTOMER,
    wire::{Cut, Plan, Then},
};

/// What to respond: the customer with 200, unless specified otherwise. Also the format of a step in `cases.json`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(crate) struct Step {
    /// What the request must be, `METHOD PATH?QUERY BODY`; the response to any other is 400.
    pub(crate) request: Option<String>,
    /// The status; default 200.
    pub(crate) status: Option<u16>,
    /// Headers to add or replace.
    pub(crate) headers: BTreeMap<String, String>,
    /// The body; `{id}` stands for the requested id. Default: the customer for a 2xx, the documented error otherwise.
    pub(crate) body: Option<String>,
    /// The body as hexadecimal bytes, for one that is not UTF-8.
    pub(crate) body_hex: Option<String>,
    /// The whole response, byte for byte, instead of all of the above.
    pub(crate) raw: Option<String>,
    /// Spaces before the body until it has this length.
    pub(crate) pad_to: usize,
    /// Compress the body.
    pub(crate) gzip: bool,
    /// Wait before responding.
    pub(crate) delay_ms: u64,
    /// Send no more than this many bytes of the whole response.
    pub(crate) cut_after: Option<usize>,
    /// Send no more than this many bytes of the body.
    pub(crate) cut_body_after: Option<usize>,
    /// What follows a cut or a raw response: `close` (the default), `reset` or `hang`.
    pub(crate) then: Then,
    /// Send this many bytes at once …
    pub(crate) drip_bytes: usize,
    /// … at this interval in milliseconds.
    pub(crate) drip_ms: u64,
    /// Close the connection after the response, without announcing it in the head.
    pub(crate) close_unannounced: bool,
}

/// The response, ready to be sent.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
    pub(crate) delay: Duration,
    pub(crate) plan: Option<Plan>,
}

impl Reply {
    pub(crate) fn json(status: u16, body: impl Into<Bytes>) -> Self {
        let headers = vec![("content-type".to_owned(), "application/json; charset=utf-8".to_owned())];
        Self { status, headers, body: body.into(), delay: Duration::ZERO, plan: None }
    }

    /// A response in the documented error form.
    pub(crate) fn error(status: u16, message: &str) -> Self {
        let value = serde_json::Value::from(message);
        Self::json(
            status,
            format!(r#"{{"ErrorId":0,"HttpStatusCode":{status},"Errors":[{{"Key":"Api Error","Value":{value}}}]}}"#),
        )
    }

    /// What IIS sends before the application is called.
    pub(crate) fn html(status: u16, title: &str) -> Self {
        let body =
            format!("<!DOCTYPE HTML><HTML><HEAD><TITLE>{title}</TITLE></HEAD><BODY><h2>{title}</h2></BODY></HTML>");
        let mut reply = Self::json(status, body);
        reply.set_header("content-type", "text/html; charset=us-ascii");
        reply
    }

    pub(crate) fn set_header(&mut self, name: &str, value: &str) {
        self.headers.retain(|(n, _)| !n.eq_ignore_ascii_case(name));
        self.headers.push((name.to_ascii_lowercase(), value.to_owned()));
    }
}

impl Step {
    /// The response to a request, which is checked first.
    pub(crate) fn reply_to(&self, request: &str, id: &str) -> Reply {
        match &self.request {
            Some(wanted) if wanted != request => Reply::error(400, &format!("The request was {request}")),
            _ => self.reply(id),
        }
    }

    /// The response to a request for the customer `id`.
    pub(crate) fn reply(&self, id: &str) -> Reply {
        let status = self.status.unwrap_or(200);
        let mut reply = match status {
            200..=299 => Reply::json(status, documented(id)),
            // As the vendor's errors, it names the customer, so that a client knows whose error it is.
            _ if id.is_empty() => Reply::error(status, &format!("The sandbox was asked to answer {status}.")),
            _ => Reply::error(
                status,
                &format!("The sandbox was asked to answer {status} for the customer with id {id}."),
            ),
        };
        if let Some(body) = &self.body {
            reply.body = body.replace("{id}", id).into();
        }
        if let Some(hex) = &self.body_hex {
            reply.body = hex.as_bytes().chunks(2).filter_map(byte_of).collect::<Vec<u8>>().into();
        }
        if reply.body.len() < self.pad_to {
            let mut padded = vec![b' '; self.pad_to - reply.body.len()];
            padded.extend_from_slice(&reply.body);
            reply.body = padded.into();
        }
        if self.gzip {
            reply.body = compressed(&reply.body).into();
            reply.set_header("content-encoding", "gzip");
        }
        for (name, value) in &self.headers {
            reply.set_header(name, value);
        }
        reply.delay = Duration::from_millis(self.delay_ms);
        reply.plan = self.plan(id);
        reply
    }

    fn plan(&self, id: &str) -> Option<Plan> {
        let cut = match (self.cut_after, self.cut_body_after) {
            (Some(bytes), _) => Some(Cut::Response(bytes)),
            (None, Some(bytes)) => Some(Cut::Body(bytes)),
            (None, None) => None,
        };
        let plan = Plan {
            raw: self.raw.as_ref().map(|raw| raw.replace("{id}", id).into()),
            cut,
            then: self.then,
            pace: (self.drip_bytes > 0).then(|| (self.drip_bytes, Duration::from_millis(self.drip_ms))),
            close_unannounced: self.close_unannounced,
        };
        plan.does_something().then_some(plan)
    }
}

/// The documented customer with another id.
fn documented(id: &str) -> Bytes {
    match id {
        "172677" | "" => Bytes::from_static(DOCUMENTED_CUSTOMER.as_bytes()),
        _ => DOCUMENTED_CUSTOMER.replace("172677", id).into(),
    }
}

fn compressed(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).and_then(|()| encoder.finish()).unwrap_or_default()
}

fn byte_of(digits: &[u8]) -> Option<u8> {
    u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}
