// Thread aborts (.NET Framework and Mono: Response.End, request timeouts) while native code is on the stack. An abort that
// unwound through its frames would leave locks locked, and crash the process.

using System;
using System.Threading;

namespace Fusebill.Native
{
    /// <summary>Calls of native code that may call back.</summary>
    internal static class Guarded
    {
        /// <summary>What the abort that a callback stopped carries, in an array; null if there was none.</summary>
        [ThreadStatic]
        private static object?[]? held;

        /// <summary>A function that returns a status, and a text to be freed.</summary>
        internal delegate int Function(out IntPtr text);

        /// <summary>Whether this thread is to be aborted; callbacks then end what called them.</summary>
        internal static bool IsAbortWanted =>
            held != null || (Thread.CurrentThread.ThreadState & ThreadState.AbortRequested) != 0;

        /// <summary>
        /// Runs on a thread of this library. An abort that a callback began ends the call, and nothing else: somebody waits
        /// for its result.
        /// </summary>
        internal static T OnOurThread<T>(Func<T> work)
        {
            try
            {
                return work();
            }
            catch (ThreadAbortException abort)
            {
                Thread.ResetAbort();
                throw new InvalidOperationException("A callback aborted the thread of the call.", abort);
            }
        }

        /// <summary>Calls it, and takes its text. An abort that comes meanwhile takes effect afterwards.</summary>
        internal static int Call(Function function, out Json json)
        {
            var status = 0;
            json = null!;
            try
            {
            }
            finally
            {
                // In a finally block, the runtime does not begin the abort that another thread asked for.
                status = function(out var text);
                json = Json.Take(text);
            }

            if (held is object?[] stopped)
            {
                held = null;
                Thread.CurrentThread.Abort(stopped[0]);
            }

            return status;
        }

        /// <summary>For an exception that a callback caught: an abort is stopped until native code has returned.</summary>
        internal static void Hold(Exception exception)
        {
            if (exception is ThreadAbortException abort)
            {
                var state = abort.ExceptionState;
                Thread.ResetAbort();
                held = new[] { state };
            }
        }
    }
}
