//! The client: creating, querying, cancelling and freeing it.

use std::{ffi::c_char, path::Path};

use fusebill_core::{Client, Error, Options};

use crate::{
    cancel::{self, fusebill_cancel},
    convert,
    guard::{self, Answer},
    status::fusebill_status,
};

/// A client of the API with one key. Opaque. Any number of threads may share it.
pub struct fusebill_client(pub(crate) Client);

/// Creates a client. Does not connect yet.
///
/// api_key: the key as the vendor shows it, with or without a leading "Basic "; NULL to use the environment variable
///   FUSEBILL_API_KEY. The library copies the key and wipes the copy when the client is freed.
/// options_json: a JSON object, or NULL for the defaults. An unknown name is FUSEBILL_INVALID_ARGUMENT; the message names
/// it.
#[doc = include_str!("generated/client_options.txt")]
///   environment (object): the variables above (not the key), to read instead of the process's own: for a host whose
///     changes to its environment native code does not see, such as the JVM
/// out_client: receives the client, or NULL on an error. Must not be NULL.
/// out_json: NULL, or receives NULL on success and the error as JSON otherwise.
///
/// Owner: the caller frees *out_client with fusebill_client_free and *out_json with fusebill_string_free.
/// Threads: any. Errors: FUSEBILL_INVALID_ARGUMENT, FUSEBILL_IO (caFile), FUSEBILL_TLS (no
/// random numbers).
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_client_new(
    api_key: *const c_char,
    options_json: *const c_char,
    out_client: *mut *mut fusebill_client,
    out_json: *mut *mut c_char,
) -> fusebill_status {
    make(out_client, out_json, || {
        let key = convert::optional(api_key, "api_key")?;
        key.map_or_else(Client::from_environment, Client::builder).options(options(options_json)?).build()
    })
}

fn options(options_json: *const c_char) -> Result<Options, Error> {
    Options::from_json(convert::optional(options_json, "options_json")?.unwrap_or_default())
}

/// Hands a new client to the caller.
fn make(
    out_client: *mut *mut fusebill_client,
    out_json: *mut *mut c_char,
    client: impl FnOnce() -> Result<Client, Error>,
) -> fusebill_status {
    guard::put(out_client, std::ptr::null_mut());
    guard::call(out_json, || {
        if out_client.is_null() {
            return Err(convert::null("out_client"));
        }
        guard::put(out_client, Box::into_raw(Box::new(fusebill_client(client()?))));
        Ok(Answer { status: 0, text: None })
    })
}

/// Creates a client with other deadlines or another number of attempts, which shares the key, the connections and the limits of
/// an existing one. The two are freed in any order, and fusebill_client_cancel of one does not end the calls of the other.
///
/// options_json: a JSON object with timeoutMs, connectTimeoutMs or maxAttempts; what it does not name is as in `client`. Any
///   other option is FUSEBILL_INVALID_ARGUMENT.
/// out_client, out_json, owner, threads: as for fusebill_client_new. Errors: FUSEBILL_INVALID_ARGUMENT.
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_client_with(
    client: *const fusebill_client,
    options_json: *const c_char,
    out_client: *mut *mut fusebill_client,
    out_json: *mut *mut c_char,
) -> fusebill_status {
    make(out_client, out_json, || convert::handle(client, "client")?.0.with_options(&options(options_json)?))
}

/// Frees a client, closes its connections and wipes its key. Does nothing for NULL.
///
/// The client must not be in use, and must not be used afterwards. Use fusebill_client_cancel to end calls in flight first.
/// Threads: any. Errors: none.
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_client_free(client: *mut fusebill_client) {
    if !client.is_null() {
        // SAFETY: by the contract it came from fusebill_client_new, is no longer used, and is freed once.
        let client = unsafe { Box::from_raw(client) };
        let _ = guard::without_panic(|| drop(client));
    }
}

/// Ends every call in flight on the client within 200 ms; they return FUSEBILL_CANCELLED. The client can still be used
/// afterwards. Does nothing for NULL.
///
/// Threads: any, at any time before fusebill_client_free. Async-signal-safe. Errors: none.
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_client_cancel(client: *const fusebill_client) {
    // One atomic addition: no lock, no allocation, nothing that could panic.
    if let Some(client) = convert::handle_or_none(client) {
        client.0.cancel();
    }
}

/// Returns the account's limits as reported by the last response: {"minute":{"limit":1000,"remaining":997,"reset":"...Z"},
/// "day":{…},"at":"...Z"}. Values that the server did not report are null. `reset` and `at` are in the server's time.
///
/// Owner: the caller frees *out_json with fusebill_string_free. Threads: any. Errors: FUSEBILL_INVALID_ARGUMENT.
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_client_quota(
    client: *const fusebill_client,
    out_json: *mut *mut c_char,
) -> fusebill_status {
    guard::call(out_json, || Ok(Answer::ok(convert::handle(client, "client")?.0.quota().to_json())))
}

/// Checks everything a call needs, step by step, for example when a program starts. Makes one read-only request
/// (GET /v1/customers/?pageSize=1) and changes nothing.
///
/// results_file: NULL, or the path of a results file in UTF-8, to check that a batch could write it.
/// cancel: NULL, or a handle that ends the check within 200 ms.
/// out_json: NULL, or receives {"status":0,"stages":[{"name":"dns","ok":true,"detail":"...","advice":null,"error":null,
///   "elapsedMs":3}]}; the stages are configuration, key, dns, tcp, proxy, tls, api, clock, quota and results, up to the
///   last one reached. For an invalid argument, receives the error as JSON, which has no `stages`.
///
/// Blocks for at most timeoutMs for the connection, and again for the request.
/// Owner: the caller frees *out_json with fusebill_string_free. Threads: any, at once.
/// Returns: FUSEBILL_OK if everything works, otherwise the status of the first stage that failed.
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_client_check(
    client: *const fusebill_client,
    results_file: *const c_char,
    cancel: *const fusebill_cancel,
    out_json: *mut *mut c_char,
) -> fusebill_status {
    guard::call(out_json, || {
        let client = convert::handle(client, "client")?;
        let check =
            client.0.check(convert::optional(results_file, "results_file")?.map(Path::new), &cancel::token(cancel)?);
        Ok(Answer { status: check.status(), text: Some(check.to_json()) })
    })
}
