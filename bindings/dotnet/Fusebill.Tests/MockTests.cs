// What callers need to test code of their own without a server: a client that is theirs, and values that can be made.

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Fusebill.Tests
{
    internal sealed class MockTests
    {
        public void ACallersCodeIsTestedWithAMock()
        {
            using (var mock = new Mock())
            {
                Assert.Equal("7: 25.9800", Report(mock, 7));
                Assert.Equal("12: no such customer", Report(mock, 12));
                var outcomes = mock.EnableSynchBatch(new long[] { 7, 12 });
                Assert.Equal("ok, not_found", string.Join(", ", outcomes.AsEnumerable().Select(outcome => outcome.Name)));
                Assert.Equal(1L, outcomes.Summary!.Failed["not_found"]);
            }
        }

        public void EveryValueCanBeMade()
        {
            var error = FusebillException.Parse("{\"code\":5,\"name\":\"rate_limited\",\"message\":\"slow\",\"retryAfterMs\":1500,\"errors\":[{\"key\":\"k\",\"value\":\"v\"}]}");
            Assert.Equal(ErrorKind.RateLimited, error.Kind);
            Assert.Equal(TimeSpan.FromSeconds(1.5), error.RetryAfter);
            Assert.Equal("k=v", error.Errors[0].Key + "=" + error.Errors[0].Value);
            Assert.Equal("bad_response", new FusebillException(ErrorKind.BadResponse, "no \"customer\"\n").Name);
            Assert.Equal("no \"customer\"\n", new FusebillException(ErrorKind.BadResponse, "no \"customer\"\n").Message);
            Assert.Equal(997L, Quota.Parse("{\"minute\":{\"remaining\":997},\"day\":{}}").Minute.Remaining);
            Assert.Equal(3L, CustomersSummary.Parse("{\"customers\":3,\"whole\":true}").Customers);
            Assert.Equal("dns", CheckStage.Parse("{\"name\":\"dns\",\"error\":null}").Name);
            Assert.Equal(null, CheckStage.Parse("{\"name\":\"dns\",\"error\":null}").Error);
            Assert.Equal("text", new Accepted("text").Text);
            Assert.Equal(null, new Accepted("text").Customer);
            Assert.Equal(7L, new Accepted("{\"id\":7}").Customer!.Id);
            Assert.Equal("x", new ApiError("x", "y").Key);
            foreach (var text in new[] { "", "{}", "[]", "1", "null", "{\"id\":null}" })
            {
                Assert.Throws<FormatException>(() => Customer.Parse(text));
                Assert.Throws<FormatException>(() => Outcome.Parse(text));
                Assert.Throws<FormatException>(() => FusebillException.Parse(text));
            }

            Assert.Throws<ArgumentNullException>(() => Customer.Parse(null!));
        }

        public void ValuesAreEqualIfTheirMembersAre()
        {
            const string outcome = "{\"id\":7,\"code\":0,\"name\":\"ok\",\"at\":\"2026-01-31T12:00:00.123Z\",\"elapsedMs\":5,\"final\":true}";
            Assert.Equal(true, Outcome.Parse(outcome) == Outcome.Parse(outcome.Replace("\":", "\": ")));
            Assert.Equal(Outcome.Parse(outcome).GetHashCode(), Outcome.Parse(outcome).GetHashCode());
            Assert.Equal(true, Outcome.Parse(outcome) != Outcome.Parse(outcome.Replace("true", "false")));
            Assert.Equal(outcome, Outcome.Parse(outcome).ToJson());
            const string window = "{\"limit\":1000,\"remaining\":997,\"reset\":null}";
            Assert.Equal(true, QuotaWindow.Parse(window).Equals(QuotaWindow.Parse(window)));
            Assert.Equal(997L, Quota.Parse("{\"minute\":" + window + ",\"day\":{},\"at\":null}").Minute.Remaining);
            const string summary = "{\"status\":20,\"operation\":\"EnableSynch\",\"done\":1,\"failed\":{\"not_found\":1},\"skipped\":0}";
            Assert.Equal(true, BatchSummary.Parse(summary).Equals((object)BatchSummary.Parse(summary)));
            Assert.Equal(1L, BatchSummary.Parse(summary).Failed["not_found"]);
            Assert.Equal(false, BatchSummary.Parse(summary) == BatchSummary.Parse(summary.Replace("\"done\":1", "\"done\":2")));
            Assert.Equal(null, BatchSummary.Parse(summary).Stopped);
            const string stopped = "{\"status\":2,\"stopped\":{\"code\":2,\"name\":\"unauthorized\",\"message\":\"no\"}}";
            Assert.Equal(ErrorKind.Unauthorized, BatchSummary.Parse(stopped).Stopped!.Kind);
            var reference = Customer.Parse("{\"id\":7,\"customerReference\":{\"reference1\":\"a\",\"salesTrackingCodes\":[{\"code\":\"x\"}]}}").CustomerReference;
            Assert.Equal(true, reference == CustomerReference.Parse(reference.ToJson()));
            Assert.Equal("x", reference.SalesTrackingCodes[0].Code);
            Assert.Equal(true, new Accepted("text") == new Accepted("text"));
            Assert.Equal(true, new ApiError("k", "v") == ApiError.Parse("{\"key\":\"k\",\"value\":\"v\"}"));
            CheckStage? none = null;
            Assert.Equal(true, none == null);
            Assert.Equal(false, CheckStage.Parse("{\"name\":\"dns\",\"ok\":true}") == none);
            Assert.Equal(true, CheckStage.Parse("{\"name\":\"dns\",\"ok\":true}").IsOk);
        }

#if NETCOREAPP
        public async System.Threading.Tasks.Task AClientIsDisposedByAwaitUsing()
        {
            var client = Server.Client();
            await using (client)
            {
                client.GetCustomer(172677);
            }

            Assert.Throws<ObjectDisposedException>(() => client.GetCustomer(172677));
        }
#endif

        public void ASequenceOfACallersOwnMayBeLeftAndReadAgain()
        {
            var sequence = new FusebillSequence<int, string>(Enumerable.Range(1, 1000), "done");
            Assert.Equal(null, sequence.Summary);
            Assert.Equal(6, sequence.Take(3).Sum());
            Assert.Equal(500500, sequence.Sum());
            Assert.Equal("done", sequence.Summary);
        }

        public void ALoopThatIsLeftDoesNotThrowWhatTheCallsEndedWith()
        {
            var calls = Ending(new FusebillException(ErrorKind.Unauthorized, "the key is not valid"));
            Assert.Equal(1, calls.First());
            Assert.Fails(ErrorKind.Unauthorized, () => calls.Count());
            Assert.Equal(1, Ending(new OperationCanceledException()).First());
            var ids = Ending(new KeyNotFoundException("the ids"));
            Assert.Throws<KeyNotFoundException>(() => ids.First());
            Assert.Throws<KeyNotFoundException>(() => ids.Count());
        }

#if NETCOREAPP
        public async Task AnAwaitedLoopThatIsLeftIsLikeIt()
        {
            async Task<int> First(IEnumerable<int> calls)
            {
                await foreach (var one in new FusebillAsyncSequence<int, string>(calls))
                {
                    return one;
                }

                return 0;
            }

            Assert.Equal(1, await First(Calls(new FusebillException(ErrorKind.Unauthorized, "the key is not valid"))));
            Assert.Equal(1, await First(Calls(new OperationCanceledException())));
            Assert.Throws<KeyNotFoundException>(() => First(Calls(new KeyNotFoundException("the ids"))).GetAwaiter().GetResult());
        }
#endif

        /// <summary>Two, and then an exception, which also comes when only the first was read.</summary>
        private static IEnumerable<int> Calls(Exception exception)
        {
            try
            {
                yield return 1;
                yield return 2;
            }
            finally
            {
                Throw(exception);
            }
        }

        private static FusebillSequence<int, string> Ending(Exception exception) =>
            new FusebillSequence<int, string>(Calls(exception));

        private static void Throw(Exception exception) => throw exception;

        /// <summary>What a caller of the library would write.</summary>
        private static string Report(IFusebillClient client, long id)
        {
            try
            {
                return $"{id}: {client.EnableSynch(id).MonthlyRecurringRevenue}";
            }
            catch (FusebillException error) when (error.Kind == ErrorKind.NotFound)
            {
                return $"{id}: no such customer";
            }
        }

        private sealed class Mock : IFusebillClient
        {
            public Quota Quota => Quota.Parse("{\"minute\":{},\"day\":{}}");

            public Customer EnableSynch(long customerId, CancellationToken cancellationToken = default) =>
                customerId == 12
                    ? throw new FusebillException(ErrorKind.NotFound, "Customer with id 12 not found.")
                    : Customer.Parse($"{{\"id\":{customerId},\"monthlyRecurringRevenue\":25.9800}}");

            public FusebillBatch EnableSynchBatch(
                IEnumerable<long> ids, BatchOptions? options = null, CancellationToken cancellationToken = default) =>
                new FusebillBatch(
                    ids.Select(id => Outcome.Parse(id == 12 ? "{\"id\":12,\"code\":3,\"name\":\"not_found\"}" : $"{{\"id\":{id},\"code\":0,\"name\":\"ok\"}}")),
                    BatchSummary.Parse("{\"status\":20,\"done\":1,\"failed\":{\"not_found\":1},\"failedBefore\":{}}"));

            public Task<Customer> EnableSynchAsync(long customerId, CancellationToken cancellationToken = default) =>
                throw new NotImplementedException();

            public BatchSummary EnableSynchEach(IEnumerable<long> ids, Func<Outcome, bool> onOutcome, BatchOptions? options = null, CancellationToken cancellationToken = default) =>
                throw new NotImplementedException();

            public BatchSummary EnableSynchEach(IEnumerable<long> ids, Action<Outcome> onOutcome, BatchOptions? options = null, CancellationToken cancellationToken = default) =>
                throw new NotImplementedException();

            public Task<BatchSummary> EnableSynchEachAsync(IEnumerable<long> ids, BatchOptions? options = null, IProgress<Outcome>? progress = null, CancellationToken cancellationToken = default) =>
                throw new NotImplementedException();

            public IFusebillClient WithOptions(FusebillOptions options) => throw new NotImplementedException();

            public FusebillBatch DisableSynchBatch(IEnumerable<long> ids, BatchOptions? options = null, CancellationToken cancellationToken = default) =>
                throw new NotImplementedException();

            public BatchSummary DisableSynchEach(IEnumerable<long> ids, Func<Outcome, bool> onOutcome, BatchOptions? options = null, CancellationToken cancellationToken = default) =>
                throw new NotImplementedException();

            public BatchSummary DisableSynchEach(IEnumerable<long> ids, Action<Outcome> onOutcome, BatchOptions? options = null, CancellationToken cancellationToken = default) =>
                throw new NotImplementedException();

            public Task<BatchSummary> DisableSynchEachAsync(IEnumerable<long> ids, BatchOptions? options = null, IProgress<Outcome>? progress = null, CancellationToken cancellationToken = default) =>
                throw new NotImplementedException();

            public FusebillBatch ResynchBatch(IEnumerable<long> ids, BatchOptions? options = null, CancellationToken cancellationToken = default) =>
                throw new NotImplementedException();

            public BatchSummary ResynchEach(IEnumerable<long> ids, Func<Outcome, bool> onOutcome, BatchOptions? options = null, CancellationToken cancellationToken = default) =>
                throw new NotImplementedException();

            public BatchSummary ResynchEach(IEnumerable<long> ids, Action<Outcome> onOutcome, BatchOptions? options = null, CancellationToken cancellationToken = default) =>
                throw new NotImplementedException();

            public Task<BatchSummary> ResynchEachAsync(IEnumerable<long> ids, BatchOptions? options = null, IProgress<Outcome>? progress = null, CancellationToken cancellationToken = default) =>
                throw new NotImplementedException();

            public FusebillBatch LatchBatch(IEnumerable<(long CustomerId, string SalesforceId)> pairs, BatchOptions? options = null, CancellationToken cancellationToken = default) =>
                throw new NotImplementedException();

            public BatchSummary LatchEach(IEnumerable<(long CustomerId, string SalesforceId)> pairs, Func<Outcome, bool> onOutcome, BatchOptions? options = null, CancellationToken cancellationToken = default) =>
                throw new NotImplementedException();

            public BatchSummary LatchEach(IEnumerable<(long CustomerId, string SalesforceId)> pairs, Action<Outcome> onOutcome, BatchOptions? options = null, CancellationToken cancellationToken = default) =>
                throw new NotImplementedException();

            public Task<BatchSummary> LatchEachAsync(IEnumerable<(long CustomerId, string SalesforceId)> pairs, BatchOptions? options = null, IProgress<Outcome>? progress = null, CancellationToken cancellationToken = default) =>
                throw new NotImplementedException();

            public Customer DisableSynch(long customerId, CancellationToken cancellationToken = default) => throw new NotImplementedException();

            public Task<Customer> DisableSynchAsync(long customerId, CancellationToken cancellationToken = default) => throw new NotImplementedException();

            public Accepted Resynch(long customerId, CancellationToken cancellationToken = default) => throw new NotImplementedException();

            public Task<Accepted> ResynchAsync(long customerId, CancellationToken cancellationToken = default) => throw new NotImplementedException();

            public Accepted ResynchSalesforce(string salesforceId, CancellationToken cancellationToken = default) => throw new NotImplementedException();

            public Task<Accepted> ResynchSalesforceAsync(string salesforceId, CancellationToken cancellationToken = default) => throw new NotImplementedException();

            public Accepted Latch(long customerId, string salesforceId, bool force = false, CancellationToken cancellationToken = default) => throw new NotImplementedException();

            public Task<Accepted> LatchAsync(long customerId, string salesforceId, bool force = false, CancellationToken cancellationToken = default) => throw new NotImplementedException();

            public Customer GetCustomer(long customerId, CancellationToken cancellationToken = default) => throw new NotImplementedException();

            public Task<Customer> GetCustomerAsync(long customerId, CancellationToken cancellationToken = default) => throw new NotImplementedException();

            public CustomersSummary ListCustomers(Func<Customer, bool> onCustomer, CustomersOptions? options = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

            public Task<CustomersSummary> ListCustomersAsync(Func<Customer, bool> onCustomer, CustomersOptions? options = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

            public FusebillSequence<Customer, CustomersSummary> GetCustomers(CustomersOptions? options = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

#if NETCOREAPP
            public FusebillAsyncSequence<Customer, CustomersSummary> GetCustomersAsync(CustomersOptions? options = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

#endif
            public IReadOnlyList<CheckStage> Check(string? resultsFile = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

            public Task<IReadOnlyList<CheckStage>> CheckAsync(string? resultsFile = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

            public void Cancel()
            {
            }

#if NETCOREAPP
            public System.Threading.Tasks.ValueTask DisposeAsync() => default;

#endif
            public void Dispose()
            {
            }
        }
    }
}
