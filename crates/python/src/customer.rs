//! The customer and its parts. The classes are made from the core's own table of fields, with its documentation.

use std::hash::{Hash, Hasher};

use fusebill::{customer_objects, json::Lookup};
use pyo3::{
    prelude::*,
    types::{PyString, PyType},
};

use crate::{convert::ToPython, error, records};

macro_rules! object {
    ($(#[$about:meta])* CustomerFields { $($(#[$doc:meta])* $field:ident: $type:ty = $json:literal,)* }) => {
        /// A customer as the server sent it: `raw` is its text, the other attributes are the documented fields, decoded
        /// on first use. None: null, absent, or of an unexpected type.
        ///
        /// Two customers are equal if the server's texts are identical, byte for byte.
        #[pyclass(frozen, eq, hash, weakref, module = "fusebill")]
        pub(crate) struct Customer(pub(crate) fusebill::Customer);

        #[pymethods]
        impl Customer {
            $(
                $(#[$doc])*
                #[getter]
                fn $field<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                    match $json {
                        // These are already known.
                        "id" => self.0.id().get().to_python(py),
                        "salesforceId" => self.0.salesforce_id().to_python(py),
                        "salesforceSynchStatus" => self.0.salesforce_synch_status().to_python(py),
                        // A Rust Decimal has room for 28 digits, a Python Decimal for any number.
                        "monthlyRecurringRevenue" | "netMonthlyRecurringRevenue" => self.money(py, $json),
                        _ => self.0.fields().$field.to_python(py),
                    }
                }
            )*

            #[classattr]
            fn __match_args__() -> (&'static str,) {
                ("id",)
            }

            /// The server's text, byte for byte: with unknown fields, spacing, and 25.9800 as written.
            #[getter]
            fn raw(&self) -> &str {
                self.0.raw()
            }

            /// Whether salesforce_synch_status is Enabled.
            #[getter]
            fn is_synch_enabled(&self) -> bool {
                self.0.is_synch_enabled()
            }

            /// Any field by JSON pointer (RFC 6901), even one that this version does not know, as text: a number as it was
            /// written, an array or object as JSON. None for null and for a missing field.
            fn get<'py>(&self, py: Python<'py>, pointer: &str) -> PyResult<Option<Bound<'py, PyString>>> {
                match self.0.get(pointer).map_err(|failure| error::raise(py, failure))? {
                    Lookup::Value(value) => Ok(Some(PyString::new(py, &value))),
                    Lookup::Null | Lookup::Missing => Ok(None),
                }
            }

            /// The whole customer as a dict with the server's own names, and Decimal for money and for every number with a
            /// decimal point. `json.dumps(customer.to_dict(), default=str)` writes it; `to_json()` is exact.
            fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                records::call(py, "customer_dict", self.0.raw())
            }

            /// The customer as JSON: the same as `raw`.
            fn to_json(&self) -> &str {
                self.0.raw()
            }

            /// Creates a customer from its JSON, as `raw` returns it. Raises ValueError for any other text.
            #[staticmethod]
            fn from_json(py: Python<'_>, text: String) -> PyResult<Self> {
                fusebill::Customer::from_json(text).map(Self).map_err(|stranger| {
                    error::raise(py, fusebill::Error::invalid_argument(stranger.to_string()))
                })
            }

            fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
                // No name, email address or phone number.
                let status = self.0.salesforce_synch_status().to_python(py)?.repr()?.to_string();
                Ok(format!("Customer(id={}, salesforce_synch_status={status})", self.0.id()))
            }

            fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (&str,))> {
                Ok((PyType::new::<Self>(py).getattr("from_json")?, (self.0.raw(),)))
            }
        }

        impl Customer {
            /// Money of any size, as it was written.
            fn money<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
                match self.0.get(&format!("/{name}")) {
                    // Python's Decimal would accept words such as NaN, and 1_000.
                    Ok(Lookup::Value(text)) if text.bytes().all(|byte| b"+-.eE0123456789".contains(&byte)) => {
                        records::call(py, "money", &text)
                    }
                    _ => Ok(py.None().into_bound(py)),
                }
            }
        }

        impl PartialEq for Customer {
            fn eq(&self, other: &Self) -> bool {
                self.0 == other.0
            }
        }

        impl Hash for Customer {
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.0.raw().hash(state);
            }
        }
    };
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $field:ident: $type:ty = $json:literal,)* }) => {
        impl ToPython for fusebill::$name {
            fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                records::record(py, stringify!($name), ($(self.$field.to_python(py)?,)*))
            }
        }
    };
}

customer_objects!(object);
