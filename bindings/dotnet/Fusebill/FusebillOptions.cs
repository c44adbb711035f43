// What the options of a client are besides their properties.

using System;

namespace Fusebill
{
    /// <content>Proxies, deadlines and variables.</content>
    public sealed partial class FusebillOptions
    {
        /// <summary>
        /// The variables that the library reads, apart from the key. On Unix, native code does not see what a program or
        /// PowerShell has set, and would call the host of the shell that started it.
        /// </summary>
        private static readonly string[] Variables =
        {
            "FUSEBILL_BASE_URL", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy",
        };

        /// <summary>Use no proxy, whatever the environment says. Not with <see cref="Proxy"/>.</summary>
        public bool NoProxy { get; set; }

        /// <summary>For a new client: the options, and the variables.</summary>
        internal static string Text(FusebillOptions? options) =>
            (options ?? new FusebillOptions()).Written().Add("environment", Environment()).ToString();

        /// <summary>For a client that shares the connections of another, whose variables count.</summary>
        internal static string TextForSharing(FusebillOptions options) => options.Written().ToString();

        /// <summary>Ticks for seconds, as PowerShell reads a number, would end every call at once.</summary>
        private static TimeSpan? Long(TimeSpan? time, string property)
        {
            var isShort = time > TimeSpan.Zero && time < TimeSpan.FromMilliseconds(100);
            return isShort
                ? throw new ArgumentOutOfRangeException("options", time, $"{property} is at least 100 ms; in PowerShell, a number is ticks of 100 ns.")
                : time;
        }

        private static JsonText Environment()
        {
            var text = new JsonText();
            foreach (var name in Variables)
            {
                text.Add(name, System.Environment.GetEnvironmentVariable(name));
            }

            return text;
        }

        private string? ProxyText()
        {
            var proxy = JsonText.Given(Proxy);
            return !NoProxy ? proxy
                : proxy == null ? string.Empty
                : throw new ArgumentException($"{nameof(NoProxy)} and {nameof(Proxy)} contradict each other.", "options");
        }
    }

    /// <content>As JSON.</content>
    public sealed partial class BatchOptions
    {
        internal static string? Text(BatchOptions? options) => options?.Written().ToString();
    }

    /// <content>As JSON.</content>
    public sealed partial class CustomersOptions
    {
        internal static string? Text(CustomersOptions? options) => options?.Written().ToString();

        private static string? NameOf(SynchStatus status)
        {
            switch (status)
            {
                case SynchStatus.All:
                    return null;
                case SynchStatus.Enabled:
                    return "enabled";
                case SynchStatus.NotEnabled:
                    return "not-enabled";
                default:
                    throw new ArgumentOutOfRangeException("options", status, "SynchStatus is All, Enabled or NotEnabled.");
            }
        }
    }
}
