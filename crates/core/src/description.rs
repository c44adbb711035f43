//! The one description of what crosses the border to other languages: options, records, kinds of error and calls, each
//! next to the code that it describes. The bindings, their documentation and the schemas are generated from it
//! (`scripts/generate`). No binding contains it.

use crate::{
    batch::{self, BatchOptions},
    check,
    customer::{CustomerAcquisition, CustomerFields, CustomerReference, SalesTrackingCode},
    customers::{self, CustomersOptions},
    envelope, error,
    operation::{self, Operation},
    options::Options,
    quota,
};

/// One member of a JSON object.
#[derive(Debug)]
pub struct Member {
    /// Its name in JSON.
    pub name: &'static str,
    /// The Rust type, as it is written.
    pub kind: &'static str,
    /// What it means, as one line for each line of the comment.
    pub doc: &'static str,
    /// For an option that is a number: what it may be, and what it is if it is not given.
    pub range: Option<Range>,
}

/// The whole numbers that an option may have.
#[derive(Clone, Copy, Debug)]
pub struct Range {
    /// The least.
    pub least: i64,
    /// The greatest.
    pub most: i64,
    /// What an option that is not given means; `None` if that is not a number.
    pub default: Option<i64>,
}

impl Range {
    /// The value, or the default, if it is in the range; `name` is the option's.
    pub(crate) fn check(self, name: &'static str, given: Option<i64>) -> error::Result<Option<i64>> {
        match given.or(self.default) {
            Some(value) if !(self.least..=self.most).contains(&value) => {
                Err(error::Error::option(name, format!("{value} is not between {} and {}", self.least, self.most)))
            }
            value => Ok(value),
        }
    }
}

/// A JSON object.
#[derive(Debug)]
pub struct Shape {
    /// What it is called.
    pub name: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// Its members, in their order.
    pub members: &'static [Member],
}

/// Every option: of a client, of a batch, of a list of customers.
pub const OPTIONS: [&Shape; 3] = [&Options::SHAPE, &BatchOptions::SHAPE, &CustomersOptions::SHAPE];

/// The customer and its parts.
pub const CUSTOMER: [&Shape; 4] =
    [&CustomerFields::SHAPE, &CustomerReference::SHAPE, &SalesTrackingCode::SHAPE, &CustomerAcquisition::SHAPE];

/// What else the library returns.
pub const RECORDS: [&Shape; 8] = [
    &error::SHAPE,
    &envelope::SHAPE,
    &batch::OUTCOME_SHAPE,
    &batch::SUMMARY_SHAPE,
    &customers::SHAPE,
    &check::SHAPE,
    &quota::QUOTA,
    &quota::WINDOW,
];

/// The kinds of error, with the comment of each, and which are retried.
pub const KINDS: &[(error::ErrorKind, &str, &str)] = error::DOCS;

/// The codes of outcomes and batches that are not kinds of error, each with its name and comment.
pub const CODES: [(i32, &str, &str); 3] = [
    (
        operation::NOT_ENABLED,
        "not_enabled",
        "In a batch: the server returned the customer, whose sync is not on after EnableSynch.",
    ),
    (
        operation::NOT_DISABLED,
        "not_disabled",
        "In a batch: the server returned the customer, whose sync is still on after DisableSynch.",
    ),
    (batch::SOME_FAILED, "some_failed", "A batch finished, but some customers failed."),
];

/// One of the vendor's calls for a customer.
#[derive(Debug)]
pub struct DescribedCall {
    /// Its name.
    pub operation: Operation,
    /// GET or POST.
    pub method: &'static str,
    /// With `{customerId}`, if the id is a part of it.
    pub path: String,
    /// Its arguments: `id`, `either` an id or a Salesforce id, or `both`.
    pub needs: &'static str,
    /// What it does, as the beginning of a sentence about one customer.
    pub does: &'static str,
    /// The same for many customers; empty if it is not for lists.
    pub does_for_many: &'static str,
    /// What else there is to say.
    pub remark: &'static str,
}

/// The vendor's calls for a customer.
pub fn calls() -> [DescribedCall; Operation::ALL.len()] {
    Operation::ALL.map(Operation::described)
}

/// A [`Shape`]: a struct that is written as JSON, or what another function writes.
macro_rules! shape {
    ($(#[doc = $about:literal])* $shape:ident $name:tt { $($(#[doc = $doc:literal])* $json:literal: $type:ty,)* }) => {
        #[doc(hidden)]
        pub(crate) const $shape: $crate::description::Shape = $crate::description::Shape {
            name: $name,
            doc: concat!($($about, "\n",)*),
            members: &[$($crate::description::Member {
                name: $json,
                kind: stringify!($type),
                doc: concat!($($doc, "\n",)*),
                range: None,
            },)*],
        };
    };
}
pub(crate) use shape;

/// A struct that serde writes as JSON, and its [`Shape`].
macro_rules! record {
    ($(#[doc = $about:literal])* $shape:ident $name:literal = $struct:ident $(<$life:lifetime>)?
        { $($(#[doc = $doc:literal])* $field:ident: $type:ty = $json:literal,)* }) => {
        #[derive(serde::Serialize)]
        struct $struct $(<$life>)? { $(#[serde(rename = $json)] $field: $type,)* }

        $crate::description::shape! {
            $(#[doc = $about])* $shape $name { $($(#[doc = $doc])* $json: $type,)* }
        }
    };
}
pub(crate) use record;

/// A struct of options: each has a name in JSON and, if it is a number, a range. serde refuses any other name.
macro_rules! options {
    ($(#[doc = $about:literal])* #[derive($($derive:ident),*)] $(#[$flag:ident])? pub struct $struct:ident {
        $($(#[doc = $doc:literal])* $field:ident: $type:ty = $json:literal
            $(, $least:literal to $most:literal $(or $default:literal)?)?;)*
    } $(and {$($(#[doc = $more_doc:literal])* $more:ident: $more_type:ty = $more_json:literal;)*})?) => {
        $(#[doc = $about])*
        #[derive($($derive,)* serde::Deserialize)]
        #[serde(deny_unknown_fields, default, expecting = "a JSON object")]
        $(#[$flag])?
        pub struct $struct {
            $(
                $(#[doc = $doc])*
                $(#[doc = concat!("\n", stringify!($least), " to ", stringify!($most) $(, "; default ", stringify!($default))?, ".")])?
                #[serde(rename = $json)]
                pub $field: $type,
            )*
            $($($(#[doc = $more_doc])* #[serde(rename = $more_json)] pub $more: $more_type,)*)?
        }

        impl $struct {
            /// The names of all options, as in JSON.
            pub const NAMES: [&str; [$($json),*].len()] = [$($json),*];

            #[doc(hidden)]
            pub const SHAPE: $crate::description::Shape = $crate::description::Shape {
                name: stringify!($struct),
                doc: concat!($($about, "\n",)*),
                members: &[$($crate::description::Member {
                    name: $json,
                    kind: stringify!($type),
                    doc: concat!($($doc, "\n",)*),
                    range: $crate::description::options!(@range $($least, $most $(, $default)?)?),
                },)*],
            };

            /// The range of an option that is a number; `None` for any other.
            pub(crate) fn range(name: &str) -> Option<$crate::description::Range> {
                Self::SHAPE.members.iter().find(|member| member.name == name)?.range
            }

            /// The value of an option that is a number, or its default, if it is in the range.
            fn number(name: &'static str, given: Option<i64>) -> $crate::error::Result<Option<i64>> {
                Self::range(name).map_or(Ok(given), |range| range.check(name, given))
            }
        }
    };
    (@range) => { None };
    (@range $least:literal, $most:literal) => {
        Some($crate::description::Range { least: $least, most: $most, default: None })
    };
    (@range $least:literal, $most:literal, $default:literal) => {
        Some($crate::description::Range { least: $least, most: $most, default: Some($default) })
    };
}
pub(crate) use options;
