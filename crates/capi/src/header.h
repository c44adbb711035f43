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

#define FUSEBILL_VERSION_MAJOR @MAJOR@
#define FUSEBILL_VERSION_MINOR @MINOR@
#define FUSEBILL_VERSION_PATCH @PATCH@
#define FUSEBILL_VERSION "@MAJOR@.@MINOR@.@PATCH@"
#define FUSEBILL_ABI_VERSION @ABI@

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
