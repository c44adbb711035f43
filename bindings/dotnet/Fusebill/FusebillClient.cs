// The client, and EnableSynch for one customer, synchronous and asynchronous. Batches are in FusebillClient.Batch.cs.

using System;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Fusebill.Native;

namespace Fusebill
{
    /// <summary>
    /// A client of the API with one key. Create one for the life of the program; any number of threads may share it.
    /// <code>
    /// using (var client = new FusebillClient())              // the key: FUSEBILL_API_KEY
    /// {
    ///     Customer customer = client.EnableSynch(172677);
    ///     Console.WriteLine(customer.MonthlyRecurringRevenue);  // 25.9800
    /// }
    /// </code>
    /// </summary>
    public sealed partial class FusebillClient : IFusebillClient
    {
        private readonly ClientHandle handle;

        /// <summary>Ends the batches and lists that were begun so far.</summary>
        private CancellationTokenSource runs = new CancellationTokenSource();

        /// <summary>A SafeHandle that is still in use accepts calls after its Dispose; this flag prevents that.</summary>
        private volatile bool isDisposed;

        /// <summary>Creates a client. Does not connect yet.</summary>
        /// <param name="apiKey">
        /// The key as the vendor shows it, with or without a leading "Basic "; null for the environment variable
        /// FUSEBILL_API_KEY.
        /// </param>
        /// <param name="options">Null for the defaults.</param>
        /// <exception cref="FusebillException">InvalidArgument, or Io for an unreadable CA file.</exception>
        /// <exception cref="DllNotFoundException">The native library was not found; the message lists where.</exception>
        public FusebillClient(string? apiKey = null, FusebillOptions? options = null)
        {
            // Not left to native code, which on Unix does not see what the program has set.
            var given = apiKey ?? (Environment.GetEnvironmentVariable("FUSEBILL_API_KEY") ?? string.Empty).Trim('\ufeff', ' ', '\t', '\r', '\n');
            var key = Utf8.Encode(given, nameof(apiKey));
            try
            {
                var text = Utf8.Encode(FusebillOptions.Text(options), nameof(options));
                ClientHandle made = null!;
                var status = Guarded.Call((out IntPtr error) => NativeMethods.ClientNew(key, text, out made, out error), out var json);
                Check(status, json);
                handle = made;
            }
            finally
            {
                if (key != null)
                {
                    Array.Clear(key, 0, key.Length);
                }
            }
        }

        private FusebillClient(ClientHandle handle) => this.handle = handle;

        private ClientHandle Open => isDisposed ? throw new ObjectDisposedException(nameof(FusebillClient)) : handle;

        /// <summary>The version of the native library.</summary>
        public static string Version => Utf8.Decode(Utf8.Copy(NativeMethods.Version()));

        /// <inheritdoc/>
        public Quota Quota
        {
            get
            {
                var status = Guarded.Call((out IntPtr text) => NativeMethods.ClientQuota(Open, out text), out var json);
                return new Quota(Check(status, json));
            }
        }

        /// <inheritdoc/>
        public Customer EnableSynch(long customerId, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using (var cancel = new CancelScope(cancellationToken))
            {
                var status = Guarded.Call(
                    (out IntPtr text) => NativeMethods.EnableSynch(Open, customerId, cancel.Handle, out text), out var json);
                return new Customer(Check(status, json, cancellationToken, "EnableSynch", customerId));
            }
        }

        /// <inheritdoc/>
        public IFusebillClient WithOptions(FusebillOptions options)
        {
            var given = options ?? throw new ArgumentNullException(nameof(options));
            var text = Utf8.Encode(FusebillOptions.TextForSharing(given), nameof(options));
            ClientHandle made = null!;
            var status = Guarded.Call((out IntPtr error) => NativeMethods.ClientWith(Open, text, out made, out error), out var json);
            Check(status, json);
            return new FusebillClient(made);
        }

        /// <inheritdoc/>
        public void Cancel()
        {
            NativeMethods.ClientCancel(Open);
            // What is begun afterwards is not affected.
            Interlocked.Exchange(ref runs, new CancellationTokenSource()).Cancel();
        }

        /// <summary>
        /// Ends batches and lists, and closes the connections and wipes the key once the other calls in flight have ended.
        /// </summary>
        public void Dispose()
        {
            isDisposed = true;
            Volatile.Read(ref runs).Cancel();
            handle.Dispose();
        }

#if NETSTANDARD2_1
        /// <summary>The same as <see cref="Dispose"/>, which waits for nothing, for <c>await using</c>.</summary>
        /// <returns>A task that is completed.</returns>
        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
#endif

        /// <summary>The token that ends a run which begins now.</summary>
        private CancellationToken BeginRun() => isDisposed ? throw new ObjectDisposedException(nameof(FusebillClient)) : runs.Token;

        internal static Task<T> OnItsOwnThread<T>(Func<T> work, CancellationToken cancellationToken)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return Task.FromCanceled<T>(cancellationToken);
            }

            var made = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
            void Run()
            {
                try
                {
                    made.TrySetResult(Guarded.OnOurThread(work));
                }
                catch (OperationCanceledException ended)
                {
                    made.TrySetCanceled(ended.CancellationToken);
                }
                catch (Exception exception)
                {
                    made.TrySetException(exception);
                }
            }

            Task.Factory.StartNew(
                Run,
                CancellationToken.None,
                TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
                TaskScheduler.Default);
            return made.Task;
        }

        /// <summary>What a call returned; throws if its status is not a success.</summary>
        private static Json Check(
            int status, Json json, CancellationToken cancellationToken = default, string? operation = null, long? customerId = null) =>
            status == NativeMethods.Ok ? json : throw Failure(json, cancellationToken, operation, customerId);

        /// <summary>For a failed call: OperationCanceledException if it was cancelled, else the library's error.</summary>
        private static Exception Failure(
            Json json, CancellationToken cancellationToken, string? operation = null, long? customerId = null)
        {
            var error = new FusebillException(json, operation, customerId);
            if (error.Kind != ErrorKind.Cancelled)
            {
                return error;
            }

            // Cancel() of the client has no token.
            return cancellationToken.IsCancellationRequested
                ? new OperationCanceledException(error.Message, error, cancellationToken)
                : new OperationCanceledException(error.Message, error);
        }

        /// <summary>A cancel handle for the duration of a call.</summary>
        private sealed class CancelScope : IDisposable
        {
            private readonly CancellationTokenRegistration registration;

            internal CancelScope(CancellationToken token) => Handle = CancelHandle.For(token, out registration);

            internal CancelHandle Handle { get; }

            public void Dispose()
            {
                // This must be first: it waits for a cancel request in progress.
                registration.Dispose();
                if (!Handle.IsInvalid)
                {
                    Handle.Dispose();
                }
            }
        }
    }
}
