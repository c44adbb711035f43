//! Whole lists of customers.

use std::{
    ffi::{CString, c_char, c_void},
    ops::ControlFlow,
    slice,
};

use fusebill_core::{BatchOptions, Call, CustomerId, Error, Operation, Outcome, Stop, Summary};

use crate::{
    cancel::{self, fusebill_cancel},
    client::fusebill_client,
    convert,
    guard::{self, Answer},
    status::fusebill_status,
};

/// Receives each outcome: `code` is FUSEBILL_OK, FUSEBILL_NOT_ENABLED, FUSEBILL_NOT_DISABLED or the status of an error;
/// `outcome_json` is the outcome as JSON, valid only during the call:
/// {"id":172677,"code":0,"name":"ok","httpStatus":200,"message":null,"salesforceId":"0014100000JJ3wtAAD",
/// "salesforceSynchStatus":"Enabled","attempts":1,"sent":"yes","at":"2026-01-31T12:00:00.123Z","elapsedMs":184,
/// "final":true}; after Latch also "requestedSalesforceId". Called on
/// the thread that runs the batch, one outcome at a time, in order of completion. Return 0 to continue, or any other value
/// to stop the batch; calls in flight are then completed and reported. It must return normally: no C++ exception, longjmp or
/// pthread_exit.
pub type fusebill_outcome_fn = Option<
    unsafe extern "system" fn(
        user_data: *mut c_void,
        customer_id: i64,
        code: fusebill_status,
        outcome_json: *const c_char,
    ) -> i32,
>;

/// Makes a call for each of many customers: turns on Salesforce sync for them all, or what `operation` names. Stays within the
/// account's quota and can write a results file.
///
/// operation: "EnableSynch", "DisableSynch", "Resynch" or "Latch", the vendor's names; case matters. Must not be NULL. What
///   each does in Salesforce is said at fusebill_enable_synch, fusebill_disable_synch, fusebill_resynch and fusebill_latch.
/// ids, count: the customers; ids may be NULL if count is 0. Duplicate ids are called once; a batch of Latch ends at a customer
///   who appears twice. An id below 1 stops the batch with FUSEBILL_INVALID_ARGUMENT.
/// options_json: a JSON object, or NULL for the defaults.
#[doc = include_str!("generated/batch_options.txt")]
/// on_outcome, user_data: see fusebill_outcome_fn. on_outcome may be NULL.
/// out_json: NULL, or receives the summary once the batch has started: {"status":20,"operation":"EnableSynch","done":1,
///   "failed":{"not_found":1},"skipped":0,"failedBefore":{},"duplicates":0,"requests":2,"damagedLines":0,
///   "firstDamagedLine":null,"stopped":null}.
///   `done` is the number of customers that succeeded in this run. `skipped` and `failedBefore` count the customers that
///   succeeded or failed in earlier runs, `damagedLines` the unreadable lines of the results file.
///   `stopped` is the error that ended the batch early. If the batch could not start (options, results file), receives the
///   error as JSON, which has `code` and no `status`.
///
/// cancel: NULL, or a handle that ends this batch, and no other call, within 200 ms; calls in flight are reported as cancelled.
///
/// fusebill_client_cancel ends the batch in the same way.
/// Owner: the caller frees *out_json with fusebill_string_free. Threads: any.
/// Returns: FUSEBILL_OK if every customer is done, in this run or an earlier one; FUSEBILL_SOME_FAILED if the batch finished
/// with failures; otherwise the status of the error that stopped it.
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_batch(
    client: *const fusebill_client,
    operation: *const c_char,
    ids: *const i64,
    count: usize,
    options_json: *const c_char,
    on_outcome: fusebill_outcome_fn,
    user_data: *mut c_void,
    cancel: *const fusebill_cancel,
    out_json: *mut *mut c_char,
) -> fusebill_status {
    guard::call(out_json, || {
        let stop = Stop { at_once: cancel::token(cancel)?, ..Stop::default() };
        let client = convert::handle(client, "client")?;
        let operation = convert::required(operation, "operation")?.parse()?;
        let options = batch_options(options_json)?;
        let calls = options.calls_for(operation, list(ids, count)?)?;
        let on_outcome = |outcome: &Outcome| report(outcome, on_outcome, user_data);
        client.0.batch(operation, calls, &options, &stop, on_outcome, |_| {}).map(|summary| ended(&summary))
    })
}

/// Provides the next customer of a batch. Return 1 and set *out_id, and for an operation that needs it *out_salesforce_id (a
/// text that must stay valid until the next call; otherwise ignored). Return 0 when there are no more customers. Any other
/// value ends the batch as FUSEBILL_CANCELLED when the calls in flight have completed. Called on the thread that runs the
/// batch, as calls are made. It must return normally: no C++ exception, longjmp or pthread_exit.
pub type fusebill_next_fn = Option<
    unsafe extern "system" fn(user_data: *mut c_void, out_id: *mut i64, out_salesforce_id: *mut *const c_char) -> i32,
>;

/// Like fusebill_batch, but gets each customer from a callback when it is needed, for example from a
/// database or a stream. A list of a million customers uses no memory, and customers that are not called are not read.
///
/// next_customer, user_data: see fusebill_next_fn. next_customer must not be NULL. on_outcome receives the same user_data.
/// options_json: as for fusebill_batch, without salesforceIds.
/// operation, cancel, owner, threads and return value: as for fusebill_batch.
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_batch_from(
    client: *const fusebill_client,
    operation: *const c_char,
    next_customer: fusebill_next_fn,
    options_json: *const c_char,
    on_outcome: fusebill_outcome_fn,
    user_data: *mut c_void,
    cancel: *const fusebill_cancel,
    out_json: *mut *mut c_char,
) -> fusebill_status {
    guard::call(out_json, || {
        let client = convert::handle(client, "client")?;
        let next = next_customer.ok_or_else(|| convert::null("next_customer"))?;
        let operation = convert::required(operation, "operation")?.parse()?;
        let options = batch_options(options_json)?;
        options.check_pairs()?;
        let stop = Stop { at_once: cancel::token(cancel)?, ..Stop::default() };
        let calls = std::iter::from_fn(|| {
            let (mut id, mut account) = (0, std::ptr::null());
            // SAFETY: the function and its data are the caller's; by the contract it may be called on this thread now.
            match unsafe { next(user_data, &raw mut id, &raw mut account) } {
                0 => None,
                1 => Some(call_for(&options, operation, id, account)),
                _ => Some(Err(Error::cancelled("the caller ended the batch"))),
            }
        });
        let on_outcome = |outcome: &Outcome| report(outcome, on_outcome, user_data);
        client.0.batch(operation, calls, &options, &stop, on_outcome, |_| {}).map(|summary| ended(&summary))
    })
}

fn call_for(options: &BatchOptions, operation: Operation, id: i64, account: *const c_char) -> Result<Call, Error> {
    let salesforce_id = match operation.takes_salesforce_id() {
        true => convert::optional(account, "salesforce_id")?,
        false => None,
    };
    options.call_for(operation, CustomerId::new(id)?, salesforce_id)
}

fn batch_options(options_json: *const c_char) -> Result<BatchOptions, Error> {
    BatchOptions::from_json(convert::optional(options_json, "options_json")?.unwrap_or_default())
}

fn ended(summary: &Summary) -> Answer {
    Answer { status: summary.status(), text: Some(summary.to_json()) }
}

fn list<'a>(ids: *const i64, count: usize) -> Result<&'a [i64], Error> {
    match (ids.is_null(), count) {
        (_, 0) => Ok(&[]),
        (true, _) => Err(convert::null("ids")),
        (false, _) if count > isize::MAX as usize / size_of::<i64>() => {
            Err(Error::invalid_argument("count is too large"))
        }
        // SAFETY: not NULL; by the contract in the header there are `count` ids, which outlive the call.
        (false, _) => Ok(unsafe { slice::from_raw_parts(ids, count) }),
    }
}

fn report(outcome: &Outcome, on_outcome: fusebill_outcome_fn, user_data: *mut c_void) -> ControlFlow<()> {
    let Some(on_outcome) = on_outcome else { return ControlFlow::Continue(()) };
    let json = CString::new(outcome.to_json()).unwrap_or_default();
    // SAFETY: the function and its data are the caller's; by the contract it may be called on this thread now.
    match unsafe { on_outcome(user_data, outcome.id.get(), outcome.code(), json.as_ptr()) } {
        0 => ControlFlow::Continue(()),
        _ => ControlFlow::Break(()),
    }
}
