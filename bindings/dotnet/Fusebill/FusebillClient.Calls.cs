// The calls around EnableSynch, and the account's customers as a sequence.

using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Runtime.Serialization;
using System.Threading;
using System.Threading.Tasks;
using Fusebill.Native;

namespace Fusebill
{
    public sealed partial class FusebillClient
    {
        /// <summary>Kept alive for ever, so that native code never calls a delegate that was collected.</summary>
        private static readonly NativeMethods.CustomerFunction OnCustomer = CustomerListener.Receive;

        /// <summary>
        /// Turns off Salesforce sync for a customer (POST /v1/Salesforce/DisableSynch/{customerId}), and waits for the answer,
        /// no longer than <see cref="FusebillOptions.Timeout"/>. Repeating it is harmless, whatever came of it.
        /// </summary>
        /// <param name="customerId">The Fusebill id, 1 or more.</param>
        /// <param name="cancellationToken">Ends this call, and no other, within 0.2 s.</param>
        /// <returns>
        /// The customer. Which word <see cref="Customer.SalesforceSynchStatus"/> has then is not documented; look at
        /// <see cref="Customer.IsSynchEnabled"/>.
        /// </returns>
        /// <exception cref="FusebillException">Why there is no customer.</exception>
        /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed before.</exception>
        public Customer DisableSynch(long customerId, CancellationToken cancellationToken = default) =>
            new Customer(Call("DisableSynch", CallArguments.Of(customerId), cancellationToken));

        /// <summary>The same, awaited.</summary>
        /// <param name="customerId">The Fusebill id, 1 or more.</param>
        /// <param name="cancellationToken">Ends this call, and no other, within 0.2 s.</param>
        /// <returns>The customer, or the exceptions of <see cref="DisableSynch"/>.</returns>
        public Task<Customer> DisableSynchAsync(long customerId, CancellationToken cancellationToken = default) =>
            OnItsOwnThread(() => DisableSynch(customerId, cancellationToken), cancellationToken);

        /// <summary>Sends a customer to Salesforce again (POST /v1/Salesforce/Resynch), and waits for the answer.</summary>
        /// <param name="customerId">The Fusebill id, 1 or more.</param>
        /// <param name="cancellationToken">Ends this call, and no other, within 0.2 s.</param>
        /// <returns>What the server sent; the vendor does not show what that is.</returns>
        /// <exception cref="FusebillException">Why it was not done.</exception>
        /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
        public Accepted Resynch(long customerId, CancellationToken cancellationToken = default) =>
            new Accepted(Call("Resynch", CallArguments.Of(customerId), cancellationToken));

        /// <summary>The same, awaited.</summary>
        /// <param name="customerId">The Fusebill id, 1 or more.</param>
        /// <param name="cancellationToken">Ends this call, and no other, within 0.2 s.</param>
        /// <returns>What the server sent.</returns>
        public Task<Accepted> ResynchAsync(long customerId, CancellationToken cancellationToken = default) =>
            OnItsOwnThread(() => Resynch(customerId, cancellationToken), cancellationToken);

        /// <summary>The same for the customer who has this account in Salesforce.</summary>
        /// <param name="salesforceId">15 or 18 letters and digits; the last three of 18 are checked.</param>
        /// <param name="cancellationToken">Ends this call, and no other, within 0.2 s.</param>
        /// <returns>What the server sent.</returns>
        public Accepted Resynch(string salesforceId, CancellationToken cancellationToken = default) =>
            new Accepted(Call("Resynch", new CallArguments { SalesforceId = salesforceId }, cancellationToken));

        /// <summary>The same, awaited.</summary>
        /// <param name="salesforceId">15 or 18 letters and digits; the last three of 18 are checked.</param>
        /// <param name="cancellationToken">Ends this call, and no other, within 0.2 s.</param>
        /// <returns>What the server sent.</returns>
        public Task<Accepted> ResynchAsync(string salesforceId, CancellationToken cancellationToken = default) =>
            OnItsOwnThread(() => Resynch(salesforceId, cancellationToken), cancellationToken);

        /// <summary>
        /// Ties a customer to an account in Salesforce (POST /v1/Salesforce/Latch), and waits for the answer. There is no call
        /// that unties them.
        /// </summary>
        /// <param name="customerId">The Fusebill id, 1 or more.</param>
        /// <param name="salesforceId">15 or 18 letters and digits; the last three of 18 are checked.</param>
        /// <param name="force">Drops the Salesforce id that the customer has; without it, a customer who has one is an error.</param>
        /// <param name="cancellationToken">Ends this call, and no other, within 0.2 s.</param>
        /// <returns>What the server sent; the vendor does not show what that is.</returns>
        /// <exception cref="FusebillException">Why it was not done.</exception>
        /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
        public Accepted Latch(
            long customerId, string salesforceId, bool force = false, CancellationToken cancellationToken = default)
        {
            var arguments = new CallArguments { Id = customerId, SalesforceId = salesforceId, Force = force };
            return new Accepted(Call("Latch", arguments, cancellationToken));
        }

        /// <summary>The same, awaited.</summary>
        /// <param name="customerId">The Fusebill id, 1 or more.</param>
        /// <param name="salesforceId">15 or 18 letters and digits; the last three of 18 are checked.</param>
        /// <param name="force">Drops the Salesforce id that the customer has.</param>
        /// <param name="cancellationToken">Ends this call, and no other, within 0.2 s.</param>
        /// <returns>What the server sent.</returns>
        public Task<Accepted> LatchAsync(
            long customerId, string salesforceId, bool force = false, CancellationToken cancellationToken = default) =>
            OnItsOwnThread(() => Latch(customerId, salesforceId, force, cancellationToken), cancellationToken);

        /// <summary>Reads a customer (GET /v1/customers/{customerId}), and waits for the answer.</summary>
        /// <param name="customerId">The Fusebill id, 1 or more.</param>
        /// <param name="cancellationToken">Ends this call, and no other, within 0.2 s.</param>
        /// <returns>The customer.</returns>
        /// <exception cref="FusebillException">Why there is no customer.</exception>
        /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
        public Customer GetCustomer(long customerId, CancellationToken cancellationToken = default) =>
            new Customer(Call("Customer", CallArguments.Of(customerId), cancellationToken));

        /// <summary>The same, awaited.</summary>
        /// <param name="customerId">The Fusebill id, 1 or more.</param>
        /// <param name="cancellationToken">Ends this call, and no other, within 0.2 s.</param>
        /// <returns>The customer, or the exceptions of <see cref="GetCustomer"/>.</returns>
        public Task<Customer> GetCustomerAsync(long customerId, CancellationToken cancellationToken = default) =>
            OnItsOwnThread(() => GetCustomer(customerId, cancellationToken), cancellationToken);

        /// <summary>
        /// Lists the account's customers (GET /v1/customers/), page by page, in constant memory but for the ids that came: a
        /// customer that comes twice, because the list changed while it was read, is given once. Each page may take
        /// <see cref="FusebillOptions.Timeout"/>; a minute's limit that is used up is waited out.
        /// </summary>
        /// <param name="onCustomer">Gets each customer on this thread; false ends the list. An exception does, too, and comes out here.</param>
        /// <param name="options">Null for the defaults: all customers.</param>
        /// <param name="cancellationToken">Ends it within 0.2 s.</param>
        /// <returns>How many came, and how many the server said there are.</returns>
        /// <exception cref="FusebillException">What went wrong.</exception>
        /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
        public CustomersSummary ListCustomers(
            Func<Customer, bool> onCustomer,
            CustomersOptions? options = null,
            CancellationToken cancellationToken = default)
        {
            var listener = new CustomerListener(onCustomer ?? throw new ArgumentNullException(nameof(onCustomer)));
            var text = Utf8.Encode(OptionsText.Of(options), nameof(options));
            cancellationToken.ThrowIfCancellationRequested();
            var pinned = GCHandle.Alloc(listener);
            try
            {
                using (var cancel = new CancelScope(cancellationToken))
                {
                    var data = GCHandle.ToIntPtr(pinned);
                    var status = NativeMethods.Customers(Open, text, OnCustomer, data, cancel.Handle, out var json);
                    listener.Rethrow();
                    return new CustomersSummary(Check(status, json, cancellationToken));
                }
            }
            finally
            {
                pinned.Free();
            }
        }

        /// <summary>The same, awaited.</summary>
        /// <param name="onCustomer">Gets each customer on the thread of the list; false ends it.</param>
        /// <param name="options">Null for the defaults: all customers.</param>
        /// <param name="cancellationToken">Ends it within 0.2 s.</param>
        /// <returns>How many came, or the exceptions of <see cref="ListCustomers"/>.</returns>
        public Task<CustomersSummary> ListCustomersAsync(
            Func<Customer, bool> onCustomer,
            CustomersOptions? options = null,
            CancellationToken cancellationToken = default) =>
            OnItsOwnThread(() => ListCustomers(onCustomer, options, cancellationToken), cancellationToken);

        /// <summary>The same as a sequence. Leaving the loop ends the list.</summary>
        /// <param name="options">Null for the defaults: all customers.</param>
        /// <param name="cancellationToken">Ends it within 0.2 s.</param>
        /// <returns>The customers; what went wrong is thrown after the last that came.</returns>
        public IEnumerable<Customer> GetCustomers(
            CustomersOptions? options = null,
            CancellationToken cancellationToken = default) =>
            Sequence<Customer>(onCustomer => ListCustomers(onCustomer, options, cancellationToken));

        /// <summary>
        /// Checks everything that a call needs, step by step, with one harmless request: for a program's start-up. A stage that
        /// does not work is not thrown: its <see cref="CheckStage.Error"/> says why.
        /// </summary>
        /// <param name="resultsFile">Whether a batch could write it is checked, too; null for none.</param>
        /// <param name="cancellationToken">Ends it within 0.2 s.</param>
        /// <returns>The stages, as far as they were reached: configuration, key, dns, tcp, proxy, tls, api, clock, quota, results.</returns>
        public IReadOnlyList<CheckStage> Check(string? resultsFile = null, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using (var cancel = new CancelScope(cancellationToken))
            {
                var path = Utf8.Encode(resultsFile, nameof(resultsFile));
                var status = NativeMethods.ClientCheck(Open, path, cancel.Handle, out var text);
                var json = Json.Take(text);
                var stages = new List<CheckStage>();
                for (var at = 0; json.Get($"/stages/{at}") is string; at++)
                {
                    stages.Add(new CheckStage(json.At($"/stages/{at}")));
                }

                return stages.Count > 0 || status == NativeMethods.Ok ? stages : throw Failure(json, cancellationToken);
            }
        }

        /// <summary>The same, awaited.</summary>
        /// <param name="resultsFile">Whether a batch could write it is checked, too; null for none.</param>
        /// <param name="cancellationToken">Ends it within 0.2 s.</param>
        /// <returns>The stages.</returns>
        public Task<IReadOnlyList<CheckStage>> CheckAsync(
            string? resultsFile = null, CancellationToken cancellationToken = default) =>
            OnItsOwnThread(() => Check(resultsFile, cancellationToken), cancellationToken);

        private Json Call(string operation, CallArguments arguments, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var name = Utf8.Encode(operation, nameof(operation))!;
            var text = Utf8.Encode(OptionsText.Of(arguments), nameof(arguments))!;
            using (var cancel = new CancelScope(cancellationToken))
            {
                var status = NativeMethods.Call(Open, name, text, cancel.Handle, out var json);
                return Check(status, json, cancellationToken);
            }
        }

        /// <summary>The arguments of a call.</summary>
        [DataContract]
        private sealed class CallArguments
        {
            [DataMember(Name = "id", EmitDefaultValue = false)]
            internal long? Id { get; set; }

            [DataMember(Name = "salesforceId", EmitDefaultValue = false)]
            internal string? SalesforceId { get; set; }

            [DataMember(Name = "force", EmitDefaultValue = false)]
            internal bool Force { get; set; }

            internal static CallArguments Of(long customerId) => new CallArguments { Id = customerId };
        }

        /// <summary>Takes customers from native code; no exception leaves towards it.</summary>
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
