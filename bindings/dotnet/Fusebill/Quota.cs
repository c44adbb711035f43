// What is left of the account's limits.

using System;

namespace Fusebill
{
    /// <summary>One limit. Null where the server did not send a valid value.</summary>
    public sealed class QuotaWindow
    {
        internal QuotaWindow(Json json)
        {
            Limit = json.Long("limit");
            Remaining = json.Long("remaining");
            Reset = json.Time("reset");
        }

        /// <summary>The number of calls allowed per window.</summary>
        public long? Limit { get; }

        /// <summary>The number of calls left.</summary>
        public long? Remaining { get; }

        /// <summary>When <see cref="Remaining"/> becomes <see cref="Limit"/> again, by the server's clock.</summary>
        public DateTimeOffset? Reset { get; }
    }

    /// <summary>What is left of the account's limits, as of one response. Other programs share the limits.</summary>
    public sealed class Quota
    {
        internal Quota(Json json)
        {
            Minute = new QuotaWindow(json.Object("minute"));
            Day = new QuotaWindow(json.Object("day"));
            At = json.Time("at");
        }

        /// <summary>Creates one from JSON, for your own tests.</summary>
        /// <param name="json">{"minute":{"limit":1000,"remaining":997,"reset":"…Z"},"day":{…},"at":"…Z"}.</param>
        /// <returns>The value.</returns>
        /// <exception cref="FormatException">The text is not such a quota.</exception>
        public static Quota Parse(string json) => new Quota(Fusebill.Json.Parse(json, "minute", false));

        /// <summary>The current minute.</summary>
        public QuotaWindow Minute { get; }

        /// <summary>The current day.</summary>
        public QuotaWindow Day { get; }

        /// <summary>The time of the response, by the server's clock.</summary>
        public DateTimeOffset? At { get; }
    }
}
