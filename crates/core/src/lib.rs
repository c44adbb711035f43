//! Turn on Salesforce sync for a Fusebill (now Stax Bill) customer.
//!
//! One call does it: `POST /v1/Salesforce/EnableSynch/{customerId}`.
//!
//! ```no_run
//! use fusebill::{Client, CustomerId};
//!
//! let client = Client::from_environment().build()?;
//! let answer = client.enable_synch(CustomerId::new(172677)?, None)?;
//! println!("{}", answer.customer.raw());                       // the server's text, byte for byte
//! assert!(answer.customer.is_synch_enabled());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What every call guarantees:
//!
//! * **One deadline.** 30 s for everything, including retries and waits ([`Options::timeout_ms`]).
//! * **Safe to repeat.** EnableSynch sets a state, so transient failures are retried ([`retry`]).
//! * **Nothing is lost.** The server's text is kept byte for byte; money is decimal with its scale.
//! * **One error.** [`Error`] says what went wrong, whether the request was [`sent`](Error::sent), and when to try again.
//! * **Secrets stay secret.** The key appears in no log, error or `Debug` text, and is wiped with the client.
//!
//! A [`Client`] is cheap to clone and may be used by any number of threads at once. There are no
//! background threads: a helper thread exists only while a host name is looked up, and the threads of a batch only while it
//! runs.
#![forbid(unsafe_code)]

mod answer;
mod base_url;
mod batch;
mod body;
mod calls;
mod cancel;
mod check;
mod client;
mod clock;
mod customer;
mod customer_id;
mod customers;
#[doc(hidden)]
pub mod description;
mod envelope;
mod error;
mod excerpt;
#[cfg(feature = "fuzz")]
#[doc(hidden)]
pub mod fuzz;
mod host;
mod key;
mod no_proxy;
mod operation;
mod options;
mod pacer;
mod per_process;
mod proxy;
mod quota;
mod salesforce_id;
mod text;
mod timestamp;
mod transport;
mod url;
mod verify;

pub mod json;
pub mod retry;
#[doc(hidden)]
pub mod shell;

pub use answer::{Accepted, Response};
pub use batch::{
    BatchOptions, Changed, Damaged, Earlier, Finished, Outcome, Recorded, RecordedList, ResultsFile, SOME_FAILED,
    Summary, Wait, WaitReason,
};
pub use cancel::{CancelToken, Stop};
pub use check::{Check, CheckStage};
pub use client::{Client, ClientBuilder};
pub use clock::{Clock, SystemClock};
pub use customer::{
    Customer, CustomerAcquisition, CustomerFields, CustomerReference, NotACustomer, SalesTrackingCode,
    is_synch_enabled_in,
};
pub use customer_id::CustomerId;
pub use customers::{Customers, CustomersOptions, CustomersSummary, SynchStatus};
pub use envelope::ApiError;
pub use error::{Error, ErrorKind, Sent};
pub use host::{variable, without_signals};
#[doc(hidden)]
pub use key::authorization;
pub use key::{contains_key, looks_like_a_key};
pub use operation::{Arguments, Call, NOT_DISABLED, NOT_ENABLED, NOT_LINKED, Operation};
pub use options::{Options, is_option, seconds, spell_options};
#[doc(hidden)]
pub use per_process::PerProcess;
pub use quota::{Limit, Quota, Window};
pub use rust_decimal::Decimal;
pub use salesforce_id::SalesforceId;
pub use verify::VerifyOptions;

/// The version of this library, for example `0.1.0`.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The base URL unless [`Options::base_url`] or `FUSEBILL_BASE_URL` is set.
pub const DEFAULT_BASE_URL: &str = "https://secure.fusebill.com";

/// The examples of the README are compiled by the tests.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
