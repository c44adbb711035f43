// What is left of the account's limits.

using System;

namespace Fusebill
{
    /// <summary>One limit. Null where the server said nothing that could be understood.</summary>
    public sealed class QuotaWindow
    {
        internal QuotaWindow(Json json)
        {
            Limit = json.Long("limit");
            Remaining = json.Long("remaining");
            Reset = json.Time("reset");
        }

        /// <summary>How many calls the window allows.</summary>
        public long? Limit { get; }

        /// <summary>How many of them are left.</summary>
        public long? Remaining { get; }

        /// <summary>When <see cref="Remaining"/> becomes <see cref="Limit"/> again, by the server's clock.</summary>
        public DateTimeOffset? Reset { get; }
    }

    /// <summary>What is left of the account's limits, as one response said. Other programs share them.</summary>
    public sealed class Quota
    {
        internal Quota(Json json)
        {
            Minute = new QuotaWindow(json.Object("minute"));
            Day = new QuotaWindow(json.Object("day"));
            At = json.Time("at");
        }

        /// <summary>Makes one from JSON, for tests of your own.</summary>
        /// <param name="json">{"minute":{"limit":1000,"remaining":997,"reset":"…Z"},"day":{…},"at":"…Z"}.</param>
        /// <returns>The value.</returns>
        /// <exception cref="FormatException">The text is not one.</exception>
        public static Quota Parse(string json) => new Quota(Fusebill.Json.Parse(json, "minute", false));

        /// <summary>The current minute.</summary>
        public QuotaWindow Minute { get; }

        /// <summary>The current day.</summary>
        public QuotaWindow Day { get; }

        /// <summary>The server's time at the answer.</summary>
        public DateTimeOffset? At { get; }
    }
}
