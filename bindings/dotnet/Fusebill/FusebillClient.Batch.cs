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
        private static readonly NativeMethods.OutcomeFunction OnOutcome = OutcomeListener.Receive;

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
            var isEnabling = (options?.Operation ?? "EnableSynch") == "EnableSynch";
            var listener = new OutcomeListener(onOutcome ?? throw new ArgumentNullException(nameof(onOutcome)), isEnabling);
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

            return Sequence<Outcome>(onOutcome =>
            {
                bool Report(Outcome outcome)
                {
                    progress?.Report(outcome);
                    return onOutcome(outcome);
                }

                EnableSynchBatch(ids, Report, options, cancellationToken);
            });
        }

        /// <summary>What <paramref name="run"/> gives to a function, as a sequence; it runs on a thread of its own.</summary>
        private static IEnumerable<T> Sequence<T>(Action<Func<T, bool>> run)
        {
            using (var hasLeft = new CancellationTokenSource())
            using (var given = new BlockingCollection<T>(1))
            {
                bool Give(T one)
                {
                    try
                    {
                        given.Add(one, hasLeft.Token);
                        return true;
                    }
                    catch (OperationCanceledException)
                    {
                        return false; // the reader is gone
                    }
                }

                var running = OnItsOwnThread(
                    () =>
                    {
                        try
                        {
                            run(Give);
                            return true;
                        }
                        finally
                        {
                            given.CompleteAdding();
                        }
                    },
                    CancellationToken.None);
                try
                {
                    foreach (var one in given.GetConsumingEnumerable())
                    {
                        yield return one;
                    }

                    running.GetAwaiter().GetResult();
                }
                finally
                {
                    hasLeft.Cancel();
                    ((IAsyncResult)running).AsyncWaitHandle.WaitOne();
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

        /// <summary>Takes what native code gives one by one; no exception leaves towards it.</summary>
        /// <typeparam name="T">What it gives.</typeparam>
        private abstract class Listener<T>
        {
            private readonly Func<T, bool> function;
            private ExceptionDispatchInfo? thrown;

            protected Listener(Func<T, bool> function) => this.function = function;

            internal bool HasStopped { get; private set; }

            internal void Rethrow() => thrown?.Throw();

            /// <summary>0 to go on.</summary>
            protected int Hear(Func<T> read)
            {
                try
                {
                    HasStopped |= !function(read());
                }
                catch (Exception exception)
                {
                    thrown ??= ExceptionDispatchInfo.Capture(exception);
                    HasStopped = true;
                }

                return HasStopped ? 1 : 0;
            }
        }

        private sealed class OutcomeListener : Listener<Outcome>
        {
            private readonly bool isEnabling;

            internal OutcomeListener(Func<Outcome, bool> onOutcome, bool isEnabling)
                : base(onOutcome) => this.isEnabling = isEnabling;

            internal static int Receive(IntPtr data, long id, int code, IntPtr json)
            {
                var listener = (OutcomeListener)GCHandle.FromIntPtr(data).Target!;
                return listener.Hear(() => new Outcome(new Json(Utf8.Copy(json)), listener.isEnabling));
            }
        }
    }
}
