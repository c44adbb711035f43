//! Whole lists of customers.

use std::{
    ffi::{CString, c_char, c_void},
    ops::ControlFlow,
    slice,
};

use fusebill_core::{BatchOptions, Call, CustomerId, Error, Outcome, Stop, Summary};

use crate::{
    cancel::{self, fusebill_cancel},
    client::fusebill_client,
    convert,
    guard::{self, Answer},
    status::fusebill_status,
};

/// Gets each outcome: FUSEBILL_OK, FUSEBILL_NOT_ENABLED, FUSEBILL_NOT_DISABLED or the status of an error, and the outcome as JSON, which is
/// valid during the call only: {"id":172677,"code":0,"name":"ok","httpStatus":200,"message":null,
/// "salesforceId":"0014100000JJ3wtAAD","salesforceSynchStatus":"Enabled","attempts":1,"at":"2026-01-31T12:00:00.123Z",
/// "elapsedMs":184,"final":true}. Called on the thread of the batch, one at a time, in the order of completion. Returns 0
/// to go on; anything else stops the batch: what is in flight is awaited and reported. It must return: no C++ exception,
/// longjmp or pthread_exit.
pub type fusebill_outcome_fn = Option<
    unsafe extern "system" fn(
        user_data: *mut c_void,
        customer_id: i64,
        code: fusebill_status,
        outcome_json: *const c_char,
    ) -> i32,
>;

/// Turns on Salesforce sync for many customers (or makes another call for each, by the option `operation`), within the account's quota, with a record.
///
/// ids, count: the customers; NULL is fine when count is 0. An id that appears twice is called once; one below 1 stops
///   the batch with FUSEBILL_INVALID_ARGUMENT.
/// options_json: a JSON object, or NULL for the defaults.
///   operation           text     the call that is made for each, by the vendor's word; default EnableSynch. Any that changes
///                                something
///   salesforceIds       array    for an operation that needs one: a Salesforce id for each of the ids, in their order
///   forceLatch          true: of Latch, for all: drops the Salesforce id that a customer has
///   concurrency         1 to 256, default 8: calls in flight at once
///   maxPerMinute        no more calls a minute than this, evenly spread
///   resultsFile         text: the file that gets one JSON line per outcome, before it is reported
///   resume              true: go on with that file; skip what is done, repeat transient failures
///   retryFailed         true: with resume, repeat not_found, rejected, not_enabled and not_disabled, too
///   newKey              true: with resume, go on although the key is another one, because it was replaced
///   stopAfterFailures   stop after so many customers that failed
///   wait                true: when the day's limit is reached, sleep until it resets instead of stopping
/// on_outcome, user_data: see fusebill_outcome_fn; NULL when unwanted.
/// out_json: NULL, or gets the summary when the batch began: {"status":20,"operation":"EnableSynch","done":1,
///   "enabled":1,"failed":{"not_found":1},"skipped":0,"failedBefore":{},"duplicates":0,"requests":2,"damagedLines":0,"firstDamagedLine":null,"stopped":null}.
///   `done` counts those for whom it was done, and `enabled` the same for EnableSynch alone. `skipped` and `failedBefore`
///   count what earlier runs did and what they finished otherwise; `damagedLines` the
///   lines of the results file that could not be read; `stopped` is the error that ended it early. When it could not
///   begin (options, results file): the error as JSON, which has `code` and no `status`.
///
/// fusebill_client_cancel ends it within 200 ms, with the calls in flight, whose outcomes are then cancelled.
/// Owner: the caller frees *out_json with fusebill_string_free. Threads: any.
/// Returns: FUSEBILL_OK when every customer is done, by this run or an earlier one; FUSEBILL_SOME_FAILED when it
/// finished with others; otherwise the status of what stopped it.
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_enable_synch_batch(
    client: *const fusebill_client,
    ids: *const i64,
    count: usize,
    options_json: *const c_char,
    on_outcome: fusebill_outcome_fn,
    user_data: *mut c_void,
    out_json: *mut *mut c_char,
) -> fusebill_status {
    let cancel = std::ptr::null();
    fusebill_enable_synch_batch_with(client, ids, count, options_json, on_outcome, user_data, cancel, out_json)
}

/// The same, ended within 200 ms when fusebill_cancel_request is called on `cancel`, and no other call with it. NULL for
/// `cancel` is fine: the call is then fusebill_enable_synch_batch.
///
/// Owner, threads and what it returns: as fusebill_enable_synch_batch.
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_enable_synch_batch_with(
    client: *const fusebill_client,
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
        let options = batch_options(options_json)?;
        options.check_count(count)?;
        let ids = list(ids, count)?.iter().map(|id| CustomerId::new(*id));
        let on_outcome = |outcome: &Outcome| report(outcome, on_outcome, user_data);
        client.0.enable_synch_batch(ids, &options, &stop, on_outcome).map(|summary| ended(&summary))
    })
}

/// Gives the next customer of a batch: 1 with *out_id set, and *out_salesforce_id for an operation that needs one (a text that
/// stays valid until the next call; ignored otherwise); 0 when there are no more; anything else ends the batch as
/// FUSEBILL_CANCELLED, after what is in flight. Called on the thread of the batch, as calls are made. It must return: no C++
/// exception, longjmp or pthread_exit.
pub type fusebill_next_fn = Option<
    unsafe extern "system" fn(user_data: *mut c_void, out_id: *mut i64, out_salesforce_id: *mut *const c_char) -> i32,
>;

/// The same for customers that are read as calls are made: from a database, a generator, a stream. A list of a million needs
/// no room, and what is not called is not read.
///
/// next_customer, user_data: see fusebill_next_fn; next_customer must not be NULL. on_outcome gets the same user_data.
/// options_json: as for fusebill_enable_synch_batch, without salesforceIds.
/// cancel: as for fusebill_enable_synch_batch_with.
///
/// Owner, threads and what it returns: as fusebill_enable_synch_batch.
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_enable_synch_batch_from(
    client: *const fusebill_client,
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
        let options = batch_options(options_json)?;
        if !options.salesforce_ids.is_empty() {
            return Err(Error::invalid_argument("option salesforceIds: here each id comes with its own"));
        }
        let stop = Stop { at_once: cancel::token(cancel)?, ..Stop::default() };
        let calls = std::iter::from_fn(|| {
            let (mut id, mut account) = (0, std::ptr::null());
            // SAFETY: the function and its data are the caller's; by the contract it may be called on this thread now.
            match unsafe { next(user_data, &raw mut id, &raw mut account) } {
                0 => None,
                1 => Some(call_for(&options, id, account)),
                _ => Some(Err(Error::cancelled("the caller ended the batch"))),
            }
        });
        let on_outcome = |outcome: &Outcome| report(outcome, on_outcome, user_data);
        client.0.call_batch_with(calls, &options, &stop, on_outcome, |_| {}).map(|summary| ended(&summary))
    })
}

fn call_for(options: &BatchOptions, id: i64, account: *const c_char) -> Result<Call, Error> {
    let salesforce_id = match options.operation.takes_salesforce_id() {
        true => convert::optional(account, "salesforce_id")?,
        false => None,
    };
    options.call_for(CustomerId::new(id)?, salesforce_id)
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
