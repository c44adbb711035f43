// Whole lists; their engine has tests of its own.

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Fusebill.Tests
{
    internal sealed class BatchTests
    {
        private static readonly long[] Many = Enumerable.Range(200001, 50).Select(id => (long)id).ToArray();

        public void OutcomesComeInTheOrderOfCompletion()
        {
            using (var client = Server.Client())
            {
                var one = new BatchOptions { Concurrency = 1 };
                var outcomes = client.EnableSynchBatch(new[] { Server.Documented, 12, 200001, 200001 }, one).AsEnumerable().ToList();
                Assert.Equal("172677 ok, 12 not_found, 200001 ok", string.Join(", ", outcomes.Select(o => o.Id + " " + o.Name)));
                Assert.Equal(ErrorKind.NotFound, outcomes[1].Kind);
                Assert.Equal(null, outcomes[0].Kind);
                Assert.Equal("Enabled", outcomes[0].SalesforceSynchStatus);
                Assert.Equal(404, outcomes[1].HttpStatus);
                Assert.True((DateTimeOffset.UtcNow - outcomes[0].At).Duration() < TimeSpan.FromMinutes(1), "it was just now");
            }
        }

        public async Task ATaskTellsItsProgressAndGivesASummary()
        {
            using (var client = Server.Client())
            {
                var heard = new Heard();
                var summary = await client.EnableSynchEachAsync(Many.Concat(new[] { 12L, 12 }), progress: heard);
                Assert.Equal(51, heard.Ids.Count);
                Assert.Equal(20, summary.Status);
                Assert.Equal(50L, summary.Done);
                Assert.Equal(1L, summary.Failed["not_found"]);
                Assert.Equal(1L, summary.Duplicates);
                Assert.Equal(51L, summary.Requests);
            }
        }

        public void ALoopThatIsAbandonedKeepsNoThread()
        {
            using (var client = Server.Client())
            {
                var ended = new CountdownEvent(3);
                IEnumerable<long> Ids()
                {
                    try
                    {
                        for (long id = 200001; ; id++)
                        {
                            yield return id;
                        }
                    }
                    finally
                    {
                        ended.Signal();
                    }
                }

                void Abandon() => client.EnableSynchBatch(Ids()).GetEnumerator().MoveNext();
                for (var time = 0; time < 3; time++)
                {
                    // A frame of its own, which no longer refers to the enumerator when it has returned.
                    var other = new Thread(Abandon);
                    other.Start();
                    other.Join();
                }

                for (var wait = 0; wait < 300 && !ended.IsSet; wait++)
                {
                    GC.Collect();
                    GC.WaitForPendingFinalizers();
                    Thread.Sleep(100);
                }

                Assert.True(ended.IsSet, "the batches have ended");
            }
        }

        public void ARecordIsKeptAndResumed()
        {
            var results = Server.Temporary();
            using (var client = Server.Client())
            {
                Assert.Equal(10, client.EnableSynchBatch(Many.Take(10), new BatchOptions { ResultsFile = results }).AsEnumerable().Count());
                Assert.Equal(11, File.ReadLines(results).Count());
                var resume = new BatchOptions { ResultsFile = results, Resume = true };
                Assert.Equal(2, client.EnableSynchBatch(Many.Take(12), resume).AsEnumerable().Count());
                var again = new BatchOptions { ResultsFile = results };
                Assert.Fails(ErrorKind.Io, () => client.EnableSynchBatch(Many, again).AsEnumerable().Count());
            }

            File.Delete(results);
        }

        public void LeavingTheLoopStopsItAndWhatWasBegunIsRecorded()
        {
            var results = Server.Temporary();
            using (var client = Server.Client())
            {
                foreach (var outcome in client.EnableSynchBatch(Many, new BatchOptions { ResultsFile = results }))
                {
                    Assert.True(outcome.IsDone, "it is enabled");
                    break;
                }
            }

            var recorded = File.ReadLines(results).Count() - 1;
            Assert.True(recorded >= 1 && recorded < Many.Length, recorded + " were recorded");
            File.Delete(results);
        }

        public void AnExceptionOfTheListenerStopsItAndComesOut()
        {
            using (var client = Server.Client())
            {
                var heard = 0;
                bool Refuse(Outcome outcome) => ++heard < 3 ? true : throw new KeyNotFoundException("third");
                Assert.Throws<KeyNotFoundException>(() => client.EnableSynchEach(Many, Refuse, new BatchOptions { Concurrency = 1 }));
                Assert.Equal(3, heard);
                var progress = new Heard { ThrowAt = 2 };
                var task = client.EnableSynchEachAsync(Many, new BatchOptions { Concurrency = 1 }, progress);
                Assert.Throws<KeyNotFoundException>(() => task.GetAwaiter().GetResult());
                var summary = client.EnableSynchEach(Many, _ => false, new BatchOptions { Concurrency = 1 });
                Assert.Equal((int)ErrorKind.Cancelled, summary.Status);
                Assert.Equal(1L, summary.Done);
            }
        }

        public void ATokenEndsItAndNoOtherCall()
        {
            using (var client = Server.Client())
            using (var source = new CancellationTokenSource())
            {
                var going = client.EnableSynchAsync(Server.Slow);
                var batch = client.EnableSynchEachAsync(new[] { Server.Slow }, null, null, source.Token);
                Thread.Sleep(300);
                Assert.Soon(() =>
                {
                    source.Cancel();
                    Assert.Throws<OperationCanceledException>(() => batch.GetAwaiter().GetResult());
                });
                Assert.True(!going.IsCompleted, "the other call goes on");
                client.Cancel();
                Assert.Throws<OperationCanceledException>(() => going.GetAwaiter().GetResult());
                Assert.Throws<OperationCanceledException>(() => client.EnableSynchBatch(Many, cancellationToken: source.Token).AsEnumerable().Count());
            }
        }

        public void WhatStopsItIsThrownAtTheEnd()
        {
            using (var stranger = new FusebillClient("MDp3cm9uZw==", new FusebillOptions { BaseUrl = Server.Url }))
            {
                var seen = 0;
                Assert.Fails(ErrorKind.Unauthorized, () =>
                {
                    foreach (var outcome in stranger.EnableSynchBatch(Many, new BatchOptions { Concurrency = 1 }))
                    {
                        seen++;
                        Assert.Equal(ErrorKind.Unauthorized, outcome.Kind);
                    }
                });
                Assert.Equal(1, seen);
                Assert.Fails(ErrorKind.InvalidArgument, () => stranger.EnableSynchBatch(Many, new BatchOptions { Concurrency = 0 }).AsEnumerable().Count());
                Assert.Fails(ErrorKind.InvalidArgument, () => stranger.EnableSynchEach(new[] { 0L }, _ => true));
                Assert.Throws<ArgumentNullException>(() => stranger.EnableSynchBatch(null!));
            }
        }

        public void AnEmptyListIsASuccess()
        {
            using (var client = Server.Client())
            {
                Assert.Equal(0, client.EnableSynchEach(new long[0], _ => true).Status);
            }
        }

        public void IdsAreReadAsCallsAreMade()
        {
            var read = 0;
            IEnumerable<long> Ids()
            {
                for (long id = 200001; id < 300000; id++)
                {
                    read++;
                    yield return id;
                }
            }

            using (var client = Server.Client())
            {
                Assert.Equal(3, client.EnableSynchBatch(Ids(), new BatchOptions { Concurrency = 2 }).AsEnumerable().Take(3).AsEnumerable().Count());
                Assert.True(read < 20, read + " ids were read");
            }
        }

        public void AnExceptionOfTheIdsComesOutAfterWhatWasBegun()
        {
            var isDisposed = false;
            IEnumerable<long> Ids()
            {
                try
                {
                    yield return 200001;
                    throw new KeyNotFoundException("second");
                }
                finally
                {
                    isDisposed = true;
                }
            }

            using (var client = Server.Client())
            {
                var seen = new List<long>();
                Assert.Throws<KeyNotFoundException>(() =>
                {
                    foreach (var outcome in client.EnableSynchBatch(Ids()))
                    {
                        seen.Add(outcome.Id);
                    }
                });
                Assert.Equal("200001", string.Join(",", seen));
                Assert.True(isDisposed, "the reader of the ids is disposed");
                Assert.Throws<KeyNotFoundException>(() => client.EnableSynchEach(Ids(), _ => true));
            }
        }

        public void ASequenceHasASummary()
        {
            using (var client = Server.Client())
            {
                var batch = client.EnableSynchBatch(new[] { Server.Documented, 12L }, new BatchOptions { Concurrency = 1 });
                Assert.Equal(null, batch.Summary);
                Assert.Equal(2, batch.AsEnumerable().Count());
                Assert.Equal(20, batch.Summary!.Status);
                // Of two, the second may be done before the loop is left.
                var left = client.EnableSynchBatch(Many, new BatchOptions { Concurrency = 1 });
                foreach (var outcome in left)
                {
                    break;
                }

                Assert.Equal((int)ErrorKind.Cancelled, left.Summary!.Status);
                var customers = client.GetCustomers();
                Assert.Equal(customers.LongCount(), customers.Summary!.Customers);
                using (var stranger = new FusebillClient("MDp3cm9uZw==", new FusebillOptions { BaseUrl = Server.Url }))
                {
                    var stopped = stranger.EnableSynchBatch(Many);
                    Assert.Fails(ErrorKind.Unauthorized, () => stopped.AsEnumerable().Count());
                    Assert.Equal((int)ErrorKind.Unauthorized, stopped.Summary!.Status);
                }
            }
        }

        public void NothingIsCalledByAccident()
        {
            using (var client = Server.Client())
            {
                client.DisableSynch(200001);
                var batch = client.EnableSynchBatch(new[] { 200001L });
                // What a log, a debugger, a comparison or a serializer does with it.
                Assert.Equal("EnableSynch batch, not run yet", batch.ToString());
                Assert.Equal("EnableSynch batch, not run yet", $"{batch}");
                Assert.True(!typeof(System.Collections.IEnumerable).IsAssignableFrom(batch.GetType()), "it is not a sequence");
                Assert.True(!batch.Equals(new object()), "it is compared");
                var outcomes = batch.AsEnumerable();
                Assert.Equal("EnableSynch batch, not run yet", batch.ToString());
                Assert.True(!client.GetCustomer(200001).IsSynchEnabled, "nobody was called");
                Assert.Equal(1, outcomes.Count());
                Assert.Equal("EnableSynch batch, ended", batch.ToString());
                Assert.True(client.GetCustomer(200001).IsSynchEnabled, "now it was");
                client.DisableSynch(200001);
                Assert.Throws<InvalidOperationException>(() => outcomes.Count());
                Assert.Throws<InvalidOperationException>(() => batch.GetEnumerator());
                Assert.True(!client.GetCustomer(200001).IsSynchEnabled, "it ran once");
                Assert.Equal("Latch batch, not run yet", client.LatchBatch(Array.Empty<(long, string)>()).ToString());
            }
        }

        public void AFunctionWithoutAValueHearsEverybody()
        {
            using (var client = Server.Client())
            {
                var heard = 0;
                Assert.Equal(50L, client.EnableSynchEach(Many, outcome => { heard++; }).Done);
                Assert.Equal(50, heard);
                Assert.Throws<KeyNotFoundException>(() => client.EnableSynchEach(Many, (Action<Outcome>)(_ => throw new KeyNotFoundException())));
                Assert.Throws<ArgumentNullException>(() => client.EnableSynchEach(Many, (Action<Outcome>)null!));
            }
        }

        public void WhoeverEndsTheClientEndsItsLoops()
        {
            foreach (var dispose in new[] { true, false })
            {
                using (var client = Server.Client())
                {
                    // One outcome waits for the loop, and a call is in flight that takes a minute.
                    var loop = client.EnableSynchBatch(new[] { 200001L, 200002, Server.Slow }).GetEnumerator();
                    Assert.True(loop.MoveNext(), "the first");
                    var list = client.GetCustomers(new CustomersOptions { PageSize = 1 }).GetEnumerator();
                    Assert.True(list.MoveNext(), "the first");
                    if (dispose)
                    {
                        client.Dispose();
                    }
                    else
                    {
                        client.Cancel();
                    }

                    Assert.Throws<OperationCanceledException>(() => Exhaust(loop));
                    Assert.Throws<OperationCanceledException>(() => Exhaust(list));
                    if (!dispose)
                    {
                        Assert.Equal(1, client.EnableSynchBatch(new[] { 200001L }).AsEnumerable().Count());
                    }
                }
            }
        }

        public void ATokenEndsALoopThatReadsNothing()
        {
            using (var client = Server.Client())
            using (var source = new CancellationTokenSource())
            {
                var loop = client.EnableSynchBatch(Many, null, source.Token).GetEnumerator();
                Assert.True(loop.MoveNext(), "the first");
                source.Cancel();
                var cancelled = Assert.Throws<OperationCanceledException>(() => Exhaust(loop));
                Assert.Equal(source.Token, cancelled.CancellationToken);
            }
        }

        private static void Exhaust<T>(IEnumerator<T> loop)
        {
            while (loop.MoveNext())
            {
            }
        }

        public void ACancelNamesItsOwnToken()
        {
            using (var client = Server.Client())
            using (var source = new CancellationTokenSource(200))
            {
                var cancelled = Assert.Throws<OperationCanceledException>(
                    () => client.EnableSynchBatch(new[] { Server.Slow }, null, source.Token).AsEnumerable().Count());
                Assert.Equal(source.Token, cancelled.CancellationToken);
            }
        }

        public void WhatTheIdsThrowWhenTheyAreLeftComesOut()
        {
            IEnumerable<long> Ids()
            {
                try
                {
                    for (long id = 200001; ; id++)
                    {
                        yield return id;
                    }
                }
                finally
                {
                    throw new KeyNotFoundException("at the end");
                }
            }

            using (var client = Server.Client())
            {
                Assert.Throws<KeyNotFoundException>(() =>
                {
                    foreach (var outcome in client.EnableSynchBatch(Ids()))
                    {
                        break;
                    }
                });
            }
        }

        public void EachOperationHasABatchOfItsOwn()
        {
            using (var client = Server.Client())
            {
                var force = new BatchOptions { ForceLatch = true };
                var pairs = new[] { (Server.Documented, "0014100000JJ3wtAAD"), (200001L, "001410000000001AAA") };
                Assert.Equal(2, client.LatchBatch(pairs, force).AsEnumerable().Count(outcome => outcome.IsDone));
                Assert.Equal("001410000000001AAA", client.GetCustomer(200001).SalesforceId);
                Assert.Fails(ErrorKind.InvalidArgument, () => client.LatchEach(new[] { (200001L, "x") }, _ => { }));
                Assert.Fails(ErrorKind.InvalidArgument, () => client.LatchEach(new[] { (200001L, (string)null!) }, _ => { }));
                Assert.Throws<ArgumentException>(() => client.LatchEach(new[] { (200001L, "0014100000JJ3wtAAD\0") }, _ => { }));
                Assert.Throws<ArgumentNullException>(() => client.LatchBatch(null!));
                Assert.Equal("DisableSynch", client.DisableSynchEach(Many, _ => true).Operation);
                Assert.True(!client.GetCustomer(200001).IsSynchEnabled, "it is off");
                Assert.Equal("Resynch", client.ResynchEachAsync(Many).Result.Operation);
                Assert.Fails(ErrorKind.InvalidArgument, () => client.ResynchEach(Many, _ => { }, force));
            }
        }

        public void AnErrorSaysWhichCallOfWhichCustomer()
        {
            using (var client = Server.Client())
            {
                var error = Assert.Fails(ErrorKind.NotFound, () => client.DisableSynch(12));
                Assert.Equal("DisableSynch", error.Operation);
                Assert.Equal(12L, error.CustomerId);
                var text = error.ToString();
                Assert.True(text.StartsWith($"Fusebill.FusebillException: {error.Message} (not_found, HTTP 404, DisableSynch of customer 12)"), text);
                Assert.True(text.Contains(nameof(AnErrorSaysWhichCallOfWhichCustomer)), "the stack is there");
                var made = new FusebillException(
                    ErrorKind.RateLimited, "slow down", 429, TimeSpan.FromSeconds(1.5), "minute", 2, "yes", 7, new[] { new ApiError("k", "v") }, "Latch", 9);
                Assert.Equal("rate_limited 429 00:00:01.5000000 minute 2 yes 7 k=v Latch 9", $"{made.Name} {made.HttpStatus} {made.RetryAfter} {made.Limit} {made.Attempts} {made.Sent} {made.ErrorId} {made.Errors[0].Key}={made.Errors[0].Value} {made.Operation} {made.CustomerId}");
                Assert.Equal(made.ToJson(), FusebillException.Parse(made.ToJson()).ToJson());
            }
        }

        public void OptionsFromAFormOrPowerShellAreUnderstood()
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => Server.Client(new FusebillOptions { Timeout = new TimeSpan(10) }));
            Assert.Throws<ArgumentOutOfRangeException>(() => Server.Client(new FusebillOptions { ConnectTimeout = TimeSpan.FromMilliseconds(99) }));
            Assert.Fails(ErrorKind.InvalidArgument, () => Server.Client(new FusebillOptions { Timeout = TimeSpan.FromDays(10) }));
            Assert.Throws<ArgumentException>(() => Server.Client(new FusebillOptions { NoProxy = true, Proxy = "http://127.0.0.1:1" }));
            using (var client = Server.Client(new FusebillOptions { Proxy = string.Empty, CaFile = string.Empty, UserAgent = string.Empty }))
            {
                Assert.True(client.Check()[0].Detail.Contains("no proxy,"), client.Check()[0].Detail);
                client.EnableSynchEach(new[] { 200001L }, _ => { }, new BatchOptions { ResultsFile = string.Empty });
            }

            using (var client = Server.Client(new FusebillOptions { NoProxy = true }))
            {
                Assert.True(client.Check()[0].Detail.Contains("no proxy (option"), client.Check()[0].Detail);
                Assert.Throws<ArgumentOutOfRangeException>(() => client.GetCustomers(new CustomersOptions { SynchStatus = (SynchStatus)7 }).Count());
            }
        }

        public void AClientWithAnotherDeadlineSharesTheRest()
        {
            using (var client = Server.Client())
            {
                using (var other = client.WithOptions(new FusebillOptions { Timeout = TimeSpan.FromSeconds(1.5) }))
                {
                    Assert.True(other.EnableSynch(Server.Documented).IsSynchEnabled, "it works");
                    Assert.True(other.Check()[0].Detail.Contains("1.5 s per call"), other.Check()[0].Detail);
                    other.Cancel();
                    Assert.Fails(ErrorKind.InvalidArgument, () => other.WithOptions(new FusebillOptions { NoProxy = true }));
                }

                Assert.True(client.EnableSynch(Server.Documented).IsSynchEnabled, "the first still does");
            }
        }

#if NETCOREAPP
        public async Task ASequenceIsAwaited()
        {
            using (var client = Server.Client())
            {
                var batch = client.EnableSynchBatch(Many);
                var ids = new List<long>();
                await foreach (var outcome in batch)
                {
                    ids.Add(outcome.Id);
                }

                Assert.Equal(50, ids.Distinct().Count());
                Assert.Equal(50L, batch.Summary!.Done);
                var left = client.EnableSynchBatch(Many, new BatchOptions { Concurrency = 1 });
                await foreach (var outcome in left.AsAsyncEnumerable())
                {
                    Assert.True(outcome.IsDone, "it is done");
                    break;
                }

                Assert.Equal((int)ErrorKind.Cancelled, left.Summary!.Status);
                using (var source = new CancellationTokenSource(200))
                {
                    Exception? caught = null;
                    try
                    {
                        await foreach (var outcome in client.EnableSynchBatch(new[] { Server.Slow }).AsAsyncEnumerable().WithCancellation(source.Token))
                        {
                            Assert.Equal(ErrorKind.Cancelled, outcome.Kind);
                        }
                    }
                    catch (OperationCanceledException exception)
                    {
                        caught = exception;
                    }

                    Assert.True(caught != null, "the token ends it");
                }

                var customers = 0;
                await foreach (var customer in client.GetCustomersAsync())
                {
                    customers++;
                }

                Assert.True(customers > 100, customers + " customers came");
            }
        }
#endif

        private sealed class Heard : IProgress<Outcome>
        {
            internal List<long> Ids { get; } = new List<long>();

            internal int ThrowAt { get; set; }

            public void Report(Outcome value)
            {
                Ids.Add(value.Id);
                if (Ids.Count == ThrowAt)
                {
                    throw new KeyNotFoundException("as asked");
                }
            }
        }
    }
}
