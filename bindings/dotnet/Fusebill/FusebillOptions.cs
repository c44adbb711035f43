// Options, passed to the core as JSON. The core validates them.

using System;
using System.Collections.Generic;

namespace Fusebill
{
    /// <summary>The options of a client. Options that are null use their defaults.</summary>
    public sealed class FusebillOptions
    {
        /// <summary>
        /// The URL of the API. Default: the environment variable FUSEBILL_BASE_URL, else https://secure.fusebill.com. https
        /// only, except loopback.
        /// </summary>
        public string? BaseUrl { get; set; }

        /// <summary>
        /// The deadline of a whole call, including retries and waits. Default 30 s; at least 100 ms, at most an hour. A plain
        /// number is another unit: 10 ticks in PowerShell, 10 days in a configuration file. Write "00:00:10".
        /// </summary>
        public TimeSpan? Timeout { get; set; }

        /// <summary>The deadline for connecting. Default 10 s; at least 100 ms.</summary>
        public TimeSpan? ConnectTimeout { get; set; }

        /// <summary>Maximum number of requests per call, 1 to 100. Default 3; 1 turns off retries.</summary>
        public int? MaxAttempts { get; set; }

        /// <summary>
        /// A CONNECT proxy, http://[user:password@]host:port. Default, also for an empty text: HTTPS_PROXY and NO_PROXY.
        /// </summary>
        public string? Proxy { get; set; }

        /// <summary>Use no proxy, whatever the environment says. Not with <see cref="Proxy"/>.</summary>
        public bool NoProxy { get; set; }

        /// <summary>A PEM file of certificates to trust in addition to the system's.</summary>
        public string? CaFile { get; set; }

        /// <summary>Name and version of your program, for the User-Agent header.</summary>
        public string? UserAgent { get; set; }

        /// <summary>Maximum number of idle connections kept open, 0 to 10,000. Default 64.</summary>
        public int? MaxIdleConnections { get; set; }

        /// <summary>
        /// The variables that the library reads, apart from the key. On Unix, native code does not see what a program or
        /// PowerShell has set, and would call the host of the shell that started it.
        /// </summary>
        private static readonly string[] Variables =
        {
            "FUSEBILL_BASE_URL", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy",
        };

        /// <summary>For a new client: the options, and the variables.</summary>
        internal static string Text(FusebillOptions? options) => Written(options).Add("environment", Environment()).ToString();

        /// <summary>For a client that shares the connections of another, whose variables count.</summary>
        internal static string TextForSharing(FusebillOptions options) => Written(options).ToString();

        private static JsonText Written(FusebillOptions? options) =>
            new JsonText("options")
                .Add("baseUrl", Given(options?.BaseUrl))
                .Add("timeoutMs", Long(options?.Timeout, nameof(Timeout)))
                .Add("connectTimeoutMs", Long(options?.ConnectTimeout, nameof(ConnectTimeout)))
                .Add("maxAttempts", options?.MaxAttempts)
                .Add("proxy", ProxyOf(options))
                .Add("caFile", Given(options?.CaFile))
                .Add("userAgent", Given(options?.UserAgent))
                .Add("maxIdleConnections", options?.MaxIdleConnections);

        /// <summary>An empty text is what a form or a configuration has instead of null.</summary>
        internal static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;

        private static string? ProxyOf(FusebillOptions? options)
        {
            var proxy = Given(options?.Proxy);
            if (options == null || !options.NoProxy)
            {
                return proxy;
            }

            return proxy == null
                ? string.Empty
                : throw new ArgumentException($"{nameof(NoProxy)} and {nameof(Proxy)} contradict each other.", nameof(options));
        }

        /// <summary>Ticks for seconds, as PowerShell reads a number, would end every call at once.</summary>
        private static TimeSpan? Long(TimeSpan? time, string property)
        {
            var isShort = time > TimeSpan.Zero && time < TimeSpan.FromMilliseconds(100);
            return isShort
                ? throw new ArgumentOutOfRangeException("options", time, $"{property} is at least 100 ms; in PowerShell, a number is ticks of 100 ns.")
                : time;
        }

        private static JsonText Environment()
        {
            var text = new JsonText();
            foreach (var name in Variables)
            {
                text.Add(name, System.Environment.GetEnvironmentVariable(name));
            }

            return text;
        }
    }

    /// <summary>The options of a batch. Options that are null use their defaults.</summary>
    public sealed class BatchOptions
    {
        /// <summary>For <see cref="IFusebillClient.LatchBatch"/>: replace the Salesforce id if a customer already has one.</summary>
        public bool ForceLatch { get; set; }

        /// <summary>Maximum number of calls in flight at once, 1 to 256. Default 8.</summary>
        public int? Concurrency { get; set; }

        /// <summary>Maximum number of calls per minute, evenly spaced, regardless of the account's quota.</summary>
        public int? MaxPerMinute { get; set; }

        /// <summary>The file to write one JSON line per outcome to, before the outcome is reported.</summary>
        public string? ResultsFile { get; set; }

        /// <summary>Continue with that file: skip customers that are done, repeat transient failures.</summary>
        public bool Resume { get; set; }

        /// <summary>With <see cref="Resume"/>, also repeat not_found, rejected, not_enabled and not_disabled.</summary>
        public bool RetryFailed { get; set; }

        /// <summary>
        /// With <see cref="Resume"/>, accept a file written with another key, because the account's key was replaced.
        /// </summary>
        public bool NewKey { get; set; }

        /// <summary>
        /// With <see cref="Resume"/>, accept a file written for another host, because the API's host was renamed.
        /// </summary>
        public bool NewHost { get; set; }

        /// <summary>Stop after this number of failed customers.</summary>
        public long? StopAfterFailures { get; set; }

        /// <summary>When the daily limit is reached, wait until it resets instead of stopping.</summary>
        public bool Wait { get; set; }

        internal static string? Text(BatchOptions? options) =>
            options == null
                ? null
                : new JsonText("options")
                    .Add("forceLatch", options.ForceLatch)
                    .Add("concurrency", options.Concurrency)
                    .Add("maxPerMinute", options.MaxPerMinute)
                    .Add("resultsFile", FusebillOptions.Given(options.ResultsFile))
                    .Add("resume", options.Resume)
                    .Add("retryFailed", options.RetryFailed)
                    .Add("newKey", options.NewKey)
                    .Add("newHost", options.NewHost)
                    .Add("stopAfterFailures", options.StopAfterFailures)
                    .Add("wait", options.Wait)
                    .ToString();
    }

    /// <summary>Which customers a list is for, by their <see cref="Customer.SalesforceSynchStatus"/>.</summary>
    public enum SynchStatus
    {
        /// <summary>All of them.</summary>
        All,

        /// <summary>Those whose status is Enabled.</summary>
        Enabled,

        /// <summary>All others, also those without a status.</summary>
        NotEnabled,
    }

    /// <summary>The options of a list of customers. Options that are null use their defaults.</summary>
    public sealed class CustomersOptions
    {
        /// <summary>
        /// Only customers whose sync is on, or is not; by the customer's own status, which may be null. Default: all.
        /// </summary>
        public SynchStatus SynchStatus { get; set; }

        /// <summary>Only customers without a Salesforce account; a customer can be Enabled but not linked.</summary>
        public bool NotLinked { get; set; }

        /// <summary>Only customers with this status, for example Active.</summary>
        public string? Status { get; set; }

        /// <summary>
        /// Only these customers, in sets of at most 100 per request. One that does not exist is left out: the summary's
        /// Received is less than its Count.
        /// </summary>
        public IEnumerable<long>? Ids { get; set; }

        /// <summary>Maximum number of customers per request, 1 to 1,000. Default 1,000.</summary>
        public int? PageSize { get; set; }

        internal static string? Text(CustomersOptions? options) =>
            options == null
                ? null
                : new JsonText("options")
                    .Add("synchStatus", NameOf(options.SynchStatus))
                    .Add("notLinked", options.NotLinked)
                    .Add("status", FusebillOptions.Given(options.Status))
                    .Add("ids", options.Ids)
                    .Add("pageSize", options.PageSize)
                    .ToString();

        private static string? NameOf(SynchStatus status)
        {
            switch (status)
            {
                case SynchStatus.All:
                    return null;
                case SynchStatus.Enabled:
                    return "enabled";
                case SynchStatus.NotEnabled:
                    return "not-enabled";
                default:
                    throw new ArgumentOutOfRangeException("options", status, "SynchStatus is All, Enabled or NotEnabled.");
            }
        }
    }
}
