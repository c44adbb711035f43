//! Every documented field of the customer object, typed: one table per struct. Fields such as the status are open sets, so
//! they are text. A value of an unexpected type is `None` here, and remains unchanged in the raw text.

use std::time::SystemTime;

use rust_decimal::Decimal;
use serde_json::value::RawValue;

use crate::{description::shape, json, text, timestamp};

/// How a field is read from its JSON text.
trait Field: Default {
    fn read(raw: &RawValue) -> Self;
}

impl Field for Option<String> {
    fn read(raw: &RawValue) -> Self {
        text::scalar(raw).map(Into::into)
    }
}

impl Field for Option<i64> {
    fn read(raw: &RawValue) -> Self {
        text::whole(&text::scalar(raw)?).parse().ok()
    }
}

impl Field for Option<bool> {
    fn read(raw: &RawValue) -> Self {
        match text::scalar(raw)?.to_ascii_lowercase().as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }
}

impl Field for Option<Decimal> {
    fn read(raw: &RawValue) -> Self {
        exact(&text::scalar(raw)?)
    }
}

/// A number with its scale; `None` if a decimal of 28 digits cannot hold it exactly. Decimal::from_scientific rounds.
fn exact(number: &str) -> Option<Decimal> {
    let Some((mantissa, exponent)) = number.split_once(['e', 'E']) else {
        return Decimal::from_str_exact(number).ok();
    };
    let mantissa = Decimal::from_str_exact(mantissa).ok()?;
    let exponent = exponent.parse::<i32>().ok()?;
    let (mut digits, mut scale) = (mantissa.mantissa(), i64::from(mantissa.scale()) - i64::from(exponent));
    if digits == 0 {
        scale = scale.clamp(0, i64::from(Decimal::MAX_SCALE));
    }
    while scale < 0 {
        digits = digits.checked_mul(10)?;
        scale += 1;
    }
    while scale > i64::from(Decimal::MAX_SCALE) && digits % 10 == 0 {
        digits /= 10;
        scale -= 1;
    }
    Decimal::try_from_i128_with_scale(digits, u32::try_from(scale).ok()?).ok()
}

impl Field for Option<SystemTime> {
    fn read(raw: &RawValue) -> Self {
        timestamp::parse_rfc3339(&text::scalar(raw)?)
    }
}

impl<T: Field> Field for Vec<T> {
    fn read(raw: &RawValue) -> Self {
        let elements: Vec<&RawValue> = serde_json::from_str(raw.get()).unwrap_or_default();
        elements.into_iter().map(T::read).collect()
    }
}

macro_rules! object {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $field:ident: $type:ty = $json:literal,)* }) => {
        $(#[$about])*
        #[derive(Clone, PartialEq, Debug, Default)]
        #[non_exhaustive]
        pub struct $name { $($(#[$doc])* pub $field: $type,)* }

        impl $name {
            pub(super) fn from_json(text: &str) -> Self {
                let mut object = Self::default();
                for (name, raw) in json::members(text).unwrap_or_default() {
                    match &*name {
                        $($json => object.$field = Field::read(raw),)*
                        _ => {}
                    }
                }
                object
            }
        }

        impl Field for $name {
            fn read(raw: &RawValue) -> Self {
                Self::from_json(raw.get())
            }
        }
    };
}

/// The one table of the customer object's parts: for each, `$then!` is called with its documentation, its name, and its
/// fields with their types and JSON names. A binding in Rust creates its own classes from it.
#[doc(hidden)]
#[macro_export]
macro_rules! customer_objects {
    ($then:ident) => {
        $then! {
            /// The documented fields of the customer object. `None`: null, absent, or of an unexpected type.
            CustomerFields {
                /// The Fusebill id.
                id: Option<i64> = "id",
                /// The path of the customer in the API, sometimes a full URL.
                uri: Option<String> = "uri",
                /// Given name, at most 50 characters.
                first_name: Option<String> = "firstName",
                /// Middle name.
                middle_name: Option<String> = "middleName",
                /// Family name.
                last_name: Option<String> = "lastName",
                /// The company.
                company_name: Option<String> = "companyName",
                /// Suffix of the name, for example Jr.
                suffix: Option<String> = "suffix",
                /// Email addresses, separated by semicolons.
                primary_email: Option<String> = "primaryEmail",
                /// Phone number, as the customer entered it.
                primary_phone: Option<String> = "primaryPhone",
                /// Secondary email addresses.
                secondary_email: Option<String> = "secondaryEmail",
                /// Secondary phone number.
                secondary_phone: Option<String> = "secondaryPhone",
                /// Mr, Mrs, Ms, … or empty.
                title: Option<String> = "title",
                /// The account's own reference for the customer.
                reference: Option<String> = "reference",
                /// Draft, Active, Hold, Suspended, Cancelled; open set.
                status: Option<String> = "status",
                /// Good, PoorStanding, Collection; open set.
                customer_account_status: Option<String> = "customerAccountStatus",
                /// The currency of the money fields, for example USD.
                currency: Option<String> = "currency",
                /// Whether the currency can still be changed.
                can_change_currency: Option<bool> = "canChangeCurrency",
                /// Additional references and sales codes.
                customer_reference: CustomerReference = "customerReference",
                /// Where the customer came from.
                customer_acquisition: CustomerAcquisition = "customerAcquisition",
                /// Monthly recurring revenue in `currency`, with its scale. Also `None` if a `Decimal` cannot hold it.
                monthly_recurring_revenue: Option<Decimal> = "monthlyRecurringRevenue",
                /// The same after discounts.
                net_monthly_recurring_revenue: Option<Decimal> = "netMonthlyRecurringRevenue",
                /// The id of the account in Salesforce.
                salesforce_id: Option<String> = "salesforceId",
                /// Company, Person; open set.
                salesforce_account_type: Option<String> = "salesforceAccountType",
                /// Enabled, Disabled; open set.
                salesforce_synch_status: Option<String> = "salesforceSynchStatus",
                /// The id in NetSuite.
                netsuite_id: Option<String> = "netsuiteId",
                /// The type in NetSuite.
                netsuite_customer_type: Option<String> = "netsuiteCustomerType",
                /// Enabled, Disabled; open set.
                netsuite_synch_status: Option<String> = "netsuiteSynchStatus",
                /// The name for the self-service portal.
                portal_user_name: Option<String> = "portalUserName",
                /// The id of the parent customer.
                parent_id: Option<i64> = "parentId",
                /// Whether the customer has children.
                is_parent: Option<bool> = "isParent",
                /// CreateNew, LatchExisting, DoNothing; open set.
                quick_books_latch_type: Option<String> = "quickBooksLatchType",
                /// The id in QuickBooks.
                quick_books_id: Option<String> = "quickBooksId",
                /// QuickBooks' sync token.
                quick_books_sync_token: Option<String> = "quickBooksSyncToken",
                /// The contact in HubSpot.
                hub_spot_id: Option<String> = "hubSpotId",
                /// The company in HubSpot.
                hub_spot_company_id: Option<String> = "hubSpotCompanyId",
                /// The id in Geotab.
                geotab_id: Option<String> = "geotabId",
                /// The id in Digital River.
                digital_river_id: Option<String> = "digitalRiverId",
                /// When the customer was last changed, UTC.
                modified_timestamp: Option<SystemTime> = "modifiedTimestamp",
                /// When the customer was created, UTC.
                created_timestamp: Option<SystemTime> = "createdTimestamp",
                /// Whether projected invoices still have to be created.
                requires_projected_invoice_generation: Option<bool> = "requiresProjectedInvoiceGeneration",
                /// Whether the financial calendar still has to be created.
                requires_financial_calendar_generation: Option<bool> = "requiresFinancialCalendarGeneration",
            }
        }

        $then! {
            /// `customerReference`: up to three references and the sales tracking codes.
            CustomerReference {
                /// First reference.
                reference1: Option<String> = "reference1",
                /// Second reference.
                reference2: Option<String> = "reference2",
                /// Third reference.
                reference3: Option<String> = "reference3",
                /// The sales tracking codes.
                sales_tracking_codes: Vec<SalesTrackingCode> = "salesTrackingCodes",
                /// The customer's id.
                id: Option<i64> = "id",
                /// The customer's path.
                uri: Option<String> = "uri",
            }
        }

        $then! {
            /// One of `salesTrackingCodes`.
            SalesTrackingCode {
                /// Which of the five tracking codes.
                r#type: Option<String> = "type",
                /// The code.
                code: Option<String> = "code",
                /// Its name.
                name: Option<String> = "name",
                /// Its id.
                id: Option<i64> = "id",
                /// Its path.
                uri: Option<String> = "uri",
            }
        }

        $then! {
            /// `customerAcquisition`: the marketing source.
            CustomerAcquisition {
                /// Content of the advertisement.
                ad_content: Option<String> = "adContent",
                /// The campaign.
                campaign: Option<String> = "campaign",
                /// The keyword.
                keyword: Option<String> = "keyword",
                /// The landing page.
                landing_page: Option<String> = "landingPage",
                /// The medium.
                medium: Option<String> = "medium",
                /// The source.
                source: Option<String> = "source",
                /// The customer's id.
                id: Option<i64> = "id",
                /// The customer's path.
                uri: Option<String> = "uri",
            }
        }
    };
}

customer_objects!(object);

macro_rules! described {
    ($(#[doc = $about:literal])* $name:ident { $($(#[doc = $doc:literal])* $field:ident: $type:ty = $json:literal,)* }) => {
        impl $name {
            shape! {
                $(#[doc = $about])* SHAPE { stringify!($name) } { $($(#[doc = $doc])* $json: $type,)* }
            }
        }
    };
}

customer_objects!(described);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_that_drift_are_read_as_their_text() {
        let fields = CustomerFields::from_json(
            r#"{"id":"172677","primaryPhone":9594952713,"reference":100986,"hubSpotId":null,"isParent":"True","title":["x"]}"#,
        );
        assert_eq!(fields.id, Some(172677));
        assert_eq!(fields.primary_phone.as_deref(), Some("9594952713"));
        assert_eq!(fields.reference.as_deref(), Some("100986"));
        assert_eq!(fields.is_parent, Some(true));
        assert_eq!((fields.hub_spot_id, fields.title), (None, None));
    }

    #[test]
    fn money_keeps_its_scale() {
        for (text, shown) in
            [("25.9800", "25.9800"), ("\"25.9800\"", "25.9800"), ("0", "0"), ("2.5E1", "25"), ("-0.10", "-0.10")]
        {
            let fields = CustomerFields::from_json(&format!("{{\"monthlyRecurringRevenue\":{text}}}"));
            assert_eq!(fields.monthly_recurring_revenue.unwrap().to_string(), shown);
        }
        let unrepresentable =
            CustomerFields::from_json(r#"{"monthlyRecurringRevenue":0.12345678901234567890123456789012}"#);
        assert_eq!(unrepresentable.monthly_recurring_revenue, None, "never rounded in silence");
    }

    #[test]
    fn a_number_with_an_exponent_is_exact_or_none() {
        for (number, read) in [
            ("2.598e1", Some("25.98")),
            ("1E+2", Some("100")),
            ("25.9800e-2", Some("0.259800")),
            ("10e-29", Some("0.0000000000000000000000000001")),
            ("0.00001e29", Some("1000000000000000000000000")),
            ("0e400", Some("0")),
            ("-0e-400", Some("0.0000000000000000000000000000")),
            ("1e-29", None),
            ("1e29", None),
            ("1.5e-4294967295", None),
            ("15e-2147483648", None),
            ("0e9999999999", None),
            ("1.2345678901234567890123456789012345e0", None),
        ] {
            assert_eq!(exact(number).map(|number| number.to_string()).as_deref(), read, "{number}");
        }
    }
}
