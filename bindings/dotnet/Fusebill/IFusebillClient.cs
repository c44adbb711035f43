// The client as an interface, so that callers can replace it with their own stand-in.

using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Fusebill
{
    /// <summary>
    /// A client of the API with one key; <see cref="FusebillClient"/> is the real one. Tests can create what it returns:
    /// <see cref="Customer.Parse"/>, <see cref="Outcome.Parse"/>, the constructor of <see cref="FusebillException"/> and others.
    /// A new version may add members.
    /// </summary>
    public partial interface IFusebillClient : IDisposable
#if NETSTANDARD2_1
        , IAsyncDisposable
#endif
    {
        /// <summary>The account's limits as reported by the last response.</summary>
        Quota Quota { get; }

        /// <summary>
        /// A client with other deadlines or another number of attempts, which shares this one's key, connections and limits.
        /// <see cref="Cancel"/> and Dispose of one do not end the calls of the other.
        /// </summary>
        /// <param name="options">
        /// <see cref="FusebillOptions.Timeout"/>, <see cref="FusebillOptions.ConnectTimeout"/> and
        /// <see cref="FusebillOptions.MaxAttempts"/>; null leaves one as it is, and no other may be set.
        /// </param>
        /// <returns>The new client, for you to dispose.</returns>
        /// <exception cref="FusebillException">InvalidArgument.</exception>
        IFusebillClient WithOptions(FusebillOptions options);

        /// <summary>
        /// Ends all calls in flight on this client, as OperationCanceledException, within 0.2 s. Later calls work.
        /// </summary>
        void Cancel();

        /// <summary>
        /// Lists the account's customers (GET /v1/customers/), page by page, keeping only the ids in memory:
        /// a customer that appears twice because the list changed meanwhile is returned once. Each page may take
        /// <see cref="FusebillOptions.Timeout"/>; if the minute's limit is used up, it waits until the limit resets.
        /// </summary>
        /// <param name="onCustomer">
        /// Receives each customer, on this thread. Return false to end the list; an exception also ends it, and is rethrown.
        /// </param>
        /// <param name="options">Null for the defaults: all customers.</param>
        /// <param name="cancellationToken">Ends it within 0.2 s.</param>
        /// <returns>The totals, including the number of customers that the server reported.</returns>
        /// <exception cref="FusebillException">Why it failed.</exception>
        /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
        CustomersSummary ListCustomers(
             Func<Customer, bool> onCustomer, CustomersOptions? options = null, CancellationToken cancellationToken = default);

        /// <summary>The same, asynchronously.</summary>
        /// <param name="onCustomer">Receives each customer, on the thread of the list. Return false to end it.</param>
        /// <param name="options">Null for the defaults: all customers.</param>
        /// <param name="cancellationToken">Ends it within 0.2 s.</param>
        /// <returns>The totals, or the exceptions of <see cref="ListCustomers"/>.</returns>
        Task<CustomersSummary> ListCustomersAsync(
             Func<Customer, bool> onCustomer, CustomersOptions? options = null, CancellationToken cancellationToken = default);

        /// <summary>The same as a sequence. Leaving the loop ends the list.</summary>
        /// <param name="options">Null for the defaults: all customers.</param>
        /// <param name="cancellationToken">Ends it within 0.2 s.</param>
        /// <returns>The customers; an error is thrown after the last one.</returns>
        FusebillSequence<Customer, CustomersSummary> GetCustomers(
             CustomersOptions? options = null, CancellationToken cancellationToken = default);

#if NETSTANDARD2_1
        /// <summary>The same for <c>await foreach</c>.</summary>
        /// <param name="options">Null for the defaults: all customers.</param>
        /// <param name="cancellationToken">Ends it within 0.2 s.</param>
        /// <returns>The customers; an error is thrown after the last one.</returns>
        FusebillAsyncSequence<Customer, CustomersSummary> GetCustomersAsync(
             CustomersOptions? options = null, CancellationToken cancellationToken = default);
#endif

        /// <summary>
        /// Checks everything a call needs, step by step, with one read-only request, for example when a program starts. A
        /// failed stage is not thrown; its <see cref="CheckStage.Error"/> says why.
        /// </summary>
        /// <param name="resultsFile">A results file, to check that a batch could write it; null for none.</param>
        /// <param name="cancellationToken">Ends it within 0.2 s.</param>
        /// <returns>The stages reached, of configuration, key, dns, tcp, proxy, tls, api, clock, quota, results.</returns>
        IReadOnlyList<CheckStage> Check(string? resultsFile = null, CancellationToken cancellationToken = default);

        /// <summary>The same, asynchronously.</summary>
        /// <param name="resultsFile">A results file, to check that a batch could write it; null for none.</param>
        /// <param name="cancellationToken">Ends it within 0.2 s.</param>
        /// <returns>The stages.</returns>
        Task<IReadOnlyList<CheckStage>> CheckAsync(
             string? resultsFile = null, CancellationToken cancellationToken = default);
    }
}
