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
 *             status = fusebill_enable_synch(client, 172677, &json);
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
 *             cl program.c /I include lib\fusebill.lib            (and bin\fusebill.dll beside the program)
 *
 * Ownership:  what a function gives through an out pointer is the caller's, who frees it with fusebill_string_free,
 *             fusebill_client_free or fusebill_cancel_free. What a caller passes is copied. Out pointers are set to
 *             NULL first, always; an out pointer for a text may be NULL when the text is unwanted. NULL handles are
 *             errors or are ignored, never crashes. Texts are UTF-8 and end with NUL.
 * Threads:    a client may be shared by any number of threads. There are no background threads; a helper thread lives
 *             only while a host name is looked up, and the threads of a batch only while it runs. A child of fork may use
 *             its parent's client: it makes connections of its own. A child forked in a callback ends in it, with
 *             _exit or exec: the threads of the batch are not in it.
 * Errors:     every call that can fail returns a fusebill_status. The error as JSON is the same in every language:
 *             {"code":3,"name":"not_found","message":"Customer with id 12 not found.","httpStatus":404,"errorId":0,
 *             "errors":[{"key":"Api Error","value":"Customer with id 12 not found."}],"retryAfterMs":null,
 *             "attempts":1,"sent":"yes","limit":null}. `sent` is "no" (the request never left), "yes" (the server
 *             answered) or "unknown" (it may have been acted on). Repeating EnableSynch is harmless.
 *             No panic leaves the library.
 * Limits:     a thread that calls needs a stack of 128 KB (tested at that size, over http and TLS). A body that does not
 *             fit in memory is FUSEBILL_BAD_RESPONSE; where not even a few hundred bytes can be had, the process aborts,
 *             as programs in Rust do. When no thread can be begun, a batch goes on with those that it has, at worst the
 *             calling one. fusebill_client_cancel and fusebill_cancel_request may be called in a signal handler, the
 *             other functions may not. Signals may interrupt any call; it goes on. exit, quick_exit and fork are fine
 *             while other threads call. A pthread_cancel of a thread that is in a call takes effect when the call is
 *             over. dlclose does not unload the library, nor does FreeLibrary
 *             once a client was made.
 * Versions:   FUSEBILL_VERSION is this header's, fusebill_version() the library's that is loaded.
 * The ABI:    within one soname (libfusebill.so.0) functions and codes are added, never changed or taken away; options
 *             are JSON, so that a new one changes nothing here.
 */

#define FUSEBILL_VERSION_MAJOR 0
#define FUSEBILL_VERSION_MINOR 1
#define FUSEBILL_VERSION_PATCH 0
#define FUSEBILL_VERSION "0.1.0"
#define FUSEBILL_ABI_VERSION 0

/*
 * Windows: the functions are those of fusebill.dll; define FUSEBILL_STATIC for a static library of your own build. On
 * 32-bit Windows functions and callbacks are stdcall, as VB6 and Delphi expect; elsewhere FUSEBILL_CALL is empty. Write it
 * in the definition of a callback: static int32_t FUSEBILL_CALL on_outcome(void *user_data, ...). Memory, files and locales
 * of the C runtime never cross the border, so /MD and /MT programs work alike.
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

/* Stands before a function that a later version will do without. */
#if defined(__GNUC__) || defined(__clang__)
#define FUSEBILL_DEPRECATED(instead) __attribute__((deprecated(instead)))
#elif defined(_MSC_VER)
#define FUSEBILL_DEPRECATED(instead) __declspec(deprecated(instead))
#else
#define FUSEBILL_DEPRECATED(instead)
#endif


/**
 * Ends the calls that it was given to, and no other. Opaque; for fusebill_enable_synch_with.
 */
typedef struct fusebill_cancel fusebill_cancel;

/**
 * A connection to the API with one key. Opaque; any number of threads may share it.
 */
typedef struct fusebill_client fusebill_client;

/**
 * What a call came to: one of the FUSEBILL_ constants below. A plain integer, so that a code which a later version adds
 * is never undefined behaviour. Codes are never renumbered.
 */
typedef int32_t fusebill_status;

/**
 * Gets each customer of a list: its id, and what the server says of it as JSON, which is valid during the call only. Called
 * on the thread of the list, one at a time, in the order in which the customers were made. Returns 0 to go on; anything else
 * ends the list. It must return: no C++ exception, longjmp or pthread_exit.
 */
typedef int32_t (FUSEBILL_CALL *fusebill_customer_fn)(void *user_data,
                                                      int64_t customer_id,
                                                      const char *customer_json);

/**
 * Gets each outcome: FUSEBILL_OK, FUSEBILL_NOT_ENABLED, FUSEBILL_NOT_DISABLED or the status of an error, and the outcome as JSON, which is
 * valid during the call only: {"id":172677,"code":0,"name":"ok","httpStatus":200,"message":null,
 * "salesforceId":"0014100000JJ3wtAAD","salesforceSynchStatus":"Enabled","attempts":1,"at":"2026-01-31T12:00:00.123Z",
 * "elapsedMs":184,"final":true}. Called on the thread of the batch, one at a time, in the order of completion. Returns 0
 * to go on; anything else stops the batch: what is in flight is awaited and reported. It must return: no C++ exception,
 * longjmp or pthread_exit.
 */
typedef int32_t (FUSEBILL_CALL *fusebill_outcome_fn)(void *user_data,
                                                     int64_t customer_id,
                                                     fusebill_status code,
                                                     const char *outcome_json);

/**
 * Gives the next customer of a batch: 1 with *out_id set, and *out_salesforce_id for an operation that needs one (a text that
 * stays valid until the next call; ignored otherwise); 0 when there are no more; anything else ends the batch as
 * FUSEBILL_CANCELLED, after what is in flight. Called on the thread of the batch, as calls are made. It must return: no C++
 * exception, longjmp or pthread_exit.
 */
typedef int32_t (FUSEBILL_CALL *fusebill_next_fn)(void *user_data,
                                                  int64_t *out_id,
                                                  const char **out_salesforce_id);

/**
 * How much is logged: one of the FUSEBILL_LOG_ constants.
 */
typedef int32_t fusebill_log_level;

/**
 * Gets log lines: the level, and one line without an end, valid during the call only. Called from any thread that uses
 * the library, also from several at once. The line never holds the key. It must return: no C++
 * exception, longjmp or pthread_exit. Calls of this library from within are allowed, but fusebill_set_logger is not, and
 * they log nothing.
 */
typedef void (FUSEBILL_CALL *fusebill_log_fn)(void *user_data,
                                              fusebill_log_level level,
                                              const char *line);

/**
 * Done.
 */
#define FUSEBILL_OK 0

/**
 * NULL, not UTF-8, id < 1, an unknown option, a malformed key. Nothing was sent.
 */
#define FUSEBILL_INVALID_ARGUMENT 1

/**
 * 401 or 403: the key is missing, wrong, or of another environment.
 */
#define FUSEBILL_UNAUTHORIZED 2

/**
 * 404: no such customer for this key.
 */
#define FUSEBILL_NOT_FOUND 3

/**
 * 400, 409, 422 and every other 4xx.
 */
#define FUSEBILL_REJECTED 4

/**
 * 429 that could not be waited out; the error says which limit, and retryAfterMs.
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
 * DNS, connection refused or reset, proxy.
 */
#define FUSEBILL_CONNECTION 8

/**
 * The certificate or the TLS handshake.
 */
#define FUSEBILL_TLS 9

/**
 * Not the API's response: a 2xx without the customer, a redirect, a 404 without the vendor's error body, a body over
 * 1 MiB.
 */
#define FUSEBILL_BAD_RESPONSE 10

/**
 * Cancelled by the caller.
 */
#define FUSEBILL_CANCELLED 11

/**
 * A local file: results file, CA file.
 */
#define FUSEBILL_IO 12

/**
 * A bug of the library; a panic that was caught.
 */
#define FUSEBILL_INTERNAL 13

/**
 * Of an outcome in a batch: the customer came, with a salesforceSynchStatus that is not Enabled.
 */
#define FUSEBILL_NOT_ENABLED 14

/**
 * From fusebill_json_get: null is there.
 */
#define FUSEBILL_JSON_NULL 15

/**
 * From fusebill_json_get: nothing is there.
 */
#define FUSEBILL_JSON_MISSING 16

/**
 * Of an outcome in a batch of DisableSynch: the customer came, and is still Enabled.
 */
#define FUSEBILL_NOT_DISABLED 17

/**
 * Of a batch: it finished, but not every customer is done.
 */
#define FUSEBILL_SOME_FAILED 20

/**
 * Nothing.
 */
#define FUSEBILL_LOG_OFF 0

/**
 * What the caller must know of.
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
 * The name of a status in small letters, for example "not_found"; "unknown" for any other number.
 *
 * Owner: the library; the text is static and must not be freed. Threads: any. Errors: none.
 */
FUSEBILL_API const char *FUSEBILL_CALL fusebill_status_name(fusebill_status status);

/* ============================================================================================================
 * 2. Clients and calls
 * ============================================================================================================ */

/**
 * Makes a client. Connects to nothing yet.
 *
 * api_key: the key as the vendor shows it, with or without "Basic " in front; NULL for the environment variable
 *   FUSEBILL_API_KEY. It is copied, and wiped when the client is freed.
 * options_json: a JSON object, or NULL for the defaults. An unknown name is FUSEBILL_INVALID_ARGUMENT and says which.
 *   baseUrl             text     default FUSEBILL_BASE_URL, else https://secure.fusebill.com; https only, except
 *                                loopback
 *   timeoutMs           1 to 3600000, default 30000: the deadline of a whole call, retries and waits included
 *   connectTimeoutMs    1 to 3600000, default 10000
 *   maxAttempts         1 to 100, default 3
 *   proxy               text     http://[user:password@]host:port; default HTTPS_PROXY and NO_PROXY; "" for none
 *   caFile              text     PEM file of certificates to trust besides the system's
 *   userAgent           text     name and version of your program
 *   maxIdleConnections  0 to 10000, default 64: raise it to the number of threads that share the client
 * out_client: gets the client, or NULL on an error. Must not be NULL.
 * out_json: NULL, or gets NULL on success and the error as JSON otherwise.
 *
 * Owner: the caller frees *out_client with fusebill_client_free and *out_json with fusebill_string_free.
 * Threads: any. Errors: FUSEBILL_INVALID_ARGUMENT, FUSEBILL_IO (caFile).
 */
FUSEBILL_API fusebill_status FUSEBILL_CALL fusebill_client_new(const char *api_key,
                                                               const char *options_json,
                                                               fusebill_client **out_client,
                                                               char **out_json);

/**
 * Frees a client, closes its connections and wipes its key. NULL is fine.
 *
 * No call may be in flight on it, and none may follow: end them first, with fusebill_client_cancel if need be.
 * Threads: any. Errors: none.
 */
FUSEBILL_API void FUSEBILL_CALL fusebill_client_free(fusebill_client *client);

/**
 * Ends every call that is in flight on the client, as FUSEBILL_CANCELLED, within 200 ms, wherever it waits. The client
 * works afterwards. NULL is fine.
 *
 * Threads: any, at any time before fusebill_client_free. Async-signal-safe: a signal handler may call it. Errors: none.
 */
FUSEBILL_API void FUSEBILL_CALL fusebill_client_cancel(const fusebill_client *client);

/**
 * The account's limits as of the last response: {"minute":{"limit":1000,"remaining":997,"reset":"...Z"},
 * "day":{…},"at":"...Z"}. null where the server said nothing. `reset` and `at` are times of the server's clock.
 *
 * Owner: the caller frees *out_json with fusebill_string_free. Threads: any. Errors: FUSEBILL_INVALID_ARGUMENT.
 */
FUSEBILL_API fusebill_status FUSEBILL_CALL fusebill_client_quota(const fusebill_client *client,
                                                                 char **out_json);

/**
 * Checks everything that a call needs, step by step, with one harmless request (GET /v1/customers/?pageSize=1): for a
 * program's start-up. Nothing is changed.
 *
 * results_file: NULL, or the path of a results file, UTF-8: whether a batch could write it is checked, too.
 * cancel: NULL, or a handle that ends the check within 200 ms.
 * out_json: NULL, or gets {"status":0,"stages":[{"name":"dns","ok":true,"detail":"...","advice":null,"error":null,
 *   "elapsedMs":3}]}; the stages are configuration, key, dns, tcp, proxy, tls, api, clock, quota and results, as far as they
 *   were reached. The error as JSON, which has no `stages`, for an argument that cannot be right.
 *
 * Blocks no longer than timeoutMs for the connection and again for the request.
 * Owner: the caller frees *out_json with fusebill_string_free. Threads: any, at once.
 * Returns: FUSEBILL_OK when everything works, else the status of the first stage that does not.
 */
FUSEBILL_API fusebill_status FUSEBILL_CALL fusebill_check(const fusebill_client *client,
                                                          const char *results_file,
                                                          const fusebill_cancel *cancel,
                                                          char **out_json);

/* ============================================================================================================
 * 3. Ending one call among others
 * ============================================================================================================ */

/**
 * Makes a cancel handle.
 *
 * Owner: the caller frees it with fusebill_cancel_free. Threads: any. Errors: none.
 */
FUSEBILL_API fusebill_cancel *FUSEBILL_CALL fusebill_cancel_new(void);

/**
 * Ends every call that was or will be given this handle. NULL is fine.
 *
 * Threads: any, at any time before fusebill_cancel_free. Async-signal-safe: a signal handler may call it. Errors: none.
 */
FUSEBILL_API void FUSEBILL_CALL fusebill_cancel_request(const fusebill_cancel *cancel);

/**
 * Frees a cancel handle. NULL is fine. Calls that were given it may still be in flight.
 *
 * Threads: any, but not while fusebill_cancel_request or the beginning of a call uses it. Errors: none.
 */
FUSEBILL_API void FUSEBILL_CALL fusebill_cancel_free(fusebill_cancel *cancel);

/**
 * Turns on Salesforce sync for a customer (POST /v1/Salesforce/EnableSynch/{customerId}), and waits for the answer.
 *
 * customer_id: the Fusebill id, 1 or more.
 * out_json: NULL, or gets the customer as the server sent it on FUSEBILL_OK, and the error as JSON otherwise. A customer
 *   may come with a salesforceSynchStatus that is not "Enabled": look at it.
 *
 * Blocks no longer than timeoutMs. Repeating it is harmless, whatever came of it.
 * Owner: the caller frees *out_json with fusebill_string_free. Threads: any, at once.
 * Errors: any status up to FUSEBILL_INTERNAL but FUSEBILL_IO.
 */
FUSEBILL_API fusebill_status FUSEBILL_CALL fusebill_enable_synch(const fusebill_client *client,
                                                                 int64_t customer_id,
                                                                 char **out_json);

/**
 * The same, ended as FUSEBILL_CANCELLED within 200 ms when fusebill_cancel_request is called on `cancel`. NULL for
 * `cancel` is fine: the call is then fusebill_enable_synch.
 *
 * Owner, threads and errors: as fusebill_enable_synch.
 */
FUSEBILL_API fusebill_status FUSEBILL_CALL fusebill_enable_synch_with(const fusebill_client *client,
                                                                      int64_t customer_id,
                                                                      const fusebill_cancel *cancel,
                                                                      char **out_json);

/* ============================================================================================================
 * 4. The calls around it
 * ============================================================================================================ */

/**
 * Turns off Salesforce sync for a customer (POST /v1/Salesforce/DisableSynch/{customerId}), and waits for the answer.
 *
 * customer_id: the Fusebill id, 1 or more.
 * cancel: NULL, or a handle that ends the call as FUSEBILL_CANCELLED within 200 ms.
 * out_json: NULL, or gets the customer as the server sent it on FUSEBILL_OK, and the error as JSON otherwise. Look at its
 *   salesforceSynchStatus: which word the vendor has for it then is not documented.
 *
 * Blocks no longer than timeoutMs. Repeating it is harmless, whatever came of it.
 * Owner: the caller frees *out_json with fusebill_string_free. Threads: any, at once.
 * Errors: any status up to FUSEBILL_INTERNAL but FUSEBILL_IO.
 */
FUSEBILL_API fusebill_status FUSEBILL_CALL fusebill_disable_synch(const fusebill_client *client,
                                                                  int64_t customer_id,
                                                                  const fusebill_cancel *cancel,
                                                                  char **out_json);

/**
 * Sends a customer to Salesforce again (POST /v1/Salesforce/Resynch), and waits for the answer.
 *
 * customer_id, cancel: as for fusebill_disable_synch.
 * out_json: NULL, or gets the text of the answer on FUSEBILL_OK, and the error as JSON otherwise. The vendor does not show
 *   the answer: it may be the customer, anything else, or empty.
 *
 * Deadline, owner, threads and errors: as fusebill_disable_synch.
 */
FUSEBILL_API fusebill_status FUSEBILL_CALL fusebill_resynch(const fusebill_client *client,
                                                            int64_t customer_id,
                                                            const fusebill_cancel *cancel,
                                                            char **out_json);

/**
 * The same for the customer who has an account in Salesforce.
 *
 * salesforce_id: 15 or 18 letters and digits, NUL-terminated; the last three of 18 are checked. Must not be NULL.
 *
 * Everything else: as fusebill_resynch.
 */
FUSEBILL_API fusebill_status FUSEBILL_CALL fusebill_resynch_salesforce(const fusebill_client *client,
                                                                       const char *salesforce_id,
                                                                       const fusebill_cancel *cancel,
                                                                       char **out_json);

/**
 * Ties a customer to an account in Salesforce (POST /v1/Salesforce/Latch), and waits for the answer. There is no call that
 * unties them.
 *
 * customer_id, salesforce_id: as for fusebill_resynch and fusebill_resynch_salesforce.
 * force: not 0: drops the Salesforce id that the customer has. 0: a customer who has one is an error.
 * cancel, out_json, deadline, owner, threads and errors: as fusebill_resynch.
 */
FUSEBILL_API fusebill_status FUSEBILL_CALL fusebill_latch(const fusebill_client *client,
                                                          int64_t customer_id,
                                                          const char *salesforce_id,
                                                          int32_t force,
                                                          const fusebill_cancel *cancel,
                                                          char **out_json);

/**
 * Reads a customer (GET /v1/customers/{customerId}), and waits for the answer.
 *
 * Arguments, deadline, owner, threads and errors: as fusebill_disable_synch.
 */
FUSEBILL_API fusebill_status FUSEBILL_CALL fusebill_customer(const fusebill_client *client,
                                                             int64_t customer_id,
                                                             const fusebill_cancel *cancel,
                                                             char **out_json);

/**
 * Makes any of the calls for a customer, by the vendor's word for it: "EnableSynch", "DisableSynch", and so on.
 *
 * operation: the word, exactly. Must not be NULL.
 * arguments_json: a JSON object with what the function of that name takes: {"id":172677}; `salesforceId` and `force` where it
 *   has them. Must not be NULL.
 * cancel, out_json, deadline, owner, threads and errors: as fusebill_disable_synch.
 */
FUSEBILL_API fusebill_status FUSEBILL_CALL fusebill_call(const fusebill_client *client,
                                                         const char *operation,
                                                         const char *arguments_json,
                                                         const fusebill_cancel *cancel,
                                                         char **out_json);

/**
 * Lists the account's customers (GET /v1/customers/), page by page, in constant memory but for the ids that came: a customer
 * that comes twice, because the list changed while it was read, is given once.
 *
 * options_json: a JSON object, or NULL for the defaults.
 *   synchStatus         "all", "enabled" or "not-enabled"; by the customer's own field, which may be null
 *   notLinked           true: only customers without a salesforceId; one may be Enabled and not be linked
 *   status              text: only customers with this status, for example Active
 *   pageSize            1 to 1000, default 1000
 * on_customer, user_data: see fusebill_customer_fn. Must not be NULL.
 * cancel: NULL, or a handle that ends the list as FUSEBILL_CANCELLED within 200 ms.
 * out_json: NULL, or gets on FUSEBILL_OK {"customers":5,"received":101,"count":101,"duplicates":0,"requests":1,"whole":true}:
 *   how many were given, how many came, how many the server said there are (null when it did not), how many came more than
 *   once, how many requests it took, and whether as many came as the server said; and the error as JSON otherwise.
 *
 * Each page may take timeoutMs; a minute's limit that is used up is waited out.
 * Owner: the caller frees *out_json with fusebill_string_free. Threads: any, at once.
 * Errors: any status up to FUSEBILL_INTERNAL but FUSEBILL_IO. FUSEBILL_OK also when on_customer ended it.
 */
FUSEBILL_API fusebill_status FUSEBILL_CALL fusebill_customers(const fusebill_client *client,
                                                              const char *options_json,
                                                              fusebill_customer_fn on_customer,
                                                              void *user_data,
                                                              const fusebill_cancel *cancel,
                                                              char **out_json);

/* ============================================================================================================
 * 5. Whole lists
 * ============================================================================================================ */

/**
 * Turns on Salesforce sync for many customers (or makes another call for each, by the option `operation`), within the account's quota, with a record.
 *
 * ids, count: the customers; NULL is fine when count is 0. An id that appears twice is called once; one below 1 stops
 *   the batch with FUSEBILL_INVALID_ARGUMENT.
 * options_json: a JSON object, or NULL for the defaults.
 *   operation           text     the call that is made for each, by the vendor's word; default EnableSynch. Any that changes
 *                                something
 *   salesforceIds       array    for an operation that needs one: a Salesforce id for each of the ids, in their order
 *   forceLatch          true: of Latch, for all: drops the Salesforce id that a customer has
 *   concurrency         1 to 256, default 8: calls in flight at once
 *   maxPerMinute        no more calls a minute than this, evenly spread
 *   resultsFile         text: the file that gets one JSON line per outcome, before it is reported
 *   resume              true: go on with that file; skip what is done, repeat transient failures
 *   retryFailed         true: with resume, repeat not_found, rejected, not_enabled and not_disabled, too
 *   newKey              true: with resume, go on although the key is another one, because it was replaced
 *   stopAfterFailures   stop after so many customers that failed
 *   wait                true: when the day's limit is reached, sleep until it resets instead of stopping
 * on_outcome, user_data: see fusebill_outcome_fn; NULL when unwanted.
 * out_json: NULL, or gets the summary when the batch began: {"status":20,"operation":"EnableSynch","done":1,
 *   "enabled":1,"failed":{"not_found":1},"skipped":0,"failedBefore":{},"duplicates":0,"requests":2,"damagedLines":0,"firstDamagedLine":null,"stopped":null}.
 *   `done` counts those for whom it was done, and `enabled` the same for EnableSynch alone. `skipped` and `failedBefore`
 *   count what earlier runs did and what they finished otherwise; `damagedLines` the
 *   lines of the results file that could not be read; `stopped` is the error that ended it early. When it could not
 *   begin (options, results file): the error as JSON, which has `code` and no `status`.
 *
 * fusebill_client_cancel ends it within 200 ms, with the calls in flight, whose outcomes are then cancelled.
 * Owner: the caller frees *out_json with fusebill_string_free. Threads: any.
 * Returns: FUSEBILL_OK when every customer is done, by this run or an earlier one; FUSEBILL_SOME_FAILED when it
 * finished with others; otherwise the status of what stopped it.
 */
FUSEBILL_API fusebill_status FUSEBILL_CALL fusebill_enable_synch_batch(const fusebill_client *client,
                                                                       const int64_t *ids,
                                                                       size_t count,
                                                                       const char *options_json,
                                                                       fusebill_outcome_fn on_outcome,
                                                                       void *user_data,
                                                                       char **out_json);

/**
 * The same, ended within 200 ms when fusebill_cancel_request is called on `cancel`, and no other call with it. NULL for
 * `cancel` is fine: the call is then fusebill_enable_synch_batch.
 *
 * Owner, threads and what it returns: as fusebill_enable_synch_batch.
 */
FUSEBILL_API fusebill_status FUSEBILL_CALL fusebill_enable_synch_batch_with(const fusebill_client *client,
                                                                            const int64_t *ids,
                                                                            size_t count,
                                                                            const char *options_json,
                                                                            fusebill_outcome_fn on_outcome,
                                                                            void *user_data,
                                                                            const fusebill_cancel *cancel,
                                                                            char **out_json);

/**
 * The same for customers that are read as calls are made: from a database, a generator, a stream. A list of a million needs
 * no room, and what is not called is not read.
 *
 * next_customer, user_data: see fusebill_next_fn; next_customer must not be NULL. on_outcome gets the same user_data.
 * options_json: as for fusebill_enable_synch_batch, without salesforceIds.
 * cancel: as for fusebill_enable_synch_batch_with.
 *
 * Owner, threads and what it returns: as fusebill_enable_synch_batch.
 */
FUSEBILL_API fusebill_status FUSEBILL_CALL fusebill_enable_synch_batch_from(const fusebill_client *client,
                                                                            fusebill_next_fn next_customer,
                                                                            const char *options_json,
                                                                            fusebill_outcome_fn on_outcome,
                                                                            void *user_data,
                                                                            const fusebill_cancel *cancel,
                                                                            char **out_json);

/* ============================================================================================================
 * 6. JSON without a parser
 * ============================================================================================================ */

/**
 * Reads one value out of a JSON text by pointer (RFC 6901): "/monthlyRecurringRevenue", "/customerReference/reference1",
 * "/errors/0/value". For languages with no JSON parser; for the customer, the error, an outcome, a summary, a quota.
 *
 * json, pointer: NUL-terminated UTF-8. An empty pointer is the whole text; ~1 stands for / and ~0 for ~.
 * out_value: NULL, or gets the value: a string unquoted, a number or boolean as written (25.9800), an array or object as
 *   its JSON text. NULL when there is none, and on an error: this function gives no error JSON. A string that holds a
 *   NUL character (\u0000) is FUSEBILL_INTERNAL, because C cannot hold it.
 *
 * Owner: the caller frees *out_value with fusebill_string_free. Threads: any.
 * Returns: FUSEBILL_OK, FUSEBILL_JSON_NULL, FUSEBILL_JSON_MISSING, or FUSEBILL_INVALID_ARGUMENT for a text that is
 * not JSON and for a malformed pointer.
 */
FUSEBILL_API fusebill_status FUSEBILL_CALL fusebill_json_get(const char *json,
                                                             const char *pointer,
                                                             char **out_value);

/**
 * Reads all members of a JSON object at once (or all elements of an array, named 0, 1, …), where fusebill_json_get reads one.
 *
 * json, pointer: as for fusebill_json_get.
 * out_members: NULL, or gets name and value of each as netstrings, sorted by name, the length in bytes:
 *   "2:id,6:172677,23:monthlyRecurringRevenue,7:25.9800,". A value is as fusebill_json_get gives it. Left out are
 *   members that are null, and those that hold a NUL character or half of a surrogate pair, which C and UTF-8 do not have;
 *   an empty text when nothing or a scalar is there. NULL on an error.
 *
 * Owner: the caller frees *out_members with fusebill_string_free. Threads: any.
 * Returns: FUSEBILL_OK, or FUSEBILL_INVALID_ARGUMENT for a text that is not JSON and a malformed pointer.
 */
FUSEBILL_API fusebill_status FUSEBILL_CALL fusebill_json_members(const char *json,
                                                                 const char *pointer,
                                                                 char **out_members);

/**
 * Whether the sync of a customer is on: 1 when `salesforceSynchStatus` of this JSON is Enabled, in whatever case the
 * server writes it; 0 otherwise, and for NULL and what is not JSON.
 *
 * Threads: any. Errors: none.
 */
FUSEBILL_API int32_t FUSEBILL_CALL fusebill_is_synch_enabled(const char *customer_json);

/* ============================================================================================================
 * 7. Strings
 * ============================================================================================================ */

/**
 * Frees a string that this library gave. NULL is fine. Never free one of its strings in another way.
 *
 * Threads: any. Errors: none.
 */
FUSEBILL_API void FUSEBILL_CALL fusebill_string_free(char *string);

/**
 * How many bytes a string has before its NUL; 0 for NULL. For languages with no strlen.
 *
 * Threads: any. Errors: none.
 */
FUSEBILL_API size_t FUSEBILL_CALL fusebill_string_length(const char *string);

/* ============================================================================================================
 * 8. Logging
 * ============================================================================================================ */

/**
 * Sends log lines of this library to `log`, up to `max_level`; NULL for `log` ends that. One logger for the process: a
 * new one takes the place of the old.
 *
 * When it returns, the former logger is not running and will not be called again: its user_data may be freed.
 * Threads: any, but not from within a logger (FUSEBILL_INVALID_ARGUMENT). Errors: FUSEBILL_INVALID_ARGUMENT for a level
 * that is none; FUSEBILL_INTERNAL when a program in Rust that links this library statically has a logger of its own.
 */
FUSEBILL_API fusebill_status FUSEBILL_CALL fusebill_set_logger(fusebill_log_fn log,
                                                               void *user_data,
                                                               fusebill_log_level max_level);

/* ============================================================================================================
 * 9. Versions
 * ============================================================================================================ */

/**
 * The version of the library that is loaded, for example "0.1.0"; compare it with FUSEBILL_VERSION of the header.
 *
 * Owner: the library; the text is static and must not be freed. Threads: any. Errors: none.
 */
FUSEBILL_API const char *FUSEBILL_CALL fusebill_version(void);

/**
 * The version of the ABI that is loaded; the library fits a program when it equals FUSEBILL_ABI_VERSION of the header.
 *
 * Threads: any. Errors: none.
 */
FUSEBILL_API uint32_t FUSEBILL_CALL fusebill_abi_version(void);

#ifdef __cplusplus
} /* extern "C" */
#endif /* __cplusplus */

#endif  /* FUSEBILL_H */
