//! The status page at `GET /`, for people: customers and their state, recent requests, what is left of the limits.

use std::collections::VecDeque;

use crate::reply::Reply;

/// How many requests are shown.
const SHOWN: usize = 20;
/// How many customers are listed; the rest are only counted.
const LISTED: usize = 50;

/// The last requests: method and path, and the status of the response.
#[derive(Debug, Default)]
pub(crate) struct Recent(VecDeque<(String, u16)>);

impl Recent {
    pub(crate) fn note(&mut self, request: String, status: u16) {
        if self.0.len() == SHOWN {
            self.0.pop_back();
        }
        self.0.push_front((request, status));
    }
}

pub(crate) fn reply(
    customers: &crate::customers::Customers,
    [minute, day]: [Option<u64>; 2],
    requests: u64,
    recent: &Recent,
) -> Reply {
    let number = |count: Option<u64>| count.map_or_else(|| "no limit".into(), |count| count.to_string());
    let (listed, count) = customers.list_all(0, LISTED);
    let row = |customer: &crate::customers::Customer| {
        let account = customer.salesforce_id.as_deref().unwrap_or("–");
        format!("<tr><td>{}<td>{:?}<td>{account}<td>{}", customer.id, customer.synch, customer.status)
    };
    let rows: String = listed.iter().map(row).collect();
    let requests_shown: String =
        recent.0.iter().map(|(request, status)| format!("<tr><td>{status}<td>{}", escaped(request))).collect();
    let more = count.saturating_sub(listed.len() as u64);
    let body = format!(
        "<!doctype html><html lang=en><meta charset=utf-8><meta http-equiv=refresh content=2>\
         <meta name=viewport content='width=device-width'><link rel=icon href='data:,'><title>libfusebill sandbox</title><style>\
         body{{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem}}\
         table{{border-collapse:collapse;margin:1rem 0}}td,th{{text-align:left;padding:.1rem 1rem .1rem 0}}\
         th{{border-bottom:1px solid}}dt{{float:left;min-width:16rem}}\
         @media(prefers-color-scheme:dark){{body{{background:#111;color:#eee}}}}</style>\
         <h1>libfusebill sandbox</h1><p>A stand-in for the API on this machine. Nothing here reaches the vendor.<dl>\
         <dt>Customers<dd id=customers>{count}<dt>Sync enabled<dd id=enabled>{}\
         <dt>Requests<dd id=requests>{requests}<dt>Calls left this minute<dd id=minute>{}\
         <dt>Calls left today<dd id=day>{}</dl>\
         <h2>Recent requests</h2><table id=recent><tr><th>Status<th>Request{requests_shown}</table>\
         <h2>Customers</h2><table id=list><tr><th>Id<th>Sync<th>Salesforce id<th>Status{rows}</table><p>{}",
        customers.enabled(),
        number(minute),
        number(day),
        if more > 0 { format!("and {more} more") } else { String::new() },
    );
    let mut reply = Reply::json(200, body);
    reply.set_header("content-type", "text/html; charset=utf-8");
    reply
}

/// Escapes text for HTML: a path may contain anything.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
