// A nightly job: nightly IDS RESULTS. Turns on Salesforce sync for each customer whose id is on a line of IDS, and records
// the results in RESULTS: run again, it continues where it stopped. Prints who failed and why.

using System;
using System.Globalization;
using System.IO;
using System.Linq;
using Fusebill;

internal static class Nightly
{
    private static int Main(string[] arguments)
    {
        var ids = File.ReadLines(arguments[0])
            .Where(line => line.Trim().Length > 0)
            .Select(line => long.Parse(line, CultureInfo.InvariantCulture));
        var options = new BatchOptions { ResultsFile = arguments[1], Resume = true };
        try
        {
            using (var client = new FusebillClient()) // the key: FUSEBILL_API_KEY
            {
                var batch = client.EnableSynchBatch(ids, options);
                foreach (var outcome in batch) // each is already on disk here
                {
                    if (!outcome.IsDone)
                    {
                        Console.WriteLine($"{outcome.Id}: {outcome.Message ?? outcome.Name}");
                    }
                }

                var summary = batch.Summary!;
                Console.WriteLine($"enabled: {summary.Done} now, {summary.Skipped} before (status {summary.Status})");
                return summary.Status;
            }
        }
        catch (FusebillException error) // what stopped it early: the key, the day's limit, the disk
        {
            Console.Error.WriteLine($"stopped: {error.Message}");
            return error.Code;
        }
    }
}
