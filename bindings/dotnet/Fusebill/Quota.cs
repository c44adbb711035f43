// What is left of the account's limits.

using System;

namespace Fusebill
{
    /// <summary>One limit. Null where the server said nothing that could be understood.</summary>
    public sealed class QuotaWindow
    {
        internal QuotaWindow(Json json, string at)
        {
            Limit = json.Long(at + "/limit");
            Remaining = json.Long(at + "/remaining");
            Reset = json.Time(at + "/reset");
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
            Minute = new QuotaWindow(json, "/minute");
            Day = new QuotaWindow(json, "/day");
            At = json.Time("/at");
        }

        /// <summary>The current minute.</summary>
        public QuotaWindow Minute { get; }

        /// <summary>The current day.</summary>
        public QuotaWindow Day { get; }

        /// <summary>The server's time at the answer.</summary>
        public DateTimeOffset? At { get; }
    }
}
