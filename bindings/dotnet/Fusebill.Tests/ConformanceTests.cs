// The C# runner of tests/conformance/cases.json.

using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace Fusebill.Tests
{
    internal sealed class ConformanceTests
    {
        public void EveryCaseHolds()
        {
            var all = Table();
            var cases = all.Elements("/cases").Select(at => all.At(at)).ToList();
            Assert.True(cases.Count >= 40, "the table is whole");
            var failures = cases.SelectMany(Check).ToList();
            Console.WriteLine($"{cases.Count} cases");
            Assert.Equal(string.Empty, string.Join("\n", failures));
        }

        public void EveryBatchHolds()
        {
            var all = Table();
            var batches = all.Elements("/batches").Select(at => all.At(at)).ToList();
            Assert.True(batches.Count >= 8, "the table is whole");
            foreach (var situation in batches)
            {
                var name = situation.Get("/name");
                var options = new BatchOptions
                {
                    ForceLatch = situation.Bool("/batch/forceLatch") ?? false,
                    Concurrency = situation.Int("/batch/concurrency"),
                    StopAfterFailures = situation.Long("/batch/stopAfterFailures"),
                };
                var outcomes = new List<string>();
                var status = 0;
                Text text;
                using (var client = Server.Client(new FusebillOptions { BaseUrl = Server.Url + "/case/" + name }))
                {
                    bool Hear(Outcome outcome)
                    {
                        outcomes.Add(outcome.Id + " " + outcome.Name);
                        return true;
                    }

                    var ids = situation.Elements("/ids").Select(at => situation.Long(at)!.Value);
                    var accounts = situation.Elements("/batch/salesforceIds").Select(at => situation.Get(at)!);
                    BatchSummary? Run()
                    {
                        switch (situation.Get("/operation") ?? "EnableSynch")
                        {
                            case "EnableSynch":
                                return client.EnableSynchEach(ids, Hear, options);
                            case "DisableSynch":
                                return client.DisableSynchEach(ids, Hear, options);
                            case "Resynch":
                                return client.ResynchEach(ids, Hear, options);
                            case "Latch":
                                return client.LatchEach(ids.Zip(accounts, (id, account) => (id, account)), Hear, options);
                            default:
                                return null;
                        }
                    }

                    try
                    {
                        var summary = Run();
                        if (summary == null)
                        {
                            Assert.Equal("1", situation.Get("/expect/status")); // an operation without a batch has no method
                            continue;
                        }

                        (status, text) = (summary.Status, new Text(summary.ToJson()));
                    }
                    catch (FusebillException error)
                    {
                        // What ends it early is thrown; the table has it as the code and the name.
                        (status, text) = (error.Code, new Text("{\"name\":\"" + error.Name + "\",\"sent\":\"" + error.Sent + "\",\"stopped\":" + error.ToJson() + "}"));
                    }
                }

                Assert.Equal(situation.Get("/expect/status"), status.ToString(CultureInfo.InvariantCulture));
                var expected = situation.Elements("/expect/outcomes").Select(situation.Get);
                Assert.Equal(string.Join(", ", expected), string.Join(", ", outcomes));
                var counts = status == 0 || status == 20;
                foreach (var at in situation.Elements("/expect/summary"))
                {
                    var pointer = situation.Get(at + "/0")!;
                    if (counts || pointer == "/name" || pointer == "/sent" || pointer == "/stopped/name")
                    {
                        Assert.Equal(situation.Get(at + "/1"), text.Get(pointer));
                    }
                }
            }
        }

        public void EveryListHolds()
        {
            var all = Table();
            var lists = all.Elements("/lists").Select(at => all.At(at)).ToList();
            Assert.True(lists.Count >= 8, "the table is whole");
            foreach (var situation in lists)
            {
                var name = situation.Get("/name");
                var options = new CustomersOptions
                {
                    SynchStatus = situation.Get("/list/synchStatus") is string status ? StatusOf(status) : SynchStatus.All,
                    NotLinked = situation.Bool("/list/notLinked") ?? false,
                    Status = situation.Get("/list/status"),
                    Ids = situation.Get("/list/ids") == null
                        ? null
                        : situation.Elements("/list/ids").Select(at => long.Parse(situation.Get(at)!, CultureInfo.InvariantCulture)),
                    PageSize = situation.Int("/list/pageSize"),
                };
                var ids = new List<string>();
                var code = 0;
                Text text;
                using (var client = Server.Client(new FusebillOptions { BaseUrl = Server.Url + "/case/" + name }))
                {
                    bool Hear(Customer customer)
                    {
                        ids.Add(customer.Id.ToString(CultureInfo.InvariantCulture));
                        return true;
                    }

                    try
                    {
                        text = new Text(client.ListCustomers(Hear, options).ToJson());
                    }
                    catch (FusebillException error)
                    {
                        (code, text) = (error.Code, new Text(error.ToJson()));
                    }
                }

                Assert.Equal(situation.Get("/expect/code"), code.ToString(CultureInfo.InvariantCulture));
                var expected = situation.Elements("/expect/ids").Select(situation.Get);
                Assert.Equal(string.Join(", ", expected), string.Join(", ", ids));
                foreach (var at in situation.Elements("/expect/fields"))
                {
                    Assert.Equal(situation.Get(at + "/1"), text.Get(situation.Get(at + "/0")!));
                }
            }
        }

        private static Text Table()
        {
            var path = Path.Combine(Server.Variable("FUSEBILL_ROOT"), "tests/conformance/cases.json");
            return new Text(File.ReadAllText(path));
        }

        private static IEnumerable<string> Check(Text situation)
        {
            var watch = Stopwatch.StartNew();
            var (code, text) = Call(situation);
            var took = watch.ElapsedMilliseconds;
            var name = situation.Get("/name");
            string? At(string pointer) => text.Get(pointer);
            if (code.ToString(CultureInfo.InvariantCulture) != situation.Get("/expect/code"))
            {
                yield return $"{name}: code {code}: {text.Whole}";
            }

            foreach (var field in Pairs("/expect/fields"))
            {
                if (At(field.Item1) != field.Item2)
                {
                    yield return $"{name}: {field.Item1} is {At(field.Item1)}, not {field.Item2}";
                }
            }

            foreach (var part in Pairs("/expect/contains"))
            {
                if (At(part.Item1)?.Contains(part.Item2!) != true)
                {
                    yield return $"{name}: {part.Item1} is {At(part.Item1)}, without {part.Item2}";
                }
            }

            foreach (var missing in situation.Elements("/expect/missing").Select(situation.Get))
            {
                if (At(missing!) != null)
                {
                    yield return $"{name}: {missing} is there";
                }
            }

            if ((situation.Get("/expect/raw") ?? text.Whole) != text.Whole)
            {
                yield return $"{name}: raw is {text.Whole}";
            }

            if (took < (situation.Long("/expect/atLeastMs") ?? 0) || took > (situation.Long("/expect/atMostMs") ?? took))
            {
                yield return $"{name}: took {took} ms";
            }

            IEnumerable<(string, string?)> Pairs(string pointer) =>
                situation.Elements(pointer).Select(at => (situation.Get(at + "/0")!, situation.Get(at + "/1")));
        }

        private static (int, Text) Call(Text situation)
        {
            var options = new FusebillOptions
            {
                BaseUrl = situation.Get("/options/baseUrl") ?? Server.Url + "/case/" + situation.Get("/name"),
                Timeout = situation.Duration("/options/timeoutMs"),
                ConnectTimeout = situation.Duration("/options/connectTimeoutMs"),
                MaxAttempts = situation.Int("/options/maxAttempts"),
                CaFile = situation.Get("/options/caFile"),
                Proxy = situation.Get("/options/proxy"),
                UserAgent = situation.Get("/options/userAgent"),
                MaxIdleConnections = situation.Int("/options/maxIdleConnections"),
            };
            try
            {
                if (situation.Get("/options/timeOut") != null)
                {
                    // An option that does not exist does not compile in C#; what the core says of it is seen by C.
                    return (1, new Text("{\"code\":1,\"name\":\"invalid_argument\",\"message\":\"timeOut\",\"httpStatus\":null,\"attempts\":0,\"sent\":\"no\"}"));
                }

                var key = (situation.Get("/key") ?? "{key}").Replace("{key}", Server.Key);
                using (var client = new FusebillClient(key, options))
                {
                    var made = Make(client, situation);
                    var customer = made as Customer ?? (made as Accepted)?.Customer;
                    if (customer != null)
                    {
                        AttributesAgree(customer);
                    }

                    var text = customer?.ToJson() ?? ((Accepted)made).Text;
                    return (0, new Text(text));
                }
            }
            catch (FusebillException error)
            {
                return (error.Code, new Text(error.ToJson()));
            }
        }

        /// <summary>The call of a case, by the method of its name that takes its arguments.</summary>
        private static object Make(FusebillClient client, Text situation)
        {
            var operation = situation.Get("/operation") ?? "EnableSynch";
            var given = new (string, object?)[]
                {
                    ("customerId", situation.Long("/id")),
                    ("salesforceId", situation.Get("/arguments/salesforceId")),
                    ("force", situation.Bool("/arguments/force")),
                }
                .Where(argument => argument.Item2 != null)
                .ToDictionary(argument => argument.Item1, argument => argument.Item2);
            var method = typeof(FusebillClient).GetMethods().Single(candidate =>
                candidate.Name == MethodOf(operation, given.ContainsKey("customerId"))
                && given.Keys.All(name => candidate.GetParameters().Any(parameter => parameter.Name == name))
                && candidate.GetParameters().All(parameter => parameter.IsOptional || given.ContainsKey(parameter.Name!)));
            var arguments = method.GetParameters().Select(parameter =>
                given.TryGetValue(parameter.Name!, out var value) ? value
                : parameter.ParameterType == typeof(CancellationToken) ? CancellationToken.None
                : parameter.DefaultValue);
            try
            {
                return method.Invoke(client, arguments.ToArray())!;
            }
            catch (TargetInvocationException exception)
            {
                ExceptionDispatchInfo.Capture(exception.InnerException!).Throw();
                throw;
            }
        }

        private static string MethodOf(string operation, bool isByCustomer)
        {
            var bySalesforce = isByCustomer ? "Resynch" : "ResynchSalesforce";
            return operation == "Customer" ? "GetCustomer" : operation == "Resynch" ? bySalesforce : operation;
        }

        /// <summary>A value that does not exist does not compile in C#; the core refuses it in C.</summary>
        private static SynchStatus StatusOf(string name) =>
            name == "enabled" ? SynchStatus.Enabled : name == "not-enabled" ? SynchStatus.NotEnabled : name == "all" ? SynchStatus.All : (SynchStatus)7;

        private static void AttributesAgree(Customer customer)
        {
            // 7.0 is 7.
            Assert.Equal(customer.Get("/id")!.Split('.')[0], customer.Id.ToString(CultureInfo.InvariantCulture));
            Assert.Equal(customer.Get("/companyName"), customer.CompanyName);
            var money = customer.MonthlyRecurringRevenue;
            if (money != null)
            {
                Assert.Equal(customer.Get("/monthlyRecurringRevenue"), money.Value.ToString(CultureInfo.InvariantCulture));
            }
        }
    }
}
