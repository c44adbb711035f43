// Turns on the sync of the customers whose ids are on standard input, one per line.

using System;
using System.Globalization;
using Fusebill;

namespace Sample
{
    internal static class Program
    {
        private static int Main()
        {
            var status = 0;
            using (var client = new FusebillClient()) // the key: FUSEBILL_API_KEY
            {
                for (string? line; (line = Console.ReadLine()) != null;)
                {
                    try
                    {
                        var customer = client.EnableSynch(long.Parse(line, CultureInfo.InvariantCulture));
                        var revenue = customer.MonthlyRecurringRevenue?.ToString(CultureInfo.InvariantCulture);
                        Console.WriteLine($"{customer.CompanyName}: {customer.SalesforceSynchStatus}, {revenue}");
                    }
                    catch (FusebillException error) when (error.Kind == ErrorKind.NotFound)
                    {
                        Console.WriteLine($"{line}: no such customer");
                        status = error.Code;
                    }
                }
            }

            return status;
        }
    }
}
