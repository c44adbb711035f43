// The other calls for one customer, the account's customers as a sequence, and the check.

using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Fusebill.Native;

namespace Fusebill
{
    public sealed partial class FusebillClient
    {
        /// <summary>Kept alive forever, so that native code never calls a delegate that was collected.</summary>
        private static readonly NativeMethods.CustomerFunction OnCustomer = CustomerListener.Receive;

        /// <inheritdoc/>
        public CustomersSummary ListCustomers(
            Func<Customer, bool> onCustomer,
            CustomersOptions? options = null,
            CancellationToken cancellationToken = default)
        {
            var listener = new CustomerListener(onCustomer ?? throw new ArgumentNullException(nameof(onCustomer)));
            var text = Utf8.Encode(CustomersOptions.Text(options), nameof(options));
            cancellationToken.ThrowIfCancellationRequested();
            var pinned = GCHandle.Alloc(listener);
            try
            {
                using (var cancel = new CancelScope(cancellationToken))
                {
                    var data = GCHandle.ToIntPtr(pinned);
                    var status = Guarded.Call(
                        (out IntPtr ended) => NativeMethods.Customers(Open, text, OnCustomer, data, cancel.Handle, out ended),
                        out var json);
                    listener.Rethrow();
                    return new CustomersSummary(Check(status, json, cancellationToken));
                }
            }
            finally
            {
                pinned.Free();
            }
        }

        /// <inheritdoc/>
        public Task<CustomersSummary> ListCustomersAsync(
            Func<Customer, bool> onCustomer,
            CustomersOptions? options = null,
            CancellationToken cancellationToken = default) =>
            OnItsOwnThread(() => ListCustomers(onCustomer, options, cancellationToken), cancellationToken);

        /// <inheritdoc/>
        public FusebillSequence<Customer, CustomersSummary> GetCustomers(
            CustomersOptions? options = null,
            CancellationToken cancellationToken = default) =>
            new FusebillSequence<Customer, CustomersSummary>(CustomersSource(options, cancellationToken));

#if NETSTANDARD2_1
        /// <inheritdoc/>
        public FusebillAsyncSequence<Customer, CustomersSummary> GetCustomersAsync(
            CustomersOptions? options = null,
            CancellationToken cancellationToken = default) =>
            new FusebillAsyncSequence<Customer, CustomersSummary>(CustomersSource(options, cancellationToken));
#endif

        private Source<Customer, CustomersSummary> CustomersSource(CustomersOptions? options, CancellationToken token) =>
            new Source<Customer, CustomersSummary>(
                (give, summarize, end) => summarize(ListCustomers(give, options, end)), BeginRun, token);

        /// <inheritdoc/>
        public IReadOnlyList<CheckStage> Check(string? resultsFile = null, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using (var cancel = new CancelScope(cancellationToken))
            {
                var path = Utf8.Encode(resultsFile, nameof(resultsFile));
                var status = Guarded.Call(
                    (out IntPtr text) => NativeMethods.ClientCheck(Open, path, cancel.Handle, out text), out var json);
                var stages = new List<CheckStage>();
                foreach (var stage in json.Elements("stages"))
                {
                    stages.Add(new CheckStage(stage));
                }

                return stages.Count > 0 || status == NativeMethods.Ok ? stages : throw Failure(json, cancellationToken);
            }
        }

        /// <inheritdoc/>
        public Task<IReadOnlyList<CheckStage>> CheckAsync(
            string? resultsFile = null, CancellationToken cancellationToken = default) =>
            OnItsOwnThread(() => Check(resultsFile, cancellationToken), cancellationToken);

        private static string Given(string salesforceId) => salesforceId ?? throw new ArgumentNullException(nameof(salesforceId));

        private Json Call(string operation, long? customerId, JsonText arguments, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var name = Utf8.Encode(operation, nameof(operation))!;
            var text = Utf8.Encode(arguments.ToString(), nameof(arguments))!;
            using (var cancel = new CancelScope(cancellationToken))
            {
                var status = Guarded.Call(
                    (out IntPtr result) => NativeMethods.Call(Open, name, text, cancel.Handle, out result), out var json);
                return Check(status, json, cancellationToken, operation, customerId);
            }
        }

        /// <summary>Receives customers from native code; no exception escapes into native code.</summary>
        private sealed class CustomerListener : Listener<Customer>
        {
            internal CustomerListener(Func<Customer, bool> onCustomer)
                : base(onCustomer)
            {
            }

            internal static int Receive(IntPtr data, long id, IntPtr json) =>
                ((CustomerListener)GCHandle.FromIntPtr(data).Target!).Hear(() => new Customer(new Json(Utf8.Copy(json))));
        }
    }
}
