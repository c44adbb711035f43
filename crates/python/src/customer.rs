//! The customer and its parts, from the core's own table of fields. A part is a tuple of its fields.

use fusebill::{customer_objects, json::Lookup};
use pyo3::{prelude::*, types::PyString};

use crate::{callback, classes, convert::ToPython, error};

macro_rules! object {
    ($(#[$about:meta])* CustomerFields { $($(#[$doc:meta])* $field:ident: $type:ty = $json:literal,)* }) => {
        /// The customer as the core has it; its public class is in Python.
        #[pyclass(frozen, module = "fusebill._fusebill")]
        pub(crate) struct Customer(pub(crate) fusebill::Customer);

        #[pymethods]
        impl Customer {
            $(
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

            #[getter]
            fn raw(&self) -> &str {
                self.0.raw()
            }

            #[getter]
            fn is_synch_enabled(&self) -> bool {
                self.0.is_synch_enabled()
            }

            fn get<'py>(&self, py: Python<'py>, pointer: &str) -> PyResult<Option<Bound<'py, PyString>>> {
                match self.0.get(pointer).map_err(|failure| error::raise(py, failure))? {
                    Lookup::Value(value) => Ok(Some(PyString::new(py, &value))),
                    Lookup::Null | Lookup::Missing => Ok(None),
                }
            }

            #[staticmethod]
            fn from_json(py: Python<'_>, text: String) -> PyResult<Self> {
                fusebill::Customer::from_json(text).map(Self).map_err(|stranger| {
                    error::raise(py, fusebill::Error::invalid_argument(stranger.to_string()))
                })
            }
        }

        impl Customer {
            /// Money of any size, as it was written.
            fn money<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
                match self.0.get(&format!("/{name}")) {
                    // Python's Decimal would accept words such as NaN, and 1_000.
                    Ok(Lookup::Value(text)) if text.bytes().all(|byte| b"+-.eE0123456789".contains(&byte)) => {
                        callback::call(&classes::named(py, "money")?, &[&PyString::new(py, &text)])
                    }
                    _ => Ok(py.None().into_bound(py)),
                }
            }
        }
    };
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $field:ident: $type:ty = $json:literal,)* }) => {
        impl ToPython for fusebill::$name {
            fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                Ok(($(self.$field.to_python(py)?,)*).into_pyobject(py)?.into_any())
            }
        }
    };
}

customer_objects!(object);
