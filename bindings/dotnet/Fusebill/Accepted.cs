// What the calls around EnableSynch give, and what lists say of themselves.

using System;

namespace Fusebill
{
    /// <summary>A success whose response the vendor does not show.</summary>
    public sealed class Accepted
    {
        internal Accepted(Json json)
        {
            Text = json.Text;
            Customer = json["id"] != null ? new Customer(json) : null;
        }

        /// <summary>Makes one, for tests of your own.</summary>
        /// <param name="text">What the server would send.</param>
        public Accepted(string text)
            : this(new Json(text ?? throw new ArgumentNullException(nameof(text))))
        {
        }

        /// <summary>What the server sent; may be empty.</summary>
        public string Text { get; }

        /// <summary>The customer, when the server sent one.</summary>
        public Customer? Customer { get; }
    }

    /// <summary>What came of a list of customers.</summary>
    public sealed class CustomersSummary
    {
        internal CustomersSummary(Json json)
        {
            Customers = json.Long("customers") ?? 0;
            Received = json.Long("received") ?? 0;
            Count = json.Long("count");
            Duplicates = json.Long("duplicates") ?? 0;
            Requests = json.Long("requests") ?? 0;
            IsWhole = json.Bool("whole") ?? false;
            Json = json.Text;
        }

        /// <summary>Makes one from JSON, for tests of your own.</summary>
        /// <param name="json">As <see cref="Json"/> has it.</param>
        /// <returns>The value.</returns>
        /// <exception cref="FormatException">The text is not one.</exception>
        public static CustomersSummary Parse(string json) => new CustomersSummary(Fusebill.Json.Parse(json, "customers"));

        /// <summary>Customers that were given: those that were asked for.</summary>
        public long Customers { get; }

        /// <summary>Customers that the server sent, each counted once.</summary>
        public long Received { get; }

        /// <summary>How many the server said there are; null when it did not say.</summary>
        public long? Count { get; }

        /// <summary>Customers that came more than once.</summary>
        public long Duplicates { get; }

        /// <summary>Requests made, retries included.</summary>
        public long Requests { get; }

        /// <summary>Whether as many came as the server said there are.</summary>
        public bool IsWhole { get; }

        /// <summary>The summary as JSON.</summary>
        public string Json { get; }

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

        /// <summary>Makes one from JSON, for tests of your own.</summary>
        /// <param name="json">As "fusebill check --output json" prints it.</param>
        /// <returns>The value.</returns>
        /// <exception cref="FormatException">The text is not one.</exception>
        public static CheckStage Parse(string json) => new CheckStage(Fusebill.Json.Parse(json, "name", false));

        /// <summary>configuration, key, dns, tcp, proxy, tls, api, clock, quota or results.</summary>
        public string Name { get; }

        /// <summary>What was found, in words without the key; or why it does not work.</summary>
        public string Detail { get; }

        /// <summary>Why it does not work; null when it does.</summary>
        public FusebillException? Error { get; }

        /// <summary>What a person may do about it; null when it works.</summary>
        public string? Advice { get; }

        /// <summary>How long it took.</summary>
        public TimeSpan Elapsed { get; }
    }
}
