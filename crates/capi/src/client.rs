//! The client: made, asked, ended.

use std::ffi::c_char;

use fusebill_core::{Client, Options};

use crate::{
    cancel::{self, fusebill_cancel},
    convert,
    guard::{self, Answer},
    status::fusebill_status,
};

/// A connection to the API with one key. Opaque; any number of threads may share it.
pub struct fusebill_client(pub(crate) Client);

/// Makes a client. Connects to nothing yet.
///
/// api_key: the key as the vendor shows it, with or without "Basic " in front; NULL for the environment variable
///   FUSEBILL_API_KEY. It is copied, and wiped when the client is freed.
/// options_json: a JSON object, or NULL for the defaults. An unknown name is FUSEBILL_INVALID_ARGUMENT and says which.
///   baseUrl             text     default FUSEBILL_BASE_URL, else https://secure.fusebill.com; https only, except
///                                loopback
///   timeoutMs           1 to 3600000, default 30000: the deadline of a whole call, retries and waits included
///   connectTimeoutMs    1 to 3600000, default 10000
///   maxAttempts         1 to 100, default 3
///   proxy               text     http://[user:password@]host:port; default HTTPS_PROXY and NO_PROXY; "" for none
///   caFile              text     PEM file of certificates to trust besides the system's
///   userAgent           text     name and version of your program
///   maxIdleConnections  0 to 10000, default 64: raise it to the number of threads that share the client
/// out_client: gets the client, or NULL on an error. Must not be NULL.
/// out_json: NULL, or gets NULL on success and the error as JSON otherwise.
///
/// Owner: the caller frees *out_client with fusebill_client_free and *out_json with fusebill_string_free.
/// Threads: any. Errors: FUSEBILL_INVALID_ARGUMENT, FUSEBILL_IO (caFile).
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_client_new(
    api_key: *const c_char,
    options_json: *const c_char,
    out_client: *mut *mut fusebill_client,
    out_json: *mut *mut c_char,
) -> fusebill_status {
    guard::put(out_client, std::ptr::null_mut());
    guard::call(out_json, || {
        if out_client.is_null() {
            return Err(convert::null("out_client"));
        }
        let key = convert::optional(api_key, "api_key")?;
        let options = Options::from_json(convert::optional(options_json, "options_json")?.unwrap_or_default())?;
        let client = key.map_or_else(Client::from_environment, Client::builder).options(options).build()?;
        guard::put(out_client, Box::into_raw(Box::new(fusebill_client(client))));
        Ok(Answer { status: 0, text: None })
    })
}

/// Frees a client, closes its connections and wipes its key. NULL is fine.
///
/// No call may be in flight on it, and none may follow: end them first, with fusebill_client_cancel if need be.
/// Threads: any. Errors: none.
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_client_free(client: *mut fusebill_client) {
    if !client.is_null() {
        // SAFETY: by the contract it came from fusebill_client_new, is not used any more, and is freed once.
        let client = unsafe { Box::from_raw(client) };
        let _ = guard::without_panic(|| drop(client));
    }
}

/// Ends every call that is in flight on the client, as FUSEBILL_CANCELLED, within 200 ms, wherever it waits. The client
/// works afterwards. NULL is fine.
///
/// Threads: any, at any time before fusebill_client_free. Async-signal-safe: a signal handler may call it. Errors: none.
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_client_cancel(client: *const fusebill_client) {
    // One atomic addition: no lock, no memory, nothing that could panic.
    if let Some(client) = convert::handle_or_none(client) {
        client.0.cancel();
    }
}

/// The account's limits as of the last response: {"minute":{"limit":1000,"remaining":997,"reset":"...Z"},
/// "day":{…},"at":"...Z"}. null where the server said nothing. `reset` and `at` are times of the server's clock.
///
/// Owner: the caller frees *out_json with fusebill_string_free. Threads: any. Errors: FUSEBILL_INVALID_ARGUMENT.
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_client_quota(
    client: *const fusebill_client,
    out_json: *mut *mut c_char,
) -> fusebill_status {
    guard::call(out_json, || Ok(Answer::ok(convert::handle(client, "client")?.0.quota().to_json())))
}

/// Checks everything that a call needs, step by step, with one harmless request (GET /v1/customers/?pageSize=1): for a
/// program's start-up. Nothing is changed.
///
/// results_file: NULL, or the path of a results file, UTF-8: whether a batch could write it is checked, too.
/// cancel: NULL, or a handle that ends the check within 200 ms.
/// out_json: NULL, or gets {"status":0,"stages":[{"name":"dns","ok":true,"detail":"...","advice":null,"error":null,
///   "elapsedMs":3}]}; the stages are configuration, key, dns, tcp, proxy, tls, api, clock, quota and results, as far as they
///   were reached. The error as JSON, which has no `stages`, for an argument that cannot be right.
///
/// Blocks no longer than timeoutMs for the connection and again for the request.
/// Owner: the caller frees *out_json with fusebill_string_free. Threads: any, at once.
/// Returns: FUSEBILL_OK when everything works, else the status of the first stage that does not.
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_check(
    client: *const fusebill_client,
    results_file: *const c_char,
    cancel: *const fusebill_cancel,
    out_json: *mut *mut c_char,
) -> fusebill_status {
    guard::call(out_json, || {
        let client = convert::handle(client, "client")?;
        let check = client.0.check(convert::optional(results_file, "results_file")?, &cancel::token(cancel)?);
        Ok(Answer { status: check.status(), text: Some(check.to_json()) })
    })
}
