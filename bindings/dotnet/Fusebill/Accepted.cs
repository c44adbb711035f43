// The results of the other calls, of a list of customers, and of a check.

using System;

namespace Fusebill
{
    /// <summary>The response of a successful call whose response the vendor does not document.</summary>
    public sealed class Accepted
    {
        internal Accepted(Json json)
        {
            Text = json.Text;
            Customer = json["id"] != null ? new Customer(json) : null;
        }

        /// <summary>Creates one, for your own tests.</summary>
        /// <param name="text">What the server would send.</param>
        public Accepted(string text)
            : this(new Json(text ?? throw new ArgumentNullException(nameof(text))))
        {
        }

        /// <summary>The text that the server sent; may be empty.</summary>
        public string Text { get; }

        /// <summary>The customer, if the server sent one.</summary>
        public Customer? Customer { get; }
    }

    /// <summary>The totals of a list of customers.</summary>
    public sealed class CustomersSummary
    {
        private readonly Json json;

        internal CustomersSummary(Json json)
        {
            Customers = json.Long("customers") ?? 0;
            Received = json.Long("received") ?? 0;
            Count = json.Long("count");
            Duplicates = json.Long("duplicates") ?? 0;
            Requests = json.Long("requests") ?? 0;
            IsWhole = json.Bool("whole") ?? false;
            this.json = json;
        }

        /// <summary>Creates one from JSON, for your own tests.</summary>
        /// <param name="json">JSON, as <see cref="ToJson"/> returns it.</param>
        /// <returns>The value.</returns>
        /// <exception cref="FormatException">The text is not such a summary.</exception>
        public static CustomersSummary Parse(string json) => new CustomersSummary(Json.Parse(json, "customers"));

        /// <summary>Customers returned to the caller, after filtering.</summary>
        public long Customers { get; }

        /// <summary>Distinct customers that the server sent.</summary>
        public long Received { get; }

        /// <summary>The total that the server reported; null if it reported none.</summary>
        public long? Count { get; }

        /// <summary>Customers that the server sent more than once.</summary>
        public long Duplicates { get; }

        /// <summary>Requests made, including retries.</summary>
        public long Requests { get; }

        /// <summary>Whether all customers were received, if the server reported their number.</summary>
        public bool IsWhole { get; }

        /// <summary>The summary as JSON.</summary>
        /// <returns>The text, to keep or to pass to <see cref="Parse"/>.</returns>
        public string ToJson() => json.Text;

        /// <summary>The counts.</summary>
        /// <returns>A line for a log.</returns>
        public override string ToString() => $"{Customers} customers, {Received} received{(IsWhole ? string.Empty : ", not all")}";
    }

    /// <summary>One step of a check.</summary>
    public sealed class CheckStage
    {
        internal CheckStage(Json json)
        {
            Name = json["name"] ?? string.Empty;
            Detail = json["detail"] ?? string.Empty;
            Error = json["error"] == null ? null : new FusebillException(json.Object("error"));
            Advice = json["advice"];
            Elapsed = json.Duration("elapsedMs") ?? TimeSpan.Zero;
        }

        /// <summary>Creates one from JSON, for your own tests.</summary>
        /// <param name="json">As "fusebill check --output json" prints it.</param>
        /// <returns>The value.</returns>
        /// <exception cref="FormatException">The text is not such a step.</exception>
        public static CheckStage Parse(string json) => new CheckStage(Json.Parse(json, "name", false));

        /// <summary>configuration, key, dns, tcp, proxy, tls, api, clock, quota or results.</summary>
        public string Name { get; }

        /// <summary>What was found, as text without the key, or the message of the error.</summary>
        public string Detail { get; }

        /// <summary>The error; null if the stage succeeded.</summary>
        public FusebillException? Error { get; }

        /// <summary>What to do about it; with a stage that succeeded, a warning. Null if there is nothing to do.</summary>
        public string? Advice { get; }

        /// <summary>How long it took.</summary>
        public TimeSpan Elapsed { get; }
    }
}
