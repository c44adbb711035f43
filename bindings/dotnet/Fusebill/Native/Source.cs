// What a loop over a batch or a list reads: each loop is a run of the calls, on a thread of its own.

using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Fusebill.Native
{
    /// <summary>Passes every item to a function until that returns false, and the summary to another.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TSummary">The type of the summary.</typeparam>
    /// <param name="give">Receives each item.</param>
    /// <param name="summarize">Receives the summary.</param>
    /// <param name="end">Ends the run and the calls in flight within 0.2 s.</param>
    internal delegate void Run<T, TSummary>(Func<T, bool> give, Action<TSummary> summarize, CancellationToken end);

    /// <summary>Items of a run, one by one, and its summary.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TSummary">The type of the summary.</typeparam>
    internal sealed class Source<T, TSummary>
        where TSummary : class
    {
        private readonly Run<T, TSummary> run;
        private readonly Func<CancellationToken> client;
        private readonly CancellationToken token;
        private TSummary? summary;

        /// <summary>Makes one.</summary>
        /// <param name="run">What makes the calls.</param>
        /// <param name="client">The token of the client: its Cancel and its Dispose end a run.</param>
        /// <param name="token">The caller's token.</param>
        internal Source(Run<T, TSummary> run, Func<CancellationToken> client, CancellationToken token)
        {
            this.run = run;
            this.client = client;
            this.token = token;
        }

        /// <summary>Makes one of existing items.</summary>
        internal Source(IEnumerable<T> all, TSummary? summary)
            : this((give, summarize, _) => GiveAll(all, summary, give, summarize), () => default, default)
        {
            if (all == null)
            {
                throw new ArgumentNullException(nameof(all));
            }
        }

        internal TSummary? Summary => Volatile.Read(ref summary);

        internal IEnumerator<T> Read()
        {
            using (var loop = new Loop(this, default))
            {
                var isLeft = true;
                try
                {
                    loop.Items.Wait();
                    while (loop.Items.Take(out var one))
                    {
                        yield return one;
                        loop.Items.Wait();
                    }

                    isLeft = false;
                }
                finally
                {
                    loop.Items.Leave();
                    try
                    {
                        loop.Running.GetAwaiter().GetResult();
                    }
                    catch (Exception exception) when (isLeft && IsOfTheCalls(exception))
                    {
                    }
                }
            }
        }

#if NETSTANDARD2_1
        internal async IAsyncEnumerator<T> ReadAsync(CancellationToken cancellationToken)
        {
            using (var loop = new Loop(this, cancellationToken))
            {
                var isLeft = true;
                try
                {
                    await loop.Items.WaitAsync().ConfigureAwait(false);
                    while (loop.Items.Take(out var one))
                    {
                        yield return one;
                        await loop.Items.WaitAsync().ConfigureAwait(false);
                    }

                    isLeft = false;
                }
                finally
                {
                    loop.Items.Leave();
                    try
                    {
                        await loop.Running.ConfigureAwait(false);
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

        private static void GiveAll(IEnumerable<T> all, TSummary? summary, Func<T, bool> give, Action<TSummary> summarize)
        {
            foreach (var one in all)
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
        }

        /// <summary>
        /// One run, as long as the loop that reads it lives. If that is abandoned, the finalizer ends the calls in flight and
        /// their thread.
        /// </summary>
        private sealed class Loop : IDisposable
        {
            private readonly CancellationTokenSource isAbandoned = new CancellationTokenSource();
            private readonly CancellationTokenSource end;

            internal Loop(Source<T, TSummary> source, CancellationToken token)
            {
                var client = source.client();
                end = CancellationTokenSource.CreateLinkedTokenSource(
                    new[] { source.token, token, client, isAbandoned.Token });
                Items = new Handover<T>(end.Token);
                Running = Begin(source, Items, end.Token, new[] { source.token, token });
            }

            ~Loop() => isAbandoned.Cancel();

            internal Handover<T> Items { get; }

            internal Task Running { get; }

            public void Dispose()
            {
                GC.SuppressFinalize(this);
                Items.Dispose();
                end.Dispose();
                isAbandoned.Dispose();
            }

            /// <summary>Static: what runs must not keep the loop alive.</summary>
            private static Task Begin(
                Source<T, TSummary> source, Handover<T> items, CancellationToken end, CancellationToken[] callers)
            {
                Volatile.Write(ref source.summary, null);
                return FusebillClient.OnItsOwnThread(
                    () =>
                    {
                        try
                        {
                            source.run(items.Give, ended => Volatile.Write(ref source.summary, ended), end);
                            ThrowIfEnded(end, callers, null);
                            return true;
                        }
                        catch (OperationCanceledException cancelled) when (cancelled.CancellationToken == end)
                        {
                            ThrowIfEnded(end, callers, cancelled);
                            throw;
                        }
                        finally
                        {
                            items.End();
                        }
                    },
                    CancellationToken.None);
            }

            /// <summary>Says who ended the run: a token of the caller's, or the client.</summary>
            private static void ThrowIfEnded(
                CancellationToken end, CancellationToken[] callers, OperationCanceledException? cancelled)
            {
                if (!end.IsCancellationRequested)
                {
                    return;
                }

                foreach (var caller in callers)
                {
                    if (caller.IsCancellationRequested)
                    {
                        throw new OperationCanceledException("the run was cancelled", cancelled?.InnerException, caller);
                    }
                }

                throw new OperationCanceledException("the client was cancelled or disposed", cancelled?.InnerException);
            }
        }
    }
}
