#ifndef FUSEBILL_H
#define FUSEBILL_H

#include <stddef.h>
#include <stdint.h>
/*
 * libfusebill: turn on Salesforce sync for a Fusebill (Stax Bill) customer, in one call.
 *
 *     #include <fusebill.h>
 *     #include <stdio.h>
 *
 *     int main(void) {
 *         fusebill_client *client;
 *         char *json;
 *         fusebill_status status = fusebill_client_new(NULL, NULL, &client, &json);  // key: FUSEBILL_API_KEY
 *         if (status == FUSEBILL_OK) {
 *             status = fusebill_enable_synch(client, 172677, NULL, &json);
 *         }
 *         if (status == FUSEBILL_OK) {
 *             printf("%s\n", json);                                   // the customer, as the server sent it
 *         } else {
 *             fprintf(stderr, "%s: %s\n", fusebill_status_name(status), json);  // the error
 *         }
 *         fusebill_string_free(json);
 *         fusebill_client_free(client);
 *         return status;
 *     }
 *
 * Build:      cc program.c $(pkg-config --cflags --libs fusebill)
 *             cl program.c /I include lib\fusebill.lib            (and bin\fusebill.dll next to the program)
 *
 * Ownership:  the caller owns what a function returns through an out pointer, and frees it with fusebill_string_free,
 *             fusebill_client_free or fusebill_cancel_free. Arguments are copied. Every function first sets its out
 *             pointers to NULL. An out pointer for a text may be NULL if you do not need the text. A NULL handle is an
 *             error or is ignored; it never crashes. Texts are UTF-8 and NUL-terminated.
 * Threads:    any number of threads may share a client. There are no background threads: a helper thread exists only
 *             while a host name is looked up, and the threads of a batch only while it runs. A forked child may use its
 *             parent's client and opens its own connections. A child forked in a callback must end there, with _exit or
 *             exec, because the threads of the batch do not exist in it.
 * Errors:     every function that can fail returns a fusebill_status. The error as JSON is the same in every language:
 *             {"code":3,"name":"not_found","message":"Customer with id 12 not found.","httpStatus":404,"errorId":0,
 *             "errors":[{"key":"Api Error","value":"Customer with id 12 not found."}],"retryAfterMs":null,
 *             "attempts":1,"sent":"yes","limit":null}. `sent` is "no" (the request was never sent), "yes" (the server
 *             responded) or "unknown" (the server may have acted on it). It is always safe to repeat EnableSynch.
 *             A panic never leaves the library.
 * Limits:     a calling thread needs a stack of 128 KB (tested at that size, over http and TLS). A body that does not fit
 *             in memory is FUSEBILL_BAD_RESPONSE; if even a few hundred bytes cannot be allocated, the process aborts, as
 *             Rust programs do. If no more threads can be started, a batch continues with those it has, or on the calling
 *             thread. Signal handlers may call fusebill_client_cancel and fusebill_cancel_request, and no other function.
 *             Signals do not end a call, and a signal handler must not leave one with longjmp or siglongjmp: locks would
 *             stay locked, and the thread could no longer be cancelled. exit, quick_exit and fork are safe while other
 *             threads are in calls. A pthread_cancel takes effect when the call returns. dlclose does not unload the
 *             library; FreeLibrary does not, either, once a client has been created.
 * Versions:   FUSEBILL_VERSION is the version of this header, fusebill_version() that of the loaded library.
 * ABI:        within one soname (libfusebill.so.0), functions and codes may be added, but are never changed or removed. New
 *             options do not change the ABI, because options are JSON.
 */

#define FUSEBILL_VERSION_MAJOR 0
#define FUSEBILL_VERSION_MINOR 1
#define FUSEBILL_VERSION_PATCH 0
#define FUSEBILL_VERSION "0.1.0"
#define FUSEBILL_ABI_VERSION 0

/*
 * Windows: functions are imported from fusebill.dll; define FUSEBILL_STATIC if you built a static library. On 32-bit Windows,
 * functions and callbacks are stdcall, as VB6 and Delphi expect; elsewhere FUSEBILL_CALL is empty. Use it when you define a
 * callback: static int32_t FUSEBILL_CALL on_outcome(void *user_data, ...). No memory, files or locales of the C runtime cross
 * the boundary, so it works with /MD and /MT alike.
 */
#if defined(_WIN32) && !defined(FUSEBILL_STATIC)
#define FUSEBILL_API __declspec(dllimport)
#else
#define FUSEBILL_API
#endif
#if defined(_WIN32) && (defined(_M_IX86) || defined(__i386__))
#define FUSEBILL_CALL __stdcall
#else
#define FUSEBILL_CALL
#endif

/*
 * For compilers and analyzers: a result that must be looked at, a handle that must not be NULL (the library returns an error
 * for it, but a program does not mean to pass it), a handle that must be freed, a pointer that may be NULL. Define
 * FUSEBILL_NO_CHECKS to do without them.
 */
#if (defined(__GNUC__) || defined(__clang__)) && !defined(FUSEBILL_NO_CHECKS)
#define FUSEBILL_CHECKED __attribute__((warn_unused_result))
#define FUSEBILL_NEEDS_HANDLE __attribute__((nonnull(1)))
#else
#define FUSEBILL_CHECKED
#define FUSEBILL_NEEDS_HANDLE
#endif
#if defined(__GNUC__) && __GNUC__ >= 11 && !defined(__clang__) && !defined(FUSEBILL_NO_CHECKS)
#define FUSEBILL_FREED_BY(function) __attribute__((malloc(function, 1), warn_unused_result))
#else
#define FUSEBILL_FREED_BY(function) FUSEBILL_CHECKED
#endif
#if defined(__clang__) && !defined(FUSEBILL_NO_CHECKS)
#define FUSEBILL_NULLABLE _Nullable
#define FUSEBILL_NONNULL _Nonnull
#else
#define FUSEBILL_NULLABLE
#define FUSEBILL_NONNULL
#endif

/* Marks a function that a later version will remove. */
#if defined(__GNUC__) || defined(__clang__)
#define FUSEBILL_DEPRECATED(instead) __attribute__((deprecated(instead)))
#elif defined(_MSC_VER)
#define FUSEBILL_DEPRECATED(instead) __declspec(deprecated(instead))
#else
#define FUSEBILL_DEPRECATED(instead)
#endif

/* To clang, a pointer that is not FUSEBILL_NULLABLE is one that must not be NULL. */
#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wnullability-extension"
#pragma clang assume_nonnull begin
#endif


/**
 * A cancel handle: ends the calls it was passed to, and no others. Opaque.
 */
typedef struct fusebill_cancel fusebill_cancel;

/**
 * A client of the API with one key. Opaque. Any number of threads may share it.
 */
typedef struct fusebill_client fusebill_client;

/**
 * The result of a call: one of the FUSEBILL_ constants below. A plain integer, so that a code added by a later version is
 * not undefined behavior. Codes are never renumbered.
 */
typedef int32_t fusebill_status;

/**
 * Receives each customer of a list: its id, and the customer as the server sent it, valid only during the call. Called on
 * the thread that called fusebill_list_customers, one customer at a time, in the order of creation. Return 0 to continue, or any
 * other value to end the list. It must return normally: no C++ exception, longjmp or pthread_exit.
 */
typedef int32_t (FUSEBILL_CALL *fusebill_customer_fn)(void *FUSEBILL_NULLABLE user_data,
                                                      int64_t customer_id,
                                                      const char *customer_json);

/**
 * Receives each outcome: `code` is FUSEBILL_OK, FUSEBILL_NOT_ENABLED, FUSEBILL_NOT_DISABLED or the status of an error;
 * `outcome_json` is the outcome as JSON, valid only during the call:
 * {"id":172677,"code":0,"name":"ok","httpStatus":200,"message":null,"salesforceId":"0014100000JJ3wtAAD",
 * "salesforceSynchStatus":"Enabled","attempts":1,"sent":"yes","at":"2026-01-31T12:00:00.123Z","elapsedMs":184,
 * "final":true}; after Latch also "requestedSalesforceId". Called on
 * the thread that runs the batch, one outcome at a time, in order of completion. Return 0 to continue, or any other value
 * to stop the batch; calls in flight are then completed and reported. It must return normally: no C++ exception, longjmp or
 * pthread_exit.
 */
typedef int32_t (FUSEBILL_CALL *fusebill_outcome_fn)(void *FUSEBILL_NULLABLE user_data,
                                                     int64_t customer_id,
                                                     fusebill_status code,
                                                     const char *outcome_json);

/**
 * Provides the next customer of a batch. Return 1 and set *out_id, and for an operation that needs it *out_salesforce_id (a
 * text that must stay valid until the next call; otherwise ignored). Return 0 when there are no more customers. Any other
 * value ends the batch as FUSEBILL_CANCELLED when the calls in flight have completed. Called on the thread that runs the
 * batch, as calls are made. It must return normally: no C++ exception, longjmp or pthread_exit.
 */
typedef int32_t (FUSEBILL_CALL *fusebill_next_fn)(void *FUSEBILL_NULLABLE user_data,
                                                  int64_t *out_id,
                                                  const char *FUSEBILL_NULLABLE *FUSEBILL_NONNULL out_salesforce_id);

/**
 * What was found in a JSON text: one of the FUSEBILL_JSON_ constants below. Not a fusebill_status.
 */
typedef int32_t fusebill_json_status;

/**
 * The level of logging: one of the FUSEBILL_LOG_ constants.
 */
typedef int32_t fusebill_log_level;

/**
 * Receives log lines: the level, and one line without a line break, valid only during the call. Called from any thread that
 * uses the library, possibly from several at once. A line never contains the key. It must return normally: no C++
 * exception, longjmp or pthread_exit. It may call this library, except fusebill_set_logger; such calls are not logged.
 */
typedef void (FUSEBILL_CALL *fusebill_log_fn)(void *FUSEBILL_NULLABLE user_data,
                                              fusebill_log_level level,
                                              const char *line);

/**
 * Success.
 */
#define FUSEBILL_OK 0

/**
 * An invalid argument, option or key, or an `http://localhost` that resolves to another machine. Nothing was sent.
 */
#define FUSEBILL_INVALID_ARGUMENT 1

/**
 * 401 or 403: the key is missing or wrong, or belongs to another environment.
 */
#define FUSEBILL_UNAUTHORIZED 2

/**
 * 404 with the vendor's error body: no such customer for this key.
 */
#define FUSEBILL_NOT_FOUND 3

/**
 * 400, 409, 422 and every other 4xx: the server rejected the request. A 409 may mean that the sync is enabled already
 * (for DisableSynch, disabled already).
 */
#define FUSEBILL_REJECTED 4

/**
 * 429, and the limit does not reset within the deadline.
 */
#define FUSEBILL_RATE_LIMITED 5

/**
 * 5xx, after the retries.
 */
#define FUSEBILL_SERVER 6

/**
 * The deadline passed.
 */
#define FUSEBILL_TIMEOUT 7

/**
 * No connection: DNS failure, connection refused or reset, proxy failure, TLS that breaks with a server with which it
 * has worked before.
 */
#define FUSEBILL_CONNECTION 8

/**
 * No secure connection: an invalid certificate, a version of TLS that is not supported, or a handshake that fails with
 * a server with which none has succeeded.
 */
#define FUSEBILL_TLS 9

/**
 * A response that is not the API's: a 2xx without the customer, a 2xx with an error in any of the usual forms
 * (`Errors`, `error`, `success: false`, problem details), a redirect, a 404 without the vendor's error body, a status
 * outside 100 to 599, a body over 1 MiB (16 MiB for a list), a list that does not end, malformed HTTP.
 */
#define FUSEBILL_BAD_RESPONSE 10

/**
 * The caller cancelled.
 */
#define FUSEBILL_CANCELLED 11

/**
 * A local file could not be read or written: a results file, a list of ids, a file of certificates.
 */
#define FUSEBILL_IO 12

/**
 * A bug in this library.
 */
#define FUSEBILL_INTERNAL 13

/**
 * In a batch: the server returned the customer, whose sync is not on after EnableSynch.
 */
#define FUSEBILL_NOT_ENABLED 14

/**
 * In a batch: the server returned the customer, whose sync is still on after DisableSynch.
 */
#define FUSEBILL_NOT_DISABLED 17

/**
 * A batch finished, but some customers failed.
 */
#define FUSEBILL_SOME_FAILED 20

/**
 * The value is there.
 */
#define FUSEBILL_JSON_OK 0

/**
 * The value is null.
 */
#define FUSEBILL_JSON_NULL 1

/**
 * There is no such value.
 */
#define FUSEBILL_JSON_MISSING 2

/**
 * The text is not JSON, the pointer is malformed, or one of them is NULL or not UTF-8.
 */
#define FUSEBILL_JSON_INVALID 3

/**
 * Nothing.
 */
#define FUSEBILL_LOG_OFF 0

/**
 * Problems that the caller must know about.
 */
#define FUSEBILL_LOG_ERROR 1

/**
 * Calls that failed.
 */
#define FUSEBILL_LOG_WARN 2

/**
 * Retries.
 */
#define FUSEBILL_LOG_INFO 3

/**
 * Every call.
 */
#define FUSEBILL_LOG_DEBUG 4

/**
 * Everything.
 */
#define FUSEBILL_LOG_TRACE 5

#ifdef __cplusplus
extern "C" {
#endif /* __cplusplus */

/* ============================================================================================================
 * 1. Status codes
 * ============================================================================================================ */

/**
 * Returns the name of a status in lower case, for example "not_found"; "unknown" for any other number.
 *
 * Owner: the library; the text is static and must not be freed. Threads: any. Errors: none.
 */
FUSEBILL_API const char *FUSEBILL_CALL fusebill_status_name(fusebill_status status);

/* ============================================================================================================
 * 2. Clients
 * ============================================================================================================ */

/**
 * Creates a client. Does not connect yet.
 *
 * api_key: the key as the vendor shows it, with or without a leading "Basic "; NULL to use the environment variable
 *   FUSEBILL_API_KEY. The library copies the key and wipes the copy when the client is freed.
 * options_json: a JSON object, or NULL for the defaults. An unknown name is FUSEBILL_INVALID_ARGUMENT; the message names
 * it.
 *   baseUrl (text): The base URL of the API; https only, except for loopback. Default: FUSEBILL_BASE_URL, else
 *     https://secure.fusebill.com.
 *   timeoutMs (1 to 3600000, default 30000): The deadline of a whole call, including retries and waits.
 *   connectTimeoutMs (1 to 3600000, default 10000): The deadline for connecting: DNS, TCP, proxy and TLS.
 *   maxAttempts (1 to 100, default 3): Maximum number of requests per call; 1 turns off retries.
 *   proxy (text): A CONNECT proxy, http://[user:password@]host:port. Default: HTTPS_PROXY or ALL_PROXY, and
 *     NO_PROXY; "" for none.
 *   caFile (text): A PEM file of certificates to trust in addition to the system's, for a private CA.
 *   userAgent (text): Name and version of your program, placed before libfusebill/VERSION in the User-Agent
 *     header.
 *   maxIdleConnections (0 to 10000, default 64): Maximum number of idle connections kept open; at least the number
 *     of threads that share the client.
 *   environment (object): the variables above (not the key), to read instead of the process's own: for a host whose
 *     changes to its environment native code does not see, such as the JVM
 * out_client: receives the client, or NULL on an error. Must not be NULL.
 * out_json: NULL, or receives NULL on success and the error as JSON otherwise.
 *
 * Owner: the caller frees *out_client with fusebill_client_free and *out_json with fusebill_string_free.
 * Threads: any. Errors: FUSEBILL_INVALID_ARGUMENT, FUSEBILL_IO (caFile), FUSEBILL_TLS (no
 * random numbers).
 */
FUSEBILL_CHECKED
FUSEBILL_API fusebill_status FUSEBILL_CALL fusebill_client_new(const char *FUSEBILL_NULLABLE api_key,
                                                               const char *FUSEBILL_NULLABLE options_json,
                                                               fusebill_client *FUSEBILL_NULLABLE *FUSEBILL_NONNULL out_client,
                                                               char *FUSEBILL_NULLABLE *FUSEBILL_NULLABLE out_json);

/**
 * Creates a client with other deadlines or another number of attempts, which shares the key, the connections and the limits of
 * an existing one. The two are freed in any order, and fusebill_client_cancel of one does not end the calls of the other.
 *
 * options_json: a JSON object with timeoutMs, connectTimeoutMs or maxAttempts; what it does not name is as in `client`. Any
 *   other option is FUSEBILL_INVALID_ARGUMENT.
 * out_client, out_json, owner, threads: as for fusebill_client_new. Errors: FUSEBILL_INVALID_ARGUMENT.
 */
FUSEBILL_CHECKED FUSEBILL_NEEDS_HANDLE
FUSEBILL_API fusebill_status FUSEBILL_CALL fusebill_client_with(const fusebill_client *client,
                                                                const char *FUSEBILL_NULLABLE options_json,
                                                                fusebill_client *FUSEBILL_NULLABLE *FUSEBILL_NONNULL out_client,
                                                                char *FUSEBILL_NULLABLE *FUSEBILL_NULLABLE out_json);

/**
 * Frees a client, closes its connections and wipes its key. Does nothing for NULL.
 *
 * The client must not be in use, and must not be used afterwards. Use fusebill_client_cancel to end calls in flight first.
 * Threads: any. Errors: none.
 */
FUSEBILL_API void FUSEBILL_CALL fusebill_client_free(fusebill_client *FUSEBILL_NULLABLE client);

/**
 * Ends every call in flight on the client within 200 ms; they return FUSEBILL_CANCELLED. The client can still be used
 * afterwards. Does nothing for NULL.
 *
 * Threads: any, at any time before fusebill_client_free. Async-signal-safe. Errors: none.
 */
FUSEBILL_API void FUSEBILL_CALL fusebill_client_cancel(const fusebill_client *FUSEBILL_NULLABLE client);

/**
 * Returns the account's limits as reported by the last response: {"minute":{"limit":1000,"remaining":997,"reset":"...Z"},
 * "day":{…},"at":"...Z"}. Values that the server did not report are null. `reset` and `at` are in the server's time.
 *
 * Owner: the caller frees *out_json with fusebill_string_free. Threads: any. Errors: FUSEBILL_INVALID_ARGUMENT.
 */
FUSEBILL_CHECKED FUSEBILL_NEEDS_HANDLE
FUSEBILL_API fusebill_status FUSEBILL_CALL fusebill_client_quota(const fusebill_client *client,
                                                                 char *FUSEBILL_NULLABLE *FUSEBILL_NULLABLE out_json);

/**
 * Checks everything a call needs, step by step, for example when a program starts. Makes one read-only request
 * (GET /v1/customers/?pageSize=1) and changes nothing.
 *
 * results_file: NULL, or the path of a results file in UTF-8, to check that a batch could write it.
 * cancel: NULL, or a handle that ends the check within 200 ms.
 * out_json: NULL, or receives {"status":0,"stages":[{"name":"dns","ok":true,"detail":"...","advice":null,"error":null,
 *   "elapsedMs":3}]}; the stages are configuration, key, dns, tcp, proxy, tls, api, clock, quota and results, up to the
 *   last one reached. For an invalid argument, receives the error as JSON, which has no `stages`.
 *
 * Blocks for at most timeoutMs for the connection, and again for the request.
 * Owner: the caller frees *out_json with fusebill_string_free. Threads: any, at once.
 * Returns: FUSEBILL_OK if everything works, otherwise the status of the first stage that failed.
 */
FUSEBILL_CHECKED FUSEBILL_NEEDS_HANDLE
FUSEBILL_API fusebill_status FUSEBILL_CALL fusebill_client_check(const fusebill_client *client,
                                                                 const char *FUSEBILL_NULLABLE results_file,
                                                                 const fusebill_cancel *FUSEBILL_NULLABLE cancel,
                                                                 char *FUSEBILL_NULLABLE *FUSEBILL_NULLABLE out_json);

/* ============================================================================================================
 * 3. Cancel handles
 * ============================================================================================================ */

/**
 * Frees a cancel handle. Does nothing for NULL. Calls that use it may still be in flight.
 *
 * Threads: any, but not while fusebill_cancel_request runs or a call with this handle is starting. Errors: none.
 */
FUSEBILL_API void FUSEBILL_CALL fusebill_cancel_free(fusebill_cancel *FUSEBILL_NULLABLE cancel);

/**
 * Creates a cancel handle.
 *
 * Owner: the caller frees it with fusebill_cancel_free. Threads: any. Errors: none.
 */
FUSEBILL_FREED_BY(fusebill_cancel_free)
FUSEBILL_API fusebill_cancel *FUSEBILL_CALL fusebill_cancel_new(void);

/**
 * Ends every call that uses this handle, now or later. Does nothing for NULL.
 *
 * Threads: any, at any time before fusebill_cancel_free. Async-signal-safe. Errors: none.
 */
FUSEBILL_API void FUSEBILL_CALL fusebill_cancel_request(const fusebill_cancel *FUSEBILL_NULLABLE cancel);

/* ============================================================================================================
 * 4. Calls for one customer, and the list of customers
 * ============================================================================================================ */

/**
 * Turns on Salesforce sync for a customer (POST /v1/Salesforce/EnableSynch/{customerId}) and waits for the response.
 *
 * In Salesforce: the customer is sent there and kept in sync. If the customer is not linked to an account, Salesforce may
 * create one: a duplicate, if there is one already, so Latch first.
 *
 * customer_id: the Fusebill id, 1 or more.
 * cancel: NULL, or a handle that ends this call as FUSEBILL_CANCELLED within 200 ms; see fusebill_cancel_new.
 * out_json: NULL, or receives the customer as the server sent it on FUSEBILL_OK, and the error as JSON otherwise. Check the
 *   customer's salesforceSynchStatus: FUSEBILL_OK does not guarantee that it is "Enabled".
 *
 * Blocks for at most timeoutMs. It is safe to repeat the call, whatever the result.
 * Owner: the caller frees *out_json with fusebill_string_free. Threads: any, at once.
 * Errors: any error code from 1 to 13, except FUSEBILL_IO.
 */
FUSEBILL_CHECKED FUSEBILL_NEEDS_HANDLE
FUSEBILL_API fusebill_status FUSEBILL_CALL fusebill_enable_synch(const fusebill_client *client,
                                                                 int64_t customer_id,
                                                                 const fusebill_cancel *FUSEBILL_NULLABLE cancel,
                                                                 char *FUSEBILL_NULLABLE *FUSEBILL_NULLABLE out_json);

/**
 * Turns off Salesforce sync for a customer (POST /v1/Salesforce/DisableSynch/{customerId}) and waits for the response.
 *
 * In Salesforce: the vendor's data is removed from the linked account, which is no longer updated; no account is deleted,
 * and the link stays. The vendor says so of the button on its page, and not of this call.
 *
 * customer_id: the Fusebill id, 1 or more.
 * cancel: NULL, or a handle that ends the call as FUSEBILL_CANCELLED within 200 ms.
 * out_json: NULL, or receives the customer as the server sent it on FUSEBILL_OK, and the error as JSON otherwise. Check the
 *   customer's salesforceSynchStatus; the vendor does not document its value for a disabled customer.
 *
 * Blocks for at most timeoutMs. It is safe to repeat the call, whatever the result.
 * Owner: the caller frees *out_json with fusebill_string_free. Threads: any, at once.
 * Errors: any error code from 1 to 13, except FUSEBILL_IO.
 */
FUSEBILL_CHECKED FUSEBILL_NEEDS_HANDLE
FUSEBILL_API fusebill_status FUSEBILL_CALL fusebill_disable_synch(const fusebill_client *client,
                                                                  int64_t customer_id,
                                                                  const fusebill_cancel *FUSEBILL_NULLABLE cancel,
                                                                  char *FUSEBILL_NULLABLE *FUSEBILL_NULLABLE out_json);

/**
 * Sends a customer to Salesforce again (POST /v1/Salesforce/Resynch) and waits for the response.
 *
 * In Salesforce: the customer's data is sent there again. What this does for a customer without an account is not
 * documented.
 *
 * customer_id, cancel: as for fusebill_disable_synch.
 * out_json: NULL, or receives the body of the response on FUSEBILL_OK, and the error as JSON otherwise. The vendor does not
 *   document the response: it may be the customer, any other text, or empty.
 *
 * Deadline, owner, threads and errors: as for fusebill_disable_synch.
 */
FUSEBILL_CHECKED FUSEBILL_NEEDS_HANDLE
FUSEBILL_API fusebill_status FUSEBILL_CALL fusebill_resynch(const fusebill_client *client,
                                                            int64_t customer_id,
                                                            const fusebill_cancel *FUSEBILL_NULLABLE cancel,
                                                            char *FUSEBILL_NULLABLE *FUSEBILL_NULLABLE out_json);

/**
 * Like fusebill_resynch, but finds the customer by its account in Salesforce.
 *
 * salesforce_id: 15 or 18 letters and digits, NUL-terminated; the last three of 18 are a checksum and are verified. Must
 *   not be NULL.
 *
 * Everything else: as for fusebill_resynch.
 */
FUSEBILL_CHECKED FUSEBILL_NEEDS_HANDLE
FUSEBILL_API fusebill_status FUSEBILL_CALL fusebill_resynch_salesforce(const fusebill_client *client,
                                                                       const char *salesforce_id,
                                                                       const fusebill_cancel *FUSEBILL_NULLABLE cancel,
                                                                       char *FUSEBILL_NULLABLE *FUSEBILL_NULLABLE out_json);

/**
 * Links a customer to a Salesforce account (POST /v1/Salesforce/Latch) and waits for the response. There is no call to
 * unlink them.
 *
 * In Salesforce: the customer is linked to this account, and none is created. There is no call to unlink them.
 *
 * customer_id, salesforce_id: as for fusebill_resynch and fusebill_resynch_salesforce.
 * force: 1 to replace the Salesforce id that the customer already has; with 0, that is an error. No other value is allowed.
 * cancel, out_json, deadline, owner, threads and errors: as for fusebill_resynch.
 */
FUSEBILL_CHECKED FUSEBILL_NEEDS_HANDLE
FUSEBILL_API fusebill_status FUSEBILL_CALL fusebill_latch(const fusebill_client *client,
                                                          int64_t customer_id,
                                                          const char *salesforce_id,
                                                          int32_t force,
                                                          const fusebill_cancel *FUSEBILL_NULLABLE cancel,
                                                          char *FUSEBILL_NULLABLE *FUSEBILL_NULLABLE out_json);

/**
 * Reads a customer (GET /v1/customers/{customerId}) and waits for the response.
 *
 * Arguments, deadline, owner, threads and errors: as for fusebill_disable_synch.
 */
FUSEBILL_CHECKED FUSEBILL_NEEDS_HANDLE
FUSEBILL_API fusebill_status FUSEBILL_CALL fusebill_get_customer(const fusebill_client *client,
                                                                 int64_t customer_id,
                                                                 const fusebill_cancel *FUSEBILL_NULLABLE cancel,
                                                                 char *FUSEBILL_NULLABLE *FUSEBILL_NULLABLE out_json);

/**
 * Makes any call for a customer by its name: "EnableSynch", "DisableSynch", "Resynch", "Latch" or "Customer".
 *
 * operation: the vendor's name of the call; case matters. Must not be NULL.
 * arguments_json: a JSON object with the arguments of that call: {"id":172677}, and `salesforceId` and `force` where they
 *   apply. Must not be NULL.
 * cancel, out_json, deadline, owner, threads and errors: as for fusebill_disable_synch.
 */
FUSEBILL_CHECKED FUSEBILL_NEEDS_HANDLE
FUSEBILL_API fusebill_status FUSEBILL_CALL fusebill_call(const fusebill_client *client,
                                                         const char *operation,
                                                         const char *arguments_json,
                                                         const fusebill_cancel *FUSEBILL_NULLABLE cancel,
                                                         char *FUSEBILL_NULLABLE *FUSEBILL_NULLABLE out_json);

/**
 * Lists the account's customers (GET /v1/customers/) page by page. Only the ids seen are kept in memory. A customer that
 * appears twice because the list changed meanwhile is reported once.
 *
 * options_json: a JSON object, or NULL for the defaults.
 *   synchStatus (text): Only customers whose salesforceSynchStatus is Enabled, or is not. all, enabled or
 *     not-enabled.
 *   notLinked (true or false): Only customers without a salesforceId. A customer can be Enabled but not linked.
 *   status (text): Only customers with this status, for example Active. The server filters the list, and the
 *     result is checked.
 *   ids (array of ids): Only these customers, by their Fusebill ids, in sets of at most 100 per request; an id
 *     that comes twice is read once. One that does not exist is left out: the summary's received is less than
 *     count.
 *   pageSize (1 to 1000, default 1000): Maximum number of customers per page. The default is the maximum that the
 *     vendor documents.
 * on_customer, user_data: see fusebill_customer_fn. Must not be NULL.
 * cancel: NULL, or a handle that ends the list as FUSEBILL_CANCELLED within 200 ms.
 * out_json: NULL, or receives on FUSEBILL_OK
 *   {"customers":5,"received":101,"count":101,"duplicates":0,"requests":1,"whole":true}:
 *   customers reported, customers received, the server's own count (null if it sent none), duplicates, requests made, and
 *   whether as many were received as the server counted. Receives the error as JSON otherwise.
 *
 * Each page may take timeoutMs. If the minute's limit is used up, the call waits until it resets.
 * Owner: the caller frees *out_json with fusebill_string_free. Threads: any, at once.
 * Errors: any error code from 1 to 13, except FUSEBILL_IO. Returns FUSEBILL_OK even if on_customer ended the list.
 */
FUSEBILL_CHECKED FUSEBILL_NEEDS_HANDLE
FUSEBILL_API fusebill_status FUSEBILL_CALL fusebill_list_customers(const fusebill_client *client,
                                                                   const char *FUSEBILL_NULLABLE options_json,
                                                                   fusebill_customer_fn on_customer,
                                                                   void *FUSEBILL_NULLABLE user_data,
                                                                   const fusebill_cancel *FUSEBILL_NULLABLE cancel,
                                                                   char *FUSEBILL_NULLABLE *FUSEBILL_NULLABLE out_json);

/* ============================================================================================================
 * 5. Whole lists
 * ============================================================================================================ */

/**
 * Makes a call for each of many customers: turns on Salesforce sync for them all, or what `operation` names. Stays within the
 * account's quota and can write a results file.
 *
 * operation: "EnableSynch", "DisableSynch", "Resynch" or "Latch", the vendor's names; case matters. Must not be NULL. What
 *   each does in Salesforce is said at fusebill_enable_synch, fusebill_disable_synch, fusebill_resynch and fusebill_latch.
 * ids, count: the customers; ids may be NULL if count is 0. Duplicate ids are called once; a batch of Latch ends at a customer
 *   who appears twice. An id below 1 stops the batch with FUSEBILL_INVALID_ARGUMENT.
 * options_json: a JSON object, or NULL for the defaults.
 *   salesforceIds (array of texts): For Latch with ids in an array, as in C: the Salesforce account id of each
 *     customer, in the same order.
 *   forceLatch (true or false): forceLatch of Latch, for all customers: replace the Salesforce id that a customer
 *     already has.
 *   concurrency (1 to 256, default 8): Maximum number of calls in flight at once.
 *   maxPerMinute (1 to 1000000): Maximum number of calls per minute, evenly spaced, regardless of the account's
 *     quota. Use it when several workers share a quota.
 *   resultsFile (text): The file to write one JSON line per outcome to, before it is reported; see docs/batch.md.
 *     Created with mode 0600.
 *   resume (true or false): Continue with an existing results file: skip customers that are done or rejected, and
 *     repeat other failures.
 *   retryFailed (true or false): With resume, also repeat not_found, rejected, not_enabled and not_disabled.
 *   newKey (true or false): With resume, accept a file written with another key, because the account's key was
 *     replaced. The file records the change with the first customer that is done with the new key.
 *   newHost (true or false): With resume, accept a file written for another host, because the API's host was
 *     renamed. The key must be the same, unless newKey is set, too. The file records the change with the first
 *     customer that is done with the new host.
 *   stopAfterFailures (1 or more): Stop after this number of failed customers.
 *   wait (true or false): When the daily limit is reached, wait until it resets instead of stopping.
 * on_outcome, user_data: see fusebill_outcome_fn. on_outcome may be NULL.
 * out_json: NULL, or receives the summary once the batch has started: {"status":20,"operation":"EnableSynch","done":1,
 *   "failed":{"not_found":1},"skipped":0,"failedBefore":{},"duplicates":0,"requests":2,"damagedLines":0,
 *   "firstDamagedLine":null,"stopped":null}.
 *   `done` is the number of customers that succeeded in this run. `skipped` and `failedBefore` count the customers that
 *   succeeded or failed in earlier runs, `damagedLines` the unreadable lines of the results file.
 *   `stopped` is the error that ended the batch early. If the batch could not start (options, results file), receives the
 *   error as JSON, which has `code` and no `status`.
 *
 * cancel: NULL, or a handle that ends this batch, and no other call, within 200 ms; calls in flight are reported as cancelled.
 *
 * fusebill_client_cancel ends the batch in the same way.
 * Owner: the caller frees *out_json with fusebill_string_free. Threads: any.
 * Returns: FUSEBILL_OK if every customer is done, in this run or an earlier one; FUSEBILL_SOME_FAILED if the batch finished
 * with failures; otherwise the status of the error that stopped it.
 */
FUSEBILL_CHECKED FUSEBILL_NEEDS_HANDLE
FUSEBILL_API fusebill_status FUSEBILL_CALL fusebill_batch(const fusebill_client *client,
                                                          const char *operation,
                                                          const int64_t *FUSEBILL_NULLABLE ids,
                                                          size_t count,
                                                          const char *FUSEBILL_NULLABLE options_json,
                                                          fusebill_outcome_fn FUSEBILL_NULLABLE on_outcome,
                                                          void *FUSEBILL_NULLABLE user_data,
                                                          const fusebill_cancel *FUSEBILL_NULLABLE cancel,
                                                          char *FUSEBILL_NULLABLE *FUSEBILL_NULLABLE out_json);

/**
 * Like fusebill_batch, but gets each customer from a callback when it is needed, for example from a
 * database or a stream. A list of a million customers uses no memory, and customers that are not called are not read.
 *
 * next_customer, user_data: see fusebill_next_fn. next_customer must not be NULL. on_outcome receives the same user_data.
 * options_json: as for fusebill_batch, without salesforceIds.
 * operation, cancel, owner, threads and return value: as for fusebill_batch.
 */
FUSEBILL_CHECKED FUSEBILL_NEEDS_HANDLE
FUSEBILL_API fusebill_status FUSEBILL_CALL fusebill_batch_from(const fusebill_client *client,
                                                               const char *operation,
                                                               fusebill_next_fn next_customer,
                                                               const char *FUSEBILL_NULLABLE options_json,
                                                               fusebill_outcome_fn FUSEBILL_NULLABLE on_outcome,
                                                               void *FUSEBILL_NULLABLE user_data,
                                                               const fusebill_cancel *FUSEBILL_NULLABLE cancel,
                                                               char *FUSEBILL_NULLABLE *FUSEBILL_NULLABLE out_json);

/* ============================================================================================================
 * 6. JSON without a parser
 * ============================================================================================================ */

/**
 * Reads one value from a JSON text by JSON pointer (RFC 6901), for languages without a JSON parser. Works with any JSON of
 * this library: "/monthlyRecurringRevenue", "/customerReference/reference1", "/errors/0/value".
 *
 * json, pointer: NUL-terminated UTF-8. An empty pointer selects the whole text; ~1 stands for / and ~0 for ~.
 * out_value: NULL, or receives the value: a string without quotes, a number or boolean as written (25.9800), an array or
 *   object as JSON. NULL if there is no value, and on an error: this function returns no error JSON. In a string, and in the
 *   name of a member, U+FFFD stands for what C or UTF-8 cannot represent: a NUL character (U+0000), and half of a surrogate
 *   pair. An empty text, as the server may send to Resynch and Latch, contains nothing: FUSEBILL_JSON_MISSING.
 *
 * Owner: the caller frees *out_value with fusebill_string_free. Threads: any.
 * Returns: FUSEBILL_JSON_OK, FUSEBILL_JSON_NULL, FUSEBILL_JSON_MISSING or FUSEBILL_JSON_INVALID.
 */
FUSEBILL_API fusebill_json_status FUSEBILL_CALL fusebill_json_get(const char *json,
                                                                  const char *pointer,
                                                                  char *FUSEBILL_NULLABLE *FUSEBILL_NULLABLE out_value);

/**
 * Reads all members of a JSON object at once, or all elements of an array, named 0, 1, …
 *
 * json, pointer: as for fusebill_json_get.
 * out_members: NULL, or receives the name and value of each member as netstrings, sorted by name, with lengths in bytes:
 *   "2:id,6:172677,23:monthlyRecurringRevenue,7:25.9800,". Names and values are those of fusebill_json_get; members that are
 *   null are left out. An empty text if the pointer selects nothing or a scalar. NULL on an error.
 *
 * Owner: the caller frees *out_members with fusebill_string_free. Threads: any.
 * Returns: FUSEBILL_JSON_OK or FUSEBILL_JSON_INVALID.
 */
FUSEBILL_API fusebill_json_status FUSEBILL_CALL fusebill_json_members(const char *json,
                                                                      const char *pointer,
                                                                      char *FUSEBILL_NULLABLE *FUSEBILL_NULLABLE out_members);

/**
 * Reads a time from a JSON text: RFC 3339 with or without a zone (then UTC), for example "2023-03-22T19:21:24.857".
 *
 * json, pointer: as for fusebill_json_get.
 * out_seconds, out_nanoseconds: NULL, or receive the seconds since 1970-01-01T00:00:00Z, and the nanoseconds after them, 0 to
 *   999999999. Both are 0 if there is no time.
 *
 * Threads: any.
 * Returns: FUSEBILL_JSON_OK; FUSEBILL_JSON_MISSING if there is no value that is a time of the years 1970 to 9999 (the vendor
 * writes the year 1 for none); or FUSEBILL_JSON_INVALID.
 */
FUSEBILL_API fusebill_json_status FUSEBILL_CALL fusebill_json_time(const char *json,
                                                                   const char *pointer,
                                                                   int64_t *FUSEBILL_NULLABLE out_seconds,
                                                                   int32_t *FUSEBILL_NULLABLE out_nanoseconds);

/**
 * Returns 1 if the sync of this customer is on, that is, if its `salesforceSynchStatus` is Enabled, ignoring case; 0
 * otherwise, also for NULL and for text that is not JSON.
 *
 * Threads: any. Errors: none.
 */
FUSEBILL_API int32_t FUSEBILL_CALL fusebill_is_synch_enabled(const char *FUSEBILL_NULLABLE customer_json);

/* ============================================================================================================
 * 7. Strings
 * ============================================================================================================ */

/**
 * Frees a string returned by this library. Does nothing for NULL. Do not free its strings in any other way.
 *
 * Threads: any. Errors: none.
 */
FUSEBILL_API void FUSEBILL_CALL fusebill_string_free(char *FUSEBILL_NULLABLE string);

/**
 * Returns the length of a string in bytes, without the NUL; 0 for NULL. For languages without strlen.
 *
 * Threads: any. Errors: none.
 */
FUSEBILL_API size_t FUSEBILL_CALL fusebill_string_length(const char *FUSEBILL_NULLABLE string);

/* ============================================================================================================
 * 8. Logging
 * ============================================================================================================ */

/**
 * Sends log lines up to `max_level` to `log`; NULL turns logging off. There is one logger per process: a new one replaces
 * the old.
 *
 * When this function returns, the previous logger is not running and will not be called again; its user_data may be freed.
 * Threads: any, but not from within a logger (FUSEBILL_INVALID_ARGUMENT). Errors: FUSEBILL_INVALID_ARGUMENT for an
 * unknown level; FUSEBILL_INTERNAL if a Rust program that links this library statically has its own logger.
 */
FUSEBILL_API fusebill_status FUSEBILL_CALL fusebill_set_logger(fusebill_log_fn FUSEBILL_NULLABLE log,
                                                               void *FUSEBILL_NULLABLE user_data,
                                                               fusebill_log_level max_level);

/* ============================================================================================================
 * 9. Versions
 * ============================================================================================================ */

/**
 * Returns the version of the loaded library, for example "0.1.0". Compare it with FUSEBILL_VERSION of the header.
 *
 * Owner: the library; the text is static and must not be freed. Threads: any. Errors: none.
 */
FUSEBILL_API const char *FUSEBILL_CALL fusebill_version(void);

/**
 * Returns the ABI version of the loaded library. The library fits a program if it equals FUSEBILL_ABI_VERSION of the
 * header.
 *
 * Threads: any. Errors: none.
 */
FUSEBILL_API uint32_t FUSEBILL_CALL fusebill_abi_version(void);

#ifdef __cplusplus
} /* extern "C" */
#endif /* __cplusplus */

#if defined(__clang__)
#pragma clang assume_nonnull end
#pragma clang diagnostic pop
#endif

#endif  /* FUSEBILL_H */
