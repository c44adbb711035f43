// Customers that native code delivers one by one, as a sequence with a summary.

using System.Collections;
using System.Collections.Generic;
using System.Threading;
using Fusebill.Native;

namespace Fusebill
{
    /// <summary>
    /// Customers of a list, as a sequence. Each loop over it reads the list anew, on a thread of its own; leaving the loop
    /// ends that. Reading changes nothing, so it may be enumerated as often as you like. Returned by
    /// <see cref="IFusebillClient.GetCustomers"/>.
    /// </summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TSummary">The type of the summary, which says how it ended.</typeparam>
    public sealed class FusebillSequence<T, TSummary> : IEnumerable<T>
        where TSummary : class
    {
        private readonly Source<T, TSummary> source;

        /// <summary>Creates one from existing items, for your own tests.</summary>
        /// <param name="all">The items.</param>
        /// <param name="summary">The value of <see cref="Summary"/> at the end.</param>
        public FusebillSequence(IEnumerable<T> all, TSummary? summary = null)
            : this(new Source<T, TSummary>(all, summary))
        {
        }

        internal FusebillSequence(Source<T, TSummary> source) => this.source = source;

        /// <summary>The summary of the last loop; null before its end, and if it could not start.</summary>
        public TSummary? Summary => source.Summary;

        /// <summary>
        /// Starts to read. An error is thrown after the last item, but not if the loop is left before that.
        /// </summary>
        /// <returns>The items, one by one.</returns>
        public IEnumerator<T> GetEnumerator() => source.Read();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

#if NETSTANDARD2_1
    /// <summary>The same, asynchronously: only the thread that makes the calls is blocked.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TSummary">The type of the summary, which says how it ended.</typeparam>
    public sealed class FusebillAsyncSequence<T, TSummary> : IAsyncEnumerable<T>
        where TSummary : class
    {
        private readonly Source<T, TSummary> source;

        /// <summary>Creates one from existing items, for your own tests.</summary>
        /// <param name="all">The items.</param>
        /// <param name="summary">The value of <see cref="Summary"/> at the end.</param>
        public FusebillAsyncSequence(IEnumerable<T> all, TSummary? summary = null)
            : this(new Source<T, TSummary>(all, summary))
        {
        }

        internal FusebillAsyncSequence(Source<T, TSummary> source) => this.source = source;

        /// <summary>The summary of the last loop; null before its end, and if it could not start.</summary>
        public TSummary? Summary => source.Summary;

        /// <summary>Starts to read.</summary>
        /// <param name="cancellationToken">Ends it and the calls in flight within 0.2 s.</param>
        /// <returns>The items, one by one.</returns>
        public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
            source.ReadAsync(cancellationToken);
    }
#endif
}
