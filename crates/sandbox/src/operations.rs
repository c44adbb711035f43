//! The calls of the API, as the vendor's pages describe them: method, path, what the body must be, and what happens to the
//! customer.

use serde_json::{Map, Value};

use crate::{
    customers::{Customer, Customers, Synch},
    reply::Reply,
};

/// One call of the API.
pub(crate) struct Operation {
    pub(crate) name: &'static str,
    pub(crate) method: &'static str,
    /// In lower case: the vendor's own examples differ in case, so the server ignores it.
    path: &'static str,
    /// Whether the id follows the path.
    has_id: bool,
    /// The members that the JSON body may have; none for an operation without a body.
    pub(crate) members: &'static [&'static str],
    pub(crate) answer: fn(&Customers, &Asked) -> Reply,
}

/// The content of a request.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    /// The customer in the path, or the `fusebillId` of the body.
    pub(crate) id: String,
    pub(crate) body: Map<String, Value>,
}

/// The name of the list of customers, which has a query instead of an id.
pub(crate) const CUSTOMERS: &str = "Customers";

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        name: "EnableSynch",
        method: "POST",
        path: "/v1/salesforce/enablesynch/",
        has_id: true,
        members: &[],
        answer: |customers, asked| set_synch(customers, asked, Synch::Enabled),
    },
    Operation {
        name: "DisableSynch",
        method: "POST",
        path: "/v1/salesforce/disablesynch/",
        has_id: true,
        members: &[],
        answer: |customers, asked| set_synch(customers, asked, Synch::Disabled),
    },
    Operation {
        name: "Resynch",
        method: "POST",
        path: "/v1/salesforce/resynch",
        has_id: false,
        members: &["fusebillId", "salesforceId"],
        answer: resynch,
    },
    Operation {
        name: "Latch",
        method: "POST",
        path: "/v1/salesforce/latch",
        has_id: false,
        members: &["fusebillId", "salesforceId", "forceLatch"],
        answer: latch,
    },
    Operation {
        name: "Customer",
        method: "GET",
        path: "/v1/customers/",
        has_id: true,
        members: &[],
        answer: |customers, asked| with_id(asked, |id| customers.find(id)),
    },
];

/// The operation at a path, and the id there; an empty id at `/v1/customers/` means the list.
pub(crate) fn at(path: &str) -> Option<(&'static Operation, &str)> {
    OPERATIONS.iter().find_map(|operation| {
        let (start, id) = path.split_at_checked(operation.path.len())?;
        let fits =
            start.eq_ignore_ascii_case(operation.path) && !id.contains('/') && (operation.has_id || id.is_empty());
        fits.then_some((operation, id))
    })
}

/// IIS's response to an unknown path.
pub(crate) fn no_route() -> Reply {
    Reply::json(404, r#"{"Message":"No HTTP resource was found that matches the request URI."}"#)
}

fn with_id(asked: &Asked, act: impl FnOnce(i64) -> Option<Customer>) -> Reply {
    let Ok(id) = asked.id.parse() else { return no_route() };
    match act(id) {
        Some(customer) => Reply::json(200, customer.text()),
        None => Reply::error(404, &format!("Customer with id {} not found.", asked.id)),
    }
}

fn set_synch(customers: &Customers, asked: &Asked, synch: Synch) -> Reply {
    let set = |id| customers.change(id, |customer| customer.synch = synch);
    with_id(asked, |id| set(id).inspect(|customer| customers.expect(customer)))
}

fn resynch(customers: &Customers, asked: &Asked) -> Reply {
    match (asked.body.get("fusebillId").and_then(Value::as_i64), asked.body.get("salesforceId").and_then(Value::as_str))
    {
        (Some(id), None) => {
            let find = |id| customers.find(id).inspect(|customer| customers.expect(customer));
            with_id(&Asked { id: id.to_string(), ..Asked::default() }, find)
        }
        (None, Some(account)) => match customers.find_salesforce(account) {
            Some(customer) => {
                customers.expect(&customer);
                Reply::json(200, customer.text())
            }
            None => Reply::error(400, &format!("Salesforce Account {account} does not exist.")),
        },
        _ => Reply::error(400, "Exactly one of fusebillId and salesforceId is required."),
    }
}

fn latch(customers: &Customers, asked: &Asked) -> Reply {
    let Some(account) = asked.body.get("salesforceId").and_then(Value::as_str) else {
        return Reply::error(400, "The salesforceId is required.");
    };
    let is_forced = asked.body.get("forceLatch").and_then(Value::as_bool) == Some(true);
    let latched = asked.id.parse().ok().and_then(|id| customers.find(id)).and_then(|customer| customer.salesforce_id);
    if !customers.has_account(account) {
        return Reply::error(400, &format!("Salesforce Account {account} does not exist."));
    }
    match latched {
        Some(other) if other != account && !is_forced => {
            Reply::error(400, &format!("Customer {} is latched to Salesforce Account {other}.", asked.id))
        }
        _ => {
            let link = |id| customers.change(id, |customer| customer.salesforce_id = Some(account.to_owned()));
            with_id(asked, |id| link(id).inspect(|customer| customers.expect(customer)))
        }
    }
}
