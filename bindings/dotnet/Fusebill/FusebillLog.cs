// Log lines of the native library, for the logging framework of the program.

using System;
using System.Threading;
using Fusebill.Native;

namespace Fusebill
{
    /// <summary>The level of logging.</summary>
    public enum FusebillLogLevel
    {
        /// <summary>Nothing.</summary>
        Off = 0,

        /// <summary>Errors.</summary>
        Error = 1,

        /// <summary>Calls that failed.</summary>
        Warn = 2,

        /// <summary>Retries.</summary>
        Info = 3,

        /// <summary>Every call.</summary>
        Debug = 4,

        /// <summary>Everything.</summary>
        Trace = 5,
    }

    /// <summary>The log of the library, one per process. It never contains the key.</summary>
    public static class FusebillLog
    {
        /// <summary>Kept alive forever, so that native code never calls a delegate that was collected.</summary>
        private static readonly NativeMethods.LogFunction OnLine = Receive;

        private static Action<FusebillLogLevel, string>? listener;

        /// <summary>
        /// Sends log lines to a function, which replaces the previous one.
        /// <code>FusebillLog.Listen(FusebillLogLevel.Info, (level, line) => logger.LogInformation(line));</code>
        /// </summary>
        /// <param name="level">The least severe level to receive.</param>
        /// <param name="onLine">
        /// Receives each line, on the thread that makes the call, possibly on several at once; null turns logging off. Its
        /// exceptions are ignored. It must not call Listen.
        /// </param>
        public static void Listen(FusebillLogLevel level, Action<FusebillLogLevel, string>? onLine)
        {
            var status = NativeMethods.SetLogger(onLine == null ? null : OnLine, IntPtr.Zero, (int)level);
            if (status != NativeMethods.Ok)
            {
                throw new FusebillException((ErrorKind)status, "the level is unknown, or a listener called this");
            }

            Volatile.Write(ref listener, onLine);
        }

        private static void Receive(IntPtr data, int level, IntPtr line)
        {
            try
            {
                Volatile.Read(ref listener)?.Invoke((FusebillLogLevel)level, Utf8.Decode(Utf8.Copy(line)));
            }
            catch (Exception exception)
            {
                // An exception must not reach native code, and logging must not make a call fail.
                Guarded.Hold(exception);
            }
        }
    }
}
