// A client and its customers, as a program meets them.

using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace Fusebill.Tests
{
    internal sealed class ClientTests
    {
        public void ACustomerHasWhatTheServerSaid()
        {
            using (var client = Server.Client())
            {
                var customer = client.EnableSynch(Server.Documented);
                Assert.True(customer.IsSynchEnabled, "the sync is on");
                Assert.Equal(Server.Documented, customer.Id);
                Assert.Equal("John", customer.FirstName);
                Assert.Equal(null, customer.MiddleName);
                Assert.Equal(25.98m, customer.MonthlyRecurringRevenue);
                Assert.Equal("/172677", customer.CustomerReference.Uri);
                Assert.Equal(0, customer.CustomerReference.SalesTrackingCodes.Count);
                Assert.Equal(null, customer.CustomerAcquisition.Medium);
                Assert.Equal("25.9800", customer.Get("/monthlyRecurringRevenue"));
                Assert.True(customer.ToJson().Contains("\"monthlyRecurringRevenue\": 25.9800"), "the text is kept");
                Assert.Equal("Customer 172677: Enabled", customer.ToString());
                Assert.Equal(customer, client.EnableSynch(Server.Documented));
                Assert.True(client.Quota.Minute.Limit > 0 && client.Quota.Day.Reset != null, "the quota is known");
            }
        }

        public void TheCallsAroundItWork()
        {
            using (var client = Server.Client())
            {
                Assert.True(!client.DisableSynch(Server.Documented).IsSynchEnabled, "the sync is off");
                Assert.True(!client.GetCustomer(Server.Documented).IsSynchEnabled, "and stays off");
                Assert.Equal("DisableSynch", client.DisableSynchEach(new[] { Server.Documented }, _ => true).Operation);
                Assert.True(client.EnableSynchAsync(Server.Documented).Result.IsSynchEnabled, "and on again");
                Assert.Equal(Server.Documented, client.ResynchSalesforce("0014100000JJ3wtAAD").Customer!.Id);
                Assert.Equal(Server.Documented, client.LatchAsync(Server.Documented, "0014100000JJ3wtAAD").Result.Customer!.Id);
                Assert.Equal(3, client.GetCustomers().Take(3).Count());
                var summary = client.ListCustomersAsync(_ => true, new CustomersOptions { SynchStatus = SynchStatus.NotEnabled }).Result;
                Assert.True(summary.IsWhole && summary.Customers < summary.Received && summary.Count == summary.Received, summary.ToJson());
                var stages = client.Check();
                Assert.True(stages.All(stage => stage.Error == null), string.Join("; ", stages.Select(stage => stage.Detail)));
                Assert.Equal("api", stages.Select(stage => stage.Name).First(name => name == "api"));
            }

            using (var nowhere = Server.Client(new FusebillOptions { BaseUrl = "http://127.0.0.1:1" }))
            {
                var failed = nowhere.CheckAsync().Result.Last();
                Assert.Equal(ErrorKind.Connection, failed.Error!.Kind);
                Assert.True(failed.Advice!.Length > 0, "with advice");
            }
        }

        public void MoneyReadsRightWhereCommasAreDecimal()
        {
            var before = Thread.CurrentThread.CurrentCulture;
            try
            {
                var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
                culture.NumberFormat.NumberDecimalSeparator = ",";
                culture.NumberFormat.NumberGroupSeparator = ".";
                culture.NumberFormat.NegativeSign = "~";
                Thread.CurrentThread.CurrentCulture = culture;
                using (var client = Server.Client(new FusebillOptions { Timeout = TimeSpan.FromSeconds(10.5) }))
                {
                    var money = client.EnableSynch(Server.Documented).MonthlyRecurringRevenue!.Value;
                    Assert.Equal("25,9800", money.ToString(culture));
                    Assert.Equal(4, decimal.GetBits(money)[3] >> 16 & 0xff);
                }

                // A real culture too, where the machine has any.
                Thread.CurrentThread.CurrentCulture = new CultureInfo("de-DE");
                using (var client = Server.Client())
                {
                    Assert.Equal(25.9800m, client.EnableSynch(Server.Documented).MonthlyRecurringRevenue);
                }
            }
            catch (CultureNotFoundException)
            {
                // .NET 8 runs with the invariant cultures alone here; Mono has them.
            }
            finally
            {
                Thread.CurrentThread.CurrentCulture = before;
            }
        }

        public void LogLinesComeWithoutTheKey()
        {
            var lines = new System.Collections.Concurrent.ConcurrentQueue<string>();
            FusebillLog.Listen(FusebillLogLevel.Debug, (level, line) =>
            {
                lines.Enqueue(level + " " + line);
                throw new InvalidOperationException("of a listener");
            });
            using (var client = Server.Client())
            {
                client.EnableSynch(Server.Documented);
                Assert.Fails(ErrorKind.NotFound, () => client.EnableSynch(12));
                FusebillLog.Listen(FusebillLogLevel.Off, null);
                client.EnableSynch(Server.Documented);
            }

            var all = string.Join("\n", lines);
            Assert.True(all.Contains("Debug customer 172677: 200") && all.Contains("Warn customer 12:"), all);
            Assert.True(!all.Contains(Server.Key), "the key is in no line");
            FusebillLog.Listen(FusebillLogLevel.Debug, (level, line) => lines.Enqueue(line));
            Assert.Fails(ErrorKind.InvalidArgument, () => FusebillLog.Listen((FusebillLogLevel)99, (_, __) => { }));
            using (var client = Server.Client())
            {
                var before = lines.Count;
                client.EnableSynch(Server.Documented);
                Assert.True(lines.Count > before, "a listener that is refused takes nobody's place");
            }

            FusebillLog.Listen(FusebillLogLevel.Off, null);
        }

        public void MoneyIsNeverRounded()
        {
            foreach (var (text, value) in new (string, decimal?)[]
                {
                    ("25.9800", 25.9800m), ("2.598e1", 25.98m), ("1E2", 100m), ("0e5", 0m), ("-0.10", -0.10m), ("1e-28", 0.0000000000000000000000000001m),
                    ("1e-30", null), ("1.2345678901234567890123456789012345e0", null), ("123456789012345678901234567.891e0", 123456789012345678901234567.89m == 0 ? 0 : (decimal?)null),
                    ("1e999", null), ("0e400", 0m), ("0e9999999999", null), ("15e-2147483648", null), ("1.5e-4294967295", null),
                    ("0.00001e29", 1000000000000000000000000m), ("10e-29", 0.0000000000000000000000000001m), ("79228162514264337593543950335", 79228162514264337593543950335m), ("79228162514264337593543950336", null),
                })
            {
                Assert.Equal(value, Customer.Parse("{\"id\":7,\"monthlyRecurringRevenue\":" + text + "}").MonthlyRecurringRevenue);
            }
        }

        public void TheServersOwnWordsAreNotRewritten()
        {
            const string Words = "The payment option selected is invalid";
            Assert.Equal(Words, new FusebillException(ErrorKind.Rejected, Words).Message);
            var said = FusebillException.Parse("{\"code\":4,\"message\":\"option maxAttempts\",\"errors\":[{\"key\":\"\",\"value\":\"x\"}]}");
            Assert.Equal("option maxAttempts", said.Message);
            said = FusebillException.Parse("{\"code\":4,\"httpStatus\":400,\"message\":\"Invalid option status\",\"errors\":[]}");
            Assert.Equal("Invalid option status", said.Message);
            Assert.Equal("CaFile: no", FusebillException.Parse("{\"code\":1,\"message\":\"option caFile: no\",\"errors\":[]}").Message);
        }

        public void ATimeIsWhatTheNativeLibraryReads()
        {
            foreach (var (text, ticks) in new (string, long?)[]
                {
                    ("\"2023-03-22T19:21:24.8570001\"", 8570001), ("\"2023-03-22T21:21:24.857+02:00\"", 8570000),
                    ("\"2023-03-22T19:21:24Z\"", 0), ("\"1.5\"", null), ("\"11:36\"", null), ("\"22/03/2023\"", null),
                    ("\"March 22\"", null), ("1679512884", null), ("\"0001-01-01T00:00:00\"", null), ("null", null), ("{}", null),
                })
            {
                var expected = ticks == null ? (DateTimeOffset?)null
                    : new DateTimeOffset(2023, 3, 22, 19, 21, 24, TimeSpan.Zero).AddTicks(ticks.Value);
                Assert.Equal(expected, Customer.Parse("{\"id\":7,\"modifiedTimestamp\":" + text + "}").ModifiedTimestamp);
            }

            var last = Customer.Parse("{\"id\":7,\"createdTimestamp\":\"9999-12-31T23:59:59.9999999Z\"}").CreatedTimestamp;
            Assert.Equal(DateTimeOffset.MaxValue, last);
        }

        public void TextThatCCannotHoldIsMarkedEverywhere()
        {
            var customer = Customer.Parse("{\"id\":7,\"firstName\":\"a\\u0000b\",\"lastName\":\"\\ud800\",\"a\\u0000\":1}");
            for (var time = 0; time < 2; time++)
            {
                Assert.Equal("a\ufffdb", customer.FirstName);
                Assert.Equal("\ufffd", customer.LastName);
                Assert.Equal("a\ufffdb", customer.Get("/firstName"));
                Assert.Equal("1", customer.Get("/a\ufffd"));
            }
        }

        public void AnArgumentIsNamedAsItIsDeclared()
        {
            var noFile = new FusebillOptions { CaFile = "a\0b" };
            var noResults = new BatchOptions { ResultsFile = "a\0b" };
            var noStatus = new CustomersOptions { Status = "a\0b" };
            using (var client = Server.Client())
            {
                foreach (var (name, call) in new (string, Action)[]
                    {
                        ("json", () => Customer.Parse(null!)),
                        ("json", () => Customer.Parse("{\0}")),
                        ("pointer", () => Customer.Parse("{\"id\":7}").Get(null!)),
                        ("pointer", () => Customer.Parse("{\"id\":7}").Get("x")),
                        ("pointer", () => Customer.Parse("{\"id\":7}").Get("/\0")),
                        ("apiKey", () => new FusebillClient("a\0b")),
                        ("salesforceId", () => client.ResynchSalesforce(null!)),
                        ("salesforceId", () => client.ResynchSalesforce("a\0b")),
                        ("salesforceId", () => client.Latch(7, null!)),
                        ("salesforceId", () => client.Latch(7, "a\0b")),
                        ("resultsFile", () => client.Check("a\0b")),
                        ("ids", () => client.EnableSynchBatch(null!)),
                        ("ids", () => client.EnableSynchEach(null!, _ => true)),
                        ("onOutcome", () => client.EnableSynchEach(new long[0], null!)),
                        ("onCustomer", () => client.ListCustomers(null!)),
                        ("message", () => new FusebillException(ErrorKind.Io, null!)),
                        ("all", () => new FusebillSequence<Outcome, BatchSummary>((IEnumerable<Outcome>)null!)),
                        ("options", () => new FusebillClient("MDpz", noFile)),
                        ("options", () => client.EnableSynchBatch(new long[0], noResults).AsEnumerable().Count()),
                        ("options", () => client.ListCustomers(_ => true, noStatus)),
                    })
                {
                    Assert.Equal(name, NameOfTheArgument(call));
                }
            }
        }

        private static string? NameOfTheArgument(Action call)
        {
            try
            {
                call();
                return "none: no exception";
            }
            catch (ArgumentException exception)
            {
                return exception.ParamName;
            }
        }

        public void NumbersThatDoNotFitAreNone()
        {
            foreach (var (text, parent, isParent) in new (string, long?, bool?)[]
                {
                    ("+1", 1, null), ("7.0", 7, null), ("7.", null, null), (" 7", null, null), ("TRUE", null, true), ("False", null, false),
                    (" true", null, null),
                })
            {
                var customer = Customer.Parse("{\"id\":7,\"parentId\":\"" + text + "\",\"isParent\":\"" + text + "\"}");
                Assert.Equal(parent, customer.ParentId);
                Assert.Equal(isParent, customer.IsParent);
            }

            Assert.Equal((int)ErrorKind.Internal, Outcome.Parse("{\"id\":1,\"code\":4294967296}").Code);
            Assert.Equal(TimeSpan.MaxValue, Outcome.Parse("{\"id\":1,\"elapsedMs\":9223372036854775807}").Elapsed);
            Assert.Equal(0, BatchSummary.Parse("{\"status\":20,\"failed\":{\"not_found\":1e99}}").Failed.Count);
            Assert.Throws<FormatException>(() => Customer.Parse("{\"id\":\"x\"}"));
        }

        public void TheAssemblyHasAStrongName()
        {
            Assert.True(typeof(FusebillClient).Assembly.GetName().GetPublicKeyToken()!.Length == 8, "it is signed");
        }

        public void EveryNumberOfMembersIsRead()
        {
            var members = string.Join(",", Enumerable.Range(0, 300).Select(at => $"\"f{at}\":\"{new string('x', at)}\u00e9\""));
            var customer = Customer.Parse("{" + members + ",\"id\":7,\"uri\":\"1:a,\",\"title\":\"a\\u0000b\",\"suffix\":null,\"suffix\":\"z\"}");
            Assert.Equal("1:a,", customer.Uri);
            Assert.Equal("a\ufffdb", customer.Title);
            Assert.Equal("z", customer.Suffix);
            Assert.Equal(new string('x', 299) + "\u00e9", customer.Get("/f299"));
            Assert.True(ReferenceEquals(customer.CustomerReference, customer.CustomerReference), "parts are read once, too");
        }

        public void TypesDriftAndMoneyIsNeverRounded()
        {
            var json = "{\"id\":\"7\",\"primaryPhone\":9594952713,\"isParent\":\"True\",\"modifiedTimestamp\":"
                + "\"2023-02-01T11:36:16.0432031Z\",\"createdTimestamp\":\"0001-01-01T00:00:00\",\"monthlyRecurringRevenue\":"
                + "0.12345678901234567890123456789012,\"netMonthlyRecurringRevenue\":-0.10,\"customerReference\":"
                + "{\"salesTrackingCodes\":[{\"code\":\"WEST\",\"id\":9}]},\"companyName\":\"\u0141\u00f3d\u017a \ud83d\ude00\"}";
            var customer = Customer.Parse(json);
            Assert.Equal(7L, customer.Id);
            Assert.Equal("9594952713", customer.PrimaryPhone);
            Assert.Equal(true, customer.IsParent);
            Assert.Equal(null, customer.MonthlyRecurringRevenue);
            Assert.Equal("-0.10", customer.NetMonthlyRecurringRevenue!.Value.ToString(CultureInfo.InvariantCulture));
            Assert.Equal(new DateTimeOffset(2023, 2, 1, 11, 36, 16, TimeSpan.Zero).AddTicks(432031), customer.ModifiedTimestamp);
            Assert.Equal(null, customer.CreatedTimestamp);
            Assert.Equal("WEST", customer.CustomerReference.SalesTrackingCodes.Single().Code);
            Assert.Equal("\u0141\u00f3d\u017a \ud83d\ude00", customer.CompanyName);
            Assert.Throws<ArgumentException>(() => customer.Get("no pointer"));
        }

        public void ErrorsCarryEverything()
        {
            using (var client = Server.Client())
            {
                var error = Assert.Fails(ErrorKind.NotFound, () => client.EnableSynch(12));
                Assert.Equal("Customer with id 12 not found.", error.Message);
                Assert.Equal(3, error.Code);
                Assert.Equal("not_found", error.Name);
                Assert.Equal(404, error.HttpStatus);
                Assert.Equal(0L, error.ErrorId);
                Assert.Equal("Api Error", error.Errors.Single().Key);
                Assert.Equal(1, error.Attempts);
                Assert.Equal("yes", error.Sent);
                Assert.Equal(null, error.RetryAfter);
                Assert.True(!error.ToString().Contains(Server.Key), "no key in an exception");
            }
        }

        public void WhatCannotBeRightIsRefused()
        {
            using (var client = Server.Client())
            {
                foreach (var id in new[] { 0, -1, long.MinValue })
                {
                    Assert.Equal("no", Assert.Fails(ErrorKind.InvalidArgument, () => client.EnableSynch(id)).Sent);
                }
            }

            Assert.Fails(ErrorKind.InvalidArgument, () => new FusebillClient(string.Empty));
            Assert.Fails(ErrorKind.InvalidArgument, () => new FusebillClient("two words"));
            Assert.Throws<ArgumentException>(() => new FusebillClient("a\0b"));
            Assert.Fails(ErrorKind.InvalidArgument, () => Server.Client(new FusebillOptions { Timeout = TimeSpan.Zero }));
            Assert.Fails(ErrorKind.InvalidArgument, () => Server.Client(new FusebillOptions { BaseUrl = "ftp://x" }));
            Assert.Fails(ErrorKind.Io, () => Server.Client(new FusebillOptions { CaFile = "/nonexistent" }));
        }

        public void WhatTheProgramSetsInItsEnvironmentCounts()
        {
            var set = new Dictionary<string, string?>
            {
                ["FUSEBILL_API_KEY"] = "\ufeff " + Server.Key + "\r\n",
                ["FUSEBILL_BASE_URL"] = Server.Url,
                ["HTTPS_PROXY"] = "http://proxy.example:3128",
                ["NO_PROXY"] = "left.example",
            };
            var before = set.Keys.ToDictionary(name => name, Environment.GetEnvironmentVariable);
            try
            {
                foreach (var variable in set)
                {
                    Environment.SetEnvironmentVariable(variable.Key, variable.Value);
                }

                using (var client = new FusebillClient())
                {
                    Assert.True(client.EnableSynch(Server.Documented).IsSynchEnabled, "the host is that of the program");
                }

                string Proxy(string url)
                {
                    using (var client = new FusebillClient("MDpz", new FusebillOptions { BaseUrl = url, Timeout = TimeSpan.FromSeconds(1) }))
                    {
                        return client.Check()[0].Detail;
                    }
                }

                Assert.True(Proxy("https://api.example").Contains("the proxy proxy.example:3128"), Proxy("https://api.example"));
                Assert.True(Proxy("https://left.example").Contains("no proxy"), Proxy("https://left.example"));
                Environment.SetEnvironmentVariable("FUSEBILL_API_KEY", null);
                Assert.Fails(ErrorKind.InvalidArgument, () => new FusebillClient());
            }
            finally
            {
                foreach (var variable in before)
                {
                    Environment.SetEnvironmentVariable(variable.Key, variable.Value);
                }
            }
        }

        public void ADeadlineIsKept()
        {
            using (var client = Server.Client(new FusebillOptions { Timeout = TimeSpan.FromMilliseconds(300) }))
            {
                Assert.Soon(() => Assert.Fails(ErrorKind.Timeout, () => client.EnableSynch(Server.Slow)));
            }
        }

        public void ThreadsShareAClient()
        {
            using (var client = Server.Client())
            {
                var threads = Enumerable.Range(0, 16).Select(_ => new Thread(() =>
                {
                    for (var call = 0; call < 50; call++)
                    {
                        client.EnableSynch(Server.Documented);
                    }
                })).ToList();
                threads.ForEach(thread => thread.Start());
                threads.ForEach(thread => thread.Join());
            }
        }

        public void ATokenEndsItsCallAndNoOther()
        {
            using (var client = Server.Client(new FusebillOptions { Timeout = TimeSpan.FromSeconds(50) }))
            using (var source = new CancellationTokenSource())
            using (var other = new CancellationTokenSource())
            {
                var ended = client.EnableSynchAsync(Server.Slow, source.Token);
                var going = client.EnableSynchAsync(Server.Slow, other.Token);
                Thread.Sleep(300);
                Assert.Soon(() =>
                {
                    source.Cancel();
                    var thrown = Assert.Throws<OperationCanceledException>(() => ended.GetAwaiter().GetResult());
                    Assert.Equal(source.Token, thrown.CancellationToken);
                });
                Assert.True(!going.IsCompleted, "the other call goes on");
                other.Cancel();
                Assert.Throws<OperationCanceledException>(() => going.GetAwaiter().GetResult());
                Assert.Throws<OperationCanceledException>(() => client.EnableSynch(Server.Documented, source.Token));
                Assert.True(client.EnableSynch(Server.Documented).IsSynchEnabled, "the client works afterwards");
            }
        }

        public void CancelEndsAllCallsOfAClient()
        {
            using (var client = Server.Client())
            {
                var calls = Enumerable.Range(0, 4).Select(_ => client.EnableSynchAsync(Server.Slow)).ToArray();
                Thread.Sleep(300);
                Assert.Soon(() =>
                {
                    client.Cancel();
                    foreach (var call in calls)
                    {
                        Assert.Throws<OperationCanceledException>(() => call.GetAwaiter().GetResult());
                        Assert.True(call.IsCanceled, "the task is cancelled, not faulted");
                    }
                });
            }
        }

        public async Task ManyCallsAreAwaitedSideBySide()
        {
            using (var client = Server.Client())
            {
                var customers = await Task.WhenAll(Enumerable.Range(0, 40).Select(at => client.EnableSynchAsync(200001 + at)));
                Assert.Equal(40, customers.Select(customer => customer.Id).Distinct().Count());
            }
        }

        public void ADisposedClientSaysSoAndDisturbsNoCallInFlight()
        {
            for (var round = 0; round < 50; round++)
            {
                var client = Server.Client();
                var ends = new List<Exception?>();
                var threads = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
                {
                    try
                    {
                        for (; ; )
                        {
                            client.EnableSynch(Server.Documented);
                        }
                    }
                    catch (Exception exception)
                    {
                        lock (ends)
                        {
                            ends.Add(exception);
                        }
                    }
                })).ToList();
                threads.ForEach(thread => thread.Start());
                Thread.Sleep(round % 5);
                client.Dispose();
                threads.ForEach(thread => thread.Join());
                Assert.True(ends.All(end => end is ObjectDisposedException), string.Join(", ", ends));
                client.Dispose();
            }
        }

        public void TheCollectorDisturbsNothing()
        {
            using (var over = new CancellationTokenSource())
            {
                var collector = new Thread(() =>
                {
                    while (!over.IsCancellationRequested)
                    {
                        GC.Collect();
                        GC.WaitForPendingFinalizers();
                    }
                });
                collector.Start();
                for (var round = 0; round < 200; round++)
                {
                    // Not disposed: the finalizer frees it.
                    var client = Server.Client();
                    Assert.True(client.EnableSynch(Server.Documented).IsSynchEnabled, "the sync is on");
                    Assert.Equal(3, client.EnableSynchBatch(new[] { 200001L, 200002, 200003 }).AsEnumerable().Count());
                }

                over.Cancel();
                collector.Join();
            }
        }

        public void NothingIsLeftBehindUnderLoad()
        {
            using (var client = Server.Client())
            using (var source = new CancellationTokenSource())
            {
                void Calls(int count)
                {
                    for (var call = 0; call < count; call++)
                    {
                        try
                        {
                            client.EnableSynch(call % 10 == 0 ? 12 : Server.Documented, source.Token).Get("/firstName");
                        }
                        catch (FusebillException error)
                        {
                            GC.KeepAlive(error.Errors);
                        }
                    }

                    GC.Collect();
                    GC.WaitForPendingFinalizers();
                    GC.Collect();
                }

                // The collector takes its time; a lost text of 1.2 KB a call would show in every round.
                var least = long.MaxValue;
                for (var round = 0; round < 4; round++)
                {
                    var before = Resident();
                    Calls(5000);
                    least = Math.Min(least, Resident() - before);
                }

                Console.WriteLine($"RSS grew by {least / 1024} KB in 5,000 calls");
                Assert.True(least < 3 << 20, $"{least} bytes are less than 3 MiB");
            }
        }

        public void TheVersionIsTheLibrarys() =>
            Assert.Equal(typeof(FusebillClient).Assembly.GetName().Version!.ToString(3), FusebillClient.Version);

        private static long Resident()
        {
            using (var process = Process.GetCurrentProcess())
            {
                if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
                {
                    return process.WorkingSet64;
                }

                // Mono's own figure is another one.
                var line = File.ReadLines($"/proc/{process.Id}/status").First(text => text.StartsWith("VmRSS"));
                return long.Parse(new string(line.Where(char.IsDigit).ToArray()), CultureInfo.InvariantCulture) * 1024;
            }
        }
    }
}
