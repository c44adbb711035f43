//! The customer object of the API: the server's text, unchanged, and typed access to its fields.

pub(crate) mod fields;

use std::fmt;

use once_cell::sync::OnceCell;
use serde::{
    Deserialize, Deserializer,
    de::{self, IgnoredAny, MapAccess, Visitor},
};

pub use fields::{CustomerAcquisition, CustomerFields, CustomerReference, SalesTrackingCode};

use crate::{customer_id::CustomerId, envelope, error::Result, json, text};

/// A customer as the server sent it.
///
/// The text is checked when it arrives (it is one JSON object with an id); fields are decoded on first use.
#[derive(Clone)]
pub struct Customer {
    raw: String,
    id: CustomerId,
    salesforce_id: Option<String>,
    salesforce_synch_status: Option<String>,
    /// Whether it has a member of an error.
    may_be_an_error: bool,
    fields: OnceCell<Box<CustomerFields>>,
}

/// What counts as Enabled: the word, ignoring case.
fn is_enabled(status: &str) -> bool {
    // The vendor's spelling first, for speed: a batch checks this several times per customer.
    status == "Enabled" || status.eq_ignore_ascii_case("Enabled")
}

/// Whether `salesforceSynchStatus` of a customer's JSON is Enabled; for a binding that has only the text.
pub fn is_synch_enabled_in(json: &str) -> bool {
    let status = json::get(json, "/salesforceSynchStatus").ok().and_then(json::Lookup::value);
    status.is_some_and(|status| is_enabled(&status))
}

/// The text is not a customer object: not JSON, not an object, or without an id. Contains the text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NotACustomer(pub String);

impl fmt::Display for NotACustomer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a customer object")
    }
}

impl std::error::Error for NotACustomer {}

/// The few fields that every call needs; the rest is only checked to be JSON. Read by hand, because derived code compares each
/// name with every spelling of a member of an error, which costs 2 % of a call.
#[derive(Default)]
struct Glance {
    id: Option<String>,
    salesforce_id: Option<String>,
    salesforce_synch_status: Option<String>,
    /// Whether there is a member of an error.
    is_suspect: bool,
}

impl<'de> Deserialize<'de> for Glance {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_map(Glancing)
    }
}

struct Glancing;

impl<'de> Visitor<'de> for Glancing {
    type Value = Glance;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a customer object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Glance, A::Error> {
        let mut glance = Glance::default();
        let (mut has_id, mut has_salesforce_id, mut has_status) = (false, false, false);
        while let Some(name) = map.next_key()? {
            let (has, field) = match name {
                Name::Other => {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
                Name::OfAnError => {
                    glance.is_suspect = true;
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
                Name::Id => (&mut has_id, &mut glance.id),
                Name::SalesforceId => (&mut has_salesforce_id, &mut glance.salesforce_id),
                Name::SalesforceSynchStatus => (&mut has_status, &mut glance.salesforce_synch_status),
            };
            if std::mem::replace(has, true) {
                return Err(de::Error::custom("a member appears twice"));
            }
            *field = text::scalar(map.next_value()?).map(Into::into);
        }
        Ok(glance)
    }
}

/// What the name of a member says.
enum Name {
    Id,
    SalesforceId,
    SalesforceSynchStatus,
    OfAnError,
    Other,
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_identifier(Naming)
    }
}

struct Naming;

impl Visitor<'_> for Naming {
    type Value = Name;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> std::result::Result<Name, E> {
        // By their length first: most names of a customer have another one.
        Ok(match name.len() {
            2 if name == "id" => Name::Id,
            12 if name == "salesforceId" => Name::SalesforceId,
            21 if name == "salesforceSynchStatus" => Name::SalesforceSynchStatus,
            5..=7 | 14 if envelope::is_of_an_error(name) => Name::OfAnError,
            _ => Name::Other,
        })
    }
}

impl Glance {
    /// For a text in which a member appears twice: the last one counts, as everywhere. Two different ids are an error.
    fn of_twins(raw: &str) -> Option<Self> {
        let members = json::members(raw)?;
        let all =
            |wanted: &'static str| members.iter().filter(move |(name, _)| name == wanted).map(|(_, value)| *value);
        let last = |wanted| all(wanted).next_back().and_then(text::scalar).map(Into::into);
        let ids: std::collections::BTreeSet<_> = all("id").map(text::scalar).collect();
        (ids.len() == 1).then(|| Self {
            id: last("id"),
            salesforce_id: last("salesforceId"),
            salesforce_synch_status: last("salesforceSynchStatus"),
            is_suspect: members.iter().any(|(name, _)| envelope::is_of_an_error(name)),
        })
    }
}

impl Customer {
    /// Parses a customer object; returns the text if it is not one.
    pub fn from_json(raw: String) -> std::result::Result<Self, NotACustomer> {
        let glance = serde_json::from_str::<Glance>(&raw).ok().or_else(|| Glance::of_twins(&raw));
        let Some(glance) = glance else { return Err(NotACustomer(raw)) };
        let Some(id) = glance.id.and_then(|id| id.parse().or_else(|_| text::whole(&id).parse()).ok()) else {
            return Err(NotACustomer(raw));
        };
        Ok(Self {
            may_be_an_error: glance.is_suspect,
            raw,
            id,
            salesforce_id: glance.salesforce_id,
            salesforce_synch_status: glance.salesforce_synch_status,
            fields: OnceCell::new(),
        })
    }

    /// Whether it has a member of an error, which a customer does not have.
    pub(crate) fn may_be_an_error(&self) -> bool {
        self.may_be_an_error
    }

    /// The server's text, byte for byte (except a byte order mark): with unknown fields, spacing, and `25.9800` as written.
    pub fn raw(&self) -> &str {
        &self.raw
    }

    /// The server's text, without a copy.
    pub fn into_raw(self) -> String {
        self.raw
    }

    /// The Fusebill id.
    pub fn id(&self) -> CustomerId {
        self.id
    }

    /// The id of the account in Salesforce.
    pub fn salesforce_id(&self) -> Option<&str> {
        self.salesforce_id.as_deref()
    }

    /// `salesforceSynchStatus` as sent: Enabled, Disabled, or an unknown value.
    pub fn salesforce_synch_status(&self) -> Option<&str> {
        self.salesforce_synch_status.as_deref()
    }

    /// Whether `salesforceSynchStatus` is Enabled.
    pub fn is_synch_enabled(&self) -> bool {
        self.salesforce_synch_status().is_some_and(is_enabled)
    }

    /// Whether it has the id of a Salesforce account. A customer can be Enabled but not linked.
    pub fn is_linked(&self) -> bool {
        self.salesforce_id().is_some_and(|id| !id.trim().is_empty())
    }

    /// All documented fields, typed; decoded once, on first use.
    pub fn fields(&self) -> &CustomerFields {
        self.fields.get_or_init(|| Box::new(CustomerFields::from_json(&self.raw)))
    }

    /// Any field by JSON pointer, even one that this version does not know: [`json::get`] on the server's text.
    pub fn get(&self, pointer: &str) -> Result<json::Lookup<'_>> {
        json::get(&self.raw, pointer)
    }
}

impl PartialEq for Customer {
    /// Equal if the server's texts are identical, byte for byte.
    fn eq(&self, other: &Self) -> bool {
        self.raw == other.raw
    }
}

impl Eq for Customer {}

impl fmt::Debug for Customer {
    /// No name, email address or phone number: only what is needed to follow a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Customer")
            .field("id", &self.id.get())
            .field("salesforce_synch_status", &self.salesforce_synch_status)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_id_is_not_a_customer() {
        for text in [
            "",
            "null",
            "[]",
            "{}",
            "{\"id\":null}",
            "{\"id\":0}",
            "{\"id\":1",
            "{\"id\":1}x",
            "<html>",
            r#"["7",null,"Enabled"]"#,
        ] {
            assert_eq!(Customer::from_json(text.into()), Err(NotACustomer(text.into())), "{text}");
        }
    }

    #[test]
    fn an_id_is_read_however_a_whole_number_is_written() {
        for text in
            [r#"{"id":7.0}"#, r#"{"id":"7"}"#, r#"{"id":"7.00"}"#, r#"{"\ud800":1,"id":7}"#, r#"{"id":7,"id":7}"#]
        {
            let customer = Customer::from_json(text.into()).unwrap();
            assert_eq!((customer.id().get(), customer.fields().id), (7, Some(7)), "{text}");
        }
        for text in [r#"{"id":7.5}"#, r#"{"id":"7."}"#, r#"{"id":7e0}"#, r#"{"id":-7.0}"#, r#"{"id":7,"id":8}"#] {
            assert!(Customer::from_json(text.into()).is_err(), "{text}");
        }
    }

    #[test]
    fn debug_shows_no_personal_data() {
        let text = r#"{"id":1,"firstName":"John","primaryEmail":"john@example.com","salesforceSynchStatus":"Paused"}"#;
        let customer = Customer::from_json(text.into()).unwrap();
        assert_eq!(format!("{customer:?}"), "Customer { id: 1, salesforce_synch_status: Some(\"Paused\"), .. }");
        assert!(!customer.is_synch_enabled());
        assert_eq!(customer.raw(), text);
    }

    /// Any JSON value, as its text.
    fn json() -> impl proptest::strategy::Strategy<Value = String> {
        use proptest::prelude::*;
        let text = any::<String>().prop_map(|text| serde_json::to_string(&text).unwrap());
        let number = "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?";
        let leaf = prop_oneof![Just("null".to_owned()), Just("true".to_owned()), number, text.clone()];
        leaf.prop_recursive(4, 32, 6, move |inner| {
            let members = proptest::collection::vec((text.clone(), inner.clone()), 0..6);
            prop_oneof![
                proptest::collection::vec(inner, 0..6).prop_map(|values| format!("[{}]", values.join(","))),
                members.prop_map(|members| {
                    let members: Vec<String> = members.iter().map(|(name, value)| format!("{name}:{value}")).collect();
                    format!("{{{}}}", members.join(","))
                }),
            ]
        })
    }

    proptest::proptest! {
        #[test]
        fn any_field_survives_and_is_found(name in "[^/~\"\\\\\\x00-\\x1f]{1,12}", value in json(), money in "(0|-?[1-9][0-9]{0,18})(\\.[0-9]{1,9})?") {
            proptest::prop_assume!(name != "id" && name != "monthlyRecurringRevenue");
            let text = format!(r#"{{"id":7,"monthlyRecurringRevenue":{money},"{name}":{value}}}"#);
            let customer = Customer::from_json(text.clone()).unwrap();
            proptest::prop_assert_eq!(customer.raw(), &text);
            proptest::prop_assert_eq!(customer.fields().monthly_recurring_revenue.unwrap().to_string(), money.clone());
            let found = customer.get(&format!("/{name}")).unwrap();
            match value.as_bytes()[0] {
                b'n' => proptest::prop_assert_eq!(found, json::Lookup::Null),
                b'"' => proptest::prop_assert_eq!(found.value().unwrap(), serde_json::from_str::<String>(&value).unwrap()),
                _ => proptest::prop_assert_eq!(found.value().unwrap(), value),
            }
        }
    }
}
