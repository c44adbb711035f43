// The vendor's calls, and their batches.
//
// Written by scripts/generate from the description in crates/core; change it there.

using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Fusebill
{
    /// <content>The vendor's calls.</content>
    public sealed partial class FusebillClient
    {
        /// <inheritdoc/>
        public Task<Customer> EnableSynchAsync(
            long customerId, CancellationToken cancellationToken = default) =>
            OnItsOwnThread(() => EnableSynch(customerId, cancellationToken), cancellationToken);

        /// <inheritdoc/>
        public Customer DisableSynch(
            long customerId, CancellationToken cancellationToken = default) =>
            new Customer(Call("DisableSynch", customerId, new JsonText().Add("id", customerId), cancellationToken));

        /// <inheritdoc/>
        public Task<Customer> DisableSynchAsync(
            long customerId, CancellationToken cancellationToken = default) =>
            OnItsOwnThread(() => DisableSynch(customerId, cancellationToken), cancellationToken);

        /// <inheritdoc/>
        public Accepted Resynch(
            long customerId, CancellationToken cancellationToken = default) =>
            new Accepted(Call("Resynch", customerId, new JsonText().Add("id", customerId), cancellationToken));

        /// <inheritdoc/>
        public Task<Accepted> ResynchAsync(
            long customerId, CancellationToken cancellationToken = default) =>
            OnItsOwnThread(() => Resynch(customerId, cancellationToken), cancellationToken);

        /// <inheritdoc/>
        public Accepted ResynchSalesforce(
            string salesforceId, CancellationToken cancellationToken = default) =>
            new Accepted(Call(
                "Resynch", null, new JsonText().Add("salesforceId", Given(salesforceId)), cancellationToken));

        /// <inheritdoc/>
        public Task<Accepted> ResynchSalesforceAsync(
            string salesforceId, CancellationToken cancellationToken = default) =>
            OnItsOwnThread(() => ResynchSalesforce(salesforceId, cancellationToken), cancellationToken);

        /// <inheritdoc/>
        public Accepted Latch(
            long customerId, string salesforceId, bool force = false, CancellationToken cancellationToken = default) =>
            new Accepted(Call(
                "Latch", customerId, new JsonText().Add("id", customerId).Add("salesforceId", Given(salesforceId)).Add("force", force), cancellationToken));

        /// <inheritdoc/>
        public Task<Accepted> LatchAsync(
            long customerId, string salesforceId, bool force = false, CancellationToken cancellationToken = default) =>
            OnItsOwnThread(() => Latch(customerId, salesforceId, force, cancellationToken), cancellationToken);

        /// <inheritdoc/>
        public Customer GetCustomer(
            long customerId, CancellationToken cancellationToken = default) =>
            new Customer(Call("Customer", customerId, new JsonText().Add("id", customerId), cancellationToken));

        /// <inheritdoc/>
        public Task<Customer> GetCustomerAsync(
            long customerId, CancellationToken cancellationToken = default) =>
            OnItsOwnThread(() => GetCustomer(customerId, cancellationToken), cancellationToken);

        /// <inheritdoc/>
        public FusebillBatch EnableSynchBatch(
            IEnumerable<long> ids, BatchOptions? options = null, CancellationToken cancellationToken = default) =>
            Batch("EnableSynch", Ids(ids), options, cancellationToken);

        /// <inheritdoc/>
        public BatchSummary EnableSynchEach(
            IEnumerable<long> ids,
            Func<Outcome, bool> onOutcome,
            BatchOptions? options = null,
            CancellationToken cancellationToken = default) =>
            Each("EnableSynch", Ids(ids), onOutcome, options, cancellationToken);

        /// <inheritdoc/>
        public BatchSummary EnableSynchEach(
            IEnumerable<long> ids,
            Action<Outcome> onOutcome,
            BatchOptions? options = null,
            CancellationToken cancellationToken = default) =>
            Each("EnableSynch", Ids(ids), Always(onOutcome), options, cancellationToken);

        /// <inheritdoc/>
        public Task<BatchSummary> EnableSynchEachAsync(
            IEnumerable<long> ids,
            BatchOptions? options = null,
            IProgress<Outcome>? progress = null,
            CancellationToken cancellationToken = default) =>
            EachAsync("EnableSynch", Ids(ids), options, progress, cancellationToken);

        /// <inheritdoc/>
        public FusebillBatch DisableSynchBatch(
            IEnumerable<long> ids, BatchOptions? options = null, CancellationToken cancellationToken = default) =>
            Batch("DisableSynch", Ids(ids), options, cancellationToken);

        /// <inheritdoc/>
        public BatchSummary DisableSynchEach(
            IEnumerable<long> ids,
            Func<Outcome, bool> onOutcome,
            BatchOptions? options = null,
            CancellationToken cancellationToken = default) =>
            Each("DisableSynch", Ids(ids), onOutcome, options, cancellationToken);

        /// <inheritdoc/>
        public BatchSummary DisableSynchEach(
            IEnumerable<long> ids,
            Action<Outcome> onOutcome,
            BatchOptions? options = null,
            CancellationToken cancellationToken = default) =>
            Each("DisableSynch", Ids(ids), Always(onOutcome), options, cancellationToken);

        /// <inheritdoc/>
        public Task<BatchSummary> DisableSynchEachAsync(
            IEnumerable<long> ids,
            BatchOptions? options = null,
            IProgress<Outcome>? progress = null,
            CancellationToken cancellationToken = default) =>
            EachAsync("DisableSynch", Ids(ids), options, progress, cancellationToken);

        /// <inheritdoc/>
        public FusebillBatch ResynchBatch(
            IEnumerable<long> ids, BatchOptions? options = null, CancellationToken cancellationToken = default) =>
            Batch("Resynch", Ids(ids), options, cancellationToken);

        /// <inheritdoc/>
        public BatchSummary ResynchEach(
            IEnumerable<long> ids,
            Func<Outcome, bool> onOutcome,
            BatchOptions? options = null,
            CancellationToken cancellationToken = default) =>
            Each("Resynch", Ids(ids), onOutcome, options, cancellationToken);

        /// <inheritdoc/>
        public BatchSummary ResynchEach(
            IEnumerable<long> ids,
            Action<Outcome> onOutcome,
            BatchOptions? options = null,
            CancellationToken cancellationToken = default) =>
            Each("Resynch", Ids(ids), Always(onOutcome), options, cancellationToken);

        /// <inheritdoc/>
        public Task<BatchSummary> ResynchEachAsync(
            IEnumerable<long> ids,
            BatchOptions? options = null,
            IProgress<Outcome>? progress = null,
            CancellationToken cancellationToken = default) =>
            EachAsync("Resynch", Ids(ids), options, progress, cancellationToken);

        /// <inheritdoc/>
        public FusebillBatch LatchBatch(
            IEnumerable<(long CustomerId, string SalesforceId)> pairs, BatchOptions? options = null, CancellationToken cancellationToken = default) =>
            Batch("Latch", Pairs(pairs), options, cancellationToken);

        /// <inheritdoc/>
        public BatchSummary LatchEach(
            IEnumerable<(long CustomerId, string SalesforceId)> pairs,
            Func<Outcome, bool> onOutcome,
            BatchOptions? options = null,
            CancellationToken cancellationToken = default) =>
            Each("Latch", Pairs(pairs), onOutcome, options, cancellationToken);

        /// <inheritdoc/>
        public BatchSummary LatchEach(
            IEnumerable<(long CustomerId, string SalesforceId)> pairs,
            Action<Outcome> onOutcome,
            BatchOptions? options = null,
            CancellationToken cancellationToken = default) =>
            Each("Latch", Pairs(pairs), Always(onOutcome), options, cancellationToken);

        /// <inheritdoc/>
        public Task<BatchSummary> LatchEachAsync(
            IEnumerable<(long CustomerId, string SalesforceId)> pairs,
            BatchOptions? options = null,
            IProgress<Outcome>? progress = null,
            CancellationToken cancellationToken = default) =>
            EachAsync("Latch", Pairs(pairs), options, progress, cancellationToken);
    }
}
