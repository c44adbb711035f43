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
    public interface IFusebillClient : IDisposable
    {
        /// <summary>The account's limits as reported by the last response.</summary>
        Quota Quota { get; }

        /// <summary>
        /// Turns on Salesforce sync for a customer (POST /v1/Salesforce/EnableSynch/{customerId}) and waits for the
        /// response, no longer than <see cref="FusebillOptions.Timeout"/>. It is safe to repeat the call, whatever the
        /// result.
        /// In Salesforce: the customer is sent there and kept in sync. If the customer is not linked to an account,
        /// Salesforce may create one: a duplicate, if there is one already, so Latch first.
        /// </summary>
        /// <param name="customerId">The Fusebill id, 1 or more.</param>
        /// <param name="cancellationToken">Ends this call, and no other, within 0.2 s.</param>
        /// <returns>The customer; check <see cref="Customer.IsSynchEnabled"/>.</returns>
        /// <exception cref="FusebillException">Why the call failed.</exception>
        /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
        Customer EnableSynch(long customerId, CancellationToken cancellationToken = default);

        /// <summary>The same, asynchronously. A call in flight has its own thread, not one of the thread pool.</summary>
        /// <param name="customerId">The Fusebill id, 1 or more.</param>
        /// <param name="cancellationToken">Ends this call, and no other, within 0.2 s.</param>
        /// <returns>The customer, or the exceptions of <see cref="EnableSynch"/>.</returns>
        Task<Customer> EnableSynchAsync(long customerId, CancellationToken cancellationToken = default);

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
        /// Turns off Salesforce sync for a customer (POST /v1/Salesforce/DisableSynch/{customerId}) and waits for the
        /// response, no longer than <see cref="FusebillOptions.Timeout"/>. It is safe to repeat the call, whatever the
        /// result.
        /// In Salesforce: the vendor's data is removed from the linked account, which is no longer updated; no account
        /// is deleted, and the link stays. The vendor says so of the button on its page, and not of this call.
        /// </summary>
        /// <param name="customerId">The Fusebill id, 1 or more.</param>
        /// <param name="cancellationToken">Ends this call, and no other, within 0.2 s.</param>
        /// <returns>
        /// The customer. The vendor does not document the <see cref="Customer.SalesforceSynchStatus"/> of a disabled
        /// customer; check <see cref="Customer.IsSynchEnabled"/>.
        /// </returns>
        /// <exception cref="FusebillException">Why the call failed.</exception>
        /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
        Customer DisableSynch(long customerId, CancellationToken cancellationToken = default);

        /// <summary>The same, asynchronously.</summary>
        /// <param name="customerId">The Fusebill id, 1 or more.</param>
        /// <param name="cancellationToken">Ends this call, and no other, within 0.2 s.</param>
        /// <returns>The customer, or the exceptions of <see cref="DisableSynch"/>.</returns>
        Task<Customer> DisableSynchAsync(long customerId, CancellationToken cancellationToken = default);

        /// <summary>
        /// Sends a customer to Salesforce again (POST /v1/Salesforce/Resynch) and waits for the response.
        /// In Salesforce: the customer's data is sent there again. What this does for a customer without an account is
        /// not documented.
        /// </summary>
        /// <param name="customerId">The Fusebill id, 1 or more.</param>
        /// <param name="cancellationToken">Ends this call, and no other, within 0.2 s.</param>
        /// <returns>What the server sent, which the vendor does not document.</returns>
        /// <exception cref="FusebillException">Why the call failed.</exception>
        /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
        Accepted Resynch(long customerId, CancellationToken cancellationToken = default);

        /// <summary>The same, asynchronously.</summary>
        /// <param name="customerId">The Fusebill id, 1 or more.</param>
        /// <param name="cancellationToken">Ends this call, and no other, within 0.2 s.</param>
        /// <returns>What the server sent.</returns>
        Task<Accepted> ResynchAsync(long customerId, CancellationToken cancellationToken = default);

        /// <summary>The same, for the customer linked to this Salesforce account.</summary>
        /// <param name="salesforceId">15 or 18 letters and digits; the checksum of the long form is verified.</param>
        /// <param name="cancellationToken">Ends this call, and no other, within 0.2 s.</param>
        /// <returns>What the server sent.</returns>
        Accepted ResynchSalesforce(string salesforceId, CancellationToken cancellationToken = default);

        /// <summary>The same, asynchronously.</summary>
        /// <param name="salesforceId">15 or 18 letters and digits; the checksum of the long form is verified.</param>
        /// <param name="cancellationToken">Ends this call, and no other, within 0.2 s.</param>
        /// <returns>What the server sent.</returns>
        Task<Accepted> ResynchSalesforceAsync(string salesforceId, CancellationToken cancellationToken = default);

        /// <summary>
        /// Links a customer to a Salesforce account (POST /v1/Salesforce/Latch) and waits for the response. There is no
        /// call to unlink them.
        /// In Salesforce: the customer is linked to this account, and none is created. There is no call to unlink them.
        /// </summary>
        /// <param name="customerId">The Fusebill id, 1 or more.</param>
        /// <param name="salesforceId">15 or 18 letters and digits; the checksum of the long form is verified.</param>
        /// <param name="force">Whether to replace an existing Salesforce id; otherwise, that is an error.</param>
        /// <param name="cancellationToken">Ends this call, and no other, within 0.2 s.</param>
        /// <returns>What the server sent, which the vendor does not document.</returns>
        /// <exception cref="FusebillException">Why the call failed.</exception>
        /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
        Accepted Latch(
             long customerId, string salesforceId, bool force = false, CancellationToken cancellationToken = default);

        /// <summary>The same, asynchronously.</summary>
        /// <param name="customerId">The Fusebill id, 1 or more.</param>
        /// <param name="salesforceId">15 or 18 letters and digits; the checksum of the long form is verified.</param>
        /// <param name="force">Whether to replace an existing Salesforce id.</param>
        /// <param name="cancellationToken">Ends this call, and no other, within 0.2 s.</param>
        /// <returns>What the server sent.</returns>
        Task<Accepted> LatchAsync(
             long customerId, string salesforceId, bool force = false, CancellationToken cancellationToken = default);

        /// <summary>Reads a customer (GET /v1/customers/{customerId}) and waits for the response.</summary>
        /// <param name="customerId">The Fusebill id, 1 or more.</param>
        /// <param name="cancellationToken">Ends this call, and no other, within 0.2 s.</param>
        /// <returns>The customer.</returns>
        /// <exception cref="FusebillException">Why the call failed.</exception>
        /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
        Customer GetCustomer(long customerId, CancellationToken cancellationToken = default);

        /// <summary>The same, asynchronously.</summary>
        /// <param name="customerId">The Fusebill id, 1 or more.</param>
        /// <param name="cancellationToken">Ends this call, and no other, within 0.2 s.</param>
        /// <returns>The customer, or the exceptions of <see cref="GetCustomer"/>.</returns>
        Task<Customer> GetCustomerAsync(long customerId, CancellationToken cancellationToken = default);

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

        /// <summary>
        /// Turns on Salesforce sync for many customers, within the account's quota and with a results file, while a loop reads
        /// the outcomes, in the order of completion. Nothing is called before that. An id that appears twice is called once.
        /// Leaving the loop stops the batch cleanly: calls in flight are completed and recorded.
        /// In Salesforce: the customer is sent there and kept in sync. If the customer is not linked to an account,
        /// Salesforce may create one: a duplicate, if there is one already, so Latch first.
        /// </summary>
        /// <param name="ids">The customers; read as calls are made, on the thread of the batch.</param>
        /// <param name="options">Null for the defaults.</param>
        /// <param name="cancellationToken">Ends it and the calls in flight within 0.2 s.</param>
        /// <returns>
        /// The outcomes. If the batch was stopped early, the error is thrown after the last one. Its Summary says how it
        /// ended.
        /// </returns>
        FusebillBatch EnableSynchBatch(
             IEnumerable<long> ids, BatchOptions? options = null, CancellationToken cancellationToken = default);

        /// <summary>The same, on this thread, with a function for each outcome.</summary>
        /// <param name="ids">The customers; read as calls are made, on this thread.</param>
        /// <param name="onOutcome">
        /// Receives each outcome, in the order of completion; false stops the batch cleanly: calls in flight are completed
        /// and recorded. An exception also stops it, and is rethrown.
        /// </param>
        /// <param name="options">Null for the defaults.</param>
        /// <param name="cancellationToken">Ends it and the calls in flight within 0.2 s.</param>
        /// <returns>How it ended, even if some customers failed.</returns>
        /// <exception cref="FusebillException">What stopped it early, or kept it from starting.</exception>
        /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
        BatchSummary EnableSynchEach(
             IEnumerable<long> ids, Func<Outcome, bool> onOutcome, BatchOptions? options = null, CancellationToken cancellationToken = default);

        /// <summary>The same for all customers, with a function that cannot stop it.</summary>
        /// <param name="ids">The customers; read as calls are made, on this thread.</param>
        /// <param name="onOutcome">Receives each outcome. An exception stops the batch, and is rethrown.</param>
        /// <param name="options">Null for the defaults.</param>
        /// <param name="cancellationToken">Ends it and the calls in flight within 0.2 s.</param>
        /// <returns>How it ended, even if some customers failed.</returns>
        BatchSummary EnableSynchEach(
             IEnumerable<long> ids, Action<Outcome> onOutcome, BatchOptions? options = null, CancellationToken cancellationToken = default);

        /// <summary>The same, asynchronously, with progress.</summary>
        /// <param name="ids">The customers; read as calls are made, on the thread of the batch.</param>
        /// <param name="options">Null for the defaults.</param>
        /// <param name="progress">Receives each outcome; null for none.</param>
        /// <param name="cancellationToken">Ends it and the calls in flight within 0.2 s.</param>
        /// <returns>How it ended, or the exceptions of <see cref="EnableSynchEach(IEnumerable{long}, Func{Outcome, bool}, BatchOptions, CancellationToken)"/>.</returns>
        Task<BatchSummary> EnableSynchEachAsync(
             IEnumerable<long> ids, BatchOptions? options = null, IProgress<Outcome>? progress = null, CancellationToken cancellationToken = default);

        /// <summary>
        /// Turns off Salesforce sync for many customers; otherwise like <see cref="EnableSynchBatch"/>.
        /// In Salesforce: the vendor's data is removed from the linked account, which is no longer updated; no account
        /// is deleted, and the link stays. The vendor says so of the button on its page, and not of this call.
        /// </summary>
        /// <param name="ids">The customers; read as calls are made, on the thread of the batch.</param>
        /// <param name="options">Null for the defaults.</param>
        /// <param name="cancellationToken">Ends it and the calls in flight within 0.2 s.</param>
        /// <returns>
        /// The outcomes. If the batch was stopped early, the error is thrown after the last one. Its Summary says how it
        /// ended.
        /// </returns>
        FusebillBatch DisableSynchBatch(
             IEnumerable<long> ids, BatchOptions? options = null, CancellationToken cancellationToken = default);

        /// <summary>The same, on this thread, with a function for each outcome.</summary>
        /// <param name="ids">The customers; read as calls are made, on this thread.</param>
        /// <param name="onOutcome">
        /// Receives each outcome, in the order of completion; false stops the batch cleanly: calls in flight are completed
        /// and recorded. An exception also stops it, and is rethrown.
        /// </param>
        /// <param name="options">Null for the defaults.</param>
        /// <param name="cancellationToken">Ends it and the calls in flight within 0.2 s.</param>
        /// <returns>How it ended, even if some customers failed.</returns>
        /// <exception cref="FusebillException">What stopped it early, or kept it from starting.</exception>
        /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
        BatchSummary DisableSynchEach(
             IEnumerable<long> ids, Func<Outcome, bool> onOutcome, BatchOptions? options = null, CancellationToken cancellationToken = default);

        /// <summary>The same for all customers, with a function that cannot stop it.</summary>
        /// <param name="ids">The customers; read as calls are made, on this thread.</param>
        /// <param name="onOutcome">Receives each outcome. An exception stops the batch, and is rethrown.</param>
        /// <param name="options">Null for the defaults.</param>
        /// <param name="cancellationToken">Ends it and the calls in flight within 0.2 s.</param>
        /// <returns>How it ended, even if some customers failed.</returns>
        BatchSummary DisableSynchEach(
             IEnumerable<long> ids, Action<Outcome> onOutcome, BatchOptions? options = null, CancellationToken cancellationToken = default);

        /// <summary>The same, asynchronously, with progress.</summary>
        /// <param name="ids">The customers; read as calls are made, on the thread of the batch.</param>
        /// <param name="options">Null for the defaults.</param>
        /// <param name="progress">Receives each outcome; null for none.</param>
        /// <param name="cancellationToken">Ends it and the calls in flight within 0.2 s.</param>
        /// <returns>How it ended, or the exceptions of <see cref="DisableSynchEach(IEnumerable{long}, Func{Outcome, bool}, BatchOptions, CancellationToken)"/>.</returns>
        Task<BatchSummary> DisableSynchEachAsync(
             IEnumerable<long> ids, BatchOptions? options = null, IProgress<Outcome>? progress = null, CancellationToken cancellationToken = default);

        /// <summary>
        /// Sends many customers to Salesforce again; otherwise like <see cref="EnableSynchBatch"/>.
        /// In Salesforce: the customer's data is sent there again. What this does for a customer without an account is
        /// not documented.
        /// </summary>
        /// <param name="ids">The customers; read as calls are made, on the thread of the batch.</param>
        /// <param name="options">Null for the defaults.</param>
        /// <param name="cancellationToken">Ends it and the calls in flight within 0.2 s.</param>
        /// <returns>
        /// The outcomes. If the batch was stopped early, the error is thrown after the last one. Its Summary says how it
        /// ended.
        /// </returns>
        FusebillBatch ResynchBatch(
             IEnumerable<long> ids, BatchOptions? options = null, CancellationToken cancellationToken = default);

        /// <summary>The same, on this thread, with a function for each outcome.</summary>
        /// <param name="ids">The customers; read as calls are made, on this thread.</param>
        /// <param name="onOutcome">
        /// Receives each outcome, in the order of completion; false stops the batch cleanly: calls in flight are completed
        /// and recorded. An exception also stops it, and is rethrown.
        /// </param>
        /// <param name="options">Null for the defaults.</param>
        /// <param name="cancellationToken">Ends it and the calls in flight within 0.2 s.</param>
        /// <returns>How it ended, even if some customers failed.</returns>
        /// <exception cref="FusebillException">What stopped it early, or kept it from starting.</exception>
        /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
        BatchSummary ResynchEach(
             IEnumerable<long> ids, Func<Outcome, bool> onOutcome, BatchOptions? options = null, CancellationToken cancellationToken = default);

        /// <summary>The same for all customers, with a function that cannot stop it.</summary>
        /// <param name="ids">The customers; read as calls are made, on this thread.</param>
        /// <param name="onOutcome">Receives each outcome. An exception stops the batch, and is rethrown.</param>
        /// <param name="options">Null for the defaults.</param>
        /// <param name="cancellationToken">Ends it and the calls in flight within 0.2 s.</param>
        /// <returns>How it ended, even if some customers failed.</returns>
        BatchSummary ResynchEach(
             IEnumerable<long> ids, Action<Outcome> onOutcome, BatchOptions? options = null, CancellationToken cancellationToken = default);

        /// <summary>The same, asynchronously, with progress.</summary>
        /// <param name="ids">The customers; read as calls are made, on the thread of the batch.</param>
        /// <param name="options">Null for the defaults.</param>
        /// <param name="progress">Receives each outcome; null for none.</param>
        /// <param name="cancellationToken">Ends it and the calls in flight within 0.2 s.</param>
        /// <returns>How it ended, or the exceptions of <see cref="ResynchEach(IEnumerable{long}, Func{Outcome, bool}, BatchOptions, CancellationToken)"/>.</returns>
        Task<BatchSummary> ResynchEachAsync(
             IEnumerable<long> ids, BatchOptions? options = null, IProgress<Outcome>? progress = null, CancellationToken cancellationToken = default);

        /// <summary>
        /// Links many customers to their accounts in Salesforce; otherwise like <see cref="EnableSynchBatch"/>, but a customer who
        /// appears twice ends the batch.
        /// <see cref="BatchOptions.ForceLatch"/> replaces other links.
        /// In Salesforce: the customer is linked to this account, and none is created. There is no call to unlink them.
        /// </summary>
        /// <param name="pairs">Each customer with the id of its Salesforce account; read as calls are made, on the thread of the batch.</param>
        /// <param name="options">Null for the defaults.</param>
        /// <param name="cancellationToken">Ends it and the calls in flight within 0.2 s.</param>
        /// <returns>
        /// The outcomes. If the batch was stopped early, the error is thrown after the last one. Its Summary says how it
        /// ended.
        /// </returns>
        FusebillBatch LatchBatch(
             IEnumerable<(long CustomerId, string SalesforceId)> pairs, BatchOptions? options = null, CancellationToken cancellationToken = default);

        /// <summary>The same, on this thread, with a function for each outcome.</summary>
        /// <param name="pairs">Each customer with the id of its Salesforce account; read as calls are made, on this thread.</param>
        /// <param name="onOutcome">
        /// Receives each outcome, in the order of completion; false stops the batch cleanly: calls in flight are completed
        /// and recorded. An exception also stops it, and is rethrown.
        /// </param>
        /// <param name="options">Null for the defaults.</param>
        /// <param name="cancellationToken">Ends it and the calls in flight within 0.2 s.</param>
        /// <returns>How it ended, even if some customers failed.</returns>
        /// <exception cref="FusebillException">What stopped it early, or kept it from starting.</exception>
        /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
        BatchSummary LatchEach(
             IEnumerable<(long CustomerId, string SalesforceId)> pairs, Func<Outcome, bool> onOutcome, BatchOptions? options = null, CancellationToken cancellationToken = default);

        /// <summary>The same for all customers, with a function that cannot stop it.</summary>
        /// <param name="pairs">Each customer with the id of its Salesforce account; read as calls are made, on this thread.</param>
        /// <param name="onOutcome">Receives each outcome. An exception stops the batch, and is rethrown.</param>
        /// <param name="options">Null for the defaults.</param>
        /// <param name="cancellationToken">Ends it and the calls in flight within 0.2 s.</param>
        /// <returns>How it ended, even if some customers failed.</returns>
        BatchSummary LatchEach(
             IEnumerable<(long CustomerId, string SalesforceId)> pairs, Action<Outcome> onOutcome, BatchOptions? options = null, CancellationToken cancellationToken = default);

        /// <summary>The same, asynchronously, with progress.</summary>
        /// <param name="pairs">Each customer with the id of its Salesforce account; read as calls are made, on the thread of the batch.</param>
        /// <param name="options">Null for the defaults.</param>
        /// <param name="progress">Receives each outcome; null for none.</param>
        /// <param name="cancellationToken">Ends it and the calls in flight within 0.2 s.</param>
        /// <returns>How it ended, or the exceptions of <see cref="LatchEach(IEnumerable{ValueTuple{long, string}}, Func{Outcome, bool}, BatchOptions, CancellationToken)"/>.</returns>
        Task<BatchSummary> LatchEachAsync(
             IEnumerable<(long CustomerId, string SalesforceId)> pairs, BatchOptions? options = null, IProgress<Outcome>? progress = null, CancellationToken cancellationToken = default);
    }
}
