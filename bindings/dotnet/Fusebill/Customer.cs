// The customer: the server's text, and typed access to its fields. The text is not parsed until a field is read.

using System;
using System.Diagnostics;

namespace Fusebill
{
    /// <summary>
    /// A customer as the server sent it. A property is null if the field is null, missing, or of an unexpected type.
    /// Fields such as the status are open sets. Safe to use from any number of threads.
    /// </summary>
    [DebuggerDisplay("{ToString(),nq}")]
    public sealed partial class Customer
    {
        private readonly Json json;
        private readonly Lazy<string> raw;

        internal Customer(Json json)
        {
            this.json = json;
            raw = new Lazy<string>(() => json.Text);
        }

        /// <summary>Creates a customer from its JSON, as <see cref="ToJson"/> returns it.</summary>
        /// <param name="json">A customer object.</param>
        /// <returns>The customer.</returns>
        /// <exception cref="FormatException">The text is not a customer object.</exception>
        public static Customer Parse(string json) => new Customer(Json.Parse(json, "id"));

        /// <summary>The server's text, byte for byte: with unknown fields, spacing, and 25.9800 as written.</summary>
        /// <returns>The same text at each call.</returns>
        public string ToJson() => raw.Value;

        /// <summary>Whether <see cref="SalesforceSynchStatus"/> is Enabled. A 200 alone does not mean that.</summary>
        public bool IsSynchEnabled => json.IsSynchEnabled;

        /// <summary>
        /// Any field by JSON pointer (RFC 6901), even one that this version does not know, as text: a number as it was
        /// written, an array or object as JSON. Null for null and for a missing field.
        /// </summary>
        /// <param name="pointer">For example /customerReference/reference1.</param>
        /// <exception cref="ArgumentException">The pointer is malformed.</exception>
        public string? Get(string pointer) => json.Get(pointer ?? throw new ArgumentNullException(nameof(pointer)));

        /// <summary>The id and the status; no name, email address or phone number.</summary>
        /// <returns>A line for a log.</returns>
        public override string ToString() => $"Customer {Id}: {SalesforceSynchStatus ?? "null"}";
    }
}
