// A batch that a loop runs.

using System;
using System.Collections;
using System.Collections.Generic;
using System.Threading;
using Fusebill.Native;

namespace Fusebill
{
    /// <summary>
    /// A batch that runs while a loop reads its outcomes: <c>foreach</c>, or <c>await foreach</c> where the framework has it.
    /// Nothing else starts it: it is not an IEnumerable, so that a log, a debugger or a comparison cannot call customers by
    /// looking at it. It runs once. Leaving the loop stops it cleanly: calls in flight are completed and recorded. Returned by
    /// <see cref="IFusebillClient.EnableSynchBatch"/>.
    /// </summary>
    public sealed class FusebillBatch
    {
        private readonly Source<Outcome, BatchSummary> source;
        private readonly string operation;
        private int runs;

        /// <summary>Creates one from existing outcomes, for your own tests.</summary>
        /// <param name="outcomes">The outcomes.</param>
        /// <param name="summary">The value of <see cref="Summary"/> at the end.</param>
        public FusebillBatch(IEnumerable<Outcome> outcomes, BatchSummary? summary = null)
            : this(new Source<Outcome, BatchSummary>(outcomes, summary), "EnableSynch")
        {
        }

        internal FusebillBatch(Source<Outcome, BatchSummary> source, string operation)
        {
            this.source = source;
            this.operation = operation;
        }

        /// <summary>How it ended; null before that, and if it could not start.</summary>
        public BatchSummary? Summary => source.Summary;

        /// <summary>
        /// Runs it, for <c>foreach</c>. If it is stopped early, the error is thrown after the last outcome, but not if the loop
        /// is left before that.
        /// </summary>
        /// <returns>The outcomes, one by one.</returns>
        /// <exception cref="InvalidOperationException">It was run before.</exception>
        public IEnumerator<Outcome> GetEnumerator()
        {
            Begin();
            return source.Read();
        }

        /// <summary>The outcomes for LINQ: the batch runs when they are read.</summary>
        /// <returns>A sequence that can be read once.</returns>
        public IEnumerable<Outcome> AsEnumerable() => new Outcomes(this);

#if NETSTANDARD2_1
        /// <summary>Runs it, for <c>await foreach</c>. Only the thread that makes the calls is blocked.</summary>
        /// <param name="cancellationToken">Ends it and the calls in flight within 0.2 s.</param>
        /// <returns>The outcomes, one by one.</returns>
        /// <exception cref="InvalidOperationException">It was run before.</exception>
        public IAsyncEnumerator<Outcome> GetAsyncEnumerator(CancellationToken cancellationToken = default)
        {
            Begin();
            return source.ReadAsync(cancellationToken);
        }

        /// <summary>The outcomes for asynchronous LINQ: the batch runs when they are read.</summary>
        /// <returns>A sequence that can be read once.</returns>
        public IAsyncEnumerable<Outcome> AsAsyncEnumerable() => new Outcomes(this);
#endif

        /// <summary>What it is, and how far.</summary>
        /// <returns>For example <c>EnableSynch batch, not run yet</c>.</returns>
        public override string ToString()
        {
            var state = Volatile.Read(ref runs) == 0 ? "not run yet" : Summary == null ? "running" : "ended";
            return $"{operation} batch, {state}";
        }

        private void Begin()
        {
            if (Interlocked.Exchange(ref runs, 1) != 0)
            {
                throw new InvalidOperationException("a batch runs once: create another one");
            }
        }

        private sealed class Outcomes : IEnumerable<Outcome>
#if NETSTANDARD2_1
            , IAsyncEnumerable<Outcome>
#endif
        {
            private readonly FusebillBatch batch;

            internal Outcomes(FusebillBatch batch) => this.batch = batch;

            public IEnumerator<Outcome> GetEnumerator() => batch.GetEnumerator();

            IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

#if NETSTANDARD2_1
            public IAsyncEnumerator<Outcome> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
                batch.GetAsyncEnumerator(cancellationToken);
#endif
        }
    }
}
