//! The calls for one customer, any call by its name, and the list of customers.

use std::ffi::{CString, c_char, c_void};

use fusebill_core::{Call, CustomerId, CustomersOptions, Error};

use crate::{
    cancel::{self, fusebill_cancel},
    client::fusebill_client,
    convert,
    guard::{self, Answer},
    status::fusebill_status,
};

/// Turns on Salesforce sync for a customer (POST /v1/Salesforce/EnableSynch/{customerId}) and waits for the response.
///
/// In Salesforce: the customer is sent there and kept in sync. If the customer is not linked to an account, Salesforce may
/// create one: a duplicate, if there is one already, so Latch first.
///
/// customer_id: the Fusebill id, 1 or more.
/// cancel: NULL, or a handle that ends this call as FUSEBILL_CANCELLED within 200 ms; see fusebill_cancel_new.
/// out_json: NULL, or receives the customer as the server sent it on FUSEBILL_OK, and the error as JSON otherwise. Check the
///   customer's salesforceSynchStatus: FUSEBILL_OK does not guarantee that it is "Enabled".
///
/// Blocks for at most timeoutMs. It is safe to repeat the call, whatever the result.
/// Owner: the caller frees *out_json with fusebill_string_free. Threads: any, at once.
/// Errors: any error code from 1 to 13, except FUSEBILL_IO.
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_enable_synch(
    client: *const fusebill_client,
    customer_id: i64,
    cancel: *const fusebill_cancel,
    out_json: *mut *mut c_char,
) -> fusebill_status {
    call(client, cancel, out_json, || {
        if cfg!(feature = "inject-panic") && customer_id == i64::MAX - 1 {
            panic!("injected by the tests");
        }
        Ok(Call::enable_synch(CustomerId::new(customer_id)?))
    })
}

/// Turns off Salesforce sync for a customer (POST /v1/Salesforce/DisableSynch/{customerId}) and waits for the response.
///
/// In Salesforce: the vendor's data is removed from the linked account, which is no longer updated; no account is deleted,
/// and the link stays. The vendor says so of the button on its page, and not of this call.
///
/// customer_id: the Fusebill id, 1 or more.
/// cancel: NULL, or a handle that ends the call as FUSEBILL_CANCELLED within 200 ms.
/// out_json: NULL, or receives the customer as the server sent it on FUSEBILL_OK, and the error as JSON otherwise. Check the
///   customer's salesforceSynchStatus; the vendor does not document its value for a disabled customer.
///
/// Blocks for at most timeoutMs. It is safe to repeat the call, whatever the result.
/// Owner: the caller frees *out_json with fusebill_string_free. Threads: any, at once.
/// Errors: any error code from 1 to 13, except FUSEBILL_IO.
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_disable_synch(
    client: *const fusebill_client,
    customer_id: i64,
    cancel: *const fusebill_cancel,
    out_json: *mut *mut c_char,
) -> fusebill_status {
    call(client, cancel, out_json, || Ok(Call::disable_synch(CustomerId::new(customer_id)?)))
}

/// Sends a customer to Salesforce again (POST /v1/Salesforce/Resynch) and waits for the response.
///
/// In Salesforce: the customer's data is sent there again. What this does for a customer without an account is not
/// documented.
///
/// customer_id, cancel: as for fusebill_disable_synch.
/// out_json: NULL, or receives the body of the response on FUSEBILL_OK, and the error as JSON otherwise. The vendor does not
///   document the response: it may be the customer, any other text, or empty.
///
/// Deadline, owner, threads and errors: as for fusebill_disable_synch.
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_resynch(
    client: *const fusebill_client,
    customer_id: i64,
    cancel: *const fusebill_cancel,
    out_json: *mut *mut c_char,
) -> fusebill_status {
    call(client, cancel, out_json, || Ok(Call::resynch(CustomerId::new(customer_id)?)))
}

/// Like fusebill_resynch, but finds the customer by its account in Salesforce.
///
/// salesforce_id: 15 or 18 letters and digits, NUL-terminated; the last three of 18 are a checksum and are verified. Must
///   not be NULL.
///
/// Everything else: as for fusebill_resynch.
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_resynch_salesforce(
    client: *const fusebill_client,
    salesforce_id: *const c_char,
    cancel: *const fusebill_cancel,
    out_json: *mut *mut c_char,
) -> fusebill_status {
    call(client, cancel, out_json, || {
        Ok(Call::resynch_salesforce(convert::required(salesforce_id, "salesforce_id")?.parse()?))
    })
}

/// Links a customer to a Salesforce account (POST /v1/Salesforce/Latch) and waits for the response. There is no call to
/// unlink them.
///
/// In Salesforce: the customer is linked to this account, and none is created. There is no call to unlink them.
///
/// customer_id, salesforce_id: as for fusebill_resynch and fusebill_resynch_salesforce.
/// force: 1 to replace the Salesforce id that the customer already has; with 0, that is an error. No other value is allowed.
/// cancel, out_json, deadline, owner, threads and errors: as for fusebill_resynch.
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_latch(
    client: *const fusebill_client,
    customer_id: i64,
    salesforce_id: *const c_char,
    force: i32,
    cancel: *const fusebill_cancel,
    out_json: *mut *mut c_char,
) -> fusebill_status {
    call(client, cancel, out_json, || {
        let account = convert::required(salesforce_id, "salesforce_id")?.parse()?;
        Ok(Call::latch(CustomerId::new(customer_id)?, account, convert::flag(force, "force")?))
    })
}

/// Reads a customer (GET /v1/customers/{customerId}) and waits for the response.
///
/// Arguments, deadline, owner, threads and errors: as for fusebill_disable_synch.
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_get_customer(
    client: *const fusebill_client,
    customer_id: i64,
    cancel: *const fusebill_cancel,
    out_json: *mut *mut c_char,
) -> fusebill_status {
    call(client, cancel, out_json, || Ok(Call::get_customer(CustomerId::new(customer_id)?)))
}

/// Makes any call for a customer by its name: "EnableSynch", "DisableSynch", "Resynch", "Latch" or "Customer".
///
/// operation: the vendor's name of the call; case matters. Must not be NULL.
/// arguments_json: a JSON object with the arguments of that call: {"id":172677}, and `salesforceId` and `force` where they
///   apply. Must not be NULL.
/// cancel, out_json, deadline, owner, threads and errors: as for fusebill_disable_synch.
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_call(
    client: *const fusebill_client,
    operation: *const c_char,
    arguments_json: *const c_char,
    cancel: *const fusebill_cancel,
    out_json: *mut *mut c_char,
) -> fusebill_status {
    call(client, cancel, out_json, || {
        Call::from_json(
            convert::required(operation, "operation")?,
            convert::required(arguments_json, "arguments_json")?,
        )
    })
}

fn call(
    client: *const fusebill_client,
    cancel: *const fusebill_cancel,
    out_json: *mut *mut c_char,
    make: impl FnOnce() -> Result<Call, Error>,
) -> fusebill_status {
    guard::call(out_json, || {
        let client = convert::handle(client, "client")?;
        Ok(Answer::ok(client.0.call(&make()?, &cancel::token(cancel)?)?.into_text()))
    })
}

/// Receives each customer of a list: its id, and the customer as the server sent it, valid only during the call. Called on
/// the thread that called fusebill_list_customers, one customer at a time, in the order of creation. Return 0 to continue, or any
/// other value to end the list. It must return normally: no C++ exception, longjmp or pthread_exit.
pub type fusebill_customer_fn =
    Option<unsafe extern "system" fn(user_data: *mut c_void, customer_id: i64, customer_json: *const c_char) -> i32>;

/// Lists the account's customers (GET /v1/customers/) page by page. Only the ids seen are kept in memory. A customer that
/// appears twice because the list changed meanwhile is reported once.
///
/// options_json: a JSON object, or NULL for the defaults.
#[doc = include_str!("generated/customers_options.txt")]
/// on_customer, user_data: see fusebill_customer_fn. Must not be NULL.
/// cancel: NULL, or a handle that ends the list as FUSEBILL_CANCELLED within 200 ms.
/// out_json: NULL, or receives on FUSEBILL_OK
///   {"customers":5,"received":101,"count":101,"duplicates":0,"requests":1,"whole":true}:
///   customers reported, customers received, the server's own count (null if it sent none), duplicates, requests made, and
///   whether as many were received as the server counted. Receives the error as JSON otherwise.
///
/// Each page may take timeoutMs. If the minute's limit is used up, the call waits until it resets.
/// Owner: the caller frees *out_json with fusebill_string_free. Threads: any, at once.
/// Errors: any error code from 1 to 13, except FUSEBILL_IO. Returns FUSEBILL_OK even if on_customer ended the list.
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_list_customers(
    client: *const fusebill_client,
    options_json: *const c_char,
    on_customer: fusebill_customer_fn,
    user_data: *mut c_void,
    cancel: *const fusebill_cancel,
    out_json: *mut *mut c_char,
) -> fusebill_status {
    guard::call(out_json, || {
        let client = convert::handle(client, "client")?;
        let on_customer = on_customer.ok_or_else(|| convert::null("on_customer"))?;
        let options = convert::optional(options_json, "options_json")?.unwrap_or_default();
        let mut customers = client.0.list_customers(&CustomersOptions::from_json(options)?, &cancel::token(cancel)?)?;
        for customer in customers.by_ref() {
            let customer = customer?;
            let id = customer.id().get();
            let json = CString::new(customer.into_raw()).unwrap_or_default();
            // SAFETY: the function and its data are the caller's; by the contract it may be called on this thread now.
            if unsafe { on_customer(user_data, id, json.as_ptr()) } != 0 {
                break;
            }
        }
        Ok(Answer::ok(customers.summary().to_json()))
    })
}
