//! What the two programs share: where to call, how often, and the customer as an owned struct.
#![forbid(unsafe_code)]

use serde::Deserialize;

/// What the environment says: `BENCH_HOST` and `BENCH_PORT`, the CA file `BENCH_CA`, the key `BENCH_KEY`; the arguments
/// are the number of calls, and of threads that make so many each.
#[derive(Debug)]
pub struct Task {
    /// Host and port.
    pub authority: String,
    /// A PEM file.
    pub ca_file: String,
    /// The API key.
    pub key: String,
    /// How many calls each thread makes.
    pub calls: usize,
    /// How many threads.
    pub threads: usize,
}

impl Task {
    /// Reads it.
    pub fn from_environment() -> Self {
        let variable = |name: &str| std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set"));
        let argument = |at| std::env::args().nth(at).map(|count| count.parse().expect("a number"));
        Self {
            authority: format!("{}:{}", variable("BENCH_HOST"), variable("BENCH_PORT")),
            ca_file: variable("BENCH_CA"),
            key: variable("BENCH_KEY"),
            calls: argument(1).expect("a number of calls"),
            threads: argument(2).unwrap_or(1),
        }
    }
}

/// The documented customer, every field owned.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the field's own names")]
pub struct Customer {
    pub id: i64,
    pub uri: String,
    pub first_name: Option<String>,
    pub middle_name: Option<String>,
    pub last_name: Option<String>,
    pub company_name: Option<String>,
    pub suffix: Option<String>,
    pub primary_email: Option<String>,
    pub primary_phone: Option<String>,
    pub secondary_email: Option<String>,
    pub secondary_phone: Option<String>,
    pub title: Option<String>,
    pub reference: Option<String>,
    pub status: Option<String>,
    pub customer_account_status: Option<String>,
    pub currency: Option<String>,
    pub customer_reference: Reference,
    pub customer_acquisition: Acquisition,
    pub monthly_recurring_revenue: f64,
    pub net_monthly_recurring_revenue: f64,
    pub salesforce_id: Option<String>,
    pub salesforce_account_type: Option<String>,
    pub salesforce_synch_status: Option<String>,
    pub netsuite_id: Option<String>,
    pub netsuite_customer_type: Option<String>,
    pub portal_user_name: Option<String>,
    pub parent_id: Option<i64>,
    pub quick_books_latch_type: Option<String>,
    pub quick_books_id: Option<String>,
    pub quick_books_sync_token: Option<String>,
}

/// `customerReference`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the field's own names")]
pub struct Reference {
    pub reference1: Option<String>,
    pub reference2: Option<String>,
    pub reference3: Option<String>,
    pub sales_tracking_codes: Vec<String>,
    pub id: i64,
    pub uri: String,
}

/// `customerAcquisition`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the field's own names")]
pub struct Acquisition {
    pub ad_content: Option<String>,
    pub campaign: Option<String>,
    pub keyword: Option<String>,
    pub landing_page: Option<String>,
    pub medium: Option<String>,
    pub source: Option<String>,
    pub id: i64,
    pub uri: String,
}
