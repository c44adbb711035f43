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

#define FUSEBILL_VERSION_MAJOR @MAJOR@
#define FUSEBILL_VERSION_MINOR @MINOR@
#define FUSEBILL_VERSION_PATCH @PATCH@
#define FUSEBILL_VERSION "@MAJOR@.@MINOR@.@PATCH@"
#define FUSEBILL_ABI_VERSION @ABI@

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
