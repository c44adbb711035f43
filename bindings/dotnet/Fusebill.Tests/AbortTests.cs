// Thread aborts, as Response.End() and request timeouts of ASP.NET cause them. .NET has none; Mono stands in for .NET Framework.

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Fusebill.Tests
{
    internal sealed class AbortTests
    {
        private static readonly long[] Many = Enumerable.Range(200001, 40).Select(id => (long)id).ToArray();

        private static bool HasAborts => Type.GetType("Mono.Runtime") != null;

        public void AnAbortInACallbackTakesEffectAfterTheCall()
        {
            if (!HasAborts)
            {
                return;
            }

            using (var client = Server.Client())
            {
                for (var round = 0; round < 10; round++)
                {
                    Aborted("outcome", () => client.EnableSynchEach(Many, _ => EndRequest("outcome")));
                    Aborted("ids", () => client.EnableSynchEach(IdsThatAbort(), _ => true));
                    Aborted("customer", () => client.ListCustomers(_ => EndRequest("customer")));
                    Aborted("loop", () =>
                    {
                        foreach (var outcome in client.EnableSynchBatch(Many))
                        {
                            EndRequest("loop");
                        }
                    });
                    FusebillLog.Listen(FusebillLogLevel.Debug, (level, line) => EndRequest("log"));
                    Aborted("log", () => client.EnableSynch(Server.Documented));
                    FusebillLog.Listen(FusebillLogLevel.Off, null);
                    Assert.Equal(Server.Documented, client.EnableSynch(Server.Documented).Id);
                }
            }
        }

        public void AnAbortByAnotherThreadEndsABatch()
        {
            if (!HasAborts)
            {
                return;
            }

            using (var client = Server.Client())
            {
                for (var round = 0; round < 20; round++)
                {
                    using (var hasBegun = new ManualResetEventSlim())
                    {
                        var outcomes = 0;
                        object? state = null;
                        var worker = new Thread(() => state = StateOfAbort(() => client.EnableSynchEach(
                            Enumerable.Range(200001, 40000).Select(id => (long)id),
                            _ =>
                            {
                                outcomes++;
                                hasBegun.Set();
                                return true;
                            })));
                        worker.Start();
                        hasBegun.Wait();
                        worker.Abort("timeout");
                        Assert.True(worker.Join(TimeSpan.FromSeconds(30)), "the batch ends");
                        Assert.Equal<object?>("timeout", state);
                        Assert.True(outcomes < 40000, "before its end");
                    }

                    Assert.Equal(Server.Documented, client.EnableSynch(Server.Documented).Id);
                }
            }
        }

        public void AnAbortOnAThreadOfTheLibraryEndsTheCall()
        {
            if (!HasAborts)
            {
                return;
            }

            using (var client = Server.Client())
            {
                foreach (var call in new Func<Task>[]
                    {
                        () => client.EnableSynchEachAsync(IdsThatAbort()),
                        () => client.EnableSynchEachAsync(Many, null, new Aborts()),
                        () => client.ListCustomersAsync(_ => EndRequest("customer")),
                        () => Task.Run(() => client.EnableSynchBatch(IdsThatAbort()).AsEnumerable().Count()),
                    })
                {
                    Ends(call());
                }

                FusebillLog.Listen(FusebillLogLevel.Debug, (level, line) => EndRequest("log"));
                Ends(client.EnableSynchAsync(Server.Documented));
                var outcomes = 0;
                Aborted("log", () => client.EnableSynchEach(Many, _ => ++outcomes > 0, new BatchOptions { Concurrency = 1 }));
                FusebillLog.Listen(FusebillLogLevel.Off, null);
                Assert.True(outcomes < Many.Length, $"{outcomes} outcomes");
                Assert.Equal(Server.Documented, client.EnableSynch(Server.Documented).Id);
            }
        }

        private static void Ends(Task task)
        {
            var error = Assert.Throws<AggregateException>(() => Assert.True(task.Wait(TimeSpan.FromSeconds(30)), "it ends"));
            Assert.True(error.Flatten().InnerException is InvalidOperationException, error.ToString());
        }

        private static IEnumerable<long> IdsThatAbort()
        {
            yield return Server.Documented;
            Thread.CurrentThread.Abort("ids");
        }

        private static bool EndRequest(string state)
        {
            Thread.CurrentThread.Abort(state);
            return true;
        }

        private static void Aborted(string state, Action call) => Assert.Equal<object?>(state, StateOfAbort(call));

        private static object? StateOfAbort(Action call)
        {
            try
            {
                call();
                return "was not aborted";
            }
            catch (ThreadAbortException abort)
            {
                var state = abort.ExceptionState;
                Thread.ResetAbort();
                return state;
            }
        }

        private sealed class Aborts : IProgress<Outcome>
        {
            public void Report(Outcome value) => EndRequest("progress");
        }
    }
}
