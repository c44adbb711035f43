// A nightly job: nightly IDS RESULTS. Turns on the sync of every customer whose id is on a line of IDS, and keeps a record in
// RESULTS: run again, it goes on where it was. Prints who failed and why.

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
                foreach (var outcome in batch) // each is on disk when it comes here
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
