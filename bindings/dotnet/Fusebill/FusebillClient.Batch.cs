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

        /// <inheritdoc/>
        public FusebillBatch EnableSynchBatch(
            IEnumerable<long> ids, BatchOptions? options = null, CancellationToken cancellationToken = default)
        {
            if (ids == null)
            {
                throw new ArgumentNullException(nameof(ids));
            }

            var source = new Source<Outcome, BatchSummary>(
                (give, summarize, end) => RunBatch(ids, give, summarize, options, end), BeginRun, cancellationToken);
            return new FusebillBatch(source, options?.Operation ?? "EnableSynch");
        }

        /// <inheritdoc/>
        public BatchSummary EnableSynchEach(
            IEnumerable<long> ids,
            Func<Outcome, bool> onOutcome,
            BatchOptions? options = null,
            CancellationToken cancellationToken = default)
        {
            BatchSummary? ended = null;
            RunBatch(ids, onOutcome, summary => ended = summary, options, cancellationToken);
            return ended!;
        }

        /// <inheritdoc/>
        public BatchSummary EnableSynchEach(
            IEnumerable<long> ids,
            Action<Outcome> onOutcome,
            BatchOptions? options = null,
            CancellationToken cancellationToken = default)
        {
            if (onOutcome == null)
            {
                throw new ArgumentNullException(nameof(onOutcome));
            }

            bool All(Outcome outcome)
            {
                onOutcome(outcome);
                return true;
            }

            return EnableSynchEach(ids, (Func<Outcome, bool>)All, options, cancellationToken);
        }

        /// <inheritdoc/>
        public Task<BatchSummary> EnableSynchEachAsync(
            IEnumerable<long> ids,
            BatchOptions? options = null,
            IProgress<Outcome>? progress = null,
            CancellationToken cancellationToken = default) =>
            OnItsOwnThread(
                () => EnableSynchEach(ids, outcome => progress?.Report(outcome), options, cancellationToken), cancellationToken);

        private void RunBatch(
            IEnumerable<long> ids,
            Func<Outcome, bool> onOutcome,
            Action<BatchSummary> summarize,
            BatchOptions? options,
            CancellationToken cancellationToken)
        {
            var all = ids ?? throw new ArgumentNullException(nameof(ids));
            var isEnabling = (options?.Operation ?? "EnableSynch") == "EnableSynch";
            var text = Utf8.Encode(BatchOptions.Text(options), nameof(options));
            cancellationToken.ThrowIfCancellationRequested();
            using (var listener = new BatchListener(all, onOutcome ?? throw new ArgumentNullException(nameof(onOutcome)), isEnabling))
            using (var cancel = new CancelScope(cancellationToken))
            {
                var pinned = GCHandle.Alloc(listener);
                try
                {
                    var data = GCHandle.ToIntPtr(pinned);
                    // Pairs are checked as a whole: one missing id would shift all pairs after it.
                    var pairs = options?.SalesforceIds == null ? null : all.ToArray();
                    int Run(out IntPtr summary) => pairs == null
                        ? NativeMethods.EnableSynchBatchFrom(Open, OnNext, text, OnOutcome, data, cancel.Handle, out summary)
                        : NativeMethods.EnableSynchBatch(
                            Open, pairs, new UIntPtr((uint)pairs.Length), text, OnOutcome, data, cancel.Handle, out summary);
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
            private readonly IEnumerable<long> ids;
            private readonly bool isEnabling;
            private IEnumerator<long>? reader;

            internal BatchListener(IEnumerable<long> ids, Func<Outcome, bool> onOutcome, bool isEnabling)
                : base(onOutcome)
            {
                this.ids = ids;
                this.isEnabling = isEnabling;
            }

            public void Dispose() => reader?.Dispose();

            internal static int Receive(IntPtr data, long id, int code, IntPtr json)
            {
                var listener = (BatchListener)GCHandle.FromIntPtr(data).Target!;
                return listener.Hear(() => new Outcome(new Json(Utf8.Copy(json)), listener.isEnabling));
            }

            /// <summary>Returns 1 and an id, 0 at the end, or -1 if reading failed.</summary>
            internal static int Next(IntPtr data, out long id, out IntPtr salesforceId)
            {
                id = 0;
                salesforceId = IntPtr.Zero;
                var listener = (BatchListener)GCHandle.FromIntPtr(data).Target!;
                try
                {
                    listener.reader ??= listener.ids.GetEnumerator();
                    var isThere = !Guarded.IsAbortWanted && listener.reader.MoveNext();
                    id = isThere ? listener.reader.Current : 0;
                    return isThere ? 1 : 0;
                }
                catch (Exception exception)
                {
                    listener.Stop(exception);
                    return -1;
                }
            }
        }
    }
}
