      *> What a program passes to the functions, and the status codes.
      *>
      *> Written by scripts/generate from the description in
      *> crates/core; change it there.
      *> Handles and texts are pointers: one that is set is passed BY
      *> REFERENCE, and one that is used BY VALUE. NULL is NO-TEXT.
       01  FB-CLIENT               USAGE POINTER.
       01  JSON-TEXT               USAGE POINTER.
       01  NO-TEXT                 USAGE POINTER VALUE NULL.
       01  CUSTOMER-ID             USAGE BINARY-DOUBLE SIGNED.
       01  TEXT-LENGTH             USAGE BINARY-DOUBLE UNSIGNED.
       01  FB-STATUS               USAGE BINARY-LONG.
           88  FB-OK               VALUE 0.
      *> An invalid argument, option or key, or an `http://localhost`
      *> that resolves to another machine. Nothing was sent.
           88  FB-INVALID-ARGUMENT VALUE 1.
      *> 401 or 403: the key is missing or wrong, or belongs to
      *> another environment.
           88  FB-UNAUTHORIZED     VALUE 2.
      *> 404 with the vendor's error body: no such customer for this
      *> key.
           88  FB-NOT-FOUND        VALUE 3.
      *> 400, 409, 422 and every other 4xx: the server rejected the
      *> request. A 409 may mean that the sync is enabled already (for
      *> DisableSynch, disabled already).
           88  FB-REJECTED         VALUE 4.
      *> 429, and the limit does not reset within the deadline.
           88  FB-RATE-LIMITED     VALUE 5.
      *> 5xx, after the retries.
           88  FB-SERVER           VALUE 6.
      *> The deadline passed.
           88  FB-TIMEOUT          VALUE 7.
      *> No connection: DNS failure, connection refused or reset,
      *> proxy failure, TLS that breaks with a server with which it
      *> has worked before.
           88  FB-CONNECTION       VALUE 8.
      *> No secure connection: an invalid certificate, a version of
      *> TLS that is not supported, or a handshake that fails with a
      *> server with which none has succeeded.
           88  FB-TLS              VALUE 9.
      *> A response that is not the API's: a 2xx without the customer,
      *> a 2xx with an error in any of the usual forms (`Errors`,
      *> `error`, `success: false`, problem details), a redirect, a
      *> 404 without the vendor's error body, a status outside 100 to
      *> 599, a body over 1 MiB (16 MiB for a list), a list that does
      *> not end, malformed HTTP.
           88  FB-BAD-RESPONSE     VALUE 10.
      *> The caller cancelled.
           88  FB-CANCELLED        VALUE 11.
      *> A local file could not be read or written: a results file, a
      *> list of ids, a file of certificates.
           88  FB-IO               VALUE 12.
      *> A bug in this library.
           88  FB-INTERNAL         VALUE 13.
      *> In a batch: the server returned the customer, whose sync is
      *> not on after EnableSynch.
           88  FB-NOT-ENABLED      VALUE 14.
      *> In a batch: the server returned the customer, whose sync is
      *> still on after DisableSynch.
           88  FB-NOT-DISABLED     VALUE 17.
      *> A batch finished, but some customers failed.
           88  FB-SOME-FAILED      VALUE 20.
