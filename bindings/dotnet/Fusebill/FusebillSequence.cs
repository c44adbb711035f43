// Values that native code delivers one by one, as a sequence with a summary.

using System;
using System.Collections;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Fusebill
{
    /// <summary>
    /// Outcomes of a batch or customers of a list, as a sequence. Each loop over it starts a new run, on a thread of its
    /// own; leaving the loop ends the run cleanly. Returned by <see cref="IFusebillClient"/>.
    /// </summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TSummary">The type of the summary, which says how it ended.</typeparam>
    public sealed class FusebillSequence<T, TSummary> : IEnumerable<T>
#if NETSTANDARD2_1
        , IAsyncEnumerable<T>
#endif
        where TSummary : class
    {
        private readonly Run run;
        private TSummary? summary;

        /// <summary>Creates one from existing items, for your own tests.</summary>
        /// <param name="all">The items.</param>
        /// <param name="summary">The value of <see cref="Summary"/> at the end.</param>
        public FusebillSequence(IEnumerable<T> all, TSummary? summary = null)
        {
            var things = all ?? throw new ArgumentNullException(nameof(all));
            run = (give, summarize, _) =>
            {
                foreach (var one in things)
                {
                    if (!give(one))
                    {
                        break;
                    }
                }

                if (summary != null)
                {
                    summarize(summary);
                }
            };
        }

        internal FusebillSequence(Run run) => this.run = run;

        /// <summary>Passes every item to a function until it returns false, and the summary to another.</summary>
        internal delegate void Run(Func<T, bool> give, Action<TSummary> summarize, CancellationToken cancellationToken);

        /// <summary>The summary of the last loop; null before its end, and if it could not start.</summary>
        public TSummary? Summary => Volatile.Read(ref summary);

        /// <summary>
        /// Starts a run. An error is thrown after the last item, but not if the loop is left before that.
        /// </summary>
        /// <returns>The items, one by one.</returns>
        public IEnumerator<T> GetEnumerator()
        {
            using (var handover = new Handover<T>())
            using (new Consumer(handover))
            {
                var running = Begin(handover, CancellationToken.None);
                var isLeft = true;
                try
                {
                    handover.Wait();
                    while (handover.Take(out var one))
                    {
                        yield return one;
                        handover.Wait();
                    }

                    isLeft = false;
                }
                finally
                {
                    handover.Leave();
                    try
                    {
                        running.GetAwaiter().GetResult();
                    }
                    catch (Exception exception) when (isLeft && IsOfTheCalls(exception))
                    {
                    }
                }
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

#if NETSTANDARD2_1
        /// <summary>The same, asynchronously. Only the thread that makes the calls is blocked.</summary>
        /// <param name="cancellationToken">Ends it and the calls in flight within 0.2 s.</param>
        /// <returns>The items, one by one.</returns>
        public async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
        {
            using (var handover = new Handover<T>())
            using (new Consumer(handover))
            {
                var running = Begin(handover, cancellationToken);
                var isLeft = true;
                try
                {
                    await handover.WaitAsync().ConfigureAwait(false);
                    while (handover.Take(out var one))
                    {
                        yield return one;
                        await handover.WaitAsync().ConfigureAwait(false);
                    }

                    isLeft = false;
                }
                finally
                {
                    handover.Leave();
                    try
                    {
                        await running.ConfigureAwait(false);
                    }
                    catch (Exception exception) when (isLeft && IsOfTheCalls(exception))
                    {
                    }
                }
            }
        }
#endif

        /// <summary>
        /// Whether an exception says how the calls ended, which no longer matters once the loop is left. Exceptions from the
        /// ids are thrown from the loop, as from any iterator.
        /// </summary>
        private static bool IsOfTheCalls(Exception exception) =>
            exception is OperationCanceledException || exception is FusebillException;

        /// <summary>Lives as long as a loop. If that is abandoned, its finalizer ends the calls and their thread.</summary>
        private sealed class Consumer : IDisposable
        {
            private readonly Handover<T> handover;

            internal Consumer(Handover<T> handover) => this.handover = handover;

            ~Consumer() => handover.Leave();

            public void Dispose() => GC.SuppressFinalize(this);
        }

        private Task Begin(Handover<T> handover, CancellationToken cancellationToken)
        {
            Volatile.Write(ref summary, null);
            return FusebillClient.OnItsOwnThread(
                () =>
                {
                    try
                    {
                        run(handover.Give, ended => Volatile.Write(ref summary, ended), cancellationToken);
                        return true;
                    }
                    finally
                    {
                        handover.End();
                    }
                },
                CancellationToken.None);
        }
    }

    /// <summary>Passes one item at a time from one thread to another.</summary>
    /// <typeparam name="T">The type of the item.</typeparam>
    internal sealed class Handover<T> : IDisposable
    {
        private readonly SemaphoreSlim free = new SemaphoreSlim(1);
        private readonly SemaphoreSlim filled = new SemaphoreSlim(0);
        private readonly CancellationTokenSource hasLeft = new CancellationTokenSource();
        private T room = default!;
        private bool isFull;

        public void Dispose()
        {
            free.Dispose();
            filled.Dispose();
            hasLeft.Dispose();
        }

        /// <summary>Waits until the previous item was taken; returns false if the consumer has left.</summary>
        internal bool Give(T one)
        {
            try
            {
                free.Wait(hasLeft.Token);
            }
            catch (OperationCanceledException)
            {
                return false;
            }

            room = one;
            isFull = true;
            filled.Release();
            return true;
        }

        /// <summary>No more items follow.</summary>
        internal void End() => filled.Release();

        /// <summary>The consumer wants no more items.</summary>
        internal void Leave() => hasLeft.Cancel();

        /// <summary>Waits for the next item, or for the end.</summary>
        internal void Wait() => filled.Wait();

        /// <summary>The same, asynchronously.</summary>
        internal Task WaitAsync() => filled.WaitAsync();

        /// <summary>Takes the item that was waited for; returns false at the end.</summary>
        internal bool Take(out T one)
        {
            one = room;
            room = default!;
            if (!isFull)
            {
                return false;
            }

            isFull = false;
            free.Release();
            return true;
        }
    }
}
