//! The Python binding: it converts types and forwards to the core. The part that needs no Rust is in `bindings/python`.
#![deny(unsafe_code)]
#![allow(missing_docs, reason = "the documentation is the docstrings; the classes are not seen from Rust")]

mod batch;
mod batch_options;
mod callback;
mod cancel;
mod client;
mod command;
mod convert;
mod customer;
mod customers;
mod error;
mod logging;
mod names;
mod process;
mod records;
mod results;
mod sandbox;
mod wait;

use pyo3::pymodule;

/// Turn on Salesforce sync for Fusebill (Stax Bill) customers.
///
/// >>> import fusebill
/// >>> with fusebill.Sandbox() as sandbox:                     # a stand-in; leave it out to call the API
/// ...     client = fusebill.Client(sandbox.key, base_url=sandbox.url)
/// ...     customer = client.enable_synch(172677)
/// >>> customer.is_synch_enabled, customer.monthly_recurring_revenue
/// (True, Decimal('25.9800'))
///
/// Every call has one deadline, 30 s by default, which covers retries and waits. Transient failures are retried, which is
/// harmless, because EnableSynch sets a state. The server's text is kept unchanged (`customer.raw`). Money is Decimal with
/// its scale. The key never appears in a log, an exception or a repr.
///
/// Errors are subclasses of fusebill.Error, one per kind. For asyncio, use fusebill.aio.AsyncClient. Log lines go to
/// logging.getLogger("fusebill").
#[pymodule(name = "fusebill", gil_used = false)]
mod package {
    use pyo3::prelude::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        crate::process::join(module.py())?;
        crate::logging::install();
        crate::names::add(module)
    }
}

/// Python finds the package in a file called `__init__`, and enters it by its own name, `fusebill`. maturin expects an entry
/// with the name of the file.
#[pymodule(gil_used = false)]
mod __init__ {}
