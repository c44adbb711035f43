// What calls, batches, lists and checks return.
//
// Written by scripts/generate from the description in crates/core; change it there.

using System;
using System.Collections.Generic;

namespace Fusebill
{
    /// <summary>One entry of the vendor's Errors.</summary>
    public sealed partial class ApiError : IEquatable<ApiError>
    {
        private static readonly string[] Names =
        {
            "key", "value",
        };

        private readonly Json json;

        internal ApiError(Json json) => this.json = json;

        /// <summary>Creates one from its JSON.</summary>
        /// <param name="json">JSON, as <see cref="ToJson"/> returns it.</param>
        /// <returns>The value.</returns>
        /// <exception cref="FormatException">The text is not the JSON of one.</exception>
        public static ApiError Parse(string json) => new ApiError(Json.Parse(json, Names));

        /// <summary>The vendor's Key, for example Api Error. Empty if the server omitted it.</summary>
        public string Key => json["key"] ?? string.Empty;

        /// <summary>The vendor's Value: a message for people.</summary>
        public string Value => json["value"] ?? string.Empty;

        /// <summary>The value as JSON.</summary>
        /// <returns>The text, to keep or to pass to <see cref="Parse"/>.</returns>
        public string ToJson() => json.Text;

        /// <summary>Whether two are equal.</summary>
        /// <param name="left">One.</param>
        /// <param name="right">The other.</param>
        /// <returns>Whether they are.</returns>
        public static bool operator ==(ApiError? left, ApiError? right) => left is null ? right is null : left.Equals(right);

        /// <summary>Whether two differ.</summary>
        /// <param name="left">One.</param>
        /// <param name="right">The other.</param>
        /// <returns>Whether they do.</returns>
        public static bool operator !=(ApiError? left, ApiError? right) => !(left == right);

        /// <summary>Equal if all members are.</summary>
        /// <param name="other">The other one.</param>
        /// <returns>Whether they are equal.</returns>
        public bool Equals(ApiError? other) => !(other is null) && json.Equals(other.json, Names);

        /// <inheritdoc/>
        public override bool Equals(object? obj) => Equals(obj as ApiError);

        /// <inheritdoc/>
        public override int GetHashCode() => json.Hash(Names);
    }

    /// <summary>One limit. A member is null if the server did not send a valid value.</summary>
    public sealed partial class QuotaWindow : IEquatable<QuotaWindow>
    {
        private static readonly string[] Names =
        {
            "limit", "remaining", "reset",
        };

        private readonly Json json;

        internal QuotaWindow(Json json) => this.json = json;

        /// <summary>Creates one from its JSON.</summary>
        /// <param name="json">JSON, as <see cref="ToJson"/> returns it.</param>
        /// <returns>The value.</returns>
        /// <exception cref="FormatException">The text is not the JSON of one.</exception>
        public static QuotaWindow Parse(string json) => new QuotaWindow(Json.Parse(json, Names));

        /// <summary>The number of calls allowed per window.</summary>
        public long? Limit => json.Long("limit");

        /// <summary>The number of calls left.</summary>
        public long? Remaining => json.Long("remaining");

        /// <summary>When the window resets, by the server's clock.</summary>
        public DateTimeOffset? Reset => json.Time("reset");

        /// <summary>The value as JSON.</summary>
        /// <returns>The text, to keep or to pass to <see cref="Parse"/>.</returns>
        public string ToJson() => json.Text;

        /// <summary>Whether two are equal.</summary>
        /// <param name="left">One.</param>
        /// <param name="right">The other.</param>
        /// <returns>Whether they are.</returns>
        public static bool operator ==(QuotaWindow? left, QuotaWindow? right) => left is null ? right is null : left.Equals(right);

        /// <summary>Whether two differ.</summary>
        /// <param name="left">One.</param>
        /// <param name="right">The other.</param>
        /// <returns>Whether they do.</returns>
        public static bool operator !=(QuotaWindow? left, QuotaWindow? right) => !(left == right);

        /// <summary>Equal if all members are.</summary>
        /// <param name="other">The other one.</param>
        /// <returns>Whether they are equal.</returns>
        public bool Equals(QuotaWindow? other) => !(other is null) && json.Equals(other.json, Names);

        /// <inheritdoc/>
        public override bool Equals(object? obj) => Equals(obj as QuotaWindow);

        /// <inheritdoc/>
        public override int GetHashCode() => json.Hash(Names);
    }

    /// <summary>
    /// What is left of the account's limits, as of one response. Other programs of the account share the limits.
    /// </summary>
    public sealed partial class Quota : IEquatable<Quota>
    {
        private static readonly string[] Names =
        {
            "minute", "day", "at",
        };

        private readonly Json json;
        private QuotaWindow? minute;
        private QuotaWindow? day;

        internal Quota(Json json) => this.json = json;

        /// <summary>Creates one from its JSON.</summary>
        /// <param name="json">JSON, as <see cref="ToJson"/> returns it.</param>
        /// <returns>The value.</returns>
        /// <exception cref="FormatException">The text is not the JSON of one.</exception>
        public static Quota Parse(string json) => new Quota(Json.Parse(json, Names));

        /// <summary>The current minute.</summary>
        public QuotaWindow Minute =>
            minute ??= new QuotaWindow(json.Object("minute"));

        /// <summary>The current day.</summary>
        public QuotaWindow Day =>
            day ??= new QuotaWindow(json.Object("day"));

        /// <summary>The time of the response, by the server's clock.</summary>
        public DateTimeOffset? At => json.Time("at");

        /// <summary>The value as JSON.</summary>
        /// <returns>The text, to keep or to pass to <see cref="Parse"/>.</returns>
        public string ToJson() => json.Text;

        /// <summary>Whether two are equal.</summary>
        /// <param name="left">One.</param>
        /// <param name="right">The other.</param>
        /// <returns>Whether they are.</returns>
        public static bool operator ==(Quota? left, Quota? right) => left is null ? right is null : left.Equals(right);

        /// <summary>Whether two differ.</summary>
        /// <param name="left">One.</param>
        /// <param name="right">The other.</param>
        /// <returns>Whether they do.</returns>
        public static bool operator !=(Quota? left, Quota? right) => !(left == right);

        /// <summary>Equal if all members are.</summary>
        /// <param name="other">The other one.</param>
        /// <returns>Whether they are equal.</returns>
        public bool Equals(Quota? other) => !(other is null) && json.Equals(other.json, Names);

        /// <inheritdoc/>
        public override bool Equals(object? obj) => Equals(obj as Quota);

        /// <inheritdoc/>
        public override int GetHashCode() => json.Hash(Names);
    }

    /// <summary>How a batch ended.</summary>
    public sealed partial class BatchSummary : IEquatable<BatchSummary>
    {
        private static readonly string[] Names =
        {
            "status", "operation", "done", "failed", "skipped", "failedBefore", "duplicates", "requests",
            "damagedLines", "firstDamagedLine", "stopped",
        };

        private readonly Json json;

        internal BatchSummary(Json json) => this.json = json;

        /// <summary>Creates one from its JSON.</summary>
        /// <param name="json">JSON, as <see cref="ToJson"/> returns it.</param>
        /// <returns>The value.</returns>
        /// <exception cref="FormatException">The text is not the JSON of one.</exception>
        public static BatchSummary Parse(string json) => new BatchSummary(Json.Parse(json, Names));

        /// <summary>
        /// 0: every customer is done, by this run or an earlier one; 20: it finished, and some are not; otherwise the
        /// code of the error that stopped it.
        /// </summary>
        public int Status => json.Int("status") ?? 0;

        /// <summary>The vendor's name of the call that was made for each customer.</summary>
        public string Operation => json["operation"] ?? string.Empty;

        /// <summary>Customers that this run completed: after EnableSynch, the sync is on.</summary>
        public long Done => json.Long("done") ?? 0;

        /// <summary>The other customers that this run called, counted by the name of their outcome.</summary>
        public IReadOnlyDictionary<string, long> Failed => json.Counts("failed");

        /// <summary>Ids that an earlier run completed.</summary>
        public long Skipped => json.Long("skipped") ?? 0;

        /// <summary>Ids that failed for good in an earlier run, counted by the name of the outcome.</summary>
        public IReadOnlyDictionary<string, long> FailedBefore => json.Counts("failedBefore");

        /// <summary>Ids that appeared more than once.</summary>
        public long Duplicates => json.Long("duplicates") ?? 0;

        /// <summary>Requests made, including retries.</summary>
        public long Requests => json.Long("requests") ?? 0;

        /// <summary>
        /// Lines of the results file that could not be read, from earlier runs. Their customers are called again.
        /// </summary>
        public long DamagedLines => json.Long("damagedLines") ?? 0;

        /// <summary>The number of the first of them, counted from 1; null if there is none.</summary>
        public long? FirstDamagedLine => json.Long("firstDamagedLine");

        /// <summary>The error that ended the batch early; null if it ran to its end.</summary>
        public FusebillException? Stopped =>
            json["stopped"] == null ? null : new FusebillException(json.Object("stopped"));

        /// <summary>The value as JSON.</summary>
        /// <returns>The text, to keep or to pass to <see cref="Parse"/>.</returns>
        public string ToJson() => json.Text;

        /// <summary>Whether two are equal.</summary>
        /// <param name="left">One.</param>
        /// <param name="right">The other.</param>
        /// <returns>Whether they are.</returns>
        public static bool operator ==(BatchSummary? left, BatchSummary? right) => left is null ? right is null : left.Equals(right);

        /// <summary>Whether two differ.</summary>
        /// <param name="left">One.</param>
        /// <param name="right">The other.</param>
        /// <returns>Whether they do.</returns>
        public static bool operator !=(BatchSummary? left, BatchSummary? right) => !(left == right);

        /// <summary>Equal if all members are.</summary>
        /// <param name="other">The other one.</param>
        /// <returns>Whether they are equal.</returns>
        public bool Equals(BatchSummary? other) => !(other is null) && json.Equals(other.json, Names);

        /// <inheritdoc/>
        public override bool Equals(object? obj) => Equals(obj as BatchSummary);

        /// <inheritdoc/>
        public override int GetHashCode() => json.Hash(Names);
    }

    /// <summary>The totals of a list of customers, so far or at its end.</summary>
    public sealed partial class CustomersSummary : IEquatable<CustomersSummary>
    {
        private static readonly string[] Names =
        {
            "customers", "received", "count", "duplicates", "requests", "whole",
        };

        private readonly Json json;

        internal CustomersSummary(Json json) => this.json = json;

        /// <summary>Creates one from its JSON.</summary>
        /// <param name="json">JSON, as <see cref="ToJson"/> returns it.</param>
        /// <returns>The value.</returns>
        /// <exception cref="FormatException">The text is not the JSON of one.</exception>
        public static CustomersSummary Parse(string json) => new CustomersSummary(Json.Parse(json, Names));

        /// <summary>Customers returned to the caller, after filtering.</summary>
        public long Customers => json.Long("customers") ?? 0;

        /// <summary>Distinct customers that the server sent.</summary>
        public long Received => json.Long("received") ?? 0;

        /// <summary>The total that the server reported; null if it reported none.</summary>
        public long? Count => json.Long("count");

        /// <summary>Customers that the server sent more than once.</summary>
        public long Duplicates => json.Long("duplicates") ?? 0;

        /// <summary>Requests made, including retries.</summary>
        public long Requests => json.Long("requests") ?? 0;

        /// <summary>Whether all customers were received, if the server reported their number.</summary>
        public bool IsWhole => json.Bool("whole") ?? false;

        /// <summary>The value as JSON.</summary>
        /// <returns>The text, to keep or to pass to <see cref="Parse"/>.</returns>
        public string ToJson() => json.Text;

        /// <summary>Whether two are equal.</summary>
        /// <param name="left">One.</param>
        /// <param name="right">The other.</param>
        /// <returns>Whether they are.</returns>
        public static bool operator ==(CustomersSummary? left, CustomersSummary? right) => left is null ? right is null : left.Equals(right);

        /// <summary>Whether two differ.</summary>
        /// <param name="left">One.</param>
        /// <param name="right">The other.</param>
        /// <returns>Whether they do.</returns>
        public static bool operator !=(CustomersSummary? left, CustomersSummary? right) => !(left == right);

        /// <summary>Equal if all members are.</summary>
        /// <param name="other">The other one.</param>
        /// <returns>Whether they are equal.</returns>
        public bool Equals(CustomersSummary? other) => !(other is null) && json.Equals(other.json, Names);

        /// <inheritdoc/>
        public override bool Equals(object? obj) => Equals(obj as CustomersSummary);

        /// <inheritdoc/>
        public override int GetHashCode() => json.Hash(Names);
    }

    /// <summary>One step of a check.</summary>
    public sealed partial class CheckStage : IEquatable<CheckStage>
    {
        private static readonly string[] Names =
        {
            "name", "ok", "detail", "advice", "error", "elapsedMs",
        };

        private readonly Json json;

        internal CheckStage(Json json) => this.json = json;

        /// <summary>Creates one from its JSON.</summary>
        /// <param name="json">JSON, as <see cref="ToJson"/> returns it.</param>
        /// <returns>The value.</returns>
        /// <exception cref="FormatException">The text is not the JSON of one.</exception>
        public static CheckStage Parse(string json) => new CheckStage(Json.Parse(json, Names));

        /// <summary>configuration, key, dns, tcp, proxy, tls, api, clock, quota or results.</summary>
        public string Name => json["name"] ?? string.Empty;

        /// <summary>Whether it succeeded.</summary>
        public bool IsOk => json.Bool("ok") ?? false;

        /// <summary>What was found, or the message of the error; without the key.</summary>
        public string Detail => json["detail"] ?? string.Empty;

        /// <summary>What to do about it; null if it succeeded without a warning.</summary>
        public string? Advice => json["advice"];

        /// <summary>Why it failed; null if it succeeded.</summary>
        public FusebillException? Error =>
            json["error"] == null ? null : new FusebillException(json.Object("error"));

        /// <summary>How long it took.</summary>
        public TimeSpan Elapsed => json.Duration("elapsedMs") ?? TimeSpan.Zero;

        /// <summary>The value as JSON.</summary>
        /// <returns>The text, to keep or to pass to <see cref="Parse"/>.</returns>
        public string ToJson() => json.Text;

        /// <summary>Whether two are equal.</summary>
        /// <param name="left">One.</param>
        /// <param name="right">The other.</param>
        /// <returns>Whether they are.</returns>
        public static bool operator ==(CheckStage? left, CheckStage? right) => left is null ? right is null : left.Equals(right);

        /// <summary>Whether two differ.</summary>
        /// <param name="left">One.</param>
        /// <param name="right">The other.</param>
        /// <returns>Whether they do.</returns>
        public static bool operator !=(CheckStage? left, CheckStage? right) => !(left == right);

        /// <summary>Equal if all members are.</summary>
        /// <param name="other">The other one.</param>
        /// <returns>Whether they are equal.</returns>
        public bool Equals(CheckStage? other) => !(other is null) && json.Equals(other.json, Names);

        /// <inheritdoc/>
        public override bool Equals(object? obj) => Equals(obj as CheckStage);

        /// <inheritdoc/>
        public override int GetHashCode() => json.Hash(Names);
    }

    /// <summary>The result for one customer of a batch. Contains no names, email addresses or phone numbers.</summary>
    public sealed partial class Outcome : IEquatable<Outcome>
    {
        private static readonly string[] Names =
        {
            "id", "code", "name", "httpStatus", "message", "salesforceId", "salesforceSynchStatus",
            "requestedSalesforceId", "attempts", "sent", "at", "elapsedMs", "final",
        };

        private readonly Json json;

        /// <summary>The name of the code: ok, not_enabled, not_disabled, not_found, …</summary>
        public string Name => json["name"] ?? string.Empty;

        /// <summary>The HTTP status of the response, if there was one.</summary>
        public int? HttpStatus => json.Int("httpStatus");

        /// <summary>Why it is not done; null if it is.</summary>
        public string? Message => json["message"];

        /// <summary>The id of the Salesforce account.</summary>
        public string? SalesforceId => json["salesforceId"];

        /// <summary>salesforceSynchStatus as the server sent it.</summary>
        public string? SalesforceSynchStatus => json["salesforceSynchStatus"];

        /// <summary>The Salesforce id that Latch was to link; absent after other calls.</summary>
        public string? RequestedSalesforceId => json["requestedSalesforceId"];

        /// <summary>The number of requests made.</summary>
        public int Attempts => json.Int("attempts") ?? 0;

        /// <summary>
        /// Whether the request was sent: yes, no, or unknown, which means that it may have taken effect.
        /// </summary>
        public string Sent => json["sent"] ?? "unknown";

        /// <summary>When it ended.</summary>
        public DateTimeOffset At => json.Time("at") ?? default;

        /// <summary>The time from its first request to its end, including waits.</summary>
        public TimeSpan Elapsed => json.Duration("elapsedMs") ?? TimeSpan.Zero;

        /// <summary>Whether a resume skips this customer: it is done, or the API rejected it.</summary>
        public bool IsFinal => json.Bool("final") ?? false;

        /// <summary>Whether two are equal.</summary>
        /// <param name="left">One.</param>
        /// <param name="right">The other.</param>
        /// <returns>Whether they are.</returns>
        public static bool operator ==(Outcome? left, Outcome? right) => left is null ? right is null : left.Equals(right);

        /// <summary>Whether two differ.</summary>
        /// <param name="left">One.</param>
        /// <param name="right">The other.</param>
        /// <returns>Whether they do.</returns>
        public static bool operator !=(Outcome? left, Outcome? right) => !(left == right);

        /// <summary>Equal if all members are.</summary>
        /// <param name="other">The other one.</param>
        /// <returns>Whether they are equal.</returns>
        public bool Equals(Outcome? other) => !(other is null) && json.Equals(other.json, Names);

        /// <inheritdoc/>
        public override bool Equals(object? obj) => Equals(obj as Outcome);

        /// <inheritdoc/>
        public override int GetHashCode() => json.Hash(Names);
    }
}
