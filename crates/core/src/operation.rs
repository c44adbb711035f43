//! The vendor's calls for one customer, as data. Everything else (retries, batches, results files, the bindings, the
//! command, the sandbox's table of cases) works from this data.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, de};

use crate::{
    customer::Customer,
    customer_id::CustomerId,
    description::DescribedCall,
    error::{Error, Result},
    json, options,
    salesforce_id::SalesforceId,
};

/// One of the vendor's calls for a customer, by the vendor's name for it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
#[non_exhaustive]
pub enum Operation {
    /// Turns on Salesforce sync: `POST /v1/Salesforce/EnableSynch/{customerId}`.
    #[default]
    EnableSynch,
    /// Turns it off: `POST /v1/Salesforce/DisableSynch/{customerId}`.
    DisableSynch,
    /// Sends a customer to Salesforce again: `POST /v1/Salesforce/Resynch`. The vendor does not document its response.
    Resynch,
    /// Links a customer to an account in Salesforce: `POST /v1/Salesforce/Latch`. The vendor does not document its response,
    /// and there is no call to unlink them.
    Latch,
    /// Reads a customer: `GET /v1/customers/{customerId}`. The vendor has no name for it.
    Customer,
}

/// The definition of a call.
struct Rule {
    /// The vendor's name.
    name: &'static str,
    method: &'static str,
    /// After `/v1/`; the id follows if nothing else is needed.
    path: &'static str,
    needs: Needs,
    good: Good,
    /// What it does, as the beginning of a sentence about one customer. Every document, comment and help text says the same.
    does: &'static str,
    /// The same about many customers; empty for a call that changes nothing.
    does_for_many: &'static str,
    /// What else there is to say; empty if there is nothing.
    remark: &'static str,
    /// What it does in Salesforce, as far as the vendor's pages say.
    effect: &'static str,
    /// What a 409 may mean; empty if there is nothing to say.
    conflict: &'static str,
    /// Whether it sets a state or reads one, so that a second call changes nothing.
    is_repeatable: bool,
}

/// What a call must say about its customer, and where.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needs {
    /// The Fusebill id, in the path; no body.
    Id,
    /// `{"fusebillId":…}` or `{"salesforceId":…}`.
    EitherId,
    /// `{"fusebillId":…,"salesforceId":…,"forceLatch":…}`. The vendor does not document the default of
    /// forceLatch, so it is always sent.
    BothIds,
}

/// What a 2xx must contain to be what was requested.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Good {
    /// The customer, with a `salesforceSynchStatus` that is Enabled, or is not.
    Synch { is_enabled: bool },
    /// The customer.
    Customer,
    /// Nothing that is documented.
    Anything,
}

impl Operation {
    /// The row of this call.
    const fn rule(self) -> &'static Rule {
        match self {
            Self::EnableSynch => &Rule {
                name: "EnableSynch",
                method: "POST",
                path: "Salesforce/EnableSynch/",
                needs: Needs::Id,
                good: Good::Synch { is_enabled: true },
                does: "Turns on Salesforce sync for a customer",
                does_for_many: "Turns on Salesforce sync for many customers",
                remark: "The customer's status may not be Enabled: check `is_synch_enabled`.",
                effect: "In Salesforce: the customer is sent there and kept in sync. If the customer is not \
                         linked to an account, Salesforce may create one: a duplicate, if there is one \
                         already, so Latch first.",
                conflict: "the sync may be enabled already",
                is_repeatable: true,
            },
            Self::DisableSynch => &Rule {
                name: "DisableSynch",
                method: "POST",
                path: "Salesforce/DisableSynch/",
                needs: Needs::Id,
                good: Good::Synch { is_enabled: false },
                does: "Turns off Salesforce sync for a customer",
                does_for_many: "Turns off Salesforce sync for many customers",
                remark: "The vendor does not document the `salesforce_synch_status` of a disabled customer: check `is_synch_enabled`.",
                effect: "In Salesforce: the vendor's data is removed from the linked account, which is no \
                         longer updated; no account is deleted, and the link stays. The vendor says so of the \
                         button on its page, and not of this call.",
                conflict: "the sync may be disabled already",
                is_repeatable: true,
            },
            Self::Resynch => &Rule {
                name: "Resynch",
                method: "POST",
                path: "Salesforce/Resynch",
                needs: Needs::EitherId,
                good: Good::Anything,
                does: "Sends a customer to Salesforce again",
                does_for_many: "Sends many customers to Salesforce again",
                remark: "The vendor does not document the response: it may be the customer, any other text, or empty.",
                effect: "In Salesforce: the customer's data is sent there again. What this does for a \
                         customer without an account is not documented.",
                conflict: "",
                is_repeatable: true,
            },
            Self::Latch => &Rule {
                name: "Latch",
                method: "POST",
                path: "Salesforce/Latch",
                needs: Needs::BothIds,
                good: Good::Anything,
                does: "Links a customer to a Salesforce account",
                does_for_many: "Links many customers to their accounts in Salesforce",
                remark: "The vendor does not document the response: it may be the customer, any other text, or empty.",
                effect: "In Salesforce: the customer is linked to this account, and none is created. There is \
                         no call to unlink them.",
                conflict: "the customer may be linked already; forceLatch replaces the link",
                is_repeatable: true,
            },
            Self::Customer => &Rule {
                name: "Customer",
                method: "GET",
                path: "customers/",
                needs: Needs::Id,
                good: Good::Customer,
                does: "Reads a customer",
                does_for_many: "",
                remark: "",
                effect: "In Salesforce: nothing.",
                conflict: "",
                is_repeatable: true,
            },
        }
    }

    /// All operations.
    pub const ALL: [Self; 5] = [Self::EnableSynch, Self::DisableSynch, Self::Resynch, Self::Latch, Self::Customer];

    /// The vendor's name for it, for example `EnableSynch`.
    pub fn name(self) -> &'static str {
        self.rule().name
    }

    /// What the call does in Salesforce, as far as the vendor's pages say (the help centre's articles "Managing Customer
    /// Tracking Data" and "Installing the Salesforce Integration").
    ///
    /// ```
    /// assert!(fusebill::Operation::EnableSynch.effect().contains("a duplicate"));
    /// ```
    pub const fn effect(self) -> &'static str {
        self.rule().effect
    }

    /// Everything that the bindings say about it.
    pub(crate) fn described(self) -> DescribedCall {
        let Rule { method, path, needs, does, does_for_many, remark, .. } = *self.rule();
        let (needs, id) = match needs {
            Needs::Id => ("id", "{customerId}"),
            Needs::EitherId => ("either", ""),
            Needs::BothIds => ("both", ""),
        };
        DescribedCall { operation: self, method, path: format!("/v1/{path}{id}"), needs, does, does_for_many, remark }
    }

    /// Whether it can be the operation of a batch: it changes something.
    pub fn is_for_lists(self) -> bool {
        self.rule().method == "POST"
    }

    /// Whether the customer's Fusebill id is needed; otherwise, a Salesforce id can take its place.
    pub fn needs_customer_id(self) -> bool {
        self.rule().needs != Needs::EitherId
    }

    /// Whether it needs the id of a Salesforce account for each customer.
    pub fn takes_salesforce_id(self) -> bool {
        self.rule().needs == Needs::BothIds
    }

    /// Whether the response must contain the customer.
    pub fn gives_a_customer(self) -> bool {
        self.rule().good != Good::Anything
    }

    /// Whether it takes back what the other one did: EnableSynch and DisableSynch do for each other.
    pub fn reverses(self, other: Self) -> bool {
        matches!((self, other), (Self::EnableSynch, Self::DisableSynch) | (Self::DisableSynch, Self::EnableSynch))
    }

    /// What a customer who was read to be verified says: linked, Enabled without a link, or not Enabled.
    pub(crate) fn standing(customer: &Customer) -> (i32, &'static str) {
        match (customer.is_synch_enabled(), customer.is_linked()) {
            (true, true) => (0, "ok"),
            (true, false) => (NOT_LINKED, "not_linked"),
            (false, _) => (NOT_ENABLED, "not_enabled"),
        }
    }

    /// The code and name of a successful response, by the [customer](crate::Accepted::customer) in it: 0 if the customer has
    /// the requested state.
    pub fn verdict(self, customer: Option<&Customer>) -> (i32, &'static str) {
        match (self.rule().good, customer) {
            (Good::Synch { is_enabled: true }, Some(customer)) if !customer.is_synch_enabled() => {
                (NOT_ENABLED, "not_enabled")
            }
            (Good::Synch { is_enabled: false }, Some(customer)) if customer.is_synch_enabled() => {
                (NOT_DISABLED, "not_disabled")
            }
            _ => (0, "ok"),
        }
    }
}

/// The code of an outcome whose customer was returned, but is not Enabled after EnableSynch.
pub const NOT_ENABLED: i32 = 14;

/// The code of an outcome of [`verify`](crate::Client::verify) whose customer is Enabled, but has no account in Salesforce.
pub const NOT_LINKED: i32 = 18;

/// The code of an outcome whose customer was returned, but is still Enabled after DisableSynch.
pub const NOT_DISABLED: i32 = 17;

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Operation {
    type Err = Error;

    /// Parses the vendor's name, which must match exactly.
    fn from_str(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|operation| operation.name() == name).ok_or_else(|| {
            let known = Self::ALL.map(Self::name).join(", ");
            Error::invalid_argument(format!(
                "\"{}\" is not an operation; use one of {known}",
                crate::excerpt::shortened(name)
            ))
        })
    }
}

impl<'de> Deserialize<'de> for Operation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        name.parse().map_err(|error: Error| de::Error::custom(error.message()))
    }
}

/// One call: an operation for a customer.
///
/// ```
/// use fusebill::{Call, CustomerId};
/// let call = Call::resynch(CustomerId::new(172677)?);
/// assert_eq!(call.to_string(), "Resynch of customer 172677");
/// # Ok::<(), fusebill::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Call {
    operation: Operation,
    arguments: Arguments,
}

/// The arguments of a call. [`Call::with`] checks them against the operation.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Arguments {
    /// The Fusebill id.
    pub customer: Option<CustomerId>,
    /// The id of the Salesforce account.
    pub salesforce: Option<SalesforceId>,
    /// `forceLatch` of Latch: replace the Salesforce id if the customer already has one.
    pub force: bool,
}

/// The arguments of a call as JSON.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, expecting = "a JSON object")]
struct Given {
    id: Option<i64>,
    salesforce_id: Option<String>,
    #[serde(default)]
    force: bool,
}

impl Call {
    /// EnableSynch of a customer.
    pub fn enable_synch(customer: CustomerId) -> Self {
        Self::of(Operation::EnableSynch, customer)
    }

    /// DisableSynch of a customer.
    pub fn disable_synch(customer: CustomerId) -> Self {
        Self::of(Operation::DisableSynch, customer)
    }

    /// Resynch of a customer.
    pub fn resynch(customer: CustomerId) -> Self {
        Self::of(Operation::Resynch, customer)
    }

    /// Reads a customer.
    pub fn get_customer(customer: CustomerId) -> Self {
        Self::of(Operation::Customer, customer)
    }

    /// Resynch of the customer linked to this Salesforce account.
    pub fn resynch_salesforce(account: SalesforceId) -> Self {
        let arguments = Arguments { salesforce: Some(account), ..Arguments::default() };
        Self { operation: Operation::Resynch, arguments }
    }

    /// Latch of a customer to a Salesforce account; `force` replaces an existing link.
    pub fn latch(customer: CustomerId, account: SalesforceId, force: bool) -> Self {
        let arguments = Arguments { customer: Some(customer), salesforce: Some(account), force };
        Self { operation: Operation::Latch, arguments }
    }

    /// A call from the name of an operation and its arguments as a JSON object: `id`; for Resynch `id` or
    /// `salesforceId`; for Latch both, and `force`.
    ///
    /// # Errors
    /// [`InvalidArgument`](crate::ErrorKind::InvalidArgument) for an unknown name, and for arguments that are missing or not
    /// accepted by the operation.
    pub fn from_json(operation: &str, arguments: &str) -> Result<Self> {
        let operation: Operation = operation.parse()?;
        let refuse = |why: String| Error::invalid_argument(format!("arguments of {operation}: {why}"));
        let given: Given = serde_json::from_str(arguments).map_err(|error| refuse(options::words(&error)))?;
        if !json::is_object(arguments) {
            return Err(refuse("invalid type: array, expected a JSON object".into()));
        }
        let customer = given.id.map(CustomerId::new).transpose()?;
        let salesforce = given.salesforce_id.map(|id| id.parse()).transpose()?;
        Self::with(operation, Arguments { customer, salesforce, force: given.force })
    }

    /// A call with these arguments.
    ///
    /// # Errors
    /// [`InvalidArgument`](crate::ErrorKind::InvalidArgument) for arguments that are missing or not accepted by the
    /// operation.
    pub fn with(operation: Operation, arguments: Arguments) -> Result<Self> {
        let needs = match (operation.rule().needs, arguments.customer, arguments.salesforce) {
            (Needs::Id, Some(_), None) | (Needs::EitherId, Some(_), None) | (Needs::EitherId, None, Some(_))
                if !arguments.force =>
            {
                return Ok(Self { operation, arguments });
            }
            (Needs::BothIds, Some(_), Some(_)) => return Ok(Self { operation, arguments }),
            (Needs::Id, ..) => "an id and nothing else",
            (Needs::BothIds, ..) => "an id and a salesforceId",
            (Needs::EitherId, ..) => "an id or a salesforceId, and nothing else,",
        };
        Err(Error::invalid_argument(format!("arguments of {operation}: {needs} is needed")))
    }

    /// A call that needs the Fusebill id and nothing else.
    fn of(operation: Operation, customer: CustomerId) -> Self {
        Self { operation, arguments: Arguments { customer: Some(customer), ..Arguments::default() } }
    }

    /// The operation.
    pub fn operation(&self) -> Operation {
        self.operation
    }

    /// The customer, if it is identified by the Fusebill id.
    pub fn customer(&self) -> Option<CustomerId> {
        self.arguments.customer
    }

    /// The Salesforce account that it names.
    pub(crate) fn salesforce(&self) -> Option<SalesforceId> {
        self.arguments.salesforce
    }

    pub(crate) fn request(&self) -> Request {
        let Rule { method, path, needs, conflict, is_repeatable, .. } = *self.operation.rule();
        let Arguments { customer, salesforce, force } = self.arguments;
        let body = match needs {
            Needs::Id => String::new(),
            Needs::EitherId => match (customer, salesforce) {
                (Some(id), _) => format!("{{\"fusebillId\":{id}}}"),
                (None, Some(id)) => format!("{{\"salesforceId\":\"{id}\"}}"),
                (None, None) => String::new(),
            },
            Needs::BothIds => match (customer, salesforce) {
                (Some(id), Some(account)) => {
                    format!("{{\"fusebillId\":{id},\"salesforceId\":\"{account}\",\"forceLatch\":{force}}}")
                }
                _ => String::new(),
            },
        };
        let id = customer.filter(|_| needs == Needs::Id);
        Request { method, path, id, query: String::new(), body, body_limit: BODY_LIMIT, conflict, is_repeatable }
    }
}

impl fmt::Display for Call {
    /// For a log: `customer 172677` for EnableSynch, which needs no name here; `DisableSynch of customer 172677`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.operation {
            Operation::EnableSynch => {}
            Operation::Customer => f.write_str("reading ")?,
            other => write!(f, "{other} of ")?,
        }
        match (self.arguments.customer, self.arguments.salesforce) {
            (Some(id), _) => write!(f, "customer {id}"),
            (None, Some(id)) => write!(f, "Salesforce account {id}"),
            (None, None) => f.write_str("nobody"),
        }
    }
}

/// What is sent.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) method: &'static str,
    /// After `/v1/`.
    pub(crate) path: &'static str,
    pub(crate) id: Option<CustomerId>,
    /// With its `?`, percent-encoded.
    pub(crate) query: String,
    pub(crate) body: String,
    /// The longest response body that is read.
    pub(crate) body_limit: u64,
    /// What a 409 may mean.
    pub(crate) conflict: &'static str,
    /// Whether it may be sent again if its result is unknown.
    pub(crate) is_repeatable: bool,
}

impl Request {
    /// A page of the account's customers; the query says which.
    pub(crate) fn list() -> Self {
        Self {
            method: "GET",
            path: "customers/",
            id: None,
            query: String::new(),
            body: String::new(),
            body_limit: PAGE_LIMIT,
            conflict: "",
            is_repeatable: true,
        }
    }

    /// Whether the response says how long a list is.
    pub(crate) fn is_list(&self) -> bool {
        !self.query.is_empty()
    }
}

/// A page has at most 1,000 customers of a few kilobytes.
const PAGE_LIMIT: u64 = 16 * 1024 * 1024;
/// A customer has a few kilobytes.
const BODY_LIMIT: u64 = 1024 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    fn wire(operation: &str, arguments: &str) -> String {
        let Request { method, path, id, body, .. } = Call::from_json(operation, arguments).unwrap().request();
        format!("{method} {path}{} {body}", id.map(|id| id.to_string()).unwrap_or_default())
    }

    #[test]
    fn requests_are_the_documented_ones() {
        for (operation, arguments, request) in [
            ("EnableSynch", r#"{"id":172677}"#, "POST Salesforce/EnableSynch/172677 "),
            ("DisableSynch", r#"{"id":172677}"#, "POST Salesforce/DisableSynch/172677 "),
            ("Resynch", r#"{"id":172677}"#, r#"POST Salesforce/Resynch {"fusebillId":172677}"#),
            (
                "Resynch",
                r#"{"salesforceId":"0014100000JJ3wtAAD"}"#,
                r#"POST Salesforce/Resynch {"salesforceId":"0014100000JJ3wtAAD"}"#,
            ),
            ("Customer", r#"{"id":172677}"#, "GET customers/172677 "),
            (
                "Latch",
                r#"{"id":172677,"salesforceId":"0014100000JJ3wtAAD","force":true}"#,
                r#"POST Salesforce/Latch {"fusebillId":172677,"salesforceId":"0014100000JJ3wtAAD","forceLatch":true}"#,
            ),
        ] {
            assert_eq!(wire(operation, arguments), request);
        }
    }

    #[test]
    fn arguments_that_do_not_fit_are_refused() {
        for (operation, arguments, words) in [
            ("enableSynch", "{}", "is not an operation"),
            ("", "{}", "is not an operation"),
            ("EnableSynch", "{}", "an id and nothing else"),
            ("EnableSynch", r#"{"id":0}"#, "\"0\""),
            ("EnableSynch", r#"{"id":1,"salesforceId":"0014100000JJ3wt"}"#, "an id and nothing else"),
            ("EnableSynch", r#"{"id":"1"}"#, "invalid type"),
            ("EnableSynch", r#"{"id":1.0}"#, "invalid type"),
            ("EnableSynch", r#"{"Id":1}"#, "unknown field `Id`"),
            ("EnableSynch", "", "EOF"),
            ("EnableSynch", "7", "expected a JSON object"),
            ("EnableSynch", "[1]", "expected a JSON object"),
            ("Latch", r#" [1,"0014100000JJ3wt",true]"#, "expected a JSON object"),
            ("Resynch", "{}", "an id or a salesforceId, and nothing else"),
            ("Resynch", r#"{"id":1,"salesforceId":"0014100000JJ3wt"}"#, "an id or a salesforceId, and nothing else"),
            ("Latch", r#"{"id":1}"#, "an id and a salesforceId"),
            ("Latch", r#"{"salesforceId":"0014100000JJ3wt","force":true}"#, "an id and a salesforceId"),
            ("Resynch", r#"{"id":1,"force":true}"#, "and nothing else"),
            ("Resynch", r#"{"salesforceId":"x"}"#, "\"x\" is not a Salesforce id"),
        ] {
            let error = Call::from_json(operation, arguments).unwrap_err();
            assert_eq!(error.kind().code(), 1, "{operation} {arguments}");
            assert!(error.message().contains(words), "{operation} {arguments}: {error}");
        }
    }

    #[test]
    fn every_operation_has_a_name_of_its_own_and_may_be_repeated() {
        let names: std::collections::BTreeSet<_> = Operation::ALL.iter().map(|operation| operation.name()).collect();
        assert_eq!(names.len(), Operation::ALL.len());
        assert!(Operation::ALL.iter().all(|operation| operation.rule().is_repeatable));
    }
}
