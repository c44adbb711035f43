// The outcome of one customer of a batch, and of the whole batch.

using System;
using System.Linq;

namespace Fusebill
{
    /// <content>What is known before the JSON is read.</content>
    public sealed partial class Outcome
    {
        internal Outcome(long id, int code, Json json)
        {
            Id = id;
            Code = code;
            this.json = json;
        }

        /// <summary>The customer.</summary>
        public long Id { get; }

        /// <summary>
        /// 0: it is done. 14 or 17: the customer was returned, but is not enabled, or is still enabled. Otherwise, the code
        /// of the error.
        /// </summary>
        public int Code { get; }

        /// <summary>Whether the customer has the requested state: after EnableSynch, the sync is on.</summary>
        public bool IsDone => Code == 0;

        /// <summary>The error; null if there is none.</summary>
        public ErrorKind? Kind => Enum.IsDefined(typeof(ErrorKind), Code) ? (ErrorKind)Code : (ErrorKind?)null;

        /// <summary>Creates one from JSON, for your own tests.</summary>
        /// <param name="json">A line of a results file.</param>
        /// <returns>The outcome.</returns>
        /// <exception cref="FormatException">The text is not such an outcome.</exception>
        public static Outcome Parse(string json)
        {
            var read = Json.Parse(json, "id");
            return new Outcome(read.Long("id") ?? 0, read.Int("code") ?? (int)ErrorKind.Internal, read);
        }

        /// <summary>The outcome as JSON, the same bytes as its line in the results file.</summary>
        /// <returns>The text, to keep or to pass to <see cref="Parse"/>.</returns>
        public string ToJson() => json.Text;

        /// <inheritdoc/>
        public override string ToString() => $"Customer {Id}: {Name}";
    }

    /// <content>How it is shown.</content>
    public sealed partial class BatchSummary
    {
        /// <summary>The counts.</summary>
        /// <returns>A line for a log.</returns>
        public override string ToString() =>
            $"{Operation}: {Done} done, {Failed.Values.Sum()} failed, {Skipped} done before (status {Status})";
    }
}
