// The outcome of one customer of a batch, and of the whole batch.

using System;
using System.Collections.Generic;
using System.Linq;

namespace Fusebill
{
    /// <summary>The result for one customer of a batch. Contains no names, email addresses or phone numbers.</summary>
    public sealed class Outcome
    {
        private readonly Json json;

        internal Outcome(long id, int code, Json json)
        {
            Id = id;
            Code = code;
            this.json = json;
        }

        /// <summary>Creates one from JSON, for your own tests.</summary>
        /// <param name="json">A line of a results file.</param>
        /// <returns>The outcome.</returns>
        /// <exception cref="FormatException">The text is not such an outcome.</exception>
        public static Outcome Parse(string json)
        {
            var read = Json.Parse(json, "id");
            return new Outcome(read.Long("id") ?? 0, read.Int("code") ?? (int)ErrorKind.Internal, read);
        }

        /// <summary>The customer.</summary>
        public long Id { get; }

        /// <summary>
        /// 0: it is done. 14 or 17: the customer was returned, but is not enabled, or is still enabled. Otherwise, the code
        /// of the error.
        /// </summary>
        public int Code { get; }

        /// <summary>The name of the code: ok, not_enabled, not_disabled, not_found, …</summary>
        public string Name => json["name"] ?? string.Empty;

        /// <summary>Whether the customer has the requested state: after EnableSynch, the sync is on.</summary>
        public bool IsDone => Code == 0;

        /// <summary>Whether a resume skips this customer: it is done, or the API rejected it.</summary>
        public bool IsFinal => json.Bool("final") ?? false;

        /// <summary>The error; null if there is none.</summary>
        public ErrorKind? Kind => Enum.IsDefined(typeof(ErrorKind), Code) ? (ErrorKind)Code : (ErrorKind?)null;

        /// <summary>The HTTP status of the response, if there was one.</summary>
        public int? HttpStatus => json.Int("httpStatus");

        /// <summary>Why it is not done; null if it is.</summary>
        public string? Message => json["message"];

        /// <summary>The id of the Salesforce account.</summary>
        public string? SalesforceId => json["salesforceId"];

        /// <summary>salesforceSynchStatus as the server sent it.</summary>
        public string? SalesforceSynchStatus => json["salesforceSynchStatus"];

        /// <summary>The Salesforce id that Latch was to link; null after other calls.</summary>
        public string? RequestedSalesforceId => json["requestedSalesforceId"];

        /// <summary>Whether the request was sent: yes, no, or unknown, which means that it may have taken effect.</summary>
        public string Sent => json["sent"] ?? "unknown";

        /// <summary>The number of requests made.</summary>
        public int Attempts => json.Int("attempts") ?? 0;

        /// <summary>When it ended.</summary>
        public DateTimeOffset At => json.Time("at") ?? default;

        /// <summary>The time from its first request to its end, including waits.</summary>
        public TimeSpan Elapsed => json.Duration("elapsedMs") ?? TimeSpan.Zero;

        /// <summary>The outcome as JSON, the same bytes as its line in the results file.</summary>
        /// <returns>The text, to keep or to pass to <see cref="Parse"/>.</returns>
        public string ToJson() => json.Text;

        /// <inheritdoc/>
        public override string ToString() => $"Customer {Id}: {Name}";
    }

    /// <summary>How a batch ended.</summary>
    public sealed class BatchSummary
    {
        private readonly Json json;

        internal BatchSummary(Json json)
        {
            Status = json.Int("status") ?? (int)ErrorKind.Internal;
            Operation = json["operation"] ?? string.Empty;
            Done = json.Long("done") ?? 0;
            Skipped = json.Long("skipped") ?? 0;
            DamagedLines = json.Long("damagedLines") ?? 0;
            FirstDamagedLine = json.Long("firstDamagedLine");
            Duplicates = json.Long("duplicates") ?? 0;
            Requests = json.Long("requests") ?? 0;
            Failed = json.Counts("failed");
            FailedBefore = json.Counts("failedBefore");
            this.json = json;
        }

        /// <summary>Creates one from JSON, for your own tests.</summary>
        /// <param name="json">JSON, as <see cref="ToJson"/> returns it.</param>
        /// <returns>The value.</returns>
        /// <exception cref="FormatException">The text is not such a summary.</exception>
        public static BatchSummary Parse(string json) => new BatchSummary(Json.Parse(json, "status"));

        /// <summary>
        /// 0: all are done, by this run or an earlier one. 20: some are not. Otherwise, the code of what stopped it.
        /// </summary>
        public int Status { get; }

        /// <summary>The vendor's name of the call that was made for each customer.</summary>
        public string Operation { get; }

        /// <summary>Customers that this run completed.</summary>
        public long Done { get; }

        /// <summary>The other customers that this run called, counted by the name of their outcome.</summary>
        public IReadOnlyDictionary<string, long> Failed { get; }

        /// <summary>Ids that an earlier run completed.</summary>
        public long Skipped { get; }

        /// <summary>Ids that failed for good in an earlier run, counted by the name of the outcome.</summary>
        public IReadOnlyDictionary<string, long> FailedBefore { get; }

        /// <summary>Ids that appeared more than once.</summary>
        public long Duplicates { get; }

        /// <summary>Requests made, including retries.</summary>
        public long Requests { get; }

        /// <summary>
        /// Lines of the results file that could not be read, from earlier runs. Their customers are called again.
        /// </summary>
        public long DamagedLines { get; }

        /// <summary>The number of the first of them, counted from 1; null if there is none.</summary>
        public long? FirstDamagedLine { get; }

        /// <summary>The summary as JSON.</summary>
        /// <returns>The text, to keep or to pass to <see cref="Parse"/>.</returns>
        public string ToJson() => json.Text;

        /// <summary>The counts.</summary>
        /// <returns>A line for a log.</returns>
        public override string ToString() =>
            $"{Operation}: {Done} done, {Failed.Values.Sum()} failed, {Skipped} done before (status {Status})";
    }
}
