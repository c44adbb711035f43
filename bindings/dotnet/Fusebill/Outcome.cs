// What became of one customer of a batch, and of the batch.

using System;
using System.Collections.Generic;
using System.Linq;

namespace Fusebill
{
    /// <summary>What became of one customer of a batch. Holds no name, e-mail or telephone.</summary>
    public sealed class Outcome
    {
        private readonly Json json;

        private readonly bool isEnabling;

        internal Outcome(Json json, bool isEnabling)
        {
            this.isEnabling = isEnabling;
            this.json = json;
            Id = json.Long("id") ?? 0;
            Code = json.Int("code") ?? (int)ErrorKind.Internal;
        }

        /// <summary>Makes one from JSON, for tests of your own.</summary>
        /// <param name="json">A line of a results file.</param>
        /// <param name="operation">The vendor's word for the call that was made.</param>
        /// <returns>The outcome.</returns>
        /// <exception cref="FormatException">The text is not one.</exception>
        public static Outcome Parse(string json, string operation = "EnableSynch") =>
            new Outcome(Fusebill.Json.Parse(json, "id"), operation == "EnableSynch");

        /// <summary>Whose.</summary>
        public long Id { get; }

        /// <summary>
        /// 0 when it is done; 14 or 17 when the customer came and is not enabled, or is still enabled; else the code of the error.
        /// </summary>
        public int Code { get; }

        /// <summary>The name of the code: ok, not_enabled, not_disabled, not_found, …</summary>
        public string Name => json["name"] ?? string.Empty;

        /// <summary>Whether the customer has the state that was asked for: after EnableSynch, the sync is on.</summary>
        public bool IsDone => Code == 0;

        /// <summary>The same for EnableSynch; of another operation, false.</summary>
        public bool IsEnabled => IsDone && isEnabling;

        /// <summary>Whether a resume leaves it as it is: it is done, or the API itself said no about this customer.</summary>
        public bool IsFinal => json.Bool("final") ?? false;

        /// <summary>What the error was; null when a customer came.</summary>
        public ErrorKind? Kind => Enum.IsDefined(typeof(ErrorKind), Code) ? (ErrorKind)Code : (ErrorKind?)null;

        /// <summary>The HTTP status of the response, if there was one.</summary>
        public int? HttpStatus => json.Int("httpStatus");

        /// <summary>What the error said.</summary>
        public string? Message => json["message"];

        /// <summary>The id of the account in Salesforce.</summary>
        public string? SalesforceId => json["salesforceId"];

        /// <summary>salesforceSynchStatus as the server sent it.</summary>
        public string? SalesforceSynchStatus => json["salesforceSynchStatus"];

        /// <summary>How many requests it took.</summary>
        public int Attempts => json.Int("attempts") ?? 0;

        /// <summary>When it was over.</summary>
        public DateTimeOffset At => json.Time("at") ?? default;

        /// <summary>From its first request to its end, waits included.</summary>
        public TimeSpan Elapsed => json.Duration("elapsedMs") ?? TimeSpan.Zero;

        /// <summary>The outcome as JSON, the same bytes as its line in the results file.</summary>
        public string Json => json.Text;

        /// <inheritdoc/>
        public override string ToString() => $"Customer {Id}: {Name}";
    }

    /// <summary>How a batch ended.</summary>
    public sealed class BatchSummary
    {
        internal BatchSummary(Json json)
        {
            Status = json.Int("status") ?? (int)ErrorKind.Internal;
            Operation = json["operation"] ?? string.Empty;
            Done = json.Long("done") ?? 0;
            Enabled = json.Long("enabled") ?? 0;
            Skipped = json.Long("skipped") ?? 0;
            DamagedLines = json.Long("damagedLines") ?? 0;
            FirstDamagedLine = json.Long("firstDamagedLine");
            Duplicates = json.Long("duplicates") ?? 0;
            Requests = json.Long("requests") ?? 0;
            Failed = json.Counts("failed");
            FailedBefore = json.Counts("failedBefore");
            Json = json.Text;
        }

        /// <summary>Makes one from JSON, for tests of your own.</summary>
        /// <param name="json">As <see cref="Json"/> has it.</param>
        /// <returns>The value.</returns>
        /// <exception cref="FormatException">The text is not one.</exception>
        public static BatchSummary Parse(string json) => new BatchSummary(Fusebill.Json.Parse(json, "status"));

        /// <summary>0: all are done, by this run or an earlier one. 20: some are not. Otherwise the code of what stopped it.</summary>
        public int Status { get; }

        /// <summary>The vendor's word for the call that was made for each.</summary>
        public string Operation { get; }

        /// <summary>Customers for whom this run did it.</summary>
        public long Done { get; }

        /// <summary>The same for EnableSynch: customers whose sync this run turned on.</summary>
        public long Enabled { get; }

        /// <summary>The others that this run called, counted by the name of their outcome.</summary>
        public IReadOnlyDictionary<string, long> Failed { get; }

        /// <summary>Ids that an earlier run had done.</summary>
        public long Skipped { get; }

        /// <summary>Ids that an earlier run had finished with another outcome, counted by its name.</summary>
        public IReadOnlyDictionary<string, long> FailedBefore { get; }

        /// <summary>Ids that came more than once.</summary>
        public long Duplicates { get; }

        /// <summary>Requests made, retries included.</summary>
        public long Requests { get; }

        /// <summary>
        /// Lines of the results file that could not be read, from earlier runs. Their customers are called again.
        /// </summary>
        public long DamagedLines { get; }

        /// <summary>The number of the first of them, counted from 1; null when there is none.</summary>
        public long? FirstDamagedLine { get; }

        /// <summary>The summary as JSON.</summary>
        public string Json { get; }

        /// <summary>The counts.</summary>
        /// <returns>A line for a log.</returns>
        public override string ToString() =>
            $"{Operation}: {Done} done, {Failed.Values.Sum()} failed, {Skipped} done before (status {Status})";
    }
}
