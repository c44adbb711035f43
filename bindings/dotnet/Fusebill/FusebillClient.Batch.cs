// Whole lists of customers: as a task with progress, or as a sequence of outcomes.

using System;
using System.Collections.Concurrent;
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
        /// <summary>Kept alive for ever, so that native code never calls a delegate that was collected.</summary>
        private static readonly NativeMethods.OutcomeFunction OnOutcome = Listener.Receive;

        /// <summary>
        /// Turns on Salesforce sync for many customers, within the account's quota, with a record; waits for the end.
        /// An id that appears twice is called once.
        /// </summary>
        /// <param name="ids">The customers.</param>
        /// <param name="onOutcome">
        /// Gets each outcome on this thread, in the order of completion; false stops the batch in good order: what is
        /// in flight is awaited and recorded. An exception does, too, and comes out here.
        /// </param>
        /// <param name="options">Null for the defaults.</param>
        /// <param name="cancellationToken">Ends it within 0.2 s, with the calls in flight.</param>
        /// <returns>How it ended, also when some customers failed.</returns>
        /// <exception cref="FusebillException">What stopped it before its end, or kept it from beginning.</exception>
        /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
        public BatchSummary EnableSynchBatch(
            IEnumerable<long> ids,
            Func<Outcome, bool> onOutcome,
            BatchOptions? options = null,
            CancellationToken cancellationToken = default)
        {
            var list = (ids ?? throw new ArgumentNullException(nameof(ids))).ToArray();
            var listener = new Listener(onOutcome ?? throw new ArgumentNullException(nameof(onOutcome)));
            var text = Utf8.Encode(OptionsText.Of(options), nameof(options));
            cancellationToken.ThrowIfCancellationRequested();
            var pinned = GCHandle.Alloc(listener);
            try
            {
                using (var cancel = new CancelScope(cancellationToken))
                {
                    var count = new UIntPtr((uint)list.Length);
                    var data = GCHandle.ToIntPtr(pinned);
                    var status = NativeMethods.EnableSynchBatch(
                        Open, list, count, text, OnOutcome, data, cancel.Handle, out var json);
                    listener.Rethrow();
                    return Ended(status, json, listener.HasStopped, cancellationToken);
                }
            }
            finally
            {
                pinned.Free();
            }
        }

        /// <summary>The same, awaited, with progress.</summary>
        /// <param name="ids">The customers.</param>
        /// <param name="progress">Gets each outcome; null when unwanted.</param>
        /// <param name="options">Null for the defaults.</param>
        /// <param name="cancellationToken">Ends it within 0.2 s, with the calls in flight.</param>
        /// <returns>How it ended, or the exceptions of the other overload.</returns>
        public Task<BatchSummary> EnableSynchBatchAsync(
            IEnumerable<long> ids,
            IProgress<Outcome>? progress = null,
            BatchOptions? options = null,
            CancellationToken cancellationToken = default)
        {
            bool Report(Outcome outcome)
            {
                progress?.Report(outcome);
                return true;
            }

            return OnItsOwnThread(() => EnableSynchBatch(ids, Report, options, cancellationToken), cancellationToken);
        }

        /// <summary>
        /// The same as a sequence of outcomes, in the order of completion. Leaving the loop stops the batch in good order:
        /// what is in flight is awaited and recorded.
        /// </summary>
        /// <param name="ids">The customers.</param>
        /// <param name="options">Null for the defaults.</param>
        /// <param name="progress">Gets each outcome, too; null when unwanted.</param>
        /// <param name="cancellationToken">Ends it within 0.2 s, with the calls in flight.</param>
        /// <returns>The outcomes; what stopped the batch before its end is thrown after the last.</returns>
        public IEnumerable<Outcome> EnableSynchBatch(
            IEnumerable<long> ids,
            BatchOptions? options = null,
            IProgress<Outcome>? progress = null,
            CancellationToken cancellationToken = default)
        {
            if (ids == null)
            {
                throw new ArgumentNullException(nameof(ids));
            }

            return Outcomes(ids, options, progress, cancellationToken);
        }

        private IEnumerable<Outcome> Outcomes(
            IEnumerable<long> ids,
            BatchOptions? options,
            IProgress<Outcome>? progress,
            CancellationToken cancellationToken)
        {
            using (var hasLeft = new CancellationTokenSource())
            using (var outcomes = new BlockingCollection<Outcome>(1))
            {
                bool Report(Outcome outcome)
                {
                    progress?.Report(outcome);
                    try
                    {
                        outcomes.Add(outcome, hasLeft.Token);
                        return true;
                    }
                    catch (OperationCanceledException)
                    {
                        return false; // the reader is gone
                    }
                }

                var batch = OnItsOwnThread(
                    () =>
                    {
                        try
                        {
                            return EnableSynchBatch(ids, Report, options, cancellationToken);
                        }
                        finally
                        {
                            outcomes.CompleteAdding();
                        }
                    },
                    CancellationToken.None);
                try
                {
                    foreach (var outcome in outcomes.GetConsumingEnumerable())
                    {
                        yield return outcome;
                    }

                    batch.GetAwaiter().GetResult();
                }
                finally
                {
                    hasLeft.Cancel();
                    ((IAsyncResult)batch).AsyncWaitHandle.WaitOne();
                }
            }
        }

        private static BatchSummary Ended(int status, IntPtr text, bool hasStopped, CancellationToken cancellationToken)
        {
            var json = Json.Take(text);
            var hasBegun = json.Get("/status") != null;
            if (status == NativeMethods.Ok || status == NativeMethods.SomeFailed || (hasBegun && hasStopped))
            {
                return new BatchSummary(json);
            }

            throw Failure(hasBegun ? json.At("/stopped") : json, cancellationToken);
        }

        /// <summary>Takes outcomes from native code; no exception leaves towards it.</summary>
        private sealed class Listener
        {
            private readonly Func<Outcome, bool> onOutcome;
            private ExceptionDispatchInfo? thrown;

            internal Listener(Func<Outcome, bool> onOutcome) => this.onOutcome = onOutcome;

            internal bool HasStopped { get; private set; }

            internal static int Receive(IntPtr data, long id, int code, IntPtr json)
            {
                var listener = (Listener)GCHandle.FromIntPtr(data).Target!;
                try
                {
                    listener.HasStopped |= !listener.onOutcome(new Outcome(new Json(Utf8.Copy(json))));
                }
                catch (Exception exception)
                {
                    listener.thrown ??= ExceptionDispatchInfo.Capture(exception);
                    listener.HasStopped = true;
                }

                return listener.HasStopped ? 1 : 0;
            }

            internal void Rethrow() => thrown?.Throw();
        }
    }
}
