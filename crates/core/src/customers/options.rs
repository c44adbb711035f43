//! Which customers are wanted.

use std::str::FromStr;

use serde::Deserialize;

use crate::{
    customer::Customer,
    customer_id::CustomerId,
    description::options,
    error::{Error, Result},
    json,
    options::from_json,
};

options! {
    /// The options of a list of customers. JSON uses camelCase names; an unknown name is an error that reports the name.
    #[derive(Clone, PartialEq, Eq, Debug, Default)]
    #[non_exhaustive]
    pub struct CustomersOptions {
        /// Only customers whose `salesforceSynchStatus` is Enabled, or is not.
        synch_status: SynchStatus = "synchStatus";
        /// Only customers without a `salesforceId`. A customer can be Enabled but not linked.
        not_linked: bool = "notLinked";
        /// Only customers with this `status`, for example `Active`. The server filters the list, and the result is checked.
        status: Option<String> = "status";
        /// Only these customers, by their Fusebill ids, in sets of at most 100 per request; an id that comes twice is read once. One
        /// that does not exist is left out: the summary's `received` is less than `count`.
        ids: Option<Vec<i64>> = "ids";
        /// Maximum number of customers per page. The default is the maximum that the vendor documents.
        page_size: Option<i64> = "pageSize", 1 to 1_000 or 1_000;
    }
}

/// The `salesforceSynchStatus` by which a list is filtered.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(try_from = "String")]
pub enum SynchStatus {
    /// Any status.
    #[default]
    All,
    /// Enabled, ignoring case.
    Enabled,
    /// Anything else: Disabled, null, or an unknown value.
    NotEnabled,
}

impl CustomersOptions {
    /// Reads options from JSON. Empty text and `null` mean the defaults.
    pub fn from_json(json: &str) -> Result<Self> {
        from_json(json)
    }

    pub(super) fn check(&self) -> Result<u64> {
        for id in self.ids.iter().flatten() {
            CustomerId::new(*id).map_err(|error| Error::option("ids", error.message()))?;
        }
        if let Some(status) = &self.status
            && !(1..=40).contains(&status.len()) | !status.bytes().all(|byte| byte.is_ascii_alphabetic())
        {
            return Err(Error::option(
                "status",
                format!("\"{}\" is not a status; one word such as Active is needed", crate::excerpt::shortened(status)),
            ));
        }
        Self::number("pageSize", self.page_size).map(|size| size.unwrap_or_default() as u64)
    }

    /// Whether the customer itself matches the options.
    pub(super) fn wants(&self, customer: &Customer) -> bool {
        let has_status = |wanted: &String| {
            let status = customer.get("/status").ok().and_then(json::Lookup::value);
            status.is_some_and(|status| status.eq_ignore_ascii_case(wanted))
        };
        let has_synch_status = match self.synch_status {
            SynchStatus::All => true,
            SynchStatus::Enabled => customer.is_synch_enabled(),
            SynchStatus::NotEnabled => !customer.is_synch_enabled(),
        };
        has_synch_status && !(self.not_linked && customer.is_linked()) && self.status.as_ref().is_none_or(has_status)
    }
}

impl TryFrom<String> for SynchStatus {
    type Error = String;

    fn try_from(word: String) -> std::result::Result<Self, String> {
        Self::read(&word)
    }
}

impl FromStr for SynchStatus {
    type Err = Error;

    /// Reads `all`, `enabled` or `not-enabled`.
    fn from_str(word: &str) -> Result<Self> {
        Self::read(word).map_err(|why| Error::option("synchStatus", why))
    }
}

impl SynchStatus {
    /// The words for them.
    pub const WORDS: [&str; 3] = ["all", "enabled", "not-enabled"];

    fn read(word: &str) -> std::result::Result<Self, String> {
        match word {
            "all" => Ok(Self::All),
            "enabled" => Ok(Self::Enabled),
            "not-enabled" => Ok(Self::NotEnabled),
            _ => Err(format!("\"{}\" is not one of {}", crate::excerpt::shortened(word), Self::WORDS.join(", "))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_one_word() {
        for status in ["", "Active;Status:Draft", "Active,Draft", "*", "a b", "Actif\u{e9}", "Status:Active"] {
            let options = CustomersOptions { status: Some(status.into()), ..CustomersOptions::default() };
            assert!(options.check().is_err(), "{status}");
        }
        assert!(CustomersOptions { page_size: Some(0), ..CustomersOptions::default() }.check().is_err());
    }

    #[test]
    fn each_customers_own_fields_decide() {
        let customer = |text: &str| Customer::from_json(text.into()).unwrap();
        let enabled = customer(r#"{"id":1,"salesforceSynchStatus":"enabled","salesforceId":" ","status":"Active"}"#);
        let null =
            customer(r#"{"id":1,"salesforceSynchStatus":null,"salesforceId":"0014100000JJ3wt","status":"active"}"#);
        let bare = customer(r#"{"id":1}"#);
        let wants = |json: &str| {
            let options = CustomersOptions::from_json(json).unwrap();
            [&enabled, &null, &bare].map(|customer| options.wants(customer))
        };
        assert_eq!(wants(""), [true, true, true]);
        assert_eq!(wants(r#"{"synchStatus":"enabled"}"#), [true, false, false]);
        assert_eq!(wants(r#"{"synchStatus":"not-enabled"}"#), [false, true, true]);
        assert_eq!(wants(r#"{"notLinked":true}"#), [true, false, true]);
        assert_eq!(wants(r#"{"status":"Active"}"#), [true, true, false]);
    }
}
