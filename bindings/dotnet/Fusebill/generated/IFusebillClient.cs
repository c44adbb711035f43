// The vendor's calls, and their batches, in the interface.
//
// Written by scripts/generate from the description in crates/core; change it there.

using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Fusebill
{
    /// <content>The vendor's calls.</content>
    public partial interface IFusebillClient
    {
        /// <summary>
        /// Turns on Salesforce sync for a customer (POST /v1/Salesforce/EnableSynch/{customerId}) and waits for the
        /// response, no longer than <see cref="FusebillOptions.Timeout"/>. It is safe to repeat the call, whatever the
        /// result. In Salesforce: the customer is sent there and kept in sync. If the customer is not linked to an
        /// account, Salesforce may create one: a duplicate, if there is one already, so Latch first.
        /// </summary>
        /// <param name="customerId">The Fusebill id, 1 or more.</param>
        /// <param name="cancellationToken">Ends this call, and no other, within 0.2 s.</param>
        /// <returns>
        /// The customer. The customer's status may not be Enabled: check <see cref="Customer.IsSynchEnabled"/>.
        /// </returns>
        /// <exception cref="FusebillException">Why the call failed.</exception>
        /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
        Customer EnableSynch(long customerId, CancellationToken cancellationToken = default);

        /// <summary>The same, asynchronously. A call in flight has its own thread, not one of the thread pool.</summary>
        /// <param name="customerId">The Fusebill id, 1 or more.</param>
        /// <param name="cancellationToken">Ends this call, and no other, within 0.2 s.</param>
        /// <returns>What <see cref="EnableSynch"/> returns, or its exceptions.</returns>
        Task<Customer> EnableSynchAsync(long customerId, CancellationToken cancellationToken = default);

        /// <summary>
        /// Turns off Salesforce sync for a customer (POST /v1/Salesforce/DisableSynch/{customerId}) and waits for the
        /// response, no longer than <see cref="FusebillOptions.Timeout"/>. It is safe to repeat the call, whatever the
        /// result. In Salesforce: the vendor's data is removed from the linked account, which is no longer updated; no
        /// account is deleted, and the link stays. The vendor says so of the button on its page, and not of this call.
        /// </summary>
        /// <param name="customerId">The Fusebill id, 1 or more.</param>
        /// <param name="cancellationToken">Ends this call, and no other, within 0.2 s.</param>
        /// <returns>
        /// The customer. The vendor does not document the <see cref="Customer.SalesforceSynchStatus"/> of a disabled
        /// customer: check <see cref="Customer.IsSynchEnabled"/>.
        /// </returns>
        /// <exception cref="FusebillException">Why the call failed.</exception>
        /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
        Customer DisableSynch(long customerId, CancellationToken cancellationToken = default);

        /// <summary>The same, asynchronously. A call in flight has its own thread, not one of the thread pool.</summary>
        /// <param name="customerId">The Fusebill id, 1 or more.</param>
        /// <param name="cancellationToken">Ends this call, and no other, within 0.2 s.</param>
        /// <returns>What <see cref="DisableSynch"/> returns, or its exceptions.</returns>
        Task<Customer> DisableSynchAsync(long customerId, CancellationToken cancellationToken = default);

        /// <summary>
        /// Sends a customer to Salesforce again (POST /v1/Salesforce/Resynch) and waits for the response, no longer
        /// than <see cref="FusebillOptions.Timeout"/>. It is safe to repeat the call, whatever the result. In
        /// Salesforce: the customer's data is sent there again. What this does for a customer without an account is not
        /// documented.
        /// </summary>
        /// <param name="customerId">The Fusebill id, 1 or more.</param>
        /// <param name="cancellationToken">Ends this call, and no other, within 0.2 s.</param>
        /// <returns>
        /// What the server sent. The vendor does not document the response: it may be the customer, any other text, or
        /// empty.
        /// </returns>
        /// <exception cref="FusebillException">Why the call failed.</exception>
        /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
        Accepted Resynch(long customerId, CancellationToken cancellationToken = default);

        /// <summary>The same, asynchronously. A call in flight has its own thread, not one of the thread pool.</summary>
        /// <param name="customerId">The Fusebill id, 1 or more.</param>
        /// <param name="cancellationToken">Ends this call, and no other, within 0.2 s.</param>
        /// <returns>What <see cref="Resynch"/> returns, or its exceptions.</returns>
        Task<Accepted> ResynchAsync(long customerId, CancellationToken cancellationToken = default);

        /// <summary>The same as <see cref="Resynch"/>, for the customer linked to this Salesforce account.</summary>
        /// <param name="salesforceId">15 or 18 letters and digits; the checksum of the long form is verified.</param>
        /// <param name="cancellationToken">Ends this call, and no other, within 0.2 s.</param>
        /// <returns>
        /// What the server sent. The vendor does not document the response: it may be the customer, any other text, or
        /// empty.
        /// </returns>
        /// <exception cref="FusebillException">Why the call failed.</exception>
        /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
        Accepted ResynchSalesforce(string salesforceId, CancellationToken cancellationToken = default);

        /// <summary>The same, asynchronously. A call in flight has its own thread, not one of the thread pool.</summary>
        /// <param name="salesforceId">15 or 18 letters and digits; the checksum of the long form is verified.</param>
        /// <param name="cancellationToken">Ends this call, and no other, within 0.2 s.</param>
        /// <returns>What <see cref="ResynchSalesforce"/> returns, or its exceptions.</returns>
        Task<Accepted> ResynchSalesforceAsync(string salesforceId, CancellationToken cancellationToken = default);

        /// <summary>
        /// Links a customer to a Salesforce account (POST /v1/Salesforce/Latch) and waits for the response, no longer
        /// than <see cref="FusebillOptions.Timeout"/>. It is safe to repeat the call, whatever the result. In
        /// Salesforce: the customer is linked to this account, and none is created. There is no call to unlink them.
        /// </summary>
        /// <param name="customerId">The Fusebill id, 1 or more.</param>
        /// <param name="salesforceId">15 or 18 letters and digits; the checksum of the long form is verified.</param>
        /// <param name="force">Whether to replace an existing Salesforce id; otherwise, that is an error.</param>
        /// <param name="cancellationToken">Ends this call, and no other, within 0.2 s.</param>
        /// <returns>
        /// What the server sent. The vendor does not document the response: it may be the customer, any other text, or
        /// empty.
        /// </returns>
        /// <exception cref="FusebillException">Why the call failed.</exception>
        /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
        Accepted Latch(
            long customerId, string salesforceId, bool force = false, CancellationToken cancellationToken = default);

        /// <summary>The same, asynchronously. A call in flight has its own thread, not one of the thread pool.</summary>
        /// <param name="customerId">The Fusebill id, 1 or more.</param>
        /// <param name="salesforceId">15 or 18 letters and digits; the checksum of the long form is verified.</param>
        /// <param name="force">Whether to replace an existing Salesforce id; otherwise, that is an error.</param>
        /// <param name="cancellationToken">Ends this call, and no other, within 0.2 s.</param>
        /// <returns>What <see cref="Latch"/> returns, or its exceptions.</returns>
        Task<Accepted> LatchAsync(
            long customerId, string salesforceId, bool force = false, CancellationToken cancellationToken = default);

        /// <summary>
        /// Reads a customer (GET /v1/customers/{customerId}) and waits for the response, no longer than <see
        /// cref="FusebillOptions.Timeout"/>. It is safe to repeat the call, whatever the result.
        /// </summary>
        /// <param name="customerId">The Fusebill id, 1 or more.</param>
        /// <param name="cancellationToken">Ends this call, and no other, within 0.2 s.</param>
        /// <returns>The customer.</returns>
        /// <exception cref="FusebillException">Why the call failed.</exception>
        /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
        /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
        Customer GetCustomer(long customerId, CancellationToken cancellationToken = default);

        /// <summary>The same, asynchronously. A call in flight has its own thread, not one of the thread pool.</summary>
        /// <param name="customerId">The Fusebill id, 1 or more.</param>
        /// <param name="cancellationToken">Ends this call, and no other, within 0.2 s.</param>
        /// <returns>What <see cref="GetCustomer"/> returns, or its exceptions.</returns>
        Task<Customer> GetCustomerAsync(long customerId, CancellationToken cancellationToken = default);

        /// <summary>
        /// Turns on Salesforce sync for many customers, within the account's quota and with a results file, while a
        /// loop reads the outcomes, in the order of completion. Nothing is called before that. An id that appears twice
        /// is called once. Leaving the loop stops the batch cleanly: calls in flight are completed and recorded. In
        /// Salesforce: the customer is sent there and kept in sync. If the customer is not linked to an account,
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
            IEnumerable<long> ids,
            Func<Outcome, bool> onOutcome,
            BatchOptions? options = null,
            CancellationToken cancellationToken = default);

        /// <summary>The same for all customers, with a function that cannot stop it.</summary>
        /// <param name="ids">The customers; read as calls are made, on this thread.</param>
        /// <param name="onOutcome">Receives each outcome. An exception stops the batch, and is rethrown.</param>
        /// <param name="options">Null for the defaults.</param>
        /// <param name="cancellationToken">Ends it and the calls in flight within 0.2 s.</param>
        /// <returns>How it ended, even if some customers failed.</returns>
        BatchSummary EnableSynchEach(
            IEnumerable<long> ids,
            Action<Outcome> onOutcome,
            BatchOptions? options = null,
            CancellationToken cancellationToken = default);

        /// <summary>The same, asynchronously, with progress.</summary>
        /// <param name="ids">The customers; read as calls are made, on the thread of the batch.</param>
        /// <param name="options">Null for the defaults.</param>
        /// <param name="progress">Receives each outcome; null for none.</param>
        /// <param name="cancellationToken">Ends it and the calls in flight within 0.2 s.</param>
        /// <returns>How it ended, or the exceptions of the other methods.</returns>
        Task<BatchSummary> EnableSynchEachAsync(
            IEnumerable<long> ids,
            BatchOptions? options = null,
            IProgress<Outcome>? progress = null,
            CancellationToken cancellationToken = default);

        /// <summary>
        /// Turns off Salesforce sync for many customers, within the account's quota and with a results file, while a
        /// loop reads the outcomes, in the order of completion. Nothing is called before that. An id that appears twice
        /// is called once. Leaving the loop stops the batch cleanly: calls in flight are completed and recorded. In
        /// Salesforce: the vendor's data is removed from the linked account, which is no longer updated; no account is
        /// deleted, and the link stays. The vendor says so of the button on its page, and not of this call.
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
            IEnumerable<long> ids,
            Func<Outcome, bool> onOutcome,
            BatchOptions? options = null,
            CancellationToken cancellationToken = default);

        /// <summary>The same for all customers, with a function that cannot stop it.</summary>
        /// <param name="ids">The customers; read as calls are made, on this thread.</param>
        /// <param name="onOutcome">Receives each outcome. An exception stops the batch, and is rethrown.</param>
        /// <param name="options">Null for the defaults.</param>
        /// <param name="cancellationToken">Ends it and the calls in flight within 0.2 s.</param>
        /// <returns>How it ended, even if some customers failed.</returns>
        BatchSummary DisableSynchEach(
            IEnumerable<long> ids,
            Action<Outcome> onOutcome,
            BatchOptions? options = null,
            CancellationToken cancellationToken = default);

        /// <summary>The same, asynchronously, with progress.</summary>
        /// <param name="ids">The customers; read as calls are made, on the thread of the batch.</param>
        /// <param name="options">Null for the defaults.</param>
        /// <param name="progress">Receives each outcome; null for none.</param>
        /// <param name="cancellationToken">Ends it and the calls in flight within 0.2 s.</param>
        /// <returns>How it ended, or the exceptions of the other methods.</returns>
        Task<BatchSummary> DisableSynchEachAsync(
            IEnumerable<long> ids,
            BatchOptions? options = null,
            IProgress<Outcome>? progress = null,
            CancellationToken cancellationToken = default);

        /// <summary>
        /// Sends many customers to Salesforce again, within the account's quota and with a results file, while a loop
        /// reads the outcomes, in the order of completion. Nothing is called before that. An id that appears twice is
        /// called once. Leaving the loop stops the batch cleanly: calls in flight are completed and recorded. In
        /// Salesforce: the customer's data is sent there again. What this does for a customer without an account is not
        /// documented.
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
            IEnumerable<long> ids,
            Func<Outcome, bool> onOutcome,
            BatchOptions? options = null,
            CancellationToken cancellationToken = default);

        /// <summary>The same for all customers, with a function that cannot stop it.</summary>
        /// <param name="ids">The customers; read as calls are made, on this thread.</param>
        /// <param name="onOutcome">Receives each outcome. An exception stops the batch, and is rethrown.</param>
        /// <param name="options">Null for the defaults.</param>
        /// <param name="cancellationToken">Ends it and the calls in flight within 0.2 s.</param>
        /// <returns>How it ended, even if some customers failed.</returns>
        BatchSummary ResynchEach(
            IEnumerable<long> ids,
            Action<Outcome> onOutcome,
            BatchOptions? options = null,
            CancellationToken cancellationToken = default);

        /// <summary>The same, asynchronously, with progress.</summary>
        /// <param name="ids">The customers; read as calls are made, on the thread of the batch.</param>
        /// <param name="options">Null for the defaults.</param>
        /// <param name="progress">Receives each outcome; null for none.</param>
        /// <param name="cancellationToken">Ends it and the calls in flight within 0.2 s.</param>
        /// <returns>How it ended, or the exceptions of the other methods.</returns>
        Task<BatchSummary> ResynchEachAsync(
            IEnumerable<long> ids,
            BatchOptions? options = null,
            IProgress<Outcome>? progress = null,
            CancellationToken cancellationToken = default);

        /// <summary>
        /// Links many customers to their accounts in Salesforce, within the account's quota and with a results file,
        /// while a loop reads the outcomes, in the order of completion. Nothing is called before that. A customer who
        /// appears twice ends the batch. <see cref="BatchOptions.ForceLatch"/> replaces other links. Leaving the loop
        /// stops the batch cleanly: calls in flight are completed and recorded. In Salesforce: the customer is linked
        /// to this account, and none is created. There is no call to unlink them.
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
            IEnumerable<(long CustomerId, string SalesforceId)> pairs,
            Func<Outcome, bool> onOutcome,
            BatchOptions? options = null,
            CancellationToken cancellationToken = default);

        /// <summary>The same for all customers, with a function that cannot stop it.</summary>
        /// <param name="pairs">Each customer with the id of its Salesforce account; read as calls are made, on this thread.</param>
        /// <param name="onOutcome">Receives each outcome. An exception stops the batch, and is rethrown.</param>
        /// <param name="options">Null for the defaults.</param>
        /// <param name="cancellationToken">Ends it and the calls in flight within 0.2 s.</param>
        /// <returns>How it ended, even if some customers failed.</returns>
        BatchSummary LatchEach(
            IEnumerable<(long CustomerId, string SalesforceId)> pairs,
            Action<Outcome> onOutcome,
            BatchOptions? options = null,
            CancellationToken cancellationToken = default);

        /// <summary>The same, asynchronously, with progress.</summary>
        /// <param name="pairs">Each customer with the id of its Salesforce account; read as calls are made, on the thread of the batch.</param>
        /// <param name="options">Null for the defaults.</param>
        /// <param name="progress">Receives each outcome; null for none.</param>
        /// <param name="cancellationToken">Ends it and the calls in flight within 0.2 s.</param>
        /// <returns>How it ended, or the exceptions of the other methods.</returns>
        Task<BatchSummary> LatchEachAsync(
            IEnumerable<(long CustomerId, string SalesforceId)> pairs,
            BatchOptions? options = null,
            IProgress<Outcome>? progress = null,
            CancellationToken cancellationToken = default);
    }
}
