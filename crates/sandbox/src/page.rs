//! The status page at `GET /`, for people: the customers and, beside them, the accounts in Salesforce; recent requests; what is
//! left of the limits.

use std::collections::VecDeque;

use crate::{
    customers::{Customer, Customers, Synch},
    reply::Reply,
    salesforce::{Account, Salesforce},
};

const PAGE: &str = include_str!("../data/page.html");

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

/// The accounts as a report of Salesforce, to try `fusebill match` with.
pub(crate) fn report(customers: &Customers) -> Reply {
    let mut reply = Reply::json(200, customers.in_salesforce(Salesforce::report));
    reply.set_header("content-type", "text/csv; charset=utf-8");
    reply
}

pub(crate) fn reply(customers: &Customers, left: [Option<u64>; 2], requests: u64, recent: &Recent) -> Reply {
    let (listed, count) = customers.list_all(0, LISTED);
    let (accounts, in_salesforce, duplicates) = customers.in_salesforce(|salesforce| {
        let accounts = salesforce.accounts();
        // What happened last is what is looked for.
        let shown: String = accounts.iter().rev().take(LISTED).map(account_row).collect();
        (shown, accounts.len(), salesforce.duplicates())
    });
    let more_accounts = match customers.is_modelled() {
        true => more(in_salesforce.saturating_sub(LISTED) as u64),
        false => "Nothing is synced: --sync-delay or --salesforce-accounts turns it on.".into(),
    };
    let number = |count: Option<u64>| count.map_or_else(|| "no limit".into(), |count| count.to_string());
    let [minute, day] = left.map(number);
    let totals: String = [
        ("customers", "customers", &count.to_string()),
        ("enabled", "sync enabled", &customers.enabled().to_string()),
        ("linked", "linked", &customers.linked().to_string()),
        ("in-salesforce", "accounts in Salesforce", &in_salesforce.to_string()),
        ("duplicates", "duplicate accounts", &duplicates.to_string()),
        ("requests", "requests", &requests.to_string()),
        ("minute", "calls left this minute", &minute),
        ("day", "calls left today", &day),
    ]
    .iter()
    .map(|(id, name, value)| format!("<div><dt>{name}</dt><dd id=\"{id}\">{value}</dd></div>"))
    .collect();
    let requests: String =
        recent.0.iter().map(|(request, status)| format!("<tr><td>{status}<td>{}", escaped(request))).collect();
    let body = PAGE
        .replace("{{style}}", crate::STYLE)
        .replace("{{totals}}", &totals)
        .replace("{{more-customers}}", &more(count.saturating_sub(listed.len() as u64)))
        .replace("{{more-accounts}}", &more_accounts)
        .replace("{{customers}}", &listed.iter().map(customer_row).collect::<String>())
        .replace("{{accounts}}", &accounts)
        // The last one, because a path may contain anything.
        .replace("{{requests}}", &requests);
    let mut reply = Reply::json(200, body);
    reply.set_header("content-type", "text/html; charset=utf-8");
    reply
}

fn more(count: u64) -> String {
    if count > 0 { format!("and {count} more") } else { String::new() }
}

fn customer_row(customer: &Customer) -> String {
    let account = customer.salesforce_id.as_deref().unwrap_or("–");
    let is_waiting = customer.synch == Synch::Enabled && customer.salesforce_id.is_none();
    let class = if is_waiting { " class=wrong" } else { "" };
    format!("<tr><td>{}<td>{:?}<td{class}>{}<td>{}", customer.id, customer.synch, escaped(account), customer.status)
}

fn account_row(account: &Account) -> String {
    let fb_id = account.fb_id.map_or_else(|| "–".into(), |id| id.to_string());
    let remark = if account.is_duplicate { "<td class=wrong>duplicate" } else { "<td>" };
    format!("<tr><td>{}<td>{}<td>{fb_id}{remark}", account.id, escaped(&account.name))
}

/// Escapes text for HTML: a path may contain anything.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
