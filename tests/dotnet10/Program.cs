// What scripts/test-dotnet-10 publishes in every way: it needs the sandbox's address.

using System;
using System.Linq;
using Fusebill;

Environment.SetEnvironmentVariable("FUSEBILL_API_KEY", Environment.GetEnvironmentVariable("FUSEBILL_TEST_KEY"));
Environment.SetEnvironmentVariable("FUSEBILL_BASE_URL", Environment.GetEnvironmentVariable("FUSEBILL_TEST_URL"));
FusebillLog.Listen(FusebillLogLevel.Debug, (_, _) => { });
using var client = new FusebillClient();
var ids = new long[] { 200001, 200002 };
Console.Write(client.EnableSynch(172677).SalesforceSynchStatus);
Console.Write($" {(await client.GetCustomerAsync(172677)).MonthlyRecurringRevenue}");
foreach (var outcome in client.EnableSynchBatch(ids))
{
    Console.Write($" {outcome.Name}");
}

await foreach (var outcome in client.EnableSynchBatch(ids))
{
    Console.Write($" {outcome.Name}");
}

Console.Write($" {client.EnableSynchBatch(ids).AsEnumerable().Select(outcome => outcome.Id).Max()}");
await foreach (var customer in client.GetCustomersAsync(new CustomersOptions { Ids = ids[..1] }))
{
    Console.Write($" {customer.Id}");
}

Console.Write($" {client.GetCustomers().Count()} {client.Check().Count(stage => stage.Error == null) > 5}");
try
{
    client.EnableSynch(12);
}
catch (FusebillException error)
{
    Console.WriteLine($" {error.Name}");
}
