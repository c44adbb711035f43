// What a caller may choose; sent to the core as JSON, which checks it.

using System;
using System.IO;
using System.Runtime.Serialization;
using System.Runtime.Serialization.Json;
using System.Text;
using System.Text.RegularExpressions;

namespace Fusebill
{
    /// <summary>The options of a client. What is null has its default.</summary>
    [DataContract]
    public sealed class FusebillOptions
    {
        /// <summary>
        /// Where the API is. Default: the environment variable FUSEBILL_BASE_URL, else https://secure.fusebill.com. https
        /// only, except loopback.
        /// </summary>
        [DataMember(Name = "baseUrl", EmitDefaultValue = false)]
        public string? BaseUrl { get; set; }

        /// <summary>The deadline of a whole call, retries and waits included. Default 30 s; at most an hour.</summary>
        public TimeSpan? Timeout { get; set; }

        /// <summary>How long making a connection may take. Default 10 s.</summary>
        public TimeSpan? ConnectTimeout { get; set; }

        /// <summary>How many requests one call may make, 1 to 100. Default 3; 1 turns retries off.</summary>
        [DataMember(Name = "maxAttempts", EmitDefaultValue = false)]
        public int? MaxAttempts { get; set; }

        /// <summary>
        /// A CONNECT proxy, http://[user:password@]host:port. Default: HTTPS_PROXY and NO_PROXY; empty for none.
        /// </summary>
        [DataMember(Name = "proxy", EmitDefaultValue = false)]
        public string? Proxy { get; set; }

        /// <summary>A PEM file of certificates to trust besides the system's.</summary>
        [DataMember(Name = "caFile", EmitDefaultValue = false)]
        public string? CaFile { get; set; }

        /// <summary>Name and version of your program, for the User-Agent header.</summary>
        [DataMember(Name = "userAgent", EmitDefaultValue = false)]
        public string? UserAgent { get; set; }

        /// <summary>How many idle connections are kept, 0 to 10,000. Default 64.</summary>
        [DataMember(Name = "maxIdleConnections", EmitDefaultValue = false)]
        public int? MaxIdleConnections { get; set; }

        [DataMember(Name = "timeoutMs", EmitDefaultValue = false)]
        private long? TimeoutMilliseconds
        {
            get => OptionsText.Milliseconds(Timeout);
            set => Timeout = OptionsText.Duration(value);
        }

        [DataMember(Name = "connectTimeoutMs", EmitDefaultValue = false)]
        private long? ConnectTimeoutMilliseconds
        {
            get => OptionsText.Milliseconds(ConnectTimeout);
            set => ConnectTimeout = OptionsText.Duration(value);
        }
    }

    /// <summary>The options of a batch. What is null has its default.</summary>
    [DataContract]
    public sealed class BatchOptions
    {
        /// <summary>
        /// The call that is made for each, by the vendor's word; default EnableSynch. Any that changes something.
        /// </summary>
        [DataMember(Name = "operation", EmitDefaultValue = false)]
        public string? Operation { get; set; }

        /// <summary>For an operation that needs one: a Salesforce id for each customer, in their order.</summary>
        [DataMember(Name = "salesforceIds", EmitDefaultValue = false)]
        public string[]? SalesforceIds { get; set; }

        /// <summary>Of Latch, for all customers: drops the Salesforce id that a customer has.</summary>
        [DataMember(Name = "forceLatch", EmitDefaultValue = false)]
        public bool ForceLatch { get; set; }

        /// <summary>How many calls may be in flight at once, 1 to 256. Default 8.</summary>
        [DataMember(Name = "concurrency", EmitDefaultValue = false)]
        public int? Concurrency { get; set; }

        /// <summary>No more calls a minute than this, evenly spread, whatever the account's quota allows.</summary>
        [DataMember(Name = "maxPerMinute", EmitDefaultValue = false)]
        public int? MaxPerMinute { get; set; }

        /// <summary>The file that gets one JSON line per outcome, before it is reported.</summary>
        [DataMember(Name = "resultsFile", EmitDefaultValue = false)]
        public string? ResultsFile { get; set; }

        /// <summary>Go on with that file: skip what is done, repeat what failed in a way worth repeating.</summary>
        [DataMember(Name = "resume", EmitDefaultValue = false)]
        public bool Resume { get; set; }

        /// <summary>With <see cref="Resume"/>, repeat not_found, rejected, not_enabled and not_disabled, too.</summary>
        [DataMember(Name = "retryFailed", EmitDefaultValue = false)]
        public bool RetryFailed { get; set; }

        /// <summary>
        /// With <see cref="Resume"/>, go on although the key is another one: the key of the same account was replaced.
        /// </summary>
        [DataMember(Name = "newKey", EmitDefaultValue = false)]
        public bool NewKey { get; set; }

        /// <summary>Stop after so many customers that failed.</summary>
        [DataMember(Name = "stopAfterFailures", EmitDefaultValue = false)]
        public long? StopAfterFailures { get; set; }

        /// <summary>When the day's limit is reached, sleep until it resets instead of stopping.</summary>
        [DataMember(Name = "wait", EmitDefaultValue = false)]
        public bool Wait { get; set; }
    }

    /// <summary>Which customers are wanted. What is null has its default.</summary>
    [DataContract]
    public sealed class CustomersOptions
    {
        /// <summary>
        /// "all" (default), "enabled" or "not-enabled"; by the customer's own field, which may be null.
        /// </summary>
        [DataMember(Name = "synchStatus", EmitDefaultValue = false)]
        public string? SynchStatus { get; set; }

        /// <summary>Only customers without an account in Salesforce; one may be Enabled and not be linked.</summary>
        [DataMember(Name = "notLinked", EmitDefaultValue = false)]
        public bool NotLinked { get; set; }

        /// <summary>Only customers with this status, for example Active.</summary>
        [DataMember(Name = "status", EmitDefaultValue = false)]
        public string? Status { get; set; }

        /// <summary>How many customers one request may bring, 1 to 1,000. Default 1,000.</summary>
        [DataMember(Name = "pageSize", EmitDefaultValue = false)]
        public int? PageSize { get; set; }
    }

    /// <summary>Options as JSON.</summary>
    internal static class OptionsText
    {
        internal static string? Of<T>(T? options)
            where T : class
        {
            if (options == null)
            {
                return null;
            }

            using (var stream = new MemoryStream())
            {
                new DataContractJsonSerializer(typeof(T)).WriteObject(stream, options);
                return Encoding.UTF8.GetString(stream.ToArray());
            }
        }

        /// <summary>A message of the library, which says "option caFile", with the name of the property: CaFile.</summary>
        internal static string Spelled(string message) =>
            Regex.Replace(
                message,
                @"\boption ([a-z])([A-Za-z]*?)(Ms)?\b",
                match => match.Groups[1].Value.ToUpperInvariant() + match.Groups[2].Value
                    + (match.Groups[3].Success ? " (here in milliseconds)" : string.Empty));

        internal static long? Milliseconds(TimeSpan? duration) =>
            duration == null ? (long?)null : (long)Math.Ceiling(duration.Value.TotalMilliseconds);

        internal static TimeSpan? Duration(long? milliseconds) =>
            milliseconds == null ? (TimeSpan?)null : TimeSpan.FromMilliseconds(milliseconds.Value);
    }
}
