// Whole lists of customers: as a task with progress, or as a sequence of outcomes.

using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Fusebill.Native;

namespace Fusebill
{
    public sealed partial class FusebillClient
    {
        /// <summary>Kept alive forever, so that native code never calls a delegate that was collected.</summary>
        private static readonly NativeMethods.OutcomeFunction OnOutcome = BatchListener.Receive;

        private static readonly NativeMethods.NextFunction OnNext = BatchListener.Next;

        private static IEnumerable<KeyValuePair<long, string?>> Ids(IEnumerable<long> ids) =>
            (ids ?? throw new ArgumentNullException(nameof(ids))).Select(id => new KeyValuePair<long, string?>(id, null));

        private static IEnumerable<KeyValuePair<long, string?>> Pairs(IEnumerable<(long CustomerId, string SalesforceId)> pairs) =>
            (pairs ?? throw new ArgumentNullException(nameof(pairs)))
                .Select(pair => new KeyValuePair<long, string?>(pair.CustomerId, pair.SalesforceId));

        private static Func<Outcome, bool> Always(Action<Outcome> onOutcome)
        {
            if (onOutcome == null)
            {
                throw new ArgumentNullException(nameof(onOutcome));
            }

            return outcome =>
            {
                onOutcome(outcome);
                return true;
            };
        }

        private FusebillBatch Batch(
            string operation,
            IEnumerable<KeyValuePair<long, string?>> customers,
            BatchOptions? options,
            CancellationToken cancellationToken)
        {
            var source = new Source<Outcome, BatchSummary>(
                (give, summarize, end) => RunBatch(operation, customers, give, summarize, options, end), BeginRun, cancellationToken);
            return new FusebillBatch(source, operation);
        }

        private BatchSummary Each(
            string operation,
            IEnumerable<KeyValuePair<long, string?>> customers,
            Func<Outcome, bool> onOutcome,
            BatchOptions? options,
            CancellationToken cancellationToken)
        {
            BatchSummary? ended = null;
            RunBatch(operation, customers, onOutcome, summary => ended = summary, options, cancellationToken);
            return ended!;
        }

        private Task<BatchSummary> EachAsync(
            string operation,
            IEnumerable<KeyValuePair<long, string?>> customers,
            BatchOptions? options,
            IProgress<Outcome>? progress,
            CancellationToken cancellationToken)
        {
            bool Report(Outcome outcome)
            {
                progress?.Report(outcome);
                return true;
            }

            return OnItsOwnThread(() => Each(operation, customers, Report, options, cancellationToken), cancellationToken);
        }

        private void RunBatch(
            string operation,
            IEnumerable<KeyValuePair<long, string?>> customers,
            Func<Outcome, bool> onOutcome,
            Action<BatchSummary> summarize,
            BatchOptions? options,
            CancellationToken cancellationToken)
        {
            var hear = onOutcome ?? throw new ArgumentNullException(nameof(onOutcome));
            var name = Utf8.Encode(operation, nameof(operation))!;
            var text = Utf8.Encode(BatchOptions.Text(options), nameof(options));
            cancellationToken.ThrowIfCancellationRequested();
            using (var listener = new BatchListener(customers, hear))
            using (var cancel = new CancelScope(cancellationToken))
            {
                var pinned = GCHandle.Alloc(listener);
                try
                {
                    var data = GCHandle.ToIntPtr(pinned);
                    int Run(out IntPtr summary) =>
                        NativeMethods.BatchFrom(Open, name, OnNext, text, OnOutcome, data, cancel.Handle, out summary);
                    var status = Guarded.Call(Run, out var ended);
                    var hasBegun = ended["status"] != null;
                    if (hasBegun)
                    {
                        summarize(new BatchSummary(ended));
                    }

                    listener.Rethrow();
                    var isGood = status == NativeMethods.Ok || status == NativeMethods.SomeFailed;
                    if (!isGood && !(hasBegun && listener.HasStopped))
                    {
                        throw Failure(hasBegun ? ended.Object("stopped") : ended, cancellationToken);
                    }
                }
                finally
                {
                    pinned.Free();
                }
            }
        }

        /// <summary>Receives values from native code one by one; no exception escapes into native code.</summary>
        /// <typeparam name="T">The type of the values.</typeparam>
        private abstract class Listener<T>
        {
            private readonly Func<T, bool> function;
            private ExceptionDispatchInfo? thrown;

            protected Listener(Func<T, bool> function) => this.function = function;

            internal bool HasStopped { get; private set; }

            internal void Rethrow() => thrown?.Throw();

            /// <summary>Returns 0 to continue.</summary>
            protected int Hear(Func<T> read)
            {
                try
                {
                    HasStopped |= !function(read()) || Guarded.IsAbortWanted;
                }
                catch (Exception exception)
                {
                    Stop(exception);
                }

                return HasStopped ? 1 : 0;
            }

            /// <summary>The exception is rethrown after native code has returned.</summary>
            protected void Stop(Exception exception)
            {
                Guarded.Hold(exception);
                thrown ??= ExceptionDispatchInfo.Capture(exception);
                HasStopped = true;
            }
        }

        private sealed class BatchListener : Listener<Outcome>, IDisposable
        {
            private readonly IEnumerable<KeyValuePair<long, string?>> customers;
            private IEnumerator<KeyValuePair<long, string?>>? reader;

            /// <summary>The Salesforce id that native code may read until it asks for the next customer.</summary>
            private IntPtr salesforceId;

            internal BatchListener(IEnumerable<KeyValuePair<long, string?>> customers, Func<Outcome, bool> onOutcome)
                : base(onOutcome) => this.customers = customers;

            public void Dispose()
            {
                Marshal.FreeHGlobal(salesforceId);
                salesforceId = IntPtr.Zero;
                reader?.Dispose();
            }

            internal static int Receive(IntPtr data, long id, int code, IntPtr json)
            {
                var listener = (BatchListener)GCHandle.FromIntPtr(data).Target!;
                return listener.Hear(() => new Outcome(id, code, new Json(Utf8.Copy(json))));
            }

            /// <summary>Returns 1 and a customer, 0 at the end, or -1 if reading failed.</summary>
            internal static int Next(IntPtr data, out long id, out IntPtr salesforceId)
            {
                id = 0;
                salesforceId = IntPtr.Zero;
                var listener = (BatchListener)GCHandle.FromIntPtr(data).Target!;
                try
                {
                    listener.reader ??= listener.customers.GetEnumerator();
                    if (Guarded.IsAbortWanted || !listener.reader.MoveNext())
                    {
                        return 0;
                    }

                    id = listener.reader.Current.Key;
                    salesforceId = listener.Hold(listener.reader.Current.Value);
                    return 1;
                }
                catch (Exception exception)
                {
                    listener.Stop(exception);
                    return -1;
                }
            }

            private IntPtr Hold(string? text)
            {
                var bytes = Utf8.Encode(text, "pairs");
                if (bytes == null)
                {
                    return IntPtr.Zero;
                }

                Marshal.FreeHGlobal(salesforceId);
                salesforceId = IntPtr.Zero;
                salesforceId = Marshal.AllocHGlobal(bytes.Length);
                Marshal.Copy(bytes, 0, salesforceId, bytes.Length);
                return salesforceId;
            }
        }
    }
}
