// The kinds of error.
//
// Written by scripts/generate from the description in crates/core; change it there.

namespace Fusebill
{
    /// <summary>What went wrong, in one word. The numbers are the same in every language, and never change.</summary>
    public enum ErrorKind
    {
        /// <summary>
        /// An invalid argument, option or key, or an `http://localhost` that resolves to another machine. Nothing was
        /// sent.
        /// </summary>
        InvalidArgument = 1,

        /// <summary>401 or 403: the key is missing or wrong, or belongs to another environment.</summary>
        Unauthorized = 2,

        /// <summary>404 with the vendor's error body: no such customer for this key.</summary>
        NotFound = 3,

        /// <summary>
        /// 400, 409, 422 and every other 4xx: the server rejected the request. A 409 may mean that the sync is enabled
        /// already (for DisableSynch, disabled already).
        /// </summary>
        Rejected = 4,

        /// <summary>429, and the limit does not reset within the deadline.</summary>
        RateLimited = 5,

        /// <summary>5xx, after the retries.</summary>
        Server = 6,

        /// <summary>The deadline passed.</summary>
        Timeout = 7,

        /// <summary>
        /// No connection: DNS failure, connection refused or reset, proxy failure, TLS that breaks with a server with
        /// which it has worked before.
        /// </summary>
        Connection = 8,

        /// <summary>
        /// No secure connection: an invalid certificate, a version of TLS that is not supported, or a handshake that
        /// fails with a server with which none has succeeded.
        /// </summary>
        Tls = 9,

        /// <summary>
        /// A response that is not the API's: a 2xx without the customer, a 2xx with an error in any of the usual forms
        /// (`Errors`, `error`, `success: false`, problem details), a redirect, a 404 without the vendor's error body, a
        /// status outside 100 to 599, a body over 1 MiB (16 MiB for a list), a list that does not end, malformed HTTP.
        /// </summary>
        BadResponse = 10,

        /// <summary>The caller cancelled.</summary>
        Cancelled = 11,

        /// <summary>
        /// A local file could not be read or written: a results file, a list of ids, a file of certificates.
        /// </summary>
        Io = 12,

        /// <summary>A bug in this library.</summary>
        Internal = 13,
    }
}
