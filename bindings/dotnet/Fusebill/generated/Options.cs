// Options, passed to the core as JSON. The core validates them.
//
// Written by scripts/generate from the description in crates/core; change it there.

using System;
using System.Collections.Generic;

namespace Fusebill
{
    /// <summary>The options of a client. Those that are null use their defaults.</summary>
    public sealed partial class FusebillOptions
    {
        /// <summary>
        /// The base URL of the API; https only, except for loopback. Default: FUSEBILL_BASE_URL, else
        /// https://secure.fusebill.com.
        /// </summary>
        public string? BaseUrl { get; set; }

        /// <summary>
        /// The deadline of a whole call, including retries and waits. 100 ms to 3,600 s; default 30 s.
        /// </summary>
        public TimeSpan? Timeout { get; set; }

        /// <summary>The deadline for connecting: DNS, TCP, proxy and TLS. 100 ms to 3,600 s; default 10 s.</summary>
        public TimeSpan? ConnectTimeout { get; set; }

        /// <summary>Maximum number of requests per call; 1 turns off retries. 1 to 100; default 3.</summary>
        public int? MaxAttempts { get; set; }

        /// <summary>
        /// A CONNECT proxy, http://[user:password@]host:port. Default: HTTPS_PROXY or ALL_PROXY, and NO_PROXY; "" for
        /// none.
        /// </summary>
        public string? Proxy { get; set; }

        /// <summary>A PEM file of certificates to trust in addition to the system's, for a private CA.</summary>
        public string? CaFile { get; set; }

        /// <summary>
        /// Name and version of your program, placed before libfusebill/VERSION in the User-Agent header.
        /// </summary>
        public string? UserAgent { get; set; }

        /// <summary>
        /// Maximum number of idle connections kept open; at least the number of threads that share the client. 0 to
        /// 10,000; default 64.
        /// </summary>
        public int? MaxIdleConnections { get; set; }

        private JsonText Written() =>
            new JsonText("options")
                .Add("baseUrl", JsonText.Given(BaseUrl))
                .Add("timeoutMs", Long(Timeout, nameof(Timeout)))
                .Add("connectTimeoutMs", Long(ConnectTimeout, nameof(ConnectTimeout)))
                .Add("maxAttempts", MaxAttempts)
                .Add("proxy", ProxyText())
                .Add("caFile", JsonText.Given(CaFile))
                .Add("userAgent", JsonText.Given(UserAgent))
                .Add("maxIdleConnections", MaxIdleConnections);
    }

    /// <summary>The options of a batch. Those that are null use their defaults.</summary>
    public sealed partial class BatchOptions
    {
        /// <summary>
        /// forceLatch of Latch, for all customers: replace the Salesforce id that a customer already has.
        /// </summary>
        public bool ForceLatch { get; set; }

        /// <summary>Maximum number of calls in flight at once. 1 to 256; default 8.</summary>
        public int? Concurrency { get; set; }

        /// <summary>
        /// Maximum number of calls per minute, evenly spaced, regardless of the account's quota. Use it when several
        /// workers share a quota. 1 to 1,000,000.
        /// </summary>
        public int? MaxPerMinute { get; set; }

        /// <summary>
        /// The file to write one JSON line per outcome to, before it is reported; see docs/batch.md. Created with mode
        /// 0600.
        /// </summary>
        public string? ResultsFile { get; set; }

        /// <summary>
        /// Continue with an existing results file: skip customers that are done or rejected, and repeat other failures.
        /// </summary>
        public bool Resume { get; set; }

        /// <summary>With <see cref="Resume"/>, also repeat not_found, rejected, not_enabled and not_disabled.</summary>
        public bool RetryFailed { get; set; }

        /// <summary>
        /// With <see cref="Resume"/>, accept a file written with another key, because the account's key was replaced.
        /// The file records the change with the first customer that is done with the new key.
        /// </summary>
        public bool NewKey { get; set; }

        /// <summary>
        /// With <see cref="Resume"/>, accept a file written for another host, because the API's host was renamed. The
        /// key must be the same, unless <see cref="NewKey"/> is set, too. The file records the change with the first
        /// customer that is done with the new host.
        /// </summary>
        public bool NewHost { get; set; }

        /// <summary>Stop after this number of failed customers.</summary>
        public long? StopAfterFailures { get; set; }

        /// <summary>When the daily limit is reached, wait until it resets instead of stopping.</summary>
        public bool Wait { get; set; }

        private JsonText Written() =>
            new JsonText("options")
                .Add("forceLatch", ForceLatch)
                .Add("concurrency", Concurrency)
                .Add("maxPerMinute", MaxPerMinute)
                .Add("resultsFile", JsonText.Given(ResultsFile))
                .Add("resume", Resume)
                .Add("retryFailed", RetryFailed)
                .Add("newKey", NewKey)
                .Add("newHost", NewHost)
                .Add("stopAfterFailures", StopAfterFailures)
                .Add("wait", Wait);
    }

    /// <summary>The options of a list of customers. Those that are null use their defaults.</summary>
    public sealed partial class CustomersOptions
    {
        /// <summary>Only customers whose salesforceSynchStatus is Enabled, or is not.</summary>
        public SynchStatus SynchStatus { get; set; }

        /// <summary>Only customers without a salesforceId. A customer can be Enabled but not linked.</summary>
        public bool NotLinked { get; set; }

        /// <summary>
        /// Only customers with this <see cref="Status"/>, for example Active. The server filters the list, and the
        /// result is checked.
        /// </summary>
        public string? Status { get; set; }

        /// <summary>
        /// Only these customers, by their Fusebill ids, in sets of at most 100 per request; an id that comes twice is
        /// read once. One that does not exist is left out: the summary's received is less than count.
        /// </summary>
        public IEnumerable<long>? Ids { get; set; }

        /// <summary>
        /// Maximum number of customers per page. The default is the maximum that the vendor documents. 1 to 1,000;
        /// default 1,000.
        /// </summary>
        public int? PageSize { get; set; }

        private JsonText Written() =>
            new JsonText("options")
                .Add("synchStatus", NameOf(SynchStatus))
                .Add("notLinked", NotLinked)
                .Add("status", JsonText.Given(Status))
                .Add("ids", Ids)
                .Add("pageSize", PageSize);
    }

    /// <summary>The names of options, as the library's messages have them.</summary>
    internal static class OptionNames
    {
        internal const string Alternatives = "baseUrl|timeoutMs|connectTimeoutMs|maxAttempts|proxy|caFile|userAgent"
            + "|maxIdleConnections|forceLatch|concurrency|maxPerMinute|resultsFile|resume"
            + "|retryFailed|newKey|newHost|stopAfterFailures|wait|synchStatus|notLinked|status"
            + "|ids|pageSize";
    }

    /// <summary>Which customers a list is for, by their <see cref="Customer.SalesforceSynchStatus"/>.</summary>
    public enum SynchStatus
    {
        /// <summary>All of them.</summary>
        All = 0,

        /// <summary>Those whose status is Enabled.</summary>
        Enabled = 1,

        /// <summary>All others, also those without a status.</summary>
        NotEnabled = 2,
    }
}
