//! What a call gives whose response the vendor does not show.

use pyo3::prelude::*;

use crate::customer::Customer;

/// A success whose response the vendor does not show: `text` is what the server sent, and `customer` is the customer when it
/// is one.
#[pyclass(frozen, eq, module = "fusebill")]
#[derive(PartialEq)]
pub(crate) struct Accepted(pub(crate) fusebill::Accepted);

#[pymethods]
impl Accepted {
    /// The server's text, to the byte; may be empty.
    #[getter]
    fn text(&self) -> &str {
        self.0.text()
    }

    /// The customer, when the server sent one.
    #[getter]
    fn customer(&self) -> Option<Customer> {
        self.0.customer().map(|customer| Customer(customer.clone()))
    }

    /// The status of the response, 200 to 299.
    #[getter]
    fn http_status(&self) -> u16 {
        self.0.http_status
    }

    fn __repr__(&self) -> String {
        format!("Accepted(http_status={}, {} bytes)", self.0.http_status, self.0.text().len())
    }
}
