// The results of the other calls, of a list of customers, and of a check.

using System;

namespace Fusebill
{
    /// <summary>The response of a successful call whose response the vendor does not document.</summary>
    public sealed class Accepted : IEquatable<Accepted>
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

        /// <summary>Whether two are equal.</summary>
        /// <param name="left">One.</param>
        /// <param name="right">The other.</param>
        /// <returns>Whether they are.</returns>
        public static bool operator ==(Accepted? left, Accepted? right) => left is null ? right is null : left.Equals(right);

        /// <summary>Whether two differ.</summary>
        /// <param name="left">One.</param>
        /// <param name="right">The other.</param>
        /// <returns>Whether they do.</returns>
        public static bool operator !=(Accepted? left, Accepted? right) => !(left == right);

        /// <summary>Equal if the server's texts are identical, byte for byte.</summary>
        /// <param name="other">The other one.</param>
        /// <returns>Whether they are equal.</returns>
        public bool Equals(Accepted? other) => !(other is null) && Text == other.Text;

        /// <inheritdoc/>
        public override bool Equals(object? obj) => Equals(obj as Accepted);

        /// <inheritdoc/>
        public override int GetHashCode() => Text.GetHashCode();
    }

    /// <content>How it is shown.</content>
    public sealed partial class CustomersSummary
    {
        /// <summary>The counts.</summary>
        /// <returns>A line for a log.</returns>
        public override string ToString() => $"{Customers} customers, {Received} received{(IsWhole ? string.Empty : ", not all")}";
    }

    /// <content>How it is shown.</content>
    public sealed partial class CheckStage
    {
        /// <summary>The name and the detail.</summary>
        /// <returns>A line for a log.</returns>
        public override string ToString() => $"{Name}: {Detail}";
    }
}
