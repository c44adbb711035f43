// One item at a time, from the thread of a run to the loop that reads it.

using System;
using System.Threading;
using System.Threading.Tasks;

namespace Fusebill.Native
{
    /// <summary>Passes one item at a time from one thread to another.</summary>
    /// <typeparam name="T">The type of the item.</typeparam>
    internal sealed class Handover<T> : IDisposable
    {
        private readonly SemaphoreSlim free = new SemaphoreSlim(1);
        private readonly SemaphoreSlim filled = new SemaphoreSlim(0);
        private readonly CancellationTokenSource hasLeft = new CancellationTokenSource();
        private readonly CancellationTokenSource canGive;
        private T room = default!;
        private bool isFull;

        /// <summary>Begins one.</summary>
        /// <param name="end">Ends the wait for a reader who takes nothing.</param>
        internal Handover(CancellationToken end) =>
            canGive = CancellationTokenSource.CreateLinkedTokenSource(hasLeft.Token, end);

        public void Dispose()
        {
            free.Dispose();
            filled.Dispose();
            canGive.Dispose();
            hasLeft.Dispose();
        }

        /// <summary>Waits until the previous item was taken; returns false if the reader has left.</summary>
        internal bool Give(T one)
        {
            try
            {
                free.Wait(canGive.Token);
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

        /// <summary>The reader wants no more items.</summary>
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
